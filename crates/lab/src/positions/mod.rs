//! Tables of actors and issues, as research on collective decisions has them: where each actor stands on each issue, how much it
//! cares, and how much it can bring to bear.
//!
//! A table becomes a [`Positions`], that a scenario file, and the baselines beside it are what the field's simplest models say.

mod baselines;
mod cell;
mod read;
mod scenario;
mod shape;

pub use baselines::{Agreed, BASELINES, Baselines, agreed};
pub use read::{NotRead, Supplied, TableFault, read};
pub use scenario::{Loss, NotMade, scenario_text};

use summitry_model::diplomacy::party::Role;

/// A table of positions, complete and sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Positions {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Title, where it has one.
    pub title: Option<String>,
    /// What it is about, where it says so.
    pub description: Option<String>,
    /// The shape it was read as, in words.
    pub shape: &'static str,
    /// The actors, in the order of the table.
    pub actors: Vec<Actor>,
    /// The issues, in the order of the table.
    pub issues: Vec<TableIssue>,
    /// By actor and issue; none where the actor has no stake.
    pub stands: Vec<Vec<Option<Stand>>>,
    /// What else a reader of the scenario should know: what was assumed, and what was not read.
    pub notes: Vec<String>,
}

/// An actor of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// Its name.
    pub name: String,
    /// What it is, where the table says so.
    pub description: Option<String>,
    /// Capability: ratios.
    pub capability: f64,
    /// Its role in the scenario.
    pub role: Role,
}

/// An issue of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableIssue {
    /// Its name.
    pub name: String,
    /// The least and the greatest position.
    pub scale: (f64, f64),
    /// Position that holds without agreement.
    pub no_deal: f64,
    /// What was decided, where the table says so.
    pub outcome: Option<f64>,
    /// Positions that have a name.
    pub labels: Vec<(f64, String)>,
}

/// Where an actor stands on an issue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stand {
    /// Its position, on the scale of the issue.
    pub position: f64,
    /// How much it cares, from 0 to 100.
    pub salience: f64,
}

impl Positions {
    /// Those with a stake in an issue: the actor's position, what it stands for, and its capability times salience.
    fn stakes(&self, issue: usize) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.actors.iter().zip(&self.stands).filter_map(move |(actor, stands)| {
            stands[issue].map(|stand| (stand.position, actor.capability * stand.salience))
        })
    }
}
