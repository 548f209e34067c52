//! Issues: what the talks are about.

use crate::fields::{choice, section};

choice! {
    /// Planning class of an issue (the kinds of coordination that a lasting peace needs).
    pub enum Planning {
        /// Military planning.
        Military = "military",
        /// Political planning.
        Political = "political",
        /// Economic planning.
        Economic = "economic",
        /// Humanitarian planning.
        Humanitarian = "humanitarian",
    }
}

choice! {
    /// Provision class of an issue in the sense of the UCDP Peace Agreement Dataset.
    pub enum Provision {
        /// Military provisions.
        Military = "military",
        /// Political provisions.
        Political = "political",
        /// Territorial provisions.
        Territorial = "territorial",
        /// Justice provisions.
        Justice = "justice",
        /// Not a provision that the dataset counts.
        None = "none",
    }
}

impl Provision {
    /// Index of a counted class, 0 to 3.
    #[must_use]
    pub fn class(self) -> Option<usize> {
        match self {
            Provision::Military => Some(0),
            Provision::Political => Some(1),
            Provision::Territorial => Some(2),
            Provision::Justice => Some(3),
            Provision::None => None,
        }
    }
}

section! {
    /// An issue: ordered options, from the least to the most of what the requester seeks.
    pub struct Issue in "issue.<id>", rows "A34 A47 A56" {
        /// Name shown to people.
        label: String = String::new(), "", assumed "";
        /// Names of the options, in order.
        options: Vec<String> = Vec::new(), "", assumed "five numbered options when none are named";
        /// Option that holds while nothing is agreed, counted from 0.
        status_quo: u32 = 1, 0..=11, "option", assumed "";
        /// Whether the issue is of the core that shocks may reopen.
        core: bool = false, "", assumed "";
        /// Whether a text on it can be enforced: security guarantees and monitoring.
        enforcement: bool = false, "", assumed "";
        /// Who must agree for it to be more than a proposal: ids of parties.
        needs: Vec<String> = Vec::new(), "", assumed "";
        /// Kind of planning that it needs.
        planning: Planning = Planning::Political, "", assumed "";
        /// Class of provision that it counts as.
        provision: Provision = Provision::None, "", assumed "";
        /// Place on the issue about which the parties stand, from 0 (first option) to 1 (last).
        centre: f64 = 0.5, 0.0..=1.0, "share of the issue", assumed "";
        /// How far stances lie apart on it.
        hardness: f64 = 1.0, 0.0..=3.0, "ratio", assumed "";
    }
}
