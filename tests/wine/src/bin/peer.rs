//! The second process: it gets two objects of the first one as they come out of `CoMarshalInterface`, and calls them through the real
//! proxies, with jobs and errors of the real service.
//!
//! `peer CALLBACK ENUMERATOR URL`: both in hexadecimal; nothing is to be found at the URL.

#[cfg(windows)]
fn main() {
    peer::run(&std::env::args().skip(1).collect::<Vec<_>>());
}

#[cfg(not(windows))]
fn main() {}

#[cfg(windows)]
mod peer {
    use do_callback::{
        codes::{E_UNEXPECTED, S_FALSE, S_OK},
        prelude::*,
    };
    use wine::{
        PATIENCE,
        apartment::{Apartment, wait_until},
        bits::{Download, NOT_FOUND},
        marshal::{from_bytes, from_hex},
        watcher::{FAIL, PANIC, REFUSED},
    };

    pub fn run(words: &[String]) {
        let [callback, enumerator, missing] = words else { panic!("three arguments are needed") };
        let _inside = Apartment::multithreaded();
        let callback = from_bytes(&from_hex(callback)).expect("the callback unmarshals");
        let files = from_bytes(&from_hex(enumerator)).expect("the enumerator unmarshals");
        call_back(&callback, missing).expect("the service works");
        enumerate(&files).expect("the enumerator answers");
        assert_eq!(callback.job_modification(&nothing_to_do(missing), 0), Ok(()), "the end");
    }

    /// A job that was never started.
    fn nothing_to_do(url: &str) -> IBackgroundCopyJob {
        Download::new("nothing", url).expect("a job").job.clone()
    }

    /// A job that has failed, and why.
    fn failed(name: &str, missing: &str) -> Result<(Download, IBackgroundCopyError)> {
        let download = Download::new(name, missing)?;
        let job = &download.job;
        // Nobody else shall call: on Windows the service would.
        job.set_notify_flags(BG_NOTIFY_DISABLE)?;
        job.resume()?;
        let failed = wait_until(PATIENCE, || job.get_state() == Ok(BG_JOB_STATE_ERROR));
        assert!(failed, "the job fails, its state is {:?}", job.get_state());
        let error = job.get_error()?;
        assert_eq!(error.get_error()?, (BG_ERROR_CONTEXT_REMOTE_FILE, NOT_FOUND));
        Ok((download, error))
    }

    fn call_back(callback: &IBackgroundCopyCallback, missing: &str) -> Result<()> {
        let code = |result: Result<()>| result.map_or_else(|error| error.code(), |()| S_OK);
        let (refused, error) = failed(REFUSED, missing)?;
        let answer = code(callback.job_error(&refused.job, &error));
        assert_eq!(answer, DO_E_INVALID_STATE, "a failure comes back");
        let (download, error) = failed("peer", missing)?;
        let job = &download.job;
        assert_eq!(code(callback.job_error(job, &error)), S_OK);
        assert_eq!(code(callback.job_modification(job, 0)), S_OK);
        assert_eq!(code(callback.job_modification(job, FAIL)), DO_E_INVALID_STATE);
        assert_eq!(code(callback.job_modification(job, PANIC)), E_UNEXPECTED, "a panic comes back");
        assert_eq!(code(callback.job_modification(job, 7)), S_OK, "the server lives");
        assert_eq!(code(callback.job_transferred(job)), S_OK);
        let mut file = [None];
        assert_eq!(*job.enum_files()?.next(&mut file)?.value(), 1);
        let [Some(file)] = file else { panic!("the job has a file") };
        let of_files: IBackgroundCopyCallback2 = callback.cast()?;
        assert_eq!(code(of_files.file_transferred(job, &file)), S_OK);
        Ok(())
    }

    fn enumerate(files: &IEnumBackgroundCopyFiles) -> Result<()> {
        assert_eq!(files.get_count()?, 3);
        let mut room = [None, None];
        let fetched = files.next(&mut room)?;
        assert_eq!((fetched.code(), *fetched.value()), (S_OK, 2));
        let names =
            room.iter().flatten().map(|file| Ok((file.get_remote_name()?, file.get_local_name()?)));
        let names = names.collect::<Result<Vec<_>>>()?;
        assert_eq!(names[0], ("http://localhost/one".into(), "one".into()));
        assert_eq!(names[1], ("http://localhost/zw\u{f6}lf".into(), "zw\u{f6}lf".into()));
        let progress = room[0].as_ref().expect("a file").get_progress()?;
        assert_eq!(
            (progress.BytesTotal, progress.BytesTransferred, progress.Completed.as_bool()),
            (3, 2, true)
        );

        let again = files.clone()?;
        let fetched = files.next(&mut room)?;
        assert_eq!((fetched.code(), *fetched.value()), (S_FALSE, 1), "a success code comes back");
        assert!(room[1].is_none());
        assert_eq!(files.skip(1)?.code(), S_FALSE, "a success code comes back");
        files.reset()?;
        assert_eq!(files.skip(3)?.code(), S_OK);
        assert_eq!(again.skip(1)?.code(), S_OK, "the copy is an object of its own");
        Ok(())
    }
}
