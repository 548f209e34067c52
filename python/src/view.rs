//! What an agent is shown: its view and the request, as objects of Python.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use summitry::agents::observation::{ById, ClauseView, Observation};
use summitry::policy::RequestKind;
use summitry::policy::decision;
use summitry::scenario::Scenario;

/// The ids of a scenario, by position.
#[derive(Debug)]
pub(crate) struct Names {
    parties: Vec<String>,
    issues: Vec<String>,
}

impl Names {
    pub(crate) fn of(scenario: &Scenario) -> Arc<Names> {
        Arc::new(Names {
            parties: scenario.parties.iter().map(|party| party.id.clone()).collect(),
            issues: scenario.issues.iter().map(|issue| issue.id.clone()).collect(),
        })
    }

    pub(crate) fn party(&self, place: usize) -> &str {
        &self.parties[place]
    }

    fn issue(&self, place: usize) -> &str {
        &self.issues[place]
    }
}

/// Where an issue stands: the state, the lowest and the highest option, who agreed, whether it counts as prepared.
#[derive(Clone, Debug)]
enum Clause {
    Open,
    Bracketed(u8, u8),
    Agreed(u8, Vec<String>, bool),
}

/// What the asked party sees. Shares are from 0 to 1.
#[pyclass(frozen, module = "summitry._summitry")]
#[derive(Debug)]
pub(crate) struct View {
    names: Arc<Names>,
    #[pyo3(get)]
    day: f64,
    #[pyo3(get)]
    strain: f64,
    #[pyo3(get)]
    attention: f64,
    #[pyo3(get)]
    backlog: f64,
    #[pyo3(get)]
    energy: f64,
    #[pyo3(get)]
    credibility: f64,
    #[pyo3(get)]
    preparation: f64,
    #[pyo3(get)]
    goals: f64,
    #[pyo3(get)]
    cohesion: f64,
    #[pyo3(get)]
    leverage: f64,
    support: Vec<f64>,
    apart: Vec<f64>,
    text: Vec<Clause>,
    #[pyo3(get)]
    endorsers: Vec<String>,
    #[pyo3(get)]
    endorsed: f64,
    #[pyo3(get)]
    rounds: u32,
    #[pyo3(get)]
    summits: u32,
    #[pyo3(get)]
    requests: u32,
    #[pyo3(get)]
    deferrals: u32,
    #[pyo3(get)]
    missing: Vec<&'static str>,
    weights: Vec<f64>,
    values: Vec<Vec<f64>>,
    #[pyo3(get)]
    reservation: f64,
    #[pyo3(get)]
    text_utility: f64,
    #[pyo3(get)]
    agreed_utility: Option<f64>,
    #[pyo3(get)]
    gate_progress: f64,
    #[pyo3(get)]
    ratification: f64,
    #[pyo3(get)]
    table: Option<TableView>,
}

/// The table, where an offer or a response is asked for, and the asked party's own side of it.
#[pyclass(frozen, module = "summitry._summitry")]
#[derive(Clone, Debug)]
pub(crate) struct TableView {
    /// Ids of the issues and how many options each has, in the order of offers.
    #[pyo3(get)]
    issues: Vec<(String, u8)>,
    #[pyo3(get)]
    standing: Option<Vec<u32>>,
    #[pyo3(get)]
    standing_utility: Option<f64>,
    #[pyo3(get)]
    proposal: Vec<u32>,
    #[pyo3(get)]
    aspiration: f64,
    #[pyo3(get)]
    ceiling: f64,
    #[pyo3(get)]
    accepts: bool,
}

/// Bytes would become `bytes`.
fn options(offer: Vec<u8>) -> Vec<u32> {
    offer.into_iter().map(u32::from).collect()
}

fn values<T>(by_id: ById<'_, T>) -> Vec<T> {
    by_id.0.into_iter().map(|(_, value)| value).collect()
}

fn owned(ids: Vec<&str>) -> Vec<String> {
    ids.into_iter().map(str::to_owned).collect()
}

impl View {
    pub(crate) fn new(names: Arc<Names>, seen: Observation<'_>) -> View {
        let clause = |clause: ClauseView<'_>| match clause {
            ClauseView::Open => Clause::Open,
            ClauseView::Bracketed { low, high } => Clause::Bracketed(low, high),
            ClauseView::Agreed { option, by, prepared } => {
                Clause::Agreed(option, owned(by), prepared)
            }
        };
        let table = seen.table.map(|table| TableView {
            issues: table.issues.iter().map(|of| (of.id.to_owned(), of.options)).collect(),
            standing: table.standing.map(options),
            standing_utility: table.standing_utility,
            proposal: options(table.proposal),
            aspiration: table.aspiration,
            ceiling: table.ceiling,
            accepts: table.accepts,
        });
        View {
            names,
            day: seen.day,
            strain: seen.strain,
            attention: seen.attention,
            backlog: seen.backlog,
            energy: seen.energy,
            credibility: seen.credibility,
            preparation: seen.preparation,
            goals: seen.goals,
            cohesion: seen.cohesion,
            leverage: seen.leverage,
            support: values(seen.support),
            apart: values(seen.apart),
            text: values(seen.text).into_iter().map(clause).collect(),
            endorsers: owned(seen.endorsers),
            endorsed: seen.endorsed,
            rounds: seen.rounds,
            summits: seen.summits,
            requests: seen.requests,
            deferrals: seen.deferrals,
            missing: seen.missing,
            weights: values(seen.own.weights),
            values: values(seen.own.values),
            reservation: seen.own.reservation,
            text_utility: seen.own.text_utility,
            agreed_utility: seen.own.agreed_utility,
            gate_progress: seen.own.gate_progress,
            ratification: seen.own.ratification,
            table,
        }
    }
}

/// A dictionary of these keys and values.
fn dict<'py, T: IntoPyObject<'py>>(
    py: Python<'py>,
    keys: &[String],
    values: impl Iterator<Item = T>,
) -> PyResult<Bound<'py, PyDict>> {
    let all = PyDict::new(py);
    for (key, value) in keys.iter().zip(values) {
        all.set_item(key, value)?;
    }
    Ok(all)
}

#[pymethods]
impl View {
    #[getter]
    fn support<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        dict(py, &self.names.parties, self.support.iter())
    }

    #[getter]
    fn apart<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        dict(py, &self.names.issues, self.apart.iter())
    }

    #[getter]
    fn weights<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        dict(py, &self.names.issues, self.weights.iter())
    }

    #[getter]
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        dict(py, &self.names.issues, self.values.iter())
    }

    #[getter]
    fn text<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let clause = |clause: &Clause| -> PyResult<Bound<'py, PyDict>> {
            let all = PyDict::new(py);
            match clause {
                Clause::Open => all.set_item("state", "open")?,
                Clause::Bracketed(low, high) => {
                    all.set_item("state", "bracketed")?;
                    all.set_item("low", low)?;
                    all.set_item("high", high)?;
                }
                Clause::Agreed(option, by, prepared) => {
                    all.set_item("state", "agreed")?;
                    all.set_item("option", option)?;
                    all.set_item("by", by)?;
                    all.set_item("prepared", prepared)?;
                }
            }
            Ok(all)
        };
        let clauses: Vec<Bound<'py, PyDict>> =
            self.text.iter().map(clause).collect::<PyResult<_>>()?;
        dict(py, &self.names.issues, clauses.into_iter())
    }

    /// The view as numbers from 0 to 1, or about that: what is public, what is the party's own, and the table.
    fn features(&self, window: f64) -> Vec<f64> {
        let mut all = vec![
            self.day / window,
            self.strain,
            self.attention,
            self.backlog,
            self.energy,
            self.credibility,
            self.preparation,
            self.goals,
            self.cohesion,
            self.leverage,
            self.endorsed,
            self.gate_progress,
            self.ratification,
            self.reservation,
            self.text_utility,
            self.agreed_utility.unwrap_or_default(),
        ];
        all.extend(&self.support);
        all.extend(&self.apart);
        all.extend(&self.weights);
        for (clause, values) in self.text.iter().zip(&self.values) {
            let value = |option: u8| values.get(usize::from(option)).copied().unwrap_or_default();
            all.extend(match clause {
                Clause::Open => [0.0, 0.0, 0.0],
                Clause::Bracketed(low, high) => [0.0, value(*low), value(*high)],
                Clause::Agreed(option, ..) => [1.0, value(*option), value(*option)],
            });
        }
        let table = self.table.as_ref();
        for (id, values) in self.names.issues.iter().zip(&self.values) {
            let place = table.and_then(|table| table.issues.iter().position(|(of, _)| of == id));
            let share = |offer: &[u32]| {
                let option = place.and_then(|place| offer.get(place)).copied().unwrap_or_default();
                f64::from(option) / values.len().saturating_sub(1).max(1) as f64
            };
            let standing = table.and_then(|table| table.standing.as_deref());
            all.extend([
                f64::from(u8::from(place.is_some())),
                standing.map(share).unwrap_or_default(),
                table.map(|table| share(&table.proposal)).unwrap_or_default(),
            ]);
        }
        let of = |what: fn(&TableView) -> f64| table.map(what).unwrap_or_default();
        all.extend([
            of(|_| 1.0),
            of(|table| table.standing_utility.unwrap_or_default()),
            of(|table| table.aspiration),
            of(|table| f64::from(u8::from(table.accepts))),
        ]);
        all
    }

    fn __repr__(&self) -> String {
        format!("<View on day {:.0}>", self.day)
    }
}

/// A decision that is due.
#[pyclass(frozen, get_all, module = "summitry._summitry")]
#[derive(Debug)]
pub(crate) struct Request {
    party: String,
    kind: &'static str,
    issue: Option<String>,
    occurrence: u32,
    legal: Py<PyTuple>,
    run: u64,
    seed: u64,
    decision: u64,
}

impl Request {
    pub(crate) fn new(
        py: Python<'_>,
        names: &Names,
        of: &decision::Request,
        (run, seed, decision): (u64, u64, u64),
    ) -> PyResult<Request> {
        let issue = match of.kind {
            RequestKind::EndorseIssue(issue) => Some(names.issue(issue.index()).to_owned()),
            _ => None,
        };
        let legal = of.kind.legal().iter().map(|choice| choice.name());
        Ok(Request {
            party: names.party(of.party.index()).to_owned(),
            kind: of.kind.name(),
            issue,
            occurrence: of.occurrence,
            legal: PyTuple::new(py, legal.collect::<Vec<_>>())?.unbind(),
            run,
            seed,
            decision,
        })
    }
}

#[pymethods]
impl Request {
    fn __repr__(&self) -> String {
        format!("<Request {} to {}, run {}>", self.kind, self.party, self.run)
    }
}
