//! Scenarios.

use std::sync::Arc;

use pyo3::prelude::*;

use summitry::diagnostics::Diagnostics;
use summitry::output::text_differences;
use summitry::process::CompiledScenario;
use summitry::scenario::sequences::SequenceSpec;
use summitry::scenario::{Loaded, Overrides, Scenario, read, read_text};
use summitry::sources::{SourceId, Sources};

use super::error::{Record, records, refused};

/// A scenario that was read: immutable, with the text that it came from.
#[pyclass(frozen, module = "summitry._summitry")]
#[derive(Debug)]
pub(crate) struct Setup {
    pub(crate) compiled: Arc<CompiledScenario>,
    text: String,
    warnings: Vec<Record>,
}

impl Setup {
    pub(crate) fn scenario(&self) -> &Scenario {
        &self.compiled.scenario
    }

    fn new(py: Python<'_>, loaded: Loaded) -> PyResult<Setup> {
        let Loaded { sources, faults, scenario } = loaded;
        match scenario {
            None => Err(refused(py, "ScenarioError", &faults, &sources)),
            Some(scenario) => Ok(Setup {
                compiled: Arc::new(CompiledScenario::new(scenario)),
                // The file is the first source; those of the changes follow.
                text: sources.get(SourceId(0)).text().to_owned(),
                warnings: records(&faults, &sources),
            }),
        }
    }
}

#[pymethods]
impl Setup {
    /// Reads a bundled scenario by its name, or a file by its path.
    #[staticmethod]
    fn load(py: Python<'_>, name_or_path: &str) -> PyResult<Setup> {
        Setup::new(py, read(name_or_path, &Overrides::default()))
    }

    /// Reads a text under a name, with changes.
    #[staticmethod]
    fn read(
        py: Python<'_>,
        name: &str,
        text: &str,
        set: Vec<String>,
        gate: Option<String>,
        sequence: Option<String>,
    ) -> PyResult<Setup> {
        let (mut sources, mut faults) = (Sources::new(), Diagnostics::new());
        let overrides = Overrides { gate, sequence, set };
        let scenario = read_text(name, text, &overrides, &mut sources, &mut faults);
        Setup::new(py, Loaded { sources, faults, scenario })
    }

    #[getter]
    fn id(&self) -> &str {
        &self.scenario().id
    }

    #[getter]
    fn title(&self) -> &str {
        &self.scenario().title
    }

    #[getter]
    fn description(&self) -> &str {
        &self.scenario().description
    }

    #[getter]
    fn gate(&self) -> String {
        self.scenario().gate_spec.label()
    }

    #[getter]
    fn sequence(&self) -> Option<String> {
        self.scenario().sequence_spec.as_ref().map(SequenceSpec::label)
    }

    /// The text that was read, without the changes.
    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    #[getter]
    fn warnings(&self) -> Vec<Record> {
        self.warnings.clone()
    }

    /// The scenario with every field written out.
    fn to_toml(&self) -> String {
        self.scenario().to_toml().to_string()
    }

    /// The ids of the parties, by position.
    #[getter]
    fn parties(&self) -> Vec<&str> {
        self.scenario().parties.iter().map(|party| party.id.as_str()).collect()
    }

    /// The ids of the issues and how many options each has, by position.
    #[getter]
    fn issues(&self) -> Vec<(&str, u8)> {
        let scenario = self.scenario();
        let issues = scenario.issues.iter().enumerate();
        issues.map(|(j, issue)| (issue.id.as_str(), scenario.option_count(j))).collect()
    }

    /// Length of the simulated window, in days.
    #[getter]
    fn window(&self) -> f64 {
        self.scenario().calendar.window
    }
}

/// In what two texts of TOML differ: path, value there, value here.
#[pyfunction]
pub(crate) fn differences(there: &str, here: &str) -> Vec<(String, String, String)> {
    let found = text_differences(there, here).into_iter();
    found.map(|of| (of.what, of.there, of.asked)).collect()
}
