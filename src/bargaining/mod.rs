//! The bargaining table: preferences over options, concession, alternating offers, solution points.
//!
//! It knows nothing of diplomacy: parties are positions at a table, issues are lists of options.

pub mod concession;
pub mod frontier;
pub mod offer;
pub mod session;

pub use concession::Aspiration;
pub use offer::{MAX_ISSUES, MAX_OPTIONS, MAX_PARTIES, Offer};
pub use session::{Session, Turn};
