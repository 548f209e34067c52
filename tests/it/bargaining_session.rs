//! The alternating-offers session: what the protocol and the tactic promise, over random tables.

use crate::bargaining_plain::{Chair, Draw, EPSILON, Played, Shape, Table, Values, driven, seen};
use proptest::prelude::*;
use summitry_engine::sets::SeatSet;
use summitry_model::bargaining::session::Rules;
use summitry_model::bargaining::{Offer, Session, Turn};

/// Random tables: outlines that shrink, numbers from a seed.
fn tables(seats: impl Strategy<Value = usize>) -> impl Strategy<Value = Table> {
    let quorum = prop_oneof![Just(1.0), Just(0.8), Just(0.5)];
    (seats, 1..=5_usize, 2..=7_u8, 1..=8_u32, quorum, any::<bool>(), any::<u64>()).prop_map(
        |(seats, issues, options, steps, quorum, peaked, seed)| {
            let values = if peaked { Values::Peaked } else { Values::Ragged };
            let even = false;
            Draw(seed).table(Shape { seats, issues, options, even, steps, quorum, values })
        },
    )
}

fn played(table: &Table, session: &mut Session) -> (Turn, Option<Offer>) {
    table.open(session);
    let end = session.play();
    (end, crate::bargaining_plain::agreed(session, end))
}

/// A table for two or more on one issue with options `low` and `high`, worth 1 and 0 or 0 and 1.
fn contest(quorum: f64, chairs: &[(f64, bool, bool)]) -> Table {
    let chair = |&(influence, veto, likes_low): &(f64, bool, bool)| Chair {
        reservation: 0.5,
        conceded: 0.0,
        latitude: 0.0,
        influence,
        veto,
        weights: vec![1.0],
        values: vec![if likes_low { vec![1.0, 0.0] } else { vec![0.0, 1.0] }],
        positions: vec![if likes_low { 0.0 } else { 1.0 }],
    };
    Table {
        rules: Rules { steps: 2, step_scale: 2.0, quorum },
        options: vec![2],
        chairs: chairs.iter().map(chair).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_session_is_the_rules_written_out(table in tables(1..=8_usize)) {
        prop_assert_eq!(driven(&table, &mut Session::new()), table.play());
    }

    #[test]
    fn playing_is_driving_turn_by_turn(table in tables(1..=8_usize), before in tables(1..=8_usize)) {
        let mut session = Session::new();
        played(&before, &mut session);
        let by_turns = driven(&table, &mut session);
        // A used session and a new one give the same.
        played(&before, &mut session);
        table.open(&mut session);
        let end = session.play();
        let standing = session.standing().map(|(offer, seat)| (seat, offer.options().to_vec()));
        let last = by_turns.tabled.last().map(|(_, seat, options)| (*seat, options.clone()));
        prop_assert_eq!(standing, last);
        prop_assert_eq!(seen(&table, &session, end, by_turns.tabled.clone()), by_turns);
    }

    #[test]
    fn what_is_agreed_was_tabled_and_holds_for_all_who_accept(table in tables(2..=8_usize)) {
        let mut session = Session::new();
        let Played { end, accepted, tabled, .. } = driven(&table, &mut session);
        if end == Turn::Agreed {
            let Some((offer, proposer)) = session.standing() else { panic!("agreed on nothing") };
            prop_assert!(tabled.iter().any(|(_, s, o)| *s == proposer && o == offer.options()));
            prop_assert!(accepted.contains(proposer));
            for (seat, chair) in table.chairs.iter().enumerate() {
                if accepted.contains(seat) {
                    let least = chair.reservation * chair.ceiling();
                    prop_assert!(session.utility(seat, &offer) >= least - 2.0 * EPSILON);
                }
            }
        }
    }

    #[test]
    fn an_offer_reaches_the_aspiration_of_its_proposer(table in tables(2..=8_usize)) {
        for (step, seat, options) in driven(&table, &mut Session::new()).tabled {
            let utility = table.chairs[seat].utility(&options);
            prop_assert!(utility >= table.threshold(seat, step) - 2.0 * EPSILON);
            prop_assert!(options.iter().zip(&table.options).all(|(o, count)| o < count));
        }
    }

    #[test]
    fn aspirations_never_rise_and_a_session_ends_in_time(table in tables(2..=8_usize)) {
        let n = table.chairs.len();
        let mut session = Session::new();
        table.open(&mut session);
        let mut before: Vec<f64> = (0..n).map(|seat| session.threshold(seat)).collect();
        let (mut passed, mut offers) = (0, 0);
        loop {
            match session.turn() {
                Turn::Offer(seat) => {
                    session.offer(session.proposal(seat));
                    passed += 1;
                    offers += 1;
                }
                Turn::Respond(seat) => {
                    session.respond(session.accepts(seat));
                    passed += usize::from(!matches!(session.turn(), Turn::Offer(s) if s == seat));
                }
                Turn::Agreed | Turn::Failed => break,
            }
            for (seat, before) in before.iter_mut().enumerate() {
                prop_assert!(session.threshold(seat) <= *before);
                *before = session.threshold(seat);
            }
            prop_assert!(passed <= table.rules.steps as usize * n);
            prop_assert!(offers <= passed + 1);
        }
    }

    #[test]
    fn who_wants_the_same_agrees_in_the_first_pass(table in tables(2..=8_usize)) {
        let mut table = table;
        let first = table.chairs[0].clone();
        for chair in &mut table.chairs {
            chair.values = first.values.clone();
            chair.weights = first.weights.clone();
            let best = chair.ideal();
            chair.positions = best
                .iter()
                .zip(&table.options)
                .map(|(&o, &count)| summitry_model::bargaining::place(o, count))
                .collect();
        }
        let mut session = Session::new();
        let (end, offer) = played(&table, &mut session);
        prop_assert_eq!(end, Turn::Agreed);
        prop_assert_eq!(offer.map(|o| o.options().to_vec()), Some(first.ideal()));
        prop_assert_eq!(session.accepted().len(), table.chairs.len());
        // The last answer ends the first pass.
        prop_assert_eq!(session.step(), 1);
    }

    #[test]
    fn reversed_options_give_the_mirrored_course(table in tables(2..=8_usize)) {
        let there = driven(&table, &mut Session::new());
        let back = driven(&table.mirrored(), &mut Session::new());
        prop_assert_eq!((there.end, there.accepted, there.step), (back.end, back.accepted, back.step));
        let mirrored = |options: &[u8]| -> Vec<u8> {
            options.iter().zip(&table.options).map(|(o, count)| count - 1 - o).collect()
        };
        prop_assert_eq!(there.tabled.len(), back.tabled.len());
        for ((_, seat, options), (_, other, reversed)) in there.tabled.iter().zip(&back.tabled) {
            prop_assert_eq!(seat, other);
            prop_assert_eq!(&mirrored(options), reversed);
        }
    }

    #[test]
    fn any_answers_make_a_session_of_lawful_turns(
        table in tables(1..=8_usize),
        answers in prop::collection::vec(any::<bool>(), 1..20),
    ) {
        let n = table.chairs.len();
        let total: f64 = table.chairs.iter().map(|c| c.influence).sum();
        let mut session = Session::new();
        table.open(&mut session);
        let mut answers = answers.iter().cycle();
        let (mut next, mut refusers) = (0, SeatSet::EMPTY);
        loop {
            match session.turn() {
                Turn::Offer(seat) => {
                    prop_assert_eq!(seat, next % n);
                    session.offer(Offer::new(&vec![0; table.options.len()]));
                    prop_assert_eq!(session.accepted(), SeatSet::one(seat));
                    (next, refusers) = (next + 1, SeatSet::EMPTY);
                }
                Turn::Respond(seat) => {
                    prop_assert_eq!(seat, next % n);
                    let (held, accepts) = (session.accepted(), *answers.next().unwrap());
                    session.respond(accepts);
                    let expected = if accepts { held | SeatSet::one(seat) } else { held };
                    prop_assert_eq!(session.accepted(), expected);
                    if !accepts {
                        refusers.insert(seat);
                    }
                    let refused: f64 = refusers.iter().map(|s| table.chairs[s].influence).sum();
                    let sunk = !accepts
                        && (table.chairs[seat].veto
                            || total - refused < table.rules.quorum * total - 1e-9);
                    // A refusal that sinks leaves the seat to offer; any other answer passes the turn.
                    if sunk {
                        prop_assert_eq!(session.turn(), Turn::Offer(seat));
                    } else {
                        next += 1;
                    }
                }
                Turn::Agreed => {
                    prop_assert_eq!(session.accepted() | refusers, SeatSet::first(n));
                    break;
                }
                Turn::Failed => {
                    prop_assert_eq!(next, table.rules.steps as usize * n);
                    break;
                }
            }
        }
    }
}

#[test]
fn a_quorum_carries_over_those_who_refuse() {
    // Low, low, high: the third refuses, and two thirds of the influence is enough.
    let chairs = [(1.0, false, true), (1.0, false, true), (1.0, false, false)];
    let mut session = Session::new();
    let (end, offer) = played(&contest(0.6, &chairs), &mut session);
    assert_eq!((end, offer), (Turn::Agreed, Some(Offer::new(&[0]))));
    assert_eq!(session.accepted(), SeatSet::first(2));
    // It is not under unanimity, nor when the third holds a veto, nor when it weighs too much.
    assert_eq!(played(&contest(1.0, &chairs), &mut session).0, Turn::Failed);
    let vetoer = [chairs[0], chairs[1], (1.0, true, false)];
    assert_eq!(played(&contest(0.6, &vetoer), &mut session).0, Turn::Failed);
    let heavy = [chairs[0], chairs[1], (1.5, false, false)];
    assert_eq!(played(&contest(0.6, &heavy), &mut session).0, Turn::Failed);
    // Exactly the quorum is enough.
    let even = [(2.0, false, true), (1.0, false, true), (2.0, false, false)];
    assert_eq!(played(&contest(0.6, &even), &mut session).0, Turn::Agreed);
}

#[test]
fn a_mean_half_way_between_two_options_ends_the_walk() {
    // Two who weigh the same stand at either end: for the third, the mean of their positions is 1/2, half way
    // between the middle options of an even number, of which no step leads nearer.
    let mut session = Session::new();
    for count in 2..=12_u8 {
        let last = f64::from(count - 1);
        let chair = |best: u8| Chair {
            reservation: 0.0,
            conceded: 1.0,
            latitude: 0.0,
            influence: 0.5,
            veto: true,
            weights: vec![1.0],
            values: vec![(0..count).map(|o| 1.0 - f64::from(best.abs_diff(o)) / last).collect()],
            positions: vec![f64::from(best) / last],
        };
        let table = |third: u8| Table {
            rules: Rules { steps: 1, step_scale: 2.0, quorum: 1.0 },
            options: vec![count],
            chairs: vec![chair(third), chair(0), chair(count - 1)],
        };
        // It stops at the nearer of the two to itself, whichever end it comes from.
        for (third, stop) in [(0, (count - 1) / 2), (count - 1, count / 2)] {
            table(third).open(&mut session);
            assert_eq!(session.proposal(0), Offer::new(&[stop]), "{count} options from {third}");
        }
    }
}

#[test]
fn offers_stay_on_the_table_however_uneven_the_influence() {
    // Next to 1, the influence of the others is rounding error, and so is the mean of their positions.
    let mut session = Session::new();
    for seed in 0..400 {
        let mut draw = Draw(seed);
        let shape = Shape {
            seats: 4,
            issues: 3,
            options: 12,
            even: false,
            steps: 6,
            quorum: 0.5,
            values: Values::Peaked,
        };
        let mut table = draw.table(shape);
        table.chairs[0].influence = 1.0;
        for chair in &mut table.chairs[1..] {
            chair.influence *= 4e-16;
        }
        for (_, _, options) in driven(&table, &mut session).tabled {
            assert!(options.iter().zip(&table.options).all(|(o, count)| o < count), "seed {seed}");
        }
    }
}

#[test]
fn unanimity_counts_a_seat_without_influence() {
    let chairs = [(1.0, false, true), (1.0, false, true), (0.0, false, false)];
    let mut session = Session::new();
    assert_eq!(played(&contest(1.0, &chairs), &mut session).0, Turn::Failed);
    assert_eq!(played(&contest(0.9, &chairs), &mut session).0, Turn::Agreed);
}

#[test]
fn tables_of_nobody_of_one_and_of_nothing_end_at_once() {
    let mut session = Session::new();
    assert_eq!(session.turn(), Turn::Failed);
    assert_eq!(played(&contest(1.0, &[]), &mut session).0, Turn::Failed);
    let alone = played(&contest(1.0, &[(1.0, true, false)]), &mut session);
    assert_eq!(alone, (Turn::Agreed, Some(Offer::new(&[1]))));
    let mut nothing = contest(1.0, &[(1.0, true, false), (1.0, true, true)]);
    nothing.options.clear();
    assert_eq!(played(&nothing, &mut session).0, Turn::Failed);
}

#[test]
fn results_are_frozen() {
    // Agreements in 100 tables of a kind, and a digest of all that can be seen of how they went.
    let shape = |seats, issues, options, quorum, values| Shape {
        seats,
        issues,
        options,
        even: true,
        steps: 6,
        quorum,
        values,
    };
    let kinds = [
        shape(7, 2, 5, 1.0, Values::Peaked),
        shape(7, 2, 5, 0.6, Values::Peaked),
        shape(2, 3, 5, 1.0, Values::Peaked),
        shape(5, 8, 4, 0.7, Values::Peaked),
        shape(16, 2, 12, 0.5, Values::Ragged),
        shape(3, 32, 12, 1.0, Values::Ragged),
    ];
    let mut session = Session::new();
    let frozen = kinds.map(|shape| {
        let mut draw = Draw(1_933);
        let (mut agreements, mut digest) = (0, 0xcbf2_9ce4_8422_2325_u64);
        for _ in 0..100 {
            let table = draw.table(shape);
            let Played { end, accepted, step, positions, tabled } = driven(&table, &mut session);
            agreements += u32::from(end == Turn::Agreed);
            let mut fold = |word: u64| digest = (digest ^ word).wrapping_mul(0x100_0000_01b3);
            fold(u64::from(end == Turn::Agreed));
            fold(accepted.bits());
            fold(u64::from(step));
            positions.iter().flatten().for_each(|x| fold(x.to_bits()));
            for (step, seat, options) in tabled {
                fold(u64::from(step));
                fold(seat as u64);
                options.iter().for_each(|&o| fold(u64::from(o)));
            }
        }
        (agreements, digest)
    });
    let expected = [
        (2, 0xe784_7298_b32c_4670),
        (59, 0x6751_09fd_de4f_2580),
        (76, 0xbe57_4c12_3571_442a),
        (63, 0x39b7_3e4e_b264_d81f),
        (8, 0x08c9_ccab_d2c1_4d7f),
        (11, 0x7a41_2915_dfc6_f6ce),
    ];
    assert_eq!(frozen, expected);
}
