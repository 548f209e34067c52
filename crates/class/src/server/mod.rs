//! The server of a class: who may ask what, and what they are answered.
//!
//! A handler checks who asks, makes an action of a form, hands it in at the [desk](super::desk), and answers with a page made
//! from the class as it then stands. It keeps nothing that matters: after a restart all is as it was.

mod asks;
mod debrief;
mod debriefed;
mod form;
pub mod guard;
mod hall;
mod held;
pub mod lan;
pub mod limits;
mod listen;
mod open;
mod peer;
mod presence;
pub mod qr;
pub mod rehearse;
mod reply;
pub mod secret;
mod student;
mod teacher;

pub use hall::Hall;
pub use listen::{router, serve};
pub use peer::Peer;
pub use reply::POLICY;
