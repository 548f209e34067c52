//! What handlers take from a request: the peer's address, the member or teacher, the language, and the fields of a form.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use axum::extract::{Form, FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::pages;

use super::app_state::AppState;
use super::response::{LANGUAGE, SEAT, TEACHER, cookie, page, with_cookie};

pub(super) type FormFields = Form<Vec<(String, String)>>;
pub(super) type QueryFields = Query<Vec<(String, String)>>;

/// The address at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let known = parts.extensions.get::<Peer>().copied();
        Ok(known.unwrap_or(Peer(Ipv4Addr::UNSPECIFIED.into())))
    }
}

/// The value of a field of the query.
pub(super) fn query_value<'a>(query: &'a QueryFields, name: &str) -> Option<&'a str> {
    query.0.iter().find_map(|(of, value)| (of == name).then_some(value.as_str()))
}

/// The language of a request: the one in the query, else the one in the cookie.
pub(super) fn language<'a>(headers: &'a HeaderMap, query: &'a QueryFields) -> Option<&'a str> {
    query_value(query, "lang").or_else(|| cookie(headers, LANGUAGE))
}

/// Stores the language that the query asks for in the cookie.
pub(super) fn remember_language(
    app: &AppState,
    response: Response,
    query: &QueryFields,
) -> Response {
    match query_value(query, "lang") {
        Some(tag) if app.words.iter().any(|words| words.language() == tag) => {
            with_cookie(response, LANGUAGE, tag)
        }
        _ => response,
    }
}

/// A page that reports an error, by the key of its title.
pub(super) fn error_page(
    app: &AppState,
    headers: &HeaderMap,
    status: StatusCode,
    key: &str,
) -> Response {
    let language = cookie(headers, LANGUAGE);
    page(status, app.with_chrome(language, None, None, |chrome| pages::error_page(chrome, key)))
}

/// The member that sent the request: number and token.
pub(super) fn seated_member<'a>(
    app: &AppState,
    headers: &'a HeaderMap,
) -> Option<(usize, &'a str)> {
    let token = cookie(headers, SEAT)?;
    Some((app.member(token)?, token))
}

/// Whether the teacher sent the request.
pub(super) fn is_teacher(app: &AppState, headers: &HeaderMap) -> bool {
    cookie(headers, TEACHER).is_some_and(|token| app.is_teacher(token))
}

/// The fields of a form; of those with the same name, the last counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(BTreeMap<String, String>);

impl Fields {
    #[must_use]
    pub(super) fn new(sent: Vec<(String, String)>) -> Self {
        Fields(sent.into_iter().collect())
    }

    /// A field; empty if it was not sent.
    #[must_use]
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A field that is a number; none if it is not.
    #[must_use]
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).trim().parse().ok()
    }

    /// The answers in the form: the number of each decision with the name of a choice or the options of an offer, as an answer
    /// log writes them. An offer that lacks an option is left out.
    #[must_use]
    pub(super) fn answers(&self) -> Vec<(usize, String)> {
        let mut closed: BTreeMap<usize, String> = BTreeMap::new();
        let mut offers: BTreeMap<usize, BTreeMap<usize, String>> = BTreeMap::new();
        for (name, value) in &self.0 {
            let Some(name) = name.strip_prefix('d') else { continue };
            match name.split_once('-') {
                None => {
                    if let Ok(number) = name.parse() {
                        closed.insert(number, value.clone());
                    }
                }
                Some((number, place)) => {
                    if let (Ok(number), Ok(place)) = (number.parse(), place.parse()) {
                        offers.entry(number).or_default().insert(place, value.clone());
                    }
                }
            }
        }
        for (number, options) in offers {
            let is_whole = options.keys().copied().eq(0..options.len());
            if is_whole {
                let options: Vec<String> = options.into_values().collect();
                closed.insert(number, options.join(" "));
            }
        }
        closed.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_by_decision() {
        let sent = [
            ("d12", "endorse"),
            ("d13-0", "2"),
            ("d13-1", "0"),
            ("d14-1", "3"),
            ("token", "x"),
            ("day", "3"),
            ("dx", "y"),
        ];
        let fields = Fields::new(sent.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec());
        assert_eq!(fields.answers(), [(12, "endorse".to_owned()), (13, "2 0".to_owned())]);
        assert_eq!(fields.number::<u32>("day"), Some(3));
        assert_eq!(fields.get("none"), "");
    }
}
