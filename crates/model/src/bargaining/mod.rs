//! The bargaining table: preferences over options, concession, alternating offers, a mediated text,
//! solution points.
//!
//! It knows nothing of diplomacy: parties are positions at a table, issues are lists of options.

pub mod acceptable;
pub mod acceptance;
pub mod concession;
pub mod descent;
mod dominance;
pub mod frontier;
pub mod import;
pub mod inverse;
pub mod mediated;
mod micro;
mod negotiator;
pub mod offer;
mod opponent;
pub mod preferences;
pub mod protocol;
pub mod reciprocity;
pub mod session;
pub mod solutions;
pub mod space;
pub mod strategy;
mod ties;
mod towards;
mod trade_off;

pub use acceptable::Acceptable;
pub use acceptance::Acceptance;
pub use concession::{Aspiration, Concession};
pub use descent::Descent;
pub use frontier::front;
pub use inverse::InverseUtility;
pub use offer::{MAX_ISSUES, MAX_OPTIONS, MAX_PARTIES, Offer, place};
pub use preferences::{Preferences, Unusable};
pub use protocol::{Protocol, Turn};
pub use reciprocity::Reciprocity;
pub use session::Session;
pub use solutions::{Distances, Solutions, distance, nearest};
pub use space::{Point, Space, TooLarge, Unfit};
pub use strategy::{Bidding, Misnamed, Strategy, Tactic};
