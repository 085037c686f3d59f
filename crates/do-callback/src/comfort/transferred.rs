//! A future for the end of a job's transfer.

use std::{
    future::Future,
    mem,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use super::{Error, Notify, Result, registration::is_registered};
use crate::{
    AgileReference, BG_JOB_STATE_ACKNOWLEDGED, BG_JOB_STATE_CANCELLED, BG_JOB_STATE_ERROR,
    BG_JOB_STATE_TRANSFERRED, BackgroundCopyCallbackBuilder, HRESULT, IBackgroundCopyCallback,
    IBackgroundCopyJob, IUnknown, Interface, Object,
};

/// `HRESULT_FROM_WIN32(ERROR_CANCELLED)`
const CANCELLED: HRESULT = HRESULT(0x8007_04C7_u32.cast_signed());

/// The future of [`Job::transferred`](super::Job::transferred): ready when every file has arrived, or with the error that stopped the
/// job.
///
/// The service's thread wakes it, and no message loop is needed. It runs on any executor, and on any thread that has initialised COM.
/// It has no end of its own: a job that stands suspended keeps it waiting, and so does one that somebody cancels or completes meanwhile,
/// of which services tell nobody. A time-out is the caller's.
///
/// # What it does to the job
///
/// - **The first poll registers** a callback, unless the job has ended already. Behind the registration it looks once more, so that
///   what happened before is told as well.
/// - **What was registered before goes on hearing** of the events that it was registered for: they are handed on, on the service's
///   thread. Only the methods of `IBackgroundCopyCallback` are; a `FileTransferred` in between is not told.
/// - **Its end, and its drop, put that callback and its flags back.** It is told again of an end by services that do so at each
///   registration, as BITS does. If somebody else registered in between, theirs stays.
/// - A callback that cannot be read is one whose process has ended: it is not put back.
/// - Dropped on a thread that cannot reach the job, it leaves its callback registered, which then wakes nobody and still hands on.
///
/// While callbacks change hands, a service that tells an event once may tell it to the one that is just gone. Where another callback must
/// miss nothing, poll before the job is resumed. A job that stands in an error is resumed first: a poll would return that error.
///
/// In a single-threaded apartment the service's call comes through the message loop of the thread that polled first, and a thread that
/// only waits gets none: poll in the multithreaded apartment.
///
/// Of two such futures for one job, the second hands on to the first.
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
        let wait = match mem::replace(&mut self.0, State::Done) {
            State::New(job) => match Wait::begin(job) {
                Ok(Some(wait)) => wait,
                Ok(None) => return Poll::Ready(Ok(())),
                Err(error) => return Poll::Ready(Err(error)),
            },
            State::Waiting(wait) => wait,
            State::Done => panic!("polled after it was ready"),
        };
        let end = wait.told.end_or_wake(context.waker());
        if end.is_pending() {
            self.0 = State::Waiting(wait);
        }
        end
    }
}

/// Our callback is registered; dropping this puts back what was there before.
#[derive(Debug)]
struct Wait {
    job: AgileReference<IBackgroundCopyJob>,
    callback: Object<BackgroundCopyCallbackBuilder>,
    told: Arc<Told>,
    before: Option<AgileReference<IUnknown>>,
    events: Notify,
}

impl Wait {
    /// Registers; nothing where every file has arrived already.
    #[inline]
    fn begin(reference: crate::Result<AgileReference<IBackgroundCopyJob>>) -> Result<Option<Self>> {
        let reference = reference.map_err(Error::of("cannot refer to the job on other threads"))?;
        let job = reference.resolve().map_err(Error::of("cannot reach the job on this thread"))?;
        if has_transferred(&job)? {
            return Ok(None);
        }
        let before = job.get_notify_interface().ok().flatten();
        let before = before.as_ref().map(AgileReference::new).transpose()?;
        let events = job.get_notify_flags().map_err(Error::of("cannot read the job's events"))?;
        let events = Notify::from_bits(events);
        let told = Arc::new(Told::default());
        let next = Arc::new(Next { callback: before.clone(), events });
        let callback = Object::new(callback(&told, &next));
        let wanted = events.without(Notify::DISABLE) | Notify::TRANSFERRED | Notify::ERROR;
        job.set_notify_interface(Some(&callback.to_interface().cast()?))
            .map_err(Error::of("cannot register the callback"))?;
        // Dropping it puts back what was there.
        let wait = Self { job: reference, callback, told, before, events };
        // Only now the events, so that whoever was registered hears of no others than before.
        job.set_notify_flags(wanted.bits()).map_err(Error::of("cannot choose the events"))?;
        // What happened since the first look may have been told to nobody.
        match has_transferred(&job) {
            Ok(false) => {}
            Ok(true) => wait.told.tell(Ok(())),
            Err(error) => wait.told.tell(Err(error)),
        }
        Ok(Some(wait))
    }

    #[inline]
    fn put_back(&self) -> crate::Result<()> {
        let job = self.job.resolve()?;
        let before = self.before.as_ref().map(AgileReference::resolve).transpose()?;
        let own = self.callback.to_interface().cast()?;
        if is_registered(&job, &own) {
            // First the events: a service may tell of the end as soon as somebody is registered.
            let events = job.set_notify_flags(self.events.bits());
            job.set_notify_interface(before.as_ref())?;
            events?;
        }
        Ok(())
    }
}

impl Drop for Wait {
    #[inline]
    fn drop(&mut self) {
        self.told.close();
        // A job that has ended has no callback any more; one that cannot be reached from here keeps ours, which wakes nobody.
        drop(self.put_back());
    }
}

/// Whether every file has arrived; an error if that will not happen any more.
#[inline]
fn has_transferred(job: &IBackgroundCopyJob) -> Result<bool> {
    match job.get_state().map_err(Error::of("cannot read the job's state"))? {
        BG_JOB_STATE_TRANSFERRED | BG_JOB_STATE_ACKNOWLEDGED => Ok(true),
        BG_JOB_STATE_ERROR => Err(Error::stopped(job)),
        BG_JOB_STATE_CANCELLED => Err(Error::new("the job was cancelled", CANCELLED)),
        _ => Ok(false),
    }
}

/// Our callback: it tells whoever was registered before, then the future, which takes it away.
#[inline]
fn callback(told: &Arc<Told>, next: &Arc<Next>) -> BackgroundCopyCallbackBuilder {
    let (transferred, failed) = (Arc::clone(told), Arc::clone(told));
    let [next_transferred, next_failed, next_modified] = [(); 3].map(|()| Arc::clone(next));
    IBackgroundCopyCallback::builder()
        .on_job_transferred(move |job| {
            let answer =
                next_transferred.hand_on(Notify::TRANSFERRED, |next| next.job_transferred(job));
            transferred.tell(Ok(()));
            answer
        })
        .on_job_error(move |job, error| {
            // What the other one does to the job may end its error.
            let end = Err(Error::of_job(error));
            let answer = next_failed.hand_on(Notify::ERROR, |next| next.job_error(job, error));
            failed.tell(end);
            answer
        })
        .on_job_modification(move |job, reserved| {
            next_modified.hand_on(Notify::MODIFICATION, |next| next.job_modification(job, reserved))
        })
}

/// Who was registered before.
struct Next {
    callback: Option<AgileReference<IUnknown>>,
    events: Notify,
}

impl Next {
    /// Hands an event on, if it was asked for. What comes back goes to the service, which repeats what failed.
    #[inline]
    fn hand_on(
        &self,
        event: Notify,
        call: impl FnOnce(&IBackgroundCopyCallback) -> crate::Result<()>,
    ) -> crate::Result<()> {
        match &self.callback {
            Some(callback) if self.events.asks_for(event) => call(&callback.resolve()?.cast()?),
            _ => Ok(()),
        }
    }
}

/// What the service's thread tells the future.
#[derive(Debug, Default)]
struct Told(Mutex<Progress>);

#[derive(Debug, Default)]
enum Progress {
    /// Nothing yet, and nobody waits.
    #[default]
    Nothing,
    /// Nothing yet; this is who waits.
    Awaited(Waker),
    /// The end, for whoever asks first.
    End(Result<()>),
    /// Nobody asks any more.
    Closed,
}

impl Told {
    /// The end has come. The first that is told counts.
    #[inline]
    fn tell(&self, end: Result<()>) {
        let mut progress = self.lock();
        if matches!(*progress, Progress::End(_) | Progress::Closed) {
            return;
        }
        let before = mem::replace(&mut *progress, Progress::End(end));
        drop(progress);
        // Behind the lock: a waker may poll at once.
        if let Progress::Awaited(waker) = before {
            waker.wake();
        }
    }

    /// The end; or this waker is woken when it comes.
    #[inline]
    fn end_or_wake(&self, waker: &Waker) -> Poll<Result<()>> {
        let mut progress = self.lock();
        match mem::replace(&mut *progress, Progress::Closed) {
            Progress::End(end) => Poll::Ready(end),
            before => {
                *progress = Progress::Awaited(waker.clone());
                drop(progress);
                drop(before);
                Poll::Pending
            }
        }
    }

    #[inline]
    fn close(&self) {
        let before = mem::replace(&mut *self.lock(), Progress::Closed);
        drop(before);
    }

    #[inline]
    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
