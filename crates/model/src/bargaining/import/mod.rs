//! Profiles in the files of the field: Genius XML and GeniusWeb JSON.
//!
//! A profile says what one party wants of the issues of a domain: additive utility, a reservation and a
//! discount factor. [`read`] takes either format, distinguished by what the file holds; [`Domain`] puts
//! the profiles of a domain in one order.
//!
//! What the two formats mean is taken from the programs that define them, Genius (Lin, Kraus, Baarslag, Tykhonov,
//! Hindriks & Jonker 2014) and GeniusWeb, its successor:
//!
//! | | Genius (`utility_space`) | GeniusWeb (`LinearAdditiveUtilitySpace`) |
//! |---|---|---|
//! | value of an option | its evaluation ÷ the greatest of the issue; 0 where all are 0 | its utility, in \[0, 1\], as it is |
//! | value of a number | offset + slope × (number − lower bound), held within \[0, 1\]; of a real number also constant or triangular, and without the bound | between the utilities of the lowest and the highest |
//! | weight | as it stands; utilities go up to the sum | as it stands |
//! | reservation | `reservation`, else 0 | utility of `reservationBid`, else `reserved_value` (written by NegMAS), else 0 |
//! | discount factor | `discount_factor`, else 1 | `discount_factor` (written by NegMAS), else 1 |
//!
//! Of an issue of real numbers, eleven evenly spread stand for all; of whole numbers or steps, up to 255.
//!
//! A discount factor of 0 means, as in Genius, that nothing is discounted: 1.
//!
//! Files are not trusted. A file is at most [`MAX_BYTES`] long, nested at most 16 deep, and has no document
//! type, so that nothing in it can expand.

mod error;
mod genius;
mod geniusweb;
mod profile;

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

pub use error::{ImportError, Spot};
pub use profile::{Domain, Profile, ProfileIssue, Template};

use super::offer::{MAX_ISSUES, MAX_OPTIONS};
use crate::fields::text::sanitize;
use error::shown;

/// Bytes that a file may have.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Elements, lists and objects that may stand inside one another.
const MAX_DEPTH: usize = 16;

/// Elements with their attributes, or values, that a file may have: several times what
/// the largest profile needs.
const MAX_PARTS: usize = 200_000;

/// Reads a profile: Genius XML or GeniusWeb JSON.
///
/// # Errors
/// [`ImportError`] with the code `not-found` if there is no such file; with others if it cannot be read, is
/// too large, or is no profile that means additive utility over discrete issues.
pub fn read(path: &Path) -> Result<Profile, ImportError> {
    let name = path.display().to_string();
    parse(&load(path, &name)?, &name)
}

/// Reads a domain, for its issues: Genius XML or GeniusWeb JSON. A profile will do too.
///
/// # Errors
/// As [`read`].
pub fn read_domain(path: &Path) -> Result<Template, ImportError> {
    let name = path.display().to_string();
    parse_domain(&load(path, &name)?, &name)
}

/// Reads a profile from a text. `name` is the file's, for messages; without folders and ending it names the
/// party, unless the text does.
///
/// # Errors
/// As [`read`].
///
/// ```
/// use summitry_model::bargaining::import;
/// let seller = import::parse(
///     r#"<utility_space>
///       <objective index="0" name="car" type="objective">
///         <issue index="1" name="Price" type="discrete">
///           <item index="1" value="low" evaluation="1"/>
///           <item index="2" value="high" evaluation="4"/>
///         </issue>
///         <weight index="1" value="1"/>
///       </objective>
///       <reservation value="0.3"/>
///     </utility_space>"#,
///     "cars/seller.xml",
/// )?;
/// assert_eq!((seller.name(), seller.issues()[0].name.as_str()), ("seller", "Price"));
/// assert_eq!(seller.values(), [[0.25, 1.0]]);
/// assert_eq!(seller.preferences().reservation(), 0.3);
/// # Ok::<(), import::ImportError>(())
/// ```
pub fn parse(text: &str, name: &str) -> Result<Profile, ImportError> {
    let text = Text::new(text, name)?;
    match text.form()? {
        Form::Xml => genius::profile(&text),
        Form::Json => geniusweb::profile(&text),
    }
}

/// Reads the issues of a domain from a text.
///
/// # Errors
/// As [`read`].
pub fn parse_domain(text: &str, name: &str) -> Result<Template, ImportError> {
    let text = Text::new(text, name)?;
    let issues = match text.form()? {
        Form::Xml => genius::issues(&text)?,
        Form::Json => geniusweb::issues(&text)?,
    };
    Ok(Template::new(name, issues))
}

/// A file's text, if it can be had, is not too large and is in its encoding: the declared one, else UTF-8.
fn load(path: &Path, name: &str) -> Result<String, ImportError> {
    let whole = |code, message: String, help: &str| {
        ImportError::new(code, name, Spot::Whole, message, help)
    };
    let unreadable = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => whole("not-found", "no such file".into(), "check the path"),
        _ => {
            let message = format!("the file cannot be read: {error}");
            whole("unreadable", message, "check its permissions")
        }
    };
    let file = File::open(path).map_err(unreadable)?;
    if file.metadata().map_err(unreadable)?.is_dir() {
        let message = "this is a directory".to_owned();
        return Err(whole("directory", message, "name the files in it, one for each party"));
    }
    let mut bytes = Vec::new();
    // One byte past the bound tells a file that is too large, however large it is.
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > MAX_BYTES {
        return Err(too_large(name));
    }
    let encoding = encoding(&bytes);
    let (text, _, torn) = encoding.decode(&bytes);
    if !torn {
        return Ok(text.into_owned());
    }
    let wrong = format!("the file is not {}", encoding.name());
    let Err(error) = std::str::from_utf8(&bytes) else {
        return Err(whole("not-utf8", wrong, "save it as UTF-8"));
    };
    let at = error.valid_up_to();
    let line = 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
    let byte = bytes.get(at).copied().unwrap_or_default();
    let message = format!("{wrong}: byte 0x{byte:02X} at offset {at}, on line {line}");
    Err(whole("not-utf8", message, "save it as UTF-8, or declare its encoding"))
}

/// The encoding of a file: by its byte order mark, else by what its first bytes say, else UTF-8.
fn encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    match bytes {
        [b'<' | b'{', 0, ..] => return UTF_16LE,
        [0, b'<' | b'{', ..] => return UTF_16BE,
        _ => {}
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let declaration = head.strip_prefix("<?xml").and_then(|head| head.split("?>").next());
    let declared = declaration.and_then(|of| of.split_once("encoding")).and_then(|(_, rest)| {
        let rest = rest.trim_start().strip_prefix('=')?.trim_start();
        rest.get(1..)?.split(['"', '\'']).next()
    });
    // A declared UTF-16 that its first bytes belie is none.
    let known = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    known.filter(|encoding| encoding.is_ascii_compatible()).unwrap_or(UTF_8)
}

fn too_large(name: &str) -> ImportError {
    let help = "a profile is a few kilobytes; is this the right file?";
    ImportError::new("too-large", name, Spot::Whole, "the file is larger than 16 MiB", help)
}

/// The two formats.
enum Form {
    Xml,
    Json,
}

/// A text that is read, without its byte order mark, and the name of its file.
struct Text<'a> {
    text: &'a str,
    file: &'a str,
}

impl<'a> Text<'a> {
    fn new(text: &'a str, file: &'a str) -> Result<Self, ImportError> {
        if text.len() > MAX_BYTES {
            return Err(too_large(file));
        }
        Ok(Text { text: text.strip_prefix('\u{feff}').unwrap_or(text), file })
    }

    fn form(&self) -> Result<Form, ImportError> {
        match self.text.trim_start().chars().next() {
            Some('<') => Ok(Form::Xml),
            Some('{' | '[') => Ok(Form::Json),
            Some(_) => {
                let at = self.text.len() - self.text.trim_start().len();
                let help = "a profile is XML and begins with `<`, or JSON and begins with `{`";
                Err(self.at(at, "foreign", "this is neither XML nor JSON", help))
            }
            None => {
                let help = "name a profile: Genius XML or GeniusWeb JSON";
                Err(self.whole("empty", "the file is empty", help))
            }
        }
    }

    /// A fault of the file as a whole.
    fn whole(
        &self,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> ImportError {
        ImportError::new(code, self.file, Spot::Whole, message, help)
    }

    /// A fault at a byte.
    fn at(
        &self,
        at: usize,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> ImportError {
        let before = &self.text[..self.text.floor_char_boundary(at)];
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = 1 + before.bytes().filter(|byte| *byte == b'\n').count();
        let column = 1 + before[start..].chars().count();
        ImportError::new(code, self.file, Spot::Line { line, column }, message, help)
    }

    /// What a domain tells whoever takes it for a profile.
    fn is_domain(&self) -> ImportError {
        self.whole(
            "domain-not-profile",
            "this is a domain, not a profile: it says what is negotiated, not what a party wants of it",
            "name the profiles, one for each party; the domain goes with --domain",
        )
    }

    /// The name of the file without folders and ending.
    fn stem(&self) -> String {
        let stem = Path::new(self.file).file_stem().map(|stem| sanitize(&stem.to_string_lossy()));
        stem.filter(|stem| !stem.is_empty()).unwrap_or_else(|| "profile".to_owned())
    }
}

/// A fault without its place: code, message, help.
type Violation = (&'static str, String, String);

/// What is wrong with the name of an issue or of a value, given those before it.
fn check_name<'a>(
    what: &str,
    name: &str,
    mut before: impl Iterator<Item = &'a str>,
) -> Result<(), Violation> {
    let unprintable = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if let Some(control) = name.chars().find(unprintable) {
        let message = format!(
            "the {what} {} has the control character U+{:04X}",
            shown(name),
            u32::from(control)
        );
        return Err(("control-character", message, "take it out".to_owned()));
    }
    if name.is_empty() {
        let message = format!("the name of this {what} is empty");
        return Err(("empty-name", message, "write its name".to_owned()));
    }
    if before.any(|other| other == name) {
        let message = format!("the {what} {} is given twice", shown(name));
        return Err(("duplicate", message, "keep one of them, or rename it".to_owned()));
    }
    Ok(())
}

/// What is wrong with a number of issues.
fn check_issues(count: usize) -> Result<(), Violation> {
    match count {
        0 => Err((
            "no-issues",
            "there is no issue".to_owned(),
            "a domain has one issue or more".to_owned(),
        )),
        count if count > MAX_ISSUES => Err((
            "too-many",
            format!("there are {count} issues"),
            format!("at most {MAX_ISSUES} can be read"),
        )),
        _ => Ok(()),
    }
}

/// What is wrong with a number of values, of an issue of this name.
fn check_values(issue: &str, count: usize) -> Result<(), Violation> {
    match count {
        0 => Err((
            "no-values",
            format!("the issue {} has no value", shown(issue)),
            "give it one value or more".to_owned(),
        )),
        count if count > MAX_OPTIONS => Err((
            "too-many",
            format!("the issue {} has {count} values", shown(issue)),
            format!("at most {MAX_OPTIONS} can be read"),
        )),
        _ => Ok(()),
    }
}

/// Of so many numbers from 0 the first, the last, and others evenly between, up to as many as an issue can have.
fn spread(count: u64) -> Vec<u64> {
    let most = MAX_OPTIONS as u64;
    if count <= most {
        return (0..count).collect();
    }
    let at = |k: u64| (u128::from(k) * u128::from(count - 1) / u128::from(most - 1)) as u64;
    (0..most).map(at).collect()
}

/// A finite number as it is written in an attribute, or in quotes.
fn finite(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|number| number.is_finite())
}

/// A discount factor as Genius takes it; none where it is no factor.
fn discount(factor: f64) -> Option<f64> {
    match factor {
        0.0 => Some(1.0),
        factor if factor > 0.0 && factor <= 1.0 => Some(factor),
        _ => None,
    }
}
