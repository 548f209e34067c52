//! Samplers by inverse transform: one number u in (0, 1) gives one value.
//!
//! Every sampler but [`bernoulli`] does not fall as u rises, so that two runs that share u have common random numbers: the same u is the
//! same quantile whatever the parameters (common random numbers). They are built on `libm`, so that a value has the same
//! bits on every platform. Parameters out of range are mistakes of the caller; what is said about them is only that nothing
//! panics without debug assertions.

/// The greatest mean that [`poisson`] takes.
pub const POISSON_MEAN_LIMIT: f64 = 500.0;

/// Exponential with the given mean ≥ 0, in the unit of the mean: −mean·ln(1 − u).
///
/// A mean of 0 or less gives 0; an infinite mean gives infinity.
///
/// ```
/// use summitry_engine::sample::exponential;
/// assert!((exponential(0.5, 10.0) - 6.931471805599453).abs() < 1e-12); // the median is mean·ln 2
/// assert_eq!(exponential(0.5, 0.0), 0.0);
/// assert_eq!(exponential(0.5, f64::INFINITY), f64::INFINITY);
/// ```
#[inline]
#[must_use]
pub fn exponential(u: f64, mean: f64) -> f64 {
    if mean > 0.0 { -mean * libm::log1p(-u) } else { 0.0 }
}

/// Standard normal: the quantile of u, good to about 1 part in 10¹⁶.
///
/// Wichura, *The percentage points of the normal distribution*, Applied Statistics 37 (1988), algorithm AS 241, PPND16.
///
/// ```
/// use summitry_engine::sample::normal;
/// assert_eq!(normal(0.5), 0.0);
/// assert!((normal(0.975) - 1.959963984540054).abs() < 1e-14);
/// assert_eq!(normal(0.25), -normal(0.75));
/// ```
#[inline]
#[must_use]
pub fn normal(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&NEAR.0, r) / polynomial(&NEAR.1, r);
    }
    let tail = if q < 0.0 { u } else { 1.0 - u };
    let r = libm::sqrt(-libm::log(tail));
    let size = if r <= 5.0 {
        polynomial(&MIDDLE.0, r - 1.6) / polynomial(&MIDDLE.1, r - 1.6)
    } else {
        polynomial(&FAR.0, r - 5.0) / polynomial(&FAR.1, r - 5.0)
    };
    if q < 0.0 { -size } else { size }
}

/// Log-normal: exp(μ + σ·z), with z standard normal and σ ≥ 0. `mu` and `sigma` are of the logarithm.
///
/// A σ of 0 gives the median, exp(μ).
///
/// ```
/// use summitry_engine::sample::lognormal;
/// assert_eq!(lognormal(0.5, 0.0, 2.0), 1.0);
/// assert_eq!(lognormal(0.9, 0.0, 0.0), 1.0);
/// ```
#[inline]
#[must_use]
pub fn lognormal(u: f64, mu: f64, sigma: f64) -> f64 {
    libm::exp(mu + sigma * normal(u))
}

/// Weibull with shape k > 0 and scale ≥ 0, in the unit of the scale: scale·(−ln(1 − u))^(1/k).
///
/// A shape below 1 is a hazard that falls: failures come early. A scale of 0 or less gives 0.
///
/// ```
/// use summitry_engine::sample::{exponential, weibull};
/// assert_eq!(weibull(0.3, 1.0, 10.0), exponential(0.3, 10.0));
/// assert_eq!(weibull(0.3, 0.4, 0.0), 0.0);
/// ```
#[inline]
#[must_use]
pub fn weibull(u: f64, shape: f64, scale: f64) -> f64 {
    debug_assert!(shape > 0.0, "a Weibull shape of {shape}");
    if scale > 0.0 { scale * libm::pow(-libm::log1p(-u), 1.0 / shape) } else { 0.0 }
}

/// Logistic: location + scale·ln(u / (1 − u)), scale ≥ 0. A scale of 0 gives the location.
///
/// ```
/// use summitry_engine::sample::logistic;
/// assert_eq!(logistic(0.5, 3.0, 2.0), 3.0);
/// assert_eq!(logistic(0.9, 3.0, 0.0), 3.0);
/// ```
#[inline]
#[must_use]
pub fn logistic(u: f64, location: f64, scale: f64) -> f64 {
    location + scale * (libm::log(u) - libm::log1p(-u))
}

/// Whether an event of probability p happens: u < p.
///
/// p ≤ 0 (or NaN) never, p ≥ 1 always. At the same u, what happens at p happens at every greater p.
///
/// ```
/// use summitry_engine::sample::bernoulli;
/// assert!(bernoulli(0.3, 0.31));
/// assert!(!bernoulli(0.3, 0.0) && bernoulli(0.3, 1.0));
/// ```
#[inline]
#[must_use]
pub fn bernoulli(u: f64, p: f64) -> bool {
    u < p
}

/// One of 0 … n − 1, each as likely: ⌊u·n⌋, for n up to 2³². An n of 0 gives 0.
///
/// ```
/// use summitry_engine::sample::index;
/// assert_eq!([0.1, 0.4, 0.9].map(|u| index(u, 3)), [0, 1, 2]);
/// ```
#[inline]
#[must_use]
pub fn index(u: f64, n: usize) -> usize {
    debug_assert!(n > 0, "an index into nothing");
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= u n <= n")]
    let index = (u * n as f64) as usize;
    index.min(n.saturating_sub(1))
}

/// Poisson with the given mean, 0 to [`POISSON_MEAN_LIMIT`]: the least k with P(X ≤ k) ≥ u, by sequential search.
///
/// The search costs about `mean` steps. A mean of 0 or less gives 0; one above the limit is taken as the limit.
///
/// ```
/// use summitry_engine::sample::poisson;
/// assert_eq!(poisson(0.5, 2.0), 2);
/// assert_eq!(poisson(0.1, 2.0), 0); // P(X = 0) = 0.135
/// assert_eq!(poisson(0.999, 0.0), 0);
/// ```
#[must_use]
pub fn poisson(u: f64, mean: f64) -> u32 {
    debug_assert!(mean <= POISSON_MEAN_LIMIT, "a Poisson mean of {mean}");
    let mean = mean.min(POISSON_MEAN_LIMIT);
    if mean <= 0.0 {
        return 0;
    }
    let mut k = 0_u32;
    let mut probability = libm::exp(-mean);
    let mut cumulative = probability;
    while cumulative < u {
        k += 1;
        probability *= mean / f64::from(k);
        let next = cumulative + probability;
        // Past the mean, a sum that stands still has reached 1 as nearly as it can.
        if next == cumulative && f64::from(k) > mean {
            break;
        }
        cumulative = next;
    }
    k
}

/// Uniform from `low` to `high` ≥ `low`: low + u·(high − low). Equal ends give that value.
///
/// ```
/// use summitry_engine::sample::uniform;
/// assert_eq!(uniform(0.25, 10.0, 14.0), 11.0);
/// assert_eq!(uniform(0.25, 3.0, 3.0), 3.0);
/// ```
#[inline]
#[must_use]
pub fn uniform(u: f64, low: f64, high: f64) -> f64 {
    low + u * (high - low)
}

type Rational = ([f64; 8], [f64; 8]);

/// Coefficients from the highest power down.
#[inline]
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// AS 241, |u − ½| ≤ 0.425.
#[expect(clippy::excessive_precision, reason = "as published")]
#[rustfmt::skip]
const NEAR: Rational = (
    [
        2.509_080_928_730_122_672_7e3, 3.343_057_558_358_812_810_5e4, 6.726_577_092_700_870_085_3e4,
        4.592_195_393_154_987_145_7e4, 1.373_169_376_550_946_112_5e4, 1.971_590_950_306_551_442_7e3,
        1.331_416_678_917_843_774_5e2, 3.387_132_872_796_366_608_0,
    ],
    [
        5.226_495_278_852_854_561_0e3, 2.872_908_573_572_194_267_4e4, 3.930_789_580_009_271_061_0e4,
        2.121_379_430_158_659_586_7e4, 5.394_196_021_424_751_107_7e3, 6.871_870_074_920_579_083_0e2,
        4.231_333_070_160_091_125_2e1, 1.0,
    ],
);

/// AS 241, tails down to e⁻²⁵.
#[expect(clippy::excessive_precision, reason = "as published")]
#[rustfmt::skip]
const MIDDLE: Rational = (
    [
        7.745_450_142_783_414_076_40e-4, 2.272_384_498_926_918_458_33e-2, 2.417_807_251_774_506_117_70e-1,
        1.270_458_252_452_368_382_58, 3.647_848_324_763_204_605_04, 5.769_497_221_460_691_405_50,
        4.630_337_846_156_545_295_90, 1.423_437_110_749_683_577_34,
    ],
    [
        1.050_750_071_644_416_843_24e-9, 5.475_938_084_995_344_946_00e-4, 1.519_866_656_361_645_719_66e-2,
        1.481_039_764_274_800_745_90e-1, 6.897_673_349_851_000_045_50e-1, 1.676_384_830_183_803_849_40,
        2.053_191_626_637_758_821_87, 1.0,
    ],
);

/// AS 241, beyond.
#[expect(clippy::excessive_precision, reason = "as published")]
#[rustfmt::skip]
const FAR: Rational = (
    [
        2.010_334_399_292_288_132_65e-7, 2.711_555_568_743_487_578_15e-5, 1.242_660_947_388_078_438_60e-3,
        2.653_218_952_657_612_309_30e-2, 2.965_605_718_285_048_912_30e-1, 1.784_826_539_917_291_335_80,
        5.463_784_911_164_114_369_90, 6.657_904_643_501_103_777_20,
    ],
    [
        2.044_263_103_389_939_785_64e-15, 1.421_511_758_316_445_888_70e-7, 1.846_318_317_510_054_681_80e-5,
        7.868_691_311_456_132_591_00e-4, 1.487_536_129_085_061_485_25e-2, 1.369_298_809_227_358_053_10e-1,
        5.998_322_065_558_879_376_90e-1, 1.0,
    ],
);
