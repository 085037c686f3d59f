//! Registers a callback with a job and lets the job call it: what `cargo xtask demo` runs.

mod callback;
mod service;
mod slots;

use std::sync::atomic::Ordering::Relaxed;

use callback::Log;
use do_callback::{prelude::*, result_code};
use service::Job;

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    std::panic::set_hook(Box::new(|panic| {
        println!("      panicked: {}", panic.payload_as_str().unwrap_or("?"))
    }));

    let log = Object::new(Log::default());
    let service = Object::new(Job::default());
    let job: IBackgroundCopyJob = service.to_interface();
    job.set_display_name("a download")?;
    job.add_file("http://localhost/a.bin", r"C:\downloads\a.bin")?;
    job.add_file("http://localhost/b.bin", r"C:\downloads\b.bin")?;
    job.set_notify_flags(
        BG_NOTIFY_JOB_TRANSFERRED | BG_NOTIFY_JOB_ERROR | BG_NOTIFY_JOB_MODIFICATION,
    )?;
    job.set_notify_interface(Some(&log.to_interface()))?;

    let callback = service.watcher()?.ok_or("no callback was registered")?;
    if let Some(table) = std::env::args().nth(1) {
        println!("The vtable of the registered callback:");
        slots::print(&callback, &table)?;
    }
    println!("Calls through the vtable:");
    show("JobModification(job, 0)", || callback.job_modification(&job, 0));
    show("JobModification(job, 1)", || callback.job_modification(&job, 1));
    show("JobError(job, error)", || callback.job_error(&job, &service.first_error()?));
    show("JobTransferred(job)", || callback.job_transferred(&job));
    show("JobTransferred(job)", || callback.job_transferred(&job));

    job.set_notify_interface(None)?;
    drop(callback);
    println!(
        "job_transferred ran {} times; the job is {:?}",
        log.done.load(Relaxed),
        job.get_state()?
    );
    Ok(())
}

/// Prints what a call returned.
fn show(call: &str, run: impl FnOnce() -> Result<()>) {
    println!("    {call} ..");
    let code = match run() {
        Ok(()) => HRESULT(0),
        Err(error) => error.code(),
    };
    println!("    {call} -> {:?}", result_code(code));
}
