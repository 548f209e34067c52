//! The server of a class: who may ask what, and what they are answered.
//!
//! A handler checks who asks, makes an action of a form, hands it in at the [queue](super::queue), and answers with a page made
//! from the class as it then stands. It keeps nothing that matters: after a restart all is as it was.

mod app_state;
mod debrief;
mod extract;
pub mod guard;
pub mod net;
mod presence;
mod public;
pub mod qr;
pub mod rate_limit;
pub mod rehearse;
mod response;
mod serve;
mod student;
mod teacher;
pub mod tokens;

pub use app_state::AppState;
pub use extract::Peer;
pub use response::POLICY;
pub use serve::{router, serve};
