//! A bargaining session written out plainly from the rules: the yardstick of the tests and of the bench.
//!
//! Nothing is kept that could be worked out again, so every line can be read against the rule. It adds up in the
//! order that the crate does: the two must agree to the last bit.

use summitry_engine::sets::SeatSet;
use summitry_model::bargaining::place;
use summitry_model::bargaining::session::Rules;
use summitry_model::bargaining::{Aspiration, Offer, Session, Turn};

/// Utilities summed in different order may differ by this much.
pub(crate) const EPSILON: f64 = 1e-12;

/// Everything a session is set up with.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub rules: Rules,
    pub options: Vec<u8>,
    pub chairs: Vec<Chair>,
}

/// Everything a party brings to it: weights by issue, values by issue and option.
#[derive(Clone, Debug)]
pub(crate) struct Chair {
    pub reservation: f64,
    pub conceded: f64,
    pub latitude: f64,
    pub influence: f64,
    pub veto: bool,
    pub weights: Vec<f64>,
    pub values: Vec<Vec<f64>>,
    pub positions: Vec<f64>,
}

/// How a session went, with every offer that was tabled: its pass, its proposer, its options.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Played {
    pub end: Turn,
    pub accepted: SeatSet,
    pub step: u32,
    pub positions: Vec<Vec<f64>>,
    pub tabled: Vec<(u32, usize, Vec<u8>)>,
}

impl Table {
    /// Sets a session up.
    pub(crate) fn open(&self, session: &mut Session) {
        session.open(self.rules, &self.options);
        for chair in &self.chairs {
            session.seat(
                |ceiling| chair.aspiration(ceiling),
                chair.influence,
                chair.veto,
                |issue| chair.weights[issue],
                |issue, option| chair.values[issue][option],
                |issue| chair.positions[issue],
            );
        }
    }

    /// The same table with the options of every issue in opposite order.
    pub(crate) fn mirrored(&self) -> Table {
        let mut table = self.clone();
        for chair in &mut table.chairs {
            chair.values.iter_mut().for_each(|values| values.reverse());
            chair.positions.iter_mut().for_each(|x| *x = 1.0 - *x);
        }
        table
    }

    /// Plays it as the rules say.
    pub(crate) fn play(&self) -> Played {
        let n = self.chairs.len();
        let mut positions: Vec<Vec<f64>> =
            self.chairs.iter().map(|chair| chair.positions.clone()).collect();
        let mut pull: Vec<f64> = (0..self.options.len())
            .map(|j| self.chairs.iter().fold(0.0, |sum, c| sum + c.influence * c.positions[j]))
            .collect();
        let total = self.chairs.iter().fold(0.0, |sum, c| sum + c.influence);
        let mut tabled: Vec<(u32, usize, Vec<u8>)> = Vec::new();
        let (mut accepted, mut asked, mut refused) = (SeatSet::EMPTY, 0, 0.0);
        for turn in 0..self.rules.steps as usize * n {
            let (step, seat) = ((turn / n) as u32, turn % n);
            let chair = &self.chairs[seat];
            let threshold = self.threshold(seat, step);
            let mut offers = true;
            if let Some((_, _, standing)) = tabled.last() {
                if asked + 1 == n {
                    break;
                }
                if chair.utility(standing) >= threshold - EPSILON {
                    accepted.insert(seat);
                    offers = false;
                } else {
                    refused += chair.influence;
                    offers = chair.veto || total - refused < self.rules.quorum * total - EPSILON;
                }
            }
            if offers {
                let others = total - chair.influence;
                let options = self.proposal(seat, threshold, others, &pull, &positions[seat]);
                for (j, &option) in options.iter().enumerate() {
                    let x = place(option, self.options[j]);
                    pull[j] += chair.influence * (x - positions[seat][j]);
                    positions[seat][j] = x;
                }
                tabled.push((step, seat, options));
                (accepted, asked, refused) = (SeatSet::one(seat), 0, 0.0);
            } else {
                asked += 1;
            }
        }
        let agreed = !tabled.is_empty() && asked + 1 == n;
        let last = tabled.last().map_or(0, |(step, seat, _)| *step as usize * n + seat);
        let step = ((last + asked + 1) / n) as u32;
        let end = if agreed { Turn::Agreed } else { Turn::Failed };
        Played { end, accepted, step, positions, tabled }
    }

    /// What a seat aspires to in a pass.
    pub(crate) fn threshold(&self, seat: usize, step: u32) -> f64 {
        let chair = &self.chairs[seat];
        let used = 1.0 - libm::exp(-f64::from(step) / self.rules.step_scale);
        chair.aspiration(chair.ceiling()).at(if step == 0 { 0.0 } else { used })
    }

    fn proposal(
        &self,
        seat: usize,
        threshold: f64,
        others: f64,
        pull: &[f64],
        positions: &[f64],
    ) -> Vec<u8> {
        let chair = &self.chairs[seat];
        let mut offer: Vec<u8> = chair.ideal();
        let mut utility = chair.ceiling();
        if others <= 0.0 {
            return offer;
        }
        loop {
            let mut cheapest: Option<(f64, usize, u8, f64)> = None;
            for (j, &option) in offer.iter().enumerate() {
                let count = self.options[j];
                let centre = ((pull[j] - chair.influence * positions[j]) / others).clamp(0.0, 1.0);
                let gap = centre - place(option, count);
                if gap.abs() <= 0.5 / f64::from(count.max(2) - 1) + EPSILON {
                    continue;
                }
                let moved = if gap > 0.0 { option + 1 } else { option - 1 };
                let loss = chair.gain(j, option) - chair.gain(j, moved);
                let nearer = gap.abs() - (centre - place(moved, count)).abs();
                let price = loss / nearer.max(EPSILON);
                let affordable = utility - loss >= threshold - EPSILON;
                if affordable && cheapest.is_none_or(|(least, ..)| price < least) {
                    cheapest = Some((price, j, moved, loss));
                }
            }
            let Some((_, j, moved, loss)) = cheapest else { break };
            offer[j] = moved;
            utility -= loss;
        }
        offer
    }
}

impl Chair {
    /// What it aspires to, given its best utility.
    pub(crate) fn aspiration(&self, ceiling: f64) -> Aspiration {
        let Chair { reservation, conceded, latitude, .. } = *self;
        Aspiration { ceiling, reservation, conceded, latitude }
    }

    pub(crate) fn gain(&self, issue: usize, option: u8) -> f64 {
        self.weights[issue] * self.values[issue][option as usize]
    }

    /// The first best option of each issue.
    pub(crate) fn ideal(&self) -> Vec<u8> {
        let best = |j: usize| {
            (0..self.values[j].len() as u8)
                .fold(0, |best, o| if self.gain(j, o) > self.gain(j, best) { o } else { best })
        };
        (0..self.values.len()).map(best).collect()
    }

    pub(crate) fn utility(&self, options: &[u8]) -> f64 {
        options.iter().enumerate().fold(0.0, |sum, (j, &option)| sum + self.gain(j, option))
    }

    pub(crate) fn ceiling(&self) -> f64 {
        self.utility(&self.ideal())
    }
}

/// Drives a session turn by turn, every seat following its tactic, as a seat asked for its answers would.
pub(crate) fn driven(table: &Table, session: &mut Session) -> Played {
    table.open(session);
    let mut tabled = Vec::new();
    let end = loop {
        match session.turn() {
            Turn::Offer(seat) => {
                let offer = session.proposal(seat);
                tabled.push((session.step(), seat, offer.options().to_vec()));
                session.offer(offer);
            }
            Turn::Respond(seat) => session.respond(session.accepts(seat)),
            end => break end,
        }
    };
    seen(table, session, end, tabled)
}

/// What can be seen of a session that has ended.
pub(crate) fn seen(
    table: &Table,
    session: &Session,
    end: Turn,
    tabled: Vec<(u32, usize, Vec<u8>)>,
) -> Played {
    let positions = (0..table.chairs.len())
        .map(|seat| (0..table.options.len()).map(|j| session.position(seat, j)).collect())
        .collect();
    Played { end, accepted: session.accepted(), step: session.step(), positions, tabled }
}

/// The offer that ended a session in agreement.
pub(crate) fn agreed(session: &Session, end: Turn) -> Option<Offer> {
    if end == Turn::Agreed { session.standing().map(|(offer, _)| offer) } else { None }
}

/// How the values of a random table run over the options.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Values {
    /// 1 at an ideal point, falling straight to 0 at the far end: the form the model uses.
    Peaked,
    /// Any numbers in [0, 1].
    Ragged,
}

/// The outline of a random table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub seats: usize,
    pub issues: usize,
    /// Most options of an issue; each has from two to that many, or as many if `even`.
    pub options: u8,
    pub even: bool,
    pub steps: u32,
    pub quorum: f64,
    pub values: Values,
}

/// Numbers for random tables: Knuth's linear congruential generator, the upper bits.
pub(crate) struct Draw(pub u64);

impl Draw {
    /// A number in (0, 1).
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// A table of this outline; the first two seats hold vetoes.
    pub(crate) fn table(&mut self, shape: Shape) -> Table {
        let options: Vec<u8> = (0..shape.issues)
            .map(|_| {
                if shape.even {
                    shape.options
                } else {
                    self.between(2.0, f64::from(shape.options) + 1.0) as u8
                }
            })
            .collect();
        let rules =
            Rules { steps: shape.steps, step_scale: self.between(1.0, 3.0), quorum: shape.quorum };
        let chairs = (0..shape.seats).map(|seat| self.chair(shape, &options, seat < 2)).collect();
        Table { rules, options, chairs }
    }

    fn chair(&mut self, shape: Shape, options: &[u8], veto: bool) -> Chair {
        let mut weights: Vec<f64> = options.iter().map(|_| self.between(0.1, 1.0)).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|w| *w /= sum);
        let ideals: Vec<f64> = options.iter().map(|_| self.uniform()).collect();
        let values = options
            .iter()
            .zip(&ideals)
            .map(|(&count, &ideal)| match shape.values {
                Values::Peaked => (0..count)
                    .map(|o| 1.0 - (place(o, count) - ideal).abs() / ideal.max(1.0 - ideal))
                    .collect(),
                Values::Ragged => (0..count).map(|_| self.uniform()).collect(),
            })
            .collect();
        let elsewhere = self.uniform() < 0.5;
        let positions =
            ideals.iter().map(|&x| if elsewhere { self.uniform() } else { x }).collect();
        Chair {
            reservation: self.between(0.3, 0.6),
            conceded: self.between(0.0, 0.5),
            latitude: self.between(0.1, 0.5),
            influence: self.between(0.01, 1.0),
            veto,
            weights,
            values,
            positions,
        }
    }
}
