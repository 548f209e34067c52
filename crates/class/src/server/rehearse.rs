//! A rehearsal: members that are played by policies and come in by the same door as people do.
//!
//! Each is a client of the server: it joins with the code, reads no page, and sends the forms that a page would send. What it answers
//! is what the policy of its seat would.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::room::Phase;
use summitry_model::policy::Answer;
use summitry_model::process::{Outcome, PolicySet, Run, drive};

use super::hall::Hall;
use super::reply::SEAT;
use super::secret::token;

/// Runs of which the most frequent end is what a rehearsed seat predicts.
const RUNS: u64 = 200;
/// Longest answer of the server that is read.
const LONGEST: usize = 1 << 20;

/// What a form was answered with.
struct Answered {
    status: u16,
    cookie: Option<String>,
}

/// Sends a form as a browser does.
async fn send(
    at: SocketAddr,
    path: &str,
    cookie: Option<&str>,
    fields: &[(&str, &str)],
) -> io::Result<Answered> {
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let body = body.join("&");
    let cookie = cookie.map(|token| format!("Cookie: {SEAT}={token}\r\n")).unwrap_or_default();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {at}\r\nOrigin: http://{at}\r\n{cookie}\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(at).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(LONGEST as u64).read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let cookie = answer.lines().take_while(|line| !line.is_empty()).find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let set = name.eq_ignore_ascii_case("set-cookie").then_some(value)?;
        let value = set.strip_prefix(SEAT)?.strip_prefix('=')?;
        Some(value.split(';').next()?.to_owned())
    });
    Ok(Answered { status, cookie })
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// Lets `members` join and play until the class is over. Each waits `pause` before it answers.
///
/// # Errors
///
/// If the server cannot be reached, or does not let them in.
pub async fn rehearse(hall: Arc<Hall>, members: usize, pause: Duration) -> io::Result<()> {
    let at = SocketAddr::new([127, 0, 0, 1].into(), hall.at.port());
    let guess = guess(&hall);
    let mut all = Vec::new();
    for number in 1..=members {
        let name = format!("{} {number}", hall.words(None).get("server.rehearsed"));
        let key = token().map_err(io::Error::other)?;
        let form = hall.form_token("");
        let fields = [
            ("code", hall.head.code.as_str()),
            ("pseudonym", &name),
            ("token", &form),
            ("key", &key),
        ];
        let joined = send(at, "/join", None, &fields).await?;
        match joined.cookie {
            Some(token) => all.push(token),
            // A class that was rehearsed before has them already, and nobody has their links.
            None if joined.status == 409 => {}
            None => {
                return Err(io::Error::other(format!("/join was answered with {}", joined.status)));
            }
        }
    }
    let mut playing = tokio::task::JoinSet::new();
    for token in all {
        playing.spawn(play(Arc::clone(&hall), at, token, guess.clone(), pause));
    }
    while let Some(ended) = playing.join_next().await {
        ended.map_err(io::Error::other)??;
    }
    Ok(())
}

/// What most runs of the scenario's policies come to, and the middle day of their first summit.
fn guess(hall: &Hall) -> (String, String) {
    let room = hall.desk.room();
    let setup = &room.course().setup;
    let (seats, mut run) = (PolicySet::of(setup), Run::new(setup));
    run.keep_trajectory(false);
    let (mut ends, mut days) = (vec![0; Outcome::ALL.len()], Vec::new());
    for number in 0..RUNS {
        // Policies give legal answers, and the number is small.
        if run.begin(room.course().plan.seed, number, false).is_err()
            || drive(&mut run, &seats).is_err()
        {
            continue;
        }
        ends[run.record().outcome as usize] += 1;
        days.extend(run.record().first_summit.map(|at| at.days()));
    }
    let most = (0..ends.len()).max_by_key(|&k| ends[k]).unwrap_or_default();
    days.sort_by(f64::total_cmp);
    let has_summit = Outcome::ALL[most] != Outcome::NoSummit;
    let day = days.get(days.len() / 2).filter(|_| has_summit);
    (Outcome::ALL[most].name().to_owned(), day.map(|day| format!("{day:.0}")).unwrap_or_default())
}

/// One member plays until the class is over.
async fn play(
    hall: Arc<Hall>,
    at: SocketAddr,
    member_token: String,
    guess: (String, String),
    pause: Duration,
) -> io::Result<()> {
    let Some(member) = hall.member(&member_token) else { return Ok(()) };
    let form = hall.form_token(&member_token);
    let mut changes = hall.desk.changes();
    let mut has_guessed = false;
    loop {
        let room = hall.desk.room();
        if room.is_over() {
            return Ok(());
        }
        let key = token().map_err(io::Error::other)?;
        let mut fields: Vec<(String, String)> =
            vec![("token".to_owned(), form.clone()), ("key".to_owned(), key)];
        let mut path = None;
        let place = room.members()[member].place;
        if room.phase() == Phase::Predict && !room.is_paused() && !has_guessed {
            has_guessed = true;
            path = Some("/seat/predict");
            fields.push(("outcome".to_owned(), guess.0.clone()));
            fields.push(("day".to_owned(), guess.1.clone()));
        } else if let (Phase::Play, false, Some((number, party))) =
            (room.phase(), room.is_paused(), place)
        {
            let table = &room.tables()[number];
            let own = |party_asked: summitry_engine::ids::PartyId| party_asked.index() == party;
            if table.open().any(|due| own(due.party)) {
                let advice = table.advice(room.course(), number);
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
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            // One that came too late is answered with a refusal, as people are.
            send(at, path, Some(&member_token), &fields).await?;
            hall.presence().see(member, hall.now());
        }
        // A short time, as the class may have changed while this was sent.
        let again =
            tokio::time::timeout(pause.max(Duration::from_millis(100)), changes.changed()).await;
        if matches!(again, Ok(Err(_))) {
            return Ok(());
        }
    }
}
