//! What students ask for.

use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::pages::{self, Seated};
use crate::room::{Action, Guess, Refused};
use crate::store::{Asked, Unkept};
use summitry_engine::ids::PartyId;
use summitry_model::bargaining::{MAX_ISSUES, Offer};
use summitry_model::policy::Answer;

use super::asks::{Asks, Sent, asked, gone, keeping, language, seated};
use super::form::Fields;
use super::hall::{Hall, InHall};
use super::peer::Peer;
use super::reply::{LANGUAGE, SEAT, cookie, page, to, with_cookie};
use super::secret::{kept, same, typed};

/// `/`: somebody has reached the class.
pub(super) async fn reached(State(hall): InHall, headers: HeaderMap, query: Asks) -> Response {
    let html = hall.with_chrome(language(&headers, &query), None, None, |chrome| {
        pages::reached(chrome, hall.desk.room().course())
    });
    keeping(&hall, page(StatusCode::OK, html), &query)
}

/// `/join`: the form.
pub(super) async fn join(State(hall): InHall, headers: HeaderMap, query: Asks) -> Response {
    if seated(&hall, &headers).is_some() {
        return to("/seat");
    }
    let code = asked(&query, "code").unwrap_or_default();
    let html = hall.with_chrome(language(&headers, &query), None, None, |chrome| {
        pages::join(chrome, hall.desk.room().course(), code, "")
    });
    keeping(&hall, page(StatusCode::OK, html), &query)
}

/// `/join`, sent: a code and a pseudonym.
pub(super) async fn joins(
    State(hall): InHall,
    peer: Peer,
    headers: HeaderMap,
    Form(sent): Sent,
) -> Response {
    let fields = Fields::of(sent);
    let language = Some(fields.get("language")).filter(|tag| !tag.is_empty());
    let (code, pseudonym) = (fields.get("code"), fields.get("pseudonym"));
    let again = |status, flash: &str| {
        let room = hall.desk.room();
        let course = room.course();
        let html = hall.with_chrome(language, None, Some(flash), |chrome| {
            pages::join(chrome, course, code, pseudonym)
        });
        page(status, html)
    };
    if !same(fields.get("token"), &hall.form_token("")) || fields.get("key").is_empty() {
        return gone(&hall, &headers, StatusCode::FORBIDDEN, "gone.forbidden");
    }
    if seated(&hall, &headers).is_some() {
        return to("/seat");
    }
    let now = hall.now();
    if !hall.limits().may_try(peer.0, now) {
        return again(StatusCode::TOO_MANY_REQUESTS, "gone.too-many-text");
    }
    if !same(&typed(code), &hall.head.code) {
        hall.limits().wrong_code(peer.0, now);
        return again(StatusCode::FORBIDDEN, "gone.code-text");
    }
    if !hall.limits().join(peer.0, now) {
        return again(StatusCode::TOO_MANY_REQUESTS, "gone.too-many-text");
    }
    // A form that is sent twice is one person, with one token: it follows from the form's own key.
    let key = fields.get("key");
    let token = hall.form_token(&format!("join {key}"));
    let action = Action::Join { pseudonym: pseudonym.to_owned(), token: kept(&token) };
    let asked = Asked { key: format!("join {}", kept(&token)), action };
    match hall.desk.hand_in(asked).await {
        Ok(_) => {
            let reply = with_cookie(to("/seat"), SEAT, &token);
            match language {
                Some(tag) if hall.words.iter().any(|words| words.language() == tag) => {
                    with_cookie(reply, LANGUAGE, tag)
                }
                _ => reply,
            }
        }
        Err(Unkept::Refused(refused)) => again(StatusCode::CONFLICT, refused.key()),
        Err(Unkept::Fault(_)) => again(StatusCode::SERVICE_UNAVAILABLE, "gone.unwritable-text"),
    }
}

/// `/me/TOKEN`: a personal link.
pub(super) async fn me(
    State(hall): InHall,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Response {
    if hall.member(&token).is_none() {
        return gone(&hall, &headers, StatusCode::NOT_FOUND, "gone.link");
    }
    with_cookie(to("/seat"), SEAT, &token)
}

/// `/seat`: a member's page.
pub(super) async fn seat(State(hall): InHall, headers: HeaderMap, query: Asks) -> Response {
    let Some((member, token)) = seated(&hall, &headers) else { return to("/") };
    hall.presence().see(member, hall.now());
    let is_still = asked(&query, "still").is_some();
    show(&hall, &headers, member, token, StatusCode::OK, None, None, is_still)
}

#[expect(clippy::too_many_arguments, reason = "what a page is, and how it is answered")]
fn show(
    hall: &Hall,
    headers: &HeaderMap,
    member: usize,
    token: &str,
    status: StatusCode,
    flash: Option<&str>,
    draft: Option<(usize, &[u8])>,
    is_still: bool,
) -> Response {
    let link = format!("{}/me/{token}", hall.base());
    let room = hall.desk.room();
    let html = hall.with_chrome(cookie(headers, LANGUAGE), Some(token), flash, |chrome| {
        pages::seat(chrome, &room, Seated { member, link: &link, draft, is_still })
    });
    page(status, html)
}

/// What a member's form asks for.
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
    State(hall): InHall,
    headers: HeaderMap,
    Path(what): Path<String>,
    Form(sent): Sent,
) -> Response {
    let fields = Fields::of(sent);
    let Some((member, token)) = seated(&hall, &headers) else {
        return gone(&hall, &headers, StatusCode::FORBIDDEN, "gone.link");
    };
    if !same(fields.get("token"), &hall.form_token(token)) || fields.get("key").is_empty() {
        return gone(&hall, &headers, StatusCode::FORBIDDEN, "gone.forbidden");
    }
    hall.presence().see(member, hall.now());
    if !hall.limits().write(member, hall.now()) {
        return gone(&hall, &headers, StatusCode::TOO_MANY_REQUESTS, "gone.too-many");
    }
    if what == "language" {
        let reply = to("/seat");
        let tag = fields.get("lang");
        let is_known = hall.words.iter().any(|words| words.language() == tag);
        return if is_known { with_cookie(reply, LANGUAGE, tag) } else { reply };
    }
    if what == "try" {
        let answers = fields.answers();
        let drafts = answers.iter().map(|(number, offer)| (*number, options(offer)));
        let draft =
            drafts.into_iter().find(|(number, options)| is_legal(&hall, member, *number, options));
        let draft = draft.as_ref().map(|(number, options)| (*number, options.as_slice()));
        return show(&hall, &headers, member, token, StatusCode::OK, None, draft, true);
    }
    let Some(action) = wanted(&what, member, &fields) else {
        return gone(&hall, &headers, StatusCode::NOT_FOUND, "gone.not-found");
    };
    let asked = Asked { key: format!("{member} {}", fields.get("key")), action };
    match hall.desk.hand_in(asked).await {
        Ok(_) => to("/seat"),
        Err(Unkept::Refused(refused)) => {
            let status = match refused {
                Refused::NotYours | Refused::Member => StatusCode::FORBIDDEN,
                Refused::Illegal | Refused::Guess | Refused::Text => {
                    StatusCode::UNPROCESSABLE_ENTITY
                }
                _ => StatusCode::CONFLICT,
            };
            show(&hall, &headers, member, token, status, Some(refused.key()), None, true)
        }
        Err(Unkept::Fault(_)) => {
            gone(&hall, &headers, StatusCode::SERVICE_UNAVAILABLE, "gone.unwritable")
        }
    }
}

/// Whether an offer that is tried is one that could be made.
fn is_legal(hall: &Hall, member: usize, number: usize, options: &[u8]) -> bool {
    let room = hall.desk.room();
    let place = room.members().get(member).and_then(|member| member.place);
    let Some((table, party)) = place.filter(|_| options.len() <= MAX_ISSUES) else { return false };
    let sight = room.tables()[table].look().sight(PartyId(party as u8));
    let offer = Answer::Offer(Offer::new(options));
    sight.due().any(|due| due.number == number && due.takes(&offer))
}

/// The options of an offer that is tried.
fn options(offer: &str) -> Vec<u8> {
    offer.split(' ').map(str::parse).collect::<Result<_, _>>().unwrap_or_default()
}
