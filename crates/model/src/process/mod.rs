//! One run: a state machine without input or output that asks, and is answered.
//!
//! [`Run::advance`] gives *something happened*, *these decisions are due*, or *done*. A run is its
//! scenario, its seed and its answers; nothing else enters.

mod aid;
mod draws;
mod drive;
mod end;
mod event;
mod in_force;
mod meeting;
mod meetings;
mod record;
mod requests;
mod run;
mod seat_view;
mod sequence;
mod sessions;
mod setup;
mod shocks;
mod states;
mod summits;
mod world;

pub use drive::{PolicySet, drive, drive_by};
pub use event::RunEvent;
pub use record::{
    EndReason, Forum, MEASURES, MeasureSpec, Missing, Outcome, PartyRecord, Record, SessionRecord,
    SummitRecord, Tick, TickKind,
};
pub use requests::GateReading;
pub use run::{Run, RunBuffers, Step};
pub use seat_view::SeatView;
pub use setup::CompiledScenario;
pub use shocks::InjectedShock;
pub use states::{State, States};
