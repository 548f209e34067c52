//! The state of a table: public information, the private information of each seat, and the decisions that are due.

use summitry_engine::ids::PartyId;
use summitry_engine::sets::PartySet;
use summitry_engine::units::SimTime;
use summitry_lab::agents::observation::missing_name;
use summitry_lab::rows::answer_log::digest;
use summitry_model::bargaining::Offer;
use summitry_model::diplomacy::text::Clause;
use summitry_model::policy::{Answer, Choice, RequestKind, View};
use summitry_model::process::{
    CompiledScenario, Forum, Outcome, PartyRecord, Record, Run, States, Step, TickKind,
};

use super::budget::DecisionBudget;
use super::inputs::{Answered, Inputs, OpenDecision, RunKey};
use super::visible_event::{EventDetail, VisibleEvent, all, audience, is_seen};

/// The state of a table. Private information is reached only through [`TableSnapshot::seat_view`] and
/// [`TableSnapshot::revealed`].
#[derive(Clone, Debug, PartialEq)]
pub struct TableSnapshot {
    /// Public information.
    pub public: PublicInfo,
    /// Decisions that are due; none once the run is over.
    pub due: Vec<Due>,
    /// Number of decisions made.
    pub decisions: usize,
    /// How the run ended.
    pub ending: Option<Ending>,
    private: Vec<PrivateInfo>,
    events: Vec<VisibleEvent>,
    standing: Option<StandingOffer>,
}

/// Public information at a table. Shares are in [0, 1].
#[derive(Clone, Debug, PartialEq)]
pub struct PublicInfo {
    /// Simulated time.
    pub at: SimTime,
    /// The states that all see.
    pub states: States,
    /// Share of aid shipments held up.
    pub backlog: f64,
    /// Log deviation of the energy price.
    pub energy: f64,
    /// Polls: domestic support, by party.
    pub support: Vec<f64>,
    /// Mean distance of the positions tabled, by issue.
    pub apart: Vec<f64>,
    /// The draft text, by issue.
    pub text: Vec<Clause>,
    /// Parties that endorse the text.
    pub endorsers: PartySet,
    /// Share of the allied influence that endorses it.
    pub endorsed: f64,
    /// Rounds held.
    pub rounds: u32,
    /// Summits held.
    pub summits: u32,
    /// Requests made.
    pub requests: u32,
    /// Requests deferred since the last grant.
    pub deferrals: u32,
    /// Conditions that the last deferral named as missing, by name.
    pub missing: Vec<&'static str>,
    /// The current session, if any: forum and participants.
    pub at_table: Option<(Forum, PartySet)>,
}

/// Private information of a party.
#[derive(Clone, Debug, PartialEq)]
pub struct PrivateInfo {
    /// Its weight of each issue; they sum to 1.
    pub weights: Vec<f64>,
    /// Its value of each option of each issue, in [0, 1].
    pub values: Vec<Vec<f64>>,
    /// Its reservation now: a utility in [0, 1].
    pub reservation: f64,
    /// Its utility of the text as it stands, open issues at their status quo.
    pub text_utility: f64,
    /// Its utility of the agreed issues alone; none if none is.
    pub agreed_utility: Option<f64>,
    /// Its perceived progress towards an open gate, in [0, 1].
    pub gate_progress: f64,
    /// Its probability that the text as it stands passes at home.
    pub ratification: f64,
    /// Decisions put to its members so far.
    pub decisions_used: u32,
}

/// A decision that is due.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// Its number in the run, from 1.
    pub number: usize,
    /// The party that decides.
    pub party: PartyId,
    /// The kind of request.
    pub kind: RequestKind,
    /// For an offer or a response, the issues on the table.
    pub on_table: Vec<OnTable>,
    /// Whether it is answered, and waits for others that are due with it.
    pub is_answered: bool,
}

impl Due {
    /// The legal choices; none for an offer.
    #[must_use]
    pub fn legal(&self) -> &'static [Choice] {
        self.kind.legal()
    }

    /// Whether an answer is legal.
    #[must_use]
    pub fn takes(&self, answer: &Answer) -> bool {
        match answer {
            Answer::Choice(choice) => self.legal().contains(choice),
            Answer::Offer(offer) => {
                let options = offer.options();
                let fits = |(on, option): (&OnTable, &u8)| *option < on.options;
                self.kind == RequestKind::Offer
                    && options.len() == self.on_table.len()
                    && self.on_table.iter().zip(options).all(fits)
            }
        }
    }
}

/// An issue on the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnTable {
    /// Its position in the scenario.
    pub issue: usize,
    /// How many options it has.
    pub options: u8,
}

/// The standing offer of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct StandingOffer {
    /// The offer: an option for each issue on the table.
    pub offer: Offer,
    /// The issues on the table, by position.
    pub on_table: Vec<usize>,
    at: PartySet,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// Its record.
    pub record: Record,
    /// What the run meant for each party.
    pub parties: Vec<PartyRecord>,
    /// The digest of its rows in `runs.csv` and `events.csv`.
    pub digest: String,
}

impl Ending {
    /// The outcome of the run.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.record.outcome
    }
}

/// The view of one seat: everything it may see.
#[derive(Clone, Copy, Debug)]
pub struct SeatView<'a> {
    /// The party of the seat.
    pub party: PartyId,
    /// Public information.
    pub public: &'a PublicInfo,
    /// Private information of the party.
    pub private: &'a PrivateInfo,
    /// The standing offer, if the party takes part in the session.
    pub standing: Option<&'a StandingOffer>,
    snapshot: &'a TableSnapshot,
}

impl<'a> SeatView<'a> {
    /// Unanswered decisions of this seat.
    pub fn due(&self) -> impl Iterator<Item = &'a Due> + use<'a> {
        let party = self.party;
        self.snapshot.due.iter().filter(move |due| due.party == party && !due.is_answered)
    }

    /// Other parties with unanswered decisions.
    #[must_use]
    pub fn others(&self) -> Vec<PartyId> {
        let open = self.snapshot.due.iter().filter(|due| !due.is_answered);
        let mut others: Vec<PartyId> =
            open.map(|due| due.party).filter(|party| *party != self.party).collect();
        others.dedup();
        others
    }

    /// Events that this seat may see, in order.
    pub fn visible_events(&self) -> impl DoubleEndedIterator<Item = &'a VisibleEvent> + use<'a> {
        let party = self.party.index();
        self.snapshot.events.iter().filter(move |event| event.audience.contains(party))
    }

    /// How the run ended.
    #[must_use]
    pub fn ending(&self) -> Option<&'a Ending> {
        self.snapshot.ending.as_ref()
    }

    /// Utility of an offer to this seat, over the issues on the table.
    #[must_use]
    pub fn utility(&self, on_table: &[usize], offer: &Offer) -> f64 {
        let total: f64 = on_table.iter().map(|&issue| self.private.weights[issue]).sum();
        let worth = on_table.iter().zip(offer.options()).map(|(&issue, &option)| {
            self.private.weights[issue] * self.private.values[issue][usize::from(option)]
        });
        if total > 0.0 { worth.sum::<f64>() / total } else { 0.0 }
    }
}

impl TableSnapshot {
    /// Plays a table on as far as `answer` answers, and returns its state.
    pub fn play(
        setup: &CompiledScenario,
        inputs: &mut Inputs,
        run_key: RunKey,
        limit: u32,
        answer: &mut dyn FnMut(&Run<'_>, OpenDecision) -> Option<Answered>,
    ) -> TableSnapshot {
        let mut run = Run::new(setup);
        run.keep_trajectory(false);
        let mut budget = DecisionBudget::new(setup.parties(), limit);
        // By decision: who sat at the table, the issues on it, and who answered.
        let mut seen: Vec<(PartySet, Vec<u8>, Answered)> = Vec::new();
        inputs.play(&mut run, run_key, &mut budget, answer, &mut |run, _, answers| {
            let at = run.at_table().map_or(PartySet::EMPTY, |(_, parties)| parties);
            let on_table = if at.is_empty() { Vec::new() } else { run.on_table().to_vec() };
            seen.extend(answers.iter().map(|given| (at, on_table.clone(), *given)));
        });
        snapshot(setup, &mut run, run_key, inputs, &budget, &seen)
    }

    /// The state of a run before play: the positions of its first day.
    #[must_use]
    pub fn before(setup: &CompiledScenario, run_key: RunKey) -> TableSnapshot {
        let mut run = Run::new(setup);
        run.keep_trajectory(false);
        // The number of the replication was checked where it was read.
        let _ = run.begin(run_key.seed, run_key.replication, true);
        let budget = DecisionBudget::new(setup.parties(), 0);
        snapshot(setup, &mut run, run_key, &Inputs::default(), &budget, &[])
    }

    /// The view of one seat.
    #[must_use]
    pub fn seat_view(&self, party: PartyId) -> SeatView<'_> {
        let is_at = |standing: &&StandingOffer| standing.at.contains(party.index());
        let standing = self.standing.as_ref().filter(is_at);
        SeatView {
            party,
            public: &self.public,
            private: &self.private[party.index()],
            standing,
            snapshot: self,
        }
    }

    /// The private information of all parties, by party, for when it may be shown to all.
    #[must_use]
    pub fn revealed(&self) -> &[PrivateInfo] {
        &self.private
    }
}

fn snapshot(
    setup: &CompiledScenario,
    run: &mut Run<'_>,
    run_key: RunKey,
    inputs: &Inputs,
    budget: &DecisionBudget,
    seen: &[(PartySet, Vec<u8>, Answered)],
) -> TableSnapshot {
    let scenario = &setup.scenario;
    let parties = || (0..scenario.parties.len()).map(|party| PartyId(party as u8));
    let issues = || 0..scenario.issues.len();
    let any = run.view_of(PartyId(0));
    let public = PublicInfo {
        at: run.now(),
        states: run.states(),
        backlog: any.backlog(),
        energy: any.energy(),
        support: parties().map(|party| any.support(party)).collect(),
        apart: issues().map(|issue| any.apart(issue)).collect(),
        text: any.text().clauses().to_vec(),
        endorsers: any.endorsers(),
        endorsed: any.endorsed(),
        rounds: any.rounds(),
        summits: any.summits(),
        requests: any.requests(),
        deferrals: any.deferrals(),
        missing: any.missing().iter().map(|&reason| missing_name(setup, reason)).collect(),
        at_table: run.at_table(),
    };
    let private = |party: PartyId| {
        let view = run.view_of(party);
        PrivateInfo {
            weights: issues().map(|issue| view.weight(issue)).collect(),
            values: issues()
                .map(|issue| {
                    (0..scenario.option_count(issue)).map(|o| view.value(issue, o)).collect()
                })
                .collect(),
            reservation: view.reservation(),
            text_utility: view.text_utility(),
            agreed_utility: view.agreed_utility(),
            gate_progress: view.gate_progress(),
            ratification: view.ratification(),
            decisions_used: budget.used(party.index()),
        }
    };
    let private = parties().map(private).collect();
    let decisions = seen.len();
    let due = run.due().iter().enumerate().map(|(k, request)| {
        let at_table = matches!(request.kind, RequestKind::Offer | RequestKind::Respond);
        let on_table = |&issue: &u8| {
            let issue = usize::from(issue);
            OnTable { issue, options: scenario.option_count(issue) }
        };
        let number = decisions + k + 1;
        Due {
            number,
            party: request.party,
            kind: request.kind,
            on_table: if at_table {
                run.on_table().iter().map(on_table).collect()
            } else {
                Vec::new()
            },
            is_answered: inputs.early.contains_key(&number),
        }
    });
    let due: Vec<Due> = due.collect();
    let first = run
        .due()
        .iter()
        .position(|request| matches!(request.kind, RequestKind::Offer | RequestKind::Respond));
    let standing = first.and_then(|k| {
        let offer = run.view(k).table()?.standing()?;
        let (_, at) = run.at_table()?;
        Some(StandingOffer {
            offer,
            on_table: run.on_table().iter().map(|&j| usize::from(j)).collect(),
            at,
        })
    });
    let is_over = due.is_empty() && matches!(run.advance(), Step::Done);
    let ending = is_over.then(|| Ending {
        record: run.record().clone(),
        parties: run.party_records().to_vec(),
        digest: digest(setup, run_key.run, run_key.seed, run.record(), run.trace()),
    });
    let events = visible_events(setup, run, seen);
    TableSnapshot { public, due, decisions, ending, private, events, standing }
}

fn visible_events(
    setup: &CompiledScenario,
    run: &Run<'_>,
    seen: &[(PartySet, Vec<u8>, Answered)],
) -> Vec<VisibleEvent> {
    let (mut events, mut answers) = (Vec::new(), seen.iter());
    // The events of a session name no issues: they are those on the table at the last request.
    let mut table: &[u8] = &[];
    for tick in run.trace() {
        match &tick.kind {
            TickKind::Event(event) => {
                if is_seen(event) {
                    let detail = EventDetail::Event(*event);
                    events.push(VisibleEvent { at: tick.at, audience: all(setup), detail });
                }
            }
            TickKind::Answer { party, request, answer } => {
                let Some((at, on_table, given)) = answers.next() else { continue };
                table = if on_table.is_empty() { table } else { on_table };
                let audience = audience(setup, *request, *at);
                if !audience.is_empty() {
                    let detail = EventDetail::Answer {
                        party: *party,
                        request: *request,
                        answer: *answer,
                        by: given.by,
                        on_table: if matches!(answer, Answer::Offer(_)) {
                            table.to_vec()
                        } else {
                            Vec::new()
                        },
                    };
                    events.push(VisibleEvent { at: tick.at, audience, detail });
                }
            }
        }
    }
    events
}
