//! The text under negotiation: a clause for each issue, and what is read off it.

use crate::bargaining::MAX_ISSUES;
use summitry_engine::sets::{IssueSet, PartySet};

/// How far an agreed option binds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Those who must deliver it have not all agreed.
    Proposed,
    /// Agreed until the whole text is accepted.
    Provisional,
    /// Agreed for good.
    #[default]
    Settled,
}

/// Where one issue stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clause {
    /// Nothing tabled.
    #[default]
    Open,
    /// Positions tabled, not agreed: the lowest and the highest option.
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
        /// Who agreed to it, or has endorsed it since.
        by: PartySet,
        /// Whether it counts as prepared: agreed in a multilateral session or endorsed afterwards.
        prepared: bool,
        /// How far it binds.
        standing: Standing,
    },
}

impl Clause {
    /// The option agreed for good, if one is.
    #[must_use]
    pub fn agreed(self) -> Option<u8> {
        match self {
            Clause::Agreed { option, standing: Standing::Settled, .. } => Some(option),
            _ => None,
        }
    }

    /// The option agreed, be it for good, until the whole is accepted, or as a proposal.
    #[must_use]
    pub fn tabled(self) -> Option<u8> {
        match self {
            Clause::Agreed { option, .. } => Some(option),
            _ => None,
        }
    }

    /// How far what is agreed binds; none if nothing is.
    #[must_use]
    pub fn standing(self) -> Option<Standing> {
        match self {
            Clause::Agreed { standing, .. } => Some(standing),
            _ => None,
        }
    }

    /// Who agreed to it or has endorsed it since; nobody while it is not agreed.
    #[must_use]
    pub fn backers(self) -> PartySet {
        match self {
            Clause::Agreed { by, .. } => by,
            _ => PartySet::EMPTY,
        }
    }

    /// Whether it is agreed and counts as prepared.
    #[must_use]
    pub fn prepared(self) -> bool {
        matches!(self, Clause::Agreed { prepared: true, standing: Standing::Settled, .. })
    }
}

/// The text: a clause an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    clauses: [Clause; MAX_ISSUES],
    issues: usize,
}

impl Text {
    /// A blank text over a number of issues.
    #[must_use]
    pub fn blank(issues: usize) -> Self {
        Text { clauses: [Clause::Open; MAX_ISSUES], issues }
    }

    /// The clauses, in the order of the agenda.
    #[must_use]
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses[..self.issues]
    }

    /// The clauses, to change.
    pub fn clauses_mut(&mut self) -> &mut [Clause] {
        &mut self.clauses[..self.issues]
    }

    /// The agreed issues.
    #[must_use]
    pub fn settled(&self) -> IssueSet {
        self.issues_where(|c| c.agreed().is_some())
    }

    /// The issues on which an option stands until the whole is accepted.
    #[must_use]
    pub fn provisional(&self) -> IssueSet {
        self.issues_where(|c| c.standing() == Some(Standing::Provisional))
    }

    /// The agreed issues that do not count as prepared.
    #[must_use]
    pub fn unendorsed(&self) -> IssueSet {
        self.issues_where(|c| matches!(c, Clause::Agreed { prepared: false, .. }))
    }

    fn issues_where(&self, test: impl Fn(Clause) -> bool) -> IssueSet {
        (0..self.issues).filter(|&j| test(self.clauses[j])).collect()
    }

    /// Weight of the agreed issues; `weights` sum to 1.
    #[must_use]
    pub fn agreed_weight(&self, weights: &[f64]) -> f64 {
        self.weight_where(weights, |c, _| c.agreed().is_some())
    }

    /// Preparation P: weight of the issues agreed in a multilateral session or endorsed afterwards.
    #[must_use]
    pub fn preparation(&self, weights: &[f64]) -> f64 {
        self.weight_where(weights, |c, _| c.prepared())
    }

    /// Goals G: weight of the issues with text tabled in a round, prepared or in a bracket that spans
    /// at most half of the options.
    #[must_use]
    pub fn goals(&self, weights: &[f64], options: &[u8]) -> f64 {
        self.weight_where(weights, |c, j| match c {
            Clause::Bracketed { low, high } => 2 * (high - low) < options[j],
            clause => clause.prepared(),
        })
    }

    fn weight_where(&self, weights: &[f64], test: impl Fn(Clause, usize) -> bool) -> f64 {
        let sum: f64 = self
            .clauses()
            .iter()
            .enumerate()
            .filter(|&(j, &c)| test(c, j))
            .map(|(j, _)| weights[j])
            .sum();
        sum.min(1.0)
    }
}
