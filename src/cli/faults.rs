//! Reading scenarios by what was typed.

use crate::scenario::{Loaded, Overrides, Scenario, read};

use super::args::Changes;
use super::screen;

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
