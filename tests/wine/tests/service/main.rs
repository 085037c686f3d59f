//! Objects made by `#[do_callback]` under a service, a second process, other apartments and a C client.
#![cfg(windows)]

#[cfg(target_env = "gnu")]
mod abi;
mod apartments;
mod bits;
mod comfort;
mod kit;
mod peer;
