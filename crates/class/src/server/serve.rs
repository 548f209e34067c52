//! The routes, and the connections on which they are served, with limits on number and time.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, post};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::app_state::{AppState, SharedState};
use super::extract::Peer;
use super::guard::{Rejected, check_request};
use super::response::{respond, set_security_headers};
use super::{debrief, extract, public, student, teacher};

/// Maximum size of a form, in bytes.
const BODY: usize = 4096;
/// Maximum number of open connections.
const CONNECTIONS: usize = 1200;
/// Maximum number from one address other than this computer's.
const OF_AN_ADDRESS: usize = 100;
/// Time limit for the head of a request.
const HEAD: Duration = Duration::from_secs(10);
/// Time limit for a form.
const FORM: Duration = Duration::from_secs(30);

/// The routes of a class.
pub fn router(app: Arc<AppState>) -> Router {
    Router::new()
        .route("/", get(student::reached))
        .route("/join", get(student::join).post(student::joins))
        .route("/me/{token}", get(student::me))
        .route("/seat", get(student::seat))
        .route("/seat/{what}", post(student::acts))
        .route("/teach", get(teacher::teach))
        .route("/teach/{what}", get(teacher::enter).post(teacher::acts))
        .route("/wall", get(public::wall))
        .route("/wall/debrief", get(debrief::on_wall))
        .route("/debrief", get(debrief::shown))
        .route("/debrief/take-home", get(debrief::take_home))
        .route("/debrief.json", get(debrief::numbers))
        .route("/stream", get(public::stream))
        .route("/class.css", get(public::style))
        .route("/class.js", get(public::script))
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn_with_state(Arc::clone(&app), guard))
        .with_state(app)
}

async fn nothing(State(app): State<SharedState>, headers: HeaderMap) -> Response {
    extract::error_page(&app, &headers, StatusCode::NOT_FOUND, "gone.not-found")
}

/// Checks a request, and sets the security headers of the reply.
async fn guard(
    State(app): State<SharedState>,
    peer: Peer,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let asked = headers.clone();
    let is_write = !matches!(*request.method(), Method::GET | Method::HEAD);
    let heard = check_request(is_write, text(HOST), text(ORIGIN), app.at.port());
    let refuse = |status, words: &'static str| respond(status, "text/plain; charset=utf-8", words);
    let mut response = match heard {
        Err(Rejected::Host) => refuse(
            StatusCode::MISDIRECTED_REQUEST,
            "This server answers to its address only. Type the link as the teacher shows it.\n",
        ),
        Err(Rejected::Origin) => {
            extract::error_page(&app, headers, StatusCode::FORBIDDEN, "gone.forbidden")
        }
        Ok(()) if !app.rate_limits().request(peer.0, app.now()) => {
            refuse(StatusCode::TOO_MANY_REQUESTS, "Too many requests. Wait a moment.\n")
        }
        Ok(()) if is_write => match tokio::time::timeout(FORM, next.run(request)).await {
            Ok(response) => response,
            Err(_) => refuse(StatusCode::REQUEST_TIMEOUT, "The form did not arrive in time.\n"),
        },
        Ok(()) => next.run(request).await,
    };
    if matches!(
        response.status(),
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNSUPPORTED_MEDIA_TYPE
    ) {
        let status = response.status();
        response = extract::error_page(&app, &asked, status, "gone.too-long");
    }
    set_security_headers(&mut response);
    response
}

/// Serves a class until `stop` is ready.
///
/// # Errors
///
/// If the system no longer accepts connections.
pub async fn serve(
    listener: TcpListener,
    app: Arc<AppState>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let routes = router(Arc::clone(&app));
    let free = Arc::new(Semaphore::new(CONNECTIONS));
    tokio::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut stop => return Ok(()),
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                // One that went before it was taken, or no more files for a moment.
                Err(_) => { tokio::time::sleep(Duration::from_millis(20)).await; continue }
            },
        };
        let Ok(place) = Arc::clone(&free).try_acquire_owned() else { continue };
        let Some(open) = Connection::of(&app, peer.ip()) else { continue };
        let routes = routes.clone();
        tokio::spawn(async move {
            let service = tower_service(routes, Peer(peer.ip()));
            // No version is waited for: a connection that sends nothing is closed as one that sends half a head.
            let mut builder = Builder::new(TokioExecutor::new()).http1_only();
            builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
            // A connection that breaks is the other end's affair.
            let _ = builder
                .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
                .await;
            drop((place, open));
        });
    }
}

/// Counts a connection while it is open.
struct Connection(Arc<AppState>, IpAddr);

impl Connection {
    fn of(app: &Arc<AppState>, address: IpAddr) -> Option<Self> {
        let is_taken = app.connections().opens(address, CONNECTIONS, OF_AN_ADDRESS);
        is_taken.then(|| Connection(Arc::clone(app), address))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.connections().closes(self.1);
    }
}

/// The routes with the address of the peer.
fn tower_service(routes: Router, peer: Peer) -> Router {
    routes.layer(axum::Extension(peer))
}
