//! The state of a class, changed action by action.

mod membership;
mod play;
mod timers;

use std::sync::Arc;

use super::action::Action;
use super::config::ClassConfig;
use super::member::{Guess, Member, Message};
use super::phase::{Phase, Timer};
use super::refusal::Refusal;
use super::table::Table;

/// Maximum length of a pseudonym, in characters.
pub const PSEUDONYM: usize = 24;
/// Maximum length of a teacher's message, in characters.
pub const MESSAGE: usize = 600;
/// Maximum length of a note, in characters.
pub const NOTE: usize = 600;
/// Longest extension, in seconds.
const EXTENSION: u32 = 3600;

/// The state of a class.
#[derive(Clone, Debug)]
pub struct ClassState {
    config: Arc<ClassConfig>,
    members: Vec<Member>,
    tables: Vec<Arc<Table>>,
    /// The last prediction of each seat, by table and party.
    guesses: Vec<Vec<Option<Guess>>>,
    messages: Vec<Message>,
    phase: Phase,
    timers: [Timer; 4],
    is_paused: bool,
    is_revealed: bool,
    is_over: bool,
    /// Time of the last action.
    last: i64,
}

impl PartialEq for ClassState {
    /// Whether two classes with the same configuration are in the same state.
    fn eq(&self, other: &Self) -> bool {
        let flags =
            |state: &ClassState| (state.phase, state.is_paused, state.is_revealed, state.is_over);
        flags(self) == flags(other)
            && self.members == other.members
            && self.tables == other.tables
            && self.guesses == other.guesses
            && self.messages == other.messages
            && self.timers == other.timers
            && self.last == other.last
    }
}

impl ClassState {
    /// A class without members that begins at a time. Times are milliseconds since 1970.
    #[must_use]
    pub fn new(config: Arc<ClassConfig>, at: i64) -> Self {
        let minutes = config.plan.minutes;
        let paused = |phase: Phase| Timer::Paused(phase.length(minutes));
        let mut timers = Phase::ALL.map(paused);
        timers[0].resume(at);
        ClassState {
            config,
            members: Vec::new(),
            tables: Vec::new(),
            guesses: Vec::new(),
            messages: Vec::new(),
            phase: Phase::Brief,
            timers,
            is_paused: false,
            is_revealed: false,
            is_over: false,
            last: at,
        }
    }

    /// The scenario and settings.
    #[must_use]
    pub fn config(&self) -> &ClassConfig {
        &self.config
    }

    /// The members, by number; removed members have no place.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The tables.
    #[must_use]
    pub fn tables(&self) -> &[Arc<Table>] {
        &self.tables
    }

    /// The last prediction of a seat.
    #[must_use]
    pub fn guess(&self, table: usize, party: usize) -> Option<&Guess> {
        self.guesses.get(table)?.get(party)?.as_ref()
    }

    /// The messages of the teacher.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The current phase.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The timer of the current phase.
    #[must_use]
    pub fn timer(&self) -> Timer {
        self.timers[self.phase as usize]
    }

    /// Whether the class is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// Whether the private information of each seat is shown to its table.
    #[must_use]
    pub fn is_revealed(&self) -> bool {
        self.is_revealed
    }

    /// Whether the class is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Time of the last action, in milliseconds since 1970.
    #[must_use]
    pub fn last(&self) -> i64 {
        self.last
    }

    /// The next timer of a table to run out: its time, and the action to apply then.
    #[must_use]
    pub fn deadline(&self) -> Option<(i64, Action)> {
        if self.phase != Phase::Play || self.is_paused || self.is_over {
            return None;
        }
        let of = |(number, table): (usize, &Arc<Table>)| {
            let (ends, decision) = (table.timer?.ends()?, table.first_due()?);
            Some((ends, Action::Up { table: number, decision }))
        };
        self.tables.iter().enumerate().filter_map(of).min_by_key(|(ends, _)| *ends)
    }

    /// Applies an action at a time. A refused action changes nothing.
    ///
    /// # Errors
    ///
    /// [`Refusal`]
    pub fn apply(&mut self, action: &Action, at: i64) -> Result<(), Refusal> {
        if self.is_over {
            return Err(Refusal::Over);
        }
        let at = at.max(self.last);
        match action {
            Action::Join { pseudonym, token } => self.join(pseudonym, token, at)?,
            Action::Predict { member, guess } => self.predict(*member, guess)?,
            Action::Answer { member, answers } => self.answer(*member, answers, at)?,
            Action::Note { member, text } => {
                if text.chars().count() > NOTE {
                    return Err(Refusal::Text);
                }
                self.place(*member)?;
                self.members[*member].note.clone_from(text);
            }
            Action::Back { member } => {
                let (table, party) = self.place(*member)?;
                self.table(table)?.seats[party].missed = 0;
            }
            Action::Up { table, decision } => self.up(*table, *decision, at)?,
            Action::Resumed { stood } => self.shift((*stood).clamp(0, at - self.last)),
            Action::Go { phase } => self.go(*phase, at)?,
            Action::Pause => {
                self.expect_paused(false)?;
                self.stop(at);
                self.is_paused = true;
            }
            Action::Resume => {
                self.expect_paused(true)?;
                self.is_paused = false;
                self.start(at);
            }
            Action::Extend { seconds } => self.extend((*seconds).min(EXTENSION), at),
            Action::InjectShock { shock, table } => self.inject_shock(shock, *table, at)?,
            Action::Hand { table, party, to_policy } => {
                self.hand(*table, *party, *to_policy, at)?;
            }
            Action::Move { member, table, party } => self.move_to(*member, *table, *party, at)?,
            Action::Remove { member } => {
                self.place(*member)?;
                self.members[*member].place = None;
                self.seat_people();
                self.go_on(at);
            }
            Action::Tell { table, text } => {
                if text.trim().is_empty() || text.chars().count() > MESSAGE {
                    return Err(Refusal::Text);
                }
                if table.is_some_and(|table| table >= self.tables.len()) {
                    return Err(Refusal::Table);
                }
                let text = text.trim().to_owned();
                self.messages.push(Message { at, table: *table, text });
            }
            Action::Reveal { shown } => {
                if self.is_revealed == *shown {
                    return Err(Refusal::Already);
                }
                self.is_revealed = *shown;
            }
            Action::End => {
                self.tables_mut(|config, number, table| table.finish(config, number));
                self.stop(at);
                self.is_over = true;
            }
        }
        self.last = at;
        Ok(())
    }

    fn expect_paused(&self, paused: bool) -> Result<(), Refusal> {
        if self.is_paused == paused { Ok(()) } else { Err(Refusal::Already) }
    }

    /// A member's table and party.
    fn place(&self, member: usize) -> Result<(usize, usize), Refusal> {
        self.members.get(member).and_then(|member| member.place).ok_or(Refusal::Member)
    }

    fn table(&mut self, number: usize) -> Result<&mut Table, Refusal> {
        self.tables.get_mut(number).map(Arc::make_mut).ok_or(Refusal::Table)
    }

    fn tables_mut(&mut self, mut change: impl FnMut(&ClassConfig, usize, &mut Table)) {
        for (number, table) in self.tables.iter_mut().enumerate() {
            change(&self.config, number, Arc::make_mut(table));
        }
    }
}
