//! Texts of failures.

use com_callback::__private::ISupportErrorInfo;
use com_callback::codes::{E_ACCESSDENIED, E_FAIL, E_POINTER, E_UNEXPECTED, S_FALSE, S_OK};
use com_callback::{
    GUID, HRESULT, IUnknown, Interface, Object, OutBuffer, Result, Success, WString, described,
};

use crate::emitted::*;

/// A note that says why it fails.
struct Chatty;

impl Note for Chatty {
    fn get_text(&self) -> Result<WString> {
        Err(described(E_ACCESSDENIED, "the drawer is locked"))
    }
    fn get_id(&self) -> Result<u32> {
        panic!("no id in the drawer")
    }
}
impl EnumNotes for Chatty {
    fn next(&self, _rgelt: &mut OutBuffer<'_, INote>) -> Result<Success<()>> {
        Ok(Success::s_false(()))
    }
    fn skip(&self, _celt: u32) -> Result<Success<()>> {
        Ok(Success::ok(()))
    }
    fn reset(&self) -> Result<()> {
        Ok(())
    }
    fn clone(&self) -> Result<IEnumNotes> {
        Err(E_FAIL.into())
    }
    fn get_count(&self) -> Result<u32> {
        Ok(0)
    }
}
Note! { agile, error_info, also(EnumNotes) {} {Chatty} {} }

#[test]
fn the_object_says_for_which_interfaces_it_has_texts() {
    let chatty = Object::new(Chatty);
    let support: ISupportErrorInfo = chatty.cast().unwrap();
    let ask = |iid: *const GUID| {
        // SAFETY: `iid` is NULL or points to a GUID.
        unsafe { (support.vtable().InterfaceSupportsErrorInfo)(support.as_raw(), iid) }
    };
    for iid in [INote::IID, IEnumNotes::IID, ISupportErrorInfo::IID] {
        assert_eq!(ask(&iid), S_OK, "{iid:?}");
    }
    assert_eq!(ask(&IBoard::IID), S_FALSE);
    assert_eq!(ask(std::ptr::null()), E_POINTER);
    assert_eq!(support.cast::<IUnknown>().unwrap(), chatty.cast::<IUnknown>().unwrap());
    assert_eq!(support.cast::<INote>().unwrap(), chatty.to_interface());
}

#[test]
fn a_failure_comes_with_its_text_where_the_system_has_one() {
    let note = INote::from(Chatty);
    for (error, code, text) in [
        (note.get_text().unwrap_err(), E_ACCESSDENIED, "the drawer is locked"),
        (note.get_id().unwrap_err(), E_UNEXPECTED, "no id in the drawer"),
    ] {
        assert_eq!(error.code(), code);
        if cfg!(windows) {
            assert_eq!(error.message(), text);
        }
    }
}

/// What is left over from another failure is not taken for this one's: not what the thread held before the call, and not what
/// a failure left that the method got over.
#[test]
fn a_failure_without_a_text_has_none() {
    struct Terse;
    impl Note for Terse {
        fn get_text(&self) -> Result<WString> {
            Err(E_FAIL.into())
        }
        fn get_id(&self) -> Result<u32> {
            leave("the method's");
            Err(windows_core::Error::from_hresult(E_FAIL))
        }
    }
    Note! { agile, error_info {} {Terse} {} }
    /// Leaves a text on the thread, as a method that failed does.
    fn leave(text: &str) {
        let _: HRESULT = described(E_ACCESSDENIED, text).into();
    }

    let terse = INote::from(Terse);
    leave("the thread's");
    let errors = [terse.get_text().unwrap_err(), terse.get_id().unwrap_err()];
    for error in errors {
        assert_eq!(error.code(), E_FAIL);
        assert!(!error.message().contains("'s"), "{}", error.message());
    }
}

#[test]
fn an_object_without_the_option_does_not_claim_texts() {
    let note = crate::fixture::slip(1, &crate::fixture::Live::default());
    assert!(note.cast::<ISupportErrorInfo>().is_err());
}
