//! Stacked alternating offers: whose move it is, what stands, when it is agreed.
//!
//! In turn order, a party accepts the standing offer or, refusing it, makes one of its own; the
//! session is agreed when the others have accepted, or a declared quorum of influence has and no
//! holder of a veto has refused (Aydoğan, Festen, Hindriks & Jonker 2017). A step is one pass round
//! the table; steps count from 0.

use super::offer::{MAX_PARTIES, Offer};
use summitry_engine::sets::SeatSet;

/// Tolerance for comparing sums of influence.
const EPSILON: f64 = 1e-12;

/// Whose move it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// This seat of the table must make an offer.
    Offer(usize),
    /// This seat must accept or refuse the standing offer.
    Respond(usize),
    /// The standing offer is agreed.
    Agreed,
    /// The steps are used up, or somebody left.
    Failed,
}

/// A table's state. It asks and does not answer, and knows nobody's preferences.
///
/// ```
/// use summitry_model::bargaining::{Offer, Protocol, Turn};
/// let mut table = Protocol::new(10, 1.0);
/// let (a, b) = (table.seat(0.6, false), table.seat(0.4, false));
/// assert_eq!(table.turn(), Turn::Offer(a));
/// table.offer(Offer::new(&[2, 0]));
/// assert_eq!(table.turn(), Turn::Respond(b));
/// table.respond(false);
/// assert_eq!(table.turn(), Turn::Offer(b));
/// table.offer(Offer::new(&[0, 1]));
/// assert_eq!((table.turn(), table.step()), (Turn::Respond(a), 1));
/// table.respond(true);
/// assert_eq!((table.turn(), table.agreed_step()), (Turn::Agreed, Some(1)));
/// ```
#[derive(Clone, Debug)]
pub struct Protocol {
    steps: u32,
    quorum: f64,
    seats: usize,
    influence: [f64; MAX_PARTIES],
    total_influence: f64,
    veto: SeatSet,
    step: u32,
    /// Whose turn of the step it is.
    turn: usize,
    standing: Option<Standing>,
    must_offer: bool,
    left: bool,
}

#[derive(Clone, Copy, Debug)]
struct Standing {
    offer: Offer,
    proposer: usize,
    asked: usize,
    accepted: SeatSet,
    refused: f64,
}

impl Protocol {
    /// A table of no seats yet.
    ///
    /// `steps` is the number of passes round it. `quorum` is the share of the influence at the table
    /// that must accept, in (0, 1]; 1 is unanimity, which counts even a seat without influence.
    #[must_use]
    pub fn new(steps: u32, quorum: f64) -> Self {
        Protocol {
            steps,
            quorum,
            seats: 0,
            influence: [0.0; MAX_PARTIES],
            total_influence: 0.0,
            veto: SeatSet::EMPTY,
            step: 0,
            turn: 0,
            standing: None,
            must_offer: true,
            left: false,
        }
    }

    /// Seats a party, and gives its number. Seats act in the order they are taken.
    ///
    /// `influence` is a ratio, not negative. A holder of a veto sinks whatever it refuses.
    ///
    /// # Panics
    /// At a table of [`MAX_PARTIES`].
    pub fn seat(&mut self, influence: f64, veto: bool) -> usize {
        let seat = self.seats;
        self.influence[seat] = influence;
        self.total_influence += influence;
        if veto {
            self.veto.insert(seat);
        }
        self.seats += 1;
        seat
    }

    /// Whose move it is now.
    #[inline]
    #[must_use]
    pub fn turn(&self) -> Turn {
        if self.seats == 0 || self.left {
            return Turn::Failed;
        }
        if self.carried() {
            return Turn::Agreed;
        }
        if self.step >= self.steps {
            return Turn::Failed;
        }
        if self.must_offer { Turn::Offer(self.turn) } else { Turn::Respond(self.turn) }
    }

    /// Whether all have answered the standing offer and it has its quorum.
    fn carried(&self) -> bool {
        !self.must_offer && self.standing.as_ref().is_some_and(|s| s.asked + 1 == self.seats)
    }

    /// The standing offer and the seat that made it.
    #[must_use]
    pub fn standing(&self) -> Option<(Offer, usize)> {
        self.standing.map(|s| (s.offer, s.proposer))
    }

    /// The standing offer.
    #[inline]
    pub(super) fn standing_offer(&self) -> Option<&Offer> {
        self.standing.as_ref().map(|s| &s.offer)
    }

    /// The seats that hold to the standing offer: its proposer and those who accepted.
    #[must_use]
    pub fn accepted(&self) -> SeatSet {
        self.standing.map_or(SeatSet::EMPTY, |s| s.accepted)
    }

    /// The pass round the table that is going on, from 0.
    #[must_use]
    pub fn step(&self) -> u32 {
        self.step
    }

    /// Passes round the table that there may be.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Passes round the table begun or completed.
    #[must_use]
    pub fn passes(&self) -> u32 {
        self.step + u32::from(self.turn > 0)
    }

    /// The step in which the last of them accepted; none without agreement.
    #[must_use]
    pub fn agreed_step(&self) -> Option<u32> {
        self.carried().then(|| self.passes().saturating_sub(1))
    }

    /// Number of seats.
    #[must_use]
    pub fn seats(&self) -> usize {
        self.seats
    }

    /// Influence of a seat.
    #[must_use]
    pub fn influence(&self, seat: usize) -> f64 {
        self.influence[seat]
    }

    /// Influence of all seats together.
    #[must_use]
    pub fn total_influence(&self) -> f64 {
        self.total_influence
    }

    /// Tables an offer for the seat whose turn it is, which passes the turn.
    pub fn offer(&mut self, offer: Offer) {
        debug_assert!(matches!(self.turn(), Turn::Offer(_)));
        self.standing = Some(Standing {
            offer,
            proposer: self.turn,
            asked: 0,
            accepted: SeatSet::one(self.turn),
            refused: 0.0,
        });
        self.must_offer = false;
        self.pass();
    }

    /// Takes the answer of the seat whose turn it is, and says whether that passes the turn: a refusal that sinks the
    /// offer leaves the seat to make its own.
    pub fn respond(&mut self, accepts: bool) -> bool {
        debug_assert!(matches!(self.turn(), Turn::Respond(_)));
        let seat = self.turn;
        let Some(standing) = &mut self.standing else { return false };
        if accepts {
            standing.accepted.insert(seat);
        } else {
            standing.refused += self.influence[seat];
            let reachable = self.total_influence - standing.refused;
            let sunk = self.veto.contains(seat)
                || self.quorum >= 1.0
                || reachable < self.quorum * self.total_influence - EPSILON;
            if sunk {
                self.must_offer = true;
                return false;
            }
        }
        standing.asked += 1;
        self.pass();
        true
    }

    /// Ends the session: the seat whose turn it is has nothing more to say.
    pub fn leave(&mut self) {
        self.left = true;
    }

    fn pass(&mut self) {
        self.turn += 1;
        if self.turn == self.seats {
            self.turn = 0;
            self.step += 1;
        }
    }
}
