//! The server of a class: who may ask what, and what they are answered.
//!
//! A handler checks who asks, makes an action of a form, hands it in at the [desk](super::desk), and answers with a page made
//! from the class as it then stands. It keeps nothing that matters: after a restart all is as it was.

mod debrief;
mod form;
pub mod guard;
mod hall;
mod held;
pub mod lan;
pub mod limits;
mod listen;
mod open;
mod presence;
pub mod qr;
pub mod rehearse;
mod reply;
pub mod secret;
mod student;
mod teacher;

pub use hall::Hall;
pub use listen::{Peer, router, serve};
pub use reply::POLICY;
