//! Which events a callback is told of.

use std::ops::{BitOr, BitOrAssign};

use crate::{
    BG_NOTIFY_DISABLE, BG_NOTIFY_FILE_RANGES_TRANSFERRED, BG_NOTIFY_FILE_TRANSFERRED,
    BG_NOTIFY_JOB_ERROR, BG_NOTIFY_JOB_MODIFICATION, BG_NOTIFY_JOB_TRANSFERRED,
};

/// Events of a job: the flags of `IBackgroundCopyJob::SetNotifyFlags`.
///
/// ```
/// use do_callback::comfort::Notify;
///
/// let both = Notify::TRANSFERRED | Notify::ERROR;
/// assert!(both.contains(Notify::ERROR));
/// assert_eq!(both.bits(), 3);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Notify(u32);

impl Notify {
    /// No event.
    pub const NONE: Self = Self(0);
    /// Every file has arrived: `JobTransferred`.
    pub const TRANSFERRED: Self = Self(BG_NOTIFY_JOB_TRANSFERRED);
    /// The job stopped for an error: `JobError`. Transient errors are not told.
    pub const ERROR: Self = Self(BG_NOTIFY_JOB_ERROR);
    /// Something about the job changed: `JobModification`. Comes often, and some may be lost.
    pub const MODIFICATION: Self = Self(BG_NOTIFY_JOB_MODIFICATION);
    /// A file has arrived: `IBackgroundCopyCallback2::FileTransferred`.
    pub const FILE_TRANSFERRED: Self = Self(BG_NOTIFY_FILE_TRANSFERRED);
    /// Ranges of a file have arrived: `IBackgroundCopyCallback3::FileRangesTransferred`. Not of Delivery Optimization.
    pub const FILE_RANGES_TRANSFERRED: Self = Self(BG_NOTIFY_FILE_RANGES_TRANSFERRED);
    /// No event, whatever stands beside it. Not of Delivery Optimization.
    pub const DISABLE: Self = Self(BG_NOTIFY_DISABLE);

    /// The flags as `SetNotifyFlags` takes them.
    #[inline]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Flags as `GetNotifyFlags` tells them; unknown ones are kept.
    #[inline]
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Whether all of `other` are among these.
    #[inline]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether a callback with these is told of `event`.
    #[inline]
    pub(super) const fn asks_for(self, event: Self) -> bool {
        self.contains(event) && !self.contains(Self::DISABLE)
    }

    /// These, and not `other`.
    #[inline]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl BitOr for Notify {
    type Output = Self;
    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Notify {
    #[inline]
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
