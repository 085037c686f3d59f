//! One count, hammered: a reference added and given up, again and again, by one thread or by two at once.
//!
//! A bare `AtomicU32` can do the same in three ways, and each stands beside the object that is reached in that way: in the loop
//! itself beside the typed handle, behind kept function pointers beside a kept vtable, and behind function pointers that are found
//! through a word beside the count, anew at every call, beside what a client in C does.

use std::{
    ffi::c_void,
    hint::{black_box, spin_loop},
    sync::atomic::{
        AtomicU32,
        Ordering::{Acquire, Relaxed, Release},
    },
    thread,
    time::{Duration, Instant},
};

use do_callback::prelude::*;
use peers::Side;

/// The value behind the typed handle.
struct Nothing;

#[do_callback]
impl BackgroundCopyCallback for Nothing {
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
}

/// What is hammered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Our object by its typed handle, cloned and dropped.
    Handle,
    /// An `AtomicU32` in the loop itself.
    Inline,
    /// An object by `AddRef` and `Release` of a vtable that the loop keeps.
    Kept(Side),
    /// An `AtomicU32` behind function pointers of the same convention, kept like the vtable.
    Bare,
    /// An object by `AddRef` and `Release`, its vtable read at every call.
    Read(Side),
    /// An `AtomicU32` behind the same function pointers, found through a word beside it at every call.
    Beside,
}

impl Target {
    /// Every target with the name it has on the command line.
    pub const ALL: [(&'static str, Target); 10] = [
        ("handle", Target::Handle),
        ("inline", Target::Inline),
        ("kept", Target::Kept(Side::Ours)),
        ("bare", Target::Bare),
        ("read", Target::Read(Side::Ours)),
        ("beside", Target::Beside),
        ("c-kept", Target::Kept(Side::C)),
        ("c-read", Target::Read(Side::C)),
        ("implement-kept", Target::Kept(Side::Implement)),
        ("implement-read", Target::Read(Side::Implement)),
    ];
}

/// What an interface pointer of any object points at; nothing but the count is used.
#[repr(C)]
struct Table {
    query_interface: usize,
    add_ref: unsafe extern "system" fn(*mut c_void) -> u32,
    release: unsafe extern "system" fn(*mut c_void) -> u32,
}

/// A count where an object has it.
#[repr(C)]
struct Block {
    table: &'static Table,
    count: AtomicU32,
}

impl Block {
    fn one() -> Box<Self> {
        Box::new(Self { table: &BARE, count: AtomicU32::new(1) })
    }
}

static BARE: Table = Table { query_interface: 0, add_ref: bare_add, release: bare_release };

/// # Safety
/// `this` points at a [`Block`].
unsafe extern "system" fn bare_add(this: *mut c_void) -> u32 {
    // SAFETY: by the contract of this function.
    unsafe { &(*this.cast::<Block>()).count }.fetch_add(1, Relaxed).wrapping_add(1)
}

/// # Safety
/// As for [`bare_add`].
unsafe extern "system" fn bare_release(this: *mut c_void) -> u32 {
    // SAFETY: by the contract of this function.
    bare_release_of(unsafe { &(*this.cast::<Block>()).count })
}

/// What every release must do: the subtraction, the test for zero, and what the last one owes the others.
fn bare_release_of(count: &AtomicU32) -> u32 {
    let left = count.fetch_sub(1, Release).wrapping_sub(1);
    if left == 0 {
        count.load(Acquire);
    }
    left
}

/// An interface pointer, or a pointer to a [`Block`], that several threads use.
#[derive(Clone, Copy)]
struct Shared(*mut c_void);

// SAFETY: agile objects and blocks may be used by any thread at any time.
unsafe impl Sync for Shared {}

impl Shared {
    fn of(side: Side) -> Self {
        Self(black_box(side.constructor())())
    }

    fn table(&self) -> &Table {
        // SAFETY: an interface pointer points at the address of its vtable, and so does a block.
        unsafe { &**self.0.cast::<*const Table>() }
    }

    /// A pair of calls is one round, by a table that stays where it is.
    #[inline(never)]
    fn strike_by(&self, table: &Table, rounds: u32) {
        for _ in 0..rounds {
            // SAFETY: `table` is that of `self`, and each reference added is given up.
            unsafe {
                (table.add_ref)(self.0);
                (table.release)(self.0);
            }
        }
    }

    /// A pair of calls is one round, each by the table as it is found.
    #[inline(never)]
    fn strike(&self, rounds: u32) {
        for _ in 0..rounds {
            // SAFETY: as for `strike_by`.
            unsafe {
                (self.table().add_ref)(self.0);
                (self.table().release)(self.0);
            }
        }
    }

    fn release(self) {
        // SAFETY: the reference that the constructor gave.
        unsafe { (self.table().release)(self.0) };
    }
}

/// Lends the loop over a new target.
fn with<R>(target: Target, run: impl FnOnce(&(dyn Fn(u32) + Sync)) -> R) -> R {
    let mut block = Block::one();
    let bare = Shared((&raw mut *block).cast());
    match target {
        Target::Handle => {
            let object = Object::new(Nothing);
            run(&|rounds| (0..rounds).for_each(|_| drop(object.clone())))
        }
        Target::Inline => run(&|rounds| {
            let count = black_box(&block.count);
            (0..rounds).for_each(|_| {
                count.fetch_add(1, Relaxed);
                bare_release_of(count);
            });
        }),
        Target::Kept(side) => {
            let object = Shared::of(side);
            let result = run(&|rounds| object.strike_by(object.table(), rounds));
            object.release();
            result
        }
        Target::Bare => run(&|rounds| bare.strike_by(bare.table(), rounds)),
        Target::Read(side) => {
            let object = Shared::of(side);
            let result = run(&|rounds| object.strike(rounds));
            object.release();
            result
        }
        Target::Beside => run(&|rounds| bare.strike(rounds)),
    }
}

/// Strikes `rounds` times by one thread; `callgrind --toggle-collect=hammered` counts it.
pub fn count(target: Target, rounds: u32) {
    with(target, |strike| hammered(strike, rounds));
}

#[unsafe(no_mangle)]
#[inline(never)]
fn hammered(strike: &dyn Fn(u32), rounds: u32) {
    strike(rounds);
}

/// Strikes `rounds` times by each thread, all at once, and gives how long the last of them took.
///
/// How fast a cache line goes from one processor to another depends on its address: `place` is how many blocks the allocator
/// has given away before it places the target.
pub fn time(target: Target, threads: u32, rounds: u32, place: u32) -> Duration {
    let _before: Vec<Box<Block>> = (0..place).map(|_| Block::one()).collect();
    with(target, |strike| {
        let waiting = AtomicU32::new(threads);
        let race = |processor| {
            pin(processor);
            waiting.fetch_sub(1, Relaxed);
            while waiting.load(Relaxed) > 0 {
                spin_loop();
            }
            let started = Instant::now();
            strike(rounds);
            started.elapsed()
        };
        thread::scope(|scope| {
            let threads: Vec<_> =
                (0..threads).map(|processor| scope.spawn(move || race(processor))).collect();
            let times = threads.into_iter().map(|thread| thread.join().expect("it cannot panic"));
            times.max().unwrap_or_default()
        })
    })
}

/// Binds this thread to a processor, so that two threads never take turns on one. Where that is refused it runs where it runs.
#[cfg(target_os = "linux")]
fn pin(processor: u32) {
    unsafe extern "C" {
        fn sched_setaffinity(thread: i32, size: usize, set: *const u64) -> i32;
    }
    let set = 1_u64 << processor;
    // SAFETY: the set is as long as said, and zero is this thread.
    unsafe { sched_setaffinity(0, size_of_val(&set), &set) };
}

#[cfg(not(target_os = "linux"))]
fn pin(_processor: u32) {}
