//! What the teacher asks for.

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::pages;
use crate::room::{Action, Phase};
use crate::store::{Asked, Unkept};

use super::asks::{Asks, Sent, gone, is_teacher, keeping, language};
use super::form::Fields;
use super::hall::{Hall, InHall};
use super::reply::{TEACHER, cookie, page, to, with_cookie};
use super::secret::same;

/// `/teach/TOKEN`: the teacher's link.
pub(super) async fn enter(
    State(hall): InHall,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Response {
    if !hall.is_teacher(&token) {
        return gone(&hall, &headers, StatusCode::NOT_FOUND, "gone.link");
    }
    with_cookie(to("/teach"), TEACHER, &token)
}

/// `/teach`: the teacher's page.
pub(super) async fn teach(State(hall): InHall, headers: HeaderMap, query: Asks) -> Response {
    if !is_teacher(&hall, &headers) {
        return gone(&hall, &headers, StatusCode::FORBIDDEN, "gone.link");
    }
    keeping(&hall, show(&hall, language(&headers, &query), StatusCode::OK, None), &query)
}

fn show(hall: &Hall, language: Option<&str>, status: StatusCode, flash: Option<&str>) -> Response {
    let room = hall.desk.room();
    let seen = hall.presence().seen().to_vec();
    let presence: Vec<Option<i64>> =
        (0..room.members().len()).map(|member| seen.get(member).copied().flatten()).collect();
    let words = hall.words(language);
    let html = hall.with_chrome(language, Some(&hall.head.teacher), flash, |chrome| {
        hall.with_links(words, |links| pages::teach(chrome, &room, &presence, links))
    });
    page(status, html)
}

/// What the teacher's form asks for.
fn wanted(what: &str, fields: &Fields) -> Option<Action> {
    // Nothing is all of them; what is no number is none.
    let table = || match fields.get("table").trim() {
        "" => Some(None),
        table => table.parse().ok().map(Some),
    };
    Some(match what {
        "go" => Action::Go { phase: Phase::named(fields.get("phase"))? },
        "pause" => Action::Pause,
        "resume" => Action::Resume,
        "extend" => Action::Extend { seconds: fields.number("seconds")? },
        "strike" => Action::InjectShock { shock: fields.get("shock").to_owned(), table: table()? },
        "hand" => Action::Hand {
            table: table()??,
            party: fields.number("party")?,
            to_policy: fields.get("to") == "policy",
        },
        "move" => Action::Move {
            member: fields.number("member")?,
            table: table()??,
            party: fields.number("party")?,
        },
        "remove" => Action::Remove { member: fields.number("member")? },
        "tell" => Action::Tell { table: table()?, text: fields.get("text").replace("\r\n", "\n") },
        "reveal" => Action::Reveal { shown: fields.get("shown") == "yes" },
        "end" if fields.get("sure") == "yes" => Action::End,
        _ => return None,
    })
}

/// `/teach/…`, sent: what the teacher does.
pub(super) async fn acts(
    State(hall): InHall,
    headers: HeaderMap,
    Path(what): Path<String>,
    Form(sent): Sent,
) -> Response {
    let fields = Fields::of(sent);
    if !is_teacher(&hall, &headers) {
        return gone(&hall, &headers, StatusCode::FORBIDDEN, "gone.link");
    }
    let is_marked = same(fields.get("token"), &hall.form_token(&hall.head.teacher));
    if !is_marked || fields.get("key").is_empty() {
        return gone(&hall, &headers, StatusCode::FORBIDDEN, "gone.forbidden");
    }
    let language = cookie(&headers, super::reply::LANGUAGE);
    let Some(action) = wanted(&what, &fields) else {
        return gone(&hall, &headers, StatusCode::NOT_FOUND, "gone.not-found");
    };
    let asked = Asked { key: format!("teacher {}", fields.get("key")), action };
    match hall.desk.hand_in(asked).await {
        Ok(_) => to("/teach"),
        Err(Unkept::Refused(refused)) => {
            show(&hall, language, StatusCode::CONFLICT, Some(refused.key()))
        }
        Err(Unkept::Fault(_)) => {
            show(&hall, language, StatusCode::SERVICE_UNAVAILABLE, Some("gone.unwritable-text"))
        }
    }
}
