//! A meeting in progress: who sits at it, what is on its agenda, how far it has come.

use crate::bargaining::MAX_ISSUES;
use summitry_engine::sets::{IssueSet, PartySet};

/// A meeting in progress, session by session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meeting {
    /// Its type, by position in the scenario.
    pub kind: usize,
    /// Number of the meeting among those of its type.
    pub number: u32,
    pub parties: PartySet,
    /// Issues still to be taken, in order.
    pub agenda: [u8; MAX_ISSUES],
    pub agenda_len: usize,
    pub next: usize,
    /// Issues on the table now.
    pub table: [u8; MAX_ISSUES],
    pub table_len: usize,
    pub per_session: usize,
    pub sessions_left: u32,
    pub steps_left: u32,
    pub steps: u32,
    pub session_number: u32,
    pub agreed_any: bool,
    pub failed_any: bool,
    /// Seats at the table, as party positions.
    seats: [u8; crate::bargaining::MAX_PARTIES],
    seat_count: usize,
}

impl Default for Meeting {
    fn default() -> Self {
        Meeting {
            kind: 0,
            number: 0,
            parties: PartySet::EMPTY,
            agenda: [0; MAX_ISSUES],
            agenda_len: 0,
            next: 0,
            table: [0; MAX_ISSUES],
            table_len: 0,
            per_session: 1,
            sessions_left: 0,
            steps_left: u32::MAX,
            steps: 1,
            session_number: 0,
            agreed_any: false,
            failed_any: false,
            seats: [0; crate::bargaining::MAX_PARTIES],
            seat_count: 0,
        }
    }
}

impl Meeting {
    /// A meeting of these parties, with nothing on its agenda yet.
    pub(super) fn new(kind: usize, number: u32, parties: PartySet) -> Self {
        let mut meeting = Meeting { kind, number, parties, ..Meeting::default() };
        for party in parties {
            meeting.seats[meeting.seat_count] = party as u8;
            meeting.seat_count += 1;
        }
        meeting
    }

    /// Puts issues on the agenda, those with the least `key` first; ties keep the order of the scenario.
    pub(super) fn set_agenda(&mut self, issues: IssueSet, key: impl Fn(usize) -> f64) {
        (self.agenda_len, self.next) = (0, 0);
        for issue in issues {
            let own = key(issue);
            let mut at = self.agenda_len;
            while at > 0 && key(self.agenda[at - 1] as usize) > own {
                self.agenda[at] = self.agenda[at - 1];
                at -= 1;
            }
            self.agenda[at] = issue as u8;
            self.agenda_len += 1;
        }
    }

    pub(super) fn party(&self, seat: usize) -> usize {
        self.seats[seat] as usize
    }

    pub(super) fn seat_of(&self, party: usize) -> Option<usize> {
        self.seats[..self.seat_count].iter().position(|&p| p as usize == party)
    }

    pub(super) fn seat_count(&self) -> usize {
        self.seat_count
    }
}
