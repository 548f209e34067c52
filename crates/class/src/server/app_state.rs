//! What all requests share: the desk, who looks, how much was asked for, and the debrief once it is worked out.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::Catalogue;
use crate::pages::{Chrome, Links};
use crate::queue::CommandQueue;
use crate::store::Head;

use super::debrief::DebriefProgress;
use super::presence::Presence;
use super::qr;
use super::rate_limit::{ConnectionCounts, RateLimits};
use super::tokens::{constant_time_eq, form_token, hash_token, random_token};

/// What a class is served with.
#[derive(Debug)]
pub struct AppState {
    /// Where actions are handed in.
    pub queue: CommandQueue,
    /// What the class is of.
    pub head: Head,
    /// The texts, by language; the first is the one that pages begin in.
    pub words: Vec<Catalogue>,
    /// Where it is served.
    pub at: SocketAddr,
    /// Addresses under which other machines may reach it; none on loopback.
    pub addresses: Vec<IpAddr>,
    /// Tells the time, in milliseconds since 1970.
    pub clock: fn() -> i64,
    /// What forms are marked with. It follows from the teacher's token, so that forms on screens outlive a restart.
    form_secret: String,
    rate_limits: Mutex<RateLimits>,
    presence: Mutex<Presence>,
    connections: Mutex<ConnectionCounts>,
    streams: Mutex<ConnectionCounts>,
    /// News that are not actions.
    news: watch::Sender<u64>,
    /// Streams that were opened.
    openings: watch::Sender<u64>,
    pub(super) debrief: Mutex<DebriefProgress>,
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl AppState {
    /// A hall for a class that is served at an address.
    #[must_use]
    pub fn new(
        queue: CommandQueue,
        head: Head,
        words: Vec<Catalogue>,
        at: SocketAddr,
        addresses: Vec<IpAddr>,
        clock: fn() -> i64,
    ) -> Self {
        let form_secret = hash_token(&format!("forms of {}", head.teacher));
        AppState {
            queue,
            head,
            words,
            at,
            addresses,
            clock,
            form_secret,
            rate_limits: Mutex::default(),
            presence: Mutex::default(),
            connections: Mutex::default(),
            streams: Mutex::default(),
            news: watch::Sender::new(0),
            openings: watch::Sender::new(0),
            debrief: Mutex::default(),
        }
    }

    /// Now, in milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    /// How much was asked for lately.
    pub(super) fn rate_limits(&self) -> MutexGuard<'_, RateLimits> {
        lock(&self.rate_limits)
    }

    /// Who looks.
    pub(super) fn presence(&self) -> MutexGuard<'_, Presence> {
        lock(&self.presence)
    }

    pub(super) fn connections(&self) -> MutexGuard<'_, ConnectionCounts> {
        lock(&self.connections)
    }

    pub(super) fn streams(&self) -> MutexGuard<'_, ConnectionCounts> {
        lock(&self.streams)
    }

    pub(super) fn debrief_progress(&self) -> MutexGuard<'_, DebriefProgress> {
        lock(&self.debrief)
    }

    pub(super) fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// Pages are to look again, though nothing was done.
    pub(super) fn notify(&self) {
        self.news.send_modify(|news| *news += 1);
    }

    pub(super) fn openings(&self) -> watch::Receiver<u64> {
        self.openings.subscribe()
    }

    /// A stream was opened.
    pub(super) fn notify_stream_opened(&self) {
        self.openings.send_modify(|notify_stream_opened| *notify_stream_opened += 1);
    }

    /// Whether it is the teacher's token.
    #[must_use]
    pub fn is_teacher(&self, token: &str) -> bool {
        constant_time_eq(token, &self.head.teacher)
    }

    /// The member whose token it is, by number, with or without a place.
    #[must_use]
    pub fn member(&self, token: &str) -> Option<usize> {
        let hash = hash_token(token);
        self.queue
            .state()
            .members()
            .iter()
            .position(|member| constant_time_eq(&member.token, &hash))
    }

    /// What marks the forms of who holds this token.
    pub(super) fn form_token(&self, token: &str) -> String {
        form_token(&self.form_secret, token)
    }

    /// The texts in a language, or in the one that pages begin in.
    #[must_use]
    pub fn words(&self, language: Option<&str>) -> &Catalogue {
        let asked =
            language.and_then(|tag| self.words.iter().find(|words| words.language() == tag));
        asked.unwrap_or(&self.words[0])
    }

    /// The address that students are given.
    #[must_use]
    pub fn base(&self) -> String {
        let ip = self.addresses.first().copied().unwrap_or_else(|| self.at.ip());
        format!("http://{}", SocketAddr::new(ip, self.at.port()))
    }

    /// The students' link.
    #[must_use]
    pub fn students(&self) -> String {
        format!("{}/join?code={}", self.base(), self.head.code)
    }

    /// The teacher's link, on this machine.
    #[must_use]
    pub fn teacher(&self) -> String {
        let ip = if self.at.ip().is_unspecified() { [127, 0, 0, 1].into() } else { self.at.ip() };
        format!("http://{}/teach/{}", SocketAddr::new(ip, self.at.port()), self.head.teacher)
    }

    /// A page's frame, for who holds a token (none: for anybody), handed to what makes the page.
    pub(super) fn with_chrome(
        &self,
        language: Option<&str>,
        holder: Option<&str>,
        flash: Option<&str>,
        page: impl FnOnce(&Chrome<'_>) -> String,
    ) -> String {
        let tags: Vec<&str> = self.words.iter().map(Catalogue::language).collect();
        let form_token = self.form_token(holder.unwrap_or_default());
        // Without chance there is no key, and a form without one is not taken.
        let key = || random_token().unwrap_or_default();
        page(&Chrome {
            words: self.words(language),
            languages: &tags,
            form_token: &form_token,
            key: &key,
            now: self.now(),
            is_lan: !self.addresses.is_empty(),
            flash,
        })
    }

    /// The ways into the class, handed to what makes a page.
    pub(super) fn with_links(
        &self,
        words: &Catalogue,
        page: impl FnOnce(&Links<'_>) -> String,
    ) -> String {
        let students = self.students();
        let others = self.addresses.iter().skip(1);
        let addresses: Vec<String> =
            others.map(|&ip| format!("http://{}/", SocketAddr::new(ip, self.at.port()))).collect();
        page(&Links {
            students: &students,
            code: &self.head.code,
            qr_svg: &qr::svg(&students, words.get("server.qr")),
            projector: "/wall",
            debrief: "/debrief",
            take_home: "/debrief/take-home",
            is_lan: !self.addresses.is_empty(),
            addresses: &addresses,
        })
    }
}

/// The hall, as handlers take it.
pub(super) type SharedState = Arc<AppState>;
