//! From an experiment file to a validated experiment, with every fault told.

use std::path::{Path, PathBuf};

use crate::fields::TableReader;
use crate::fields::fault::{Faults, Place};
use crate::fields::field::{Limits, plain};
use crate::fields::overrides;
use crate::fields::parse::FileKind;
use crate::fields::source::{Source, SourceId, Sources};
use crate::fields::suggest::{listed, nearest};
use crate::fields::tree::{Key, Node, Value};
use crate::rows::cells::{Asked, reserved};
use crate::scenario::{Base, Overrides, Patch, Scenario, node_for, parameter_rows, read_among};

use super::bundled;
use super::design::Design;
use super::factor::{Factor, Level, Range, Scale, Setting, Values};
use super::list::{Points, read_points};
use super::stopping::{Replications, Until};
use super::validated::{Experiment, Luck};

/// Most runs of a cell.
pub const MOST_REPLICATIONS: u64 = 1_000_000_000;

/// The kinds of design, in the order of the documents.
pub const DESIGNS: &[&str] = &["grid", "list", "latin-hypercube", "sobol", "saltelli", "morris"];

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
    pub faults: Faults,
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
/// use summitry::experiment::{Changes, read_experiment};
/// let loaded = read_experiment("rounds-before-summit", &Changes::default());
/// assert_eq!(loaded.experiment.unwrap().cells(), 11);
/// ```
#[must_use]
pub fn read_experiment(name_or_path: &str, changes: &Changes) -> LoadedExperiment {
    let (mut sources, mut faults) = (Sources::new(), Faults::new());
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
    let (mut sources, mut faults) = (Sources::new(), Faults::new());
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
    let (mut sources, mut faults) = (Sources::new(), Faults::new());
    let kind = FileKind { noun: "experiment", example: "", bundled: &[] };
    let Some(id) = sources.load(Path::new(name_or_path), kind, None, &mut faults) else {
        return false;
    };
    let tree = sources.parse(id, &mut faults);
    tree.get("party").is_none()
        && ["scenario", "design", "factor"].iter().any(|key| tree.get(key).is_some())
}

struct Reading<'a> {
    sources: &'a mut Sources,
    name: String,
    /// Where the paths of the file begin.
    dir: PathBuf,
    enclosed: Option<&'a Enclosed>,
    changes: &'a Changes,
}

/// A design as it was read, a list not yet.
enum Written {
    Made(Design),
    List(Option<(String, Place)>),
    /// Its fault was told, and nothing is held against factors on its account.
    Unknown,
}

impl Reading<'_> {
    fn read(mut self, id: SourceId, faults: &mut Faults) -> Option<Experiment> {
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
            let base = Base::of(&scenario, self.sources);
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
        reader.finish();
        if faults.has_errors() {
            return None;
        }
        let (scenario, base) = base?;
        let replications = match self.changes.replications {
            Some(runs) => Replications::Fixed(runs),
            None => replications?,
        };
        let experiment = Experiment {
            id: self.name,
            title,
            description,
            text: self.sources.get(id).text().to_owned(),
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
        let set: Vec<String> = r.value("set", Limits::NONE).unwrap_or_default();
        if !r.has("scenario") {
            r.missing("scenario", "scenario = \"kyiv-washington\"", "a bundled scenario or a path");
        }
        let overrides = Overrides { gate, set };
        if let Some(enclosed) = self.enclosed {
            let (id, text) = &enclosed.scenario;
            return crate::scenario::read_text(
                id,
                text,
                &Overrides::default(),
                self.sources,
                r.faults(),
            );
        }
        // Faults of the scenario are told with those of the experiment, and do not hide them.
        let mut faults = Faults::new();
        let place = r.value_place("scenario");
        let from = Some((self.dir.as_path(), place));
        let scenario = read_among(&name?, from, &overrides, self.sources, &mut faults);
        // Gate and changes are read as arguments, and told where they stand.
        let set = || match r.look("set").map(|node| &node.value) {
            Some(Value::Array(items)) => items.as_slice(),
            _ => &[],
        };
        faults.move_to(|id| {
            let source = self.sources.get(id);
            let is_it = |item: &&Node| item.value == Value::String(source.text().to_owned());
            match source.name() {
                name if name.starts_with("--gate") => Some(r.value_place("gate").clone()),
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
        r.tables("factor", |_, t| {
            let Some(factor) = read_factor(t, design, base, sources) else { return };
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
        let is_empty = matches!(r.look("factor"), Some(Node { value: Value::Array(items), .. }) if items.is_empty());
        if (!was_there || is_empty) && !r.faults().has_code("syntax") {
            r.faults().error("no-factors", &place, "the experiment varies nothing").help(
                "for example: [[factor]] with path = \"rounds.gap\" and levels = [15, 30, 60]",
            );
        }
        factors
    }

    fn points(
        &mut self,
        file: Option<&(String, Place)>,
        factors: &[Factor],
        base: Option<&(Scenario, Base)>,
        faults: &mut Faults,
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
        read_points(file, text, place, factors, &base?.1, self.sources, faults)
    }
}

/// Whether two factors set the same value, or one sets a table that the other's value is in.
fn overlap(a: &Factor, b: &Factor) -> bool {
    a.keys.iter().any(|a| b.keys.iter().any(|b| within(a, b)))
}

/// Whether one path is the other, or leads to a table that the other is in.
fn within(a: &[Key], b: &[Key]) -> bool {
    a.iter().zip(b).all(|(x, y)| x.name == y.name)
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
        let Some(measure) = Asked::named(&name) else {
            let place = t.value_place("measure").clone();
            let help = match nearest(&name, Asked::names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", Asked::names().collect::<Vec<_>>().join(", ")),
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

fn luck(r: &mut TableReader<'_>) -> Option<Luck> {
    let place = r.value_place("random-numbers").clone();
    let Some(text) = r.value::<String>("random-numbers", Limits::NONE) else {
        return (!r.has("random-numbers")).then_some(Luck::Common);
    };
    let luck = Luck::ALL.into_iter().find(|luck| luck.name() == text);
    if luck.is_none() {
        let message = format!("`random-numbers` is {text:?}");
        r.faults().error("wrong-value", &place, message).help(
            "write \"common\" (cells meet the same luck, run by run) or \"independent\" (luck of their own)",
        );
    }
    luck
}

/// The design, and where it stands; a grid if the file says nothing.
fn design(r: &mut TableReader<'_>) -> (Written, Place) {
    let place = r.key_place("design").clone();
    let written = r.table("design", |t| {
        let kind: Option<String> = t.value("kind", Limits::NONE);
        let count = Limits::new(1.0, 1e12);
        let number = |t: &mut TableReader<'_>, key: &str, example: &str, doc: &str| {
            let value: Option<u64> = t.value(key, count);
            if !t.has(key) {
                t.missing(key, example, doc);
            }
            value.unwrap_or(1)
        };
        let skip = |t: &mut TableReader<'_>| t.value("skip", Limits::new(0.0, 1e12)).unwrap_or(0);
        let Some(kind) = kind else {
            if !t.has("kind") {
                t.missing("kind", "kind = \"grid\"", "one of the designs");
            }
            for key in PARAMETERS {
                t.take(key);
            }
            return Written::Unknown;
        };
        match kind.as_str() {
            "grid" => Written::Made(Design::Grid),
            "list" => {
                let file: Option<String> = t.value("file", Limits::NONE);
                if !t.has("file") {
                    t.missing(
                        "file",
                        "file = \"points.csv\"",
                        "a CSV with a column for each factor",
                    );
                }
                let place = t.value_place("file").clone();
                Written::List(file.map(|file| (file, place)))
            }
            "latin-hypercube" => Written::Made(Design::LatinHypercube {
                points: number(t, "points", "points = 200", "how many cells"),
            }),
            "sobol" => Written::Made(Design::Sobol {
                points: number(t, "points", "points = 256", "how many cells, best a power of two"),
                skip: skip(t),
            }),
            "saltelli" => Written::Made(Design::Saltelli {
                base: number(t, "base", "base = 256", "base points, a power of two"),
                second_order: t.value("second-order", Limits::NONE).unwrap_or(false),
                skip: skip(t),
            }),
            "morris" => Written::Made(Design::Morris {
                trajectories: number(t, "trajectories", "trajectories = 20", "how many walks"),
                levels: t.value("levels", Limits::new(2.0, 1000.0)).unwrap_or(4),
            }),
            other => {
                let place = t.value_place("kind").clone();
                let help = match nearest(other, DESIGNS.iter().copied()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("there are {}", listed(DESIGNS.iter().copied())),
                };
                let message = format!("there is no design \"{other}\"");
                t.faults().error("unknown-design", &place, message).help(help);
                for key in PARAMETERS {
                    t.take(key);
                }
                Written::Unknown
            }
        }
    });
    (written.unwrap_or(Written::Made(Design::Grid)), place)
}

/// The keys of every design but `kind`: none of them is unknown where the kind is.
const PARAMETERS: &[&str] =
    &["file", "points", "skip", "base", "second-order", "trajectories", "levels"];

/// Reads a factor; `None` where nothing more can be said of it.
fn read_factor(
    t: &mut TableReader<'_>,
    design: &Written,
    base: Option<&Base>,
    sources: &mut Sources,
) -> Option<Factor> {
    let path: Option<String> = t.value("path", Limits::NONE);
    let name: Option<String> = t.value("name", Limits::NONE);
    let also: Vec<String> = t.value("also", Limits::NONE).unwrap_or_default();
    let values = read_values(t, design);
    if !t.has("path") {
        t.missing("path", "path = \"rounds.gap\"", "the dotted path of what is varied");
    }
    let path = path?;
    let place = t.value_place("path").clone();
    let keys = overrides::keys_at(&path, &place, sources, t.faults())?;
    let name = match name {
        Some(name) if !is_column(&name) => {
            let place = t.value_place("name").clone();
            t.faults()
                .error("bad-name", &place, format!("`{name}` cannot be the name of a column"))
                .help("names start with a letter a–z and go on with a–z, 0–9 and `_`");
            return None;
        }
        Some(name) => name,
        None => column_of(&keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>()),
    };
    let (unit, meaning) = field_of(&keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>());
    let mut all = vec![keys];
    for path in &also {
        let place = t.value_place("also").clone();
        let keys = overrides::keys_at(path, &place, sources, t.faults())?;
        if all.iter().any(|other| within(other, &keys)) {
            let message = format!("`also` sets `{path}`, which the factor sets already");
            t.faults().error("duplicate-factor", &place, message).help("name each path once");
            return None;
        }
        all.push(keys);
    }
    let values = values?;
    let mut factor =
        Factor { path, also, name, unit, meaning, values: Values::Listed, keys: all, place };
    factor.values = match values {
        WrittenValues::Listed => Values::Listed,
        WrittenValues::Levels(items) => {
            let mut levels: Vec<Level> = Vec::new();
            for item in items {
                let Some(setting) = Setting::of(&item.value) else {
                    if item.value != Value::Broken {
                        let message =
                            format!("a level is a single value, and this is {}", item.describe());
                        t.faults().error("wrong-type", &item.place, message);
                    }
                    continue;
                };
                if levels.iter().any(|level| level.setting.is_same(&setting)) {
                    let message = format!("the level {setting} is given twice");
                    t.faults()
                        .error("duplicate-level", &item.place, message)
                        .help("take one of them out");
                    continue;
                }
                let (value, place) = (item.value.clone(), &item.place);
                if let Some(node) = node_for(&factor.keys[0], value, place, sources, t.faults()) {
                    levels.push(Level { setting, node });
                }
            }
            for level in &levels {
                probe(&factor, level, base, t.faults());
            }
            if levels.is_empty() {
                return None;
            }
            Values::Levels(levels)
        }
        WrittenValues::Range { mut range, integer, steps } => {
            range.whole = integer.unwrap_or_else(|| is_whole(&factor, &range, base));
            if range.whole && (range.low.fract() != 0.0 || range.high.fract() != 0.0) {
                let message = format!("`{}` counts whole things", factor.path);
                t.faults()
                    .error("not-whole", &range.place, message)
                    .help("give whole numbers as the ends of its range");
                return None;
            }
            let ends = [range.low, range.high].map(|end| range.level(end));
            if ends.iter().filter(|end| !probe(&factor, end, base, t.faults())).count() > 0 {
                return None;
            }
            match (design, steps) {
                (Written::Made(Design::Grid), Some(steps)) => {
                    let values = range.steps(steps);
                    Values::Levels(values.into_iter().map(|value| range.level(value)).collect())
                }
                (Written::Made(Design::Grid), None)
                    if range.whole && range.scale == Scale::Linear =>
                {
                    // Every whole number, unless that is beyond all counting.
                    let count = range.high - range.low + 1.0;
                    if count > MOST_LEVELS as f64 {
                        too_many_levels(&factor, count, &range.place, t.faults());
                        return None;
                    }
                    #[expect(clippy::cast_possible_truncation, reason = "at most MOST_LEVELS")]
                    #[expect(clippy::cast_sign_loss, reason = "the high end is above the low one")]
                    let values = range.steps(count as u64);
                    Values::Levels(values.into_iter().map(|value| range.level(value)).collect())
                }
                // Without a scenario nobody knows whether it counts whole things, and a number of steps that is
                // none was told.
                (Written::Made(Design::Grid), None) if base.is_none() || t.has("steps") => {
                    return None;
                }
                (Written::Made(Design::Grid), None) => {
                    let place = range.place.clone();
                    t.faults()
                        .error(
                            "no-steps",
                            &place,
                            "a grid needs to know how many levels a range has",
                        )
                        .help("add steps = 5, or write the levels out: levels = [ … ]");
                    return None;
                }
                _ => Values::Range(range),
            }
        }
    };
    Some(factor)
}

/// Most levels of a factor of a grid.
const MOST_LEVELS: u64 = 1_000_000;

fn too_many_levels(factor: &Factor, count: f64, place: &Place, faults: &mut Faults) {
    let message = format!("`{}` would have {} levels", factor.path, plain(count));
    faults.error("too-many", place, message).help("say how many of them: steps = 11");
}

/// The values of a factor as they were written.
enum WrittenValues<'a> {
    Listed,
    Levels(&'a [Node]),
    Range { range: Range, integer: Option<bool>, steps: Option<u64> },
}

fn read_values<'a>(t: &mut TableReader<'a>, design: &Written) -> Option<WrittenValues<'a>> {
    let levels = t.take("levels");
    let range = t.take("range");
    let scale: Option<String> = t.value("scale", Limits::NONE);
    let integer: Option<bool> = t.value("integer", Limits::NONE);
    let steps: Option<u64> = t.value("steps", Limits::new(2.0, MOST_LEVELS as f64));
    let stray = |t: &mut TableReader<'_>, keys: &[&str], why: &str| {
        for key in keys {
            if !t.has(key) {
                continue;
            }
            let place = t.key_place(key).clone();
            let message = format!("`{key}` means nothing here: {why}");
            t.faults().error("unused-key", &place, message).help("take it out");
        }
    };
    if matches!(design, Written::List(_)) {
        stray(t, &["levels", "range", "scale", "integer", "steps"], "the list has the values");
        return Some(WrittenValues::Listed);
    }
    match (levels, range) {
        (Some(_), Some(other)) => {
            t.faults()
                .error("two-rules", &other.place, "a factor has `levels` or a `range`, not both")
                .help("keep one of them");
            None
        }
        (Some(levels), None) => {
            stray(t, &["scale", "integer", "steps"], "it belongs to a `range`");
            let Value::Array(items) = &levels.value else {
                if levels.value != Value::Broken {
                    let message = format!("`levels`: expected a list, found {}", levels.describe());
                    t.faults()
                        .error("wrong-type", &levels.place, message)
                        .help("for example: levels = [15, 30, 60]");
                }
                return None;
            };
            if items.is_empty() {
                t.faults()
                    .error("empty-factor", &levels.place, "a factor without levels")
                    .help("give it at least one: levels = [15, 30, 60]");
                return None;
            }
            Some(WrittenValues::Levels(items))
        }
        (None, Some(range)) => {
            if !matches!(design, Written::Made(Design::Grid) | Written::Unknown) {
                stray(t, &["steps"], "only a grid divides a range into levels");
            }
            let range = read_range(range, scale.as_deref(), t)?;
            Some(WrittenValues::Range { range, integer, steps })
        }
        (None, None) => {
            let place = t.place().clone();
            t.faults()
                .error("empty-factor", &place, "a factor without values")
                .help("give it levels = [15, 30, 60] or range = [15, 60]");
            None
        }
    }
}

fn read_range(node: &Node, scale: Option<&str>, t: &mut TableReader<'_>) -> Option<Range> {
    let help = "write the low end and the high one: range = [15, 60]";
    let number = |node: &Node| match node.value {
        Value::Float(number) if number.is_finite() => Some(number),
        Value::Integer(number) => Some(number as f64),
        _ => None,
    };
    let ends = match &node.value {
        Value::Array(items) => items.iter().map(number).collect::<Option<Vec<f64>>>(),
        Value::Broken => return None,
        _ => None,
    };
    let Some(&[low, high]) = ends.as_deref() else {
        let message = format!("`range`: expected two numbers, found {}", node.describe());
        t.faults().error("wrong-type", &node.place, message).help(help);
        return None;
    };
    if low >= high {
        let message = format!("the range goes from {} to {}", plain(low), plain(high));
        t.faults()
            .error("out-of-range", &node.place, message)
            .help("the low end comes first, and is below the high one");
        return None;
    }
    let scale = match scale {
        None | Some("linear") => Scale::Linear,
        Some("log") => Scale::Log,
        Some(other) => {
            let place = t.value_place("scale").clone();
            t.faults()
                .error("wrong-value", &place, format!("`scale` is {other:?}"))
                .help("write \"linear\" (equal differences) or \"log\" (equal ratios)");
            return None;
        }
    };
    if scale == Scale::Log && low <= 0.0 {
        t.faults()
            .error(
                "out-of-range",
                &node.place,
                format!("a log scale cannot begin at {}", plain(low)),
            )
            .help("begin above 0, or take scale = \"linear\"");
        return None;
    }
    Some(Range { low, high, scale, whole: false, place: node.place.clone() })
}

/// Tells what is wrong with a scenario that has this level, and is else as the experiment has it; whether nothing is.
fn probe(factor: &Factor, level: &Level, base: Option<&Base>, faults: &mut Faults) -> bool {
    let Some(base) = base else { return true };
    let mut found = Faults::new();
    let _ = base.with(&factor.patches(level).collect::<Vec<_>>(), &mut found);
    let is_sound = !found.has_errors();
    // What it does to the scenario elsewhere is its fault.
    found.move_to(|id| (id == base.source()).then(|| level.node.place.clone()));
    faults.extend_errors(found);
    is_sound
}

/// Whether a factor's field takes whole numbers only.
fn is_whole(factor: &Factor, range: &Range, base: Option<&Base>) -> bool {
    let Some(base) = base else { return false };
    let refuses = |value: Value| {
        let node = Node { value, place: range.place.clone() };
        let mut faults = Faults::new();
        let _ = base.with(&[Patch { keys: factor.keys[0].clone(), node }], &mut faults);
        faults.has_code("wrong-type")
    };
    #[expect(clippy::cast_possible_truncation, reason = "a probe")]
    let whole = range.low.ceil() as i64;
    refuses(Value::Float(range.low)) && !refuses(Value::Integer(whole))
}

/// The name of the column of a path: `party.kyiv.horizon` is in `party_kyiv_horizon`.
fn column_of(keys: &[&str]) -> String {
    let path = keys.join("_").to_lowercase();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    path.chars().map(plain).collect()
}

fn is_column(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name.len() <= 60
}

/// Unit and meaning of the field at a path; empty where it is none.
fn field_of(keys: &[&str]) -> (String, String) {
    let path = match keys {
        ["party", _, "stakes", _, key] => format!("stakes.{key}"),
        ["party" | "issue" | "shock", _, key] => format!("{}.{key}", keys[0]),
        _ => keys.join("."),
    };
    let row = parameter_rows().into_iter().find(|row| row.path == path);
    row.map(|row| (row.unit.to_owned(), row.doc.to_owned())).unwrap_or_default()
}

/// Refuses a design with more cells or runs than can be numbered.
fn check_size(experiment: &Experiment, place: &Place, faults: &mut Faults) {
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
