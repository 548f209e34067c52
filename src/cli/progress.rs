//! The progress of a batch: a bar on a terminal, plain lines in a log.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::format::{grouped, tame};
use super::screen;

/// What the bar is drawn with.
const BAR: &str = "█▉▊▋▌▍▎▏ ";

/// Columns from which the counts fit.
const ROOMY: usize = 72;

/// The least time between two lines of a log.
const BETWEEN: Duration = Duration::from_secs(5);

/// A bar on standard error, where that is a terminal, else lines; if somebody wants it.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    begun: bool,
    lines: Option<Lines>,
}

/// Progress as lines: each says how far it is, and they get rarer as time goes on.
#[derive(Debug)]
struct Lines {
    what: String,
    unit: &'static str,
    count: u64,
    begun: Instant,
    last: Instant,
    /// What was done before, which says nothing about the time that is left.
    from: Option<u64>,
}

impl Lines {
    fn new(what: &str, unit: &'static str, count: u64) -> Lines {
        let now = Instant::now();
        Lines { what: tame(what), unit, count, begun: now, last: now, from: None }
    }

    /// The line that is due once so many are done, if one is.
    fn at(&mut self, done: u64, now: Instant) -> Option<String> {
        let from = *self.from.get_or_insert(done);
        let elapsed = now - self.begun;
        if now - self.last < BETWEEN.max(elapsed / 10) || done >= self.count {
            return None;
        }
        self.last = now;
        let share = done as f64 / self.count as f64 * 100.0;
        let rate = (done - from) as f64 / elapsed.as_secs_f64();
        let mut line = format!(
            "{}: {} of {}{} ({share:.0} %)",
            self.what,
            grouped(done),
            grouped(self.count),
            self.unit
        );
        if rate > 0.0 {
            let left = (self.count - done) as f64 / rate;
            line.push_str(&format!(
                ", about {} left",
                HumanDuration(Duration::from_secs_f64(left.min(1e9)))
            ));
        }
        Some(line)
    }
}

impl Progress {
    /// A bar that is drawn from the first [`Progress::at`] on.
    pub(super) fn new(scenario: &str, runs: u64, wanted: bool) -> Self {
        let target =
            if wanted { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(runs), target);
        let template = if screen::error_width() < ROOMY {
            "{percent:>3} % {wide_bar} {eta} left"
        } else {
            "{prefix}  {percent:>3} % {wide_bar} {human_pos} of {human_len}, {rate}, {eta} left"
        };
        // The templates are our own; were one wrong, the default would do.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars(BAR).with_key("rate", rate));
        }
        bar.set_prefix(scenario.to_owned());
        let lines =
            (wanted && !stderr().is_terminal()).then(|| Lines::new(scenario, " runs", runs));
        Progress { bar, begun: false, lines }
    }

    /// As [`Progress::new`], for things that are not runs.
    pub(super) fn things(what: &str, count: u64, wanted: bool) -> Self {
        let mut progress = Progress::new(what, count, wanted);
        if let Some(lines) = &mut progress.lines {
            lines.unit = "";
        }
        let template = "{prefix}  {percent:>3} % {wide_bar} {human_pos} of {human_len}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            progress.bar.set_style(style.progress_chars(BAR));
        }
        progress
    }

    /// So many runs are done.
    pub(super) fn at(&mut self, done: u64) {
        if let Some(line) = self.lines.as_mut().and_then(|lines| lines.at(done, Instant::now())) {
            screen::note_raw(&line);
        }
        self.bar.set_position(done);
        if !self.begun {
            // What an earlier call did says nothing about the time that is left.
            self.bar.reset_eta();
            self.begun = true;
        }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// As [`Progress::clear`], for good.
    pub(super) fn end(self) {
        self.clear();
    }
}

fn rate(state: &ProgressState, to: &mut dyn std::fmt::Write) {
    #[expect(clippy::cast_possible_truncation, reason = "shown to a person")]
    #[expect(clippy::cast_sign_loss, reason = "a rate is not negative")]
    let rate = state.per_sec() as u64;
    let _ = write!(to, "{} runs/s", grouped(rate));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_gets_a_line_every_few_seconds_and_ever_fewer() {
        let mut lines = Lines::new("talks", " runs", 10_000);
        let at = |seconds: u64| Duration::from_secs(seconds);
        let begun = lines.begun;
        assert_eq!(lines.at(1000, begun + at(1)), None);
        let line = lines.at(2000, begun + at(10)).unwrap();
        assert_eq!(line, "talks: 2,000 of 10,000 runs (20 %), about 80 seconds left");
        assert_eq!(lines.at(2500, begun + at(12)), None);
        let due = (11..3600).filter(|&now| lines.at(3000, begun + at(now)).is_some()).count();
        assert!((30..80).contains(&due), "{due} lines in an hour");
        // What ends says so itself.
        assert_eq!(lines.at(10_000, begun + at(9000)), None);
    }
}
