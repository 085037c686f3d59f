//! Checks what the options say of the object together.

use crate::errors::Errors;
use crate::mistake::Mistake;
use crate::options::{ALSO, APARTMENT, NO_MARSHAL, Options, PART};
use crate::table::{Interface, Table};

/// Reports options that contradict each other, or say what is so already.
///
/// `declared` is the interface of the impl's trait. A trait that the table does not have may be that of another attribute.
pub(super) fn check(table: &Table, options: &Options, declared: &Interface, errors: &mut Errors) {
    if options.get(&PART).is_some() {
        for given in options.iter().filter(|given| *given.kind != PART) {
            errors.push(&given.name, Mistake::OptionOfPart { name: given.kind.name });
        }
        return;
    }
    if let (Some(_), Some(no_marshal)) = (options.get(&APARTMENT), options.get(&NO_MARSHAL)) {
        errors.push(&no_marshal.name, Mistake::NothingToMarshal);
    }
    let Some(also) = options.get(&ALSO) else { return };
    let is_base = |base: &Interface, of: &Interface| {
        table.bases(of).any(|found| found.trait_name == base.trait_name)
    };
    let mut seen = vec![declared];
    for path in &also.traits {
        let name = &path.name.to_string();
        let Some(interface) = table.by_trait(name) else {
            if let Some(interface) = table.by_interface(name) {
                errors.push(&path.tokens, Mistake::AlsoInterface { interface });
            }
            continue;
        };
        if let Some(feature) = interface.off() {
            errors.push(&path.tokens, Mistake::FeatureOff { interface, feature });
            continue;
        }
        for &other in &seen {
            let mistake = if other.trait_name == interface.trait_name {
                Mistake::AlsoTwice { name: interface.trait_name }
            } else if is_base(interface, other) {
                Mistake::AlsoBase { base: interface, derived: other }
            } else if is_base(other, interface) {
                Mistake::AlsoDerived { base: other, derived: interface }
            } else {
                continue;
            };
            errors.push(&path.tokens, mistake);
        }
        seen.push(interface);
    }
}
