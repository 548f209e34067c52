//! A Python callable in a seat.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};

use summitry::agents::observation::observe;
use summitry::agents::{Agent, Asked, Fault, Lapse, NoAnswer};
use summitry::bargaining::{MAX_ISSUES, Offer};
use summitry::policy::{Answer, Choice};
use summitry::process::Run;
use summitry::scenario::Scenario;

use super::view::{Names, Request, View};

/// Frames of a traceback that are kept, the last ones.
const FRAMES: i32 = -8;

/// A callable, or a class of which each run gets an instance.
#[derive(Debug)]
pub(crate) struct Callable {
    names: Arc<Names>,
    object: Py<PyAny>,
    is_class: bool,
    name: String,
    digest: Option<String>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The instance of the run that is being made.
    instance: Option<(u64, Py<PyAny>)>,
    /// What ends the batch: an interrupt, say.
    raised: Option<PyErr>,
}

impl Callable {
    pub(crate) fn new(
        py: Python<'_>,
        scenario: &Scenario,
        object: Py<PyAny>,
        name: String,
        digest: Option<String>,
    ) -> PyResult<Callable> {
        let is_class = object.bind(py).is_instance_of::<PyType>();
        let names = Names::of(scenario);
        Ok(Callable { names, object, is_class, name, digest, state: Mutex::default() })
    }

    /// What ended the batch, if an agent raised that.
    pub(crate) fn raised(&self) -> Option<PyErr> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).raised.take()
    }

    /// The player of a run. The lock is not held while Python code runs.
    fn player(&self, py: Python<'_>, run: u64) -> PyResult<Py<PyAny>> {
        if !self.is_class {
            return Ok(self.object.clone_ref(py));
        }
        let there = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, instance)) = &there.instance
            && *of == run
        {
            return Ok(instance.clone_ref(py));
        }
        drop(there);
        let made = self.object.call0(py)?;
        let kept = made.clone_ref(py);
        self.state.lock().unwrap_or_else(PoisonError::into_inner).instance = Some((run, kept));
        Ok(made)
    }

    fn ask(&self, py: Python<'_>, run: &Run<'_>, k: usize, asked: Asked) -> PyResult<Py<PyAny>> {
        let player = self.player(py, asked.run)?;
        let view = View::new(Arc::clone(&self.names), observe(run, k));
        let number = (asked.run, asked.seed, asked.decision);
        let request = Request::new(py, &self.names, &run.due()[k], number)?;
        let player = player.bind(py);
        let act = player.getattr_opt("act")?;
        Ok(act.as_ref().unwrap_or(player).call1((view, request))?.unbind())
    }

    /// What an exception costs: the seat, or, if it is none of `Exception`, the batch.
    fn failed(&self, py: Python<'_>, error: PyErr) -> NoAnswer {
        if !error.is_instance_of::<PyException>(py) {
            self.state.lock().unwrap_or_else(PoisonError::into_inner).raised = Some(error);
            return NoAnswer::Abandoned;
        }
        NoAnswer::Lapse(Lapse {
            fault: Fault::Raised,
            why: format!("it raised {error}"),
            line: None,
            errors: traceback(py, &error).unwrap_or_default(),
        })
    }
}

fn traceback(py: Python<'_>, error: &PyErr) -> PyResult<String> {
    let lines = py.import("traceback")?.call_method1(
        "format_exception",
        (error.get_type(py), error.value(py), error.traceback(py), FRAMES),
    )?;
    let text: String = PyString::new(py, "").call_method1("join", (lines,))?.extract()?;
    Ok(text.trim_end().to_owned())
}

/// An object as an answer: a word of `legal`, or an option for each issue on the table.
pub(crate) fn answer_of(object: &Bound<'_, PyAny>) -> Result<Answer, Lapse> {
    let given = || object.repr().map(|text| text.to_string()).unwrap_or_default();
    if let Ok(word) = object.extract::<String>() {
        return Choice::named(&word).map(Answer::Choice).ok_or_else(|| Lapse {
            why: format!("no request has the answer {}", given()),
            ..Lapse::from(Fault::Illegal)
        });
    }
    match object.extract::<Vec<u8>>() {
        Ok(options) if options.len() <= MAX_ISSUES => Ok(Answer::Offer(Offer::new(&options))),
        _ => Err(Lapse {
            why: format!(
                "{} is neither a word of `legal` nor a list of options, counted from 0",
                given()
            ),
            ..Lapse::from(Fault::Garbage)
        }),
    }
}

impl Agent for Callable {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn digest(&self) -> Option<String> {
        self.digest.clone()
    }

    fn answer(&self, run: &Run<'_>, k: usize, asked: Asked) -> Result<Answer, NoAnswer> {
        Python::attach(|py| match self.ask(py, run, k, asked) {
            Ok(given) => answer_of(given.bind(py)).map_err(NoAnswer::Lapse),
            Err(error) => Err(self.failed(py, error)),
        })
    }

    fn end(&self, outcome: &'static str) {
        Python::attach(|py| {
            let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let instance = state.instance.as_ref().map(|(_, instance)| instance.clone_ref(py));
            drop(state);
            let player = instance.unwrap_or_else(|| self.object.clone_ref(py));
            let told = player.bind(py).getattr_opt("end").and_then(|end| match end {
                Some(end) => end.call1((outcome,)).map(|_| ()),
                None => Ok(()),
            });
            // The run is over: what is raised now can only end the batch.
            if let Err(error) = told {
                let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                state.raised.get_or_insert(error);
            }
        });
    }
}
