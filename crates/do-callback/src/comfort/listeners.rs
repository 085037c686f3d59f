//! Who in this process listens to a job.
//!
//! A job has one callback and one set of flags. All that this layer registers with it shares them, by one record for each job, whatever
//! pointer to the job it is reached by:
//!
//! - A **registration** puts the callback of the application there, as it is. The last one counts.
//! - The **futures** of a job share one callback of this layer, the [relay](Relay). Who stood there before stands *behind* it: is told
//!   what it asked for, and is put back by the last future.
//!
//! A callback that somebody else registered is not cleared. It is replaced by a registration, since that says so, and goes behind the
//! relay for a future.
//!
//! No lock is held while the service or a callback is called, since either may come back here. So each thread first changes what is
//! *wanted*, which has a version, then acts on the job, and acts again if there is another version by then: what stands there in the end is
//! what was wanted last. Somebody else who takes the relay away releases it, which wakes the futures, and they register one again.

mod state;

use std::{
    collections::BTreeMap,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

pub(super) use self::state::Registered;
use self::state::{Chosen, Standing, State, Who, exchange, widened};
use super::{Error, Notify, Result, relay::Relay, told::Told};
use crate::{AgileReference, IBackgroundCopyJob, IUnknown, Object, codes::E_INVALIDARG};

/// The records, by the jobs' IDs.
static JOBS: Mutex<BTreeMap<u128, Weak<Listeners>>> = Mutex::new(BTreeMap::new());

/// The record of a job. Each registration and each future holds it, and so does the relay.
#[derive(Debug)]
pub(super) struct Listeners {
    job: u128,
    state: Mutex<State>,
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

    /// Registers a callback, behind the relay if there are futures. After a failure everything is as it was before.
    #[inline]
    pub(super) fn register(
        &self,
        job: &IBackgroundCopyJob,
        callback: &IUnknown,
        events: Notify,
    ) -> Result<Arc<Registered>> {
        if Object::<Relay>::from_interface(callback).is_some() {
            // It would hand on to itself.
            return Err(Error::new("cannot register the callback of a future", E_INVALIDARG));
        }
        let registered = Arc::new(Registered::of(callback));
        let (relay, mut before);
        let (version, act) = {
            let mut state = self.lock();
            relay = state.relay_of_futures();
            if relay.is_some()
                && let Err(error) = &registered.callback
            {
                return Err(Error::of("cannot call the callback on other threads")(error.clone()));
            }
            before = Chosen {
                who: Who::Registered(Arc::clone(&registered)),
                events,
                is_widened: relay.is_some(),
            };
            mem::swap(&mut state.chosen, &mut before);
            state.note(&registered);
            (state.change(), self.act(&mut state))
        };
        let acted = match &relay {
            // Again, so that the service tells again what has happened.
            Some(relay) => exchange(job, widened(events), Some(&relay.cast()?)),
            None => exchange(job, events, Some(callback)),
        };
        drop(act);
        if let Err(error) = acted {
            let mut state = self.lock();
            if state.chosen.who.is(&registered) {
                mem::swap(&mut state.chosen, &mut before);
                state.change();
            }
            return Err(error);
        }
        self.settle(job, Some(version))?;
        Ok(registered)
    }

    /// Ends a registration: takes its callback away, unless a later one is for the same. Whoever else stands there stays.
    #[inline]
    pub(super) fn unregister(
        &self,
        job: &IBackgroundCopyJob,
        callback: &IUnknown,
        registered: &Arc<Registered>,
    ) -> crate::Result<()> {
        let (mut ended, mut left_over) = (Who::Nobody, None);
        let alias = self.alias(callback);
        {
            let mut state = self.lock();
            if state.chosen.who.is(registered) || alias == Some(state.version) {
                ended = mem::take(&mut state.chosen.who);
                state.change();
                // The last future may have ended where it could not reach the job.
                left_over = if state.waiting.is_empty() { state.relay() } else { None };
            } else if state.chosen.who.is_at(registered.address) {
                return Ok(());
            }
        }
        drop(ended);
        let Some(standing) = job.get_notify_interface()? else { return Ok(()) };
        let is_left_over = match &left_over {
            Some(relay) => standing == relay.cast()?,
            None => false,
        };
        if standing == *callback || is_left_over {
            self.settle(job, None)?;
        }
        Ok(())
    }

    /// The version in which somebody else's callback is this one: seen from another apartment, it has another identity. Here, where it was
    /// registered, it has its own.
    #[inline]
    fn alias(&self, callback: &IUnknown) -> Option<u64> {
        let (who, version) = {
            let state = self.lock();
            (state.chosen.who.clone(), state.version)
        };
        let Who::Foreign(foreign) = who else { return None };
        foreign.resolve().is_ok_and(|foreign| foreign == *callback).then_some(version)
    }

    /// A future waits, and a relay is registered if there is none. Whether one of this is new, so that the future has to look again.
    #[inline]
    pub(super) fn wait(
        self: &Arc<Self>,
        job: &IBackgroundCopyJob,
        told: &Arc<Told>,
    ) -> Result<bool> {
        let (relay, version, act) = loop {
            let as_of = match self.join(told) {
                Ok(is_new) => return Ok(is_new),
                Err(as_of) => as_of,
            };
            let standing = Standing::of(job, as_of)?;
            if let Some(placed) = self.place(told, &standing) {
                break placed;
            }
        };
        let own = relay.cast()?;
        job.set_notify_interface(Some(&own)).map_err(Error::of("cannot register the callback"))?;
        // Only now the events, so that whoever stood there hears of no others than before.
        let events = self.lock().chosen.events;
        job.set_notify_flags(widened(events).bits())
            .map_err(Error::of("cannot choose the events"))?;
        drop(act);
        self.settle(job, Some(version))?;
        Ok(true)
    }

    /// The future waits for the relay that there is, and did not before; without one, the version and how often a thread has acted.
    #[inline]
    fn join(&self, told: &Arc<Told>) -> std::result::Result<bool, (u64, u64)> {
        let relay;
        let mut state = self.lock();
        relay = state.relay();
        match relay {
            Some(_) => Ok(state.waits(told)),
            None => Err(state.as_of()),
        }
    }

    /// The future waits for a new relay, in front of whoever stands there: the relay, the version, and the act of registering it. None if
    /// the look at who stands there is old.
    #[inline]
    fn place(
        self: &Arc<Self>,
        told: &Arc<Told>,
        standing: &Standing,
    ) -> Option<(Object<Relay>, u64, Act<'_>)> {
        let (quicker, before);
        let mut state = self.lock();
        quicker = state.relay();
        if quicker.is_some() || state.as_of() != standing.as_of {
            return None;
        }
        let chosen = standing.chosen(&state);
        before = mem::replace(&mut state.chosen, chosen);
        state.waits(told);
        let relay = Object::new(Relay(Arc::clone(self)));
        state.relay = Some(relay.downgrade());
        let (version, act) = (state.change(), self.act(&mut state));
        drop(state);
        drop(before);
        Some((relay, version, act))
    }

    /// A future ends. The last one puts back who stands behind the relay.
    #[inline]
    pub(super) fn leave(
        &self,
        job: &AgileReference<IBackgroundCopyJob>,
        told: &Arc<Told>,
    ) -> crate::Result<()> {
        let relay;
        {
            let mut state = self.lock();
            state.waiting.retain(|waiting| !Arc::ptr_eq(waiting, told));
            if !state.waiting.is_empty() {
                return Ok(());
            }
            relay = state.relay();
            state.change();
        }
        if let Some(relay) = relay {
            let job = job.resolve()?;
            if job.get_notify_interface()? != Some(relay.cast()?) {
                // Somebody else stands in front of it, or it is left over, and hands on.
                return Ok(());
            }
            self.settle(&job, None)?;
        }
        let mut put_back = Who::Nobody;
        let mut state = self.lock();
        if state.waiting.is_empty() {
            state.chosen.is_widened = false;
            if matches!(state.chosen.who, Who::Foreign(_)) {
                put_back = mem::take(&mut state.chosen.who);
            }
        }
        drop(state);
        drop(put_back);
        Ok(())
    }

    /// Puts there what is wanted, until that is what was acted on.
    #[inline]
    fn settle(&self, job: &IBackgroundCopyJob, mut acted_on: Option<u64>) -> Result<()> {
        // Alive until another is put there, so that nobody takes it for somebody else's.
        let mut _put;
        loop {
            let (wanted, act) = {
                let mut state = self.lock();
                if acted_on == Some(state.version) {
                    return Ok(());
                }
                (state.wanted(), self.act(&mut state))
            };
            acted_on = Some(wanted.version);
            wanted.put(job)?;
            drop(act);
            _put = wanted;
        }
    }

    /// A thread acts on the job.
    #[inline]
    fn act(&self, state: &mut State) -> Act<'_> {
        state.acting += 1;
        Act(self)
    }

    /// Who stands behind the relay, if he asked for this event.
    #[inline]
    pub(super) fn behind(&self, event: Notify) -> Option<AgileReference<IUnknown>> {
        let chosen = &self.lock().chosen;
        if chosen.events.asks_for(event) { chosen.who.callback().cloned() } else { None }
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

/// A thread acts on the job, up to the drop of this.
struct Act<'a>(&'a Listeners);

impl Drop for Act<'_> {
    #[inline]
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.acting -= 1;
        state.acted += 1;
    }
}

#[inline]
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
