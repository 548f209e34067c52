//! Numbers in, numbers out: intervals, quantiles, ranks, tails, the bootstrap, lifetimes, tallies.
//!
//! The tallies count in integers only. Integer sums do not depend on their order, so tallies that
//! several threads kept give the same bytes once merged, whoever counted which run.

mod best;
mod bootstrap;
mod counts;
mod histogram;
mod interval;
mod lifetimes;
mod moments;
mod normal;
mod paired;
mod quantiles;
mod ranks;
mod selection;
mod tail;

pub use best::{Best, Means, probability_best};
pub use bootstrap::{percentile_interval, resample, shuffle};
pub use histogram::{Histogram, HistogramState, Misshapen, quantile, sparse, spread};
pub use interval::{Interval, Z95, mean_interval, wilson};
pub use lifetimes::{LifeCurve, LifeMedian, LifeStep, Lifetimes};
pub use moments::{FIXED_POINT, LARGEST, Moments, fixed};
pub use normal::normal_quantile;
pub use paired::{paired_shares, student_interval};
pub use quantiles::Quantiles;
pub use ranks::{ranks, sorted_quantile};
pub use selection::FullySequential;
pub use tail::{binomial_tail, incomplete_beta, student_quantile, student_two_sided};
