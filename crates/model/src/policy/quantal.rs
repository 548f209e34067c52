//! Logit quantal response: better answers are likelier, and none is certain.

use crate::fields::section;

section! {
    /// Seats that pursue pay-offs (`policy = "payoff"`): how noisily they answer, and what they take some
    /// things to be worth. The unit of worth is a share of the best that the party could get.
    ///
    /// P(a) ∝ e^(V(a)/`noise`) over the legal answers.
    pub struct Quantal in "quantal", rows "" {
        /// Noise: answers whose worth differs by this much are e to 1; with 0 the best is given, and of equals the first.
        noise: f64 = 0.03, 0.0..=1000.0, "utility", assumed "form: McKelvey & Palfrey (1995), logit equilibrium; the level is assumed";
        /// Offers considered, from the best to the reservation.
        levels: u32 = 11, 2..=32, "offers", assumed "tenths of the way";
        /// Worth to the requester of all attention against none.
        attention_worth: f64 = 0.1, 0.0..=1.0, "utility", assumed "a tenth of the best deal";
        /// Cost of an act that takes work: to ask, to campaign, to attend or call a round, to start an initiative.
        effort: f64 = 0.005, 0.0..=1.0, "utility", assumed "what a campaign brings the requester at attention 0.4, so that there it does not matter";
        /// Added cost of asking for each deferral since the last grant.
        deferral_cost: f64 = 0.0005, 0.0..=1.0, "utility", assumed "a tenth of the effort, as in the requester's rule";
        /// Worth to a donor, with all attention on it, of taking all strain off the requester.
        solidarity: f64 = 1.0, 0.0..=100.0, "utility", assumed "as much as the best deal";
        /// Cost to a donor of a month of the requester's need, at its own support ½.
        aid_cost: f64 = 0.006, 0.0..=1.0, "utility/month of need", assumed "what it brings at the starting strain and attention 0.4, so that there it does not matter";
        /// Cost to the gatekeeper of breaking its own rule.
        override_cost: f64 = 0.0, 0.0..=1.0, "utility", assumed "0: audience costs (Fearon 1994) are not represented";
    }
}

/// The logit weights of answers worth `values`, written in their place, and their sum: what the best has is 1.
fn weigh(values: &mut [f64], noise: f64) -> f64 {
    let best = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for value in values.iter_mut() {
        let short = *value - best;
        *value = match (noise > 0.0, short < 0.0) {
            (true, _) => libm::exp(short / noise),
            (false, true) => 0.0,
            (false, false) if sum > 0.0 => 0.0,
            (false, false) => 1.0,
        };
        sum += *value;
    }
    sum
}

/// Makes of the worth of each answer the probability that it is given.
///
/// ```
/// use summitry_model::policy::quantal::probabilities;
/// let mut p = [0.5, 0.4];
/// probabilities(&mut p, 0.1);
/// assert!((p[0] / p[1] - std::f64::consts::E).abs() < 1e-12);
/// let mut best = [0.4, 0.5, 0.5];
/// probabilities(&mut best, 0.0);
/// assert_eq!(best, [0.0, 1.0, 0.0]);
/// ```
pub fn probabilities(values: &mut [f64], noise: f64) {
    let sum = weigh(values, noise);
    for value in values {
        *value /= sum;
    }
}

/// The answer that a draw in (0, 1) picks, by its number; `values` are used up.
#[must_use]
pub fn respond(values: &mut [f64], noise: f64, draw: f64) -> usize {
    let mut left = weigh(values, noise) * draw;
    let mut last = 0;
    for (number, &weight) in values.iter().enumerate() {
        if weight > 0.0 {
            last = number;
            left -= weight;
            if left < 0.0 {
                break;
            }
        }
    }
    last
}
