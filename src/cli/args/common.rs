//! Arguments that several commands share, and how numbers are read.

use std::ops::RangeInclusive;
use std::thread::available_parallelism;

use clap::ValueEnum;

use summitry_model::fields::slip::{number, whole_number};

/// Output format of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// Tables for reading
    #[default]
    Table,
    /// JSON, one object per line
    Json,
}

/// Output format of results, and file format of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FormatWord {
    /// Print results as tables for reading (default)
    Table,
    /// Print results as JSON, one object per line
    Json,
    /// Write tables as CSV (default)
    Csv,
    /// Write tables as Parquet; needs a build with `--features parquet`
    Parquet,
}

/// What to change in a scenario before it is read.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct Changes {
    /// New value for a parameter, by its dotted path, such as meeting.rounds.gap=15 (repeatable)
    #[arg(long, value_name = "PATH=VALUE", help_heading = "Scenario")]
    pub set: Vec<String>,
    /// Gate to use instead of the scenario's, with its parameters, such as rounds-first:n=6
    #[arg(long, value_name = "GATE", help_heading = "Scenario")]
    pub gate: Option<String>,
    /// Order of meetings to keep: a family such as allies-first, or their names, such as allies,rounds,summit
    #[arg(long, value_name = "SEQUENCE", help_heading = "Scenario")]
    pub sequence: Option<String>,
}

pub(in crate::cli) fn runs(typed: &str) -> Result<u64, String> {
    between(typed, 1, u64::from(u32::MAX), "a batch has from 1 to 4,294,967,295 runs")
}

pub(in crate::cli) fn most_runs(typed: &str) -> Result<u64, String> {
    between(typed, 1, u64::MAX, "a whole number from 1")
}

pub(in crate::cli) fn threads(typed: &str) -> Result<usize, String> {
    between(typed, 1, 1024, "from 1 to 1024 threads simulate")
}

/// The threads that were asked for, or one for each core.
pub(in crate::cli) fn threads_or_cores(threads: Option<usize>) -> usize {
    threads.unwrap_or_else(|| available_parallelism().map_or(1, usize::from))
}

pub(in crate::cli) fn between<T: std::str::FromStr + PartialOrd>(
    typed: &str,
    least: T,
    most: T,
    rule: &str,
) -> Result<T, String> {
    let allowed = |typed: &str| typed.parse::<T>().ok().filter(|n| (&least..=&most).contains(&n));
    allowed(typed).ok_or_else(|| {
        // A number in another notation, of which this type and range allow the value.
        let meant = [whole_number(typed), number(typed)].into_iter().flatten();
        match meant.into_iter().find(|meant| meant != typed && allowed(meant).is_some()) {
            Some(meant) => format!("write {meant} ({rule})"),
            None => rule.to_owned(),
        }
    })
}

/// A whole number in this range.
pub(in crate::cli) fn whole<T>(
    range: RangeInclusive<T>,
) -> impl Fn(&str) -> Result<T, String> + Clone
where
    T: std::str::FromStr + PartialOrd + Copy + std::fmt::Display,
{
    move |typed| {
        let (least, most) = (*range.start(), *range.end());
        between(typed, least, most, &format!("a whole number from {least} to {most}"))
    }
}

/// The number of a seed.
pub(in crate::cli) fn seed(typed: &str) -> Result<u64, String> {
    between(typed, 0, u64::MAX, "a seed is a whole number from 0 to 18,446,744,073,709,551,615")
}

/// The number of a run.
pub(in crate::cli) fn run_number(typed: &str) -> Result<u64, String> {
    between(typed, 0, u64::from(u32::MAX), "runs are numbered from 0 to 4,294,967,295")
}
