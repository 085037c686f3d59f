//! Objects as users write them, with every option: what the attribute makes of them keeps the rules.

use std::{cell::Cell, rc::Rc, sync::Arc};

#[cfg(not(miri))]
use chains::conformance::{Report, assert_com_rules, check_com_rules, hammer};
use chains::{
    codes::{E_FAIL, E_NOTIMPL},
    conformance::{IID_AGILE_OBJECT, Probe, Rule, Rules},
    prelude::*,
};

use crate::harbour::{berth, berth2, berth3, cargo, vessel, vessel2, vessel3};

/// Chains of one interface, of three, and of two steps beside them: four chains with eight interfaces.
const HARBOUR: &[GUID] = &[
    IVessel::IID,
    IVessel2::IID,
    IVessel3::IID,
    ICargo::IID,
    IBerth::IID,
    IBerth2::IID,
    IBerth3::IID,
    IPilot::IID,
];

/// Every chain in one object, with everything that an agile object can have.
struct Harbour {
    _live: Arc<()>,
}

#[chain_callback(also(Cargo, Berth3, Pilot), weak, error_info, panic = E_FAIL)]
impl Vessel3 for Harbour {
    vessel3!();
}
#[chain_callback(part)]
impl Vessel2 for Harbour {
    vessel2!();
}
#[chain_callback(part)]
impl Vessel for Harbour {
    vessel!();
}
#[chain_callback(part)]
impl Cargo for Harbour {
    cargo!();
}
#[chain_callback(part)]
impl Berth3 for Harbour {
    berth3!();
}
#[chain_callback(part)]
impl Berth2 for Harbour {
    berth2!();
}
#[chain_callback(part)]
impl Berth for Harbour {
    berth!();
}
#[chain_callback(part)]
impl Pilot for Harbour {
    fn board(&self, _: &IUnknown) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
}

/// Bound to its thread, of another chain first.
struct Pier {
    _live: Rc<Cell<u32>>,
}

#[chain_callback(apartment, also(Pilot, Vessel2), weak, error_info)]
impl Berth3 for Pier {
    berth3!();
}
#[chain_callback(part)]
impl Berth2 for Pier {
    berth2!();
}
#[chain_callback(part)]
impl Berth for Pier {
    berth!();
}
#[chain_callback(part)]
impl Pilot for Pier {
    fn board(&self, _: &IUnknown) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
}
#[chain_callback(part)]
impl Vessel2 for Pier {
    vessel2!();
}
#[chain_callback(part)]
impl Vessel for Pier {
    vessel!();
}

/// A wreck lies where it lies: a `static`.
struct Wreck;

#[chain_callback(also(Pilot))]
impl Vessel for Wreck {
    vessel!();
}
#[chain_callback(part)]
impl Pilot for Wreck {
    fn board(&self, _: &IUnknown) -> Result<()> {
        Err(E_NOTIMPL.into())
    }
}

static WRECK: StaticObject<Wreck> = StaticObject::new(Wreck);

/// `IUnknown`, the eight, `IAgileObject`, the source of weak references, `ISupportErrorInfo`; on Windows `IMarshal` too.
const ASKED: u32 = if cfg!(windows) { 13 } else { 12 };

#[test]
fn the_laws_hold_over_all_chains_of_an_agile_object() {
    let live = Arc::new(());
    let alive = || Arc::strong_count(&live);
    let harbour = Object::new(Harbour { _live: live.clone() });
    let rules = Rules::new(HARBOUR).agile().live(&alive).panics_as(E_FAIL);
    let report = rules.check_object(&harbour);
    report.assert();
    assert_eq!(report.checks(Rule::Symmetric), ASKED * ASKED);
    assert_eq!(report.checks(Rule::Transitive), ASKED * ASKED * ASKED);
    assert!(report.checks(Rule::Weak) > 0 && report.checks(Rule::NullArgument) > 0);
    rules.check_panic(harbour.as_interface(), |vessel| vessel.get_tonnage()).assert();
    rules.check_hammer(harbour.as_interface(), 3, 500).assert();
    rules.check_end(harbour.into_interface()).assert();
    assert_eq!(alive(), 1);
}

/// The same from each interface pointer, with the methods of its chain. Not under Miri, where the laws alone take long.
#[cfg(not(miri))]
#[test]
fn each_chain_is_as_good_as_the_first() {
    let harbour = Object::new(Harbour { _live: Arc::default() });
    let rules = Rules::new(HARBOUR).agile();
    let look = |report: Report| {
        report.assert();
        assert_eq!(report.checks(Rule::Symmetric), ASKED * ASKED);
    };
    // SAFETY: an object of ours.
    unsafe {
        look(rules.check_interface(&harbour.cast::<ICargo>().unwrap()));
        look(rules.check_interface(&harbour.cast::<IBerth3>().unwrap()));
        look(rules.check_interface(&harbour.cast::<IBerth>().unwrap()));
        look(rules.check_interface(&harbour.cast::<IPilot>().unwrap()));
    }
}

#[test]
fn an_object_of_an_apartment_refuses_other_threads_on_every_chain() {
    let live = Rc::new(Cell::new(0));
    let alive = || Rc::strong_count(&live);
    let pier = Object::new(Pier { _live: live.clone() });
    let listed = [IBerth3::CHAIN, IVessel2::CHAIN, IPilot::CHAIN].concat();
    let rules = Rules::new(&listed).apartment().live(&alive);
    let report = rules.check_object(&pier);
    report.assert();
    assert!(report.checks(Rule::Threads) > 0 && report.checks(Rule::Weak) > 0);
    // SAFETY: an object of ours.
    let report = unsafe { rules.check_interface(&pier.cast::<IVessel2>().unwrap()) };
    report.assert();
    assert!(report.checks(Rule::Threads) > report.checks(Rule::Agility));
    let vessel = pier.cast::<IVessel>().unwrap();
    rules.check_panic(&vessel, |vessel| vessel.get_tonnage()).assert();
    drop(vessel);
    rules.check_end(pier.into_interface()).assert();
    assert_eq!(alive(), 1);
}

#[test]
fn a_static_object_keeps_the_rules_and_has_no_end() {
    let listed = [IVessel::IID, IPilot::IID, IID_AGILE_OBJECT];
    let rules = Rules::new(&listed).skip(Rule::End, "it is a `static`");
    rules.check_object(&WRECK.object()).assert();
    rules.check_hammer(&WRECK.to_interface(), 2, 500).assert();
    assert!(rules.check_end(WRECK.to_interface()).is_good());
    // Its own reference is left.
    rules.check(&WRECK.to_interface()).assert();
}

/// What everybody calls first, and its message.
#[cfg(not(miri))]
#[test]
fn all_broken_rules_are_named_at_once() {
    let harbour = Object::new(Harbour { _live: Arc::default() });
    assert_com_rules(harbour.as_interface(), HARBOUR);
    hammer(harbour.as_interface(), 2, 100);

    let stranger = GUID::from_u128(0x7d2e_6a4b_913c_4f58_b6a0_5c1d_e8f3_9248);
    let report = check_com_rules(harbour.as_interface(), &[stranger, IEnumVessels::IID]);
    let panic = std::panic::catch_unwind(|| report.assert()).unwrap_err();
    let text = panic.downcast_ref::<String>().unwrap();
    for line in [
        "the listed interfaces are answered: {7D2E6A4B-913C-4F58-B6A0-5C1DE8F39248} is on the list and was refused",
        "the listed interfaces are answered: {337271E7-E49E-4905-82ED-0A4337A52F99} is on the list and was refused",
        "not checked:",
        "the last release ends the object: the object is still in use",
    ] {
        assert!(text.contains(line), "`{line}` is missing in\n{text}");
    }
}
