//! The one clock of a class. Its time is stored with each action, so that nothing else depends on it.

use std::sync::OnceLock;
use std::time::Instant;

/// Milliseconds since 1970: the system clock at the first call, counted on monotonically from there. Setting the clock while a
/// class runs has no effect, and time in which the computer sleeps does not count where its counter stops.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a class plays in time; a run does not")]
pub fn now() -> i64 {
    static START: OnceLock<(i64, Instant)> = OnceLock::new();
    let (start, counted) = START.get_or_init(|| {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        (since.map_or(0, |since| milliseconds(since.as_millis())), Instant::now())
    });
    start.saturating_add(milliseconds(counted.elapsed().as_millis()))
}

fn milliseconds(of: u128) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}
