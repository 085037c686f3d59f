//! The service, and the jobs it has.

use super::{Error, Job, Registration, Result, enumerated::all};
use crate::{BG_JOB_ENUM_ALL_USERS, BG_JOB_TYPE_DOWNLOAD, GUID, IBackgroundCopyManager};

/// The service: makes jobs and finds them again.
///
/// [`Manager::connect`] reaches the one of Windows. `Manager::from` takes any `IBackgroundCopyManager`, such as one of
/// `do-embedded`, on every system.
///
/// It belongs to the thread's apartment, as its interface does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manager(IBackgroundCopyManager);

/// What [`Manager::resubscribe`] did.
#[derive(Debug, Default)]
#[must_use = "a registration ends when it is dropped"]
pub struct Resubscribed {
    /// The registrations that were made. Dropping one clears it.
    pub registrations: Vec<Registration>,
    /// The jobs that something went wrong with, which did not keep the others from being registered.
    pub failures: Vec<(Job, Error)>,
}

impl Manager {
    /// The interface.
    #[inline]
    pub fn raw(&self) -> &IBackgroundCopyManager {
        &self.0
    }

    /// Makes a download job. It is suspended: add files, then `resume`.
    ///
    /// # Errors
    ///
    /// What the service answers.
    #[inline]
    pub fn create_job(&self, name: &str) -> Result<Job> {
        let made = self.0.create_job(name, BG_JOB_TYPE_DOWNLOAD);
        made.map(|(_, job)| job.into()).map_err(Error::of("cannot make a job"))
    }

    /// Finds a job by its ID, which `get_id` tells. It may be one that an earlier run of the program made.
    ///
    /// # Errors
    ///
    /// What the service answers, such as `BG_E_NOT_FOUND`.
    #[inline]
    pub fn job(&self, id: &GUID) -> Result<Job> {
        self.0.get_job(id).map(Job::from).map_err(Error::of("cannot find the job"))
    }

    /// The caller's jobs.
    ///
    /// # Errors
    ///
    /// What the service answers.
    #[inline]
    pub fn jobs(&self) -> Result<Vec<Job>> {
        self.jobs_of(0)
    }

    /// The jobs of all users, for which the caller must be an administrator.
    ///
    /// # Errors
    ///
    /// What the service answers.
    #[inline]
    pub fn jobs_of_all_users(&self) -> Result<Vec<Job>> {
        self.jobs_of(BG_JOB_ENUM_ALL_USERS)
    }

    #[inline]
    fn jobs_of(&self, flags: u32) -> Result<Vec<Job>> {
        let jobs = self.0.enum_jobs(flags).and_then(|jobs| all(|one| jobs.next(one)));
        let jobs = jobs.map_err(Error::of("cannot list the jobs"))?;
        Ok(jobs.into_iter().map(Job::from).collect())
    }

    /// Registers again at start-up: the service remembers jobs, and forgets callbacks when the program ends.
    ///
    /// `choose` is asked for each job of the caller's, and makes the registration for those that it knows. What happened while nobody
    /// listened is then told at once, by [`Registration::catch_up`], on the calling thread. A service may tell it as well: a callback
    /// must bear to hear the same twice.
    ///
    /// ```no_run
    /// # use do_callback::{IBackgroundCopyCallback, comfort::{Manager, Notify, Result}};
    /// # fn start(manager: &Manager, callback: &IBackgroundCopyCallback) -> Result<()> {
    /// let again = manager.resubscribe(|job| {
    ///     if job.get_display_name()? != "updates" {
    ///         return Ok(None); // somebody else's
    ///     }
    ///     job.notify(callback, Notify::TRANSFERRED | Notify::ERROR).map(Some)
    /// })?;
    /// # drop(again);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The jobs cannot be listed. What goes wrong with one job is among [`Resubscribed::failures`].
    #[inline]
    pub fn resubscribe(
        &self,
        mut choose: impl FnMut(&Job) -> Result<Option<Registration>>,
    ) -> Result<Resubscribed> {
        let mut done = Resubscribed::default();
        for job in self.jobs()? {
            let told = choose(&job).and_then(|registration| {
                registration.map_or(Ok(()), |registration| {
                    let told = registration.catch_up();
                    done.registrations.push(registration);
                    told.map(drop)
                })
            });
            if let Err(error) = told {
                done.failures.push((job, error));
            }
        }
        Ok(done)
    }
}

impl From<IBackgroundCopyManager> for Manager {
    #[inline]
    fn from(manager: IBackgroundCopyManager) -> Self {
        Self(manager)
    }
}
