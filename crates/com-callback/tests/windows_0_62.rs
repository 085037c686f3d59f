//! The feature `windows-0_62`: the same object under the names of both crates.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]

mod emitted;

use com_callback::codes::E_NOINTERFACE;
use com_callback::{FromWindows, Interface, Object, Result, ToWindows, WString};
use windows_core_0_62 as theirs;

use crate::emitted::*;

struct Slip;

impl Note for Slip {
    fn get_text(&self) -> Result<WString> {
        Ok(WString::from("slip"))
    }
    fn get_id(&self) -> Result<u32> {
        Ok(62)
    }
}
Note! { agile {} {Slip} {} }

#[test]
fn an_object_goes_there_and_comes_back() {
    let slip = Object::new(Slip);
    let unknown: theirs::IUnknown = slip.to_windows().unwrap();
    assert_eq!(theirs::Interface::as_raw(&unknown), slip.as_interface().as_raw());
    assert_eq!(slip.to_interface().to_windows::<theirs::IUnknown>().unwrap(), unknown);
    let note = INote::from_windows(&unknown).unwrap();
    assert_eq!(note.get_id().unwrap(), 62);
    assert!(Object::<Slip>::from_interface(&note).is_some());
}

#[test]
fn what_the_object_does_not_have_is_refused() {
    let slip = Object::new(Slip);
    let theirs = slip.to_windows::<theirs::IInspectable>().unwrap_err();
    assert_eq!(theirs.code().0, E_NOINTERFACE.0);
    let unknown: theirs::IUnknown = slip.to_windows().unwrap();
    assert_eq!(IBoard::from_windows(&unknown).unwrap_err().code(), E_NOINTERFACE);
}
