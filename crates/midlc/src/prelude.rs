//! The IDL files that every classic COM file imports, built in: an installed compiler works on a lone `.idl`.
//!
//! They are this project's own texts and declare what real files use of the Windows base. Of the other files of the Windows SDK
//! only the names are known here. A file of the same name in the importing file's folder or in an include folder wins.

/// One built-in file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreludeFile {
    /// Its name, in lower case.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! prelude {
    ($($name:literal,)*) => {
        &[$(PreludeFile { name: $name, text: include_str!(concat!("../prelude/", $name)) },)*]
    };
}

/// Every built-in file with a text of its own, sorted by name.
pub const FILES: &[PreludeFile] = prelude![
    "basetsd.idl",
    "guiddef.idl",
    "oaidl.idl",
    "objidl.idl",
    "objidlbase.idl",
    "ocidl.idl",
    "oleidl.idl",
    "servprov.idl",
    "stdole2.idl",
    "stdole32.idl",
    "unknwn.idl",
    "unknwnbase.idl",
    "wtypes.idl",
    "wtypesbase.idl",
];

/// Names of further files of the Windows SDK, behind a line that says so.
const SYSTEM: &str = include_str!("../prelude/system.txt");

/// What stands for such a file: what it declares is found in the metadata, name by name, where it is used.
const STAND_IN: &str = "import \"ocidl.idl\";\n";

/// The built-in file of this name, whatever its letter case.
#[must_use]
pub fn find(name: &str) -> Option<PreludeFile> {
    let own = FILES.iter().copied().find(|file| file.name.eq_ignore_ascii_case(name));
    own.or_else(|| Some(PreludeFile { name: system(name)?, text: STAND_IN }))
}

/// True for the text of a file of which only the name is known.
#[must_use]
pub fn is_stand_in(text: &str) -> bool {
    text == STAND_IN
}

/// The name as a whole word of the list. Many names are asked for that are not in it, so it is searched as one text.
fn system(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let is_end = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
    let text = SYSTEM.as_bytes();
    let is_word = |at: usize| is_end(text[..at].last()) && is_end(text.get(at + name.len()));
    let mut found = SYSTEM.match_indices(&*name).filter(|_| name.ends_with(".idl"));
    found.find(|(at, _)| is_word(*at)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn lists_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/prelude");
        let mut on_disk: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        on_disk.retain(|name| name.ends_with(".idl"));
        on_disk.sort();
        let listed: Vec<&str> = FILES.iter().map(|file| file.name).collect();
        assert_eq!(listed, on_disk);
    }

    #[test]
    fn ignores_letter_case() {
        assert_eq!(find("OAIDL.Idl").map(|file| file.name), Some("oaidl.idl"));
        assert_eq!(find("vendor.idl"), None);
        assert_eq!(find("oaidl"), None);
    }

    #[test]
    fn knows_the_names_of_the_system() {
        let names: Vec<&str> =
            SYSTEM.lines().skip(1).flat_map(str::split_ascii_whitespace).collect();
        assert!(names.is_sorted());
        assert!(names.iter().all(|name| FILES.iter().all(|file| file.name != *name)));
        assert!(names.iter().all(|name| find(name).is_some_and(|file| file.name == *name)));
        assert_eq!(find("ShObjIdl.Idl").map(|file| file.name), Some("shobjidl.idl"));
        assert_eq!(["its.idl", "idl", ""].map(find), [None; 3]);
    }
}
