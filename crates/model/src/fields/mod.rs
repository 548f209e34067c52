//! Fields: what a parameter is, and how it is read from a file, with every error reported.
//!
//! There is one door in: texts become a tree that knows where each value stands ([`source`],
//! [`parse`], [`overrides`]), sections take their values from the tree ([`mod@section`], [`field`]), and whatever
//! is wrong on the way is reported together ([`diagnostic`]). What sections say about their fields also
//! makes the JSON Schema and the parameter tables ([`schema`]).

pub mod diagnostic;
pub mod field;
pub mod overrides;
pub mod parse;
pub mod schema;
pub mod section;
pub mod slip;
pub mod source;
pub mod suggest;
pub mod text;
pub mod tree;

pub use section::{Section, TableReader, choice, section};
