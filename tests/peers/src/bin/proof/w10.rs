//! A weak reference that is asked for an interface holds the object meanwhile, and gives that up with a bare subtraction: if it held
//! the last reference by then, and the interface is not there, nobody destroys the object.

use std::{
    ffi::c_void,
    hint::spin_loop,
    ptr::null_mut,
    sync::atomic::{AtomicPtr, AtomicU32, Ordering::*},
    thread,
    time::{Duration, Instant},
};

use do_callback::prelude::*;
use peers::{
    raw,
    words::{IPing, IPing_Impl},
};
use windows_core::{Compose, IInspectable, IInspectable_Vtbl, IUnknown_Vtbl, implement};

static DESTROYED: AtomicU32 = AtomicU32::new(0);

#[implement(IPing)]
struct Theirs;
impl IPing_Impl for Theirs_Impl {}
impl Drop for Theirs {
    fn drop(&mut self) {
        DESTROYED.fetch_add(1, Relaxed);
    }
}

/// Nothing left to chance: the object is one that asks its base for what it does not have itself, and the base lets the last
/// reference go, as another thread might at that moment.
pub fn theirs() {
    // SAFETY: the object outlives the reference to the slot for its base.
    let (object, base) = unsafe { Theirs::compose(Theirs) };
    let vtable = &raw const BASE;
    let this = (&raw const vtable).cast_mut().cast();
    // SAFETY: a pointer to a pointer to a vtable is an interface pointer; it outlives the object's use of it, and is not counted.
    *base = Some(unsafe { IInspectable::from_raw(this) });
    // SAFETY: the object is alive; its last reference goes to `LAST`, and the weak reference is released after its use.
    unsafe {
        let weak = raw::weak(object.as_raw());
        LAST.store(object.into_raw(), Relaxed);
        let (code, _) = raw::resolve(weak, &raw::NOBODY);
        assert!(code.is_err(), "{code:?}");
        raw::release(weak);
    }
    assert!(LAST.load(Relaxed).is_null(), "the last reference was not released");
    println!("no reference is left, {} of 1 object destroyed", DESTROYED.load(Relaxed));
}

static LAST: AtomicPtr<c_void> = AtomicPtr::new(null_mut());

static BASE: IInspectable_Vtbl = IInspectable_Vtbl {
    base: IUnknown_Vtbl { QueryInterface: query, AddRef: count, Release: count },
    GetIids: no_iids,
    GetRuntimeClassName: no_name,
    GetTrustLevel: no_level,
};

unsafe extern "system" fn query(_: *mut c_void, _: *const GUID, out: *mut *mut c_void) -> HRESULT {
    // SAFETY: the pointers are those of a caller that keeps to the rules; the reference is the one that `theirs` gave away.
    unsafe {
        out.write(null_mut());
        raw::release(LAST.swap(null_mut(), Relaxed));
    }
    HRESULT(0x8000_4002_u32.cast_signed())
}
unsafe extern "system" fn count(_: *mut c_void) -> u32 {
    1
}
unsafe extern "system" fn no_iids(_: *mut c_void, _: *mut u32, _: *mut *mut GUID) -> HRESULT {
    HRESULT(0x8000_4001_u32.cast_signed())
}
unsafe extern "system" fn no_name(_: *mut c_void, _: *mut *mut c_void) -> HRESULT {
    HRESULT(0x8000_4001_u32.cast_signed())
}
unsafe extern "system" fn no_level(_: *mut c_void, _: *mut i32) -> HRESULT {
    HRESULT(0x8000_4001_u32.cast_signed())
}

const ROUNDS: u32 = 200_000;

/// By chance: one thread asks while another lets the last reference go, over and over.
pub fn theirs_rounds() {
    rounds(|| IPing::from(Theirs).into_raw());
}

struct Ours;

#[do_callback(weak)]
impl BackgroundCopyCallback for Ours {
    fn job_transferred(&self, _: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
    fn job_error(&self, _: &IBackgroundCopyJob, _: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _: &IBackgroundCopyJob, _: u32) -> Result<()> {
        Ok(())
    }
}

impl Drop for Ours {
    fn drop(&mut self) {
        DESTROYED.fetch_add(1, Relaxed);
    }
}

pub fn ours_rounds() {
    rounds(|| IBackgroundCopyCallback::from(Ours).into_raw());
}

/// `object` makes an object with one reference.
fn rounds(object: impl Fn() -> *mut c_void) {
    let last = AtomicPtr::new(null_mut());
    let released = AtomicU32::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            for round in 1..=ROUNDS {
                let mut object: *mut c_void = null_mut();
                wait(|| {
                    object = last.swap(null_mut(), Acquire);
                    !object.is_null()
                });
                // SAFETY: the reference that the other thread gave away.
                unsafe { raw::release(object) };
                released.store(round, Release);
            }
        });
        for round in 1..=ROUNDS {
            let object = object();
            // SAFETY: the object is alive until it is given away; the weak reference is released after its use.
            unsafe {
                let weak = raw::weak(object);
                last.store(object, Release);
                // The other thread needs a moment to see it; how long is not known, so every length is tried.
                (0..round % 128).for_each(|_| spin_loop());
                let _ = raw::resolve(weak, &raw::NOBODY);
                wait(|| released.load(Acquire) == round);
                raw::release(weak);
            }
        }
    });
    println!("{} of {ROUNDS} objects leaked", ROUNDS - DESTROYED.load(Relaxed));
}

/// Until it is true; a thread that waits for long lets others run.
fn wait(mut done: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    for turn in 0_u32.. {
        if done() {
            return;
        }
        assert!(turn % 1_000_000 != 999_999 || Instant::now() < end, "the other thread is gone");
        if turn < 1_000 { spin_loop() } else { thread::yield_now() }
    }
}
