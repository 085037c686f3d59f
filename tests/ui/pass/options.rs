//! Every option, under `forbid(unsafe_code)`.
#![forbid(unsafe_code)]
use do_callback::{codes::E_FAIL, prelude::*};
use std::{cell::Cell, rc::Rc, sync::atomic::AtomicU32};

/// The callback's methods, which do nothing here.
macro_rules! silent {
    () => {
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
    };
}

struct Local(Rc<Cell<u32>>);
#[do_callback(apartment)]
impl BackgroundCopyCallback for Local {
    silent!();
}

mod facade {
    pub use do_callback::BackgroundCopyFile as Renamed;
}

struct Everything<T>(T);
#[do_callback(no_marshal, weak, also(facade::Renamed), error_info, panic = E_FAIL, final_release = Self::close)]
impl<T: Send + Sync + 'static> BackgroundCopyCallback for Everything<T> {
    silent!();
}
#[do_callback(part)]
impl<T> BackgroundCopyFile for Everything<T> {
    fn get_remote_name(&self) -> Result<WString> {
        Ok("remote".into())
    }
    fn get_local_name(&self) -> Result<WString> {
        Ok("local".into())
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        Ok(BG_FILE_PROGRESS::default())
    }
}
impl<T> Everything<T> {
    fn close(self) {
        let Self(_) = self;
    }
}

struct Fatal(AtomicU32);
#[do_callback(panic = abort)]
impl BackgroundCopyCallback for Fatal {
    silent!();
}

static FATAL: StaticObject<Fatal> = StaticObject::new(Fatal(AtomicU32::new(0)));

fn main() -> Result<()> {
    let local = Object::new(Local(Rc::default()));
    assert!(Object::<Local>::from_interface(local.as_interface()).is_some());
    assert_eq!(local.0.get(), 0);

    let everything = Object::new_cyclic(|own: &WeakObject<Everything<u8>>| {
        assert!(own.upgrade().is_none());
        Everything(7)
    });
    let file: IBackgroundCopyFile = everything.cast()?;
    assert_eq!(file.get_local_name()?.to_string(), "local");
    assert!(everything.downgrade().upgrade().is_some());

    let callback = FATAL.to_interface();
    drop(callback);
    assert_eq!(FATAL.0.load(std::sync::atomic::Ordering::Relaxed), 0);
    Ok(())
}
