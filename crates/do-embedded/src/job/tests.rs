//! Whatever happens to a job, in whatever order, some things hold.

use std::time::Duration;

use do_callback::{
    BG_JOB_STATE_CONNECTING, BG_JOB_STATE_ERROR, BG_JOB_STATE_TRANSFERRED,
    BG_JOB_STATE_TRANSFERRING, BG_JOB_STATE_TRANSIENT_ERROR, BG_NOTIFY_FILE_TRANSFERRED,
    BG_NOTIFY_JOB_ERROR, BG_NOTIFY_JOB_MODIFICATION, BG_NOTIFY_JOB_TRANSFERRED,
};
use proptest::prelude::*;

use super::{
    machine::{Event, Machine, Patience},
    notices::{Notice, Notices, Pace, Urgency},
};
use crate::{failure::Failure, time::Time};

const PATIENCE: Patience =
    Patience { retry: Duration::from_secs(10), no_progress: Duration::from_secs(60) };
const PACE: Pace = Pace { repeat: Duration::from_secs(5), modification: Duration::from_secs(1) };

/// What is done to a job and its callback.
#[derive(Clone, Copy, Debug)]
enum Act {
    Happens(Event),
    Passes(u64),
    /// With a method for files or without.
    Register(bool, bool),
    /// The callback dies.
    Dies,
    Flags(u32),
    Take(Urgency),
    /// A call returns.
    Returns(Urgency, bool),
}

fn act() -> impl Strategy<Value = Act> {
    let urgency = prop_oneof![Just(Urgency::File), Just(Urgency::Urgent), Just(Urgency::Ordinary)];
    let failure = any::<bool>().prop_map(|transient| {
        let failure = Failure { transient, ..Failure::status(404) };
        Event::Failed(failure, 0)
    });
    let event = prop_oneof![
        1 => Just(Event::Added),
        4 => Just(Event::Resume),
        2 => Just(Event::Suspend),
        1 => prop_oneof![Just(Event::Cancel), Just(Event::Complete)],
        6 => Just(Event::Taken),
        4 => Just(Event::Connected),
        3 => Just(Event::Progress),
        2 => Just(Event::Done),
        2 => Just(Event::Paused),
        3 => failure,
        4 => Just(Event::Released),
        3 => Just(Event::Look),
    ];
    let flags = BG_NOTIFY_JOB_TRANSFERRED
        | BG_NOTIFY_JOB_ERROR
        | BG_NOTIFY_JOB_MODIFICATION
        | BG_NOTIFY_FILE_TRANSFERRED;
    prop_oneof![
        8 => event.prop_map(Act::Happens),
        2 => (0_u64..30).prop_map(Act::Passes),
        1 => any::<(bool, bool)>().prop_map(|(is, hears)| Act::Register(is, hears)),
        1 => Just(Act::Dies),
        1 => (0..=flags).prop_map(Act::Flags),
        3 => urgency.clone().prop_map(Act::Take),
        3 => (urgency, any::<bool>()).prop_map(|(urgency, heard)| Act::Returns(urgency, heard)),
    ]
}

/// A job that is driven as the engine drives one, and what it must have told.
struct Driven {
    machine: Machine,
    notices: Notices,
    now: Time,
    is_registered: bool,
    hears_files: bool,
    is_held: bool,
    /// What is being told.
    file: Option<Notice>,
    urgent: Option<Notice>,
    ordinary: Option<Notice>,
}

impl Driven {
    fn new() -> Self {
        Self {
            machine: Machine::new(PATIENCE),
            notices: Notices::new(PACE),
            now: Time::default(),
            is_registered: false,
            hears_files: false,
            is_held: false,
            file: None,
            urgent: None,
            ordinary: None,
        }
    }

    fn happen(&mut self, event: Event) {
        // A worker lets go of a job only when that has left it no choice.
        if event == Event::Released && self.machine.runs() {
            return;
        }
        // What the transfer does when a file has arrived, and the engine before it lends a job to a worker.
        match event {
            Event::Paused if self.machine.runs() => {
                self.notices.owe(Notice::FileTransferred, self.now);
                if !self.notices.holds_back() {
                    return;
                }
            }
            Event::Taken if self.notices.holds_back() => return,
            _ => {}
        }
        let before = self.machine.clone();
        let result = self.machine.on(event, self.now);
        if result.is_err() {
            assert_eq!(before.state(), self.machine.state(), "a refused event changes nothing");
        }
        if before.has_ended() {
            assert_eq!(before.state(), self.machine.state(), "the end is the end");
        }
        let Ok(notice) = result else { return };
        match event {
            Event::Taken => {
                assert_eq!(self.file, None, "the next file waits");
                assert!(!self.is_held, "a job is in the hands of one worker: {before:?}");
                self.is_held = true;
            }
            Event::Released => self.is_held = false,
            _ => {}
        }
        if self.machine.news().is_none() {
            self.notices.withdraw();
        }
        let is_new = before.state() != self.machine.state();
        let expected = self.machine.news().filter(|_| is_new);
        match notice {
            Some(Notice::Modification) => assert_eq!(expected, None),
            notice => assert_eq!(notice, expected, "{event:?} in {before:?}"),
        }
        if let Event::Failed(failure, _) = event
            && failure.transient
            && notice == Some(Notice::Error)
        {
            let (failure, _) = self.machine.failure().expect("an error has a failure");
            assert_eq!(failure.code, do_callback::DO_E_DOWNLOAD_NO_PROGRESS);
        }
        if let Some(notice) = notice {
            self.notices.owe(notice, self.now);
        }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Happens(event) => self.happen(event),
            Act::Passes(seconds) => self.now = self.now.after(Duration::from_secs(seconds)),
            Act::Register(is_registered, hears_files) => {
                (self.is_registered, self.hears_files) = (is_registered, hears_files);
                self.notices.register(is_registered, hears_files);
            }
            Act::Dies => {
                (self.is_registered, self.hears_files) = (false, false);
                self.notices.forget(self.machine.news());
            }
            Act::Flags(flags) => self.notices.flags = flags,
            Act::Take(urgency) => self.take(urgency),
            Act::Returns(urgency, heard) => {
                let told = match urgency {
                    Urgency::File => self.file.take(),
                    Urgency::Urgent => self.urgent.take(),
                    Urgency::Ordinary => self.ordinary.take(),
                };
                if told.is_some() {
                    self.notices.returned(urgency, heard, self.machine.news(), self.now);
                }
            }
        }
        self.check();
    }

    fn take(&mut self, urgency: Urgency) {
        let Some(notice) = self.notices.take(urgency, self.now) else { return };
        assert!(self.is_registered, "there is somebody to tell");
        let under_way = match urgency {
            Urgency::File => &mut self.file,
            Urgency::Urgent => &mut self.urgent,
            Urgency::Ordinary => &mut self.ordinary,
        };
        assert_eq!(under_way.replace(notice), None, "one call at a time of each kind");
        let flag = match notice {
            Notice::Transferred => BG_NOTIFY_JOB_TRANSFERRED,
            Notice::Error => BG_NOTIFY_JOB_ERROR,
            Notice::Modification => BG_NOTIFY_JOB_MODIFICATION,
            Notice::FileTransferred => BG_NOTIFY_FILE_TRANSFERRED,
        };
        assert_ne!(self.notices.flags & flag, 0, "{notice:?} is wanted");
        assert!(urgency != Urgency::File || self.hears_files, "it has a method for files");
        if urgency == Urgency::Urgent {
            assert_eq!(Some(notice), self.machine.news(), "what is told is still so");
        }
    }

    fn check(&self) {
        let (machine, state) = (&self.machine, self.machine.state());
        let is_active = matches!(state, BG_JOB_STATE_CONNECTING | BG_JOB_STATE_TRANSFERRING);
        assert_eq!(machine.runs(), is_active, "an active job has a worker: {machine:?}");
        assert!(!(machine.runs() && machine.waits()));
        let is_stopped = matches!(state, BG_JOB_STATE_ERROR | BG_JOB_STATE_TRANSIENT_ERROR);
        assert!(!is_stopped || machine.failure().is_some(), "an error is known: {machine:?}");
        assert!(state != BG_JOB_STATE_TRANSFERRED || machine.failure().is_none());
        if state == BG_JOB_STATE_TRANSIENT_ERROR {
            let look = machine.look_at().expect("somebody comes back to a transient error");
            assert!(self.now.until(look) <= PATIENCE.retry);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn invariants_hold_in_any_order(acts in proptest::collection::vec(act(), 1..40)) {
        let mut driven = Driven::new();
        acts.into_iter().for_each(|act| driven.act(act));
    }

    /// Whatever was before: who registers and always hears is told of the state that the job is in, once.
    #[test]
    fn nothing_is_lost(acts in proptest::collection::vec(act(), 1..40)) {
        let mut driven = Driven::new();
        driven.act(Act::Register(true, true));
        for event in [Event::Added, Event::Resume, Event::Taken] {
            driven.act(Act::Happens(event));
        }
        acts.into_iter().for_each(|act| driven.act(act));
        for urgency in [Urgency::File, Urgency::Urgent, Urgency::Ordinary] {
            driven.act(Act::Returns(urgency, true));
        }
        let news = driven.machine.news();
        driven.act(Act::Dies); // whatever the one before had heard
        driven.act(Act::Flags(BG_NOTIFY_JOB_TRANSFERRED | BG_NOTIFY_JOB_ERROR));
        driven.act(Act::Register(true, false));
        driven.act(Act::Passes(60));
        driven.act(Act::Take(Urgency::Urgent));
        prop_assert_eq!(driven.urgent, news);
        driven.act(Act::Returns(Urgency::Urgent, true));
        driven.act(Act::Passes(60));
        driven.act(Act::Take(Urgency::Urgent));
        prop_assert_eq!(driven.urgent, None);
    }
}
