//! Makes an assertion of every line of `layout.def`.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=layout.def");
    let table = fs::read_to_string("layout.def").expect("layout.def");
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with("//"));
    let assertions: String = lines.map(|line| assertion(line.trim_start_matches("OWN_"))).collect();
    let folder = env::var_os("OUT_DIR").expect("cargo runs this");
    fs::write(Path::new(&folder).join("layout.rs"), assertions).expect("OUT_DIR");
}

fn assertion(line: &str) -> String {
    let (kind, arguments) =
        line.strip_suffix(')').and_then(|line| line.split_once('(')).expect(line);
    let arguments: Vec<&str> = arguments.split(", ").collect();
    match (kind, &arguments[..]) {
        ("SIZE", [record, narrow, wide]) => {
            format!("const _: () = assert!(size_of::<{record}>() == at({narrow}, {wide}));\n")
        }
        ("FIELD", [record, field, narrow, wide]) => format!(
            "const _: () = assert!(offset_of!({record}, {field}) == at({narrow}, {wide}));\n"
        ),
        ("SLOT", [interface, method, slot]) => format!(
            "const _: () = assert!(offset_of!({interface}_Vtbl, {method}) == {slot} * at(4, 8));\n"
        ),
        _ => panic!("{line}"),
    }
}
