//! GeniusWeb JSON: a `LinearAdditiveUtilitySpace` is a profile, an object with `issuesValues` a domain.
//!
//! Both dialects are read: `DiscreteValueSetUtilities` and `NumberValueSetUtilities`, and the older `discreteutils`
//! and `numberutils`. Numbers may stand in quotes.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::error::{ImportError, Spot, key, said, shown};
use super::profile::{Draft, Profile, ProfileIssue, worth};
use super::{
    MAX_DEPTH, MAX_PARTS, Text, Violation, check_issues, check_name, check_values, discount,
    finite, spread,
};
use crate::bargaining::preferences::Preferences;
use crate::fields::text::sanitize;

/// The one kind of profile that is read.
const SPACE: &str = "LinearAdditiveUtilitySpace";

/// Most steps of a range: whole numbers that `f64` holds.
const MOST_STEPS: f64 = 9e15;

/// Digits after the point that a number of a range may have.
const MAX_DECIMALS: usize = 15;

/// Reads a profile.
pub(super) fn profile(text: &Text<'_>) -> Result<Profile, ImportError> {
    let root = tree(text)?;
    let root = At { text, path: String::new(), json: &root };
    match root.find(SPACE)? {
        Some(space) => space.profile(),
        None if root.find("issuesValues")?.is_some() => Err(text.is_domain()),
        None => Err(root.foreign()),
    }
}

/// Reads the issues of a domain, or of a profile.
pub(super) fn issues(text: &Text<'_>) -> Result<Vec<ProfileIssue>, ImportError> {
    let root = tree(text)?;
    let root = At { text, path: String::new(), json: &root };
    let domain = match root.find(SPACE)? {
        Some(space) => space.get("domain")?,
        None if root.find("issuesValues")?.is_some() => root,
        None => return Err(root.foreign()),
    };
    Ok(domain.issues()?.into_iter().map(|issue| issue.of).collect())
}

/// A value, with the keys of objects as they come, none of them twice.
enum Json {
    Null,
    Flag,
    Number(Number),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Flag => "true or false",
            Json::Number(_) => "a number",
            Json::Text(_) => "a text",
            Json::List(_) => "a list",
            Json::Object(_) => "an object",
        }
    }
}

/// What is kept while a text is taken in.
#[derive(Default)]
struct Intake {
    parts: Cell<usize>,
    /// What was refused here rather than by the parser.
    refused: RefCell<Option<Violation>>,
}

impl Intake {
    fn refuse<E: Error>(&self, code: &'static str, message: String, help: &str) -> E {
        *self.refused.borrow_mut() = Some((code, message, help.to_owned()));
        E::custom("")
    }
}

fn tree(text: &Text<'_>) -> Result<Json, ImportError> {
    let intake = Intake::default();
    let mut reader = serde_json::Deserializer::from_str(text.text);
    let read = Tree { depth: 0, intake: &intake }
        .deserialize(&mut reader)
        .and_then(|json| reader.end().map(|()| json));
    read.map_err(|error| {
        let spot = Spot::Line { line: error.line().max(1), column: error.column().max(1) };
        let (code, message, help) = match intake.refused.take() {
            Some(fault) => fault,
            None => {
                let reason = error.to_string();
                let reason =
                    reason.rsplit_once(" at line ").map_or(reason.as_str(), |(reason, _)| reason);
                if error.is_eof() {
                    let message = format!("the file ends too early: {reason}");
                    ("truncated", message, "it is cut off; fetch it again".to_owned())
                } else if let Some(word) = no_finite_number(text.text, &error) {
                    let message = format!("a number is not finite: {}", said(&word));
                    let help =
                        "JSON has no such number: give one from 0 to 1, or leave the key out";
                    ("not-a-number", message, help.to_owned())
                } else {
                    let help =
                        "the file is no sound JSON; write it anew with the program it is from";
                    ("syntax", said(&reason), help.to_owned())
                }
            }
        };
        ImportError::new(code, text.file, spot, message, help)
    })
}

/// The word at an error if it is meant as a number that is none: `NaN`, `-Infinity`, `1e999`.
fn no_finite_number<'t>(text: &'t str, error: &serde_json::Error) -> Option<&'t str> {
    let line = text.lines().nth(error.line().checked_sub(1)?)?;
    let part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    // The column counts bytes, and stands on the word or just past it.
    let at = (0..=error.column().min(line.len())).rev().find(|&at| line.is_char_boundary(at))?;
    let start = line[..at].rfind(|c| !part(c)).map_or(0, |before| before + 1);
    let word = line.get(start..)?.split(|c| !part(c)).next()?;
    let named = ["nan", "inf", "infinity"]
        .contains(&word.trim_start_matches(['+', '-']).to_ascii_lowercase().as_str());
    (named || word.parse().is_ok_and(|number: f64| !number.is_finite())).then_some(word)
}

/// Takes a value in that stands so deep.
#[derive(Clone, Copy)]
struct Tree<'a> {
    depth: usize,
    intake: &'a Intake,
}

impl Tree<'_> {
    fn inner<E: Error>(self) -> Result<Self, E> {
        if self.depth < MAX_DEPTH {
            return Ok(Tree { depth: self.depth + 1, ..self });
        }
        let message = format!("nested deeper than {MAX_DEPTH} levels");
        let help = "no profile needs that; is a bracket left open?";
        Err(self.intake.refuse("too-deep", message, help))
    }
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Json, D::Error> {
        let parts = self.intake.parts.get() + 1;
        self.intake.parts.set(parts);
        if parts > MAX_PARTS {
            let message = format!("the file has more than {MAX_PARTS} values");
            let help = "no profile needs that; is this the right file?";
            return Err(self.intake.refuse("too-many", message, help));
        }
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Json, E> {
        Ok(Json::Flag)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Json, E> {
        Number::from_f64(number).map(Json::Number).ok_or_else(|| {
            let message = "a number is not finite".to_owned();
            self.intake.refuse("not-a-number", message, "write it as 0.25")
        })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let inner = self.inner()?;
        let mut list = Vec::new();
        while let Some(value) = from.next_element_seed(inner)? {
            list.push(value);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let inner = self.inner()?;
        let mut seen = BTreeSet::new();
        let mut entries = Vec::new();
        while let Some(name) = from.next_key::<String>()? {
            if !seen.insert(name.clone()) {
                let message = format!("the key {} is given twice", shown(&name));
                return Err(self.intake.refuse("duplicate", message, "keep one of them"));
            }
            entries.push((name, from.next_value_seed(inner)?));
        }
        Ok(Json::Object(entries))
    }
}

/// An issue as it stands in the file.
struct Read {
    of: ProfileIssue,
    /// The first and the last number, of a range.
    range: Option<(f64, f64)>,
}

impl Read {
    /// The place of a value: by its name, and in a range also by its number.
    fn position(&self, name: &str) -> Option<usize> {
        let exact = self.of.values.iter().position(|value| value == name);
        exact.or_else(|| {
            let number = finite(name).filter(|_| self.range.is_some())?;
            self.of.values.iter().position(|value| finite(value) == Some(number))
        })
    }
}

/// A value and the keys that lead to it.
struct At<'t, 'j> {
    text: &'t Text<'t>,
    path: String,
    json: &'j Json,
}

impl<'t, 'j> At<'t, 'j> {
    fn fault(
        &self,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> ImportError {
        let spot = if self.path.is_empty() { Spot::Whole } else { Spot::Path(self.path.clone()) };
        ImportError::new(code, self.text.file, spot, message, help)
    }

    fn tell(&self) -> impl Fn(Violation) -> ImportError {
        |(code, message, help)| self.fault(code, message, help)
    }

    fn wrong_kind(&self, wanted: &str) -> ImportError {
        let message = format!("this is {}, where {wanted} is meant", self.json.kind());
        self.fault("wrong-kind", message, format!("write {wanted}"))
    }

    fn foreign(&self) -> ImportError {
        let help = format!("a profile is an object with the key `{SPACE}`");
        match self.json {
            Json::Object(entries) => {
                let holds = entries.first().map_or("no key".to_owned(), |(k, _)| shown(k));
                self.fault("foreign", format!("the file is an object with {holds}"), help)
            }
            other => self.fault("foreign", format!("the file is {}", other.kind()), help),
        }
    }

    fn to(&self, name: &str, json: &'j Json) -> At<'t, 'j> {
        let dot = if self.path.is_empty() { "" } else { "." };
        At { text: self.text, path: format!("{}{dot}{}", self.path, key(name)), json }
    }

    fn entries(&self) -> Result<&'j [(String, Json)], ImportError> {
        match self.json {
            Json::Object(entries) => Ok(entries),
            _ => Err(self.wrong_kind("an object")),
        }
    }

    /// What stands under a key, if it is given and not null.
    fn find(&self, name: &str) -> Result<Option<At<'t, 'j>>, ImportError> {
        let Json::Object(entries) = self.json else {
            return if self.path.is_empty() { Ok(None) } else { Err(self.wrong_kind("an object")) };
        };
        let found = entries.iter().find(|(k, json)| k == name && !matches!(json, Json::Null));
        Ok(found.map(|(name, json)| self.to(name, json)))
    }

    fn get(&self, name: &str) -> Result<At<'t, 'j>, ImportError> {
        self.find(name)?.ok_or_else(|| {
            let message = format!("the key `{name}` is missing");
            self.fault("missing-key", message, "add it: a profile is not whole without")
        })
    }

    fn number(&self) -> Result<f64, ImportError> {
        let number = match self.json {
            Json::Number(number) => number.as_f64(),
            Json::Text(text) => finite(text),
            _ => return Err(self.wrong_kind("a number")),
        };
        number.filter(|number| number.is_finite()).ok_or_else(|| {
            let help = "write it as 0.25, with a point";
            self.fault("not-a-number", "this is no finite number", help)
        })
    }

    fn number_in_unit(&self, what: &str) -> Result<f64, ImportError> {
        let number = self.number()?;
        if (0.0..=1.0).contains(&number) {
            return Ok(number);
        }
        let message = format!("{what} is {number}");
        Err(self.fault("out-of-range", message, "utilities are from 0 to 1"))
    }

    /// A name: a text, or a number as it is written.
    fn name(&self) -> Result<String, ImportError> {
        match self.json {
            Json::Text(text) => Ok(text.clone()),
            Json::Number(number) => Ok(number.to_string()),
            _ => Err(self.wrong_kind("a text")),
        }
    }

    fn profile(&self) -> Result<Profile, ImportError> {
        self.refuse_misspelt()?;
        let read = self.get("domain")?.issues()?;
        let weights = self.get("issueWeights")?.by_issue(&read, "weight", |weight, issue| {
            let number = weight.number()?;
            if number >= 0.0 {
                return Ok(number);
            }
            let message = format!("the weight of the issue {} is {number}", shown(&issue.of.name));
            Err(weight.fault("out-of-range", message, "weights are 0 or more"))
        })?;
        let utilities = self.get("issueUtilities")?;
        let values = utilities.by_issue(&read, "utility", |of, issue| of.utilities(issue))?;
        let reservation = self.reservation(&read, &weights, &values)?;
        let discount = match self.find("discount_factor")? {
            Some(factor) => {
                let number = factor.number()?;
                discount(number).ok_or_else(|| {
                    let message = format!("the discount factor is {number}");
                    let help =
                        "give a number from 0 to 1; 0 and 1 both mean that nothing is discounted";
                    factor.fault("out-of-range", message, help)
                })?
            }
            None => 1.0,
        };
        let name = match self.find("name")? {
            Some(name) => Some(sanitize(&name.name()?)).filter(|name| !name.is_empty()),
            None => None,
        };
        Draft {
            file: self.text.file.to_owned(),
            name: name.unwrap_or_else(|| self.text.stem()),
            issues: read.into_iter().map(|issue| issue.of).collect(),
            weights,
            values,
            reservation,
            discount,
        }
        .finish()
    }

    /// Keys that nobody knows are passed over, but not those that seem to mean a reservation or a discount: the
    /// profile would silently be another one.
    fn refuse_misspelt(&self) -> Result<(), ImportError> {
        const KNOWN: [&str; 3] = ["reservationBid", "reserved_value", "discount_factor"];
        for (name, json) in self.entries()? {
            let lower = name.to_lowercase();
            let near = ["reserv", "discount"].into_iter().find(|start| lower.starts_with(start));
            if let Some(near) = near.filter(|_| !KNOWN.contains(&name.as_str())) {
                let message = format!("{} is no key of a profile", shown(name));
                let help = match near {
                    "discount" => "did you mean `discount_factor`?",
                    _ => "did you mean `reserved_value`, a utility, or `reservationBid`, an offer?",
                };
                return Err(self.to(name, json).fault("unknown-key", message, help));
            }
        }
        Ok(())
    }

    /// What an object says of each issue, in their order: of all, and of nothing else.
    fn by_issue<T>(
        &self,
        issues: &[Read],
        what: &str,
        of: impl Fn(&At<'t, 'j>, &Read) -> Result<T, ImportError>,
    ) -> Result<Vec<T>, ImportError> {
        for (name, json) in self.entries()? {
            if issues.iter().all(|issue| issue.of.name != *name) {
                let message = format!("the domain has no issue {}", shown(name));
                let help = "take it out, or add it to the domain";
                return Err(self.to(name, json).fault("unknown-issue", message, help));
            }
        }
        let all = issues.iter().map(|issue| match self.find(&issue.of.name)? {
            Some(found) => of(&found, issue),
            None => {
                let code = if what == "weight" { "missing-weight" } else { "missing-value" };
                let message = format!("the issue {} has no {what}", shown(&issue.of.name));
                Err(self.fault(code, message, "every issue of the domain has one"))
            }
        });
        all.collect()
    }

    fn reservation(
        &self,
        issues: &[Read],
        weights: &[f64],
        values: &[Vec<f64>],
    ) -> Result<f64, ImportError> {
        let Some(bid) = self.find("reservationBid")? else {
            return match self.find("reserved_value")? {
                Some(value) => value.number(),
                None => Ok(0.0),
            };
        };
        let options = bid.get("issuevalues")?.by_issue(issues, "value", |at, issue| {
            let value = at.name()?;
            issue
                .position(&value)
                .map(|option| option as u8)
                .ok_or_else(|| at.unknown(&value, issue))
        })?;
        let preferences = Preferences::new(&worth(weights, values)).map_err(|wrong| {
            self.fault("unusable", wrong.to_string(), "fix the numbers of the profile")
        })?;
        // Rounding may lift the utility of the best bid just above what can be had.
        Ok(preferences.utility(&options).min(weights.iter().sum::<f64>().max(1.0)))
    }

    fn unknown(&self, value: &str, issue: &Read) -> ImportError {
        let message = format!("the issue {} has no value {}", shown(&issue.of.name), shown(value));
        self.fault("unknown-value", message, "take it out, or add it to the domain")
    }

    fn issues(&self) -> Result<Vec<Read>, ImportError> {
        let all = self.get("issuesValues")?;
        let entries = all.entries()?;
        check_issues(entries.len()).map_err(all.tell())?;
        let mut issues = Vec::with_capacity(entries.len());
        for (name, json) in entries {
            let at = all.to(name, json);
            // The keys of an object are distinguished when it is read.
            check_name("issue", name, std::iter::empty()).map_err(at.tell())?;
            issues.push(at.issue(name)?);
        }
        Ok(issues)
    }

    fn issue(&self, name: &str) -> Result<Read, ImportError> {
        if let Some(range) = self.find("range")? {
            return range.range(name);
        }
        let listed = self.get("values")?;
        let Json::List(list) = listed.json else { return Err(listed.wrong_kind("a list")) };
        check_values(name, list.len()).map_err(listed.tell())?;
        let mut values: Vec<String> = Vec::with_capacity(list.len());
        for (place, json) in list.iter().enumerate() {
            let at = listed.to(&place.to_string(), json);
            let value = at.name()?;
            check_name("value", &value, values.iter().map(String::as_str)).map_err(at.tell())?;
            values.push(value);
        }
        let of = ProfileIssue { name: name.to_owned(), values, ordered: false, sampled: false };
        Ok(Read { of, range: None })
    }

    /// The numbers of a range: a list of the lowest, the highest and the step, or an object of the three.
    fn range(&self, name: &str) -> Result<Read, ImportError> {
        let [low, high, step] = match self.json {
            Json::List(list) => match &list[..] {
                [low, high, step] => [low, high, step].map(|json| self.to("range", json)),
                _ => {
                    let message = format!("the range has {} numbers", list.len());
                    let help = "give the lowest, the highest and the step";
                    return Err(self.fault("wrong-kind", message, help));
                }
            },
            _ => [self.get("low")?, self.get("high")?, self.get("step")?],
        };
        let (low, high, step) = (low.number()?, high.number()?, step.number()?);
        let refuse = |message: String, help: &str| Err(self.fault("out-of-range", message, help));
        if step <= 0.0 || high < low {
            let message = format!("the range goes from {low} to {high} in steps of {step}");
            return refuse(message, "the highest is not below the lowest, and the step is above 0");
        }
        // A share of a step is allowed for what decimals lose in binary.
        let steps = ((high - low) / step + 1e-9).floor();
        if steps > MOST_STEPS {
            let message = format!("the range of the issue {} is too fine", shown(name));
            return refuse(message, "take a larger step");
        }
        let picked = spread(steps as u64 + 1);
        let decimals = decimals(low).max(decimals(step));
        if decimals > MAX_DECIMALS {
            let message = format!("the range of the issue {} has {decimals} decimals", shown(name));
            return refuse(message, "at most 15 can be read");
        }
        let mut values: Vec<String> = Vec::new();
        for &k in &picked {
            let value = format!("{:.decimals$}", low + k as f64 * step);
            // What is a little below 0 in binary is 0 in decimals.
            let is_zero = value.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
            let value = if is_zero { value.trim_start_matches('-').to_owned() } else { value };
            check_name("value", &value, values.iter().map(String::as_str)).map_err(self.tell())?;
            values.push(value);
        }
        let sampled = picked.len() as f64 <= steps;
        let of = ProfileIssue { name: name.to_owned(), values, ordered: true, sampled };
        Ok(Read { of, range: Some((low, high)) })
    }

    /// The utilities of an issue's values.
    fn utilities(&self, issue: &Read) -> Result<Vec<f64>, ImportError> {
        let [(kind, json)] = self.entries()? else {
            return Err(
                self.wrong_kind("an object with one key, such as `DiscreteValueSetUtilities`")
            );
        };
        let at = self.to(kind, json);
        match kind.as_str() {
            "DiscreteValueSetUtilities" | "discreteutils" => at.listed(issue),
            "NumberValueSetUtilities" | "numberutils" => at.linear(issue),
            other => {
                let message = format!("utilities of the kind {}", shown(other));
                let help = "kinds are `DiscreteValueSetUtilities` and `NumberValueSetUtilities`, in older files `discreteutils` and `numberutils`";
                Err(at.fault("unsupported", message, help))
            }
        }
    }

    fn listed(&self, issue: &Read) -> Result<Vec<f64>, ImportError> {
        let listed = self.get("valueUtilities")?;
        let mut values: Vec<Option<f64>> = vec![None; issue.of.values.len()];
        for (name, json) in listed.entries()? {
            let at = listed.to(name, json);
            let Some(o) = issue.position(name) else { return Err(at.unknown(name, issue)) };
            let utility = at.number_in_unit("the utility")?;
            if values[o].replace(utility).is_some() {
                let message = format!("the value {} has two utilities", shown(name));
                return Err(at.fault("duplicate", message, "keep one of them"));
            }
        }
        let all = issue.of.values.iter().zip(values).map(|(name, value)| {
            value.ok_or_else(|| {
                let message = format!("the value {} has no utility", shown(name));
                listed.fault("missing-value", message, "every value of the domain has one")
            })
        });
        all.collect()
    }

    fn linear(&self, issue: &Read) -> Result<Vec<f64>, ImportError> {
        let name = shown(&issue.of.name);
        let Some((low, high)) = issue.range else {
            let message = format!("the issue {name} is no range of numbers");
            return Err(self.fault("wrong-kind", message, "list the utilities of its values"));
        };
        let from = (self.get("lowValue")?.number()?, self.get("highValue")?.number()?);
        if from != (low, high) {
            let message = format!(
                "utilities are given from {} to {}, and the issue {name} goes from {low} to {high}",
                from.0, from.1
            );
            return Err(self.fault(
                "out-of-range",
                message,
                "give them for both ends of the range",
            ));
        }
        let least = self.get("lowUtility")?.number_in_unit("the utility")?;
        let most = self.get("highUtility")?.number_in_unit("the utility")?;
        let at = |value: &String| {
            let share = (finite(value).unwrap_or(low) - low) / (high - low);
            let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
            (least + (most - least) * share).clamp(0.0, 1.0)
        };
        Ok(issue.of.values.iter().map(at).collect())
    }
}

/// Digits after the point of the shortest way to write a number.
fn decimals(number: f64) -> usize {
    number.to_string().split_once('.').map_or(0, |(_, digits)| digits.len())
}
