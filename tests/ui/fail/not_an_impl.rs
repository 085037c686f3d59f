#![forbid(unsafe_code)]
use do_callback::do_callback;

#[do_callback]
struct Log {
    _done: u32,
}

#[do_callback]
enum State {}

#[do_callback]
fn job_transferred() {}

#[do_callback]
mod callbacks {}

#[do_callback]
trait Callback {}

impl Log {
    #[do_callback]
    fn job_error(&self) {}
}

fn main() {}
