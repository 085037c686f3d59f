//! What a job owes its callback. No calls, no clock: times are arguments.
//!
//! | word | means |
//! |-|-|
//! | *notice* | a method of the callback, to be called once |
//! | *owed* | it waits to be told |
//! | *told* | its call is under way; *heard*, if the call succeeded |
//! | *due* | the time from which it may be told, if there is an ear for it |
//! | *news* | the notice that the job's present state is, for whoever has not heard it |
//! | *way* | a queue of one: what is owed on it waits for what is being told on it |
//!
//! Each *urgency* has a way of its own:
//!
//! | urgency | notices | owed to a callback that comes later | after a failed call | several |
//! |-|-|-|-|-|
//! | *urgent* | transferred, error | yes, while they are news | repeated, while they are news | the newest |
//! | *ordinary* | modification | no | lost | become one |
//! | *file* | a file has arrived | no | repeated; the job's next file waits | come one by one |
//!
//! So an urgent notice may overtake an ordinary one.

use std::time::Duration;

use do_callback::{
    BG_NOTIFY_DISABLE, BG_NOTIFY_FILE_TRANSFERRED, BG_NOTIFY_JOB_ERROR, BG_NOTIFY_JOB_MODIFICATION,
    BG_NOTIFY_JOB_TRANSFERRED,
};

use crate::time::Time;

/// A method of the callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    Transferred,
    Error,
    Modification,
    FileTransferred,
}

impl Notice {
    const fn flag(self) -> u32 {
        match self {
            Self::Transferred => BG_NOTIFY_JOB_TRANSFERRED,
            Self::Error => BG_NOTIFY_JOB_ERROR,
            Self::Modification => BG_NOTIFY_JOB_MODIFICATION,
            Self::FileTransferred => BG_NOTIFY_FILE_TRANSFERRED,
        }
    }

    pub(crate) const fn urgency(self) -> Urgency {
        match self {
            Self::Transferred | Self::Error => Urgency::Urgent,
            Self::Modification => Urgency::Ordinary,
            Self::FileTransferred => Urgency::File,
        }
    }
}

/// Which way a notice goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Urgency {
    File,
    Urgent,
    Ordinary,
}

/// How long the service waits with calls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// After a failed call, before it is repeated.
    pub(crate) repeat: Duration,
    /// Between two modifications of one job.
    pub(crate) modification: Duration,
}

/// What is owed, and what is under way.
#[derive(Clone, Debug)]
pub(crate) struct Notices {
    pub(crate) flags: u32,
    pace: Pace,
    registered: bool,
    hears_files: bool,
    file: Way,
    urgent: Way,
    ordinary: Way,
}

/// At most one notice waits on each way, and at most one is being told.
#[derive(Clone, Debug, Default)]
struct Way {
    owed: Option<Notice>,
    told: Option<Notice>,
    not_before: Time,
}

impl Notices {
    pub(crate) fn new(pace: Pace) -> Self {
        Self {
            flags: BG_NOTIFY_JOB_TRANSFERRED | BG_NOTIFY_JOB_ERROR,
            pace,
            registered: false,
            hears_files: false,
            file: Way::default(),
            urgent: Way::default(),
            ordinary: Way::default(),
        }
    }

    /// The least time between two modifications.
    pub(crate) fn interval(&self) -> Duration {
        self.pace.modification
    }

    pub(crate) fn set_interval(&mut self, interval: Duration) {
        self.pace.modification = interval;
    }

    /// There is a callback from now on, or none, with a method for files or without. A file or a modification that was owed to
    /// the one before is not owed to this one.
    pub(crate) fn register(&mut self, registered: bool, hears_files: bool) {
        self.registered = registered;
        self.hears_files = hears_files;
        self.file.owed = None;
        self.ordinary.owed = None;
    }

    /// The callback died. What it was told, its successor has not heard: `news` of the job's state.
    pub(crate) fn forget(&mut self, news: Option<Notice>) {
        self.register(false, false);
        self.urgent.owed = news;
    }

    /// Something happened.
    pub(crate) fn owe(&mut self, notice: Notice, now: Time) {
        match notice.urgency() {
            Urgency::Urgent => {
                self.urgent.owed = Some(notice);
                self.urgent.not_before = now;
            }
            Urgency::File if self.has_ear_for(notice) => {
                self.file.owed = Some(notice);
                self.file.not_before = now;
            }
            Urgency::Ordinary if self.has_ear_for(notice) => self.ordinary.owed = Some(notice),
            Urgency::File | Urgency::Ordinary => {}
        }
    }

    /// The next file waits for the callback to have heard of the one before.
    pub(crate) fn holds_back(&self) -> bool {
        let owes = self.file.owed.is_some_and(|notice| self.has_ear_for(notice));
        owes || self.file.told.is_some()
    }

    /// The state that was news has ended.
    pub(crate) fn withdraw(&mut self) {
        self.urgent.owed = None;
    }

    /// The next notice of an urgency that may be told now; it is under way until [`returned`](Self::returned).
    pub(crate) fn take(&mut self, urgency: Urgency, now: Time) -> Option<Notice> {
        if self.due(urgency)? > now {
            return None;
        }
        let modification = self.pace.modification;
        let way = self.way(urgency);
        way.told = way.owed.take();
        if urgency == Urgency::Ordinary {
            way.not_before = now.after(modification);
        }
        way.told
    }

    /// The call is over. A failed one is repeated later, if it is still the `news` of the job or of a file, and nothing newer came
    /// meanwhile.
    pub(crate) fn returned(
        &mut self,
        urgency: Urgency,
        heard: bool,
        news: Option<Notice>,
        now: Time,
    ) {
        let repeat = self.pace.repeat;
        let way = self.way(urgency);
        let told = way.told.take();
        let is_news = match urgency {
            Urgency::File => true,
            Urgency::Urgent => told == news,
            Urgency::Ordinary => false,
        };
        if !heard && is_news && way.owed.is_none() {
            way.owed = told;
            way.not_before = now.after(repeat);
        }
    }

    /// From when on a notice of this urgency may be told; `None` while there is none, or nobody to tell.
    pub(crate) fn due(&self, urgency: Urgency) -> Option<Time> {
        let way = match urgency {
            Urgency::File => &self.file,
            Urgency::Urgent => &self.urgent,
            Urgency::Ordinary => &self.ordinary,
        };
        let may_go = way.told.is_none() && self.has_ear_for(way.owed?);
        may_go.then_some(way.not_before)
    }

    /// There is a callback that wants to hear of it, and can.
    fn has_ear_for(&self, notice: Notice) -> bool {
        let is_wanted = self.flags & BG_NOTIFY_DISABLE == 0 && self.flags & notice.flag() != 0;
        let can_hear = notice != Notice::FileTransferred || self.hears_files;
        self.registered && is_wanted && can_hear
    }

    fn way(&mut self, urgency: Urgency) -> &mut Way {
        match urgency {
            Urgency::File => &mut self.file,
            Urgency::Urgent => &mut self.urgent,
            Urgency::Ordinary => &mut self.ordinary,
        }
    }
}
