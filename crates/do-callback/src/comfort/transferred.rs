//! A future for the end of a job's transfer.

use std::{
    future::Future,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use super::{Error, Result, listeners::Listeners, told::Told};
use crate::{
    AgileReference, BG_E_INVALID_STATE, BG_JOB_STATE_ACKNOWLEDGED, BG_JOB_STATE_CANCELLED,
    BG_JOB_STATE_ERROR, BG_JOB_STATE_TRANSFERRED, HRESULT, IBackgroundCopyJob,
};

/// `HRESULT_FROM_WIN32(ERROR_CANCELLED)`
const CANCELLED: HRESULT = HRESULT(0x8007_04C7_u32.cast_signed());

/// The future of [`Job::transferred`](super::Job::transferred): ready when every file has arrived, or with the error that stopped the
/// job.
///
/// The service's thread wakes it, and no message loop is needed. It runs on any executor, and on any thread that has initialised COM.
/// It has no end of its own: a job that stands suspended keeps it waiting. A time-out is the caller's.
///
/// A job that somebody cancels meanwhile ends it as an error, and so does one that is completed before every file has arrived. It hears of
/// that by a `JobModification`, or because the service lets go of its callback; of a service that does neither (Wine's), by the look at
/// the job that each poll begins with.
///
/// # What it does to the job
///
/// - **The first poll registers** a callback, unless the job has ended already. Behind the registration it looks once more, so that
///   what happened before is told as well.
/// - **What was registered before goes on hearing** of the events that it was registered for: they are handed on, on the service's
///   thread. So does what [`Job::notify`](super::Job::notify) registers meanwhile. Without the feature `bits`, which has the interfaces for
///   it, a `FileTransferred` in between is not told.
/// - **Its end, and its drop, put that callback and its flags back**, unless its [`Registration`](super::Registration) has ended. It is told
///   again of an end by services that do so at each registration, as BITS does.
/// - **Futures of one job share a callback**, whichever pointers to the job they were made with; the last one puts back.
/// - Where somebody else takes its place, it is woken, and takes its place in front of that one: which stays registered at its end.
/// - A callback that cannot be read is one whose process has ended: it is not put back.
/// - Dropped on a thread that cannot reach the job, or in another apartment than that of the first poll, it leaves its callback registered,
///   which then wakes nobody and still hands on.
///
/// While callbacks change hands, a service that tells an event once may tell it to the one that is just gone. Where another callback must
/// miss nothing, poll before the job is resumed. A job that stands in an error is resumed first: a poll would return that error.
///
/// In a single-threaded apartment the service's call comes through the message loop of the thread that polled first, and a thread that
/// only waits gets none: poll in the multithreaded apartment.
///
/// ```no_run
/// # use do_callback::comfort::{Job, Result};
/// async fn finish(job: &Job) -> Result<()> {
///     job.resume()?;
///     job.transferred().await?;
///     job.complete()?;
///     Ok(())
/// }
/// ```
#[must_use = "a future does nothing until it is polled"]
#[derive(Debug)]
pub struct Transferred(State);

#[derive(Debug)]
enum State {
    /// Not polled yet.
    New(crate::Result<AgileReference<IBackgroundCopyJob>>),
    /// Registered.
    Waiting(Wait),
    /// The result was given away.
    Done,
}

impl Transferred {
    #[inline]
    pub(super) fn of(job: &IBackgroundCopyJob) -> Self {
        Self(State::New(AgileReference::new(job)))
    }
}

impl Future for Transferred {
    type Output = Result<()>;

    /// # Panics
    ///
    /// If it is polled after it was ready.
    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let mut wait = match mem::replace(&mut self.0, State::Done) {
            State::New(job) => {
                let job = job.map_err(Error::of("cannot refer to the job on other threads"))?;
                Wait { job, told: Arc::default(), listeners: None }
            }
            State::Waiting(wait) => wait,
            State::Done => panic!("polled after it was ready"),
        };
        let end = wait.poll(context);
        if end.is_pending() {
            self.0 = State::Waiting(wait);
        }
        end
    }
}

/// A future that has been polled. Dropping this ends its part in what is registered.
#[derive(Debug)]
struct Wait {
    job: AgileReference<IBackgroundCopyJob>,
    told: Arc<Told>,
    /// Once it has been found that the job has not ended.
    listeners: Option<Arc<Listeners>>,
}

impl Wait {
    #[inline]
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        if let Poll::Ready(end) = self.told.end_or_wake(context.waker()) {
            return Poll::Ready(end);
        }
        let job = self.job.resolve().map_err(Error::of("cannot reach the job on this thread"))?;
        if let Some(end) = end_of(&job)? {
            return Poll::Ready(end);
        }
        let listeners = match &mut self.listeners {
            Some(listeners) => listeners,
            none => none.insert(Listeners::of(&job)?),
        };
        if listeners.wait(&job, &self.told)?
            && let Some(end) = end_of(&job)?
        {
            // What happened since the first look may have been told to nobody.
            listeners.tell(end.clone());
            return Poll::Ready(end);
        }
        Poll::Pending
    }
}

impl Drop for Wait {
    #[inline]
    fn drop(&mut self) {
        self.told.close();
        if let Some(listeners) = &self.listeners {
            // A job that has ended has no callback any more; one that cannot be reached from here keeps the relay, which wakes nobody.
            drop(listeners.leave(&self.job, &self.told));
        }
    }
}

/// How the job has ended, if it has: every file has arrived, or that will not happen any more.
#[inline]
pub(super) fn end_of(job: &IBackgroundCopyJob) -> Result<Option<Result<()>>> {
    let end = match job.get_state().map_err(Error::of("cannot read the job's state"))? {
        BG_JOB_STATE_TRANSFERRED => Ok(()),
        BG_JOB_STATE_ACKNOWLEDGED => {
            let progress = job.get_progress().map_err(Error::of("cannot read what has arrived"))?;
            if progress.FilesTransferred == progress.FilesTotal {
                Ok(())
            } else {
                Err(Error::new(
                    "the job was completed before every file had arrived",
                    BG_E_INVALID_STATE,
                ))
            }
        }
        BG_JOB_STATE_ERROR => Err(Error::stopped(job)),
        BG_JOB_STATE_CANCELLED => Err(Error::new("the job was cancelled", CANCELLED)),
        _ => return Ok(None),
    };
    Ok(Some(end))
}
