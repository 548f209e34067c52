//! Results on disk: a directory of their own, with a manifest that names what they are of.

use std::path::Path;

use serde_json::Value;

use super::Source;
use crate::output::hex_digest;
use crate::output::{
    About, AnalysisInputs, BatchDir, Completion, ExperimentInputs, Inputs, Opened, OutputError,
    Rows, Table, TableFormat,
};

/// The name of the directory for a question: `prim-durable`; where it is not the `usual` one of that name, with eight digits of
/// its digest, so that each question has a place of its own.
#[must_use]
pub fn place(name: &str, question: &Value, usual: &Value) -> String {
    if question == usual {
        return name.to_owned();
    }
    let digest = hex_digest(question.to_string().as_bytes());
    format!("{name}-{}", &digest[..8])
}

/// Writes the tables of an analysis into `out`, with a data package and a manifest. The manifest has, under `experiment`, the
/// digest of the source's manifest as `source_sha256`, and the `question`.
///
/// Another analysis in the same place is replaced with `force` only.
///
/// # Errors
///
/// [`OutputError`]: something else is there, or it cannot be written.
pub fn write(
    out: &Path,
    source: &Source,
    question: &Value,
    tables: &[(&'static Table, Rows)],
    force: bool,
) -> Result<Completion, OutputError> {
    let of = &source.manifest.inputs;
    let name = source.design.as_ref().map_or(&of.scenario, |design| &design.experiment);
    let inputs = Inputs {
        command: "analyze".to_owned(),
        summitry: env!("CARGO_PKG_VERSION").to_owned(),
        tables: tables.iter().map(|(table, _)| table.name.to_owned()).collect(),
        table_format: TableFormat::Csv,
        experiment: Some(ExperimentInputs::Analysis(AnalysisInputs {
            source: of.command.clone(),
            source_sha256: source.manifest_sha256.clone(),
            question: question.clone(),
        })),
        ..of.clone()
    };
    let mut batch = match BatchDir::open(out, &inputs, force)? {
        Opened::AlreadyDone(manifest) => return Ok(Completion::AlreadyDone(manifest)),
        Opened::Fresh(batch) | Opened::Resume(batch) => batch,
    };
    for (table, rows) in tables {
        batch.write_table(table, rows)?;
    }
    let about = About {
        name: format!("{name}-analysis"),
        title: format!("Analysis of {name}"),
        description: "What summitry analyze found in a batch or sweep.".to_owned(),
        numbers: None,
    };
    batch.finish(&about).map(Completion::Done)
}
