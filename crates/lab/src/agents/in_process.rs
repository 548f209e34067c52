//! Agents of the program that calls this library: asked by a call, where others are asked by a line of JSON.

use std::fmt;
use std::sync::Arc;

use summitry_model::policy::Answer;
use summitry_model::process::Run;

use super::spec::Lapse;

/// An agent of the calling program. It is only ever called on the thread that runs the batch.
pub trait Agent: Send + Sync {
    /// What the manifest calls it.
    fn name(&self) -> String;

    /// The digest of its source, where that is known.
    fn digest(&self) -> Option<String>;

    /// Its answer to the due decision numbered `k`.
    ///
    /// # Errors
    /// [`NoAnswer`]
    fn answer(&self, run: &Run<'_>, k: usize, asked: Asked) -> Result<Answer, NoAnswer>;

    /// A run in which it was asked is over.
    fn end(&self, outcome: &'static str);
}

/// Which decision an agent is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The number of the run.
    pub run: u64,
    /// Where an agent that draws begins: the same for all requests of a run and seat.
    pub seed: u64,
    /// The number of the decision in the run, from 1, as in the answer log.
    pub decision: u64,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// The agent failed: it loses its seat for the rest of the run.
    Lapse(Lapse),
    /// The calling program wants to end: the run is not made.
    Abandoned,
}

/// An agent, as one of several that play.
#[derive(Clone)]
pub struct InProcess(pub Arc<dyn Agent>);

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("InProcess").field(&self.0.name()).finish()
    }
}

impl PartialEq for InProcess {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for InProcess {}
