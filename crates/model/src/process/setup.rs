//! What a scenario means for every run of it: computed once, read by all workers.

use crate::bargaining::{MAX_ISSUES, MAX_PARTIES};
use crate::diplomacy::issue::Issue;
use crate::diplomacy::meeting::{Level, Occasion};
use crate::diplomacy::party::Role;
use crate::policy::{Game, Policy};
use crate::scenario::{MeetingType, Scenario};
use summitry_engine::sets::{IssueSet, PartySet};
use summitry_engine::{DAYS_PER_YEAR, Hawkes};

use super::record::Forum;

/// A scenario, made ready to run.
#[derive(Clone, Debug)]
pub struct CompiledScenario {
    /// The scenario.
    pub scenario: Scenario,
    pub(super) parties: usize,
    pub(super) issues: usize,
    pub(super) options: [u8; MAX_ISSUES],
    pub(super) hardness: [f64; MAX_ISSUES],
    /// Shares of the coalition's influence; a counterpart's is 0.
    pub(super) influence: Vec<f64>,
    /// Influence at a table: a counterpart has its own.
    pub(super) table_influence: Vec<f64>,
    /// Influence-weighted mean weights of the issues, over the coalition.
    pub(super) issue_weights: Vec<f64>,
    /// Weights by party and issue, rows of [`MAX_ISSUES`].
    pub(super) weights: Vec<f64>,
    pub(super) allies: PartySet,
    pub(super) counterparts: PartySet,
    pub(super) allied_influence: f64,
    /// Share of each donor's (gatekeeper and allies) in aid.
    pub(super) donor_share: Vec<f64>,
    pub(super) enforcement_issues: IssueSet,
    pub(super) core_issues: IssueSet,
    pub(super) hawkes: Vec<Hawkes>,
    /// The stream of draws of each type of meeting: its position among those that have the same occasion, so that a type
    /// which is added shifts no draw of another.
    pub(super) streams: Vec<usize>,
    /// Types of meeting that require something, and those that give a mandate.
    pub(super) requiring: Vec<usize>,
    pub(super) mandating: Vec<usize>,
    /// Share of effort that rounds lose to meetings beside them.
    pub(super) effort_elsewhere: f64,
    /// Who follows the rules, so that a table of them needs no asking.
    pub(super) rule_followers: PartySet,
    /// Who decides by lot.
    pub(super) draws_lots: PartySet,
    /// Number of points of a trajectory.
    pub(super) samples: usize,
}

impl CompiledScenario {
    /// Makes a scenario ready.
    #[must_use]
    #[expect(
        clippy::expect_used,
        reason = "the scenario is validated, and Hawkes takes what its ranges allow"
    )]
    pub fn new(scenario: Scenario) -> Self {
        let parties = scenario.parties.len();
        let issues = scenario.issues.len();
        let mut options = [0; MAX_ISSUES];
        let mut hardness = [1.0; MAX_ISSUES];
        for (j, issue) in scenario.issues.iter().enumerate() {
            options[j] = scenario.option_count(j);
            hardness[j] = issue.of.hardness;
        }
        let issues_where = |test: fn(&Issue) -> bool| {
            (0..issues).filter(|&j| test(&scenario.issues[j].of)).collect::<IssueSet>()
        };
        let enforcement_issues = issues_where(|issue| issue.enforcement);
        let core_issues = issues_where(|issue| issue.core);
        let allies = scenario.in_role(Role::Ally);
        let counterparts = scenario.in_role(Role::Counterpart);
        let raw: Vec<f64> = scenario.parties.iter().map(|p| p.of.influence).collect();
        let coalition: f64 =
            (0..parties).filter(|&i| !counterparts.contains(i)).map(|i| raw[i]).sum();
        let table_influence: Vec<f64> = raw.iter().map(|q| q / coalition).collect();
        let influence: Vec<f64> = (0..parties)
            .map(|i| if !counterparts.contains(i) { table_influence[i] } else { 0.0 })
            .collect();
        let mut weights = vec![0.0; MAX_PARTIES * MAX_ISSUES];
        for (i, row) in scenario.stakes.iter().enumerate() {
            let total: f64 = row.iter().map(|stake| stake.weight).sum();
            for (j, stake) in row.iter().enumerate() {
                weights[i * MAX_ISSUES + j] = stake.weight / total;
            }
        }
        let issue_weights = (0..issues)
            .map(|j| (0..parties).map(|i| influence[i] * weights[i * MAX_ISSUES + j]).sum())
            .collect();
        let allied_influence = allies.iter().map(|i| influence[i]).sum();
        let donors = allies | PartySet::one(scenario.gatekeeper);
        let given: f64 = donors.iter().map(|i| influence[i]).sum();
        let donor_share = (0..parties)
            .map(|i| if donors.contains(i) && given > 0.0 { influence[i] / given } else { 0.0 })
            .collect();
        let policies = |test: fn(&Policy) -> bool| {
            (0..parties).filter(|&i| test(&scenario.policies[i])).collect::<PartySet>()
        };
        let rule_followers = policies(|p| matches!(p, Policy::Rule));
        let draws_lots = policies(Policy::draws_lots);
        let hawkes = scenario
            .shocks
            .iter()
            .map(|s| Hawkes::new(s.of.rate / DAYS_PER_YEAR, s.of.branching, s.of.excitation))
            .map(|h| h.expect("validation keeps the parameters of a shock in range"))
            .collect();
        let meetings = &scenario.meetings;
        let streams = (0..meetings.len())
            .map(|k| {
                let alike = |m: &&MeetingType| m.of.occasion == meetings[k].of.occasion;
                meetings[..k].iter().filter(alike).count()
            })
            .collect();
        let types_where = |is: &dyn Fn(&MeetingType) -> bool| -> Vec<usize> {
            (0..meetings.len()).filter(|&k| is(&meetings[k])).collect()
        };
        let requiring = types_where(&|m| m.requires.is_some());
        let mandating = types_where(&|m| m.of.mandate > 0.0);
        let beside = meetings.iter().filter(|m| m.of.enabled && !m.of.counts_as_round);
        let effort_elsewhere = beside.map(|m| m.of.effort).sum::<f64>().min(1.0);
        let samples =
            (scenario.calendar.window / scenario.calendar.sample_every).floor() as usize + 1;
        CompiledScenario {
            parties,
            issues,
            options,
            hardness,
            influence,
            table_influence,
            issue_weights,
            weights,
            allies,
            counterparts,
            allied_influence,
            donor_share,
            enforcement_issues,
            core_issues,
            hawkes,
            streams,
            requiring,
            mandating,
            effort_elsewhere,
            rule_followers,
            draws_lots,
            samples,
            scenario,
        }
    }

    /// The rules of the game, which all know.
    #[must_use]
    pub fn game(&self) -> Game<'_> {
        let s = &self.scenario;
        Game {
            calendar: &s.calendar,
            strain: &s.strain,
            attention: &s.attention,
            window: &s.window,
            aid: &s.aid,
            credibility: &s.credibility,
            coalition: &s.coalition,
            rounds: &s.round_type().of,
            initiatives: &s.initiative_type().of,
            summit_meeting: &s.summit_type().of,
            requests: &s.rules.requests,
            summit: &s.summit,
            requester: s.requester,
            participants: s.summit_type().participants,
            influence: &self.influence,
            donor_share: &self.donor_share,
        }
    }

    /// What tables call a type of meeting.
    pub(super) fn forum(&self, kind: usize) -> Forum {
        let of = &self.scenario.meetings[kind].of;
        match (of.level, of.occasion) {
            (Level::Leaders, _) => Forum::Summit,
            (_, Occasion::Stall) => Forum::Initiative,
            _ => Forum::Round,
        }
    }

    /// Number of parties.
    #[must_use]
    pub fn parties(&self) -> usize {
        self.parties
    }

    /// Days on which trajectories are sampled: how many, from 0, `sample_every` apart.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// Every issue.
    pub(super) fn all_issues(&self) -> IssueSet {
        IssueSet::first(self.issues)
    }

    pub(super) fn weight(&self, party: usize, issue: usize) -> f64 {
        self.weights[party * MAX_ISSUES + issue]
    }

    /// Value in [0, 1] of an option for a party whose ideal point is `ideal`, 1 at the ideal and falling
    /// straight to 0 at the far end; or the value that the scenario gives.
    pub(super) fn value(&self, party: usize, issue: usize, option: u8, ideal: f64) -> f64 {
        let given = &self.scenario.stakes[party][issue].values;
        if !given.is_empty() {
            return given[option as usize];
        }
        // As `place` has it, in a form that is worked out for several options at once.
        let place = f64::from(option) / f64::from(self.options[issue].max(2) - 1);
        1.0 - (place - ideal).abs() / ideal.max(1.0 - ideal)
    }

    /// Ideal points of the scenario itself, with nothing drawn: by party and issue.
    #[must_use]
    pub fn nominal_values(&self, party: usize) -> Vec<Vec<f64>> {
        (0..self.issues)
            .map(|j| {
                let ideal = self.ideal(party, j, 0.0, 0.0);
                (0..self.options[j]).map(|o| self.value(party, j, o, ideal)).collect()
            })
            .collect()
    }

    /// Normalised weights of a party, by issue.
    #[must_use]
    pub fn party_weights(&self, party: usize) -> &[f64] {
        &self.weights[party * MAX_ISSUES..party * MAX_ISSUES + self.issues]
    }

    /// Ideal point of a party on an issue, given Z and the draw of the stance.
    pub(super) fn ideal(&self, party: usize, issue: usize, z: f64, noise: f64) -> f64 {
        let stake = &self.scenario.stakes[party][issue];
        if !stake.values.is_empty() {
            let best = (0..stake.values.len())
                .fold(0, |b, o| if stake.values[o] > stake.values[b] { o } else { b });
            return crate::bargaining::place(best as u8, self.options[issue]);
        }
        let rules = &self.scenario.tractability;
        let scale = if self.allies.contains(party) { rules.ally_disagreement } else { 1.0 };
        let of = &self.scenario.issues[issue].of;
        rules.ideal(of.centre, of.hardness, stake.stance, scale, z, noise)
    }
}
