//! Several files as one batch: each file is read and resolved once, and what is told is what each compilation on its own would tell.

use std::{collections::HashMap, mem, sync::Arc};

use midl_frontend::{
    batch::{Batch, Settled},
    diagnostic::Diagnostic,
    program,
    source::SourceMap,
};

use crate::{loader::Loader, options::Inputs};

/// Files that were checked as one batch.
pub(super) struct Together {
    /// For those that are settled, by their index among the inputs: what is to be told.
    pub(super) settled: Vec<(usize, Vec<Diagnostic>)>,
    /// The files that the diagnostics speak of.
    pub(super) sources: Arc<SourceMap>,
    /// The others: each is to be compiled on its own.
    pub(super) unsettled: Vec<usize>,
}

/// Checks some of the files, each as if it were compiled on its own; see [`midl_frontend::batch`].
pub(super) fn check(loader: &mut Loader, inputs: &Inputs, files: &[usize]) -> Together {
    loader.start_over();
    loader.allow_outside(inputs.outside);
    let (mut sources, mut unsettled) = (SourceMap::default(), Vec::new());
    let (mut roots, mut indices) = (Vec::new(), HashMap::new());
    for index in files {
        match loader.open_root(&mut sources, &inputs.files[*index]) {
            Ok(root) if !indices.contains_key(&root) => {
                roots.push(root);
                indices.insert(root, *index);
            }
            // It cannot be read, which its own compilation will say; or another name leads to it.
            _ => unsettled.push(*index),
        }
    }
    let options = program::Options { defines: inputs.defines.clone() };
    let mut batch = Batch::compile(sources, &roots, loader, &options);
    batch.distrust(loader.swayed().iter().copied());
    let sources = Arc::clone(batch.sources());
    let mut settled = Vec::with_capacity(roots.len());
    for Settled { root, diagnostics } in batch.settled(&inputs.warnings) {
        settled.extend(indices.remove(&root).map(|index| (index, diagnostics)));
    }
    unsettled.extend(roots.iter().filter_map(|root| indices.remove(root)));
    // The process ends soon: taking the model apart first would be a good part of a run.
    mem::forget(batch);
    Together { settled, sources, unsettled }
}
