//! Names that the plan uses must exist: a slip in it would otherwise change nothing, silently.

use midl_frontend::model::{Checked, Interface, Method};

use crate::{
    errors::EmitError,
    options::{MethodPath, Options},
};

/// # Errors
///
/// Entries that name no interface, no method of it, or no parameter of that.
pub(super) fn check(checked: &Checked, options: &Options) -> Result<(), Vec<EmitError>> {
    let mut errors = Vec::new();
    let nullable = || options.given.option("nullable");
    for path in &options.nullable {
        match method(checked, &path.method) {
            Ok(method) if method.params.iter().any(|param| *param.name == *path.param) => {}
            Ok(method) => errors.push(EmitError::PlanUnknown {
                option: nullable(),
                entry: path.to_string(),
                missing: path.param.clone(),
                known: method.params.iter().map(|param| param.name.to_string()).collect(),
            }),
            Err(error) => errors.push(error(nullable(), path.to_string())),
        }
    }
    for path in &options.success {
        if let Err(error) = method(checked, path) {
            errors.push(error(options.given.option("success"), path.to_string()));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The method of that name; what is wrong with the entry of an option otherwise.
fn method<'c>(
    checked: &'c Checked,
    path: &MethodPath,
) -> Result<&'c Method, impl FnOnce(String, String) -> EmitError + use<>> {
    let interface = checked.interfaces.iter().find(|interface| *interface.name == *path.interface);
    let found = interface
        .and_then(|interface| interface.methods.iter().find(|method| *method.name == *path.method));
    let (missing, known) = match interface {
        Some(interface) => (path.method.clone(), methods(interface)),
        None => (
            path.interface.clone(),
            checked.interfaces.iter().map(|interface| interface.name.to_string()).collect(),
        ),
    };
    found.ok_or(|option, entry| EmitError::PlanUnknown { option, entry, missing, known })
}

fn methods(interface: &Interface) -> Vec<String> {
    interface.methods.iter().map(|method| method.name.to_string()).collect()
}
