//! The vtable as a client sees it: for each slot what the compiler's table says beside the pointer that stands in the object.

use do_callback::prelude::*;

/// Prints the table in `path` (a line a slot: number, method, the interface that declares it, its IID) beside the pointers of `callback`.
pub fn print(callback: &IBackgroundCopyCallback, path: &str) -> std::io::Result<()> {
    let object = callback.as_raw().cast::<*const *const ()>();
    for line in std::fs::read_to_string(path)?.lines() {
        let mut words = line.split_whitespace();
        let (Some(slot), Some(method), Some(interface), Some(iid)) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(std::io::Error::other(format!("not a line of a slot table: {line}")));
        };
        let slot: usize = slot.parse().map_err(std::io::Error::other)?;
        if slot
            >= size_of::<do_callback::raw::IBackgroundCopyCallback_Vtbl>() / size_of::<*const ()>()
        {
            return Err(std::io::Error::other(format!("the vtable has no slot {slot}")));
        }
        // SAFETY: an interface pointer points at a pointer to its vtable, and `slot` is inside the vtable.
        let pointer = unsafe { *(*object).add(slot) };
        println!("  slot {slot}  {pointer:p}  {interface:24}{method:16} {{{iid}}}");
    }
    Ok(())
}
