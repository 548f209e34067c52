//! The pages of a class: what a student, the teacher and the wall see of a room, as HTML.
//!
//! Pure functions: a room and plain data in, a page out. They hold no script and no style of their own, so that the server's
//! policy may forbid both but from its own files, [`STYLE`] and [`SCRIPT`]. All of it works without the script, which only
//! keeps a page up to date. A page of a seat is made from its [`SeatView`](crate::table::SeatView) and nothing else.
//!
//! Forms are sent by POST, each with `token` and `key`. Tables and parties are given by position, from 0; an empty `table` is
//! all of them.
//!
//! | form | fields |
//! |---|---|
//! | `/join` | `code`, `pseudonym`, `language` |
//! | `/seat/answer`, `/seat/try` | `dNUMBER` = a choice; of an offer `dNUMBER-PLACE` = an option, for each place at the table from 0 |
//! | `/seat/predict` | `outcome`, `day` (empty: no summit) |
//! | `/seat/note` | `text` |
//! | `/seat/back` | |
//! | `/seat/language` | `lang` |
//! | `/teach/go` | `phase` |
//! | `/teach/pause`, `/teach/resume` | |
//! | `/teach/extend` | `seconds` |
//! | [`INJECT_SHOCK`] | `shock` (its id), `table` |
//! | `/teach/hand` | `table`, `party`, `to` = `policy` or `people` |
//! | `/teach/move` | `member`, `table`, `party` |
//! | `/teach/remove` | `member` |
//! | `/teach/tell` | `table`, `text` |
//! | `/teach/reveal` | `shown` = `yes` or `no` |
//! | `/teach/end` | `sure` = `yes` |

mod cards;
mod due;
mod error_page;
mod frame;
mod join;
mod message_keys;
mod news;
mod offer;
mod results;
mod role;
mod seat;
mod status;
mod teach;
mod wall;

use crate::Catalogue;

pub use error_page::error_page;
pub use join::{join, reached};
pub use message_keys::CHOICE_KEYS;
pub use seat::seat;
pub use teach::teach;
pub use wall::projector;

/// Where the form of an injected shock is sent.
pub const INJECT_SHOCK: &str = "/teach/strike";

/// The style of all pages, served as `/class.css`.
pub const STYLE: &str = include_str!("class.css");

/// What keeps pages up to date, served as `/class.js`: a module. It listens to `/stream` for events without a name, asks for
/// its own page again at each, and stops at an event named `elsewhere`.
pub const SCRIPT: &str = include_str!("class.js");

/// What every page is given.
///
/// Links that change the language are `?lang=TAG` on `/join`, `/teach` and `/wall`, which the server keeps in a cookie; from a
/// seat it is a form, `/seat/language`.
#[derive(Clone, Copy)]
pub struct Chrome<'a> {
    /// The texts.
    pub words: &'a Catalogue,
    /// The tags of the languages that there are.
    pub languages: &'a [&'a str],
    /// What shows that a form is ours: the hidden field `token` of every form.
    pub form_token: &'a str,
    /// Makes the hidden field `key` of every form, a new one each time, so that a form that is sent twice acts once.
    pub key: &'a dyn Fn() -> String,
    /// Now, in milliseconds since 1970.
    pub now: i64,
    /// Whether the page is seen from another machine, over a network that may be read by others.
    pub is_lan: bool,
    /// The key of a text to show on top, once: why something was refused, or that it was done.
    pub flash: Option<&'a str>,
}

/// The ways into a class.
#[derive(Clone, Copy, Debug)]
pub struct Links<'a> {
    /// The students' link.
    pub students: &'a str,
    /// The code that they type.
    pub code: &'a str,
    /// The students' link as a QR code: an `svg` element, put in as it is. Empty for none.
    pub qr_svg: &'a str,
    /// The wall's link.
    pub projector: &'a str,
    /// The debrief's link.
    pub debrief: &'a str,
    /// The link of what may be taken home. Empty for none.
    pub take_home: &'a str,
    /// Whether other machines can reach it.
    pub is_lan: bool,
    /// Further addresses that students may try, if the link does not work.
    pub addresses: &'a [String],
}

/// Whose page it is, and how it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Seated<'a> {
    /// The member, by number. One without a place gets `error_page.removed`.
    pub member: usize,
    /// Their personal link.
    pub link: &'a str,
    /// An offer that is tried without being made: the decision's number, and an option for each issue on the table.
    pub draft: Option<(usize, &'a [u8])>,
    /// Whether the page is to stay as it is without JavaScript, while somebody writes: `/seat?still`.
    pub is_still: bool,
}
