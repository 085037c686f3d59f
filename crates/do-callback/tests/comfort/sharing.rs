//! Several registrations and futures of one job, which has one callback.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    thread,
};

use do_callback::{
    codes::{E_ACCESSDENIED, E_INVALIDARG},
    comfort::{Job, Notify, Registration, Transferred},
    prelude::*,
};

use crate::{
    future::{Counter, poll_with},
    service::{TestJob, job, reach, second_pointer},
};

/// A callback that counts the modifications that it hears of.
fn counting() -> (IBackgroundCopyCallback, Arc<AtomicU32>) {
    let heard = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&heard);
    let callback = IBackgroundCopyCallback::builder().on_job_modification(move |_, _| {
        counter.fetch_add(1, SeqCst);
        Ok(())
    });
    (callback.build(), heard)
}

/// How often a callback hears of one modification.
fn hears(inside: &Object<TestJob>, heard: &AtomicU32) -> u32 {
    let before = heard.load(SeqCst);
    reach(inside, BG_JOB_STATE_TRANSFERRING);
    heard.load(SeqCst) - before
}

/// A future that waits.
fn waiting(job: &Job) -> (Transferred, Arc<Counter>) {
    let counter = Arc::new(Counter::default());
    let mut future = job.transferred();
    assert!(poll_with(&mut future, &counter).is_pending());
    (future, counter)
}

fn identity(callback: &IBackgroundCopyCallback) -> Option<IUnknown> {
    Some(callback.cast().unwrap())
}

#[test]
fn a_guard_that_ends_before_a_future_is_not_put_back() {
    let (inside, job) = job("one");
    let (callback, heard) = counting();
    let registration = job.notify(&callback, Notify::MODIFICATION).unwrap();
    let (future, _) = waiting(&job);
    drop(registration);
    assert_eq!(hears(&inside, &heard), 0, "it is silent at once");
    drop(future);
    assert!(inside.callback().is_none());
    drop(callback);
    assert_eq!(Arc::strong_count(&heard), 1, "nobody holds the object");
}

#[test]
fn the_last_future_takes_the_callback_away_whichever_it_is() {
    let (inside, job) = job("one");
    let [(first, _), (second, counter)] = [waiting(&job), waiting(&job)];
    drop(first);
    reach(&inside, BG_JOB_STATE_TRANSFERRED);
    assert_eq!(counter.0.load(SeqCst), 1, "the other one still hears");
    drop(second);
    assert!(inside.callback().is_none());
}

#[test]
fn a_registration_of_the_same_callback_takes_over() {
    let (inside, job) = job("one");
    let (callback, heard) = counting();
    let mut registration = job.notify(&callback, Notify::ERROR).unwrap();
    assert_eq!((registration.job(), hears(&inside, &heard)), (&job, 0));
    registration = job.notify(&callback, Notify::MODIFICATION).unwrap();
    assert_eq!((inside.callback(), hears(&inside, &heard)), (identity(&callback), 1));
    drop(registration);
    assert!(inside.callback().is_none());
}

#[test]
fn a_service_that_does_not_say_who_is_registered_keeps_him() {
    let (inside, job) = job("one");
    let [(own, _), (foreign, _)] = [counting(), counting()];
    let registration = job.notify(&own, Notify::MODIFICATION).unwrap();
    job.set_notify_interface(Some(&foreign.cast().unwrap())).unwrap();
    inside.inside().is_silent = true;
    drop(registration);
    assert_eq!(inside.callback(), identity(&foreign));
    let registration = job.notify(&own, Notify::MODIFICATION).unwrap();
    assert_eq!(registration.clear().unwrap_err().code(), E_ACCESSDENIED);
    assert_eq!(inside.callback(), identity(&own));
}

#[test]
fn a_registration_goes_on_hearing_where_a_service_does_not_say_who_is_registered() {
    let (inside, job) = job("one");
    let (callback, heard) = counting();
    let _registration = job.notify(&callback, Notify::MODIFICATION).unwrap();
    inside.inside().is_silent = true;
    let _waiting = waiting(&job);
    assert_eq!(hears(&inside, &heard), 1);
}

#[test]
fn the_callback_of_a_future_cannot_be_registered() {
    let (inside, job) = job("one");
    let (future, _) = waiting(&job);
    let relay: IBackgroundCopyCallback = inside.callback().unwrap().cast().unwrap();
    let error = job.notify(&relay, Notify::MODIFICATION).unwrap_err();
    assert_eq!(error.code(), E_INVALIDARG);
    drop((relay, future));
    assert!(inside.callback().is_none());
}

#[test]
fn a_registration_while_a_future_waits_goes_behind_it() {
    let (inside, job) = job("one");
    let (callback, heard) = counting();
    let (mut future, counter) = waiting(&job);
    let registration = job.notify(&callback, Notify::MODIFICATION).unwrap();
    assert_eq!(hears(&inside, &heard), 1);
    assert_eq!(counter.0.load(SeqCst), 0);
    reach(&inside, BG_JOB_STATE_TRANSFERRED);
    assert!(poll_with(&mut future, &counter).is_ready());
    assert_eq!(inside.callback(), identity(&callback));
    assert_eq!(inside.inside().flags, BG_NOTIFY_JOB_MODIFICATION);
    drop(registration);
    assert!(inside.callback().is_none());
}

#[test]
fn a_future_goes_on_behind_somebody_who_does_not_know_of_it() {
    let (inside, job) = job("one");
    let (foreign, heard) = counting();
    job.set_notify_flags(BG_NOTIFY_JOB_MODIFICATION).unwrap();
    let (mut future, counter) = waiting(&job);
    job.set_notify_interface(Some(&foreign.cast().unwrap())).unwrap();
    assert_eq!(counter.0.load(SeqCst), 1, "it is woken, and told by its poll");
    assert!(poll_with(&mut future, &counter).is_pending());
    assert_eq!(hears(&inside, &heard), 1);
    reach(&inside, BG_JOB_STATE_TRANSFERRED);
    assert!(poll_with(&mut future, &counter).is_ready());
    assert_eq!(inside.callback(), identity(&foreign));
    assert_eq!(inside.inside().flags, BG_NOTIFY_JOB_MODIFICATION, "as they were at first");
}

#[test]
fn another_pointer_to_the_job_is_the_same_job() {
    let (inside, job) = job("one");
    let other = second_pointer(&inside);
    assert_ne!(job, other);
    let (callback, heard) = counting();
    let first = job.notify(&callback, Notify::MODIFICATION).unwrap();
    let [(one, _), (two, counter)] = [waiting(&job), waiting(&other)];
    let second = other.notify(&callback, Notify::MODIFICATION).unwrap();
    drop((one, first));
    assert_eq!((hears(&inside, &heard), counter.0.load(SeqCst)), (1, 0));
    drop(two);
    assert_eq!(inside.callback(), identity(&callback));
    drop(second);
    assert!(inside.callback().is_none());
}

#[test]
fn a_registration_that_fails_while_a_future_waits_changes_nothing() {
    let (inside, job) = job("one");
    let [(callback, heard), (refused, _)] = [counting(), counting()];
    let registration = job.notify(&callback, Notify::MODIFICATION).unwrap();
    let (future, _) = waiting(&job);
    inside.inside().is_foreign = true;
    let error = job.notify(&refused, Notify::ERROR).unwrap_err();
    inside.inside().is_foreign = false;
    assert_eq!(error.code(), E_ACCESSDENIED);
    assert_eq!(inside.inside().flags, 8 | 1 | 2);
    assert_eq!(hears(&inside, &heard), 1);
    drop(future);
    assert_eq!(inside.callback(), identity(&callback));
    drop(registration);
    assert!(inside.callback().is_none());
}

/// What has a method for a file, and hears of it from the service or from the futures' callback in front of it.
#[cfg(feature = "bits")]
#[test]
fn files_are_told_through_a_future() {
    use do_callback::bits::IBackgroundCopyCallback2;

    struct Files(Arc<AtomicU32>);

    #[do_callback]
    impl BackgroundCopyCallback2 for Files {
        fn file_transferred(
            &self,
            _job: &IBackgroundCopyJob,
            _file: &IBackgroundCopyFile,
        ) -> Result<()> {
            self.0.fetch_add(1, SeqCst);
            Err(E_ACCESSDENIED.into())
        }
    }

    #[do_callback(part)]
    impl BackgroundCopyCallback for Files {
        fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
            Ok(())
        }
        fn job_error(
            &self,
            _job: &IBackgroundCopyJob,
            _error: &IBackgroundCopyError,
        ) -> Result<()> {
            Ok(())
        }
        fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
            Ok(())
        }
    }

    let (inside, job) = job("one");
    let heard = Arc::new(AtomicU32::new(0));
    let files = IBackgroundCopyCallback2::from(Files(Arc::clone(&heard))).cast().unwrap();
    let registration = job.notify(&files, Notify::FILE_TRANSFERRED).unwrap();
    let tell = || {
        let callback: IBackgroundCopyCallback2 = inside.callback().unwrap().cast().unwrap();
        callback.file_transferred(&job, &crate::service::no_file()).map_err(|error| error.code())
    };
    assert_eq!(tell(), Err(E_ACCESSDENIED));
    let (_future, _) = waiting(&job);
    assert_eq!(inside.inside().flags, BG_NOTIFY_FILE_TRANSFERRED | 8 | 1 | 2);
    assert_eq!((tell(), heard.load(SeqCst)), (Err(E_ACCESSDENIED), 2));
    // One that has no method for it hears nothing, and that is good.
    let (plain, _) = counting();
    let _plain = job.notify(&plain, Notify::FILE_TRANSFERRED).unwrap();
    assert_eq!((tell(), heard.load(SeqCst)), (Ok(()), 2));
    drop(registration);
}

/// What may live at once.
enum Part {
    Guard(#[expect(dead_code, reason = "its drop is what counts")] Registration),
    Future(#[expect(dead_code, reason = "its drop is what counts")] Transferred),
}

/// Two guards and two futures, made and dropped in every order: the last guard that was made decides, as long as it lives.
#[test]
fn no_order_leaves_anything_behind() {
    const PARTS: usize = 4;
    let orders = orders(PARTS);
    let step = if cfg!(miri) { 7 } else { 1 };
    for (made, dropped) in orders
        .iter()
        .flat_map(|made| orders.iter().map(move |dropped| (made, dropped)))
        .step_by(step)
    {
        let (inside, job) = job("one");
        let (callback, heard) = counting();
        let is_guard = |part: usize| part < 2;
        let mut parts: [Option<Part>; PARTS] = [const { None }; PARTS];
        for &part in made {
            parts[part] = Some(match is_guard(part) {
                true => Part::Guard(job.notify(&callback, Notify::MODIFICATION).unwrap()),
                false => Part::Future(waiting(&job).0),
            });
        }
        let last_guard = made.iter().copied().rfind(|part| is_guard(*part)).unwrap();
        for &part in dropped {
            parts[part] = None;
            let wants = parts[last_guard].is_some();
            let waits = parts[2].is_some() || parts[3].is_some();
            let order = format!("made {made:?}, dropped {dropped:?} up to {part}");
            assert_eq!(hears(&inside, &heard), u32::from(wants), "{order}");
            assert_eq!(inside.callback().is_some(), wants || waits, "{order}");
            assert_eq!(inside.callback() == identity(&callback), wants && !waits, "{order}");
        }
        drop(callback);
        assert_eq!(Arc::strong_count(&heard), 1, "nobody holds the object");
    }
}

/// Threads register with one job at once, and end what they registered. Then what is left counts.
#[test]
fn threads_lose_neither_a_registration_nor_a_future() {
    for round in 0..if cfg!(miri) { 8 } else { 400 } {
        let (inside, job) = job("one");
        let callbacks = [(); 3].map(|()| counting());
        let threads = [0, 1, 2].map(|thread| {
            let (inside, callback) = (inside.clone(), AgileReference::new(&callbacks[thread].0));
            thread::spawn(move || {
                let (job, callback) = (second_pointer(&inside), callback?.resolve()?);
                let (mut guard, mut future) = (None, None);
                for step in 0..4 {
                    match (round + 3 * thread + step * (1 + round / 7)) % 5 {
                        0 | 1 => guard = Some(job.notify(&callback, Notify::MODIFICATION)?),
                        2 => guard = None,
                        3 => future = Some(waiting(&job)),
                        _ => future = None,
                    }
                }
                drop(guard);
                Ok(future)
            })
        });
        let futures = threads.map(|thread| -> Result<_> { thread.join().unwrap() });
        let mut futures: Vec<_> = futures.into_iter().filter_map(Result::unwrap).collect();
        for (future, counter) in &mut futures {
            assert!(poll_with(future, counter).is_pending(), "woken or not");
        }
        let heard = callbacks.each_ref().map(|(_, heard)| hears(&inside, heard));
        assert_eq!(heard, [0; 3], "{round}");
        assert_eq!(inside.callback().is_some(), !futures.is_empty(), "{round}");

        let (callback, heard) = &callbacks[0];
        let last = job.notify(callback, Notify::MODIFICATION).unwrap();
        assert_eq!(hears(&inside, heard), 1, "{round}");
        reach(&inside, BG_JOB_STATE_TRANSFERRED);
        for (future, counter) in &mut futures {
            assert!(counter.0.load(SeqCst) > 0, "{round}");
            assert!(poll_with(future, counter).is_ready());
        }
        drop(futures);
        assert_eq!(inside.callback(), identity(callback), "{round}");
        drop(last);
        assert!(inside.callback().is_none(), "{round}");
    }
}

/// A thread's last word counts, whatever other threads end meanwhile.
#[test]
fn what_one_thread_ends_is_not_what_another_registers() {
    for round in 0..if cfg!(miri) { 8 } else { 400 } {
        let (inside, job) = job("one");
        let [(ending, ended), (callback, heard)] = [counting(), counting()];
        let guard = job.notify(&ending, Notify::MODIFICATION).unwrap();
        let future = (round % 3 > 0).then(|| waiting(&job));
        let other = thread::spawn({
            let inside = inside.clone();
            let callback = AgileReference::new(&callback).unwrap();
            move || {
                let job = second_pointer(&inside);
                let guard = job.notify(&callback.resolve().unwrap(), Notify::MODIFICATION);
                let future = (round % 2 > 0).then(|| waiting(&job));
                guard.unwrap().forget();
                future
            }
        });
        drop(future);
        drop(guard);
        let future = other.join().unwrap();
        if let Some((mut future, counter)) = future {
            assert!(poll_with(&mut future, &counter).is_pending());
            assert_eq!((hears(&inside, &ended), hears(&inside, &heard)), (0, 1), "{round}");
            drop(future);
        }
        assert_eq!((hears(&inside, &ended), hears(&inside, &heard)), (0, 1), "{round}");
        assert_eq!(inside.callback(), identity(&callback), "{round}");
    }
}

/// All orders of so many things.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let mut orders = vec![Vec::new()];
    for next in 0..count {
        orders = orders
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                (0..=order.len()).map(move |at| {
                    let mut order = order.clone();
                    order.insert(at, next);
                    order
                })
            })
            .collect();
    }
    orders
}
