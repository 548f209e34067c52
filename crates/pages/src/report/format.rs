//! Numbers and outcomes in sentences.

use crate::charts::numbers::{fixed, grouped, percent};
use summitry_engine::stats::{Interval, Z95, wilson};

/// A share with its interval: `23.9 % (21.4 to 26.6)`.
pub(super) fn share(count: u64, of: u64) -> String {
    let interval = wilson(count, of, Z95);
    format!(
        "{} % ({} to {})",
        percent(count as f64 / of.max(1) as f64),
        percent(interval.low),
        percent(interval.high)
    )
}

/// A number with its interval, to so many decimals.
pub(super) fn with_interval(value: f64, interval: Option<Interval>, decimals: usize) -> String {
    let value = fixed(value, decimals);
    match interval {
        Some(i) => format!("{value} ({} to {})", fixed(i.low, decimals), fixed(i.high, decimals)),
        None => value,
    }
}

/// A number of things: `1 run`, `1,000 runs`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// What an outcome is, as a sentence goes on after "the run ends with".
pub(super) fn outcome(name: &str) -> &str {
    match name {
        "coalition-fractured" => "a coalition that breaks",
        "requester-bypassed" => "a settlement without the requester",
        "durable" => "a settlement that lasts",
        "collapsed" => "a settlement that fails",
        "ratification-failed" => "a text refused at home",
        "partial-only" => "a partial summit and no settlement",
        "symbolic-only" => "a symbolic summit and no settlement",
        "no-summit" => "no summit",
        other => other,
    }
}

/// A reason for the end of talks, after "because".
pub(super) fn end_reason(name: &str) -> &str {
    match name {
        "signed" => "a text was signed",
        "horizon" => "the window's length was used up",
        "window-closed" => "the window closed",
        "deadline" => "the deadline passed",
        "summit-failed" => "an unprepared summit ended them",
        "fractured" => "the coalition fractured",
        "bypassed" => "the requester was bypassed",
        other => other,
    }
}

/// A number of days, whole.
pub(super) fn whole_days(days: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some years")]
    let whole = days.round().max(0.0) as u64;
    grouped(whole)
}

/// The text with a capital letter at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// A name that others chose, short enough for a title.
pub(super) fn brief(name: &str) -> String {
    const MOST: usize = 60;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    crate::charts::text::isolated(&format!(
        "{}…",
        name.chars().take(MOST).collect::<String>().trim_end()
    ))
}
