//! Several files as one batch: each file is read and resolved once, and what is told is what each compilation on its own would tell.

use std::{collections::HashMap, mem, sync::Arc};

use midl_frontend::{
    batch::{Batch, Settled},
    diagnostic::Diagnostic,
    program,
    source::SourceMap,
};

use crate::{loader::Loader, options::Inputs};

/// What is to be told of a file, and the files that the diagnostics speak of.
pub(super) type Told = (Vec<Diagnostic>, Arc<SourceMap>);

/// Checks some of the files, each as if it were compiled on its own; see [`midl_frontend::batch`]. Hands on the index among the
/// inputs of each that is settled, and returns the others: each is to be compiled on its own.
pub(super) fn check<E>(
    loader: &mut Loader,
    inputs: &Inputs,
    files: &[usize],
    take: &mut dyn FnMut(usize, Told) -> Result<(), E>,
) -> Result<Vec<usize>, E> {
    let (mut files, mut unsettled) = (files.to_vec(), Vec::new());
    while files.len() > 1 {
        let count = files.len();
        let Together { settled, sources, again, alone } = check_batch(loader, inputs, &files);
        for (index, diagnostics) in settled {
            take(index, (diagnostics, Arc::clone(&sources)))?;
        }
        unsettled.extend(alone);
        files = again;
        // All batches after the first are no more work than the first.
        if files.len() > count / 2 {
            break;
        }
    }
    unsettled.extend(files);
    Ok(unsettled)
}

/// Files that were checked as one batch, by their index among the inputs.
struct Together {
    /// Those that are settled: what is to be told.
    settled: Vec<(usize, Vec<Diagnostic>)>,
    /// The files that the diagnostics speak of.
    sources: Arc<SourceMap>,
    /// Those that may be settled in a batch without the others.
    again: Vec<usize>,
    /// Those that are to be compiled on their own.
    alone: Vec<usize>,
}

fn check_batch(loader: &mut Loader, inputs: &Inputs, files: &[usize]) -> Together {
    loader.start_over();
    loader.allow_outside(inputs.outside);
    let (mut sources, mut alone) = (SourceMap::default(), Vec::new());
    let (mut roots, mut indices) = (Vec::new(), HashMap::new());
    for index in files {
        match loader.open_root(&mut sources, &inputs.files[*index]) {
            Ok(root) if !indices.contains_key(&root) => {
                roots.push(root);
                indices.insert(root, *index);
            }
            // It cannot be read, which its own compilation will say; or another name leads to it.
            _ => alone.push(*index),
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
    let again = batch.again().iter().filter_map(|root| indices.remove(root)).collect();
    alone.extend(roots.iter().filter_map(|root| indices.remove(root)));
    // The process ends soon: taking the model apart first would be a good part of a run.
    mem::forget(batch);
    Together { settled, sources, again, alone }
}
