//! Scenarios: read, validated, bundled.

mod base;
pub mod bundled;
pub mod gates;
mod import;
mod inherit;
pub mod meetings;
mod read;
mod schema;
mod sections;
pub mod sequences;
pub mod templates;
pub mod tuning;
mod validated;

pub use base::{Base, Patch, node_for};
pub use import::{NoScenario, ids, imported, quoted};
pub use inherit::{NumberField, Origin, SetBy};
pub use read::{Loaded, Overrides, read, read_among, read_text};
pub use schema::{definition_faults, parameter_path, parameter_rows, scenario_schema};
pub use sections::Sections;
pub use validated::{MeetingType, Named, Scenario};
