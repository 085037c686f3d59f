#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]
//! The callback as everybody writes it, and both ways to make an object of it.
use do_callback::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Counts its own drops.
struct Log<'a>(&'a AtomicU32);

static DROPPED: AtomicU32 = AtomicU32::new(0);

impl Drop for Log<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Relaxed);
    }
}

#[do_callback]
/// Documented.
#[allow(clippy::needless_arbitrary_self_type)]
impl BackgroundCopyCallback for Log<'static> {
    /// Documented, too.
    #[inline]
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
    fn job_error<'a>(
        &'a self,
        _job: &'a IBackgroundCopyJob,
        _: &IBackgroundCopyError,
    ) -> Result<()> {
        Ok(())
    }
    fn job_modification(self: &Self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
}

fn main() {
    let callback: IBackgroundCopyCallback = Log(&DROPPED).into();
    let object = Object::new(Log(&DROPPED));
    let other = object.to_interface();
    assert!(std::ptr::eq(object.0, &DROPPED));
    drop((callback, object));
    assert_eq!(DROPPED.load(Relaxed), 1);
    drop(other);
    assert_eq!(DROPPED.load(Relaxed), 2);
}
