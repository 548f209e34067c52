//! Which values of a numeric output are of interest.

use std::fmt;
use std::str::FromStr;

use super::AnalysisError;

/// Which values of an output count as 1: those above or below a number, with it or without.
///
/// ```
/// use summitry_lab::analysis::Threshold;
/// let rule: Threshold = ">=0.5".parse()?;
/// assert!(rule.holds(0.5) && !rule.holds(0.4));
/// assert_eq!("0.5".parse::<Threshold>()?, rule, "a number alone is a least value");
/// assert_eq!("<0".parse::<Threshold>()?.to_string(), "< 0");
/// # Ok::<(), summitry_lab::analysis::AnalysisError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    side: Side,
    number: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    AtLeast,
    AtMost,
    Above,
    Below,
}

const SIDES: [(&str, Side); 4] =
    [(">=", Side::AtLeast), ("<=", Side::AtMost), (">", Side::Above), ("<", Side::Below)];

impl Threshold {
    /// Whether a value counts as 1.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        match self.side {
            Side::AtLeast => value >= self.number,
            Side::AtMost => value <= self.number,
            Side::Above => value > self.number,
            Side::Below => value < self.number,
        }
    }

    /// The output as 0 and 1.
    #[must_use]
    pub fn split(&self, output: &[f64]) -> Vec<f64> {
        output.iter().map(|&value| f64::from(u8::from(self.holds(value)))).collect()
    }
}

impl FromStr for Threshold {
    type Err = AnalysisError;

    fn from_str(typed: &str) -> Result<Self, AnalysisError> {
        let typed = typed.trim();
        let (side, number) = SIDES
            .iter()
            .find_map(|&(sign, side)| Some((side, typed.strip_prefix(sign)?)))
            .unwrap_or((Side::AtLeast, typed));
        match number.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Threshold { side, number }),
            _ => Err(AnalysisError::asked(
                "no-threshold",
                format!("{typed:?} is no threshold"),
                "write a sign and a number in quotes, such as \">=0.5\" or \"<3\"",
            )),
        }
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = SIDES.iter().find(|(_, side)| *side == self.side).map_or("", |(sign, _)| sign);
        write!(f, "{sign} {}", self.number)
    }
}
