//! A factor of an experiment file.

use summitry_model::fields::TableReader;
use summitry_model::fields::diagnostic::{Diagnostics, Place};
use summitry_model::fields::field::{Limits, plain};
use summitry_model::fields::overrides;
use summitry_model::fields::source::Sources;
use summitry_model::fields::tree::{Key, Node, Value};
use summitry_model::scenario::{Base, Patch, node_for, parameter_rows};

use super::design::Design;
use super::factor::{Factor, Level, Range, Scale, Setting, Values};
use super::read_design::Written;

/// Whether two factors set the same value, or one sets a table that the other's value is in.
pub(super) fn overlap(a: &Factor, b: &Factor) -> bool {
    a.keys.iter().any(|a| b.keys.iter().any(|b| within(a, b)))
}

/// Whether one path is the other, or leads to a table that the other is in.
fn within(a: &[Key], b: &[Key]) -> bool {
    a.iter().zip(b).all(|(x, y)| x.name == y.name)
}

/// What a factor is tried on.
pub(super) struct Varied<'a> {
    pub base: &'a Base,
    /// Whether nothing else is varied.
    pub is_alone: bool,
}

/// Reads a factor; `None` where nothing more can be said of it.
pub(super) fn read_factor(
    t: &mut TableReader<'_>,
    design: &Written,
    varied: Option<&Varied<'_>>,
    sources: &mut Sources,
) -> Option<Factor> {
    let path: Option<String> = t.value("path", Limits::NONE);
    let name: Option<String> = t.value("name", Limits::NONE);
    let also: Vec<String> = t.value("also", Limits::NONE).unwrap_or_default();
    let values = read_values(t, design);
    if !t.has("path") {
        t.missing("path", "path = \"meeting.rounds.gap\"", "the dotted path of what is varied");
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
                probe(&factor, level, varied, t.faults());
            }
            if levels.is_empty() {
                return None;
            }
            Values::Levels(levels)
        }
        WrittenValues::Range { mut range, integer, steps } => {
            range.whole = integer.unwrap_or_else(|| is_whole(&factor, &range, varied));
            if range.whole && (range.low.fract() != 0.0 || range.high.fract() != 0.0) {
                let message = format!("`{}` counts whole things", factor.path);
                t.faults()
                    .error("not-whole", &range.place, message)
                    .help("give whole numbers as the ends of its range");
                return None;
            }
            let ends = [range.low, range.high].map(|end| range.level(end));
            if ends.iter().filter(|end| !probe(&factor, end, varied, t.faults())).count() > 0 {
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
                (Written::Made(Design::Grid), None) if varied.is_none() || t.has("steps") => {
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

fn too_many_levels(factor: &Factor, count: f64, place: &Place, faults: &mut Diagnostics) {
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
    let levels = t.get("levels");
    let range = t.get("range");
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
///
/// What a level does elsewhere is its fault only where it is the one factor: another may mend it. Cells are read as a
/// whole before the first run.
fn probe(
    factor: &Factor,
    level: &Level,
    varied: Option<&Varied<'_>>,
    faults: &mut Diagnostics,
) -> bool {
    let Some(Varied { base, is_alone }) = varied else { return true };
    let mut found = Diagnostics::new();
    let _ = base.with(&factor.patches(level).collect::<Vec<_>>(), &mut found);
    if !is_alone {
        found.leave_out(base.source());
    }
    let is_sound = !found.has_errors();
    found.move_to(|id| (id == base.source()).then(|| level.node.place.clone()));
    faults.extend_errors(found);
    is_sound
}

/// Whether a factor's field takes whole numbers only.
fn is_whole(factor: &Factor, range: &Range, varied: Option<&Varied<'_>>) -> bool {
    let Some(Varied { base, .. }) = varied else { return false };
    let refuses = |value: Value| {
        let node = Node { value, place: range.place.clone() };
        let mut faults = Diagnostics::new();
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
