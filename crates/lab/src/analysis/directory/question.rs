//! What is asked of a sweep, and whether its design can answer.

use serde_json::{Value, json};

use super::{Source, SweepDesign};
use crate::analysis::{AnalysisError, Method, Options, Threshold, prim};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A run, with the settings of its cell.
    Runs,
    /// A cell, with the share or mean over its runs.
    Cells,
}

impl Unit {
    /// Its name, as it is typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Unit::Runs => "runs",
            Unit::Cells => "cells",
        }
    }
}

/// A question to a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The method; what the design is for, if nothing is said.
    pub method: Option<Method>,
    /// The outcome or measure that is asked about.
    pub output: String,
    /// The factors that are looked at; all, if nothing is said.
    pub inputs: Option<Vec<String>>,
    /// Which outputs count as cases, for [`Method::Prim`] and [`Method::Cart`].
    pub threshold: Option<Threshold>,
    /// What a row is, for the same; runs where there are some, if nothing is said.
    pub unit: Option<Unit>,
    /// What the method is told.
    pub options: Options,
    /// What chance was begun with: recorded, as a part of what determines the result.
    pub seed: u64,
}

impl Default for Question {
    /// The share `durable`, by what the design is for.
    fn default() -> Self {
        Question {
            method: None,
            output: "durable".to_owned(),
            inputs: None,
            threshold: None,
            unit: None,
            options: Options::default(),
            seed: 1,
        }
    }
}

impl Question {
    /// The method that is applied to a design.
    ///
    /// # Errors
    ///
    /// Of the command: the design does not have the rows that the method asked for needs.
    pub fn method(&self, design: &SweepDesign) -> Result<Method, AnalysisError> {
        let for_it = match design.kind.as_str() {
            "saltelli" => Method::Sobol,
            "morris" => Method::Morris,
            "grid" | "list" => Method::Response,
            _ => Method::Prcc,
        };
        let method = self.method.unwrap_or(for_it);
        let needs: &[&str] = match method {
            Method::Sobol => &["saltelli"],
            Method::Morris => &["morris"],
            Method::Response => &["grid", "list"],
            Method::Prcc | Method::Prim | Method::Cart => return Ok(method),
        };
        if needs.contains(&design.kind.as_str()) {
            return Ok(method);
        }
        Err(AnalysisError::asked(
            "misfit",
            format!(
                "{} needs a design `{}`, and {} has a design `{}`",
                method.name(),
                needs.join("` or `"),
                design.experiment,
                design.kind
            ),
            format!(
                "take --method {}, or prim or cart, or sweep over a design that fits",
                for_it.name()
            ),
        ))
    }

    /// What a row is.
    ///
    /// # Errors
    ///
    /// Of the command: the method takes cells only, or the sweep has no rows of its runs.
    pub fn unit(&self, source: &Source, method: Method) -> Result<Unit, AnalysisError> {
        let has_runs = source.manifest.has_table("runs");
        if !matches!(method, Method::Prim | Method::Cart) {
            return match self.unit {
                Some(Unit::Runs) => Err(AnalysisError::asked(
                    "unit",
                    format!("{} is of cells", method.name()),
                    "leave out --unit runs, or take --method prim or cart",
                )),
                _ => Ok(Unit::Cells),
            };
        }
        match self.unit {
            Some(Unit::Runs) if !has_runs => Err(super::outcome::without_runs(
                "sweep again with --per-run rows, or take --unit cells",
            )),
            None if has_runs => Ok(Unit::Runs),
            unit => Ok(unit.unwrap_or(Unit::Cells)),
        }
    }

    /// What determines the result beside the sweep, in a form that can be compared key by key.
    #[must_use]
    pub fn json(&self, method: Method, unit: Unit) -> Value {
        let mut json = json!({
            "method": method.name(),
            "output": self.output,
            "inputs": self.inputs,
            "threshold": self.threshold.map(|rule| rule.to_string()),
            "unit": unit.name(),
        });
        let Options { bootstrap, prim, step, cart, .. } = self.options;
        let more = match method {
            Method::Sobol | Method::Morris => json!({
                "resamples": bootstrap.resamples,
                "confidence": bootstrap.confidence,
                "seed": self.seed,
            }),
            Method::Prcc | Method::Response => json!({ "confidence": bootstrap.confidence }),
            Method::Prim => json!({
                "min-mass": prim.least_mass,
                "peel-alpha": prim.peel_alpha,
                "objective": if prim.objective == prim::Objective::Mean { "mean" } else { "gain" },
                "paste": prim.paste_alpha.is_some(),
                "step": step,
            }),
            Method::Cart => json!({
                "min-mass": cart.least_mass,
                "depth": cart.depth,
                "folds": cart.folds,
                "seed": self.seed,
            }),
        };
        if let (Some(json), Value::Object(more)) = (json.as_object_mut(), more) {
            json.extend(more);
        }
        json
    }
}
