//! The mediated single text: what its votes promise, over random tables.

use crate::bargaining_plain::Draw;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use summitry_engine::sets::SeatSet;
use summitry_engine::{Purpose, Streams};
use summitry_model::bargaining::mediated::{
    Mediated, Order, Party, Rules, Unfit, Voter, Votes, mediate,
};
use summitry_model::bargaining::{MAX_PARTIES, Offer, Preferences, Protocol, Turn};

const MANY: u32 = 100_000;

/// Who sits there, and the status quo.
#[derive(Clone, Debug)]
struct Table {
    chairs: Vec<Chair>,
    start: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Chair {
    /// By issue and option.
    worth: Vec<Vec<f64>>,
    reservation: f64,
    influence: f64,
    veto: bool,
    voter: Voter,
}

impl Chair {
    fn preferences(&self) -> Preferences {
        Preferences::new(&self.worth).unwrap().with_reservation(self.reservation).unwrap()
    }
}

impl Table {
    fn mediate(&self, rules: Rules, draw: impl FnMut() -> f64) -> Mediated {
        let preferences = self.preferences();
        let parties = self.parties(&preferences);
        mediate(rules, &parties, Offer::new(&self.start), draw).unwrap()
    }

    fn preferences(&self) -> Vec<Preferences> {
        self.chairs.iter().map(Chair::preferences).collect()
    }

    fn parties<'a>(&self, preferences: &'a [Preferences]) -> Vec<Party<'a>> {
        let party = |(chair, preferences): (&Chair, &'a Preferences)| Party {
            preferences,
            influence: chair.influence,
            veto: chair.veto,
            voter: chair.voter,
        };
        self.chairs.iter().zip(preferences).map(party).collect()
    }

    fn options(&self, issue: usize) -> usize {
        self.chairs[0].worth[issue].len()
    }

    fn changes(&self) -> usize {
        (0..self.start.len()).map(|issue| self.options(issue) - 1).sum()
    }

    /// Every text that is one change away.
    fn neighbours(&self, text: &[u8]) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        for issue in 0..text.len() {
            for option in (0..self.options(issue) as u8).filter(|&o| o != text[issue]) {
                let mut other = text.to_vec();
                other[issue] = option;
                all.push(other);
            }
        }
        all
    }

    fn utilities(&self, text: &[u8]) -> Vec<f64> {
        self.chairs.iter().map(|chair| chair.preferences().utility(text)).collect()
    }

    /// Whether climbers take `after` for `before`, counted out plainly. Worths here are sixteenths, so
    /// that sums are exact.
    fn takes(&self, quorum: f64, before: &[u8], after: &[u8]) -> bool {
        let (before, after) = (self.utilities(before), self.utilities(after));
        let votes = || before.iter().zip(&after).zip(&self.chairs);
        let total: f64 = self.chairs.iter().map(|chair| chair.influence).sum();
        let left =
            votes().filter(|((b, a), _)| a >= b).map(|(_, chair)| chair.influence).sum::<f64>();
        let vetoed = votes().any(|((b, a), chair)| a < b && (chair.veto || quorum == 1.0));
        votes().any(|((b, a), _)| a > b) && !vetoed && left >= quorum * total - 1e-9
    }
}

/// Random tables of climbers; few distinct worths, so that parties are often indifferent.
fn tables() -> impl Strategy<Value = Table> {
    let sizes = prop::collection::vec(1..=5_usize, 1..=4);
    (sizes, 1..=6_usize).prop_flat_map(|(sizes, parties)| {
        let row = |n: usize| prop::collection::vec((0..6_u8).prop_map(|v| f64::from(v) / 16.0), n);
        let worth = sizes.iter().map(|&n| row(n)).collect::<Vec<_>>();
        let chair = (worth, 0..12_u8, 0..4_u8, prop::bool::weighted(0.2)).prop_map(
            |(worth, reservation, influence, veto)| Chair {
                worth,
                reservation: f64::from(reservation) / 16.0,
                influence: f64::from(influence),
                veto,
                voter: Voter::Climber,
            },
        );
        let start = sizes.iter().map(|&n| 0..n as u8).collect::<Vec<_>>();
        (prop::collection::vec(chair, parties), start)
            .prop_map(|(chairs, start)| Table { chairs, start })
    })
}

fn orders() -> impl Strategy<Value = Order> {
    select(vec![Order::Sweep, Order::Drawn])
}

fn quorums() -> impl Strategy<Value = f64> {
    select(vec![1.0, 0.8, 0.5, 0.3])
}

fn everybody(parties: usize) -> SeatSet {
    SeatSet::first(parties)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn by_unanimity_every_change_is_a_gain_for_some_and_a_loss_for_none(
        table in tables(), order in orders(), seed in any::<u64>()
    ) {
        let rules = Rules { steps: MANY, quorum: 1.0, order };
        let run = |steps| {
            let mut draws = Draw(seed);
            table.mediate(Rules { steps, ..rules }, || draws.uniform())
        };
        let end = run(MANY);
        let mut before = table.start.clone();
        let mut taken = 0;
        for steps in 1..=end.steps {
            // The same draws, stopped after each proposal.
            let text = run(steps).text.options().to_vec();
            if text != before {
                let (u, v) = (table.utilities(&before), table.utilities(&text));
                prop_assert!(v.iter().zip(&u).all(|(v, u)| v >= u), "{u:?} {v:?}");
                prop_assert!(v.iter().zip(&u).any(|(v, u)| v > u), "{u:?} {v:?}");
                taken += 1;
            }
            before = text;
        }
        prop_assert_eq!((end.text.options(), end.taken), (&before[..], taken));
    }

    #[test]
    fn by_unanimity_the_end_is_stable(table in tables(), order in orders(), seed in any::<u64>()) {
        let mut draws = Draw(seed);
        let rules = Rules { steps: MANY, quorum: 1.0, order };
        let end = table.mediate(rules, || draws.uniform());
        prop_assert!(end.stable && end.steps < MANY);
        let again = Table { start: end.text.options().to_vec(), ..table.clone() };
        let after = again.mediate(rules, || draws.uniform());
        prop_assert_eq!((after.text, after.taken), (end.text, 0));
    }

    #[test]
    fn stable_is_said_of_texts_from_which_no_change_is_taken(
        table in tables(), order in orders(), quorum in quorums(), steps in 0..200_u32, seed in any::<u64>()
    ) {
        let mut draws = Draw(seed);
        let end = table.mediate(Rules { steps, quorum, order }, || draws.uniform());
        let text = end.text.options();
        let moves = table.neighbours(text).iter().any(|other| table.takes(quorum, text, other));
        prop_assert_eq!(end.stable, !moves);
        prop_assert!(end.steps == steps || end.stable);
    }

    #[test]
    fn one_proposal_is_one_count_of_votes(
        table in tables(), quorum in quorums(), pick in any::<prop::sample::Index>()
    ) {
        prop_assume!(table.changes() > 0);
        let number = pick.index(table.changes());
        let u = (number as f64 + 0.5) / table.changes() as f64;
        let end = table.mediate(Rules { steps: 1, quorum, order: Order::Drawn }, || u);
        let proposed = &table.neighbours(&table.start)[number];
        let taken = table.takes(quorum, &table.start, proposed);
        prop_assert_eq!(end.text.options(), if taken { proposed } else { &table.start });
        let (u, v) = (table.utilities(&table.start), table.utilities(proposed));
        for (seat, (u, v)) in u.iter().zip(&v).enumerate() {
            let votes = Votes { in_favour: u32::from(v > u), against: u32::from(v < u) };
            prop_assert_eq!(end.votes[seat], votes);
        }
    }

    #[test]
    fn votes_count_as_refusals_at_a_table_of_alternating_offers(
        table in tables(), quorum in quorums(), pick in any::<prop::sample::Index>()
    ) {
        prop_assume!(table.changes() > 0);
        let number = pick.index(table.changes());
        let u = (number as f64 + 0.5) / table.changes() as f64;
        let end = table.mediate(Rules { steps: 1, quorum, order: Order::Drawn }, || u);
        let proposed = &table.neighbours(&table.start)[number];
        let (now, then) = (table.utilities(&table.start), table.utilities(proposed));
        // Whoever is for it could have proposed it.
        for proposer in (0..table.chairs.len()).filter(|&seat| then[seat] > now[seat]) {
            let (turn, accepted) = asked(&table, quorum, proposer, |seat| then[seat] >= now[seat]);
            prop_assert_eq!(turn == Turn::Agreed, end.taken == 1);
            if turn == Turn::Agreed {
                let content = (0..now.len()).filter(|&seat| then[seat] >= now[seat]);
                prop_assert_eq!(accepted, content.collect());
            }
        }
    }

    #[test]
    fn the_text_is_ratified_as_an_offer_is_agreed(
        table in tables(), order in orders(), quorum in quorums(), steps in 0..50_u32, seed in any::<u64>()
    ) {
        let mut draws = Draw(seed);
        let end = table.mediate(Rules { steps, quorum, order }, || draws.uniform());
        let had = table.utilities(end.text.options());
        let content = |seat: usize| had[seat] >= table.chairs[seat].reservation;
        let accepted = (0..had.len()).filter(|&s| content(s)).collect();
        prop_assert_eq!(end.accepted, accepted);
        for proposer in (0..had.len()).filter(|&seat| content(seat)) {
            let (turn, held) = asked(&table, quorum, proposer, content);
            prop_assert_eq!(turn == Turn::Agreed, end.agreed);
            prop_assert!(!end.agreed || held == accepted);
        }
    }

    #[test]
    fn by_unanimity_nobody_agrees_to_less_than_its_reservation(
        table in tables(), order in orders(), steps in 0..100_u32, temperature in 0.0..1.0_f64, seed in any::<u64>()
    ) {
        let mut table = table;
        for chair in &mut table.chairs {
            chair.voter = Voter::Annealer { temperature, cooling: 50 };
        }
        let mut draws = Draw(seed);
        let end = table.mediate(Rules { steps, quorum: 1.0, order }, || draws.uniform());
        let content = |(u, chair): (&f64, &Chair)| *u >= chair.reservation;
        let all = table.utilities(end.text.options()).iter().zip(&table.chairs).all(content);
        prop_assert_eq!(end.agreed, all);
        prop_assert_eq!(end.agreed, end.accepted == everybody(table.chairs.len()));
    }

    /// Issues do not act on one another, so in a sweep each goes its own way.
    #[test]
    fn issues_in_another_order_end_in_the_same_text(
        table in tables(), shuffle in Just((0..4).collect::<Vec<usize>>()).prop_shuffle()
    ) {
        let order: Vec<usize> = shuffle.into_iter().filter(|&j| j < table.start.len()).collect();
        let mut other = table.clone();
        other.start = order.iter().map(|&j| table.start[j]).collect();
        for (chair, of) in other.chairs.iter_mut().zip(&table.chairs) {
            chair.worth = order.iter().map(|&j| of.worth[j].clone()).collect();
        }
        let rules = Rules { steps: MANY, quorum: 1.0, order: Order::Sweep };
        let (end, relabelled) = (table.mediate(rules, || 0.5), other.mediate(rules, || 0.5));
        let expected: Vec<u8> = order.iter().map(|&j| end.text.options()[j]).collect();
        prop_assert_eq!(relabelled.text.options(), expected);
        prop_assert_eq!((relabelled.taken, relabelled.agreed), (end.taken, end.agreed));
    }

    /// The same change, under other names, has the same fate.
    #[test]
    fn options_under_other_names_are_voted_on_alike(
        table in tables(), quorum in quorums(), turn in 1..5_usize, seed in any::<u64>()
    ) {
        prop_assume!(table.changes() > 0);
        // Issues in reverse; the options of each turned round by so many places.
        let last = table.start.len() - 1;
        let name = |text: &[u8]| -> Vec<u8> {
            let renamed = |issue: usize| (usize::from(text[issue]) + turn) % table.options(issue);
            (0..=last).rev().map(|issue| renamed(issue) as u8).collect()
        };
        let mut other = table.clone();
        for chair in &mut other.chairs {
            chair.worth.reverse();
            chair.worth.iter_mut().for_each(|row| { let n = row.len(); row.rotate_right(turn % n) });
        }
        let rules = Rules { steps: 1, quorum, order: Order::Drawn };
        let mut draws = Draw(seed);
        let mut here = table.clone();
        for _ in 0..50 {
            other.start = name(&here.start);
            let u = draws.uniform();
            let (from, to) = (here.neighbours(&here.start), other.neighbours(&other.start));
            let proposed = name(&from[(u * from.len() as f64) as usize]);
            let number = to.iter().position(|text| *text == proposed).unwrap();
            let end = here.mediate(rules, || u);
            let same = other.mediate(rules, || (number as f64 + 0.5) / to.len() as f64);
            prop_assert_eq!(same.text.options(), name(end.text.options()));
            prop_assert_eq!((same.stable, same.agreed, same.votes), (end.stable, end.agreed, end.votes));
            here.start = end.text.options().to_vec();
        }
    }

    #[test]
    fn parties_in_another_order_end_in_the_same_text(
        table in tables(), order in orders(), quorum in quorums(), steps in 0..100_u32, seed in any::<u64>()
    ) {
        let mut other = table.clone();
        other.chairs.reverse();
        let run = |table: &Table| {
            let mut draws = Draw(seed);
            table.mediate(Rules { steps, quorum, order }, || draws.uniform())
        };
        let (end, same) = (run(&table), run(&other));
        prop_assert_eq!((same.text, same.steps, same.agreed), (end.text, end.steps, end.agreed));
    }

    #[test]
    fn a_cold_annealer_is_a_climber(
        table in tables(), quorum in quorums(), steps in 0..100_u32,
        who in subsequence((0..6).collect::<Vec<usize>>(), 0..=6)
    ) {
        let rules = Rules { steps, quorum, order: Order::Sweep };
        let mut other = table.clone();
        for (seat, chair) in other.chairs.iter_mut().enumerate() {
            if who.contains(&seat) {
                chair.voter = if seat % 2 == 0 {
                    Voter::Annealer { temperature: 0.0, cooling: 50 }
                } else {
                    Voter::Annealer { temperature: 9.0, cooling: 0 }
                };
            }
        }
        prop_assert_eq!(other.mediate(rules, || 1e-9), table.mediate(rules, || 0.5));
    }
}

/// Puts an offer of one seat to the others. Gives how it ended and who held to it.
fn asked(
    table: &Table,
    quorum: f64,
    proposer: usize,
    accepts: impl Fn(usize) -> bool,
) -> (Turn, SeatSet) {
    let n = table.chairs.len();
    let chair = |seat: usize| (proposer + seat) % n;
    let mut protocol = Protocol::new(2, quorum);
    for seat in 0..n {
        let Chair { influence, veto, .. } = table.chairs[chair(seat)];
        protocol.seat(influence, veto);
    }
    protocol.offer(Offer::new(&table.start));
    while let Turn::Respond(seat) = protocol.turn() {
        protocol.respond(accepts(chair(seat)));
    }
    (protocol.turn(), protocol.accepted().iter().map(chair).collect())
}

fn chair(worth: &[&[f64]]) -> Chair {
    let worth = worth.iter().map(|row| row.to_vec()).collect();
    Chair { worth, reservation: 0.0, influence: 1.0, veto: false, voter: Voter::Climber }
}

/// Two who each could give a little for the other to gain much, but only one issue at a time.
fn exchange(voter: Voter) -> Table {
    let mut chairs = vec![chair(&[&[0.0, -0.1], &[0.0, 0.5]]), chair(&[&[0.0, 0.5], &[0.0, -0.1]])];
    chairs.iter_mut().for_each(|chair| chair.voter = voter);
    Table { chairs, start: vec![0, 0] }
}

#[test]
fn climbers_cannot_trade_one_issue_for_another() {
    let rules = Rules { steps: MANY, quorum: 1.0, order: Order::Sweep };
    let end = exchange(Voter::Climber).mediate(rules, || 0.5);
    assert_eq!((end.text.options(), end.steps, end.stable), (&[0, 0][..], 2, true));
}

/// What Klein et al. (2003) found: where climbers are stuck, annealers do better for both.
#[test]
fn annealers_find_the_trade() {
    let table = exchange(Voter::Annealer { temperature: 0.1, cooling: 400 });
    let rules = Rules { steps: 1_000, quorum: 1.0, order: Order::Drawn };
    let mut streams = Streams::new(1, 1);
    let mut found = 0;
    for replication in 0..200 {
        streams.begin(1, replication).unwrap();
        let end = table.mediate(rules, || streams.stream(Purpose(0), 0).uniform());
        assert!(end.stable && end.steps >= 400);
        found += u32::from(end.text.options() == [1, 1]);
    }
    assert!(found >= 190, "{found}");
}

#[test]
fn a_majority_that_goes_in_a_circle_is_ended_by_steps() {
    let rows: [&[f64]; 3] = [&[2.0, 1.0, 0.0], &[0.0, 2.0, 1.0], &[1.0, 0.0, 2.0]];
    let table = Table { chairs: rows.map(|row| chair(&[row])).to_vec(), start: vec![0] };
    for order in [Order::Sweep, Order::Drawn] {
        let mut draws = Draw(3);
        let end = table.mediate(Rules { steps: 1_000, quorum: 0.5, order }, || draws.uniform());
        assert_eq!((end.steps, end.stable), (1_000, false));
    }
}

#[test]
fn a_change_that_is_the_same_to_all_is_not_taken() {
    let table = Table { chairs: vec![chair(&[&[0.3, 0.3]]); 3], start: vec![1] };
    let end = table.mediate(Rules { steps: 10, quorum: 0.5, order: Order::Sweep }, || 0.5);
    assert_eq!((end.text.options(), end.steps, end.taken), (&[1][..], 1, 0));
    assert_eq!(end.votes, [Votes::default(); MAX_PARTIES]);
}

#[test]
fn draws_are_one_a_proposal_and_one_an_annealer() {
    let mut table = exchange(Voter::Annealer { temperature: 0.1, cooling: 5 });
    for (order, annealers, draws) in
        [(Order::Sweep, 2, 20), (Order::Drawn, 2, 30), (Order::Drawn, 1, 20), (Order::Sweep, 0, 0)]
    {
        // A circle, so that it is not ended early.
        table.chairs[0].worth = vec![vec![1.0, 0.0], vec![0.0, 0.0]];
        table.chairs[1].worth = vec![vec![0.0, 1.0], vec![0.0, 0.0]];
        for (seat, chair) in table.chairs.iter_mut().enumerate() {
            if seat >= annealers {
                chair.voter = Voter::Climber;
            } else {
                chair.voter = Voter::Annealer { temperature: 0.1, cooling: 5 };
            }
        }
        let mut drawn = 0;
        let end = table.mediate(Rules { steps: 10, quorum: 0.5, order }, || {
            drawn += 1;
            0.25
        });
        assert_eq!((end.steps, drawn), (10, draws), "{order:?} {annealers}");
    }
}

#[test]
fn what_cannot_be_mediated_is_refused() {
    let rules = Rules { steps: 10, quorum: 0.5, order: Order::Sweep };
    let one = Preferences::new(&[vec![0.0, 1.0]]).unwrap();
    let two = Preferences::new(&[vec![0.0, 1.0], vec![1.0]]).unwrap();
    let three = Preferences::new(&[vec![0.0, 1.0, 2.0]]).unwrap();
    let party =
        |preferences| Party { preferences, influence: 1.0, veto: false, voter: Voter::Climber };
    let fault = |rules, parties: &[Party<'_>], start: &[u8]| {
        mediate(rules, parties, Offer::new(start), || 0.5).unwrap_err()
    };
    assert_eq!(fault(rules, &[], &[0]), Unfit::Parties(0));
    assert_eq!(fault(rules, &[party(&one); 17], &[0]), Unfit::Parties(17));
    for quorum in [0.0, -0.5, 1.5, f64::NAN] {
        let found = fault(Rules { quorum, ..rules }, &[party(&one)], &[0]);
        assert!(matches!(found, Unfit::Quorum(_)), "{quorum}");
    }
    for influence in [-1.0, f64::INFINITY, f64::NAN] {
        let parties = [party(&one), Party { influence, ..party(&one) }];
        assert_eq!(fault(rules, &parties, &[0]), Unfit::Influence(1));
    }
    for temperature in [-1.0, f64::INFINITY, f64::NAN] {
        let voter = Voter::Annealer { temperature, cooling: 5 };
        assert_eq!(fault(rules, &[Party { voter, ..party(&one) }], &[0]), Unfit::Temperature(0));
    }
    for other in [&two, &three] {
        assert_eq!(fault(rules, &[party(&one), party(other)], &[0]), Unfit::Issues(1));
    }
    for start in [&[][..], &[2], &[0, 0]] {
        assert_eq!(fault(rules, &[party(&one)], start), Unfit::Text);
    }
}

#[test]
fn issues_without_a_choice_leave_nothing_to_propose() {
    let table = Table { chairs: vec![chair(&[&[0.5], &[0.5]]); MAX_PARTIES], start: vec![0, 0] };
    for order in [Order::Sweep, Order::Drawn] {
        let end = table.mediate(Rules { steps: 10, quorum: 1.0, order }, || 0.5);
        assert_eq!((end.steps, end.stable, end.agreed), (0, true, true));
        assert_eq!(end.accepted, SeatSet::first(16));
    }
}
