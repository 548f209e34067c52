//! Routes of the students.

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::pages::{self, Seated};
use crate::state::{Action, Guess, Refusal};
use crate::store::{Command, SubmitError};
use summitry_engine::ids::PartyId;
use summitry_model::bargaining::{MAX_ISSUES, Offer};
use summitry_model::policy::Answer;

use super::app_state::{AppState, SharedState};
use super::extract::{
    Fields, FormFields, Peer, QueryFields, error_page, language, query_value, remember_language,
    seated_member,
};
use super::response::{LANGUAGE, SEAT, cookie, page, redirect, with_cookie};
use super::tokens::{constant_time_eq, hash_token, normalize_code};

/// `/`: the start page.
pub(super) async fn reached(
    State(app): State<SharedState>,
    headers: HeaderMap,
    query: QueryFields,
) -> Response {
    let html = app.with_chrome(language(&headers, &query), None, None, |chrome| {
        pages::reached(chrome, app.queue.state().config())
    });
    remember_language(&app, page(StatusCode::OK, html), &query)
}

/// `/join`: the form.
pub(super) async fn join(
    State(app): State<SharedState>,
    headers: HeaderMap,
    query: QueryFields,
) -> Response {
    if seated_member(&app, &headers).is_some() {
        return redirect("/seat");
    }
    let code = query_value(&query, "code").unwrap_or_default();
    let html = app.with_chrome(language(&headers, &query), None, None, |chrome| {
        pages::join(chrome, app.queue.state().config(), code, "")
    });
    remember_language(&app, page(StatusCode::OK, html), &query)
}

/// `/join`, sent: a code and a pseudonym.
pub(super) async fn joins(
    State(app): State<SharedState>,
    peer: Peer,
    headers: HeaderMap,
    Form(sent): FormFields,
) -> Response {
    let fields = Fields::new(sent);
    let language = Some(fields.get("language")).filter(|tag| !tag.is_empty());
    let (code, pseudonym) = (fields.get("code"), fields.get("pseudonym"));
    let again = |status, flash: &str| {
        let state = app.queue.state();
        let config = state.config();
        let html = app.with_chrome(language, None, Some(flash), |chrome| {
            pages::join(chrome, config, code, pseudonym)
        });
        page(status, html)
    };
    if !constant_time_eq(fields.get("token"), &app.form_token("")) || fields.get("key").is_empty() {
        return error_page(&app, &headers, StatusCode::FORBIDDEN, "gone.forbidden");
    }
    if seated_member(&app, &headers).is_some() {
        return redirect("/seat");
    }
    let now = app.now();
    if !app.rate_limits().may_try(peer.0, now) {
        return again(StatusCode::TOO_MANY_REQUESTS, "gone.too-many-text");
    }
    if !constant_time_eq(&normalize_code(code), &app.head.code) {
        app.rate_limits().wrong_code(peer.0, now);
        return again(StatusCode::FORBIDDEN, "gone.code-text");
    }
    if !app.rate_limits().join(peer.0, now) {
        return again(StatusCode::TOO_MANY_REQUESTS, "gone.too-many-text");
    }
    // A form that is sent twice is one person, with one token: it follows from the form's own key.
    let key = fields.get("key");
    let token = app.form_token(&format!("join {key}"));
    let action = Action::Join { pseudonym: pseudonym.to_owned(), token: hash_token(&token) };
    let asked = Command { key: format!("join {}", hash_token(&token)), action };
    match app.queue.submit(asked).await {
        Ok(_) => {
            let reply = with_cookie(redirect("/seat"), SEAT, &token);
            match language {
                Some(tag) if app.words.iter().any(|words| words.language() == tag) => {
                    with_cookie(reply, LANGUAGE, tag)
                }
                _ => reply,
            }
        }
        Err(SubmitError::Refused(refused)) => again(StatusCode::CONFLICT, refused.key()),
        Err(SubmitError::Fault(_)) => {
            again(StatusCode::SERVICE_UNAVAILABLE, "gone.unwritable-text")
        }
    }
}

/// `/me/TOKEN`: a personal link.
pub(super) async fn me(
    State(app): State<SharedState>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Response {
    if app.member(&token).is_none() {
        return error_page(&app, &headers, StatusCode::NOT_FOUND, "gone.link");
    }
    with_cookie(redirect("/seat"), SEAT, &token)
}

/// `/seat`: a member's page.
pub(super) async fn seat(
    State(app): State<SharedState>,
    headers: HeaderMap,
    query: QueryFields,
) -> Response {
    let Some((member, token)) = seated_member(&app, &headers) else { return redirect("/") };
    app.presence().see(member, app.now());
    let is_still = query_value(&query, "still").is_some();
    show(&app, &headers, member, token, StatusCode::OK, None, None, is_still)
}

#[expect(clippy::too_many_arguments, reason = "what a page is, and how it is answered")]
fn show(
    app: &AppState,
    headers: &HeaderMap,
    member: usize,
    token: &str,
    status: StatusCode,
    flash: Option<&str>,
    draft: Option<(usize, &[u8])>,
    is_still: bool,
) -> Response {
    let link = format!("{}/me/{token}", app.base());
    let state = app.queue.state();
    let html = app.with_chrome(cookie(headers, LANGUAGE), Some(token), flash, |chrome| {
        pages::seat(chrome, &state, Seated { member, link: &link, draft, is_still })
    });
    page(status, html)
}

/// The action that a member's form stands for.
fn wanted(what: &str, member: usize, fields: &Fields) -> Option<Action> {
    Some(match what {
        "answer" => Action::Answer { member, answers: fields.answers() },
        "predict" => {
            let day = fields.get("day").trim();
            let first_summit_day =
                if day.is_empty() { None } else { Some(day.parse().unwrap_or(u32::MAX)) };
            let outcome = fields.get("outcome").to_owned();
            Action::Predict { member, guess: Guess { outcome, first_summit_day } }
        }
        // A form sends its lines with two characters at their ends.
        "note" => Action::Note { member, text: fields.get("text").replace("\r\n", "\n") },
        "back" => Action::Back { member },
        _ => return None,
    })
}

/// `/seat/…`, sent: what a member does.
pub(super) async fn acts(
    State(app): State<SharedState>,
    headers: HeaderMap,
    Path(what): Path<String>,
    Form(sent): FormFields,
) -> Response {
    let fields = Fields::new(sent);
    let Some((member, token)) = seated_member(&app, &headers) else {
        return error_page(&app, &headers, StatusCode::FORBIDDEN, "gone.link");
    };
    if !constant_time_eq(fields.get("token"), &app.form_token(token))
        || fields.get("key").is_empty()
    {
        return error_page(&app, &headers, StatusCode::FORBIDDEN, "gone.forbidden");
    }
    app.presence().see(member, app.now());
    if !app.rate_limits().write(member, app.now()) {
        return error_page(&app, &headers, StatusCode::TOO_MANY_REQUESTS, "gone.too-many");
    }
    if what == "language" {
        let reply = redirect("/seat");
        let tag = fields.get("lang");
        let is_known = app.words.iter().any(|words| words.language() == tag);
        return if is_known { with_cookie(reply, LANGUAGE, tag) } else { reply };
    }
    if what == "try" {
        let answers = fields.answers();
        let drafts = answers.iter().map(|(number, offer)| (*number, options(offer)));
        let draft =
            drafts.into_iter().find(|(number, options)| is_legal(&app, member, *number, options));
        let draft = draft.as_ref().map(|(number, options)| (*number, options.as_slice()));
        return show(&app, &headers, member, token, StatusCode::OK, None, draft, true);
    }
    let Some(action) = wanted(&what, member, &fields) else {
        return error_page(&app, &headers, StatusCode::NOT_FOUND, "gone.not-found");
    };
    let asked = Command { key: format!("{member} {}", fields.get("key")), action };
    match app.queue.submit(asked).await {
        Ok(_) => redirect("/seat"),
        Err(SubmitError::Refused(refused)) => {
            let status = match refused {
                Refusal::NotYours | Refusal::Member => StatusCode::FORBIDDEN,
                Refusal::Illegal | Refusal::Guess | Refusal::Text => {
                    StatusCode::UNPROCESSABLE_ENTITY
                }
                _ => StatusCode::CONFLICT,
            };
            show(&app, &headers, member, token, status, Some(refused.key()), None, true)
        }
        Err(SubmitError::Fault(_)) => {
            error_page(&app, &headers, StatusCode::SERVICE_UNAVAILABLE, "gone.unwritable")
        }
    }
}

/// Whether an offer that is tried could be made.
fn is_legal(app: &AppState, member: usize, number: usize, options: &[u8]) -> bool {
    let state = app.queue.state();
    let place = state.members().get(member).and_then(|member| member.place);
    let Some((table, party)) = place.filter(|_| options.len() <= MAX_ISSUES) else { return false };
    let view = state.tables()[table].snapshot().seat_view(PartyId(party as u8));
    let offer = Answer::Offer(Offer::new(options));
    view.due().any(|due| due.number == number && due.takes(&offer))
}

/// The options of an offer that is tried.
fn options(offer: &str) -> Vec<u8> {
    offer.split(' ').map(str::parse).collect::<Result<_, _>>().unwrap_or_default()
}
