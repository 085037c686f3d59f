//! What is wanted of a job, and what is known of who stands there.
//!
//! Nothing here is locked or acts on a job by itself: [`Listeners`](super::Listeners) does both.

use std::sync::{Arc, Weak};

use super::super::{Error, Notify, Result, relay::Relay, told::Told};
use crate::{AgileReference, IBackgroundCopyJob, IUnknown, Interface, Object, WeakObject};

/// What is dropped of it may call somebody's destructor, and the relay's end takes the lock: such things are dropped behind the lock.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Another one whenever something else is wanted.
    pub(super) version: u64,
    /// How many threads are acting on the job, so that what stands there says little.
    pub(super) acting: usize,
    /// How often one has.
    pub(super) acted: u64,
    pub(super) chosen: Chosen,
    /// The futures.
    pub(super) waiting: Vec<Arc<Told>>,
    /// It lives as long as the service holds it.
    pub(super) relay: Option<WeakObject<Relay>>,
    /// The addresses of callbacks, as long as a registration or an act is of them.
    own: Vec<(usize, Weak<Registered>)>,
}

/// A registration of a callback of the application's.
#[derive(Debug)]
pub(in super::super) struct Registered {
    /// Where its identity lies: nobody else's, as long as the registration lives.
    pub(super) address: usize,
    /// A failure for one that is bound to its thread, where there are no apartments: no other thread can call it or put it back.
    pub(super) callback: crate::Result<AgileReference<IUnknown>>,
}

/// What the job is to do if there are no futures.
#[derive(Clone, Debug, Default)]
pub(super) struct Chosen {
    pub(super) who: Who,
    pub(super) events: Notify,
    /// The job's flags are those of the relay, and not `events`.
    pub(super) is_widened: bool,
}

/// Whom the job is to tell.
#[derive(Clone, Debug, Default)]
pub(super) enum Who {
    #[default]
    Nobody,
    Registered(Arc<Registered>),
    /// Somebody else's, which a relay stands in front of.
    Foreign(AgileReference<IUnknown>),
}

/// What is wanted, as of a version.
pub(super) struct Wanted {
    pub(super) version: u64,
    relay: Option<Object<Relay>>,
    chosen: Chosen,
}

/// Who stands there, as far as the service says it.
pub(super) struct Standing {
    callback: Option<IUnknown>,
    agile: Option<AgileReference<IUnknown>>,
    is_known: bool,
    events: Notify,
    /// The version, and how often a thread had acted, before the look.
    pub(super) as_of: (u64, u64),
}

impl State {
    /// What a look at the job must be younger than.
    #[inline]
    pub(super) fn as_of(&self) -> (u64, u64) {
        (self.version, self.acted)
    }

    /// Something else is wanted from now on: the new version.
    #[inline]
    pub(super) fn change(&mut self) -> u64 {
        self.version += 1;
        self.version
    }

    #[inline]
    pub(super) fn wanted(&self) -> Wanted {
        let (version, relay) = (self.version, self.relay_of_futures());
        Wanted { version, relay, chosen: self.chosen.clone() }
    }

    /// The relay, as long as the service holds it.
    #[inline]
    pub(super) fn relay(&self) -> Option<Object<Relay>> {
        self.relay.as_ref()?.upgrade()
    }

    /// The relay, if it is needed.
    #[inline]
    pub(super) fn relay_of_futures(&self) -> Option<Object<Relay>> {
        if self.waiting.is_empty() { None } else { self.relay() }
    }

    /// Knows a registration's callback, as long as it lives.
    #[inline]
    pub(super) fn note(&mut self, registered: &Arc<Registered>) {
        self.own.retain(|(_, own)| own.strong_count() > 0);
        self.own.push((registered.address, Arc::downgrade(registered)));
    }

    /// It is the callback of a registration that lives, or of an act that is under way.
    #[inline]
    fn is_own(&self, callback: &IUnknown) -> bool {
        let address = address_of(callback);
        self.own.iter().any(|(at, own)| *at == address && own.strong_count() > 0)
    }

    /// Notes a future; whether it was not there before.
    #[inline]
    pub(super) fn waits(&mut self, told: &Arc<Told>) -> bool {
        let is_new = !self.waiting.iter().any(|waiting| Arc::ptr_eq(waiting, told));
        if is_new {
            self.waiting.push(Arc::clone(told));
            self.change();
        }
        is_new
    }
}

impl Registered {
    #[inline]
    pub(super) fn of(callback: &IUnknown) -> Self {
        Self { address: address_of(callback), callback: AgileReference::new(callback) }
    }
}

impl Who {
    #[inline]
    pub(super) fn is(&self, registered: &Arc<Registered>) -> bool {
        matches!(self, Self::Registered(own) if Arc::ptr_eq(own, registered))
    }

    /// It is a callback that lies there, by whichever registration.
    #[inline]
    pub(super) fn is_at(&self, address: usize) -> bool {
        matches!(self, Self::Registered(own) if own.address == address)
    }

    #[inline]
    pub(super) fn callback(&self) -> Option<&AgileReference<IUnknown>> {
        match self {
            Self::Nobody => None,
            Self::Registered(own) => own.callback.as_ref().ok(),
            Self::Foreign(callback) => Some(callback),
        }
    }
}

impl Wanted {
    #[inline]
    pub(super) fn put(&self, job: &IBackgroundCopyJob) -> Result<()> {
        let Chosen { who, events, .. } = &self.chosen;
        match &self.relay {
            Some(relay) => exchange(job, widened(*events), Some(&relay.cast()?)),
            // Or nobody holds the relay: the futures have been woken, and register another.
            None => {
                // One that cannot be reached is of a process that has ended.
                let callback = who.callback().and_then(|callback| callback.resolve().ok());
                exchange(job, *events, callback.as_ref())
            }
        }
    }
}

impl Standing {
    #[inline]
    pub(super) fn of(job: &IBackgroundCopyJob, as_of: (u64, u64)) -> Result<Self> {
        let callback = job.get_notify_interface();
        let is_known = callback.is_ok();
        let callback = callback.ok().flatten();
        let agile = callback.as_ref().map(AgileReference::new).transpose()?;
        let events = job.get_notify_flags().map_err(Error::of("cannot read the job's events"))?;
        Ok(Self { callback, agile, is_known, events: Notify::from_bits(events), as_of })
    }

    /// What this says of whom the job is to tell behind a relay.
    #[inline]
    pub(super) fn chosen(&self, state: &State) -> Chosen {
        let before = &state.chosen;
        let who = match (&self.callback, &self.agile) {
            (Some(callback), _) if state.is_own(callback) => before.who.clone(),
            (_, Some(agile)) => Who::Foreign(agile.clone()),
            // Nobody stands there, for a moment or at all; or the callback of a process that has ended, which cannot be read.
            _ if state.acting > 0 || !self.is_known => before.who.clone(),
            _ => Who::Nobody,
        };
        // Flags that a relay left behind are nobody's wish.
        let is_left_over = before.is_widened && self.events == widened(before.events);
        let is_known = state.acting == 0 && !is_left_over;
        let events = if is_known { self.events } else { before.events };
        Chosen { who, events, is_widened: true }
    }
}

/// What the relay asks for: what whoever is behind it asks for, and all by which a job ends.
#[inline]
pub(super) fn widened(events: Notify) -> Notify {
    let ends = Notify::TRANSFERRED | Notify::ERROR | Notify::MODIFICATION;
    events.without(Notify::DISABLE) | ends
}

/// Chooses the events and registers the callback, or none. After a failure the events are those of before.
#[inline]
pub(super) fn exchange(
    job: &IBackgroundCopyJob,
    events: Notify,
    callback: Option<&IUnknown>,
) -> Result<()> {
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
