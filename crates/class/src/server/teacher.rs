//! Routes of the teacher.

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::pages;
use crate::state::{Action, Phase};
use crate::store::{Command, SubmitError};

use super::app_state::{AppState, SharedState};
use super::extract::{
    Fields, FormFields, QueryFields, error_page, is_teacher, language, remember_language,
};
use super::response::{TEACHER, cookie, page, redirect, with_cookie};
use super::tokens::constant_time_eq;

/// `/teach/TOKEN`: the teacher's link.
pub(super) async fn enter(
    State(app): State<SharedState>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Response {
    if !app.is_teacher(&token) {
        return error_page(&app, &headers, StatusCode::NOT_FOUND, "gone.link");
    }
    with_cookie(redirect("/teach"), TEACHER, &token)
}

/// `/teach`: the teacher's page.
pub(super) async fn teach(
    State(app): State<SharedState>,
    headers: HeaderMap,
    query: QueryFields,
) -> Response {
    if !is_teacher(&app, &headers) {
        return error_page(&app, &headers, StatusCode::FORBIDDEN, "gone.link");
    }
    remember_language(&app, show(&app, language(&headers, &query), StatusCode::OK, None), &query)
}

fn show(
    app: &AppState,
    language: Option<&str>,
    status: StatusCode,
    flash: Option<&str>,
) -> Response {
    let state = app.queue.state();
    let seen = app.presence().seen().to_vec();
    let presence: Vec<Option<i64>> =
        (0..state.members().len()).map(|member| seen.get(member).copied().flatten()).collect();
    let words = app.words(language);
    let html = app.with_chrome(language, Some(&app.head.teacher), flash, |chrome| {
        app.with_links(words, |links| pages::teach(chrome, &state, &presence, links))
    });
    page(status, html)
}

/// The action that the teacher's form stands for.
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
    State(app): State<SharedState>,
    headers: HeaderMap,
    Path(what): Path<String>,
    Form(sent): FormFields,
) -> Response {
    let fields = Fields::new(sent);
    if !is_teacher(&app, &headers) {
        return error_page(&app, &headers, StatusCode::FORBIDDEN, "gone.link");
    }
    let is_marked = constant_time_eq(fields.get("token"), &app.form_token(&app.head.teacher));
    if !is_marked || fields.get("key").is_empty() {
        return error_page(&app, &headers, StatusCode::FORBIDDEN, "gone.forbidden");
    }
    let language = cookie(&headers, super::response::LANGUAGE);
    let Some(action) = wanted(&what, &fields) else {
        return error_page(&app, &headers, StatusCode::NOT_FOUND, "gone.not-found");
    };
    let asked = Command { key: format!("teacher {}", fields.get("key")), action };
    match app.queue.submit(asked).await {
        Ok(_) => redirect("/teach"),
        Err(SubmitError::Refused(refused)) => {
            show(&app, language, StatusCode::CONFLICT, Some(refused.key()))
        }
        Err(SubmitError::Fault(_)) => {
            show(&app, language, StatusCode::SERVICE_UNAVAILABLE, Some("gone.unwritable-text"))
        }
    }
}
