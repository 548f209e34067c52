//! A class that plays a scenario, on the engine that runs batches.
//!
//! A class is its scenario, its seed and the actions that it took, in order: that list is what is stored, and all else is
//! made again from it.

pub mod debrief;
pub mod words;

pub use words::Words;
