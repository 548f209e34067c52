//! Presence: when each member was last seen, and which of their streams is the newest.

/// Presence of the members. It is not stored: after a restart, all reconnect.
#[derive(Debug, Default)]
pub(super) struct Presence {
    seen: Vec<Option<i64>>,
    newest: Vec<u64>,
}

impl Presence {
    fn of(&mut self, member: usize) {
        if self.seen.len() <= member {
            self.seen.resize(member + 1, None);
            self.newest.resize(member + 1, 0);
        }
    }

    /// Records that a member was seen, at milliseconds since 1970.
    pub(super) fn see(&mut self, member: usize, at: i64) {
        self.of(member);
        self.seen[member] = Some(at);
    }

    /// Time at which each member was last seen.
    #[must_use]
    pub(super) fn seen(&self) -> &[Option<i64>] {
        &self.seen
    }

    /// Records a new stream of a member, and returns its number; it is now the newest.
    pub(super) fn open(&mut self, member: usize) -> u64 {
        self.of(member);
        self.newest[member] += 1;
        self.newest[member]
    }

    /// Whether a stream is a member's newest.
    #[must_use]
    pub(super) fn is_newest(&self, member: usize, stream: u64) -> bool {
        self.newest.get(member) == Some(&stream)
    }
}
