#![forbid(unsafe_code)]
#![deny(warnings)]
//! The trait may be named by any path: re-exported, from another module, absolute, imported in a block of a function.
mod facade {
    pub mod com {
        pub use do_callback as downloads;
    }
    pub use com::downloads::{BackgroundCopyCallback, do_callback as object};
}

mod inner {
    use super::facade;
    use super::facade::com::downloads::{IBackgroundCopyError, IBackgroundCopyJob, Result};

    pub struct Log;

    #[facade::object]
    impl super::facade::BackgroundCopyCallback for Log {
        fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
            Ok(())
        }
        fn job_error(
            &self,
            _job: &IBackgroundCopyJob,
            _error: &IBackgroundCopyError,
        ) -> Result<()> {
            Ok(())
        }
        fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
            Ok(())
        }
    }
}

fn main() {
    struct Log;

    #[::do_callback::do_callback]
    impl ::do_callback::BackgroundCopyCallback for Log {
        fn job_transferred(
            &self,
            _job: &do_callback::IBackgroundCopyJob,
        ) -> do_callback::Result<()> {
            Ok(())
        }
        fn job_error(
            &self,
            _job: &do_callback::IBackgroundCopyJob,
            _error: &do_callback::IBackgroundCopyError,
        ) -> do_callback::Result<()> {
            Ok(())
        }
        fn job_modification(
            &self,
            _job: &do_callback::IBackgroundCopyJob,
            _reserved: u32,
        ) -> do_callback::Result<()> {
            Ok(())
        }
    }

    {
        use facade::com::downloads::prelude::*;

        #[facade::object]
        impl BackgroundCopyCallback for Other {
            fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
                Ok(())
            }
            fn job_error(
                &self,
                _job: &IBackgroundCopyJob,
                _error: &IBackgroundCopyError,
            ) -> Result<()> {
                Ok(())
            }
            fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
                Ok(())
            }
        }
        struct Other;
        let _: IBackgroundCopyCallback = Other.into();
    }

    let _: do_callback::IBackgroundCopyCallback = Log.into();
    let _: do_callback::IBackgroundCopyCallback = inner::Log.into();
}
