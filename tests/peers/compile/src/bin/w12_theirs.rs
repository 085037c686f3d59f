//! REFUSED: usage of an `unsafe` block

#![forbid(unsafe_code)]

use peers::words::{IPing, IPing_Impl};
use windows_core::implement;

#[implement(IPing)]
struct Theirs;
impl IPing_Impl for Theirs_Impl {}

fn main() {
    let _ping: IPing = Theirs.into();
}
