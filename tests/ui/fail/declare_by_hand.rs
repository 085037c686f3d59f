//! What stands behind the attribute is safe to write by hand, so writing it wrongly must not compile.
#![forbid(unsafe_code)]
use do_callback::__private::{Agile, Chain, Declare, Strong, Threading};
use do_callback::prelude::*;
use std::rc::Rc;

macro_rules! implement {
    ($type:ty) => {
        impl BackgroundCopyCallback for $type {
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
    };
}

/// Not `Send`.
struct NotAgile(Rc<u32>);
implement!(NotAgile);
impl Declare for NotAgile {
    type Chain = dyn BackgroundCopyCallback;
    type Further = ();
    type Threading = Agile;
    type Counting = Strong;
}

/// An object of an interface whose trait it lacks.
struct NotImplemented;
impl Declare for NotImplemented {
    type Chain = dyn BackgroundCopyCallback;
    type Further = ();
    type Threading = Agile;
    type Counting = Strong;
}

/// A chain that no interface stands for.
trait Mine {}
struct NoInterface;
impl Mine for NoInterface {}
impl Declare for NoInterface {
    type Chain = dyn Mine;
    type Further = ();
    type Threading = Agile;
    type Counting = Strong;
}

/// A threading rule of one's own.
struct OwnThreading(Rc<u32>);
implement!(OwnThreading);
impl Declare for OwnThreading {
    type Chain = dyn BackgroundCopyCallback;
    type Further = ();
    type Threading = Anywhere;
    type Counting = Strong;
}
struct Anywhere;
impl<T> Threading<T> for Anywhere {
    type Header = ();
    const AGILE: bool = true;
    fn header() {}
    fn may_enter((): &()) -> bool {
        true
    }
}

/// A chain of one's own.
trait Theirs {}
impl<T: Declare, const AT: usize> Chain<T, AT> for dyn Theirs {}

fn main() {}
