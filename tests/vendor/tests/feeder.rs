//! A module that is built on another one: its IDL imports the other's, whose types, traits and vtables it uses.

use std::{ffi::CStr, sync::Mutex};

use com_callback::{Interface, Result, WStr, WString};
use vendor::{
    acme::{
        self, ACME_AREA, ACME_E_JAMMED, ACME_STATE, IScanEvents, IScanEvents2, IScanSheet,
        ScanEvents, ScanEvents2, ScanSheet,
    },
    acme_callback,
    feeder::{self, ACME_E_FEEDER_EMPTY, FEEDER_PREVIEW, IScanEvents3, ScanEvents3},
};

#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Log {
    fn note(&self, event: String) {
        self.0.lock().expect("no panic").push(event);
    }
}

#[acme_callback]
impl ScanEvents3 for Log {
    fn sheet_ahead(
        &self,
        sheet: &IScanSheet,
        preview: &FEEDER_PREVIEW,
        state: ACME_STATE,
    ) -> Result<()> {
        self.note(format!("ahead {} {} {state:?}", sheet.get_number()?, preview.thickness));
        Err(ACME_E_FEEDER_EMPTY.into())
    }
}

#[acme_callback(part)]
impl ScanEvents2 for Log {
    fn state_changed(&self, state: ACME_STATE) -> Result<()> {
        self.note(format!("{state:?}"));
        Ok(())
    }
    fn get_depth(&self) -> Result<u32> {
        Ok(8)
    }
    fn put_depth(&self, _depth: u32) -> Result<()> {
        Ok(())
    }
    fn calibrate(&self, _: &CStr, _: Option<&CStr>, _: &[f32; 3]) -> Result<[u32; 2]> {
        Ok([0; 2])
    }
}

#[acme_callback(part)]
impl ScanEvents for Log {
    fn sheet_started(&self, sheet: &IScanSheet, title: &WStr) -> Result<()> {
        self.note(format!("{title} {}", sheet.get_number()?));
        Ok(())
    }
    fn lines_read(&self, lines: &[u8], _area: &ACME_AREA) -> Result<bool> {
        Ok(lines.is_empty())
    }
}

struct Sheet(u32);

#[acme_callback]
impl ScanSheet for Sheet {
    fn get_number(&self) -> Result<u32> {
        Ok(self.0)
    }
    fn get_name(&self) -> Result<WString> {
        Ok("sheet".into())
    }
}

#[test]
fn an_object_has_the_slots_of_both_modules() {
    let log = com_callback::Object::new(Log::default());
    let sheet: IScanSheet = Sheet(7).into();
    let third: IScanEvents3 = log.to_interface();
    let preview = FEEDER_PREVIEW { thickness: 3, ..FEEDER_PREVIEW::default() };
    let refused = third.sheet_ahead(&sheet, &preview, ACME_STATE(1)).map_err(|error| error.code());
    assert_eq!(refused, Err(ACME_E_FEEDER_EMPTY));
    // Through the other module's types, by conversion and by IID.
    let second: &IScanEvents2 = &third;
    assert_eq!(second.get_depth(), Ok(8));
    let first: IScanEvents = third.cast().expect("a base is answered");
    first.sheet_started(&sheet, "title").expect("no failure");
    assert!(first.cast::<IScanEvents3>().is_ok());
    let state = ACME_STATE(1);
    assert_eq!(
        *log.0.lock().expect("no panic"),
        [format!("ahead 7 3 {state:?}"), "title 7".to_owned()]
    );
}

#[test]
fn result_codes_are_those_of_the_idl() {
    let shown = |code| {
        let code = feeder::results::result_code(code);
        format!("{code:?}: {code}")
    };
    assert_eq!(shown(ACME_E_FEEDER_EMPTY), "ACME_E_FEEDER_EMPTY: The feeder holds no sheet.");
    let jammed = acme::results::result_code(ACME_E_JAMMED);
    assert_eq!(format!("{jammed:?}"), "ACME_E_JAMMED");
}
