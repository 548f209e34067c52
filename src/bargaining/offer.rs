//! An offer: one option for each issue on the table.

/// Most issues that a scenario, and so a session, may hold.
pub const MAX_ISSUES: usize = 32;
/// Most options of an issue.
pub const MAX_OPTIONS: usize = 12;
/// Most parties at a table.
pub const MAX_PARTIES: usize = 16;

/// One option for each issue of a session, in the order of its agenda.
///
/// ```
/// use summitry::bargaining::Offer;
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

    pub(crate) fn options_mut(&mut self) -> &mut [u8] {
        &mut self.options[..self.len as usize]
    }
}
