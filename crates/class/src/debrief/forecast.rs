//! The predictions, compared with what happened.

use serde::{Deserialize, Serialize};

use summitry_engine::units::SimTime;
use summitry_model::process::Outcome;

use super::{PlayedTable, TableDebrief, named};

/// A prediction, and whether it was right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// The position of the seat's party.
    pub party: usize,
    /// The outcome that was predicted.
    #[serde(with = "named::outcome")]
    pub outcome: Outcome,
    /// The day of the first summit that was predicted; none if none was.
    pub first_summit_day: Option<f64>,
    /// Whether the outcome is what happened.
    pub right: bool,
    /// The predicted day less the day of the first summit; none without either.
    pub error_days: Option<f64>,
}

/// The accuracy of the predictions of a class.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ForecastAccuracy {
    /// Number of predictions.
    pub predictions: usize,
    /// Those whose outcome is what happened.
    pub right: usize,
    /// Those that say a day, at a table that had a summit.
    pub days: usize,
    /// The mean magnitude of their error, in days; none without one.
    pub mean_error_days: Option<f64>,
    /// Those that say a day at a table without a summit, and those that say none at one with a summit.
    pub apart: usize,
}

pub(super) fn forecasts(played: &PlayedTable) -> Vec<Forecast> {
    let record = &played.path.record;
    let day = record.first_summit().map(SimTime::days);
    let one = |prediction: &super::Prediction| Forecast {
        party: prediction.party.index(),
        outcome: prediction.outcome,
        first_summit_day: prediction.first_summit_day,
        right: prediction.outcome == record.outcome,
        error_days: prediction.first_summit_day.zip(day).map(|(said, was)| said - was),
    };
    played.predictions.iter().map(one).collect()
}

impl ForecastAccuracy {
    pub(super) fn from_tables(tables: &[TableDebrief]) -> Self {
        let mut found = ForecastAccuracy::default();
        let mut errors = 0.0;
        for table in tables {
            for forecast in &table.forecasts {
                found.predictions += 1;
                found.right += usize::from(forecast.right);
                match (forecast.first_summit_day, table.first_summit_day) {
                    (Some(said), Some(was)) => {
                        found.days += 1;
                        errors += (said - was).abs();
                    }
                    (None, None) => {}
                    _ => found.apart += 1,
                }
            }
        }
        found.mean_error_days = (found.days > 0).then(|| errors / found.days as f64);
        found
    }
}
