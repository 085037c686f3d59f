//! Methods that return no HRESULT and give something back through their parameters, called safely and by their slots.

use chains::{codes::E_NOTIMPL, prelude::*};

use crate::harbour::{berth, vessel};

struct Dinghy;

#[chain_callback]
impl Vessel for Dinghy {
    vessel!();
}

/// A berth with one vessel in it, or broken.
struct Quay {
    vessel: Option<IVessel>,
    broken: bool,
}

#[chain_callback(apartment)]
impl Berth2 for Quay {
    fn count_vessels(&self) -> u32 {
        u32::from(self.vessel.is_some())
    }
    fn is_free(&self, _: &IVessel) -> bool {
        self.vessel.is_none()
    }
    fn get_tide(&self) -> TIDE {
        TIDE_HIGH
    }
    fn ring(&self, _: &IVessel) {}
    fn survey(&self) -> (POSITION, Option<IVessel>, Option<WString>, u32) {
        assert!(!self.broken, "broken");
        let name = self.vessel.as_ref().map(|_| WString::from("Dinghy"));
        (POSITION { East: 3, North: 4 }, self.vessel.clone(), name, 5)
    }
    fn try_tide(&self) -> (bool, TIDE) {
        assert!(!self.broken, "broken");
        (true, TIDE_RISING)
    }
    fn reserve(&self, name: &WStr) -> (u32, bool, Bstr) {
        (name.len() as u32, true, Bstr::from("reserved"))
    }
}

#[chain_callback(part)]
impl Berth for Quay {
    berth!();
}

fn quay(occupied: bool, broken: bool) -> IBerth2 {
    Quay { vessel: occupied.then(|| Dinghy.into()), broken }.into()
}

#[test]
fn results_come_beside_what_the_method_returns() {
    let quay = quay(true, false);
    let (place, vessel, name, depth) = quay.survey();
    assert_eq!((place.East, place.North, depth), (3, 4, 5));
    assert!(vessel.is_some());
    assert_eq!(name.unwrap().to_string(), "Dinghy");
    assert_eq!(quay.try_tide(), (true, TIDE_RISING));
    let (length, free, note) = quay.reserve("Ada").unwrap();
    assert_eq!((length, free, note.to_string()), (3, true, "reserved".to_owned()));
}

#[test]
fn null_is_none() {
    let (_, vessel, name, _) = quay(false, false).survey();
    assert!(vessel.is_none() && name.is_none());
}

#[test]
fn a_panic_gives_zero() {
    let quay = quay(true, true);
    let (place, vessel, name, depth) = quay.survey();
    assert_eq!((place.East, place.North, depth), (0, 0, 0));
    assert!(vessel.is_none() && name.is_none());
    assert_eq!(quay.try_tide(), (false, TIDE_LOW));
}

#[test]
fn without_a_place_the_method_does_not_run_and_the_others_are_cleared() {
    let quay = quay(true, false);
    let mut place = POSITION { East: 7, North: 7 };
    let mut name = windows_core::PWSTR(std::ptr::dangling_mut());
    let mut depth = 7;
    // SAFETY: each pointer is a place of the type that the slot writes, or NULL.
    unsafe {
        let survey = Interface::vtable(&quay).Survey;
        survey(Interface::as_raw(&quay), &mut place, std::ptr::null_mut(), &mut name, &mut depth);
    }
    assert_eq!((place.East, place.North, depth), (0, 0, 0));
    assert!(name.is_null());
    // SAFETY: NULL, which the thunk refuses.
    let answer = unsafe {
        let try_tide = Interface::vtable(&quay).TryTide;
        try_tide(Interface::as_raw(&quay), std::ptr::null_mut())
    };
    assert!(!answer.as_bool());
}
