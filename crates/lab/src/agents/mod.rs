//! Programs of others in the seats of a run, spoken to in lines of JSON on their standard streams; and agents of the calling
//! program, in process ([`in_process`]).
//!
//! What is said is in [`protocol`], and what a program may know in [`observation`]. A program that dies, keeps silent, talks
//! nonsense or too much loses its seat for the rest of the run: the policy that the scenario gives the seat plays on, and
//! the run is marked. The next run begins with a fresh process, so that what a run comes to does not depend on
//! which runs its worker made before.

pub mod command;
pub mod driver;
pub mod in_process;
pub mod observation;
pub mod player;
#[cfg(unix)]
pub mod program;
#[cfg(not(unix))]
#[path = "program_unsupported.rs"]
pub mod program;
pub mod protocol;
pub mod schema;
pub mod spec;

pub use command::{CommandError, words};
pub use driver::MixedDriver;
pub use in_process::{Agent, Asked, InProcess, NoAnswer};
pub use protocol::PROTOCOL;
pub use schema::seat_schema;
pub use spec::{AgentNotStarted, AgentReport, AgentSpec, Fault, Lapse};
