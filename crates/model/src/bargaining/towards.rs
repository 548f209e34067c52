//! The walk towards the others: an offer at the aspiration that gives way where that costs least.

use super::offer::{MAX_ISSUES, MAX_OPTIONS, Offer, place};
use super::preferences::{EPSILON, Preferences};

/// The offer that a party makes to those who stand at `centre`, by issue in [0, 1], and still finds worth `target`.
///
/// From its best offer, worth `ceiling`, it moves one option at a time towards the centre, each time on
/// the issue where the loss of utility per distance gained is least, and stops before it would fall
/// under the target. At most issues × (options − 1) moves, each over the issues once: nothing is
/// enumerated. The choice by similarity is that of Faratin, Sierra & Jennings (2002).
pub(super) fn offer(
    preferences: &Preferences,
    best: &Offer,
    ceiling: f64,
    target: f64,
    centre: impl Fn(usize) -> f64,
) -> Offer {
    // A session takes few issues as a rule, and then need not clear a workspace for the most it could.
    match preferences.issues() {
        0..=4 => walk::<4>(preferences, best, ceiling, target, centre),
        5..=8 => walk::<8>(preferences, best, ceiling, target, centre),
        _ => walk::<MAX_ISSUES>(preferences, best, ceiling, target, centre),
    }
}

fn walk<const N: usize>(
    preferences: &Preferences,
    best: &Offer,
    ceiling: f64,
    target: f64,
    centre: impl Fn(usize) -> f64,
) -> Offer {
    let mut offer = *best;
    let mut paths = [Path::default(); N];
    let paths = &mut paths[..preferences.issues()];
    for (issue, (path, &option)) in paths.iter_mut().zip(best.options()).enumerate() {
        *path = Path::start(centre(issue), option, preferences.worth(issue));
    }
    let floor = target - EPSILON;
    let mut utility = ceiling;
    loop {
        let mut chosen = None;
        let mut price = f64::INFINITY;
        for (issue, path) in paths.iter().enumerate() {
            if path.price < price && utility - path.loss >= floor {
                price = path.price;
                chosen = Some(issue);
            }
        }
        let Some(issue) = chosen else { return offer };
        let path = &mut paths[issue];
        offer.options_mut()[issue] = path.next;
        utility -= path.loss;
        path.advance();
    }
}

/// The next step on an issue from where the walk stands towards the centre.
#[derive(Clone, Copy, Default)]
struct Path<'a> {
    /// What the issue's options are worth.
    worth: &'a [f64],
    /// Where the others stand, in [0, 1].
    centre: f64,
    /// How far from there the step leads.
    away: f64,
    /// Utility that the step costs.
    loss: f64,
    /// That cost per distance gained; infinite where no step leads nearer.
    price: f64,
    /// The option that the step leads to.
    next: u8,
    /// 1 or, downwards, its two's complement. A walk never turns: it stops within half a step of the centre.
    direction: u8,
}

impl<'a> Path<'a> {
    #[inline]
    fn start(centre: f64, best: u8, worth: &'a [f64]) -> Self {
        let here = place(best, worth.len() as u8);
        let direction = if centre > here { 1 } else { u8::MAX };
        let away = (centre - here).abs();
        let mut path = Path { worth, centre, away, next: best, direction, ..Path::default() };
        path.advance();
        path
    }

    /// Takes the step and prices the one after it. Written without branches, which here nobody could
    /// predict; so it prices a step off the end too, and then drops it.
    #[inline]
    fn advance(&mut self) {
        let (worth, count) = (self.worth, self.worth.len());
        let here = self.next;
        self.next = here.wrapping_add(self.direction);
        let next = usize::from(self.next).min(count - 1);
        let away = self.away;
        self.away = (self.centre - place(next as u8, count as u8)).abs();
        let nearer = away - self.away;
        self.loss = worth[usize::from(here)] - worth[next];
        let price = self.loss / nearer.max(EPSILON);
        // Half way between two options neither is nearer; without the tolerance, rounding could
        // call each nearer than the other, and the walk would go to and fro for ever.
        let there = away <= HALF_STEP[usize::from(count as u8)] + EPSILON;
        self.price = if there { f64::INFINITY } else { price };
    }
}

/// Half the distance between neighbouring options, by their number.
static HALF_STEP: [f64; MAX_OPTIONS + 1] = {
    let mut half = [0.5; MAX_OPTIONS + 1];
    let mut count = 2;
    while count <= MAX_OPTIONS {
        half[count] = 0.5 / (count - 1) as f64;
        count += 1;
    }
    half
};
