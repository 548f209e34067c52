//! The run: its calendar, its stage, and the requests that are due.

use crate::bargaining::Session;
use crate::diplomacy::gate::{Missing, Watch};
use crate::diplomacy::summit::Measure;
use crate::limits::{MAX_LEAVES, MAX_MEETINGS};
use crate::policy::decision::{Illegal, KINDS};
use crate::policy::view::TableView;
use crate::policy::{Answer, Choice, Request, RequestKind};
use summitry_engine::ids::PartyId;
use summitry_engine::sets::PartySet;
use summitry_engine::units::SimTime;
use summitry_engine::{Calendar, Handle, Phase};

use super::draws::Draws;
use super::event::RunEvent;
use super::in_force::Settlement;
use super::meeting::Meeting;
use super::meetings::Pending;
use super::record::{
    EndReason, Forum, PartyRecord, Record, SessionRecord, SummitRecord, Tick, TickKind,
};
use super::seat_view::SeatView;
use super::setup::CompiledScenario;
use super::states::States;
use super::world::World;

/// What the calendar holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CalendarEvent {
    Shock(u8),
    InjectedShock(u8),
    Poll,
    Election(u8),
    EnergyReading,
    EnergyJump,
    Shipment,
    Conference,
    Move,
    Reevaluate,
    /// A meeting of a type is due by the calendar.
    Meeting(u8),
    /// A meeting that was granted or called opens.
    Opening(u8),
    /// A meeting of a type may be launched.
    Chance(u8),
    /// A place of a step of the sequence is given up.
    GiveUp(u8, u8),
    WindowChance,
    Fracture,
    Deadline,
    Horizon,
    Review,
    Collapse,
}

/// Order of events at the same minute: what nobody decides comes first, the end last.
pub(super) mod phase {
    use summitry_engine::Phase;
    pub(crate) const NATURE: Phase = Phase(0);
    pub(crate) const READINGS: Phase = Phase(1);
    pub(crate) const MOVES: Phase = Phase(2);
    pub(crate) const MEETINGS: Phase = Phase(3);
    pub(crate) const CHECKS: Phase = Phase(4);
    pub(crate) const ENDS: Phase = Phase(5);
    pub(crate) const INJECTED: Phase = Phase(6);
}

/// What the run waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// The next event.
    Idle,
    Move,
    Grant,
    TakeSummit,
    CallRound,
    Attend,
    EndorseIssues,
    Session,
    EndorseText,
    Pledges,
    Initiative,
    Ratify,
    Done,
}

/// What [`Run::advance`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Something happened.
    Happened,
    /// The decisions in [`Run::due`] are due: answer each, then [`Run::commit`].
    Due,
    /// The run is over; its record is complete.
    Done,
}

/// One run of a scenario. Made once for each worker and begun again for each run; it allocates
/// only while its buffers grow to what the scenario needs.
#[derive(Debug)]
pub struct Run<'s> {
    pub(super) setup: &'s CompiledScenario,
    pub(super) draws: Draws,
    pub(super) calendar: Calendar<CalendarEvent>,
    pub(super) world: World,
    pub(super) session: Session,
    pub(super) meeting: Meeting,
    pub(super) stage: Stage,
    /// Whether the state changed since gate and coalition were last evaluated.
    pub(super) dirty: bool,
    due: Vec<Request>,
    answers: Vec<Option<Answer>>,
    spare_due: Vec<Request>,
    spare_answers: Vec<Option<Answer>>,
    occurrences: Vec<[u32; KINDS]>,
    pub(super) excitement: Vec<summitry_engine::HawkesState>,
    /// Exact day of each kind's next shock.
    pub(super) shock_day: Vec<f64>,
    /// When the calendar has the next meeting of each type.
    pub(super) due_at: Vec<SimTime>,
    pub(super) due_events: Vec<Handle>,
    /// Meetings that are called and not yet held, by type.
    pub(super) pending: Vec<Option<Pending>>,
    /// The order of the agenda that the meeting under way was called with.
    pub(super) order: Choice,
    /// Who launched the meeting under way.
    pub(super) launcher: Option<PartyId>,
    /// What the summit under way opened with.
    pub(super) opening: Measure,
    /// Whether parties that follow the rules are asked at the table all the same.
    ask_all: bool,
    /// How the gate was last observed, and what is required of each type of meeting.
    pub(super) watch: Watch,
    pub(super) watches: Vec<Watch>,
    /// Types of meeting that are due by the calendar, and may not be called yet.
    pub(super) waiting: Vec<bool>,
    pub(super) waiting_count: u32,
    /// How what the places of the current step wait for was last observed, and how often each was tried.
    pub(super) until_watches: Vec<Watch>,
    pub(super) attempts: [u32; MAX_MEETINGS],
    pub(super) unmet: Vec<Missing>,
    pub(super) gate_event: Handle,
    pub(super) waiting_event: Handle,
    pub(super) floor_event: Handle,
    pub(super) fracture_event: Handle,
    /// A summit that is granted and not yet taken: when, and whether by an override.
    pub(super) granted: Option<(SimTime, bool)>,
    pub(super) deferred_open: bool,
    /// When the talks ended, and why.
    pub(super) talks_end: Option<(SimTime, EndReason)>,
    pub(super) settlement: Option<Settlement>,
    // What is left behind.
    pub(super) record: Record,
    pub(super) party_records: Vec<PartyRecord>,
    pub(super) sessions: Vec<SessionRecord>,
    pub(super) summits: Vec<SummitRecord>,
    trajectory: Vec<States>,
    keep_trajectory: bool,
    pub(super) trace: Option<Vec<Tick>>,
}

/// The buffers of a run, emptied, to be used again by a run of any scenario.
#[derive(Debug)]
pub struct RunBuffers {
    draws: Draws,
    calendar: Calendar<CalendarEvent>,
    session: Session,
    requests: [Vec<Request>; 2],
    answers: [Vec<Option<Answer>>; 2],
    sessions: Vec<SessionRecord>,
    summits: Vec<SummitRecord>,
    trajectory: Vec<States>,
}

impl Default for RunBuffers {
    fn default() -> Self {
        RunBuffers {
            draws: Draws::new(),
            calendar: Calendar::with_capacity(64),
            session: Session::new(),
            requests: [Vec::with_capacity(64), Vec::with_capacity(64)],
            answers: [Vec::with_capacity(64), Vec::with_capacity(64)],
            sessions: Vec::with_capacity(64),
            summits: Vec::with_capacity(8),
            trajectory: Vec::new(),
        }
    }
}

impl<'s> Run<'s> {
    /// A run of a scenario, not begun.
    #[must_use]
    pub fn new(setup: &'s CompiledScenario) -> Self {
        Run::with_buffers(RunBuffers::default(), setup)
    }

    /// A run of a scenario, not begun, in the buffers of another.
    ///
    /// ```
    /// use summitry_model::process::{Run, PolicySet, CompiledScenario, drive};
    /// use summitry_model::scenario::{Overrides, read};
    /// let setup = |name| CompiledScenario::new(read(name, &Overrides::default()).scenario.unwrap());
    /// let (large, small) = (setup("kyiv-washington"), setup("classroom"));
    /// let mut first = Run::new(&large);
    /// first.begin(7, 0, false).unwrap();
    /// drive(&mut first, &PolicySet::new(&large)).unwrap();
    ///
    /// let mut again = Run::with_buffers(first.into_buffers(), &small);
    /// let mut fresh = Run::new(&small);
    /// for run in [&mut again, &mut fresh] {
    ///     run.begin(7, 1, false).unwrap();
    ///     drive(run, &PolicySet::new(&small)).unwrap();
    /// }
    /// assert_eq!(again.record(), fresh.record());
    /// ```
    #[must_use]
    pub fn with_buffers(rooms: RunBuffers, setup: &'s CompiledScenario) -> Self {
        let RunBuffers { mut draws, calendar, session, requests, answers, .. } = rooms;
        let (sessions, summits, mut trajectory) = (rooms.sessions, rooms.summits, rooms.trajectory);
        draws.enable(setup.scenario.chance.draws);
        trajectory.clear();
        trajectory.reserve(setup.samples);
        let [due, spare_due] = requests;
        let [answers, spare_answers] = answers;
        Run {
            setup,
            draws,
            calendar,
            world: World::new(setup),
            session,
            meeting: Meeting::default(),
            stage: Stage::Done,
            dirty: false,
            due,
            answers,
            spare_due,
            spare_answers,
            occurrences: vec![[0; KINDS]; setup.parties],
            excitement: Vec::with_capacity(setup.hawkes.len()),
            shock_day: Vec::with_capacity(setup.hawkes.len()),
            due_at: vec![SimTime::ZERO; setup.scenario.meetings.len()],
            due_events: vec![Handle::NONE; setup.scenario.meetings.len()],
            pending: vec![None; setup.scenario.meetings.len()],
            order: Choice::EasyFirst,
            launcher: None,
            opening: Measure::default(),
            ask_all: false,
            watch: Watch::default(),
            watches: vec![Watch::default(); setup.scenario.meetings.len()],
            waiting: vec![false; setup.scenario.meetings.len()],
            waiting_count: 0,
            until_watches: vec![Watch::default(); setup.scenario.longest_step()],
            attempts: [0; MAX_MEETINGS],
            unmet: Vec::with_capacity(MAX_LEAVES),
            gate_event: Handle::NONE,
            waiting_event: Handle::NONE,
            floor_event: Handle::NONE,
            fracture_event: Handle::NONE,
            granted: None,
            deferred_open: false,
            talks_end: None,
            settlement: None,
            record: Record::default(),
            party_records: vec![PartyRecord::default(); setup.parties],
            sessions,
            summits,
            trajectory,
            keep_trajectory: true,
            trace: None,
        }
    }

    /// Its buffers, for the next run.
    #[must_use]
    pub fn into_buffers(self) -> RunBuffers {
        RunBuffers {
            draws: self.draws,
            calendar: self.calendar,
            session: self.session,
            requests: [self.due, self.spare_due],
            answers: [self.answers, self.spare_answers],
            sessions: self.sessions,
            summits: self.summits,
            trajectory: self.trajectory,
        }
    }

    /// Begins the run of a replication. With `trace`, every event and answer is kept.
    ///
    /// # Errors
    /// If the replication's number is past [`summitry_engine::MAX_REPLICATION`].
    pub fn begin(
        &mut self,
        seed: u64,
        replication: u64,
        trace: bool,
    ) -> Result<(), summitry_engine::ReplicationTooGreat> {
        self.draws.begin(seed, replication)?;
        self.start(trace);
        Ok(())
    }

    /// As [`begin`](Run::begin), but what comes from outside is that of the replication `nature`: when shocks come and how hard
    /// they are, energy prices, elections. All other draws are its own: what parties want, opinion, waits, ratification.
    ///
    /// ```
    /// use summitry_model::process::{Run, PolicySet, CompiledScenario, drive};
    /// use summitry_model::scenario::{Overrides, read};
    /// let setup = CompiledScenario::new(read("classroom", &Overrides::default()).scenario.unwrap());
    /// let mut run = Run::new(&setup);
    /// let mut waits = Vec::new();
    /// for replication in 0..9 {
    ///     run.begin_with_nature(7, replication, 3, false)?;
    ///     drive(&mut run, &PolicySet::new(&setup)).unwrap();
    ///     waits.push(run.record().first_summit());
    /// }
    /// assert!(waits.iter().any(|wait| *wait != waits[3]));
    /// # Ok::<(), summitry_engine::ReplicationTooGreat>(())
    /// ```
    ///
    /// # Errors
    /// If either number is past [`summitry_engine::MAX_REPLICATION`].
    pub fn begin_with_nature(
        &mut self,
        seed: u64,
        replication: u64,
        nature: u64,
        trace: bool,
    ) -> Result<(), summitry_engine::ReplicationTooGreat> {
        self.draws.begin_with_nature(seed, replication, nature)?;
        self.start(trace);
        Ok(())
    }

    fn start(&mut self, trace: bool) {
        self.calendar.clear();
        self.world.begin(self.setup, &mut self.draws);
        self.stage = Stage::Idle;
        self.dirty = true;
        self.due.clear();
        self.answers.clear();
        self.occurrences.fill([0; KINDS]);
        self.due_at.fill(SimTime::ZERO);
        self.due_events.fill(Handle::NONE);
        self.pending.fill(None);
        self.begin_watching();
        self.gate_event = Handle::NONE;
        self.waiting_event = Handle::NONE;
        self.waiting.fill(false);
        self.waiting_count = 0;
        self.floor_event = Handle::NONE;
        self.fracture_event = Handle::NONE;
        self.granted = None;
        self.deferred_open = false;
        self.talks_end = None;
        self.settlement = None;
        self.record = Record::default();
        self.party_records.fill(PartyRecord::default());
        self.sessions.clear();
        self.summits.clear();
        self.trajectory.clear();
        match (&mut self.trace, trace) {
            (Some(ticks), true) => ticks.clear(),
            (slot, true) => *slot = Some(Vec::new()),
            (slot, false) => *slot = None,
        }
        self.start_environment();
        self.start_requests();
        self.start_meetings();
        self.start_ends();
    }

    /// Reseeds the run: from now on draws are those of replication `future` of the seed. What was drawn before stands, such as
    /// the time of the next shock. The draws of nature change too, even in a run that shared another's.
    ///
    /// # Errors
    /// If the number is past [`summitry_engine::MAX_REPLICATION`].
    pub fn reseed(
        &mut self,
        seed: u64,
        future: u64,
    ) -> Result<(), summitry_engine::ReplicationTooGreat> {
        self.draws.begin(seed, future)
    }

    /// What was drawn since the run began: purpose, entity, position in its stream, value.
    #[cfg(test)]
    pub(crate) fn drawn(&self) -> &[(u8, usize, u64, f64)] {
        &self.draws.drawn
    }

    /// The current time.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.world.now
    }

    /// The states now.
    #[must_use]
    pub fn states(&self) -> States {
        self.world.states(self.setup, self.world.day())
    }

    /// Goes on to the next thing that happens or is due.
    pub fn advance(&mut self) -> Step {
        loop {
            if !self.due.is_empty() {
                return Step::Due;
            }
            match self.stage {
                Stage::Done => return Step::Done,
                Stage::Session => {
                    self.continue_session();
                    continue;
                }
                Stage::Idle if self.dirty => {
                    self.dirty = false;
                    self.reevaluate();
                    continue;
                }
                _ => {}
            }
            let Some((at, event)) = self.calendar.pop() else {
                self.finish(EndReason::Horizon);
                continue;
            };
            self.sample_until(at);
            self.advance_clock(at);
            self.world.counts.events += 1;
            self.handle(event);
            return Step::Happened;
        }
    }

    /// The decisions that are due, in canonical order. They do not depend on one another.
    #[must_use]
    pub fn due(&self) -> &[Request] {
        &self.due
    }

    /// Gives the answer to the decision numbered `k` in [`Run::due`].
    ///
    /// # Errors
    /// If the answer is not legal; the decision then stays due.
    pub fn answer(&mut self, k: usize, answer: Answer) -> Result<(), Illegal> {
        let request = self.due[k];
        if self.is_legal(&request, &answer) {
            self.answers[k] = Some(answer);
            return Ok(());
        }
        let legal = match request.kind {
            RequestKind::Offer => "an option for each issue on the table".to_owned(),
            kind => kind.legal().iter().map(|c| c.name()).collect::<Vec<_>>().join(", "),
        };
        Err(Illegal { request: request.kind.name(), answer: answer.to_string(), legal })
    }

    fn is_legal(&self, request: &Request, answer: &Answer) -> bool {
        match (request.kind, answer) {
            (RequestKind::Offer, Answer::Offer(offer)) => {
                offer.options().len() == self.session.issue_count()
                    && offer
                        .options()
                        .iter()
                        .enumerate()
                        .all(|(k, &o)| o < self.session.option_count(k))
            }
            (RequestKind::Offer, Answer::Choice(_)) | (_, Answer::Offer(_)) => false,
            (kind, Answer::Choice(choice)) => kind.legal().contains(choice),
        }
    }

    /// Commits the answers, in canonical order, once every due decision has one.
    ///
    /// # Panics
    /// If a decision has no answer: an error of the caller, not of its input.
    pub fn commit(&mut self) {
        assert!(self.answers.iter().all(Option::is_some), "every due decision needs an answer");
        if let Some(ticks) = &mut self.trace {
            let states = self.world.states(self.setup, self.world.day());
            for (request, answer) in self.due.iter().zip(&self.answers) {
                if let Some(answer) = *answer {
                    let kind =
                        TickKind::Answer { party: request.party, request: request.kind, answer };
                    ticks.push(Tick { at: self.world.now, kind, states });
                }
            }
        }
        // The handlers read the answers and may ask anew: hand them the lists, take other buffers.
        let mut due = std::mem::replace(&mut self.due, std::mem::take(&mut self.spare_due));
        let mut answers =
            std::mem::replace(&mut self.answers, std::mem::take(&mut self.spare_answers));
        self.resolve(&due, &answers);
        due.clear();
        answers.clear();
        self.spare_due = due;
        self.spare_answers = answers;
    }

    fn resolve(&mut self, due: &[Request], answers: &[Option<Answer>]) {
        let choice = |k: usize| match answers[k] {
            Some(Answer::Choice(choice)) => choice,
            _ => Choice::Wait,
        };
        match self.stage {
            Stage::Move => self.after_move(choice(0)),
            Stage::Grant => self.after_grant(choice(0)),
            Stage::TakeSummit => self.after_take(choice(0)),
            Stage::CallRound => self.after_call(choice(0)),
            Stage::Attend => self.after_attend(due, &choice),
            Stage::EndorseIssues => self.after_endorse_issues(due, &choice),
            Stage::Session => match answers[0] {
                Some(Answer::Offer(offer)) => self.session.offer(offer),
                _ => self.session.respond(choice(0) == Choice::Accept),
            },
            Stage::EndorseText => self.after_endorse_text(due, &choice),
            Stage::Pledges => self.after_pledges(due, &choice),
            Stage::Initiative => self.after_initiative(due[0].party, choice(0)),
            Stage::Ratify => self.after_ratify(due, &choice),
            Stage::Idle | Stage::Done => {}
        }
    }

    /// Requests a decision of a party.
    pub(super) fn ask(&mut self, party: usize, kind: RequestKind) {
        let id = PartyId(party as u8);
        // Keyed draws: one that nobody uses need not be made, and shifts no other by its absence.
        let used = matches!(kind, RequestKind::Attend | RequestKind::TakeSummit)
            || self.setup.draws_lots.contains(party);
        let draw = if used { self.draws.decision(kind, id) } else { 0.5 };
        let count = &mut self.occurrences[party][kind.number()];
        let occurrence = *count;
        *count += 1;
        self.due.push(Request { party: id, kind, occurrence, draw });
        self.answers.push(None);
    }

    fn handle(&mut self, event: CalendarEvent) {
        match event {
            CalendarEvent::Shock(kind) => self.on_shock(kind),
            CalendarEvent::InjectedShock(kind) => self.on_injected_shock(kind),
            CalendarEvent::Poll => self.on_poll(),
            CalendarEvent::Election(party) => self.on_election(party as usize),
            CalendarEvent::EnergyReading => self.on_energy_reading(),
            CalendarEvent::EnergyJump => self.on_energy_jump(),
            CalendarEvent::Shipment => self.on_shipment(),
            CalendarEvent::Conference => self.on_conference(),
            CalendarEvent::Move => self.on_move(),
            CalendarEvent::Reevaluate => self.dirty = true,
            CalendarEvent::Meeting(kind) => self.on_meeting_due(usize::from(kind)),
            CalendarEvent::Opening(kind) => self.on_opening(usize::from(kind)),
            CalendarEvent::Chance(kind) => self.on_chance(usize::from(kind)),
            CalendarEvent::GiveUp(step, place) => self.on_give_up(step.into(), place.into()),
            CalendarEvent::WindowChance => self.on_window_chance(),
            CalendarEvent::Fracture => self.finish(EndReason::Fractured),
            CalendarEvent::Deadline => self.finish(EndReason::Deadline),
            CalendarEvent::Horizon => self.finish(EndReason::Horizon),
            CalendarEvent::Review => self.on_review(),
            CalendarEvent::Collapse => self.on_collapse(),
        }
    }

    /// Evaluates again what depends on the state: preparation, goals and cohesion, the gate, the floor of cohesion.
    fn reevaluate(&mut self) {
        self.world.refresh(self.setup);
        self.world.least_cohesion = self.world.least_cohesion.min(self.world.cohesion);
        self.watch_cohesion();
        if self.setup.scenario.sequence.is_some() {
            self.watch_sequence();
        }
        self.watch_gate();
        if self.stage == Stage::Idle {
            self.watch_waiting();
        }
    }

    pub(super) fn schedule(&mut self, at: SimTime, phase: Phase, event: CalendarEvent) -> Handle {
        self.calendar.schedule(at.max(self.world.now), phase, event)
    }

    pub(super) fn schedule_in(&mut self, days: f64, phase: Phase, event: CalendarEvent) -> Handle {
        self.schedule(self.world.now.after_days(days), phase, event)
    }

    /// Moves the clock to the next event, and adds up the areas under strain and attention.
    fn advance_clock(&mut self, at: SimTime) {
        let (from, to) = (self.world.day(), at.days());
        // Areas are of the talks, not of the years after.
        if to > from && self.settlement.is_none() {
            self.world.counts.strain_area += self.world.strain.integral(from, to);
            self.world.counts.attention_area += self.world.attention.integral(from, to);
        }
        self.world.now = at;
        self.world.update_polarisation();
    }

    fn sample_until(&mut self, at: SimTime) {
        if !self.keep_trajectory {
            return;
        }
        let every = self.setup.scenario.calendar.sample_every;
        while self.trajectory.len() < self.setup.samples {
            let day = self.trajectory.len() as f64 * every;
            if SimTime::from_days(day) >= at || self.settlement.is_some() {
                break;
            }
            self.trajectory.push(self.world.states(self.setup, SimTime::from_days(day).days()));
        }
    }

    /// Fills the trajectory up to the end of the talks.
    pub(super) fn sample_to_end(&mut self) {
        self.sample_until(self.world.now + SimTime::from_minutes(1));
    }

    /// Asks at the table even where everybody follows the rules, so that each offer and answer can be
    /// seen; the run is the same.
    pub fn ask_at_every_table(&mut self, ask: bool) {
        self.ask_all = ask;
    }

    /// Whether states are sampled for [`Run::trajectory`]; they are unless said otherwise.
    pub fn keep_trajectory(&mut self, keep: bool) {
        self.keep_trajectory = keep;
    }

    pub(super) fn asks_all(&self) -> bool {
        self.ask_all || self.trace.is_some()
    }

    /// Notes an event in the trace, if one is kept.
    #[inline]
    pub(super) fn note(&mut self, event: RunEvent) {
        if self.trace.is_some() {
            self.push_tick(TickKind::Event(event));
        }
    }

    #[cold]
    fn push_tick(&mut self, kind: TickKind) {
        let states = self.world.states_after(self.setup);
        if let Some(ticks) = &mut self.trace {
            ticks.push(Tick { at: self.world.now, kind, states });
        }
    }

    pub(super) fn requester(&self) -> PartyId {
        PartyId(self.setup.scenario.requester as u8)
    }

    pub(super) fn gatekeeper(&self) -> PartyId {
        PartyId(self.setup.scenario.gatekeeper as u8)
    }

    /// The view of the party asked in the due decision numbered `k`: what is public, and its own.
    #[must_use]
    pub fn view(&self, k: usize) -> SeatView<'_> {
        let request = self.due[k];
        let party = request.party.index();
        let at_table = matches!(request.kind, RequestKind::Offer | RequestKind::Respond);
        let seat = if at_table { self.meeting.seat_of(party) } else { None };
        let table = seat.map(|seat| TableView::new(&self.session, seat));
        SeatView::new(&self.world, self.setup, party, table)
    }

    /// The view of a party at any time, away from the table.
    #[must_use]
    pub fn view_of(&self, party: PartyId) -> SeatView<'_> {
        SeatView::new(&self.world, self.setup, party.index(), None)
    }

    /// The issues on the table while an offer or a response is due, by position and in the order of the scenario.
    #[must_use]
    pub fn on_table(&self) -> &[u8] {
        &self.meeting.table[..self.meeting.table_len]
    }

    /// Where the parties sit that are at a table now, and who they are; none away from one.
    #[must_use]
    pub fn at_table(&self) -> Option<(Forum, PartySet)> {
        (self.stage == Stage::Session)
            .then_some((self.setup.forum(self.meeting.kind), self.meeting.parties))
    }

    /// The scenario, made ready.
    #[must_use]
    pub fn setup(&self) -> &'s CompiledScenario {
        self.setup
    }

    /// The record; complete once the run is done.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// What the run meant for each party; complete once the run is done.
    #[must_use]
    pub fn party_records(&self) -> &[PartyRecord] {
        &self.party_records
    }

    /// The sessions held.
    #[must_use]
    pub fn sessions(&self) -> &[SessionRecord] {
        &self.sessions
    }

    /// The summits held.
    #[must_use]
    pub fn summits(&self) -> &[SummitRecord] {
        &self.summits
    }

    /// States at the sampled days until the talks ended.
    #[must_use]
    pub fn trajectory(&self) -> &[States] {
        &self.trajectory
    }

    /// The trace, if one was asked for.
    #[must_use]
    pub fn trace(&self) -> &[Tick] {
        self.trace.as_deref().unwrap_or(&[])
    }
}
