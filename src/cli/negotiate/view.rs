//! A session of alternating offers: its moves, its outcome, and how good that is; as a table or as JSON.

use serde_json::{Map, Value, json};

use summitry_engine::sets::SeatSet;
use summitry_model::bargaining::import::Domain;
use summitry_model::bargaining::{
    Acceptable, Offer, Point, Preferences, Session, Solutions, Space, Turn, distance, front,
    nearest,
};

use crate::cli::args::NegotiateArgs;
use crate::cli::format::{counted, grouped, shorten, tame, wrap};
use crate::cli::screen::BOLD;
use crate::cli::table::{Column, table_with_text};

/// Most sets of refusing parties that are named on the screen.
const MOST_REFUSERS: usize = 4;

/// A session that was played to its end.
#[derive(Debug)]
pub(super) struct Played {
    steps: u32,
    seed: u64,
    /// Who must agree.
    required: SeatSet,
    /// What was agreed, and the step in which the last of them accepted.
    agreement: Option<(Offer, u32)>,
    /// Who did not accept what was agreed; only some must.
    refused: SeatSet,
    /// Offers that were drawn from several that did as well.
    drawn: u32,
    /// With --trace.
    moves: Option<Vec<Move>>,
}

/// What a party did in its turn. A refusal that an own offer follows shows in that.
#[derive(Clone, Copy, Debug)]
struct Move {
    step: u32,
    seat: usize,
    act: Act,
    offer: Option<Offer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Offers,
    Accepts,
    Refuses,
    Leaves,
}

impl Act {
    fn name(self) -> &'static str {
        match self {
            Act::Offers => "offers",
            Act::Accepts => "accepts",
            Act::Refuses => "refuses",
            Act::Leaves => "leaves",
        }
    }
}

impl Played {
    /// Plays a session to its end; with --trace every move is recorded.
    pub(super) fn new(mut session: Session, args: &NegotiateArgs, required: SeatSet) -> Self {
        let mut moves = args.trace.then(Vec::new);
        loop {
            let (turn, step) = (session.turn(), session.step());
            let (Turn::Offer(seat) | Turn::Respond(seat)) = turn else { break };
            let after = session.advance();
            let Some(moves) = &mut moves else { continue };
            let standing = session.standing();
            let act = match turn {
                Turn::Respond(_) if after == Turn::Offer(seat) => continue,
                Turn::Respond(_) if !session.accepted().contains(seat) => Act::Refuses,
                Turn::Respond(_) => Act::Accepts,
                _ if after == Turn::Failed && standing.is_none_or(|(_, by)| by != seat) => {
                    Act::Leaves
                }
                _ => Act::Offers,
            };
            let offer = if act == Act::Leaves { None } else { standing.map(|(offer, _)| offer) };
            moves.push(Move { step, seat, act, offer });
        }
        let agreement = match session.turn() {
            Turn::Agreed => session.standing().map(|(offer, _)| offer).zip(session.agreed_step()),
            _ => None,
        };
        let refused = match agreement {
            Some(_) => SeatSet::first(session.seats()) - session.accepted(),
            None => SeatSet::EMPTY,
        };
        let (steps, seed, drawn) = (args.steps, args.seed, session.drawn());
        Played { steps, seed, required, agreement, refused, drawn, moves }
    }
}

/// The quality of an outcome, relative to what could have been agreed.
#[derive(Debug)]
pub(super) struct Measured {
    outcomes: f64,
    /// What each gets without agreement.
    reservations: Vec<f64>,
    /// What each gets.
    utilities: Vec<f64>,
    /// The same at the time of the agreement, by each party's discount factor.
    discounted: Option<Vec<f64>>,
    solutions: Option<Solutions>,
    pareto_size: Option<usize>,
    pareto_distance: Option<f64>,
    acceptable: Option<Acceptable>,
    /// What was not computed, and why.
    pub left_out: Vec<String>,
}

impl Measured {
    /// Measures an outcome; the disagreement point is the parties' reservation values.
    pub(super) fn new(space: &Space, preferences: &[Preferences], played: &Played) -> Self {
        let mut left_out = Vec::new();
        let reservations: Vec<f64> = preferences.iter().map(Preferences::reservation).collect();
        let agreed = played.agreement.map(|(offer, _)| space.point(offer.options()).utilities);
        let front = front(space).map_err(|error| {
            left_out.push(format!("the Pareto front: {error}"));
        });
        let solutions = match &front {
            Ok(front) => Solutions::on(space, front, &reservations),
            Err(()) => Solutions::new(space, &reservations).unwrap_or_else(|error| {
                left_out.push(format!("the solution points: {error}"));
                None
            }),
        };
        let front = front.ok();
        let acceptable = Acceptable::new(space, &reservations).map_err(|error| {
            left_out.push(format!("the outcomes acceptable to all: {error}"));
        });
        let discounted = agreed.as_ref().zip(played.agreement).map(|(utilities, (_, step))| {
            let time = (f64::from(step) + 1.0) / (f64::from(played.steps) + 1.0);
            let of = |(p, u): (&Preferences, &f64)| p.discounted(*u, time);
            preferences.iter().zip(utilities).map(of).collect()
        });
        let nearest_to = |utilities: &Vec<f64>| Some(nearest(front.as_ref()?, utilities)?.1);
        Measured {
            outcomes: space.outcomes(),
            pareto_size: front.as_ref().map(Vec::len),
            pareto_distance: agreed.as_ref().and_then(nearest_to),
            utilities: agreed.unwrap_or_else(|| reservations.clone()),
            reservations,
            discounted,
            solutions,
            acceptable: acceptable.ok(),
            left_out,
        }
    }

    /// Without agreement, how many outcomes were acceptable to all who must agree; none if none was.
    fn missed(&self, played: &Played) -> Option<u64> {
        let acceptable = self.acceptable.as_ref().filter(|_| played.agreement.is_none())?;
        Some(acceptable.to(played.required)).filter(|count| *count > 0)
    }
}

/// The session as one JSON object; `strategies` as they were typed.
pub(super) fn json(
    domain: &Domain,
    strategies: &[String],
    played: &Played,
    measured: &Measured,
) -> Value {
    let outcome = |offer: &Offer| -> Value {
        let named = domain.issues().iter().zip(offer.options());
        let named =
            named.map(|(issue, &o)| (issue.name.clone(), json!(issue.values[usize::from(o)])));
        Value::Object(named.collect::<Map<String, Value>>())
    };
    let point = |of: fn(&Solutions) -> &Point| {
        measured.solutions.as_ref().map(|solutions| {
            let point = of(solutions);
            json!({ "outcome": outcome(&point.outcome), "utilities": point.utilities })
        })
    };
    let names = names(domain);
    let agreed = measured.solutions.as_ref().filter(|_| played.agreement.is_some());
    let distances = agreed.map(|solutions| {
        let to = solutions.distances(&measured.utilities);
        json!({
            "nash": to.nash,
            "kalai": to.kalai,
            "kalai_smorodinsky": to.kalai_smorodinsky,
            "welfare": to.utilitarian,
        })
    });
    let mut result = json!({
        "parties": domain.parties().collect::<Vec<_>>(),
        "strategies": strategies,
        "steps": played.steps,
        "agreement": played.agreement.as_ref().map(|(offer, _)| outcome(offer)),
        "step": played.agreement.map(|(_, step)| step),
        "utilities": measured.utilities,
        "discounted": measured.discounted,
        "reservations": measured.reservations,
        "nash": point(|of| &of.nash),
        "kalai": point(|of| &of.kalai),
        "kalai_smorodinsky": point(|of| &of.kalai_smorodinsky),
        "welfare": point(|of| &of.utilitarian),
        "distances": distances,
        "outcomes": whole(measured.outcomes),
        "pareto_size": measured.pareto_size,
        "pareto_distance": measured.pareto_distance,
        "required": listed(&names, played.required),
        "refused": listed(&names, played.refused),
        "acceptable": measured.acceptable.as_ref().map(|of| acceptable_json(of, &names, played)),
        "agreement_missed": measured.acceptable.as_ref().map(|_| measured.missed(played).is_some()),
        "seed": played.seed,
        "drawn": played.drawn,
    });
    if let Some(moves) = &played.moves {
        let preferences = domain.preferences();
        let record = |of: &Move| {
            let utilities = of.offer.map(|offer| {
                preferences.iter().map(|p| p.utility(offer.options())).collect::<Vec<_>>()
            });
            json!({
                "step": of.step,
                "party": of.seat,
                "act": of.act.name(),
                "outcome": of.offer.as_ref().map(outcome),
                "utilities": utilities,
            })
        };
        result["trace"] = moves.iter().map(record).collect();
    }
    result
}

/// Names of some of the parties.
fn listed(names: &[String], seats: SeatSet) -> Vec<&str> {
    seats.iter().map(|seat| names[seat].as_str()).collect()
}

fn acceptable_json(acceptable: &Acceptable, names: &[String], played: &Played) -> Value {
    let but = |refusers: usize| {
        let by = acceptable.to_all_but(refusers);
        let by =
            by.map(|(who, count)| json!({ "refused_by": listed(names, who), "outcomes": count }));
        let count: u64 = acceptable.to_all_but(refusers).map(|(_, count)| count).sum();
        json!({ "refusers": refusers, "outcomes": count, "by": by.collect::<Vec<_>>() })
    };
    json!({
        "to_all": acceptable.to_all(),
        "to_required": acceptable.to(played.required),
        "to_all_but": (1..=names.len()).map(but).collect::<Vec<_>>(),
    })
}

/// A count, without a decimal point while it is exact.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count below 2⁵³")]
fn whole(count: f64) -> Value {
    if count < 9_007_199_254_740_992.0 { json!(count as u64) } else { json!(count) }
}

/// The session as tables in so many columns: the moves with --trace, what was agreed, and what could have been.
pub(super) fn table(
    domain: &Domain,
    strategies: &[String],
    played: &Played,
    measured: &Measured,
    width: usize,
) -> String {
    let mut text = String::new();
    if let Some(moves) = &played.moves {
        text.push_str(&trace(domain, moves, width));
        text.push('\n');
    }
    text.push_str(&heading(domain, strategies, played, measured, width));
    text.push('\n');
    text.push_str(&points(domain, played, measured, width));
    text.push('\n');
    let mut lines = vec![efficiency(measured)];
    lines.extend(measured.acceptable.as_ref().map(|of| acceptable(of, &names(domain), played)));
    lines.extend(drawn(played));
    for line in lines {
        text.push_str(&wrap(&line, width, ""));
        text.push('\n');
    }
    text
}

fn heading(
    domain: &Domain,
    strategies: &[String],
    played: &Played,
    measured: &Measured,
    width: usize,
) -> String {
    let who: Vec<String> = names(domain)
        .iter()
        .zip(strategies)
        .map(|(party, strategy)| format!("{party} ({strategy})"))
        .collect();
    let parties = names(domain);
    let ended = match played.agreement {
        Some((_, step)) => format!("agreed in step {step}"),
        None => "no agreement".to_owned(),
    };
    let mut but = String::new();
    if !played.refused.is_empty() {
        but = format!(" without {}", listed(&parties, played.refused).join(", "));
    } else if let Some(count) = measured.missed(played) {
        let are = if count == 1 { "outcome is" } else { "outcomes are" };
        let whom = whom(played, &parties);
        but = format!(", although {} {are} acceptable to {whom}", grouped(count));
    }
    let steps = counted(u64::from(played.steps), "step", "steps");
    let line = format!("{}: {ended}{but}; {steps}, counted from 0", who.join(", "));
    let broken = wrap(&line, width, "  ");
    let bold = broken.replacen(&ended, &format!("{BOLD}{ended}{BOLD:#}"), 1);
    format!("{bold}\n")
}

fn points(domain: &Domain, played: &Played, measured: &Measured, width: usize) -> String {
    let mut rows: Vec<(&str, &[f64], Option<Offer>)> = Vec::new();
    let agreed = played.agreement.map(|(offer, _)| offer);
    if agreed.is_some() {
        rows.push(("agreement", &measured.utilities, agreed));
    }
    if let Some(discounted) = measured.discounted.as_ref().filter(|d| **d != measured.utilities) {
        rows.push(("  discounted", discounted, None));
    }
    if let Some(solutions) = &measured.solutions {
        let of = [
            ("Nash", &solutions.nash),
            ("Kalai", &solutions.kalai),
            ("Kalai–Smorodinsky", &solutions.kalai_smorodinsky),
            ("welfare", &solutions.utilitarian),
        ];
        rows.extend(of.map(|(name, point)| (name, &point.utilities[..], Some(point.outcome))));
    }
    rows.push(("disagreement", &measured.reservations, None));
    let away = |(name, utilities, _): &(&str, &[f64], Option<Offer>)| match *name {
        "agreement" | "  discounted" => String::new(),
        _ => format!("{:.3}", distance(utilities, &measured.utilities)),
    };
    let mut columns =
        vec![Column::left("Point", 0, rows.iter().map(|(name, ..)| (*name).to_owned()).collect())];
    columns
        .extend(utility_columns(domain, &rows.iter().map(|row| Some(row.1)).collect::<Vec<_>>()));
    if agreed.is_some() {
        columns.push(Column::right("Away", u8::MAX, rows.iter().map(away).collect()));
    }
    let outcomes: Vec<Option<Offer>> = rows.iter().map(|row| row.2).collect();
    with_outcomes(domain, columns, &outcomes, width)
}

/// Every offer and acceptance. Passes around the table that repeat the pass before share one line.
fn trace(domain: &Domain, moves: &[Move], width: usize) -> String {
    let preferences = domain.preferences();
    let parties = names(domain);
    let lines = lines(moves);
    let cells = |of: &dyn Fn(&Line) -> String| lines.iter().map(of).collect::<Vec<_>>();
    let party = |line: &Line| match line {
        Line::Move(of) => short(&parties[of.seat]),
        Line::Same { .. } => "all".to_owned(),
    };
    let mut columns = vec![
        Column::right("Step", 0, cells(&Line::steps)),
        Column::left("Party", 0, cells(&party)),
        Column::left("Act", 0, cells(&|line| line.act().to_owned())),
    ];
    let worth = |offer: Offer| preferences.iter().map(|p| p.utility(offer.options())).collect();
    let utilities: Vec<Option<Vec<f64>>> =
        lines.iter().map(|line| line.offer().map(worth)).collect();
    let rows: Vec<Option<&[f64]>> = utilities.iter().map(|row| row.as_deref()).collect();
    columns.extend(utility_columns(domain, &rows));
    let outcomes: Vec<Option<Offer>> = lines.iter().map(Line::offer).collect();
    with_outcomes(domain, columns, &outcomes, width)
}

/// A line of the trace.
enum Line {
    Move(Move),
    /// Steps that repeat the step before.
    Same {
        first: u32,
        last: u32,
    },
}

impl Line {
    fn steps(&self) -> String {
        match self {
            Line::Move(of) => of.step.to_string(),
            Line::Same { first, last } if first == last => first.to_string(),
            Line::Same { first, last } => format!("{first}–{last}"),
        }
    }

    fn act(&self) -> &'static str {
        match self {
            Line::Move(of) => of.act.name(),
            Line::Same { .. } => "as before",
        }
    }

    fn offer(&self) -> Option<Offer> {
        match self {
            Line::Move(of) => of.offer,
            Line::Same { .. } => None,
        }
    }
}

fn lines(moves: &[Move]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut before: &[Move] = &[];
    let done =
        |pass: &[Move]| pass.iter().map(|of| (of.seat, of.act, of.offer)).collect::<Vec<_>>();
    for pass in moves.chunk_by(|a, b| a.step == b.step) {
        let step = pass[0].step;
        match lines.last_mut() {
            Some(Line::Same { last, .. }) if done(pass) == done(before) => *last = step,
            _ if done(pass) == done(before) => lines.push(Line::Same { first: step, last: step }),
            _ => lines.extend(pass.iter().copied().map(Line::Move)),
        }
        before = pass;
    }
    lines
}

/// Names of the parties; of several with one name the second is `name (2)`.
pub(super) fn names(domain: &Domain) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for party in domain.parties().map(tame) {
        let same = |k: &usize| if *k == 1 { party.clone() } else { format!("{party} ({k})") };
        let free = (1..).map(|k| same(&k)).find(|name| !names.contains(name));
        names.extend(free);
    }
    names
}

/// What each party gets, one column each; where there is no room, the last are left out first.
fn utility_columns(domain: &Domain, rows: &[Option<&[f64]>]) -> Vec<Column> {
    let column = |(k, party): (usize, String)| {
        let cell = |row: &Option<&[f64]>| row.map(|u| format!("{:.3}", u[k])).unwrap_or_default();
        Column::right(short(&party), 2 + k as u8, rows.iter().map(cell).collect())
    };
    names(domain).into_iter().enumerate().map(column).collect()
}

/// A table with the outcomes as its last column, wrapped where the screen ends.
fn with_outcomes(
    domain: &Domain,
    columns: Vec<Column>,
    outcomes: &[Option<Offer>],
    width: usize,
) -> String {
    let issues = domain.issues();
    let names: Vec<String> = issues.iter().map(|issue| tame(&issue.name)).collect();
    let text_of = |offer: &Offer| {
        let values = issues.iter().zip(offer.options());
        values
            .map(|(issue, &o)| tame(&issue.values[usize::from(o)]))
            .collect::<Vec<_>>()
            .join(" · ")
    };
    let cells: Vec<String> =
        outcomes.iter().map(|of| of.as_ref().map(text_of).unwrap_or_default()).collect();
    let (mut text, left_out) = table_with_text(columns, &names.join(" · "), &cells, width);
    if left_out > 0 {
        let columns = counted(left_out as u64, "column does", "columns do");
        let note = format!("({columns} not fit: widen the window, or use --format json)");
        text.push_str(&wrap(&note, width, ""));
        text.push('\n');
    }
    text
}

/// A name that leaves room for others.
fn short(name: &str) -> String {
    shorten(&tame(name), 16)
}

fn efficiency(measured: &Measured) -> String {
    let outcomes = if measured.outcomes < 1e15 {
        grouped(measured.outcomes as u64)
    } else {
        format!("{:.1e}", measured.outcomes)
    };
    let Some(size) = measured.pareto_size else {
        return format!("There are {outcomes} outcomes.");
    };
    let are = if size == 1 { "is" } else { "are" };
    let front = format!("Of {outcomes} outcomes {} {are} Pareto-efficient", grouped(size as u64));
    match measured.pareto_distance {
        Some(0.0) => format!("{front}; the agreement is one of them."),
        Some(away) => format!("{front}; the agreement is {away:.3} from the nearest."),
        None => format!("{front}."),
    }
}

/// Who must agree, as part of a sentence.
fn whom(played: &Played, parties: &[String]) -> String {
    if played.required.len() == parties.len() {
        "all".to_owned()
    } else {
        format!("all who must agree ({})", listed(parties, played.required).join(", "))
    }
}

/// How many outcomes are acceptable to all, and to all but as few as there are any, with those who refuse.
fn acceptable(acceptable: &Acceptable, parties: &[String], played: &Played) -> String {
    let are = |count: u64| match count {
        0 => "No outcome is".to_owned(),
        1 => "1 outcome is".to_owned(),
        count => format!("{} outcomes are", grouped(count)),
    };
    let mut text = format!("{} acceptable to all", are(acceptable.to_all()));
    if played.required.len() < parties.len() {
        let count = acceptable.to(played.required);
        text.push_str(&format!(", {} to {}", grouped(count), whom(played, parties)));
    }
    text.push('.');
    let some = |refusers: &usize| acceptable.to_all_but(*refusers).next().is_some();
    if let Some(refusers) = (1..parties.len()).find(some) {
        let all: Vec<(SeatSet, u64)> = acceptable.to_all_but(refusers).collect();
        let count: u64 = all.iter().map(|(_, count)| count).sum();
        let mut by: Vec<String> = all
            .iter()
            .take(MOST_REFUSERS)
            .map(|(who, count)| {
                format!("{} {}", listed(parties, *who).join(" and "), grouped(*count))
            })
            .collect();
        if let Some(rest) = all.get(MOST_REFUSERS..).filter(|rest| !rest.is_empty()) {
            by.push(format!("others {}", grouped(rest.iter().map(|(_, count)| count).sum())));
        }
        let by = by.join(", ");
        let to = format!(" {} acceptable to all but {refusers}; refused by: {by}.", are(count));
        text.push_str(&to);
    }
    text
}

/// What was drawn, if anything was.
fn drawn(played: &Played) -> Option<String> {
    let count = Some(played.drawn).filter(|count| *count > 0)?;
    let were = counted(u64::from(count), "offer was", "offers were");
    Some(format!("{were} drawn from several that did as well (--seed {}).", played.seed))
}
