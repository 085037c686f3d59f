#![forbid(unsafe_code)]
#![deny(warnings)]
//! No name that the user's file has for itself means anything to the expansion.

mod shadowed {
    #![allow(dead_code, non_camel_case_types, reason = "they are only in the way")]

    struct Option;
    struct Some;
    struct None;
    struct Result;
    struct Send;
    struct Sync;
    struct Sized;
    struct From;
    struct Box;
    struct bool;
    struct u32;
    mod core {}
    mod std {}
    mod com_callback {}

    pub struct Log;

    fn close(_log: Log) {}

    #[::do_callback::do_callback(
        weak,
        no_marshal,
        error_info,
        panic = ::do_callback::codes::E_FAIL,
        final_release = close
    )]
    impl ::do_callback::BackgroundCopyCallback for Log {
        fn job_transferred(
            &self,
            _job: &::do_callback::IBackgroundCopyJob,
        ) -> ::do_callback::Result<()> {
            Ok(())
        }
        fn job_error(
            &self,
            _job: &::do_callback::IBackgroundCopyJob,
            _error: &::do_callback::IBackgroundCopyError,
        ) -> ::do_callback::Result<()> {
            Ok(())
        }
        fn job_modification(
            &self,
            _job: &::do_callback::IBackgroundCopyJob,
            _reserved: ::core::primitive::u32,
        ) -> ::do_callback::Result<()> {
            Ok(())
        }
    }
}

fn main() {
    let _: do_callback::IBackgroundCopyCallback = shadowed::Log.into();
}
