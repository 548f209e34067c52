//! What to do next: commands that can be pasted.

use std::path::Path;

use super::{Plan, Planned};
use crate::cli::format::{columns_of, quoted, wrap};
use summitry_model::scenario::bundled;

/// Two commands for the same runs, one with another gate, one with one number changed.
pub(super) fn commands(plan: &Plan, planned: &Planned, width: usize) -> String {
    let (gate, place) = match planned.scenario.gate_spec.label().as_str() {
        "rounds-first:n=6" => ("summit-first", "summit-first"),
        _ => ("rounds-first:n=6", "six-rounds"),
    };
    let other_gate = command(plan, planned, Some(gate), None, place);
    let gap = (planned.scenario.round_type().of.gap / 2.0).max(1.0);
    let set = format!("meeting.rounds.gap={gap}");
    let other_number = command(plan, planned, None, Some(&set), "sooner-rounds");
    format!(
        "\n{}\n{}\n{}\n{}\n",
        wrap("Next, the same runs under another gate:", width, ""),
        lines(&other_gate, width),
        wrap("or with one number changed (summitry schema --parameters has them all):", width, ""),
        lines(&other_number, width)
    )
}

/// The words of a command, in groups that stay on a line.
fn command(
    plan: &Plan,
    planned: &Planned,
    gate: Option<&str>,
    set: Option<&str>,
    place: &str,
) -> Vec<String> {
    let mut words = vec![format!("summitry run {}", quoted(&planned.typed))];
    if plan.runs != 1000 {
        words.push(format!("--runs {}", plan.runs));
    }
    if plan.seed != 1 {
        words.push(format!("--seed {}", plan.seed));
    }
    if let Some(gate) = gate.or(plan.changes.gate.as_deref()) {
        words.push(format!("--gate {}", quoted(gate)));
    }
    if let Some(sequence) = &plan.changes.sequence {
        words.push(format!("--sequence {}", quoted(sequence)));
    }
    for set in plan.changes.set.iter().map(String::as_str).chain(set) {
        words.push(format!("--set {}", quoted(set)));
    }
    for seat in &plan.programs.typed {
        words.push(format!("--seat {}", quoted(seat)));
    }
    if let Some(fallback) = &plan.programs.fallback {
        words.push(format!("--fallback {fallback}"));
    }
    if plan.programs.within.as_millis() != 1000 && !plan.programs.typed.is_empty() {
        words.push(format!("--seat-timeout {}", plan.programs.within.as_millis()));
    }
    // Named after the directory that it follows, so that steps of different runs do not meet.
    let name = planned.dir.file_name().unwrap_or_default().to_string_lossy();
    let first = bundled::names().next() == Some(&*name);
    let place = if first { place.to_owned() } else { format!("{name}-{place}") };
    let parent = planned.dir.parent().unwrap_or(Path::new(""));
    let mut dir = parent.join(&place);
    // What is there would be refused as a batch of other inputs.
    for number in 2.. {
        if dir != planned.dir && !dir.exists() {
            break;
        }
        dir = parent.join(format!("{place}-{number}"));
    }
    words.push(format!("--out {}", quoted(&dir.to_string_lossy())));
    words
}

/// A command in as many lines as it needs, as a shell takes them.
fn lines(groups: &[String], width: usize) -> String {
    let mut text = String::new();
    let mut column = 0;
    for (at, group) in groups.iter().enumerate() {
        let length = columns_of(group);
        // All lines but the last end in a backslash.
        let rest = if at + 1 == groups.len() { 0 } else { 2 };
        if at > 0 && column + 1 + length + rest > width {
            text.push_str(" \\\n    ");
            column = 4 + length;
        } else {
            text.push_str(if at == 0 { "  " } else { " " });
            column += if at == 0 { 2 } else { 1 } + length;
        }
        text.push_str(group);
    }
    text
}
