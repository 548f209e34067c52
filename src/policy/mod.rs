//! Who decides: a view and a request in, an answer out.
//!
//! A policy is a pure function of the asking party's own view, the request and the draw that came
//! with it. It holds no state and makes no draws, so that replacing one changes nobody's luck.

pub mod decision;
pub mod random;
pub mod rule;
pub mod script;
pub mod view;

pub use decision::{Answer, Choice, Request, RequestKind};
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
    /// Listed answers, then the rules.
    Scripted(Script),
}

impl Policy {
    /// The answer to a request. `rules` are the scenario's parameters of the rules.
    #[must_use]
    pub fn answer(&self, rules: &Rules, view: &impl View, request: &Request) -> Answer {
        match self {
            Policy::Rule => rule::answer(rules, view, request),
            Policy::Random => random::answer(view, request),
            Policy::Scripted(script) => {
                script.answer(request).unwrap_or_else(|| rule::answer(rules, view, request))
            }
        }
    }
}
