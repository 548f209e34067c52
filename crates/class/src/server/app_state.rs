//! The state that all requests share: the queue, presence, rate limits, and the debrief once it is computed.

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

/// The shared state of the server of a class.
#[derive(Debug)]
pub struct AppState {
    /// The queue of commands.
    pub queue: CommandQueue,
    /// The fixed data of the class.
    pub head: Head,
    /// The texts, by language; the first is the default.
    pub words: Vec<Catalogue>,
    /// The address of the server.
    pub at: SocketAddr,
    /// Addresses under which other machines may reach it; none on loopback.
    pub addresses: Vec<IpAddr>,
    /// The clock: milliseconds since 1970.
    pub clock: fn() -> i64,
    /// The key of form tokens. It follows from the teacher's token, so that open forms survive a restart.
    form_secret: String,
    rate_limits: Mutex<RateLimits>,
    presence: Mutex<Presence>,
    connections: Mutex<ConnectionCounts>,
    streams: Mutex<ConnectionCounts>,
    /// Changes that are not actions.
    news: watch::Sender<u64>,
    /// Number of streams opened.
    openings: watch::Sender<u64>,
    pub(super) debrief: Mutex<DebriefProgress>,
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl AppState {
    /// The state of a server at an address.
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

    /// The rate limits.
    pub(super) fn rate_limits(&self) -> MutexGuard<'_, RateLimits> {
        lock(&self.rate_limits)
    }

    /// Who is present.
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

    /// Makes pages reload although no action was taken.
    pub(super) fn notify(&self) {
        self.news.send_modify(|news| *news += 1);
    }

    pub(super) fn openings(&self) -> watch::Receiver<u64> {
        self.openings.subscribe()
    }

    /// Announces a newly opened stream.
    pub(super) fn notify_stream_opened(&self) {
        self.openings.send_modify(|notify_stream_opened| *notify_stream_opened += 1);
    }

    /// Whether this is the teacher's token.
    #[must_use]
    pub fn is_teacher(&self, token: &str) -> bool {
        constant_time_eq(token, &self.head.teacher)
    }

    /// The member with this token, by number, with or without a place.
    #[must_use]
    pub fn member(&self, token: &str) -> Option<usize> {
        let hash = hash_token(token);
        self.queue
            .state()
            .members()
            .iter()
            .position(|member| constant_time_eq(&member.token, &hash))
    }

    /// The token in the forms of whoever holds this token.
    pub(super) fn form_token(&self, token: &str) -> String {
        form_token(&self.form_secret, token)
    }

    /// The texts in a language, or in the default language.
    #[must_use]
    pub fn words(&self, language: Option<&str>) -> &Catalogue {
        let asked =
            language.and_then(|tag| self.words.iter().find(|words| words.language() == tag));
        asked.unwrap_or(&self.words[0])
    }

    /// The base address that students get.
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

    /// Renders a page with the frame for the holder of a token, or for anybody.
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

    /// Renders a page with the links into the class.
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

/// The state as handlers take it.
pub(super) type SharedState = Arc<AppState>;
