//! Texts as people type them, and tables of them.

use summitry_model::fields::suggest::{listed, nearest};
use summitry_model::scenario::{Scenario, ids};

use crate::output::{Delimited, DelimitedRow, Dialect};

/// A text: an option for each issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedText {
    /// What it is called.
    pub name: String,
    /// The option of each issue, in the order of the scenario.
    pub options: Vec<u8>,
    /// Issues that it leaves out, which stay at their status quo.
    pub left_out: Vec<usize>,
}

/// Why something is no text of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TextFault(pub String);

/// A text from `issue=option,…`. Issues go by id or label, options by name or, where none has it, by number from 0.
///
/// # Errors
/// [`TextFault`] with the nearest right word.
pub fn parse(scenario: &Scenario, name: &str, typed: &str) -> Result<ProposedText, TextFault> {
    // Names of options may have commas: a part without `=` belongs to the option before it.
    let mut parts: Vec<String> = Vec::new();
    for part in typed.split(',') {
        match parts.last_mut() {
            Some(before) if !part.contains('=') => {
                before.push(',');
                before.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    let mut pairs = Vec::new();
    for part in parts.iter().filter(|part| !part.trim().is_empty()) {
        let (issue, option) = part.split_once('=').ok_or_else(|| {
            TextFault(format!("\"{}\" is no clause: write issue=option", part.trim()))
        })?;
        pairs.push((issue, option));
    }
    text(scenario, name, &pairs)
}

/// Texts from a table: a column for each issue, and one called `text` for their names if there is one; a row for each text.
///
/// # Errors
/// [`TextFault`] with the line.
pub fn read_texts(scenario: &Scenario, bytes: &[u8]) -> Result<Vec<ProposedText>, TextFault> {
    let known: Vec<[&str; 2]> =
        scenario.issues.iter().map(|issue| [issue.id.as_str(), issue.of.label.as_str()]).collect();
    let wanted: Vec<&[&str]> = known.iter().map(|names| &names[..]).collect();
    let dialect = Dialect::of(bytes, &wanted);
    let mut reader = Delimited::new(bytes, dialect.separator);
    let (mut row, mut header, mut texts) = (DelimitedRow::default(), Vec::new(), Vec::new());
    loop {
        match reader.next(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(TextFault(format!("the table cannot be read: {error:?}"))),
        }
        let fields: Vec<String> =
            row.fields.iter().map(|field| String::from_utf8_lossy(field).into_owned()).collect();
        if row.line < dialect.header {
            continue;
        }
        if header.is_empty() {
            header = fields;
            continue;
        }
        let is_name = |column: &str| matches!(column.to_lowercase().as_str(), "text" | "name");
        let mut name = format!("row {}", row.line);
        let mut pairs = Vec::new();
        for (column, cell) in header.iter().zip(&fields) {
            if is_name(column) && position(scenario, column).is_none() {
                name.clone_from(cell);
            } else if !cell.is_empty() {
                pairs.push((column.as_str(), cell.as_str()));
            }
        }
        let text = text(scenario, &name, &pairs)
            .map_err(|fault| TextFault(format!("line {}: {fault}", row.line)))?;
        texts.push(text);
    }
    if texts.is_empty() {
        return Err(TextFault(
            "the table has no text: it needs a header of issues, and a row for each text".into(),
        ));
    }
    Ok(texts)
}

fn position(scenario: &Scenario, issue: &str) -> Option<usize> {
    let typed = issue.trim().to_lowercase();
    let is_it = |of: &str| of.to_lowercase() == typed;
    scenario.issues.iter().position(|issue| is_it(&issue.id) || is_it(&issue.of.label))
}

fn text(
    scenario: &Scenario,
    name: &str,
    pairs: &[(&str, &str)],
) -> Result<ProposedText, TextFault> {
    let mut options: Vec<Option<u8>> = vec![None; scenario.issues.len()];
    for (issue, option) in pairs {
        let j = position(scenario, issue).ok_or_else(|| {
            let names = || scenario.issues.iter().map(|issue| issue.id.as_str());
            let near = nearest(issue.trim(), names()).map(|near| format!("did you mean `{near}`?"));
            let help = near.unwrap_or_else(|| format!("issues are {}", listed(names())));
            TextFault(format!("the scenario has no issue \"{}\"; {help}", issue.trim()))
        })?;
        if options[j].is_some() {
            return Err(TextFault(format!("{} stands twice in the text", scenario.issues[j].id)));
        }
        options[j] = Some(option_of(scenario, j, option)?);
    }
    let left_out = (0..options.len()).filter(|&j| options[j].is_none()).collect();
    let held = super::held(scenario);
    let options =
        options.into_iter().zip(held).map(|(option, held)| option.unwrap_or(held)).collect();
    Ok(ProposedText { name: name.to_owned(), options, left_out })
}

/// The option of an issue by its name, by the same in plain letters, or by its number.
fn option_of(scenario: &Scenario, issue: usize, typed: &str) -> Result<u8, TextFault> {
    let names = &scenario.issues[issue].of.options;
    let typed = typed.trim();
    let exact = names.iter().position(|name| name == typed);
    let folded = || names.iter().position(|name| name.to_lowercase() == typed.to_lowercase());
    let plain = || {
        // Without a letter or digit of their own, all names are alike.
        typed.chars().find(char::is_ascii_alphanumeric)?;
        let plain = |text: &str| ids([text].into_iter(), "option").concat();
        names.iter().position(|name| plain(name) == plain(typed))
    };
    let counted = || typed.parse::<usize>().ok().filter(|number| *number < names.len());
    let found = exact.or_else(folded).or_else(plain).or_else(counted);
    found.and_then(|option| u8::try_from(option).ok()).ok_or_else(|| {
        let all = || names.iter().map(String::as_str);
        let near = nearest(typed, all()).map(|near| format!("did you mean \"{near}\"? "));
        let id = &scenario.issues[issue].id;
        TextFault(format!(
            "{id} has no option \"{typed}\"; {}options are {}",
            near.unwrap_or_default(),
            listed(all())
        ))
    })
}
