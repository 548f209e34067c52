//! From a run to rows: the model's tables, their columns, and what of a run goes into each.

pub mod cells;
pub mod class;
pub mod comparison;
pub mod frontier;
pub mod log;
pub mod of_run;
pub mod paired;
pub mod runs;
pub mod seats;
pub mod tally;
