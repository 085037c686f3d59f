//! Builds the C client of the test `abi`.

fn main() {
    println!("cargo:rerun-if-changed=abi/client.c");
    cc::Build::new().file("abi/client.c").warnings_into_errors(true).compile("client");
}
