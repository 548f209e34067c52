//! Every combination of the factors' levels.

use super::Coordinate;

/// The number of combinations; `None` where it does not fit a `u64`, or a level's index a `u32`.
pub(super) fn count(levels: &[u64]) -> Option<u64> {
    if levels.contains(&0) {
        return Some(0);
    }
    levels.iter().try_fold(1_u64, |product, &n| {
        u32::try_from(n - 1).ok()?;
        product.checked_mul(n)
    })
}

/// The digits of the point's number in the mixed radix of the levels: the last factor varies fastest.
pub(super) fn point(levels: &[u64], number: u64, point: &mut Vec<Coordinate>) {
    let mut rest = number;
    point.extend(levels.iter().rev().map(|&n| {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "`count` refuses more than 2^32 levels"
        )]
        let level = (rest % n) as u32;
        rest /= n;
        Coordinate::Level(level)
    }));
    point.reverse();
}
