//! From a run to rows: the model's tables, their columns, and what of a run goes into each.

pub mod answer_log;
pub mod cells;
pub mod class;
mod columns;
pub mod comparison;
pub mod frontier;
pub mod metric;
pub mod paired;
pub mod runs;
pub mod seats;
pub mod tally;
pub mod writer;
