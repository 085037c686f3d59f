//! The IDL files that every classic COM file imports, built in: an installed compiler works on a lone `.idl`.
//!
//! They are this project's own texts and declare what real files use of the Windows base. A file of the same name in the
//! importing file's folder or in an include folder wins.

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

/// Every built-in file, sorted by name.
pub const FILES: &[PreludeFile] = prelude![
    "basetsd.idl",
    "oaidl.idl",
    "objidl.idl",
    "objidlbase.idl",
    "ocidl.idl",
    "oleidl.idl",
    "servprov.idl",
    "unknwn.idl",
    "unknwnbase.idl",
    "wtypes.idl",
    "wtypesbase.idl",
];

/// The built-in file of this name, whatever its letter case.
#[must_use]
pub fn find(name: &str) -> Option<&'static PreludeFile> {
    FILES.iter().find(|file| file.name.eq_ignore_ascii_case(name))
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
        assert_eq!(find("bits.idl"), None);
    }
}
