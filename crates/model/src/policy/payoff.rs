//! A seat that pursues its pay-off: the worth of each answer over its own view, and a logit response to it.

use crate::bargaining::{MAX_ISSUES, Offer};
use crate::diplomacy::aid::MONTH_DAYS;
use crate::diplomacy::summit::Measure;

use super::decision::{Answer, Choice, Request, RequestKind};
use super::game::Game;
use super::quantal::{self, Quantal};
use super::rule::AgendaOrder;
use super::view::{TableView, View};
use summitry_engine::sets::PartySet;

/// Most legal answers of a request that is no offer.
const MOST: usize = 4;
/// Most offers considered.
const LEVELS: usize = 32;

/// The answer that the request's draw picks.
#[must_use]
pub fn answer(quantal: &Quantal, game: &Game<'_>, view: &impl View, request: &Request) -> Answer {
    if request.kind == RequestKind::Offer {
        let Some(table) = view.table() else { return Answer::Offer(Offer::new(&[])) };
        let mut bids = bids(quantal, game, view, &table);
        let count = bids.count;
        let picked = quantal::respond(&mut bids.worth[..count], quantal.noise, request.draw);
        return Answer::Offer(bids.offers[picked]);
    }
    let legal = request.kind.legal();
    let mut values = values(quantal, game, view, request.kind);
    let picked = quantal::respond(&mut values[..legal.len()], quantal.noise, request.draw);
    Answer::Choice(legal[picked])
}

/// The worth of each legal answer, in their order; an offer has none here.
#[must_use]
pub fn values(
    quantal: &Quantal,
    game: &Game<'_>,
    view: &impl View,
    request: RequestKind,
) -> [f64; MOST] {
    let mut values = [0.0; MOST];
    if let (RequestKind::Respond, Some(table)) = (request, view.table()) {
        let standing = table.standing().map_or(0.0, |offer| table.utility(&offer));
        values[0] = standing;
        values[1] = bids(quantal, game, view, &table).best();
        return values;
    }
    let seat = Seat::new(quantal, game, view);
    for (value, &choice) in values.iter_mut().zip(request.legal()) {
        *value = seat.worth_of(request, choice);
    }
    values
}

/// Offers at the levels between the best and the reservation, and what each is worth to make.
#[derive(Clone, Copy, Debug)]
pub struct Bids {
    offers: [Offer; LEVELS],
    worth: [f64; LEVELS],
    count: usize,
}

impl Bids {
    /// Each offer and its worth, the best for the seat first.
    pub fn each(&self) -> impl Iterator<Item = (&Offer, f64)> {
        self.offers.iter().zip(self.worth).take(self.count)
    }

    fn best(&self) -> f64 {
        self.worth[..self.count].iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }
}

/// The offers that a seat at a table chooses among.
#[must_use]
pub fn bids(quantal: &Quantal, game: &Game<'_>, view: &impl View, table: &TableView<'_>) -> Bids {
    let levels = (quantal.levels as usize).clamp(2, LEVELS);
    let ceiling = table.ceiling();
    let floor = ceiling * view.reservation();
    let mut bids = Bids { offers: [Offer::new(&[]); LEVELS], worth: [0.0; LEVELS], count: 0 };
    for level in 0..levels {
        let conceded = level as f64 / (levels - 1) as f64;
        let offer = table.proposal_at(ceiling - conceded * (ceiling - floor));
        if bids.count > 0 && bids.offers[bids.count - 1] == offer {
            continue;
        }
        let taken = accord(game, table.distance(&offer));
        bids.offers[bids.count] = offer;
        bids.worth[bids.count] = floor + taken * (table.utility(&offer) - floor);
        bids.count += 1;
    }
    bids
}

/// The believed probability that parties this far apart agree: linear, nil where cohesion would be.
fn accord(game: &Game<'_>, distance: f64) -> f64 {
    (1.0 - distance / game.coalition.full_division).max(0.0)
}

/// What a seat believes of the process, read off its view once for a request.
struct Seat<'a, V> {
    quantal: &'a Quantal,
    game: &'a Game<'a>,
    view: &'a V,
    is_requester: bool,
    /// Own share of the coalition's influence.
    share: f64,
    reservation: f64,
    /// The middle between that and the best.
    middle: f64,
    strain: f64,
    attention: f64,
    /// What a day's delay of a deal costs.
    delay: f64,
    /// Days until the talks end in any case.
    left: f64,
    /// Weight that a round settles, the least divided issues first.
    progress: f64,
    /// Whether a summit would open prepared.
    prepared: bool,
    /// The state of the talks.
    now: Talks,
}

/// What of the talks an answer may change.
#[derive(Clone, Copy)]
struct Talks {
    /// Utility of the deal: what is agreed at its worth, the rest at the middle.
    utility: f64,
    preparation: f64,
    cohesion: f64,
    credibility: f64,
    /// Influence that would sign.
    inclusion: f64,
    /// Attention won by the answer.
    lift: f64,
    /// Rounds that a summit needs to open prepared, whatever they settle.
    due: f64,
    /// Days before which no summit can follow.
    wait: f64,
}

impl<'a, V: View> Seat<'a, V> {
    fn new(quantal: &'a Quantal, game: &'a Game<'a>, view: &'a V) -> Self {
        let party = view.party().index();
        let is_requester = party == game.requester;
        let reservation = view.reservation();
        let middle = 0.5 * (1.0 + reservation);
        let strain = view.strain();
        let measure = Measure {
            goals: view.goals(),
            endorsed: view.endorsed(),
            preparation: view.preparation(),
            closing: 0.0,
        };
        let end = game.calendar.window;
        let end = game.calendar.deadline.map_or(end, |d| end.min(d + game.calendar.grace));
        let signing = game.participants | view.endorsers();
        let mut seat = Seat {
            quantal,
            game,
            view,
            is_requester,
            share: game.influence[party],
            reservation,
            middle,
            strain,
            attention: view.attention(),
            delay: if is_requester {
                game.strain.lowers_reservation * game.strain.growth * (1.0 - strain)
            } else {
                0.0
            },
            left: (end - view.now().days()).max(0.0),
            progress: 0.0,
            prepared: game.summit.prepared(measure),
            now: Talks {
                utility: middle,
                preparation: measure.preparation,
                cohesion: view.cohesion(),
                credibility: view.credibility(),
                inclusion: influence_of(game, signing),
                lift: 0.0,
                due: if game.summit.prepared(measure) { 0.0 } else { 1.0 },
                wait: 0.0,
            },
        };
        for (issue, clause) in view.text().clauses().iter().enumerate() {
            if let Some(option) = clause.agreed() {
                seat.now.utility += seat.gain(issue, option);
            }
        }
        seat.progress = seat.settled_by(AgendaOrder::EasyFirst);
        seat
    }

    fn worth_of(&self, request: RequestKind, choice: Choice) -> f64 {
        match request {
            RequestKind::Move => self.next_move(choice),
            RequestKind::TakeSummit if choice == Choice::Take => self.summit(),
            RequestKind::TakeSummit => self.prospect(&self.unasked()),
            RequestKind::Grant { .. } => match choice {
                Choice::Grant => self.summit(),
                Choice::Override => self.summit() - self.quantal.override_cost,
                _ => self.prospect(&self.no_sooner_than(self.game.rounds.hastened)),
            },
            RequestKind::CallRound => self.round(choice),
            RequestKind::Aid | RequestKind::Pledge => self.aid(choice),
            RequestKind::Attend => self.attendance(choice),
            RequestKind::EndorseIssue(issue) => self.clause(issue.index(), choice),
            RequestKind::EndorseText => self.endorsement(choice),
            RequestKind::Initiative if choice == Choice::Launch => self.initiative(),
            RequestKind::Ratify => self.ratification(choice),
            RequestKind::Initiative | RequestKind::Offer | RequestKind::Respond => {
                self.prospect(&self.now)
            }
        }
    }

    /// Days to the signing of a settlement; infinite if rounds settle nothing and more is needed.
    fn days(&self, talks: &Talks) -> f64 {
        let open = (self.game.summit.closing - talks.preparation).max(0.0);
        let rounds = if open > 0.0 { open / self.progress } else { 0.0 };
        let days = self.game.summit_meeting.lead + self.game.rounds.gap * rounds.max(talks.due);
        days.max(talks.wait)
    }

    /// The probability that the talks last so many days.
    fn lasting(&self, talks: &Talks, days: f64) -> f64 {
        let law = self.game.attention;
        let (fast, slow) = (law.fast_share, 1.0 - law.fast_share);
        // A part that does not fade lasts as long as the talks.
        let mean = |share: f64, rate: f64| share * (1.0 / rate).min(days);
        let lifted = (mean(fast, law.fast_decay) + mean(slow, law.slow_decay)).min(days);
        let window = self.game.window;
        let hazard = window.hazard_at(self.attention) * (days - lifted)
            + window.hazard_at(self.attention + talks.lift) * lifted;
        libm::exp(-hazard) * (self.left / days).min(1.0)
    }

    /// q: the probability that the talks end, in so many days, in a settlement that holds.
    fn chance(&self, talks: &Talks, days: f64) -> f64 {
        let passes = 1.0 - talks.preparation * (1.0 - self.view.ratification());
        passes * self.holds(talks) * self.lasting(talks, days)
    }

    /// The part of q that is left once a text is signed and ratified.
    fn holds(&self, talks: &Talks) -> f64 {
        let believed = (self.game.credibility.floor_latitude + talks.credibility).min(1.0);
        talks.cohesion * talks.inclusion * believed
    }

    /// W: what the party expects of the talks.
    fn prospect(&self, talks: &Talks) -> f64 {
        self.prospect_in(talks, self.days(talks))
    }

    fn prospect_in(&self, talks: &Talks, days: f64) -> f64 {
        if !days.is_finite() {
            return self.reservation;
        }
        let gain = talks.utility - self.reservation - self.delay * days;
        self.reservation + self.chance(talks, days) * gain
    }

    /// What a clause is worth beyond the middle.
    fn gain(&self, issue: usize, option: u8) -> f64 {
        self.view.weight(issue) * (self.view.value(issue, option) - self.middle)
    }

    /// The talks after a round that settles so much, worth so much to the party.
    fn after_round(&self, weight: f64, utility: f64) -> Talks {
        Talks {
            utility: self.now.utility + weight * (utility - self.middle),
            preparation: (self.now.preparation + weight).min(1.0),
            due: 0.0,
            ..self.now
        }
    }

    /// The talks if no summit is granted for so many days.
    fn no_sooner_than(&self, days: f64) -> Talks {
        Talks { wait: days + self.game.summit_meeting.lead, ..self.now }
    }

    /// The talks if the requester does not ask until it considers that again.
    fn unasked(&self) -> Talks {
        self.no_sooner_than(self.game.requests.shortest + self.game.requests.mean)
    }

    /// Positions moved apart by a share.
    fn apart_by(&self, cohesion: f64, share: f64) -> f64 {
        (1.0 - (1.0 - cohesion) * (1.0 + share)).max(0.0)
    }

    /// Weight that a round is expected to settle, in its own weights: of each session that of its issues, if it agrees.
    fn settled_by(&self, order: AgendaOrder) -> f64 {
        let mut open = [0u8; MAX_ISSUES];
        let mut count = 0;
        for (issue, clause) in self.view.text().clauses().iter().enumerate() {
            if clause.agreed().is_some() {
                continue;
            }
            let apart = self.view.apart(issue);
            let mut at = count;
            while at > 0 {
                let before = self.view.apart(open[at - 1] as usize);
                let misplaced =
                    if order == AgendaOrder::HardFirst { before < apart } else { before > apart };
                if !misplaced {
                    break;
                }
                open[at] = open[at - 1];
                at -= 1;
            }
            open[at] = issue as u8;
            count += 1;
        }
        let rules = self.game.rounds;
        let each = match order {
            AgendaOrder::Package => count.max(1),
            AgendaOrder::EasyFirst | AgendaOrder::HardFirst => rules.session_issues as usize,
        };
        open[..count]
            .chunks(each)
            .take(rules.sessions as usize)
            .map(|table| {
                let apart: f64 = table.iter().map(|&j| self.view.apart(j as usize)).sum();
                let weight: f64 = table.iter().map(|&j| self.view.weight(j as usize)).sum();
                accord(self.game, apart / table.len() as f64) * weight
            })
            .sum()
    }

    /// What attention won is worth to the party beside what it does for the talks.
    fn seen(&self, lift: f64) -> f64 {
        if self.is_requester { self.quantal.attention_worth * lift } else { 0.0 }
    }

    /// A lift in attention that fills a share of the room left.
    fn lift(&self, share: f64) -> f64 {
        share * (1.0 - self.attention)
    }

    /// A summit granted now.
    fn summit(&self) -> f64 {
        let rules = self.game.summit;
        let lift = self.lift(self.game.summit_meeting.attention);
        // Short of signing, it does the work of a round, and no other follows for a time.
        let mut after = Talks {
            lift,
            wait: self.game.summit_meeting.cooldown,
            ..self.after_round(self.progress, self.middle)
        };
        let talks = if self.prepared {
            let signed = if rules.closing > 0.0 {
                (self.now.preparation / rules.closing).min(1.0)
            } else {
                1.0
            };
            let at_once =
                self.prospect_in(&Talks { lift, ..self.now }, self.game.summit_meeting.lead);
            signed * at_once + (1.0 - signed) * self.prospect(&after)
        } else {
            after.credibility =
                (after.credibility - self.game.credibility.unprepared_cost).max(0.0);
            after.cohesion = self.apart_by(after.cohesion, rules.unprepared_polarisation);
            let ends = rules.unprepared_end;
            ends * self.reservation + (1.0 - ends) * self.prospect(&after)
        };
        talks + self.seen(lift) + self.released(self.game.summit_meeting.release)
    }

    /// Worth to the requester of a share of the backlog released, until a settlement or the end.
    fn released(&self, share: f64) -> f64 {
        if !self.is_requester {
            return 0.0;
        }
        let days = self.days(&self.now).min(self.left);
        let months = share * self.view.backlog() * days / MONTH_DAYS;
        let relieved = self.strain * (1.0 - libm::exp(-self.game.aid.relief * months));
        self.game.strain.lowers_reservation * relieved
    }

    fn next_move(&self, choice: Choice) -> f64 {
        // A request that was deferred stands.
        let asked = self.now;
        let unasked = if self.view.deferrals() > 0 { asked } else { self.unasked() };
        let looked_at = |talks: Talks, share: f64| {
            let lift = self.lift(share);
            self.prospect(&Talks { lift, ..talks }) + self.seen(lift) - self.quantal.effort
        };
        match choice {
            Choice::Ask => {
                // A summit that is granted need not be taken; then nothing stands any more.
                let granted = self.summit().max(self.prospect(&self.unasked()));
                let gain = self.view.gate_progress() * (granted - self.prospect(&asked));
                let cost = self.quantal.deferral_cost * f64::from(self.view.deferrals());
                looked_at(asked, self.game.attention.request_lift) + gain - cost
            }
            Choice::Campaign => looked_at(unasked, self.game.attention.campaign_lift),
            _ => self.prospect(&unasked),
        }
    }

    fn round(&self, choice: Choice) -> f64 {
        let order = match choice {
            Choice::EasyFirst => AgendaOrder::EasyFirst,
            Choice::HardFirst => AgendaOrder::HardFirst,
            Choice::Package => AgendaOrder::Package,
            _ => {
                let later = self.days(&self.now) + self.game.rounds.asked_again;
                return self.prospect_in(&self.now, later);
            }
        };
        let after = self.after_round(self.settled_by(order), self.middle);
        let lift = self.lift(self.game.rounds.attention);
        self.prospect(&Talks { lift, ..after }) - self.quantal.effort
    }

    /// Beyond what the talks are worth, which aid is not taken to change.
    fn aid(&self, choice: Choice) -> f64 {
        let rules = self.game.aid;
        let months = rules.conference_every / MONTH_DAYS;
        let given = match choice {
            Choice::Release => 1.0 - self.view.backlog(),
            Choice::Maintain => rules.maintain,
            Choice::Raise => rules.raise,
            _ => 0.0,
        };
        let party = self.view.party();
        let thanks = self.quantal.solidarity * self.attention * rules.relief * self.strain;
        let cost = self.quantal.aid_cost * (1.5 - self.view.support(party));
        given * months * self.game.donor_share[party.index()] * (thanks - cost)
    }

    /// What is settled with it is worth the middle, without it no more than it counts on anyway.
    fn attendance(&self, choice: Choice) -> f64 {
        if choice == Choice::Attend {
            self.prospect(&self.after_round(self.progress, self.middle)) - self.quantal.effort
        } else {
            self.prospect(&self.after_round(self.progress, self.reservation))
        }
    }

    fn clause(&self, issue: usize, choice: Choice) -> f64 {
        if choice == Choice::Endorse {
            let preparation = (self.now.preparation + self.view.weight(issue)).min(1.0);
            return self.prospect(&Talks { preparation, ..self.now });
        }
        let agreed = self.view.text().clauses()[issue].agreed();
        let utility = self.now.utility - agreed.map_or(0.0, |option| self.gain(issue, option));
        self.prospect(&Talks { utility, ..self.now })
    }

    fn endorsement(&self, choice: Choice) -> f64 {
        let others = self.view.endorsers() - PartySet::one(self.view.party().index());
        let without = influence_of(self.game, self.game.participants | others);
        let own = if choice == Choice::Endorse { self.share } else { 0.0 };
        self.prospect(&Talks { inclusion: without + own, ..self.now })
    }

    /// What is settled aside it has whatever becomes of the talks; the talks may end by it.
    fn initiative(&self) -> f64 {
        let rules = self.game.initiatives;
        let clauses = self.view.text().clauses();
        let open = (0..clauses.len()).filter(|&j| clauses[j].agreed().is_none());
        let weightiest = open
            .reduce(|best, j| if self.view.weight(j) > self.view.weight(best) { j } else { best });
        let cohesion = self.apart_by(self.now.cohesion, rules.polarisation);
        let after = self.prospect(&Talks { cohesion, ..self.now });
        let Some(issue) = weightiest else { return after - self.quantal.effort };
        let weight = self.view.weight(issue);
        let bypasses =
            if rules.bypass_at > 0.0 { (weight / rules.bypass_at).min(1.0) } else { 1.0 };
        let gain = weight * (self.middle - self.reservation);
        let settled = accord(self.game, self.view.apart(issue));
        after + settled * (gain - bypasses * (after - self.reservation)) - self.quantal.effort
    }

    fn ratification(&self, choice: Choice) -> f64 {
        if choice != Choice::Ratify {
            return self.reservation;
        }
        let gain = self.view.text_utility() - self.reservation;
        self.reservation + self.view.ratification() * self.holds(&self.now) * gain
    }
}

fn influence_of(game: &Game<'_>, set: PartySet) -> f64 {
    set.iter().map(|party| game.influence[party]).sum()
}
