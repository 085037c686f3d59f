#![forbid(unsafe_code)]
use do_callback::prelude::*;

struct Log;

#[do_callback]
impl !BackgroundCopyCallback for Log {}

fn main() {}
