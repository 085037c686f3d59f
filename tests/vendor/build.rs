//! Types, traits, vtables and callers of the vendor's IDL, and the C client of the test.

use midlc::{BuildError, Builder};

fn main() -> Result<(), BuildError> {
    Builder::new()
        .file("idl/acme.idl")
        .include("idl/sdk")
        .namespace("Acme")
        .module("acme")
        .filter("IScan*")?
        .filter("ACME_*")?
        .build()?;

    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=tests/client.c");
    cc::Build::new().file("tests/client.c").warnings_into_errors(true).compile("vendor_client");
    Ok(())
}
