//! What all requests share: the desk, who looks, how much was asked for, and the debrief once it is worked out.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::Words;
use crate::desk::Desk;
use crate::pages::{Chrome, Links};
use crate::store::Head;

use super::debriefed::Debriefed;
use super::held::Held;
use super::limits::Limits;
use super::presence::Presence;
use super::qr;
use super::secret::{form_token, kept, same, token};

/// What a class is served with.
#[derive(Debug)]
pub struct Hall {
    /// Where actions are handed in.
    pub desk: Desk,
    /// What the class is of.
    pub head: Head,
    /// The texts, by language; the first is the one that pages begin in.
    pub words: Vec<Words>,
    /// Where it is served.
    pub at: SocketAddr,
    /// Addresses under which other machines may reach it; none on loopback.
    pub addresses: Vec<IpAddr>,
    /// Tells the time, in milliseconds since 1970.
    pub clock: fn() -> i64,
    /// What forms are marked with. It follows from the teacher's token, so that forms on screens outlive a restart.
    secret: String,
    limits: Mutex<Limits>,
    presence: Mutex<Presence>,
    connections: Mutex<Held>,
    streams: Mutex<Held>,
    /// News that are not actions.
    news: watch::Sender<u64>,
    /// Streams that were opened.
    openings: watch::Sender<u64>,
    pub(super) debrief: Mutex<Debriefed>,
}

fn open<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Hall {
    /// A hall for a class that is served at an address.
    #[must_use]
    pub fn new(
        desk: Desk,
        head: Head,
        words: Vec<Words>,
        at: SocketAddr,
        addresses: Vec<IpAddr>,
        clock: fn() -> i64,
    ) -> Self {
        let secret = kept(&format!("forms of {}", head.teacher));
        Hall {
            desk,
            head,
            words,
            at,
            addresses,
            clock,
            secret,
            limits: Mutex::default(),
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
    pub(super) fn limits(&self) -> MutexGuard<'_, Limits> {
        open(&self.limits)
    }

    /// Who looks.
    pub(super) fn presence(&self) -> MutexGuard<'_, Presence> {
        open(&self.presence)
    }

    pub(super) fn connections(&self) -> MutexGuard<'_, Held> {
        open(&self.connections)
    }

    pub(super) fn streams(&self) -> MutexGuard<'_, Held> {
        open(&self.streams)
    }

    pub(super) fn debriefed(&self) -> MutexGuard<'_, Debriefed> {
        open(&self.debrief)
    }

    pub(super) fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// Pages are to look again, though nothing was done.
    pub(super) fn tell(&self) {
        self.news.send_modify(|news| *news += 1);
    }

    pub(super) fn openings(&self) -> watch::Receiver<u64> {
        self.openings.subscribe()
    }

    /// A stream was opened.
    pub(super) fn opened(&self) {
        self.openings.send_modify(|opened| *opened += 1);
    }

    /// Whether it is the teacher's token.
    #[must_use]
    pub fn is_teacher(&self, token: &str) -> bool {
        same(token, &self.head.teacher)
    }

    /// The member whose token it is, by number, with or without a place.
    #[must_use]
    pub fn member(&self, token: &str) -> Option<usize> {
        let kept = kept(token);
        self.desk.room().members().iter().position(|member| same(&member.token, &kept))
    }

    /// What marks the forms of who holds this token.
    pub(super) fn form_token(&self, token: &str) -> String {
        form_token(&self.secret, token)
    }

    /// The texts in a language, or in the one that pages begin in.
    #[must_use]
    pub fn words(&self, language: Option<&str>) -> &Words {
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
        let tags: Vec<&str> = self.words.iter().map(Words::language).collect();
        let form_token = self.form_token(holder.unwrap_or_default());
        // Without chance there is no key, and a form without one is not taken.
        let key = || token().unwrap_or_default();
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
        words: &Words,
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
pub(super) type InHall = axum::extract::State<Arc<Hall>>;
