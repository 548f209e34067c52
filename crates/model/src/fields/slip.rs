//! Slips: what people write for a value, a key or a line in a notation that TOML does not have, and what to
//! write instead.

use std::ops::Range;

use deunicode::deunicode;
use unicode_normalization::UnicodeNormalization;

use super::field::FieldKind;
use super::section::MAX_ID;
use super::text::is_unprintable;
use super::tree::shorten;

/// Quotation marks that editors put in place of straight ones.
const QUOTES: [char; 14] = ['“', '”', '„', '‟', '«', '»', '‘', '’', '‚', '‛', '‹', '›', '`', '´'];

/// Dashes that stand for a minus sign.
const MINUS: [char; 4] = ['−', '–', '—', '‒'];

/// What separates groups of three digits, beside point and comma.
const GROUPS: [char; 6] = [' ', '\u{a0}', '\u{2009}', '\u{202f}', '\'', '’'];

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The help for a date in place of a day.
pub(super) const DAYS: &str = "days are numbers, counted from the day on which the talks begin: write such a number, \
                               for example 60";

/// A value in another notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Respelling {
    /// What is foreign about it, after its text: "has a decimal comma".
    what: &'static str,
    /// The value as it has to be written, where that is known.
    pub instead: Option<Instead>,
    /// What to write.
    pub help: String,
}

/// A value as TOML has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Instead {
    Number(String),
    Flag(bool),
    Text(String),
}

impl Instead {
    fn toml(&self) -> String {
        match self {
            Instead::Number(number) => number.clone(),
            Instead::Flag(flag) => flag.to_string(),
            Instead::Text(text) => toml::Value::String(text.clone()).to_string(),
        }
    }
}

/// A slip and where it stands in the text that was searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub span: Range<usize>,
    pub message: String,
    pub help: String,
}

/// The text in composed letters: two spellings of one text become one.
pub(crate) fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// An id that is near to a name in any script; none where no letters are left of it.
pub(super) fn id(name: &str) -> Option<String> {
    // Composed first: a decomposed letter would leave its mark behind.
    let plain = deunicode(&composed(name)).to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let id = words.collect::<Vec<_>>().join("-");
    (id.starts_with(|c: char| c.is_ascii_lowercase()) && id.len() <= MAX_ID).then_some(id)
}

/// A whole number in another notation, such as `1e4`, `10,000` or `10.0`, as its digits.
///
/// ```
/// use summitry_model::fields::slip::whole_number;
/// assert_eq!(whole_number("10,000").as_deref(), Some("10000"));
/// assert_eq!(whole_number("1e4").as_deref(), Some("10000"));
/// assert_eq!(whole_number("2.5"), None);
/// ```
#[must_use]
pub fn whole_number(text: &str) -> Option<String> {
    let text = text.trim();
    let mut groups = text.split('.');
    let first = groups.next().unwrap_or_default();
    // No count has decimals: points before three digits each are separators of thousands.
    if text.contains('.') && (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
    {
        return whole_number(&text.replace('.', ""));
    }
    let written = match of_value(text) {
        Some(Respelling { instead: Some(Instead::Number(number)), .. }) => number,
        Some(_) => return None,
        None => text.replace('_', ""),
    };
    let begins = written.trim_start_matches(['-', '+']).starts_with(|c: char| c.is_ascii_digit());
    let number: f64 = written.parse().ok().filter(|_| begins)?;
    (number.fract() == 0.0 && number.abs() < 1e15).then(|| format!("{number}"))
}

/// A number in another notation, such as `0,8`, `.8` or `80%`, as TOML and Rust have it.
#[must_use]
pub fn number(text: &str) -> Option<String> {
    match of_value(text)?.instead? {
        Instead::Number(number) => Some(number),
        _ => None,
    }
}

/// What a value was meant to be that is written in another notation than TOML's.
pub(super) fn of_value(text: &str) -> Option<Respelling> {
    let text = text.trim();
    let instead = |what, instead: Instead| {
        let help = format!("write {}", instead.toml());
        Some(Respelling { what, instead: Some(instead), help })
    };
    if let Some(rest) = text.strip_suffix([';', ',']) {
        let value = of_value(rest).map_or_else(
            || is_value(rest).then(|| rest.trim().to_owned()),
            |inner| Some(inner.instead?.toml()),
        )?;
        let what = if text.ends_with(';') { "ends with a semicolon" } else { "ends with a comma" };
        return Some(Respelling { what, instead: None, help: format!("write {value}") });
    }
    if is_date(text) {
        return Some(Respelling { what: "is a date", instead: None, help: DAYS.to_owned() });
    }
    match text.to_lowercase().as_str() {
        "true" | "false"
            if text.starts_with(['t', 'f']) && !text[1..].contains(char::is_uppercase) =>
        {
            return None;
        }
        word @ ("yes" | "y" | "on" | "true" | "no" | "n" | "off" | "false") => {
            let flag = matches!(word, "yes" | "y" | "on" | "true");
            return Some(Respelling {
                what: "is not `true` or `false`",
                instead: Some(Instead::Flag(flag)),
                help: format!("write {flag}; if a text is meant, write {text:?}"),
            });
        }
        "none" | "null" | "nil" | "~" | "n/a" => {
            return Some(Respelling {
                what: "is no value",
                instead: None,
                help: format!("leave the key out; if a text is meant, write {text:?}"),
            });
        }
        _ => {}
    }
    let is_quote = |c: char| QUOTES.contains(&c);
    let is_opened = text.starts_with(is_quote) || text.starts_with(['"', '\'']);
    let is_foreign = text.starts_with(is_quote) || text.ends_with(is_quote);
    if is_opened && is_foreign && text.chars().count() > 1 {
        let inner = text.trim_matches(|c| is_quote(c) || c == '"' || c == '\'');
        return instead("has typographic quotation marks", Instead::Text(inner.to_owned()));
    }
    let (what, number, other) = foreign_number(text)?;
    let mut respelling = instead(what, Instead::Number(number))?;
    if let Some(other) = other {
        respelling.help.push_str(&format!(", or {other} if the comma is the decimal sign"));
    }
    Some(respelling)
}

/// What to write in place of a value in another notation.
pub(crate) fn help_of(text: &str) -> Option<String> {
    of_value(text).map(|found| found.help)
}

/// What to write where a value of this kind belongs and a text stands; none where the text is no such value.
pub(super) fn of_text(text: &str, kind: FieldKind) -> Option<String> {
    let text = text.trim();
    let found = of_value(text);
    if found.as_ref().is_some_and(|found| found.help == DAYS) {
        return Some(DAYS.to_owned());
    }
    let plain = match (kind, found.and_then(|found| found.instead)) {
        (FieldKind::Flag, Some(Instead::Flag(flag))) => flag.to_string(),
        (FieldKind::Flag, None) if matches!(text, "true" | "false") => text.to_owned(),
        (FieldKind::Integer, _) => whole_number(text)?,
        (FieldKind::Number, Some(Instead::Number(number))) => number,
        (FieldKind::Number, None) if text.parse::<f64>().is_ok() => text.to_owned(),
        _ => return None,
    };
    let it = if kind == FieldKind::Flag { "it" } else { "the number" };
    Some(format!("write {it} without quotes: {plain}"))
}

/// Whether this is one value of TOML.
fn is_value(text: &str) -> bool {
    toml::de::DeValue::parse(text.trim()).is_ok()
}

fn is_date(text: &str) -> bool {
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let is_numeric = ['.', '/', '-'].into_iter().any(|separator| {
        let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
        match parts[..] {
            [a, b, c] => {
                digits(b, 2)
                    && ((a.len() == 4 && digits(a, 4) && digits(c, 2))
                        || (digits(a, 2) && digits(c, 4) && (c.len() == 4 || separator == '/')))
            }
            [a, b] => {
                separator != '.' && a.len() == 4 && digits(a, 4) && b.len() == 2 && digits(b, 2)
            }
            _ => false,
        }
    });
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_month = |word: &str| {
        word.get(..3).is_some_and(|of| MONTHS.contains(&of.to_lowercase().as_str()))
            && word.chars().all(char::is_alphabetic)
    };
    let has_number = words().any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    is_numeric || ((2..=3).contains(&words().count()) && has_number && words().any(is_month))
}

/// A number in another notation: what is foreign about it, the number, and what else it may be.
fn foreign_number(text: &str) -> Option<(&'static str, String, Option<String>)> {
    if let Some((over, under)) = text.split_once('/') {
        let (over, under): (u32, u32) = (over.trim().parse().ok()?, under.trim().parse().ok()?);
        let share = trimmed(&format!("{:.4}", f64::from(over) / f64::from(under)));
        return (under > 0).then_some(("is a fraction", share, None));
    }
    if let Some(percent) = text.strip_suffix('%').map(str::trim) {
        let plain =
            foreign_number(percent).map_or_else(|| percent.to_owned(), |(_, number, _)| number);
        let decimals = plain.split_once('.').map_or(0, |(_, after)| after.len()) + 2;
        let share = plain.parse::<f64>().ok().filter(|share| share.is_finite())? / 100.0;
        return Some(("is a percentage", trimmed(&format!("{share:.decimals$}")), None));
    }
    if let Some(days) = text.strip_suffix("days").or_else(|| text.strip_suffix("day")) {
        let plain =
            foreign_number(days.trim()).map_or_else(|| days.trim().to_owned(), |(_, n, _)| n);
        return plain.parse::<f64>().ok().map(|_| ("has a unit", plain, None));
    }
    let unsigned = text.trim_start_matches(MINUS).trim_start_matches(['-', '+']);
    let sign = &text[..text.len() - unsigned.len()];
    if sign.chars().count() > 1 {
        return None;
    }
    let minus = if sign.is_empty() || sign == "+" { "" } else { "-" };
    let (digits, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => unsigned.split_at(at),
        None => (unsigned, ""),
    };
    let power = exponent.get(1..).unwrap_or_default().trim_start_matches(['-', '+']);
    let is_power = !power.is_empty() && power.bytes().all(|b| b.is_ascii_digit());
    if !exponent.is_empty() && !is_power {
        return None;
    }
    let (what, number, other) = match decimal(digits) {
        Some(read) => read,
        None if MINUS.iter().any(|dash| sign.contains(*dash)) && is_value(digits) => {
            ("has a dash for a minus sign", digits.to_owned(), None)
        }
        None => return None,
    };
    let whole = |number: String| format!("{minus}{number}{exponent}");
    Some((what, whole(number), other.map(whole)))
}

/// As [`foreign_number`], of digits with signs between them; none where they are TOML as they stand.
fn decimal(digits: &str) -> Option<(&'static str, String, Option<String>)> {
    const THOUSANDS: &str = "has thousands separators";
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if digits.is_empty() || !digits.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // One sign followed by no group is the decimal sign; before it, groups of three have another.
    let is_sign = |c: char| c == '.' || c == ',';
    let last = digits.rfind(is_sign);
    let (before, after) = match last {
        Some(at) if digits[..at].contains(&digits[at..=at]) => (digits, None),
        Some(at) => (&digits[..at], Some(&digits[at + 1..])),
        None => (digits, None),
    };
    let foreign = |c: char| !c.is_ascii_digit();
    let mut groups = before.split(foreign);
    let first = groups.next().unwrap_or_default();
    let separators: Vec<&str> = before.matches(foreign).collect();
    let is_grouped = separators.windows(2).all(|pair| pair[0] == pair[1])
        && separators.iter().all(|c| c.starts_with(is_sign) || c.starts_with(GROUPS));
    let whole: String = before.split(foreign).collect();
    if !is_digits(after.unwrap_or_default()) {
        return None;
    }
    if !separators.is_empty() {
        let sound = is_grouped && (1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3);
        let number = after.map_or_else(|| whole.clone(), |after| format!("{whole}.{after}"));
        return sound.then_some((THOUSANDS, number, None));
    }
    let stripped = match whole.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    let Some(after) = after else {
        return (stripped.len() < whole.len())
            .then(|| ("has a leading zero", stripped.to_owned(), None));
    };
    let number = format!("{stripped}.{}", if after.is_empty() { "0" } else { after });
    if digits.contains(',') {
        let may_be_group =
            after.len() == 3 && (1..=3).contains(&whole.len()) && stripped == whole && whole != "0";
        return Some(if may_be_group {
            (THOUSANDS, format!("{whole}{after}"), Some(number))
        } else {
            ("has a decimal comma", number, None)
        });
    }
    match (whole.is_empty(), after.is_empty()) {
        (true, _) => Some(("has no digit before the point", number, None)),
        (_, true) => Some(("has no digit after the point", number, None)),
        _ => (stripped.len() < whole.len()).then_some(("has a leading zero", number, None)),
    }
}

/// Decimals without the zeros at their end.
fn trimmed(number: &str) -> String {
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        number.to_owned()
    }
}

/// The slip in a line that the parser refuses, if one is recognised.
pub(super) fn in_line(line: &str) -> Option<Slip> {
    let line = &line[..comment(line)];
    let begin = line.len() - line.trim_start().len();
    let statement = line.trim();
    let slip = |message: String, help: String| {
        Some(Slip { span: begin..begin + statement.len(), message, help })
    };
    if statement.starts_with("//") || statement.starts_with(';') || statement.starts_with("/*") {
        return slip(
            "this is not a TOML comment".to_owned(),
            "comments begin with a `#`".to_owned(),
        );
    }
    if statement.starts_with('[') && !statement.contains('=') {
        if let Some(slip) = in_key(line, 0..line.len()) {
            return Some(slip);
        }
        return composite(line, begin);
    }
    if let Some(at) = split_at(line, '=') {
        if let Some(slip) = in_key(line, begin..at) {
            return Some(slip);
        }
        let (key, value) = (line[..at].trim(), line[at + 1..].trim());
        let (bare, rest) = (key.trim_end_matches(':').trim_end(), value.trim_start_matches('='));
        if is_bare_key(bare) && (bare != key || rest != value) {
            let message = "one `=` joins a key and its value".to_owned();
            return slip(message, format!("write {bare} = {}", rewritten(rest.trim())));
        }
        return in_value(&line[at + 1..]).map(|found| found.moved(at + 1));
    }
    if let Some((key, value)) = statement.split_once(':')
        && is_bare_key(key.trim_end())
    {
        let (key, value) = (key.trim_end(), value.trim());
        return if value.is_empty() {
            slip("a table has its name in brackets".to_owned(), format!("write [{key}]"))
        } else {
            let message = format!("`{}`: a `=` joins a key and its value", shorten(statement, 40));
            slip(message, format!("write {key} = {}", rewritten(value)))
        };
    }
    if let Some((key, value)) = statement.split_once(char::is_whitespace)
        && is_bare_key(key)
        && (is_value(value) || of_value(value).is_some())
    {
        let message = "a `=` joins a key and its value".to_owned();
        return slip(message, format!("write {key} = {}", rewritten(value.trim())));
    }
    in_key(line, begin..begin + statement.len())
        .filter(|_| !statement.starts_with(QUOTES))
        .or_else(|| composite(line, begin))
}

/// The slip in a value, or in a part of it.
pub(super) fn in_value(text: &str) -> Option<Slip> {
    let begin = text.len() - text.trim_ascii_start().len();
    let value = text.trim_ascii();
    if value.starts_with(['[', '{']) {
        return composite(text, begin);
    }
    at(text, begin..begin + value.len())
}

/// What is foreign about a value that stands here.
fn at(text: &str, span: Range<usize>) -> Option<Slip> {
    let value = &text[span.clone()];
    if let Some(invisible) =
        value.chars().find(|c| !c.is_ascii() && c.is_whitespace() || is_unprintable(*c))
        && foreign_number(value).is_none()
    {
        return Some(unseen(text, span, invisible));
    }
    let found = of_value(value)?;
    let message = format!("`{}` {}", shorten(value, 40), found.what);
    Some(Slip { span, message, help: found.help })
}

/// The first slip among the values of a list or an inline table.
fn composite(text: &str, from: usize) -> Option<Slip> {
    // Each part with what stands before and after it.
    let mut parts: Vec<(Range<usize>, char)> = Vec::new();
    let (mut start, mut next, mut open) = (from, from, Vec::new());
    while let Some(c) = text[next..].chars().next() {
        let after = skip(text, next);
        if matches!(c, '[' | ']' | '{' | '}' | ',') {
            parts.push((start..next, open.last().copied().unwrap_or('[')));
            match c {
                '[' | '{' => open.push(c),
                ']' | '}' => drop(open.pop()),
                _ => {}
            }
            start = after;
        }
        next = after;
    }
    parts.push((start..text.len(), open.last().copied().unwrap_or('[')));
    let narrow = |span: &Range<usize>| {
        let part = &text[span.clone()];
        let start = span.start + (part.len() - part.trim_ascii_start().len());
        start..start + part.trim_ascii().len()
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    for (k, (span, around)) in parts.iter().enumerate() {
        let part = &text[span.clone()];
        let value = match split_at(part, '=') {
            Some(equals) => narrow(&(span.start + equals + 1..span.end)),
            None if *around == '{' => {
                let span = narrow(span);
                if let Some((key, value)) = text[span.clone()].split_once(':')
                    && is_bare_key(key.trim_end())
                {
                    let message = "a `=` joins a key and its value".to_owned();
                    let help = format!("write {} = {}", key.trim_end(), rewritten(value.trim()));
                    return Some(Slip { span, message, help });
                }
                continue;
            }
            None => narrow(span),
        };
        if value.is_empty() {
            continue;
        }
        // In an inline table, digits without a key go on with the number before the comma.
        let decimals = parts.get(k + 1).filter(|(next, around)| {
            *around == '{'
                && is_digits(text[next.clone()].trim_end())
                && text[next.start - 1..].starts_with(',')
        });
        let value = match decimals {
            Some((next, _)) if text[..next.start - 1].ends_with(|c: char| c.is_ascii_digit()) => {
                narrow(&(value.start..next.end))
            }
            _ => value,
        };
        if let Some(slip) = at(text, value) {
            return Some(slip);
        }
    }
    None
}

/// The slip in the keys that stand here: letters that TOML takes in quotes only, and no id has.
pub(super) fn in_key(text: &str, span: Range<usize>) -> Option<Slip> {
    let mut next = span.start;
    while next < span.end {
        let c = text[next..].chars().next()?;
        if QUOTES.contains(&c) {
            return None;
        }
        if !c.is_ascii() {
            let ends = |c: char| matches!(c, '.' | '[' | ']' | '{' | '}' | '"' | ' ' | '\t' | '=');
            let begin =
                text[span.start..next].rfind(ends).map_or(span.start, |at| span.start + at + 1);
            let end = text[next..span.end].find(ends).map_or(span.end, |at| next + at);
            if c.is_whitespace() || is_unprintable(c) {
                return Some(unseen(text, begin..end, c));
            }
            let name = &text[begin..end];
            let help = match id(name) {
                Some(id) => format!("write `{id}`; a `label` may be anything"),
                None => "spell it with those; a `label` may be anything".to_owned(),
            };
            let message =
                format!("`{}`: keys and ids use only a–z, 0–9 and hyphens", shorten(name, MAX_ID));
            return Some(Slip { span: begin..end, message, help });
        }
        next = skip(text, next);
    }
    None
}

/// A character that nobody sees.
fn unseen(text: &str, span: Range<usize>, c: char) -> Slip {
    let clean: String = text[span.clone()]
        .chars()
        .filter(|c| !is_unprintable(*c))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    Slip {
        span,
        message: format!("an invisible character, U+{:04X}, stands here", u32::from(c)),
        help: match clean.trim() {
            "" => "take it out".to_owned(),
            clean => format!("take it out: {clean}"),
        },
    }
}

/// A value as it has to be written; a text where it is no other value.
fn rewritten(value: &str) -> String {
    match of_value(value) {
        Some(Respelling { instead: Some(instead), .. }) => instead.toml(),
        _ if is_value(value) => value.to_owned(),
        _ => toml::Value::String(value.to_owned()).to_string(),
    }
}

fn is_bare_key(text: &str) -> bool {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(bare)
}

/// Where the comment of a line begins.
fn comment(line: &str) -> usize {
    split_at(line, '#').unwrap_or(line.len())
}

/// The first such character outside quotation marks.
fn split_at(text: &str, wanted: char) -> Option<usize> {
    let mut next = 0;
    while let Some(c) = text[next..].chars().next() {
        if c == wanted {
            return Some(next);
        }
        next = skip(text, next);
    }
    None
}

/// The byte after the character that begins at `at`, or after the quoted text that it opens.
fn skip(text: &str, at: usize) -> usize {
    let Some(c) = text[at..].chars().next() else { return text.len() };
    let after = at + c.len_utf8();
    let closes = |other: char| match c {
        '"' | '\'' => other == c,
        '“' | '„' | '«' | '‘' | '‚' | '‹' | '`' => QUOTES.contains(&other),
        _ => false,
    };
    match text[after..].find(closes) {
        Some(end) => {
            let close = after + end;
            close + text[close..].chars().next().map_or(0, char::len_utf8)
        }
        None => after,
    }
}

impl Slip {
    /// The same slip in a text that has so many bytes before it.
    pub(super) fn moved(self, by: usize) -> Slip {
        Slip { span: self.span.start + by..self.span.end + by, ..self }
    }
}
