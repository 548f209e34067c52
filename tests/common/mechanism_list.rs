//! `docs/mechanisms.csv`: each mechanism, where it is, and how runs with and without it differ.

use crate::docs_page::page;

/// A row of the list.
#[derive(Clone, Debug)]
pub(crate) struct Mechanism {
    pub id: String,
    pub what: String,
    pub module: String,
    pub fields: String,
    pub scenario: String,
    pub with: String,
    pub off: String,
    pub measure: String,
    pub sign: String,
    pub runs: usize,
}

const HEADER: [&str; 10] =
    ["mechanism", "what", "module", "fields", "scenario", "with", "off", "measure", "sign", "runs"];

pub(crate) fn mechanisms() -> Vec<Mechanism> {
    read(&page("docs/mechanisms.csv"))
}

fn read(text: &str) -> Vec<Mechanism> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap(), HEADER.as_slice());
    let line = |cells: csv::StringRecord| {
        let cell = |k: usize| cells[k].to_owned();
        Mechanism {
            id: cell(0),
            what: cell(1),
            module: cell(2),
            fields: cell(3),
            scenario: cell(4),
            with: cell(5),
            off: cell(6),
            measure: cell(7),
            sign: cell(8),
            runs: cells[9].parse().unwrap(),
        }
    };
    reader.records().map(|r| line(r.unwrap())).collect()
}
