//! What a seat sees: what is public, and what is its own.
//!
//! Another party's weights, values, reservation and latitude are nowhere in these types.

use crate::bargaining::Session;
use crate::diplomacy::gate::Missing;
use crate::diplomacy::text::{PartySet, Text};
use crate::ids::PartyId;
use crate::units::SimTime;

/// What everybody can see. Indices are shares in [0, 1] unless said.
#[derive(Clone, Copy, Debug)]
pub struct Public<'a> {
    /// Now.
    pub now: SimTime,
    /// Strain on the requester.
    pub strain: f64,
    /// Attention.
    pub attention: f64,
    /// Share of aid shipments held up.
    pub backlog: f64,
    /// Log deviation of the energy price.
    pub energy: f64,
    /// Credibility of the process.
    pub credibility: f64,
    /// Preparation P.
    pub preparation: f64,
    /// Goals G.
    pub goals: f64,
    /// Cohesion C.
    pub cohesion: f64,
    /// Leverage L.
    pub leverage: f64,
    /// Polls: domestic support by party.
    pub support: &'a [f64],
    /// The text.
    pub text: &'a Text,
    /// Who endorses it.
    pub endorsers: PartySet,
    /// Share of the allied influence that endorses it.
    pub endorsed: f64,
    /// Rounds held.
    pub rounds: u32,
    /// Summits held.
    pub summits: u32,
    /// Requests made.
    pub requests: u32,
    /// Requests deferred since the last grant.
    pub deferrals: u32,
    /// What the last deferral named as missing.
    pub missing: &'a [Missing],
}

/// What only the asking party knows.
#[derive(Clone, Copy, Debug)]
pub struct Own<'a> {
    /// Who it is.
    pub party: PartyId,
    /// Own value of each option, by issue (rows of [`crate::bargaining::MAX_OPTIONS`]).
    pub values: &'a [f64],
    /// Own weight of each issue; they sum to 1.
    pub weights: &'a [f64],
    /// Own reservation now, in [0, 1].
    pub reservation: f64,
    /// Own utility of the text as it stands, open issues at their status quo.
    pub text_utility: f64,
    /// Own utility of the agreed issues alone, their weights rescaled; the reservation if none is.
    pub agreed_utility: f64,
    /// How near the gate seems to be to open, in [0, 1] (requester: thresholds seen with noise until
    /// a summit has shown them).
    pub gate_progress: f64,
    /// Own probability that the text passes at home.
    pub ratification: f64,
}

/// A seat at the table: the session, of which it may ask its own side only.
#[derive(Clone, Copy, Debug)]
pub struct TableView<'a> {
    /// The session.
    pub(crate) session: &'a Session,
    /// The asking party's seat.
    pub(crate) seat: usize,
}

/// The asking party's own view.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What everybody can see.
    pub public: Public<'a>,
    /// What only this party knows.
    pub own: Own<'a>,
    /// The table it sits at, when it is asked to offer or respond.
    pub table: Option<TableView<'a>>,
}

impl TableView<'_> {
    /// Number of issues on the table.
    #[must_use]
    pub fn issues(&self) -> usize {
        self.session.issue_count()
    }

    /// Number of options of an issue on the table.
    #[must_use]
    pub fn options(&self, issue: usize) -> u8 {
        self.session.option_count(issue)
    }

    /// The standing offer.
    #[must_use]
    pub fn standing(&self) -> Option<crate::bargaining::Offer> {
        self.session.standing().map(|(offer, _)| offer)
    }

    /// The offer that the seat's own tactic would make.
    #[must_use]
    pub fn proposal(&self) -> crate::bargaining::Offer {
        self.session.proposal(self.seat)
    }

    /// Whether the seat's own tactic accepts the standing offer.
    #[must_use]
    pub fn accepts(&self) -> bool {
        self.session.accepts(self.seat)
    }

    /// Own utility of an offer, over the issues of the table.
    #[must_use]
    pub fn utility(&self, offer: &crate::bargaining::Offer) -> f64 {
        self.session.utility(self.seat, offer)
    }

    /// The utility that the seat's own tactic aspires to now.
    #[must_use]
    pub fn aspiration(&self) -> f64 {
        self.session.threshold(self.seat)
    }
}
