//! What a batch counts of its runs.

use crate::output::{Grid, Measure, Tally, TallySpec};
use summitry_model::process::{
    CompiledScenario, EndReason, MEASURES, MeasureSpec, Missing, Outcome, Run, State,
};

/// A tally of outcomes and measures, with trajectories or without.
#[must_use]
pub fn tally(setup: &CompiledScenario, with_trajectories: bool) -> Tally {
    let calendar = &setup.scenario.calendar;
    let measure = |m: &MeasureSpec| {
        let high = (m.high)(calendar.window, calendar.follow_up).max(1.0);
        let measure = if m.whole {
            Measure::whole(m.name, m.unit, high as u32)
        } else {
            Measure::number(m.name, m.unit, 0.0, high, 4)
        };
        if m.absent == Missing::NotPossible { measure.always() } else { measure }
    };
    Tally::new(&TallySpec {
        outcomes: Outcome::NAMES.to_vec(),
        end_reasons: EndReason::NAMES.to_vec(),
        measures: MEASURES.iter().map(measure).collect(),
        trajectories: with_trajectories
            .then(|| Grid::every(State::NAMES, calendar.sample_every, setup.samples())),
    })
}

/// Counts a run that is done.
pub fn count(tally: &mut Tally, run: &Run<'_>) {
    let record = run.record();
    tally.outcome(record.outcome as usize);
    tally.end_reason(record.end_reason as usize);
    for (k, measure) in MEASURES.iter().enumerate() {
        if let Some(value) = (measure.value)(record) {
            tally.measure(k, value);
        }
    }
    if let Some(trajectories) = tally.trajectories_mut() {
        for (day, states) in run.trajectory().iter().enumerate() {
            for (state, value) in states.iter() {
                trajectories.record(day, state as usize, value);
            }
        }
    }
}
