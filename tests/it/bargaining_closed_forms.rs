//! Games with a known solution, played on the crate's own table: what comes out is what theory says.
//!
//! Players do not know the solution. They reckon back from the end of the game, or over its
//! recurrence, with nothing but their preferences; the table then says who gets what, and when.

use crate::bargaining_plain::Draw;
use proptest::prelude::*;
use summitry_engine::sets::SeatSet;
use summitry_engine::{Purpose, Streams};
use summitry_model::bargaining::mediated::{Order, Party, Rules, Voter, mediate};
use summitry_model::bargaining::{MAX_OPTIONS, Offer, Preferences, Protocol, Turn};

const EPSILON: f64 = 1e-12;

/// A pie is cut in this many notches.
const PIE: u32 = 1_000_000;

/// Share of the pie in a notch.
const NOTCH: f64 = 1.0 / PIE as f64;

/// Three issues that say how large a share is: hundredths, hundredths of those, and notches.
const DIGITS: [(usize, f64); 3] = [(100, 1e-2), (100, 1e-4), (101, 1e-6)];

/// The options that stand for a share, in notches.
fn digits(notches: u32) -> [u8; 3] {
    let first = (notches / 10_000).min(99);
    let second = ((notches - first * 10_000) / 100).min(99);
    [first as u8, second as u8, (notches - first * 10_000 - second * 100) as u8]
}

/// What the options of the three issues are worth to whom the share is.
fn share() -> impl Iterator<Item = Vec<f64>> {
    DIGITS.iter().map(|&(count, unit)| (0..count).map(|o| o as f64 * unit).collect())
}

/// The fewest notches that will do, if more are never worse.
fn fewest(will_do: impl Fn(u32) -> bool) -> u32 {
    assert!(will_do(PIE), "the whole pie will not do");
    let (mut low, mut high) = (0, PIE);
    while low < high {
        let middle = low.midpoint(high);
        if will_do(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

#[test]
fn every_notch_is_an_offer() {
    let mine = Preferences::new(&share().collect::<Vec<_>>()).unwrap();
    for notches in [0, 1, 99, 100, 9_999, 10_000, 357_143, 640_000, PIE - 1, PIE] {
        let had = mine.utility(&digits(notches));
        assert!((had - f64::from(notches) * NOTCH).abs() < EPSILON, "{notches}: {had}");
    }
}

/// Rubinstein (1982): two players offer in turn how to cut a pie, and each period of delay
/// multiplies what it is worth to player i by δᵢ.
mod rubinstein {
    use super::*;

    /// Player 0 wants the share that the offer names, player 1 the rest.
    fn players(discounts: [f64; 2]) -> [Preferences; 2] {
        let rest = share().map(|mut worth| {
            worth.reverse();
            worth
        });
        let of = |worth: Vec<Vec<f64>>, discount| {
            Preferences::new(&worth).unwrap().with_discount(discount).unwrap()
        };
        [of(share().collect(), discounts[0]), of(rest.collect(), discounts[1])]
    }

    /// The offer that leaves so many notches to a player.
    fn leaving(player: usize, notches: u32) -> Offer {
        Offer::new(&digits(if player == 0 { notches } else { PIE - notches }))
    }

    /// What is offered in each period if there is nothing after the last: the proposer leaves the other no
    /// more than it would wait for.
    fn plan(players: &[Preferences; 2], periods: usize) -> Vec<Offer> {
        let mut plan = vec![leaving(0, 0); periods];
        let mut later = 0.0;
        for period in (0..periods).rev() {
            let other = 1 - period % 2;
            let waiting = players[other].discounted(later, 1.0);
            let notches = fewest(|n| {
                players[other].utility(leaving(other, n).options()) >= waiting - EPSILON
            });
            plan[period] = leaving(other, notches);
            later = players[period % 2].utility(plan[period].options());
        }
        plan
    }

    struct End {
        offer: Offer,
        /// Periods of delay; there is one for each offer that was refused.
        delay: usize,
        step: Option<u32>,
    }

    /// Plays the game. Who answers compares what is offered with what its own offer would bring a
    /// period later.
    fn play(players: &[Preferences; 2], plan: &[Offer], first: Offer) -> End {
        let mut table = Protocol::new(plan.len() as u32 / 2, 1.0);
        for _ in players {
            table.seat(1.0, false);
        }
        let mut tabled = 0;
        loop {
            match table.turn() {
                Turn::Offer(seat) => {
                    // A pass round the table takes two periods: one for the offer of each.
                    assert_eq!(tabled, 2 * table.step() as usize + seat);
                    table.offer(if tabled == 0 { first } else { plan[tabled] });
                    tabled += 1;
                }
                Turn::Respond(seat) => {
                    let worth = |offer: &Offer, period: usize| {
                        players[seat]
                            .discounted(players[seat].utility(offer.options()), period as f64)
                    };
                    let now = worth(&table.standing().unwrap().0, tabled - 1);
                    table.respond(now >= worth(&plan[tabled], tabled) - EPSILON);
                }
                Turn::Agreed => break,
                Turn::Failed => panic!("no agreement"),
            }
        }
        let (offer, _) = table.standing().unwrap();
        End { offer, delay: tabled - 1, step: table.agreed_step() }
    }

    const DISCOUNTS: [[f64; 2]; 7] =
        [[0.8, 0.9], [0.9, 0.8], [0.5, 0.5], [0.1, 0.9], [0.9, 0.1], [0.95, 0.99], [0.99, 0.95]];

    /// How far rounding up to notches, carried back period by period, can shift a share.
    fn resolution([a, b]: [f64; 2]) -> f64 {
        NOTCH * (1.0 + a.max(b)) / (1.0 - a * b)
    }

    #[test]
    fn the_first_offer_is_accepted_at_once() {
        for discounts in DISCOUNTS {
            let players = players(discounts);
            let plan = plan(&players, 800);
            let end = play(&players, &plan, plan[0]);
            assert_eq!((end.delay, end.step), (0, Some(0)));
            let [a, b] = discounts;
            let had = players[0].utility(end.offer.options());
            let theory = (1.0 - b) / (1.0 - a * b);
            assert!(
                (had - theory).abs() <= resolution(discounts),
                "{discounts:?}: {had}, {theory}"
            );
        }
    }

    #[test]
    fn the_share_of_the_textbook() {
        let players = players([0.8, 0.9]);
        let plan = plan(&players, 800);
        let end = play(&players, &plan, plan[0]);
        assert!((players[0].utility(end.offer.options()) - 0.357_143).abs() < 1e-5);
    }

    #[test]
    fn a_notch_less_is_refused_and_costs_a_period() {
        for discounts in DISCOUNTS {
            let players = players(discounts);
            let plan = plan(&players, 800);
            let left = fewest(|n| {
                players[1].utility(leaving(1, n).options())
                    >= players[1].utility(plan[0].options()) - EPSILON
            });
            let end = play(&players, &plan, leaving(1, left - 1));
            assert_eq!((end.delay, end.step), (1, Some(1)));
            let [a, b] = discounts;
            let had = players[1].utility(end.offer.options());
            let theory = (1.0 - a) / (1.0 - a * b);
            assert!(
                (had - theory).abs() <= resolution(discounts),
                "{discounts:?}: {had}, {theory}"
            );
            // It had less than a notch to lose, and who was greedy lost more.
            let (first, other) = (&plan[0], &end.offer);
            let lost = players[1].utility(first.options())
                - players[1].discounted(players[1].utility(other.options()), 1.0);
            assert!((-EPSILON..=NOTCH).contains(&lost), "{discounts:?}: {lost}");
            assert!(
                players[0].discounted(players[0].utility(other.options()), 1.0)
                    < players[0].utility(first.options())
            );
        }
    }

    #[test]
    fn with_one_period_the_proposer_takes_all() {
        let players = players([0.8, 0.9]);
        assert_eq!(plan(&players, 1)[0].options(), digits(PIE));
        // With two, the other takes what is left of the pie a period later.
        let had = players[0].utility(plan(&players, 2)[0].options());
        assert!((had - 0.1).abs() <= NOTCH, "{had}");
    }
}

/// Baron & Ferejohn (1989), closed rule: a member drawn at random proposes a division, which passes or
/// falls; if it falls, a period is lost and another is drawn.
mod baron_ferejohn {
    use super::*;

    /// A legislature in which each wants its own share, and no other.
    struct House {
        members: Vec<Preferences>,
        /// Members whose acceptance the proposer needs beside its own.
        needed: usize,
        quorum: f64,
        /// What the game is worth to each before a proposer is drawn.
        values: Vec<f64>,
    }

    impl House {
        fn of(n: usize, discount: f64, quorum: f64) -> House {
            let nothing = || DIGITS.iter().map(|&(count, _)| vec![0.0; count]);
            let member = |i: usize| {
                let worth: Vec<Vec<f64>> = (0..n)
                    .flat_map(|j| {
                        if i == j { share().collect() } else { nothing().collect::<Vec<_>>() }
                    })
                    .collect();
                Preferences::new(&worth).unwrap().with_discount(discount).unwrap()
            };
            let needed = if quorum >= 1.0 { n - 1 } else { n / 2 };
            let members = (0..n).map(member).collect();
            let mut house = House { members, needed, quorum, values: vec![0.0; n] };
            // Value iteration, from nothing at the end of all periods.
            for _ in 0..200 {
                house.values = house.mean_shares();
            }
            house
        }

        fn n(&self) -> usize {
            self.members.len()
        }

        fn waiting(&self, member: usize) -> f64 {
            self.members[member].discounted(self.values[member], 1.0)
        }

        /// Whether a member votes for what it is offered.
        fn accepts(&self, member: usize, offer: &Offer) -> bool {
            self.members[member].utility(offer.options()) >= self.waiting(member) - EPSILON
        }

        /// The fewest notches for which a member votes.
        fn price(&self, member: usize) -> u32 {
            fewest(|notches| {
                let mut shares = vec![0; self.n()];
                shares[member] = notches;
                self.accepts(member, &division(&shares))
            })
        }

        /// The cheapest division that carries. Of members that cost the same, those who come first after
        /// `from` among the others are bought.
        fn proposal(&self, proposer: usize, from: usize) -> Vec<u32> {
            let others = self.n() - 1;
            let mut bought: Vec<(u32, usize)> = (0..others)
                .map(|k| (proposer + 1 + (from + k) % others) % self.n())
                .map(|member| (self.price(member), member))
                .collect();
            bought.sort_by_key(|&(price, _)| price);
            let mut shares = vec![0; self.n()];
            for &(price, member) in &bought[..self.needed] {
                shares[member] = price;
            }
            shares[proposer] = PIE - shares.iter().sum::<u32>();
            shares
        }

        /// What each has on average if all proposals are those, and pass.
        fn mean_shares(&self) -> Vec<f64> {
            let n = self.n();
            let mut sum = vec![0.0; n];
            for (proposer, from) in self.draws() {
                let offer = division(&self.proposal(proposer, from));
                for (sum, member) in sum.iter_mut().zip(&self.members) {
                    *sum += member.utility(offer.options());
                }
            }
            sum.iter().map(|s| s / (n * (n - 1)) as f64).collect()
        }

        /// Who may be drawn, and where it may begin to buy: all as likely.
        fn draws(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
            let n = self.n();
            (0..n).flat_map(move |proposer| (0..n - 1).map(move |from| (proposer, from)))
        }

        /// Puts a division to the vote. Gives how it ended and the set of those who held to it.
        fn vote(&self, proposer: usize, shares: &[u32]) -> (Turn, SeatSet) {
            let n = self.n();
            let member = |seat: usize| (proposer + seat) % n;
            let mut table = Protocol::new(2, self.quorum);
            for _ in 0..n {
                table.seat(1.0, false);
            }
            let offer = division(shares);
            table.offer(offer);
            while let Turn::Respond(seat) = table.turn() {
                table.respond(self.accepts(member(seat), &offer));
            }
            (table.turn(), table.accepted().iter().map(member).collect())
        }
    }

    fn division(shares: &[u32]) -> Offer {
        Offer::new(&shares.iter().flat_map(|&notches| digits(notches)).collect::<Vec<_>>())
    }

    fn houses() -> impl Iterator<Item = (House, f64)> {
        [3, 5, 7]
            .into_iter()
            .flat_map(|n| [0.3, 0.5, 0.9, 1.0].into_iter().map(move |d| (House::of(n, d, 0.5), d)))
    }

    #[test]
    fn the_proposer_keeps_what_a_bare_majority_does_not_cost() {
        for (house, discount) in houses() {
            let n = house.n() as f64;
            let theory = 1.0 - discount * (n - 1.0) / (2.0 * n);
            for (proposer, from) in house.draws() {
                let shares = house.proposal(proposer, from);
                let (end, accepted) = house.vote(proposer, &shares);
                assert_eq!(end, Turn::Agreed);
                let bought = (0..house.n()).filter(|&i| shares[i] > 0);
                assert_eq!(accepted, bought.collect());
                assert_eq!(accepted.len(), house.n() / 2 + 1);
                let kept = house.members[proposer].utility(division(&shares).options());
                assert!((kept - theory).abs() <= n * NOTCH, "{n}, {discount}: {kept}, {theory}");
                assert!(kept >= house.waiting(proposer));
            }
        }
    }

    #[test]
    fn the_share_of_the_textbook() {
        let house = House::of(5, 0.9, 0.5);
        let kept = house.members[2].utility(division(&house.proposal(2, 1)).options());
        assert!((kept - 0.64).abs() < 1e-5, "{kept}");
    }

    #[test]
    fn a_notch_less_to_one_of_them_fails() {
        for (house, _) in houses() {
            for (proposer, from) in house.draws() {
                let shares = house.proposal(proposer, from);
                for short in (0..house.n()).filter(|&i| i != proposer && shares[i] > 0) {
                    let mut shares = shares.clone();
                    shares[short] -= 1;
                    shares[proposer] += 1;
                    let (end, accepted) = house.vote(proposer, &shares);
                    // Whoever sinks it has the floor.
                    assert!(matches!(end, Turn::Offer(_)), "{end:?}");
                    assert!(!accepted.contains(short));
                }
            }
        }
    }

    #[test]
    fn the_game_is_worth_an_equal_share_to_each() {
        for (house, _) in houses() {
            for (value, again) in house.values.iter().zip(house.mean_shares()) {
                assert!((value - 1.0 / house.n() as f64).abs() < EPSILON, "{value}");
                assert!((value - again).abs() < EPSILON, "{value}, {again}");
            }
        }
    }

    /// By unanimity all others are to be bought: 1 − δ(n − 1)/n.
    #[test]
    fn by_unanimity_the_proposer_buys_everybody() {
        for (n, discount) in [(3, 0.9), (5, 0.9), (7, 0.5)] {
            let house = House::of(n, discount, 1.0);
            let shares = house.proposal(0, 0);
            assert_eq!(house.vote(0, &shares), (Turn::Agreed, SeatSet::first(n)));
            let kept = f64::from(shares[0]) * NOTCH;
            let theory = 1.0 - discount * (n - 1) as f64 / n as f64;
            assert!((kept - theory).abs() <= n as f64 * NOTCH, "{kept}, {theory}");
        }
    }
}

/// Black (1948): with single-peaked preferences on one issue, the weighted median beats all else.
mod weighted_median {
    use super::*;

    /// Voters on one ordered issue.
    #[derive(Clone, Debug)]
    struct Electorate {
        options: usize,
        voters: Vec<Elector>,
    }

    #[derive(Clone, Copy, Debug)]
    struct Elector {
        ideal: usize,
        /// Utility lost per option below the ideal, and above it.
        slopes: [f64; 2],
        influence: u32,
        salience: u32,
    }

    impl Elector {
        fn weight(&self) -> u32 {
            self.influence * self.salience
        }

        fn preferences(&self, options: usize) -> Preferences {
            let worth = |option: usize| {
                let [below, above] = self.slopes;
                let slope = if option < self.ideal { below } else { above };
                -slope * option.abs_diff(self.ideal) as f64
            };
            Preferences::new(&[(0..options).map(worth).collect()]).unwrap()
        }
    }

    impl Electorate {
        /// The first ideal at which more than half of the weight is reached.
        fn median(&self) -> usize {
            let mut by_ideal = self.voters.clone();
            by_ideal.sort_by_key(|voter| voter.ideal);
            let total: u32 = by_ideal.iter().map(Elector::weight).sum();
            let mut reached = 0;
            for voter in &by_ideal {
                reached += voter.weight();
                if 2 * reached > total {
                    return voter.ideal;
                }
            }
            panic!("nobody votes");
        }

        /// Where the mediated text ends from a starting point, and whether it stays there.
        fn mediated(&self, start: usize, order: Order, draw: impl FnMut() -> f64) -> (usize, bool) {
            let preferences: Vec<Preferences> =
                self.voters.iter().map(|voter| voter.preferences(self.options)).collect();
            let party = |(voter, preferences): (&Elector, _)| Party {
                preferences,
                influence: f64::from(voter.weight()),
                veto: false,
                voter: Voter::Climber,
            };
            let parties: Vec<Party<'_>> = self.voters.iter().zip(&preferences).map(party).collect();
            let rules = Rules { steps: 1_000_000, quorum: 0.5, order };
            let end = mediate(rules, &parties, Offer::new(&[start as u8]), draw).unwrap();
            (usize::from(end.text.options()[0]), end.stable)
        }
    }

    fn electorates(options: impl Strategy<Value = usize>) -> impl Strategy<Value = Electorate> {
        (options, 1..=15_usize).prop_flat_map(|(options, voters)| {
            let slope = || 0.1..2.0_f64;
            let elector = (0..options, slope(), slope(), 1..=1_000_u32, 1..=10_u32);
            prop::collection::vec(elector, voters).prop_map(move |voters| {
                let of = |(ideal, below, above, influence, salience)| Elector {
                    ideal,
                    slopes: [below, above],
                    influence,
                    salience,
                };
                let mut voters: Vec<Elector> = voters.into_iter().map(of).collect();
                // An odd total of whole weights cannot tie.
                if voters.iter().map(Elector::weight).sum::<u32>() % 2 == 0 {
                    let weight = voters[0].weight();
                    voters[0] = Elector { influence: weight + 1, salience: 1, ..voters[0] };
                }
                Electorate { options, voters }
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn the_text_ends_there_from_everywhere(of in electorates(2..=40_usize), seed in any::<u64>()) {
            let mut draws = Draw(seed);
            for start in 0..of.options {
                prop_assert_eq!(of.mediated(start, Order::Sweep, || 0.5), (of.median(), true));
                let drawn = of.mediated(start, Order::Drawn, || draws.uniform());
                prop_assert_eq!(drawn, (of.median(), true));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10))]

        #[test]
        fn on_the_finest_issue_too(of in electorates(Just(MAX_OPTIONS))) {
            for start in [0, 100, MAX_OPTIONS - 1] {
                prop_assert_eq!(of.mediated(start, Order::Sweep, || 0.5), (of.median(), true));
            }
        }
    }

    #[test]
    fn weights_move_it() {
        let elector =
            |ideal, influence, salience| Elector { ideal, slopes: [1.0, 1.0], influence, salience };
        let mut of = Electorate {
            options: 11,
            voters: vec![elector(0, 1, 1), elector(4, 1, 1), elector(10, 1, 1)],
        };
        assert_eq!(of.mediated(9, Order::Sweep, || 0.5), (4, true));
        // Influence, or salience, of more than all the others together.
        of.voters[2] = elector(10, 3, 1);
        assert_eq!(of.mediated(0, Order::Sweep, || 0.5), (10, true));
        of.voters[2] = elector(10, 1, 3);
        assert_eq!(of.mediated(0, Order::Sweep, || 0.5), (10, true));
    }
}

/// Metropolis, Rosenbluth, Rosenbluth, Teller & Teller (1953): at a constant temperature an annealer
/// alone is at each text with a frequency proportional to exp(U/T).
#[test]
fn an_annealer_alone_is_where_boltzmann_says() {
    let worth = [0.0, 0.1, 0.3, 0.35, 0.6];
    let temperature = 0.2;
    let alone = Preferences::new(&[worth.to_vec()]).unwrap();
    let voter = Voter::Annealer { temperature, cooling: 1 };
    let party = Party { preferences: &alone, influence: 1.0, veto: false, voter };
    let rules = Rules { steps: 1, quorum: 1.0, order: Order::Drawn };
    let mut streams = Streams::new(1, 1);
    streams.begin(7, 0).unwrap();
    let stream = streams.stream(Purpose(0), 0);
    let mut text = Offer::new(&[0]);
    let mut visits = [0_u32; 5];
    for _ in 0..200_000 {
        // A proposal at a time, so that it never cools.
        text = mediate(rules, &[party], text, || stream.uniform()).unwrap().text;
        visits[usize::from(text.options()[0])] += 1;
    }
    let weights = worth.map(|u| libm::exp(u / temperature));
    let total: f64 = weights.iter().sum();
    for (visits, weight) in visits.iter().zip(weights) {
        let (seen, theory) = (f64::from(*visits) / 200_000.0, weight / total);
        assert!((seen - theory).abs() < 0.01, "{seen}, {theory}");
    }
}
