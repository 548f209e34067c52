//! Who decides: a view and a request in, an answer out.
//!
//! A policy is a pure function of the asking party's own view, the request and the draw that came
//! with it. It holds no state and makes no draws, so that replacing one changes no draw.

pub mod decision;
pub mod game;
pub mod payoff;
pub mod quantal;
pub mod random;
pub mod rule;
pub mod script;
pub mod view;

pub use decision::{Answer, Choice, Request, RequestKind};
pub use game::Game;
pub use rule::Rules;
pub use script::Script;
pub use view::View;

/// Who decides for a party: a closed list, so that asking costs no dynamic dispatch.
#[derive(Clone, Debug, PartialEq)]
pub enum Policy {
    /// The article's rules.
    Rule,
    /// Any legal answer, all equally likely.
    Random,
    /// Likelier, the more an answer is worth to the party.
    Payoff,
    /// Listed answers, then the rules.
    Scripted(Script),
}

impl Policy {
    /// Whether every answer is picked by the draw of its request.
    #[must_use]
    pub fn draws_lots(&self) -> bool {
        matches!(self, Policy::Random | Policy::Payoff)
    }
}

impl Policy {
    /// The answer to a request. `rules` are the scenario's parameters of who decides, `game` those of the process.
    #[must_use]
    pub fn answer(
        &self,
        rules: &Rules,
        game: &Game<'_>,
        view: &impl View,
        request: &Request,
    ) -> Answer {
        match self {
            Policy::Rule => rule::answer(rules, view, request),
            Policy::Random => random::answer(view, request),
            Policy::Payoff => payoff::answer(&rules.quantal, game, view, request),
            Policy::Scripted(script) => {
                script.answer(request).unwrap_or_else(|| rule::answer(rules, view, request))
            }
        }
    }
}
