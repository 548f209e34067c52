//! The rules that are compared, from what was typed.

use crate::cli::args::CompareArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::format::tame;
use crate::cli::{load, screen};
use summitry_lab::experiment::{Grid, MOST_RULES, Rule};
use summitry_model::scenario::tuning::points;
use summitry_model::scenario::{Loaded, Overrides, Scenario, read};

/// A scenario, and the gates that it is compared under; `None` is its own.
struct Compared {
    typed: String,
    own: Scenario,
    gates: Vec<Option<String>>,
}

/// Each rule with its grid; a grid of one point where nothing is tuned.
pub(super) fn grids(args: &CompareArgs) -> Result<Vec<Grid>, Failure> {
    let scenarios = scenarios(args)?;
    let several = scenarios.len() > 1;
    let alike = |k: usize| scenarios[..k].iter().any(|other| other.own.id == scenarios[k].own.id);
    // Files of the same name are distinguished by their paths.
    let by_path = (1..scenarios.len()).any(alike);
    let mut grids = Vec::new();
    let mut refused = false;
    for Compared { typed, own, gates } in scenarios {
        let id = if by_path { &typed } else { &own.id };
        let named = |scenario: &Scenario| {
            let label = scenario.gate_spec.label();
            if several { format!("{id}/{label}") } else { label }
        };
        for gate in gates {
            let Some(gate) = gate else {
                let name = if several { id.clone() } else { own.gate_spec.label() };
                let points = vec![Rule::new(name.clone(), own.clone())];
                grids.push(Grid { rule: name, points });
                continue;
            };
            let Some(scenario) = with_gate(&typed, &gate, args, Report::All) else {
                refused = true;
                continue;
            };
            if !args.tune {
                let name = named(&scenario);
                grids.push(Grid { rule: name.clone(), points: vec![Rule::new(name, scenario)] });
                continue;
            }
            let read = |point: &String| with_gate(&typed, point, args, Report::Errors);
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
    if refused {
        return Err(Failure::Reported(Exit::REFUSED));
    }
    check_distinct(&grids)?;
    Ok(grids)
}

fn scenarios(args: &CompareArgs) -> Result<Vec<Compared>, Failure> {
    let mut scenarios = Vec::new();
    let mut refused = false;
    for typed in std::iter::once(&args.scenario).chain(&args.with) {
        if let Err(failure) = load::no_experiment(typed) {
            failure.report();
            refused = true;
            continue;
        }
        let overrides = Overrides { gate: None, set: args.set.clone() };
        let Loaded { sources, faults, scenario } = read(typed, &overrides);
        // A warning about a gate that others take the place of says nothing.
        if !faults.is_empty() && (scenario.is_none() || args.gate.is_empty()) {
            screen::note_diagnostics(&faults, &sources);
        }
        let Some(own) = scenario else {
            refused = true;
            continue;
        };
        let mut gates: Vec<Option<String>> = args.gate.iter().cloned().map(Some).collect();
        // One gate alone is compared with the scenario's own.
        if gates.is_empty() || (gates.len() == 1 && args.with.is_empty()) {
            gates.insert(0, None);
        }
        scenarios.push(Compared { typed: typed.clone(), own, gates });
    }
    if refused {
        return Err(Failure::Reported(Exit::REFUSED));
    }
    if args.gate.is_empty() && args.with.is_empty() {
        return Err(Failure::refused(
            "there is nothing to compare: give --gate (one is compared with the scenario's own), or --with \
             another scenario",
        ));
    }
    Ok(scenarios)
}

/// Which diagnostics of a scenario are reported.
#[derive(Clone, Copy, PartialEq)]
enum Report {
    /// Warnings too.
    All,
    Errors,
}

fn with_gate(typed: &str, gate: &str, args: &CompareArgs, report: Report) -> Option<Scenario> {
    let overrides = Overrides { gate: Some(gate.to_owned()), set: args.set.clone() };
    let Loaded { sources, faults, scenario } = read(typed, &overrides);
    if scenario.is_none() || (report == Report::All && !faults.is_empty()) {
        screen::note_diagnostics(&faults, &sources);
    }
    scenario
}

/// Refuses too many rules, and the same rule twice.
fn check_distinct(grids: &[Grid]) -> Result<(), Failure> {
    if grids.len() > MOST_RULES {
        return Err(Failure::refused(format!(
            "{} rules are too many for one comparison: at most {MOST_RULES}; a sweep takes more (summitry help sweep)",
            grids.len()
        )));
    }
    let twin = |k: &usize| grids[..*k].iter().any(|other| other.rule == grids[*k].rule);
    match (0..grids.len()).find(twin) {
        None => Ok(()),
        Some(k) => {
            let rule = tame(&grids[k].rule);
            Err(Failure::refused(format!("`{rule}` would be compared with itself")))
        }
    }
}
