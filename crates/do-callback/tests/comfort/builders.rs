//! Objects from closures.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use do_callback::{
    codes::{E_FAIL, E_UNEXPECTED},
    prelude::*,
};

use crate::service::job;

#[test]
fn a_closure_is_called_and_what_is_not_set_succeeds() {
    let heard = Arc::new(AtomicU32::new(0));
    let callback = IBackgroundCopyCallback::builder()
        .on_job_modification({
            let heard = Arc::clone(&heard);
            move |job, reserved| {
                assert_eq!(job.get_display_name()?, "one");
                heard.fetch_add(reserved, Relaxed);
                Ok(())
            }
        })
        .build();
    let (_, job) = job("one");
    callback.job_modification(&job, 7).unwrap();
    callback.job_transferred(&job).unwrap();
    assert_eq!(heard.load(Relaxed), 7);
    // The object held the closure's state, and no longer does.
    drop(callback);
    assert_eq!(Arc::strong_count(&heard), 1);
}

#[test]
fn failures_and_panics_of_closures_reach_the_client_as_codes() {
    let callback = IBackgroundCopyCallback::builder()
        .on_job_transferred(|_| Err(E_FAIL.into()))
        .on_job_modification(|_, _| std::panic::resume_unwind(Box::new("lost")))
        .build();
    let (_, job) = job("one");
    let code = |result: Result<()>| result.map_err(|error| error.code());
    assert_eq!(code(callback.job_transferred(&job)), Err(E_FAIL));
    assert_eq!(code(callback.job_modification(&job, 0)), Err(E_UNEXPECTED));
}

#[test]
fn the_last_closure_of_an_event_counts() {
    let callback = IBackgroundCopyCallback::builder()
        .on_job_transferred(|_| Err(E_FAIL.into()))
        .on_job_transferred(|_| Ok(()))
        .build();
    callback.job_transferred(&job("one").1).unwrap();
}

#[test]
fn the_object_is_agile() {
    let callback = IBackgroundCopyCallback::builder().on_job_transferred(|_| Ok(())).build();
    let reference = AgileReference::new(&callback).unwrap();
    let (held, _) = job("one");
    let other = std::thread::spawn(move || {
        reference.resolve().unwrap().job_transferred(&held.to_interface())
    });
    other.join().unwrap().unwrap();
}
