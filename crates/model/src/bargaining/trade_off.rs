//! Trade-offs: of the offers that reach the target, one that the others should like.

use super::offer::Offer;
use super::preferences::{EPSILON, Preferences};
use super::ties::Dice;

/// The offer worth at least `target` to its maker that is worth most to the others, who gain `profit`
/// by option, issue after issue with no gaps.
///
/// Faratin, Sierra & Jennings (2002): along the indifference curve, towards the others. From its best offer, of equals
/// the one that gives the others most,
/// it changes one issue at a time, to the option that gives the others most for what it costs, as long as the target
/// is kept. This is the greedy rule of the multiple-choice knapsack problem (Kellerer, Pferschy & Pisinger 2004,
/// ch. 11): what the others get falls short of the most they could get by less than the greatest gain
/// of one change. At most issues × options changes, each over all options once.
pub(super) fn offer(
    preferences: &Preferences,
    ceiling: f64,
    target: f64,
    profit: &[f64],
    dice: &mut Dice<'_>,
) -> Offer {
    let mut offer = Offer::firsts(preferences.issues());
    let mut from = 0;
    for (issue, option) in offer.options_mut().iter_mut().enumerate() {
        let worth = preferences.worth(issue);
        let most = worth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let gains = profit[from..].iter().zip(worth).enumerate();
        from += worth.len();
        let best =
            gains.filter(|(_, (_, w))| **w >= most - EPSILON).map(|(o, (gain, _))| (*gain, o));
        *option = dice.greatest(best).unwrap_or(0) as u8;
    }
    let mut utility = ceiling;
    loop {
        let here = offer;
        let changes = here.options().iter().enumerate().scan(0, |from, (issue, &here)| {
            let worth = preferences.worth(issue);
            let gains = &profit[*from..*from + worth.len()];
            *from += worth.len();
            Some((issue, usize::from(here), worth, gains))
        });
        let changes = changes.flat_map(|(issue, here, worth, gains)| {
            worth.iter().zip(gains).enumerate().filter_map(move |(option, (w, p))| {
                let (gain, loss) = (p - gains[here], worth[here] - w);
                let allowed = gain > EPSILON && utility - loss >= target - EPSILON;
                allowed.then(|| (gain / loss.max(EPSILON), (issue, option, loss)))
            })
        });
        let Some((issue, option, loss)) = dice.greatest(changes) else { return offer };
        offer.options_mut()[issue] = option as u8;
        utility -= loss;
    }
}
