//! The service: its jobs, and registering again.

use std::sync::{Arc, Mutex};

use do_callback::{
    codes::{E_ACCESSDENIED, E_NOTIMPL},
    comfort::{Error, Job, Notify, Result},
    prelude::{Result as Answer, *},
};

use crate::service::{job, manager, reach};

#[test]
fn jobs_are_made_listed_and_found() -> Result<()> {
    let (one, two) = (job("one"), job("two"));
    let manager = manager(&[&one.0, &two.0]);
    let names: Answer<Vec<String>> =
        manager.jobs()?.iter().map(|job| Ok(job.get_display_name()?.to_string())).collect();
    assert_eq!(names?, ["one", "two"]);
    assert_eq!(manager.job(&GUID::from_u128(0))?, one.1);
    assert_eq!(manager.create_job("new")?.get_display_name()?, "new");
    Ok(())
}

#[test]
fn failures_say_what_was_tried() {
    let (inside, job) = job("one");
    let manager = manager(&[&inside]);
    let texts = [
        manager.create_job("").unwrap_err(),
        manager.job(&GUID::from_u128(9)).unwrap_err(),
        manager.jobs_of_all_users().unwrap_err(),
        job.add_file("http://localhost/one", "/").unwrap_err(),
    ]
    .map(|error| error.to_string());
    assert_eq!(
        texts,
        [
            "cannot make a job: The caller lacks a right. (E_ACCESSDENIED, 0x80070005)",
            "cannot find the job: There is no such job or record. (BG_E_NOT_FOUND, 0x80200001)",
            "cannot list the jobs: The caller lacks a right. (E_ACCESSDENIED, 0x80070005)",
            "cannot add a file: http://localhost/one to /: The caller lacks a right. \
             (E_ACCESSDENIED, 0x80070005)",
        ]
    );
}

#[test]
fn a_failure_of_a_job_has_its_place_its_file_and_the_services_words() {
    let (inside, job) = job("one");
    assert!(job.failure().unwrap().is_none());
    inside.inside().state = BG_JOB_STATE_ERROR;
    let failure = job.failure().unwrap().unwrap();
    // Codes of HTTP have names in the module `bits`.
    let name = if cfg!(feature = "bits") { "BG_E_HTTP_ERROR_404, " } else { "" };
    assert_eq!(
        failure.to_string(),
        format!(
            "the job failed: http://localhost/none to /tmp/none: The file was not found. \
             ({name}0x80190194, BG_ERROR_CONTEXT_REMOTE_FILE)"
        )
    );
    assert_eq!(failure.context(), Some(BG_ERROR_CONTEXT_REMOTE_FILE));
    assert_eq!(failure.remote_name(), Some("http://localhost/none"));
    assert_eq!(failure.local_name(), Some("/tmp/none"));
    assert_eq!(failure.description(), Some("The file was not found."));
    // A callback can return it.
    assert_eq!(do_callback::Error::from(failure.clone()).code(), failure.code());
}

#[test]
fn resubscribing_tells_what_happened_meanwhile_and_goes_on_after_a_failure() {
    let names = ["running", "done", "failed", "foreign", "somebody else's"];
    let jobs = names.map(job);
    jobs[1].0.inside().state = BG_JOB_STATE_TRANSFERRED;
    jobs[2].0.inside().state = BG_JOB_STATE_ERROR;
    jobs[3].0.inside().is_foreign = true;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let note = |what: &'static str| {
        let heard = Arc::clone(&heard);
        move |job: &IBackgroundCopyJob| -> Answer<()> {
            heard.lock().unwrap().push(format!("{} {what}", job.get_display_name()?));
            Ok(())
        }
    };
    let error = note("error");
    let callback = IBackgroundCopyCallback::builder()
        .on_job_transferred(note("transferred"))
        .on_job_error(move |job, _| error(job))
        .build();

    let again = manager(&jobs.each_ref().map(|(job, _)| job))
        .resubscribe(|job| {
            if job.get_display_name()? == "somebody else's" {
                return Ok(None);
            }
            job.notify(&callback, Notify::TRANSFERRED | Notify::ERROR).map(Some)
        })
        .unwrap();
    let said = || std::mem::take(&mut *heard.lock().unwrap());
    assert_eq!(said(), ["done transferred", "failed error"]);
    assert_eq!(again.registrations.len(), 3);
    let [(refused, error)] = &again.failures[..] else { panic!("{:?}", again.failures) };
    assert_eq!((refused, error.code()), (&jobs[3].1, E_ACCESSDENIED));
    // Nothing is registered that was not asked for, and what is goes on.
    assert_eq!(jobs[4].0.inside().registrations, 0);
    reach(&jobs[0].0, BG_JOB_STATE_TRANSFERRED);
    assert_eq!(said(), ["running transferred"]);
    drop(again);
    assert!(jobs.iter().all(|(job, _)| job.callback().is_none()));
}

#[test]
fn a_callback_that_fails_while_catching_up_stays_registered() {
    let (inside, _) = job("one");
    inside.inside().state = BG_JOB_STATE_TRANSFERRED;
    let callback =
        IBackgroundCopyCallback::builder().on_job_transferred(|_| Err(E_ACCESSDENIED.into()));
    let callback = callback.build();
    let again = manager(&[&inside])
        .resubscribe(|job| job.notify(&callback, Notify::TRANSFERRED).map(Some))
        .unwrap();
    assert_eq!((again.registrations.len(), again.failures.len()), (1, 1));
    assert!(inside.callback().is_some());
}

/// A failure cannot be lost; a success code that nobody asks for may be.
#[deny(unused_must_use)]
#[test]
fn a_success_code_may_be_left_unread() {
    fn complete(job: &Job) -> Answer<()> {
        job.complete()?;
        Ok(())
    }
    assert_eq!(complete(&job("one").1).unwrap_err().code(), E_NOTIMPL);
}

#[cfg(not(windows))]
#[test]
fn elsewhere_than_on_windows_the_way_out_is_named() {
    let error: Error = do_callback::comfort::Manager::connect().unwrap_err();
    assert!(error.to_string().contains("`do-embedded` has a service"), "{error}");
}
