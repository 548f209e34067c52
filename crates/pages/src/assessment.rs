//! Assessed texts as sentences and as a page.

use maud::{Markup, html};

use summitry_lab::assess::{Assessment, Target};
use summitry_model::scenario::Scenario;

use crate::charts::text::plain;
use crate::html::{Heading, VERSION, reading_page, section};
use crate::report::page::ENGLISH;

/// What an assessment comes to: who blocks, what would bring them in, how far from the front, how long it would last.
#[must_use]
pub fn sentences(s: &Scenario, a: &Assessment) -> Vec<String> {
    let name = |party: usize| s.parties[party].of.label.as_str();
    let list = |names: Vec<&str>| match names.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => names.concat(),
    };
    let blockers: Vec<&str> =
        a.parties.iter().filter(|p| p.blocks).map(|p| name(p.party)).collect();
    let mut said = Vec::new();
    if !a.text.left_out.is_empty() {
        let left: Vec<&str> =
            a.text.left_out.iter().map(|&j| s.issues[j].of.label.as_str()).collect();
        said.push(format!("Left out, and so at the status quo: {}.", list(left)));
    }
    said.push(match blockers.len() {
        0 if a.parties.iter().all(|p| p.accepts) => "All parties accept it.".to_owned(),
        0 => "Nobody blocks it: those who accept are enough.".to_owned(),
        1 => format!("{} blocks it.", list(blockers.clone())),
        _ => format!("{} block it.", list(blockers.clone())),
    });
    for amendment in &a.amendments {
        let changes: Vec<String> = amendment
            .changes
            .iter()
            .map(|change| {
                let issue = &s.issues[change.issue].of;
                let option = |o: u8| issue.options[usize::from(o)].as_str();
                let (from, to) = (option(a.text.options[change.issue]), option(change.option));
                format!("{} from \"{from}\" to \"{to}\"", issue.label)
            })
            .collect();
        let who = match amendment.target {
            Target::Party(party) => name(party).to_owned(),
            Target::All => "all of them".to_owned(),
        };
        let loss = if amendment.cost > 0.0005 {
            format!("the greatest loss among those who accept is {:.3}", amendment.cost)
        } else {
            "nobody who accepts loses by it".to_owned()
        };
        let number = if amendment.changes.len() == 1 { "one change" } else { "two changes" };
        said.push(format!("To bring in {who} by {number}: {}; {loss}.", changes.join(" and ")));
    }
    let stuck = a.parties.iter().filter(|p| p.blocks).filter(|p| {
        !a.amendments.iter().any(|amendment| amendment.target == Target::Party(p.party))
    });
    let stuck: Vec<&str> = stuck.map(|p| name(p.party)).collect();
    if !stuck.is_empty() {
        said.push(format!(
            "No one or two changes bring in {} without losing another.",
            list(stuck)
        ));
    }
    said.push(match &a.distance {
        Ok(distance) if distance.front < 5e-4 => {
            "No text is better for one and no worse for all others: it is on the Pareto front."
                .to_owned()
        }
        Ok(distance) => {
            let clauses: Vec<String> = distance
                .nearest
                .iter()
                .zip(&a.text.options)
                .zip(&s.issues)
                .filter(|((near, own), _)| near != own)
                .map(|((near, _), issue)| {
                    format!("{} \"{}\"", issue.of.label, issue.of.options[usize::from(*near)])
                })
                .collect();
            format!(
                "It is {:.3} from the Pareto front; the nearest text there has {}.",
                distance.front,
                clauses.join(", ")
            )
        }
        Err(why) => format!("How far it is from the front is not known: {why}."),
    });
    let life = &a.life;
    let day = |days: Option<f64>| match days {
        Some(days) if days < 730.0 => format!("{days:.0} days"),
        Some(days) => format!("{:.0} years", days / 365.25),
        None => "a hundred years or more".to_owned(),
    };
    if life.follow_up > 0.0 {
        said.push(format!(
            "Signed by those who accept it ({:.0} % of the influence), it lasts {} with a probability of {:.0} % ({:.0} to {:.0} % over \
             what is not known of the dispute); half of such settlements fail within {}, 5 % within {}, 95 % within {}.",
            life.signed * 100.0,
            day(Some(life.follow_up)),
            life.lasts * 100.0,
            life.interval.0 * 100.0,
            life.interval.1 * 100.0,
            day(life.days[1]),
            day(life.days[0]),
            day(life.days[2])
        ));
    }
    said
}

/// The page: one self-contained HTML file with a section for each text.
#[must_use]
pub fn page(s: &Scenario, all: &[Assessment]) -> String {
    let sections = html! {
        @for (k, a) in all.iter().enumerate() {
            (section(&format!("text-{k}"), &plain(&a.text.name), &one(s, a)))
        }
    };
    let heading = Heading {
        kicker: "Texts assessed as the talks open, with nothing drawn",
        title: &plain(&s.title),
        lead: "",
    };
    let footer =
        html! { "Made by summitry " (VERSION) ": " code { "summitry assess " (plain(&s.id)) } };
    reading_page(&ENGLISH, heading, &sections, &footer)
}

fn one(s: &Scenario, a: &Assessment) -> Markup {
    html! {
        @for sentence in sentences(s, a) { p { (plain(&sentence)) } }
        table {
            caption { "What the text is worth, as a share of each party's best deal" }
            thead { tr { th scope="col" { "Party" } th scope="col" { "Worth" } th scope="col" { "Needs" }
                th scope="col" { "Clears by" } th scope="col" { "Answer" } } }
            tbody {
                @for p in &a.parties {
                    tr {
                        th scope="row" { (plain(&s.parties[p.party].of.label)) }
                        td { (format!("{:.3}", p.worth)) }
                        td { (format!("{:.3}", p.reservation)) }
                        td { (format!("{:+.3}", p.clearance())) }
                        td { (if p.accepts { "accept" } else if p.blocks { "reject, blocks" } else { "reject" }) }
                    }
                }
            }
        }
        table {
            caption { "The text" }
            thead { tr { th scope="col" { "Issue" } th scope="col" { "Option" } } }
            tbody {
                @for (issue, &option) in s.issues.iter().zip(&a.text.options) {
                    tr {
                        th scope="row" { (plain(&issue.of.label)) }
                        td { (plain(&issue.of.options[usize::from(option)])) }
                    }
                }
            }
        }
    }
}
