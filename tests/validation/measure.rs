//! What two arms of paired runs are compared by: a small grammar over the tables that a user gets.
//!
//! ```text
//! measure = product | "var(" product ")"
//! product = term { ("*" | "/") term }
//! term    = table [ "[" column "=" word { " " column "=" word } "]" ] [ "." column [ "=" word ] ]
//! ```
//!
//! A term is read in each run over the rows of its table that pass the filter: their number; or, with a column,
//! the mean of its cells (a flag is 1 or 0, an empty cell is none); or, with a word, the share of the rows with that word
//! in the cell. Where there is no row or no cell, the run has no such measure. `var` is the squared deviation
//! from the arm's mean. Everything is read from the text of the tables, by header.

use std::collections::BTreeMap;

use summitry_lab::output::Rows;
use summitry_lab::rows::writer::{RunTable, write_run};
use summitry_model::process::{PolicySet, Run, drive};

use crate::model::setup;

/// Seed of every arm: two arms have the same draws.
const SEED: u64 = 21;

#[derive(Debug, PartialEq)]
pub(crate) struct Measure {
    of_spread: bool,
    first: Term,
    others: Vec<(bool, Term)>,
}

#[derive(Debug, PartialEq)]
struct Term {
    table: &'static str,
    filter: Vec<(String, String)>,
    column: Option<String>,
    word: Option<String>,
}

fn table(name: &str) -> Result<RunTable, String> {
    RunTable::ALL
        .into_iter()
        .filter(|t| *t != RunTable::Answers)
        .find(|t| t.table().name == name)
        .ok_or_else(|| format!("there is no table `{name}`"))
}

fn equation(text: &str) -> Result<(String, String), String> {
    let (column, word) = text.split_once('=').ok_or_else(|| format!("`{text}` needs a `=`"))?;
    Ok((column.to_owned(), word.to_owned()))
}

impl Term {
    fn parse(text: &str) -> Result<Term, String> {
        let end = text.find(['[', '.']).unwrap_or(text.len());
        let table = table(&text[..end])?.table();
        let mut rest = &text[end..];
        let mut filter = Vec::new();
        if let Some(inner) = rest.strip_prefix('[') {
            let (inside, after) = inner.split_once(']').ok_or("a `[` without its `]`")?;
            filter = inside.split(' ').map(equation).collect::<Result<_, _>>()?;
            rest = after;
        }
        let (column, word) = match rest.strip_prefix('.') {
            None if rest.is_empty() => (None, None),
            None => return Err(format!("`{rest}` is not a column")),
            Some(of) => match of.split_once('=') {
                None => (Some(of.to_owned()), None),
                Some((column, word)) => (Some(column.to_owned()), Some(word.to_owned())),
            },
        };
        let known = |c: &String| table.columns.iter().any(|k| k.name == *c);
        for name in filter.iter().map(|(c, _)| c).chain(&column) {
            if !known(name) {
                return Err(format!("{} has no column `{name}`", table.file));
            }
        }
        Ok(Term { table: table.name, filter, column, word })
    }

    fn values(&self, arm: &Arm) -> Vec<Option<f64>> {
        let mut reader = csv::Reader::from_reader(arm.tables[self.table].as_slice());
        let header = reader.headers().unwrap().clone();
        let at = |name: &str| header.iter().position(|h| h == name).unwrap();
        let run = at("run");
        let filter: Vec<(usize, &str)> =
            self.filter.iter().map(|(c, word)| (at(c), word.as_str())).collect();
        let column = self.column.as_deref().map(at);
        let mut sums = vec![(0.0, 0u32); arm.runs];
        let mut row = csv::StringRecord::new();
        while reader.read_record(&mut row).unwrap() {
            if filter.iter().any(|(c, word)| &row[*c] != *word) {
                continue;
            }
            let cell = column.map(|c| &row[c]);
            let value = match (cell, &self.word) {
                (None, _) => Some(1.0),
                (Some(cell), Some(word)) => Some(f64::from(u8::from(cell == word))),
                (Some(""), None) => None,
                (Some("true"), None) => Some(1.0),
                (Some("false"), None) => Some(0.0),
                (Some(cell), None) => Some(cell.parse().unwrap()),
            };
            if let Some(value) = value {
                let (sum, count) = &mut sums[row[run].parse::<usize>().unwrap()];
                *sum += value;
                *count += 1;
            }
        }
        sums.into_iter()
            .map(|(sum, count)| match (column, count) {
                (None, _) => Some(sum),
                (Some(_), 0) => None,
                (Some(_), count) => Some(sum / f64::from(count)),
            })
            .collect()
    }
}

impl Measure {
    pub(crate) fn parse(text: &str) -> Result<Measure, String> {
        let inner = text.strip_prefix("var(").and_then(|t| t.strip_suffix(')'));
        let product = inner.unwrap_or(text);
        let mut others = Vec::new();
        let mut parts = product.split_inclusive(['*', '/']).peekable();
        let mut first = None;
        let mut divide = false;
        while let Some(part) = parts.next() {
            let sign = parts.peek().and_then(|_| part.chars().last());
            let term = Term::parse(part.trim_end_matches(['*', '/']))?;
            match first {
                None => first = Some(term),
                Some(_) => others.push((divide, term)),
            }
            divide = sign == Some('/');
        }
        let first = first.ok_or("nothing is measured")?;
        Ok(Measure { of_spread: inner.is_some(), first, others })
    }

    /// The tables that it is read from.
    pub(crate) fn tables(&self) -> Vec<RunTable> {
        let mut names: Vec<&str> = std::iter::once(&self.first)
            .chain(self.others.iter().map(|o| &o.1))
            .map(|t| t.table)
            .collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().map(|name| table(name).unwrap()).collect()
    }

    fn values(&self, arm: &Arm) -> Vec<Option<f64>> {
        let mut values = self.first.values(arm);
        for (divide, term) in &self.others {
            for (value, by) in values.iter_mut().zip(term.values(arm)) {
                *value = match (*value, by) {
                    (Some(_), Some(by)) if *divide && by == 0.0 => None,
                    (Some(a), Some(by)) => Some(if *divide { a / by } else { a * by }),
                    _ => None,
                };
            }
        }
        values
    }

    /// Run by run, `on` less `off`, over the runs in which both have the measure.
    pub(crate) fn difference(&self, on: &Arm, off: &Arm) -> Difference {
        let (mut a, mut b): (Vec<f64>, Vec<f64>) =
            self.values(on).into_iter().zip(self.values(off)).filter_map(|(a, b)| a.zip(b)).unzip();
        if self.of_spread {
            for values in [&mut a, &mut b] {
                let mean = values.iter().sum::<f64>() / values.len() as f64;
                values.iter_mut().for_each(|x| *x = (*x - mean) * (*x - mean));
            }
        }
        Difference::of(a.iter().zip(&b).map(|(a, b)| a - b).collect())
    }
}

/// A mean paired difference.
#[derive(Debug)]
pub(crate) struct Difference {
    pub mean: f64,
    pub error: f64,
    pub pairs: usize,
    /// Pairs whose difference is not 0.
    pub differ: usize,
}

impl Difference {
    fn of(differences: Vec<f64>) -> Difference {
        let n = differences.len() as f64;
        let mean = differences.iter().sum::<f64>() / n;
        let squares = differences.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>();
        let differ = differences.iter().filter(|d| **d != 0.0).count();
        let error = (squares / (n - 1.0) / n).sqrt();
        Difference { mean, error, pairs: differences.len(), differ }
    }
}

/// The tables of some paired runs, as text.
pub(crate) struct Arm {
    runs: usize,
    tables: BTreeMap<&'static str, Vec<u8>>,
}

impl Arm {
    /// Plays the first runs of the seed.
    pub(crate) fn play(
        scenario: &str,
        settings: &[String],
        tables: &[RunTable],
        runs: usize,
    ) -> Arm {
        let changes: Vec<&str> = settings.iter().map(String::as_str).collect();
        let setup = setup(scenario, &changes);
        let seats = PolicySet::new(&setup);
        let mut run = Run::new(&setup);
        let traced = tables.contains(&RunTable::Events);
        let mut rows: Vec<Rows> =
            tables.iter().map(|t| Rows::new(t.table().columns.len())).collect();
        let mut text = String::new();
        for k in 0..runs as u64 {
            assert!(run.begin(SEED, k, traced).is_ok());
            assert!(drive(&mut run, &seats).is_ok());
            write_run(&run, k, SEED, tables, &mut rows, &mut text);
        }
        let whole = |(table, rows): (&RunTable, &Rows)| {
            let table = table.table();
            (table.name, [table.header().as_slice(), rows.bytes()].concat())
        };
        Arm { runs, tables: tables.iter().zip(&rows).map(whole).collect() }
    }
}
