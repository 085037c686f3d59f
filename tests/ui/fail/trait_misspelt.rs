#![forbid(unsafe_code)]
use do_callback::do_callback;

struct Log;

#[do_callback]
impl do_callback::BackgroundCopyCalback for Log {}

fn main() {}
