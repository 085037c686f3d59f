//! Buffers that the caller lends: for a string, and such that may be missing.

use chains::{
    codes::{E_FAIL, E_INVALIDARG},
    prelude::*,
};

/// Answers in capitals, as far as there is room; hears three levels.
struct Set;

#[chain_callback]
impl Radio for Set {
    fn hail(&self, call: &WStr, reply: &mut [u16]) -> Result<()> {
        assert!(reply.iter().all(|unit| *unit == 0), "cleared");
        let text = WString::from(call.to_string().to_uppercase());
        let units = text.units_with_nul();
        let room = reply.get_mut(..units.len()).ok_or(E_FAIL)?;
        room.copy_from_slice(units);
        Ok(())
    }
    fn reword(&self, words: &mut [u16]) -> Result<()> {
        let length = WStr::from_units_until_nul(words).ok_or(E_INVALIDARG)?.len();
        words[..length].reverse();
        Ok(())
    }
    fn tune(
        &self,
        bands: &[u16; 3],
        dials: &mut [u32; 2],
        gain: Option<&mut [u16; 2]>,
    ) -> Result<()> {
        *dials = [u32::from(bands[0]) + dials[1], u32::from(bands[2])];
        if let Some(gain) = gain {
            gain.swap(0, 1);
        }
        Ok(())
    }
    fn listen(&self, levels: Option<&mut [u16]>) -> Result<u32> {
        if let Some(levels) = levels {
            levels.iter_mut().zip([3, 1, 4]).for_each(|(level, heard)| *level += heard);
        }
        Ok(3)
    }
}

fn radio() -> IRadio {
    Set.into()
}

#[test]
fn a_string_comes_in_a_buffer() {
    let mut reply = [7; 8];
    radio().hail("ahoy", &mut reply).unwrap();
    let text = WStr::from_units_until_nul(&reply).unwrap();
    assert_eq!(*text, "AHOY");
    assert_eq!(reply[5..], [0; 3]);
    let mut little = [7; 4];
    assert_eq!(radio().hail("ahoy", &mut little).unwrap_err().code(), E_FAIL);
    assert!(
        WStr::from_units_until_nul(&[]).is_none() && WStr::from_units_until_nul(&[1]).is_none()
    );
}

#[test]
fn a_string_is_changed_in_its_buffer() {
    let mut words = [0; 6];
    words[..4].copy_from_slice(WString::from("abcd").units());
    radio().reword(&mut words).unwrap();
    assert_eq!(*WStr::from_units_until_nul(&words).unwrap(), "dcba");
}

#[test]
fn a_buffer_may_be_missing() {
    let mut levels = [10; 2];
    assert_eq!(radio().listen(Some(&mut levels)).unwrap(), 3);
    assert_eq!(levels, [13, 11]);
    assert_eq!(radio().listen(None).unwrap(), 3);
}

#[test]
fn arrays_of_a_length_that_the_idl_says() {
    let (mut dials, mut gain) = ([1, 2], [8, 9]);
    radio().tune(&[10, 11, 12], &mut dials, Some(&mut gain)).unwrap();
    assert_eq!((dials, gain), ([12, 12], [9, 8]));
    radio().tune(&[1, 1, 1], &mut dials, None).unwrap();
    assert_eq!(dials, [13, 1]);
}

#[test]
fn null_is_a_missing_buffer_and_no_string() {
    let radio = radio();
    let mut heard = 0;
    // SAFETY: NULL for buffers, which the thunks look at first, and a place for the count.
    let (hail, listen) = unsafe {
        let vtable = Interface::vtable(&radio);
        let this = Interface::as_raw(&radio);
        let call = WString::from("ahoy");
        (
            (vtable.Hail)(this, call.as_pcwstr(), windows_core::PWSTR::null(), 5),
            (vtable.Listen)(this, std::ptr::null_mut(), 9, &mut heard),
        )
    };
    assert_eq!((hail, listen.is_ok(), heard), (E_INVALIDARG, true, 3));
}
