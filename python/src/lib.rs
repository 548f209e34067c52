//! The Rust half of the Python package `summitry`. The Python half, in `summitry/`, is what users see; here is what it calls.
//!
//! Nothing is computed here: scenarios are read, batches run and stories told by the crate `summitry`, as for the command line.

mod agent;
mod call;
mod error;
mod game;
mod jobs;
mod setup;
mod table;
mod view;
mod work;

use pyo3::prelude::*;

#[pymodule(name = "_summitry")]
fn summitry_module(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add("__version__", env!("CARGO_PKG_VERSION"))?;
    m.add("MEASURES", summitry::Metric::names().collect::<Vec<_>>())?;
    m.add("SCENARIOS", summitry::scenario::bundled::names().collect::<Vec<_>>())?;
    m.add("EXPERIMENTS", summitry::experiment::bundled::names().collect::<Vec<_>>())?;
    m.add("TABLES", summitry::experiment::Tables::NAMES.to_vec())?;
    m.add(
        "ANSWERS",
        summitry::policy::Choice::ALL.iter().map(|choice| choice.name()).collect::<Vec<_>>(),
    )?;
    m.add("KINDS", summitry::policy::RequestKind::ALL.map(|kind| kind.name()).to_vec())?;
    m.add_class::<setup::Setup>()?;
    m.add_class::<table::Table>()?;
    m.add_class::<view::View>()?;
    m.add_class::<view::TableView>()?;
    m.add_class::<view::Request>()?;
    m.add_class::<game::Game>()?;
    m.add_function(wrap_pyfunction!(setup::differences, m)?)?;
    m.add_function(wrap_pyfunction!(jobs::run, m)?)?;
    m.add_function(wrap_pyfunction!(jobs::sweep, m)?)?;
    m.add_function(wrap_pyfunction!(jobs::compare, m)?)?;
    m.add_function(wrap_pyfunction!(jobs::verify, m)?)?;
    m.add_function(wrap_pyfunction!(call::call, m)?)?;
    Ok(())
}
