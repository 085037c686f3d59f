//! Downloads files with progress bars: by a service in this process, or on Windows by BITS.
//!
//! ```text
//! cargo run --example download -- URL.. --to FOLDER [--service embedded|bits]
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a program")]

mod apartment;
mod bars;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    time::Duration,
};

use bars::Bars;
use do_callback::{
    BG_JOB_STATE_TRANSIENT_ERROR, IBackgroundCopyCallback,
    comfort::{Job, Manager, Notify},
};
use do_embedded::{Connection, Service};

/// How often the bars move while the callback is silent: modifications may be lost.
const TICK: Duration = Duration::from_millis(100);

/// How soon the embedded service tries again after a transient failure. A person is waiting.
const RETRY: Duration = Duration::from_secs(5);

const USAGE: &str = "usage: download URL.. --to FOLDER [--service embedded|bits]";

/// What is to be done.
pub(crate) struct Wish {
    urls: Vec<String>,
    folder: PathBuf,
    by_bits: bool,
}

/// What the callback heard.
enum News {
    Transferred,
    Failed,
    Moved,
}

pub(crate) type AnyError = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match Wish::from_arguments(std::env::args().skip(1)).and_then(|wish| run(&wish)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

impl Wish {
    pub(crate) fn from_arguments(
        mut arguments: impl Iterator<Item = String>,
    ) -> Result<Self, AnyError> {
        let (mut urls, mut folder, mut by_bits) = (Vec::new(), None, false);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--to" => folder = Some(arguments.next().ok_or(USAGE)?),
                "--service" => {
                    by_bits = match arguments.next().as_deref() {
                        Some("embedded") => false,
                        Some("bits") => true,
                        _ => return Err(USAGE.into()),
                    }
                }
                option if option.starts_with("--") => return Err(USAGE.into()),
                _ => urls.push(argument),
            }
        }
        let folder = folder.filter(|_| !urls.is_empty()).ok_or(USAGE)?;
        Ok(Self { urls, folder: std::path::absolute(folder)?, by_bits })
    }
}

pub(crate) fn run(wish: &Wish) -> Result<(), AnyError> {
    std::fs::create_dir_all(&wish.folder)?;
    if wish.by_bits {
        let _apartment = apartment::enter()?;
        return download(&Manager::connect()?, wish);
    }
    let (_service, connection) = embedded()?;
    download(&Manager::from(connection.manager()), wish)
}

fn embedded() -> std::io::Result<(Service, Connection)> {
    let service = Service::builder().retry_delay(RETRY).start()?;
    let connection = service.connect();
    Ok((service, connection))
}

/// One job with all files.
fn download(manager: &Manager, wish: &Wish) -> Result<(), AnyError> {
    let job = manager.create_job("download")?;
    let names = names(&wish.urls);
    for (url, name) in wish.urls.iter().zip(&names) {
        if let Err(error) = job.add_file(url, wish.folder.join(name)) {
            let _ = job.cancel();
            return Err(error.into());
        }
    }
    let (news, heard) = channel();
    let tell = |what: fn() -> News| {
        let news = news.clone();
        move || {
            let _ = news.send(what());
            Ok(())
        }
    };
    let (transferred, failed, moved) =
        (tell(|| News::Transferred), tell(|| News::Failed), tell(|| News::Moved));
    let callback = IBackgroundCopyCallback::builder()
        .on_job_transferred(move |_| transferred())
        .on_job_error(move |_, _| failed())
        .on_job_modification(move |_, _| moved())
        .build();
    let registration =
        job.notify(&callback, Notify::TRANSFERRED | Notify::ERROR | Notify::MODIFICATION)?;
    job.resume()?;
    let result = follow(&job, &names, &heard);
    let ended = if result.is_ok() { job.complete() } else { job.cancel() };
    drop(registration);
    result?;
    let _ = ended?;
    for name in &names {
        println!("{}", wish.folder.join(name).display());
    }
    Ok(())
}

/// Moves the bars up to the end.
fn follow(job: &Job, names: &[String], heard: &Receiver<News>) -> Result<(), AnyError> {
    let bars = Bars::new(names);
    loop {
        match heard.recv_timeout(TICK) {
            Ok(News::Transferred) => {
                bars.show(job)?;
                bars.finish();
                return Ok(());
            }
            Ok(News::Failed) => {
                let failure = job.failure()?;
                return Err(failure.map_or_else(|| "the job failed".into(), Into::into));
            }
            Ok(News::Moved) | Err(RecvTimeoutError::Timeout) => {
                bars.show(job)?;
                // Of a transient failure nobody is told: one looks.
                let waits = job.get_state()? == BG_JOB_STATE_TRANSIENT_ERROR;
                bars.say(if waits { job.failure()? } else { None });
            }
            Err(RecvTimeoutError::Disconnected) => return Err("the callback is gone".into()),
        }
    }
}

/// A name a URL: its last part, with a number where that is taken.
fn names(urls: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for url in urls {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let last =
            Path::new(last).file_name().map_or("download".into(), |name| name.to_string_lossy());
        let mut name = last.to_string();
        while names.contains(&name) {
            name = format!("{}-{last}", names.len());
        }
        names.push(name);
    }
    names
}
