//! Interface pointers come from references to single fields, and the thunks step out of these: no program that clones an interface
//! runs under Miri.

use do_callback::IBackgroundCopyCallback;
use peers::words::{IPing, IPing_Impl};
use windows_core::implement;

#[implement(IPing)]
struct Theirs;
impl IPing_Impl for Theirs_Impl {}

pub fn theirs() {
    let ping: IPing = Theirs.into();
    drop(ping.clone());
    println!("cloned");
}

struct Ours;
peers::declare!(Ours);

pub fn ours() {
    let callback: IBackgroundCopyCallback = Ours.into();
    drop(callback.clone());
    println!("cloned");
}
