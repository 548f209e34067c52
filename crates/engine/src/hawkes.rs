//! Shocks that breed shocks: a self-exciting point process.
//!
//! ```text
//! λ(t) = μ + Σ α·e^(−β(t − tᵢ))   over the events tᵢ < t      [1/day]
//! ```
//!
//! Hawkes, *Spectra of some self-exciting and mutually exciting point processes*, Biometrika 58 (1971). Given by its mean
//! rate r, branching ratio n (the mean number of events that one event breeds) and mean excitation time 1/β; then
//! μ = r(1 − n) and α = nβ. With an exponential kernel the excess over μ is all the state there is.

use super::sample::exponential;

/// What is wrong with the parameters of a [`Hawkes`].
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum HawkesError {
    /// The mean rate is negative or not finite.
    #[error("a mean rate of {0} events a day: it must be 0 or more, and finite")]
    Rate(f64),
    /// The branching ratio is not in [0, 1).
    #[error("a branching ratio of {0}: it must be at least 0 and less than 1, or events never end")]
    Branching(f64),
    /// The excitation time is not positive and finite.
    #[error("an excitation time of {0} days: it must be more than 0, and finite")]
    Excitation(f64),
}

/// A self-exciting point process with an exponential kernel. Times are in days, rates in events a day.
///
/// ```
/// use summitry_engine::{Hawkes, Purpose, Streams};
/// const SHOCK: Purpose = Purpose(0);
/// let mut streams = Streams::new(1, 1);
/// streams.begin(1, 0)?;
///
/// let shocks = Hawkes::new(1.0 / 35.0, 0.4, 10.0)?;
/// let mut state = shocks.start(0.0);
/// let mut day = 0.0;
/// let mut count = 0;
/// loop {
///     let stream = streams.stream(SHOCK, 0);
///     let (u1, u2) = (stream.uniform(), stream.uniform());
///     match shocks.next(&state, day, u1, u2) {
///         Some(next) if next <= 3650.0 => day = next,
///         _ => break,
///     }
///     shocks.record(&mut state, day);
///     count += 1;
/// }
/// assert!((50..=160).contains(&count)); // 104 on average
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hawkes {
    /// μ [1/day]
    base: f64,
    /// α [1/day]
    jump: f64,
    /// β [1/day]
    decay: f64,
}

/// Where a [`Hawkes`] process is: its excess over the base rate, as of a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HawkesState {
    /// (days)
    at: f64,
    /// λ − μ [1/day]
    excess: f64,
}

impl Hawkes {
    /// A process of `rate` events a day on average, each breeding `branching` more on average, `excitation` days later
    /// on average.
    ///
    /// A branching of 0 is a Poisson process; a rate of 0 has no events of its own.
    ///
    /// # Errors
    ///
    /// `rate` must be in [0, ∞), `branching` in [0, 1), `excitation` in (0, ∞).
    ///
    /// ```
    /// use summitry_engine::{Hawkes, HawkesError};
    /// assert!(Hawkes::new(0.02, 0.4, 10.0).is_ok());
    /// assert_eq!(Hawkes::new(0.02, 1.0, 10.0), Err(HawkesError::Branching(1.0)));
    /// ```
    pub fn new(rate: f64, branching: f64, excitation: f64) -> Result<Self, HawkesError> {
        if !(rate.is_finite() && rate >= 0.0) {
            return Err(HawkesError::Rate(rate));
        }
        if !(0.0..1.0).contains(&branching) {
            return Err(HawkesError::Branching(branching));
        }
        if !(excitation.is_finite() && excitation > 0.0) {
            return Err(HawkesError::Excitation(excitation));
        }
        let decay = 1.0 / excitation;
        Ok(Hawkes { base: rate * (1.0 - branching), jump: branching * decay, decay })
    }

    /// The mean rate, μ/(1 − n) [1/day].
    ///
    /// ```
    /// use summitry_engine::Hawkes;
    /// let shocks = Hawkes::new(0.02, 0.4, 10.0)?;
    /// assert!((shocks.rate() - 0.02).abs() < 1e-15);
    /// # Ok::<(), summitry_engine::HawkesError>(())
    /// ```
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.base / (1.0 - self.jump / self.decay)
    }

    /// The state at day `at` whose intensity is the mean rate: the expected rate is then the same at all times.
    #[must_use]
    pub fn start(&self, at: f64) -> HawkesState {
        HawkesState { at, excess: self.rate() - self.base }
    }

    /// The intensity λ(t) [1/day] at a day not before the last event recorded.
    ///
    /// ```
    /// use summitry_engine::Hawkes;
    /// let shocks = Hawkes::new(0.02, 0.5, 10.0)?;
    /// let mut state = shocks.start(0.0);
    /// assert!((shocks.intensity(&state, 0.0) - 0.02).abs() < 1e-15);
    /// shocks.record(&mut state, 0.0);
    /// assert!((shocks.intensity(&state, 0.0) - 0.07).abs() < 1e-15); // α = nβ = 0.05
    /// # Ok::<(), summitry_engine::HawkesError>(())
    /// ```
    #[must_use]
    pub fn intensity(&self, state: &HawkesState, t: f64) -> f64 {
        self.base + self.excess(state, t)
    }

    /// The day of the first event after day `now`, given none from the last recorded one to `now`.
    ///
    /// Exact, by splitting the wait into that for an event of the excess and that for one of the base (Dassios & Zhao,
    /// *Exact simulation of Hawkes process with exponentially decaying intensity*, Electronic Communications in Probability
    /// 18 (2013), algorithm 3.1). Always uses both uniforms, each in (0, 1); the wait rises with either. `None`: no event
    /// ever comes, which needs a base rate of 0.
    ///
    /// ```
    /// use summitry_engine::{Hawkes, sample};
    /// let poisson = Hawkes::new(0.1, 0.0, 10.0)?;
    /// let next = poisson.next(&poisson.start(0.0), 5.0, 0.3, 0.6);
    /// assert_eq!(next, Some(5.0 + sample::exponential(0.6, 10.0)));
    /// let none = Hawkes::new(0.0, 0.4, 10.0)?;
    /// assert_eq!(none.next(&none.start(0.0), 5.0, 0.3, 0.6), None);
    /// # Ok::<(), summitry_engine::HawkesError>(())
    /// ```
    #[must_use]
    pub fn next(&self, state: &HawkesState, now: f64, u1: f64, u2: f64) -> Option<f64> {
        let excess = self.excess(state, now);
        // The excess has an area of excess/β left: it may run out before its next event.
        let spent = -libm::log1p(-u1) * self.decay / excess;
        let of_excess = if spent < 1.0 { -libm::log1p(-spent) / self.decay } else { f64::INFINITY };
        let of_base = exponential(u2, 1.0 / self.base);
        let wait = of_excess.min(of_base);
        wait.is_finite().then_some(now + wait)
    }

    /// Notes that an event happened on day `t`, not before the last one: the intensity jumps by α.
    pub fn record(&self, state: &mut HawkesState, t: f64) {
        *state = HawkesState { at: t, excess: self.excess(state, t) + self.jump };
    }

    fn excess(&self, state: &HawkesState, t: f64) -> f64 {
        debug_assert!(t >= state.at, "day {t} is before day {} of the last event", state.at);
        state.excess * libm::exp(-self.decay * (t - state.at))
    }
}
