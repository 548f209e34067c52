//! The run of one table: its answers and injected shocks, and the state that follows from them.
//!
//! No state of a run is stored. A table is its answers and shocks; whoever needs its state replays the run, which takes about
//! a tenth of a millisecond. A class that resumes after a crash is therefore in no special state.

mod answered_by;
mod budget;
mod inputs;
mod snapshot;
mod visible_event;

pub use answered_by::AnsweredBy;
pub use budget::DecisionBudget;
pub use inputs::{Answered, Inputs, OpenDecision, RunKey};
pub use snapshot::{
    Due, Ending, OnTable, PrivateInfo, PublicInfo, SeatView, StandingOffer, TableSnapshot,
};
pub use visible_event::{EventDetail, VisibleEvent};
