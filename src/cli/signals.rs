//! Ctrl-C and SIGTERM: the first ends a batch cleanly, the second at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use super::exit::Exit;
use crate::called;

static STOP: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Listens from now on, and gives the flag that the first signal sets: within another program, that program's.
///
/// Under `nohup` nothing is listened to, so that a hang-up stays ignored. A kill then ends the
/// program where it is, and the batch goes on from its last checkpoint.
pub(super) fn listen() -> Arc<AtomicBool> {
    if let Some(stop) = called::stop() {
        return stop;
    }
    if !hangup_ignored() {
        // An error means that there is nothing to listen to.
        let _ = ctrlc::set_handler(|| {
            if STOP.swap(true, Ordering::Relaxed) {
                // The one place that leaves without cleaning up: the user asked twice.
                std::process::exit(Exit::KILLED);
            }
        });
    }
    Arc::clone(&STOP)
}

/// Whether we were started with SIGHUP ignored, where the system tells: the lowest bit of a mask.
fn hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & 1 == 1)
}

/// Whether the first signal came.
pub(super) fn stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}
