//! Genius XML: a `utility_space` is a profile, a `negotiation_template` a domain.
//!
//! Only what bears on utility is read; costs, descriptions and agents are passed over. An element that may bear
//! on it and is not known, such as the hyper-rectangles of a nonlinear space, is refused.

use std::borrow::Cow;

use quick_xml::escape::EscapeError;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};

use super::error::{ImportError, key, said, shown};
use super::profile::{Draft, Profile, ProfileIssue};
use super::{
    MAX_DEPTH, MAX_PARTS, Text, Violation, check_issues, check_name, check_values, discount,
    finite, spread,
};

/// Numbers that stand for those of an issue of real numbers: tenths of its range.
const REAL_VALUES: u64 = 11;

/// Attributes that an element may have. The parser compares each with all before it.
const MAX_ATTRIBUTES: usize = 64;

/// What an agent learns of its own utility where that is uncertain to it; the utility is the same.
const UNCERTAINTY: [&str; 4] = ["comparisons", "errors", "fixed_seed", "experimental"];

/// Reads a profile.
pub(super) fn profile(text: &Text<'_>) -> Result<Profile, ImportError> {
    let root = tree(text)?;
    let read = Xml { text };
    match root.name.as_str() {
        // Without issues, or with what is not read, it says nothing of a domain either: let the reader tell.
        "utility_space" if root.values_something() || read.agenda(&root).is_err() => {
            read.profile(&root)
        }
        "utility_space" | "negotiation_template" => Err(text.is_domain()),
        _ => Err(read.foreign(&root)),
    }
}

/// Reads the issues of a domain, or of a profile.
pub(super) fn issues(text: &Text<'_>) -> Result<Vec<ProfileIssue>, ImportError> {
    let root = tree(text)?;
    let read = Xml { text };
    let space = match root.name.as_str() {
        "utility_space" => &root,
        "negotiation_template" => read.one(&root, "utility_space")?,
        _ => return Err(read.foreign(&root)),
    };
    let found = read.agenda(space)?;
    Ok(read.issues(&found)?.into_iter().map(|issue| issue.of).collect())
}

/// An element, with all that is in it but text.
struct Element {
    name: String,
    /// Its first byte.
    at: usize,
    attributes: Vec<(String, String)>,
    inner: Vec<Element>,
}

impl Element {
    fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == attribute).map(|(_, value)| value.as_str())
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.inner.iter().filter(move |element| element.name == name)
    }

    /// Whether anything in it says what something is worth.
    fn values_something(&self) -> bool {
        self.name == "weight"
            || self.name == "evaluator"
            || self.get("evaluation").is_some()
            || self.inner.iter().any(Element::values_something)
    }
}

/// The elements of a text, in one root.
fn tree(text: &Text<'_>) -> Result<Element, ImportError> {
    let mut reader = Reader::from_str(text.text);
    // A bare `&` is what other readers take it for.
    reader.config_mut().allow_dangling_amp = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut parts = 0;
    loop {
        let at = offset(reader.buffer_position());
        let event = reader.read_event();
        let (element, ends) = match event {
            Err(error) => return Err(torn(text, offset(reader.error_position()), &error)),
            Ok(Event::Start(start)) => (element(text, &start, at, &mut parts)?, false),
            Ok(Event::Empty(start)) => (element(text, &start, at, &mut parts)?, true),
            Ok(Event::End(_)) => match open.pop() {
                Some(element) => {
                    close(element, &mut open, &mut root);
                    continue;
                }
                None => return Err(stray(text, at)),
            },
            Ok(Event::DocType(_)) => {
                let help = "take it out: a profile needs none, and no entity is expanded";
                let message = "a document type is declared";
                return Err(text.at(at, "document-type", message, help));
            }
            Ok(Event::Text(words)) => {
                if open.is_empty() && !words.trim().is_empty() {
                    return Err(stray(text, at));
                }
                continue;
            }
            Ok(Event::Eof) => break,
            Ok(_) => continue,
        };
        if root.is_some() {
            return Err(stray(text, at));
        }
        if open.len() >= MAX_DEPTH {
            let message = format!("elements are nested deeper than {MAX_DEPTH} levels");
            let help = "no profile needs that; is an element left open?";
            return Err(text.at(at, "too-deep", message, help));
        }
        if ends {
            close(element, &mut open, &mut root);
        } else {
            open.push(element);
        }
    }
    if let Some(unclosed) = open.last() {
        let message = format!("the file ends within `{}`", key(&unclosed.name));
        let help = "it is cut off; fetch it again, or close the element";
        return Err(text.at(unclosed.at, "truncated", message, help));
    }
    root.ok_or_else(|| {
        let help = "a profile is an element `utility_space`";
        text.whole("empty", "there is no element", help)
    })
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// Puts an element that has ended where it belongs.
fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(outer) => outer.inner.push(element),
        None => *root = Some(element),
    }
}

fn element(
    text: &Text<'_>,
    start: &BytesStart<'_>,
    at: usize,
    parts: &mut usize,
) -> Result<Element, ImportError> {
    let name = start.name().as_ref().to_owned();
    let mut attributes = Vec::new();
    let bad = |message: String| {
        let help =
            "write each attribute once, as name=\"value\", with &amp; &lt; &quot; for & < \"";
        text.at(at, "syntax", message, help)
    };
    for attribute in start.attributes() {
        let attribute =
            attribute.map_err(|error| bad(format!("an attribute is torn: {}", said(&error))))?;
        let key = attribute.key.as_ref().to_owned();
        let attribute = Attribute { value: escaped(&attribute.value), ..attribute };
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_err(|error| match error {
            Error::Escape(EscapeError::UnrecognizedEntity(_, entity)) => bad(format!(
                "the attribute {} holds the entity {}, which is not known",
                shown(&key),
                shown(&entity)
            )),
            error => bad(format!("the attribute {} is torn: {}", shown(&key), said(&error))),
        })?;
        let value = value.into_owned();
        attributes.push((key, value));
        if attributes.len() > MAX_ATTRIBUTES {
            let message = format!("an element has more than {MAX_ATTRIBUTES} attributes");
            return Err(text.at(at, "too-many", message, "no profile needs that"));
        }
    }
    *parts += 1 + attributes.len();
    if *parts > MAX_PARTS {
        let message = format!("the file has more than {MAX_PARTS} elements and attributes");
        return Err(text.at(
            at,
            "too-many",
            message,
            "no profile needs that; is this the right file?",
        ));
    }
    Ok(Element { name, at, attributes, inner: Vec::new() })
}

/// The same with each `&` that begins no entity written as one that does.
fn escaped(value: &str) -> Cow<'_, str> {
    let begins_entity = |rest: &str| {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '#' | '_' | '-' | '.')));
        end.is_some_and(|end| end > 0 && rest[end..].starts_with(';'))
    };
    let bare = |at: &usize| !begins_entity(&value[at + 1..]);
    let mut escaped = String::new();
    let mut from = 0;
    for at in value.match_indices('&').map(|(at, _)| at).filter(bare) {
        escaped.push_str(&value[from..at]);
        escaped.push_str("&amp;");
        from = at + 1;
    }
    if from == 0 {
        return Cow::Borrowed(value);
    }
    escaped.push_str(&value[from..]);
    Cow::Owned(escaped)
}

fn torn(text: &Text<'_>, at: usize, error: &Error) -> ImportError {
    let help = "the file is no sound XML; write it anew with the program it is from";
    match error {
        Error::Syntax(error) => {
            let message = format!("the file ends too early: {}", said(error));
            text.at(at, "truncated", message, "it is cut off, or a `<` is too many; fetch it again")
        }
        Error::IllFormed(error) => text.at(at, "syntax", said(error), help),
        error => text.at(at, "syntax", said(error), help),
    }
}

fn stray(text: &Text<'_>, at: usize) -> ImportError {
    let help = "a file holds one element, with all others in it";
    text.at(at, "syntax", "something stands outside the file's one element", help)
}

/// The objective that holds the issues, with its weights.
struct Agenda<'a> {
    issues: Vec<&'a Element>,
    weights: Vec<&'a Element>,
}

/// An issue as it stands in the file.
struct Read {
    index: i64,
    at: usize,
    of: ProfileIssue,
    /// Where the values are numbers without items.
    numbers: Option<Numbers>,
}

/// The numbers of an issue without items.
struct Numbers {
    /// The lowest that it takes.
    low: f64,
    picked: Vec<f64>,
    real: bool,
}

/// Tells the faults of a file's elements.
struct Xml<'a, 'b> {
    text: &'b Text<'a>,
}

impl Xml<'_, '_> {
    fn fault(
        &self,
        element: &Element,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> ImportError {
        self.text.at(element.at, code, message, help)
    }

    fn tell(&self, element: &Element) -> impl Fn(Violation) -> ImportError {
        |(code, message, help)| self.fault(element, code, message, help)
    }

    fn foreign(&self, root: &Element) -> ImportError {
        let message = format!("the file holds an element {}", shown(&root.name));
        let help = "a profile is an element `utility_space`, a domain a `negotiation_template`";
        self.fault(root, "foreign", message, help)
    }

    fn profile(&self, space: &Element) -> Result<Profile, ImportError> {
        let found = self.agenda(space)?;
        let issues = self.issues(&found)?;
        let weights = self.weights(&found, &issues)?;
        let mut values = Vec::with_capacity(issues.len());
        for (element, issue) in found.issues.iter().zip(&issues) {
            values.push(match &issue.numbers {
                Some(numbers) => self.evaluated(element, issue, numbers)?,
                None => self.evaluations(element, issue)?,
            });
        }
        let reservation = self.setting(space, "reservation")?.map_or(0.0, |(_, number)| number);
        let discount =
            self.setting(space, "discount_factor")?.map_or(Ok(1.0), |(at, number)| {
                discount(number).ok_or_else(|| {
                    let message = format!("the discount factor is {number}");
                    let help =
                        "give a number from 0 to 1; 0 and 1 both mean that nothing is discounted";
                    self.fault(at, "out-of-range", message, help)
                })
            })?;
        Draft {
            file: self.text.file.to_owned(),
            name: self.text.stem(),
            issues: issues.into_iter().map(|issue| issue.of).collect(),
            weights,
            values,
            reservation,
            discount,
        }
        .finish()
    }

    /// The one element of a name within another.
    fn one<'a>(&self, outer: &'a Element, name: &'a str) -> Result<&'a Element, ImportError> {
        let mut all = outer.all(name);
        let Some(one) = all.next() else {
            let message = format!("`{}` has no element `{name}`", outer.name);
            return Err(self.fault(outer, "missing-element", message, "the issues stand in it"));
        };
        match all.next() {
            Some(more) => {
                let message = format!("`{}` has more than one element `{name}`", outer.name);
                Err(self.fault(more, "duplicate", message, "keep one of them"))
            }
            None => Ok(one),
        }
    }

    /// The number of an element such as `<reservation value="0.3"/>`.
    fn setting<'a>(
        &self,
        space: &'a Element,
        name: &'a str,
    ) -> Result<Option<(&'a Element, f64)>, ImportError> {
        if space.all(name).next().is_none() {
            return Ok(None);
        }
        let element = self.one(space, name)?;
        Ok(Some((element, self.number(element, "value")?)))
    }

    /// Goes down to the objective with the issues. Those above it may hold nothing else: Genius passes over the
    /// weights of objectives, as is done here, and issues under several have no one meaning.
    fn agenda<'a>(&self, space: &'a Element) -> Result<Agenda<'a>, ImportError> {
        let known = ["objective", "weight", "reservation", "discount_factor", "optout"];
        self.refuse_unknown(space, &[&known[..], &UNCERTAINTY].concat())?;
        let mut objective = self.one(space, "objective")?;
        loop {
            self.refuse_unknown(objective, &["objective", "issue", "weight"])?;
            let nested: Vec<&Element> = objective.all("objective").collect();
            let issues: Vec<&Element> = objective.all("issue").collect();
            let problem = match (&nested[..], issues.is_empty()) {
                ([], _) => {
                    check_issues(issues.len()).map_err(self.tell(objective))?;
                    return Ok(Agenda { issues, weights: objective.all("weight").collect() });
                }
                ([one], true) => {
                    objective = one;
                    continue;
                }
                ([one, ..], false) => one,
                ([_, two, ..], true) => two,
            };
            return Err(self.fault(
                problem,
                "nested",
                "issues stand under several objectives",
                "put all of them under one: how objectives weigh is read differently by different programs",
            ));
        }
    }

    fn refuse_unknown(&self, outer: &Element, known: &[&str]) -> Result<(), ImportError> {
        match outer.inner.iter().find(|inner| !known.contains(&inner.name.as_str())) {
            Some(unknown) => {
                let message = format!("`{}` holds an element {}", outer.name, shown(&unknown.name));
                let help = "only additive utility is read: objective, issues, weights, reservation, discount factor";
                Err(self.fault(unknown, "unsupported", message, help))
            }
            None => Ok(()),
        }
    }

    fn attribute<'a>(&self, element: &'a Element, name: &str) -> Result<&'a str, ImportError> {
        element.get(name).ok_or_else(|| {
            let message = format!("this `{}` has no `{name}`", element.name);
            self.fault(element, "missing-attribute", message, format!("give it {name}=\"…\""))
        })
    }

    fn number(&self, element: &Element, name: &str) -> Result<f64, ImportError> {
        let written = self.attribute(element, name)?;
        finite(written).ok_or_else(|| {
            let message = format!("`{name}` is {}, which is no finite number", shown(written));
            self.fault(element, "not-a-number", message, "write it as 0.25, with a point")
        })
    }

    fn whole(&self, element: &Element, name: &str) -> Result<i64, ImportError> {
        let written = self.attribute(element, name)?;
        whole(written).ok_or_else(|| {
            let message = format!("`{name}` is {}, which is no whole number", shown(written));
            self.fault(element, "not-a-number", message, "write it as 3")
        })
    }

    fn index(&self, element: &Element) -> Result<i64, ImportError> {
        self.whole(element, "index")
    }

    fn issues(&self, found: &Agenda<'_>) -> Result<Vec<Read>, ImportError> {
        let mut issues: Vec<Read> = Vec::with_capacity(found.issues.len());
        for element in &found.issues {
            let name = self.attribute(element, "name")?;
            check_name("issue", name, issues.iter().map(|issue| issue.of.name.as_str()))
                .map_err(self.tell(element))?;
            let index = self.index(element)?;
            if let Some(other) = issues.iter().find(|issue| issue.index == index) {
                let message = format!(
                    "the issues {} and {} both have the index {index}",
                    shown(&other.of.name),
                    shown(name)
                );
                return Err(self.fault(element, "duplicate", message, "give each its own"));
            }
            issues.push(self.issue(element, name, index)?);
        }
        Ok(issues)
    }

    fn issue(&self, element: &Element, name: &str, index: i64) -> Result<Read, ImportError> {
        let kind = element.get("type").or_else(|| element.get("vtype")).unwrap_or("discrete");
        let has_items = element.all("item").next().is_some();
        match kind.trim() {
            "discrete" => {}
            "integer" if has_items => {}
            "integer" => return self.integers(element, name, index),
            "real" => return self.reals(element, name, index),
            other => {
                let message = format!("the issue {} is of the type {}", shown(name), shown(other));
                let help = "types are `discrete`, `integer` and `real`";
                return Err(self.fault(element, "unsupported", message, help));
            }
        }
        let items: Vec<&Element> = element.all("item").collect();
        check_values(name, items.len()).map_err(self.tell(element))?;
        let mut values: Vec<String> = Vec::with_capacity(items.len());
        let mut indices: Vec<i64> = Vec::with_capacity(items.len());
        for item in items {
            let value = self.attribute(item, "value")?;
            check_name("value", value, values.iter().map(String::as_str))
                .map_err(self.tell(item))?;
            if item.get("index").is_some() {
                let index = self.index(item)?;
                if indices.contains(&index) {
                    let message =
                        format!("two values of the issue {} have the index {index}", shown(name));
                    return Err(self.fault(item, "duplicate", message, "give each its own"));
                }
                indices.push(index);
            }
            values.push(value.to_owned());
        }
        let of = ProfileIssue { name: name.to_owned(), values, ordered: false, sampled: false };
        Ok(Read { index, at: element.at, of, numbers: None })
    }

    /// An issue of whole numbers; its bounds stand in it, or in a `range` within it.
    fn integers(&self, element: &Element, name: &str, index: i64) -> Result<Read, ImportError> {
        let within = range_of(element);
        let (low, high) = (self.whole(within, "lowerbound")?, self.whole(within, "upperbound")?);
        let count = high.checked_sub(low).and_then(|steps| usize::try_from(steps).ok());
        let Some(count) = count.and_then(|steps| steps.checked_add(1)) else {
            let message = format!("the issue {} goes from {low} to {high}", shown(name));
            let help = "the upper bound is not below the lower, and not too far above it";
            return Err(self.fault(element, "out-of-range", message, help));
        };
        let picked: Vec<i64> = spread(count as u64).iter().map(|k| low + *k as i64).collect();
        let of = ProfileIssue {
            name: name.to_owned(),
            values: picked.iter().map(i64::to_string).collect(),
            ordered: true,
            sampled: picked.len() < count,
        };
        let picked = picked.iter().map(|number| *number as f64).collect();
        let numbers = Some(Numbers { low: low as f64, picked, real: false });
        Ok(Read { index, at: element.at, of, numbers })
    }

    /// An issue of real numbers, of which some evenly spread stand for all.
    fn reals(&self, element: &Element, name: &str, index: i64) -> Result<Read, ImportError> {
        let within = range_of(element);
        let (low, high) = (self.number(within, "lowerbound")?, self.number(within, "upperbound")?);
        if !(high > low && (high - low).is_finite()) {
            let message = format!("the issue {} goes from {low} to {high}", shown(name));
            let help = "the upper bound is above the lower";
            return Err(self.fault(element, "out-of-range", message, help));
        }
        let step = (high - low) / (REAL_VALUES - 1) as f64;
        let picked: Vec<f64> = (0..REAL_VALUES).map(|k| low + step * k as f64).collect();
        // Names without the last digits, in which rounding shows.
        let digits = |number: &f64| format!("{number:.12e}").parse::<f64>().unwrap_or(*number);
        let values: Vec<String> = picked.iter().map(|number| digits(number).to_string()).collect();
        let of = ProfileIssue { name: name.to_owned(), values, ordered: true, sampled: true };
        let numbers = Some(Numbers { low, picked, real: true });
        Ok(Read { index, at: element.at, of, numbers })
    }

    /// The weight of each issue.
    fn weights(&self, found: &Agenda<'_>, issues: &[Read]) -> Result<Vec<f64>, ImportError> {
        let mut weights: Vec<Option<f64>> = vec![None; issues.len()];
        for element in &found.weights {
            let index = self.index(element)?;
            // Genius passes over a weight of something else, such as the objective that the issues stand in.
            let Some(j) = issues.iter().position(|issue| issue.index == index) else { continue };
            let name = shown(&issues[j].of.name);
            let weight = self.number(element, "value")?;
            if weight < 0.0 {
                let message = format!("the weight of the issue {name} is {weight}");
                let help = "weights are 0 or more";
                return Err(self.fault(element, "out-of-range", message, help));
            }
            if weights[j].replace(weight).is_some() {
                let message = format!("the issue {name} has two weights");
                return Err(self.fault(element, "duplicate", message, "keep one of them"));
            }
        }
        let all = issues.iter().zip(weights).map(|(issue, weight)| {
            weight.ok_or_else(|| {
                let (name, index) = (shown(&issue.of.name), issue.index);
                let message = format!("the issue {name} has no weight");
                let help = format!("add <weight index=\"{index}\" value=\"…\"/> beside it");
                self.text.at(issue.at, "missing-weight", message, help)
            })
        });
        all.collect()
    }

    /// Values of items: each evaluation as a share of the greatest.
    fn evaluations(&self, element: &Element, issue: &Read) -> Result<Vec<f64>, ImportError> {
        let mut values = Vec::with_capacity(issue.of.values.len());
        for (item, value) in element.all("item").zip(&issue.of.values) {
            let name = shown(value);
            if item.get("evaluation").is_none_or(|written| written == "null") {
                let message = format!("the value {name} has no evaluation");
                let help = "give it evaluation=\"…\", 0 or more";
                return Err(self.fault(item, "missing-value", message, help));
            }
            let evaluation = self.number(item, "evaluation")?;
            if evaluation < 0.0 {
                let message = format!("the evaluation of the value {name} is {evaluation}");
                let help = "evaluations are 0 or more";
                return Err(self.fault(item, "out-of-range", message, help));
            }
            values.push(evaluation);
        }
        let most = values.iter().copied().fold(0.0, f64::max);
        if most > 0.0 {
            values.iter_mut().for_each(|value| *value /= most);
        }
        Ok(values)
    }

    /// Values of numbers, by the issue's evaluator: a line, for real numbers also a constant or a triangle. A line over
    /// whole numbers begins at the lower bound, one over real numbers at 0.
    fn evaluated(
        &self,
        element: &Element,
        issue: &Read,
        numbers: &Numbers,
    ) -> Result<Vec<f64>, ImportError> {
        let name = shown(&issue.of.name);
        let Some(line) = element.all("evaluator").next() else {
            let message = format!("the issue {name} has no evaluator");
            let help = "add <evaluator ftype=\"linear\" offset=\"…\" slope=\"…\"/> to it";
            return Err(self.fault(element, "missing-value", message, help));
        };
        if let Some(more) = element.all("evaluator").nth(1) {
            let message = format!("the issue {name} has two evaluators");
            return Err(self.fault(more, "duplicate", message, "keep one of them"));
        }
        let parameter = |first: &str, or: &str| {
            self.number(line, if line.get(or).is_some() { or } else { first })
        };
        let value: Box<dyn Fn(f64) -> f64> = match line.get("ftype").unwrap_or("linear") {
            "linear" => {
                let offset = parameter("offset", "parameter0")?;
                let slope = parameter("slope", "parameter1")?;
                let from = if numbers.real { 0.0 } else { numbers.low };
                Box::new(move |number| offset + slope * (number - from))
            }
            "constant" if numbers.real => {
                let constant = parameter("offset", "parameter0")?;
                Box::new(move |_| constant)
            }
            "triangular" if numbers.real => {
                let start = parameter("start", "parameter0")?;
                let end = parameter("end", "parameter1")?;
                let top = parameter("middle", "parameter2")?;
                Box::new(move |number| {
                    let side = if number < top { start } else { end };
                    if side == top { 1.0 } else { (number - side) / (top - side) }
                })
            }
            kind => {
                let message = format!("the evaluator of the issue {name} is {}", shown(kind));
                let help = "evaluators are linear, of real numbers also constant or triangular; or list the values as items";
                return Err(self.fault(line, "unsupported", message, help));
            }
        };
        Ok(numbers.picked.iter().map(|number| value(*number).clamp(0.0, 1.0)).collect())
    }
}

/// The element with an issue's bounds: itself, or a `range` within it.
fn range_of(issue: &Element) -> &Element {
    let within = issue.all("range").next().filter(|_| issue.get("lowerbound").is_none());
    within.unwrap_or(issue)
}

fn whole(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}
