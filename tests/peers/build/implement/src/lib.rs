//! A user's crate: one callback, by `windows-core`, the bindings that `do-callback` has, and `#[implement]`.

#[rustfmt::skip]
#[path = "../../../../../crates/do-callback/src/generated/raw.rs"]
#[allow(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    clippy::upper_case_acronyms,
    dead_code,
    reason = "names are those of the IDL; a user needs few"
)]
mod raw;
mod implementable;

/// The bindings have this type from the runtime, by the name that the next line gives this crate.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct VARIANT([u64; 3]);
extern crate self as com_callback;

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use windows_core::{Ref, Result, implement};

pub use self::raw::IBackgroundCopyCallback;
use self::{
    implementable::IBackgroundCopyCallback_Impl,
    raw::{IBackgroundCopyError, IBackgroundCopyJob},
};

/// Counts the jobs that are done.
#[implement(IBackgroundCopyCallback)]
#[derive(Default)]
struct Log {
    done: AtomicU32,
    changes: AtomicU32,
}

impl IBackgroundCopyCallback_Impl for Log_Impl {
    fn JobTransferred(&self, job: Ref<IBackgroundCopyJob>) -> Result<()> {
        job.ok()?;
        self.done.fetch_add(1, Relaxed);
        Ok(())
    }
    fn JobError(
        &self,
        job: Ref<IBackgroundCopyJob>,
        error: Ref<IBackgroundCopyError>,
    ) -> Result<()> {
        job.ok()?;
        error.ok()?;
        Ok(())
    }
    fn JobModification(&self, job: Ref<IBackgroundCopyJob>, _reserved: u32) -> Result<()> {
        job.ok()?;
        self.changes.fetch_add(1, Relaxed);
        Ok(())
    }
}

/// The callback, to be registered with a job.
pub fn callback() -> IBackgroundCopyCallback {
    Log::default().into()
}
