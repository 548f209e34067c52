//! Joining, moving and seating members.

use std::sync::Arc;

use summitry_model::diplomacy::party::Role;
use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

use super::super::member::Member;
use super::super::refusal::Refusal;
use super::super::{seating, table::Table};
use super::{ClassState, PSEUDONYM};
use crate::state::Phase;

impl ClassState {
    /// The order in which seats are filled: requester, gatekeeper, counterparts, allies.
    pub(super) fn order(&self) -> Vec<usize> {
        let parties = &self.config.setup.scenario.parties;
        let mut order: Vec<usize> = (0..parties.len()).collect();
        order.sort_by_key(|&party| match parties[party].of.role {
            Role::Requester => 0,
            Role::Gatekeeper => 1,
            Role::Counterpart => 2,
            Role::Ally => 3,
        });
        order
    }

    pub(super) fn join(&mut self, pseudonym: &str, token: &str, at: i64) -> Result<(), Refusal> {
        let pseudonym: String =
            pseudonym.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect();
        let length = pseudonym.chars().count();
        if !(1..=PSEUDONYM).contains(&length) || pseudonym.chars().any(is_invisible) {
            return Err(Refusal::Pseudonym);
        }
        let shape = appearance(&pseudonym);
        let same = |member: &Member| appearance(&member.pseudonym) == shape;
        if self.members.iter().any(same) {
            return Err(Refusal::Taken);
        }
        let (plan, parties) = (&self.config.plan, self.config.setup.parties());
        let may_open = self.phase < Phase::Play && self.tables.len() < plan.tables;
        let counts = seating::counts(&self.members, self.tables.len(), parties);
        // Finished tables come last: a new member could only watch.
        let mut playing = counts.clone();
        for (seats, table) in playing.iter_mut().zip(&self.tables) {
            if table.snapshot().ending.is_some() {
                seats.fill(plan.share);
            }
        }
        let order = self.order();
        let place = seating::place(&playing, &order, may_open, plan.share)
            .or_else(|| seating::sharing(&counts, &order, plan.share));
        let place = place.ok_or(Refusal::Full)?;
        if place.0 == self.tables.len() {
            self.tables.push(Arc::new(Table::new(&self.config, place.0)));
            self.guesses.push(vec![None; parties]);
        }
        let (token, note) = (token.to_owned(), String::new());
        self.members.push(Member { pseudonym, token, place: Some(place), note });
        self.seat_people();
        self.go_on(at);
        Ok(())
    }

    /// Recounts the people in each seat.
    pub(super) fn seat_people(&mut self) {
        let parties = self.config.setup.parties();
        let counts = seating::counts(&self.members, self.tables.len(), parties);
        self.tables_mut(|_, number, table| {
            for (seat, people) in table.seats.iter_mut().zip(&counts[number]) {
                if *people > seat.people {
                    seat.missed = 0;
                    // A seat that was handed over while empty goes to whoever joins.
                    seat.handed &= seat.people > 0;
                }
                seat.people = *people;
            }
        });
    }

    pub(super) fn move_to(
        &mut self,
        member: usize,
        number: usize,
        party: usize,
        at: i64,
    ) -> Result<(), Refusal> {
        let from = self.place(member)?;
        if number >= self.tables.len() {
            return Err(Refusal::Table);
        }
        if party >= self.config.setup.parties() {
            return Err(Refusal::Seat);
        }
        if from == (number, party) {
            return Err(Refusal::Already);
        }
        if self.tables[number].seats[party].people >= self.config.plan.share {
            return Err(Refusal::SeatFull);
        }
        self.members[member].place = Some((number, party));
        self.seat_people();
        self.go_on(at);
        Ok(())
    }

    /// Dissolves a last table with few members into the others.
    pub(super) fn dissolve(&mut self) {
        let share = self.config.plan.share;
        let moves = seating::dissolved(&self.members, self.tables.len(), &self.order(), share);
        let Some(moves) = moves else { return };
        for (member, (table, party)) in moves {
            let from = self.members[member].place.replace((table, party));
            // A seat without a prediction takes over that of a new member.
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
}

/// What names that look alike have in common: letters composed or not, of either case, and the confusables of Unicode Technical
/// Standard 39, such as Latin and Cyrillic `o`.
fn appearance(name: &str) -> String {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).collect();
    skeleton(&folded).collect()
}

/// Whether a character is invisible, or changes the direction of the text around it.
fn is_invisible(c: char) -> bool {
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
