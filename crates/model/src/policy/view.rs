//! What a seat sees: what is public, and what is its own.
//!
//! Another party's weights, values, reservation and latitude cannot be asked for.

use crate::bargaining::{Offer, Session};
use crate::diplomacy::request::Reason;
use crate::diplomacy::text::Text;
use summitry_engine::ids::PartyId;
use summitry_engine::sets::PartySet;
use summitry_engine::units::SimTime;

/// The asking party's own view. Indices are shares in [0, 1] unless said.
///
/// A trait, so that a run answers only what a policy asks, and a view that came over a wire can
/// stand in for it.
pub trait View {
    // What everybody can see.

    /// The current time.
    fn now(&self) -> SimTime;
    /// Strain on the requester.
    fn strain(&self) -> f64;
    /// Attention.
    fn attention(&self) -> f64;
    /// Share of aid shipments held up.
    fn backlog(&self) -> f64;
    /// Log deviation of the energy price.
    fn energy(&self) -> f64;
    /// Credibility of the process.
    fn credibility(&self) -> f64;
    /// Preparation P.
    fn preparation(&self) -> f64;
    /// Goals G.
    fn goals(&self) -> f64;
    /// Cohesion C.
    fn cohesion(&self) -> f64;
    /// Leverage L.
    fn leverage(&self) -> f64;
    /// Polls: a party's domestic support.
    fn support(&self, party: PartyId) -> f64;
    /// Influence-weighted mean distance of the positions tabled on an issue.
    fn apart(&self, issue: usize) -> f64;
    /// The text.
    fn text(&self) -> &Text;
    /// Who endorses it.
    fn endorsers(&self) -> PartySet;
    /// Share of the allied influence that endorses it.
    fn endorsed(&self) -> f64;
    /// Rounds held.
    fn rounds(&self) -> u32;
    /// Summits held.
    fn summits(&self) -> u32;
    /// Requests made.
    fn requests(&self) -> u32;
    /// Requests deferred since the last grant.
    fn deferrals(&self) -> u32;
    /// What the last deferral named as missing. By how much, only the gatekeeper knows.
    fn missing(&self) -> &[Reason];

    // What only the asking party knows.

    /// Who it is.
    fn party(&self) -> PartyId;
    /// Own weight of an issue; they sum to 1.
    fn weight(&self, issue: usize) -> f64;
    /// Own value of an option of an issue.
    fn value(&self, issue: usize, option: u8) -> f64;
    /// Own reservation now.
    fn reservation(&self) -> f64;
    /// Own utility of the text as it stands, open issues at their status quo.
    fn text_utility(&self) -> f64;
    /// Own utility of the agreed issues alone, their weights rescaled; none if none is.
    fn agreed_utility(&self) -> Option<f64>;
    /// How near the gate seems to be to open (all but the gatekeeper see its thresholds with noise
    /// until a summit has shown them).
    fn gate_progress(&self) -> f64;
    /// Own probability that the text as it stands passes at home.
    fn ratification(&self) -> f64;
    /// The table it sits at, when it is asked to offer or respond.
    fn table(&self) -> Option<TableView<'_>>;
}

/// A seat at the table: the session, of which it may ask its own side only.
#[derive(Clone, Copy, Debug)]
pub struct TableView<'a> {
    session: &'a Session,
    seat: usize,
}

impl<'a> TableView<'a> {
    /// The side of one seat of a session.
    #[must_use]
    pub fn new(session: &'a Session, seat: usize) -> Self {
        TableView { session, seat }
    }

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
    pub fn standing(&self) -> Option<Offer> {
        self.session.standing().map(|(offer, _)| offer)
    }

    /// The offer that the seat's own tactic would make.
    #[must_use]
    pub fn proposal(&self) -> Offer {
        self.session.proposal(self.seat)
    }

    /// The offer on the way from its own best to where the others stand that is still worth `aspiration` to it.
    #[must_use]
    pub fn proposal_at(&self, aspiration: f64) -> Offer {
        self.session.proposal_at(self.seat, aspiration)
    }

    /// How far an offer lies from what the party farthest from it has tabled: the mean over the issues, in [0, 1].
    #[must_use]
    pub fn distance(&self, offer: &Offer) -> f64 {
        self.session.distance(self.seat, offer)
    }

    /// Own utility of its best offer.
    #[must_use]
    pub fn ceiling(&self) -> f64 {
        self.session.ceiling(self.seat)
    }

    /// Whether the seat's own tactic accepts the standing offer.
    #[must_use]
    pub fn accepts(&self) -> bool {
        self.session.accepts(self.seat)
    }

    /// Own utility of an offer, over the issues of the table.
    #[must_use]
    pub fn utility(&self, offer: &Offer) -> f64 {
        self.session.utility(self.seat, offer)
    }

    /// The utility that the seat's own tactic aspires to now.
    #[must_use]
    pub fn aspiration(&self) -> f64 {
        self.session.threshold(self.seat)
    }
}
