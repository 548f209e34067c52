//! The results of a comparison or selection, from its tables on disk.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cli::args::Format;
use crate::cli::format::{counted, grouped, percent, tame, wrap};
use crate::cli::screen;
use crate::cli::table::{Column, table};
use summitry_lab::experiment::{FIRST_ROUNDS, RUNS_OF_A_ROUND, Rule, SELECTION, Selection};
use summitry_lab::output::OutputError;
use summitry_lab::rows::comparison::{DIFFERENCES, MEANS};
use summitry_lab::rows::metric::{Basis, Horizons, Metric};
use summitry_model::process::MEASURES;

use super::{Criterion, Finished};

/// A value and its interval, as a table has them.
#[derive(Clone, Debug, Default)]
struct Estimate {
    n: u64,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    /// Of a mean: the probability of the highest and of the lowest. Of a difference: the ends of the joint interval.
    more: [Option<f64>; 2],
}

impl Estimate {
    fn json(&self) -> Value {
        json!({ "n": self.n, "value": self.value, "low": self.low, "high": self.high })
    }

    /// Whether the joint interval of a difference excludes 0.
    fn is_significant(&self) -> bool {
        matches!(self.more, [Some(low), Some(high)] if low > 0.0 || high < 0.0)
    }
}

/// Estimates by measure and rule, or by measure and pair.
type Estimates = BTreeMap<(String, String, String), Estimate>;

fn read(
    finished: &Finished<'_>,
    table: &str,
    keys: [&str; 3],
    numbers: [&str; 6],
) -> Result<Estimates, OutputError> {
    finished.manifest.verify_table(finished.dir, table)?;
    let columns: Vec<&str> = keys.iter().chain(&numbers).copied().collect();
    let mut found = Estimates::new();
    finished.manifest.read_table(finished.dir, table, &columns, &mut |row| {
        let number = |at: usize| row[3 + at].parse().ok();
        let n = row[3].parse().map_err(|_| format!("`{}` is no count", tame(&row[3])))?;
        let estimate = Estimate {
            n,
            value: number(1),
            low: number(2),
            high: number(3),
            more: [number(4), number(5)],
        };
        found.insert((row[0].clone(), row[1].clone(), row[2].clone()), estimate);
        Ok(())
    })?;
    Ok(found)
}

/// The tables of a comparison, or one line of JSON.
pub(super) fn comparison(
    finished: &Finished<'_>,
    rules: &[Rule],
    limits: Horizons,
) -> Result<String, OutputError> {
    // Keyed twice by the rule, so that both tables have keys of three.
    let means = ["n", "mean", "low", "high", "p_highest", "p_lowest"];
    let means = read(finished, MEANS.name, ["measure", "rule", "rule"], means)?;
    let differences = ["n", "difference", "low", "high", "joint_low", "joint_high"];
    let differences = read(finished, DIFFERENCES.name, ["measure", "rule", "than"], differences)?;
    let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
    let view = View { finished, names, rules, limits, means, differences };
    Ok(if finished.args.format == Format::Json { view.json() } else { view.text() })
}

struct View<'a> {
    finished: &'a Finished<'a>,
    names: Vec<&'a str>,
    rules: &'a [Rule],
    limits: Horizons,
    means: Estimates,
    differences: Estimates,
}

impl View<'_> {
    fn mean(&self, asked: Metric, rule: usize) -> Estimate {
        let name = self.names[rule].to_owned();
        let key = (asked.compared_name().to_owned(), name.clone(), name);
        self.means.get(&key).cloned().unwrap_or_default()
    }

    /// Of a rule from the first.
    fn difference(&self, asked: Metric, rule: usize) -> Estimate {
        let (name, first) = (self.names[rule].to_owned(), self.names[0].to_owned());
        self.differences
            .get(&(asked.compared_name().to_owned(), name, first))
            .cloned()
            .unwrap_or_default()
    }

    fn probability(&self, asked: Metric, rule: usize) -> Option<f64> {
        self.mean(asked, rule).more[usize::from(self.finished.criterion.lowest)]
    }

    fn json(&self) -> String {
        let Criterion { metric, lowest } = self.finished.criterion;
        let rule = |k: usize| {
            let measures: serde_json::Map<String, Value> = Metric::ALL
                .into_iter()
                .map(|asked| {
                    let mut of = self.mean(asked, k).json();
                    of["basis"] = json!(asked.basis(self.limits).label());
                    if k > 0
                        && let Some(of) = of.as_object_mut()
                    {
                        of.insert("less_first".into(), self.difference(asked, k).json());
                    }
                    (asked.compared_name().to_owned(), of)
                })
                .collect();
            json!({
                "rule": self.names[k],
                "p_best": self.probability(metric, k),
                "measures": measures,
            })
        };
        let record = json!({
            "state": self.finished.state,
            "dir": self.finished.dir,
            "runs": self.finished.manifest.inputs.runs,
            "seed": self.finished.manifest.inputs.seed,
            "measure": metric.compared_name(),
            "best": if lowest { "lowest" } else { "highest" },
            "window_days": self.limits.window,
            "follow_up_days": self.limits.follow_up,
            "rules": (0..self.names.len()).map(rule).collect::<Vec<_>>(),
        });
        format!("{record}\n")
    }

    fn text(&self) -> String {
        let width = screen::width();
        let head = head(self.finished, self.rules);
        let asked = self.finished.criterion.metric;
        let what = wrap(&self.what(asked), width, "");
        let (first, rest) = (self.criterion_table(asked, width), self.rest(asked, width));
        format!("{head}\n{}\n{what}\n{first}\n{rest}", legend(&self.names, width))
    }

    /// What is compared, in words.
    fn what(&self, asked: Metric) -> String {
        let end = if self.finished.criterion.lowest { "lowest" } else { "highest" };
        let name = asked.compared_name();
        match (asked, asked.basis(self.limits)) {
            (Metric::Outcome(_), _) => {
                format!("Share of runs that end {name}; the {end} is best:")
            }
            (_, Basis::Restricted(days)) => format!(
                "{name}: mean over all runs, a wait without an end counting as {days:.0} days; the {end} is best:"
            ),
            (_, Basis::Held(days)) => format!(
                "{name}: mean over all runs to at most {days:.0} days, runs without a settlement counting as 0; the {end} \
                 is best:"
            ),
            (_, Basis::Happened) => format!(
                "{name}: mean over runs with a summit, differences over runs with one under both. The rules decide which \
                 runs these are, so this does not compare the rules alone:"
            ),
            (_, Basis::All) => format!("{name}: mean over all runs; the {end} is best:"),
        }
    }

    /// The measure that decides, one row per rule.
    fn criterion_table(&self, asked: Metric, width: usize) -> String {
        let cells = |of: &dyn Fn(usize) -> String| (0..self.names.len()).map(of).collect();
        let mean = |k: usize| self.mean(asked, k);
        let probability = |k: usize| match self.probability(asked, k) {
            Some(p) => format!("{p:.2}"),
            None => String::new(),
        };
        let difference =
            |k: usize| if k == 0 { Estimate::default() } else { self.difference(asked, k) };
        let head = if matches!(asked, Metric::Outcome(_)) { "Share" } else { "Mean" };
        let columns = vec![
            Column::left("Rule", 0, cells(&|k| format!("({})", k + 1))),
            Column::right(head, 0, cells(&|k| shown(asked, mean(k).value))),
            Column::right("95 % CI", 2, cells(&|k| range(asked, mean(k).low, mean(k).high))),
            Column::right("P best", 1, cells(&probability)),
            Column::right("vs (1)", 0, cells(&|k| signed(asked, difference(k).value))),
            Column::right(
                "95 % CI",
                1,
                cells(&|k| signed_range(asked, difference(k).low, difference(k).high)),
            ),
        ];
        table(columns, &[], width)
    }

    /// All other outcomes and measures, one row each; the other rules in as many tables as needed.
    fn rest(&self, criterion: Metric, width: usize) -> String {
        const NAMES_AND_FIRST: usize = 30;
        const UNITS: usize = 17;
        const EACH: usize = 9;
        let others: Vec<Metric> =
            Metric::ALL.into_iter().filter(|&asked| asked != criterion).collect();
        let head = wrap("All other results, and differences from (1):", width, "");
        let foot = [
            "* joint 95 % interval over all pairs excludes 0".to_owned(),
            "¹ over runs with a summit; differences over runs with one under both".to_owned(),
            format!(
                "² over all runs; a wait without an end counts as {:.0} days",
                self.limits.window
            ),
            format!(
                "³ over all runs, to at most {:.0} days; no settlement counts as 0",
                self.limits.follow_up
            ),
        ];
        let foot = foot.map(|line| wrap(&line, width, "  ")).join("\n");
        let room = width.saturating_sub(NAMES_AND_FIRST + UNITS) / EACH;
        let rules: Vec<usize> = (1..self.names.len()).collect();
        let tables =
            rules.chunks(room.max(1)).map(|some| self.differences_table(&others, some, width));
        format!("{head}\n{}{foot}\n", tables.collect::<Vec<_>>().join("\n"))
    }

    fn differences_table(&self, others: &[Metric], rules: &[usize], width: usize) -> String {
        let cells = |of: &dyn Fn(Metric) -> String| others.iter().map(|&asked| of(asked)).collect();
        let note = |asked: Metric| match asked.basis(self.limits) {
            Basis::Happened => "¹",
            Basis::Restricted(_) => "²",
            Basis::Held(_) => "³",
            Basis::All => "",
        };
        let mut columns = vec![
            Column::left(
                "",
                0,
                cells(&|asked| format!("{}{}", asked.compared_name(), note(asked))),
            ),
            Column::right("(1)", 0, cells(&|asked| shown(asked, self.mean(asked, 0).value))),
        ];
        for &k in rules {
            let cell = |asked: Metric| {
                let difference = self.difference(asked, k);
                let star = if difference.is_significant() { "*" } else { " " };
                match difference.value {
                    Some(_) => format!("{}{star}", signed(asked, difference.value)),
                    None => String::new(),
                }
            };
            columns.push(Column::right(format!("({}) ", k + 1), 0, cells(&cell)));
        }
        let unit = |asked: Metric| match asked {
            Metric::Outcome(_) => "points".to_owned(),
            Metric::Measure(_) => asked.unit().to_owned(),
        };
        columns.push(Column::left("", 1, cells(&unit)));
        table(columns, &[], width)
    }
}

fn head(finished: &Finished<'_>, rules: &[Rule]) -> String {
    let (width, bold) = (screen::width(), screen::BOLD);
    let first = &rules[0].setup.scenario;
    let title = wrap(&tame(&first.title), width, "");
    let mut ids: Vec<&str> = Vec::new();
    for rule in rules {
        if !ids.contains(&rule.setup.scenario.id.as_str()) {
            ids.push(&rule.setup.scenario.id);
        }
    }
    let inputs = &finished.manifest.inputs;
    let runs = match finished.args.find_best {
        true => format!("at most {} in all", counted(inputs.runs, "run", "runs")),
        false => counted(inputs.runs, "run", "runs"),
    };
    let line = format!(
        "{}: {} of {runs}, seed {}, common random numbers",
        tame(&ids.join(", ")),
        counted(rules.len() as u64, "rule", "rules"),
        inputs.seed
    );
    let mut text = format!("{bold}{title}{bold:#}\n{}\n", wrap(&line, width, ""));
    if finished.args.tune {
        let note =
            "The gates' open parameters were chosen from a grid, on separate runs: see tuning.csv.";
        text.push_str(&format!("{}\n", wrap(note, width, "")));
    }
    let windows = rules.iter().map(|rule| rule.setup.scenario.calendar.window);
    let (least, most) = windows.fold((f64::INFINITY, 0.0_f64), |(a, b), w| (a.min(w), b.max(w)));
    if least < most {
        let note = format!(
            "The windows are {least:.0} to {most:.0} days long: waits are censored at the shortest; everything else is measured \
             over each scenario's own."
        );
        text.push_str(&format!("{}\n", wrap(&note, width, "")));
    }
    text
}

/// The rules and the numbers that stand for them: names are too long for tables.
fn legend(names: &[&str], width: usize) -> String {
    let line = |(k, name): (usize, &&str)| {
        format!("{}\n", wrap(&format!("({}) {}", k + 1, tame(name)), width, "    "))
    };
    names.iter().enumerate().map(line).collect()
}

/// The table of a selection, or one line of JSON.
pub(super) fn selection(
    finished: &Finished<'_>,
    selection: &Selection,
) -> Result<String, OutputError> {
    let lines = read_selection(finished)?;
    let chosen = lines.iter().find(|line| line.state == "selected");
    let spent: u64 = lines.iter().map(|line| line.n).sum();
    if finished.args.format == Format::Json {
        let line = |line: &Line| {
            json!({
                "rule": line.rule, "state": line.state, "n": line.n, "mean": line.mean,
                "low": line.low, "high": line.high,
            })
        };
        let record = json!({
            "state": finished.state,
            "dir": finished.dir,
            "measure": selection.metric.compared_name(),
            "best": if selection.lowest { "lowest" } else { "highest" },
            "selected": chosen.map(|line| &line.rule),
            "confidence": selection.confidence,
            "indifference": selection.indifference,
            "runs": spent,
            "budget": selection.budget,
            "seed": selection.seed,
            "rules": lines.iter().map(line).collect::<Vec<_>>(),
        });
        return Ok(format!("{record}\n"));
    }
    let width = screen::width();
    let asked = selection.metric;
    let cells = |of: &dyn Fn(&Line) -> String| lines.iter().map(of).collect();
    let names: Vec<&str> = lines.iter().map(|line| line.rule.as_str()).collect();
    let numbers = (1..=lines.len()).map(|number| format!("({number})")).collect();
    let columns = vec![
        Column::left("Rule", 0, numbers),
        Column::left("", 0, cells(&|line| line.state.clone())),
        Column::right("Runs", 1, cells(&|line| grouped(line.n))),
        Column::right(asked.compared_name(), 0, cells(&|line| shown(asked, line.mean))),
        Column::right("95 % CI", 2, cells(&|line| range(asked, line.low, line.high))),
    ];
    let table = table(columns, &[], width);
    let matters = match asked {
        Metric::Outcome(_) => format!("{:.1} points", selection.indifference * 100.0),
        Metric::Measure(_) => format!("{} {}", selection.indifference, asked.unit()),
    };
    let end = if selection.lowest { "lowest" } else { "highest" };
    let tied: Vec<String> =
        lines.iter().filter(|line| line.state == "tied").map(|line| tame(&line.rule)).collect();
    let level = match tied.len() {
        0 => String::new(),
        _ => format!(" Exactly as good in every round: {}.", tied.join(", ")),
    };
    let verdict = match chosen {
        Some(line) => format!(
            "{} is selected after {}.{level} If the rule with the {end} {} is better than all others by {matters} or more, it is \
             this one with a probability of at least {}.",
            tame(&line.rule),
            counted(spent, "run", "runs"),
            asked.compared_name(),
            selection.confidence
        ),
        None => format!(
            "The budget of {} ran out before one rule was left: the undecided ones cannot be distinguished at {matters} with \
             so few. Raise --max-runs or --indifference.",
            counted(selection.budget, "run", "runs")
        ),
    };
    let how = format!(
        "Kim & Nelson's fully sequential procedure (2001) on means of {RUNS_OF_A_ROUND} runs, {FIRST_ROUNDS} of them in the first stage; \
         the guarantee is exact for normal means."
    );
    let head = head(finished, &selection.rules);
    let legend = legend(&names, width);
    Ok(format!(
        "{head}\n{legend}\n{table}\n{}\n{}\n",
        wrap(&verdict, width, ""),
        wrap(&how, width, "")
    ))
}

/// A row of `selection.csv`.
struct Line {
    rule: String,
    state: String,
    n: u64,
    mean: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

fn read_selection(finished: &Finished<'_>) -> Result<Vec<Line>, OutputError> {
    let manifest = finished.manifest;
    manifest.verify_table(finished.dir, SELECTION.name)?;
    let mut lines = Vec::new();
    let columns = ["rule", "state", "n", "mean", "low", "high"];
    manifest.read_table(finished.dir, SELECTION.name, &columns, &mut |row| {
        let number = |at: usize| row[at].parse().ok();
        lines.push(Line {
            rule: row[0].clone(),
            state: row[1].clone(),
            n: row[2].parse().map_err(|_| format!("`{}` is no count", tame(&row[2])))?,
            mean: number(3),
            low: number(4),
            high: number(5),
        });
        Ok(())
    })?;
    Ok(lines)
}

/// Decimals that a person compares.
fn decimals(asked: Metric) -> usize {
    match asked {
        Metric::Outcome(_) => 1,
        Metric::Measure(k) => match MEASURES[k].unit {
            "share" => 3,
            "days" => 1,
            _ => 2,
        },
    }
}

fn shown(asked: Metric, value: Option<f64>) -> String {
    match (asked, value) {
        (_, None) => String::new(),
        (Metric::Outcome(_), Some(share)) => percent(share),
        (Metric::Measure(_), Some(value)) => format!("{value:.*}", decimals(asked)),
    }
}

/// In points for an outcome; with its sign.
fn signed(asked: Metric, value: Option<f64>) -> String {
    value.map(|value| format!("{:+.*}", decimals(asked), scaled(asked, value))).unwrap_or_default()
}

fn scaled(asked: Metric, value: f64) -> f64 {
    if matches!(asked, Metric::Outcome(_)) { value * 100.0 } else { value }
}

fn range(asked: Metric, low: Option<f64>, high: Option<f64>) -> String {
    let end = |value| format!("{:.*}", decimals(asked), scaled(asked, value));
    match (low, high) {
        (Some(low), Some(high)) => format!("{}–{}", end(low), end(high)),
        _ => String::new(),
    }
}

fn signed_range(asked: Metric, low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(_), Some(_)) => format!("{} to {}", signed(asked, low), signed(asked, high)),
        _ => String::new(),
    }
}
