//! What a table of results says about its inputs: sensitivity indices, and boxes of inputs that lead to an outcome.
//!
//! Every method takes plain columns of numbers and gives plain results. An input of words has their places for values.
//! [`Columns::read`] takes them from a CSV file, [`tables`] puts results into rows.
//!
//! | method | needs | gives |
//! |---|---|---|
//! | [`sobol`] | the rows of a Saltelli design | shares of the variance: first order, total, second order |
//! | [`morris`] | the rows of a Morris design | elementary effects: μ, μ*, σ |
//! | [`prcc`] | any rows | partial rank correlations |
//! | [`prim`] | any rows, output 0/1 | nested boxes of the inputs in which the output is 1 ever more often |
//! | [`cart`] | any rows | a tree, whose leaves are boxes |
//! | [`response`] | cells with levels | means by level; on a grid, shares of the variance |
//! | [`repeats`] | any rows | rows of the same inputs, and what they differ by |
//! | [`noise`] | cells and their runs | how much of what cells differ by is luck |
//! | [`distances`] | utilities of two | how far a text is from the Pareto front and Nash's point |
//!
//! [`directory`] alone knows where numbers come from: it takes the tables of a finished batch or sweep, checks that they are what
//! was written, and asks the methods.
//!
//! Chance, where a method needs some, comes in as a function that gives uniform numbers of (0, 1): the same numbers give
//! the same result. Memory is 8 bytes for each row and column used, and what a method says of itself.

pub mod cart;
mod columns;
pub mod directory;
pub mod distances;
mod draws;
mod error;
mod groups;
mod method;
pub mod morris;
pub mod noise;
pub mod prcc;
pub mod prim;
pub mod repeats;
pub mod response;
pub mod sobol;
pub mod tables;
mod threshold;

pub use columns::{Columns, EmptyOutput, MOST_VALUES};
pub use draws::with_draws;
pub use error::AnalysisError;
pub use groups::Group;
pub use method::{Found, Method, Options, applied, fits, in_whole_groups};
pub use threshold::Threshold;

use summitry_engine::stats::Interval;

/// A source of uniform numbers of (0, 1).
pub type Draw<'a> = &'a mut dyn FnMut() -> f64;

/// Less than this between the least and the greatest output has no squares to reckon with.
const LEAST_SPREAD: f64 = 1e-100;

/// Refuses an output whose differences are too small for their squares to be numbers. (Those that are too great are refused
/// as they are read.)
fn varies_enough(output: &[f64]) -> Result<(), AnalysisError> {
    let least = output.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = output.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if greatest - least >= LEAST_SPREAD {
        return Ok(());
    }
    Err(AnalysisError::data(
        "small-output",
        format!("the output varies by {:e} only, too little to be squared", greatest - least),
        "give it in a smaller unit, so that its numbers are greater",
    ))
}

/// Whether an output differs between rows by no more than the rounding of its sums: by a few thousand units in the last place of the
/// greatest.
///
/// ```
/// use summitry_lab::analysis::varies_only_by_rounding;
/// assert!(varies_only_by_rounding(&[192.53, 192.530_000_000_000_03]));
/// assert!(!varies_only_by_rounding(&[192.53, 192.530_001]) && !varies_only_by_rounding(&[1.0, 1.0]));
/// ```
#[must_use]
pub fn varies_only_by_rounding(output: &[f64]) -> bool {
    let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
    for &value in output.iter().filter(|value| value.is_finite()) {
        (least, greatest) = (least.min(value), greatest.max(value));
    }
    let spread = greatest - least;
    spread > 0.0 && spread <= 4096.0 * f64::EPSILON * greatest.abs().max(least.abs())
}

/// How the intervals of a bootstrap are made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    /// How many samples are drawn; without any there are no intervals.
    pub resamples: usize,
    /// How much of their results an interval holds.
    pub confidence: f64,
}

/// A number, and the interval about it where there is one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Its interval.
    pub interval: Option<Interval>,
}

/// The most words that an input may have.
pub const MOST_WORDS: usize = 64;

/// A side of a box: the least and the greatest value within, or the words, each where there is a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// No value is below this.
    pub low: Option<f64>,
    /// No value is above this.
    pub high: Option<f64>,
    /// Of an input whose values are the places of words: the words within, a bit each.
    pub words: Option<u64>,
}

impl Limits {
    /// Whether a value lies within.
    #[must_use]
    pub fn contain(&self, value: f64) -> bool {
        self.low.is_none_or(|low| low <= value)
            && self.high.is_none_or(|high| value <= high)
            && self.words.is_none_or(|words| words & word(value) != 0)
    }

    /// Whether there is a limit at all.
    #[must_use]
    pub fn is_restricted(&self) -> bool {
        self.low.is_some() || self.high.is_some() || self.words.is_some()
    }

    /// The words within, of all that the input has.
    #[must_use]
    pub fn of_words<'a>(&self, all: &'a [String]) -> Vec<&'a str> {
        let within = |k: &usize| self.words.is_none_or(|words| words >> k & 1 == 1);
        (0..all.len()).filter(within).map(|k| all[k].as_str()).collect()
    }
}

/// The bit of the word at this place.
fn word(place: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place below 64")]
    let place = place as u32;
    1_u64.checked_shl(place).unwrap_or_default()
}

/// As many bits as there are words.
fn all_words(words: usize) -> u64 {
    u64::MAX.checked_shr(64 - words.min(64) as u32).unwrap_or_default()
}
