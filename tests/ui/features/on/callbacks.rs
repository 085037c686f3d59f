//! The attribute knows the callbacks of every module; one object can be several of them.

use do_callback::prelude::*;

struct Log;

#[do_callback(part)]
impl BackgroundCopyCallback for Log {
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
}

#[do_callback(part)]
impl BackgroundCopyCallback2 for Log {
    fn file_transferred(
        &self,
        _job: &IBackgroundCopyJob,
        _file: &IBackgroundCopyFile,
    ) -> Result<()> {
        Ok(())
    }
}

#[do_callback(also(BackgroundCopyServerCertificateValidationCallback, DODownloadStatusCallback))]
impl BackgroundCopyCallback3 for Log {
    fn file_ranges_transferred(
        &self,
        _job: &IBackgroundCopyJob,
        _file: &IBackgroundCopyFile,
        ranges: &[BG_FILE_RANGE],
    ) -> Result<()> {
        assert!(!ranges.is_empty());
        Ok(())
    }
}

#[do_callback(part)]
impl BackgroundCopyServerCertificateValidationCallback for Log {
    fn validate_server_certificate(
        &self,
        _job: &IBackgroundCopyJob,
        _file: &IBackgroundCopyFile,
        certificate: &[u8],
        _encoding: u32,
        _store: &[u8],
    ) -> Result<()> {
        assert!(!certificate.is_empty());
        Ok(())
    }
}

#[do_callback(part)]
impl DODownloadStatusCallback for Log {
    fn on_status_change(&self, _download: &IDODownload, status: &DO_DOWNLOAD_STATUS) -> Result<()> {
        assert_eq!(status.State, DODownloadState_Transferring);
        Ok(())
    }
}

fn main() {
    let third: IBackgroundCopyCallback3 = Log.into();
    let first: IBackgroundCopyCallback = third.cast().expect("a base is answered");
    assert!(first.cast::<IBackgroundCopyCallback2>().is_ok());
    assert!(first.cast::<IBackgroundCopyServerCertificateValidationCallback>().is_ok());
    assert!(first.cast::<IDODownloadStatusCallback>().is_ok());
    assert!(first.cast::<IDODownload>().is_err());
}
