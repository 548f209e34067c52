//! Numbers in, numbers out: intervals, quantiles, tallies.
