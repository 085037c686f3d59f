//! A vendor's interfaces as a user of them would have them: made by the build script, with the attribute of a small crate beside this one.

/// The interfaces.
#[allow(
    rustdoc::redundant_explicit_links,
    reason = "links are written for every place that the text may be included at"
)]
pub mod acme {
    include!(concat!(env!("OUT_DIR"), "/acme/mod.rs"));
}

/// What scripts call of them.
#[allow(
    rustdoc::redundant_explicit_links,
    reason = "links are written for every place that the text may be included at"
)]
pub mod panel {
    include!(concat!(env!("OUT_DIR"), "/panel/mod.rs"));
}

pub use vendor_macros::acme_callback;
