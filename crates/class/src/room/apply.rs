//! A class, action by action.

use std::sync::Arc;

use summitry_lab::rows::answer_log::read_answer;
use summitry_model::diplomacy::party::Role;
use summitry_model::process::Outcome;

use super::action::Action;
use super::course::Course;
use super::member::{Guess, Member, Message};
use super::phase::{Phase, Timer};
use super::refused::Refused;
use super::seating;
use super::stand::Table;
use crate::table::{By, Given};

/// Most characters of a pseudonym.
pub const PSEUDONYM: usize = 24;
/// Most characters of what the teacher tells.
pub const MESSAGE: usize = 600;
/// Most characters of a note.
pub const NOTE: usize = 600;
/// Most seconds of an extension.
const EXTENSION: u32 = 3600;

/// A class.
#[derive(Clone, Debug)]
pub struct Room {
    course: Arc<Course>,
    members: Vec<Member>,
    tables: Vec<Arc<Table>>,
    /// What each seat predicted last, by table and party.
    guesses: Vec<Vec<Option<Guess>>>,
    messages: Vec<Message>,
    phase: Phase,
    timers: [Timer; 4],
    is_paused: bool,
    is_revealed: bool,
    is_over: bool,
    /// When the last action was.
    last: i64,
}

impl PartialEq for Room {
    /// Whether two rooms of the same course stand alike.
    fn eq(&self, other: &Self) -> bool {
        let flags = |room: &Room| (room.phase, room.is_paused, room.is_revealed, room.is_over);
        flags(self) == flags(other)
            && self.members == other.members
            && self.tables == other.tables
            && self.guesses == other.guesses
            && self.messages == other.messages
            && self.timers == other.timers
            && self.last == other.last
    }
}

impl Room {
    /// A class that begins at a time, with nobody in it. Times are milliseconds since 1970.
    #[must_use]
    pub fn new(course: Arc<Course>, at: i64) -> Self {
        let minutes = course.plan.minutes;
        let stands = |phase: Phase| Timer::Stands(phase.length(minutes));
        let mut timers = Phase::ALL.map(stands);
        timers[0].resume(at);
        Room {
            course,
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

    /// Its scenario and plan.
    #[must_use]
    pub fn course(&self) -> &Course {
        &self.course
    }

    /// Its members, by number; those who were removed have no place.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Its tables.
    #[must_use]
    pub fn tables(&self) -> &[Arc<Table>] {
        &self.tables
    }

    /// What a seat predicted last.
    #[must_use]
    pub fn guess(&self, table: usize, party: usize) -> Option<&Guess> {
        self.guesses.get(table)?.get(party)?.as_ref()
    }

    /// What the teacher told.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Its phase.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The clock of its phase.
    #[must_use]
    pub fn timer(&self) -> Timer {
        self.timers[self.phase as usize]
    }

    /// Whether it is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// Whether what each seat alone knew is shown to its table.
    #[must_use]
    pub fn is_revealed(&self) -> bool {
        self.is_revealed
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// When the last action was, in milliseconds since 1970.
    #[must_use]
    pub fn last(&self) -> i64 {
        self.last
    }

    /// The next clock of a table that runs out: when, and what is then to be applied.
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

    /// Applies an action at a time. What is refused has changed nothing.
    ///
    /// # Errors
    ///
    /// [`Refused`]
    pub fn apply(&mut self, action: &Action, at: i64) -> Result<(), Refused> {
        if self.is_over {
            return Err(Refused::Over);
        }
        let at = at.max(self.last);
        match action {
            Action::Join { pseudonym, token } => self.join(pseudonym, token, at)?,
            Action::Predict { member, guess } => self.predict(*member, guess)?,
            Action::Answer { member, answers } => self.answer(*member, answers, at)?,
            Action::Note { member, text } => {
                if text.chars().count() > NOTE {
                    return Err(Refused::Text);
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
            Action::InjectShock { shock, table } => self.strike(shock, *table, at)?,
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
                    return Err(Refused::Text);
                }
                if table.is_some_and(|table| table >= self.tables.len()) {
                    return Err(Refused::Table);
                }
                let text = text.trim().to_owned();
                self.messages.push(Message { at, table: *table, text });
            }
            Action::Reveal { shown } => {
                if self.is_revealed == *shown {
                    return Err(Refused::Already);
                }
                self.is_revealed = *shown;
            }
            Action::End => {
                self.tables_mut(|course, number, table| table.finish(course, number));
                self.stop(at);
                self.is_over = true;
            }
        }
        self.last = at;
        Ok(())
    }

    fn expect_paused(&self, paused: bool) -> Result<(), Refused> {
        if self.is_paused == paused { Ok(()) } else { Err(Refused::Already) }
    }

    /// A member's table and party.
    fn place(&self, member: usize) -> Result<(usize, usize), Refused> {
        self.members.get(member).and_then(|member| member.place).ok_or(Refused::Member)
    }

    fn table(&mut self, number: usize) -> Result<&mut Table, Refused> {
        self.tables.get_mut(number).map(Arc::make_mut).ok_or(Refused::Table)
    }

    fn tables_mut(&mut self, mut change: impl FnMut(&Course, usize, &mut Table)) {
        for (number, table) in self.tables.iter_mut().enumerate() {
            change(&self.course, number, Arc::make_mut(table));
        }
    }

    /// The order in which seats are filled: requester, gatekeeper, counterparts, allies.
    fn order(&self) -> Vec<usize> {
        let parties = &self.course.setup.scenario.parties;
        let mut order: Vec<usize> = (0..parties.len()).collect();
        order.sort_by_key(|&party| match parties[party].of.role {
            Role::Requester => 0,
            Role::Gatekeeper => 1,
            Role::Counterpart => 2,
            Role::Ally => 3,
        });
        order
    }

    fn join(&mut self, pseudonym: &str, token: &str, at: i64) -> Result<(), Refused> {
        let pseudonym = pseudonym.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = pseudonym.chars().count();
        if !(1..=PSEUDONYM).contains(&length) || pseudonym.chars().any(is_unseen) {
            return Err(Refused::Pseudonym);
        }
        let same = |member: &Member| member.pseudonym.to_lowercase() == pseudonym.to_lowercase();
        if self.members.iter().any(same) {
            return Err(Refused::Taken);
        }
        let (plan, parties) = (&self.course.plan, self.course.setup.parties());
        let may_open = self.phase < Phase::Play && self.tables.len() < plan.tables;
        let counts = seating::counts(&self.members, self.tables.len(), parties);
        // Tables that are at their end come last: there one can only look on.
        let mut playing = counts.clone();
        for (seats, table) in playing.iter_mut().zip(&self.tables) {
            if table.look().ending.is_some() {
                seats.fill(plan.share);
            }
        }
        let order = self.order();
        let place = seating::place(&playing, &order, may_open, plan.share)
            .or_else(|| seating::sharing(&counts, &order, plan.share));
        let place = place.ok_or(Refused::Full)?;
        if place.0 == self.tables.len() {
            self.tables.push(Arc::new(Table::new(&self.course, place.0)));
            self.guesses.push(vec![None; parties]);
        }
        let (token, note) = (token.to_owned(), String::new());
        self.members.push(Member { pseudonym, token, place: Some(place), note });
        self.seat_people();
        self.go_on(at);
        Ok(())
    }

    /// Counts who sits where.
    fn seat_people(&mut self) {
        let parties = self.course.setup.parties();
        let counts = seating::counts(&self.members, self.tables.len(), parties);
        self.tables_mut(|_, number, table| {
            for (seat, people) in table.seats.iter_mut().zip(&counts[number]) {
                if *people > seat.people {
                    seat.missed = 0;
                    // A seat that was handed over while it was empty is for whoever comes.
                    seat.handed &= seat.people > 0;
                }
                seat.people = *people;
            }
        });
    }

    fn predict(&mut self, member: usize, guess: &Guess) -> Result<(), Refused> {
        let (table, party) = self.place(member)?;
        if self.phase != Phase::Predict {
            return Err(Refused::Phase);
        }
        if self.is_paused {
            return Err(Refused::Paused);
        }
        let window = self.course.setup.scenario.calendar.window;
        let is_day = guess.first_summit_day.is_none_or(|day| day > 0 && f64::from(day) <= window);
        if !Outcome::NAMES.contains(&guess.outcome.as_str()) || !is_day {
            return Err(Refused::Guess);
        }
        self.guesses[table][party] = Some(guess.clone());
        Ok(())
    }

    fn answer(
        &mut self,
        member: usize,
        answers: &[(usize, String)],
        at: i64,
    ) -> Result<(), Refused> {
        let (number, party) = self.place(member)?;
        if self.phase != Phase::Play {
            return Err(Refused::Phase);
        }
        if self.is_paused {
            return Err(Refused::Paused);
        }
        let look = self.tables[number].look();
        let mut given = Vec::with_capacity(answers.len());
        for (decision, text) in answers {
            let due = look.due.iter().find(|due| due.number == *decision).ok_or(Refused::Past)?;
            if due.party.index() != party {
                return Err(Refused::NotYours);
            }
            if due.is_answered {
                return Err(Refused::Past);
            }
            let answer = read_answer(text).filter(|answer| due.takes(answer));
            given.push((*decision, answer.ok_or(Refused::Illegal)?));
        }
        if given.is_empty() {
            return Err(Refused::Illegal);
        }
        let table = self.table(number)?;
        for (decision, answer) in given {
            table.answer(decision, Given { answer, by: By::People });
        }
        table.seats[party].missed = 0;
        self.go_on_at(number, None, at);
        Ok(())
    }

    fn up(&mut self, number: usize, decision: usize, at: i64) -> Result<(), Refused> {
        if self.phase != Phase::Play {
            return Err(Refused::Phase);
        }
        let is_paused = self.is_paused;
        let table = self.table(number)?;
        // It may have been paused or extended as its time ran out.
        let is_up = !is_paused && table.timer.is_some_and(|timer| timer.left(at) <= 0);
        if table.first_due() != Some(decision) || !is_up {
            return Err(Refused::Past);
        }
        self.go_on_at(number, Some(decision), at);
        Ok(())
    }

    /// Plays a table on.
    fn go_on_at(&mut self, number: usize, up: Option<usize>, at: i64) {
        let stands = self.is_paused;
        let table = Arc::make_mut(&mut self.tables[number]);
        table.go_on(&self.course, number, up);
        table.clock(&self.course, at, stands);
    }

    /// Plays all tables on, if they play.
    fn go_on(&mut self, at: i64) {
        if self.phase == Phase::Play {
            (0..self.tables.len()).for_each(|number| self.go_on_at(number, None, at));
        }
    }

    fn go(&mut self, phase: Phase, at: i64) -> Result<(), Refused> {
        if self.phase.next() != Some(phase) && self.phase.last() != Some(phase) {
            return Err(Refused::Phase);
        }
        if !self.is_paused {
            self.stop(at);
        }
        let has_begun = self.tables.iter().any(|table| table.look().decisions > 0);
        if phase == Phase::Play && self.phase == Phase::Predict && !has_begun {
            self.dissolve();
        }
        if phase == Phase::Debrief {
            self.tables_mut(|course, number, table| table.finish(course, number));
        } else {
            self.tables_mut(|_, _, table| table.unfinish());
        }
        self.phase = phase;
        self.go_on(at);
        if !self.is_paused {
            self.start(at);
        }
        Ok(())
    }

    /// Spreads a last table that is hardly filled over the others.
    fn dissolve(&mut self) {
        let share = self.course.plan.share;
        let moves = seating::dissolved(&self.members, self.tables.len(), &self.order(), share);
        let Some(moves) = moves else { return };
        for (member, (table, party)) in moves {
            let from = self.members[member].place.replace((table, party));
            // A seat without a prediction takes over that of who comes to it.
            if let Some((old, seat)) = from
                && self.guesses[table][party].is_none()
            {
                self.guesses[table][party] = self.guesses[old][seat].take();
            }
        }
        self.tables.pop();
        self.guesses.pop();
        self.seat_people();
    }

    /// All clocks that run stand still.
    fn stop(&mut self, at: i64) {
        self.timers[self.phase as usize].pause(at);
        self.tables_mut(|_, _, table| {
            if let Some(timer) = &mut table.timer {
                timer.pause(at);
            }
        });
    }

    /// The clocks of the phase go on.
    fn start(&mut self, at: i64) {
        self.timers[self.phase as usize].resume(at);
        if self.phase == Phase::Play {
            self.tables_mut(|_, _, table| {
                if let Some(timer) = &mut table.timer {
                    timer.resume(at);
                }
            });
        }
    }

    /// Clocks do not count the time in which the program did not run.
    fn shift(&mut self, by: i64) {
        let shift = |timer: &mut Timer| {
            if matches!(timer, Timer::Runs(_)) {
                timer.extend(by);
            }
        };
        self.timers.iter_mut().for_each(shift);
        self.tables_mut(|_, _, table| table.timer.iter_mut().for_each(shift));
    }

    fn extend(&mut self, seconds: u32, at: i64) {
        let more = i64::from(seconds) * 1000;
        self.timers[self.phase as usize].extend_from(at, more);
        self.tables_mut(|_, _, table| {
            if let Some(timer) = &mut table.timer {
                timer.extend_from(at, more);
            }
        });
    }

    fn strike(&mut self, shock: &str, table: Option<usize>, at: i64) -> Result<(), Refused> {
        if self.phase != Phase::Play {
            return Err(Refused::Phase);
        }
        let kinds = &self.course.setup.scenario.shocks;
        let kind = kinds.iter().position(|kind| kind.id == shock).ok_or(Refused::Shock)? as u8;
        let numbers = match table {
            Some(number) if number < self.tables.len() => number..number + 1,
            Some(_) => return Err(Refused::Table),
            None => 0..self.tables.len(),
        };
        let playing = |number: &usize| self.tables[*number].look().ending.is_none();
        let numbers: Vec<usize> = numbers.filter(playing).collect();
        if numbers.is_empty() {
            return Err(Refused::Done);
        }
        for number in numbers {
            self.table(number)?.strike(kind);
            self.go_on_at(number, None, at);
        }
        Ok(())
    }

    fn hand(
        &mut self,
        number: usize,
        party: usize,
        to_policy: bool,
        at: i64,
    ) -> Result<(), Refused> {
        let seat = self.table(number)?.seats.get_mut(party).ok_or(Refused::Seat)?;
        if seat.handed == to_policy && (to_policy || !seat.is_away()) {
            return Err(Refused::Already);
        }
        seat.handed = to_policy;
        seat.missed = 0;
        if self.phase == Phase::Play {
            self.go_on_at(number, None, at);
        }
        Ok(())
    }

    fn move_to(
        &mut self,
        member: usize,
        number: usize,
        party: usize,
        at: i64,
    ) -> Result<(), Refused> {
        let from = self.place(member)?;
        if number >= self.tables.len() {
            return Err(Refused::Table);
        }
        if party >= self.course.setup.parties() {
            return Err(Refused::Seat);
        }
        if from == (number, party) {
            return Err(Refused::Already);
        }
        if self.tables[number].seats[party].people >= self.course.plan.share {
            return Err(Refused::SeatFull);
        }
        self.members[member].place = Some((number, party));
        self.seat_people();
        self.go_on(at);
        Ok(())
    }
}

/// Characters that nobody sees, or that turn what stands beside them round.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{ffa0}'
        )
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
