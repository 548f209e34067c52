//! Three lessons, each with the batch that shows it: how many rounds (H1), the photo opportunity (H6), selection against
//! causation (H12).

use maud::{Markup, html};

use crate::Catalogue;
use summitry_model::process::{CompiledScenario, Outcome};
use summitry_pages::charts::intervals::{IntervalRow, chart};
use summitry_pages::charts::{Axis, DataTable, Figure};

use super::batches::{
    Arm, Batches, Estimate, FREE, TAKES, UNLINKED, Verdict, durable_difference, early,
    ratified_difference, rounds_first,
};
use super::paper::{Head, commands, figure, label, number, page, prose, whole, wide};
use super::phrases::{interval, shown};
use super::{RUNS, SEED, shell};

/// A difference that docs/findings.md has, found over 6,000 runs of `kyiv-washington`.
const fn found(value: f64, low: f64, high: f64) -> Estimate {
    Estimate { value, low, high }
}

/// H1: `durable` with three rounds required less with none.
const SOME: Estimate = found(4.0, 3.1, 4.8);
/// H1: with three less with ten.
const FEWER: Estimate = found(4.9, 3.9, 5.9);
/// H1: days by which the first summit is later with three.
const LATER: Estimate = found(50.3, 49.4, 51.3);
/// H1: the first of these, where an unprepared summit costs nothing.
const UNHARMED: Estimate = found(-1.4, -2.2, -0.5);
/// H6: `durable` with the early symbolic summit less without.
const SYMBOL: Estimate = found(-4.9, -5.8, -4.0);
/// H12: `durable` a round held among ratified runs, preparation without effect, none required.
const SLOPE: Estimate = found(-1.5, -2.4, -0.5);
/// H12: durable among ratified, six rounds required less none, preparation without effect.
const WITHOUT: Estimate = found(-1.6, -4.7, 1.6);
/// H12: the same, preparation with effect.
const WITH: Estimate = found(-0.8, -3.7, 2.1);
/// H12: `durable` in all, six less none.
const IN_ALL: Estimate = found(3.8, 2.8, 4.7);
/// The lift of attention 7, 28 and 60 days after the early symbolic summit.
const LIFTS: [f64; 3] = [0.173, 0.035, 0.018];

/// The page.
pub(super) fn lessons(
    setup: &CompiledScenario,
    words: &Catalogue,
    typed: &str,
    batches: &Batches,
) -> String {
    let body = html! {
        (prose(&words.fill("paper.lessons.text", &[("runs", &whole(words, RUNS)), ("seed", &SEED)])))
        section."leaf first" { (rounds(words, typed, batches)) }
        section.leaf { (photo(setup, words, typed, batches)) }
        section.leaf { (selection(words, typed, batches)) }
    };
    let head = Head {
        kicker: &label(words, &setup.scenario.title),
        title: words.get("paper.lessons.title"),
        lead: words.get("paper.lessons.lead"),
    };
    page(words, head, &body)
}

/// What a lesson says besides its numbers.
#[derive(Clone, Copy, Debug)]
struct Lesson {
    title: &'static str,
    question: &'static str,
    discuss: &'static str,
    mistakes: &'static str,
}

/// A lesson: its question, commands, figure and numbers, what was found, what to discuss, what goes wrong.
fn lesson(
    words: &Catalogue,
    of: Lesson,
    typed: &[String],
    numbers: &Markup,
    found: &Markup,
) -> Markup {
    html! {
        h2 { (words.get(of.title)) }
        div.said { (prose(words.get(of.question))) }
        h3 { (words.get("paper.lessons.commands")) }
        (commands(words, typed))
        h3 { (words.get("paper.lessons.expected")) }
        (numbers)
        h3 { (words.get("paper.lessons.article")) }
        (found)
        h3 { (words.get("paper.lessons.discuss")) }
        (prose(words.get(of.discuss)))
        h3 { (words.get("paper.lessons.mistakes")) }
        (prose(words.get(of.mistakes)))
    }
}

/// A command over the batches of the lessons.
fn command(name: &str, typed: &str, gates: &[u32], sets: &[String], out: &str) -> String {
    let mut line = format!("summitry {name} {}", shell(typed));
    for n in gates {
        line.push_str(&format!(" --gate {}", rounds_first(*n)));
    }
    for set in sets {
        line.push_str(&format!(" --set {}", shell(set)));
    }
    line.push_str(&format!(" --runs {RUNS} --seed {SEED} --out out/{out}"));
    line
}

fn sets(of: &[&str]) -> Vec<String> {
    of.iter().map(|set| (*set).to_owned()).collect()
}

fn verdict_key(of: Estimate, keys: [&'static str; 3]) -> &'static str {
    match of.verdict() {
        Verdict::Above => keys[0],
        Verdict::Below => keys[1],
        Verdict::Open => keys[2],
    }
}

fn rounds(words: &Catalogue, typed: &str, batches: &Batches) -> Markup {
    let (middle, most) = (batches.middle, batches.most());
    let typed = [
        command("compare", typed, &[0, middle, most], &[], "lesson-rounds"),
        command("compare", typed, &[0, middle], &sets(&FREE), "lesson-rounds-free"),
    ];
    let some = durable_difference(batches.rule(0), batches.rule(middle));
    let fewer = durable_difference(batches.rule(most), batches.rule(middle));
    let free = durable_difference(&batches.free[0], &batches.free[1]);
    let numbers = html! {
        (figure(&rounds_figure(words, batches)))
        (rounds_table(words, batches))
        ul {
            li { (words.fill("paper.rounds.some", &[("n", &middle), ("difference", &interval(words, some))])) }
            li { (words.fill("paper.rounds.fewer", &[
                ("n", &middle), ("most", &most), ("difference", &interval(words, fewer))
            ])) }
            li { (words.fill("paper.rounds.free", &[("n", &middle), ("difference", &interval(words, free))])) }
        }
        (prose(words.get(verdict_key(some, [
            "paper.rounds.here-above", "paper.rounds.here-below", "paper.rounds.here-open",
        ]))))
        (prose(words.get(verdict_key(free, [
            "paper.rounds.free-above", "paper.rounds.free-below", "paper.rounds.free-open",
        ]))))
    };
    let article = prose(&words.fill(
        "paper.rounds.article",
        &[
            ("some", &interval(words, SOME)),
            ("fewer", &interval(words, FEWER)),
            ("later", &interval(words, LATER)),
            ("free", &interval(words, UNHARMED)),
        ],
    ));
    let of = Lesson {
        title: "paper.rounds.title",
        question: "paper.rounds.question",
        discuss: "paper.rounds.discuss",
        mistakes: "paper.rounds.mistakes",
    };
    lesson(words, of, &typed, &numbers, &article)
}

/// Shares with their intervals, a row a label.
fn shares_figure(
    words: &Catalogue,
    name: &str,
    title: &str,
    rows: Vec<(String, Estimate)>,
) -> Figure {
    let most = rows.iter().map(|(_, of)| of.high).fold(5.0, f64::max);
    let rows: Vec<IntervalRow> = rows
        .iter()
        .map(|(label, of)| {
            let value = format!("{} %", number(words, of.value, 1));
            let low = number(words, of.low, 1);
            let high = number(words, of.high, 1);
            let readout = format!("{label}: {value} ({low}–{high})");
            IntervalRow::new(label, of.value, Some((of.low, of.high)), readout, value)
        })
        .collect();
    Figure {
        name: name.to_owned(),
        title: title.to_owned(),
        alt: rows.iter().map(|row| row.readout.clone()).collect::<Vec<_>>().join("; "),
        note: words.get("paper.lessons.bars").to_owned(),
        drawing: chart(&rows, &Axis::over(words.get("paper.lessons.axis"), 0.0, most, 5)),
        table: DataTable::default(),
    }
}

fn rounds_figure(words: &Catalogue, batches: &Batches) -> Figure {
    let rows = batches.rules.iter().map(|(n, arm)| {
        (words.fill("paper.rounds.required", &[("n", n)]), arm.share(Outcome::Durable))
    });
    shares_figure(words, "rounds", words.get("paper.rounds.figure"), rows.collect())
}

fn rounds_table(words: &Catalogue, batches: &Batches) -> Markup {
    let day =
        |arm: &Arm| arm.mean_first_day().map_or("–".to_owned(), |day| number(words, day, 0));
    let table = html! {
        table {
            thead { tr {
                th.n scope="col" { (words.get("paper.rounds.n")) }
                th.n scope="col" { (words.get("paper.rounds.held")) }
                th.n scope="col" { (words.get("paper.rounds.day")) }
                th.n scope="col" { (words.get("paper.rounds.durable")) }
                th.n scope="col" { (words.get("paper.answers.interval")) }
            } }
            tbody { @for (n, arm) in &batches.rules {
                @let durable = arm.share(Outcome::Durable);
                tr {
                    th.n scope="row" { (n) }
                    td.n { (number(words, 100.0 * arm.summits() as f64 / RUNS as f64, 1)) }
                    td.n { (day(arm)) }
                    td.n { (number(words, durable.value, 1)) }
                    td.n { (number(words, durable.low, 1)) "–" (number(words, durable.high, 1)) }
                }
            } }
        }
    };
    wide(words.get("paper.rounds.figure"), &table)
}

fn photo(setup: &CompiledScenario, words: &Catalogue, typed: &str, batches: &Batches) -> Markup {
    let takes = sets(&TAKES);
    let with: Vec<String> = takes.iter().cloned().chain(early(setup)).collect();
    let typed = [
        command("run", typed, &[], &takes, "lesson-photo-without"),
        command("run", typed, &[], &with, "lesson-photo-with"),
    ];
    let [without, with] = &batches.symbol;
    let difference = durable_difference(without, with);
    let rows = vec![
        (words.get("paper.photo.without").to_owned(), without.share(Outcome::Durable)),
        (words.get("paper.photo.with").to_owned(), with.share(Outcome::Durable)),
    ];
    let numbers = html! {
        (figure(&shares_figure(words, "photo", words.get("paper.photo.figure"), rows)))
        (outcomes_table(words, without, with))
        p { (words.fill("paper.photo.difference", &[("difference", &interval(words, difference))])) }
        (prose(words.get(verdict_key(difference, [
            "paper.photo.here-above", "paper.photo.here-below", "paper.photo.here-open",
        ]))))
    };
    let [week, month, later] = LIFTS.map(|lift| number(words, lift, 3));
    let article = prose(&words.fill(
        "paper.photo.article",
        &[
            ("difference", &interval(words, SYMBOL)),
            ("week", &week),
            ("month", &month),
            ("later", &later),
        ],
    ));
    let of = Lesson {
        title: "paper.photo.title",
        question: "paper.photo.question",
        discuss: "paper.photo.discuss",
        mistakes: "paper.photo.mistakes",
    };
    lesson(words, of, &typed, &numbers, &article)
}

fn outcomes_table(words: &Catalogue, without: &Arm, with: &Arm) -> Markup {
    let table = html! {
        table {
            thead { tr {
                th scope="col" { (words.get("paper.answers.outcome")) }
                th.n scope="col" { (words.get("paper.photo.without")) ", %" }
                th.n scope="col" { (words.get("paper.photo.with")) ", %" }
            } }
            tbody { @for &outcome in Outcome::ALL {
                tr {
                    th scope="row" { (words.get(super::phrases::outcome_name(outcome))) }
                    @for arm in [without, with] { td.n { (number(words, arm.share(outcome).value, 1)) } }
                }
            } }
        }
    };
    wide(words.get("paper.photo.figure"), &table)
}

fn selection(words: &Catalogue, typed: &str, batches: &Batches) -> Markup {
    let many = batches.many;
    let typed = [
        command("run", typed, &[0], &sets(&[UNLINKED]), "lesson-selection-seen"),
        command("run", typed, &[many], &sets(&[UNLINKED]), "lesson-selection-assigned"),
        command("compare", typed, &[0, many], &[], "lesson-selection"),
    ];
    let rows: Vec<(&'static str, Option<Estimate>)> = vec![
        ("paper.selection.slope", batches.unlinked[0].slope()),
        (
            "paper.selection.without",
            ratified_difference(&batches.unlinked[0], &batches.unlinked[1]),
        ),
        ("paper.selection.with", ratified_difference(batches.rule(0), batches.rule(many))),
        ("paper.selection.in-all", Some(durable_difference(batches.rule(0), batches.rule(many)))),
    ];
    let numbers = html! {
        (figure(&selection_figure(words, &rows)))
        (selection_table(words, many, &rows))
        (prose(&words.fill("paper.selection.here", &[("many", &many)])))
    };
    let article = prose(&words.fill(
        "paper.selection.article",
        &[
            ("slope", &interval(words, SLOPE)),
            ("without", &interval(words, WITHOUT)),
            ("with", &interval(words, WITH)),
            ("all", &interval(words, IN_ALL)),
        ],
    ));
    let of = Lesson {
        title: "paper.selection.title",
        question: "paper.selection.question",
        discuss: "paper.selection.discuss",
        mistakes: "paper.selection.mistakes",
    };
    lesson(words, of, &typed, &numbers, &article)
}

/// The letters by which the rows of the figure are known in the table.
const LETTERS: [&str; 4] = ["A", "B", "C", "D"];

fn selection_figure(words: &Catalogue, rows: &[(&'static str, Option<Estimate>)]) -> Figure {
    let lettered = rows.iter().zip(LETTERS);
    let drawn: Vec<IntervalRow> = lettered
        .filter_map(|((_, of), letter)| {
            let of = (*of)?;
            let readout = format!("{letter}: {}", interval(words, of));
            let end = shown(words, of.value);
            Some(IntervalRow::new(letter, of.value, Some((of.low, of.high)), readout, end))
        })
        .collect();
    let ends = || rows.iter().filter_map(|(_, of)| *of);
    let low = ends().map(|of| of.low).fold(-1.0, f64::min);
    let high = ends().map(|of| of.high).fold(1.0, f64::max);
    Figure {
        name: "selection".to_owned(),
        title: words.get("paper.selection.figure").to_owned(),
        alt: drawn.iter().map(|row| row.readout.clone()).collect::<Vec<_>>().join("; "),
        note: words.get("paper.lessons.bars").to_owned(),
        drawing: chart(&drawn, &Axis::over(words.get("paper.selection.axis"), low, high, 5)),
        table: DataTable::default(),
    }
}

fn selection_table(
    words: &Catalogue,
    many: u32,
    rows: &[(&'static str, Option<Estimate>)],
) -> Markup {
    let verdict = |of: Estimate| match of.verdict() {
        Verdict::Above => words.get("paper.verdict.above"),
        Verdict::Below => words.get("paper.verdict.below"),
        Verdict::Open => words.get("paper.verdict.open"),
    };
    let table = html! {
        table {
            thead { tr {
                th scope="col" {}
                th scope="col" { (words.get("paper.selection.what")) }
                th.n scope="col" { (words.get("paper.selection.difference")) }
                th scope="col" { (words.get("paper.selection.reading")) }
            } }
            tbody { @for ((key, of), letter) in rows.iter().zip(LETTERS) {
                tr {
                    th scope="row" { (letter) }
                    td { (words.fill(key, &[("many", &many)])) }
                    @if let Some(of) = *of {
                        td.n { (interval(words, of)) }
                        td { (verdict(of)) }
                    } @else {
                        td.n { "–" }
                        td { (words.get("paper.selection.too-few")) }
                    }
                }
            } }
        }
    };
    wide(words.get("paper.selection.figure"), &table)
}
