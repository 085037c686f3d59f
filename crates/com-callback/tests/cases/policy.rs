//! What a declaration says of panics and of the last release.

use std::io::Write;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use com_callback::codes::{E_ACCESSDENIED, E_UNEXPECTED};
use com_callback::{Object, Result, WString, set_panic_hook};

use crate::emitted::*;

/// A note whose methods panic.
macro_rules! panicking {
    ($name:ident) => {
        struct $name;
        impl Note for $name {
            fn get_text(&self) -> Result<WString> {
                panic!("text")
            }
            fn get_id(&self) -> Result<u32> {
                panic!("id")
            }
        }
    };
}

#[test]
fn a_panic_is_the_failure_that_the_declaration_names() {
    panicking!(Silent);
    Note! { agile {} {Silent} {} }
    panicking!(Denied);
    Note! { agile, panic(E_ACCESSDENIED) {} {Denied} {} }
    let (silent, denied) = (INote::from(Silent), INote::from(Denied));
    assert_eq!(silent.get_id().unwrap_err().code(), E_UNEXPECTED);
    assert_eq!(denied.get_id().unwrap_err().code(), E_ACCESSDENIED);
    assert_eq!(denied.get_text().unwrap_err().code(), E_ACCESSDENIED);
}

/// The process that it ends is another one: this test, run by itself.
#[test]
#[cfg_attr(miri, ignore = "it starts a process")]
fn a_panic_ends_the_process_if_the_declaration_says_so() {
    panicking!(Fatal);
    Note! { agile, panic(abort) {} {Fatal} {} }
    const CHILD: &str = "COM_CALLBACK_TEST_ABORT";
    if std::env::var_os(CHILD).is_some() {
        set_panic_hook(|panic| {
            let told = format!("the hook heard {}\n", panic.during());
            std::io::stderr().write_all(told.as_bytes()).unwrap();
        });
        let _ = INote::from(Fatal).get_id();
        unreachable!("the process has ended");
    }
    let own = std::env::current_exe().unwrap();
    let name = "cases::policy::a_panic_ends_the_process_if_the_declaration_says_so";
    let output = Command::new(own).args([name, "--exact", "--nocapture"]).env(CHILD, "1").output();
    let output = output.unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(text.contains("the hook heard INote::GetId"), "{text}");
    assert!(!text.contains("the process has ended"), "{text}");
    #[cfg(unix)]
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&output.status), Some(6));
}

/// What became of a value.
type Fate = Arc<Mutex<Vec<&'static str>>>;

struct Kept {
    fate: Fate,
    panics: bool,
}

impl Kept {
    fn close(self) {
        self.fate.lock().unwrap().push("closed");
        assert!(!self.panics, "on purpose");
        let fate = Arc::clone(&self.fate);
        drop(self);
        fate.lock().unwrap().push("end of close");
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.fate.lock().unwrap().push("dropped");
    }
}

impl Note for Kept {
    fn get_text(&self) -> Result<WString> {
        Ok(WString::from("kept"))
    }
    fn get_id(&self) -> Result<u32> {
        Ok(1)
    }
}
Note! { agile, final_release(Self::close), weak {} {Kept} {} }

#[test]
fn the_final_release_gets_the_value() {
    let fate = Fate::default();
    let kept = Object::new(Kept { fate: Arc::clone(&fate), panics: false });
    let weak = kept.downgrade();
    let note = kept.to_interface();
    drop(kept);
    assert!(fate.lock().unwrap().is_empty());
    drop(note);
    assert_eq!(*fate.lock().unwrap(), ["closed", "dropped", "end of close"]);
    assert!(weak.upgrade().is_none());
}

#[test]
fn a_final_release_that_panics_is_contained() {
    let fate = Fate::default();
    drop(Object::new(Kept { fate: Arc::clone(&fate), panics: true }));
    assert_eq!(*fate.lock().unwrap(), ["closed", "dropped"]);
}

/// The value may outlive its object.
#[test]
fn the_final_release_may_keep_the_value() {
    static KEPT: Mutex<Option<Box<Heirloom>>> = Mutex::new(None);
    struct Heirloom(AtomicU32);
    impl Note for Heirloom {
        fn get_text(&self) -> Result<WString> {
            Ok(WString::default())
        }
        fn get_id(&self) -> Result<u32> {
            Ok(self.0.fetch_add(1, Ordering::Relaxed))
        }
    }
    fn keep(heirloom: Heirloom) {
        *KEPT.lock().unwrap() = Some(Box::new(heirloom));
    }
    Note! { agile, final_release(keep) {} {Heirloom} {} }
    let note = INote::from(Heirloom(AtomicU32::new(4)));
    assert_eq!(note.get_id().unwrap(), 4);
    drop(note);
    let kept = KEPT.lock().unwrap().take().unwrap();
    assert_eq!(kept.get_id().unwrap(), 5);
}
