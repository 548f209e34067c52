//! Keyed streams of random numbers.
//!
//! A draw belongs to (seed, replication, purpose, entity, occurrence): there is a stream for each (replication,
//! purpose, entity), and the occurrence is the position in it. So what one part of a model draws changes no other draw
//! elsewhere, and two rules can be compared on the same shocks (common random numbers: Law, *Simulation Modeling and
//! Analysis*, 5th ed. 2015, section 11.2).
//!
//! ```text
//! key    = SHA-256(domain ‖ 0 ‖ protocol: u32 ‖ seed: u64), little-endian
//! stream = replication: 40 bits | purpose: 8 bits | entity: 16 bits, from the highest
//! draws  = ChaCha12(key, stream), 64 bits each, from block 0
//! ```
//!
//! The domain of a simulation's draws is "summitry keyed streams". Draws for anything else under the same seed are in a
//! domain of their own ([`Streams::in_domain`]).

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha12Rng;
use sha2::{Digest, Sha256};

/// The version of how a draw follows from its key. It goes up with any change that alters a draw.
pub const PROTOCOL: u32 = 1;

/// The greatest replication number: 2⁴⁰ − 1, about 10¹².
pub const MAX_REPLICATION: u64 = (1 << 40) - 1;

/// The domain of a simulation's draws.
const SIMULATION: &str = "summitry keyed streams";

/// Streams that have their room reserved from the start; more make room when they are first needed.
const RESERVED: usize = 4096;

/// What draws are for. One purpose for each concern, so that concerns do not shift one another's draws.
///
/// ```
/// use summitry_engine::Purpose;
/// const ARRIVAL: Purpose = Purpose(0);
/// const SERVICE: Purpose = Purpose(1);
/// assert_ne!(ARRIVAL, SERVICE);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purpose(pub u8);

/// A set of purposes.
///
/// ```
/// use summitry_engine::{Purpose, Purposes};
/// const WEATHER: Purposes = Purposes::new(&[Purpose(3), Purpose(200)]);
/// assert!(WEATHER.has(Purpose(200)) && !WEATHER.has(Purpose(4)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purposes([u64; 4]);

impl Purposes {
    /// None.
    pub const NONE: Purposes = Purposes([0; 4]);

    /// The set of these.
    #[must_use]
    pub const fn new(purposes: &[Purpose]) -> Self {
        let (mut set, mut k) = ([0; 4], 0);
        while k < purposes.len() {
            let number = purposes[k].0 as usize;
            set[number / 64] |= 1 << (number % 64);
            k += 1;
        }
        Purposes(set)
    }

    /// Whether a purpose is in it.
    #[must_use]
    pub const fn has(self, purpose: Purpose) -> bool {
        let number = purpose.0 as usize;
        self.0[number / 64] & (1 << (number % 64)) != 0
    }
}

/// A replication number above [`MAX_REPLICATION`], which would share its streams with another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("replication {0} has no streams of its own: the greatest is {MAX_REPLICATION}")]
pub struct ReplicationTooGreat(pub u64);

/// The streams of one replication at a time, made when first needed.
///
/// Memory: 8 bytes for each pair of a purpose and an entity, and 320 bytes for each stream of the replication that used
/// the most. A stream's first draw costs a refill of its 32-draw buffer, so few long streams are better than many
/// short ones. Going to another replication allocates nothing.
///
/// ```
/// use summitry_engine::{Purpose, Streams};
/// const ARRIVAL: Purpose = Purpose(0);
///
/// let mut streams = Streams::new(1, 2);
/// streams.begin(1, 7)?;
/// let first = streams.stream(ARRIVAL, 0).uniform();
/// let other = streams.stream(ARRIVAL, 1).uniform();
/// assert_ne!(first, other);
///
/// streams.begin(1, 7)?; // the same key gives the same draws
/// assert_eq!(streams.stream(ARRIVAL, 0).uniform(), first);
/// # Ok::<(), summitry_engine::ReplicationTooGreat>(())
/// ```
#[derive(Clone, Debug)]
pub struct Streams {
    purposes: usize,
    entities: usize,
    /// By purpose, then entity.
    places: Vec<Place>,
    /// The streams of this replication are the first `used`; those behind are left from earlier ones.
    pool: Vec<Stream>,
    used: usize,
    /// Counts replications, so that no place needs clearing. 0 before the first.
    epoch: u32,
    domain: &'static str,
    seed: u64,
    key: [u8; 32],
    replication: u64,
    /// Purposes whose streams are those of another replication, and which.
    shared: (Purposes, u64),
}

/// Where in the pool a stream is, if it was made in this epoch.
#[derive(Clone, Copy, Debug)]
struct Place {
    epoch: u32,
    stream: u32,
}

const NOWHERE: Place = Place { epoch: 0, stream: 0 };

impl Streams {
    /// Room for streams of purposes 0 to `purposes` − 1 and entities 0 to `entities` − 1.
    ///
    /// # Panics
    ///
    /// With more than 256 purposes or 65,536 entities.
    #[must_use]
    pub fn new(purposes: usize, entities: usize) -> Self {
        Self::in_domain(SIMULATION, purposes, entities)
    }

    /// As [`new`](Streams::new), in a domain of its own: under the same seed its keys are others than those of a
    /// simulation, so that none of its draws is one of a simulation's. A domain is a name without NUL.
    ///
    /// # Panics
    ///
    /// With more than 256 purposes or 65,536 entities.
    ///
    /// ```
    /// use summitry_engine::{Purpose, Streams};
    /// let (mut simulation, mut dice) = (Streams::new(1, 1), Streams::in_domain("dice", 1, 1));
    /// simulation.begin(1, 0)?;
    /// dice.begin(1, 0)?;
    /// assert_ne!(simulation.stream(Purpose(0), 0).bits(), dice.stream(Purpose(0), 0).bits());
    /// # Ok::<(), summitry_engine::ReplicationTooGreat>(())
    /// ```
    #[must_use]
    pub fn in_domain(domain: &'static str, purposes: usize, entities: usize) -> Self {
        assert!(purposes <= 1 << 8, "{purposes} purposes do not fit the 8 bits of a stream number");
        assert!(
            entities <= 1 << 16,
            "{entities} entities do not fit the 16 bits of a stream number"
        );
        let pairs = purposes * entities;
        Streams {
            purposes,
            entities,
            places: vec![NOWHERE; pairs],
            pool: Vec::with_capacity(pairs.min(RESERVED)),
            used: 0,
            epoch: 0,
            domain,
            seed: 0,
            key: key(domain, 0),
            replication: 0,
            shared: (Purposes::NONE, 0),
        }
    }

    /// Goes to the start of a replication's streams.
    ///
    /// # Errors
    ///
    /// A replication above [`MAX_REPLICATION`] is refused, and the streams stay where they were.
    ///
    /// ```
    /// use summitry_engine::{MAX_REPLICATION, Streams};
    /// let mut streams = Streams::new(1, 1);
    /// assert!(streams.begin(1, MAX_REPLICATION).is_ok());
    /// assert!(streams.begin(1, MAX_REPLICATION + 1).is_err());
    /// ```
    pub fn begin(&mut self, seed: u64, replication: u64) -> Result<(), ReplicationTooGreat> {
        self.begin_sharing(seed, replication, Purposes::NONE, replication)
    }

    /// As [`begin`](Streams::begin), but the streams of some purposes are those of another replication: what these draw is the
    /// same in all replications that share them.
    ///
    /// # Errors
    ///
    /// As [`begin`](Streams::begin), of either number.
    ///
    /// ```
    /// use summitry_engine::{Purpose, Purposes, Streams};
    /// const ARRIVAL: Purpose = Purpose(0);
    /// const SERVICE: Purpose = Purpose(1);
    ///
    /// let mut streams = Streams::new(2, 1);
    /// streams.begin(1, 7)?;
    /// let seventh = [ARRIVAL, SERVICE].map(|purpose| streams.stream(purpose, 0).bits());
    /// streams.begin_sharing(1, 8, Purposes::new(&[ARRIVAL]), 7)?;
    /// assert_eq!(streams.stream(ARRIVAL, 0).bits(), seventh[0]);
    /// assert_ne!(streams.stream(SERVICE, 0).bits(), seventh[1]);
    /// # Ok::<(), summitry_engine::ReplicationTooGreat>(())
    /// ```
    pub fn begin_sharing(
        &mut self,
        seed: u64,
        replication: u64,
        shared: Purposes,
        with: u64,
    ) -> Result<(), ReplicationTooGreat> {
        if let Some(beyond) = [replication, with].into_iter().find(|&r| r > MAX_REPLICATION) {
            return Err(ReplicationTooGreat(beyond));
        }
        if seed != self.seed {
            self.seed = seed;
            self.key = key(self.domain, seed);
            self.pool.clear();
        }
        self.replication = replication;
        self.shared = (shared, with);
        self.used = 0;
        self.epoch = match self.epoch.checked_add(1) {
            Some(next) => next,
            None => {
                self.places.fill(NOWHERE);
                1
            }
        };
        Ok(())
    }

    /// The stream of a purpose and an entity.
    ///
    /// # Panics
    ///
    /// Before the first [`begin`](Streams::begin), and for a purpose or an entity that [`new`](Streams::new) made no room for.
    ///
    /// ```
    /// use summitry_engine::{Purpose, Streams};
    /// let mut streams = Streams::new(1, 1);
    /// streams.begin(1, 0)?;
    /// streams.stream(Purpose(0), 0).uniform();
    /// assert_eq!(streams.stream(Purpose(0), 0).position(), 1);
    /// # Ok::<(), summitry_engine::ReplicationTooGreat>(())
    /// ```
    #[inline]
    pub fn stream(&mut self, purpose: Purpose, entity: u16) -> &mut Stream {
        let (row, column) = (usize::from(purpose.0), usize::from(entity));
        assert!(
            row < self.purposes && column < self.entities,
            "no room was made for {purpose:?} of entity {entity}"
        );
        let pair = row * self.entities + column;
        let place = self.places[pair];
        let index = if place.epoch == self.epoch && self.epoch != 0 {
            place.stream as usize
        } else {
            self.open(pair, purpose, entity)
        };
        &mut self.pool[index]
    }

    /// Makes a stream, in the place of one of an earlier replication if there is one.
    #[cold]
    fn open(&mut self, pair: usize, purpose: Purpose, entity: u16) -> usize {
        assert!(self.epoch != 0, "streams are drawn from before a replication has begun");
        let index = self.used;
        if index == self.pool.len() {
            self.pool.push(Stream { rng: ChaCha12Rng::from_seed(self.key), position: 0 });
        }
        let (shared, with) = self.shared;
        let replication = if shared.has(purpose) { with } else { self.replication };
        let stream = &mut self.pool[index];
        // In this order: with its buffer empty, the generator refills it once, at the first draw.
        stream.rng.set_word_pos(0);
        stream.rng.set_stream(number(replication, purpose, entity));
        stream.position = 0;
        self.used += 1;
        #[expect(clippy::cast_possible_truncation, reason = "there are at most 2^24 pairs")]
        let place = Place { epoch: self.epoch, stream: index as u32 };
        self.places[pair] = place;
        index
    }
}

/// Random numbers of one (seed, replication, purpose, entity).
#[derive(Clone, Debug)]
pub struct Stream {
    rng: ChaCha12Rng,
    position: u64,
}

impl Stream {
    /// A number in the open interval (0, 1): (k + ½)·2⁻⁵², with k the high 52 bits of one 64-bit draw.
    ///
    /// 52 bits and not 53, so that every value and its distance to 1 are exact: the values are 2⁻⁵³, 3·2⁻⁵³, … 1 − 2⁻⁵³,
    /// symmetrical about ½. With 53 bits, k + ½ would need 54, and the last value would round to 1.
    ///
    /// ```
    /// use summitry_engine::{Purpose, Streams};
    /// let mut streams = Streams::new(1, 1);
    /// streams.begin(1, 0)?;
    /// let u = streams.stream(Purpose(0), 0).uniform();
    /// assert!(u > 0.0 && u < 1.0);
    /// # Ok::<(), summitry_engine::ReplicationTooGreat>(())
    /// ```
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        unit(self.bits())
    }

    /// One draw as 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.position += 1;
        self.rng.next_u64()
    }

    /// The number of draws so far: the occurrence of the next one, from 0.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }
}

/// The open unit interval from 64 random bits.
#[inline]
fn unit(bits: u64) -> f64 {
    const STEP: f64 = 1.0 / (1_u64 << 52) as f64;
    ((bits >> 12) as f64 + 0.5) * STEP
}

/// The draw numbered `k` of those that one draw `u` in (0, 1) can be made into: uniform in (0, 1), and the same for
/// the same `u` and `k`.
///
/// For choices of which there are more than one draw has digits for. The draws are those of SplitMix64 with the bits of
/// `u` as its seed (Steele, Lea & Flood, *Fast splittable pseudorandom number generators*, OOPSLA 2014). ½ is no draw
/// but the median of one, and stays ½.
///
/// ```
/// use summitry_engine::derived;
/// assert_ne!(derived(0.3, 0), derived(0.3, 1));
/// assert_eq!(derived(0.3, 40), derived(0.3, 40));
/// assert_eq!(derived(0.5, 7), 0.5);
/// ```
#[must_use]
pub fn derived(u: f64, k: u64) -> f64 {
    if u == 0.5 {
        return u;
    }
    let mut z = u.to_bits().wrapping_add(k.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    unit(z ^ (z >> 31))
}

fn key(domain: &str, seed: u64) -> [u8; 32] {
    let digest = Sha256::new()
        .chain_update(domain)
        .chain_update([0])
        .chain_update(PROTOCOL.to_le_bytes())
        .chain_update(seed.to_le_bytes())
        .finalize();
    digest.into()
}

fn number(replication: u64, purpose: Purpose, entity: u16) -> u64 {
    (replication << 24) | (u64::from(purpose.0) << 16) | u64::from(entity)
}

#[cfg(test)]
mod tests {
    use super::unit;

    #[test]
    fn the_unit_interval_is_open_and_exact_at_both_ends() {
        assert_eq!(unit(0), 1.0 / (1_u64 << 53) as f64);
        assert_eq!(1.0 - unit(u64::MAX), unit(0));
        assert!(unit(u64::MAX) < 1.0);
    }
}
