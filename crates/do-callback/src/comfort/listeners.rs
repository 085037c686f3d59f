//! Who in this process listens to a job.
//!
//! A job has one callback and one set of flags. All that this layer registers with it shares them, by one record for each job, whatever
//! pointer to the job it is reached by:
//!
//! - A **registration** puts the callback of the application there, as it is. It has a number; the last one counts.
//! - The **futures** of a job share one callback of this layer, the [relay](Relay). Who stood there before stands *behind* it: is told
//!   what it asked for, and is put back by the last future.
//!
//! A callback that somebody else registered is not cleared. It is replaced by a registration, since that says so, and goes behind the
//! relay for a future.
//!
//! No lock is held while the service or a callback is called, since either may come back here. So two threads, or somebody else, can
//! register over each other. Whoever takes the relay away releases it, which wakes the futures, and they register a relay again.

use std::{
    collections::BTreeMap,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use super::{Error, Notify, Result, relay::Relay, told::Told};
use crate::{AgileReference, IBackgroundCopyJob, IUnknown, Interface, Object, WeakObject};

/// The records, by the jobs' IDs.
static JOBS: Mutex<BTreeMap<u128, Weak<Listeners>>> = Mutex::new(BTreeMap::new());

/// The record of a job. Each registration and each future holds it, and so does the relay.
#[derive(Debug)]
pub(super) struct Listeners {
    job: u128,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// How many registrations there have been.
    count: u64,
    chosen: Chosen,
    /// The futures.
    waiting: Vec<Arc<Told>>,
    /// It lives as long as the service holds it.
    relay: Option<WeakObject<Relay>>,
}

/// Whom the job would tell, and of what, if there were no futures.
#[derive(Clone, Debug, Default)]
struct Chosen {
    /// Where its identity lies: known while it lives.
    address: Option<usize>,
    /// To be told by the relay, if it stands behind one.
    behind: Option<AgileReference<IUnknown>>,
    events: Notify,
    /// The job's flags are those of the relay, and not `events`.
    is_widened: bool,
    /// The registration that chose it; none for somebody else's.
    number: Option<u64>,
}

impl Listeners {
    /// The record of this job.
    #[inline]
    pub(super) fn of(job: &IBackgroundCopyJob) -> Result<Arc<Self>> {
        let id = job.get_id().map_err(Error::of("cannot read the job's ID"))?.to_u128();
        let mut jobs = lock(&JOBS);
        if let Some(known) = jobs.get(&id).and_then(Weak::upgrade) {
            return Ok(known);
        }
        let new = Arc::new(Self { job: id, state: Mutex::default() });
        jobs.insert(id, Arc::downgrade(&new));
        Ok(new)
    }

    /// Registers a callback, behind the relay if there are futures. Gives the registration's number.
    ///
    /// After a failure everything is as it was before.
    #[inline]
    pub(super) fn register(
        &self,
        job: &IBackgroundCopyJob,
        callback: &IUnknown,
        events: Notify,
    ) -> Result<u64> {
        let agile = AgileReference::new(callback);
        let (relay, mut chosen);
        let number = {
            let mut state = self.lock();
            relay = if state.waiting.is_empty() { None } else { state.relay() };
            let behind = relay.is_some().then_some(agile).transpose();
            let behind =
                behind.map_err(Error::of("cannot refer to the callback on other threads"))?;
            state.count += 1;
            let number = state.count;
            let is_widened = relay.is_some();
            let address = Some(address_of(callback));
            chosen = Chosen { address, behind, events, is_widened, number: Some(number) };
            mem::swap(&mut state.chosen, &mut chosen);
            number
        };
        let registered = match &relay {
            // Again, so that the service tells again what has happened.
            Some(relay) => exchange(job, widened(events), Some(&relay.cast()?)),
            None => exchange(job, events, Some(callback)),
        };
        if registered.is_err() {
            let mut state = self.lock();
            if state.chosen.number == Some(number) {
                mem::swap(&mut state.chosen, &mut chosen);
            }
        }
        registered.map(|()| number)
    }

    /// Ends a registration: takes its callback away, unless a later one is for the same. Whoever else stands there stays.
    #[inline]
    pub(super) fn unregister(
        &self,
        job: &IBackgroundCopyJob,
        callback: &IUnknown,
        number: u64,
    ) -> crate::Result<()> {
        let (mut behind, mut left_over) = (None, None);
        {
            let mut state = self.lock();
            if state.chosen.address == Some(address_of(callback)) {
                if state.chosen.number.is_some_and(|last| last != number) {
                    return Ok(());
                }
                state.chosen.number = None;
                state.chosen.address = None;
                behind = state.chosen.behind.take();
                // A relay that could not be taken away when its last future ended.
                left_over = if state.waiting.is_empty() { state.relay() } else { None };
            }
        }
        drop(behind);
        let Some(standing) = job.get_notify_interface()? else { return Ok(()) };
        let is_left_over = match &left_over {
            Some(relay) => standing == relay.cast()?,
            None => false,
        };
        if standing == *callback || is_left_over {
            job.set_notify_interface(None)?;
        }
        Ok(())
    }

    /// A future waits, and a relay is registered if there is none. Whether one of this is new, so that the future has to look again.
    #[inline]
    pub(super) fn wait(
        self: &Arc<Self>,
        job: &IBackgroundCopyJob,
        told: &Arc<Told>,
    ) -> Result<bool> {
        let relay = loop {
            let count = match self.join(told) {
                Ok(is_new) => return Ok(is_new),
                Err(count) => count,
            };
            let standing = Chosen::standing(job)?;
            if let Some(relay) = self.place(told, count, standing) {
                break relay;
            }
        };
        let own = relay.cast()?;
        job.set_notify_interface(Some(&own)).map_err(Error::of("cannot register the callback"))?;
        // Only now the events, so that whoever stood there hears of no others than before.
        let events = self.lock().chosen.events;
        job.set_notify_flags(widened(events).bits())
            .map_err(Error::of("cannot choose the events"))?;
        Ok(true)
    }

    /// The future waits for the relay that there is, and did not before; without one, how many registrations there have been.
    #[inline]
    fn join(&self, told: &Arc<Told>) -> std::result::Result<bool, u64> {
        let relay;
        let mut state = self.lock();
        relay = state.relay();
        match relay {
            Some(_) => Ok(state.waits(told)),
            None => Err(state.count),
        }
    }

    /// The future waits for a new relay, in front of whoever stands there; none if somebody registered since that was looked at.
    #[inline]
    fn place(
        self: &Arc<Self>,
        told: &Arc<Told>,
        count: u64,
        standing: Chosen,
    ) -> Option<Object<Relay>> {
        let (quicker, before);
        let mut state = self.lock();
        quicker = state.relay();
        if quicker.is_some() || state.count != count {
            return None;
        }
        before = mem::replace(&mut state.chosen, standing);
        state.chosen.follows(&before);
        state.waits(told);
        let relay = Object::new(Relay(Arc::clone(self)));
        state.relay = Some(relay.downgrade());
        Some(relay)
    }

    /// A future ends. The last one puts back who stands behind the relay.
    #[inline]
    pub(super) fn leave(
        &self,
        job: &AgileReference<IBackgroundCopyJob>,
        told: &Arc<Told>,
    ) -> crate::Result<()> {
        let (relay, chosen);
        {
            let mut state = self.lock();
            state.waiting.retain(|waiting| !Arc::ptr_eq(waiting, told));
            relay = if state.waiting.is_empty() { state.relay() } else { None };
            chosen = state.chosen.clone();
        }
        let Some(relay) = relay else { return Ok(()) };
        let job = job.resolve()?;
        if job.get_notify_interface()? != Some(relay.cast()?) {
            return Ok(());
        }
        // One that cannot be reached is of a process that has ended.
        let behind = chosen.behind.and_then(|behind| behind.resolve().ok());
        exchange(&job, chosen.events, behind.as_ref())?;
        let put_back;
        let mut state = self.lock();
        if state.waiting.is_empty() {
            state.chosen.is_widened = false;
            put_back = state.chosen.behind.take();
            drop(state);
            drop(put_back);
        }
        Ok(())
    }

    /// Who stands behind the relay, if he asked for this event.
    #[inline]
    pub(super) fn behind(&self, event: Notify) -> Option<AgileReference<IUnknown>> {
        let chosen = &self.lock().chosen;
        if chosen.events.asks_for(event) { chosen.behind.clone() } else { None }
    }

    /// The end of the job, for every future.
    #[inline]
    pub(super) fn tell(&self, end: Result<()>) {
        for told in self.waiting() {
            told.tell(end.clone());
        }
    }

    /// The futures are to look at the job.
    #[inline]
    pub(super) fn wake(&self) {
        for told in self.waiting() {
            told.wake();
        }
    }

    #[inline]
    fn waiting(&self) -> Vec<Arc<Told>> {
        self.lock().waiting.clone()
    }

    #[inline]
    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Drop for Listeners {
    #[inline]
    fn drop(&mut self) {
        let mut jobs = lock(&JOBS);
        // There may be a new one already.
        if jobs.get(&self.job).is_some_and(|listeners| listeners.strong_count() == 0) {
            jobs.remove(&self.job);
        }
    }
}

impl Chosen {
    /// Who stands there.
    #[inline]
    fn standing(job: &IBackgroundCopyJob) -> Result<Self> {
        // What cannot be read is the callback of a process that has ended.
        let standing = job.get_notify_interface().ok().flatten();
        let events = job.get_notify_flags().map_err(Error::of("cannot read the job's events"))?;
        Ok(Self {
            address: standing.as_ref().map(address_of),
            behind: standing.as_ref().map(AgileReference::new).transpose()?,
            events: Notify::from_bits(events),
            is_widened: true,
            number: None,
        })
    }

    /// What is known of the one before is true of this one too, if that one still stands there.
    #[inline]
    fn follows(&mut self, before: &Self) {
        if self.address == before.address {
            self.number = before.number;
        }
        // Flags that a relay left behind are nobody's wish.
        if before.is_widened && self.events == widened(before.events) {
            self.events = before.events;
        }
    }
}

impl State {
    /// The relay, as long as the service holds it. To be dropped behind the lock: its end takes it.
    #[inline]
    fn relay(&self) -> Option<Object<Relay>> {
        self.relay.as_ref()?.upgrade()
    }

    /// Notes a future; whether it was not there before.
    #[inline]
    fn waits(&mut self, told: &Arc<Told>) -> bool {
        let is_new = !self.waiting.iter().any(|waiting| Arc::ptr_eq(waiting, told));
        if is_new {
            self.waiting.push(Arc::clone(told));
        }
        is_new
    }
}

/// What the relay asks for: what whoever is behind it asks for, and all by which a job ends.
#[inline]
fn widened(events: Notify) -> Notify {
    let ends = Notify::TRANSFERRED | Notify::ERROR | Notify::MODIFICATION;
    events.without(Notify::DISABLE) | ends
}

/// Chooses the events and registers the callback, or none. After a failure the events are those of before.
#[inline]
fn exchange(job: &IBackgroundCopyJob, events: Notify, callback: Option<&IUnknown>) -> Result<()> {
    let before = job.get_notify_flags().map_err(Error::of("cannot read the job's events"))?;
    // First the events: a service may tell what has happened as soon as somebody is registered, and no other than these are to be told.
    job.set_notify_flags(events.bits()).map_err(Error::of("cannot choose the events"))?;
    job.set_notify_interface(callback).map_err(|error| {
        drop(job.set_notify_flags(before));
        Error::of("cannot register the callback")(error)
    })
}

#[inline]
fn address_of(identity: &IUnknown) -> usize {
    identity.as_raw().addr()
}

#[inline]
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
