//! A meeting in progress: who sits at it, what is on its agenda, how far it has come.

use crate::bargaining::MAX_ISSUES;
use summitry_engine::sets::PartySet;

use super::record::Forum;

/// A meeting in progress: a round, a summit or an initiative, session by session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meeting {
    pub forum: Forum,
    /// Number of the meeting in its forum.
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
            forum: Forum::Round,
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
    pub(super) fn new(forum: Forum, number: u32, parties: PartySet) -> Self {
        let mut meeting = Meeting { forum, number, parties, ..Meeting::default() };
        for party in parties {
            meeting.seats[meeting.seat_count] = party as u8;
            meeting.seat_count += 1;
        }
        meeting
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
