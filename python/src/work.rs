//! Work that takes long: Python's lock is released, Ctrl-C stops it, and whoever wants is told how far it is.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;

/// Time between two looks at signals and progress.
const BETWEEN: Duration = Duration::from_millis(50);

/// What work is given: when to stop, and where to say how far it is.
#[derive(Debug)]
pub(crate) struct Watch {
    pub stop: Arc<AtomicBool>,
    done: AtomicU64,
}

impl Watch {
    pub(crate) fn new() -> Watch {
        Watch { stop: Arc::default(), done: AtomicU64::new(0) }
    }

    /// So much is done.
    pub(crate) fn at(&self, done: u64) {
        self.done.store(done, Ordering::Relaxed);
    }

    /// Looks for signals, and calls `progress` with what is done. An exception stops the work.
    pub(crate) fn look(&self, py: Python<'_>, progress: Option<&Py<PyAny>>) -> PyResult<()> {
        let told = py.check_signals().and_then(|()| match progress {
            Some(progress) => progress.call1(py, (self.done.load(Ordering::Relaxed),)).map(|_| ()),
            None => Ok(()),
        });
        if told.is_err() {
            self.stop.store(true, Ordering::Relaxed);
        }
        told
    }
}

/// Does the work on a thread of its own, on which Python is never called, while this one looks after signals.
///
/// # Errors
/// What a signal or `progress` raised; the work has then ended early.
pub(crate) fn watched<T: Send>(
    py: Python<'_>,
    progress: Option<&Py<PyAny>>,
    work: impl FnOnce(&Watch) -> T + Send,
) -> PyResult<T> {
    let watch = Watch::new();
    let mut raised = None;
    let done = py.detach(|| {
        thread::scope(|scope| {
            let (running, ended) = channel::<()>();
            let watch = &watch;
            let worker = scope.spawn(move || {
                let _running = running;
                work(watch)
            });
            while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(BETWEEN) {
                if raised.is_none() {
                    raised = Python::attach(|py| watch.look(py, progress)).err();
                }
            }
            worker.join()
        })
    });
    let done = done.unwrap_or_else(|panic| resume_unwind(panic));
    match raised {
        Some(error) => Err(error),
        None => watch.look(py, progress).map(|()| done),
    }
}
