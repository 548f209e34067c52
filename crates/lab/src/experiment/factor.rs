//! A factor: what an experiment varies, and the values that it takes.

use std::fmt;

use crate::output::{Column, FactorInputs, Kind, Row};
use summitry_model::fields::diagnostic::Place;
use summitry_model::fields::tree::{Key, Node, Value};
use summitry_model::scenario::Patch;

use super::design::Coordinate;

/// A value of a factor, as a table shows it.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// A whole number.
    Whole(i64),
    /// True or false.
    Flag(bool),
    /// A word, or a gate such as `rounds-first:n=3`.
    Text(String),
}

impl Setting {
    /// The setting of a value of a file; `None` for what is no single value.
    #[must_use]
    pub fn of(value: &Value) -> Option<Setting> {
        match value {
            Value::Float(number) => Some(Setting::Number(*number)),
            Value::Integer(number) => Some(Setting::Whole(*number)),
            Value::Bool(flag) => Some(Setting::Flag(*flag)),
            Value::String(text) => Some(Setting::Text(text.clone())),
            _ => None,
        }
    }

    /// Whether another one sets the same: 1 and 1.0 do.
    #[must_use]
    pub fn is_same(&self, other: &Setting) -> bool {
        match (self, other) {
            (Setting::Number(number), Setting::Whole(whole))
            | (Setting::Whole(whole), Setting::Number(number)) => *whole as f64 == *number,
            (one, other) => one == other,
        }
    }

    /// The value that it stands for in a file.
    #[must_use]
    pub fn value(&self) -> Value {
        match self {
            Setting::Number(number) => Value::Float(*number),
            Setting::Whole(number) => Value::Integer(*number),
            Setting::Flag(flag) => Value::Bool(*flag),
            Setting::Text(text) => Value::String(text.clone()),
        }
    }

    /// Writes it into a row.
    pub fn write(&self, row: &mut Row<'_>) {
        match self {
            Setting::Number(number) => row.exact(*number),
            Setting::Whole(number) => row.signed(*number),
            Setting::Flag(flag) => row.flag(*flag),
            Setting::Text(text) => row.text(text),
        };
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        match self {
            Setting::Number(number) => serde_json::json!(number),
            Setting::Whole(number) => serde_json::json!(number),
            Setting::Flag(flag) => serde_json::json!(flag),
            Setting::Text(text) => serde_json::json!(text),
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Setting::Number(number) => write!(f, "{number}"),
            Setting::Whole(number) => write!(f, "{number}"),
            Setting::Flag(flag) => write!(f, "{flag}"),
            Setting::Text(text) => f.write_str(text),
        }
    }
}

/// A setting, and what it puts into the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// What tables show.
    pub setting: Setting,
    pub(super) node: Node,
}

/// How a range is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences.
    Linear,
    /// Equal ratios.
    Log,
}

/// Numbers from `low` to `high`, both included.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The low end.
    pub low: f64,
    /// The high end.
    pub high: f64,
    /// How it is divided.
    pub scale: Scale,
    /// Whether only whole numbers are meant.
    pub whole: bool,
    pub(super) place: Place,
}

impl Range {
    /// The value at `u`, 0 to 1.
    ///
    /// On a `lattice`, 0 and 1 are the ends and whole numbers are rounded to the nearest. Else `u` is below 1, and
    /// each whole number has an equal share of the interval; on a log scale, the share of its ratio to the next.
    #[must_use]
    pub fn at(&self, u: f64, lattice: bool) -> f64 {
        // Without a lattice, a whole number stands for the stretch up to the next one.
        let high = if self.whole && !lattice { self.high + 1.0 } else { self.high };
        let value = match self.scale {
            _ if u <= 0.0 => self.low,
            _ if u >= 1.0 => self.high,
            Scale::Linear => self.low + u * (high - self.low),
            Scale::Log => {
                let (low, high) = (libm::log(self.low), libm::log(high));
                libm::exp(low + u * (high - low))
            }
        };
        let value = match (self.whole, lattice) {
            (true, true) => value.round(),
            (true, false) => value.floor(),
            (false, _) => value,
        };
        value.clamp(self.low, self.high)
    }

    /// So many values with equal steps from end to end, repeats left out: the levels of a grid.
    #[must_use]
    pub fn steps(&self, steps: u64) -> Vec<f64> {
        let at = |k: u64| self.at(k as f64 / (steps.max(2) - 1) as f64, true);
        let mut values: Vec<f64> = (0..steps).map(at).collect();
        values.dedup();
        values
    }

    pub(super) fn level(&self, value: f64) -> Level {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole, and within the range of a file"
        )]
        let setting =
            if self.whole { Setting::Whole(value as i64) } else { Setting::Number(value) };
        Level { node: Node { value: setting.value(), place: self.place.clone() }, setting }
    }
}

/// The values that a factor takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// These, in order.
    Levels(Vec<Level>),
    /// All of a range.
    Range(Range),
    /// Those of the list that the design names.
    Listed,
}

/// What an experiment varies: a path of the scenario, and others that get the same value.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// The dotted path in the scenario.
    pub path: String,
    /// Further paths that get the same value.
    pub also: Vec<String>,
    /// The name of its column.
    pub name: String,
    /// Its unit, where the path is a field of the scenario file.
    pub unit: String,
    /// What the field means.
    pub meaning: String,
    /// The values it takes.
    pub values: Values,
    /// The keys of each path.
    pub(super) keys: Vec<Vec<Key>>,
    pub(super) place: Place,
}

impl Factor {
    /// How many levels it has; 0 for a range or a list.
    #[must_use]
    pub fn levels(&self) -> u64 {
        match &self.values {
            Values::Levels(levels) => levels.len() as u64,
            Values::Range(_) | Values::Listed => 0,
        }
    }

    /// The level at a coordinate of a design; on a `lattice` its ends are those of the factor.
    ///
    /// # Panics
    ///
    /// For a factor whose values are listed: the list has its levels.
    #[must_use]
    pub fn level(&self, coordinate: Coordinate, lattice: bool) -> Level {
        match (&self.values, coordinate) {
            (Values::Levels(levels), Coordinate::Level(k)) => levels[k as usize].clone(),
            (Values::Levels(levels), Coordinate::Unit(u)) => {
                let most = levels.len() - 1;
                let at = if lattice {
                    (u * most as f64).round()
                } else {
                    (u * levels.len() as f64).floor()
                };
                #[expect(clippy::cast_possible_truncation, reason = "the number of a level")]
                #[expect(clippy::cast_sign_loss, reason = "u is not negative")]
                let at = (at as usize).min(most);
                levels[at].clone()
            }
            (Values::Range(range), Coordinate::Unit(u)) => range.level(range.at(u, lattice)),
            (Values::Range(_), Coordinate::Level(_)) | (Values::Listed, _) => {
                unreachable!("a grid's ranges are levels, and a list has its own")
            }
        }
    }

    pub(super) fn patches(&self, level: &Level) -> impl Iterator<Item = Patch> {
        self.keys.iter().map(|keys| Patch { keys: keys.clone(), node: level.node.clone() })
    }

    /// Its column in a table of cells; the settings that it is seen to take decide its type.
    #[must_use]
    pub fn column<'a>(&self, listed: impl Iterator<Item = &'a Setting>) -> Column {
        let kind_of = |settings: &mut dyn Iterator<Item = &Setting>| {
            let kind = |setting: &Setting| match setting {
                Setting::Number(_) => Kind::Number,
                Setting::Whole(_) => Kind::Integer,
                Setting::Flag(_) => Kind::Flag,
                Setting::Text(_) => Kind::Text,
            };
            let both = |a: Kind, b: Kind| match (a, b) {
                (a, b) if a == b => a,
                (Kind::Number | Kind::Integer, Kind::Number | Kind::Integer) => Kind::Number,
                _ => Kind::Text,
            };
            settings.map(kind).reduce(both).unwrap_or(Kind::Text)
        };
        let kind = match &self.values {
            Values::Levels(levels) => kind_of(&mut levels.iter().map(|level| &level.setting)),
            Values::Range(range) if range.whole => Kind::Integer,
            Values::Range(_) => Kind::Number,
            Values::Listed => kind_of(&mut listed.into_iter()),
        };
        let paths: Vec<String> =
            [&self.path].into_iter().chain(&self.also).map(|path| format!("`{path}`")).collect();
        let meaning = match self.meaning.trim_end_matches('.') {
            "" => format!("factor: {}", paths.join(", ")),
            meaning => format!("factor: {}: {meaning}", paths.join(", ")),
        };
        let mut column = Column::made(self.name.clone(), kind, self.unit.clone(), meaning).always();
        if let Values::Range(range) = &self.values {
            column = column.within(range.low, range.high);
        }
        column
    }

    /// What determines its values, for a manifest.
    #[must_use]
    pub fn inputs(&self) -> FactorInputs {
        let mut inputs = FactorInputs {
            path: self.path.clone(),
            name: self.name.clone(),
            also: self.also.clone(),
            ..FactorInputs::default()
        };
        match &self.values {
            Values::Levels(levels) => {
                inputs.levels = Some(levels.iter().map(|level| level.setting.json()).collect());
            }
            Values::Range(range) => {
                inputs.range = Some([range.low, range.high]);
                let scale = if range.scale == Scale::Log { "log" } else { "linear" };
                inputs.scale = Some(scale.to_owned());
                inputs.integer = Some(range.whole);
            }
            Values::Listed => {}
        }
        inputs
    }
}
