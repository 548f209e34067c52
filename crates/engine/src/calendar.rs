//! The calendar: pending events in the order (time, phase, insertion).
//!
//! A pending event is one 128-bit key in a heap, so that one comparison settles time, phase and insertion
//! together; its payload waits in a slot. Two habits make it fast: a popped event leaves its place open for the event
//! that its handler schedules, and a cancelled event only loses its slot, its key being dropped when it surfaces.

use super::heap::KeyHeap;
use crate::units::SimTime;

/// Bits of a key: time, phase, sequence, slot, from the highest.
const TIME_SHIFT: u32 = 80;
const PHASE_SHIFT: u32 = 72;
const SEQUENCE_SHIFT: u32 = 24;
const SEQUENCE_LIMIT: u64 = 1 << 48;
const SLOT_LIMIT: u32 = 1 << 24;

/// Marks a slot's ticket as vacant; the low bits then name the next vacant slot.
const VACANT: u64 = 1 << 63;
const NO_SLOT: u32 = u32::MAX;

/// Dead keys that are never worth a compaction.
const DEAD_TOLERATED: usize = 32;

/// Orders events that fall on the same minute: lower phases come first.
///
/// ```
/// use summitry_engine::Phase;
/// assert!(Phase(0) < Phase(1));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phase(pub u8);

/// Names one scheduled event, for as long as it is pending.
///
/// Once its event was popped or cancelled, or the calendar cleared, a handle is stale: it names nothing for ever, also
/// when the place is used again. A handle means nothing to another calendar than the one that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Handle {
    ticket: u64,
    slot: u32,
}

impl Handle {
    /// Names no event.
    pub const NONE: Handle = Handle { ticket: 0, slot: 0 };
}

impl Default for Handle {
    fn default() -> Self {
        Handle::NONE
    }
}

/// The pending events of one run, ordered by time, then phase, then insertion: first in, first out on ties.
///
/// Time runs from [`SimTime::ZERO`] to [`Calendar::LAST`]. Scheduling and popping are O(log n), cancelling is O(1)
/// amortised. Cancelled events leave at most as many keys behind as there are pending ones, plus 32. Nothing is allocated
/// once the calendar has held as many events as it will hold.
///
/// ```
/// use summitry_engine::{Calendar, Phase};
/// use summitry_engine::units::SimTime;
///
/// let mut calendar = Calendar::new();
/// let noon = SimTime::from_days(0.5);
/// calendar.schedule(noon, Phase(1), "review");
/// calendar.schedule(noon, Phase(0), "news");
/// let visit = calendar.schedule(SimTime::from_days(0.25), Phase(0), "visit");
/// assert!(calendar.cancel(visit));
/// assert_eq!(calendar.pop(), Some((noon, "news")));
/// assert_eq!(calendar.pop(), Some((noon, "review")));
/// assert_eq!(calendar.pop(), None);
/// assert_eq!(calendar.now(), noon);
/// ```
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    /// A key for each event. The first is that of the last popped event while `open` is set.
    heap: KeyHeap,
    slots: Vec<Slot<E>>,
    /// The first vacant slot, or `NO_SLOT`.
    vacant: u32,
    /// The ticket of the next event. Tickets are never used twice, which is what makes handles safe.
    next_ticket: u64,
    /// The first ticket since the calendar was cleared; a sequence number is a ticket less this.
    first_ticket: u64,
    /// Keys in the heap whose event was cancelled. The first is never one of them.
    dead: usize,
    /// The last pop left its place open. Never together with dead keys.
    open: bool,
    now: SimTime,
}

#[derive(Clone, Copy, Debug)]
struct Slot<E> {
    ticket: u64,
    event: E,
}

impl<E: Copy> Calendar<E> {
    /// The last time an event can have: 2⁴⁸ − 2 minutes, some 535 million years. (No key may be all ones.)
    pub const LAST: SimTime = SimTime::from_minutes((1 << 48) - 2);

    /// An empty calendar at [`SimTime::ZERO`].
    #[must_use]
    pub fn new() -> Self {
        Calendar::with_capacity(0)
    }

    /// An empty calendar with room for `capacity` pending events.
    ///
    /// ```
    /// use summitry_engine::Calendar;
    /// assert!(Calendar::<u32>::with_capacity(64).is_empty());
    /// ```
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Calendar {
            heap: KeyHeap::with_capacity(capacity),
            slots: Vec::with_capacity(capacity),
            vacant: NO_SLOT,
            next_ticket: 1,
            first_ticket: 1,
            dead: 0,
            open: false,
            now: SimTime::ZERO,
        }
    }

    /// Back to an empty calendar at [`SimTime::ZERO`], with its capacity kept and every handle stale.
    ///
    /// ```
    /// use summitry_engine::{Calendar, Phase};
    /// use summitry_engine::units::SimTime;
    /// let mut calendar = Calendar::new();
    /// let old = calendar.schedule(SimTime::ZERO, Phase(0), 'a');
    /// calendar.clear();
    /// calendar.schedule(SimTime::ZERO, Phase(0), 'b');
    /// assert!(!calendar.cancel(old));
    /// assert_eq!(calendar.len(), 1);
    /// ```
    pub fn clear(&mut self) {
        self.heap.clear();
        self.slots.clear();
        self.vacant = NO_SLOT;
        self.first_ticket = self.next_ticket;
        self.dead = 0;
        self.open = false;
        self.now = SimTime::ZERO;
    }

    /// The time of the last popped event; [`SimTime::ZERO`] before the first.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// The number of pending events; cancelled ones do not count.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heap.len() - self.dead - usize::from(self.open)
    }

    /// Whether nothing is pending.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds an event. On the same minute and phase, events come in the order they were scheduled in.
    ///
    /// An event past [`Calendar::LAST`], such as one at [`SimTime::NEVER`], will not happen: it is not kept, and the
    /// handle is [`Handle::NONE`]. Scheduling before [`now`](Calendar::now) is a mistake of the caller: it panics with debug
    /// assertions, and is taken as now without.
    ///
    /// # Panics
    ///
    /// With 2²⁴ events pending, or after 2⁴⁸ events without [`clear`](Calendar::clear).
    ///
    /// ```
    /// use summitry_engine::{Calendar, Handle, Phase};
    /// use summitry_engine::units::SimTime;
    /// let mut calendar = Calendar::new();
    /// let first = calendar.schedule(SimTime::from_days(1.0), Phase(0), 1);
    /// calendar.schedule(SimTime::from_days(1.0), Phase(0), 2);
    /// assert!(calendar.is_pending(first));
    /// assert_eq!(calendar.schedule(SimTime::NEVER, Phase(0), 3), Handle::NONE);
    /// assert_eq!(calendar.pop().map(|(_, event)| event), Some(1));
    /// ```
    #[inline]
    pub fn schedule(&mut self, at: SimTime, phase: Phase, event: E) -> Handle {
        debug_assert!(at >= self.now, "an event at {at} is scheduled after {}", self.now);
        let at = at.max(self.now);
        if at > Self::LAST {
            return Handle::NONE;
        }
        let ticket = self.next_ticket;
        let sequence = ticket - self.first_ticket;
        assert!(sequence < SEQUENCE_LIMIT, "a calendar takes 2^48 events between two clears");
        let slot = self.occupy(ticket, event);
        self.next_ticket = ticket + 1;
        let key = (u128::from(at.minutes().unsigned_abs()) << TIME_SHIFT)
            | (u128::from(phase.0) << PHASE_SHIFT)
            | (u128::from(sequence) << SEQUENCE_SHIFT)
            | u128::from(slot);
        if self.open {
            self.open = false;
            self.heap.replace_first(key);
        } else {
            self.heap.push(key);
        }
        Handle { ticket, slot }
    }

    /// Removes a pending event; `false`, and nothing else, if the handle is stale.
    ///
    /// ```
    /// use summitry_engine::{Calendar, Handle, Phase};
    /// use summitry_engine::units::SimTime;
    /// let mut calendar = Calendar::new();
    /// let visit = calendar.schedule(SimTime::from_days(3.0), Phase(0), "visit");
    /// assert!(calendar.cancel(visit));
    /// assert!(!calendar.cancel(visit));
    /// assert!(!calendar.cancel(Handle::NONE));
    /// ```
    pub fn cancel(&mut self, handle: Handle) -> bool {
        if !self.is_pending(handle) {
            return false;
        }
        self.close();
        self.vacate(handle.slot);
        self.dead += 1;
        self.bury();
        true
    }

    /// Whether the handle's event is still to come.
    ///
    /// ```
    /// use summitry_engine::{Calendar, Phase};
    /// use summitry_engine::units::SimTime;
    /// let mut calendar = Calendar::new();
    /// let visit = calendar.schedule(SimTime::from_days(3.0), Phase(0), "visit");
    /// assert!(calendar.is_pending(visit));
    /// calendar.pop();
    /// assert!(!calendar.is_pending(visit));
    /// ```
    #[must_use]
    pub fn is_pending(&self, handle: Handle) -> bool {
        self.slots.get(handle.slot as usize).is_some_and(|slot| slot.ticket == handle.ticket)
    }

    /// The time of the next event.
    ///
    /// ```
    /// use summitry_engine::{Calendar, Phase};
    /// use summitry_engine::units::SimTime;
    /// let mut calendar = Calendar::new();
    /// assert_eq!(calendar.peek_time(), None);
    /// calendar.schedule(SimTime::from_days(3.0), Phase(0), ());
    /// assert_eq!(calendar.peek_time(), Some(SimTime::from_days(3.0)));
    /// ```
    #[must_use]
    pub fn peek_time(&self) -> Option<SimTime> {
        let next = if self.open { self.heap.second() } else { self.heap.first() };
        next.map(time_of)
    }

    /// Takes the next event out and moves [`now`](Calendar::now) to its time.
    ///
    /// ```
    /// use summitry_engine::{Calendar, Phase};
    /// use summitry_engine::units::SimTime;
    /// let mut calendar = Calendar::new();
    /// calendar.schedule(SimTime::from_days(3.0), Phase(0), "visit");
    /// assert_eq!(calendar.pop(), Some((SimTime::from_days(3.0), "visit")));
    /// assert_eq!(calendar.now().days(), 3.0);
    /// ```
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, E)> {
        self.close();
        let key = self.heap.first()?;
        let event = self.vacate(slot_of(key));
        self.now = time_of(key);
        self.open = true;
        if self.dead > 0 {
            self.close();
            self.bury();
        }
        Some((self.now, event))
    }

    /// Puts an event into a slot.
    #[inline]
    fn occupy(&mut self, ticket: u64, event: E) -> u32 {
        let filled = Slot { ticket, event };
        if let Some(slot) = self.slots.get_mut(self.vacant as usize) {
            let index = self.vacant;
            self.vacant = low_half(slot.ticket);
            *slot = filled;
            return index;
        }
        let index = u32::try_from(self.slots.len()).unwrap_or(SLOT_LIMIT);
        assert!(index < SLOT_LIMIT, "a calendar holds 2^24 events");
        self.slots.push(filled);
        index
    }

    /// Empties an occupied slot.
    #[inline]
    fn vacate(&mut self, index: u32) -> E {
        let slot = &mut self.slots[index as usize];
        slot.ticket = VACANT | u64::from(self.vacant);
        self.vacant = index;
        slot.event
    }

    /// Fills the place that the last pop left open.
    #[inline]
    fn close(&mut self) {
        if self.open {
            self.open = false;
            self.heap.remove_first();
        }
    }

    /// Drops cancelled events that have come first, and all of them when they are the greater part.
    #[cold]
    fn bury(&mut self) {
        while self.heap.first().is_some_and(|key| !is_live(&self.slots, self.first_ticket, key)) {
            self.heap.remove_first();
            self.dead -= 1;
        }
        if self.dead > DEAD_TOLERATED && self.dead > self.heap.len() / 2 {
            let (slots, first_ticket) = (&self.slots, self.first_ticket);
            self.heap.retain(|key| is_live(slots, first_ticket, key));
            self.dead = 0;
        }
    }
}

impl<E: Copy> Default for Calendar<E> {
    fn default() -> Self {
        Calendar::new()
    }
}

/// Whether the event of a key still has its slot.
fn is_live<E>(slots: &[Slot<E>], first_ticket: u64, key: u128) -> bool {
    let sequence = (key >> SEQUENCE_SHIFT) as u64 & (SEQUENCE_LIMIT - 1);
    slots[slot_of(key) as usize].ticket == first_ticket + sequence
}

#[inline]
fn slot_of(key: u128) -> u32 {
    key as u32 & (SLOT_LIMIT - 1)
}

#[inline]
fn time_of(key: u128) -> SimTime {
    SimTime::from_minutes((key >> TIME_SHIFT) as i64)
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is asked for")]
#[inline]
fn low_half(ticket: u64) -> u32 {
    ticket as u32
}

#[cfg(test)]
mod tests {
    use super::{Calendar, DEAD_TOLERATED, Phase};
    use crate::units::SimTime;

    #[test]
    fn cancelled_events_do_not_pile_up() {
        let mut calendar = Calendar::new();
        let mut handles = Vec::new();
        for event in 0..20_000_u32 {
            // Far ones are cancelled, so that their keys never come first; near ones are popped.
            let far = SimTime::from_days(1_000.0 + f64::from(event));
            handles.push(calendar.schedule(far, Phase(0), event));
            calendar.schedule(SimTime::from_minutes(event.into()), Phase(0), event);
            if event % 3 > 0 {
                calendar.pop();
            }
            if event % 50 > 0 {
                calendar.cancel(handles[event as usize]);
            }
            assert!(calendar.heap.len() <= 2 * calendar.len() + DEAD_TOLERATED + 1);
        }
        while calendar.pop().is_some() {
            assert!(calendar.heap.len() <= 2 * calendar.len() + DEAD_TOLERATED + 1);
        }
        assert!(calendar.slots.len() <= 10_000);
    }
}
