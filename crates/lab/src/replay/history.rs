//! The history of a run: its decisions with what the deciding party observed, its events and its results.

use summitry_engine::ids::PartyId;
use summitry_engine::units::SimTime;
use summitry_model::diplomacy::settlement::Covariates;
use summitry_model::policy::decision::Illegal;
use summitry_model::policy::{Answer, Choice, RequestKind, View};
use summitry_model::process::{
    CompiledScenario, GateReading, InjectedShock, PartyRecord, PolicySet, Record, Run,
    SessionRecord, States, Step, SummitRecord, Tick,
};

/// A decision of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Its number in the run, from 1, in the order of commitment.
    pub number: usize,
    /// Time of commitment.
    pub at: SimTime,
    /// The party that decides.
    pub party: PartyId,
    /// The kind of request.
    pub kind: RequestKind,
    /// How many requests of this kind the party had before in the run.
    pub occurrence: u32,
    /// The committed answer.
    pub answer: Answer,
}

impl Decision {
    /// The other legal answers; none for an offer, whose answers are not a closed list.
    pub fn alternatives(&self) -> impl Iterator<Item = Choice> + use<> {
        let answer = self.answer;
        let all = self.kind.legal().iter().copied();
        all.filter(move |&choice| Answer::Choice(choice) != answer)
    }

    /// Whether a request is for the same decision: the same party, kind and occurrence.
    fn is_of(&self, party: PartyId, kind: RequestKind, occurrence: u32) -> bool {
        let same = match (self.kind, kind) {
            (RequestKind::EndorseIssue(this), RequestKind::EndorseIssue(that)) => this == that,
            _ => self.kind.number() == kind.number(),
        };
        same && self.party == party && self.occurrence == occurrence
    }
}

/// What the party observed at a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// The states.
    pub states: States,
    /// Its own utility of the text as it stood.
    pub text_utility: f64,
    /// Its own reservation.
    pub reservation: f64,
    /// How near to open the gate appears to it, in [0, 1].
    pub gate_progress: f64,
    /// Its probability that the text is ratified at home.
    pub ratification: f64,
    /// The gate, where the request is for a summit.
    pub gate: Option<GateReading>,
}

/// A finished run with everything recorded of it.
#[derive(Clone, Debug, PartialEq)]
pub struct RunHistory {
    /// The number of the run.
    pub run: u64,
    /// The seed.
    pub seed: u64,
    /// The shocks that were injected.
    pub injected: Vec<InjectedShock>,
    /// Its decisions, in order.
    pub decisions: Vec<Decision>,
    /// What was observed at each decision.
    pub observations: Vec<Observation>,
    /// Its events and answers, with the states after each.
    pub ticks: Vec<Tick>,
    /// Its results.
    pub record: Record,
    /// The results of each party.
    pub parties: Vec<PartyRecord>,
    /// Its sessions.
    pub sessions: Vec<SessionRecord>,
    /// Its summits.
    pub summits: Vec<SummitRecord>,
    /// Covariates of the hazard of its settlement; none if nothing was signed.
    pub covariates: Option<Covariates>,
}

/// Who answers after the changed decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterChange {
    /// The recorded answers, as long as the same decisions are due and the answers are legal; then the policies.
    Recorded,
    /// The policies, from the change on.
    Policies,
}

/// How a run is replayed: along a recording, with at most one decision changed.
#[derive(Clone, Copy, Debug)]
pub struct ReplayOptions<'a> {
    /// The decisions that were recorded; empty to let the policies decide all.
    pub recorded: &'a [Decision],
    /// Shocks to inject, in order of time.
    pub injected: &'a [InjectedShock],
    /// The decision to change, by its number, and its new answer.
    pub change: Option<(usize, Answer)>,
    /// Who answers after the change.
    pub then: AfterChange,
    /// From the decision of this number on, the random draws of this replication.
    pub branch: Option<(usize, u64)>,
}

impl<'a> ReplayOptions<'a> {
    /// The policies make every decision.
    pub const POLICIES: ReplayOptions<'static> = ReplayOptions {
        recorded: &[],
        injected: &[],
        change: None,
        then: AfterChange::Policies,
        branch: None,
    };

    /// The recorded decisions, unchanged.
    #[must_use]
    pub fn recorded(recorded: &'a [Decision]) -> Self {
        ReplayOptions {
            recorded,
            injected: &[],
            change: None,
            then: AfterChange::Recorded,
            branch: None,
        }
    }
}

/// A replay in progress.
struct Replay<'a> {
    options: ReplayOptions<'a>,
    /// Decisions so far.
    made: usize,
    /// Whether the recording still answers.
    is_on: bool,
    /// The number of the first decision that the recording did not answer.
    left_at: Option<usize>,
}

impl Replay<'_> {
    /// The recorded or changed answer to the next decision; none if the policies are to answer.
    fn next(&mut self, party: PartyId, kind: RequestKind, occurrence: u32) -> Option<Answer> {
        self.made += 1;
        let number = self.made;
        if let Some((at, answer)) = self.options.change
            && number == at
        {
            self.is_on &= self.options.then == AfterChange::Recorded;
            return Some(answer);
        }
        if !self.is_on {
            return None;
        }
        let recorded = self.options.recorded.get(number - 1);
        let fits = recorded.filter(|decision| decision.is_of(party, kind, occurrence));
        let legal = fits.filter(|decision| match decision.answer {
            Answer::Choice(choice) => kind.legal().contains(&choice),
            Answer::Offer(_) => kind == RequestKind::Offer,
        });
        if legal.is_none() {
            self.is_on = false;
            self.left_at = Some(number);
        }
        legal.map(|decision| decision.answer)
    }
}

/// Replays a run along a recording. The second part of the result is the number of the first decision that the recording
/// did not answer, if there is a recording and such a decision.
///
/// `run` is begun here, and must be of the same scenario as `seats`.
///
/// # Errors
///
/// The changed answer is not legal where it is given.
///
/// # Panics
///
/// If a number is past [`summitry_engine::MAX_REPLICATION`], which is to be checked where it is read.
pub fn replay(
    run: &mut Run<'_>,
    seats: &PolicySet<'_>,
    seed: u64,
    number: u64,
    options: ReplayOptions<'_>,
) -> Result<(RunHistory, Option<usize>), Illegal> {
    let (mut decisions, mut observations) = (Vec::new(), Vec::new());
    let left_at = replay_with(run, seats, (seed, number), true, options, &mut |run, k, answer| {
        let request = run.due()[k];
        decisions.push(Decision {
            number: decisions.len() + 1,
            at: run.now(),
            party: request.party,
            kind: request.kind,
            occurrence: request.occurrence,
            answer,
        });
        let view = run.view(k);
        let is_grant = matches!(request.kind, RequestKind::Grant { .. });
        observations.push(Observation {
            states: run.states(),
            text_utility: view.text_utility(),
            reservation: view.reservation(),
            gate_progress: view.gate_progress(),
            ratification: view.ratification(),
            gate: is_grant.then(|| run.gate_reading()),
        });
    })?;
    let history = RunHistory {
        run: number,
        seed,
        injected: options.injected.to_vec(),
        decisions,
        observations,
        ticks: run.trace().to_vec(),
        record: run.record().clone(),
        parties: run.party_records().to_vec(),
        sessions: run.sessions().to_vec(),
        summits: run.summits().to_vec(),
        covariates: run.covariates(),
    };
    Ok((history, left_at))
}

/// The loop of [`replay`]: calls `observe` after each answer and keeps nothing but the record of the run.
pub(super) fn replay_with(
    run: &mut Run<'_>,
    seats: &PolicySet<'_>,
    (seed, number): (u64, u64),
    trace: bool,
    options: ReplayOptions<'_>,
    observe: &mut dyn FnMut(&Run<'_>, usize, Answer),
) -> Result<Option<usize>, Illegal> {
    let begun = run.begin(seed, number, trace);
    options.injected.iter().for_each(|&strike| run.inject_shock(strike));
    let mut replay =
        Replay { options, made: 0, is_on: !options.recorded.is_empty(), left_at: None };
    // Decisions at tables are numbered too, whether or not anything is traced.
    run.ask_at_every_table(true);
    let mut checked = begun;
    loop {
        if let Err(fault) = &checked {
            panic!("{fault}"); // Numbers are checked where they are read.
        }
        match run.advance() {
            Step::Happened => {}
            Step::Due => {
                let first = replay.made + 1;
                for k in 0..run.due().len() {
                    let request = run.due()[k];
                    let scripted = replay.next(request.party, request.kind, request.occurrence);
                    let mut answer = scripted.unwrap_or_else(|| seats.answer(run, k));
                    if let Err(illegal) = run.answer(k, answer) {
                        // An offer that was recorded may not fit the table that now meets.
                        if options.change.is_some_and(|(at, _)| at == replay.made)
                            || scripted.is_none()
                        {
                            return Err(illegal);
                        }
                        replay.is_on = false;
                        replay.left_at.get_or_insert(replay.made);
                        answer = seats.answer(run, k);
                        run.answer(k, answer)?;
                    }
                    observe(run, k, answer);
                }
                if let Some((at, branch)) = options.branch
                    && (first..=replay.made).contains(&at)
                {
                    checked = run.reseed(seed, branch);
                }
                run.commit();
            }
            Step::Done => return Ok(replay.left_at),
        }
    }
}

impl RunHistory {
    /// Simulates the run of this number with the policies of the scenario.
    ///
    /// ```
    /// use summitry_lab::replay::RunHistory;
    /// use summitry_model::process::CompiledScenario;
    /// use summitry_model::scenario::{Overrides, read};
    /// let setup = CompiledScenario::new(read("classroom", &Overrides::default()).scenario.unwrap());
    /// let history = RunHistory::simulate(&setup, 1, 17);
    /// assert_eq!(history.decisions[0].number, 1);
    /// assert_eq!(history.decisions.len(), history.observations.len());
    /// ```
    ///
    /// # Panics
    ///
    /// If a policy gives an answer that is not legal, which is a fault of the program.
    #[must_use]
    #[expect(clippy::expect_used, reason = "faults of the program")]
    pub fn simulate(setup: &CompiledScenario, seed: u64, run: u64) -> RunHistory {
        let mut buffer = Run::new(setup);
        let played =
            replay(&mut buffer, &PolicySet::new(setup), seed, run, ReplayOptions::POLICIES);
        played.expect("policies give legal answers").0
    }
}
