//! A mediated single text: a mediator puts forward one change after another, and the parties vote.
//!
//! The single-text procedure with hill-climbing and annealing voters of Klein, Faratin, Sayama &
//! Bar-Yam (2003, *Negotiating complex contracts*, Group Decision and Negotiation 12): each proposal
//! is a mutation of the text last accepted. Theirs is for two parties and binary issues; here a
//! proposal changes one issue to any other of its options, and votes count by influence.
//!
//! A party for which a change makes no difference abstains, and does not object. A change is taken if
//! somebody votes for it and the votes against it do not sink it: they leave the quorum of influence,
//! no holder of a veto is among them, and under unanimity there are none. That is how
//! [`Protocol`](super::Protocol) counts refusals; that somebody must be for it keeps the text from
//! going to and fro between options that are the same to all.
//!
//! At the end comes the ratifying vote: each party accepts the text if its utility is not below its
//! reservation, and the text is agreed if that vote carries in the same way. So under unanimity
//! nobody has less than its reservation. Delay costs nothing here: discount factors are not used.
//!
//! A change of one issue cannot trade it for another, so a text that is stable under unanimity need
//! not be on the Pareto front. Under less, votes can go in a circle, and it is `steps` that ends them.

use super::offer::{MAX_PARTIES, Offer};
use super::preferences::{EPSILON, Preferences};
use summitry_engine::sample;
use summitry_engine::sets::SeatSet;

/// How a text is mediated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Most proposals that the mediator makes.
    pub steps: u32,
    /// Share of the influence that votes against must leave, in (0, 1]; 1 is unanimity, which counts even
    /// a party without influence.
    pub quorum: f64,
    /// Which change is proposed next.
    pub order: Order,
}

/// Which change the mediator proposes next.
///
/// The changes from a text are numbered by issue, then option, the present option left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// One after the other, and from the first again.
    Sweep,
    /// Each as likely: one draw a proposal.
    Drawn,
}

/// Who has a vote on the text.
#[derive(Clone, Copy, Debug)]
pub struct Party<'a> {
    /// What it wants. All parties have the same issues and options.
    pub preferences: &'a Preferences,
    /// Weight of its vote: a ratio, not negative.
    pub influence: f64,
    /// Whether its vote against sinks a change.
    pub veto: bool,
    /// How it votes on changes. On the text at the end all vote alike.
    pub voter: Voter,
}

/// How a party votes on a change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Voter {
    /// Against whatever makes it worse off.
    Climber,
    /// For what makes it worse off, too, with probability exp(ΔU/T), where ΔU < 0 is what it gains.
    ///
    /// After k proposals T is `temperature`·(1 − k/`cooling`), and from k = `cooling` on it climbs.
    Annealer {
        /// T at the first proposal, in the units of utility, not negative.
        temperature: f64,
        /// Proposals until T is 0.
        cooling: u32,
    },
}

/// A party's vote on a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vote {
    /// It wants the change.
    For,
    /// It is the same to it: no objection.
    Abstain,
    /// It does not want it.
    Against,
}

impl Voter {
    /// T after this many proposals, in the units of utility; 0 for a climber.
    #[must_use]
    pub fn temperature(self, proposals: u32) -> f64 {
        match self {
            Voter::Annealer { temperature, cooling } if proposals < cooling => {
                temperature * (1.0 - f64::from(proposals) / f64::from(cooling))
            }
            _ => 0.0,
        }
    }

    /// The vote on a change by which the party gains `gain` of utility, after this many proposals. `u`,
    /// uniform in (0, 1), is its draw.
    ///
    /// ```
    /// use summitry_model::bargaining::mediated::{Vote, Voter};
    /// let annealer = Voter::Annealer { temperature: 0.2, cooling: 100 };
    /// assert_eq!(annealer.vote(-0.1, 0, 0.60), Vote::For); // exp(-0.1 / 0.2) = 0.607
    /// assert_eq!(annealer.vote(-0.1, 0, 0.61), Vote::Against);
    /// assert_eq!(annealer.vote(-0.1, 50, 0.60), Vote::Against); // exp(-0.1 / 0.1) = 0.368
    /// assert_eq!(Voter::Climber.vote(-0.1, 0, 0.01), Vote::Against);
    /// assert_eq!(Voter::Climber.vote(0.0, 0, 0.01), Vote::Abstain);
    /// ```
    #[must_use]
    pub fn vote(self, gain: f64, proposals: u32, u: f64) -> Vote {
        if gain > 0.0 {
            return Vote::For;
        }
        if gain == 0.0 {
            return Vote::Abstain;
        }
        let temperature = self.temperature(proposals);
        let accepts = temperature > 0.0 && sample::bernoulli(u, libm::exp(gain / temperature));
        if accepts { Vote::For } else { Vote::Against }
    }
}

/// What a party voted; on the other proposals it abstained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    /// Proposals that it voted for.
    pub in_favour: u32,
    /// Proposals that it voted against.
    pub against: u32,
}

/// How a mediation ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mediated {
    /// The text at the end, agreed or not.
    pub text: Offer,
    /// Whether the ratifying vote carried.
    pub agreed: bool,
    /// The parties that accepted the text in the ratifying vote, by number.
    pub accepted: SeatSet,
    /// Proposals made.
    pub steps: u32,
    /// Those that were taken.
    pub taken: u32,
    /// Whether no change of one issue would be taken from this text if all parties were climbers: a
    /// local optimum.
    pub stable: bool,
    /// Votes on the proposals, by party; of no party after the last.
    pub votes: [Votes; MAX_PARTIES],
}

/// Why there is nothing to mediate.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Unfit {
    /// No party, or too many.
    #[error("{0} parties are at the table: it takes from 1 to {MAX_PARTIES}")]
    Parties(usize),
    /// A quorum out of (0, 1].
    #[error("the quorum is {0}: it is above 0 and at most 1")]
    Quorum(f64),
    /// An influence that is negative or no number.
    #[error("the influence of party {0} is negative or not a finite number")]
    Influence(usize),
    /// A temperature that is negative or no number.
    #[error("the temperature of party {0} is negative or not a finite number")]
    Temperature(usize),
    /// A party with other issues or options than the first.
    #[error("party {0} has other issues or options than the first party")]
    Issues(usize),
    /// A text that is not one option of each issue.
    #[error("the text to start from is not one option of each issue")]
    Text,
}

/// Mediates a text from `start`, which is the status quo.
///
/// It ends after [`Rules::steps`] proposals. It ends sooner when no change would be taken any more:
/// that is looked at when as many proposals running have failed as there are changes (in
/// [`Order::Sweep`], a whole sweep) and every annealer has cooled.
///
/// `draw` gives numbers uniform in (0, 1). A proposal takes one if it is [`Order::Drawn`], then one for
/// each annealer, needed or not: so the draw of a proposal does not depend on how earlier ones went.
/// Nothing is allocated.
///
/// # Errors
/// [`Unfit`].
///
/// ```
/// use summitry_model::bargaining::mediated::{Order, Party, Rules, Voter, mediate};
/// use summitry_model::bargaining::{Offer, Preferences};
/// use summitry_engine::sets::SeatSet;
/// use summitry_engine::{Purpose, Streams};
///
/// // Two issues. Both parties like the middle of the first better than its beginning; of the second
/// // one likes the beginning, the other the end.
/// let a = Preferences::new(&[vec![0.1, 0.4, 0.6], vec![0.4, 0.0]])?.with_reservation(0.6)?;
/// let b = Preferences::new(&[vec![0.2, 0.5, 0.0], vec![0.0, 0.5]])?.with_reservation(0.3)?;
/// let party = |preferences, influence| Party { preferences, influence, veto: false, voter: Voter::Climber };
/// let parties = [party(&a, 0.7), party(&b, 0.3)];
///
/// // By unanimity only the common gain is had, and both ratify it.
/// let rules = Rules { steps: 100, quorum: 1.0, order: Order::Sweep };
/// let end = mediate(rules, &parties, Offer::new(&[0, 0]), || 0.5)?;
/// assert_eq!(end.text.options(), &[1, 0]);
/// assert_eq!((end.taken, end.stable, end.agreed, end.accepted), (1, true, true, SeatSet::first(2)));
///
/// // By majority of influence the first has its way; here in an order that is drawn.
/// let mut streams = Streams::new(1, 1);
/// streams.begin(1, 0)?;
/// let rules = Rules { quorum: 0.5, order: Order::Drawn, ..rules };
/// let end = mediate(rules, &parties, Offer::new(&[0, 1]), || streams.stream(Purpose(0), 0).uniform())?;
/// assert_eq!(end.text.options(), &[2, 0]);
/// assert_eq!((end.stable, end.agreed, end.accepted), (true, true, SeatSet::one(0)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn mediate(
    rules: Rules,
    parties: &[Party<'_>],
    start: Offer,
    mut draw: impl FnMut() -> f64,
) -> Result<Mediated, Unfit> {
    let table = Table::new(rules, parties, &start)?;
    let changes = table.changes();
    let mut votes = [Votes::default(); MAX_PARTIES];
    let (mut text, mut steps, mut taken, mut failed) = (start, 0, 0, 0);
    while steps < rules.steps && changes > 0 {
        if failed == changes {
            if table.cooled(steps) && table.stable(&text) {
                break;
            }
            failed = 0;
        }
        let number = match rules.order {
            Order::Sweep => steps as usize % changes,
            Order::Drawn => sample::index(draw(), changes),
        };
        let change = table.change(&text, number);
        let ballot = table.ballot(&text, change, |voter, gain| {
            let u = if voter == Voter::Climber { 0.5 } else { draw() };
            voter.vote(gain, steps, u)
        });
        ballot.count(&mut votes);
        steps += 1;
        failed += 1;
        if table.takes(ballot) {
            text.options_mut()[change.issue] = change.option;
            taken += 1;
            failed = 0;
        }
    }
    let refused = table.below_reservation(&text);
    Ok(Mediated {
        text,
        agreed: !table.sunk(refused),
        accepted: SeatSet::first(parties.len()) - refused,
        steps,
        taken,
        stable: table.stable(&text),
        votes,
    })
}

/// A change of one issue.
#[derive(Clone, Copy)]
struct Change {
    issue: usize,
    option: u8,
}

/// The parties for and against a change.
#[derive(Clone, Copy, Default)]
struct Ballot {
    in_favour: SeatSet,
    against: SeatSet,
}

impl Ballot {
    fn count(self, votes: &mut [Votes; MAX_PARTIES]) {
        for (seat, votes) in votes.iter_mut().enumerate() {
            votes.in_favour += u32::from(self.in_favour.contains(seat));
            votes.against += u32::from(self.against.contains(seat));
        }
    }
}

/// The parties, and how their votes count.
struct Table<'a> {
    parties: &'a [Party<'a>],
    first: &'a Preferences,
    quorum: f64,
    total_influence: f64,
}

impl<'a> Table<'a> {
    fn new(rules: Rules, parties: &'a [Party<'a>], start: &Offer) -> Result<Self, Unfit> {
        let Some(Party { preferences: first, .. }) = parties.first() else {
            return Err(Unfit::Parties(0));
        };
        if parties.len() > MAX_PARTIES {
            return Err(Unfit::Parties(parties.len()));
        }
        if !(rules.quorum > 0.0 && rules.quorum <= 1.0) {
            return Err(Unfit::Quorum(rules.quorum));
        }
        for (seat, party) in parties.iter().enumerate() {
            party.check(seat, first)?;
        }
        if !is_text(start.options(), first) {
            return Err(Unfit::Text);
        }
        let total_influence = parties.iter().map(|party| party.influence).sum();
        Ok(Table { parties, first, quorum: rules.quorum, total_influence })
    }

    /// Number of changes of one issue; the same from every text.
    fn changes(&self) -> usize {
        (0..self.first.issues()).map(|issue| self.first.worth(issue).len() - 1).sum()
    }

    /// The change of this number, below [`Table::changes`].
    fn change(&self, text: &Offer, mut number: usize) -> Change {
        let mut issue = 0;
        loop {
            let others = self.first.worth(issue).len() - 1;
            if number < others {
                let option = number as u8;
                let present = text.options()[issue];
                return Change { issue, option: option + u8::from(option >= present) };
            }
            number -= others;
            issue += 1;
        }
    }

    /// The votes on a change. `vote` receives how a party votes and what it gains.
    fn ballot(
        &self,
        text: &Offer,
        change: Change,
        mut vote: impl FnMut(Voter, f64) -> Vote,
    ) -> Ballot {
        let present = usize::from(text.options()[change.issue]);
        let mut ballot = Ballot::default();
        for (seat, party) in self.parties.iter().enumerate() {
            // Utility adds up over issues: of this one alone the gain is exact, and so is indifference.
            let worth = party.preferences.worth(change.issue);
            match vote(party.voter, worth[usize::from(change.option)] - worth[present]) {
                Vote::For => ballot.in_favour.insert(seat),
                Vote::Abstain => {}
                Vote::Against => ballot.against.insert(seat),
            }
        }
        ballot
    }

    fn takes(&self, ballot: Ballot) -> bool {
        !ballot.in_favour.is_empty() && !self.sunk(ballot.against)
    }

    /// Whether the refusal of these parties sinks a text or a change of it.
    fn sunk(&self, refused: SeatSet) -> bool {
        let mut influence = 0.0;
        for (seat, party) in self.parties.iter().enumerate() {
            if refused.contains(seat) {
                if party.veto || self.quorum >= 1.0 {
                    return true;
                }
                influence += party.influence;
            }
        }
        self.total_influence - influence < self.quorum * self.total_influence - EPSILON
    }

    /// Whether climbers would take no change of this text.
    fn stable(&self, text: &Offer) -> bool {
        (0..self.changes()).all(|number| {
            let change = self.change(text, number);
            !self.takes(self.ballot(text, change, |_, gain| Voter::Climber.vote(gain, 0, 0.5)))
        })
    }

    fn cooled(&self, proposals: u32) -> bool {
        self.parties.iter().all(|party| party.voter.temperature(proposals) == 0.0)
    }

    /// The parties that the text gives less than their reservation.
    fn below_reservation(&self, text: &Offer) -> SeatSet {
        let below = |&seat: &usize| {
            let preferences = self.parties[seat].preferences;
            preferences.utility(text.options()) < preferences.reservation() - EPSILON
        };
        (0..self.parties.len()).filter(below).collect()
    }
}

impl Party<'_> {
    fn check(&self, seat: usize, first: &Preferences) -> Result<(), Unfit> {
        let sound = |x: f64| x.is_finite() && x >= 0.0;
        if !sound(self.influence) {
            return Err(Unfit::Influence(seat));
        }
        if matches!(self.voter, Voter::Annealer { temperature, .. } if !sound(temperature)) {
            return Err(Unfit::Temperature(seat));
        }
        let mine = self.preferences;
        let alike = mine.issues() == first.issues()
            && (0..mine.issues()).all(|j| mine.worth(j).len() == first.worth(j).len());
        if alike { Ok(()) } else { Err(Unfit::Issues(seat)) }
    }
}

fn is_text(options: &[u8], preferences: &Preferences) -> bool {
    options.len() == preferences.issues()
        && options.iter().enumerate().all(|(j, &o)| usize::from(o) < preferences.worth(j).len())
}
