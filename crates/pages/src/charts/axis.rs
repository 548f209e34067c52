//! Scales and their ticks.

use super::numbers::fixed;

/// An axis: a title with its unit, a range, and ticks.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// What is measured, with its unit.
    pub title: String,
    /// The value at its beginning.
    pub low: f64,
    /// The value at its end.
    pub high: f64,
    /// Where a tick stands, and what it says.
    pub ticks: Vec<(f64, String)>,
}

impl Axis {
    /// An axis that covers two values, widened to whole steps of 1, 2 or 5 times a power of ten, in about so many steps.
    ///
    /// The steps follow P. Heckbert, "Nice numbers for graph labels", Graphics Gems (1990), 61–63. A range that is empty, or not
    /// finite, is widened by one.
    ///
    /// ```
    /// use summitry_pages::charts::Axis;
    /// let axis = Axis::over("days", 3.0, 97.0, 5);
    /// assert_eq!((axis.low, axis.high), (0.0, 100.0));
    /// assert_eq!(axis.ticks[1], (20.0, "20".to_owned()));
    /// ```
    #[must_use]
    pub fn over(title: impl Into<String>, low: f64, high: f64, steps: usize) -> Self {
        let (low, high) = sound(low, high);
        let (step, decimals) = step((high - low) / steps.max(1) as f64);
        let first = (low / step + 1e-9).floor();
        let last = (high / step - 1e-9).ceil().max(first + 1.0);
        Axis::stepped(title.into(), first, last, step, decimals)
    }

    /// As [`Axis::over`], but from exactly the one value to exactly the other; ticks stand within.
    #[must_use]
    pub fn exactly(title: impl Into<String>, low: f64, high: f64, steps: usize) -> Self {
        let (low, high) = sound(low, high);
        let (step, decimals) = step((high - low) / steps.max(1) as f64);
        let first = (low / step - 1e-9).ceil();
        let last = (high / step + 1e-9).floor();
        let axis = Axis::stepped(title.into(), first, last.max(first), step, decimals);
        let ticks = axis.ticks.into_iter().filter(|(at, _)| (low..=high).contains(at)).collect();
        Axis { title: axis.title, low, high, ticks }
    }

    /// An axis of names, at 0, 1, 2 and so on.
    #[must_use]
    pub fn named(title: impl Into<String>, names: &[String]) -> Self {
        let ticks = names.iter().enumerate().map(|(k, name)| (k as f64, name.clone())).collect();
        Axis { title: title.into(), low: -0.5, high: names.len().max(1) as f64 - 0.5, ticks }
    }

    fn stepped(title: String, first: f64, last: f64, step: f64, decimals: usize) -> Self {
        let mut ticks = Vec::new();
        let mut k = first;
        while k <= last {
            ticks.push((k * step, fixed(k * step, decimals)));
            k += 1.0;
        }
        Axis { title, low: first * step, high: last * step, ticks }
    }

    /// Where between 0 and 1 a value lies; what is beyond an end lies on it.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

fn sound(low: f64, high: f64) -> (f64, f64) {
    match (low.is_finite(), high.is_finite()) {
        (true, true) if high > low => (low, high),
        (true, _) => (low, low + 1.0),
        (false, true) => (high - 1.0, high),
        (false, false) => (0.0, 1.0),
    }
}

/// The nice number at or above a step, and the decimals that it needs.
fn step(rough: f64) -> (f64, usize) {
    let power = libm::floor(libm::log10(rough));
    let unit = libm::pow(10.0, power);
    let nice = [1.0, 2.0, 5.0, 10.0].into_iter().find(|nice| nice * unit >= rough * (1.0 - 1e-9));
    let nice = nice.unwrap_or(10.0);
    let power = if nice == 10.0 { power + 1.0 } else { power };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 12")]
    let decimals = (-power).clamp(0.0, 12.0) as usize;
    // A power of ten below one is not exact; dividing by its inverse is as near as can be.
    let step = if power < 0.0 {
        let digit = if nice == 10.0 { 1.0 } else { nice };
        digit / libm::pow(10.0, -power)
    } else {
        nice * unit
    };
    (step, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_range() {
        for (low, high) in
            [(0.0, 1.0), (0.03, 0.07), (-3.0, 4000.0), (1e-6, 2e-6), (99.9, 100.1), (5.0, 5.0)]
        {
            for steps in 1..8 {
                let axis = Axis::over("", low, high, steps);
                assert!(axis.low <= low + 1e-9 && axis.high >= high - 1e-9, "{axis:?}");
                assert!((2..=steps + 3).contains(&axis.ticks.len()), "{axis:?}");
                let shown: Vec<f64> = axis.ticks.iter().map(|(_, t)| t.parse().unwrap()).collect();
                for ((at, _), shown) in axis.ticks.iter().zip(shown) {
                    assert!((at - shown).abs() <= 1e-9 * (1.0 + at.abs()), "{axis:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_finite_still_gives_an_axis() {
        for (low, high) in [(f64::NAN, 1.0), (0.0, f64::INFINITY), (f64::NAN, f64::NAN)] {
            let axis = Axis::over("", low, high, 4);
            assert!(axis.low.is_finite() && axis.high > axis.low, "{axis:?}");
        }
    }
}
