//! A seat's view, written out: what is public and what is its own, and nothing of what another party holds.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use summitry_engine::ids::PartyId;
use summitry_engine::sets::PartySet;
use summitry_model::diplomacy::request::Reason;
use summitry_model::diplomacy::text::Clause;
use summitry_model::policy::View;
use summitry_model::process::{CompiledScenario, Run};

/// Values by id, written as an object in their order.
#[derive(Clone, Debug)]
pub struct ById<'a, T>(pub Vec<(&'a str, T)>);

impl<T: Serialize> Serialize for ById<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (id, value) in &self.0 {
            map.serialize_entry(id, value)?;
        }
        map.end()
    }
}

/// What the asked seat sees. Shares are in [0, 1].
#[derive(Clone, Debug, Serialize)]
pub struct Observation<'a> {
    /// Days since the start of the window.
    pub day: f64,
    /// Strain on the requester.
    pub strain: f64,
    /// Attention.
    pub attention: f64,
    /// Share of aid shipments held up.
    pub backlog: f64,
    /// Log deviation of the energy price.
    pub energy: f64,
    /// Credibility of the process.
    pub credibility: f64,
    /// Preparation P.
    pub preparation: f64,
    /// Goals G.
    pub goals: f64,
    /// Cohesion C.
    pub cohesion: f64,
    /// Leverage L.
    pub leverage: f64,
    /// Domestic support of each party, as polls have it.
    pub support: ById<'a, f64>,
    /// Mean distance of the positions tabled on each issue.
    pub apart: ById<'a, f64>,
    /// Where each issue stands in the text.
    pub text: ById<'a, ClauseView<'a>>,
    /// Who endorses the text.
    pub endorsers: Vec<&'a str>,
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
    /// What the last deferral named as missing.
    pub missing: Vec<&'static str>,
    /// What only this party knows.
    pub own: PrivateInfo<'a>,
    /// The table, where an offer or a response is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<TableView<'a>>,
}

/// Where an issue stands.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum ClauseView<'a> {
    /// Nothing tabled.
    Open,
    /// Positions tabled, not agreed.
    Bracketed {
        /// Lowest option tabled.
        low: u8,
        /// Highest option tabled.
        high: u8,
    },
    /// Agreed.
    Agreed {
        /// The option.
        option: u8,
        /// Who agreed to it or endorsed it since.
        by: Vec<&'a str>,
        /// Whether it counts as prepared.
        prepared: bool,
    },
}

/// What only the asked party knows.
#[derive(Clone, Debug, Serialize)]
pub struct PrivateInfo<'a> {
    /// Its weight of each issue; they sum to 1.
    pub weights: ById<'a, f64>,
    /// Its value of each option of each issue.
    pub values: ById<'a, Vec<f64>>,
    /// Its reservation now.
    pub reservation: f64,
    /// Its utility of the text as it stands, open issues at their status quo.
    pub text_utility: f64,
    /// Its utility of the agreed issues alone; none if none is.
    pub agreed_utility: Option<f64>,
    /// How near the gate seems to be to open.
    pub gate_progress: f64,
    /// Its probability that the text as it stands passes at home.
    pub ratification: f64,
}

/// The table at which the party sits, and its own side of it.
#[derive(Clone, Debug, Serialize)]
pub struct TableView<'a> {
    /// The issues on it, in the order of offers.
    pub issues: Vec<TableIssue<'a>>,
    /// The standing offer.
    pub standing: Option<Vec<u8>>,
    /// Its own utility of the standing offer, over the issues of the table.
    pub standing_utility: Option<f64>,
    /// The offer that its own tactic would make.
    pub proposal: Vec<u8>,
    /// The utility that its own tactic aspires to now.
    pub aspiration: f64,
    /// Its own utility of its best offer.
    pub ceiling: f64,
    /// Whether its own tactic accepts the standing offer.
    pub accepts: bool,
}

/// An issue on the table.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TableIssue<'a> {
    /// Its id.
    pub id: &'a str,
    /// How many options it has.
    pub options: u8,
}

/// What the seat sees that is asked in the due decision numbered `k`.
#[must_use]
pub fn observe<'s>(run: &Run<'s>, k: usize) -> Observation<'s> {
    observed(run, &run.view(k))
}

/// What a party sees, asked or not, away from the table.
#[must_use]
pub fn observe_party<'s>(run: &Run<'s>, party: PartyId) -> Observation<'s> {
    observed(run, &run.view_of(party))
}

fn observed<'s>(run: &Run<'s>, view: &impl View) -> Observation<'s> {
    let setup = run.setup();
    let scenario = &setup.scenario;
    let issue_ids = || scenario.issues.iter().map(|issue| issue.id.as_str()).enumerate();
    let issues = |of: &dyn Fn(usize) -> f64| ById(issue_ids().map(|(j, id)| (id, of(j))).collect());
    let party_ids = scenario.parties.iter().map(|party| party.id.as_str());
    let support = party_ids.enumerate().map(|(i, id)| (id, view.support(PartyId(i as u8))));
    let values = issue_ids().map(|(j, id)| {
        let options = 0..scenario.option_count(j);
        (id, options.map(|option| view.value(j, option)).collect())
    });
    let text = issue_ids().zip(view.text().clauses());
    Observation {
        day: view.now().days(),
        strain: view.strain(),
        attention: view.attention(),
        backlog: view.backlog(),
        energy: view.energy(),
        credibility: view.credibility(),
        preparation: unsigned(view.preparation()),
        goals: unsigned(view.goals()),
        cohesion: view.cohesion(),
        leverage: view.leverage(),
        support: ById(support.collect()),
        apart: issues(&|j| view.apart(j)),
        text: ById(text.map(|((_, id), clause)| (id, clause_view(setup, *clause))).collect()),
        endorsers: ids(setup, view.endorsers()),
        endorsed: unsigned(view.endorsed()),
        rounds: view.rounds(),
        summits: view.summits(),
        requests: view.requests(),
        deferrals: view.deferrals(),
        missing: view.missing().iter().map(|reason| missing_name(setup, *reason)).collect(),
        own: PrivateInfo {
            weights: issues(&|j| view.weight(j)),
            values: ById(values.collect()),
            reservation: view.reservation(),
            text_utility: view.text_utility(),
            agreed_utility: view.agreed_utility(),
            gate_progress: view.gate_progress(),
            ratification: view.ratification(),
        },
        table: table_view(run, view),
    }
}

/// The same number; a sum of nothing is 0, not −0.
fn unsigned(number: f64) -> f64 {
    number + 0.0
}

fn table_view<'s>(run: &Run<'s>, view: &impl View) -> Option<TableView<'s>> {
    let scenario = &run.setup().scenario;
    let table = view.table()?;
    let standing = table.standing();
    let issue = |(place, &j): (usize, &u8)| TableIssue {
        id: &scenario.issues[usize::from(j)].id,
        options: table.options(place),
    };
    Some(TableView {
        issues: run.on_table().iter().enumerate().map(issue).collect(),
        standing: standing.map(|offer| offer.options().to_vec()),
        standing_utility: standing.map(|offer| table.utility(&offer)),
        proposal: table.proposal().options().to_vec(),
        aspiration: table.aspiration(),
        ceiling: table.ceiling(),
        accepts: table.accepts(),
    })
}

fn clause_view(setup: &CompiledScenario, clause: Clause) -> ClauseView<'_> {
    match clause {
        Clause::Open => ClauseView::Open,
        Clause::Bracketed { low, high } => ClauseView::Bracketed { low, high },
        Clause::Agreed { option, by, prepared, .. } => {
            ClauseView::Agreed { option, by: ids(setup, by), prepared }
        }
    }
}

fn ids(setup: &CompiledScenario, set: PartySet) -> Vec<&str> {
    set.iter().map(|party| setup.scenario.parties[party].id.as_str()).collect()
}

/// What a deferral named as missing, in one word: a leaf by what it observes.
#[must_use]
pub fn missing_name(setup: &CompiledScenario, reason: Reason) -> &'static str {
    match reason {
        Reason::Leaf(leaf) => {
            setup.scenario.gate.leaves.get(leaf).map_or("gate", |leaf| leaf.what.name())
        }
        Reason::Cooldown => "cooldown",
        Reason::RoundsBetween => "rounds-between",
        Reason::Sequence => "sequence",
        Reason::AtMost => "at-most",
    }
}
