//! `midlc dump`: one file as a stage sees it. Tokens and tree are printed beside their mistakes; what it means, only without.
//! A rule that other compilers do not enforce is no reason to show nothing.

use std::{fs, io, sync::Arc};

use midl_codegen::winmd;
use midl_frontend::{
    Outcome, ast,
    diagnostic::{Diagnostic, Severity},
    dump, lexer, program,
    source::{FileId, SourceMap},
    symbol::Symbols,
};

use super::{
    Status, Streams,
    arguments::{Dump, What},
};
use crate::{
    loader::{LoadError, Loader},
    options::Inputs,
    pipeline::{self, Findings},
};

/// The namespace of metadata that no plan names.
const NAMESPACE: &str = "Idl";

/// What a stage gave, if anything, and what it found.
struct Dumped {
    bytes: Option<Vec<u8>>,
    findings: Findings,
}

pub(super) fn run(command: &Dump, streams: &mut Streams<'_>) -> io::Result<Status> {
    let Dump { inputs, what, output } = command;
    if *what == What::Winmd && output.is_none() && streams.out_is_terminal {
        writeln!(
            streams.err,
            "error: metadata is binary: name a file with `-o`, or redirect the output"
        )?;
        return Ok(Status::Usage);
    }
    let Dumped { bytes, findings } = match dump(inputs, *what) {
        Ok(dumped) => dumped,
        Err(error) => return streams.error(error),
    };
    streams.findings(&findings)?;
    if let Some(bytes) = bytes {
        match output {
            None => streams.out.write_all(&bytes)?,
            Some(file) => {
                if let Err(error) = fs::write(file, bytes) {
                    return streams.error(format!("cannot write `{}`: {error}", file.display()));
                }
            }
        }
    }
    let bad = findings.diagnostics.iter().any(|found| found.severity() == Severity::Error);
    Ok(if bad { Status::Mistakes } else { Status::Good })
}

fn dump(inputs: &Inputs, what: What) -> Result<Dumped, LoadError> {
    let mut loader = Loader::new(&inputs.base, &inputs.include).lenient();
    let (sources, roots) = pipeline::open(&mut loader, inputs)?;
    let options = program::Options { defines: inputs.defines.clone() };
    // The command line names one file.
    let root = roots[0];
    match what {
        What::Tokens => Ok(tokens(sources, root)),
        What::Ast => {
            let program = program::parse_program(sources, &roots, &mut loader, &options);
            let unit = program.units.iter().find(|unit| unit.file == root);
            let text = unit.map(|unit| ast::dump(&unit.ast, &program.symbols).into_bytes());
            Ok(Dumped {
                bytes: text,
                findings: Findings { diagnostics: program.errors, sources: program.sources },
            })
        }
        What::Model | What::Json | What::Winmd => {
            let Outcome { checked, mut diagnostics, sources, .. } =
                pipeline::compile(&mut loader, inputs)?;
            let bytes = checked.and_then(|checked| match what {
                What::Winmd => {
                    let refused = winmd::check(&checked);
                    let good = refused.iter().all(|found| found.severity() != Severity::Error);
                    diagnostics.extend(refused);
                    good.then(|| winmd::emit(&checked, NAMESPACE))
                }
                What::Json => Some(dump::json(&checked, root).into_bytes()),
                _ => Some(dump::model(&checked).into_bytes()),
            });
            Ok(Dumped { bytes, findings: Findings { diagnostics, sources } })
        }
    }
}

fn tokens(sources: SourceMap, root: FileId) -> Dumped {
    let mut symbols = Symbols::default();
    let (tokens, error) = lexer::lex(root, sources.file(root), &mut symbols);
    let diagnostics = error.map(Diagnostic::from).into_iter().collect();
    Dumped {
        bytes: Some(lexer::dump(&tokens, &symbols).into_bytes()),
        findings: Findings { diagnostics, sources: Arc::new(sources) },
    }
}
