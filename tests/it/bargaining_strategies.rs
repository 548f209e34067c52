//! What tactics, acceptance and the search for offers promise, over random domains.

use proptest::prelude::*;
use proptest::strategy::Strategy as Any;
use summitry_model::bargaining::inverse::Found;
use summitry_model::bargaining::strategy::NAMES;
use summitry_model::bargaining::{
    Descent, InverseUtility, MAX_OPTIONS, Offer, Preferences, Reciprocity, Session, Strategy, Turn,
};

use crate::bargaining_plain::Draw;

/// Preferences over issues with these numbers of options, with or without ties.
fn preferences(draw: &mut Draw, options: &[usize], ties: bool) -> Preferences {
    let mut number = || if ties { (draw.uniform() * 4.0).floor() / 4.0 } else { draw.uniform() };
    let weights: Vec<f64> = options.iter().map(|_| 0.1 + number()).collect();
    let values: Vec<Vec<f64>> =
        options.iter().map(|&count| (0..count).map(|_| number()).collect()).collect();
    Preferences::weighted(&weights, &values).unwrap()
}

/// A random order of so many.
fn order(draw: &mut Draw, count: usize) -> Vec<usize> {
    let mut keyed: Vec<(f64, usize)> = (0..count).map(|o| (draw.uniform(), o)).collect();
    keyed.sort_by(|a, b| a.partial_cmp(b).unwrap());
    keyed.into_iter().map(|(_, o)| o).collect()
}

/// The same preferences with issues and the options of each in another order.
fn reordered(of: &Preferences, issues: &[usize], orders: &[Vec<usize>]) -> Preferences {
    let row = |&issue: &usize| orders[issue].iter().map(|&old| of.worth(issue)[old]).collect();
    let same = Preferences::new(&issues.iter().map(row).collect::<Vec<_>>()).unwrap();
    same.with_reservation(of.reservation()).unwrap()
}

/// Every offer, the last issue changing first.
fn all(options: &[usize]) -> Vec<Vec<u8>> {
    options.iter().fold(vec![Vec::new()], |offers, &count| {
        let more = |offer: Vec<u8>| {
            (0..count as u8).map(move |o| offer.iter().copied().chain([o]).collect())
        };
        offers.into_iter().flat_map(more).collect()
    })
}

fn shapes() -> impl Any<Value = Vec<usize>> {
    proptest::collection::vec(1..=5_usize, 1..=5)
}

/// Every strategy, each with every way to accept.
fn strategy() -> impl Any<Value = Strategy> {
    (0..NAMES.len(), 0..3_usize).prop_map(|(name, accept)| {
        let accept = ["threshold", "next-offer", "combined,after=0.8"][accept];
        format!("{}:accept={accept}", NAMES[name]).parse().unwrap()
    })
}

/// A session with its parties, and every offer that was made.
struct Played {
    parties: Vec<Preferences>,
    session: Session,
    end: Turn,
    made: Vec<(usize, Offer)>,
}

fn play(parties: Vec<Preferences>, strategies: &[Strategy], steps: u32) -> Played {
    let seats: Vec<(&Preferences, Strategy)> =
        parties.iter().zip(strategies.iter().copied()).collect();
    let mut session = Session::between(&seats, steps);
    let mut made = Vec::new();
    let end = loop {
        let before = session.standing();
        if let Turn::Agreed | Turn::Failed = session.turn() {
            break session.turn();
        }
        let end = session.advance();
        if session.standing() != before
            && let Some((offer, seat)) = session.standing()
        {
            made.push((seat, offer));
        }
        if let Turn::Agreed | Turn::Failed = end {
            break end;
        }
    };
    Played { parties, session, end, made }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_lowest_offer_is_worth_what_a_sorted_list_of_all_has_first_and_any_of_its_equals_can_be_had(
        options in shapes(), ties in any::<bool>(), seed in any::<u64>(), at in 0.0..1.1_f64,
    ) {
        let of = preferences(&mut Draw(seed), &options, ties);
        let mut inverse = InverseUtility::default();
        inverse.build(&of);
        let mut listed: Vec<(f64, Vec<u8>)> =
            all(&options).into_iter().map(|offer| (of.utility(&offer), offer)).collect();
        listed.sort_by(|a, b| a.partial_cmp(b).unwrap());
        let first = listed.iter().find(|(utility, _)| *utility >= at - 1e-12);
        let found = inverse.lowest(at);
        prop_assert_eq!(inverse.bound(), 0.0);
        prop_assert_eq!(found.is_some(), first.is_some());
        let (Some(found), Some((worth, _))) = (found, first) else { return Ok(()) };
        prop_assert!((found.utility - worth).abs() < 1e-12);
        let below = listed.iter().rev().find(|(utility, _)| *utility < at - 1e-12);
        if let Some((below, _)) = below {
            prop_assert!((found.below - below).abs() < 1e-12);
        }
        let equals: Vec<&Vec<u8>> = listed
            .iter()
            .filter(|(utility, _)| *utility >= at - 1e-12 && *utility <= worth + 1e-12)
            .map(|(_, offer)| offer)
            .collect();
        prop_assert!(equals.contains(&&found.offer.options().to_vec()));
        prop_assert_eq!(found.tied, equals.len() > 1);
        // What is liked best is that with the most options like those of the last of the list.
        let last = &listed[listed.len() - 1].1;
        for liked in [false, true] {
            let likes = |issue: usize, option: u8| u32::from(liked && last[issue] == option);
            let liking = |offer: &Vec<u8>| -> u32 {
                offer.iter().enumerate().map(|(issue, &option)| likes(issue, option)).sum()
            };
            let most = equals.iter().map(|offer| liking(offer)).max().unwrap();
            let mut best: Vec<Vec<u8>> = equals
                .iter()
                .filter(|offer| liking(offer) == most)
                .map(|offer| offer.to_vec())
                .collect();
            best.sort();
            let mut chosen: Vec<Vec<u8>> = (0..best.len() as u64)
                .map(|place| {
                    let draw = |count: u64| {
                        assert!(!found.tied || count == best.len() as u64);
                        place
                    };
                    inverse.among_equals(likes, draw).unwrap().options().to_vec()
                })
                .collect();
            chosen.sort();
            prop_assert_eq!(chosen, best);
        }
    }

    #[test]
    fn what_was_sought_before_does_not_change_what_is_found(
        options in proptest::collection::vec(1..=5_usize, 1..=8), ties in any::<bool>(), seed in any::<u64>(),
        targets in proptest::collection::vec(-0.1..1.1_f64, 1..=12), falling in any::<bool>(),
    ) {
        let of = preferences(&mut Draw(seed), &options, ties);
        let mut targets = targets;
        if falling {
            targets.sort_by(|a, b| b.total_cmp(a));
        }
        let mut used = InverseUtility::default();
        used.build(&of);
        let fresh = used.clone();
        for at in targets {
            let told = |found: Option<Found>| found.map(|of| (of.utility, of.below, of.tied));
            prop_assert_eq!(told(used.lowest(at)), told(fresh.clone().lowest(at)));
        }
    }

    #[test]
    fn a_descent_meets_every_offer_once_from_the_best_to_the_worst(
        options in shapes(), ties in any::<bool>(), seed in any::<u64>(),
    ) {
        let of = preferences(&mut Draw(seed), &options, ties);
        let mut descent = Descent::default();
        descent.begin(&of, 10);
        let mut met = Vec::new();
        let mut before = f64::INFINITY;
        while let Some((offer, utility)) = descent.peek(&of) {
            prop_assert!((of.utility(offer.options()) - utility).abs() < 1e-12);
            prop_assert!(utility <= before + 1e-12);
            before = utility;
            met.push(offer.options().to_vec());
            descent.advance(&of);
        }
        met.sort();
        prop_assert_eq!(met, all(&options));
    }

    #[test]
    fn what_is_agreed_was_offered_and_no_party_falls_below_its_reservation(
        options in shapes(),
        strategies in proptest::collection::vec(strategy(), 2..=4),
        steps in 1..=40_u32,
        ties in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let mut draw = Draw(seed);
        let parties: Vec<Preferences> = strategies
            .iter()
            .map(|_| {
                let of = preferences(&mut draw, &options, ties);
                let reservation = of.most() * 1.05 * draw.uniform();
                of.with_reservation(reservation).unwrap()
            })
            .collect();
        let played = play(parties, &strategies, steps);
        for (seat, offer) in &played.made {
            let of = &played.parties[*seat];
            prop_assert!(of.utility(offer.options()) >= of.reservation() - 1e-9, "an own offer");
        }
        prop_assert!(played.made.len() <= steps as usize * strategies.len());
        if played.end == Turn::Agreed {
            let (offer, seat) = played.session.standing().unwrap();
            prop_assert!(played.made.contains(&(seat, offer)));
            for of in &played.parties {
                prop_assert!(of.utility(offer.options()) >= of.reservation() - 1e-9);
            }
            prop_assert!(played.session.agreed_step().unwrap() < steps);
        }
    }

    #[test]
    fn other_orders_of_options_and_issues_change_nothing_but_what_is_drawn(
        options in shapes(),
        strategies in proptest::collection::vec(strategy(), 2..=4),
        ties in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let mut draw = Draw(seed);
        let orders: Vec<Vec<usize>> = options.iter().map(|&count| order(&mut draw, count)).collect();
        let issues = order(&mut draw, options.len());
        let parties: Vec<Preferences> =
            strategies.iter().map(|_| preferences(&mut draw, &options, ties)).collect();
        let renamed: Vec<Preferences> =
            parties.iter().map(|of| reordered(of, &issues, &orders)).collect();
        let (one, other) = (play(parties, &strategies, 30), play(renamed, &strategies, 30));
        if ties && one.session.drawn() > 0 {
            return Ok(());
        }
        prop_assert_eq!((one.session.drawn(), other.session.drawn()), (0, 0));
        prop_assert_eq!(one.end, other.end);
        prop_assert_eq!(one.session.agreed_step(), other.session.agreed_step());
        let made = |of: &Played| -> Vec<Vec<u8>> {
            of.made.iter().map(|(_, offer)| offer.options().to_vec()).collect()
        };
        let mut old = made(&other);
        for offer in &mut old {
            let there = offer.clone();
            for (place, &issue) in issues.iter().enumerate() {
                offer[issue] = orders[issue][usize::from(there[place])] as u8;
            }
        }
        prop_assert_eq!(made(&one), old);
    }

    /// Against somebody who never accepts and offers ever more, who holds out longer takes something better, if
    /// it takes anything before time runs out.
    #[test]
    fn patience_never_hurts_against_offers_that_rise(
        offers in proptest::collection::vec(0..=100_u8, 60),
        patient in 0.05..4.0_f64, impatient in 0.05..4.0_f64,
    ) {
        let mut offers = offers;
        offers.sort_unstable();
        let (patient, impatient) = (patient.min(impatient), patient.max(impatient));
        let pie = Preferences::new(&[(0..=100).map(|o| f64::from(o) / 100.0).collect()]).unwrap();
        let taken = |beta: f64| {
            let strategy: Strategy = format!("polynomial:beta={beta}").parse().unwrap();
            let mut session = Session::between(&[(&pie, strategy), (&pie, strategy)], 60);
            loop {
                match session.turn() {
                    Turn::Offer(1) => {
                        session.offer(Offer::new(&[offers[session.step() as usize]]));
                    }
                    Turn::Respond(1) => session.respond(false),
                    Turn::Agreed => break session.standing().map(|(offer, _)| offer.options()[0]),
                    Turn::Failed => break None,
                    Turn::Offer(_) | Turn::Respond(_) => {
                        session.advance();
                    }
                }
            }
        };
        if let (Some(late), Some(early)) = (taken(patient), taken(impatient)) {
            prop_assert!(late >= early);
        }
    }

    /// Over one pie, against a party that concedes by time, patience costs at most the pie's grain and one fall of
    /// the target: what it passes over, it meets again a little lower, and by then the other asks for less.
    #[test]
    fn patience_never_hurts_over_a_pie(
        patient in 0.1..4.0_f64, impatient in 0.1..4.0_f64, other in 0.1..4.0_f64,
        first in any::<bool>(),
    ) {
        let (patient, impatient) = (patient.min(impatient), patient.max(impatient));
        let share = |o: u8| f64::from(o) / 200.0;
        let mine = Preferences::new(&[(0..=200).map(share).collect()]).unwrap();
        let theirs = Preferences::new(&[(0..=200).map(|o| 1.0 - share(o)).collect()]).unwrap();
        let strategy = |beta: f64| -> Strategy { format!("polynomial:beta={beta}").parse().unwrap() };
        let steps = 200;
        let got = |beta: f64| {
            let (a, b) = ((&mine, strategy(beta)), (&theirs, strategy(other)));
            let mut session = Session::between(&if first { [a, b] } else { [b, a] }, steps);
            (session.play() == Turn::Agreed).then(|| mine.utility(session.standing().unwrap().0.options()))
        };
        let target = |step: u32| 1.0 - libm::pow(f64::from(step + 1) / 201.0, 1.0 / patient);
        let fall = (1..steps).map(|s| target(s - 1) - target(s)).fold(0.0, f64::max);
        if let (Some(late), Some(early)) = (got(patient), got(impatient)) {
            prop_assert!(late >= early - fall - 0.005 - 1e-9, "{late} {early}");
        }
    }
}

#[test]
fn a_space_too_large_to_list_is_searched_within_the_bound() {
    let mut draw = Draw(11);
    let options = [5; 30];
    for _ in 0..3 {
        let of = preferences(&mut draw, &options, false);
        let mut inverse = InverseUtility::default();
        inverse.build(&of);
        assert!(inverse.bound() > 0.0 && inverse.bound() < 30.0 / 16_384.0);
        for _ in 0..200 {
            // Any offer is worth what it is worth: the lowest at that worth is no more than the bound above it.
            let offer: Vec<u8> = options.iter().map(|_| (draw.uniform() * 5.0) as u8).collect();
            let worth = of.utility(&offer);
            let found = inverse.lowest(worth).unwrap();
            let utility = of.utility(found.offer.options());
            assert!((utility - found.utility).abs() < 1e-9);
            assert!(utility >= worth - 1e-9 && utility <= worth + inverse.bound() + 1e-9);
        }
        let best = inverse.lowest(of.most() - 1e-12).unwrap();
        assert_eq!(best.offer, of.best());
        assert!((inverse.lowest(-1.0).unwrap().utility - of.least()).abs() < 1e-12);
    }
}

#[test]
fn every_strategy_plays_thirty_issues() {
    let mut draw = Draw(5);
    let (one, other) =
        (preferences(&mut draw, &[5; 30], false), preferences(&mut draw, &[5; 30], false));
    for name in NAMES {
        let played = play(
            vec![one.clone(), other.clone()],
            &[name.parse().unwrap(), "conceder".parse().unwrap()],
            50,
        );
        assert_eq!(played.end, Turn::Agreed, "{name}");
    }
}

#[test]
fn as_many_options_as_there_may_be_are_searched() {
    let of = Preferences::new(&vec![(0..MAX_OPTIONS).map(|o| o as f64).collect(); 2]).unwrap();
    let mut inverse = InverseUtility::default();
    inverse.build(&of);
    assert_eq!(inverse.lowest(300.5).unwrap().utility, 301.0);
}

/// A pie of 100 for one and the other.
fn pie() -> [Preferences; 2] {
    let of = |share: &dyn Fn(u8) -> u8| {
        Preferences::new(&[(0..=100).map(|o| f64::from(share(o)) / 100.0).collect()]).unwrap()
    };
    [of(&|o| o), of(&|o| 100 - o)]
}

/// The shares that the first party asks for, while the other makes these offers.
fn asked(strategy: &str, offers: &[u8]) -> Vec<u8> {
    let [one, other] = pie();
    let strategy = strategy.parse().unwrap();
    let steps = offers.len() as u32;
    let mut session = Session::between(&[(&one, strategy), (&other, strategy)], steps);
    let mut asked = Vec::new();
    loop {
        match session.turn() {
            Turn::Offer(0) => {
                asked.push(session.proposal(0).options()[0]);
                session.advance();
            }
            Turn::Offer(_) => session.offer(Offer::new(&[offers[session.step() as usize]])),
            Turn::Respond(1) => session.respond(false),
            Turn::Respond(_) => session.respond(false),
            Turn::Agreed | Turn::Failed => return asked,
        }
    }
}

#[test]
fn tit_for_tat_answers_what_the_others_did() {
    let offers = [10, 20, 20, 30, 60, 60];
    // By as much: 10, 0, 10, 30 points less as soon as it is seen.
    assert_eq!(asked("absolute-tit-for-tat", &offers), [100, 100, 90, 90, 80, 50]);
    // Two turns back: a turn later.
    assert_eq!(asked("absolute-tit-for-tat:lag=2", &offers), [100, 100, 100, 90, 90, 80]);
    // In proportion: × 10/20, × 1, × 20/30, × 30/60.
    assert_eq!(asked("relative-tit-for-tat", &offers), [100, 100, 50, 50, 34, 17]);
    // Over two turns: 10/20 (all there is), 10/20, 20/30, 20/60.
    assert_eq!(asked("averaged-tit-for-tat:window=2", &offers), [100, 100, 50, 25, 17, 6]);
    // Who takes back is answered in kind.
    assert_eq!(asked("absolute-tit-for-tat", &[40, 60, 40, 40]), [100, 100, 80, 100]);
    let rule = Reciprocity::Averaged { window: 2 };
    assert_eq!(rule.target(0.5, &[0.0, 0.0]), 0.5, "nothing is in proportion to nothing");
}

#[test]
fn micro_makes_a_new_offer_for_each_new_offer() {
    // The other repeats itself: no further concession, but its own offers again in turn.
    assert_eq!(asked("micro", &[0, 1, 1, 1, 2, 3]), [100, 99, 98, 100, 99, 97]);
}

#[test]
fn a_trade_off_gives_way_where_the_other_is_seen_to_care() {
    // Two issues: the first matters to the other, who never moves on it.
    let one = Preferences::weighted(&[0.4, 0.6], &vec![vec![0.0, 0.5, 1.0]; 2]).unwrap();
    let other = Preferences::weighted(&[0.8, 0.2], &vec![vec![1.0, 0.5, 0.0]; 2]).unwrap();
    for name in ["trade-off", "frequency"] {
        let parties = [(&one, name.parse().unwrap()), (&other, name.parse().unwrap())];
        let mut session = Session::between(&parties, 20);
        assert_eq!(session.play(), Turn::Agreed, "{name}");
        let offer = session.standing().unwrap().0;
        assert_eq!(offer.options(), [0, 2], "{name}: each has what it cares for");
    }
}

#[test]
fn who_looks_at_the_others_leaves_less_on_the_table() {
    let mut draw = Draw(3);
    let mut sums = [0.0; 3];
    for _ in 0..300 {
        let of = [0, 1].map(|_| preferences(&mut draw, &[4; 4], false));
        for (sum, name) in sums.iter_mut().zip(["linear", "trade-off", "frequency"]) {
            let parties = [(&of[0], name.parse().unwrap()), (&of[1], name.parse().unwrap())];
            let mut session = Session::between(&parties, 60);
            session.play();
            let offer = session.standing().unwrap().0;
            *sum += of.iter().map(|p| p.utility(offer.options())).sum::<f64>();
        }
    }
    let [linear, trade_off, frequency] = sums.map(|sum| sum / 300.0);
    assert!(trade_off > linear + 0.01 && frequency > linear + 0.01);
}

#[test]
fn acceptance_differs_where_it_should() {
    let [one, other] = pie();
    let ends = |accept: &str, after: &str| {
        let strategy: Strategy = format!("boulware:accept={accept}{after}").parse().unwrap();
        let parties = [(&one, strategy), (&other, "polynomial:beta=0.5".parse().unwrap())];
        let mut session = Session::between(&parties, 40);
        session.play();
        (session.agreed_step(), session.standing().map(|(offer, _)| offer.options()[0]))
    };
    let (threshold, _) = ends("threshold", "");
    let (combined, share) = ends("combined", ",after=0.5");
    // From half time it takes the best of what a window showed, which here is the latest: (20/41)² of the pie.
    assert_eq!(combined, Some(20));
    assert!(threshold > combined);
    assert_eq!(share, Some(23));
    let (next, _) = ends("next-offer", "");
    assert!(next >= threshold);
}

#[test]
fn who_finds_nothing_acceptable_leaves() {
    let [one, other] = pie();
    let greedy = one.with_reservation(2.0).unwrap();
    for name in NAMES {
        let parties = [(&greedy, name.parse().unwrap()), (&other, "linear".parse().unwrap())];
        let mut session = Session::between(&parties, 10);
        assert_eq!(session.play(), Turn::Failed, "{name}");
        assert_eq!(session.standing(), None, "{name}");
    }
}

#[test]
fn a_strategy_that_does_not_exist_is_told_from_one_that_was_meant() {
    let errors: Vec<String> = [
        "bouleware",
        "xyz",
        "",
        "boulware:e=4",
        "polynomial:beta=0",
        "polynomial:beta=nan",
        "linear:accept=always",
        "linear:after=0.5",
        "micro:lag=1",
        "relative-tit-for-tat:lag=0",
        "exponential:kappa=0",
        "polynomial:beta=1,beta=2",
        "linear:",
    ]
    .iter()
    .map(|typed| match typed.parse::<Strategy>() {
        Ok(_) => format!("{typed}: fine"),
        Err(error) => format!("{typed}: {error}"),
    })
    .collect();
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn micro_comes_down_to_its_reservation_and_no_further() {
    let mine = Preferences::new(&[vec![0.3, 0.1, 0.7], vec![0.1, 0.2, 0.6]]).unwrap();
    let worth = |o: &[u8; 2]| mine.utility(o);
    let outcomes: Vec<[u8; 2]> = (0..9).map(|k| [k / 3, k % 3]).collect();
    for floor in &outcomes {
        let mine = mine.clone().with_reservation(worth(floor)).unwrap();
        let parties = [(&mine, "micro".parse().unwrap()), (&mine, "linear".parse().unwrap())];
        let mut session = Session::between(&parties, 20);
        let mut k = 0;
        let mut offered = Vec::new();
        while let Turn::Offer(seat) | Turn::Respond(seat) = session.turn() {
            match session.turn() {
                Turn::Respond(_) => session.respond(false),
                _ if seat == 0 => {
                    offered.push(session.proposal(0));
                    session.offer(offered[offered.len() - 1]);
                }
                _ => {
                    session.offer(Offer::new(&outcomes[k % 9]));
                    k += 1;
                }
            }
        }
        let least = offered.iter().map(|o| mine.utility(o.options())).fold(f64::INFINITY, f64::min);
        assert!((least - mine.reservation()).abs() < 1e-12, "{least} for {}", mine.reservation());
    }
}

#[test]
fn among_more_than_two_micro_takes_an_acceptance_for_a_concession() {
    let [one, other] = pie();
    let easy = Preferences::new(&[vec![1.0; 101]]).unwrap();
    let micro: Strategy = "micro".parse().unwrap();
    let ended = |parties: &[(&Preferences, Strategy)]| {
        let mut session = Session::between(parties, 100);
        session.play();
        session.standing().filter(|_| session.agreed_step().is_some()).map(|(offer, _)| offer)
    };
    let two = ended(&[(&one, micro), (&other, micro)]);
    let three = ended(&[(&one, micro), (&other, micro), (&easy, "linear".parse().unwrap())]);
    assert_eq!(two.unwrap().options(), &[50]);
    assert_eq!(three, two);
}

#[test]
fn combined_acceptance_goes_by_the_best_single_offer_of_the_window() {
    let mine = Preferences::new(&[vec![0.5, 0.4, 0.1, 1.0]]).unwrap();
    let strategy: Strategy = "boulware:accept=combined,after=0.5".parse().unwrap();
    let linear: Strategy = "linear".parse().unwrap();
    let mut session = Session::between(&[(&mine, linear), (&mine, linear), (&mine, strategy)], 10);
    let mut asked = Vec::new();
    // The first offers what is worth .5 for seven steps and .4 from then on, which the second takes; until
    // then that one offers what is worth .1.
    loop {
        let late = session.step() >= 7;
        match session.turn() {
            Turn::Offer(0) => session.offer(Offer::new(&[u8::from(late)])),
            Turn::Offer(1) => session.offer(Offer::new(&[2])),
            Turn::Offer(_) => session.offer(session.proposal(2)),
            Turn::Respond(1) => session.respond(late),
            Turn::Respond(2) => {
                if late {
                    asked.push(session.accepts(2));
                }
                session.respond(false);
            }
            Turn::Respond(_) => session.respond(false),
            Turn::Agreed | Turn::Failed => break,
        }
    }
    // Until the .5 has left the window, .4 is not enough.
    assert_eq!(asked, [false, true, true]);
}

/// Points of the options of five issues, and those below which a party agrees to nothing.
type Sheet = ([f64; 3], [f64; 4], [f64; 3], [f64; 4], [f64; 3], f64);

/// Six parties with score sheets of whole points over five issues: most offers have equals.
fn score_sheets() -> Vec<Preferences> {
    let sheets: [Sheet; 6] = [
        (
            [14., 8., 0.],
            [11., 7., 5., 0.],
            [17., 12., 0.],
            [35., 29., 20., 0.],
            [23., 10., 0.],
            45.,
        ),
        ([0., 11., 22.], [12., 8., 4., 0.], [24., 8., 0.], [0., 8., 13., 40.], [0., 2., 2.], 40.),
        (
            [20., 15., 0.],
            [42., 35., 25., 0.],
            [0., 10., 24.],
            [0., 20., 30., 14.],
            [0., 0., 0.],
            40.,
        ),
        ([0., 0., 0.], [8., 8., 4., 0.], [12., 8., 6.], [10., 26., 40., 0.], [0., 20., 40.], 40.),
        (
            [4., 8., 15.],
            [0., 10., 5., 2.],
            [20., 25., 0.],
            [0., 20., 20., 30.],
            [45., 45., 0.],
            40.,
        ),
        ([0., 5., 5.], [9., 0., 9., 9.], [10., 10., 10.], [12., 0., 24., 12.], [6., 12., 0.], 20.),
    ];
    let party = |(a, b, c, d, e, least): Sheet| {
        let rows = [a.to_vec(), b.to_vec(), c.to_vec(), d.to_vec(), e.to_vec()];
        let shares = rows.map(|row| row.iter().map(|points| points / 100.0).collect());
        Preferences::new(&shares).unwrap().with_reservation(least / 100.0).unwrap()
    };
    sheets.into_iter().map(party).collect()
}

/// Of 1,000 seeds: the mean and the variance of the mean of whether it is agreed, and of what each party gets.
fn over_seeds(parties: &[Preferences], strategy: &str, steps: u32) -> Vec<(f64, f64)> {
    let strategy: Strategy = strategy.parse().unwrap();
    let seats: Vec<(&Preferences, Strategy)> = parties.iter().map(|of| (of, strategy)).collect();
    let mut sums = vec![(0.0, 0.0); 1 + parties.len()];
    for seed in 1..=1000 {
        let mut session = Session::between(&seats, steps).seeded(seed);
        let agreed = (session.play() == Turn::Agreed).then(|| session.standing().unwrap().0);
        let got =
            parties.iter().map(|of| agreed.map_or(of.reservation(), |o| of.utility(o.options())));
        let shown = std::iter::once(f64::from(u8::from(agreed.is_some()))).chain(got);
        for ((sum, squares), value) in sums.iter_mut().zip(shown) {
            *sum += value;
            *squares += value * value;
        }
    }
    let of = |(sum, squares): &(f64, f64)| {
        let mean = sum / 1000.0;
        (mean, (squares / 1000.0 - mean * mean).max(0.0) / 999.0)
    };
    sums.iter().map(of).collect()
}

#[test]
fn what_is_drawn_over_seeds_does_not_depend_on_the_order_of_options() {
    let sheets = score_sheets();
    let mut draw = Draw(4);
    for strategy in ["linear", "conceder", "relative-tit-for-tat"] {
        let here = over_seeds(&sheets, strategy, 12);
        assert!(here[0].0 > 0.0 && here[1].1 > 0.0, "{strategy}: nothing depends on what is drawn");
        for _ in 0..2 {
            let count = |issue| sheets[0].worth(issue).len();
            let orders: Vec<Vec<usize>> = (0..5).map(|j| order(&mut draw, count(j))).collect();
            let issues = order(&mut draw, 5);
            let renamed: Vec<Preferences> =
                sheets.iter().map(|of| reordered(of, &issues, &orders)).collect();
            let there = over_seeds(&renamed, strategy, 12);
            for ((mean, variance), (other, others)) in here.iter().zip(&there) {
                // Four standard errors: 42 comparisons are made.
                let reach = 4.0 * (variance + others).sqrt() + 1e-9;
                assert!((mean - other).abs() <= reach, "{strategy}: {mean} against {other}");
            }
        }
    }
}

#[test]
fn a_party_that_is_indifferent_offers_what_the_others_last_offered() {
    // One cares for nothing: whatever it offers, it offers what the other asked for.
    let cares = Preferences::new(&[vec![0.1, 0.5, 0.2], vec![0.4, 0.3, 0.1]]).unwrap();
    let not = Preferences::new(&[vec![0.5; 3], vec![0.5; 3]]).unwrap();
    for name in ["boulware", "linear", "micro", "trade-off", "frequency"] {
        let seats = [(&cares, name.parse().unwrap()), (&not, name.parse().unwrap())];
        for seed in 0..20 {
            let mut session = Session::between(&seats, 10).seeded(seed);
            session.offer(Offer::new(&[1, 0]));
            assert_eq!(session.turn(), Turn::Respond(1));
            session.respond(false);
            assert_eq!(session.proposal(1).options(), &[1, 0], "{name}");
        }
    }
}
