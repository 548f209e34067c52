//! The guide for whoever leads the class: two plans, what to prepare, what to say, what to do when something fails.

use maud::{Markup, html};

use crate::Catalogue;
use summitry_model::process::CompiledScenario;

use super::paper::{Head, commands, inline, label, number, page, prose, wide};
use super::roles::role_name;
use super::shell;

/// A part of a plan.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// Minutes.
    minutes: u32,
    name: &'static str,
    does: &'static str,
    says: &'static str,
}

const fn step(minutes: u32, name: &'static str, does: &'static str, says: &'static str) -> Step {
    Step { minutes, name, does, says }
}

const SHORT: &[Step] = &[
    step(6, "paper.step.brief", "paper.step.brief-does", "paper.step.brief-says"),
    step(5, "paper.step.join", "paper.step.join-does", "paper.step.join-says"),
    step(4, "paper.step.predict", "paper.step.predict-does", "paper.step.predict-says"),
    step(20, "paper.step.play", "paper.step.play-does", "paper.step.play-says"),
    step(12, "paper.step.reveal", "paper.step.reveal-does", "paper.step.reveal-says"),
    step(3, "paper.step.close", "paper.step.close-does", "paper.step.close-says"),
];

const LONG: &[Step] = &[
    step(8, "paper.step.brief", "paper.step.brief-does", "paper.step.brief-says"),
    step(9, "paper.step.join", "paper.step.join-does", "paper.step.join-says"),
    step(5, "paper.step.predict", "paper.step.predict-does", "paper.step.predict-says"),
    step(28, "paper.step.play", "paper.step.play-does", "paper.step.play-says"),
    step(5, "paper.step.pause", "paper.step.pause-does", "paper.step.pause-says"),
    step(18, "paper.step.reveal", "paper.step.reveal-does", "paper.step.reveal-says"),
    step(13, "paper.step.lesson", "paper.step.lesson-does", "paper.step.lesson-says"),
    step(4, "paper.step.close", "paper.step.close-does", "paper.step.close-says"),
];

/// What can fail, and what to do then.
const FAILURES: &[(&str, &str)] = &[
    ("paper.fails.reach", "paper.fails.reach-do"),
    ("paper.fails.code", "paper.fails.code-do"),
    ("paper.fails.lost", "paper.fails.lost-do"),
    ("paper.fails.silent", "paper.fails.silent-do"),
    ("paper.fails.power", "paper.fails.power-do"),
    ("paper.fails.projector", "paper.fails.projector-do"),
    ("paper.fails.time", "paper.fails.time-do"),
];

/// Sizes of a class that the guide reckons with.
const SIZES: [usize; 6] = [8, 12, 16, 20, 24, 30];

/// The page.
pub(super) fn facilitator(setup: &CompiledScenario, words: &Catalogue, typed: &str) -> String {
    let scenario = &setup.scenario;
    let body = html! {
        h2 { (words.get("paper.guide.idea")) }
        (prose(&words.fill("paper.guide.idea-text", &[
            ("parties", &setup.parties()),
            ("issues", &scenario.issues.len()),
            ("days", &number(words, scenario.calendar.window, 0)),
        ])))
        h2 { (words.get("paper.guide.prepare")) }
        (prose(words.get("paper.guide.prepare-text")))
        (commands(words, &[
            format!("summitry check {}", shell(typed)),
            format!("summitry class {} --rehearse", shell(typed)),
            format!("summitry class {} --lan", shell(typed)),
        ]))
        (prose(words.get("paper.guide.prepare-after")))
        h2 { (words.get("paper.guide.seats")) }
        (prose(words.get("paper.guide.seats-text")))
        (tables(setup, words))
        h2 { (words.get("paper.guide.policies")) }
        (prose(words.get("paper.guide.policies-text")))
        section.leaf {
            h2 { (words.get("paper.guide.ties")) }
            (prose(words.get("paper.guide.ties-text")))
            h3 { (words.get("paper.guide.ties-say")) }
            div."box said" { (prose(words.get("paper.guide.ties-words"))) }
            h3 { (words.get("paper.guide.ties-stop")) }
            (prose(words.get("paper.guide.ties-stop-text")))
        }
        section.leaf { (plan(words, "paper.guide.plan-short", SHORT)) }
        section.leaf { (plan(words, "paper.guide.plan-long", LONG)) }
        section.leaf {
            h2 { (words.get("paper.guide.fails")) }
            (failures(words))
            h2 { (words.get("paper.guide.limits")) }
            (prose(words.get("paper.guide.limits-text")))
            h2 { (words.get("paper.guide.lessons")) }
            (prose(words.get("paper.guide.lessons-text")))
        }
    };
    let head = Head {
        kicker: &label(words, &scenario.title),
        title: words.get("paper.guide.title"),
        lead: words.get("paper.guide.lead"),
    };
    page(words, head, &body)
}

fn tables(setup: &CompiledScenario, words: &Catalogue) -> Markup {
    let parties = setup.parties();
    let roles = html! {
        table.keep {
            thead { tr {
                th scope="col" { (words.get("paper.guide.seat")) }
                th scope="col" { (words.get("paper.guide.role")) }
            } }
            tbody { @for party in &setup.scenario.parties {
                tr {
                    th scope="row" { bdi { (label(words, &party.of.label)) } }
                    td { (words.get(role_name(party.of.role))) }
                }
            } }
        }
    };
    let sizes = html! {
        table.keep {
            thead { tr {
                th.n scope="col" { (words.get("paper.guide.students")) }
                th.n scope="col" { (words.get("paper.guide.tables-single")) }
                th.n scope="col" { (words.get("paper.guide.tables-pairs")) }
            } }
            tbody { @for size in SIZES {
                tr {
                    td.n { (size) }
                    td.n { (size.div_ceil(parties)) }
                    td.n { (size.div_ceil(2 * parties)) }
                }
            } }
        }
    };
    html! {
        (wide(words.get("paper.guide.seats"), &roles))
        (prose(&words.fill("paper.guide.sizes", &[("parties", &parties)])))
        (wide(words.get("paper.guide.students"), &sizes))
    }
}

fn plan(words: &Catalogue, title: &str, steps: &[Step]) -> Markup {
    let mut from = 0;
    let rows: Vec<(u32, u32, &Step)> = steps
        .iter()
        .map(|step| {
            let begins = from;
            from += step.minutes;
            (begins, from, step)
        })
        .collect();
    let table = html! {
        table {
            thead { tr {
                th.n scope="col" { (words.get("paper.guide.minutes")) }
                th scope="col" { (words.get("paper.guide.do")) }
                th scope="col" { (words.get("paper.guide.say")) }
            } }
            tbody { @for (begins, ends, step) in &rows {
                tr {
                    th.n scope="row" { (begins) "–" (ends) }
                    td { strong { (words.get(step.name)) } br; (inline(words.get(step.does))) }
                    td { (inline(words.get(step.says))) }
                }
            } }
        }
    };
    html! {
        h2 { (words.get(title)) }
        (wide(words.get(title), &table))
        (prose(words.get("paper.guide.plan-note")))
    }
}

fn failures(words: &Catalogue) -> Markup {
    let table = html! {
        table {
            thead { tr {
                th scope="col" { (words.get("paper.guide.what-fails")) }
                th scope="col" { (words.get("paper.guide.then")) }
            } }
            tbody { @for (what, then) in FAILURES {
                tr {
                    th scope="row" { (words.get(what)) }
                    td { (inline(words.get(then))) }
                }
            } }
        }
    };
    wide(words.get("paper.guide.fails"), &table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plans_last_as_long_as_they_say() {
        let minutes = |plan: &[Step]| plan.iter().map(|step| step.minutes).sum::<u32>();
        assert_eq!((minutes(SHORT), minutes(LONG)), (50, 90));
    }
}
