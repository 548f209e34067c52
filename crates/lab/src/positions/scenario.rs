//! The scenario that a table makes: what the table says, and assumptions for all else.

use std::fmt::Write;

use summitry_model::bargaining::import::MAX_BYTES;
use summitry_model::fields::field::Choice;
use summitry_model::limits::MAX_SCENARIO_OPTIONS;
use summitry_model::scenario::{ids, quoted};

use super::Positions;

/// How value falls with the distance from an actor's position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loss {
    /// In proportion to it.
    #[default]
    Linear,
    /// With its square.
    Quadratic,
}

impl Loss {
    /// Its name in options and files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Loss::Linear => "linear",
            Loss::Quadratic => "quadratic",
        }
    }

    /// What a position is worth at a distance, as a share of the scale, from one's own: from 0 to 1.
    #[must_use]
    pub fn value(self, distance: f64) -> f64 {
        match self {
            Loss::Linear => 1.0 - distance,
            Loss::Quadratic => 1.0 - distance * distance,
        }
    }
}

/// A position that may be agreed.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Where it is on the issue's scale.
    pub at: f64,
    /// Its name: a label, or the number.
    pub name: String,
    /// Actors whose position it stands for.
    actors: usize,
    /// Whether it is the reference point or has a label, and so stays where it is.
    fixed: bool,
}

/// A scenario that a table made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The file.
    pub text: String,
    /// The options of each issue, in their order.
    pub options: Vec<Vec<Point>>,
}

/// Why a sound table makes no scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotMade {
    /// An issue on which there is nothing to choose.
    #[error(
        "on {0} all positions are the reference point: there is nothing to negotiate; leave the issue out, or label another position"
    )]
    OnePoint(String),
    /// More labels than an issue may have options.
    #[error(
        "{0} has {1} labelled positions, its reference point included; an issue has at most {MAX_SCENARIO_OPTIONS} options"
    )]
    Labels(String, usize),
    /// A text that is no scenario file for its length alone.
    #[error("the scenario would be longer than {MAX_BYTES} bytes; shorten the names in the table")]
    Long,
}

/// The positions that may be agreed on an issue: the distinct positions, the reference point and the labelled ones.
///
/// While there are more than a scenario allows, the two neighbours that are nearest to each other become one: the lowest such pair,
/// at their mean weighted by the actors who stand there; the reference point and labelled points stay where they are, and two of
/// them are never merged.
fn options(positions: &Positions, issue: usize) -> Result<Vec<Point>, NotMade> {
    let of = &positions.issues[issue];
    let mut points: Vec<Point> = Vec::new();
    let mut add = |at: f64, label: Option<&String>, fixed: bool, actors: usize| match points
        .iter_mut()
        .find(|point| point.at == at)
    {
        Some(point) => {
            point.actors += actors;
            point.fixed |= fixed;
        }
        None => points.push(Point {
            at,
            name: label.cloned().unwrap_or_else(|| number(at)),
            actors,
            fixed,
        }),
    };
    for (at, label) in &of.labels {
        add(*at, Some(label), true, 0);
    }
    add(of.no_deal, None, true, 0);
    for stand in positions.stands.iter().filter_map(|stands| stands[issue]) {
        add(stand.position, None, false, 1);
    }
    points.sort_by(|a, b| a.at.total_cmp(&b.at));
    let fixed = points.iter().filter(|point| point.fixed).count();
    if fixed > MAX_SCENARIO_OPTIONS {
        return Err(NotMade::Labels(of.name.clone(), fixed));
    }
    if points.len() < 2 {
        return Err(NotMade::OnePoint(of.name.clone()));
    }
    while points.len() > MAX_SCENARIO_OPTIONS {
        let pairs = (1..points.len()).filter(|&k| !(points[k - 1].fixed && points[k].fixed));
        let nearest = pairs.min_by(|&a, &b| {
            let gap = |k: usize| points[k].at - points[k - 1].at;
            gap(a).total_cmp(&gap(b))
        });
        let Some(k) = nearest else { break };
        let (low, high) = (points[k - 1].clone(), points.remove(k));
        let actors = low.actors + high.actors;
        points[k - 1] = if high.fixed || low.fixed {
            Point { actors, ..if low.fixed { low } else { high } }
        } else {
            let weigh = |point: &Point| point.at * point.actors as f64;
            let at = (weigh(&low) + weigh(&high)) / actors as f64;
            Point { at, name: number(at), actors, fixed: false }
        };
    }
    // A label may be the number of another point, or stand for two.
    for k in 0..points.len() {
        if (0..points.len()).any(|other| other != k && points[other].name == points[k].name) {
            points[k].name = format!("{} ({})", points[k].name, points[k].at);
        }
    }
    Ok(points)
}

/// A number to six decimals, without zeros at its end.
fn number(x: f64) -> String {
    let rounded = (x * 1e6).round() / 1e6;
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// The scenario of a table.
///
/// # Errors
/// [`NotMade`].
pub fn scenario_text(positions: &Positions, loss: Loss) -> Result<Made, NotMade> {
    let issue_ids = ids(positions.issues.iter().map(|issue| issue.name.as_str()), "issue");
    let party_ids = ids(positions.actors.iter().map(|actor| actor.name.as_str()), "party");
    let options: Result<Vec<Vec<Point>>, NotMade> =
        (0..positions.issues.len()).map(|j| options(positions, j)).collect();
    let options = options?;
    let mut text = head(positions, loss, &options);
    let title = positions.title.clone().unwrap_or_else(|| positions.file.clone());
    let about =
        format!("{} actors over {} issues.", positions.actors.len(), positions.issues.len());
    let about = positions.description.clone().unwrap_or(about);
    let _ = write!(text, "title = {}\ndescription = {}\n{ASSUMED}", short(&title), short(&about));
    for ((issue, id), points) in positions.issues.iter().zip(&issue_ids).zip(&options) {
        let names: Vec<String> = points.iter().map(|point| short(&point.name)).collect();
        let status_quo =
            points.iter().position(|point| point.at == issue.no_deal).unwrap_or_default();
        let _ = write!(
            text,
            "\n[issue.{id}]\nlabel = {}\noptions = [{}]\nstatus-quo = {status_quo}{}# the reference point, {}\n",
            short(&issue.name),
            names.join(", "),
            " ".repeat(18),
            number(issue.no_deal)
        );
    }
    for ((actor, id), stands) in positions.actors.iter().zip(&party_ids).zip(&positions.stands) {
        let mut stakes = String::new();
        let (mut held, mut best) = (0.0, 0.0);
        for (((issue, id), points), stand) in
            positions.issues.iter().zip(&issue_ids).zip(&options).zip(stands)
        {
            let Some(stand) = stand else {
                let _ =
                    writeln!(stakes, "stakes.{id} = {{ weight = 0 }}{}# no stake", " ".repeat(8));
                continue;
            };
            let width = issue.scale.1 - issue.scale.0;
            let worth = |point: &Point| {
                let value = loss.value((point.at - stand.position).abs() / width).clamp(0.0, 1.0);
                (value * 1e6).round() / 1e6
            };
            let values: Vec<f64> = points.iter().map(worth).collect();
            let at = points.iter().position(|point| point.at == issue.no_deal).unwrap_or_default();
            held += stand.salience * values[at];
            best += stand.salience * values.iter().copied().fold(0.0, f64::max);
            let written: Vec<String> = values.iter().map(|value| number(*value)).collect();
            let _ = writeln!(
                stakes,
                "stakes.{id} = {{ weight = {}, values = [{}] }}{}# stands at {}",
                number(stand.salience),
                written.join(", "),
                " ".repeat(2),
                number(stand.position)
            );
        }
        // Rounded down, so that what holds anyway is never below it.
        let reservation = if best > 0.0 { (held / best * 1e6).floor() / 1e6 } else { 0.0 };
        let note = actor.description.as_ref().map(|text| format!("# {}\n", comment(text)));
        let _ = write!(
            text,
            "\n{}[party.{id}]\nlabel = {}\nrole = \"{}\"\ninfluence = {}\nreservation = {}\nhorizon = 365\n{stakes}",
            note.unwrap_or_default(),
            short(&actor.name),
            actor.role.key(),
            number(actor.capability),
            number(reservation)
        );
    }
    if text.len() > MAX_BYTES { Err(NotMade::Long) } else { Ok(Made { text, options }) }
}

/// What no table says.
const ASSUMED: &str = "\
base = \"generic\"                  # what this file does not set is off or generic

# Assumed, and yours to change.
[gate]                            # the summit is granted once this share of the agenda is prepared
preparation = 0.5

[calendar]
window = 365

[requester]                       # it asks whenever it may
attention-gain = 1
cost = 0

[requests]
first = 20
mean = 30

[meeting.rounds]
gap = 30
gap-spread = 0.3
sessions = 2
session-issues = 2
steps = 6
quorum = 1

[meeting.summit]
lead = 21
steps = 3

[summit]                          # substantive, and signed, if it opens and closes with these shares of the agenda
goals = 0.5
preparation = 0.5
closing = 0.65
partial = 0.35

[settlement]                      # how soon settlements fail, from peace agreements since 1975; 0 for settlements that hold
baseline = 0.0874
";

/// The comment that says what is from the table and how.
fn head(positions: &Positions, loss: Loss, options: &[Vec<Point>]) -> String {
    let mut text = format!(
        "# From the table {}, read as {}.\n# SHA-256 {}\n#\n\
         # - influence is the actor's capability, the weight of an issue its salience: both are ratios, and the weights of a\n\
         #   party sum to 1, however high its saliences\n\
         # - the options of an issue are the distinct positions, the reference point and labelled points",
        comment(&positions.file),
        positions.shape,
        positions.sha256
    );
    let merged = positions.issues.iter().enumerate().filter(|&(j, issue)| {
        let stands = positions.stands.iter().filter_map(|stands| stands[j]);
        stands.into_iter().any(|stand| {
            options[j].iter().all(|point| point.at != stand.position)
                && issue.scale.0 <= stand.position
        })
    });
    let merged: Vec<&str> = merged.map(|(_, issue)| issue.name.as_str()).collect();
    if !merged.is_empty() {
        let _ = write!(
            text,
            ";\n#   on {} the nearest neighbours are merged into their weighted mean until {MAX_SCENARIO_OPTIONS} are left",
            comment(&merged.join(", "))
        );
    }
    let (formula, example) = match loss {
        Loss::Linear => ("1 - d", "linear"),
        Loss::Quadratic => ("1 - d squared", "quadratic"),
    };
    let _ = write!(
        text,
        "\n# - loss = \"{example}\": an option is worth {formula}, where d is its distance from the actor's position as a share of the scale\n\
         # - without agreement the reference point holds; `reservation` is what that is worth, as a share of the party's best deal\n"
    );
    for issue in &positions.issues {
        let _ = writeln!(
            text,
            "# - {}: scale {} to {}, reference point {}",
            comment(&issue.name),
            number(issue.scale.0),
            number(issue.scale.1),
            number(issue.no_deal)
        );
    }
    for note in &positions.notes {
        let _ = writeln!(text, "# - {}", comment(note));
    }
    text.push('\n');
    text
}

/// A text on one line, for a comment.
fn comment(text: &str) -> String {
    summitry_model::fields::text::sanitize(text)
}

/// A text in quotes, cut to what a field takes.
fn short(text: &str) -> String {
    let most = summitry_model::fields::field::MAX_TEXT - 1;
    quoted(&summitry_model::fields::tree::shorten(text, most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::positions::{Supplied, read};

    #[test]
    fn more_positions_than_options_are_merged_by_the_rule() {
        let mut table = String::from("actor,role,issue,position,salience,reference point\n");
        for (k, x) in [1, 2, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 97, 100].iter().enumerate() {
            let role = ["requester", "gatekeeper"].get(k).unwrap_or(&"ally");
            table.push_str(&format!("A{k},{role},Fish,{x},50,0\n"));
        }
        let positions = read("t.csv", table.as_bytes(), &Supplied::default()).unwrap();
        let made = scenario_text(&positions, Loss::Linear).unwrap();
        let at: Vec<f64> = made.options[0].iter().map(|point| point.at).collect();
        // 0 and 1 are nearest and lowest: 0 is the reference point and stays; then 95 and 97; then 0 and 2.
        assert_eq!(at, [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 96.0, 100.0]);
        assert!(made.text.contains("merged into their weighted mean until 12 are left"));
    }
}
