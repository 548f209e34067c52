//! The debrief, worked out once for tables that are at their end, beside the class and not in its way.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use maud::{DOCTYPE, html};

use crate::Words;
use crate::debrief::{self, Audience, Debrief, Options};
use crate::played::played;
use crate::room::{Phase, Room};
use crate::table::By;

use super::asks::{Asks, gone, is_teacher, language, seated};
use super::debriefed::Debriefed;
use super::hall::{Hall, InHall};
use super::reply::{answer, page};

/// The pages of a debrief carry their style with its digest, and may do nothing else.
const POLICY: &str = "frame-ancestors 'none'; form-action 'none'; base-uri 'none'; script-src 'none'; connect-src 'none'";

/// What the tables came to, who decided and what was predicted: a debrief is of these.
fn ends(room: &Room) -> Vec<String> {
    let by = room.tables().iter().enumerate().map(|(number, table)| {
        let by: Vec<By> = table.inputs().given.iter().map(|given| given.by).collect();
        let guesses: Vec<_> =
            (0..table.seats.len()).map(|party| room.guess(number, party)).collect();
        format!("{by:?} {guesses:?}")
    });
    let digest = |look: &crate::table::Look| look.ending.as_ref().map(|end| end.digest.clone());
    room.tables().iter().filter_map(|table| digest(table.look())).chain(by).collect()
}

/// The debrief, if it is done; it is begun if nobody has yet. `Err`: it could not be worked out.
fn find(hall: &Arc<Hall>, room: &Arc<Room>) -> Result<Option<Arc<Debrief>>, ()> {
    let ends = ends(room);
    let mut debriefed = hall.debriefed();
    match &*debriefed {
        Debriefed::Done(of, debrief) if *of == ends => return Ok(Some(Arc::clone(debrief))),
        Debriefed::Working => return Ok(None),
        Debriefed::Failed(of) if *of == ends => return Err(()),
        _ => {}
    }
    *debriefed = Debriefed::Working;
    drop(debriefed);
    let (hall, room) = (Arc::clone(hall), Arc::clone(room));
    let made = tokio::task::spawn_blocking(move || {
        let played = played(&room).ok()?;
        let (setup, stop) = (&room.course().setup, AtomicBool::new(false));
        Debrief::of(setup, &played, Options::default(), &stop, &mut |_| {}).ok().flatten()
    });
    tokio::spawn(async move {
        // A fault of the program is a debrief that could not be made, not one that is waited for.
        *hall.debriefed() = match made.await.ok().flatten() {
            Some(debrief) => Debriefed::Done(ends, Arc::new(debrief)),
            None => Debriefed::Failed(ends),
        };
        hall.tell();
    });
    Ok(None)
}

/// A page that says how far it is, and looks again by itself.
fn notice(words: &Words, title: &'static str, text: &'static str, again: bool) -> String {
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

async fn show(hall: Arc<Hall>, words: &Words, audience: Audience, to_take_home: bool) -> Response {
    let room = hall.desk.room();
    if room.phase() != Phase::Debrief && !room.is_over() {
        let html = notice(words, "server.not-yet", "server.not-yet-text", false);
        return page(StatusCode::NOT_FOUND, html);
    }
    let debrief = match find(&hall, &room) {
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

/// `/debrief`: for who was in the class, and the teacher.
pub(super) async fn shown(State(hall): InHall, headers: HeaderMap, query: Asks) -> Response {
    let audience = if is_teacher(&hall, &headers) { Audience::Teacher } else { Audience::TakeHome };
    if audience == Audience::TakeHome && seated(&hall, &headers).is_none() {
        return gone(&hall, &headers, StatusCode::FORBIDDEN, "gone.link");
    }
    let words = hall.words(language(&headers, &query)).clone();
    show(hall, &words, audience, false).await
}

/// `/debrief/take-home`: the same as a file.
pub(super) async fn take_home(State(hall): InHall, headers: HeaderMap, query: Asks) -> Response {
    if !is_teacher(&hall, &headers) && seated(&hall, &headers).is_none() {
        return gone(&hall, &headers, StatusCode::FORBIDDEN, "gone.link");
    }
    let words = hall.words(language(&headers, &query)).clone();
    show(hall, &words, Audience::TakeHome, true).await
}

/// `/wall/debrief`: aggregates, for all.
pub(super) async fn on_wall(State(hall): InHall, headers: HeaderMap, query: Asks) -> Response {
    let words = hall.words(language(&headers, &query)).clone();
    show(hall, &words, Audience::Projector, false).await
}

/// `/debrief.json`: its numbers, for the teacher.
pub(super) async fn numbers(State(hall): InHall, headers: HeaderMap) -> Response {
    if !is_teacher(&hall, &headers) {
        return gone(&hall, &headers, StatusCode::FORBIDDEN, "gone.link");
    }
    let json = match &*hall.debriefed() {
        Debriefed::Done(_, debrief) => debrief.json().ok(),
        _ => None,
    };
    match json {
        Some(json) => answer(StatusCode::OK, "application/json", json),
        None => answer(StatusCode::NOT_FOUND, "application/json", "null\n"),
    }
}
