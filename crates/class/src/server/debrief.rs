//! The debrief of the finished tables, computed once in the background.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{DOCTYPE, html};

use crate::Catalogue;
use crate::debrief::{self, Audience, Debrief, Options};
use crate::history::played;
use crate::state::{ClassState, Phase};
use crate::table::AnsweredBy;

use super::app_state::{AppState, SharedState};
use super::extract::{QueryFields, error_page, is_teacher, language, seated_member};
use super::response::{page, respond};

/// Progress of the debrief, and the tables' ends that it is of.
#[derive(Debug, Default)]
pub(super) enum DebriefProgress {
    /// Nobody has asked for it.
    #[default]
    Not,
    /// It is being computed.
    Working,
    /// It is done.
    Done(Vec<String>, Arc<Debrief>),
    /// It could not be computed.
    Failed(Vec<String>),
}

/// The policy of debrief pages: their style is inline, with its digest, and all else is forbidden.
const POLICY: &str = "frame-ancestors 'none'; form-action 'none'; base-uri 'none'; script-src 'none'; connect-src 'none'";

/// What a debrief depends on: the ends of the tables, who decided, and the predictions.
fn ends(state: &ClassState) -> Vec<String> {
    let by = state.tables().iter().enumerate().map(|(number, table)| {
        let by: Vec<AnsweredBy> = table.inputs().answers.iter().map(|given| given.by).collect();
        let guesses: Vec<_> =
            (0..table.seats.len()).map(|party| state.guess(number, party)).collect();
        format!("{by:?} {guesses:?}")
    });
    let digest = |snapshot: &crate::table::TableSnapshot| {
        snapshot.ending.as_ref().map(|end| end.digest.clone())
    };
    state.tables().iter().filter_map(|table| digest(table.snapshot())).chain(by).collect()
}

/// The debrief if it is done; starts it if needed. `Err` if it could not be computed.
fn find(app: &Arc<AppState>, state: &Arc<ClassState>) -> Result<Option<Arc<Debrief>>, ()> {
    let ends = ends(state);
    let mut debrief_progress = app.debrief_progress();
    match &*debrief_progress {
        DebriefProgress::Done(of, debrief) if *of == ends => return Ok(Some(Arc::clone(debrief))),
        DebriefProgress::Working => return Ok(None),
        DebriefProgress::Failed(of) if *of == ends => return Err(()),
        _ => {}
    }
    *debrief_progress = DebriefProgress::Working;
    drop(debrief_progress);
    let (app, state) = (Arc::clone(app), Arc::clone(state));
    let made = tokio::task::spawn_blocking(move || {
        let played = played(&state).ok()?;
        let (setup, stop) = (&state.config().setup, AtomicBool::new(false));
        Debrief::compute(setup, &played, Options::default(), &stop, &mut |_| {}).ok().flatten()
    });
    tokio::spawn(async move {
        // A fault of the program is a debrief that could not be made, not one that is waited for.
        *app.debrief_progress() = match made.await.ok().flatten() {
            Some(debrief) => DebriefProgress::Done(ends, Arc::new(debrief)),
            None => DebriefProgress::Failed(ends),
        };
        app.notify();
    });
    Ok(None)
}

/// A page about the progress, which reloads if `again`.
fn notice(words: &Catalogue, title: &'static str, text: &'static str, again: bool) -> String {
    let html = html! {
        (DOCTYPE)
        html lang=(words.language()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                @if again { meta http-equiv="refresh" content="2"; }
                title { (words.get(title)) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/class.css";
            }
            body class="narrow" {
                main #main {
                    h1 { (words.get(title)) }
                    @if !text.is_empty() { p { (words.get(text)) } }
                    p { a class="button main" href="/seat" { (words.get("server.back")) } }
                }
            }
        }
    };
    html.into_string()
}

async fn show(
    app: Arc<AppState>,
    words: &Catalogue,
    audience: Audience,
    to_take_home: bool,
) -> Response {
    let state = app.queue.state();
    if state.phase() != Phase::Debrief && !state.is_over() {
        let html = notice(words, "server.not-yet", "server.not-yet-text", false);
        return page(StatusCode::NOT_FOUND, html);
    }
    let debrief = match find(&app, &state) {
        Ok(Some(debrief)) => debrief,
        Ok(None) => {
            let html = notice(words, "server.working", "server.working-text", true);
            return page(StatusCode::ACCEPTED, html);
        }
        Err(()) => {
            let html = notice(words, "server.failed", "", false);
            return page(StatusCode::INTERNAL_SERVER_ERROR, html);
        }
    };
    let mut response = page(StatusCode::OK, debrief::page(&debrief, words, audience));
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    if to_take_home {
        let name = HeaderValue::from_static("attachment; filename=\"debrief.html\"");
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}

/// `/debrief`: for members and the teacher.
pub(super) async fn shown(
    State(app): State<SharedState>,
    headers: HeaderMap,
    query: QueryFields,
) -> Response {
    let audience = if is_teacher(&app, &headers) { Audience::Teacher } else { Audience::TakeHome };
    if audience == Audience::TakeHome && seated_member(&app, &headers).is_none() {
        return error_page(&app, &headers, StatusCode::FORBIDDEN, "gone.link");
    }
    let words = app.words(language(&headers, &query)).clone();
    show(app, &words, audience, false).await
}

/// `/debrief/take-home`: the same, as a file.
pub(super) async fn take_home(
    State(app): State<SharedState>,
    headers: HeaderMap,
    query: QueryFields,
) -> Response {
    if !is_teacher(&app, &headers) && seated_member(&app, &headers).is_none() {
        return error_page(&app, &headers, StatusCode::FORBIDDEN, "gone.link");
    }
    let words = app.words(language(&headers, &query)).clone();
    show(app, &words, Audience::TakeHome, true).await
}

/// `/wall/debrief`: aggregates, for all.
pub(super) async fn on_wall(
    State(app): State<SharedState>,
    headers: HeaderMap,
    query: QueryFields,
) -> Response {
    let words = app.words(language(&headers, &query)).clone();
    show(app, &words, Audience::Projector, false).await
}

/// `/debrief.json`: its numbers, for the teacher.
pub(super) async fn numbers(State(app): State<SharedState>, headers: HeaderMap) -> Response {
    if !is_teacher(&app, &headers) {
        return error_page(&app, &headers, StatusCode::FORBIDDEN, "gone.link");
    }
    let json = match &*app.debrief_progress() {
        DebriefProgress::Done(_, debrief) => debrief.json().ok(),
        _ => None,
    };
    match json {
        Some(json) => respond(StatusCode::OK, "application/json", json),
        None => respond(StatusCode::NOT_FOUND, "application/json", "null\n"),
    }
}
