//! Strategies: how a party bargains, by name.
//!
//! A strategy is taken apart as Baarslag, Hindriks, Hendrikx, Dirkzwager & Jonker (2014) do it: what it bids, what
//! it makes of the others, and when it accepts.

use std::str::FromStr;

use super::acceptance::Acceptance;
use super::concession::{Concession, Form, TimeDependent};
use super::reciprocity::Reciprocity;

/// How a party bargains.
///
/// It is written as a name, with parameters if need be:
///
/// | name | concedes | parameters (default) |
/// |---|---|---|
/// | `boulware`, `linear`, `conceder` | by time: polynomial with β = ¼, 1, 4 | |
/// | `polynomial` | by time: κ + (1 − κ)·t^(1/β) | `beta` (1), `kappa` (0) |
/// | `exponential` | by time: e^((1 − t)^β·ln κ) | `beta` (1), `kappa` (.05) |
/// | `relative-tit-for-tat`, `absolute-tit-for-tat` | as the others did | `lag` (1) |
/// | `averaged-tit-for-tat` | as the others did | `window` (3) |
/// | `micro` | an offer for each new offer of the others (de Jonge 2022) | |
/// | `trade-off` | as `linear`, and offers what is most like the others' last offers | `beta` (1), `kappa` (0) |
/// | `frequency` | as `linear`, and offers what a frequency model of the others likes best | `beta` (1), `kappa` (0) |
///
/// Every one takes `accept` = `threshold` (default), `next-offer` or `combined`, and with the last `after` (.95):
/// the share of the time from which it takes what it can get.
///
/// ```
/// use summitry_model::bargaining::{Acceptance, Strategy};
/// let strategy: Strategy = "polynomial:beta=0.5,accept=next-offer".parse()?;
/// assert_eq!(strategy.acceptance, Acceptance::NextOffer);
/// assert_eq!("polynomial:beta=0.25".parse::<Strategy>(), "boulware".parse());
/// let error = "bouleware".parse::<Strategy>().unwrap_err();
/// assert_eq!(error.to_string(), "there is no strategy `bouleware`; did you mean `boulware`?");
/// # Ok::<(), summitry_model::bargaining::Misnamed>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strategy {
    /// What it offers.
    pub tactic: Tactic,
    /// When it accepts.
    pub acceptance: Acceptance,
}

/// What a party offers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tactic {
    /// Something worth its target.
    Aim(Concession, Bidding),
    /// Its next best offer for each new offer of the others (MiCRO, de Jonge 2022): the best first, then down its own
    /// list whenever it has made no more different offers than each of the others; else one of
    /// its own again, in turn, where the source draws one. Among more than two, an offer accepted counts as one made.
    Micro,
}

/// Which of the offers worth its target a party makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bidding {
    /// The one worth least to itself, down to 10⁻⁴ below the target.
    Lowest,
    /// From its best offer towards where the others stand, where that costs least.
    Towards,
    /// What is most like the last offers of the others (Faratin, Sierra & Jennings 2002).
    TradeOff,
    /// What the others seem to like best, by the frequencies of what they offered.
    Frequency,
}

/// Names of the strategies.
pub const NAMES: [&str; 11] = [
    "boulware",
    "linear",
    "conceder",
    "polynomial",
    "exponential",
    "relative-tit-for-tat",
    "absolute-tit-for-tat",
    "averaged-tit-for-tat",
    "micro",
    "trade-off",
    "frequency",
];

/// Why a text names no strategy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misnamed {
    /// Nothing is called so.
    #[error("there is no strategy `{name}`; {}", near(name, &NAMES))]
    Unknown {
        /// As it was written.
        name: String,
    },
    /// The strategy has no such parameter.
    #[error("`{strategy}` has no parameter `{parameter}`; {}", near(parameter, parameters))]
    Parameter {
        /// The strategy.
        strategy: String,
        /// As it was written.
        parameter: String,
        /// Those it has.
        parameters: Vec<&'static str>,
    },
    /// A value that does not fit.
    #[error("`{parameter}={value}` of `{strategy}`: it takes {takes}")]
    Value {
        /// The strategy.
        strategy: String,
        /// The parameter.
        parameter: String,
        /// As it was written.
        value: String,
        /// What it takes.
        takes: &'static str,
    },
    /// The same parameter twice.
    #[error("`{parameter}` of `{strategy}` is given twice")]
    Twice {
        /// The strategy.
        strategy: String,
        /// The parameter.
        parameter: String,
    },
}

/// What was meant, or what there is.
fn near(typed: &str, known: &[&'static str]) -> String {
    let close = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(typed, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .min();
    match close {
        Some((_, name)) => format!("did you mean `{name}`?"),
        None => format!("there are {}", known.join(", ")),
    }
}

impl Strategy {
    /// By time, offering what is worth least to itself: the rule of the field's reference simulator.
    #[must_use]
    pub const fn by_time(concession: TimeDependent) -> Self {
        Strategy {
            tactic: Tactic::Aim(Concession::Time(concession), Bidding::Lowest),
            acceptance: Acceptance::Threshold,
        }
    }

    fn aim(concession: Concession, bidding: Bidding) -> Tactic {
        Tactic::Aim(concession, bidding)
    }
}

impl FromStr for Strategy {
    type Err = Misnamed;

    fn from_str(typed: &str) -> Result<Self, Misnamed> {
        let (name, rest) = typed.split_once(':').unwrap_or((typed, ""));
        let own: &[&str] = match name {
            "polynomial" | "exponential" | "trade-off" | "frequency" => &["beta", "kappa"],
            "relative-tit-for-tat" | "absolute-tit-for-tat" => &["lag"],
            "averaged-tit-for-tat" => &["window"],
            _ if NAMES.contains(&name) => &[],
            _ => return Err(Misnamed::Unknown { name: name.to_owned() }),
        };
        let mut given = Parameters::parse(name, own, rest)?;
        let polynomial = |given: &mut Parameters<'_>| -> Result<Concession, Misnamed> {
            Ok(Concession::Time(TimeDependent {
                form: Form::Polynomial,
                exponent: given.number(
                    "beta",
                    1.0,
                    0.001..=1000.0,
                    "a number from 0.001 to 1000",
                )?,
                first: given.number("kappa", 0.0, 0.0..=1.0, "a share from 0 to 1")?,
            }))
        };
        let time = |of| Strategy::aim(Concession::Time(of), Bidding::Lowest);
        let mirror = |of| Strategy::aim(Concession::Reciprocal(of, None), Bidding::Lowest);
        let tactic = match name {
            "boulware" => time(TimeDependent::BOULWARE),
            "linear" => time(TimeDependent::LINEAR),
            "conceder" => time(TimeDependent::CONCEDER),
            "polynomial" => Strategy::aim(polynomial(&mut given)?, Bidding::Lowest),
            "exponential" => time(TimeDependent {
                form: Form::Exponential,
                exponent: given.number(
                    "beta",
                    1.0,
                    0.001..=1000.0,
                    "a number from 0.001 to 1000",
                )?,
                first: given.number("kappa", 0.05, 1e-6..=1.0, "a share from 0.000001 to 1")?,
            }),
            "relative-tit-for-tat" => mirror(Reciprocity::Relative { lag: given.turns("lag", 1)? }),
            "absolute-tit-for-tat" => mirror(Reciprocity::Absolute { lag: given.turns("lag", 1)? }),
            "averaged-tit-for-tat" => {
                mirror(Reciprocity::Averaged { window: given.turns("window", 3)? })
            }
            "trade-off" => Strategy::aim(polynomial(&mut given)?, Bidding::TradeOff),
            "frequency" => Strategy::aim(polynomial(&mut given)?, Bidding::Frequency),
            _ => Tactic::Micro,
        };
        Ok(Strategy { tactic, acceptance: given.acceptance()? })
    }
}

/// Parameters as they were written.
struct Parameters<'a> {
    strategy: &'a str,
    given: Vec<(&'a str, &'a str)>,
}

impl<'a> Parameters<'a> {
    fn parse(strategy: &'a str, own: &[&'static str], typed: &'a str) -> Result<Self, Misnamed> {
        let known: Vec<&'static str> = own.iter().copied().chain(["accept", "after"]).collect();
        let mut given: Vec<(&str, &str)> = Vec::new();
        for part in typed.split(',').filter(|part| !part.is_empty()) {
            let (parameter, value) = part.split_once('=').unwrap_or((part, ""));
            if !known.contains(&parameter) {
                return Err(Misnamed::Parameter {
                    strategy: strategy.to_owned(),
                    parameter: parameter.to_owned(),
                    parameters: known,
                });
            }
            if given.iter().any(|(earlier, _)| *earlier == parameter) {
                let (strategy, parameter) = (strategy.to_owned(), parameter.to_owned());
                return Err(Misnamed::Twice { strategy, parameter });
            }
            given.push((parameter, value));
        }
        Ok(Parameters { strategy, given })
    }

    fn value(&self, parameter: &str) -> Option<&'a str> {
        self.given.iter().find(|(name, _)| *name == parameter).map(|(_, value)| *value)
    }

    fn wrong(&self, parameter: &str, takes: &'static str) -> Misnamed {
        Misnamed::Value {
            strategy: self.strategy.to_owned(),
            parameter: parameter.to_owned(),
            value: self.value(parameter).unwrap_or_default().to_owned(),
            takes,
        }
    }

    fn number(
        &self,
        parameter: &str,
        default: f64,
        range: std::ops::RangeInclusive<f64>,
        takes: &'static str,
    ) -> Result<f64, Misnamed> {
        let Some(value) = self.value(parameter) else { return Ok(default) };
        let number = value.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| self.wrong(parameter, takes))
    }

    fn turns(&self, parameter: &str, default: u8) -> Result<u8, Misnamed> {
        let Some(value) = self.value(parameter) else { return Ok(default) };
        let turns = value.parse().ok().filter(|turns| *turns >= 1);
        turns.ok_or_else(|| self.wrong(parameter, "a number of turns from 1 to 255"))
    }

    fn acceptance(&self) -> Result<Acceptance, Misnamed> {
        let after = self.number("after", 0.95, 0.0..=1.0, "a share of the time from 0 to 1")?;
        match self.value("accept") {
            Some("combined") => Ok(Acceptance::Combined { after }),
            _ if self.value("after").is_some() => {
                Err(self.wrong("after", "effect with accept=combined only"))
            }
            None | Some("threshold") => Ok(Acceptance::Threshold),
            Some("next-offer") => Ok(Acceptance::NextOffer),
            Some(_) => Err(self.wrong("accept", "threshold, next-offer or combined")),
        }
    }
}
