//! A Delivery Optimization in your own process, for demos and for tests where no Windows is.
//!
//! ```
//! use do_callback::prelude::*;
//! use do_embedded::Service;
//! # use std::{fs, sync::mpsc};
//!
//! struct Told(mpsc::Sender<()>);
//!
//! #[do_callback]
//! impl BackgroundCopyCallback for Told {
//!     fn job_transferred(&self, job: &IBackgroundCopyJob) -> Result<()> {
//!         job.complete()?;
//!         _ = self.0.send(());
//!         Ok(())
//!     }
//!     fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
//!         Ok(())
//!     }
//!     fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
//!         Ok(())
//!     }
//! }
//!
//! # let folder = std::env::temp_dir().join(format!("do-embedded-doc-{}", std::process::id()));
//! # fs::create_dir_all(&folder)?;
//! # fs::write(folder.join("from"), "content")?;
//! # let (url, to) = (format!("file:///{}", folder.join("from").display()), folder.join("to"));
//! # let to = to.display().to_string();
//! let service = Service::start()?;
//! let connection = service.connect();
//! let (id, job) = connection.manager().create_job("a download", BG_JOB_TYPE_DOWNLOAD)?;
//! job.add_file(&url, &to)?;
//!
//! let (sender, told) = mpsc::channel();
//! let callback: IBackgroundCopyCallback = Told(sender).into();
//! job.set_notify_interface(Some(&callback.cast()?))?;
//! job.resume()?;
//! told.recv()?;
//! assert_eq!(fs::read_to_string(&to)?, "content");
//! # fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it is
//!
//! The objects are made with the traits and the attribute of `do-callback`, and behave as the documentation says. By the API of
//! 1709, [`Connection::manager`], a job has the interfaces up to `IBackgroundCopyJob5` and both `IDeliveryOptimizationJob*`, a
//! file those up to `IBackgroundCopyFile5` and both `IDeliveryOptimizationFile*`. What only BITS has (uploads, command lines,
//! credentials, peers) is `E_NOTIMPL`. By the API of 1809, [`Connection::download_manager`], a download is a job of one file.
//!
//! | | |
//! |-|-|
//! | **transfers** | `file:` and `http:`, with the feature `tls` also `https:`; one file of a job after another, several jobs at once |
//! | **ranges** | `AddFileWithRanges`: the ranges follow each other in the local file. After a failure a file goes on where it stopped, if the server still has the same content, and begins again if not |
//! | **files** | are written beside their target as `BIT*.tmp`, and moved to it by `Complete`. `Complete` of a job that has not wholly arrived keeps the files that have (`BG_S_PARTIAL_COMPLETE`) |
//! | **states** | as documented. The server's patience (408, 429, 500, 502 to 504), an answer without the content (201 to 299), silence, and connections that are lost or do not come about are `TRANSIENT_ERROR`, and tried again after the minimum retry delay; they become `ERROR` with `DO_E_DOWNLOAD_NO_PROGRESS` when no byte has arrived for the no-progress time. Every other failure is `ERROR` at once |
//! | **calls** | at most four at once. Transferred and error are told at least once while that state lasts, also to a callback that is registered later or with flags that come later; a failed call is repeated after a delay. They overtake modifications, of which some may be lost. A callback that is an `IBackgroundCopyCallback2` hears of files by the flag for that, and the next file waits until it has heard. Transient errors are told by nobody: look at the state |
//! | **connections** | dropping a [`Connection`] is the end of a process: callbacks are forgotten, jobs stay, and the next callback hears again of what their state still is |
//! | **persistence** | jobs live in memory, as long as the [`Service`] does |
//!
//! Of a download, an error is the state `Paused` with its code in the status; `Start` goes on. `OnStatusChange` is called when
//! the state changes and, at most every `CallbackFreqSeconds`, when bytes arrive; what it answers changes nothing. The file
//! appears by `Finalize`. Streams, blocking, integrity checks and headers of one's own are `E_NOTIMPL`.
//!
//! # In tests
//!
//! [`testing`] has the same service with a clock and a network of the test's own: nothing sleeps, and what goes wrong is said in
//! advance.
//!
//! # What it is not
//!
//! - What the documentation does not say is decided here: which HTTP statuses are transient, how ranges lie in the local file,
//!   that a file added to a job that has been transferred puts it into the queue again, and the delays that
//!   [`Service::builder`] sets.
//! - There is one user, who owns every job. There are no peers, no policies, no costs.
//! - A `JobTransferred` or `JobError` that answers `S_FALSE` counts as heard; Windows repeats it.
//! - Callbacks must be agile where there are no apartments: `SetNotifyInterface` answers `CO_E_NOT_SUPPORTED` off Windows for
//!   an object that is bound to its thread.
//!
//! # Features
//!
//! - `tls`: `https:` by rustls.

#![deny(unsafe_code)]

#[cfg(doctest)]
mod book;
mod call;
mod com;
mod engine;
mod failure;
mod job;
mod link;
mod service;
pub mod testing;
mod threads;
mod time;
mod transfer;
mod world;

pub use self::service::{Builder, Connection, Service};
