//! The results of one table.

use serde::{Deserialize, Serialize};

use summitry_engine::units::SimTime;
use summitry_model::fields::field::Choice as _;
use summitry_model::process::{EndReason, Outcome};

use super::{AnsweredBy, Event, Forecast, Impact, PlayedTable, events, forecast, named};

/// How many decisions were answered by whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerCounts {
    /// By those in the seats.
    pub people: usize,
    /// By policies, routine.
    pub deputy: usize,
    /// By policies, as time was up.
    pub time: usize,
    /// By policies of empty seats.
    pub policy: usize,
}

/// A table: what it came to, its events, what was foretold, and where its history hung.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableDebrief {
    /// Its number, from 1.
    pub number: usize,
    /// The seed.
    pub seed: u64,
    /// The replication, which sets its random draws.
    pub run: u64,
    /// How it ended.
    #[serde(with = "named::outcome")]
    pub outcome: Outcome,
    /// Why the talks ended.
    #[serde(with = "named::end_reason")]
    pub end_reason: EndReason,
    /// The day on which the talks ended.
    pub end_day: f64,
    /// The day of the first summit.
    pub first_summit_day: Option<f64>,
    /// The quality of the best summit.
    pub best_quality: Option<String>,
    /// Summits held.
    pub summits: u32,
    /// Summits of no more than symbolic quality.
    pub symbolic: u32,
    /// Rounds held.
    pub rounds: u32,
    /// Rounds put off because too few attended.
    pub slips: u32,
    /// Requests made.
    pub requests: u32,
    /// Requests deferred.
    pub deferrals: u32,
    /// Whether the text was ratified, if one was signed.
    pub ratified: Option<bool>,
    /// Days in force.
    pub survival_days: Option<f64>,
    /// ∫ S dt to the end of the talks, in days.
    pub strain_area_days: f64,
    /// Utility of the text at the end, by party.
    pub utilities: Vec<f64>,
    /// Rounds attended, by party.
    pub attended: Vec<u32>,
    /// How often those in the seat let it stay away from a round, by party.
    pub stayed_away: Vec<u32>,
    /// Shocks, those that were sent among them.
    pub shocks: u32,
    /// Shocks that were sent before the talks ended.
    pub sent: u32,
    /// Who answered.
    pub answered: AnswerCounts,
    /// What happened, without routine.
    pub events: Vec<Event>,
    /// The predictions, compared with what happened.
    #[serde(rename = "foretold")]
    pub forecasts: Vec<Forecast>,
    /// The decisions with the greatest effect.
    #[serde(rename = "hung")]
    pub impact: Impact,
}

impl TableDebrief {
    pub(super) fn new(played: &PlayedTable, impact: Impact) -> Self {
        let path = &played.path;
        let record = &path.record;
        let count = |by: AnsweredBy| played.by.iter().filter(|&&of| of == by).count();
        let quality = |q: summitry_model::diplomacy::summit::Quality| q.key().to_owned();
        let events = events::events(played);
        let sent = events.iter().filter(|event| event.sent).count() as u32;
        let symbolic = path.summits.iter().filter(|summit| {
            summit.quality == summitry_model::diplomacy::summit::Quality::Symbolic
        });
        let mut stayed_away = vec![0; path.parties.len()];
        for event in events.iter().filter(|event| event.kind == super::EventKind::StayedAway) {
            if let Some(party) = event.party.filter(|_| event.by == Some(AnsweredBy::People)) {
                stayed_away[party] += 1;
            }
        }
        TableDebrief {
            number: played.number,
            seed: path.seed,
            run: path.run,
            outcome: record.outcome,
            end_reason: record.end_reason,
            end_day: record.end.days(),
            first_summit_day: record.first_summit().map(SimTime::days),
            best_quality: record.best_quality.map(quality),
            summits: record.summits,
            symbolic: symbolic.count() as u32,
            rounds: record.rounds,
            slips: record.slips,
            requests: record.requests,
            deferrals: record.deferrals,
            ratified: record.ratified,
            survival_days: record.survival_days,
            strain_area_days: record.strain_area,
            utilities: path.parties.iter().map(|party| party.utility).collect(),
            attended: path.parties.iter().map(|party| party.rounds_attended).collect(),
            stayed_away,
            shocks: record.shocks,
            sent,
            answered: AnswerCounts {
                people: count(AnsweredBy::People),
                deputy: count(AnsweredBy::Deputy),
                time: count(AnsweredBy::Time),
                policy: count(AnsweredBy::Policy),
            },
            events,
            forecasts: forecast::forecasts(played),
            impact,
        }
    }
}
