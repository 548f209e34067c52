//! From an experiment file to a validated experiment, with every fault told.

use std::path::{Path, PathBuf};

use crate::rows::cells::reserved;
use crate::rows::metric::Metric;
use summitry_model::fields::TableReader;
use summitry_model::fields::diagnostic::{Diagnostics, Place};
use summitry_model::fields::field::Limits;
use summitry_model::fields::parse::FileKind;
use summitry_model::fields::source::{Source, SourceId, Sources};
use summitry_model::fields::suggest::nearest;
use summitry_model::fields::tree::{Node, Value};
use summitry_model::scenario::{Base, Overrides, Scenario, read_among};

use super::bundled;
use super::factor::Factor;
use super::list::{Points, read_points};
use super::read_design::{Written, design};
use super::read_factor::{Varied, overlap, read_factor};
use super::stopping::{Replications, Until};
use super::validated::{Experiment, RandomNumbers};

/// Most runs of a cell.
pub const MOST_REPLICATIONS: u64 = 1_000_000_000;

/// The list of points in a finished directory.
pub(super) const LIST: &str = "points.csv";

/// What to change in an experiment before it is read.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The seed, in place of the file's.
    pub seed: Option<u64>,
    /// Runs of each cell, in place of what the file says of them.
    pub replications: Option<u64>,
}

/// An experiment that was read, with its texts and faults.
#[derive(Debug)]
pub struct LoadedExperiment {
    /// The texts, for drawing faults.
    pub sources: Sources,
    /// Errors and warnings.
    pub faults: Diagnostics,
    /// The experiment, unless there are errors.
    pub experiment: Option<Experiment>,
}

/// The texts that an experiment names, where they are not on disk: those of a plan.
#[derive(Clone, Debug)]
pub struct Enclosed {
    /// The experiment's id.
    pub id: String,
    /// The experiment's file.
    pub experiment: String,
    /// The scenario's id and text.
    pub scenario: (String, String),
    /// The list of points, if there is one.
    pub points: Option<String>,
}

/// Reads a bundled experiment by its name, or a file by its path.
///
/// ```
/// use summitry_lab::experiment::{Changes, read_experiment};
/// let loaded = read_experiment("rounds-before-summit", &Changes::default());
/// assert_eq!(loaded.experiment.unwrap().cells(), 11);
/// ```
#[must_use]
pub fn read_experiment(name_or_path: &str, changes: &Changes) -> LoadedExperiment {
    let (mut sources, mut faults) = (Sources::new(), Diagnostics::new());
    let (id, name, dir) = match bundled::text(name_or_path) {
        Some(text) => {
            let source = Source::new(format!("scenarios/experiments/{name_or_path}.toml"), text);
            (Some(sources.add(source)), name_or_path.to_owned(), PathBuf::new())
        }
        None => {
            let path = Path::new(name_or_path);
            let names: Vec<&str> = bundled::names().collect();
            let example = "scenarios/experiments/rounds-before-summit.toml";
            let kind = FileKind { noun: "experiment", example, bundled: &names };
            let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned());
            let dir = path.parent().unwrap_or(Path::new("")).to_owned();
            (sources.load(path, kind, None, &mut faults), stem.unwrap_or_default(), dir)
        }
    };
    let experiment = id.and_then(|id| {
        Reading { sources: &mut sources, name, dir, enclosed: None, changes }.read(id, &mut faults)
    });
    let experiment = experiment.filter(|_| !faults.has_errors());
    LoadedExperiment { sources, faults, experiment }
}

/// Reads an experiment whose texts are all at hand.
#[must_use]
pub fn read_enclosed(enclosed: &Enclosed, changes: &Changes) -> LoadedExperiment {
    let (mut sources, mut faults) = (Sources::new(), Diagnostics::new());
    let text = enclosed.experiment.as_str();
    let id = sources.add(Source::new(format!("{}.toml", enclosed.id), text));
    let name = enclosed.id.clone();
    let (dir, enclosed) = (PathBuf::new(), Some(enclosed));
    let experiment =
        Reading { sources: &mut sources, name, dir, enclosed, changes }.read(id, &mut faults);
    let experiment = experiment.filter(|_| !faults.has_errors());
    LoadedExperiment { sources, faults, experiment }
}

/// Whether a bundled experiment, or a file that is more like an experiment than like a scenario, is named.
#[must_use]
pub fn names_experiment(name_or_path: &str) -> bool {
    if bundled::text(name_or_path).is_some() {
        return true;
    }
    // A pipe can be read once only.
    if !std::fs::metadata(name_or_path).is_ok_and(|data| data.is_file()) {
        return false;
    }
    let (mut sources, mut faults) = (Sources::new(), Diagnostics::new());
    let kind = FileKind { noun: "experiment", example: "", bundled: &[] };
    let Some(id) = sources.load(Path::new(name_or_path), kind, None, &mut faults) else {
        return false;
    };
    let tree = sources.parse(id, &mut faults);
    tree.get("party").is_none()
        && ["scenario", "design", "factor"].iter().any(|key| tree.get(key).is_some())
}

/// The experiment's text with the files that it names beside it, where a finished directory has them: the scenario under its
/// name, a list as [`LIST`].
fn self_contained(text: &str, scenario: &Place, list: Option<&Place>) -> String {
    let mut values = Vec::new();
    if let Some(span) = &scenario.span
        && let Some((_, name)) = text[span.clone()].rsplit_once(['/', '\\'])
    {
        values.push((span.clone(), format!("\"{}\"", name.trim_end_matches(['"', '\'']))));
    }
    if let Some(span) = list.and_then(|list| list.span.clone()) {
        values.push((span, format!("\"{LIST}\"")));
    }
    // From the end, so that the places before stay true.
    values.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut text = text.to_owned();
    for (span, value) in values {
        text.replace_range(span, &value);
    }
    text
}

struct Reading<'a> {
    sources: &'a mut Sources,
    name: String,
    /// Where the paths of the file begin.
    dir: PathBuf,
    enclosed: Option<&'a Enclosed>,
    changes: &'a Changes,
}

impl Reading<'_> {
    fn read(mut self, id: SourceId, faults: &mut Diagnostics) -> Option<Experiment> {
        let tree = self.sources.parse(id, faults);
        let mut reader = TableReader::root_of("experiment", &tree, faults);
        let r = &mut reader;
        let title: String = r.value("title", Limits::NONE).unwrap_or_else(|| self.name.clone());
        let description: String = r.value("description", Limits::NONE).unwrap_or_default();
        let scenario = self.scenario(r);
        let seed: u64 = r.value("seed", Limits::new(0.0, i64::MAX as f64)).unwrap_or(1);
        let replications = replications(r);
        let luck = luck(r);
        let (design, design_place) = design(r);
        let size_place =
            if r.has("design") { &design_place } else { r.key_place("factor") }.clone();
        let base = scenario.map(|scenario| {
            let base = Base::from_scenario(&scenario, self.sources);
            (scenario, base)
        });
        let factors = self.factors(r, &design, base.as_ref().map(|(_, base)| base));
        let points = match &design {
            Written::List(file) => self.points(file.as_ref(), &factors, base.as_ref(), r.faults()),
            Written::Made(made) => {
                if !factors.is_empty()
                    && let Err(error) = made.check(factors.len())
                {
                    r.faults().error("bad-design", &design_place, error.to_string());
                }
                Some(Points::Made(*made))
            }
            Written::Unknown => None,
        };
        let list_place = match &design {
            Written::List(Some((_, place))) => Some(place.clone()),
            _ => None,
        };
        let scenario_place = r.value_place("scenario").clone();
        reader.finish();
        if faults.has_errors() {
            return None;
        }
        let text =
            self_contained(self.sources.get(id).text(), &scenario_place, list_place.as_ref());
        let (scenario, base) = base?;
        let replications = match self.changes.replications {
            Some(runs) => Replications::Fixed(runs),
            None => replications?,
        };
        let experiment = Experiment {
            id: self.name,
            title,
            description,
            text,
            scenario,
            base,
            factors,
            points: points?,
            replications,
            seed: self.changes.seed.unwrap_or(seed),
            luck: luck?,
        };
        check_size(&experiment, &size_place, faults);
        Some(experiment)
    }

    /// The scenario that is varied, with the file's changes to it.
    fn scenario(&mut self, r: &mut TableReader<'_>) -> Option<Scenario> {
        let name: Option<String> = r.value("scenario", Limits::NONE);
        let gate: Option<String> = r.value("gate", Limits::NONE);
        let sequence: Option<String> = r.value("sequence", Limits::NONE);
        let set: Vec<String> = r.value("set", Limits::NONE).unwrap_or_default();
        if !r.has("scenario") {
            r.missing("scenario", "scenario = \"kyiv-washington\"", "a bundled scenario or a path");
        }
        let overrides = Overrides { gate, sequence, set };
        if let Some(enclosed) = self.enclosed {
            let (id, text) = &enclosed.scenario;
            return summitry_model::scenario::read_text(
                id,
                text,
                &Overrides::default(),
                self.sources,
                r.faults(),
            );
        }
        // Faults of the scenario are told with those of the experiment, and do not hide them.
        let mut faults = Diagnostics::new();
        let place = r.value_place("scenario");
        let from = Some((self.dir.as_path(), place));
        let scenario = read_among(&name?, from, &overrides, self.sources, &mut faults);
        // Gate and changes are read as arguments, and told where they stand.
        let set = || match r.peek("set").map(|node| &node.value) {
            Some(Value::Array(items)) => items.as_slice(),
            _ => &[],
        };
        faults.move_to(|id| {
            let source = self.sources.get(id);
            let is_it = |item: &&Node| item.value == Value::String(source.text().to_owned());
            match source.name() {
                name if name.starts_with("--gate") => Some(r.value_place("gate").clone()),
                name if name.starts_with("--sequence") => Some(r.value_place("sequence").clone()),
                name if name.starts_with("--set") => {
                    set().iter().find(is_it).map(|item| item.place.clone())
                }
                _ => None,
            }
        });
        r.faults().extend(faults);
        scenario
    }

    fn factors(
        &mut self,
        r: &mut TableReader<'_>,
        design: &Written,
        base: Option<&Base>,
    ) -> Vec<Factor> {
        let place = r.key_place("factor").clone();
        let was_there = r.has("factor");
        let mut factors: Vec<Factor> = Vec::new();
        let sources = &mut *self.sources;
        let count = match r.peek("factor") {
            Some(Node { value: Value::Array(items), .. }) => items.len(),
            _ => 0,
        };
        let varied = base.map(|base| Varied { base, is_alone: count == 1 });
        r.tables("factor", |_, t| {
            let Some(factor) = read_factor(t, design, varied.as_ref(), sources) else { return };
            if let Some(twin) = factors.iter().find(|other| overlap(other, &factor)) {
                let message = if twin.path == factor.path {
                    format!("`{}` is a factor already", factor.path)
                } else {
                    format!("`{}` and `{}` set the same value", twin.path, factor.path)
                };
                t.faults()
                    .error("duplicate-factor", &factor.place, message)
                    .help("a path is varied once: put its levels into one list");
                return;
            }
            let taken = factors.iter().any(|other| other.name == factor.name);
            if taken || reserved(&factor.name) {
                let message = format!("the column `{}` is there already", factor.name);
                let place = t.value_place(if t.has("name") { "name" } else { "path" }).clone();
                t.faults()
                    .error("duplicate-column", &place, message)
                    .help("give the factor a `name` of its own");
                return;
            }
            factors.push(factor);
        });
        let is_empty = matches!(r.peek("factor"), Some(Node { value: Value::Array(items), .. }) if items.is_empty());
        if (!was_there || is_empty) && !r.faults().has_code("syntax") {
            r.faults().error("no-factors", &place, "the experiment varies nothing").help(
                "for example: [[factor]] with path = \"meeting.rounds.gap\" and levels = [15, 30, 60]",
            );
        }
        factors
    }

    fn points(
        &mut self,
        file: Option<&(String, Place)>,
        factors: &[Factor],
        base: Option<&(Scenario, Base)>,
        faults: &mut Diagnostics,
    ) -> Option<Points> {
        let (file, place) = file?;
        let text = match self.enclosed.and_then(|enclosed| enclosed.points.clone()) {
            Some(text) => text,
            None => match std::fs::read_to_string(self.dir.join(file)) {
                Ok(text) => text,
                Err(error) => {
                    let message = format!("the list cannot be read: {error}");
                    faults
                        .error("unreadable", place, message)
                        .help("`file` is a path from where the experiment's file is");
                    return None;
                }
            },
        };
        if factors.is_empty() {
            return None;
        }
        // The rows of a plan were tried when it was made, and its digest says that they are the same.
        let base = if self.enclosed.is_some() { None } else { Some(&base?.1) };
        read_points(file, text, place, factors, base, self.sources, faults)
    }
}

fn replications(r: &mut TableReader<'_>) -> Option<Replications> {
    let most = Limits::new(1.0, MOST_REPLICATIONS as f64);
    let fixed: Option<u64> = r.value("replications", most);
    let place = r.key_place("until").clone();
    let until = r.table("until", |t| {
        let name: Option<String> = t.value("measure", Limits::NONE);
        if !t.has("measure") {
            t.missing("measure", "measure = \"durable\"", "an outcome or a measure");
        }
        let width: Option<f64> = t.value("half-width", Limits::new(1e-6, 1e6));
        if !t.has("half-width") {
            t.missing("half-width", "half-width = 0.02", "of the 95 % interval, in its unit");
        }
        let minimum: u64 = t.value("minimum", most).unwrap_or(200);
        let maximum: Option<u64> = t.value("maximum", most);
        if !t.has("maximum") {
            t.missing("maximum", "maximum = 10000", "runs of a cell at most");
        }
        let batch: u64 = t.value("batch", most).unwrap_or(100);
        if let Some(maximum) = maximum.filter(|maximum| *maximum < minimum) {
            let place = t.value_place("maximum").clone();
            let message = format!("`until.maximum` is {maximum}, below the minimum of {minimum}");
            t.faults()
                .error("out-of-range", &place, message)
                .help("give at least as many, or lower `minimum` (200 if it is not given)");
            return None;
        }
        let name = name?;
        let Some(measure) = Metric::named(&name) else {
            let place = t.value_place("measure").clone();
            let help = match nearest(&name, Metric::names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", Metric::names().collect::<Vec<_>>().join(", ")),
            };
            let message = format!("there is no outcome or measure `{name}`");
            t.faults().error("unknown-measure", &place, message).help(help);
            return None;
        };
        Some(Until { measure, half_width: width?, minimum, maximum: maximum?, batch })
    });
    match (fixed, until) {
        (Some(_), Some(_)) => {
            r.faults()
                .error(
                    "two-rules",
                    &place,
                    "both `replications` and `[until]` say how many runs a cell has",
                )
                .help("keep one of them");
            None
        }
        (None, Some(until)) => until.map(Replications::Until),
        (fixed, None) => {
            if !r.has("replications") {
                r.missing("replications", "replications = 500", "runs of each cell");
            }
            fixed.map(Replications::Fixed)
        }
    }
}

fn luck(r: &mut TableReader<'_>) -> Option<RandomNumbers> {
    let place = r.value_place("random-numbers").clone();
    let Some(text) = r.value::<String>("random-numbers", Limits::NONE) else {
        return (!r.has("random-numbers")).then_some(RandomNumbers::Common);
    };
    let luck = RandomNumbers::ALL.into_iter().find(|luck| luck.name() == text);
    if luck.is_none() {
        let message = format!("`random-numbers` is {text:?}");
        r.faults().error("wrong-value", &place, message).help(
            "write \"common\" (cells meet the same luck, run by run) or \"independent\" (luck of their own)",
        );
    }
    luck
}

/// Refuses a design with more cells or runs than can be numbered.
fn check_size(experiment: &Experiment, place: &Place, faults: &mut Diagnostics) {
    match experiment.checked_cells() {
        None => {
            let levels: Vec<String> =
                experiment.factors.iter().map(|f| f.levels().to_string()).collect();
            let message =
                format!("the design has {} cells, more than can be numbered", levels.join(" × "));
            faults.error("too-many-cells", place, message).help(
                "give factors fewer levels, or take a design that samples: latin-hypercube, sobol",
            );
        }
        Some(cells) => {
            if experiment.greatest_run(cells).is_none() {
                let message = format!("{cells} cells of so many runs cannot be numbered");
                faults.error("too-many-cells", place, message).help("take fewer of either");
            }
        }
    }
}
