//! The panic guard.

use std::any::Any;
use std::panic::panic_any;
use std::sync::{Mutex, MutexGuard, PoisonError};

use com_callback::codes::{E_ACCESSDENIED, E_FAIL, E_UNEXPECTED, S_FALSE, S_OK};
use com_callback::{ContainedPanic, HRESULT, Result, Success, WString, set_panic_hook};

use crate::emitted::*;
use crate::fixture::{End, Live, panel};

/// What the hook heard from values of this file; the hook is one for the process, and tests run side by side.
static HEARD: Mutex<Vec<(String, Option<String>)>> = Mutex::new(Vec::new());
static TURN: Mutex<()> = Mutex::new(());

fn listen() -> MutexGuard<'static, ()> {
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    set_panic_hook(|panic: &ContainedPanic<'_>| {
        if panic.value_type().ends_with("Brittle") {
            let _: &(dyn Any + Send) = panic.payload();
            HEARD
                .lock()
                .unwrap()
                .push((panic.during().to_string(), panic.message().map(String::from)));
            if panic.message() == Some("loud") {
                panic!("the hook panics too");
            }
        }
    });
    turn
}

fn heard() -> Vec<(String, Option<String>)> {
    std::mem::take(&mut HEARD.lock().unwrap())
}

/// A payload whose own destructor panics.
struct Spiteful;
impl Drop for Spiteful {
    fn drop(&mut self) {
        panic!("the payload panics when dropped");
    }
}

/// A note that panics where it is told to.
struct Brittle {
    in_drop: bool,
    spiteful: bool,
    #[allow(dead_code, reason = "held to be counted")]
    live: Live,
}

fn brittle(in_drop: bool, spiteful: bool, live: &Live) -> INote {
    Brittle { in_drop, spiteful, live: live.clone() }.into()
}

impl Note for Brittle {
    fn get_text(&self) -> Result<WString> {
        if self.spiteful {
            panic_any(Spiteful);
        }
        panic!("loud")
    }
    fn get_id(&self) -> Result<u32> {
        panic!("id {}", 7)
    }
}
Note! { agile {} {Brittle} {} }

impl Drop for Brittle {
    fn drop(&mut self) {
        if self.in_drop {
            panic!("in drop");
        }
    }
}

#[test]
fn a_panic_is_an_answer_and_a_report() {
    let _turn = listen();
    let note = brittle(false, false, &Live::default());
    assert_eq!(note.get_id().unwrap_err().code(), E_UNEXPECTED);
    assert_eq!(heard(), [("INote::GetId".into(), Some("id 7".into()))]);
    assert_eq!(note.get_text().unwrap_err().code(), E_UNEXPECTED, "also when the hook panics");
    assert_eq!(heard(), [("INote::GetText".into(), Some("loud".into()))]);
}

#[test]
fn a_payload_that_panics_is_disposed_of() {
    let _turn = listen();
    let note = brittle(false, true, &Live::default());
    assert_eq!(note.get_text().unwrap_err().code(), E_UNEXPECTED);
    assert_eq!(heard(), [("INote::GetText".into(), None)]);
}

/// Each payload panics with another one when it is dropped, so that there is no end to it.
#[test]
#[cfg_attr(miri, ignore = "the last payload is forgotten, which is a leak")]
fn payloads_that_panic_for_ever_are_given_up() {
    struct Endless;
    impl Drop for Endless {
        fn drop(&mut self) {
            panic_any(Self);
        }
    }
    struct Tiresome;
    impl Note for Tiresome {
        fn get_text(&self) -> Result<WString> {
            panic_any(Endless)
        }
        fn get_id(&self) -> Result<u32> {
            Ok(1)
        }
    }
    Note! { agile {} {Tiresome} {} }
    let note = INote::from(Tiresome);
    assert_eq!(note.get_text().unwrap_err().code(), E_UNEXPECTED);
    assert_eq!(note.get_id().unwrap(), 1);
}

#[test]
fn a_destructor_that_panics_frees_the_object_all_the_same() {
    let _turn = listen();
    let live = Live::default();
    let note = brittle(true, false, &live);
    assert_eq!(live.count(), 1);
    drop(note);
    assert_eq!(live.count(), 0, "the other fields were dropped");
    assert_eq!(heard(), [("the destructor".into(), Some("in drop".into()))]);
}

#[test]
fn a_failure_is_never_a_success() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    for (given, expected) in [
        (E_ACCESSDENIED, E_ACCESSDENIED),
        (S_OK, E_FAIL),
        (S_FALSE, E_FAIL),
        (HRESULT(i32::MIN), HRESULT(i32::MIN)),
    ] {
        handle.end_by(End::Failure(given));
        assert_eq!(board.set_watcher(None).unwrap_err().code(), expected);
        assert_eq!(board.get_title().unwrap_err().code(), expected);
        assert_eq!(board.refresh().unwrap_err().code(), expected);
    }
}

#[test]
fn an_empty_error_fails() {
    struct Empty;
    impl Note for Empty {
        fn get_text(&self) -> Result<WString> {
            Err(com_callback::Error::empty())
        }
        fn get_id(&self) -> Result<u32> {
            Success::with_code(3, S_FALSE).map(Success::into_value)
        }
    }
    Note! { agile {} {Empty} {} }
    let note: INote = Empty.into();
    assert_eq!(note.get_text().unwrap_err().code(), E_FAIL);
    assert_eq!(note.get_id().unwrap(), 3);
}
