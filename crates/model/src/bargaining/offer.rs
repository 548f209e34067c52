//! An offer: one option for each issue on the table.

pub use crate::limits::{MAX_ISSUES, MAX_OPTIONS, MAX_PARTIES};

/// One option for each issue of a session, in the order of its agenda.
///
/// ```
/// use summitry_model::bargaining::Offer;
/// let offer = Offer::new(&[4, 0, 2]);
/// assert_eq!(offer.options(), &[4, 0, 2]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    options: [u8; MAX_ISSUES],
    len: u8,
}

impl Offer {
    /// An offer of the given options; those past [`MAX_ISSUES`] are not kept.
    #[must_use]
    pub fn new(options: &[u8]) -> Self {
        let mut offer =
            Offer { options: [0; MAX_ISSUES], len: options.len().min(MAX_ISSUES) as u8 };
        let len = offer.len as usize;
        offer.options[..len].copy_from_slice(&options[..len]);
        offer
    }

    /// The first option of every issue.
    pub(crate) fn firsts(issues: usize) -> Self {
        Offer { options: [0; MAX_ISSUES], len: issues.min(MAX_ISSUES) as u8 }
    }

    /// The option of each issue.
    #[must_use]
    pub fn options(&self) -> &[u8] {
        &self.options[..self.len as usize]
    }

    /// Adds an issue's option; not one past [`MAX_ISSUES`].
    #[inline]
    pub(crate) fn push(&mut self, option: u8) {
        if let Some(place) = self.options.get_mut(usize::from(self.len)) {
            *place = option;
            self.len += 1;
        }
    }

    pub(crate) fn options_mut(&mut self) -> &mut [u8] {
        &mut self.options[..self.len as usize]
    }
}

/// Room for the places of issues of up to this many options.
const TABLED: usize = 16;

/// Where an option stands on its issue, from 0 (first) to 1 (last).
///
/// ```
/// use summitry_model::bargaining::place;
/// assert_eq!((place(0, 5), place(3, 5), place(4, 5)), (0.0, 0.75, 1.0));
/// assert_eq!(place(0, 1), 0.0);
/// ```
#[inline]
#[must_use]
pub fn place(option: u8, count: u8) -> f64 {
    let (row, at) = (usize::from(count), usize::from(option));
    if row < TABLED && at < TABLED { PLACES[row][at] } else { divided(option, count) }
}

/// A division for each option of each walk would be felt.
static PLACES: [[f64; TABLED]; TABLED] = {
    let mut places = [[0.0; TABLED]; TABLED];
    let mut count = 2;
    while count < TABLED {
        let mut option = 0;
        while option < TABLED {
            places[count][option] = divided(option as u8, count as u8);
            option += 1;
        }
        count += 1;
    }
    places
};

const fn divided(option: u8, count: u8) -> f64 {
    if count < 2 { 0.0 } else { option as f64 / (count - 1) as f64 }
}
