//! Trade-offs: of the offers that reach the target, one that the others should like.

use super::offer::Offer;
use super::preferences::{EPSILON, Preferences};

/// The offer worth at least `target` to its maker that is worth most to the others, who gain `profit`
/// by option, issue after issue with no gaps.
///
/// Faratin, Sierra & Jennings (2002): along the indifference curve, towards the others. From its best offer,
/// it changes one issue at a time, to the option that gives the others most for what it costs, as long as the target
/// is kept. This is the greedy rule of the multiple-choice knapsack problem (Kellerer, Pferschy & Pisinger 2004,
/// ch. 11): what the others get falls short of the most they could get by less than the greatest gain
/// of one change. At most issues × options changes, each over all options once.
pub(super) fn offer(
    preferences: &Preferences,
    best: &Offer,
    ceiling: f64,
    target: f64,
    profit: &[f64],
) -> Offer {
    let mut offer = *best;
    let mut utility = ceiling;
    loop {
        let mut chosen: Option<(f64, usize, usize, f64)> = None;
        let mut from = 0;
        for (issue, &here) in offer.options().iter().enumerate() {
            let worth = preferences.worth(issue);
            let gains = &profit[from..from + worth.len()];
            from += worth.len();
            let here = usize::from(here);
            for (option, (w, p)) in worth.iter().zip(gains).enumerate() {
                let (gain, loss) = (p - gains[here], worth[here] - w);
                if gain <= EPSILON || utility - loss < target - EPSILON {
                    continue;
                }
                let rate = gain / loss.max(EPSILON);
                if chosen.is_none_or(|(best, ..)| rate > best) {
                    chosen = Some((rate, issue, option, loss));
                }
            }
        }
        let Some((_, issue, option, loss)) = chosen else { return offer };
        offer.options_mut()[issue] = option as u8;
        utility -= loss;
    }
}
