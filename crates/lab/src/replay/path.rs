//! The path of a run: its decisions with what was seen, and what came of it.

use summitry_engine::ids::PartyId;
use summitry_engine::units::SimTime;
use summitry_model::diplomacy::settlement::Covariates;
use summitry_model::policy::decision::Illegal;
use summitry_model::policy::{Answer, Choice, RequestKind, View};
use summitry_model::process::{
    CompiledScenario, GateReading, InjectedShock, PartyRecord, PolicySet, Record, Run,
    SessionRecord, Step, SummitRecord, Tick,
};

/// A decision that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Its number in the run, from 1, in the order of commitment.
    pub number: usize,
    /// When.
    pub at: SimTime,
    /// Who.
    pub party: PartyId,
    /// What was asked.
    pub kind: RequestKind,
    /// How often this party was asked this before, from 0.
    pub occurrence: u32,
    /// What was answered.
    pub answer: Answer,
}

impl Decision {
    /// The other answers that were legal; none for an offer, of which any is.
    pub fn alternatives(&self) -> impl Iterator<Item = Choice> + use<> {
        let answer = self.answer;
        let all = self.kind.legal().iter().copied();
        all.filter(move |&choice| Answer::Choice(choice) != answer)
    }

    /// Whether a request is for the same decision: the same party, asked the same for the same time.
    fn is_of(&self, party: PartyId, kind: RequestKind, occurrence: u32) -> bool {
        let same = match (self.kind, kind) {
            (RequestKind::EndorseIssue(this), RequestKind::EndorseIssue(that)) => this == that,
            _ => self.kind.number() == kind.number(),
        };
        same && self.party == party && self.occurrence == occurrence
    }
}

/// What the party saw as it decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// The states, in the order of [`STATES`](summitry_model::process::STATES).
    pub states: [f64; 7],
    /// Its own utility of the text as it stood.
    pub text_utility: f64,
    /// Its own reservation.
    pub reservation: f64,
    /// How near the gate seemed to it to open.
    pub gate_progress: f64,
    /// Its own probability that the text passes at home.
    pub ratification: f64,
    /// How the gate stood, where the gatekeeper was asked for a summit.
    pub gate: Option<GateReading>,
}

/// A run that was made, with all that can be told of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The number of the run.
    pub run: u64,
    /// The seed.
    pub seed: u64,
    /// The shocks that chance did not send.
    pub injected: Vec<InjectedShock>,
    /// Its decisions, in order.
    pub decisions: Vec<Decision>,
    /// What was seen at each.
    pub seen: Vec<Observation>,
    /// Its events and answers, with the states after each.
    pub ticks: Vec<Tick>,
    /// What it came to.
    pub record: Record,
    /// The same for each party.
    pub parties: Vec<PartyRecord>,
    /// Its sessions.
    pub sessions: Vec<SessionRecord>,
    /// Its summits.
    pub summits: Vec<SummitRecord>,
    /// What the risk of its settlement was read from; none if nothing was signed.
    pub covariates: Option<Covariates>,
}

/// Who answers after the decision that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterChange {
    /// The answers that were recorded, while the same decisions come and they are legal; then the policies.
    Recorded,
    /// The policies at once.
    Policies,
}

/// A recorded run that is followed, with at most one decision changed.
#[derive(Clone, Copy, Debug)]
pub struct ReplayOptions<'a> {
    /// The decisions that were recorded; empty to let the policies decide all.
    pub recorded: &'a [Decision],
    /// Shocks that chance does not send, in order of time.
    pub injected: &'a [InjectedShock],
    /// The decision to change, by its number, and its new answer.
    pub change: Option<(usize, Answer)>,
    /// Who answers after it.
    pub then: AfterChange,
    /// With other luck from the decision of this number on: that of this replication.
    pub future: Option<(usize, u64)>,
}

impl<'a> ReplayOptions<'a> {
    /// The policies decide all.
    pub const POLICIES: ReplayOptions<'static> = ReplayOptions {
        recorded: &[],
        injected: &[],
        change: None,
        then: AfterChange::Policies,
        future: None,
    };

    /// What was recorded, unchanged.
    #[must_use]
    pub fn recorded(recorded: &'a [Decision]) -> Self {
        ReplayOptions {
            recorded,
            injected: &[],
            change: None,
            then: AfterChange::Recorded,
            future: None,
        }
    }
}

/// How far the recording goes.
struct Script<'a> {
    of: ReplayOptions<'a>,
    made: usize,
    is_on: bool,
    /// The number of the first decision that the recording did not answer.
    left_at: Option<usize>,
}

impl Script<'_> {
    /// The recorded or changed answer to the next decision; none if the policies are to answer.
    fn next(&mut self, party: PartyId, kind: RequestKind, occurrence: u32) -> Option<Answer> {
        self.made += 1;
        let number = self.made;
        if let Some((at, answer)) = self.of.change
            && number == at
        {
            self.is_on &= self.of.then == AfterChange::Recorded;
            return Some(answer);
        }
        if !self.is_on {
            return None;
        }
        let recorded = self.of.recorded.get(number - 1);
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

/// Makes a run along a recording. `left_at` of the result is the number of the first decision that the recording did not
/// answer, if it had any.
///
/// The run itself is kept in `run`, which must be of the setup that `seats` are of; it is begun here.
///
/// # Errors
///
/// The changed answer is not legal where it is given.
///
/// # Panics
///
/// If a number is past [`summitry_engine::MAX_REPLICATION`], which is to be checked where it is read.
pub fn follow(
    run: &mut Run<'_>,
    seats: &PolicySet<'_>,
    seed: u64,
    number: u64,
    of: ReplayOptions<'_>,
) -> Result<(Path, Option<usize>), Illegal> {
    let (mut decisions, mut seen) = (Vec::new(), Vec::new());
    let left_at = drive_along(run, seats, (seed, number), true, of, &mut |run, k, answer| {
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
        seen.push(Observation {
            states: run.states(),
            text_utility: view.text_utility(),
            reservation: view.reservation(),
            gate_progress: view.gate_progress(),
            ratification: view.ratification(),
            gate: is_grant.then(|| run.gate_reading()),
        });
    })?;
    let path = Path {
        run: number,
        seed,
        injected: of.injected.to_vec(),
        decisions,
        seen,
        ticks: run.trace().to_vec(),
        record: run.record().clone(),
        parties: run.party_records().to_vec(),
        sessions: run.sessions().to_vec(),
        summits: run.summits().to_vec(),
        covariates: run.covariates(),
    };
    Ok((path, left_at))
}

/// The loop of [`follow`], without keeping anything but the run's record.
pub(super) fn drive_along(
    run: &mut Run<'_>,
    seats: &PolicySet<'_>,
    (seed, number): (u64, u64),
    trace: bool,
    of: ReplayOptions<'_>,
    keep: &mut dyn FnMut(&Run<'_>, usize, Answer),
) -> Result<Option<usize>, Illegal> {
    let begun = run.begin(seed, number, trace);
    of.injected.iter().for_each(|&strike| run.inject_shock(strike));
    let mut script = Script { of, made: 0, is_on: !of.recorded.is_empty(), left_at: None };
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
                let first = script.made + 1;
                for k in 0..run.due().len() {
                    let request = run.due()[k];
                    let scripted = script.next(request.party, request.kind, request.occurrence);
                    let mut answer = scripted.unwrap_or_else(|| seats.answer(run, k));
                    if let Err(illegal) = run.answer(k, answer) {
                        // An offer that was recorded may not fit the table that now meets.
                        if of.change.is_some_and(|(at, _)| at == script.made) || scripted.is_none()
                        {
                            return Err(illegal);
                        }
                        script.is_on = false;
                        script.left_at.get_or_insert(script.made);
                        answer = seats.answer(run, k);
                        run.answer(k, answer)?;
                    }
                    keep(run, k, answer);
                }
                if let Some((at, future)) = of.future
                    && (first..=script.made).contains(&at)
                {
                    checked = run.reseed(seed, future);
                }
                run.commit();
            }
            Step::Done => return Ok(script.left_at),
        }
    }
}

impl Path {
    /// The run of this number, as the policies play it.
    ///
    /// ```
    /// use summitry_lab::replay::Path;
    /// use summitry_model::process::CompiledScenario;
    /// use summitry_model::scenario::{Overrides, read};
    /// let setup = CompiledScenario::new(read("classroom", &Overrides::default()).scenario.unwrap());
    /// let path = Path::of(&setup, 1, 17);
    /// assert_eq!(path.decisions[0].number, 1);
    /// assert_eq!(path.decisions.len(), path.seen.len());
    /// ```
    ///
    /// # Panics
    ///
    /// If a policy gives an answer that is not legal, which is a fault of the program.
    #[must_use]
    #[expect(clippy::expect_used, reason = "faults of the program")]
    pub fn of(setup: &CompiledScenario, seed: u64, run: u64) -> Path {
        let mut room = Run::new(setup);
        let played = follow(&mut room, &PolicySet::of(setup), seed, run, ReplayOptions::POLICIES);
        played.expect("policies give legal answers").0
    }
}
