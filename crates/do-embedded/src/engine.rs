//! The jobs, and what waits: for a worker, for a call, for a time. It starts no threads; who drives it calls its `take_..` and
//! `look`, be that [`threads`](crate::threads) or a test.
//!
//! The queues are hints: each job's own record is asked again before anything is done. A record is locked before the queues,
//! and no lock is held while somebody else's object is called or released.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{BuildHasher, RandomState},
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use do_callback::{DO_E_NO_SERVICE, GUID, HRESULT};

use crate::{
    call::Call,
    job::{
        Job, Kind, Needs, Record, Registration, Rules,
        machine::{Patience, Refused},
        notices::Urgency,
    },
    time::{Clock, Time},
    transfer::Transfer,
    world::World,
};

pub(crate) struct Engine {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) world: Arc<dyn World>,
    rules: Rules,
    seed: u64,
    queues: Mutex<Queues>,
    /// A job waits for a worker.
    work: Condvar,
    /// A job waits for a call.
    calls: Condvar,
    /// The next time to look at a job has changed.
    looks: Condvar,
}

#[derive(Default)]
struct Queues {
    /// Those that have not ended, in the order in which they were made.
    jobs: BTreeMap<u64, Listed>,
    made: u64,
    work: BTreeSet<(u8, u64)>,
    urgent: BTreeSet<u64>,
    ordinary: BTreeSet<u64>,
    looks: BTreeSet<(Time, u64)>,
    is_closed: bool,
}

struct Listed {
    job: Arc<Job>,
    /// When it is looked at next: its entry among the looks.
    look_at: Option<Time>,
}

impl Engine {
    pub(crate) fn new(clock: Arc<dyn Clock>, world: Arc<dyn World>, rules: Rules) -> Self {
        Self {
            clock,
            world,
            rules,
            seed: RandomState::new().hash_one("job"),
            queues: Mutex::default(),
            work: Condvar::new(),
            calls: Condvar::new(),
            looks: Condvar::new(),
        }
    }

    /// Makes a job: suspended, and without files.
    pub(crate) fn create(&self, kind: Kind, name: String) -> Result<Arc<Job>, HRESULT> {
        let record = Record::new(name, &self.rules, self.clock.now());
        let mut queues = self.open()?;
        queues.made += 1;
        let job = Arc::new(Job::new(self.id_of(queues.made), queues.made, kind, record));
        queues.jobs.insert(job.number, Listed { job: Arc::clone(&job), look_at: None });
        drop(queues);
        self.change(&job, |_, _| {}); // so that its age is looked at
        Ok(job)
    }

    /// The jobs of a kind that have not ended, in the order in which they were made.
    pub(crate) fn jobs_of(&self, kind: Kind) -> Result<Vec<Arc<Job>>, HRESULT> {
        let jobs = self.jobs()?;
        Ok(jobs.into_iter().filter(|job| job.kind == kind).collect())
    }

    fn jobs(&self) -> Result<Vec<Arc<Job>>, HRESULT> {
        Ok(self.open()?.jobs.values().map(|listed| Arc::clone(&listed.job)).collect())
    }

    /// How long jobs wait that were told nothing else.
    pub(crate) fn patience(&self) -> Patience {
        self.rules.patience
    }

    /// Changes a job, and sees to what it needs then. This is the only way to change one.
    pub(crate) fn change<R>(&self, job: &Job, change: impl FnOnce(&mut Record, Time) -> R) -> R {
        let now = self.clock.now();
        let mut record = job.record();
        let result = change(&mut record, now);
        let needs = record.needs(now);
        let forgotten = if needs.has_ended { record.registration.take() } else { None };
        self.queue(job, &needs);
        drop(record);
        drop(forgotten);
        result
    }

    fn queue(&self, job: &Job, needs: &Needs) {
        let mut queues = self.lock();
        let queues = &mut *queues;
        let Some(listed) = queues.jobs.get_mut(&job.number) else { return };
        if listed.look_at != needs.look_at {
            if let Some(before) = listed.look_at {
                queues.looks.remove(&(before, job.number));
            }
            listed.look_at = needs.look_at;
            if let Some(at) = needs.look_at {
                queues.looks.insert((at, job.number));
                if queues.looks.first() == Some(&(at, job.number)) {
                    self.looks.notify_one();
                }
            }
        }
        if needs.has_ended {
            queues.jobs.remove(&job.number);
            return;
        }
        if let Some(rank) = needs.worker
            && queues.work.insert((rank, job.number))
        {
            self.work.notify_one();
        }
        let urgent = needs.urgent_call && queues.urgent.insert(job.number);
        let ordinary = needs.ordinary_call && queues.ordinary.insert(job.number);
        for _ in [urgent, ordinary].into_iter().filter(|is_new| *is_new) {
            self.calls.notify_one();
        }
    }

    /// The next job that waits for a worker, in the hands of one.
    pub(crate) fn take_transfer(&self) -> Option<Transfer> {
        loop {
            let job = self.pop(|queues| queues.work.pop_first().map(|(_, job)| job))?;
            let taken = self.change(&job, Record::take);
            match taken {
                Ok(()) => return Some(Transfer::new(job)),
                Err(Refused::NotQueued | Refused::Ended | Refused::Empty) => {}
            }
        }
    }

    /// The next call to be made; the urgent ones first.
    pub(crate) fn take_call(&self) -> Option<Call> {
        let urgent = [Urgency::File, Urgency::Urgent];
        let call = self.take_call_of(|queues| queues.urgent.pop_first(), &urgent);
        let ordinary = [Urgency::Ordinary];
        call.or_else(|| self.take_call_of(|queues| queues.ordinary.pop_first(), &ordinary))
    }

    fn take_call_of(
        &self,
        next: fn(&mut Queues) -> Option<u64>,
        urgencies: &[Urgency],
    ) -> Option<Call> {
        loop {
            let job = self.pop(next)?;
            let taken = self.change(&job, |record, now| {
                let registration = record.registration.clone()?;
                let notice = record.take_notice(urgencies, now)?;
                Some((notice, registration, record.machine.failure(), record.last_file()))
            });
            if let Some((notice, registration, failure, file)) = taken {
                return Some(Call { job, notice, registration, failure, file });
            }
        }
    }

    /// Looks at one job whose time has come; whether there was one.
    pub(crate) fn look(&self) -> bool {
        let now = self.clock.now();
        let job = self.pop(|queues| {
            let (at, job) = *queues.looks.first().filter(|(at, _)| *at <= now)?;
            queues.looks.remove(&(at, job));
            queues.jobs.get_mut(&job)?.look_at = None;
            Some(job)
        });
        match job {
            Some(job) => self.change(&job, Record::look),
            None => return false,
        }
        true
    }

    /// When there will be a job to look at.
    pub(crate) fn next_look(&self) -> Option<Time> {
        self.lock().looks.first().map(|(at, _)| *at)
    }

    /// Sees to what each job needs, whatever the queues say.
    pub(crate) fn ask_all(&self) {
        for job in self.jobs().unwrap_or_default() {
            self.change(&job, |_, _| {});
        }
    }

    /// Takes hints from a queue up to one of a job that is still there.
    fn pop(&self, mut next: impl FnMut(&mut Queues) -> Option<u64>) -> Option<Arc<Job>> {
        let mut queues = self.lock();
        if queues.is_closed {
            return None;
        }
        loop {
            let number = next(&mut queues)?;
            if let Some(listed) = queues.jobs.get(&number) {
                return Some(Arc::clone(&listed.job));
            }
        }
    }

    /// The callbacks that came over a connection are dead.
    pub(crate) fn disconnect(&self, link: u64) {
        for job in self.jobs().unwrap_or_default() {
            let forgotten = self.change(&job, |record, _| {
                let its = |registration: &mut Registration| registration.link.number() == link;
                let forgotten = record.registration.take_if(its)?;
                record.notices.forget(record.machine.news());
                Some(forgotten)
            });
            drop(forgotten);
        }
    }

    /// The end: nothing is taken any more, and all jobs go, with what has arrived of them.
    pub(crate) fn close(&self) {
        let mut queues = self.lock();
        queues.is_closed = true;
        let jobs = mem::take(&mut queues.jobs);
        drop(queues);
        for waiting in [&self.work, &self.calls, &self.looks] {
            waiting.notify_all();
        }
        for listed in jobs.into_values() {
            // What cannot be deleted stays.
            let _ = self.change(&listed.job, Record::cancel);
        }
    }

    /// Waits for a transfer; `None` at the end.
    pub(crate) fn wait_for_transfer(&self) -> Option<Transfer> {
        self.wait(&self.work, |queues| queues.work.is_empty(), Self::take_transfer)
    }

    /// Waits for a call; `None` at the end.
    pub(crate) fn wait_for_call(&self) -> Option<Call> {
        let is_idle = |queues: &Queues| queues.urgent.is_empty() && queues.ordinary.is_empty();
        self.wait(&self.calls, is_idle, Self::take_call)
    }

    fn wait<T>(
        &self,
        news: &Condvar,
        is_idle: impl Fn(&Queues) -> bool,
        take: impl Fn(&Self) -> Option<T>,
    ) -> Option<T> {
        loop {
            if let Some(taken) = take(self) {
                return Some(taken);
            }
            let queues = self.lock();
            if queues.is_closed {
                return None;
            }
            if is_idle(&queues) {
                drop(news.wait(queues));
            }
        }
    }

    /// Looks at jobs as their times come, up to the end.
    pub(crate) fn watch(&self) {
        loop {
            while self.look() {}
            let queues = self.lock();
            if queues.is_closed {
                return;
            }
            let next = queues.looks.first().map(|(at, _)| self.clock.now().until(*at));
            match next {
                Some(delay) => drop(self.looks.wait_timeout(queues, delay)),
                None => drop(self.looks.wait(queues)),
            }
        }
    }

    fn open(&self) -> Result<MutexGuard<'_, Queues>, HRESULT> {
        let queues = self.lock();
        if queues.is_closed { Err(DO_E_NO_SERVICE) } else { Ok(queues) }
    }

    fn lock(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Unlike those of every other service, with the bits of a random GUID in their places.
    fn id_of(&self, number: u64) -> GUID {
        let bits =
            (u128::from(self.seed) << 64 | u128::from(number)) & !(0xF000 << 64) & !(3 << 62);
        GUID::from_u128(bits | 0x4000 << 64 | 2 << 62)
    }
}
