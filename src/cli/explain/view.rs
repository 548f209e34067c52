//! A story on the screen, and as JSON.

use serde_json::{Value, json};

use crate::cli::format::{counted, tame, wrap};
use crate::cli::screen::BOLD;
use summitry_lab::replay::{Decision, Observation, RunHistory};
use summitry_model::policy::RequestKind;
use summitry_model::process::{CompiledScenario, States};
use summitry_pages::story::{Story, StoryEntry};

/// The story in so many columns.
pub(super) fn text(
    setup: &CompiledScenario,
    path: &RunHistory,
    story: &Story,
    all: bool,
    width: usize,
) -> String {
    let scenario = &setup.scenario;
    let mut text = String::new();
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    line(&format!("{BOLD}{}{BOLD:#}", wrap(&tame(&scenario.title), width, "")));
    let gate = scenario.gate_spec.label();
    let inputs =
        format!("{}: run {}, seed {}, gate {gate}", tame(&scenario.id), path.run, path.seed);
    line(&wrap(&inputs, width, ""));
    line("");
    line(&wrap(&tame(&story.headline), width, ""));
    for (head, sentences) in [
        ("The gate", &story.gate),
        ("The summits", &story.summits),
        ("The settlement", &story.settlement),
        ("The text", &story.text),
    ] {
        if sentences.is_empty() {
            continue;
        }
        line("");
        line(&format!("{BOLD}{head}{BOLD:#}"));
        sentences.iter().for_each(|sentence| line(&wrap(&tame(sentence), width, "  ")));
    }
    line("");
    line(&format!("{BOLD}  Day  What happened [decision]{BOLD:#}"));
    let mut left_out = 0;
    let mut last = None;
    for entry in &story.entries {
        if entry.routine && !all {
            left_out += 1;
            continue;
        }
        let day = format!("{:.0}", entry.day);
        let shown = if last.as_ref() == Some(&day) { String::new() } else { day.clone() };
        last = Some(day);
        let sentence = format!("{}{}", tame(&entry.text), numbered(entry));
        let indent = " ".repeat(INDENT);
        let first =
            wrap(&sentence, width.saturating_sub(INDENT), "").replace('\n', &format!("\n{indent}"));
        line(&format!("{shown:>5}  {first}"));
        for note in &entry.notes {
            let note = wrap(&format!("- {}", tame(note)), width.saturating_sub(INDENT), "  ");
            line(&format!("{indent}{}", note.replace('\n', &format!("\n{indent}"))));
        }
    }
    if left_out > 0 {
        let more = counted(left_out, "routine decision or event", "routine decisions and events");
        line("");
        line(&wrap(&format!("{more} left out; --all shows them"), width, ""));
    }
    text
}

const INDENT: usize = 7;

fn numbered(entry: &StoryEntry) -> String {
    match entry.decisions {
        Some((first, last)) if first == last => format!(" [{first}]"),
        Some((first, last)) => format!(" [{first}–{last}]"),
        None => String::new(),
    }
}

/// The story and every decision with the information it was made on, as one line of JSON.
pub(super) fn json(setup: &CompiledScenario, path: &RunHistory, story: &Story) -> String {
    let scenario = &setup.scenario;
    let decisions = path.decisions.iter().zip(&path.observations);
    let record = json!({
        "scenario": scenario.id,
        "run": path.run,
        "seed": path.seed,
        "gate": scenario.gate_spec.label(),
        "outcome": path.record.outcome.name(),
        "headline": story.headline,
        "about_gate": story.gate,
        "about_summits": story.summits,
        "about_settlement": story.settlement,
        "about_text": story.text,
        "entries": entries_json(&story.entries),
        "decisions": decisions.map(|(d, seen)| decision_json(setup, d, seen)).collect::<Vec<_>>(),
    });
    format!("{record}\n")
}

/// Entries of a story as JSON.
pub(in crate::cli) fn entries_json(entries: &[StoryEntry]) -> Value {
    let one = |entry: &StoryEntry| {
        json!({
            "day": entry.day,
            "kind": entry.kind.name(),
            "text": entry.text,
            "notes": entry.notes,
            "routine": entry.routine,
            "first_decision": entry.decisions.map(|(first, _)| first),
            "last_decision": entry.decisions.map(|(_, last)| last),
            "states": states(&entry.states),
        })
    };
    entries.iter().map(one).collect()
}

fn states(states: &States) -> Value {
    let named = states.iter().map(|(state, value)| (state.name().to_owned(), json!(value)));
    Value::Object(named.collect())
}

/// A decision, and the information it was made on, as JSON.
fn decision_json(setup: &CompiledScenario, decision: &Decision, seen: &Observation) -> Value {
    let scenario = &setup.scenario;
    let legal: Vec<&str> = decision.kind.legal().iter().map(|choice| choice.name()).collect();
    let issue = match decision.kind {
        RequestKind::EndorseIssue(issue) => Some(scenario.issues[issue.index()].id.as_str()),
        _ => None,
    };
    let gate = seen.gate.as_ref().map(|gate| {
        let leaf = |leaf: &summitry_model::diplomacy::gate::LeafReading| {
            json!({
                "condition": scenario.gate.leaves[leaf.leaf].what.name(),
                "reading": leaf.reading,
                "threshold": leaf.threshold,
                "held_days": leaf.held,
                "met": leaf.met,
            })
        };
        json!({
            "holds": gate.holds,
            "too_soon": !gate.too_soon.is_empty(),
            "conditions": gate.leaves.iter().map(leaf).collect::<Vec<_>>(),
        })
    });
    json!({
        "decision": decision.number,
        "day": decision.at.days(),
        "minute": decision.at.minutes(),
        "party": scenario.parties[decision.party.index()].id,
        "request": decision.kind.name(),
        "issue": issue,
        "answer": decision.answer.to_string(),
        "legal": legal,
        "seen": {
            "states": states(&seen.states),
            "text_utility": seen.text_utility,
            "reservation": seen.reservation,
            "gate_progress": seen.gate_progress,
            "ratification": seen.ratification,
            "gate": gate,
        },
    })
}
