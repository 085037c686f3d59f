//! The attribute names nothing but the trait as the user spelled it: a crate that renames `do-callback` and re-exports its
//! parts from a module of its own works, without one `unsafe`.
#![forbid(unsafe_code)]

/// What this crate shows of `do-callback`, as a library of its own would.
pub mod facade {
    pub use downloads::{
        BackgroundCopyCallback, IBackgroundCopyCallback, IBackgroundCopyError, IBackgroundCopyJob,
        Result, do_callback,
    };
}

use facade::{IBackgroundCopyCallback, IBackgroundCopyError, IBackgroundCopyJob, Result};

/// Calls a closure when a job is done.
pub struct WhenDone<F>(pub F);

#[facade::do_callback]
impl<F> facade::BackgroundCopyCallback for WhenDone<F>
where
    F: Fn() + Send + Sync + 'static,
{
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        (self.0)();
        Ok(())
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
}

/// An object whose type nobody outside of this function can name.
pub fn in_a_function() -> IBackgroundCopyCallback {
    struct Silent;

    #[downloads::do_callback]
    impl downloads::BackgroundCopyCallback for Silent {
        fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
            Ok(())
        }
        fn job_error(&self, _: &IBackgroundCopyJob, _: &IBackgroundCopyError) -> Result<()> {
            Ok(())
        }
        fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
            Ok(())
        }
    }

    Silent.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use downloads::{GUID, IUnknown, Interface};

    /// An object answers its own IID, whatever its crate calls ours.
    fn answers(callback: &IBackgroundCopyCallback) {
        let unknown: IUnknown = callback.cast().unwrap();
        assert_eq!(unknown.cast::<IBackgroundCopyCallback>().unwrap(), *callback);
        assert!(callback.cast::<IBackgroundCopyJob>().is_err());
        assert_eq!(
            IBackgroundCopyCallback::IID,
            GUID::from_u128(0x97ea99c7_0186_4ad4_8df9_c5b4e0ed6b22)
        );
    }

    #[test]
    fn a_generic_type_is_an_object() {
        answers(&WhenDone(|| ()).into());
    }

    #[test]
    fn a_type_in_a_function_is_an_object() {
        answers(&in_a_function());
    }
}
