//! The pure rules of the process, a file for each idea, with the parameters each idea needs.
//!
//! Nothing here knows about events, seats or files: numbers and states in, numbers and states out.

pub mod aid;
pub mod attention;
pub mod calendar;
pub mod chance;
pub mod coalition;
pub mod concession;
pub mod credibility;
pub mod domestic;
pub mod energy;
pub mod frontier;
pub mod gate;
pub mod issue;
pub mod meeting;
pub mod party;
pub mod request;
pub mod sequence;
pub mod settlement;
pub mod shock;
pub mod strain;
pub mod summit;
pub mod text;
pub mod tractability;
pub mod window;
