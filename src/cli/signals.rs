//! Ctrl-C and a polite kill: the first ends the batch cleanly, the second at once.

use std::sync::atomic::{AtomicBool, Ordering};

use super::exit::Exit;

static STOP: AtomicBool = AtomicBool::new(false);

/// Listens from now on, and gives the flag that the first signal sets.
///
/// Signals that we were started to ignore (`nohup`, a background job of a script) stay ignored. A
/// kill then ends the program where it is, and the batch goes on from its last checkpoint.
pub(super) fn listen() -> &'static AtomicBool {
    // An error means that there is nothing to listen to.
    let _ = ctrlc::try_set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            // The one place that leaves without clearing up: it was asked for twice.
            std::process::exit(Exit::KILLED);
        }
    });
    &STOP
}

/// Whether the first signal came.
pub(super) fn stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}
