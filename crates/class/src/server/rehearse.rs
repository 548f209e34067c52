//! A rehearsal: members played by policies, who use the same routes as people.
//!
//! Each joins with the code and sends the forms that a page would send, without reading pages. It answers as the policy of its
//! seat would.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, SET_COOKIE};
use axum::http::{Request, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tower::ServiceExt;

use crate::state::Phase;
use summitry_model::policy::Answer;
use summitry_model::process::{Outcome, PolicySet, Run, drive};

use super::app_state::AppState;
use super::extract::Peer;
use super::response::SEAT;
use super::serve::router;
use super::tokens::random_token;

/// Runs whose most frequent outcome the rehearsed seats predict.
const RUNS: u64 = 200;
/// The reply to a form.
struct Reply {
    status: StatusCode,
    /// The token of the seat, if the reply sets its cookie.
    token: Option<String>,
}

/// Sends a form as a browser on this computer does.
async fn send(
    routes: &Router,
    host: SocketAddr,
    path: &str,
    token: Option<&str>,
    fields: &[(String, String)],
) -> io::Result<Reply> {
    let field = |(name, value): &(String, String)| {
        format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
    };
    let body = fields.iter().map(field).collect::<Vec<_>>().join("&");
    let mut request = Request::post(path)
        .header(HOST, host.to_string())
        .header(ORIGIN, format!("http://{host}"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .extension(Peer(host.ip()));
    if let Some(token) = token {
        request = request.header(COOKIE, format!("{SEAT}={token}"));
    }
    let request = request.body(Body::from(body)).map_err(io::Error::other)?;
    let Ok(response) = routes.clone().oneshot(request).await;
    let cookies = response.headers().get_all(SET_COOKIE).iter();
    let token = cookies.filter_map(|cookie| cookie.to_str().ok()).find_map(|cookie| {
        let value = cookie.strip_prefix(SEAT)?.strip_prefix('=')?;
        Some(value.split(';').next()?.to_owned())
    });
    Ok(Reply { status: response.status(), token })
}

/// Lets `members` join and play until the class is over. Each waits `pause` before it answers.
///
/// # Errors
///
/// If the class does not let them join.
pub async fn rehearse(app: Arc<AppState>, members: usize, pause: Duration) -> io::Result<()> {
    let at = SocketAddr::new([127, 0, 0, 1].into(), app.at.port());
    let (routes, guess) = (router(Arc::clone(&app)), guess(&app));
    let mut all = Vec::new();
    for number in 1..=members {
        let name = format!("{} {number}", app.words(None).get("server.rehearsed"));
        let key = random_token().map_err(io::Error::other)?;
        let form = app.form_token("");
        let code = app.head.code.clone();
        let fields = [("code", code), ("pseudonym", name), ("token", form), ("key", key)];
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        let joined = send(&routes, at, "/join", None, &fields).await?;
        match joined.token {
            Some(token) => all.push(token),
            // An earlier rehearsal of the class has them already, and nobody has their links.
            None if joined.status == StatusCode::CONFLICT => {}
            None => {
                return Err(io::Error::other(format!("/join was answered with {}", joined.status)));
            }
        }
    }
    let mut playing = tokio::task::JoinSet::new();
    for token in all {
        playing.spawn(play(Arc::clone(&app), routes.clone(), at, token, guess.clone(), pause));
    }
    while let Some(ended) = playing.join_next().await {
        ended.map_err(io::Error::other)??;
    }
    Ok(())
}

/// The most frequent outcome of runs by the scenario's policies, and the median day of their first summit.
fn guess(app: &AppState) -> (String, String) {
    let state = app.queue.state();
    let setup = &state.config().setup;
    let (seats, mut run) = (PolicySet::new(setup), Run::new(setup));
    run.keep_trajectory(false);
    let (mut ends, mut days) = (vec![0; Outcome::ALL.len()], Vec::new());
    for number in 0..RUNS {
        // Cannot fail: policies give legal answers, and the number is small.
        if run.begin(state.config().plan.seed, number, false).is_err()
            || drive(&mut run, &seats).is_err()
        {
            continue;
        }
        ends[run.record().outcome as usize] += 1;
        days.extend(run.record().first_summit().map(|at| at.days()));
    }
    let most = (0..ends.len()).max_by_key(|&k| ends[k]).unwrap_or_default();
    days.sort_by(f64::total_cmp);
    let has_summit = Outcome::ALL[most] != Outcome::NoSummit;
    let day = days.get(days.len() / 2).filter(|_| has_summit);
    (Outcome::ALL[most].name().to_owned(), day.map(|day| format!("{day:.0}")).unwrap_or_default())
}

/// One member plays until the class is over.
async fn play(
    app: Arc<AppState>,
    routes: Router,
    at: SocketAddr,
    member_token: String,
    guess: (String, String),
    pause: Duration,
) -> io::Result<()> {
    let Some(member) = app.member(&member_token) else { return Ok(()) };
    let form = app.form_token(&member_token);
    let mut changes = app.queue.changes();
    let mut has_guessed = false;
    loop {
        let state = app.queue.state();
        if state.is_over() {
            return Ok(());
        }
        let key = random_token().map_err(io::Error::other)?;
        let mut fields: Vec<(String, String)> =
            vec![("token".to_owned(), form.clone()), ("key".to_owned(), key)];
        let mut path = None;
        let place = state.members()[member].place;
        if state.phase() == Phase::Predict && !state.is_paused() && !has_guessed {
            has_guessed = true;
            path = Some("/seat/predict");
            fields.push(("outcome".to_owned(), guess.0.clone()));
            fields.push(("day".to_owned(), guess.1.clone()));
        } else if let (Phase::Play, false, Some((number, party))) =
            (state.phase(), state.is_paused(), place)
        {
            let table = &state.tables()[number];
            let own = |party_asked: summitry_engine::ids::PartyId| party_asked.index() == party;
            if table.open().any(|due| own(due.party)) {
                let advice = table.advice(state.config(), number);
                for (decision, _, answer) in advice.into_iter().filter(|(_, of, _)| own(*of)) {
                    path = Some("/seat/answer");
                    match answer {
                        Answer::Choice(choice) => {
                            fields.push((format!("d{decision}"), choice.name().to_owned()))
                        }
                        Answer::Offer(offer) => {
                            let options = offer.options().iter().enumerate();
                            fields.extend(options.map(|(place, option)| {
                                (format!("d{decision}-{place}"), option.to_string())
                            }));
                        }
                    }
                }
            }
        }
        if let Some(path) = path {
            tokio::time::sleep(pause).await;
            // An answer that comes too late is refused, as it is for people.
            send(&routes, at, path, Some(&member_token), &fields).await?;
            app.presence().see(member, app.now());
        }
        // Only briefly, as the class may have changed while the form was sent.
        let again =
            tokio::time::timeout(pause.max(Duration::from_millis(100)), changes.changed()).await;
        if matches!(again, Ok(Err(_))) {
            return Ok(());
        }
    }
}
