//! A vendor's interfaces as a user of them would have them: made by the build script, with the attribute of a small crate beside this one.

/// The interfaces.
pub mod acme {
    include!(concat!(env!("OUT_DIR"), "/acme/mod.rs"));
}

/// What scripts call of them.
pub mod panel {
    include!(concat!(env!("OUT_DIR"), "/panel/mod.rs"));
}

/// What comes with its feeder.
#[allow(
    rustdoc::redundant_explicit_links,
    reason = "links are written for every place that the text may be included at"
)]
pub mod feeder {
    include!(concat!(env!("OUT_DIR"), "/feeder/mod.rs"));
}

pub use vendor_macros::acme_callback;
