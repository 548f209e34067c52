//! A class over HTTP: who may do what, and that it is there once it was acknowledged.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use summitry_class::pages::INJECT_SHOCK;
use summitry_class::server::{POLICY, tokens};
use summitry_class::state::{Phase, Stage};
use summitry_class::store::{Journal, LogEntry, StoreError, TableEnd};
use summitry_class::table::AnsweredBy;
use summitry_engine::ids::PartyId;

use crate::class_place::{Class, Client, field, form, head, place, unhurried};

/// Answers that are legal, the first of each list, as a form has them.
fn answers(class: &Class, member: usize) -> Vec<(String, String)> {
    let state = class.state();
    let (table, party) = state.members()[member].place.unwrap();
    let snapshot = state.tables()[table].snapshot();
    let mut fields = Vec::new();
    for due in snapshot.seat_view(PartyId(party as u8)).due() {
        match due.legal().first() {
            Some(choice) => fields.push((format!("d{}", due.number), choice.name().to_owned())),
            None => {
                for place in 0..due.on_table.len() {
                    fields.push((format!("d{}-{place}", due.number), "1".to_owned()));
                }
            }
        }
    }
    fields
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// A class of one full table that plays.
fn playing() -> (Class, Client, Vec<Client>) {
    let class = Class::with(head("classroom", &[], unhurried()), Vec::<LogEntry>::new());
    let students: Vec<Client> = ["Ada", "Ben", "Cleo", "Dan"].map(|name| class.join(name)).into();
    let teacher = class.teacher();
    class.go_to(&teacher, Phase::Play);
    (class, teacher, students)
}

#[test]
fn students_join_with_the_code_and_find_their_seats() {
    let class = Class::with(head("classroom", &[], unhurried()), Vec::<LogEntry>::new());
    let stranger = class.nobody();
    let reached = stranger.get("/");
    assert_eq!(reached.status, 200);
    assert_eq!(stranger.get("/seat").status, 303);
    let page = stranger.get("/join?code=ABCDE");
    assert!(page.body.contains("value=\"ABCDE\""));
    let token = field(&page.body, "token");
    let wrong = stranger
        .post("/join", &[("code", "WRONG"), ("pseudonym", "Eve"), ("token", &token), ("key", "k")]);
    assert_eq!(wrong.status, 403);
    let code = class.app.head.code.to_lowercase();
    let code = format!(" {}-{} ", &code[..2], &code[2..]);
    let unmarked = stranger
        .post("/join", &[("code", &code), ("pseudonym", "Eve"), ("token", "x"), ("key", "k")]);
    assert_eq!(unmarked.status, 403);
    assert_eq!(class.actions(), 0);
    // Sent twice, it is one person.
    let fields = [("code", code.as_str()), ("pseudonym", "Eve"), ("token", &token), ("key", "k1")];
    let (one, two) = (stranger.post("/join", &fields), stranger.post("/join", &fields));
    assert_eq!((one.status, two.status), (303, 303));
    assert_eq!(one.header("set-cookie"), two.header("set-cookie"));
    let cookie = one.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    assert_eq!(class.state().members().len(), 1);
    let taken = stranger
        .post("/join", &[("code", &code), ("pseudonym", "EVE"), ("token", &token), ("key", "k2")]);
    assert_eq!(taken.status, 409);
    let names: BTreeSet<(usize, usize)> = ["b", "c", "d", "e"]
        .into_iter()
        .map(|name| {
            class.join(name);
            class.state().members().last().unwrap().place.unwrap()
        })
        .collect();
    assert_eq!(names, BTreeSet::from([(0, 1), (0, 2), (0, 3), (1, 0)]));
}

#[test]
fn a_personal_link_brings_its_member_back() {
    let class = Class::with(head("classroom", &[], unhurried()), Vec::<LogEntry>::new());
    let ada = class.join("Ada");
    let token =
        ada.cookie.split("summitry-seat=").nth(1).unwrap().split(';').next().unwrap().to_owned();
    let page = ada.get("/seat").body;
    assert!(page.contains(&format!("/me/{token}")), "the page has the link");
    let elsewhere = class.nobody();
    let back = elsewhere.get(&format!("/me/{token}"));
    assert_eq!(back.status, 303);
    assert!(back.header("set-cookie").unwrap().contains(&token));
    assert_eq!(elsewhere.get("/me/0000").status, 404);
    // The token itself is not stored.
    assert!(class.state().members().iter().all(|member| member.token != token));
}

#[test]
fn ten_wrong_codes_shut_an_address_out_for_a_while_and_nobody_who_is_in() {
    let class = Class::with(head("classroom", &[], unhurried()), Vec::<LogEntry>::new());
    let ada = class.join("Ada");
    let stranger = class.nobody();
    let token = field(&stranger.get("/join").body, "token");
    let wrong = [("code", "WRONG"), ("pseudonym", "Eve"), ("token", token.as_str()), ("key", "k")];
    let statuses: Vec<u16> = (0..12).map(|_| stranger.post("/join", &wrong).status).collect();
    assert_eq!(statuses, [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 429, 429]);
    let code = class.app.head.code.clone();
    let right = stranger
        .post("/join", &[("code", &code), ("pseudonym", "Eve"), ("token", &token), ("key", "k")]);
    assert_eq!(right.status, 429);
    assert_eq!(ada.get("/seat").status, 200);
    assert_eq!(ada.does("/seat/note", &[("text", "still here")]).status, 303);
}

#[test]
fn every_write_needs_our_host_our_origin_and_a_token() {
    let (class, teacher, students) = playing();
    let at = class.at.to_string();
    let origin = format!("http://{at}");
    let before = class.actions();
    let seat = [
        "/seat/answer",
        "/seat/predict",
        "/seat/note",
        "/seat/back",
        "/seat/language",
        "/seat/try",
    ];
    let teach = [
        "/teach/go",
        "/teach/pause",
        "/teach/resume",
        "/teach/extend",
        INJECT_SHOCK,
        "/teach/hand",
        "/teach/move",
        "/teach/remove",
        "/teach/tell",
        "/teach/reveal",
        "/teach/end",
    ];
    let fields = [
        ("d1", "wait"),
        ("text", "x"),
        ("lang", "uk"),
        ("phase", "debrief"),
        ("seconds", "60"),
        ("shock", "territorial"),
        ("table", "0"),
        ("party", "0"),
        ("to", "policy"),
        ("member", "0"),
        ("shown", "yes"),
        ("sure", "yes"),
        ("key", "k"),
    ];
    let routes = seat
        .iter()
        .map(|&path| (path, &students[0]))
        .chain(teach.iter().map(|&path| (path, &teacher)));
    for (path, client) in routes.chain([("/join", &students[1])]) {
        let body = form(&[&fields[..], &[("token", client.token.as_str())]].concat());
        let send = |client: &Client, headers: &[(&str, &str)], body: &str| {
            client.send("POST", path, headers, body).status
        };
        assert_eq!(
            send(client, &[("Host", "evil.example"), ("Origin", &origin)], &body),
            421,
            "{path}"
        );
        assert_eq!(send(client, &[("Host", &at)], &body), 403, "{path}: no origin");
        assert_eq!(send(client, &[("Host", &at), ("Origin", "null")], &body), 403, "{path}");
        assert_eq!(
            send(client, &[("Host", &at), ("Origin", "http://evil.example")], &body),
            403,
            "{path}"
        );
        let ours = [("Host", at.as_str()), ("Origin", origin.as_str())];
        let other = if path.starts_with("/teach") { &students[0].token } else { &teacher.token };
        for token in ["", other] {
            let body = form(&[&fields[..], &[("token", token)]].concat());
            assert_eq!(send(client, &ours, &body), 403, "{path}: another's token");
        }
        if path != "/join" {
            assert_eq!(send(&class.nobody(), &ours, &body), 403, "{path}: no cookie");
        }
        let long = format!("{body}&pad={}", "x".repeat(4096));
        assert_eq!(send(client, &ours, &long), 413, "{path}: too long");
    }
    // A student with the teacher's token of forms is still no teacher.
    let mut posing = students[0].clone();
    posing.token.clone_from(&teacher.token);
    assert_eq!(posing.does("/teach/end", &[("sure", "yes")]).status, 403);
    assert_eq!(class.actions(), before, "nothing of it was done");
    assert_eq!(class.nobody().get("/teach/0000").status, 404);
    assert_eq!(students[0].get("/teach").status, 403);
    assert_eq!(students[0].send("GET", "/", &[("Host", "class.example:80")], "").status, 421);
    assert_eq!(
        students[0].send("PUT", "/seat", &[("Host", &at), ("Origin", &origin)], "").status,
        405
    );
}

#[test]
fn every_answer_forbids_what_a_page_does_not_need() {
    let (class, teacher, students) = playing();
    for (client, path) in [
        (&students[0], "/"),
        (&students[0], "/join"),
        (&students[0], "/seat"),
        (&teacher, "/teach"),
        (&teacher, "/wall"),
        (&teacher, "/class.css"),
        (&teacher, "/class.js"),
        (&teacher, "/nothing"),
        (&students[0], "/teach"),
    ] {
        let reply = client.get(path);
        assert_eq!(reply.header("content-security-policy"), Some(POLICY), "{path}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("referrer-policy"), Some("same-origin"));
        assert!(reply.header("cache-control").is_some());
        assert!(!reply.body.contains("<script>") && !reply.body.contains(" onclick"), "{path}");
        assert!(!reply.body.contains("http-equiv=\"Content-Security"), "{path}");
    }
    assert!(POLICY.contains("default-src 'none'") && !POLICY.contains("unsafe"));
    drop(class);
}

#[test]
fn a_table_plays_through_forms_to_its_end() {
    let (class, teacher, students) = playing();
    for _ in 0..400 {
        if class.state().tables()[0].stage() == Stage::Reveal {
            break;
        }
        for (member, student) in students.iter().enumerate() {
            let fields = answers(&class, member);
            if fields.is_empty() {
                continue;
            }
            let page = student.get("/seat");
            for (name, _) in &fields {
                assert!(
                    page.body.contains(&format!("name=\"{name}\"")),
                    "the page asks for {name}"
                );
            }
            assert_eq!(student.does("/seat/answer", &borrowed(&fields)).status, 303);
            let again = student.does("/seat/answer", &borrowed(&fields)).status;
            assert_eq!(again, 409, "what is answered is answered");
        }
    }
    let state = class.state();
    let table = &state.tables()[0];
    assert_eq!(table.stage(), Stage::Reveal);
    let put: Vec<u32> = (0..4)
        .map(|party| table.snapshot().seat_view(PartyId(party)).private.decisions_used)
        .collect();
    assert!(put.iter().all(|&put| put <= 25), "{put:?}");
    assert!(table.inputs().answers.iter().any(|given| given.by == AnsweredBy::People));
    class.go_to(&teacher, Phase::Debrief);
    assert_eq!(students[0].get("/seat").status, 200);
}

#[test]
fn a_form_that_is_sent_twice_acts_once() {
    let (class, _, students) = playing();
    let asked = (0..4).find(|&member| !answers(&class, member).is_empty()).unwrap();
    let (fields, student) = (answers(&class, asked), &students[asked]);
    let key = tokens::random_token().unwrap();
    let own = [("token", student.token.as_str()), ("key", key.as_str())];
    let whole = [&own[..], &borrowed(&fields)].concat();
    let before = class.actions();
    assert_eq!(student.post("/seat/answer", &whole).status, 303);
    assert_eq!(student.post("/seat/answer", &whole).status, 303);
    assert_eq!(class.actions(), before + 1);
    // The same key from somebody else is another key.
    let other = (asked + 1) % 4;
    let others =
        [("token", students[other].token.as_str()), ("key", key.as_str()), ("text", "mine")];
    assert_eq!(students[other].post("/seat/note", &others).status, 303);
    assert_eq!(class.state().members()[other].note, "mine");
}

#[test]
fn answers_that_are_not_legal_or_not_ones_own_are_refused() {
    let (class, _, students) = playing();
    let state = class.state();
    let due = state.tables()[0].snapshot().due[0].clone();
    let name = format!("d{}", due.number);
    let own = due.party.index();
    let before = class.actions();
    assert_eq!(students[own].does("/seat/answer", &[(&name, "conquer")]).status, 422);
    assert_eq!(students[own].does("/seat/answer", &[]).status, 422);
    let other = (own + 1) % 4;
    let legal = due.legal().first().map_or("wait", |choice| choice.name());
    assert_eq!(students[other].does("/seat/answer", &[(&name, legal)]).status, 403);
    assert_eq!(students[own].does("/seat/answer", &[("d99", legal)]).status, 409);
    assert_eq!(class.actions(), before);
}

#[test]
fn the_teacher_leads_the_class() {
    let (class, teacher, students) = playing();
    let does = |path: &str, fields: &[(&str, &str)]| {
        let status = teacher.does(path, fields).status;
        assert_eq!(status, 303, "{path}");
    };
    does("/teach/pause", &[]);
    let asked = (0..4).find(|&member| !answers(&class, member).is_empty()).unwrap();
    let paused = students[asked].does("/seat/answer", &borrowed(&answers(&class, asked)));
    assert_eq!(paused.status, 409);
    let left = class.state().timer().left(0);
    std::thread::sleep(Duration::from_millis(30));
    assert_eq!(class.state().timer().left(i64::MAX / 2), left, "clocks stand");
    does("/teach/extend", &[("seconds", "300")]);
    assert_eq!(class.state().timer().left(0), left + 300_000);
    does("/teach/resume", &[]);
    does(INJECT_SHOCK, &[("shock", "territorial"), ("table", "")]);
    assert_eq!(class.state().tables()[0].inputs().injected.len(), 1);
    assert_eq!(teacher.does(INJECT_SHOCK, &[("shock", "earthquake")]).status, 409);
    does("/teach/hand", &[("table", "0"), ("party", "2"), ("to", "policy")]);
    assert!(class.state().tables()[0].seats[2].is_policy());
    does("/teach/hand", &[("table", "0"), ("party", "2"), ("to", "people")]);
    assert!(!class.state().tables()[0].seats[2].is_policy());
    does("/teach/move", &[("member", "3"), ("table", "0"), ("party", "0")]);
    assert_eq!(class.state().members()[3].place, Some((0, 0)));
    does("/teach/tell", &[("table", ""), ("text", "Five minutes & <b>no</b> more")]);
    let page = students[1].get("/seat").body;
    assert!(page.contains("Five minutes &amp; &lt;b&gt;no&lt;/b&gt; more"));
    does("/teach/reveal", &[("shown", "yes")]);
    assert!(class.state().is_revealed());
    does("/teach/go", &[("phase", "debrief")]);
    assert!(class.state().tables()[0].snapshot().ending.is_some());
    does("/teach/go", &[("phase", "play")]);
    assert!(class.state().tables()[0].snapshot().ending.is_none(), "undone");
    assert_eq!(teacher.does("/teach/go", &[("phase", "brief")]).status, 409);
    does("/teach/remove", &[("member", "1")]);
    assert_eq!(class.state().members()[1].place, None);
    assert_eq!(teacher.does("/teach/end", &[]).status, 404, "not without being sure");
    does("/teach/end", &[("sure", "yes")]);
    assert!(class.state().is_over());
    assert_eq!(teacher.does("/teach/pause", &[]).status, 409);
    assert_eq!(teacher.get("/teach").status, 200);
}

#[test]
fn what_a_seat_alone_knows_is_in_no_other_seats_bytes() {
    // Numbers that nothing else has: a weight of its own for each seat, out of 100 and as it is.
    let canaries =
        [("requester", 61.0), ("gatekeeper", 67.0), ("near-ally", 71.0), ("far-ally", 73.0)];
    let set: Vec<String> = canaries
        .iter()
        .map(|(party, weight)| format!("party.{party}.stakes.guarantees.weight={weight}"))
        .collect();
    let set: Vec<&str> = set.iter().map(String::as_str).collect();
    let class = Class::with(head("classroom", &set, unhurried()), Vec::<LogEntry>::new());
    let students: Vec<Client> = ["Ada", "Ben", "Cleo", "Dan"].map(|name| class.join(name)).into();
    for (k, student) in students.iter().enumerate() {
        assert_eq!(
            student.does("/seat/note", &[("text", &format!("canary-note-{k}"))]).status,
            303
        );
    }
    let teacher = class.teacher();
    class.go_to(&teacher, Phase::Predict);
    for (k, student) in students.iter().enumerate() {
        let day = (101 + k).to_string();
        assert_eq!(
            student.does("/seat/predict", &[("outcome", "durable"), ("day", &day)]).status,
            303
        );
    }
    class.go_to(&teacher, Phase::Play);
    let mut seen = 0;
    for _ in 0..60 {
        for (member, student) in students.iter().enumerate() {
            let page = student.get("/seat").body;
            let other_pages = [student.get("/wall").body, student.get("/").body];
            let snapshot = class.state().tables()[0].snapshot().clone();
            for other in (0..4).filter(|&other| other != member) {
                for body in other_pages.iter().chain([&page]) {
                    assert!(!body.contains(&format!("canary-note-{other}")), "a note");
                    assert!(!body.contains(&format!(">{}<", 101 + other)), "a prediction");
                }
                let own = snapshot.seat_view(PartyId(other as u8)).private;
                let mine = snapshot.seat_view(PartyId(member as u8)).private;
                for (theirs, ours) in own.weights.iter().zip(&mine.weights).chain([
                    (&own.reservation, &mine.reservation),
                    (&own.text_utility, &mine.text_utility),
                ]) {
                    let exact = format!("{theirs}");
                    if exact.len() > 6 && theirs != ours {
                        seen += 1;
                        assert!(
                            !page.contains(&exact),
                            "{exact} of seat {other} on the page of seat {member}"
                        );
                    }
                }
            }
            assert!(page.contains(&format!("canary-note-{member}")), "one's own note is there");
            let fields = answers(&class, member);
            if !fields.is_empty() {
                student.does("/seat/answer", &borrowed(&fields));
            }
        }
    }
    assert!(seen > 500);
    for other in 0..4 {
        let wall = class.nobody().get("/wall").body;
        assert!(!wall.contains(["Ada", "Ben", "Cleo", "Dan"][other]), "no names on the wall");
    }
}

#[test]
fn a_class_that_was_killed_goes_on_with_the_same_links() {
    let (_directory, file) = place();
    let begin = || head("classroom", &[], unhurried());
    let class = Class::in_file(&file, begin);
    let students: Vec<Client> = ["Ada", "Ben", "Cleo", "Dan"].map(|name| class.join(name)).into();
    let teacher = class.teacher();
    class.go_to(&teacher, Phase::Play);
    for (member, student) in students.iter().enumerate() {
        let fields = answers(&class, member);
        if !fields.is_empty() {
            assert_eq!(student.does("/seat/answer", &borrowed(&fields)).status, 303);
        }
    }
    let (state, teacher_token) = (class.state(), class.app.head.teacher.clone());
    drop(class);
    let again = Class::in_file(&file, begin);
    assert_eq!(*again.state(), *state);
    assert_eq!(again.app.head.teacher, teacher_token);
    for student in &students {
        let mut student = student.clone();
        student.at = again.at;
        assert_eq!(student.get("/seat").status, 200);
        assert_eq!(
            student.does("/seat/note", &[("text", "back")]).status,
            303,
            "forms on screens still work"
        );
    }
}

/// A disk that fails on demand.
struct Disk<'a>(&'a AtomicBool, Vec<LogEntry>);

impl Journal for Disk<'static> {
    fn append(&mut self, entries: &[LogEntry], _: &[TableEnd]) -> Result<(), StoreError> {
        if self.0.load(Ordering::SeqCst) {
            return Err(StoreError::Fault("the disk is full".to_owned()));
        }
        self.1.extend_from_slice(entries);
        Ok(())
    }
}

#[test]
fn what_cannot_be_stored_is_not_done_and_said_so() {
    static FULL: AtomicBool = AtomicBool::new(false);
    let class = Class::with(head("classroom", &[], unhurried()), Disk(&FULL, Vec::new()));
    let ada = class.join("Ada");
    FULL.store(true, Ordering::SeqCst);
    let before = class.actions();
    assert_eq!(ada.does("/seat/note", &[("text", "lost?")]).status, 503);
    assert_eq!(class.actions(), before);
    assert_eq!(class.state().members()[0].note, "");
    FULL.store(false, Ordering::SeqCst);
    assert_eq!(ada.does("/seat/note", &[("text", "kept")]).status, 303);
    assert_eq!(class.state().members()[0].note, "kept");
}

/// Reads a stream until it has this, or for ten seconds.
fn reads(stream: &mut TcpStream, wanted: &str) -> String {
    let (mut read, mut bytes) = (String::new(), [0; 512]);
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    while !read.contains(wanted) {
        match stream.read(&mut bytes) {
            Ok(0) | Err(_) => break,
            Ok(n) => read += &String::from_utf8_lossy(&bytes[..n]),
        }
    }
    read
}

#[test]
fn a_stream_tells_when_to_look_again_and_the_newest_of_a_member_wins() {
    let class = Class::with(head("classroom", &[], unhurried()), Vec::<LogEntry>::new());
    let ada = class.join("Ada");
    let open = || {
        let mut stream = TcpStream::connect(class.at).unwrap();
        let request = format!(
            "GET /stream?seat HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n",
            class.at, ada.cookie
        );
        stream.write_all(request.as_bytes()).unwrap();
        stream
    };
    // The wall is nobody's seat, whoever looks at it.
    let mut wall = TcpStream::connect(class.at).unwrap();
    let request =
        format!("GET /stream HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n", class.at, ada.cookie);
    wall.write_all(request.as_bytes()).unwrap();
    let mut one = open();
    assert!(reads(&mut one, "data: 1\n").contains("text/event-stream"));
    ada.does("/seat/note", &[("text", "x")]);
    assert!(reads(&mut one, "data: 2\n").contains("data: 2\n"));
    let mut two = open();
    assert!(reads(&mut two, "data: 2\n").contains("data: 2\n"));
    assert!(reads(&mut one, "event: elsewhere").contains("event: elsewhere"));
    ada.does("/seat/note", &[("text", "y")]);
    assert!(!reads(&mut wall, "data: 3\n").contains("elsewhere"));
}

#[test]
fn an_offer_is_tried_only_if_it_could_be_made() {
    let (class, _, students) = playing();
    for _ in 0..200 {
        let state = class.state();
        let snapshot = state.tables()[0].snapshot();
        let Some(due) = snapshot.due.iter().find(|due| due.legal().is_empty() && !due.is_answered)
        else {
            for (member, student) in students.iter().enumerate() {
                let fields = answers(&class, member);
                student.does("/seat/answer", &borrowed(&fields));
            }
            continue;
        };
        let (number, many) = (due.number, due.on_table.len());
        let student = &students[due.party.index()];
        let tries = |option: &str| {
            let names: Vec<String> = (0..many).map(|place| format!("d{number}-{place}")).collect();
            let fields: Vec<(&str, &str)> =
                names.iter().map(|name| (name.as_str(), option)).collect();
            student.does("/seat/try", &fields)
        };
        let (good, bad) = (tries("1"), tries("250"));
        assert_eq!((good.status, bad.status), (200, 200));
        assert!(good.body.matches("checked").count() >= many, "what is tried is chosen");
        return;
    }
    panic!("no offer was asked for");
}

#[test]
fn a_key_is_for_one_thing() {
    let class = Class::with(head("classroom", &[], unhurried()), Vec::<LogEntry>::new());
    let ada = class.join("Ada");
    let writes = |key: &str, text: &str| {
        let fields = [("token", ada.token.as_str()), ("key", key), ("text", text)];
        ada.post("/seat/note", &fields).status
    };
    assert_eq!(writes("k", "one"), 303);
    assert_eq!(writes("k", "one"), 303);
    assert_eq!(writes("k", "two"), 409, "what is not done is not said to be");
    assert_eq!(class.state().members()[0].note, "one");
    assert_eq!(writes("", "three"), 403);
}

#[test]
fn a_long_note_in_any_script_is_taken_and_one_that_is_too_long_is_told() {
    let class = Class::with(head("classroom", &[], unhurried()), Vec::<LogEntry>::new());
    let ada = class.join("Ada");
    let note = "ї".repeat(600);
    assert_eq!(ada.does("/seat/note", &[("text", &note)]).status, 303);
    assert_eq!(class.state().members()[0].note, note);
    assert_eq!(ada.does("/seat/note", &[("text", &"a".repeat(601))]).status, 422);
    let far = ada.does("/seat/note", &[("text", &"ї".repeat(900))]);
    assert_eq!(far.status, 413);
    assert!(far.body.contains("That was too long"));
}

#[test]
fn two_hundred_who_answer_at_once_are_all_heard() {
    let (_directory, file) = place();
    let plan = summitry_class::state::Plan { tables: 50, ..unhurried() };
    let class = Class::in_file(&file, || head("classroom", &[], plan));
    let students: Vec<Client> = (0..200).map(|n| class.join(&format!("s{n}"))).collect();
    assert_eq!(class.state().tables().len(), 50);
    let refused = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for (n, student) in students.iter().enumerate() {
            let refused = &refused;
            scope.spawn(move || {
                let status = student.does("/seat/note", &[("text", &format!("note {n}"))]).status;
                if status != 303 {
                    refused.lock().unwrap().push((n, status));
                }
            });
        }
    });
    assert_eq!(*refused.lock().unwrap(), []);
    let state = class.state();
    for (n, member) in state.members().iter().enumerate() {
        assert_eq!(member.note, format!("note {n}"));
    }
    drop(class);
    let again = Class::in_file(&file, || unreachable!());
    assert_eq!(*again.state(), *state, "and all of it is in the file");
}
