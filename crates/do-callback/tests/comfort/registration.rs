//! Registrations, and how they end.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use do_callback::{
    codes::E_ACCESSDENIED,
    comfort::{Error, Notify},
    prelude::*,
};

use crate::service::{job, reach};

/// A callback that counts what it hears of.
fn counting() -> (IBackgroundCopyCallback, Arc<AtomicU32>) {
    let heard = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&heard);
    let callback = IBackgroundCopyCallback::builder().on_job_transferred(move |_| {
        counter.fetch_add(1, Relaxed);
        Ok(())
    });
    (callback.build(), heard)
}

#[test]
fn a_registration_hears_what_it_asked_for_until_it_is_dropped() {
    let (inside, job) = job("one");
    let (callback, heard) = counting();
    let registration = job.notify(&callback, Notify::TRANSFERRED).unwrap();
    assert_eq!(inside.inside().flags, BG_NOTIFY_JOB_TRANSFERRED);
    drop(callback);
    assert_eq!(reach(&inside, BG_JOB_STATE_ERROR), None, "nobody asked for it");
    assert_eq!(reach(&inside, BG_JOB_STATE_TRANSFERRED), Some(Ok(())));
    assert_eq!((heard.load(Relaxed), Arc::strong_count(&heard)), (1, 2));
    drop(registration);
    assert!(inside.callback().is_none());
    assert_eq!(Arc::strong_count(&heard), 1, "the object has ended");
}

#[test]
fn what_somebody_else_registered_since_stays() {
    let (inside, job) = job("one");
    let [(first, _), (second, _)] = [counting(), counting()];
    let earlier = job.notify(&first, Notify::TRANSFERRED).unwrap();
    let later = job.notify(&second, Notify::TRANSFERRED).unwrap();
    drop(earlier);
    assert_eq!(inside.callback(), Some(second.cast().unwrap()));
    later.clear().unwrap();
    assert!(inside.callback().is_none());
}

#[test]
fn a_forgotten_registration_stays() {
    let (inside, job) = job("one");
    let (callback, heard) = counting();
    let kept = job.notify(&callback, Notify::TRANSFERRED).unwrap().forget();
    assert_eq!(kept, callback);
    drop((kept, callback));
    assert_eq!(reach(&inside, BG_JOB_STATE_TRANSFERRED), Some(Ok(())));
    assert_eq!(heard.load(Relaxed), 1);
}

#[test]
fn clearing_says_what_the_service_answers() {
    let (inside, job) = job("one");
    let registration = job.notify(&counting().0, Notify::TRANSFERRED).unwrap();
    inside.inside().state = BG_JOB_STATE_ACKNOWLEDGED;
    assert_eq!(registration.clear().map_err(|error| error.code()), Err(BG_E_INVALID_STATE));
}

#[test]
fn a_job_that_refuses_keeps_its_events() {
    let (inside, job) = job("one");
    inside.inside().is_foreign = true;
    inside.inside().flags = 3;
    let error: Error = job.notify(&counting().0, Notify::MODIFICATION).unwrap_err();
    assert_eq!(error.code(), E_ACCESSDENIED);
    assert!(error.to_string().starts_with("cannot register the callback"), "{error}");
    assert_eq!(inside.inside().flags, 3);
}

#[test]
fn catching_up_tells_an_end_that_was_asked_for() {
    let (inside, job) = job("one");
    let (callback, heard) = counting();
    let registration = job.notify(&callback, Notify::TRANSFERRED).unwrap();
    assert!(!registration.catch_up().unwrap(), "nothing has happened");
    inside.inside().state = BG_JOB_STATE_ERROR;
    assert!(!registration.catch_up().unwrap(), "nobody asked for it");
    inside.inside().state = BG_JOB_STATE_TRANSFERRED;
    assert!(registration.catch_up().unwrap());
    assert_eq!(heard.load(Relaxed), 1);
    let silent = job.notify(registration.callback(), Notify::TRANSFERRED | Notify::DISABLE);
    assert!(!silent.unwrap().catch_up().unwrap(), "whatever stands beside it");
}

#[test]
fn flags_are_sets() {
    let both = Notify::TRANSFERRED | Notify::ERROR;
    assert!(both.contains(Notify::ERROR) && !both.contains(Notify::ERROR | Notify::MODIFICATION));
    assert_eq!(both.without(Notify::ERROR), Notify::TRANSFERRED);
    assert_eq!(Notify::from_bits(0x8000_0001).bits(), 0x8000_0001, "unknown ones are kept");
}
