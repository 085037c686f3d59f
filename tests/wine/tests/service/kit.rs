//! The conformance kit where there are apartments and proxies.

use std::sync::{
    atomic::{AtomicU32, Ordering::SeqCst},
    mpsc::channel,
};

use do_callback::{
    bits,
    conformance::{IID_AGILE_OBJECT, Rules},
    download,
    prelude::*,
    probes,
};
use wine::{
    apartment::Apartment,
    watcher::{Files, Watcher},
};

const IID_MARSHAL: GUID = GUID::from_u128(0x00000003_0000_0000_c000_000000000046);

#[test]
fn every_interface_keeps_the_rules() {
    let _inside = Apartment::multithreaded();
    let modules = [probes::INTERFACES, bits::probes::INTERFACES, download::probes::INTERFACES];
    for interface in modules.into_iter().flatten() {
        let report = (interface.check)();
        assert!(report.is_good(), "{}\n{report}", interface.name);
    }
    assert_eq!(modules.map(<[_]>::len), [19, 14, 4]);
}

#[test]
fn agile_objects_keep_the_rules_with_their_marshaler() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let alive = || ALIVE.load(SeqCst) as usize;
    for enter in [Apartment::multithreaded, Apartment::single_threaded] {
        let _inside = enter();
        let callback: IBackgroundCopyCallback = Watcher::new(&ALIVE, channel().0).into();
        let iids = [IUnknown::IID, IBackgroundCopyCallback::IID, IID_AGILE_OBJECT, IID_MARSHAL];
        let rules = Rules::new(&iids).agile().live(&alive);
        rules.check(&callback).assert();
        rules.check_hammer(&callback, 4, 500).assert();
        rules.check_end(callback).assert();

        let files: IEnumBackgroundCopyFiles = Files::new(&ALIVE, &["one"]).into();
        let rules = Rules::new(&[IEnumBackgroundCopyFiles::IID]).agile().live(&alive);
        rules.check(&files).assert();
        rules.check_end(files).assert();
    }
}
