//! Who refuses what: the outcomes of an agenda by the parties that they leave below their reservation.

use std::collections::BTreeMap;

use summitry_engine::sets::SeatSet;

use super::space::{Space, TooLarge};

/// Numbers of outcomes, by who refuses them. A party refuses what is worth less to it than its reservation.
///
/// ```
/// use summitry_model::bargaining::{Acceptable, Preferences, Space};
/// let ann = Preferences::new(&[vec![0.0, 0.5, 1.0]])?;
/// let bob = Preferences::new(&[vec![1.0, 0.5, 0.0]])?;
/// let acceptable = Acceptable::new(&Space::new(&[ann, bob])?, &[0.25, 0.6])?;
/// assert_eq!(acceptable.to_all(), 0);
/// // Ann alone refuses the first, Bob alone the other two.
/// let alone: Vec<_> = acceptable.to_all_but(1).map(|(who, n)| (who.iter().next(), n)).collect();
/// assert_eq!(alone, [(Some(1), 2), (Some(0), 1)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptable {
    /// By who refuses: the fewest first, then the most outcomes, then the first parties.
    by_refusers: Vec<(SeatSet, u64)>,
}

impl Acceptable {
    /// Goes through every outcome; `reservations` has a utility for each party.
    ///
    /// # Errors
    /// [`TooLarge::Outcomes`].
    ///
    /// # Panics
    /// If `reservations` does not have a number for each party.
    pub fn new(space: &Space, reservations: &[f64]) -> Result<Self, TooLarge> {
        assert_eq!(reservations.len(), space.parties(), "every party has a reservation");
        let floors: Vec<f64> = reservations.iter().map(|of| space.units(*of)).collect();
        let mut counts: BTreeMap<u64, (SeatSet, u64)> = BTreeMap::new();
        space.each(|_, utilities| {
            let below = |seat: &usize| space.units(utilities[*seat]) < floors[*seat];
            let refusers: SeatSet = (0..floors.len()).filter(below).collect();
            counts.entry(refusers.bits()).or_insert((refusers, 0)).1 += 1;
        })?;
        let mut by_refusers: Vec<(SeatSet, u64)> = counts.into_values().collect();
        by_refusers.sort_by_key(|(who, count)| (who.len(), std::cmp::Reverse(*count)));
        Ok(Acceptable { by_refusers })
    }

    /// How many outcomes nobody refuses.
    #[must_use]
    pub fn to_all(&self) -> u64 {
        self.to_all_but(0).map(|(_, count)| count).sum()
    }

    /// How many outcomes none of these refuses, whatever the others do.
    #[must_use]
    pub fn to(&self, parties: SeatSet) -> u64 {
        let held = |(who, _): &&(SeatSet, u64)| (*who & parties).is_empty();
        self.by_refusers.iter().filter(held).map(|(_, count)| count).sum()
    }

    /// The outcomes that exactly so many parties refuse, by which: the most outcomes first.
    pub fn to_all_but(&self, refusers: usize) -> impl Iterator<Item = (SeatSet, u64)> + '_ {
        self.by_refusers.iter().copied().filter(move |(who, _)| who.len() == refusers)
    }
}
