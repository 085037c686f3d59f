//! The attribute for the vendor's IDL.

use midlc::{BuildError, Builder};

fn main() -> Result<(), BuildError> {
    println!("cargo:rerun-if-changed=build.rs");
    Builder::new()
        .base("../vendor")
        .file("idl/acme.idl")
        .file("idl/acmefeeder.idl")
        .include("idl/sdk")
        .module("acme")
        .attribute("acme_callback", "macros")
        .build()
}
