//! Several files as one batch: each file is read and parsed once, and what is told is what each compilation on its own would tell.

use std::{collections::HashMap, mem, sync::Arc};

use midl_frontend::{
    batch::{Batch, Verdict},
    diagnostic::Diagnostic,
    program,
    source::SourceMap,
};

use crate::{loader::Loader, options::Inputs};

/// What is to be told of a file, and the files that the diagnostics speak of.
pub(super) type Told = (Vec<Diagnostic>, Arc<SourceMap>);

/// Checks some of the files, each as if it were compiled on its own; see [`midl_frontend::batch`]. Hands on the index of each
/// among the inputs, with nothing where it is to be compiled on its own.
pub(super) fn check<E>(
    loader: &mut Loader,
    inputs: &Inputs,
    files: &[usize],
    take: &mut dyn FnMut(usize, Option<Told>) -> Result<(), E>,
) -> Result<(), E> {
    loader.start_over();
    loader.allow_outside(inputs.outside);
    let mut sources = SourceMap::default();
    let (mut roots, mut indices) = (Vec::new(), HashMap::new());
    for index in files {
        match loader.open_root(&mut sources, &inputs.files[*index]) {
            Ok(root) if !indices.contains_key(&root) => {
                roots.push(root);
                indices.insert(root, *index);
            }
            // It cannot be read, which its own compilation will say; or another name leads to it.
            _ => take(*index, None)?,
        }
    }
    let options = program::Options { defines: inputs.defines.clone() };
    let mut batch = Batch::read(sources, &roots, loader, &options);
    batch.distrust(loader.swayed().iter().copied());
    let sources = Arc::clone(batch.sources());
    batch.judge(&inputs.warnings, |Verdict { root, diagnostics }| {
        take(indices[&root], diagnostics.map(|diagnostics| (diagnostics, Arc::clone(&sources))))
    })?;
    // The process ends soon: taking the model apart first would be a good part of a run.
    mem::forget(batch);
    Ok(())
}
