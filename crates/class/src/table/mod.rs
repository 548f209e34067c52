//! One table of a class: what it was given and has answered, and from that, made again, how it stands.
//!
//! Nothing of a run is kept. A table is its answers and its shocks, as a run is; whoever looks makes the run again, which
//! costs a tenth of a millisecond or so. So a class that is taken up again after a fault is in no special state.

mod by;
mod calls;
mod inputs;
mod look;
mod told;

pub use by::By;
pub use calls::Calls;
pub use inputs::{Asked, Given, Inputs, Luck};
pub use look::{Due, Ending, Look, OnTable, Own, Public, Sight, Standing};
pub use told::{Told, What};
