//! The three shapes of tables, brought into one: entries of an actor, an issue and what the table says of them.

use summitry_model::fields::suggest::nearest;

use crate::output::{Delimited, DelimitedError, DelimitedRow};

/// A cell and where it stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub text: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

/// What a row says of one actor on one issue. Cells of columns that the table lacks are none.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub actor: Cell,
    pub issue: Cell,
    pub position: Cell,
    pub salience: Cell,
}

/// What a table says of an actor or an issue as a whole.
#[derive(Clone, Debug, Default)]
pub(super) struct Fact {
    /// Name of the actor or issue.
    pub of: Cell,
    /// Which of its columns.
    pub what: What,
    pub value: Cell,
}

/// Columns that say something of an actor or an issue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum What {
    #[default]
    Capability,
    Role,
    Description,
    NoDeal,
    Outcome,
    Least,
    Greatest,
    Labels,
    /// Label of the position in the same row, with that position.
    Label,
}

/// A table in one shape for all.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub shape: &'static str,
    pub title: Option<String>,
    pub description: Option<String>,
    pub comma: bool,
    pub entries: Vec<Entry>,
    pub actors: Vec<Fact>,
    pub issues: Vec<Fact>,
    pub has_capability: bool,
    /// Faults of the form: line, column or 0, message.
    pub faults: Vec<(usize, usize, String)>,
    pub notes: Vec<String>,
}

/// Rows in which the header is looked for.
const HEAD_ROWS: usize = 20;

/// A row of text.
struct Line {
    number: usize,
    fields: Vec<String>,
}

/// The table in a text; none, with the first row, where it has none of the shapes.
pub(super) fn shaped(text: &str) -> Result<Raw, (usize, String)> {
    let mut text = text;
    // The line by which Excel says what separates columns.
    let mut separators: Vec<u8> = b",;\t|".to_vec();
    let mut skipped = 0;
    if let Some((first, rest)) = text.split_once('\n')
        && let Some(separator) = first.trim().trim_matches('"').strip_prefix("sep=")
    {
        separators = separator.bytes().take(1).collect();
        (text, skipped) = (rest, 1);
    }
    let (mut first, mut nearly) = (None, None);
    for separator in separators {
        let lines = match lines(text, separator, skipped) {
            Ok(lines) => lines,
            Err(fault) => {
                first.get_or_insert(fault);
                continue;
            }
        };
        for at in 0..lines.len().min(HEAD_ROWS) {
            nearly = nearly.or_else(|| lacking(&lines[at]));
            let raw = ktab(&lines, at).or_else(|| long(&lines, at)).or_else(|| wide(&lines, at));
            if let Some(mut raw) = raw {
                raw.comma = separator != b',';
                if separator != b',' {
                    let name = match separator {
                        b';' => "semicolons",
                        b'\t' => "tabs",
                        _ => "bars",
                    };
                    raw.notes.push(format!("its columns are separated by {name}, so a comma in a number is a decimal comma"));
                }
                return Ok(raw);
            }
        }
    }
    Err(first.or(nearly).unwrap_or_else(|| {
        let row = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let row: String = row.chars().take(80).collect();
        let message = if row.is_empty() {
            "the table is empty".to_owned()
        } else {
            format!(
                "no row is the header of a table of positions; the first is \"{row}\". A header has actor, issue, position and \
                 salience; or issue, and NAME_position and NAME_salience for each actor; or Actor, Power, Pstn1, Sal1 and so on"
            )
        };
        (1, message)
    }))
}

/// What a header of the long shape lacks, if it has most of it.
fn lacking(header: &Line) -> Option<(usize, String)> {
    let wanted =
        [("actor", ACTOR), ("issue", ISSUE), ("position", POSITION), ("salience", SALIENCE)];
    let lacks: Vec<&str> = wanted
        .iter()
        .filter(|(_, names)| column(&header.fields, names).is_none())
        .map(|(name, _)| *name)
        .collect();
    let [lacks] = lacks[..] else { return None };
    let near = header.fields.iter().position(|field| nearest(&plain(field), [lacks]).is_some());
    let help = near.map(|k| format!("; is it \"{}\", column {}?", header.fields[k], k + 1));
    Some((header.number, format!("the header has no column `{lacks}`{}", help.unwrap_or_default())))
}

fn lines(text: &str, separator: u8, skipped: usize) -> Result<Vec<Line>, (usize, String)> {
    let mut reader = Delimited::new(text.as_bytes(), separator);
    let mut lines = Vec::new();
    loop {
        let mut row = DelimitedRow::default();
        match reader.next(&mut row) {
            Ok(true) => {}
            Ok(false) => return Ok(lines),
            Err(DelimitedError::UnclosedQuote(line)) => {
                return Err((line + skipped, "a quotation mark is never closed".to_owned()));
            }
            Err(DelimitedError::TooLong(line)) => {
                return Err((line + skipped, "the row is too long".to_owned()));
            }
            Err(DelimitedError::Io(error)) => return Err((0, error.to_string())),
        }
        let fields =
            row.fields.iter().map(|field| String::from_utf8_lossy(field).trim().to_owned());
        let fields: Vec<String> = fields.collect();
        if fields.iter().any(|field| !field.is_empty()) {
            lines.push(Line { number: row.line + skipped, fields });
        }
    }
}

/// A name of a column without its case and what stands between its words.
fn plain(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

fn column(header: &[String], names: &[&str]) -> Option<usize> {
    header.iter().position(|name| names.contains(&plain(name).as_str()))
}

fn cell(line: &Line, column: usize) -> Cell {
    let text = line.fields.get(column).cloned().unwrap_or_default();
    Cell { text, line: line.number, column: column + 1 }
}

const ACTOR: &[&str] = &["actor", "actors", "party", "player", "stakeholder"];
const ISSUE: &[&str] = &["issue", "issues", "dimension", "question", "topic"];
const POSITION: &[&str] = &["position", "pstn", "pos"];
const SALIENCE: &[&str] = &["salience", "sal", "saliency"];
const OF_ACTORS: &[(What, &[&str])] = &[
    (What::Capability, &["capability", "capabilities", "power", "influence", "resources"]),
    (What::Role, &["role"]),
    (What::Description, &["description", "desc"]),
];
const OF_ISSUES: &[(What, &[&str])] = &[
    (What::NoDeal, &["referencepoint", "reference", "statusquo", "sq", "nodeal"]),
    (What::Outcome, &["outcome", "decision"]),
    (What::Least, &["least", "min", "minimum", "scalemin"]),
    (What::Greatest, &["greatest", "max", "maximum", "scalemax"]),
    (What::Labels, &["labels", "points"]),
];

/// Of a row with other fields than the header, an empty one at its end does not count.
fn refuse_length(raw: &mut Raw, line: &Line, header: usize) {
    let filled = line.fields.iter().rposition(|field| !field.is_empty()).map_or(0, |at| at + 1);
    if filled > header {
        raw.faults.push((
            line.number,
            header + 1,
            format!(
                "the row has {filled} fields, and the header {header} columns; a decimal comma makes two fields of one number: \
                 write 80.5, or separate columns with semicolons"
            ),
        ));
    }
}

fn unread(raw: &mut Raw, header: &Line, is_known: impl Fn(usize) -> bool, known: &[&str]) {
    for (k, name) in header.fields.iter().enumerate() {
        if name.is_empty() || is_known(k) {
            continue;
        }
        match nearest(&plain(name), known.iter().copied()) {
            Some(near) => raw.faults.push((
                header.number,
                k + 1,
                format!("the column \"{name}\" is not known; did you mean `{near}`?"),
            )),
            None => raw.notes.push(format!("its column {name} is not read")),
        }
    }
}

/// One row for each actor and issue.
fn long(lines: &[Line], at: usize) -> Option<Raw> {
    let header = &lines[at];
    let names = &header.fields;
    let actor = column(names, ACTOR)?;
    let issue = column(names, ISSUE)?;
    let position = column(names, POSITION)?;
    let salience = column(names, SALIENCE)?;
    let mut raw = Raw { shape: "one row for each actor and issue", ..Raw::default() };
    let label = column(names, &["label", "option"]);
    let mut facts = Vec::new();
    let of = |list: &[(What, &[&str])]| -> Vec<(What, usize)> {
        list.iter().filter_map(|(what, aliases)| Some((*what, column(names, aliases)?))).collect()
    };
    let (of_actors, of_issues) = (of(OF_ACTORS), of(OF_ISSUES));
    facts.extend(of_actors.iter().chain(&of_issues).map(|(_, k)| *k));
    facts.extend([actor, issue, position, salience].into_iter().chain(label));
    unread(
        &mut raw,
        header,
        |k| facts.contains(&k),
        &["capability", "role", "description", "outcome", "referencepoint", "label"],
    );
    refuse_twice(&mut raw, header);
    raw.has_capability = of_actors.iter().any(|(what, _)| *what == What::Capability);
    for line in &lines[at + 1..] {
        refuse_length(&mut raw, line, names.len());
        let entry = Entry {
            actor: cell(line, actor),
            issue: cell(line, issue),
            position: cell(line, position),
            salience: cell(line, salience),
        };
        let fact = |of: &Cell, &(what, k): &(What, usize)| Fact {
            of: of.clone(),
            what,
            value: cell(line, k),
        };
        raw.actors.extend(of_actors.iter().map(|column| fact(&entry.actor, column)));
        raw.issues.extend(of_issues.iter().map(|column| fact(&entry.issue, column)));
        if let Some(label) = label.map(|k| cell(line, k)).filter(|label| !label.text.is_empty()) {
            let text = format!("{}={}", entry.position.text, label.text);
            raw.issues.push(Fact {
                of: entry.issue.clone(),
                what: What::Label,
                value: Cell { text, ..label },
            });
        }
        raw.entries.push(entry);
    }
    Some(raw)
}

/// One row for each issue, with two columns for each actor.
fn wide(lines: &[Line], at: usize) -> Option<Raw> {
    let header = &lines[at];
    let names = &header.fields;
    let issue = column(names, ISSUE)?;
    // The name of the actor, and whether it is the column of its position.
    let of_actor = |name: &str| -> Option<(String, bool)> {
        let lower = name.to_lowercase();
        for (ends, is_position) in
            [(["position", "pstn", "pos"], true), (["salience", "sal", "saliency"], false)]
        {
            for end in ends {
                if let Some(before) = lower.strip_suffix(end)
                    && before.ends_with(['_', ' ', '-', '.', ':'])
                {
                    let name = &name[..name.len().min(before.len())];
                    return Some((
                        name.trim_end_matches(['_', ' ', '-', '.', ':']).trim().to_owned(),
                        is_position,
                    ));
                }
            }
        }
        None
    };
    let columns: Vec<(usize, String, bool)> = (0..names.len())
        .filter(|k| *k != issue)
        .filter_map(|k| of_actor(&names[k]).map(|(actor, is_position)| (k, actor, is_position)))
        .collect();
    if columns.is_empty() {
        return None;
    }
    let mut raw =
        Raw { shape: "one row for each issue, two columns for each actor", ..Raw::default() };
    let mut actors: Vec<(String, Option<usize>, Option<usize>)> = Vec::new();
    for (k, actor, is_position) in &columns {
        let at = actors.iter().position(|(name, ..)| name == actor).unwrap_or_else(|| {
            actors.push((actor.clone(), None, None));
            actors.len() - 1
        });
        let slot = if *is_position { &mut actors[at].1 } else { &mut actors[at].2 };
        if let Some(before) = slot.replace(*k) {
            let message =
                format!("the column \"{}\" stands twice, also in column {}", names[*k], before + 1);
            raw.faults.push((header.number, k + 1, message));
        }
    }
    for (name, position, salience) in &actors {
        let (has, lacks) = match (position, salience) {
            (Some(k), None) => (k, "salience"),
            (None, Some(k)) => (k, "position"),
            _ => continue,
        };
        let message = format!("{name} has no column of its {lacks}: name one {name}_{lacks}");
        raw.faults.push((header.number, has + 1, message));
    }
    let of_issues: Vec<(What, usize)> = OF_ISSUES
        .iter()
        .filter_map(|(what, aliases)| Some((*what, column(names, aliases)?)))
        .collect();
    let known = |k: usize| {
        k == issue
            || columns.iter().any(|(c, ..)| *c == k)
            || of_issues.iter().any(|(_, c)| *c == k)
    };
    unread(&mut raw, header, known, &["outcome", "referencepoint"]);
    // Rows that say something of the actors stand among those of issues.
    for line in &lines[at + 1..] {
        refuse_length(&mut raw, line, names.len());
        let of = cell(line, issue);
        let name = plain(&of.text);
        if let Some((what, _)) =
            OF_ACTORS.iter().find(|(_, aliases)| aliases.contains(&name.as_str()))
        {
            raw.has_capability |= *what == What::Capability;
            for (actor, position, salience) in &actors {
                let value = [position, salience].into_iter().flatten().map(|k| cell(line, *k));
                let Some(value) = value.into_iter().find(|cell| !cell.text.is_empty()) else {
                    continue;
                };
                let of = Cell { text: actor.clone(), ..value.clone() };
                raw.actors.push(Fact { of, what: *what, value });
            }
            continue;
        }
        raw.issues.extend(of_issues.iter().map(|&(what, k)| Fact {
            of: of.clone(),
            what,
            value: cell(line, k),
        }));
        if of_issues.is_empty() {
            raw.issues.push(Fact {
                of: of.clone(),
                what: What::Outcome,
                value: Cell { line: of.line, ..Cell::default() },
            });
        }
        for (actor, position, salience) in &actors {
            let (Some(position), Some(salience)) = (position, salience) else { continue };
            raw.entries.push(Entry {
                actor: Cell { text: actor.clone(), line: header.number, column: position + 1 },
                issue: of.clone(),
                position: cell(line, *position),
                salience: cell(line, *salience),
            });
        }
    }
    Some(raw)
}

/// KTAB: a line about the table, then a row for each actor.
fn ktab(lines: &[Line], at: usize) -> Option<Raw> {
    let header = &lines[at];
    let names = &header.fields;
    let actor = column(names, ACTOR)?;
    let numbered = |stems: &[&str], name: &str| -> Option<usize> {
        let name = plain(name);
        let (stem, number) = name.split_at(name.find(|c: char| c.is_ascii_digit())?);
        stems.contains(&stem).then(|| number.parse().ok()).flatten()
    };
    let mut pairs: Vec<(usize, Option<usize>, Option<usize>)> = Vec::new();
    let mut raw = Raw { shape: "KTAB: one row for each actor", ..Raw::default() };
    let mut taken = vec![actor];
    for (k, name) in names.iter().enumerate() {
        let (number, is_position) = match (numbered(POSITION, name), numbered(SALIENCE, name)) {
            (Some(number), _) => (number, true),
            (_, Some(number)) => (number, false),
            _ => continue,
        };
        taken.push(k);
        let at = pairs.iter().position(|pair| pair.0 == number).unwrap_or_else(|| {
            pairs.push((number, None, None));
            pairs.len() - 1
        });
        let slot = if is_position { &mut pairs[at].1 } else { &mut pairs[at].2 };
        if slot.replace(k).is_some() {
            raw.faults.push((header.number, k + 1, format!("the column \"{name}\" stands twice")));
        }
    }
    if pairs.is_empty() {
        return None;
    }
    for (number, position, salience) in &pairs {
        let (k, lacks) = match (position, salience) {
            (Some(k), None) => (k, "Sal"),
            (None, Some(k)) => (k, "Pstn"),
            _ => continue,
        };
        raw.faults.push((
            header.number,
            k + 1,
            format!("the table has no column {lacks}{number} beside it"),
        ));
    }
    let of_actors: Vec<(What, usize)> = OF_ACTORS
        .iter()
        .filter_map(|(what, aliases)| Some((*what, column(names, aliases)?)))
        .collect();
    taken.extend(of_actors.iter().map(|(_, k)| *k));
    raw.has_capability = of_actors.iter().any(|(what, _)| *what == What::Capability);
    unread(&mut raw, header, |k| taken.contains(&k), &["power", "role", "description"]);
    let rows = &lines[at + 1..];
    if let Some(about) = at.checked_sub(1).map(|k| &lines[k]) {
        let text = |k: usize| about.fields.get(k).filter(|text| !text.is_empty()).cloned();
        (raw.title, raw.description) = (text(0), text(1));
        for (k, what, found) in [(2, "actors", rows.len()), (3, "dimensions", pairs.len())] {
            let Some(said) = text(k) else { continue };
            if said.parse() != Ok(found) {
                let message =
                    format!("the first line says {said} {what}, and the table has {found}");
                raw.faults.push((about.number, k + 1, message));
            }
        }
    }
    for line in rows {
        refuse_length(&mut raw, line, names.len());
        let of = cell(line, actor);
        raw.actors.extend(of_actors.iter().map(|&(what, k)| Fact {
            of: of.clone(),
            what,
            value: cell(line, k),
        }));
        for (number, position, salience) in &pairs {
            let (Some(position), Some(salience)) = (position, salience) else { continue };
            raw.entries.push(Entry {
                actor: of.clone(),
                issue: Cell {
                    text: format!("Dimension {number}"),
                    line: header.number,
                    column: position + 1,
                },
                position: cell(line, *position),
                salience: cell(line, *salience),
            });
        }
    }
    Some(raw)
}

/// A long table in which a column that is read stands twice.
fn refuse_twice(raw: &mut Raw, header: &Line) {
    for (k, name) in header.fields.iter().enumerate() {
        let earlier = header.fields[..k]
            .iter()
            .position(|other| !name.is_empty() && plain(other) == plain(name));
        if let Some(earlier) = earlier {
            let message =
                format!("the column \"{name}\" stands twice, also in column {}", earlier + 1);
            raw.faults.push((header.number, k + 1, message));
        }
    }
}
