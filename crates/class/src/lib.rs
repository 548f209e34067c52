//! A class that plays a scenario on the engine that also runs batches.
//!
//! A class is its scenario, its seed and its actions, in order. That list is stored; everything else is recomputed from it.

pub mod clock;
pub mod debrief;
pub mod export;
pub mod history;
pub mod i18n;
pub mod materials;
pub mod pages;
pub mod queue;
pub mod server;
pub mod state;
pub mod store;
pub mod table;

pub use i18n::Catalogue;
