//! Where actions are handed in: one thread that applies them, keeps them, and then says so.
//!
//! All that wait are kept with one sync, so that a class that answers at once waits for one write to the disk and not for thirty.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use super::room::Room;
use super::store::{Asked, BEAT, Journal, Ledger, Unkept};

/// Most actions that are kept with one sync.
const AT_ONCE: usize = 512;
/// Longest sleep, so that a clock that was set anew is noticed.
const NAP: Duration = Duration::from_secs(1);

/// Rest after a fault.
const REST: Duration = Duration::from_millis(200);

type Reply = oneshot::Sender<Result<u64, Unkept>>;

enum Handed {
    Asked(Asked, Reply),
    Close,
}

/// Where actions are handed in; it can be cloned.
#[derive(Clone, Debug)]
pub struct Desk {
    handed: Sender<Handed>,
    room: Arc<RwLock<Arc<Room>>>,
    changes: watch::Receiver<u64>,
}

/// The desk's thread.
#[derive(Debug)]
pub struct Clerk {
    thread: JoinHandle<()>,
    handed: Sender<Handed>,
}

impl Desk {
    /// Opens a desk for a class, kept in a journal; `clock` tells the time in milliseconds since 1970.
    ///
    /// # Errors
    ///
    /// If the system gives no thread.
    pub fn open(
        ledger: Ledger,
        journal: impl Journal + Send + 'static,
        clock: impl Fn() -> i64 + Send + 'static,
    ) -> std::io::Result<(Desk, Clerk)> {
        let (sender, handed) = mpsc::channel();
        let room = Arc::new(RwLock::new(Arc::clone(ledger.room())));
        let (changed, changes) = watch::channel(ledger.actions());
        let of = Of { ledger, journal, clock, handed, room: Arc::clone(&room), changed };
        let thread = Builder::new().name("desk".to_owned()).spawn(move || of.serve())?;
        let desk = Desk { handed: sender.clone(), room, changes };
        Ok((desk, Clerk { thread, handed: sender }))
    }

    /// The class as it stands.
    #[must_use]
    pub fn room(&self) -> Arc<Room> {
        Arc::clone(&self.room.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells how many actions were accepted, each time that it is more.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.clone()
    }

    /// Hands in an action. The answer comes once it is kept: its number.
    ///
    /// # Errors
    ///
    /// [`Unkept`]
    pub async fn hand_in(&self, asked: Asked) -> Result<u64, Unkept> {
        let closed = || Unkept::Fault("the class is closed".to_owned());
        let (reply, answer) = oneshot::channel();
        self.handed.send(Handed::Asked(asked, reply)).map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }
}

impl Clerk {
    /// Keeps what was handed in, and ends.
    pub fn close(self) {
        // One that has ended already is closed.
        let _ = self.handed.send(Handed::Close);
        let _ = self.thread.join();
    }
}

struct Of<J, C> {
    ledger: Ledger,
    journal: J,
    clock: C,
    handed: Receiver<Handed>,
    room: Arc<RwLock<Arc<Room>>>,
    changed: watch::Sender<u64>,
}

impl<J: Journal, C: Fn() -> i64> Of<J, C> {
    fn serve(mut self) {
        let (mut is_open, mut beat) = (true, i64::MIN);
        while is_open {
            let deadline = self.ledger.room().deadline();
            let nap = deadline.as_ref().map_or(NAP, |(at, _)| {
                let left = at.saturating_sub((self.clock)()).max(0);
                NAP.min(Duration::from_millis(left.unsigned_abs()))
            });
            let (mut asked, mut replies) = (Vec::new(), Vec::new());
            match self.handed.recv_timeout(nap) {
                Ok(Handed::Asked(one, reply)) => {
                    asked.push(one);
                    replies.push(reply);
                }
                Ok(Handed::Close) | Err(RecvTimeoutError::Disconnected) => is_open = false,
                Err(RecvTimeoutError::Timeout) => {}
            }
            while asked.len() < AT_ONCE {
                match self.handed.try_recv() {
                    Ok(Handed::Asked(one, reply)) => {
                        asked.push(one);
                        replies.push(reply);
                    }
                    Ok(Handed::Close) => is_open = false,
                    Err(_) => break,
                }
            }
            let at = (self.clock)();
            // An answer that was handed in as the time ran out is in time.
            if let Some((ends, action)) = deadline
                && ends <= at
            {
                asked.push(Asked { key: format!("up {at} {action:?}"), action });
            }
            self.accept(&asked, at, replies);
            if at >= beat {
                self.journal.beat(at);
                beat = at.saturating_add(BEAT);
            }
        }
    }

    fn accept(&mut self, asked: &[Asked], at: i64, replies: Vec<Reply>) {
        if asked.is_empty() {
            return;
        }
        let before = self.ledger.actions();
        let results = self.ledger.accept(asked, at, &mut self.journal);
        if self.ledger.actions() != before {
            let mut room = self.room.write().unwrap_or_else(PoisonError::into_inner);
            *room = Arc::clone(self.ledger.room());
            drop(room);
            self.changed.send_replace(self.ledger.actions());
        }
        match results {
            Ok(results) => {
                for (reply, result) in replies.into_iter().zip(results) {
                    // Who asked may have gone.
                    let _ = reply.send(result.map_err(Unkept::Refused));
                }
            }
            Err(fault) => {
                // A disk that is full is not written to without pause.
                std::thread::sleep(REST);
                for reply in replies {
                    let _ = reply.send(Err(Unkept::Fault(fault.to_string())));
                }
            }
        }
    }
}
