//! The run's draws: one keyed stream for each purpose and entity.

use crate::limits::MAX_ENTITIES;
use crate::policy::RequestKind;
use summitry_engine::ids::PartyId;
use summitry_engine::{Purpose, Purposes, ReplicationTooGreat, Stream, Streams};

/// What a draw is for. The number keys the stream: never reuse or renumber one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum DrawPurpose {
    Tractability = 0,
    Stance = 1,
    ShockTime = 2,
    ShockMark = 3,
    Opinion = 4,
    EnergyPath = 5,
    EnergyJumpTime = 6,
    EnergyJumpSize = 7,
    RequestWait = 8,
    MeetingGap = 9,
    MeetingLead = 10,
    Initiative = 11,
    Window = 12,
    SummitEnd = 13,
    Ratification = 14,
    Collapse = 15,
    Misreading = 16,
    ThresholdNoise = 17,
    Election = 18,
    InjectedMark = 19,
    Reservation = 20,
}

/// What comes from outside, whatever anybody does: when shocks come and how hard they are, energy prices, elections.
const NATURE: Purposes = Purposes::new(&[
    Purpose(DrawPurpose::ShockTime as u8),
    Purpose(DrawPurpose::ShockMark as u8),
    Purpose(DrawPurpose::InjectedMark as u8),
    Purpose(DrawPurpose::EnergyPath as u8),
    Purpose(DrawPurpose::EnergyJumpTime as u8),
    Purpose(DrawPurpose::EnergyJumpSize as u8),
    Purpose(DrawPurpose::Election as u8),
]);

/// Streams of decisions start here: one for each kind of request.
const DECISIONS: u8 = 32;
const PURPOSES: usize = DECISIONS as usize + crate::policy::decision::KINDS;

#[derive(Debug)]
pub(super) struct Draws {
    streams: Streams,
    /// Without draws, each is its median.
    enabled: bool,
    /// What was drawn: purpose, entity, position in its stream, value.
    #[cfg(test)]
    pub drawn: Vec<(u8, usize, u64, f64)>,
}

impl Draws {
    pub(super) fn new() -> Self {
        Draws {
            streams: Streams::new(PURPOSES, MAX_ENTITIES),
            enabled: true,
            #[cfg(test)]
            drawn: Vec::new(),
        }
    }

    /// Whether anything is drawn; else each draw is its median.
    pub(super) fn enable(&mut self, enabled: bool) {
        self.enabled = enabled;
    }

    pub(super) fn begin(&mut self, seed: u64, run: u64) -> Result<(), ReplicationTooGreat> {
        #[cfg(test)]
        self.drawn.clear();
        self.streams.begin(seed, run)
    }

    /// The draws of a run but for nature's, which are those of the run `nature`.
    pub(super) fn begin_with_nature(
        &mut self,
        seed: u64,
        run: u64,
        nature: u64,
    ) -> Result<(), ReplicationTooGreat> {
        #[cfg(test)]
        self.drawn.clear();
        self.streams.begin_sharing(seed, run, NATURE, nature)
    }

    /// The next uniform of a purpose and entity.
    pub(super) fn uniform(&mut self, purpose: DrawPurpose, entity: usize) -> f64 {
        self.next(purpose as u8, entity)
    }

    /// The uniform that belongs to the next request of a kind to a party.
    pub(super) fn decision(&mut self, kind: RequestKind, party: PartyId) -> f64 {
        self.next(DECISIONS + kind.number() as u8, party.index())
    }

    fn next(&mut self, purpose: u8, entity: usize) -> f64 {
        if !self.enabled {
            return 0.5;
        }
        let stream: &mut Stream = self.streams.stream(Purpose(purpose), entity as u16);
        let value = stream.uniform();
        #[cfg(test)]
        self.drawn.push((purpose, entity, stream.position(), value));
        value
    }
}
