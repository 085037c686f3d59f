//! One object with the interfaces of two emitted crates: each attribute checks its own traits, and the runtime under both is one.

use chains::{IPilot, Pilot, chain_callback, conformance::assert_com_rules};
use do_callback::{BackgroundCopyFile, do_callback, prelude::*};

/// A pilot who is a file, too.
struct Logbook(u64);

#[chain_callback(also(BackgroundCopyFile))]
impl Pilot for Logbook {
    fn board(&self, vessel: &IUnknown) -> Result<()> {
        // Of this object, under the name that the other crate has for it.
        let own: Object<Logbook> =
            Object::from_interface(vessel).ok_or(do_callback::codes::E_NOINTERFACE)?;
        assert!(std::ptr::eq(&raw const *own, self));
        Ok(())
    }
}

#[do_callback(part)]
impl BackgroundCopyFile for Logbook {
    fn get_remote_name(&self) -> Result<WString> {
        Ok("remote".into())
    }
    fn get_local_name(&self) -> Result<WString> {
        Ok("local".into())
    }
    fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
        Ok(BG_FILE_PROGRESS { BytesTotal: self.0, ..BG_FILE_PROGRESS::default() })
    }
}

#[test]
fn an_object_is_recognised_through_the_interfaces_of_both_crates() {
    let pilot: IPilot = Logbook(42).into();
    let file: IBackgroundCopyFile = pilot.cast().unwrap();
    assert_eq!(file.get_progress().unwrap().BytesTotal, 42);
    pilot.board(&file.cast().unwrap()).unwrap();

    let by_pilot = Object::<Logbook>::from_interface(&pilot).unwrap();
    let by_file = Object::<Logbook>::from_interface(&file).unwrap();
    assert!(std::ptr::eq(&raw const *by_pilot, &raw const *by_file));

    // An object of the same shape, of the other crate, and of another type.
    struct Other;
    #[do_callback]
    impl BackgroundCopyFile for Other {
        fn get_remote_name(&self) -> Result<WString> {
            Ok("remote".into())
        }
        fn get_local_name(&self) -> Result<WString> {
            Ok("local".into())
        }
        fn get_progress(&self) -> Result<BG_FILE_PROGRESS> {
            Ok(BG_FILE_PROGRESS::default())
        }
    }
    assert!(Object::<Logbook>::from_interface(&IBackgroundCopyFile::from(Other)).is_none());
}

#[test]
fn the_rules_hold_across_both() {
    let pilot: IPilot = Logbook(1).into();
    assert_com_rules(&pilot, &[IPilot::IID, IBackgroundCopyFile::IID]);
}
