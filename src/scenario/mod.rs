//! Scenario files: text, validation, faults, bundled scenarios.
//!
//! There is one door in: texts become a tree that knows where each value stands ([`source`],
//! [`overrides`]), sections take their values from the tree ([`section`], [`field`]), and whatever
//! is wrong on the way is told together ([`fault`]). What sections say about their fields also
//! makes the JSON Schema and the parameter tables ([`schema`]).

pub mod fault;
pub mod field;
pub mod overrides;
pub mod schema;
pub mod section;
pub mod source;
pub mod suggest;
