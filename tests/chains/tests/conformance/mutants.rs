//! Mutants of a vtable: a real object, of which one slot was replaced.

use std::{
    ffi::c_void,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicPtr, Ordering::Relaxed},
    },
};

use chains::codes::{E_FAIL, E_NOTIMPL, E_UNEXPECTED, S_OK};
use chains::{
    conformance::{Probe, Report, Rule, Rules, Script},
    prelude::*,
};

type GetDword = unsafe extern "system" fn(*mut c_void, *mut u32) -> HRESULT;
type TakeInterface = unsafe extern "system" fn(*mut c_void, *mut c_void) -> HRESULT;

/// `IVessel::GetTonnage`, for the functions in its place to call. A test that uses it holds the lock.
static RIGHT: AtomicPtr<c_void> = AtomicPtr::new(std::ptr::null_mut());
static LOCK: Mutex<()> = Mutex::new(());

/// The slot of `IVessel::GetTonnage`.
const GET_TONNAGE: usize = 5;

/// The vtables of mutants, which live as long as the process.
static COPIES: Mutex<Vec<&[AtomicPtr<c_void>]>> = Mutex::new(Vec::new());

/// Gives an object a changed copy of its vtable.
fn change<I: Interface>(object: &I, change: impl FnOnce(&mut [*mut c_void])) {
    let slots = size_of::<I::Vtable>() / size_of::<*mut c_void>();
    let word = object.as_raw().cast::<*const *mut c_void>();
    // SAFETY: an interface pointer points at the address of its vtable, which is a row of function pointers.
    let mut copy = unsafe { std::slice::from_raw_parts(*word, slots).to_vec() };
    change(&mut copy);
    let copy: &[_] = copy.into_iter().map(AtomicPtr::new).collect::<Vec<_>>().leak();
    COPIES.lock().unwrap_or_else(PoisonError::into_inner).push(copy);
    // SAFETY: the object is alive and nobody else uses it; an atomic pointer is laid out as a pointer.
    unsafe { *word.cast_mut() = copy.as_ptr().cast() };
}

/// What the kit says of a stub after `change_it`.
fn run<I: Probe>(change_it: impl FnOnce(&mut [*mut c_void])) -> Report {
    let script = Script::new();
    let stub = I::stub(&script);
    change(&stub, change_it);
    // SAFETY: what was put into the vtable touches no argument that is NULL.
    unsafe { Rules::new(I::CHAIN).agile().check_scripted(&stub, &script) }
}

/// What the kit says of an `IVessel` with another `GetTonnage`.
fn run_get_tonnage(mutant: GetDword) -> (Report, MutexGuard<'static, ()>) {
    let lock = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
    let report = run::<IVessel>(|vtable| {
        RIGHT.store(vtable[GET_TONNAGE], Relaxed);
        vtable[GET_TONNAGE] = mutant as *mut c_void;
    });
    (report, lock)
}

/// Calls the right `IVessel::GetTonnage`.
///
/// # Safety
///
/// As for the method.
unsafe fn right(this: *mut c_void, tons: *mut u32) -> HRESULT {
    // SAFETY: `run_get_tonnage` put the method there; its contract is the caller's.
    unsafe { std::mem::transmute::<*mut c_void, GetDword>(RIGHT.load(Relaxed))(this, tons) }
}

#[track_caller]
fn assert_caught(report: &Report, rule: Rule, sentence: &str) {
    let found = report
        .broken()
        .iter()
        .any(|finding| finding.rule == rule && finding.text.contains(sentence));
    assert!(found, "`{rule}` with `{sentence}` is not among\n{report}");
}

/// As [`assert_caught`], and nothing else is broken.
#[track_caller]
fn assert_only(report: &Report, rule: Rule, sentence: &str) {
    assert_caught(report, rule, sentence);
    assert!(report.broken().iter().all(|finding| finding.rule == rule), "{report}");
}

#[test]
fn nothing_is_caught_where_nothing_was_changed() {
    let report = run::<IVessel>(|_| {});
    assert!(report.is_good(), "{report}");
}

/// Both take one pointer for a result: nothing but the method that ran tells them apart.
#[test]
fn two_swapped_slots_are_caught() {
    let report = run::<IVessel>(|vtable| vtable.swap(3, 7));
    assert_only(
        &report,
        Rule::Slots,
        "IVessel::GetName called as the IDL says ran IVessel::GetTug",
    );
}

/// In a user's object nobody says what ran, but another method allows another NULL. Not under Miri, which ends a call of a
/// function that takes less than it is given.
#[cfg(not(miri))]
#[test]
fn two_swapped_slots_of_a_users_object_are_caught() {
    use do_callback::{IBackgroundCopyError, IBackgroundCopyJob};
    struct Quiet;
    #[do_callback::do_callback]
    impl do_callback::BackgroundCopyCallback for Quiet {
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
    let quiet = Object::new(Quiet);
    let rules = Rules::new(&[]).agile();
    rules.check_object(&quiet).assert();
    change(quiet.as_interface(), |vtable| vtable.swap(3, 4));
    assert_caught(
        &rules.check_object(&quiet),
        Rule::NullArgument,
        "IBackgroundCopyCallback::JobError with NULL for `pError` returned 0x00000000",
    );
}

#[test]
fn an_out_that_is_not_cleared_is_caught() {
    unsafe extern "system" fn mutant(this: *mut c_void, tons: *mut u32) -> HRESULT {
        let mut own = 0;
        // SAFETY: as for the method.
        unsafe { right(this, if tons.is_null() { tons } else { &raw mut own }) }
    }
    let (report, _lock) = run_get_tonnage(mutant);
    assert_only(&report, Rule::Outs, "did not clear `pdwTons`");
}

#[test]
fn a_null_out_that_is_accepted_is_caught() {
    unsafe extern "system" fn mutant(this: *mut c_void, tons: *mut u32) -> HRESULT {
        // SAFETY: as for the method.
        if tons.is_null() { S_OK } else { unsafe { right(this, tons) } }
    }
    let (report, _lock) = run_get_tonnage(mutant);
    assert_only(&report, Rule::NullArgument, "with NULL for `pdwTons` returned 0x00000000");
}

/// The method runs with a NULL that it was promised not to see, and fails nonetheless.
#[test]
fn a_null_that_reaches_the_method_is_caught() {
    unsafe extern "system" fn mutant(this: *mut c_void, tons: *mut u32) -> HRESULT {
        let mut own = 0;
        // SAFETY: as for the method.
        unsafe { right(this, if tons.is_null() { &raw mut own } else { tons }) }
    }
    let (report, _lock) = run_get_tonnage(mutant);
    assert_only(&report, Rule::NullArgument, "with NULL for `pdwTons` ran IVessel::GetTonnage");
}

#[test]
fn a_null_interface_that_is_accepted_is_caught() {
    unsafe extern "system" fn mutant(_: *mut c_void, _: *mut c_void) -> HRESULT {
        S_OK
    }
    let report = run::<IPilot>(|vtable| vtable[3] = mutant as TakeInterface as *mut c_void);
    assert_caught(&report, Rule::NullArgument, "with NULL for `pVessel` returned 0x00000000");
    assert_caught(&report, Rule::Slots, "IPilot::Board called as the IDL says ran nothing");
}

#[test]
fn a_panic_by_another_code_is_caught() {
    unsafe extern "system" fn mutant(this: *mut c_void, tons: *mut u32) -> HRESULT {
        // SAFETY: as for the method.
        let code = unsafe { right(this, tons) };
        if code == E_UNEXPECTED { E_FAIL } else { code }
    }
    let (report, _lock) = run_get_tonnage(mutant);
    assert_only(
        &report,
        Rule::Panic,
        "a panic in IVessel::GetTonnage is 0x8000ffff and returned 0x80004005",
    );
}

#[test]
fn an_object_that_is_dead_after_a_panic_is_caught() {
    static DEAD: AtomicBool = AtomicBool::new(false);
    unsafe extern "system" fn mutant(this: *mut c_void, tons: *mut u32) -> HRESULT {
        if DEAD.load(Relaxed) {
            return E_FAIL;
        }
        // SAFETY: as for the method.
        let code = unsafe { right(this, tons) };
        DEAD.store(code == E_UNEXPECTED, Relaxed);
        code
    }
    let (report, _lock) = run_get_tonnage(mutant);
    assert_only(&report, Rule::Panic, "after a panic IVessel::GetTonnage is not called any more");
}

#[test]
fn a_failure_that_becomes_a_success_is_caught() {
    unsafe extern "system" fn mutant(this: *mut c_void, tons: *mut u32) -> HRESULT {
        // SAFETY: as for the method.
        let code = unsafe { right(this, tons) };
        if code == E_NOTIMPL { S_OK } else { code }
    }
    let (report, _lock) = run_get_tonnage(mutant);
    assert_only(
        &report,
        Rule::Failure,
        "IVessel::GetTonnage fails by 0x80004001 and returned 0x00000000",
    );
}

/// An object that says it belongs to an apartment and works on every thread.
#[test]
fn an_apartment_that_lets_others_in_is_caught() {
    let script = Script::new();
    let stub = IVessel::stub(&script);
    // SAFETY: an object of ours.
    let report = unsafe { Rules::new(IVessel::CHAIN).apartment().check_scripted(&stub, &script) };
    assert_caught(&report, Rule::Threads, "IVessel::GetName on another thread returned 0x80004001");
    assert_caught(
        &report,
        Rule::Threads,
        "IVessel::GetName on another thread ran IVessel::GetName",
    );
    assert_caught(&report, Rule::Agility, "IAgileObject was answered by an object of an apartment");
}

/// Its Release does nothing. Not under Miri, whose own leak check would end the run.
#[cfg(not(miri))]
#[test]
fn a_stub_that_is_never_freed_is_caught() {
    let script = Script::new();
    let live = || std::sync::Arc::strong_count(&script);
    let stub = IVessel::stub(&script);
    change(&stub, |vtable| {
        unsafe extern "system" fn release(_: *mut c_void) -> u32 {
            0
        }
        vtable[2] = release as unsafe extern "system" fn(*mut c_void) -> u32 as *mut c_void;
    });
    let rules = Rules::new(IVessel::CHAIN).uncounted().live(&live);
    assert_caught(
        &rules.check_end(stub),
        Rule::End,
        "2 values lived before the last release and 2 after it",
    );
}

/// Not under Miri, whose own leak check would end the run.
#[cfg(not(miri))]
#[test]
fn a_reference_kept_of_what_was_lent_is_caught() {
    const FOLLOW: usize = 9;
    unsafe extern "system" fn keeps(this: *mut c_void, leader: *mut c_void) -> HRESULT {
        // SAFETY: the pointer is NULL or an interface; the method in the slot has this signature, and its contract is the caller's.
        unsafe {
            if let Some(leader) = IUnknown::from_raw_borrowed(&leader) {
                std::mem::forget(leader.clone());
            }
            std::mem::transmute::<*mut c_void, TakeInterface>(RIGHT.load(Relaxed))(this, leader)
        }
    }
    let _lock = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
    let report = run::<IVessel2>(|vtable| {
        RIGHT.store(vtable[FOLLOW], Relaxed);
        vtable[FOLLOW] = keeps as TakeInterface as *mut c_void;
    });
    let sentence =
        "IVessel2::Follow called as the IDL says kept a reference to an interface that it was lent";
    assert_only(&report, Rule::Counts, sentence);
}
