//! Numbers in, numbers out: intervals, quantiles, tallies.
//!
//! The tallies count in integers only. Integer sums do not depend on their order, so tallies that
//! several threads kept give the same bytes once merged, whoever counted which run.

mod histogram;
mod interval;
mod moments;

pub use histogram::{Histogram, HistogramState, Misshapen, quantile, sparse, spread};
pub use interval::{Interval, Z95, mean_interval, wilson};
pub use moments::{FIXED_POINT, LARGEST, Moments, fixed};
