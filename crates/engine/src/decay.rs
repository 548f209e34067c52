//! State that moves in closed form between events, so that nothing needs a daily tick.
//!
//! Times are in days, rates in 1/day. A state knows the day of its last change; it is asked about that day and later.

/// Days in a year, for rates given by the year.
pub const DAYS_PER_YEAR: f64 = 365.25;

/// A value that relaxes exponentially towards a target.
///
/// ```text
/// x(t) = target + (x₀ − target)·e^(−rate·(t − t₀))
/// ```
///
/// ```
/// use summitry_engine::Relaxing;
/// let mut strain = Relaxing::new(0.25, 1.0, 0.002, 0.0);
/// assert_eq!(strain.value(0.0), 0.25);
/// assert!(strain.value(100.0) > 0.25);
/// strain.shift(100.0, 0.06); // a shock
/// strain.retarget(120.0, 0.4); // relief
/// assert!(strain.value(1e9) - 0.4 < 1e-12);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relaxing {
    value: f64,
    target: f64,
    /// [1/day]
    rate: f64,
    /// (days)
    at: f64,
}

impl Relaxing {
    /// `value` as of day `at`, going to `target` at `rate` ≥ 0 a day. A rate of 0 stays where it is.
    #[must_use]
    pub fn new(value: f64, target: f64, rate: f64, at: f64) -> Self {
        debug_assert!(rate >= 0.0, "a rate of {rate} a day runs away");
        Relaxing { value, target, rate, at }
    }

    /// The value on day `t`. It does not leave the range from the value last set to the target.
    #[must_use]
    #[inline]
    pub fn value(&self, t: f64) -> f64 {
        self.value + (self.target - self.value) * -libm::expm1(-self.rate * self.since(t))
    }

    /// The target.
    #[must_use]
    #[inline]
    pub fn target(&self) -> f64 {
        self.target
    }

    /// The area under the value from day `t0` to day `t1` ≥ `t0` [value × day].
    ///
    /// ```
    /// use summitry_engine::Relaxing;
    /// let level = Relaxing::new(0.5, 0.9, 0.0, 0.0);
    /// assert_eq!(level.integral(10.0, 14.0), 2.0);
    /// ```
    #[must_use]
    pub fn integral(&self, t0: f64, t1: f64) -> f64 {
        let width = t1 - t0;
        let gap = (self.value - self.target) * libm::exp(-self.rate * self.since(t0));
        self.target * width + gap * area(self.rate, width)
    }

    /// The first day on which the value is `level`, from the day of the last change on.
    ///
    /// `None` if it never gets there; the target itself is never quite reached.
    ///
    /// ```
    /// use summitry_engine::Relaxing;
    /// let cohesion = Relaxing::new(0.8, 0.0, 0.1, 20.0);
    /// let day = cohesion.crossing(0.4).unwrap_or(f64::NAN);
    /// assert!((day - (20.0 + 6.931471805599453)).abs() < 1e-12); // ln 2 / rate
    /// assert_eq!(cohesion.crossing(0.8), Some(20.0));
    /// assert_eq!(cohesion.crossing(0.9), None);
    /// assert_eq!(cohesion.crossing(0.0), None);
    /// ```
    #[must_use]
    pub fn crossing(&self, level: f64) -> Option<f64> {
        if level == self.value {
            return Some(self.at);
        }
        let share = (level - self.target) / (self.value - self.target);
        let wait = -libm::log(share) / self.rate;
        (share > 0.0 && share < 1.0 && wait.is_finite()).then_some(self.at + wait)
    }

    /// Makes `t` the day of the last change, with the value as it then is.
    #[inline]
    pub fn advance(&mut self, t: f64) {
        self.value = self.value(t);
        self.at = t;
    }

    /// Sets the value on day `t`.
    #[inline]
    pub fn set(&mut self, t: f64, value: f64) {
        self.value = value;
        self.at = t;
    }

    /// Adds to the value on day `t`.
    #[inline]
    pub fn shift(&mut self, t: f64, by: f64) {
        self.set(t, self.value(t) + by);
    }

    /// Changes the target from day `t` on.
    #[inline]
    pub fn retarget(&mut self, t: f64, target: f64) {
        self.advance(t);
        self.target = target;
    }

    /// Changes the rate, ≥ 0, from day `t` on.
    pub fn set_rate(&mut self, t: f64, rate: f64) {
        debug_assert!(rate >= 0.0, "a rate of {rate} a day runs away");
        self.advance(t);
        self.rate = rate;
    }

    fn since(&self, t: f64) -> f64 {
        elapsed(self.at, t)
    }
}

/// How a [`TwoSpeed`] fades.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoSpeedLaw {
    /// What is left in the end, in [0, 1].
    pub floor: f64,
    /// Rate of the fast part, ≥ 0 [1/day].
    pub fast_rate: f64,
    /// Rate of the slow part, ≥ 0 [1/day].
    pub slow_rate: f64,
    /// The share of a lift that goes to the fast part, in [0, 1].
    pub fast_share: f64,
}

/// A share that fades at two speeds, as collective attention does: fast at first, then slowly, towards a floor.
///
/// ```text
/// a(t) = floor + fast·e^(−fast_rate·(t − t₀)) + slow·e^(−slow_rate·(t − t₀))
/// ```
///
/// (Candia et al., *The universal decay of collective memory and attention*, Nature Human Behaviour 3 (2019), have this sum
/// of two exponentials.)
///
/// ```
/// use summitry_engine::{TwoSpeed, TwoSpeedLaw};
/// let law = TwoSpeedLaw { floor: 0.1, fast_rate: 0.15, slow_rate: 0.012, fast_share: 0.7 };
/// let mut attention = TwoSpeed::new(law, 0.1, 0.3, 0.0);
/// assert_eq!(attention.value(0.0), 0.5);
/// attention.lift(0.0, 0.5); // fills half of the room left
/// assert_eq!(attention.value(0.0), 0.75);
/// assert!(attention.value(30.0) < 0.5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoSpeed {
    law: TwoSpeedLaw,
    fast: f64,
    slow: f64,
    /// (days)
    at: f64,
}

impl TwoSpeed {
    /// The two parts, each ≥ 0, as of day `at`; with the floor they are at most 1 together.
    #[must_use]
    pub fn new(law: TwoSpeedLaw, fast: f64, slow: f64, at: f64) -> Self {
        debug_assert!(law.fast_rate >= 0.0 && law.slow_rate >= 0.0, "{law:?} runs away");
        TwoSpeed { law, fast, slow, at }
    }

    /// The value on day `t`, in [floor, 1].
    #[must_use]
    #[inline]
    pub fn value(&self, t: f64) -> f64 {
        let (fast, slow) = self.parts(t);
        self.law.floor + fast + slow
    }

    /// The area under the value from day `t0` to day `t1` ≥ `t0` (days).
    ///
    /// ```
    /// use summitry_engine::{TwoSpeed, TwoSpeedLaw};
    /// let law = TwoSpeedLaw { floor: 0.1, fast_rate: 0.5, slow_rate: 0.0, fast_share: 0.7 };
    /// let attention = TwoSpeed::new(law, 0.2, 0.3, 0.0);
    /// assert!((attention.integral(0.0, 1e6) - (0.4 * 1e6 + 0.2 / 0.5)).abs() < 1e-6);
    /// ```
    #[must_use]
    pub fn integral(&self, t0: f64, t1: f64) -> f64 {
        let width = t1 - t0;
        let (fast, slow) = self.parts(t0);
        self.law.floor * width
            + fast * area(self.law.fast_rate, width)
            + slow * area(self.law.slow_rate, width)
    }

    /// Makes `t` the day of the last change, with the parts as they then are.
    #[inline]
    pub fn advance(&mut self, t: f64) {
        (self.fast, self.slow) = self.parts(t);
        self.at = t;
    }

    /// Fills a share `amount`, in [0, 1], of the room left below 1 on day `t`.
    #[inline]
    pub fn lift(&mut self, t: f64, amount: f64) {
        self.advance(t);
        let room = 1.0 - (self.law.floor + self.fast + self.slow);
        let lift = (amount * room).max(0.0);
        self.fast += self.law.fast_share * lift;
        self.slow += (1.0 - self.law.fast_share) * lift;
    }

    /// Leaves a share of each part on day `t`, both in [0, 1]: something else draws the eye.
    ///
    /// ```
    /// use summitry_engine::{TwoSpeed, TwoSpeedLaw};
    /// let law = TwoSpeedLaw { floor: 0.25, fast_rate: 0.15, slow_rate: 0.012, fast_share: 0.7 };
    /// let mut attention = TwoSpeed::new(law, 0.25, 0.5, 0.0);
    /// attention.cut(0.0, 0.0, 0.5);
    /// assert_eq!(attention.value(0.0), 0.5);
    /// ```
    #[inline]
    pub fn cut(&mut self, t: f64, fast_left: f64, slow_left: f64) {
        self.advance(t);
        self.fast *= fast_left;
        self.slow *= slow_left;
    }

    fn parts(&self, t: f64) -> (f64, f64) {
        let since = elapsed(self.at, t);
        (
            self.fast * libm::exp(-self.law.fast_rate * since),
            self.slow * libm::exp(-self.law.slow_rate * since),
        )
    }
}

/// A mean-reverting random walk: the Ornstein–Uhlenbeck process, with its exact transition.
///
/// ```text
/// dx = rate·(mean − x) dt + sigma dW
/// x(t + Δ) | x(t) ~ Normal(mean + (x − mean)·e^(−rate·Δ),  sigma²·(1 − e^(−2·rate·Δ)) / (2·rate))
/// ```
///
/// (Uhlenbeck & Ornstein, Physical Review 36 (1930); Gillespie, Physical Review E 54 (1996), equation 1.9.) Steps of any
/// length: two short ones have the law of one long one.
///
/// ```
/// use summitry_engine::OrnsteinUhlenbeck;
/// let support = OrnsteinUhlenbeck::stationary(0.5, 0.05, 0.1);
/// assert_eq!(support.step(0.5, 30.0, 0.0), 0.5);
/// assert!((support.step(0.9, 1e6, 2.0) - 0.7).abs() < 1e-12); // forgotten: mean + 2 standard deviations
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrnsteinUhlenbeck {
    mean: f64,
    /// [1/day]
    rate: f64,
    /// [value/√day]
    sigma: f64,
}

impl OrnsteinUhlenbeck {
    /// From the rate of reversion ≥ 0 [1/day] and the diffusion `sigma` ≥ 0 [value/√day]. A rate of 0 is a Brownian motion.
    #[must_use]
    pub fn new(mean: f64, rate: f64, sigma: f64) -> Self {
        debug_assert!(rate >= 0.0 && sigma >= 0.0, "a rate of {rate}, a sigma of {sigma}");
        OrnsteinUhlenbeck { mean, rate, sigma }
    }

    /// From the rate of reversion ≥ 0 [1/day] and the standard deviation it settles at: sigma = sd·√(2·rate).
    #[must_use]
    pub fn stationary(mean: f64, rate: f64, standard_deviation: f64) -> Self {
        OrnsteinUhlenbeck::new(mean, rate, standard_deviation * libm::sqrt(2.0 * rate))
    }

    /// From the half-life of a departure > 0 (days) and the annual volatility ≥ 0 [value/√year], as prices are described.
    ///
    /// ```
    /// use summitry_engine::OrnsteinUhlenbeck;
    /// let log_price = OrnsteinUhlenbeck::annual(0.0, 266.0, 0.28);
    /// assert!((log_price.step(1.0, 266.0, 0.0) - 0.5).abs() < 1e-12);
    /// assert!((log_price.standard_deviation(1.0) - 0.28 / 365.25_f64.sqrt()).abs() < 1e-4);
    /// ```
    #[must_use]
    pub fn annual(mean: f64, half_life: f64, sigma_per_sqrt_year: f64) -> Self {
        let rate = std::f64::consts::LN_2 / half_life;
        OrnsteinUhlenbeck::new(mean, rate, sigma_per_sqrt_year / libm::sqrt(DAYS_PER_YEAR))
    }

    /// The standard deviation of the value `dt` ≥ 0 days after a known one.
    #[must_use]
    pub fn standard_deviation(&self, dt: f64) -> f64 {
        self.sigma * libm::sqrt(area(2.0 * self.rate, dt))
    }

    /// The value `dt` ≥ 0 days after `value`, given a standard normal draw.
    #[must_use]
    #[inline]
    pub fn step(&self, value: f64, dt: f64, normal: f64) -> f64 {
        let drift = (self.mean - value) * -libm::expm1(-self.rate * dt);
        value + drift + self.standard_deviation(dt) * normal
    }
}

/// The area under e^(−rate·s) for s from 0 to `width`.
fn area(rate: f64, width: f64) -> f64 {
    if rate > 0.0 { -libm::expm1(-rate * width) / rate } else { width }
}

fn elapsed(at: f64, t: f64) -> f64 {
    debug_assert!(t >= at, "day {t} is before day {at} of the last change");
    t - at
}
