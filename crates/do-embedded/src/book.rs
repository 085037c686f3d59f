//! The chapters of the book that need a service, so that their examples are run as documentation tests.

#[doc = include_str!("../../do-callback/book/src/jobs.md")]
struct Jobs;

#[doc = include_str!("../../do-callback/book/src/without-windows.md")]
struct WithoutWindows;
