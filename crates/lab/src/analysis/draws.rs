//! The uniform numbers that methods draw: bootstrap resamples, and the folds of a cross-validation.

use summitry_engine::{Purpose, Stream, Streams};

use super::{Draw, Method};

/// Part of the key of an analysis's draws: never change it.
const DOMAIN: &str = "summitry analysis";
const RESAMPLES: Purpose = Purpose(0);
const FOLDS: Purpose = Purpose(1);

/// Hands `compute` the draws that a method needs, from the start of their stream: the same seed gives the same numbers.
///
/// ```
/// use summitry_lab::analysis::{Method, with_draws};
///
/// let first = |seed| with_draws(seed, Method::Sobol, |draw| draw());
/// assert_eq!(first(1), first(1));
/// assert_ne!(first(1), first(2));
/// ```
pub fn with_draws<T>(seed: u64, method: Method, compute: impl FnOnce(Draw<'_>) -> T) -> T {
    let mut streams = Streams::in_domain(DOMAIN, 2, 1);
    if let Err(fault) = streams.begin(seed, 0) {
        panic!("{fault}"); // Replication 0 has streams.
    }
    let purpose = if method == Method::Cart { FOLDS } else { RESAMPLES };
    let stream: &mut Stream = streams.stream(purpose, 0);
    compute(&mut || stream.uniform())
}
