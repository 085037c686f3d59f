//! A thousand jobs from a server on the loopback: no event is lost, none comes too often, and the service stays small.
#![allow(clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod support;

use std::{fs, time::Duration};

use do_callback::prelude::*;
use do_embedded::Service;
use support::{
    Folder, Heard, Log, content, job, next, register,
    server::{Manner, Server},
};

const JOBS: usize = 1000;

/// Workers, callers and the watcher.
const THREADS: usize = 4 + 4 + 1;

/// The service's threads, where the system tells.
fn threads() -> Option<usize> {
    let tasks = fs::read_dir("/proc/self/task").ok()?;
    let names = tasks.filter_map(|task| fs::read_to_string(task.ok()?.path().join("comm")).ok());
    Some(names.filter(|name| name.starts_with("do-")).count())
}

/// The most memory that the process ever had, in kilobytes, where the system tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().split(' ').next()?.parse().ok()
}

#[test]
fn a_thousand_jobs_lose_no_event() {
    let folder = Folder::new();
    let bytes = content(10_000);
    let server = Server::start(&[("/good", bytes.clone())], Manner::Good);
    let service = Service::builder().modification_interval(Duration::ZERO).start().unwrap();
    let connection = service.connect();
    let manager = connection.manager();
    let (log, heard) = Log::completing();
    let before = peak();

    // Every tenth job fails, and every other one hears of modifications.
    let jobs: Vec<(usize, GUID, IBackgroundCopyJob)> = (0..JOBS)
        .map(|number| {
            let path = if number % 10 == 0 { "/bad" } else { "/good" };
            let job = job(&manager, &server.url(path), &folder.path(&number.to_string()));
            let flags = BG_NOTIFY_JOB_TRANSFERRED
                | BG_NOTIFY_JOB_ERROR
                | if number % 2 == 0 { BG_NOTIFY_JOB_MODIFICATION } else { 0 };
            job.set_notify_flags(flags).unwrap();
            register(&job, &log);
            job.resume().unwrap();
            (number, job.get_id().unwrap(), job)
        })
        .collect();

    let mut ended = 0;
    while ended < JOBS {
        match next(&heard) {
            Heard::Modification(_) => {}
            Heard::Transferred | Heard::Error(..) => ended += 1,
        }
        assert!(threads().is_none_or(|threads| threads <= THREADS));
    }
    let not_found = HRESULT(0x8019_0194_u32.cast_signed());
    for (number, id, job) in &jobs {
        let heard = log.heard_of(id);
        let modifications = heard.iter().filter(|heard| matches!(heard, Heard::Modification(_)));
        assert_eq!(modifications.count() > 0, number % 2 == 0, "job {number}: {heard:?}");
        let ends: Vec<&Heard> =
            heard.iter().filter(|heard| !matches!(heard, Heard::Modification(_))).collect();
        if number % 10 == 0 {
            assert_eq!(ends, [&Heard::Error(BG_ERROR_CONTEXT_REMOTE_FILE, not_found)]);
            assert!(job.cancel().unwrap().is_s_ok());
        } else {
            assert_eq!(ends, [&Heard::Transferred], "job {number}");
            assert_eq!(folder.read(&number.to_string()), bytes);
        }
    }
    assert_eq!(folder.names().len(), JOBS / 10 * 9); // and no temporary file
    assert_eq!(manager.enum_jobs(0).unwrap().get_count().unwrap(), 0);
    if let Some((before, after)) = before.zip(peak()) {
        // The bodies alone are ten megabytes.
        assert!(after - before < 32 * 1024, "{} kB", after - before);
    }
}
