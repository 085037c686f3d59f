//! A C client (`client.c`) drives objects made by `#[do_callback]` through their vtables. Three mutants of an object, each broken in one
//! place, show that the client would notice.

mod job;
mod mutant;

use std::{
    ffi::{CStr, c_char, c_int, c_void},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use do_callback::prelude::*;

/// One of the client's functions: takes an interface pointer with one reference.
type Client = unsafe extern "C" fn(
    *mut c_void,
    *mut c_void,
    extern "C" fn(*mut c_void, *const c_char, i64),
) -> c_int;

// The package has a library, to which cargo gives what the build script links; this test names it again.
#[link(name = "client", kind = "static")]
unsafe extern "C" {
    fn client_callback(
        object: *mut c_void,
        context: *mut c_void,
        fail: extern "C" fn(*mut c_void, *const c_char, i64),
    ) -> c_int;
    fn client_job(
        object: *mut c_void,
        context: *mut c_void,
        fail: extern "C" fn(*mut c_void, *const c_char, i64),
    ) -> c_int;
    fn client_job5(
        object: *mut c_void,
        context: *mut c_void,
        fail: extern "C" fn(*mut c_void, *const c_char, i64),
    ) -> c_int;
    fn client_file2(
        object: *mut c_void,
        context: *mut c_void,
        fail: extern "C" fn(*mut c_void, *const c_char, i64),
    ) -> c_int;
}

extern "C" fn fail(context: *mut c_void, rule: *const c_char, found: i64) {
    // SAFETY: `context` is the vector that `broken_rules` passes, `rule` a string literal of the client.
    let (broken, rule) = unsafe { (&mut *context.cast::<Vec<String>>(), CStr::from_ptr(rule)) };
    broken.push(format!("{} (found {found:#x})", rule.to_string_lossy()));
}

/// The rules that the client found broken, of at least `at_least` it looked at.
fn broken_rules(client: Client, object: *mut c_void, at_least: c_int) -> Vec<String> {
    let mut broken = Vec::<String>::new();
    // SAFETY: `object` is an interface pointer of the kind that `client` declares, with one reference for the client to release.
    let looked = unsafe { client(object, (&raw mut broken).cast(), fail) };
    assert!(looked >= at_least, "the client looked at {looked} rules only");
    broken
}

/// Objects that are alive: one is counted from its creation to its drop.
#[derive(Debug)]
struct Alive(&'static AtomicU32);

impl Alive {
    fn count(counter: &'static AtomicU32) -> Self {
        counter.fetch_add(1, Relaxed);
        Alive(counter)
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

/// The callback that `client.c` expects: see the comment above `client_callback`.
struct Watcher {
    _alive: Alive,
}

#[do_callback]
impl BackgroundCopyCallback for Watcher {
    fn job_transferred(&self, job: &IBackgroundCopyJob) -> Result<()> {
        job.get_id().map(|_| ())
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, error: &IBackgroundCopyError) -> Result<()> {
        let (context, code) = error.get_error()?;
        assert_eq!(
            (context, code),
            (BG_ERROR_CONTEXT_REMOTE_FILE, HRESULT(0x8019_0194_u32.cast_signed()))
        );
        Err(DO_E_INVALID_STATE.into())
    }
    fn job_modification(&self, job: &IBackgroundCopyJob, reserved: u32) -> Result<()> {
        assert_ne!(reserved, 0xDEAD, "a panic on purpose");
        assert_eq!(job.get_state()?, BG_JOB_STATE_TRANSFERRED);
        Ok(())
    }
}

fn watcher(alive: &'static AtomicU32) -> IBackgroundCopyCallback {
    Watcher { _alive: Alive::count(alive) }.into()
}

#[test]
fn a_c_client_calls_the_callback() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    assert_eq!(broken_rules(client_callback, watcher(&ALIVE).into_raw(), 30), Vec::<String>::new());
    assert_eq!(ALIVE.load(Relaxed), 0, "live objects");
}

#[test]
fn a_c_client_calls_a_job() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let job: IBackgroundCopyJob = job::Job::new(&ALIVE).into();
    assert_eq!(broken_rules(client_job, job.into_raw(), 50), Vec::<String>::new());
    assert_eq!(ALIVE.load(Relaxed), 0, "live objects: the job, its enumerator and its files");
}

#[test]
fn a_c_client_passes_unions_by_value() {
    let job: IBackgroundCopyJob5 = job::Job5::default().into();
    assert_eq!(broken_rules(client_job5, job.into_raw(), 6), Vec::<String>::new());
}

#[test]
fn a_c_client_takes_ranges() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let file: IBackgroundCopyFile2 = job::File2 { file: job::File::new(&ALIVE, "one") }.into();
    assert_eq!(broken_rules(client_file2, file.into_raw(), 3), Vec::<String>::new());
    assert_eq!(ALIVE.load(Relaxed), 0, "live objects");
}

/// What the client says of a callback after `break_it` changed its vtable.
fn client_on_mutant(alive: &'static AtomicU32, break_it: fn(&mut mutant::Vtable)) -> Vec<String> {
    let callback = watcher(alive).into_raw();
    // SAFETY: `callback` is an object with the callback's vtable of six slots; the client ends it, or it is leaked.
    let vtable = unsafe { mutant::install(callback, break_it) };
    let broken = broken_rules(client_callback, callback, 20);
    drop(vtable);
    broken
}

#[track_caller]
fn assert_caught(broken: &[String], rule: &str) {
    assert!(broken.iter().any(|line| line.contains(rule)), "`{rule}` is not among {broken:#?}");
}

#[test]
fn two_swapped_slots_are_caught() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    let broken = client_on_mutant(&ALIVE, |vtable| vtable.swap(3, 5));
    assert_caught(&broken, "slot 3 is JobTransferred");
    assert_caught(&broken, "a panic becomes E_UNEXPECTED"); // slot 5 is JobTransferred now
}

#[test]
fn a_wrong_iid_digit_is_caught() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    assert_caught(
        &client_on_mutant(&ALIVE, mutant::wrong_iid),
        "QueryInterface answers its own IID",
    );
}

#[test]
fn a_missing_add_ref_is_caught() {
    static ALIVE: AtomicU32 = AtomicU32::new(0);
    assert_caught(
        &client_on_mutant(&ALIVE, mutant::missing_add_ref),
        "QueryInterface adds one reference",
    );
}
