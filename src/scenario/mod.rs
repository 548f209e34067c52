//! Scenarios: read, validated, bundled.

pub mod bundled;
pub mod gates;
mod import;
mod read;
mod schema;
mod validated;

pub use import::{NoScenario, imported};
pub use read::{Loaded, Overrides, read};
pub use schema::{definition_faults, parameter_rows, scenario_schema};
pub use validated::{Named, Scenario};
