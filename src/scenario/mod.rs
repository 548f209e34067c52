//! Scenarios: read, validated, bundled.

pub mod bundled;
pub mod gates;
mod read;
mod schema;
mod validated;

pub use read::{Loaded, Overrides, read};
pub use schema::{definition_faults, parameter_rows, scenario_schema};
pub use validated::{Named, Scenario};
