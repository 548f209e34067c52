//! How long a text would last, by the hazard of the scenario's settlements.

use summitry_engine::DAYS_PER_YEAR;
use summitry_engine::sets::IssueSet;
use summitry_model::diplomacy::party::Role;
use summitry_model::diplomacy::settlement::Covariates;

use super::{Assessor, ProposedText};

/// The life of a settlement with this text, from the day it enters into force.
///
/// It is signed by those who accept it, with the clauses that it has prepared, the cohesion and the credibility with which the talks open, and no
/// deadline.
#[derive(Clone, Debug, PartialEq)]
pub struct Life {
    /// Influence in the coalition of those who would sign.
    pub signed: f64,
    /// Provision classes covered.
    pub classes: u32,
    /// Days of the follow-up.
    pub follow_up: f64,
    /// Probability of lasting that long, at middling tractability.
    pub lasts: f64,
    /// The same at a tractability of −1.96 and 1.96 standard deviations: what is not known of the dispute.
    pub interval: (f64, f64),
    /// Days by which 5, 50 and 95 % of such settlements have failed; none past a hundred years.
    pub days: [Option<f64>; 3],
}

/// Days past which a life is not followed.
const LONGEST: f64 = 100.0 * DAYS_PER_YEAR;
/// Standard deviations of a 95 % interval.
const Z: f64 = 1.96;

pub(super) fn life(assessor: &Assessor, text: &ProposedText, accepts: &[bool]) -> Life {
    let s = &assessor.setup.scenario;
    let left_out: IssueSet = text.left_out.iter().copied().collect();
    let weights = issue_weights(assessor);
    let mut by_class = [(0.0, 0.0); 4];
    let (mut enforceable, mut enforcement) = (0.0, 0.0);
    for (j, issue) in s.issues.iter().enumerate() {
        let in_text = if left_out.contains(j) { 0.0 } else { weights[j] };
        if let Some(class) = issue.of.provision.class() {
            by_class[class].0 += in_text;
            by_class[class].1 += weights[j];
        }
        if issue.of.enforcement {
            enforceable += in_text;
            enforcement += weights[j];
        }
    }
    let enough = s.settlement.class_settled;
    let classes =
        by_class.iter().filter(|(got, all)| *all > 0.0 && *got >= enough * all - 1e-12).count();
    let in_coalition = |i: &usize| s.parties[*i].of.role != Role::Counterpart;
    let signed: f64 = (0..accepts.len())
        .filter(in_coalition)
        .filter(|&i| accepts[i])
        .map(|i| assessor.influence[i])
        .sum();
    let enforceable = if enforcement > 0.0 { enforceable / enforcement } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, reason = "there are four classes")]
    let classes = classes as u32;
    let risk = |day: f64, tractability: f64| {
        let years = day / DAYS_PER_YEAR;
        let leverage = assessor.cohesion * signed * libm::exp(-s.settlement.leverage_fades * years);
        s.settlement.log_risk(&Covariates {
            coverage: classes,
            enforcement: leverage * enforceable,
            cohesion: assessor.cohesion,
            inclusion: signed,
            credibility: s.credibility.normal,
            tractability,
            hurried: 0.0,
            regret: 0.0,
        })
    };
    let lasts = |tractability: f64| {
        let (mut hazard, mut from) = (0.0, 0.0);
        while from < s.calendar.follow_up {
            let to = (from + s.settlement.review_every).min(s.calendar.follow_up);
            hazard += s.settlement.hazard_between(from, to, risk(from, tractability));
            from = to;
        }
        libm::exp(-hazard)
    };
    let day_at = |failed: f64| {
        let (mut left, mut from) = (-libm::log(1.0 - failed), 0.0);
        while from < LONGEST {
            let eta = risk(from, 0.0);
            let to = from + s.settlement.review_every;
            let spent = s.settlement.day_when_spent(from, left, eta);
            if spent <= to {
                return Some(spent).filter(|day| *day <= LONGEST);
            }
            left -= s.settlement.hazard_between(from, to, eta);
            from = to;
        }
        None
    };
    let z = Z * s.tractability.spread;
    let (a, b) = (lasts(-z), lasts(z));
    Life {
        signed,
        classes,
        follow_up: s.calendar.follow_up,
        lasts: lasts(0.0),
        interval: (a.min(b), a.max(b)),
        days: [0.05, 0.5, 0.95].map(day_at),
    }
}

/// Mean weights of the issues, by influence in the coalition.
fn issue_weights(assessor: &Assessor) -> Vec<f64> {
    let s = &assessor.setup.scenario;
    let of = |j: usize| {
        (0..s.parties.len())
            .filter(|&i| s.parties[i].of.role != Role::Counterpart)
            .map(|i| assessor.influence[i] * assessor.setup.party_weights(i)[j])
            .sum()
    };
    (0..s.issues.len()).map(of).collect()
}
