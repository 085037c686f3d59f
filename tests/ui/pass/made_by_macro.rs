#![forbid(unsafe_code)]
#![deny(warnings)]
//! Impls written by `macro_rules!`, whose matches reach the attribute in invisible groups.
use do_callback::prelude::*;

macro_rules! callback {
    ($trait:path, $type:ty, $done:block, $rest:item) => {
        #[do_callback]
        impl $trait for $type {
            fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> $done
            fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
                Ok(())
            }
            $rest
        }
    };
}

struct Log;

callback!(
    do_callback::BackgroundCopyCallback,
    self::Log,
    { Ok(()) },
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
);

macro_rules! whole {
    ($item:item) => {
        #[do_callback]
        $item
    };
}

struct Other;

whole! {
    impl BackgroundCopyCallback for Other {
        no_op! { job_transferred() }
        no_op! { job_error(error: &IBackgroundCopyError) }
        no_op! { job_modification(reserved: u32) }
    }
}

macro_rules! no_op {
    ($name:ident($($more:ident: $type:ty)?)) => {
        fn $name(&self, _: &IBackgroundCopyJob, $(_: $type)?) -> Result<()> {
            Ok(())
        }
    };
}
use no_op;

fn main() {
    let _: IBackgroundCopyCallback = Log.into();
    let _: IBackgroundCopyCallback = Other.into();
}
