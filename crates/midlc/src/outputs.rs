//! What all outputs of a plan have to be together: an interface is one type of Rust, so one output has its IID.

use std::{collections::BTreeMap, fmt};

use midl_codegen::Declared;

/// One output, by the folder of its module, and what it declares.
#[derive(Clone, Copy, Debug)]
pub struct Declares<'o> {
    /// The crate that it is a module of.
    pub krate: &'o str,
    /// The folder.
    pub library: &'o str,
    /// Its interfaces.
    pub interfaces: &'o [Declared],
}

/// An IID that two outputs have; `Display` says where, why that is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwoOutputs {
    iid: String,
    /// Where it is: the place in the IDL, the name, the folder.
    places: [String; 2],
}

/// Looks for an IID that two outputs have.
///
/// What comes from files of the compiler, such as `IStream`, may be in two crates that know nothing of each other; in two modules
/// of one crate it may not.
///
/// # Errors
///
/// The first IID that is found twice.
pub fn check<'o>(outputs: impl IntoIterator<Item = Declares<'o>>) -> Result<(), TwoOutputs> {
    let mut known: BTreeMap<(&str, &str), (&str, &Declared)> = BTreeMap::new();
    for Declares { krate, library, interfaces } in outputs {
        for declared in interfaces {
            let realm = if declared.is_prelude { krate } else { "" };
            if let Some((other, first)) = known.insert((realm, &declared.iid), (library, declared))
            {
                let place = |library: &str, Declared { name, place, .. }: &Declared| {
                    format!("{place}: `{name}`, in {library}")
                };
                let places = [place(other, first), place(library, declared)];
                return Err(TwoOutputs { iid: declared.iid.clone(), places });
            }
        }
    }
    Ok(())
}

impl fmt::Display for TwoOutputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: two outputs have the IID {}", self.iid)?;
        for place in &self.places {
            writeln!(f, "  {place}")?;
        }
        writeln!(
            f,
            "  = note: they would be two types of Rust: an object of the one is no object of the other"
        )?;
        writeln!(
            f,
            "  = help: declare it in one file, import that file in the other, and let the later module say `elsewhere = [\"FILE=MODULE\"]`"
        )
    }
}

impl std::error::Error for TwoOutputs {}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(name: &str, iid: &str, is_prelude: bool) -> Declared {
        let place = format!("idl/{name}.idl:3");
        Declared { name: name.to_owned(), iid: iid.to_owned(), place, is_prelude }
    }

    fn check_two(second: &str, interfaces: [Declared; 2]) -> Result<(), String> {
        let [one, two] = interfaces.map(|interface| [interface]);
        check([
            Declares { krate: "a", library: "a/src/one", interfaces: &one },
            Declares { krate: second, library: "a/src/two", interfaces: &two },
        ])
        .map_err(|error| error.to_string())
    }

    #[test]
    fn an_iid_in_two_outputs_is_refused() {
        let twice = || [declared("IFoo", "1", false), declared("IBar", "1", false)];
        let expected = r#"error: two outputs have the IID 1
  idl/IFoo.idl:3: `IFoo`, in a/src/one
  idl/IBar.idl:3: `IBar`, in a/src/two
  = note: they would be two types of Rust: an object of the one is no object of the other
  = help: declare it in one file, import that file in the other, and let the later module say `elsewhere = ["FILE=MODULE"]`
"#;
        assert_eq!(check_two("a", twice()), Err(expected.to_owned()));
        assert!(check_two("b", twice()).is_err());
        assert_eq!(
            check_two("a", [declared("IFoo", "1", false), declared("IBar", "2", false)]),
            Ok(())
        );
    }

    #[test]
    fn crates_may_share_what_the_compiler_declares() {
        let shared = || [declared("IStream", "1", true), declared("IStream", "1", true)];
        assert_eq!(check_two("b", shared()), Ok(()));
        assert!(check_two("a", shared()).is_err());
    }
}
