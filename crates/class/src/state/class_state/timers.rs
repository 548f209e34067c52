//! The timers of the phase and the tables.

use super::super::phase::{Phase, Timer};
use super::ClassState;

impl ClassState {
    /// Pauses all timers.
    pub(super) fn stop(&mut self, at: i64) {
        self.timers[self.phase as usize].pause(at);
        self.tables_mut(|_, _, table| {
            if let Some(timer) = &mut table.timer {
                timer.pause(at);
            }
        });
    }

    /// Resumes the timers of the phase.
    pub(super) fn start(&mut self, at: i64) {
        self.timers[self.phase as usize].resume(at);
        if self.phase == Phase::Play {
            self.tables_mut(|_, _, table| {
                if let Some(timer) = &mut table.timer {
                    timer.resume(at);
                }
            });
        }
    }

    /// Excludes a downtime of the program from all running timers.
    pub(super) fn shift(&mut self, by: i64) {
        let shift = |timer: &mut Timer| {
            if matches!(timer, Timer::Running(_)) {
                timer.extend(by);
            }
        };
        self.timers.iter_mut().for_each(shift);
        self.tables_mut(|_, _, table| table.timer.iter_mut().for_each(shift));
    }

    pub(super) fn extend(&mut self, seconds: u32, at: i64) {
        let more = i64::from(seconds) * 1000;
        self.timers[self.phase as usize].extend_from(at, more);
        self.tables_mut(|_, _, table| {
            if let Some(timer) = &mut table.timer {
                timer.extend_from(at, more);
            }
        });
    }
}
