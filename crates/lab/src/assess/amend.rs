//! The cheapest changes of a text that bring in those who block it and lose nobody who accepts.

use super::{Assessor, EPSILON};

/// A change of one issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Position of the issue.
    pub issue: usize,
    /// Its new option.
    pub option: u8,
}

/// Whom an amendment brings in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// One party that blocks.
    Party(usize),
    /// All that block.
    All,
}

/// One or two changes that bring somebody in, so that all who accept the text still do.
#[derive(Clone, Debug, PartialEq)]
pub struct Amendment {
    /// Whom it brings in.
    pub target: Target,
    /// The changes, in the order of the issues.
    pub changes: Vec<Change>,
    /// The greatest loss of any party that accepts the text as it is, as a share of its best deal; 0 if none loses.
    pub cost: f64,
    /// The sum of these losses.
    pub total: f64,
    /// Who accepts the amended text.
    pub accepts: Vec<bool>,
}

/// For each party that blocks, and for all of them if they are several: the cheapest single change and the cheapest two changes.
///
/// Cheapest is the least greatest loss of a party that accepts the text now, then the least sum of these losses, then the first in the
/// order of issues and options. Two changes are named only if they are cheaper than one, or one is not enough.
pub(super) fn amendments(assessor: &Assessor, options: &[u8]) -> Vec<Amendment> {
    let accepts = assessor.accepts(options);
    let blocks = assessor.blocks(&accepts);
    let blockers: Vec<usize> = (0..blocks.len()).filter(|&i| blocks[i]).collect();
    let mut targets: Vec<(Target, Vec<usize>)> =
        blockers.iter().map(|&party| (Target::Party(party), vec![party])).collect();
    if blockers.len() > 1 {
        targets.push((Target::All, blockers));
    }
    if targets.is_empty() {
        return Vec::new();
    }
    let before = assessor.worths(options);
    let mut best: Vec<[Option<Amendment>; 2]> = targets.iter().map(|_| [None, None]).collect();
    let mut changed = options.to_vec();
    let mut consider = |changes: &[Change], changed: &[u8]| {
        let after = assessor.worths(changed);
        let accepted: Vec<bool> =
            after.iter().zip(&assessor.reservations).map(|(u, r)| *u >= r - EPSILON).collect();
        if accepts.iter().zip(&accepted).any(|(before, after)| *before && !*after) {
            return;
        }
        let losses =
            (0..after.len()).filter(|&i| accepts[i]).map(|i| (before[i] - after[i]).max(0.0));
        let (cost, total) =
            losses.fold((0.0_f64, 0.0), |(most, sum), loss| (most.max(loss), sum + loss));
        for ((target, parties), best) in targets.iter().zip(&mut best) {
            let slot = &mut best[changes.len() - 1];
            let is_cheaper = slot.as_ref().is_none_or(|known| {
                cost < known.cost - EPSILON
                    || ((cost - known.cost).abs() <= EPSILON && total < known.total - EPSILON)
            });
            if is_cheaper && parties.iter().all(|&party| accepted[party]) {
                *slot = Some(Amendment {
                    target: target.clone(),
                    changes: changes.to_vec(),
                    cost,
                    total,
                    accepts: accepted.clone(),
                });
            }
        }
    };
    let counts = assessor.space.options().to_vec();
    let others = |issue: usize| (0..counts[issue]).filter(move |&o| o != options[issue]);
    for first in 0..options.len() {
        for option in others(first) {
            let one = Change { issue: first, option };
            changed[first] = option;
            consider(&[one], &changed);
            for second in first + 1..options.len() {
                for option in others(second) {
                    changed[second] = option;
                    consider(&[one, Change { issue: second, option }], &changed);
                }
                changed[second] = options[second];
            }
        }
        changed[first] = options[first];
    }
    let cheaper = |one: &Amendment, two: &Amendment| {
        two.cost < one.cost - EPSILON
            || ((two.cost - one.cost).abs() <= EPSILON && two.total < one.total - EPSILON)
    };
    let mut found = Vec::new();
    for [one, two] in best {
        let two = two.filter(|two| one.as_ref().is_none_or(|one| cheaper(one, two)));
        found.extend(one);
        found.extend(two);
    }
    found
}
