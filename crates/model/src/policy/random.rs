//! A player that knows nothing: any legal answer, all equally likely.

use crate::bargaining::Offer;
use summitry_engine::{derived, sample};

use super::decision::{Answer, Request, RequestKind};
use super::view::View;

/// A legal answer picked by the request's own draw; of an offer, each option by a draw derived from it.
#[must_use]
pub fn answer(view: &impl View, request: &Request) -> Answer {
    if request.kind == RequestKind::Offer {
        let table = view.table();
        let mut options = [0u8; crate::bargaining::MAX_ISSUES];
        let count = table.map_or(0, |t| t.issues());
        for (issue, option) in options.iter_mut().enumerate().take(count) {
            let among = table.map_or(1, |t| t.options(issue) as usize);
            *option = sample::index(derived(request.draw, issue as u64), among) as u8;
        }
        return Answer::Offer(Offer::new(&options[..count]));
    }
    let legal = request.kind.legal();
    Answer::Choice(legal[sample::index(request.draw, legal.len())])
}
