//! Calls through `IDispatch`, to a server written by hand: what arrives there, in which order, and what comes back.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;

use com_callback::codes::*;
use com_callback::dispatch::{
    Argument, DISPPARAMS, EXCEPINFO, Fault, Flag, IDispatch_Vtbl, currency, interface,
    interface_opt,
};
use com_callback::{
    Automation, Bstr, Error, GUID, HRESULT, IUnknown, Interface, VARIANT, Value, VarType, Variant,
};
use windows_core::IUnknown_Vtbl;

use crate::emitted::INote;
use crate::fixture::{Live, slip};

/// A dispinterface.
#[repr(transparent)]
#[derive(Clone, PartialEq, Eq)]
struct DScript {
    unknown: IUnknown,
}
com_callback::__private::dispinterface!(DScript, 0x6f0c1a50_2d0b_4f0e_9d6a_1b1d4f1c0a03);

/// What a call brought: DISPID, flags, arguments in the order of their record, DISPIDs of named arguments.
type Heard = (i32, u16, Vec<Variant>, Vec<i32>);

/// What the server does with a call.
type Act = Box<dyn Fn(&mut [VARIANT], *mut VARIANT, *mut EXCEPINFO, *mut u32) -> HRESULT>;

/// A server that writes down each call.
#[repr(C)]
struct Server {
    vtable: &'static IDispatch_Vtbl,
    count: Cell<u32>,
    heard: RefCell<Vec<Heard>>,
    act: Act,
}

static VTABLE: IDispatch_Vtbl = IDispatch_Vtbl {
    base__: IUnknown_Vtbl { QueryInterface: query_interface, AddRef: add_ref, Release: release },
    GetTypeInfoCount: get_type_info_count,
    GetTypeInfo: get_type_info,
    GetIDsOfNames: get_ids_of_names,
    Invoke: invoke,
};

/// Every function of the vtable gets the server that `serve` made.
unsafe fn server<'a>(this: *mut c_void) -> &'a Server {
    // SAFETY: as above; whoever calls holds a reference.
    unsafe { &*this.cast::<Server>() }
}

unsafe extern "system" fn query_interface(
    this: *mut c_void,
    iid: *const GUID,
    object: *mut *mut c_void,
) -> HRESULT {
    // SAFETY: the caller passes an IID and a place.
    unsafe {
        if *iid == DScript::IID || *iid == IUnknown::IID {
            add_ref(this);
            object.write(this);
            S_OK
        } else {
            object.write(std::ptr::null_mut());
            E_NOINTERFACE
        }
    }
}

unsafe extern "system" fn add_ref(this: *mut c_void) -> u32 {
    // SAFETY: see `server`.
    let count = unsafe { &server(this).count };
    count.set(count.get() + 1);
    count.get()
}

unsafe extern "system" fn release(this: *mut c_void) -> u32 {
    // SAFETY: see `server`; the last reference frees the box that `serve` made.
    unsafe {
        let count = &server(this).count;
        count.set(count.get() - 1);
        let left = count.get();
        if left == 0 {
            drop(Box::from_raw(this.cast::<Server>()));
        }
        left
    }
}

unsafe extern "system" fn get_type_info_count(_: *mut c_void, _: *mut u32) -> HRESULT {
    E_NOTIMPL
}

unsafe extern "system" fn get_type_info(
    _: *mut c_void,
    _: u32,
    _: u32,
    _: *mut *mut c_void,
) -> HRESULT {
    E_NOTIMPL
}

unsafe extern "system" fn get_ids_of_names(
    _: *mut c_void,
    iid: *const GUID,
    names: *const *const u16,
    count: u32,
    _: u32,
    ids: *mut i32,
) -> HRESULT {
    // SAFETY: the caller passes as many terminated names as it says, and a place for each.
    unsafe {
        assert_eq!((*iid, count), (GUID::zeroed(), 1));
        let units = (0..).map(|at| *(*names).add(at)).take_while(|unit| *unit != 0);
        let name = String::from_utf16(&units.collect::<Vec<_>>()).unwrap();
        let id = if name == "Water" { 7 } else { -1 };
        ids.write(id);
        if id == 7 { S_OK } else { DISP_E_UNKNOWNNAME }
    }
}

unsafe extern "system" fn invoke(
    this: *mut c_void,
    id: i32,
    iid: *const GUID,
    _: u32,
    flags: u16,
    parameters: *mut DISPPARAMS,
    result: *mut VARIANT,
    exception: *mut EXCEPINFO,
    wrong: *mut u32,
) -> HRESULT {
    // SAFETY: the caller passes what `IDispatch::Invoke` says.
    unsafe {
        assert_eq!(*iid, GUID::zeroed());
        let (server, parameters) = (server(this), &*parameters);
        let arguments =
            std::slice::from_raw_parts_mut(parameters.rgvarg, parameters.cArgs as usize);
        let named: &[i32] = match parameters.cNamedArgs {
            0 => &[],
            count => std::slice::from_raw_parts(parameters.rgdispidNamedArgs, count as usize),
        };
        let copy = |argument: &VARIANT| {
            if argument.vt().0 & VarType::BYREF.0 != 0 {
                // Behind the pointer there may be anything: the type alone is written down.
                return Variant::from(argument.vt().0);
            }
            let lent = &*std::ptr::from_ref(argument).cast::<Variant>();
            lent.try_clone().unwrap()
        };
        let heard = (id, flags, arguments.iter().map(copy).collect(), named.to_vec());
        server.heard.borrow_mut().push(heard);
        (server.act)(arguments, result, exception, wrong)
    }
}

/// A server that does so.
fn serve(
    act: impl Fn(&mut [VARIANT], *mut VARIANT, *mut EXCEPINFO, *mut u32) -> HRESULT + 'static,
) -> DScript {
    let server = Server {
        vtable: &VTABLE,
        count: Cell::new(1),
        heard: RefCell::default(),
        act: Box::new(act),
    };
    // SAFETY: the first field is the vtable of a dispinterface; the one reference goes to the caller.
    unsafe { DScript::from_raw(Box::into_raw(Box::new(server)).cast()) }
}

fn heard(script: &DScript) -> Vec<Heard> {
    // SAFETY: `serve` made it.
    unsafe { server(script.as_raw()) }.heard.take()
}

/// A server that answers with what `make` makes.
fn answering(make: impl Fn() -> Variant + 'static) -> DScript {
    serve(move |_, result, _, _| {
        if !result.is_null() {
            // SAFETY: the caller asks for a result.
            unsafe { result.write(make().into_raw()) };
        }
        S_OK
    })
}

#[test]
fn arguments_arrive_last_one_first() {
    let script = answering(|| Variant::from(1_i32));
    let (text, hint) = (Bstr::from("where"), Variant::from(2.5));
    let mut arguments =
        [1_i32.into(), (&text).into(), true.into(), (&hint).into(), Argument::missing()];
    let answer = script.dispatch_call(4, &mut arguments).unwrap();
    assert_eq!(answer, Variant::from(1_i32));
    let expected = [
        Variant::missing(),
        Variant::from(2.5),
        Variant::from(true),
        Variant::from("where"),
        Variant::from(1_i32),
    ];
    assert_eq!(heard(&script), [(4, 1, Vec::from(expected), Vec::new())]);
    // They are the caller's again, in its own order.
    script.dispatch_run(5, &mut arguments[..2]).unwrap();
    let expected = [Variant::from("where"), Variant::from(1_i32)];
    assert_eq!(heard(&script), [(5, 1, Vec::from(expected), Vec::new())]);
}

#[test]
fn the_value_of_a_property_has_its_name() {
    let script = answering(Variant::empty);
    script.dispatch_put(3, &mut [9_i16.into(), 1.5_f32.into()]).unwrap();
    script.dispatch_put_ref(3, &mut [Argument::dispatch(Some(&script))]).unwrap();
    script.dispatch_get(3, &mut [9_i16.into()]).unwrap();
    let calls = heard(&script);
    assert_eq!(calls[0], (3, 4, vec![Variant::from(1.5_f32), Variant::from(9_i16)], vec![-3]));
    assert_eq!((calls[1].1, calls[1].2[0].vt(), &*calls[1].3), (8, VarType::DISPATCH, &[-3][..]));
    assert_eq!(calls[2], (3, 2, vec![Variant::from(9_i16)], Vec::new()));
    drop(calls);
    assert_eq!(script.dispatch_put(3, &mut []).unwrap_err().code, E_INVALIDARG);
    assert_eq!(crate::fixture::references(script.as_raw()), 1);
}

#[test]
fn a_result_is_asked_for_where_somebody_wants_it() {
    let script = serve(|_, result, _, _| if result.is_null() { S_FALSE } else { E_FAIL });
    script.dispatch_run(1, &mut []).unwrap();
    script.dispatch_put(1, &mut [1_i32.into()]).unwrap();
    script.dispatch_put_ref(1, &mut [1_i32.into()]).unwrap();
    assert_eq!(script.dispatch_call(1, &mut []).unwrap_err().code, E_FAIL);
    assert_eq!(script.dispatch_get(1, &mut []).unwrap_err().code, E_FAIL);
}

#[test]
fn members_are_found_by_name() {
    let script = answering(Variant::empty);
    assert_eq!(script.dispatch_id("Water").unwrap(), 7);
    script.dispatch_call("Water", &mut []).unwrap();
    assert_eq!(heard(&script), [(7, 1, Vec::new(), Vec::new())]);
    assert_eq!(script.dispatch_get("Fire", &mut []).unwrap_err().code, DISP_E_UNKNOWNNAME);
    assert_eq!(script.dispatch_id("Wa\0ter").unwrap_err().code(), E_INVALIDARG);
    assert_eq!(heard(&script), []);
}

#[test]
fn what_the_callee_changes_comes_back() {
    /// Where an argument points.
    unsafe fn at<T>(argument: &VARIANT) -> *mut T {
        // SAFETY: the pointer of a VARIANT lies at 8.
        unsafe { (&raw const *argument).byte_add(8).cast::<*mut T>().read() }
    }
    let live = Live::default();
    let object = IUnknown::from(slip(3, &live));
    let script = serve(move |arguments, _, _, _| {
        // SAFETY: the test below passes places of these types, of which the last one comes first.
        unsafe {
            *at::<Option<IUnknown>>(&arguments[0]) = Some(object.clone());
            *at::<Variant>(&arguments[1]) = Variant::from("changed");
            *at::<Bstr>(&arguments[2]) = Bstr::from("new");
            *at::<i16>(&arguments[3]) = -1;
            *at::<i32>(&arguments[4]) += 1;
        }
        S_OK
    });
    let (mut number, mut flag, mut text) = (41, Flag::from(false), Bstr::from("old"));
    let (mut variant, mut unknown) = (Variant::from("value"), None);
    let mut arguments = [
        Argument::by_reference(&mut number),
        Argument::by_reference(&mut flag),
        Argument::by_reference(&mut text),
        Argument::by_reference(&mut variant),
        Argument::unknown_by_reference(&mut unknown),
    ];
    script.dispatch_run(1, &mut arguments).unwrap();
    assert_eq!((number, flag.get(), text), (42, true, Bstr::from("new")));
    assert_eq!(variant, Variant::from("changed"));
    let note: INote = com_callback::__private::automate::placed(unknown).unwrap();
    assert_eq!(note.get_id().unwrap(), 3);
    let types: Vec<Variant> =
        [13, 12, 8, 11, 3].map(|vt: u16| Variant::from(vt | VarType::BYREF.0)).into();
    assert_eq!(heard(&script), [(1, 1, types, Vec::new())]);
    drop((note, script));
    assert_eq!(live.count(), 0);
}

#[test]
fn an_exception_becomes_a_fault() {
    unsafe extern "system" fn fill_in(exception: *mut EXCEPINFO) -> HRESULT {
        // SAFETY: the record is the one that asked for it.
        unsafe { (*exception).bstrDescription = Bstr::from("too dry").into_raw() };
        S_OK
    }
    for (deferred, scode, code) in
        [(false, E_ACCESSDENIED, E_ACCESSDENIED), (true, S_OK, DISP_E_EXCEPTION)]
    {
        let script = serve(move |_, _, exception, _| {
            // SAFETY: the caller passes a place for an exception, whose strings are then its own.
            unsafe {
                (*exception).bstrSource = Bstr::from("Garden").into_raw();
                (*exception).bstrHelpFile = Bstr::from("help.chm").into_raw();
                (*exception).dwHelpContext = 12;
                (*exception).wCode = u16::from(scode.is_ok()) * 1001;
                (*exception).scode = scode;
                if deferred {
                    (*exception).pfnDeferredFillIn = Some(fill_in);
                } else {
                    (*exception).bstrDescription = Bstr::from("too dry").into_raw();
                }
            }
            DISP_E_EXCEPTION
        });
        let fault = script.dispatch_call(1, &mut []).unwrap_err();
        assert_eq!((fault.code, &*fault.description), (code, "too dry"));
        assert_eq!(
            (&*fault.source, &*fault.help_file, fault.help_context),
            ("Garden", "help.chm", 12)
        );
        assert_eq!((fault.argument, fault.number != 0), (None, scode.is_ok()));
        assert!(fault.to_string().starts_with("Garden: too dry ("), "{fault}");
        assert_eq!(Error::from(fault).code(), code);
    }
}

#[test]
fn a_wrong_argument_is_counted_from_the_first() {
    for (from_last, argument) in [(0, Some(2)), (2, Some(0)), (3, None), (u32::MAX, None)] {
        let script = serve(move |_, _, _, wrong| {
            // SAFETY: the caller passes a place for the number.
            unsafe { wrong.write(from_last) };
            DISP_E_TYPEMISMATCH
        });
        let fault = script.dispatch_call(1, &mut [1.into(), 2.into(), 3.into()]).unwrap_err();
        assert_eq!((fault.code, fault.argument), (DISP_E_TYPEMISMATCH, argument));
    }
    // As the system's proxy does at any failure.
    let script = serve(|_, _, _, wrong| {
        // SAFETY: the caller passes a place for the number.
        unsafe { wrong.write(0) };
        E_FAIL
    });
    assert_eq!(script.dispatch_call(1, &mut [1.into()]).unwrap_err().argument, None);
}

#[test]
fn a_result_by_reference_is_refused() {
    let script = serve(|_, result, _, _| {
        // SAFETY: the caller asks for a result; the type is its first field.
        unsafe { result.cast::<u16>().write(VarType::BYREF.0 | VarType::I4.0) };
        S_OK
    });
    assert_eq!(script.dispatch_get(1, &mut []).unwrap_err().code, DISP_E_BADVARTYPE);
}

#[test]
fn results_take_what_loses_nothing() {
    assert_eq!(i32::try_from(Variant::from(7_i16)), Ok(7));
    assert_eq!(i32::try_from(Variant::from(7.0)), Ok(7));
    assert_eq!(i32::try_from(Variant::from(7.5)).unwrap_err().code(), DISP_E_TYPEMISMATCH);
    assert_eq!(i32::try_from(Variant::from(f64::NAN)).unwrap_err().code(), DISP_E_TYPEMISMATCH);
    assert_eq!(i64::try_from(Variant::from(9_007_199_254_740_992.0)), Ok(1 << 53));
    let beyond = Variant::from(9_007_199_254_740_994.0);
    assert_eq!(i64::try_from(beyond).unwrap_err().code(), DISP_E_TYPEMISMATCH, "which one is it?");
    assert_eq!(i32::try_from(Variant::from("7")).unwrap_err().code(), DISP_E_TYPEMISMATCH);
    assert_eq!(i32::try_from(Variant::empty()).unwrap_err().code(), DISP_E_TYPEMISMATCH);
    assert_eq!(u8::try_from(Variant::from(256_i32)).unwrap_err().code(), DISP_E_OVERFLOW);
    assert_eq!(u64::try_from(Variant::from(u64::MAX)), Ok(u64::MAX));
    assert_eq!(currency(Variant::currency(12_500)), Ok(12_500));
    assert_eq!(currency(Variant::from(2)), Ok(20_000), "two units");
    assert_eq!(currency(Variant::from(i64::MAX)).unwrap_err().code(), DISP_E_OVERFLOW);
    assert_eq!(i64::try_from(Variant::currency(1)).unwrap_err().code(), DISP_E_TYPEMISMATCH);
    assert_eq!(f64::try_from(Variant::date(2.5)), Ok(2.5));
    assert_eq!(f64::try_from(Variant::from(3_u16)), Ok(3.0));
    assert_eq!(f64::try_from(Variant::from(u32::MAX)), Ok(4_294_967_295.0));
    assert_eq!(f64::try_from(Variant::from(u64::MAX)).unwrap_err().code(), DISP_E_OVERFLOW);
    assert_eq!(f32::try_from(Variant::from(1 << 24)), Ok(16_777_216.0));
    assert_eq!(f32::try_from(Variant::from((1 << 24) + 1)).unwrap_err().code(), DISP_E_OVERFLOW);
    assert_eq!(f32::try_from(Variant::from(0.5)), Ok(0.5));
    assert_eq!(bool::try_from(Variant::from(true)), Ok(true));
    assert_eq!(bool::try_from(Variant::from(-1_i16)), Ok(true));
    assert_eq!(HRESULT::try_from(Variant::from(E_FAIL)), Ok(E_FAIL));
    assert_eq!(Bstr::try_from(Variant::from("text")), Ok(Bstr::from("text")));
    assert_eq!(Bstr::try_from(Variant::from(1)).unwrap_err().code(), DISP_E_TYPEMISMATCH);
    assert_eq!(Variant::date(1.0).value(), Value::Date(1.0));
}

#[test]
fn an_object_is_asked_for_its_interface() {
    let live = Live::default();
    let note = Variant::from(IUnknown::from(slip(9, &live)));
    assert_eq!(interface::<INote>(note.try_clone().unwrap()).unwrap().get_id().unwrap(), 9);
    assert_eq!(interface::<DScript>(note).unwrap_err().code(), E_NOINTERFACE);
    assert_eq!(live.count(), 0);
    assert_eq!(interface::<INote>(Variant::null()).unwrap_err().code(), E_POINTER);
    assert!(interface_opt::<INote>(Variant::empty()).unwrap().is_none());
    assert_eq!(interface::<INote>(Variant::from(1)).unwrap_err().code(), DISP_E_TYPEMISMATCH);
    assert_eq!(Fault::from(Error::from_hresult(E_FAIL)).code, E_FAIL);
}
