//! The shortest object of ours.

/// An object of ours that does nothing, whatever its value is.
#[macro_export]
macro_rules! declare {
    ($value:ty) => {
        #[do_callback::do_callback]
        impl do_callback::BackgroundCopyCallback for $value {
            fn job_transferred(
                &self,
                _: &do_callback::IBackgroundCopyJob,
            ) -> do_callback::Result<()> {
                Ok(())
            }
            fn job_error(
                &self,
                _: &do_callback::IBackgroundCopyJob,
                _: &do_callback::IBackgroundCopyError,
            ) -> do_callback::Result<()> {
                Ok(())
            }
            fn job_modification(
                &self,
                _: &do_callback::IBackgroundCopyJob,
                _: u32,
            ) -> do_callback::Result<()> {
                Ok(())
            }
        }
    };
}
