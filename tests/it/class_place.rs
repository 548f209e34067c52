//! A class that is served on loopback, and clients of it that speak HTTP.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use summitry_class::Catalogue;
use summitry_class::clock::now;
use summitry_class::queue::{CommandQueue, QueueThread};
use summitry_class::server::{AppState, serve, tokens};
use summitry_class::state::{ClassState, Phase, Plan, Seconds};
use summitry_class::store::{EventLog, FORMAT, Head, Journal, Store};
use summitry_model::scenario::{Overrides, read};
use tokio::sync::oneshot;

/// A class that is served.
pub(crate) struct Class {
    pub at: SocketAddr,
    pub app: Arc<AppState>,
    runtime: Option<tokio::runtime::Runtime>,
    stop: Option<oneshot::Sender<()>>,
    queue_thread: Option<QueueThread>,
}

/// What a class of this scenario begins with.
pub(crate) fn head(scenario: &str, set: &[&str], plan: Plan) -> Head {
    let set = set.iter().map(|&of| of.to_owned()).collect();
    let scenario = read(scenario, &Overrides { set, ..Overrides::default() }).scenario.unwrap();
    Head {
        class: FORMAT.to_owned(),
        summitry: env!("CARGO_PKG_VERSION").to_owned(),
        randomness: summitry_engine::PROTOCOL,
        scenario: scenario.id.clone(),
        toml: scenario.to_toml().to_string(),
        plan,
        begun: now(),
        code: tokens::random_code().unwrap(),
        teacher: tokens::random_token().unwrap(),
        purged: None,
    }
}

/// A plan whose clocks do not run out while a test looks.
pub(crate) fn unhurried() -> Plan {
    Plan { seconds: Seconds { caucus: 3600, offer: 3600, respond: 3600 }, ..Plan::default() }
}

impl Class {
    /// Serves a new class, kept in a journal of the caller's.
    pub(crate) fn with(head: Head, journal: impl Journal + Send + 'static) -> Class {
        let log = EventLog::begin(head.config().unwrap(), &head);
        Class::of(head, log, journal)
    }

    /// Serves the class in a file, which is made if it is not there.
    pub(crate) fn in_file(file: &Path, head: impl FnOnce() -> Head) -> Class {
        if !file.exists() {
            let head = head();
            return Class::with(head.clone(), Store::create(file, &head).unwrap());
        }
        let (store, head) = Store::open(file).unwrap();
        let log =
            EventLog::resume(head.config().unwrap(), &head, &store.entries().unwrap()).unwrap();
        Class::of(head, log, store)
    }

    fn of(head: Head, log: EventLog, journal: impl Journal + Send + 'static) -> Class {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let (queue, queue_thread) = CommandQueue::open(log, journal, now).unwrap();
        let listener =
            runtime.block_on(tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let at = listener.local_addr().unwrap();
        let words = vec![Catalogue::english(), Catalogue::bundled("uk").unwrap()];
        let app = Arc::new(AppState::new(queue, head, words, at, Vec::new(), now));
        let (stop, stopped) = oneshot::channel();
        runtime.spawn(serve(listener, Arc::clone(&app), async {
            let _ = stopped.await;
        }));
        Class {
            at,
            app,
            runtime: Some(runtime),
            stop: Some(stop),
            queue_thread: Some(queue_thread),
        }
    }

    /// The class as it stands.
    pub(crate) fn state(&self) -> Arc<ClassState> {
        self.app.queue.state()
    }

    /// How many actions were accepted.
    pub(crate) fn actions(&self) -> u64 {
        *self.app.queue.changes().borrow()
    }

    /// Somebody who has not joined.
    pub(crate) fn nobody(&self) -> Client {
        Client { at: self.at, cookie: String::new(), token: String::new() }
    }

    /// Somebody who joins.
    pub(crate) fn join(&self, pseudonym: &str) -> Client {
        let mut client = self.nobody();
        let page = client.get("/join");
        let (token, key) = (field(&page.body, "token"), tokens::random_token().unwrap());
        let code = self.app.head.code.clone();
        let fields = [
            ("code", &*code),
            ("pseudonym", pseudonym),
            ("token", &token),
            ("key", &key),
            ("language", "en"),
        ];
        let joined = client.post("/join", &fields);
        assert_eq!(joined.status, 303, "{}", joined.body);
        client.cookie = joined.cookies();
        let page = client.get("/seat");
        assert_eq!(page.status, 200);
        client.token = field(&page.body, "token");
        client
    }

    /// The teacher.
    pub(crate) fn teacher(&self) -> Client {
        let mut client = self.nobody();
        let entered = client.get(&format!("/teach/{}", self.app.head.teacher));
        assert_eq!(entered.status, 303);
        client.cookie = entered.cookies();
        let page = client.get("/teach");
        assert_eq!(page.status, 200);
        client.token = field(&page.body, "token");
        client
    }

    /// The class goes on to this phase.
    pub(crate) fn go_to(&self, teacher: &Client, phase: Phase) {
        while self.state().phase() != phase {
            let next = self.state().phase().next().unwrap();
            assert_eq!(teacher.does("/teach/go", &[("phase", next.name())]).status, 303);
        }
    }
}

impl Drop for Class {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(queue_thread) = self.queue_thread.take() {
            queue_thread.close();
        }
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(2));
        }
    }
}

/// A browser, more or less.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub at: SocketAddr,
    pub cookie: String,
    /// What its forms are marked with.
    pub token: String,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (of, value) = line.split_once(": ")?;
            of.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    fn cookies(&self) -> String {
        let set = self.head.lines().filter_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("set-cookie")
                .then(|| value.split(';').next().unwrap().to_owned())
        });
        set.collect::<Vec<_>>().join("; ")
    }
}

impl Client {
    pub(crate) fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[("Host", &self.at.to_string())], "")
    }

    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let at = self.at.to_string();
        let origin = format!("http://{at}");
        self.send("POST", path, &[("Host", &at), ("Origin", &origin)], &form(fields))
    }

    /// Sends a form of a page of its own.
    pub(crate) fn does(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let key = tokens::random_token().unwrap();
        let own = [("token", self.token.as_str()), ("key", key.as_str())];
        self.post(path, &[&own, fields].concat())
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Reply {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        if !self.cookie.is_empty() {
            request += &format!("Cookie: {}\r\n", self.cookie);
        }
        if method == "POST" {
            request += &format!(
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
                body.len()
            );
        }
        let mut stream = TcpStream::connect(self.at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // A server that has heard enough closes while this is still sent.
        let _ = stream.write_all(format!("{request}\r\n{body}").as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let is_chunked = head.to_lowercase().contains("transfer-encoding: chunked");
        let body = if is_chunked { unchunked(body) } else { body.to_owned() };
        Reply { status, head: head.to_owned(), body }
    }
}

fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((length, rest)) = body.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap_or(0);
        if length == 0 || rest.len() < length {
            break;
        }
        whole += &rest[..length];
        body = rest[length..].trim_start_matches("\r\n");
    }
    whole
}

pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| {
        let byte = |byte: u8| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        };
        text.bytes().map(byte).collect::<String>()
    };
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The value of the first hidden field of a name.
pub(crate) fn field(page: &str, name: &str) -> String {
    let of = format!("name=\"{name}\" value=\"");
    page.split_once(&of).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// A directory for a class's file.
pub(crate) fn place() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("a.class");
    (directory, file)
}
