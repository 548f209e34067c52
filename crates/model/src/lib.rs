//! The model: what a scenario says, how parties bargain and decide, and one run of it.
//!
//! Internal to `summitry`, which alone promises an API. Each module may use those before it only:
//! [`limits`], [`fields`], [`bargaining`], [`diplomacy`], [`policy`], [`scenario`], [`process`].

pub mod bargaining;
pub mod diplomacy;
pub mod fields;
pub mod limits;
pub mod policy;
pub mod process;
pub mod scenario;
