//! Worksheets, and the answers to them.

use maud::{Markup, html};

use crate::Catalogue;
use summitry_model::process::{CompiledScenario, Outcome};
use summitry_pages::charts::clouds::{Named, Plane, plane};
use summitry_pages::charts::{Axis, DataTable, Figure, Shape};

use super::batches::{Batches, Estimate, Verdict, durable_difference, ratified_difference};
use super::exercise::Exercise;
use super::paper::{Head, figure, inline, label, lines, number, page, prose, whole, wide};
use super::phrases::{interval, outcome_name, shown};
use super::roles::share;
use super::worth::{Worth, floor};
use super::{RUNS, SEED};

/// Rounds that a sheet has room for.
const ROUNDS_TRACKED: usize = 8;
/// Points of the front that the answers list.
const POINTS_SHOWN: usize = 12;

/// The worksheets.
pub(super) fn worksheets(
    setup: &CompiledScenario,
    words: &Catalogue,
    exercise: &Exercise,
    batches: &Batches,
) -> String {
    let body = html! {
        section."leaf first" { (predict(words)) }
        section.leaf { (track(words)) }
        section.leaf { (by_hand(setup, words, exercise)) }
        section.leaf { (package(setup, words, exercise)) }
        section.leaf { (paired(words, batches)) }
        section.leaf { (causes(words, batches)) }
    };
    let head = Head {
        kicker: &label(words, &setup.scenario.title),
        title: words.get("paper.sheets.title"),
        lead: words.get("paper.sheets.lead"),
    };
    page(words, head, &body)
}

fn name_lines(words: &Catalogue) -> Markup {
    html! {
        div.to-fill {
            div { (words.get("paper.sheets.name")) div.line {} }
            div { (words.get("paper.sheets.seat")) div.line {} }
        }
    }
}

fn predict(words: &Catalogue) -> Markup {
    let questions = [
        "paper.predict.day",
        "paper.predict.rounds",
        "paper.predict.quality",
        "paper.predict.end",
        "paper.predict.mine",
    ];
    html! {
        h2 { (words.get("paper.predict.title")) }
        (name_lines(words))
        (prose(words.get("paper.predict.text")))
        ol { @for question in questions {
            li { (inline(words.get(question))) (lines(1)) }
        } }
        p { (words.get("paper.predict.reason")) }
        (lines(4))
        p { (words.get("paper.predict.after")) }
        (lines(4))
    }
}

fn track(words: &Catalogue) -> Markup {
    let heads = [
        "paper.track.day",
        "paper.track.who",
        "paper.track.agreed",
        "paper.track.open",
        "paper.track.points",
        "paper.track.gate",
    ];
    let table = html! {
        table.blank {
            thead { tr { @for head in heads { th scope="col" { (words.get(head)) } } } }
            tbody { @for _ in 0..ROUNDS_TRACKED { tr { @for _ in heads { td {} } } } }
        }
    };
    html! {
        h2 { (words.get("paper.track.title")) }
        (name_lines(words))
        (prose(words.get("paper.track.text")))
        (wide(words.get("paper.track.title"), &table))
        p { (words.get("paper.track.turning")) }
        (lines(4))
    }
}

/// The names of the options of a text, by issue.
fn option(setup: &CompiledScenario, words: &Catalogue, issue: usize, option: u8) -> String {
    label(words, &setup.scenario.issues[issue].of.options[usize::from(option)])
}

/// The two parties of the exercises, with their labels and the names by which tests know them.
fn two<'a>(
    setup: &CompiledScenario,
    words: &Catalogue,
    exercise: &'a Exercise,
) -> [(&'static str, String, &'a Worth); 2] {
    let scenario = &setup.scenario;
    let name = |party: usize| label(words, &scenario.parties[party].of.label);
    [
        ("requester", name(scenario.requester), &exercise.requester),
        ("gatekeeper", name(scenario.gatekeeper), &exercise.gatekeeper),
    ]
}

fn by_hand(setup: &CompiledScenario, words: &Catalogue, exercise: &Exercise) -> Markup {
    let two = two(setup, words, exercise);
    let table = html! {
        table {
            thead {
                tr {
                    th scope="col" rowspan="2" { (words.get("paper.issue")) }
                    th scope="col" rowspan="2" { (words.get("paper.hand.text")) }
                    @for (_, name, _) in &two { th scope="colgroup" colspan="3" { bdi { (name) } } }
                }
                tr { @for _ in &two {
                    th.n scope="col" { (words.get("paper.weight")) }
                    th.n scope="col" { (words.get("paper.value")) }
                    th scope="col" { (words.get("paper.hand.product")) }
                } }
            }
            tbody {
                @for (j, issue) in setup.scenario.issues.iter().enumerate() {
                    tr {
                        th scope="row" { bdi { (label(words, &issue.of.label)) } }
                        td { bdi { (option(setup, words, j, exercise.given[j])) } }
                        @for (_, _, worth) in &two {
                            td.n { (share(words, worth, j)) " %" }
                            td.n { (worth.points(j, exercise.given[j])) }
                            td {}
                        }
                    }
                }
                tr.sum {
                    th scope="row" colspan="2" { (words.get("paper.sum")) }
                    @for _ in &two { td {} td {} td {} }
                }
            }
        }
    };
    html! {
        h2 { (words.get("paper.hand.title")) }
        (name_lines(words))
        (prose(words.get("paper.hand.how")))
        (wide(words.get("paper.hand.title"), &table))
        (prose(words.get("paper.hand.tasks")))
        (lines(5))
    }
}

fn package(setup: &CompiledScenario, words: &Catalogue, exercise: &Exercise) -> Markup {
    let two = two(setup, words, exercise);
    let parts = html! {
        table.tight {
            thead { tr {
                th scope="col" { (words.get("paper.issue")) }
                th scope="col" { (words.get("paper.option")) }
                @for (_, name, _) in &two { th.n scope="col" { bdi { (name) } } }
                th scope="col" { (words.get("paper.package.mine")) }
            } }
            @for (j, issue) in setup.scenario.issues.iter().enumerate() {
                tbody {
                    @for o in 0..issue.of.options.len() as u8 {
                        tr {
                            @if o == 0 {
                                th scope="rowgroup" rowspan=(issue.of.options.len()) { bdi { (label(words, &issue.of.label)) } }
                            }
                            td {
                                bdi { (option(setup, words, j, o)) }
                                @if o == exercise.status_quo[j] { " •" }
                            }
                            @for (_, _, worth) in &two { td.n { (number(words, worth.part(j, o), 1)) } }
                            td {}
                        }
                    }
                }
            }
        }
    };
    html! {
        h2 { (words.get("paper.package.title")) }
        (name_lines(words))
        (prose(words.get("paper.package.text")))
        (wide(words.get("paper.package.title"), &parts))
        (prose(words.get("paper.package.tasks")))
        (lines(3))
    }
}

/// Counts of `durable` over pairs of runs: both, only the first, only the second, neither.
fn pairs(batches: &Batches) -> [(&'static str, u64); 4] {
    let (first, second) = (batches.rule(0), batches.rule(batches.middle));
    let durable = |outcome: Outcome| outcome == Outcome::Durable;
    let count = |a: bool, b: bool| {
        let runs = first.runs.iter().zip(&second.runs);
        runs.filter(|(x, y)| durable(x.outcome) == a && durable(y.outcome) == b).count() as u64
    };
    [
        ("paper.paired.both", count(true, true)),
        ("paper.paired.first", count(true, false)),
        ("paper.paired.second", count(false, true)),
        ("paper.paired.neither", count(false, false)),
    ]
}

fn paired(words: &Catalogue, batches: &Batches) -> Markup {
    let difference = durable_difference(batches.rule(0), batches.rule(batches.middle));
    let table = html! {
        table {
            thead { tr {
                th scope="col" { (words.get("paper.paired.pair")) }
                th.n scope="col" { (words.get("paper.paired.pairs")) }
            } }
            tbody { @for (key, count) in pairs(batches) {
                tr { th scope="row" { (words.get(key)) } td.n { (whole(words, count)) } }
            } }
        }
    };
    html! {
        h2 { (words.get("paper.paired.title")) }
        (name_lines(words))
        (prose(&words.fill("paper.paired.text", &[
            ("runs", &whole(words, RUNS)), ("seed", &SEED), ("n", &batches.middle)
        ])))
        (wide(words.get("paper.paired.title"), &table))
        (prose(&words.fill("paper.paired.interval", &[
            ("low", &shown(words, difference.low)), ("high", &shown(words, difference.high))
        ])))
        (prose(words.get("paper.paired.tasks")))
        (lines(8))
    }
}

/// The most rounds that count as few: the median over the ratified runs.
fn few(batches: &Batches) -> u32 {
    let runs = batches.unlinked[0].runs.iter().filter(|run| run.ratified);
    let mut rounds: Vec<u32> = runs.map(|run| run.rounds).collect();
    rounds.sort_unstable();
    rounds.get(rounds.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

/// Ratified and durable runs with few and with many rounds held, where preparation has no part in the risk.
fn observed(batches: &Batches) -> [(&'static str, (u64, u64)); 2] {
    let few = few(batches);
    let arm = &batches.unlinked[0];
    [
        ("paper.causes.few", arm.ratified(|rounds| rounds <= few)),
        ("paper.causes.many", arm.ratified(|rounds| rounds > few)),
    ]
}

fn causes(words: &Catalogue, batches: &Batches) -> Markup {
    let limit = few(batches);
    let table = html! {
        table {
            thead { tr {
                th scope="col" { (words.get("paper.causes.group")) }
                th.n scope="col" { (words.get("paper.causes.ratified")) }
                th.n scope="col" { (words.get("paper.causes.durable")) }
                th.n scope="col" { (words.get("paper.causes.share")) }
            } }
            tbody { @for (key, (all, durable)) in observed(batches) {
                tr {
                    th scope="row" { (words.fill(key, &[("limit", &limit)])) }
                    td.n { (all) }
                    td.n { (durable) }
                    td {}
                }
            } }
        }
    };
    html! {
        h2 { (words.get("paper.causes.title")) }
        (name_lines(words))
        (prose(&words.fill("paper.causes.text", &[("runs", &whole(words, RUNS)), ("seed", &SEED)])))
        (wide(words.get("paper.causes.title"), &table))
        (prose(words.get("paper.causes.tasks")))
        (lines(9))
    }
}

/// The answers.
pub(super) fn answers(
    setup: &CompiledScenario,
    words: &Catalogue,
    exercise: &Exercise,
    batches: &Batches,
) -> String {
    let body = html! {
        section."leaf first" {
            h2 { (words.get("paper.predict.title")) }
            (predicted(words, batches))
            h2 { (words.get("paper.track.title")) }
            (prose(words.get("paper.answers.track")))
        }
        section.leaf {
            h2 { (words.get("paper.hand.title")) }
            (worked_out(setup, words, exercise))
        }
        section.leaf {
            h2 { (words.get("paper.package.title")) }
            (packages(setup, words, exercise))
        }
        section.leaf {
            h2 { (words.get("paper.paired.title")) }
            (difference_read(words, batches))
            h2 { (words.get("paper.causes.title")) }
            (selection(words, batches))
        }
    };
    let head = Head {
        kicker: &label(words, &setup.scenario.title),
        title: words.get("paper.answers.title"),
        lead: words.get("paper.answers.lead"),
    };
    page(words, head, &body)
}

/// A number with the name by which a test knows it.
fn of(name: &str, text: &str) -> Markup {
    html! { span data-of=(name) { (text) } }
}

fn predicted(words: &Catalogue, batches: &Batches) -> Markup {
    let arm = &batches.plain;
    let rows = Outcome::ALL.iter().map(|&outcome| (outcome, arm.share(outcome)));
    let table = html! {
        table {
            thead { tr {
                th scope="col" { (words.get("paper.answers.outcome")) }
                th.n scope="col" { (words.get("paper.answers.share")) }
                th.n scope="col" { (words.get("paper.answers.interval")) }
            } }
            tbody { @for (outcome, share) in rows {
                tr {
                    th scope="row" { (words.get(outcome_name(outcome))) }
                    td.n { (of(&format!("plain.{}", outcome.name()), &number(words, share.value, 1))) }
                    td.n {
                        (of(&format!("plain.{}.low", outcome.name()), &number(words, share.low, 1))) "–"
                        (of(&format!("plain.{}.high", outcome.name()), &number(words, share.high, 1)))
                    }
                }
            } }
        }
    };
    let held = number(words, 100.0 * arm.summits() as f64 / RUNS as f64, 1);
    html! {
        (prose(&words.fill("paper.answers.predict", &[("runs", &whole(words, RUNS)), ("seed", &SEED)])))
        (wide(words.get("paper.predict.title"), &table))
        p {
            (words.get("paper.answers.held")) " " (of("plain.held", &held)) " %. "
            @if let Some(day) = arm.mean_first_day() {
                (words.get("paper.answers.day")) " " (of("plain.day", &number(words, day, 1))) "."
            }
        }
        (prose(words.get("paper.answers.predict-note")))
    }
}

fn worked_out(setup: &CompiledScenario, words: &Catalogue, exercise: &Exercise) -> Markup {
    html! {
        @for (id, name, worth) in two(setup, words, exercise) {
            h3 { bdi { (name) } }
            (worked_table(setup, words, exercise, id, worth))
            (judged(setup, words, exercise, id, worth))
        }
        (prose(words.get("paper.answers.hand-note")))
    }
}

fn worked_table(
    setup: &CompiledScenario,
    words: &Catalogue,
    exercise: &Exercise,
    id: &str,
    worth: &Worth,
) -> Markup {
    let texts = [("given", &exercise.given), ("now", &exercise.status_quo)];
    let table = html! {
        table {
            thead {
                tr {
                    th scope="col" rowspan="2" { (words.get("paper.issue")) }
                    th.n scope="col" rowspan="2" { (words.get("paper.weight")) }
                    th scope="colgroup" colspan="3" { (words.get("paper.hand.text")) }
                    th scope="colgroup" colspan="3" { (words.get("paper.status-quo")) }
                }
                tr { @for _ in texts {
                    th scope="col" { (words.get("paper.option")) }
                    th.n scope="col" { (words.get("paper.value")) }
                    th.n scope="col" { (words.get("paper.hand.product")) }
                } }
            }
            tbody {
                @for (j, issue) in setup.scenario.issues.iter().enumerate() {
                    tr {
                        th scope="row" { bdi { (label(words, &issue.of.label)) } }
                        td.n { (of(&format!("{id}.weight.{j}"), &share(words, worth, j))) " %" }
                        @for (which, text) in texts {
                            td { bdi { (option(setup, words, j, text[j])) } }
                            td.n { (of(&format!("{id}.{which}.value.{j}"), &worth.points(j, text[j]).to_string())) }
                            td.n { (of(&format!("{id}.{which}.part.{j}"), &number(words, worth.part(j, text[j]), 2))) }
                        }
                    }
                }
                tr.sum {
                    th scope="row" colspan="2" { (words.get("paper.sum")) }
                    @for (which, text) in texts {
                        td {} td {}
                        td.n { (of(&format!("{id}.{which}.sum"), &number(words, worth.by_hand(text), 1))) }
                    }
                }
            }
        }
    };
    wide(words.get("paper.hand.title"), &table)
}

/// Whether the given text is better than nothing, and above the floor.
fn judged(
    setup: &CompiledScenario,
    words: &Catalogue,
    exercise: &Exercise,
    id: &str,
    worth: &Worth,
) -> Markup {
    let scenario = &setup.scenario;
    let party = if id == "requester" { scenario.requester } else { scenario.gatekeeper };
    let floor = floor(setup, party, worth);
    let (given, now) = (worth.exact(&exercise.given), worth.exact(&exercise.status_quo));
    let prefers = if given > now + 1e-9 {
        "paper.answers.prefers"
    } else if given < now - 1e-9 {
        "paper.answers.prefers-not"
    } else {
        "paper.answers.indifferent"
    };
    let above = if given >= floor { "paper.answers.above" } else { "paper.answers.below" };
    html! {
        p {
            (words.get("paper.answers.exact")) " "
            (of(&format!("{id}.given.exact"), &number(words, given, 1))) " / "
            (of(&format!("{id}.now.exact"), &number(words, now, 1))) ". "
            (words.get(prefers)) " " (words.get(above)) " "
            (of(&format!("{id}.floor"), &number(words, floor, 1))) "."
        }
    }
}

fn packages(setup: &CompiledScenario, words: &Catalogue, exercise: &Exercise) -> Markup {
    let counted = html! {
        p {
            (words.get("paper.answers.texts")) " " (of("texts", &whole(words, exercise.texts as u64))) ". "
            @if let Some(better) = exercise.better {
                (words.get("paper.answers.better")) " " (of("better", &whole(words, better))) "."
            } @else { (words.get("paper.answers.too-many")) }
        }
        @if exercise.better == Some(0) { (prose(words.get("paper.answers.none-better"))) }
    };
    let Some(front) = &exercise.front else {
        return html! { (counted) (prose(words.get("paper.answers.no-front"))) };
    };
    html! {
        (counted)
        p { (words.get("paper.answers.front")) " " (of("front", &front.len().to_string())) "." }
        (figure(&front_figure(setup, words, exercise, front)))
        @if let Some(nash) = &exercise.nash {
            (nash_table(setup, words, exercise, nash.outcome.options()))
            (prose(words.get("paper.answers.nash-note")))
        } @else { (prose(words.get("paper.answers.no-nash"))) }
        (front_table(setup, words, exercise, front))
        (prose(words.get("paper.answers.trade")))
    }
}

fn front_figure(
    setup: &CompiledScenario,
    words: &Catalogue,
    exercise: &Exercise,
    front: &[summitry_model::bargaining::Point],
) -> Figure {
    let worth = |text: &[u8]| (exercise.requester.exact(text), exercise.gatekeeper.exact(text));
    let mut line: Vec<(f64, f64)> = front.iter().map(|p| worth(p.outcome.options())).collect();
    line.reverse();
    let named = |name: &str, text: &[u8], shape: Shape, hollow: bool| {
        let at = worth(text);
        let readout = format!("{name}: {} / {}", number(words, at.0, 1), number(words, at.1, 1));
        Named { name: name.to_owned(), tag: String::new(), at, readout, shape, hollow }
    };
    let mut points = vec![
        named(words.get("paper.status-quo"), &exercise.status_quo, Shape::Cross, false),
        named(words.get("paper.hand.text"), &exercise.given, Shape::Square, true),
    ];
    if let Some(nash) = &exercise.nash {
        let nash = nash.outcome.options();
        points.push(named(words.get("paper.answers.nash"), nash, Shape::Circle, false));
    }
    let name = |party: usize| label(words, &setup.scenario.parties[party].of.label);
    let axis = |party: usize| {
        let title = words.fill("paper.answers.axis", &[("party", &name(party))]);
        Axis::over(title, 0.0, 100.0, 5)
    };
    Figure {
        name: "front".to_owned(),
        title: words.get("paper.answers.front-title").to_owned(),
        alt: words.fill("paper.answers.front-alt", &[("points", &front.len())]),
        note: String::new(),
        drawing: plane(&Plane {
            squares: Vec::new(),
            side: (1.0, 1.0),
            squares_name: String::new(),
            line,
            line_name: words.get("paper.answers.front-line").to_owned(),
            named: points,
            x: axis(setup.scenario.requester),
            y: axis(setup.scenario.gatekeeper),
        }),
        table: DataTable::default(),
    }
}

fn nash_table(
    setup: &CompiledScenario,
    words: &Catalogue,
    exercise: &Exercise,
    nash: &[u8],
) -> Markup {
    let two = two(setup, words, exercise);
    let table = html! {
        table {
            caption { (words.get("paper.answers.nash")) }
            thead { tr {
                th scope="col" { (words.get("paper.issue")) }
                th scope="col" { (words.get("paper.option")) }
                @for (_, name, _) in &two { th.n scope="col" { bdi { (name) } } }
            } }
            tbody {
                @for (j, issue) in setup.scenario.issues.iter().enumerate() {
                    tr {
                        th scope="row" { bdi { (label(words, &issue.of.label)) } }
                        td { bdi { (option(setup, words, j, nash[j])) } }
                        @for (id, _, worth) in &two {
                            td.n { (of(&format!("nash.{id}.part.{j}"), &number(words, worth.part(j, nash[j]), 1))) }
                        }
                    }
                }
                tr.sum {
                    th scope="row" colspan="2" { (words.get("paper.answers.program")) }
                    @for (id, _, worth) in &two {
                        td.n { (of(&format!("nash.{id}"), &number(words, worth.exact(nash), 1))) }
                    }
                }
            }
        }
    };
    wide(words.get("paper.answers.nash"), &table)
}

fn front_table(
    setup: &CompiledScenario,
    words: &Catalogue,
    exercise: &Exercise,
    front: &[summitry_model::bargaining::Point],
) -> Markup {
    let two = two(setup, words, exercise);
    let shown = front.len().min(POINTS_SHOWN);
    let at = |k: usize| if shown < 2 { 0 } else { k * (front.len() - 1) / (shown - 1) };
    let table = html! {
        table {
            caption { (words.get("paper.answers.front-some")) }
            thead { tr {
                @for (_, name, _) in &two { th.n scope="col" { bdi { (name) } } }
                th scope="col" { (words.get("paper.answers.package")) }
            } }
            tbody { @for k in (0..shown).map(at) {
                tr {
                    @for (id, _, worth) in &two {
                        td.n { (of(&format!("front.{k}.{id}"), &number(words, worth.exact(front[k].outcome.options()), 1))) }
                    }
                    td { bdi { (text_in_words(setup, words, front[k].outcome.options())) } }
                }
            } }
        }
    };
    wide(words.get("paper.answers.front-some"), &table)
}

fn text_in_words(setup: &CompiledScenario, words: &Catalogue, text: &[u8]) -> String {
    let names = text.iter().enumerate().map(|(j, &o)| option(setup, words, j, o));
    names.collect::<Vec<_>>().join(" · ")
}

/// A difference with its interval, in which each number has its name.
fn estimate(words: &Catalogue, name: &str, of_it: Estimate) -> Markup {
    let text = interval(words, of_it);
    of(name, &text)
}

fn difference_read(words: &Catalogue, batches: &Batches) -> Markup {
    let (first, second) = (batches.rule(0), batches.rule(batches.middle));
    let difference = durable_difference(first, second);
    let [_, only_first, only_second, _] = pairs(batches);
    let verdict = match difference.verdict() {
        Verdict::Above => "paper.answers.paired-above",
        Verdict::Below => "paper.answers.paired-below",
        Verdict::Open => "paper.answers.paired-open",
    };
    html! {
        p {
            (words.get("paper.answers.shares")) " "
            (of("rule.0.durable", &number(words, first.share(Outcome::Durable).value, 1))) " % / "
            (of("rule.middle.durable", &number(words, second.share(Outcome::Durable).value, 1))) " %. "
            (words.get("paper.answers.difference")) " ("
            (of("pairs.second", &only_second.1.to_string())) " − "
            (of("pairs.first", &only_first.1.to_string())) ") / " (whole(words, RUNS)) " = "
            (estimate(words, "rule.difference", difference)) "."
        }
        (prose(words.get(verdict)))
        (prose(words.get("paper.answers.paired-note")))
    }
}

/// What the settled runs show, by the interval of the slope.
fn association(slope: Estimate) -> &'static str {
    match slope.verdict() {
        Verdict::Above => "paper.answers.slope-above",
        Verdict::Below => "paper.answers.slope-below",
        Verdict::Open => "paper.answers.slope-open",
    }
}

fn selection(words: &Catalogue, batches: &Batches) -> Markup {
    let limit = few(batches);
    let percent = |(all, durable): (u64, u64)| {
        (all > 0).then(|| number(words, 100.0 * durable as f64 / all as f64, 1))
    };
    let slope = batches.unlinked[0].slope();
    let assigned = ratified_difference(&batches.unlinked[0], &batches.unlinked[1]);
    html! {
        ul {
            @for (k, (key, counts)) in observed(batches).into_iter().enumerate() {
                @if let Some(share) = percent(counts) {
                    li { (words.fill(key, &[("limit", &limit)])) ": " (of(&format!("observed.{k}"), &share)) " %" }
                }
            }
            @if let Some(slope) = slope {
                li {
                    (words.get("paper.answers.slope")) " " (estimate(words, "observed.slope", slope)) ". "
                    (words.get(association(slope)))
                }
            }
            @if let Some(assigned) = assigned {
                li {
                    (words.fill("paper.answers.assigned", &[("many", &batches.many)])) " "
                    (estimate(words, "assigned", assigned))
                }
            }
        }
        (prose(words.get("paper.answers.selection")))
    }
}
