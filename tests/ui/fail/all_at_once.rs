use do_callback::prelude::*;

struct Log;

#[do_callback(whole)]
unsafe impl BackgroundCopyCallback for Log {
    async fn job_error(&mut self, _job: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
    fn job_modfication(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
    const LIMIT: u32 = 4;
}

fn main() {}
