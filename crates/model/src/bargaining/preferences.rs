//! Preferences: additive utility over issues, a reservation, and what delay costs.

use super::offer::{MAX_ISSUES, MAX_OPTIONS, Offer};

/// Tolerance for comparing utilities that were summed in different order.
pub(super) const EPSILON: f64 = 1e-12;

/// What a party wants of the issues on a table: additive multi-attribute utility (Keeney & Raiffa
/// 1976).
///
/// The utility of an offer is Σ over issues of weight × value of its option. Where weights sum to 1 and
/// values are in [0, 1] it is in [0, 1], which nothing here relies on.
///
/// ```
/// use summitry_model::bargaining::Preferences;
/// // Two issues: the first three times as heavy.
/// let mine = Preferences::weighted(&[3.0, 1.0], &[vec![0.0, 0.5, 1.0], vec![1.0, 0.0]])?
///     .with_reservation(0.4)?
///     .with_discount(0.9)?;
/// assert_eq!(mine.utility(&[2, 0]), 1.0);
/// assert_eq!(mine.utility(&[1, 1]), 0.375);
/// assert_eq!(mine.discounted(1.0, 2.0), 0.81);
/// assert_eq!((mine.least(), mine.most()), (0.0, 1.0));
/// # Ok::<(), summitry_model::bargaining::Unusable>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    /// Weight × value, by issue and option, with no gaps.
    worth: Vec<f64>,
    /// Where an issue's options begin in `worth`; one more than there are issues.
    starts: [u16; MAX_ISSUES + 1],
    issues: u8,
    reservation: f64,
    discount: f64,
}

/// Why numbers are no preferences.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Unusable {
    /// No issue, or too many.
    #[error("{0} issues are on the table: it takes from 1 to {MAX_ISSUES}")]
    Issues(usize),
    /// An issue with no option, or too many.
    #[error("issue {issue} has {options} options: it takes from 1 to {MAX_OPTIONS}")]
    Options {
        /// The issue, from 0.
        issue: usize,
        /// Its options.
        options: usize,
    },
    /// Weights and values are not of the same issues.
    #[error("there are {weights} weights for {issues} issues")]
    Weights {
        /// Weights given.
        weights: usize,
        /// Issues given.
        issues: usize,
    },
    /// A number that is infinite, or none.
    #[error("the worth of option {option} of issue {issue} is not a finite number")]
    Worth {
        /// The issue, from 0.
        issue: usize,
        /// The option, from 0.
        option: usize,
    },
    /// Weights that are negative, not finite, or all 0.
    #[error("weights are finite, none of them negative, and not all of them 0")]
    Weighting,
    /// A reservation that is no number.
    #[error("the reservation is not a finite number")]
    Reservation,
    /// A discount factor out of (0, 1].
    #[error("the discount factor is {0}: it is above 0 and at most 1")]
    Discount(f64),
}

impl Preferences {
    /// Preferences from weight × value, by issue and option. The reservation is 0, and delay costs nothing.
    ///
    /// # Errors
    /// [`Unusable`] for a table that is too small or too large, or a number that is not finite.
    pub fn new(worth: &[Vec<f64>]) -> Result<Self, Unusable> {
        let issues = worth.len();
        if !(1..=MAX_ISSUES).contains(&issues) {
            return Err(Unusable::Issues(issues));
        }
        let mut starts = [0; MAX_ISSUES + 1];
        let mut flat = Vec::with_capacity(worth.iter().map(Vec::len).sum());
        for (issue, row) in worth.iter().enumerate() {
            if !(1..=MAX_OPTIONS).contains(&row.len()) {
                return Err(Unusable::Options { issue, options: row.len() });
            }
            if let Some(option) = row.iter().position(|w| !w.is_finite()) {
                return Err(Unusable::Worth { issue, option });
            }
            flat.extend_from_slice(row);
            starts[issue + 1] = flat.len() as u16;
        }
        Ok(Preferences {
            worth: flat,
            starts,
            issues: issues as u8,
            reservation: 0.0,
            discount: 1.0,
        })
    }

    /// Preferences from weights, which are ratios, and values by issue and option.
    ///
    /// # Errors
    /// As [`Preferences::new`], and for weights that are negative, not finite, all 0, or of another number
    /// of issues.
    pub fn weighted(weights: &[f64], values: &[Vec<f64>]) -> Result<Self, Unusable> {
        if weights.len() != values.len() {
            return Err(Unusable::Weights { weights: weights.len(), issues: values.len() });
        }
        let total: f64 = weights.iter().sum();
        if !(total.is_finite() && total > 0.0 && weights.iter().all(|w| *w >= 0.0)) {
            return Err(Unusable::Weighting);
        }
        let row = |(weight, of): (&f64, &Vec<f64>)| of.iter().map(|v| weight / total * v).collect();
        Preferences::new(&weights.iter().zip(values).map(row).collect::<Vec<_>>())
    }

    /// The same, and nothing below `reservation` is agreed to; in the units of utility.
    ///
    /// # Errors
    /// [`Unusable::Reservation`].
    pub fn with_reservation(self, reservation: f64) -> Result<Self, Unusable> {
        if !reservation.is_finite() {
            return Err(Unusable::Reservation);
        }
        Ok(Preferences { reservation, ..self })
    }

    /// The same, and a unit of time multiplies utility by `discount`, above 0 and at most 1.
    ///
    /// # Errors
    /// [`Unusable::Discount`].
    pub fn with_discount(self, discount: f64) -> Result<Self, Unusable> {
        if !(discount > 0.0 && discount <= 1.0) {
            return Err(Unusable::Discount(discount));
        }
        Ok(Preferences { discount, ..self })
    }

    /// Number of issues.
    #[must_use]
    pub fn issues(&self) -> usize {
        usize::from(self.issues)
    }

    /// Number of options, over all issues.
    #[must_use]
    pub fn option_total(&self) -> usize {
        self.worth.len()
    }

    /// What each option of an issue adds to utility.
    ///
    /// # Panics
    /// If there is no such issue.
    #[inline]
    #[must_use]
    pub fn worth(&self, issue: usize) -> &[f64] {
        &self.worth[usize::from(self.starts[issue])..usize::from(self.starts[issue + 1])]
    }

    /// Utility of an offer: one option an issue.
    ///
    /// # Panics
    /// If an option does not exist.
    #[inline]
    #[must_use]
    pub fn utility(&self, options: &[u8]) -> f64 {
        let mut sum = 0.0;
        for (&option, row) in options.iter().zip(self.starts.windows(2)) {
            let at = row[0] + u16::from(option);
            assert!(at < row[1], "the option does not exist");
            sum += self.worth[usize::from(at)];
        }
        sum
    }

    /// What a utility is worth now if it is had after `time` units of time: u·δ^t.
    #[must_use]
    pub fn discounted(&self, utility: f64, time: f64) -> f64 {
        if self.discount == 1.0 { utility } else { utility * libm::pow(self.discount, time) }
    }

    /// Utility below which nothing is agreed to.
    #[must_use]
    pub fn reservation(&self) -> f64 {
        self.reservation
    }

    /// Factor by which a unit of time multiplies utility, in (0, 1].
    #[must_use]
    pub fn discount(&self) -> f64 {
        self.discount
    }

    /// Utility of the best offer there is.
    #[must_use]
    pub fn most(&self) -> f64 {
        self.sum(f64::max)
    }

    /// Utility of the worst offer there is.
    #[must_use]
    pub fn least(&self) -> f64 {
        self.sum(f64::min)
    }

    /// No issue at all, to be filled.
    pub(super) fn none() -> Self {
        Preferences {
            worth: Vec::new(),
            starts: [0; MAX_ISSUES + 1],
            issues: 0,
            reservation: 0.0,
            discount: 1.0,
        }
    }

    /// Empties them, to be filled again with [`Preferences::push`] in the same memory.
    pub(super) fn clear(&mut self) {
        self.worth.clear();
        self.issues = 0;
        (self.reservation, self.discount) = (0.0, 1.0);
    }

    /// Adds an issue with so many options; gives the first of the best, and what it is worth.
    #[inline]
    pub(super) fn push(
        &mut self,
        options: usize,
        mut worth: impl FnMut(usize) -> f64,
    ) -> (u8, f64) {
        let from = self.worth.len();
        self.worth.resize(from + options, 0.0);
        let row = &mut self.worth[from..];
        // Nothing else is done in this loop, so that several options are worked out at once.
        for (option, place) in row.iter_mut().enumerate() {
            *place = worth(option);
        }
        let (mut best, mut most) = (0, f64::NEG_INFINITY);
        for (option, &worth) in row.iter().enumerate() {
            if worth > most {
                (best, most) = (option as u8, worth);
            }
        }
        self.issues += 1;
        self.starts[usize::from(self.issues)] = self.worth.len() as u16;
        (best, most)
    }

    /// Sets what may be agreed to and what delay costs.
    pub(super) fn set(&mut self, reservation: f64, discount: f64) {
        (self.reservation, self.discount) = (reservation, discount);
    }

    fn sum(&self, of: impl Fn(f64, f64) -> f64) -> f64 {
        (0..self.issues()).filter_map(|j| self.worth(j).iter().copied().reduce(&of)).sum()
    }

    /// The best offer there is; of equals, the one with the lower options first.
    #[must_use]
    pub fn best(&self) -> Offer {
        let mut offer = Offer::firsts(self.issues());
        for (issue, option) in offer.options_mut().iter_mut().enumerate() {
            let of = self.worth(issue);
            *option = (0..of.len()).fold(0, |b, o| if of[o] > of[b] { o } else { b }) as u8;
        }
        offer
    }
}
