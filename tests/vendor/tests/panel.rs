//! A panel in C is called through `IDispatch`, by the emitted methods of its dispinterfaces and by name, and its button by slots.

use std::ffi::{CStr, c_char, c_void};

use com_callback::{Automation, Bstr, Error, HRESULT, Interface, Value, Variant, codes::*};
use vendor::panel::*;

#[link(name = "vendor_panel", kind = "static")]
unsafe extern "C" {
    fn vendor_panel(make: unsafe extern "C" fn(*const c_char) -> *mut u16) -> *mut c_void;
    fn vendor_panel_references() -> u32;
}

/// A BSTR of a text.
unsafe extern "C" fn make(text: *const c_char) -> *mut u16 {
    // SAFETY: the panel passes a literal.
    let text = unsafe { CStr::from_ptr(text) };
    Bstr::from(text.to_str().expect("ASCII")).into_raw().0
}

/// One test: the panel is one object, whose references are counted at the end.
#[test]
fn a_c_panel_is_called_through_dispatch() {
    // SAFETY: the panel answers this dispinterface, and gives a reference.
    let panel = unsafe { DScanPanel::from_raw(vendor_panel(make)) };

    properties(&panel).expect("properties");
    arguments(&panel).expect("arguments");
    what_comes_back(&panel).expect("what comes back");
    failures(&panel);
    by_name_and_by_slot(&panel).expect("the button");

    drop(panel);
    // SAFETY: a function of the test's own.
    assert_eq!(unsafe { vendor_panel_references() }, 0);
}

fn properties(panel: &DScanPanel) -> Result<(), Error> {
    assert_eq!(panel.get_brightness()?, 50);
    panel.put_brightness(70)?;
    assert_eq!(panel.get_brightness()?, 70);
    assert_eq!(panel.get_lamp()?, ACME_LAMP_RED);
    // The index comes first, the value last.
    panel.put_label(7, &Bstr::from("seven"))?;
    let swapped = panel.put_label(8, &Bstr::from("seven")).expect_err("no such label");
    assert_eq!(swapped.code(), DISP_E_TYPEMISMATCH);
    Ok(())
}

fn arguments(panel: &DScanPanel) -> Result<(), Error> {
    let hello = Bstr::from("hello");
    assert_eq!(panel.show(&hello, None, None)?, Bstr::from("two"));
    assert_eq!(panel.show(&hello, 2, Some(&Variant::from("red")))?, Bstr::from("two, coloured"));
    assert_eq!(panel.show(&hello, 3, None)?, Bstr::from("another"));
    Ok(())
}

fn what_comes_back(panel: &DScanPanel) -> Result<(), Error> {
    let mut cancel = false;
    panel.stopping(2.5, &mut cancel)?;
    assert!(cancel);
    panel.stopping(2.5, &mut cancel)?;
    assert!(!cancel);
    assert_eq!(panel.measure()?, (640, 4.5, true, Bstr::from("mm")));
    Ok(())
}

fn failures(panel: &DScanPanel) {
    const BROKEN: HRESULT = HRESULT(0x8004_0210_u32 as i32);
    assert_eq!(panel.fail(1, 2).expect_err("it fails").code(), BROKEN);
    let fault = panel.dispatch_run(8, &mut [1.into(), 2.into()]).expect_err("it fails");
    assert_eq!((fault.code, &*fault.source), (BROKEN, "Acme"));
    assert_eq!(fault.description, "the lamp is broken");
    let fault = panel.dispatch_run(8, &mut [0.into(), 2.into()]).expect_err("it fails");
    assert_eq!((fault.code, fault.argument), (DISP_E_TYPEMISMATCH, Some(0)));
    let fault = panel.dispatch_get(99, &mut []).expect_err("no such member");
    assert_eq!(fault.code, DISP_E_MEMBERNOTFOUND);
}

fn by_name_and_by_slot(panel: &DScanPanel) -> Result<(), Error> {
    let button: IScanButton = panel.get_button(None)?;
    assert!(!button.get_enabled()?);
    button.put_enabled(true)?;
    assert!(button.get_enabled()?);
    assert_eq!(button.press(None, None)?, 1);
    assert_eq!(button.press(3, Some(&Variant::null()))?, 103);

    assert_eq!(button.dispatch_id("Press")?, 2);
    let pressed = button.dispatch_call("Press", &mut [3.into(), (&Variant::missing()).into()])?;
    assert_eq!(pressed.value(), Value::I4(3));
    assert_eq!(button.dispatch_id("Hold").expect_err("no such name").code(), DISP_E_UNKNOWNNAME);

    let same: DScanButton = button.cast()?;
    assert_eq!(same.press(None, Some(&Variant::null()))?, 101);
    Ok(())
}
