//! An assessment for people, and as JSON.

use serde_json::json;

use summitry_lab::assess::{Assessment, Target};
use summitry_model::scenario::Scenario;
use summitry_pages::assessment::sentences;

use crate::cli::format::{tame, wrap};
use crate::cli::screen::BOLD;
use crate::cli::table::{Column, table};

/// The assessment as a table and sentences.
pub(super) fn text(s: &Scenario, a: &Assessment, width: usize) -> String {
    let name = |party: usize| tame(&s.parties[party].of.label);
    let columns = vec![
        Column::left("Party", 0, a.parties.iter().map(|p| name(p.party)).collect()),
        Column::right("Worth", 0, a.parties.iter().map(|p| format!("{:.3}", p.worth)).collect()),
        Column::right(
            "Needs",
            1,
            a.parties.iter().map(|p| format!("{:.3}", p.reservation)).collect(),
        ),
        Column::right(
            "Clears by",
            0,
            a.parties.iter().map(|p| format!("{:+.3}", p.clearance())).collect(),
        ),
        Column::left(
            "Answer",
            0,
            a.parties
                .iter()
                .map(|p| match (p.accepts, p.blocks) {
                    (true, _) => "accept",
                    (false, true) => "reject, blocks",
                    (false, false) => "reject",
                })
                .map(str::to_owned)
                .collect(),
        ),
    ];
    let title = wrap(&tame(&a.text.name), width, "    ");
    let mut text = format!("{BOLD}{title}{BOLD:#}\n{}\n", table(columns, &[], width));
    for sentence in sentences(s, a) {
        text.push_str(&wrap(&tame(&sentence), width, "  "));
        text.push('\n');
    }
    text
}

/// The assessment as one JSON object.
pub(super) fn json(s: &Scenario, a: &Assessment) -> serde_json::Value {
    let party = |i: usize| s.parties[i].id.as_str();
    let option = |j: usize, o: u8| s.issues[j].of.options[usize::from(o)].as_str();
    let clauses = |options: &[u8]| -> serde_json::Map<String, serde_json::Value> {
        let clause = |(j, &o): (usize, &u8)| (s.issues[j].id.clone(), json!(option(j, o)));
        options.iter().enumerate().map(clause).collect()
    };
    let parties: Vec<_> = a
        .parties
        .iter()
        .map(|p| {
            json!({
                "party": party(p.party),
                "worth": p.worth,
                "reservation": p.reservation,
                "clearance": p.clearance(),
                "accepts": p.accepts,
                "blocks": p.blocks,
            })
        })
        .collect();
    let amendments: Vec<_> = a
        .amendments
        .iter()
        .map(|amendment| {
            let accepts = amendment.accepts.iter().enumerate().filter(|(_, yes)| **yes);
            json!({
                "brings": match amendment.target {
                    Target::Party(i) => party(i),
                    Target::All => "all",
                },
                "changes": amendment.changes.iter().map(|change| json!({
                    "issue": s.issues[change.issue].id,
                    "from": option(change.issue, a.text.options[change.issue]),
                    "to": option(change.issue, change.option),
                })).collect::<Vec<_>>(),
                "greatest_loss": amendment.cost,
                "sum_of_losses": amendment.total,
                "accepts": accepts.map(|(i, _)| party(i)).collect::<Vec<_>>(),
            })
        })
        .collect();
    let distance = match &a.distance {
        Ok(distance) => json!({
            "to_front": distance.front,
            "nearest_on_front": clauses(&distance.nearest),
            "to_nash": distance.nash,
        }),
        Err(why) => json!({ "left_out": why }),
    };
    json!({
        "scenario": s.id,
        "text": a.text.name,
        "clauses": clauses(&a.text.options),
        "at_status_quo": a.text.left_out.iter().map(|&j| s.issues[j].id.as_str()).collect::<Vec<_>>(),
        "agreed": a.is_agreed(),
        "accepting_influence": a.accepted,
        "quorum": a.quorum,
        "parties": parties,
        "amendments": amendments,
        "distance": distance,
        "life": {
            "signed_influence": a.life.signed,
            "provision_classes": a.life.classes,
            "follow_up_days": a.life.follow_up,
            "lasts": a.life.lasts,
            "lasts_interval": [a.life.interval.0, a.life.interval.1],
            "failed_by_day": { "5%": a.life.days[0], "50%": a.life.days[1], "95%": a.life.days[2] },
        },
    })
}
