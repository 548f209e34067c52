//! A run that goes from decision to decision, for environments.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use self_cell::self_cell;

use summitry::agents::observation::{observe, observe_party};
use summitry::agents::protocol::seed_of;
use summitry::ids::PartyId;
use summitry::policy::View as _;
use summitry::process::{CompiledScenario, PolicySet, Run, Step};

use super::agent::answer_of;
use super::error::exception;
use super::setup::Setup;
use super::view::{Names, Request, View};

self_cell!(
    struct Live {
        owner: Arc<CompiledScenario>,
        #[not_covariant]
        dependent: Run,
    }
);

/// A run in which some seats are played from outside and the scenario's policies play the others.
#[pyclass(frozen, module = "summitry._summitry")]
pub(crate) struct Game {
    names: Arc<Names>,
    setup: Arc<CompiledScenario>,
    /// Positions of the parties that are played from outside.
    seats: Vec<usize>,
    live: Mutex<State>,
}

struct State {
    run: Live,
    seed: u64,
    number: u64,
    decision: u64,
}

impl Game {
    fn state(&self) -> MutexGuard<'_, State> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes on until a seat from outside is asked, and gives the numbers of its due decisions; none at the end.
    fn advance(&self, state: &mut State) -> Result<Vec<(usize, String)>, String> {
        let policies = PolicySet::new(&self.setup);
        let decision = &mut state.decision;
        state.run.with_dependent_mut(|_, run| {
            loop {
                match run.advance() {
                    Step::Happened => {}
                    Step::Done => return Ok(Vec::new()),
                    Step::Due => {
                        let mut open = Vec::new();
                        for k in 0..run.due().len() {
                            *decision += 1;
                            let party = run.due()[k].party.index();
                            if self.seats.contains(&party) {
                                open.push((k, self.names.party(party).to_owned()));
                            } else {
                                let answer = policies.answer(run, k);
                                run.answer(k, answer).map_err(|error| error.to_string())?;
                            }
                        }
                        if !open.is_empty() {
                            return Ok(open);
                        }
                        run.commit();
                    }
                }
            }
        })
    }
}

#[pymethods]
impl Game {
    /// A game of `setup` with these parties played from outside.
    #[new]
    fn new(py: Python<'_>, setup: &Setup, seats: Vec<String>) -> PyResult<Game> {
        let place = |party: &String| {
            let ids = || setup.scenario().parties.iter().map(|of| of.id.as_str());
            ids().position(|id| id == party).ok_or_else(|| {
                let ids: Vec<&str> = ids().collect();
                let why = format!("there is no party `{party}`; parties: {}", ids.join(", "));
                exception(py, "RunError", (why, "request"))
            })
        };
        let seats = seats.iter().map(place).collect::<PyResult<_>>()?;
        let run = Live::new(Arc::clone(&setup.compiled), |setup| {
            let mut run = Run::new(setup);
            run.keep_trajectory(false);
            run.ask_at_every_table(true);
            run
        });
        Ok(Game {
            names: Names::of(setup.scenario()),
            setup: Arc::clone(&setup.compiled),
            seats,
            live: Mutex::new(State { run, seed: 0, number: 0, decision: 0 }),
        })
    }

    /// Begins a run, and gives the first decisions that are due: number and party.
    fn begin(&self, py: Python<'_>, seed: u64, run: u64) -> PyResult<Vec<(usize, String)>> {
        let mut state = self.state();
        (state.seed, state.number, state.decision) = (seed, run, 0);
        let begun = state.run.with_dependent_mut(|_, live| live.begin(seed, run, false));
        begun.map_err(|error| exception(py, "RunError", (error.to_string(), "request")))?;
        self.advance(&mut state).map_err(|why| exception(py, "RunError", (why, "internal")))
    }

    /// What the party sees that is asked in a due decision.
    fn view(&self, k: usize) -> PyResult<View> {
        let names = Arc::clone(&self.names);
        self.state().run.with_dependent(|_, run| match run.due().get(k) {
            Some(_) => Ok(View::new(names, observe(run, k))),
            None => Err(PyValueError::new_err("no such decision is due")),
        })
    }

    /// What a party sees now, asked or not.
    fn view_of(&self, party: usize) -> PyResult<View> {
        let names = Arc::clone(&self.names);
        let party = u8::try_from(party).ok().filter(|&of| usize::from(of) < self.setup.parties());
        let party = party.ok_or_else(|| PyValueError::new_err("there is no such party"))?;
        self.state()
            .run
            .with_dependent(|_, run| Ok(View::new(names, observe_party(run, PartyId(party)))))
    }

    /// What is asked in a due decision.
    fn request(&self, py: Python<'_>, k: usize) -> PyResult<Request> {
        let state = self.state();
        let (run, seed, decision) = (state.number, state.seed, state.decision);
        state.run.with_dependent(|_, live| match live.due().get(k) {
            Some(of) => {
                let seed = seed_of(seed, run, of.party.index());
                let first = decision + 1 - live.due().len() as u64;
                Request::new(py, &self.names, of, (run, seed, first + k as u64))
            }
            None => Err(PyValueError::new_err("no such decision is due")),
        })
    }

    /// Answers a due decision. Nothing follows from it before [`Game::commit`].
    ///
    /// Raises `ValueError` if the answer is not legal; the decision is then still due.
    fn answer(&self, k: usize, answer: &Bound<'_, PyAny>) -> PyResult<()> {
        let refused = |why: String| PyValueError::new_err(why);
        let answer = answer_of(answer).map_err(|lapse| refused(lapse.why))?;
        self.state().run.with_dependent_mut(|_, run| match run.due().get(k) {
            Some(_) => run.answer(k, answer).map_err(|error| refused(error.to_string())),
            None => Err(refused("no such decision is due".to_owned())),
        })
    }

    /// Answers a due decision as the scenario's policy would, and gives the answer.
    fn answer_by_policy(&self, k: usize) -> PyResult<String> {
        let policies = PolicySet::new(&self.setup);
        self.state().run.with_dependent_mut(|_, run| match run.due().get(k) {
            Some(_) => {
                let answer = policies.answer(run, k);
                let answered = run.answer(k, answer).map(|()| answer.to_string());
                answered.map_err(|error| PyValueError::new_err(error.to_string()))
            }
            None => Err(PyValueError::new_err("no such decision is due")),
        })
    }

    /// Lets the answers take effect, and gives the decisions that are due next; none at the end.
    fn commit(&self, py: Python<'_>) -> PyResult<Vec<(usize, String)>> {
        let mut state = self.state();
        state.run.with_dependent_mut(|_, run| run.commit());
        self.advance(&mut state).map_err(|why| exception(py, "RunError", (why, "internal")))
    }

    /// The outcome of a run that is over.
    #[getter]
    fn outcome(&self) -> &'static str {
        self.state().run.with_dependent(|_, run| run.record().outcome.name())
    }

    /// The utility to a party of the text at the end of a run that is over, less its reservation then.
    fn surplus(&self, party: usize) -> PyResult<f64> {
        self.state().run.with_dependent(|_, run| {
            let of = run.party_records().get(party).map(|record| record.utility);
            let id = u8::try_from(party).map(PartyId);
            let (Some(utility), Ok(id)) = (of, id) else {
                return Err(PyValueError::new_err("there is no such party"));
            };
            Ok(utility - run.view_of(id).reservation())
        })
    }
}
