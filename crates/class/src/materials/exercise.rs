//! What students work out by hand, and what the program knows of it: texts, their worth, the front.

use summitry_lab::rows::frontier::space;
use summitry_model::bargaining::{Point, Solutions, front};
use summitry_model::process::CompiledScenario;

use super::worth::{Worth, status_quo};

/// The exercises over the preferences of requester and gatekeeper, with nothing drawn.
#[derive(Clone, Debug)]
pub(super) struct Exercise {
    pub requester: Worth,
    pub gatekeeper: Worth,
    /// The text while nothing is agreed.
    pub status_quo: Vec<u8>,
    /// The text that is given: the middle option of every issue, the upper of two.
    pub given: Vec<u8>,
    /// How many texts there are.
    pub texts: f64,
    /// How many of them both prefer to the status quo; none where there are too many to look through.
    pub better: Option<u64>,
    /// The Pareto front of the two; none if it is too large.
    pub front: Option<Vec<Point>>,
    /// Its Nash point; none if nothing is at least as good for both as the status quo.
    pub nash: Option<Point>,
}

impl Exercise {
    pub(super) fn new(setup: &CompiledScenario) -> Self {
        let scenario = &setup.scenario;
        let status_quo = status_quo(setup);
        let two = space(setup, &[scenario.requester, scenario.gatekeeper]);
        let now = two.point(&status_quo).utilities;
        // Sums that are equal on paper may differ in their last bits.
        let both = |u: &[f64]| u.iter().zip(&now).all(|(u, now)| *u > *now + 1e-9);
        let mut better = 0;
        let looked = two.each(|_, u| better += u64::from(both(u))).is_ok();
        let front = front(&two).ok();
        let nash = front.as_ref().and_then(|front| Solutions::on(&two, front, &now));
        Exercise {
            requester: Worth::new(setup, scenario.requester),
            gatekeeper: Worth::new(setup, scenario.gatekeeper),
            given: scenario.issues.iter().map(|i| (i.of.options.len() / 2) as u8).collect(),
            status_quo,
            texts: two.outcomes(),
            better: looked.then_some(better),
            nash: nash.map(|solutions| solutions.nash),
            front,
        }
    }
}
