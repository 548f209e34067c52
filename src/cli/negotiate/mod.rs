//! `summitry negotiate`: one session of alternating offers between profiles.

mod view;

use std::path::PathBuf;

use summitry_engine::sets::SeatSet;
use summitry_model::bargaining::session::Rules;
use summitry_model::bargaining::{Preferences, Session, Space, Strategy};

use super::args::{Format, NegotiateArgs};
use super::exit::{Exit, Failure};
use super::format::{counted, tame};
use super::{profiles, screen};
use view::{Measured, Played};

/// Plays the session, and prints its outcome.
pub(super) fn negotiate(args: &NegotiateArgs) -> Result<Exit, Failure> {
    let (paths, named) = sorted(args);
    let strategies: Result<Vec<Strategy>, _> = named.iter().map(|name| name.parse()).collect();
    let strategies = strategies.map_err(|error| Failure::refused(tame(&error.to_string())))?;
    if paths.len() < 2 {
        return Err(Failure::refused(format!(
            "{} named: a negotiation is between two or more",
            counted(paths.len() as u64, "profile", "profiles")
        )));
    }
    if strategies.len() != paths.len() {
        return Err(Failure::refused(format!(
            "{} for {}: name one for each, in their order",
            counted(strategies.len() as u64, "strategy", "strategies"),
            counted(paths.len() as u64, "profile", "profiles"),
        )));
    }
    let domain = profiles::domain(&paths, args.domain.as_deref())?;
    let preferences = domain.preferences();
    let space = Space::new(&preferences).map_err(|error| Failure::new(Exit::DATA, error))?;
    let required = required(&args.require, &view::names(&domain))?;
    let seats: Vec<(&Preferences, Strategy)> = preferences.iter().zip(strategies).collect();
    let session = session(&space, &seats, args.steps, required).seeded(args.seed);
    let played = Played::new(session, args, required);
    let measured = Measured::new(&space, &preferences, &played);
    for missing in &measured.left_out {
        screen::note(&format!("left out: {missing}"));
    }
    let names: Vec<String> = named.into_iter().map(tame).collect();
    screen::print(&match args.format {
        Format::Table => view::table(&domain, &names, &played, &measured, screen::width()),
        Format::Json => format!("{}\n", view::json(&domain, &names, &played, &measured)),
    })?;
    Ok(Exit::DONE)
}

/// The seats of the parties that must agree: those named, or all.
fn required(named: &[String], parties: &[String]) -> Result<SeatSet, Failure> {
    if named.is_empty() {
        return Ok(SeatSet::first(parties.len()));
    }
    let seat = |name: &String| {
        let name = tame(name.trim());
        parties.iter().position(|party| *party == name).ok_or_else(|| {
            let parties = parties.join(", ");
            Failure::refused(format!("--require: no party is called {name}; there are {parties}"))
        })
    };
    named.iter().map(seat).collect()
}

/// A session of such seats, of whom those `required` must agree.
fn session(
    space: &Space,
    seats: &[(&Preferences, Strategy)],
    steps: u32,
    required: SeatSet,
) -> Session {
    if required.len() == seats.len() {
        return Session::between(seats, steps);
    }
    // A veto for whoever must agree; the others have no influence on the quorum.
    let mut session = Session::new();
    session.open(Rules { steps, step_scale: 1.0, quorum: 0.5 }, space.options());
    for (seat, (of, strategy)) in seats.iter().enumerate() {
        let binds = required.contains(seat);
        session.join(of, *strategy, f64::from(u8::from(binds)), binds, seats.len() - 1);
    }
    session
}

/// Profiles and strategies as they are meant: `--strategy` takes as many words as follow it, and so profiles
/// that do.
fn sorted(args: &NegotiateArgs) -> (Vec<PathBuf>, Vec<&str>) {
    let is_file = |word: &&str| {
        let path = PathBuf::from(word);
        ["xml", "json"]
            .iter()
            .any(|known| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(known)))
    };
    let words = || args.strategies.iter().map(String::as_str);
    let paths = args.profiles.iter().cloned().chain(words().filter(is_file).map(PathBuf::from));
    (paths.collect(), words().filter(|word| !is_file(word)).flat_map(apart).collect())
}

/// The strategies of a word: they stand between commas, and so do the parameters of one.
fn apart(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (comma, _) in word.match_indices(',') {
        let next = word[comma + 1..].split(',').next().unwrap_or_default();
        let parameter = next.contains('=') && !next.contains(':');
        if !parameter {
            parts.push(&word[start..comma]);
            start = comma + 1;
        }
    }
    parts.push(&word[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_stand_between_strategies_and_between_parameters() {
        assert_eq!(apart("boulware"), ["boulware"]);
        assert_eq!(apart("boulware,conceder"), ["boulware", "conceder"]);
        let two = "polynomial:beta=2,accept=next-offer,micro";
        assert_eq!(apart(two), ["polynomial:beta=2,accept=next-offer", "micro"]);
        assert_eq!(apart("a:b=1,c:d=2"), ["a:b=1", "c:d=2"]);
        assert_eq!(apart("boulware,"), ["boulware", ""]);
    }
}
