//! What a text is worth to a party, in points of 100, and as people work it out from a printed sheet.

use summitry_model::process::CompiledScenario;

/// A party's weights and values, with nothing drawn.
#[derive(Clone, Debug)]
pub(super) struct Worth {
    /// Exact weights in [0, 1], by issue; they sum to 1.
    weights: Vec<f64>,
    /// Exact values in [0, 1], by issue and option.
    values: Vec<Vec<f64>>,
}

impl Worth {
    pub(super) fn new(setup: &CompiledScenario, party: usize) -> Self {
        Worth { weights: setup.party_weights(party).to_vec(), values: setup.nominal_values(party) }
    }

    /// Weight of an issue as it is printed: tenths of a percent.
    pub(super) fn tenths(&self, issue: usize) -> u64 {
        rounded(self.weights[issue] * 1000.0)
    }

    /// Value of an option as it is printed: points, 0 to 100.
    pub(super) fn points(&self, issue: usize, option: u8) -> u64 {
        rounded(self.values[issue][usize::from(option)] * 100.0)
    }

    /// What the option of an issue adds, from what is printed: points.
    pub(super) fn part(&self, issue: usize, option: u8) -> f64 {
        (self.tenths(issue) * self.points(issue, option)) as f64 / 1000.0
    }

    /// Utility of a text, from what is printed: points.
    pub(super) fn by_hand(&self, text: &[u8]) -> f64 {
        let parts = text.iter().enumerate();
        parts.map(|(j, &o)| self.tenths(j) * self.points(j, o)).sum::<u64>() as f64 / 1000.0
    }

    /// Utility of a text as the program has it: points.
    pub(super) fn exact(&self, text: &[u8]) -> f64 {
        let parts = text.iter().enumerate();
        100.0 * parts.map(|(j, &o)| self.weights[j] * self.values[j][usize::from(o)]).sum::<f64>()
    }

    /// The best option of an issue, the first of equals.
    pub(super) fn best(&self, issue: usize) -> u8 {
        let of = &self.values[issue];
        (0..of.len()).fold(0, |b, o| if of[o] > of[b] { o } else { b }) as u8
    }

    /// The most that any text is worth to it: points.
    pub(super) fn ceiling(&self) -> f64 {
        let best: Vec<u8> = (0..self.weights.len()).map(|j| self.best(j)).collect();
        self.exact(&best)
    }

    /// The issues, the heaviest first; of equals in the order of the scenario.
    pub(super) fn by_weight(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.weights.len()).collect();
        order.sort_by(|&a, &b| self.weights[b].total_cmp(&self.weights[a]));
        order
    }
}

/// What a party agrees to at the least on day 0, with nothing drawn: points.
pub(super) fn floor(setup: &CompiledScenario, party: usize, worth: &Worth) -> f64 {
    let scenario = &setup.scenario;
    let of = &scenario.parties[party].of;
    let rules = &scenario.ratification;
    let shift = rules.pass_through * rules.shift(of.support, of.win_set_narrowing);
    (of.reservation + shift).clamp(0.0, 1.0) * worth.ceiling()
}

/// The text while nothing is agreed.
pub(super) fn status_quo(setup: &CompiledScenario) -> Vec<u8> {
    setup.scenario.issues.iter().map(|issue| issue.of.status_quo as u8).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1,000")]
fn rounded(value: f64) -> u64 {
    value.round().clamp(0.0, 1000.0) as u64
}
