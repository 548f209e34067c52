//! The rules that are compared, from what was typed.

use crate::cli::args::CompareArgs;
use crate::cli::screen;
use crate::cli::words::tame;
use summitry_lab::experiment::{Grid, MOST_RULES, Rule, names_experiment};
use summitry_model::scenario::tuning::points;
use summitry_model::scenario::{Loaded, Overrides, Scenario, read};

/// A scenario that is compared, under the gates that it is compared under; `None` is its own.
struct Compared {
    typed: String,
    own: Scenario,
    gates: Vec<Option<String>>,
}

/// Each rule with its grid; a grid of one point where nothing is tuned. None if anything is refused, which is told.
pub(super) fn grids(args: &CompareArgs) -> Option<Vec<Grid>> {
    let scenarios = scenarios(args)?;
    let several = scenarios.len() > 1;
    let alike = |k: usize| scenarios[..k].iter().any(|other| other.own.id == scenarios[k].own.id);
    // Files of the same name are told apart by where they are.
    let by_path = (1..scenarios.len()).any(alike);
    let mut grids = Vec::new();
    let mut refused = false;
    for Compared { typed, own, gates } in scenarios {
        for gate in gates {
            let Some(gate) = gate else {
                let id = if by_path { &typed } else { &own.id };
                let name = if several { id.clone() } else { own.gate_spec.label() };
                let points = vec![Rule::new(name.clone(), own.clone())];
                grids.push(Grid { rule: name, points });
                continue;
            };
            let Some(asked) = with_gate(&typed, &gate, args, Tell::All) else {
                refused = true;
                continue;
            };
            let id = if by_path { &typed } else { &own.id };
            let named = |scenario: &Scenario| {
                let label = scenario.gate_spec.label();
                if several { format!("{id}/{label}") } else { label }
            };
            if !args.tune {
                let name = named(&asked);
                grids.push(Grid { rule: name.clone(), points: vec![Rule::new(name, asked)] });
                continue;
            }
            let read = |point: &String| with_gate(&typed, point, args, Tell::Errors);
            let read: Option<Vec<Scenario>> = points(gate.trim()).iter().map(read).collect();
            let Some(read) = read else {
                refused = true;
                continue;
            };
            let rule = if several { format!("{id}/{gate}") } else { gate.clone() };
            let points = read.into_iter().map(|s| Rule::new(named(&s), s)).collect();
            grids.push(Grid { rule, points });
        }
    }
    (!refused && told_apart(&grids)).then_some(grids)
}

fn scenarios(args: &CompareArgs) -> Option<Vec<Compared>> {
    let mut scenarios = Vec::new();
    let mut refused = false;
    for typed in std::iter::once(&args.scenario).chain(&args.with) {
        if names_experiment(typed) {
            let typed = tame(typed);
            screen::tell(&format!("{typed} is an experiment: summitry sweep {typed}"));
            refused = true;
            continue;
        }
        let overrides = Overrides { gate: None, set: args.set.clone() };
        let Loaded { sources, faults, scenario } = read(typed, &overrides);
        // A warning about a gate that others take the place of says nothing.
        if !faults.is_empty() && (scenario.is_none() || args.gate.is_empty()) {
            screen::say_faults(&faults, &sources);
        }
        let Some(own) = scenario else {
            refused = true;
            continue;
        };
        let mut gates: Vec<Option<String>> = args.gate.iter().cloned().map(Some).collect();
        // One gate alone is compared with what the scenario has.
        if gates.is_empty() || (gates.len() == 1 && args.with.is_empty()) {
            gates.insert(0, None);
        }
        scenarios.push(Compared { typed: typed.clone(), own, gates });
    }
    if refused {
        return None;
    }
    if args.gate.is_empty() && args.with.is_empty() {
        screen::tell(
            "there is nothing to compare with: give --gate (one is compared with the scenario's own), or --with \
             another scenario",
        );
        return None;
    }
    Some(scenarios)
}

/// Whether a scenario's warnings are told too.
#[derive(Clone, Copy, PartialEq)]
enum Tell {
    All,
    Errors,
}

fn with_gate(typed: &str, gate: &str, args: &CompareArgs, tell: Tell) -> Option<Scenario> {
    let overrides = Overrides { gate: Some(gate.to_owned()), set: args.set.clone() };
    let Loaded { sources, faults, scenario } = read(typed, &overrides);
    if scenario.is_none() || (tell == Tell::All && !faults.is_empty()) {
        screen::say_faults(&faults, &sources);
    }
    scenario
}

/// Whether rules can be told apart and are not too many; says so if not.
fn told_apart(grids: &[Grid]) -> bool {
    if grids.len() > MOST_RULES {
        screen::tell(&format!(
            "{} rules are too many for one comparison: at most {MOST_RULES}; a sweep takes more (summitry help sweep)",
            grids.len()
        ));
        return false;
    }
    for (k, grid) in grids.iter().enumerate() {
        if grids[..k].iter().any(|other| other.rule == grid.rule) {
            screen::tell(&format!("`{}` would be compared with itself", tame(&grid.rule)));
            return false;
        }
    }
    true
}
