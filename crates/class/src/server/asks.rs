//! Who asks, in which language, and the page of those who are told that there is none.

use axum::extract::{Form, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::pages;

use super::hall::Hall;
use super::reply::{LANGUAGE, SEAT, TEACHER, cookie, page, with_cookie};

pub(super) type Sent = Form<Vec<(String, String)>>;
pub(super) type Asks = Query<Vec<(String, String)>>;

/// The value of what was asked for in the address.
pub(super) fn asked<'a>(query: &'a Asks, name: &str) -> Option<&'a str> {
    query.0.iter().find_map(|(of, value)| (of == name).then_some(value.as_str()))
}

/// The language of a request, and the answer that keeps it where it was just chosen.
pub(super) fn language<'a>(headers: &'a HeaderMap, query: &'a Asks) -> Option<&'a str> {
    asked(query, "lang").or_else(|| cookie(headers, LANGUAGE))
}

/// Keeps the language that an address asks for.
pub(super) fn keeping(hall: &Hall, response: Response, query: &Asks) -> Response {
    match asked(query, "lang") {
        Some(tag) if hall.words.iter().any(|words| words.language() == tag) => {
            with_cookie(response, LANGUAGE, tag)
        }
        _ => response,
    }
}

/// A page that says why there is none.
pub(super) fn gone(hall: &Hall, headers: &HeaderMap, status: StatusCode, key: &str) -> Response {
    let language = cookie(headers, LANGUAGE);
    page(status, hall.with_chrome(language, None, None, |chrome| pages::gone(chrome, key)))
}

/// Who asks: the member's number and token.
pub(super) fn seated<'a>(hall: &Hall, headers: &'a HeaderMap) -> Option<(usize, &'a str)> {
    let token = cookie(headers, SEAT)?;
    Some((hall.member(token)?, token))
}

/// Whether it is the teacher who asks.
pub(super) fn is_teacher(hall: &Hall, headers: &HeaderMap) -> bool {
    cookie(headers, TEACHER).is_some_and(|token| hall.is_teacher(token))
}
