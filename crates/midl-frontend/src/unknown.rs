//! What nothing declares, as data: whoever knows declarations of it can compile again with them.

use std::collections::BTreeSet;

use crate::{
    check::CheckError, consts::ConstError, layout::LayoutError, model::Name, resolve::ResolveError,
};

/// Names that nothing declares, by what they are used for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    /// As a type: of an interface its name is enough.
    pub types: BTreeSet<String>,
    /// As a base: its methods are needed, too.
    pub bases: BTreeSet<String>,
    /// As a constant.
    pub values: BTreeSet<String>,
}

impl Unknown {
    pub(crate) fn note_unresolved(&mut self, errors: &[ResolveError]) {
        for error in errors {
            match error {
                ResolveError::UnknownType { name, .. } => note(&mut self.types, &name.node),
                ResolveError::UnknownBase { name, .. } => note(&mut self.bases, &name.node),
                ResolveError::UnknownConstant { name, .. } => note(&mut self.values, &name.node),
                ResolveError::Constant(ConstError::UnknownName { name, .. }) => {
                    note(&mut self.values, name);
                }
                _ => {}
            }
        }
    }

    /// What is declared and never defined.
    pub(crate) fn note_undefined(&mut self, errors: &[CheckError]) {
        for error in errors {
            match error {
                CheckError::NoLayout {
                    name: Some(name), error: LayoutError::Undefined(_), ..
                } => {
                    note(&mut self.types, name);
                }
                CheckError::BaseUndefined { name, .. } => note(&mut self.bases, name),
                _ => {}
            }
        }
    }

    /// The names that are not in `asked`, and are from now on; nothing where none is left.
    #[must_use]
    pub fn not_yet(&self, asked: &mut Unknown) -> Option<Unknown> {
        let new = |names: &BTreeSet<String>, asked: &mut BTreeSet<String>| {
            names.iter().filter(|name| asked.insert((*name).clone())).cloned().collect()
        };
        let unknown = Unknown {
            types: new(&self.types, &mut asked.types),
            bases: new(&self.bases, &mut asked.bases),
            values: new(&self.values, &mut asked.values),
        };
        (unknown != Unknown::default()).then_some(unknown)
    }
}

fn note(names: &mut BTreeSet<String>, name: &Name) {
    if !names.contains(&**name) {
        names.insert(name.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn names_by_their_use_and_each_once() {
        let text = "struct Held;\ninterface IDeclared;\n#define WIDTH COUNT\n\
            [uuid(bad00031-0000-4000-8000-000000000031)] interface IA : IAbsent { void F([in] Thing *a, [in] Thing *b); }\n\
            [uuid(bad00032-0000-4000-8000-000000000032)] interface IB : IDeclared { void F(); }\n\
            struct S { struct Held held; long row[WIDTH]; };\nconst long TOP = LIMIT;\n";
        let unknown = testing::compile(&[("input.idl", text)]).unknown;
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let expected = Unknown {
            types: names(&["Held", "Thing"]),
            bases: names(&["IAbsent", "IDeclared"]),
            values: names(&["COUNT", "LIMIT"]),
        };
        assert_eq!(unknown, expected);

        let mut asked = Unknown { types: names(&["Thing"]), ..Unknown::default() };
        let rest = Unknown { types: names(&["Held"]), ..expected };
        assert_eq!(unknown.not_yet(&mut asked), Some(rest));
        assert_eq!(unknown.not_yet(&mut asked), None);
    }
}
