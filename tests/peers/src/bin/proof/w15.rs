//! The count that runs over. Theirs is not checked (windows-core 0.100, `imp/weak_ref_count.rs` and `imp/ref_count.rs`): on the way up
//! it turns negative, which means "this is the pointer to the weak references", after 2^31 forgotten clones where pointers have 32
//! bits; with weak references there are 32 bits on any machine, and they wrap to zero.
//!
//! Nobody counts that far here: the programs write the number that many clones would have led to into the object.

use std::ffi::c_void;

use do_callback::{IBackgroundCopyCallback, Interface};
use peers::{
    raw,
    words::{IPing, IPing_Impl},
};
use windows_core::implement;

#[implement(IPing)]
struct Theirs;
impl IPing_Impl for Theirs_Impl {}
impl Drop for Theirs {
    fn drop(&mut self) {
        println!("destroyed");
    }
}

/// The word with the count: the last one of the object, whose first interface is the word behind base and identity.
fn word(ping: *mut c_void) -> *mut isize {
    let words = size_of::<Theirs_Impl>() / size_of::<isize>();
    let word = ping.cast::<isize>().wrapping_add(words - 3);
    // SAFETY: a word of a live object that no other thread uses.
    assert_eq!(unsafe { word.read() }, 1, "the layout is another one");
    word
}

pub fn theirs() {
    let ping = IPing::from(Theirs).into_raw();
    // SAFETY: the object is alive, and no other thread uses it.
    unsafe {
        word(ping).write(isize::MAX);
        let turned = raw::add_ref(ping);
        println!("count of {:#x}: AddRef goes on and says {turned}", isize::MAX);
        raw::add_ref(ping);
    }
    println!("and on");
}

/// Where the count of the tear-off stands: behind two vtables and the pointer to the object.
const STRONG: usize = 3 * size_of::<usize>();

pub fn theirs_weak() {
    let ping = IPing::from(Theirs).into_raw();
    let word = word(ping);
    // SAFETY: the object is alive, and no other thread uses it; with weak references the word is the tear-off's address, halved.
    unsafe {
        let weak = raw::weak(ping);
        let tear_off =
            std::ptr::with_exposed_provenance_mut::<u8>((word.read() << 1).cast_unsigned());
        let strong = tear_off.add(STRONG).cast::<u32>();
        assert_eq!(strong.read(), 1, "the layout is another one");
        strong.write(u32::MAX);
        let counts = [raw::add_ref(ping), raw::add_ref(ping)];
        println!("count of {}: AddRef goes on and says {counts:?}", u32::MAX);
        println!("one Release: {}", raw::release(ping));
        std::hint::black_box(weak);
    }
}

struct Ours;
peers::declare!(Ours);

/// An object with a count that its clients might have led to: the second word, behind the vtable.
fn counted(count: u32) -> *mut c_void {
    let callback = IBackgroundCopyCallback::from(Ours).into_raw();
    let word = callback.cast::<usize>().wrapping_add(1).cast::<u32>();
    // SAFETY: a word of a live object that no other thread uses.
    unsafe {
        raw::add_ref(callback);
        assert_eq!(word.read(), 2, "the layout is another one");
        word.write(count);
    }
    callback
}

const LIMIT: u32 = i32::MAX.cast_unsigned();

pub fn ours() {
    let object = counted(LIMIT + 1);
    // SAFETY: the object is alive.
    let count = unsafe { raw::add_ref(object) };
    println!("went on: {count}");
}

pub fn ours_below() {
    let object = counted(LIMIT);
    // SAFETY: the object is alive.
    let count = unsafe { raw::add_ref(object) };
    println!("count of {LIMIT}: AddRef says {count}");
}
