//! The rules that are compared, from what was typed.

use crate::cli::args::CompareArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::format::tame;
use crate::cli::{load, screen};
use summitry_lab::experiment::{Grid, MOST_RULES, Rule};
use summitry_model::scenario::sequences::SequenceSpec;
use summitry_model::scenario::tuning::points;
use summitry_model::scenario::{Loaded, Overrides, Scenario, read};

/// A scenario, and the rules that it is compared under.
struct Compared {
    typed: String,
    own: Scenario,
    rules: Vec<Typed>,
}

/// A gate and an order of meetings as they were typed; what was not is the scenario's own.
#[derive(Clone, Debug, Default, PartialEq)]
struct Typed {
    gate: Option<String>,
    sequence: Option<String>,
}

impl Typed {
    fn is_own(&self) -> bool {
        *self == Typed::default()
    }
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
    let orders = !args.sequence.is_empty();
    for Compared { typed, own, rules } in scenarios {
        let id = if by_path { &typed } else { &own.id };
        let named = |scenario: &Scenario| {
            let label = label(scenario, orders, !args.gate.is_empty());
            if several { format!("{id}/{label}") } else { label }
        };
        for rule in rules {
            if rule.is_own() {
                let name = if several { id.clone() } else { named(&own) };
                let points = vec![Rule::new(name.clone(), own.clone())];
                grids.push(Grid { rule: name, points });
                continue;
            }
            let Some(scenario) = under(&typed, &rule, args, Report::All) else {
                refused = true;
                continue;
            };
            let Some(gate) = rule.gate.as_ref().filter(|_| args.tune) else {
                let name = named(&scenario);
                grids.push(Grid { rule: name.clone(), points: vec![Rule::new(name, scenario)] });
                continue;
            };
            let read = |point: &String| {
                let rule = Typed { gate: Some(point.clone()), ..rule.clone() };
                under(&typed, &rule, args, Report::Errors)
            };
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
        let overrides = Overrides { set: args.set.clone(), ..Overrides::default() };
        let Loaded { sources, faults, scenario } = read(typed, &overrides);
        // A warning about a gate that others take the place of says nothing.
        if !faults.is_empty() && (scenario.is_none() || args.gate.is_empty()) {
            screen::note_diagnostics(&faults, &sources);
        }
        let Some(own) = scenario else {
            refused = true;
            continue;
        };
        let or_own = |typed: &[String]| -> Vec<Option<String>> {
            if typed.is_empty() { vec![None] } else { typed.iter().cloned().map(Some).collect() }
        };
        let sequences = or_own(&args.sequence);
        let gates = or_own(&args.gate).into_iter();
        let mut rules: Vec<Typed> = gates
            .flat_map(|gate| {
                let of = |sequence: &Option<String>| Typed {
                    gate: gate.clone(),
                    sequence: sequence.clone(),
                };
                sequences.iter().map(of).collect::<Vec<_>>()
            })
            .collect();
        // One rule alone is compared with the scenario's own.
        if rules.len() == 1 && args.with.is_empty() && !rules[0].is_own() {
            rules.insert(0, Typed::default());
        }
        scenarios.push(Compared { typed: typed.clone(), own, rules });
    }
    if refused {
        return Err(Failure::Reported(Exit::REFUSED));
    }
    if args.gate.is_empty() && args.sequence.is_empty() && args.with.is_empty() {
        return Err(Failure::refused(
            "there is nothing to compare: give --gate or --sequence (one is compared with the scenario's own), or \
             --with another scenario",
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

/// What a rule is called: by its gate, its order of meetings, or both, as they were asked for.
fn label(scenario: &Scenario, orders: bool, gates: bool) -> String {
    let order = scenario.sequence_spec.as_ref().map_or("no order".to_owned(), SequenceSpec::label);
    match (orders, gates) {
        (true, true) => format!("{} / {order}", scenario.gate_spec.label()),
        (true, false) => order,
        (false, _) => scenario.gate_spec.label(),
    }
}

fn under(typed: &str, rule: &Typed, args: &CompareArgs, report: Report) -> Option<Scenario> {
    let Typed { gate, sequence } = rule.clone();
    let overrides = Overrides { gate, sequence, set: args.set.clone() };
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
