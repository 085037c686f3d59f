//! Jobs, registrations and errors as people write them, over the plain interfaces.
//!
//! Everything here is a few calls of the interfaces that you could make yourself, and each type hands out the interface under it.
//! Nothing registers a callback unless you say so.
//!
//! ```no_run
//! use do_callback::comfort::{Manager, Notify, Result};
//! use do_callback::prelude::*;
//!
//! fn download(manager: &Manager) -> Result<()> {
//!     let job = manager.create_job("updates")?;
//!     job.add_file("http://localhost/file", "/tmp/file")?;
//!     let callback = IBackgroundCopyCallback::builder()
//!         .on_job_transferred(|job| job.complete().map(drop))
//!         .build();
//!     let registration = job.notify(&callback, Notify::TRANSFERRED | Notify::ERROR)?;
//!     job.resume()?;
//!     // .. and as long as `registration` lives, the callback is called.
//! #   drop(registration);
//!     Ok(())
//! }
//! ```
//!
//! # Which thread
//!
//! [`Manager`], [`Job`] and [`Registration`] hold interfaces, which belong to the apartment of the thread that got them: none of them
//! is `Send`. To take a job elsewhere, take an [`AgileReference`](crate::AgileReference) to [`Job::raw`], and make a `Job` of what it
//! resolves to. The future of [`Job::transferred`] does so itself, and may be polled on any thread that has initialised COM. After
//! [`initialise`], or [`multithreaded`] alone, every thread has.

// Every function below is `#[inline]`: it is compiled in the program that uses it, and costs the clean build of others nothing.
mod connect;
#[cfg(feature = "download")]
pub mod download;
mod enumerated;
mod error;
mod job;
mod listeners;
mod manager;
mod notify;
mod registration;
mod relay;
mod told;
mod transferred;

pub use self::connect::{BITS, DELIVERY_OPTIMIZATION, initialise, multithreaded};
pub use self::error::{Error, Result};
pub use self::job::Job;
pub use self::manager::{Manager, Resubscribed};
pub use self::notify::Notify;
pub use self::registration::Registration;
pub use self::transferred::Transferred;
