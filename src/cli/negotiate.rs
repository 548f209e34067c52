//! `summitry negotiate`: one session of alternating offers between profiles.

use std::io;
use std::path::PathBuf;

use summitry_model::bargaining::{Misnamed, Preferences, Session, Space, Strategy};

use super::args::{Format, NegotiateArgs};
use super::exit::Exit;
use super::session::{self, Measured, Played};
use super::words::{counted, tame};
use super::{profiles, screen};

/// Plays the session, and prints what came of it.
pub(super) fn negotiate(args: &NegotiateArgs) -> io::Result<Exit> {
    match negotiated(args) {
        Ok(result) => screen::print(&result).map(|()| Exit::DONE),
        Err(exit) => Ok(exit),
    }
}

fn negotiated(args: &NegotiateArgs) -> Result<String, Exit> {
    let (paths, named) = sorted(args);
    let strategies = strategies(&named).map_err(|error| refuse(&error.to_string()))?;
    if paths.len() < 2 {
        let word = counted(paths.len() as u64, "profile", "profiles");
        return Err(refuse(&format!("{word} named: a negotiation is between two or more")));
    }
    if strategies.len() != paths.len() {
        return Err(refuse(&format!(
            "{} for {}: name one for each, in their order",
            counted(strategies.len() as u64, "strategy", "strategies"),
            counted(paths.len() as u64, "profile", "profiles"),
        )));
    }
    let domain = profiles::domain(&paths, args.domain.as_deref())?;
    let preferences = domain.preferences();
    let space = Space::new(&preferences).map_err(|error| {
        screen::tell(&error.to_string());
        Exit::DATA
    })?;
    let seats: Vec<(&Preferences, Strategy)> = preferences.iter().zip(strategies).collect();
    let played = Played::of(Session::between(&seats, args.steps), args.steps, args.trace);
    let measured = Measured::of(&space, &preferences, &played);
    for missing in &measured.refused {
        screen::say(&format!("left out: {missing}"));
    }
    let names: Vec<String> = named.into_iter().map(tame).collect();
    Ok(match args.format {
        Format::Table => session::table(&domain, &names, &played, &measured, screen::width()),
        Format::Json => format!("{}\n", session::json(&domain, &names, &played, &measured)),
    })
}

/// Profiles and strategies as they were meant: `--strategy` takes as many words as follow it, and so profiles
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

fn strategies(named: &[&str]) -> Result<Vec<Strategy>, Misnamed> {
    named.iter().map(|name| name.parse()).collect()
}

fn refuse(why: &str) -> Exit {
    screen::tell(&tame(why));
    Exit::REFUSED
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
