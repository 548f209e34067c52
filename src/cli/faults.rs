//! Scenarios and measures by what was typed.

use summitry_lab::rows::cells::Metric;
use summitry_model::fields::suggest::nearest;
use summitry_model::scenario::{Loaded, Overrides, Scenario, read};

use super::args::Changes;
use super::screen;
use super::words::tame;

impl From<&Changes> for Overrides {
    fn from(changes: &Changes) -> Overrides {
        Overrides { gate: changes.gate.clone(), set: changes.set.clone() }
    }
}

/// Reads a scenario and tells its faults on standard error; none if it is refused.
pub(super) fn read_or_tell(typed: &str, changes: &Changes) -> Option<Scenario> {
    let Loaded { sources, faults, scenario } = read(typed, &changes.into());
    if !faults.is_empty() {
        screen::say_faults(&faults, &sources);
    }
    scenario
}

/// The outcome or measure of this name; none if there is none, which is told with what was meant.
pub(super) fn measure_or_tell(typed: &str) -> Option<Metric> {
    let asked = Metric::named(typed);
    if asked.is_none() {
        let help = nearest(typed, Metric::names()).map_or_else(
            || format!("there are {}", Metric::names().collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean {near}?"),
        );
        screen::tell(&format!("`{}` is no outcome or measure; {help}", tame(typed)));
    }
    asked
}
