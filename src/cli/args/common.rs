//! What several commands take.

use std::thread::available_parallelism;

use clap::ValueEnum;

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// A table for people
    #[default]
    Table,
    /// JSON, one object a line
    Json,
}

/// What to change in a scenario before it is read.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct Changes {
    /// Change a value of the scenario by its dotted path, such as rounds.gap=15 (repeatable)
    #[arg(long, value_name = "PATH=VALUE", help_heading = "Scenario")]
    pub set: Vec<String>,
    /// Put this gate in place of the scenario's: a family with parameters, such as rounds-first:n=6
    #[arg(long, value_name = "GATE", help_heading = "Scenario")]
    pub gate: Option<String>,
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
    match typed.parse::<T>() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(rule.to_owned()),
    }
}
