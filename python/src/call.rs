//! Commands of the command line, for what they print.

use std::ffi::OsString;
use std::sync::Arc;

use pyo3::prelude::*;

use super::setup::Setup;
use super::work::watched;

/// Runs a command, on `setup` if that is given. Gives its exit code, standard output and standard error.
#[pyfunction]
#[pyo3(signature = (words, setup = None))]
pub(crate) fn call(
    py: Python<'_>,
    words: Vec<OsString>,
    setup: Option<&Setup>,
) -> PyResult<(u8, String, String)> {
    let scenario = setup.map(|setup| setup.scenario().clone());
    let called =
        watched(py, None, |watch| summitry::call(words, scenario, Arc::clone(&watch.stop)))?;
    Ok((called.code, called.output, called.messages))
}
