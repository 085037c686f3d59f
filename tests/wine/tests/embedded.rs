//! The embedded service in a process whose one apartment is single-threaded.
#![cfg(windows)]

use std::{cell::Cell, ptr::null, rc::Rc, thread};

use do_callback::prelude::*;
use do_embedded::Service;
use wine::{PATIENCE, apartment::pump_until, system};

/// Counts what it hears, on its own thread.
struct Told {
    count: Rc<Cell<u32>>,
    home: thread::ThreadId,
}

#[do_callback(apartment)]
impl BackgroundCopyCallback for Told {
    fn job_transferred(&self, job: &IBackgroundCopyJob) -> Result<()> {
        assert_eq!(thread::current().id(), self.home);
        self.count.set(self.count.get() + 1);
        job.complete()?;
        Ok(())
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
}

#[test]
fn a_callback_that_is_bound_to_its_thread_is_called_there() {
    const COINIT_APARTMENTTHREADED: u32 = 2;
    // SAFETY: the thread stays in its apartment, and ends with it.
    assert!(unsafe { system::CoInitializeEx(null(), COINIT_APARTMENTTHREADED) }.is_ok());
    let folder = std::env::temp_dir().join(format!("embedded-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("from"), "content").unwrap();
    let service = Service::start().unwrap();
    let connection = service.connect();
    let (_, job) = connection.manager().create_job("a job", BG_JOB_TYPE_DOWNLOAD).unwrap();
    let url = format!("file:///{}", folder.join("from").display());
    job.add_file(&url, &folder.join("to").display().to_string()).unwrap();
    let count = Rc::new(Cell::new(0));
    let told = Told { count: Rc::clone(&count), home: thread::current().id() };
    let callback: IBackgroundCopyCallback = told.into();
    job.set_notify_interface(Some(&callback.cast().unwrap())).unwrap();
    job.resume().unwrap();
    assert!(pump_until(PATIENCE, || count.get() == 1), "nobody called");
    assert_eq!(std::fs::read(folder.join("to")).unwrap(), b"content");
    std::fs::remove_dir_all(&folder).unwrap();
}
