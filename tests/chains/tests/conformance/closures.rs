//! Objects from closures, of a derived interface and with parameters of several forms, called from outside.

use std::sync::{Arc, Mutex};

use chains::{
    codes::E_NOTIMPL,
    conformance::{IID_AGILE_OBJECT, assert_com_rules},
    prelude::*,
};

use crate::harbour::vessel;

/// What the closures heard, a line each.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn note(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    fn lines(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

fn lookout(heard: &Heard) -> ILookout2 {
    let [tide, depths, wreck, measured] = [(); 4].map(|()| heard.clone());
    let at_type = heard.clone();
    ILookout2::builder()
        .on_tide(move |height, place| {
            tide.note(format!("{height:?} {:?}", place.map(|place| place.East)));
            Ok(())
        })
        .on_type(move |handler| at_type.note(format!("type {handler}")))
        .on_tide_6(move |rows, note| {
            depths.note(format!("{rows:?} {note:?}"));
            Ok(())
        })
        .on_wreck(move |manifest| {
            wreck.note(format!("wreck {}", manifest.is_null()));
            Ok(())
        })
        .on_measured(move |kind, measure| {
            measured.note(format!("{kind} {measure:?}"));
            Ok(())
        })
        .build()
}

/// Something to be moored.
struct Dinghy;

#[chain_callback]
impl Vessel for Dinghy {
    vessel!();
}

#[test]
fn a_derived_builder_has_the_handlers_of_its_base() {
    let heard = Heard::default();
    let lookout = lookout(&heard);
    let base: &ILookout = &lookout;
    base.on_tide(TIDE_HIGH, None).unwrap();
    base.on_tide(TIDE_LOW, Some(&POSITION { East: 3, North: 4 })).unwrap();
    base.r#type(7);
    lookout.tide(&[1, 2], &Variant::from(5_i32)).unwrap();
    // SAFETY: the closure does not look behind the pointer.
    unsafe { lookout.wreck(std::ptr::null()) }.unwrap();
    lookout.measured(1, MeasureRef::Count(9)).unwrap();
    let lines = heard.lines();
    assert_eq!(lines[..3], ["TIDE_HIGH None", "TIDE_LOW Some(3)", "type 7"]);
    assert!(lines[3].starts_with("[1, 2]"), "{lines:?}");
    assert_eq!(lines[4..], ["wreck true", "1 Count(9)"]);
}

#[test]
fn what_is_not_set_succeeds() {
    let lookout = ILookout2::builder().build();
    lookout.on_tide(TIDE_LOW, None).unwrap();
    lookout.r#type(7);
    lookout.measured(1, MeasureRef::Count(9)).unwrap();
    let berth = IBerth::builder().on_moor(|_| Ok(Success::s_false(()))).build();
    let vessel = IVessel::from(Dinghy);
    assert!(!berth.moor(&vessel).unwrap().is_s_ok());
    assert!(IBerth::builder().build().moor(&vessel).unwrap().is_s_ok());
}

#[test]
fn it_keeps_the_rules_of_com() {
    let object = lookout(&Heard::default());
    assert_com_rules(&object, &[ILookout::IID, ILookout2::IID, IID_AGILE_OBJECT]);
}
