//! A player that knows nothing: any legal answer, all equally likely.

use crate::bargaining::Offer;

use super::decision::{Answer, Request, RequestKind};
use super::view::View;

/// A legal answer picked by the request's own draw.
#[must_use]
pub fn answer(view: &impl View, request: &Request) -> Answer {
    let mut luck = request.luck;
    let mut pick = |count: usize| {
        // The digits of one draw in the mixed base of the options: each digit uniform, none shared.
        let scaled = luck * count as f64;
        let digit = (scaled as usize).min(count.saturating_sub(1));
        luck = scaled - digit as f64;
        digit
    };
    if request.kind == RequestKind::Offer {
        let table = view.table();
        let mut options = [0u8; crate::bargaining::MAX_ISSUES];
        let count = table.map_or(0, |t| t.issues());
        for (issue, option) in options.iter_mut().enumerate().take(count) {
            *option = pick(table.map_or(1, |t| t.options(issue) as usize)) as u8;
        }
        return Answer::Offer(Offer::new(&options[..count]));
    }
    let legal = request.kind.legal();
    Answer::Choice(legal[pick(legal.len())])
}
