//! Types, traits, vtables and callers of the vendor's IDL, and the C of the tests.

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

    Builder::new().file("idl/acmepanel.idl").namespace("AcmePanel").module("panel").build()?;

    // What acme.idl declares stands in the first module.
    Builder::new()
        .file("idl/acmefeeder.idl")
        .include("idl/sdk")
        .namespace("AcmeFeeder")
        .module("feeder")
        .elsewhere("acme.idl", "crate::acme")
        .build()?;

    println!("cargo:rerun-if-changed=build.rs");
    for (file, library) in [("client", "vendor_client"), ("panel", "vendor_panel")] {
        let file = format!("tests/{file}.c");
        println!("cargo:rerun-if-changed={file}");
        cc::Build::new().file(file).warnings_into_errors(true).compile(library);
    }
    Ok(())
}
