//! Builds the C client where the compiler's headers hold BITS for C: mingw-w64. In Windows's own headers the identifiers lie in a
//! library that has changed its name, and `tests/abi` has a C client for every system.

fn main() {
    println!("cargo:rerun-if-changed=client.c");
    let of = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if of("OS") == "windows" && of("ENV") == "gnu" {
        cc::Build::new().file("client.c").warnings_into_errors(true).compile("bits_client");
    }
}
