//! A class that plays a scenario, on the engine that runs batches.
//!
//! A class is its scenario, its seed and the actions that it took, in order: that list is what is stored, and all else is
//! made again from it.

pub mod clock;
pub mod debrief;
pub mod desk;
pub mod export;
pub mod materials;
pub mod pages;
pub mod played;
pub mod room;
pub mod server;
pub mod store;
pub mod table;
pub mod words;

pub use words::Words;
