//! The queue of commands: one thread applies them, stores them, and then acknowledges them.
//!
//! All waiting commands are stored with one sync, so a class that answers all at once waits for one write to the disk, not thirty.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use super::state::ClassState;
use super::store::{Command, EventLog, HEARTBEAT, Journal, SubmitError};

/// Most commands stored with one sync.
const AT_ONCE: usize = 512;
/// Longest sleep, so that a change of the system clock is noticed.
const NAP: Duration = Duration::from_secs(1);

/// Pause after a failed write.
const REST: Duration = Duration::from_millis(200);

type Reply = oneshot::Sender<Result<u64, SubmitError>>;

enum Message {
    Command(Command, Reply),
    Close,
}

/// A handle to the queue of a class. Clones share the queue.
#[derive(Clone, Debug)]
pub struct CommandQueue {
    messages: Sender<Message>,
    state: Arc<RwLock<Arc<ClassState>>>,
    changes: watch::Receiver<u64>,
}

/// The thread behind a [`CommandQueue`].
#[derive(Debug)]
pub struct QueueThread {
    thread: JoinHandle<()>,
    messages: Sender<Message>,
}

impl CommandQueue {
    /// Starts the thread of a class whose actions go to a journal; `clock` returns milliseconds since 1970.
    ///
    /// # Errors
    ///
    /// If the system cannot start a thread.
    pub fn open(
        log: EventLog,
        journal: impl Journal + Send + 'static,
        clock: impl Fn() -> i64 + Send + 'static,
    ) -> std::io::Result<(CommandQueue, QueueThread)> {
        let (sender, messages) = mpsc::channel();
        let state = Arc::new(RwLock::new(Arc::clone(log.state())));
        let (changed, changes) = watch::channel(log.actions());
        let worker = Worker { log, journal, clock, messages, state: Arc::clone(&state), changed };
        let thread = Builder::new().name("class-queue".to_owned()).spawn(move || worker.serve())?;
        let queue = CommandQueue { messages: sender.clone(), state, changes };
        Ok((queue, QueueThread { thread, messages: sender }))
    }

    /// The current state of the class.
    #[must_use]
    pub fn state(&self) -> Arc<ClassState> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The number of accepted actions, sent each time it grows.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }

    /// Submits a command, and returns the number of its action once that is stored.
    ///
    /// # Errors
    ///
    /// [`SubmitError`]
    pub async fn submit(&self, command: Command) -> Result<u64, SubmitError> {
        let closed = || SubmitError::Fault("the class is closed".to_owned());
        let (reply, answer) = oneshot::channel();
        self.messages.send(Message::Command(command, reply)).map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }
}

impl QueueThread {
    /// Stores what was submitted, and ends the thread.
    pub fn close(self) {
        // A thread that has already ended needs no message.
        let _ = self.messages.send(Message::Close);
        let _ = self.thread.join();
    }
}

struct Worker<J, C> {
    log: EventLog,
    journal: J,
    clock: C,
    messages: Receiver<Message>,
    state: Arc<RwLock<Arc<ClassState>>>,
    changed: watch::Sender<u64>,
}

impl<J: Journal, C: Fn() -> i64> Worker<J, C> {
    fn serve(mut self) {
        let (mut is_open, mut heartbeat) = (true, i64::MIN);
        while is_open {
            let deadline = self.log.state().deadline();
            let nap = deadline.as_ref().map_or(NAP, |(at, _)| {
                let left = at.saturating_sub((self.clock)()).max(0);
                NAP.min(Duration::from_millis(left.unsigned_abs()))
            });
            let (mut commands, mut replies) = (Vec::new(), Vec::new());
            match self.messages.recv_timeout(nap) {
                Ok(Message::Command(command, reply)) => {
                    commands.push(command);
                    replies.push(reply);
                }
                Ok(Message::Close) | Err(RecvTimeoutError::Disconnected) => is_open = false,
                Err(RecvTimeoutError::Timeout) => {}
            }
            while commands.len() < AT_ONCE {
                match self.messages.try_recv() {
                    Ok(Message::Command(command, reply)) => {
                        commands.push(command);
                        replies.push(reply);
                    }
                    Ok(Message::Close) => is_open = false,
                    Err(_) => break,
                }
            }
            let at = (self.clock)();
            // An answer submitted as the time ran out is in time.
            if let Some((ends, action)) = deadline
                && ends <= at
            {
                commands.push(Command { key: format!("up {at} {action:?}"), action });
            }
            self.accept(&commands, at, replies);
            if at >= heartbeat {
                self.journal.heartbeat(at);
                heartbeat = at.saturating_add(HEARTBEAT);
            }
        }
    }

    fn accept(&mut self, commands: &[Command], at: i64, replies: Vec<Reply>) {
        if commands.is_empty() {
            return;
        }
        let before = self.log.actions();
        let phase = self.log.state().phase();
        let results = self.log.accept(commands, at, &mut self.journal);
        if self.log.actions() != before {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            *state = Arc::clone(self.log.state());
            drop(state);
            self.changed.send_replace(self.log.actions());
        }
        if self.log.state().phase() != phase {
            self.journal.checkpoint();
        }
        match results {
            Ok(results) => {
                for (reply, result) in replies.into_iter().zip(results) {
                    // The sender may have gone.
                    let _ = reply.send(result.map_err(SubmitError::Refused));
                }
            }
            Err(fault) => {
                // Do not write to a full disk without a pause.
                std::thread::sleep(REST);
                for reply in replies {
                    let _ = reply.send(Err(SubmitError::Fault(fault.to_string())));
                }
            }
        }
    }
}
