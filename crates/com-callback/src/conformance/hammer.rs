//! One object under several threads.

use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use windows_core::{GUID, IUnknown, Interface};

use super::report::{Report, Rule};
use super::subject::{Name, count, query, shown};
use crate::AgileReference;
use crate::codes::S_OK;

/// Every thread has a reference of its own, and takes, asks for and gives up others in a loop.
pub(super) fn check(
    object: &IUnknown,
    iids: &[GUID],
    counted: bool,
    threads: usize,
    rounds: usize,
    report: &mut Report,
) {
    let start = counted.then(|| count(object));
    let reference = match AgileReference::new(object) {
        Ok(reference) => reference,
        Err(error) => {
            let code = shown(error.code());
            report.leave_out(Rule::Hammer, format!("no agile reference to the object: {code}"));
            return;
        }
    };
    let refused: Vec<(GUID, AtomicU32)> =
        iids.iter().map(|iid| (*iid, AtomicU32::new(0))).collect();
    let gate = Barrier::new(threads.max(1));
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                gate.wait();
                strike(&reference, &refused, rounds);
            });
        }
    });
    drop(reference);
    for (iid, refused) in &refused {
        let refused = refused.load(Ordering::Relaxed);
        report.check(Rule::Hammer, refused == 0, || {
            format!("{} was refused {refused} times under {threads} threads", Name(*iid))
        });
    }
    if let Some(start) = start {
        let end = count(object);
        report.check(Rule::Hammer, start == end, || {
            format!("the count was {start} before {threads} threads and is {end} after them")
        });
    }
}

fn strike(reference: &AgileReference<IUnknown>, refused: &[(GUID, AtomicU32)], rounds: usize) {
    let Ok(own) = reference.resolve() else {
        refused.iter().for_each(|(_, refused)| _ = refused.fetch_add(1, Ordering::Relaxed));
        return;
    };
    for round in 0..rounds {
        let more = IUnknown::clone(&own);
        let (iid, failures) = &refused[round % refused.len()];
        let answer = query(&more, Some(iid));
        if answer.code == S_OK && !answer.pointer.is_null() {
            // SAFETY: a reference that `QueryInterface` gave with a success.
            drop(unsafe { IUnknown::from_raw(answer.pointer) });
        } else {
            failures.fetch_add(1, Ordering::Relaxed);
        }
        drop(more);
    }
}
