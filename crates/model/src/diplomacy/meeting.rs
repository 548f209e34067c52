//! Types of meeting: who sits together, at what level, on what, when, and what it brings.

use crate::fields::{choice, section};
use summitry_engine::units::SimTime;

choice! {
    /// Who negotiates, and so how far they may go.
    pub enum Level {
        /// Officials, within the latitude of negotiators.
        Officials = "officials",
        /// Ministers, half way between officials and leaders.
        Ministers = "ministers",
        /// Leaders, within their own latitude: what they close with may be signed.
        Leaders = "leaders",
    }
}

choice! {
    /// What brings a meeting about.
    pub enum Occasion {
        /// It comes round by the calendar; who calls it may wait.
        Calendar = "calendar",
        /// The requester asks for it, and who calls it grants it or not.
        Request = "request",
        /// It is launched as talks stall and the coalition divides.
        Stall = "stall",
    }
}

choice! {
    /// Which open issues come first.
    pub enum Agenda {
        /// As whoever calls it says.
        Caller = "caller",
        /// Least divided first.
        EasyFirst = "easy-first",
        /// Most divided first.
        HardFirst = "hard-first",
        /// All at once.
        Package = "package",
        /// The one that weighs most with whoever launches it.
        Heaviest = "heaviest",
    }
}

choice! {
    /// How a session negotiates.
    pub enum Protocol {
        /// Alternating offers: each in turn accepts or offers.
        AlternatingOffers = "alternating-offers",
        /// Nash's solution at once, for exact cases: the offer with the greatest product of gains over the reservations.
        Nash = "nash",
    }
}

choice! {
    /// When a clause is agreed.
    pub enum Agreement {
        /// Clause by clause, each worth its reservation by itself.
        Clause = "clause",
        /// Until the whole is accepted: clauses are given up against each other, and the whole is judged once.
        Provisional = "provisional",
    }
}

choice! {
    /// What an agreement of a meeting is.
    pub enum Yields {
        /// A clause of the common text.
        Text = "text",
        /// A common position of those who are there.
        Proposal = "proposal",
        /// A fact made over the heads of those who are not there.
        Bypass = "bypass",
    }
}

section! {
    /// A type of meeting.
    ///
    /// `rounds`, `consultations`, `initiatives` and `summit` are there from the start, with values of their own; any
    /// other starts from the defaults.
    pub struct Meeting in "meeting.<id>", rows "A1 A6 A8 A13 A14 A15 A16 A20 A25 A32 A35 A46 A53 A54" {
        /// Name shown to people.
        label: String = String::new(), "", assumed "";
        /// Whether such meetings are held.
        enabled: bool = true, "", assumed "a switch";
        /// Who must be there: ids or roles; requester and gatekeeper when none are named.
        participants: Vec<String> = Vec::new(), "", assumed "";
        /// Who is asked each time whether it attends: ids or roles.
        optional: Vec<String> = Vec::new(), "", assumed "";
        /// Who negotiates.
        level: Level = Level::Officials, "", assumed "";
        /// What brings it about.
        occasion: Occasion = Occasion::Calendar, "", assumed "";
        /// Who calls, grants or launches it: ids or roles; by the calendar alone when nobody is named.
        called_by: Vec<String> = Vec::new(), "", assumed "";
        /// How its sessions negotiate.
        protocol: Protocol = Protocol::AlternatingOffers, "", assumed "Nash (1950) for the solution";
        /// When a clause is agreed.
        agreement: Agreement = Agreement::Clause, "", assumed "";
        /// Issues that it takes: ids; all when none are named.
        issues: Vec<String> = Vec::new(), "", assumed "";
        /// What an agreement is.
        yields: Yields = Yields::Text, "", assumed "";
        /// Most that are held in a run.
        at_most: u32 = 1000, 1..=1000, "meetings", assumed "";
        /// Whether it is held only where a sequence names it.
        only_in_sequence: bool = false, "", assumed "";
        /// Whether it counts as a round: for gates that ask for rounds, and in the tables.
        counts_as_round: bool = false, "", assumed "";
        /// Median time between two of them.
        gap: f64 = 30.0, 1.0..=3650.0, "day", assumed "";
        /// Log standard deviation of the gap.
        gap_spread: f64 = 0.0, 0.0..=2.0, "log", assumed "";
        /// Share of the time to the first one that is drawn like a gap; the rest is `gap` itself.
        first_gap_drawn: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// Least time between two, however short the gap drawn.
        least_gap: f64 = 1.0, 0.25..=3650.0, "day", assumed "";
        /// Day of the first one, under a gate that asks for no rounds.
        summit_first_wait: f64 = 30.0, 0.0..=3650.0, "day", assumed "";
        /// Longest time from a deferred request to the next one.
        hastened: f64 = 3650.0, 0.0..=3650.0, "day", assumed "";
        /// Longest time from a summit to the next one.
        after_summit: f64 = 3650.0, 0.0..=3650.0, "day", assumed "";
        /// Days until one who did not call it when it was due is asked again.
        asked_again: f64 = 7.0, 1.0..=3650.0, "day", assumed "";
        /// Influence that must attend for it to be held.
        minimum_influence: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// Delay of one that too few attend.
        slip: f64 = 14.0, 1.0..=3650.0, "day", assumed "";
        /// Median time from call or grant to opening.
        lead: f64 = 0.0, 0.0..=3650.0, "day", assumed "";
        /// Most that this time differs, as a share of the median.
        lead_spread: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// Least time between two that are asked for.
        cooldown: f64 = 0.0, 0.0..=3650.0, "day", assumed "";
        /// Rounds that must follow one that was asked for before the next.
        rounds_between: u32 = 0, 0..=1000, "rounds", assumed "";
        /// Rate at which it may be launched, for a wholly divided coalition that has stalled for `stall-days`; 0 switches it off.
        rate: f64 = 0.0, 0.0..=1.0, "1/day", assumed "";
        /// Days without progress that count as one for the rate.
        stall_days: f64 = 60.0, 1.0..=3650.0, "day", assumed "";
        /// Most that stalling counts.
        stall_cap: f64 = 3.0, 0.0..=10.0, "ratio", assumed "";
        /// Which open issues come first.
        agenda: Agenda = Agenda::EasyFirst, "", assumed "";
        /// Sessions, at most; with 0 nothing is negotiated, and it is held for its effects if it has an `effort`.
        sessions: u32 = 1, 0..=32, "sessions", assumed "";
        /// Issues on the table of a session; a package takes all.
        session_issues: u32 = 2, 1..=32, "issues", assumed "";
        /// Passes round the table in a session.
        steps: u32 = 6, 1..=1000, "steps", assumed "";
        /// Passes in the whole meeting.
        total_steps: u32 = 10000, 1..=10000, "steps", assumed "";
        /// Steps in which all but 1/e of the latitude is used.
        step_scale: f64 = 2.0, 0.01..=1000.0, "steps", assumed "";
        /// Influence at the table that must accept; requester and gatekeeper must in any case.
        quorum: f64 = 1.0, 0.01..=1.0, "share", assumed "unanimity";
        /// Whether it ends at the first session that fails.
        ends_at_failure: bool = false, "", assumed "";
        /// Whether allies that attend are asked to endorse: first what was agreed without them, at the close the text.
        endorses: bool = false, "", assumed "";
        /// Share of the allied influence that must endorse what was agreed elsewhere to make it prepared.
        endorsement: f64 = 0.5, 0.0..=1.0, "share", assumed "at least half";
        /// Whether a failed session leaves brackets in the text.
        brackets: bool = true, "", assumed "";
        /// Share of effort that it takes from rounds, and by which its spill-over counts; of consultations 0 switches them off.
        effort: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// Concession that one carries over for those who must be there, on open issues: times effort.
        spill_over: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// How much allies who are not there harden: times effort.
        drift: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// Lift of attention.
        attention: f64 = 0.0, 0.0..=1.0, "share of room", assumed "";
        /// Share of the aid backlog that it releases.
        release: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// How much positions move apart in any case.
        polarisation: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// How much positions move apart when it agrees nothing.
        failure_polarisation: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// Share of the polarisation that it eases.
        easing: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// Rise of the requester's domestic support.
        morale: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// Share of the leaders' wider latitude that negotiators have after it.
        mandate: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// Mean time in which that mandate fades.
        mandate_fades: f64 = 45.0, 0.1..=3650.0, "day", assumed "";
        /// Share of the requester's weights that, settled without it, makes it bypassed.
        bypass_at: f64 = 0.1, 0.0..=1.0, "share", assumed "";
    }
}

/// What has become of a type of meeting in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Held {
    /// Meetings that have closed.
    pub held: u32,
    /// Those of them whose sessions agreed nothing.
    pub failed: u32,
    /// When the last one closed.
    pub last: Option<SimTime>,
}

impl Level {
    /// A party's latitude at this level, between that of its negotiators and that of its leader.
    #[must_use]
    pub fn latitude(self, negotiators: f64, leader: f64) -> f64 {
        match self {
            Level::Officials => negotiators,
            Level::Ministers => 0.5 * (negotiators + leader),
            Level::Leaders => leader,
        }
    }
}
