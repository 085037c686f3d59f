//! One object for each option, with the duties of the plain one.

use std::{
    ffi::c_void,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use do_callback::{codes::E_FAIL, prelude::*};

/// How an object is made: its interface with one reference.
pub type Create = extern "C" fn() -> *mut c_void;

/// Every object with the name it has on the command line; the first is the plain one.
pub const ALL: [(&str, Create); 11] = [
    ("plain", plain::create),
    ("apartment", apartment::create),
    ("also-one", also_one::create),
    ("also-two", also_two::create),
    ("weak", weak::create),
    ("error-info", error_info::create),
    ("no-marshal", no_marshal::create),
    ("panic-abort", panic_abort::create),
    ("panic-code", panic_code::create),
    ("final-release", final_release::create),
    ("static", in_place::create),
];

/// A counter with the given options, and what else the module is to hold.
macro_rules! counter {
    ($name:ident ($($options:tt)*) $($more:tt)*) => {
        pub mod $name {
            use super::*;

            /// The value.
            #[derive(Default)]
            pub struct Counter {
                hits: AtomicU32,
            }

            #[do_callback($($options)*)]
            impl BackgroundCopyCallback for Counter {
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
                fn job_modification(&self, _job: &IBackgroundCopyJob, reserved: u32) -> Result<()> {
                    self.hits.fetch_add(reserved, Relaxed);
                    Ok(())
                }
            }

            $($more)*
        }
    };
}

/// The constructor of an object on the heap.
macro_rules! heap {
    () => {
        pub(super) extern "C" fn create() -> *mut c_void {
            let callback: IBackgroundCopyCallback = Counter::default().into();
            callback.into_raw()
        }
    };
}

/// A further chain.
macro_rules! file {
    () => {
        #[do_callback(part)]
        impl BackgroundCopyFile for Counter {
            fn get_remote_name(&self) -> Result<WString> {
                Err(E_FAIL.into())
            }
            fn get_local_name(&self) -> Result<WString> {
                Err(E_FAIL.into())
            }
            fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
                Err(E_FAIL.into())
            }
        }
    };
}

/// Another.
macro_rules! error {
    () => {
        #[do_callback(part)]
        impl BackgroundCopyError for Counter {
            fn get_error(&self) -> Result<(BG_ERROR_CONTEXT, HRESULT)> {
                Err(E_FAIL.into())
            }
            fn get_file(&self) -> Result<IBackgroundCopyFile> {
                Err(E_FAIL.into())
            }
            fn get_error_description(&self, _language_id: u32) -> Result<WString> {
                Err(E_FAIL.into())
            }
            fn get_error_context_description(&self, _language_id: u32) -> Result<WString> {
                Err(E_FAIL.into())
            }
            fn get_protocol(&self) -> Result<WString> {
                Err(E_FAIL.into())
            }
        }
    };
}

counter! { plain () heap!(); }
counter! { apartment (apartment) heap!(); }
counter! { also_one (also(BackgroundCopyFile)) heap!(); file!(); }
counter! { also_two (also(BackgroundCopyFile, BackgroundCopyError)) heap!(); file!(); error!(); }
counter! { weak (weak) heap!(); }
counter! { error_info (error_info) heap!(); }
counter! { no_marshal (no_marshal) heap!(); }
counter! { panic_abort (panic = abort) heap!(); }
counter! { panic_code (panic = E_FAIL) heap!(); }
counter! { final_release (final_release = finish) heap!();
    /// The least that can be done with a value.
    fn finish(_value: Counter) {}
}
counter! { in_place ()
    static COUNTER: StaticObject<Counter> = StaticObject::new(Counter { hits: AtomicU32::new(0) });

    pub(super) extern "C" fn create() -> *mut c_void {
        COUNTER.to_interface().into_raw()
    }
}
