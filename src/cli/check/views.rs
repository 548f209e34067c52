//! What `check` shows of a sound scenario when it is asked: defaults, positions, and a first try.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use summitry_engine::stats::{Z95, wilson};
use summitry_lab::assess::{Agenda, Assessor};
use summitry_lab::screening::{Influence, records, screen};
use summitry_model::fields::field::plain;
use summitry_model::fields::schema::FieldRow;
use summitry_model::process::{CompiledScenario, EndReason, Outcome, Record};
use summitry_model::scenario::{NumberField, Scenario, SetBy, parameter_path, parameter_rows};

use crate::cli::exit::{Exit, Failure};
use crate::cli::format::{counted, percent, tame, wrap};
use crate::cli::signals;
use crate::cli::table::{Column, table};

/// Runs of a screening.
const SCREENED: u64 = 100;
/// Runs of a try.
const TRIED: u64 = 1000;

fn interrupted() -> Failure {
    Failure::new(Exit::INTERRUPTED, "interrupted before the screening was done")
}

/// Every number that the file does not set.
pub(super) struct Defaults<'s> {
    scenario: &'s Scenario,
    fields: Vec<&'s NumberField>,
    influence: Option<Vec<Option<Influence>>>,
    rows: Vec<FieldRow>,
}

impl<'s> Defaults<'s> {
    pub(super) fn new(scenario: &'s Scenario, with_influence: bool) -> Result<Self, Failure> {
        let of = scenario.origin.numbers.iter().filter(|of| of.set_by != SetBy::Own);
        let fields: Vec<&NumberField> = of.collect();
        let stop = signals::listen();
        let influence = if with_influence {
            Some(screen(scenario, &fields, SCREENED, &stop).ok_or_else(interrupted)?)
        } else {
            None
        };
        Ok(Defaults { scenario, fields, influence, rows: parameter_rows() })
    }

    fn row(&self, field: &NumberField) -> Option<&FieldRow> {
        let path = parameter_path(&field.path);
        self.rows.iter().find(|row| row.path == path)
    }

    fn from(&self, field: &NumberField) -> String {
        match field.set_by {
            SetBy::Own => "file".to_owned(),
            SetBy::Profile => format!("base {}", self.scenario.origin.profile()),
            SetBy::MeetingType => "type of meeting".to_owned(),
            SetBy::Program => "program".to_owned(),
        }
    }

    pub(super) fn text(&self, width: usize) -> String {
        let cells = |of: &dyn Fn(&NumberField) -> String| {
            self.fields.iter().map(|field| of(field)).collect()
        };
        let of_row = |of: fn(&FieldRow) -> &str| {
            move |field: &NumberField| {
                self.row(field).map_or(String::new(), |row| of(row).to_owned())
            }
        };
        let mut columns = vec![
            Column::left("Number", 0, cells(&|field| field.path.clone())),
            Column::right("Value", 0, cells(&|field| value(field))),
            Column::left("Unit", 2, cells(&of_row(|row| row.unit))),
            Column::left("Evidence", 3, cells(&of_row(|row| row.evidence))),
            Column::left("From", 1, cells(&|field| self.from(field))),
        ];
        if let Some(influence) = &self.influence {
            let share = |of: &Option<Influence>| match of {
                None => String::new(),
                Some(of) if !of.acts => "nothing".to_owned(),
                Some(of) => percent(of.ends_otherwise),
            };
            columns.push(Column::right("Ends otherwise", 0, influence.iter().map(share).collect()));
        }
        let mut text = table(columns, &[], width);
        text.push_str(&format!("\n{}.\n", self.scenario.origin.sentence()));
        if self.influence.is_some() {
            let how = format!(
                "Ends otherwise: share of {} that end with another outcome or for another reason when the number is halved \
                 or doubled (0 becomes a tenth of its range), the larger of the two; nothing: no run changes at all.",
                counted(SCREENED, "run", "runs")
            );
            text.push_str(&format!("{}\n", wrap(&how, width, "")));
        }
        text
    }

    pub(super) fn json(&self) -> Value {
        let one = |(k, field): (usize, &&NumberField)| {
            let row = self.row(field);
            let mut record = json!({
                "path": field.path,
                "values": field.numbers,
                "unit": row.map_or("", |row| row.unit),
                "evidence": row.map_or("assumed", |row| row.evidence),
                "source": row.map_or("", |row| row.source),
                "meaning": row.map_or("", |row| row.doc),
                "from": self.from(field),
            });
            if let Some(Some(influence)) = self.influence.as_ref().map(|of| &of[k]) {
                record["tried"] = json!(influence.tried);
                record["ends_otherwise"] = json!(influence.ends_otherwise);
                record["acts"] = json!(influence.acts);
            }
            record
        };
        self.fields.iter().enumerate().map(one).collect()
    }
}

fn value(field: &NumberField) -> String {
    let numbers: Vec<String> = field.numbers.iter().map(|x| plain(*x)).collect();
    if field.is_single { numbers.concat() } else { format!("[{}]", numbers.join(", ")) }
}

/// Who wants what, and what all could agree on.
pub(super) fn positions_text(s: &Scenario, width: usize) -> String {
    let assessor = Assessor::new(s.clone());
    let agenda = Agenda::new(&assessor);
    let parties: Vec<String> = s.parties.iter().map(|party| tame(&party.of.label)).collect();
    let mut text = String::new();
    for (j, issue) in s.issues.iter().enumerate() {
        let option = |o: u8| tame(&issue.of.options[usize::from(o)]);
        let preferred =
            agenda.preferred.iter().map(|of| of[j].map_or_else(|| "no stake".to_owned(), option));
        let weights = agenda.weights.iter().map(|of| format!("{:.0} %", of[j] * 100.0));
        let columns = vec![
            Column::left(tame(&issue.of.label), 0, parties.clone()),
            Column::right("Weight", 0, weights.collect()),
            Column::left("Prefers", 0, preferred.collect()),
        ];
        text.push_str(&table(columns, &[], width));
        text.push_str(&format!("Status quo: {}\n\n", option(issue.of.status_quo as u8)));
    }
    let share = |x: &f64| format!("{x:.2}");
    let mut columns = vec![
        Column::left("Party", 0, parties.clone()),
        Column::right("Needs", 0, agenda.reservations.iter().map(share).collect()),
        Column::right("Aligned", 1, agenda.alignment.iter().map(share).collect()),
    ];
    for (name, _, worths) in &agenda.points {
        columns.push(Column::right(point(name), 0, worths.iter().map(share).collect()));
    }
    text.push_str(&table(columns, &[], width));
    let mut said = vec![format!(
        "Worth as a share of each party's best deal. Aligned: nearness of preferred options to the requester's. Cohesion as talks \
         open: {:.2}.",
        agenda.cohesion
    )];
    match &agenda.acceptable {
        Ok(acceptable) => {
            said.push(format!(
                "All parties accept {} of {:.0} texts.",
                crate::cli::format::grouped(acceptable.to_all()),
                agenda.texts
            ));
            for (who, count) in acceptable.to_all_but(1).take(3) {
                let who = who.iter().next().map_or("", |i| parties[i].as_str());
                said.push(format!("{who} alone refuses {}.", counted(count, "text", "texts")));
            }
        }
        Err(why) => said.push(format!("Acceptable texts were not counted: {why}.")),
    }
    for (name, options, _) in agenda.points.iter().filter(|(name, ..)| *name != "status-quo") {
        let clauses = s.issues.iter().zip(options);
        let clauses: Vec<String> = clauses
            .map(|(issue, &o)| format!("{} {}", issue.of.label, issue.of.options[usize::from(o)]))
            .collect();
        said.push(format!("{}: {}.", point(name), clauses.join(", ")));
    }
    if let Some(why) = &agenda.left_out {
        said.push(format!("No Nash and fairness points: {why}."));
    }
    for sentence in said {
        text.push_str(&wrap(&tame(&sentence), width, "  "));
        text.push('\n');
    }
    text
}

fn point(name: &str) -> &'static str {
    match name {
        "nash" => "Nash",
        "kalai" => "Kalai",
        "kalai-smorodinsky" => "Kalai–Smorodinsky",
        "utilitarian" => "Greatest sum",
        _ => "Status quo",
    }
}

pub(super) fn positions_json(s: &Scenario) -> Value {
    let assessor = Assessor::new(s.clone());
    let agenda = Agenda::new(&assessor);
    let option = |j: usize, o: u8| s.issues[j].of.options[usize::from(o)].as_str();
    let party = |i: usize| {
        let stakes: serde_json::Map<String, Value> = s
            .issues
            .iter()
            .enumerate()
            .map(|(j, issue)| {
                let preferred = agenda.preferred[i][j].map(|o| option(j, o));
                (issue.id.clone(), json!({ "weight": agenda.weights[i][j], "prefers": preferred }))
            })
            .collect();
        json!({
            "party": s.parties[i].id,
            "reservation": agenda.reservations[i],
            "alignment": agenda.alignment[i],
            "stakes": stakes,
        })
    };
    let points: Vec<Value> = agenda
        .points
        .iter()
        .map(|(name, options, worths)| {
            let clauses: serde_json::Map<String, Value> = options
                .iter()
                .enumerate()
                .map(|(j, &o)| (s.issues[j].id.clone(), json!(option(j, o))))
                .collect();
            json!({ "point": name, "text": clauses, "worths": worths })
        })
        .collect();
    let refused: Vec<Value> = agenda
        .acceptable
        .iter()
        .flat_map(|acceptable| acceptable.to_all_but(1))
        .filter_map(|(who, count)| {
            Some(json!({ "party": s.parties[who.iter().next()?].id, "texts": count }))
        })
        .collect();
    json!({
        "parties": (0..s.parties.len()).map(party).collect::<Vec<_>>(),
        "texts": agenda.texts,
        "acceptable_to_all": agenda.acceptable.as_ref().ok().map(|acceptable| acceptable.to_all()),
        "refused_by_one_alone": refused,
        "cohesion": agenda.cohesion,
        "points": points,
        "left_out": agenda.left_out,
    })
}

/// A first try: what never happens in some runs, what ends them, and which of the file's numbers change nothing.
pub(super) struct Try {
    runs: Vec<Record>,
    inert: Vec<String>,
}

/// Whether something happened in a run.
type Happened = fn(&Record) -> bool;

impl Try {
    pub(super) fn new(scenario: &Scenario) -> Result<Self, Failure> {
        let stop = signals::listen();
        let runs = records(&CompiledScenario::new(scenario.clone()), 1, TRIED);
        let own: Vec<&NumberField> =
            scenario.origin.numbers.iter().filter(|of| of.set_by == SetBy::Own).collect();
        let influence = screen(scenario, &own, SCREENED, &stop).ok_or_else(interrupted)?;
        let inert =
            own.iter().zip(influence).filter(|(_, of)| of.as_ref().is_some_and(|of| !of.acts));
        Ok(Try { runs, inert: inert.map(|(field, _)| field.path.clone()).collect() })
    }

    /// What could happen, and whether it did in a run.
    fn events() -> [(&'static str, Happened); 9] {
        [
            ("a request", |r| r.requests > 0),
            ("a deferred request", |r| r.deferrals > 0),
            ("a round", |r| r.rounds > 0),
            ("a failed session", |r| r.failed_sessions > 0),
            ("a summit", |r| r.summits > 0),
            ("a second summit", |r| r.summits > 1),
            ("an initiative", |r| r.initiatives > 0),
            ("a shock", |r| r.shocks > 0),
            ("a signed text", |r| r.settlement.is_some()),
        ]
    }

    fn never(&self) -> Vec<String> {
        let seen = |name: &str| {
            self.runs.iter().any(|r| r.outcome.name() == name || r.end_reason.name() == name)
        };
        let names = Outcome::NAMES.iter().chain(EndReason::NAMES).filter(|name| !seen(name));
        let events = Self::events().into_iter().filter(|(_, is)| !self.runs.iter().any(is));
        names
            .map(|name| (*name).to_owned())
            .chain(events.map(|(name, _)| name.to_owned()))
            .collect()
    }

    fn reasons(&self) -> Vec<(&'static str, u64)> {
        let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
        for record in &self.runs {
            *counts.entry(record.end_reason.name()).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        counts
    }

    pub(super) fn text(&self, width: usize) -> String {
        let runs = self.runs.len() as u64;
        let under = percent(wilson(0, runs, Z95).high);
        let reasons: Vec<String> = self
            .reasons()
            .iter()
            .map(|(name, count)| format!("{name} {}", percent(*count as f64 / runs as f64)))
            .collect();
        let mut said =
            vec![format!("{} end: {}.", counted(runs, "run", "runs"), reasons.join(", "))];
        let never = self.never();
        if !never.is_empty() {
            said.push(format!(
                "Not seen in {} (under {under}, 95 %): {}.",
                counted(runs, "run", "runs"),
                never.join(", ")
            ));
        }
        if !self.inert.is_empty() {
            said.push(format!(
                "Numbers of yours that change nothing in {} when halved or doubled: {}.",
                counted(SCREENED, "run", "runs"),
                self.inert.join(", ")
            ));
        }
        let lines: Vec<String> =
            said.iter().map(|of| format!("{}\n", wrap(&tame(of), width, "  "))).collect();
        lines.concat()
    }

    pub(super) fn json(&self) -> Value {
        let runs = self.runs.len() as u64;
        json!({
            "runs": runs,
            "end_reasons": self.reasons().into_iter().collect::<BTreeMap<_, _>>(),
            "never": self.never(),
            "never_under": wilson(0, runs, Z95).high,
            "inert": self.inert,
        })
    }
}
