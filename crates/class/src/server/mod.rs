//! The server of a class: routes, access and replies.
//!
//! A handler checks who sent the request, turns a form into an action, submits it to the [queue](super::queue), and replies with a
//! page of the resulting state. The server keeps no state that matters: a restart loses nothing.

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
