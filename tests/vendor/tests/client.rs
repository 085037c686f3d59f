//! A driver in C calls objects whose interfaces came from the vendor's IDL by two build scripts.

use std::{
    ffi::{CStr, c_int, c_void},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use com_callback::{Error, HRESULT, Interface, Result, WStr, WString};
use vendor::{acme::*, acme_callback};

#[link(name = "vendor_client", kind = "static")]
unsafe extern "C" {
    fn vendor_scan(events: *mut c_void, sheet: *mut c_void) -> c_int;
}

/// What the vendor's header says of a jam; the IDL says it only to C.
const JAMMED: HRESULT = HRESULT(0x8004_0210_u32 as i32);

struct Sheet;

#[acme_callback]
impl ScanSheet for Sheet {
    fn get_number(&self) -> Result<u32> {
        Ok(3)
    }
    fn get_name(&self) -> Result<WString> {
        Ok(WString::from("sheet three"))
    }
}

#[derive(Default)]
struct Application {
    heard: Arc<Mutex<Vec<String>>>,
    depth: AtomicU32,
}

impl Application {
    fn hear(&self, what: String) {
        self.heard.lock().expect("nobody panics with it").push(what);
    }
}

#[acme_callback]
impl ScanEvents2 for Application {
    fn state_changed(&self, state: ACME_STATE) -> Result<()> {
        self.hear(format!("{state:?}"));
        if state == ACME_JAMMED { Err(Error::from_hresult(JAMMED)) } else { Ok(()) }
    }
    fn get_depth(&self) -> Result<u32> {
        Ok(self.depth.load(Relaxed))
    }
    fn put_depth(&self, depth: u32) -> Result<()> {
        self.depth.store(depth, Relaxed);
        Ok(())
    }
    fn calibrate(&self, model: &CStr, serial: Option<&CStr>, gain: &[f32; 3]) -> Result<[u32; 2]> {
        self.hear(format!("{model:?} {serial:?} {gain:?}"));
        let [first, _, last] = gain.map(|gain| (gain * 2.0) as u32);
        Ok([first, last])
    }
}

#[acme_callback(part)]
impl ScanEvents for Application {
    fn sheet_started(&self, sheet: &IScanSheet, title: &WStr) -> Result<()> {
        let (number, name) = (sheet.get_number()?, sheet.get_name()?);
        self.hear(format!("{number} {name} {title}"));
        Ok(())
    }
    fn lines_read(&self, lines: &[u8], area: &ACME_AREA) -> Result<bool> {
        self.hear(format!("{lines:?} {} {} {}", area.left, area.width, area.height));
        Ok(lines.len() > 2)
    }
}

#[test]
fn a_c_driver_calls_the_application() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let events: IScanEvents2 =
        Application { heard: Arc::clone(&heard), depth: AtomicU32::new(0) }.into();
    let sheet: IScanSheet = Sheet.into();
    // SAFETY: the client declares both interfaces as the IDL does; it releases the one reference of the first and borrows the other.
    let wrong = unsafe { vendor_scan(events.into_raw(), sheet.as_raw()) };
    assert_eq!(wrong, 0, "the step of tests/client.c");
    assert_eq!(
        *heard.lock().expect("nobody panics with it"),
        [
            "3 sheet three Aä",
            "[1, 2, 3, 250] 7 640 480",
            "[1, 2] 7 640 480",
            "ACME_JAMMED",
            "\"A\\xe4\" None [1.0, 1.5, 2.0]"
        ]
    );
    assert_eq!(Arc::strong_count(&heard), 1, "the last Release dropped the application");
}

/// The same methods, called from Rust.
#[test]
fn the_application_calls_itself() -> Result<()> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let events: IScanEvents2 =
        Application { heard: Arc::clone(&heard), depth: AtomicU32::new(0) }.into();
    assert_eq!(events.calibrate(c"model", Some(c"7"), &[0.5, 0.0, 8.0])?, [1, 16]);
    assert_eq!(
        *heard.lock().expect("nobody panics with it"),
        ["\"model\" Some(\"7\") [0.5, 0.0, 8.0]"]
    );
    Ok(())
}
