//! How a table stands: what all may see, what each seat alone may see, and what is due.

use summitry_engine::ids::PartyId;
use summitry_engine::sets::PartySet;
use summitry_engine::units::SimTime;
use summitry_lab::agents::observation::missing_name;
use summitry_lab::rows::answer_log::digest;
use summitry_model::bargaining::Offer;
use summitry_model::diplomacy::text::Clause;
use summitry_model::policy::{Answer, Choice, RequestKind, View};
use summitry_model::process::{
    CompiledScenario, Forum, Outcome, PartyRecord, Record, Run, Step, TickKind,
};

use super::calls::Calls;
use super::inputs::{Asked, Given, Inputs, Luck};
use super::told::{Told, What, all, audience, is_seen};

/// How a table stands. What a seat alone may see is reached through [`Look::sight`] only, or once it is revealed.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// What all may see.
    pub public: Public,
    /// What is due; empty once the run is over.
    pub due: Vec<Due>,
    /// How many decisions were made.
    pub decisions: usize,
    /// How it ended.
    pub ending: Option<Ending>,
    own: Vec<Own>,
    told: Vec<Told>,
    standing: Option<Standing>,
}

/// What all at a table may see. Shares are in [0, 1].
#[derive(Clone, Debug, PartialEq)]
pub struct Public {
    /// When.
    pub at: SimTime,
    /// Strain, attention, preparation, goals, cohesion, leverage, credibility: as [`summitry_model::process::STATES`].
    pub states: [f64; 7],
    /// Share of aid shipments held up.
    pub backlog: f64,
    /// Log deviation of the energy price.
    pub energy: f64,
    /// Polls: domestic support, by party.
    pub support: Vec<f64>,
    /// Mean distance of the positions tabled, by issue.
    pub apart: Vec<f64>,
    /// The text, by issue.
    pub text: Vec<Clause>,
    /// Who endorses it.
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
    /// What the last deferral named as missing, each in one word.
    pub missing: Vec<&'static str>,
    /// Where parties sit at a table now, and who.
    pub at_table: Option<(Forum, PartySet)>,
}

/// What only one party knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
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
    /// How near the gate seems to it to open.
    pub gate_progress: f64,
    /// Its probability that the text as it stands passes at home.
    pub ratification: f64,
    /// Decisions that were put to its people so far.
    pub put: u32,
}

/// A decision that is due.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// Its number in the run, from 1.
    pub number: usize,
    /// Who is asked.
    pub party: PartyId,
    /// What is asked.
    pub kind: RequestKind,
    /// For an offer or a response, the issues on the table.
    pub on_table: Vec<OnTable>,
    /// Whether it has an answer already, and waits for others that are due with it.
    pub is_answered: bool,
}

impl Due {
    /// The answers that are legal; empty for an offer.
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

/// The offer that stands at a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
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
    /// What it meant for each party.
    pub parties: Vec<PartyRecord>,
    /// The digest of its rows in `runs.csv` and `events.csv`.
    pub digest: String,
}

impl Ending {
    /// How it ended, in the field's one word.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.record.outcome
    }
}

/// All that one seat may see.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// Who looks.
    pub party: PartyId,
    /// What all may see.
    pub public: &'a Public,
    /// What it alone knows.
    pub own: &'a Own,
    /// The offer that stands, if it sits at that table.
    pub standing: Option<&'a Standing>,
    look: &'a Look,
}

impl<'a> Sight<'a> {
    /// What is due of this seat and not answered.
    pub fn due(&self) -> impl Iterator<Item = &'a Due> + use<'a> {
        let party = self.party;
        self.look.due.iter().filter(move |due| due.party == party && !due.is_answered)
    }

    /// Who else is asked now.
    #[must_use]
    pub fn others(&self) -> Vec<PartyId> {
        let open = self.look.due.iter().filter(|due| !due.is_answered);
        let mut others: Vec<PartyId> =
            open.map(|due| due.party).filter(|party| *party != self.party).collect();
        others.dedup();
        others
    }

    /// What happened, as far as this seat may know.
    pub fn told(&self) -> impl DoubleEndedIterator<Item = &'a Told> + use<'a> {
        let party = self.party.index();
        self.look.told.iter().filter(move |told| told.audience.contains(party))
    }

    /// How the run ended.
    #[must_use]
    pub fn ending(&self) -> Option<&'a Ending> {
        self.look.ending.as_ref()
    }

    /// Own utility of an offer over the issues of a table.
    #[must_use]
    pub fn utility(&self, on_table: &[usize], offer: &Offer) -> f64 {
        let total: f64 = on_table.iter().map(|&issue| self.own.weights[issue]).sum();
        let worth = on_table.iter().zip(offer.options()).map(|(&issue, &option)| {
            self.own.weights[issue] * self.own.values[issue][usize::from(option)]
        });
        if total > 0.0 { worth.sum::<f64>() / total } else { 0.0 }
    }
}

impl Look {
    /// Plays a table on as far as `answer` answers, and looks.
    pub fn play(
        setup: &CompiledScenario,
        inputs: &mut Inputs,
        luck: Luck,
        limit: u32,
        answer: &mut dyn FnMut(&Run<'_>, Asked) -> Option<Given>,
    ) -> Look {
        let mut run = Run::new(setup);
        run.keep_trajectory(false);
        let mut calls = Calls::new(setup.parties(), limit);
        // By decision: who sat at the table, the issues on it, and who answered.
        let mut seen: Vec<(PartySet, Vec<u8>, Given)> = Vec::new();
        inputs.play(&mut run, luck, &mut calls, answer, &mut |run, _, answers| {
            let at = run.at_table().map_or(PartySet::EMPTY, |(_, parties)| parties);
            let on_table = if at.is_empty() { Vec::new() } else { run.on_table().to_vec() };
            seen.extend(answers.iter().map(|given| (at, on_table.clone(), *given)));
        });
        look(setup, &mut run, luck, inputs, &calls, &seen)
    }

    /// The look of a run that has not begun to be played: positions as they are on its first day.
    #[must_use]
    pub fn before(setup: &CompiledScenario, luck: Luck) -> Look {
        let mut run = Run::new(setup);
        run.keep_trajectory(false);
        // The number of the replication was checked where it was read.
        let _ = run.begin(luck.seed, luck.replication, true);
        let calls = Calls::new(setup.parties(), 0);
        look(setup, &mut run, luck, &Inputs::default(), &calls, &[])
    }

    /// What one seat may see.
    #[must_use]
    pub fn sight(&self, party: PartyId) -> Sight<'_> {
        let is_at = |standing: &&Standing| standing.at.contains(party.index());
        let standing = self.standing.as_ref().filter(is_at);
        Sight { party, public: &self.public, own: &self.own[party.index()], standing, look: self }
    }

    /// What each party alone knew, once it may be shown to all, by party.
    #[must_use]
    pub fn revealed(&self) -> &[Own] {
        &self.own
    }
}

fn look(
    setup: &CompiledScenario,
    run: &mut Run<'_>,
    luck: Luck,
    inputs: &Inputs,
    calls: &Calls,
    seen: &[(PartySet, Vec<u8>, Given)],
) -> Look {
    let scenario = &setup.scenario;
    let parties = || (0..scenario.parties.len()).map(|party| PartyId(party as u8));
    let issues = || 0..scenario.issues.len();
    let any = run.view_of(PartyId(0));
    let public = Public {
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
    let own = |party: PartyId| {
        let view = run.view_of(party);
        Own {
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
            put: calls.put(party.index()),
        }
    };
    let own = parties().map(own).collect();
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
        Some(Standing {
            offer,
            on_table: run.on_table().iter().map(|&j| usize::from(j)).collect(),
            at,
        })
    });
    let is_over = due.is_empty() && matches!(run.advance(), Step::Done);
    let ending = is_over.then(|| Ending {
        record: run.record().clone(),
        parties: run.party_records().to_vec(),
        digest: digest(setup, luck.run, luck.seed, run.record(), run.trace()),
    });
    Look { public, due, decisions, ending, own, told: told(setup, run, seen), standing }
}

fn told(setup: &CompiledScenario, run: &Run<'_>, seen: &[(PartySet, Vec<u8>, Given)]) -> Vec<Told> {
    let (mut told, mut answers) = (Vec::new(), seen.iter());
    // A session's own events say on which issues: what stood on the table as it was last asked.
    let mut table: &[u8] = &[];
    for tick in run.trace() {
        match &tick.kind {
            TickKind::Event(event) => {
                if is_seen(event) {
                    let what = What::Event(*event);
                    told.push(Told { at: tick.at, audience: all(setup), what });
                }
            }
            TickKind::Answer { party, request, answer } => {
                let Some((at, on_table, given)) = answers.next() else { continue };
                table = if on_table.is_empty() { table } else { on_table };
                let audience = audience(setup, *request, *at);
                if !audience.is_empty() {
                    let what = What::Answer {
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
                    told.push(Told { at: tick.at, audience, what });
                }
            }
        }
    }
    told
}
