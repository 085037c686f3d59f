//! VARIANT and BSTR.

use std::mem::{align_of, size_of};
use std::ptr::{null, null_mut};

use com_callback::codes::{DISP_E_BADVARTYPE, E_FAIL, E_POINTER, E_UNEXPECTED, S_OK};
use com_callback::{
    BSTR, Bstr, HRESULT, IUnknown, Interface, VARIANT, Value, VarType, Variant, bstr_free,
};

use crate::emitted::*;
use crate::fixture::{End, Live, panel, slip};

/// A record with a type that no constructor makes.
fn raw(vt: u16) -> VARIANT {
    let mut record = VARIANT::default();
    // SAFETY: the type is the first field of the record.
    unsafe { (&raw mut record).cast::<u16>().write(vt) };
    record
}

#[test]
fn values_survive_the_round_trip() {
    let values = [
        (Variant::empty(), Value::Empty, 0),
        (Variant::null(), Value::Null, 1),
        (Variant::from(-1_i8), Value::I1(-1), 16),
        (Variant::from(u8::MAX), Value::UI1(255), 17),
        (Variant::from(i16::MIN), Value::I2(i16::MIN), 2),
        (Variant::from(u16::MAX), Value::UI2(u16::MAX), 18),
        (Variant::from(i32::MIN), Value::I4(i32::MIN), 3),
        (Variant::from(u32::MAX), Value::UI4(u32::MAX), 19),
        (Variant::from(i64::MIN), Value::I8(i64::MIN), 20),
        (Variant::from(u64::MAX), Value::UI8(u64::MAX), 21),
        (Variant::from(1.5_f32), Value::R4(1.5), 4),
        (Variant::from(-1.5_f64), Value::R8(-1.5), 5),
        (Variant::from(true), Value::Bool(true), 11),
        (Variant::from(false), Value::Bool(false), 11),
        (Variant::from(E_FAIL), Value::Error(E_FAIL), 10),
    ];
    for (variant, value, vt) in values {
        assert_eq!((variant.value(), variant.vt()), (value, VarType(vt)));
        assert_eq!(variant.try_clone().unwrap(), variant);
        let record = variant.try_clone().unwrap().into_raw();
        // SAFETY: the record is ours.
        assert_eq!(unsafe { Variant::from_raw(record) }.unwrap(), variant);
    }
    let text = Variant::from("text");
    assert_eq!((text.value(), text.vt()), (Value::Bstr(&Bstr::from("text")), VarType::BSTR));
    assert_eq!(text.try_clone().unwrap(), text);
    assert_ne!(text, Variant::from("other"));
    assert_ne!(Variant::from(1_i32), Variant::from(1_u32));
}

#[test]
fn equal_are_values_of_one_type_that_can_be_looked_at() {
    // SAFETY: records of numbers, or of what owns nothing here, that are nobody else's.
    let made = |vt| unsafe { Variant::from_raw(raw(vt)) }.unwrap();
    assert_eq!(made(3), Variant::from(0_i32));
    assert_eq!((made(22).value(), made(22) == made(3)), (Value::I4(0), false), "INT and I4");
    assert!(made(36) != made(36), "nobody knows what is in a record");
}

#[test]
fn whatever_is_not_zero_is_true() {
    let mut one = Variant::from(1_i16).into_raw();
    // SAFETY: the type is the first field; a BOOL has the sixteen bits of an I2, and the record is ours.
    let one = unsafe {
        (&raw mut one).cast::<u16>().write(VarType::BOOL.0);
        Variant::from_raw(one).unwrap()
    };
    assert_eq!(one.value(), Value::Bool(true));
}

#[test]
fn the_record_has_the_layout_of_windows() {
    let pointers = if size_of::<usize>() == 8 { 24 } else { 16 };
    assert_eq!((size_of::<VARIANT>(), size_of::<Variant>()), (pointers, pointers));
    assert_eq!(align_of::<VARIANT>(), align_of::<u64>());
    let record = Variant::from(true).into_raw();
    // SAFETY: a VARIANT that holds a BOOL has its type at 0 and 0 or -1 in 16 bits at 8.
    let (vt, value) = unsafe {
        let first = (&raw const record).cast::<i16>();
        (first.read(), first.add(4).read())
    };
    assert_eq!((vt, value), (11, -1));
}

#[test]
fn interfaces_in_variants_are_counted() {
    let live = Live::default();
    let variant = Variant::from(IUnknown::from(slip(1, &live)));
    let copy = variant.try_clone().unwrap();
    drop(variant);
    assert_eq!(live.count(), 1);
    let Value::Unknown(Some(unknown)) = copy.value() else { panic!("{copy:?}") };
    assert_eq!(unknown.cast::<INote>().unwrap().get_id().unwrap(), 1);
    drop(copy);
    assert_eq!(live.count(), 0);
    // SAFETY: a NULL interface pointer.
    let nothing = unsafe { Variant::from_raw(raw(VarType::UNKNOWN.0)) }.unwrap();
    assert_eq!(nothing.try_clone().unwrap().value(), Value::Unknown(None));
    assert_eq!(Variant::from(None::<IUnknown>), nothing);
}

#[test]
fn borrowed_memory_is_never_owned() {
    let by_reference = raw(VarType::BYREF.0 | VarType::I4.0);
    // SAFETY: it owns nothing.
    let refused = unsafe { Variant::from_raw(by_reference) };
    assert_eq!(refused.unwrap_err().code(), DISP_E_BADVARTYPE);
    let live = Live::default();
    let (handle, board) = panel(&live);
    // SAFETY: what the IDL declares; the thunk does not look behind the reference.
    unsafe {
        let vtable = Interface::vtable(&board);
        let this = Interface::as_raw(&board);
        assert_eq!((vtable.SetProperty)(this, 1, &raw const by_reference, null()), S_OK);
        let (mut label, mut value) = (BSTR::default(), by_reference);
        assert_eq!((vtable.Rework)(this, &raw mut label, &raw mut value), DISP_E_BADVARTYPE);
        assert_eq!(value.vt(), by_reference.vt());
    }
    assert_eq!(handle.heard(), ["property 1 Variant(Other(VarType(16387))) None"]);
}

#[test]
fn variants_cross_in_both_directions() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    board.set_property(4, &Variant::from("x"), Some(&Variant::from(2_u32))).unwrap();
    board.set_property(5, &Variant::empty(), None).unwrap();
    assert_eq!(
        handle.heard(),
        ["property 4 Variant(Bstr(\"x\")) Some(Variant(UI4(2)))", "property 5 Variant(Empty) None"]
    );
    assert_eq!(board.get_property(0).unwrap(), Variant::from("text"));
    assert_eq!(board.get_property(1).unwrap().vt(), VarType::UNKNOWN);
    assert_eq!(board.get_property(2).unwrap().value(), Value::UI8(u64::MAX));
    assert_eq!(live.count(), 1);

    let get = |id| {
        let mut value = Variant::from(9_u32).into_raw();
        // SAFETY: what the IDL declares.
        let code = unsafe {
            (Interface::vtable(&board).GetProperty)(Interface::as_raw(&board), id, &raw mut value)
        };
        (code, value.vt())
    };
    assert_eq!(get(9), (E_FAIL, VarType::EMPTY));
    handle.end_by(End::Panic);
    assert_eq!(get(1), (E_UNEXPECTED, VarType::EMPTY));
    assert_eq!(live.count(), 1);
    // SAFETY: NULL is what is tested.
    let code = unsafe {
        (Interface::vtable(&board).SetProperty)(Interface::as_raw(&board), 1, null(), null())
    };
    assert_eq!(code, E_POINTER);
    assert!(handle.heard().is_empty());
}

#[test]
fn bstrs_hold_any_units() {
    let text = Bstr::from("a\0🦀");
    assert_eq!((text.len(), text.to_string().as_str()), (4, "a\0🦀"));
    assert_eq!(Clone::clone(&text), text);
    assert_eq!(text, "a\0🦀");
    assert_eq!(Bstr::from_units(&[0xdc00]).to_string(), "\u{fffd}");
    for empty in [Bstr::new(), Bstr::from(""), Bstr::default()] {
        assert!(empty.is_empty() && empty.as_raw().0.is_null());
    }
    let raw = text.into_raw();
    // SAFETY: four units and a NUL behind a length in bytes; the string is ours and freed once.
    unsafe {
        assert_eq!(raw.0.cast::<u32>().sub(1).read(), 8);
        assert_eq!(raw.0.add(4).read(), 0);
        bstr_free(raw.0.cast());
        bstr_free(null_mut());
    }
}

#[test]
fn bstrs_cross_in_both_directions() {
    let live = Live::default();
    let (handle, board) = panel(&live);
    board.set_label(&Bstr::from("a\0b")).unwrap();
    board.set_label(&Bstr::new()).unwrap();
    assert_eq!(handle.heard(), ["label \"a\\0b\"", "label \"\""]);
    assert_eq!(board.get_label().unwrap(), "a\0b");

    let (mut label, mut value) = (Bstr::from("ab"), Variant::from("v"));
    board.rework(&mut label, &mut value).unwrap();
    assert_eq!((label, value), (Bstr::from("abab"), Variant::from("Bstr(\"v\")")));

    handle.end_by(End::Failure(HRESULT(-7)));
    let mut label = BSTR(std::ptr::dangling_mut());
    // SAFETY: what the IDL declares.
    let code =
        unsafe { (Interface::vtable(&board).GetLabel)(Interface::as_raw(&board), &raw mut label) };
    assert_eq!((code, label.0), (HRESULT(-7), null_mut()));
}
