//! Builds the C object as it was given, `cc -O2`, and on demand what users of windows-rs implement BITS interfaces with.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=data/cobj.c");
    cc::Build::new().file("data/cobj.c").opt_level(2).debug(false).compile("cobj");
    #[cfg(feature = "bindings")]
    bindings();
}

/// Bindings of the metadata that comes with windows-bindgen, with a trait for implementers of each interface.
#[cfg(feature = "bindings")]
fn bindings() {
    let folder = std::env::var_os("OUT_DIR").expect("cargo says where output goes");
    windows_bindgen::builder()
        .input_default()
        .filters(["IBackgroundCopyError", "IBackgroundCopyFile", "IBackgroundCopyJob"])
        .output(std::path::Path::new(&folder).join("bits.rs"))
        .flat()
        .implement_all()
        .write();
}
