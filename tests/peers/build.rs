//! Builds the C object as it was given: `cc -O2`.

fn main() {
    println!("cargo:rerun-if-changed=data/cobj.c");
    cc::Build::new().file("data/cobj.c").opt_level(2).debug(false).compile("cobj");
}
