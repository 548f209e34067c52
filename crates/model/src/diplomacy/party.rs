//! Parties: who takes part, and what each brings.

use crate::bargaining::Reciprocity;
use crate::fields::{choice, section};

choice! {
    /// What a party is to the process.
    pub enum Role {
        /// Asks for the summit.
        Requester = "requester",
        /// Grants it.
        Gatekeeper = "gatekeeper",
        /// Supports the framework.
        Ally = "ally",
        /// The other side of the dispute (beyond the source).
        Counterpart = "counterpart",
    }
}

choice! {
    /// What kind of actor a party is.
    pub enum Kind {
        /// A state, or a group of states that acts as one.
        State = "state",
        /// A regional partner.
        Regional = "regional",
        /// An international organisation.
        Organisation = "organisation",
    }
}

choice! {
    /// Who decides for a party when nobody else does.
    pub enum Conduct {
        /// The article's rules.
        Rule = "rule",
        /// Any legal answer, all equally likely.
        Random = "random",
        /// Likelier, the more an answer is worth to the party: see `quantal`.
        Payoff = "payoff",
        /// The answers listed in its script, then the rules.
        Scripted = "scripted",
    }
}

choice! {
    /// How a party concedes within a session.
    pub enum Tactic {
        /// As time passes.
        TimeDependent = "time-dependent",
        /// As the others concede, in proportion.
        Relative = "relative-tit-for-tat",
        /// As the others concede, by as much.
        Absolute = "absolute-tit-for-tat",
        /// As the others concede, in proportion, over a window.
        Averaged = "averaged-tit-for-tat",
    }
}

impl Tactic {
    /// What it answers, looking so many turns back; none if it goes by time.
    #[must_use]
    pub fn reciprocity(self, turns: u32) -> Option<Reciprocity> {
        let lag = u8::try_from(turns).unwrap_or(u8::MAX);
        match self {
            Tactic::TimeDependent => None,
            Tactic::Relative => Some(Reciprocity::Relative { lag }),
            Tactic::Absolute => Some(Reciprocity::Absolute { lag }),
            Tactic::Averaged => Some(Reciprocity::Averaged { window: lag }),
        }
    }
}

section! {
    /// A party.
    pub struct Party in "party.<id>", rows "A1 A13 A15 A16 A30 A40 A44 A54" {
        /// Name shown to people.
        label: String = String::new(), "", assumed "";
        /// What it is to the process.
        role: Role required, "", assumed "";
        /// What kind of actor it is.
        kind: Kind = Kind::State, "", assumed "";
        /// Weight of its influence; ratios, normalised over the coalition.
        influence: f64 required, 0.0..=1000000.0, "ratio", assumed "";
        /// Utility below which it agrees to nothing, as a share of the best it could get.
        reservation: f64 = 0.4, 0.0..=1.0, "utility", assumed "";
        /// Half the width of the range about it that the reservation of a run is drawn from, uniformly.
        reservation_spread: f64 = 0.0, 0.0..=0.5, "utility", assumed "";
        /// Parties that it defers to: ids.
        defers_to: Vec<String> = Vec::new(), "", assumed "";
        /// How far its reservation falls once one of them has agreed or endorsed; 0 switches deference off.
        deference: f64 = 0.0, 0.0..=1.0, "utility", assumed "Sebenius (1996): direction";
        /// Concession exponent e: below 1 it holds out, above 1 it gives early.
        exponent: f64 = 0.8, 0.01..=20.0, "", assumed "Faratin, Sierra & Jennings (1998), polynomial tactic";
        /// Own horizon T, in which it would concede all the way.
        horizon: f64 = 740.0, 1.0..=36500.0, "day", assumed "";
        /// Share that its negotiators may concede within a session.
        session_latitude: f64 = 0.18, 0.0..=1.0, "share", assumed "";
        /// Share that its leader may concede within a session of a summit.
        leaders_latitude: f64 = 0.35, 0.0..=1.0, "share", assumed "";
        /// How it concedes within a session, from the aspiration with which it comes to as far as its latitude goes.
        tactic: Tactic = Tactic::TimeDependent, "", assumed "Faratin, Sierra & Jennings (1998), time- and behaviour-dependent tactics";
        /// Turns that a tit-for-tat looks back.
        tactic_turns: u32 = 1, 1..=100, "turns", assumed "Faratin, Sierra & Jennings (1998): δ, and the window γ";
        /// Whether a text must pass its domestic process.
        ratifies: bool = true, "", assumed "";
        /// How much narrower its win-set is than usual.
        win_set_narrowing: f64 = 0.0, -1.0..=1.0, "utility", assumed "Putnam (1988): direction";
        /// Domestic support on day 0.
        support: f64 = 0.5, 0.0..=1.0, "share", assumed "";
        /// Support to which opinion returns.
        normal_support: f64 = 0.5, 0.0..=1.0, "share", assumed "";
        /// Days of its dated elections.
        elections: Vec<f64> = vec![], 0.0..=36500.0, "day", assumed "";
        /// Who decides for it.
        policy: Conduct = Conduct::Rule, "", assumed "";
        /// Answers of a scripted party, in order: `request = answer`, or `request#0 = answer` for its first time.
        script: Vec<String> = Vec::new(), "", assumed "";
    }
}

section! {
    /// What a party holds on one issue.
    pub struct Stake in "party.<id>.stakes.<issue>", rows "A5 A10 A47 A56" {
        /// Weight of the issue; ratios, normalised over the agenda.
        weight: f64 required, 0.0..=1000000.0, "ratio", assumed "";
        /// Side and distance from the centre: −1 to 1, 1 the side the requester is on.
        stance: f64 = 0.0, -2.0..=2.0, "stance", assumed "";
        /// Value of each option in [0, 1], instead of a distance from an ideal point.
        values: Vec<f64> = vec![], 0.0..=1.0, "utility", assumed "";
    }
}
