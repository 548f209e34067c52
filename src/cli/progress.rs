//! The progress bar of a batch.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::format::grouped;
use super::screen;

/// What the bar is drawn with.
const BAR: &str = "█▉▊▋▌▍▎▏ ";

/// Columns from which the counts fit.
const ROOMY: usize = 72;

/// A bar on standard error, where that is a terminal and somebody wants it.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    begun: bool,
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
        Progress { bar, begun: false }
    }

    /// As [`Progress::new`], for things that are not runs.
    pub(super) fn things(what: &str, count: u64, wanted: bool) -> Self {
        let progress = Progress::new(what, count, wanted);
        let template = "{prefix}  {percent:>3} % {wide_bar} {human_pos} of {human_len}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            progress.bar.set_style(style.progress_chars(BAR));
        }
        progress
    }

    /// So many runs are done.
    pub(super) fn at(&mut self, done: u64) {
        self.bar.set_position(done);
        if !self.begun {
            // What an earlier call did says nothing about the time that is left.
            self.bar.reset_eta();
            self.begun = true;
        }
    }

    /// Takes the bar away.
    pub(super) fn end(self) {
        self.bar.finish_and_clear();
    }
}

fn rate(state: &ProgressState, to: &mut dyn std::fmt::Write) {
    #[expect(clippy::cast_possible_truncation, reason = "shown to a person")]
    #[expect(clippy::cast_sign_loss, reason = "a rate is not negative")]
    let rate = state.per_sec() as u64;
    let _ = write!(to, "{} runs/s", grouped(rate));
}
