//! Where a curve is drawn, and where its values are shown.

/// Strips in which a curve shows its values.
const STRIPS: usize = 24;

/// Some sixty days from the first to the last, both included.
pub(super) fn days(last: f64) -> Vec<f64> {
    let step = (last / 60.0).ceil().max(1.0);
    let mut days = Vec::new();
    let mut day = 0.0;
    while day < last {
        days.push(day);
        day += step;
    }
    days.push(last);
    days
}

/// Places of about [`STRIPS`] of so many points, the last included.
pub(super) fn thinned(points: usize) -> impl Iterator<Item = usize> {
    let every = points.div_ceil(STRIPS).max(1);
    let last = points.saturating_sub(1);
    (0..points).filter(move |k| (last - k).is_multiple_of(every))
}
