//! The calendar's order and its handles.

use proptest::prelude::*;
use summitry_engine::units::SimTime;
use summitry_engine::{Calendar, Handle, Phase};

fn minute(minute: i64) -> SimTime {
    SimTime::from_minutes(minute)
}

#[test]
fn ties_come_by_phase_and_then_first_in_first_out() {
    let mut calendar = Calendar::new();
    for (phase, event) in [(2, 'c'), (1, 'a'), (2, 'd'), (1, 'b'), (255, 'e')] {
        calendar.schedule(minute(5), Phase(phase), event);
    }
    let order: String = std::iter::from_fn(|| calendar.pop()).map(|(_, event)| event).collect();
    assert_eq!(order, "abcde");
}

#[test]
fn an_event_for_now_comes_after_those_that_wait_for_now() {
    let mut calendar = Calendar::new();
    calendar.schedule(minute(5), Phase(0), 1);
    calendar.schedule(minute(5), Phase(0), 2);
    calendar.pop();
    calendar.schedule(minute(5), Phase(0), 3);
    assert_eq!(calendar.pop(), Some((minute(5), 2)));
    assert_eq!(calendar.pop(), Some((minute(5), 3)));
}

#[test]
fn the_last_time_is_kept_and_anything_later_never_happens() {
    let mut calendar = Calendar::new();
    let last = Calendar::<u8>::LAST;
    assert_ne!(calendar.schedule(last, Phase(255), 1), Handle::NONE);
    assert_eq!(calendar.schedule(last + minute(1), Phase(0), 2), Handle::NONE);
    assert_eq!(calendar.schedule(SimTime::NEVER, Phase(0), 3), Handle::NONE);
    assert_eq!(calendar.pop(), Some((last, 1)));
    assert_eq!(calendar.pop(), None);
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "is scheduled after day 1.00")]
fn scheduling_in_the_past_is_a_mistake() {
    let mut calendar = Calendar::new();
    calendar.schedule(SimTime::from_days(1.0), Phase(0), ());
    calendar.pop();
    calendar.schedule(SimTime::ZERO, Phase(0), ());
}

#[test]
fn a_handle_is_stale_once_its_place_is_used_again() {
    let mut calendar = Calendar::new();
    let popped = calendar.schedule(minute(1), Phase(0), 1);
    calendar.pop();
    let cancelled = calendar.schedule(minute(2), Phase(0), 2);
    assert!(calendar.cancel(cancelled));
    let pending = calendar.schedule(minute(3), Phase(0), 3);
    for stale in [popped, cancelled, Handle::NONE, Handle::default()] {
        assert!(!calendar.is_pending(stale));
        assert!(!calendar.cancel(stale));
    }
    assert!(calendar.is_pending(pending));
    assert_eq!(calendar.pop(), Some((minute(3), 3)));
}

#[test]
fn clearing_makes_every_handle_stale_and_starts_the_order_again() {
    let mut calendar = Calendar::with_capacity(4);
    let old: Vec<Handle> =
        (0..4).map(|event| calendar.schedule(minute(9), Phase(0), event)).collect();
    calendar.pop();
    calendar.clear();
    assert_eq!((calendar.now(), calendar.len(), calendar.peek_time()), (SimTime::ZERO, 0, None));
    let new: Vec<Handle> =
        (4..8).map(|event| calendar.schedule(minute(9), Phase(0), event)).collect();
    assert!(old.iter().all(|&handle| !calendar.is_pending(handle) && !calendar.cancel(handle)));
    assert!(new.iter().all(|&handle| calendar.is_pending(handle)));
    let order: Vec<i32> = std::iter::from_fn(|| calendar.pop()).map(|(_, event)| event).collect();
    assert_eq!(order, [4, 5, 6, 7]);
}

#[test]
fn a_hundred_thousand_cancelled_events_leave_the_live_ones() {
    let mut calendar = Calendar::new();
    let mut review = calendar.schedule(minute(1_000_000), Phase(0), 0);
    for event in 1..=100_000 {
        assert!(calendar.cancel(review));
        review = calendar.schedule(minute(1_000_000 - i64::from(event)), Phase(0), event);
        assert_eq!(calendar.len(), 1);
    }
    assert_eq!(calendar.pop(), Some((minute(900_000), 100_000)));
    assert!(calendar.is_empty());
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Schedule {
        after: i64,
        phase: u8,
    },
    Pop,
    /// Cancels the handle at this share of all handles ever given, stale ones included.
    Cancel(f64),
    Clear,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (0..6_i64, 0..3_u8).prop_map(|(after, phase)| Step::Schedule { after, phase }),
        6 => Just(Step::Pop),
        8 => (0.0..1.0).prop_map(Step::Cancel),
        // Clearing is rare, so that events pile up.
        1 => (0..40_u8).prop_map(|n| if n == 0 { Step::Clear } else { Step::Pop }),
    ]
}

/// What the calendar promises, as simply as it can be said: a list, sorted stably.
#[derive(Default)]
struct Model {
    pending: Vec<(SimTime, Phase, usize)>,
    now: SimTime,
}

impl Model {
    fn next(&self) -> Option<usize> {
        // `min_by_key` gives the first of equal ones, and the list is in the order of insertion.
        (0..self.pending.len()).min_by_key(|&i| (self.pending[i].0, self.pending[i].1))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_steps_agrees_with_a_stable_sort(steps in prop::collection::vec(step(), 1..400)) {
        let mut calendar = Calendar::new();
        let mut model = Model::default();
        let mut handles = Vec::new();
        for step in steps {
            match step {
                Step::Schedule { after, phase } => {
                    let at = calendar.now() + minute(after);
                    let event = handles.len();
                    handles.push(calendar.schedule(at, Phase(phase), event));
                    model.pending.push((at, Phase(phase), event));
                }
                Step::Pop => {
                    let expected = model.next().map(|i| model.pending.remove(i));
                    if let Some((at, ..)) = expected {
                        model.now = at;
                    }
                    prop_assert_eq!(calendar.pop(), expected.map(|(at, _, event)| (at, event)));
                }
                Step::Cancel(share) => {
                    let event = (share * handles.len() as f64) as usize;
                    let Some(&handle) = handles.get(event) else { continue };
                    let pending = model.pending.iter().position(|&(.., other)| other == event);
                    prop_assert_eq!(calendar.is_pending(handle), pending.is_some());
                    prop_assert_eq!(calendar.cancel(handle), pending.is_some());
                    if let Some(i) = pending {
                        model.pending.remove(i);
                    }
                }
                Step::Clear => {
                    calendar.clear();
                    model = Model::default();
                }
            }
            prop_assert_eq!(calendar.now(), model.now);
            prop_assert_eq!(calendar.len(), model.pending.len());
            prop_assert_eq!(calendar.is_empty(), model.pending.is_empty());
            prop_assert_eq!(calendar.peek_time(), model.next().map(|i| model.pending[i].0));
        }
        while let Some(i) = model.next() {
            let (at, _, event) = model.pending.remove(i);
            prop_assert_eq!(calendar.pop(), Some((at, event)));
        }
        prop_assert_eq!(calendar.pop(), None);
    }

    #[test]
    fn many_events_with_most_cancelled_keep_their_order(
        events in prop::collection::vec((0..50_i64, 0..3_u8, 0.0..1.0), 1..600),
        share in 0.0..1.0,
    ) {
        let mut calendar = Calendar::new();
        let handles: Vec<Handle> = (0..).zip(&events)
            .map(|(i, &(at, phase, _))| calendar.schedule(minute(at), Phase(phase), i))
            .collect();
        for (&handle, &(_, _, draw)) in handles.iter().zip(&events) {
            if draw < share {
                prop_assert!(calendar.cancel(handle));
            }
        }
        let mut kept: Vec<usize> = (0..events.len()).filter(|&i| events[i].2 >= share).collect();
        kept.sort_by_key(|&i| (events[i].0, events[i].1));
        let order: Vec<usize> = std::iter::from_fn(|| calendar.pop()).map(|(_, i)| i).collect();
        prop_assert_eq!(order, kept);
    }
}
