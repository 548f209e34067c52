//! Errors of the library as the package's exceptions, which `summitry/errors.py` has.

use pyo3::call::PyCallArgs;
use pyo3::prelude::*;

use summitry::diagnostics::{Diagnostics, Severity};
use summitry::experiment::RunError;
use summitry::output::{ErrorKind, OutputError};
use summitry::sources::Sources;

/// The exception of this name, made of these arguments.
pub(crate) fn exception<'py>(
    py: Python<'py>,
    name: &str,
    arguments: impl PyCallArgs<'py>,
) -> PyErr {
    let class = py.import("summitry.errors").and_then(|errors| errors.getattr(name));
    class.and_then(|class| class.call1(arguments)).map_or_else(|error| error, PyErr::from_value)
}

/// The diagnostics of a file as tuples: code, severity, message, source, span in characters of its text, line and column of
/// both ends, help.
pub(crate) type Record = (
    &'static str,
    &'static str,
    String,
    String,
    Option<(usize, usize)>,
    Option<((usize, usize), (usize, usize))>,
    Option<String>,
);

pub(crate) fn records(faults: &Diagnostics, sources: &Sources) -> Vec<Record> {
    let record = |fault: &summitry::diagnostics::Diagnostic| {
        let source = sources.get(fault.place.source);
        let text = source.text();
        let span = fault.place.span.as_ref();
        let characters = |byte: usize| text.get(..byte).map_or(0, |before| before.chars().count());
        let severity = match fault.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        (
            fault.code,
            severity,
            fault.message.clone(),
            source.name().to_owned(),
            span.map(|span| (characters(span.start), characters(span.end))),
            span.map(|span| (source.line_column(span.start), source.line_column(span.end))),
            fault.help.clone(),
        )
    };
    faults.in_order().into_iter().map(record).collect()
}

/// A file that is refused; `name` is the exception.
pub(crate) fn refused(
    py: Python<'_>,
    name: &str,
    faults: &Diagnostics,
    sources: &Sources,
) -> PyErr {
    let text = faults.render(sources, false);
    exception(py, name, (text.trim_end().to_owned(), records(faults, sources)))
}

fn kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Agents => "agents",
        ErrorKind::Request => "request",
        ErrorKind::Data => "data",
        ErrorKind::Threads => "threads",
        ErrorKind::Write => "write",
        ErrorKind::Incomplete => "incomplete",
        _ => "internal",
    }
}

pub(crate) fn of_run(py: Python<'_>, error: &RunError) -> PyErr {
    exception(py, "RunError", (error.to_string(), kind(error.kind())))
}

pub(crate) fn of_output(py: Python<'_>, error: &OutputError) -> PyErr {
    exception(py, "RunError", (error.to_string(), kind(error.kind())))
}
