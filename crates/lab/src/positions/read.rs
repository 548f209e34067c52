//! From a table's text to [`Positions`]: every fault with its row and column, and every gap with the option that fills it.

use encoding_rs::{Encoding, WINDOWS_1252};

use summitry_model::bargaining::{MAX_ISSUES, MAX_PARTIES};
use summitry_model::diplomacy::party::Role;
use summitry_model::fields::field::Choice;
use summitry_model::fields::suggest::{listed, nearest};

use crate::output::hex_digest;

use super::cell::number;
use super::shape::{Cell, Fact, Raw, What, shaped};
use super::{Actor, Positions, Stand, TableIssue};

/// The most that capability and salience may be.
const MOST_SALIENCE: f64 = 100.0;
/// Where a scale is not given.
const SCALE: (f64, f64) = (0.0, 100.0);

/// What the command line says beside the table.
#[derive(Clone, Debug, Default)]
pub struct Supplied {
    /// `ACTOR=ROLE`.
    pub roles: Vec<String>,
    /// `NUMBER` for all issues, or `ISSUE=NUMBER`.
    pub no_deal: Vec<String>,
    /// `LEAST:GREATEST` for all issues, or `ISSUE=LEAST:GREATEST`.
    pub scales: Vec<String>,
}

/// Something wrong in a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableFault {
    /// Row: line of the file, from 1; 0 for the table as a whole.
    pub line: usize,
    /// Column, from 1; 0 for the row as a whole.
    pub column: usize,
    /// What is wrong, and how to mend it.
    pub message: String,
}

impl std::fmt::Display for TableFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.line, self.column) {
            (0, _) => {}
            (line, 0) => write!(f, "row {line}: ")?,
            (line, column) => write!(f, "row {line}, column {column}: ")?,
        }
        f.write_str(&self.message)
    }
}

/// Why a table gives no positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRead {
    /// The table has faults.
    Faults(Vec<TableFault>),
    /// What the table lacks, or what was supplied wrongly: each names the option that mends it.
    Missing(Vec<String>),
}

/// Reads a table of any of the three shapes from its bytes.
///
/// Text may be UTF-8, UTF-16 or Windows-1252; columns are separated by commas, semicolons, tabs or bars, whichever makes it a table
/// of positions.
///
/// # Errors
/// [`NotRead`]: all faults of the table, or else all that it lacks.
///
/// ```
/// use summitry_lab::positions::{Supplied, read};
/// let table = "actor,role,issue,position,salience\nA,requester,Fish,80,90\nB,gatekeeper,Fish,10,50\n";
/// let supplied = Supplied { no_deal: vec!["0".into()], ..Supplied::default() };
/// let positions = read("fish.csv", table.as_bytes(), &supplied).unwrap();
/// assert_eq!((positions.actors.len(), positions.issues[0].no_deal), (2, 0.0));
/// ```
pub fn read(file: &str, bytes: &[u8], supplied: &Supplied) -> Result<Positions, NotRead> {
    let whole =
        |line, message: String| NotRead::Faults(vec![TableFault { line, column: 0, message }]);
    let encoding = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let (text, note) = match (encoding, std::str::from_utf8(bytes)) {
        (Some(encoding), _) => (encoding.decode(bytes).0.into_owned(), None),
        (None, Ok(text)) => (text.to_owned(), None),
        (None, Err(_)) => {
            let note = "its letters are read as Windows-1252, as it is not UTF-8";
            (WINDOWS_1252.decode(bytes).0.into_owned(), Some(note.to_owned()))
        }
    };
    if text.contains('\0') {
        return Err(whole(0, "this is no text: save the table as CSV".to_owned()));
    }
    let raw = shaped(&text).map_err(|(line, message)| whole(line, message))?;
    let mut reader = Reader { faults: Vec::new(), missing: Vec::new(), raw };
    let read = reader.read(file, supplied);
    reader.faults.sort();
    reader.faults.dedup();
    if !reader.faults.is_empty() {
        return Err(NotRead::Faults(reader.faults));
    }
    let mut positions =
        read.filter(|_| reader.missing.is_empty()).ok_or(NotRead::Missing(reader.missing))?;
    positions.sha256 = hex_digest(bytes);
    positions.notes.extend(note);
    Ok(positions)
}

struct Reader {
    raw: Raw,
    faults: Vec<TableFault>,
    missing: Vec<String>,
}

/// The number for all, and those for one name each.
struct PerIssue<T> {
    all: Option<T>,
    each: Vec<(String, T)>,
}

impl<T: Copy> PerIssue<T> {
    fn of(&self, issue: &str) -> Option<T> {
        self.each.iter().find(|(name, _)| name == issue).map(|(_, value)| *value).or(self.all)
    }
}

impl Reader {
    fn fault(&mut self, cell: &Cell, message: String) {
        self.faults.push(TableFault { line: cell.line, column: cell.column, message });
    }

    /// The number of a cell; none where it is empty or faulty.
    fn number(&mut self, cell: &Cell, what: &str) -> Option<f64> {
        match number(&cell.text, self.raw.comma) {
            Ok(number) => number,
            Err(message) => {
                self.fault(cell, format!("{what}: {message}"));
                None
            }
        }
    }

    fn read(&mut self, file: &str, supplied: &Supplied) -> Option<Positions> {
        let form = std::mem::take(&mut self.raw.faults);
        self.faults.extend(form.into_iter().map(|(line, column, message)| TableFault {
            line,
            column,
            message,
        }));
        let entries = std::mem::take(&mut self.raw.entries);
        let (of_actors, of_issues) =
            (std::mem::take(&mut self.raw.actors), std::mem::take(&mut self.raw.issues));
        let by_row = self.raw.shape.starts_with("KTAB");
        let actors = self.names(
            entries.iter().map(|e| &e.actor).chain(of_actors.iter().map(|f| &f.of)),
            "actor",
        );
        let issues = self.names(
            entries.iter().map(|e| &e.issue).chain(of_issues.iter().map(|f| &f.of)),
            "issue",
        );
        if by_row {
            self.refuse_repeated(&of_actors, &actors, "actor");
        }
        for (names, what, least, most) in
            [(&actors, "actor", 2, MAX_PARTIES), (&issues, "issue", 1, MAX_ISSUES)]
        {
            if !(least..=most).contains(&names.len()) {
                let s = |count| if count == 1 { "" } else { "s" };
                let message = format!(
                    "the table has {} {what}{}; a scenario has from {least} {what}{} to {most}",
                    names.len(),
                    s(names.len()),
                    s(least)
                );
                self.fault(&Cell::default(), message);
            }
        }
        // Positions and saliences.
        let mut stands: Vec<Vec<Option<Stand>>> = vec![vec![None; issues.len()]; actors.len()];
        let mut seen: Vec<Vec<Option<(usize, usize)>>> =
            vec![vec![None; issues.len()]; actors.len()];
        let mut placed: Vec<(usize, f64, Cell)> = Vec::new();
        for entry in &entries {
            let find = |names: &[String], name: &str| names.iter().position(|n| n == name);
            let (Some(i), Some(j)) =
                (find(&actors, &entry.actor.text), find(&issues, &entry.issue.text))
            else {
                continue;
            };
            let (actor, issue) = (&actors[i], &issues[j]);
            let at = (entry.position.line, entry.position.column);
            if let Some((line, _)) = seen[i][j].replace(at) {
                self.fault(
                    &Cell { column: 0, ..entry.position.clone() },
                    format!("{actor} on {issue} stands twice, also in row {line}"),
                );
                continue;
            }
            let what = format!("position of {actor} on {issue}");
            let position = self.number(&entry.position, &what);
            let salience = self.number(&entry.salience, &format!("salience of {actor} on {issue}"));
            match (position, salience) {
                (Some(position), Some(salience)) => {
                    placed.push((j, position, entry.position.clone()));
                    if !(0.0..=MOST_SALIENCE).contains(&salience) {
                        let message = format!(
                            "salience of {actor} on {issue} is {salience}, outside its scale of 0 to 100"
                        );
                        self.fault(&entry.salience, message);
                    }
                    stands[i][j] = Some(Stand { position, salience });
                }
                (None, None) => {}
                (has, _) => {
                    // A cell that is there and no number is told already.
                    let (empty, other) = if has.is_some() {
                        (&entry.salience, "position")
                    } else {
                        (&entry.position, "salience")
                    };
                    if empty.text.is_empty() || crate::output::is_missing(empty.text.as_bytes()) {
                        let lacks = if other == "position" { "salience" } else { "position" };
                        let message = format!(
                            "{actor} on {issue} has a {other} and no {lacks}; fill it in, or empty both for no stake in the issue"
                        );
                        self.fault(empty, message);
                    }
                }
            }
        }
        let capability: Vec<Option<f64>> =
            self.of_each(&of_actors, &actors, What::Capability, "capability");
        let no_deal: Vec<Option<f64>> =
            self.of_each(&of_issues, &issues, What::NoDeal, "reference point");
        let outcome: Vec<Option<f64>> = self.of_each(&of_issues, &issues, What::Outcome, "outcome");
        let least: Vec<Option<f64>> =
            self.of_each(&of_issues, &issues, What::Least, "least position");
        let greatest: Vec<Option<f64>> =
            self.of_each(&of_issues, &issues, What::Greatest, "greatest position");
        let descriptions = texts(&of_actors, &actors, What::Description);
        let labels = self.labels(&of_issues, &issues);
        let roles = self.roles(&of_actors, &actors, &supplied.roles);
        let scales = self.scales(&supplied.scales, &issues);
        let no_deals = self.no_deals(&supplied.no_deal, &issues);

        let mut made = Vec::new();
        let mut without = Vec::new();
        let mut unscaled = Vec::new();
        for (j, name) in issues.iter().enumerate() {
            let own = least[j].zip(greatest[j]);
            let given = scales.of(name).or(own);
            let in_table = placed.iter().filter(|(of, ..)| *of == j).map(|(_, x, _)| *x);
            if given.is_none()
                && in_table.clone().count() > 1
                && in_table.clone().all(|x| (0.0..=1.0).contains(&x))
            {
                unscaled.push(name.as_str());
            }
            let scale = given.unwrap_or(SCALE);
            let outside = |x: f64| !(scale.0..=scale.1).contains(&x);
            let tell = |what: String, x: f64| {
                format!(
                    "{what} is {x}, outside the scale of {} to {}; --scale sets another",
                    scale.0, scale.1
                )
            };
            for (_, x, cell) in placed.iter().filter(|(of, x, _)| *of == j && outside(*x)) {
                self.fault(cell, tell(format!("a position on {name}"), *x));
            }
            let facts = [
                (What::NoDeal, no_deal[j], "the reference point of"),
                (What::Outcome, outcome[j], "the outcome of"),
            ];
            for (what, value, words) in facts {
                if let Some(x) = value.filter(|x| outside(*x))
                    && let Some(fact) = fact_of(&of_issues, name, what)
                {
                    self.fault(&fact.value, tell(format!("{words} {name}"), x));
                }
            }
            let held = no_deals.of(name).or(no_deal[j]);
            if held.is_none() {
                without.push(name.as_str());
            }
            if let Some(x) = no_deals.of(name).filter(|x| outside(*x)) {
                self.missing
                    .push(tell(format!("--no-deal: what holds on {name} without agreement"), x));
            }
            made.push(TableIssue {
                name: name.clone(),
                scale,
                no_deal: held.unwrap_or_default(),
                outcome: outcome[j],
                labels: labels[j].clone(),
            });
        }
        for name in without {
            self.missing.push(format!(
                "{name} has no reference point, what holds without agreement: --no-deal {}",
                shell(&format!("{name}=NUMBER"))
            ));
        }
        if !unscaled.is_empty() {
            let names = listed(unscaled.iter().copied());
            self.missing.push(format!("all positions on {names} lie from 0 to 1: --scale 0:1, or --scale 0:100 if that is meant"));
        }
        for (i, name) in actors.iter().enumerate() {
            let stakes = stands[i].iter().flatten();
            if !self.faults.iter().any(|_| true)
                && stakes.map(|stand| stand.salience).sum::<f64>() == 0.0
            {
                let cell = entries
                    .iter()
                    .find(|e| e.actor.text == *name)
                    .map(|e| e.actor.clone())
                    .unwrap_or_default();
                self.fault(
                    &cell,
                    format!("{name} has no stake in any issue: its saliences are empty or 0"),
                );
            }
        }
        let mut notes = std::mem::take(&mut self.raw.notes);
        if !self.raw.has_capability {
            notes.push("it has no column of capability: all actors have the same".to_owned());
        }
        let influence: Vec<f64> = capability.iter().map(|c| c.unwrap_or(1.0)).collect();
        if self.raw.has_capability {
            for (i, name) in actors.iter().enumerate() {
                let cell = fact_of(&of_actors, name, What::Capability)
                    .map(|f| f.value.clone())
                    .unwrap_or_default();
                match capability[i] {
                    None if cell.text.is_empty() => {
                        self.fault(&cell, format!("{name} has no capability"))
                    }
                    Some(c) if !(0.0..=1e6).contains(&c) => {
                        self.fault(
                            &cell,
                            format!("the capability of {name} is {c}, outside 0 to 1000000"),
                        );
                    }
                    _ => {}
                }
            }
        }
        let allies: Vec<&str> = actors
            .iter()
            .zip(&roles)
            .filter(|(_, role)| role.is_none())
            .map(|(name, _)| name.as_str())
            .collect();
        if !allies.is_empty() {
            let are = if allies.len() == 1 { "it is an ally" } else { "they are allies" };
            notes.push(format!("no role is given for {}: {are}", allies.join(", ")));
        }
        for wanted in [Role::Requester, Role::Gatekeeper] {
            if !roles.contains(&Some(wanted)) {
                let free = actors
                    .iter()
                    .zip(&roles)
                    .find(|(_, role)| role.is_none())
                    .map_or("ACTOR", |(name, _)| name);
                let key = wanted.key();
                self.missing.push(format!(
                    "no actor is the {key}, {}: --role {}",
                    if wanted == Role::Requester {
                        "who asks for the summit"
                    } else {
                        "who grants it"
                    },
                    shell(&format!("{free}={key}"))
                ));
            }
        }
        let actors = actors.into_iter().zip(descriptions).zip(influence).zip(roles);
        let actors = actors.map(|(((name, description), capability), role)| Actor {
            name,
            description,
            capability,
            role: role.unwrap_or(Role::Ally),
        });
        Some(Positions {
            file: file.to_owned(),
            sha256: String::new(),
            title: self.raw.title.take(),
            description: self.raw.description.take(),
            shape: self.raw.shape,
            actors: actors.collect(),
            issues: made,
            stands,
            notes,
        })
    }

    /// The different names, in their order. A name that differs from another by case or blanks alone is a fault.
    fn names<'c>(&mut self, cells: impl Iterator<Item = &'c Cell>, what: &str) -> Vec<String> {
        let mut names: Vec<(String, usize)> = Vec::new();
        let mut faults = Vec::new();
        for cell in cells {
            let fold =
                |name: &str| name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
            if cell.text.is_empty() {
                faults.push((cell.clone(), format!("the {what} has no name")));
            } else if let Some((other, line)) =
                names.iter().find(|(name, _)| fold(name) == fold(&cell.text)).cloned()
            {
                if other != cell.text {
                    let message = format!(
                        "the {what} \"{}\" is spelt \"{other}\" in row {line}; write both alike",
                        cell.text
                    );
                    faults.push((cell.clone(), message));
                }
            } else {
                names.push((cell.text.clone(), cell.line));
            }
        }
        for (cell, message) in faults {
            self.fault(&cell, message);
        }
        names.into_iter().map(|(name, _)| name).collect()
    }

    /// Refuses an actor that has two rows.
    fn refuse_repeated(&mut self, facts: &[Fact], names: &[String], what: &str) {
        for name in names {
            let mut rows: Vec<&Cell> =
                facts.iter().map(|f| &f.of).filter(|of| of.text == *name).collect();
            rows.dedup_by_key(|cell| cell.line);
            for later in rows.iter().skip(1) {
                self.fault(
                    later,
                    format!("the {what} {name} stands twice, also in row {}", rows[0].line),
                );
            }
        }
    }

    /// What the table says of each name in a column of numbers; what it says twice must be equal.
    fn of_each(
        &mut self,
        facts: &[Fact],
        names: &[String],
        what: What,
        words: &str,
    ) -> Vec<Option<f64>> {
        let mut found: Vec<Option<(f64, usize)>> = vec![None; names.len()];
        for fact in facts.iter().filter(|fact| fact.what == what) {
            let Some(k) = names.iter().position(|name| *name == fact.of.text) else { continue };
            let Some(value) = self.number(&fact.value, &format!("{words} of {}", names[k])) else {
                continue;
            };
            match found[k] {
                None => found[k] = Some((value, fact.value.line)),
                Some((other, line)) if other != value => {
                    let message = format!(
                        "the {words} of {} is {value} here, and {other} in row {line}",
                        names[k]
                    );
                    self.fault(&fact.value, message);
                }
                Some(_) => {}
            }
        }
        found.into_iter().map(|found| found.map(|(value, _)| value)).collect()
    }

    /// Positions that have a name: of a column of labels for the position beside it, and of lists such as `0=none; 100=all`.
    fn labels(&mut self, facts: &[Fact], issues: &[String]) -> Vec<Vec<(f64, String)>> {
        let mut labels: Vec<Vec<(f64, String)>> = vec![Vec::new(); issues.len()];
        for fact in facts.iter().filter(|fact| matches!(fact.what, What::Label | What::Labels)) {
            let Some(j) = issues.iter().position(|name| *name == fact.of.text) else { continue };
            for item in
                fact.value.text.split([';', '|']).map(str::trim).filter(|item| !item.is_empty())
            {
                let split = item.split_once('=').or_else(|| item.split_once(':'));
                let at = split.map(|(at, _)| number(at, self.raw.comma));
                let (Some((_, label)), Some(Ok(Some(at)))) = (split, at) else {
                    self.fault(
                        &fact.value,
                        format!("\"{item}\" does not label a position; write 0=none; 100=all"),
                    );
                    continue;
                };
                let label = label.trim().to_owned();
                match labels[j].iter().find(|(x, _)| *x == at) {
                    Some((_, other)) if *other != label => {
                        self.fault(
                            &fact.value,
                            format!(
                                "{at} on {} is \"{label}\" here, and \"{other}\" elsewhere",
                                issues[j]
                            ),
                        );
                    }
                    Some(_) => {}
                    None => labels[j].push((at, label)),
                }
            }
        }
        labels
    }

    /// Roles from the table, and over them from the command line.
    fn roles(
        &mut self,
        facts: &[Fact],
        actors: &[String],
        supplied: &[String],
    ) -> Vec<Option<Role>> {
        let mut roles: Vec<Option<(Role, Cell)>> = vec![None; actors.len()];
        let keys = || Role::OPTIONS.iter().map(|(key, _)| *key);
        for fact in
            facts.iter().filter(|fact| fact.what == What::Role && !fact.value.text.is_empty())
        {
            let Some(i) = actors.iter().position(|name| *name == fact.of.text) else { continue };
            let text = fact.value.text.to_lowercase();
            let Some(role) = Role::ALL.iter().copied().find(|role| role.key() == text) else {
                let help = match nearest(&text, keys()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("roles are {}", listed(keys())),
                };
                self.fault(&fact.value, format!("\"{}\" is no role: {help}", fact.value.text));
                continue;
            };
            match &roles[i] {
                Some((other, cell)) if *other != role => {
                    let message = format!(
                        "{} is {} here, and {} in row {}",
                        actors[i],
                        role.key(),
                        other.key(),
                        cell.line
                    );
                    self.fault(&fact.value, message);
                }
                Some(_) => {}
                None => roles[i] = Some((role, fact.value.clone())),
            }
        }
        for argument in supplied {
            let Some((name, role)) = argument.rsplit_once('=') else {
                self.missing.push(format!("--role {argument}: write ACTOR=ROLE"));
                continue;
            };
            let Some(i) = self.named(name, actors, "--role", "actor") else { continue };
            match Role::ALL.iter().copied().find(|known| known.key() == role.trim().to_lowercase())
            {
                Some(role) => roles[i] = Some((role, Cell::default())),
                None => {
                    let near = nearest(role, keys()).map(|near| format!("did you mean `{near}`? "));
                    self.missing.push(format!(
                        "--role {argument}: there is no role \"{}\"; {}roles are {}",
                        role.trim(),
                        near.unwrap_or_default(),
                        listed(keys())
                    ));
                }
            }
        }
        for single in [Role::Requester, Role::Gatekeeper] {
            let who: Vec<usize> = (0..actors.len())
                .filter(|&i| roles[i].as_ref().is_some_and(|(role, _)| *role == single))
                .collect();
            if let [first, second, ..] = who[..] {
                let cells = [first, second]
                    .map(|i| roles[i].as_ref().map(|(_, cell)| cell.clone()).unwrap_or_default());
                let later = cells
                    .iter()
                    .max_by_key(|cell| (cell.line, cell.column))
                    .cloned()
                    .unwrap_or_default();
                let message = format!(
                    "{} and {} are both the {}; a scenario has one, the others may be allies",
                    actors[first],
                    actors[second],
                    single.key()
                );
                if later.line == 0 {
                    self.missing.push(message)
                } else {
                    self.fault(&later, message)
                }
            }
        }
        roles.into_iter().map(|role| role.map(|(role, _)| role)).collect()
    }

    /// The position of a name that was typed.
    fn named(&mut self, name: &str, names: &[String], option: &str, what: &str) -> Option<usize> {
        let name = name.trim();
        let same = |other: &String| other.to_lowercase() == name.to_lowercase();
        let found = names.iter().position(same);
        if found.is_none() {
            let near = match nearest(name, names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("the table has {}", listed(names.iter().map(String::as_str))),
            };
            self.missing.push(format!("{option}: there is no {what} \"{name}\"; {near}"));
        }
        found
    }

    fn scales(&mut self, supplied: &[String], issues: &[String]) -> PerIssue<(f64, f64)> {
        self.per_issue(supplied, issues, "--scale", "LEAST:GREATEST, such as 0:10", |text| {
            let (least, greatest) = text.split_once(':')?;
            let scale = (least.trim().parse().ok()?, greatest.trim().parse().ok()?);
            (scale.0 < scale.1).then_some(scale)
        })
    }

    fn no_deals(&mut self, supplied: &[String], issues: &[String]) -> PerIssue<f64> {
        self.per_issue(supplied, issues, "--no-deal", "a number, such as 0", |text| {
            text.trim().parse().ok().filter(|x: &f64| x.is_finite())
        })
    }

    fn per_issue<T>(
        &mut self,
        supplied: &[String],
        issues: &[String],
        option: &str,
        form: &str,
        value: impl Fn(&str) -> Option<T>,
    ) -> PerIssue<T> {
        let mut per = PerIssue { all: None, each: Vec::new() };
        for argument in supplied {
            let (name, text) = match argument.rsplit_once('=') {
                Some((name, text)) => (Some(name), text),
                None => (None, argument.as_str()),
            };
            let Some(value) = value(text) else {
                self.missing.push(format!("{option} {argument}: \"{text}\" is not {form}"));
                continue;
            };
            match name {
                None => per.all = Some(value),
                Some(name) => {
                    if let Some(j) = self.named(name, issues, option, "issue") {
                        per.each.push((issues[j].clone(), value));
                    }
                }
            }
        }
        per
    }
}

fn fact_of<'f>(facts: &'f [Fact], name: &str, what: What) -> Option<&'f Fact> {
    facts.iter().find(|fact| fact.what == what && fact.of.text == name)
}

fn texts(facts: &[Fact], names: &[String], what: What) -> Vec<Option<String>> {
    let text = |name: &String| {
        let of = facts.iter().filter(|fact| fact.what == what && fact.of.text == *name);
        of.map(|fact| fact.value.text.clone()).find(|text| !text.is_empty())
    };
    names.iter().map(text).collect()
}

/// An argument as a shell takes it.
fn shell(argument: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_=.:".contains(c);
    if argument.chars().all(is_plain) {
        argument.to_owned()
    } else {
        format!("'{}'", argument.replace('\'', "'\\''"))
    }
}
