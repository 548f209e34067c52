//! Public routes: the projector, style and script, and event streams.

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use tokio::sync::mpsc;

use crate::pages::{self, Links};

use super::app_state::{AppState, SharedState};
use super::extract::{
    Peer, QueryFields, is_teacher, language, query_value, remember_language, seated_member,
};
use super::response::{page, respond};

/// Maximum number of open streams.
const STREAMS: usize = 600;
/// Maximum number from one address other than this computer's.
const OF_AN_ADDRESS: usize = 60;
/// Interval of keep-alive lines, which reveal that a reader is gone.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// `/wall`: the page for the projector.
pub(super) async fn wall(
    State(app): State<SharedState>,
    headers: HeaderMap,
    query: QueryFields,
) -> Response {
    let language = language(&headers, &query);
    let state = app.queue.state();
    let html = app.with_chrome(language, None, None, |chrome| {
        app.with_links(chrome.words, |links| {
            // Whoever is on the network may look at the wall; only the teacher's window shows the way in.
            let shown = if is_teacher(&app, &headers) {
                *links
            } else {
                Links { code: "", qr_svg: "", ..*links }
            };
            pages::projector(chrome, &state, &shown)
        })
    });
    remember_language(&app, page(StatusCode::OK, html), &query)
}

/// `/class.css`.
pub(super) async fn style() -> Response {
    cached(respond(StatusCode::OK, "text/css; charset=utf-8", pages::STYLE))
}

/// `/class.js`.
pub(super) async fn script() -> Response {
    cached(respond(StatusCode::OK, "text/javascript; charset=utf-8", pages::SCRIPT))
}

/// Lets a browser cache a file for a minute, as pages reload often.
fn cached(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("max-age=60"));
    response
}

/// `/stream`: an event each time that a page should reload.
pub(super) async fn stream(
    State(app): State<SharedState>,
    peer: Peer,
    headers: HeaderMap,
    query: QueryFields,
) -> Response {
    // Only the page of a seat is a seat's: who has one may look at the wall too.
    let is_of_a_seat = query_value(&query, "seat").is_some();
    let member = seated_member(&app, &headers).map(|(member, _)| member).filter(|_| is_of_a_seat);
    {
        if !app.streams().opens(peer.0, STREAMS, OF_AN_ADDRESS) {
            return respond(
                StatusCode::SERVICE_UNAVAILABLE,
                "text/plain; charset=utf-8",
                "too many streams\n",
            );
        }
    }
    let (lines, body) = mpsc::channel(4);
    let open = Open(Arc::clone(&app), peer.0);
    tokio::spawn(feed(open, member, lines));
    respond(StatusCode::OK, "text/event-stream", Body::from_stream(Lines(body)))
}

/// Counts a stream while it is open.
struct Open(Arc<AppState>, IpAddr);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.streams().closes(self.1);
    }
}

/// Feeds a stream until its reader is gone or the same member opens a newer one.
async fn feed(open: Open, member: Option<usize>, lines: mpsc::Sender<Bytes>) {
    let app = Arc::clone(&open.0);
    let number = member.map(|member| (member, app.presence().open(member)));
    // Others of the same member are to notice that they are not the newest.
    if number.is_some() {
        app.notify_stream_opened();
    }
    let (mut changes, mut news, mut openings) = (app.queue.changes(), app.news(), app.openings());
    let send = async |text: String| lines.send(Bytes::from(text)).await.is_ok();
    let version = *changes.borrow_and_update();
    if !send(format!("retry: 1500\ndata: {version}\n\n")).await {
        return;
    }
    loop {
        let woken = tokio::select! {
            Ok(()) = changes.changed() => Woken::Change,
            Ok(()) = news.changed() => Woken::Change,
            Ok(()) = openings.changed() => Woken::Opening,
            () = tokio::time::sleep(KEEP_ALIVE) => Woken::Beat,
            () = lines.closed() => return,
        };
        let is_newest = number.is_none_or(|(member, number)| {
            let mut presence = app.presence();
            let is_newest = presence.is_newest(member, number);
            if is_newest {
                presence.see(member, app.now());
            }
            is_newest
        });
        if !is_newest {
            send("event: elsewhere\ndata: 0\n\n".to_owned()).await;
            return;
        }
        let version = *changes.borrow_and_update();
        let text = match woken {
            Woken::Change => format!("data: {version}\n\n"),
            Woken::Beat => ":\n\n".to_owned(),
            Woken::Opening => continue,
        };
        if !send(text).await {
            return;
        }
    }
}

/// Why a stream wakes up.
enum Woken {
    /// The state changed.
    Change,
    /// Somebody opened a stream.
    Opening,
    /// Time has passed.
    Beat,
}

/// The lines of a stream.
struct Lines(mpsc::Receiver<Bytes>);

impl futures_core::Stream for Lines {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|line| line.map(Ok))
    }
}
