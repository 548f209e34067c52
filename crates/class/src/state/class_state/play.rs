//! Predictions, answers, shocks and phases: what moves the tables on.

use std::sync::Arc;

use summitry_lab::rows::answer_log::read_answer;
use summitry_model::process::Outcome;

use super::super::member::Guess;
use super::super::phase::Phase;
use super::super::refusal::Refusal;
use super::ClassState;
use crate::table::{Answered, AnsweredBy};

impl ClassState {
    pub(super) fn predict(&mut self, member: usize, guess: &Guess) -> Result<(), Refusal> {
        let (table, party) = self.place(member)?;
        if self.phase != Phase::Predict {
            return Err(Refusal::Phase);
        }
        if self.is_paused {
            return Err(Refusal::Paused);
        }
        let window = self.config.setup.scenario.calendar.window;
        let is_day = guess.first_summit_day.is_none_or(|day| day > 0 && f64::from(day) <= window);
        if !Outcome::NAMES.contains(&guess.outcome.as_str()) || !is_day {
            return Err(Refusal::Guess);
        }
        self.guesses[table][party] = Some(guess.clone());
        Ok(())
    }

    pub(super) fn answer(
        &mut self,
        member: usize,
        answers: &[(usize, String)],
        at: i64,
    ) -> Result<(), Refusal> {
        let (number, party) = self.place(member)?;
        if self.phase != Phase::Play {
            return Err(Refusal::Phase);
        }
        if self.is_paused {
            return Err(Refusal::Paused);
        }
        let snapshot = self.tables[number].snapshot();
        let mut given = Vec::with_capacity(answers.len());
        for (decision, text) in answers {
            let due =
                snapshot.due.iter().find(|due| due.number == *decision).ok_or(Refusal::Past)?;
            if due.party.index() != party {
                return Err(Refusal::NotYours);
            }
            if due.is_answered {
                return Err(Refusal::Past);
            }
            let answer = read_answer(text).filter(|answer| due.takes(answer));
            given.push((*decision, answer.ok_or(Refusal::Illegal)?));
        }
        if given.is_empty() {
            return Err(Refusal::Illegal);
        }
        let table = self.table(number)?;
        for (decision, answer) in given {
            table.answer(decision, Answered { answer, by: AnsweredBy::People });
        }
        table.seats[party].missed = 0;
        self.go_on_at(number, None, at);
        Ok(())
    }

    pub(super) fn up(&mut self, number: usize, decision: usize, at: i64) -> Result<(), Refusal> {
        if self.phase != Phase::Play {
            return Err(Refusal::Phase);
        }
        let is_paused = self.is_paused;
        let table = self.table(number)?;
        // The table may have been paused or given more time as it ran out.
        let is_up = !is_paused && table.timer.is_some_and(|timer| timer.left(at) <= 0);
        if table.first_due() != Some(decision) || !is_up {
            return Err(Refusal::Past);
        }
        self.go_on_at(number, Some(decision), at);
        Ok(())
    }

    pub(super) fn inject_shock(
        &mut self,
        shock: &str,
        table: Option<usize>,
        at: i64,
    ) -> Result<(), Refusal> {
        if self.phase != Phase::Play {
            return Err(Refusal::Phase);
        }
        let kinds = &self.config.setup.scenario.shocks;
        let kind = kinds.iter().position(|kind| kind.id == shock).ok_or(Refusal::Shock)? as u8;
        let numbers = match table {
            Some(number) if number < self.tables.len() => number..number + 1,
            Some(_) => return Err(Refusal::Table),
            None => 0..self.tables.len(),
        };
        let playing = |number: &usize| self.tables[*number].snapshot().ending.is_none();
        let numbers: Vec<usize> = numbers.filter(playing).collect();
        if numbers.is_empty() {
            return Err(Refusal::Done);
        }
        for number in numbers {
            self.table(number)?.inject_shock(kind);
            self.go_on_at(number, None, at);
        }
        Ok(())
    }

    pub(super) fn hand(
        &mut self,
        number: usize,
        party: usize,
        to_policy: bool,
        at: i64,
    ) -> Result<(), Refusal> {
        let seat = self.table(number)?.seats.get_mut(party).ok_or(Refusal::Seat)?;
        if seat.handed == to_policy && (to_policy || !seat.is_away()) {
            return Err(Refusal::Already);
        }
        seat.handed = to_policy;
        seat.missed = 0;
        if self.phase == Phase::Play {
            self.go_on_at(number, None, at);
        }
        Ok(())
    }

    pub(super) fn go(&mut self, phase: Phase, at: i64) -> Result<(), Refusal> {
        if self.phase.next() != Some(phase) && self.phase.last() != Some(phase) {
            return Err(Refusal::Phase);
        }
        if !self.is_paused {
            self.stop(at);
        }
        let has_begun = self.tables.iter().any(|table| table.snapshot().decisions > 0);
        if phase == Phase::Play && self.phase == Phase::Predict && !has_begun {
            self.dissolve();
        }
        if phase == Phase::Debrief {
            self.tables_mut(|config, number, table| table.finish(config, number));
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

    /// Plays a table on until people must decide.
    pub(super) fn go_on_at(&mut self, number: usize, up: Option<usize>, at: i64) {
        let stands = self.is_paused;
        let table = Arc::make_mut(&mut self.tables[number]);
        table.go_on(&self.config, number, up);
        table.clock(&self.config, at, stands);
    }

    /// Plays all tables on, in the phase of play.
    pub(super) fn go_on(&mut self, at: i64) {
        if self.phase == Phase::Play {
            (0..self.tables.len()).for_each(|number| self.go_on_at(number, None, at));
        }
    }
}
