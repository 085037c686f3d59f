//! How the objects change a job: not any more once it has ended.

use do_callback::{DO_E_INVALID_STATE, Result};

use super::refused;
use crate::{
    failure::DISCONNECTED,
    job::{Job, Record, Registration},
    link::Link,
    time::Time,
};

/// Changes a job, unless it has ended.
pub(super) fn change<R>(
    link: &Link,
    job: &Job,
    change: impl FnOnce(&mut Record, Time) -> Result<R>,
) -> Result<R> {
    link.engine().change(job, |record, now| {
        if record.machine.has_ended() {
            return refused(DO_E_INVALID_STATE);
        }
        change(record, now)
    })
}

/// Registers a callback in place of the one before, or none. A connection that is closed registers nothing.
pub(super) fn register(link: &Link, job: &Job, registration: Option<Registration>) -> Result<()> {
    let before = change(link, job, |record, _| {
        if registration.is_some() && !link.is_open() {
            return refused(DISCONNECTED);
        }
        Ok(record.register(registration))
    })?;
    drop(before); // after the lock: a last release runs somebody's destructor
    Ok(())
}
