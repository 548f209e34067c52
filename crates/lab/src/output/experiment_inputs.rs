//! The sections of a manifest on experiments and external agents.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What determines a directory besides its scenario, seed, runs and tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ExperimentInputs {
    /// Of a sweep.
    Sweep(SweepInputs),
    /// Of a comparison or selection.
    Comparison(ComparisonInputs),
    /// Of an analysis.
    Analysis(AnalysisInputs),
    /// Of the export of a class.
    Class(ClassInputs),
}

/// The experiment of a sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SweepInputs {
    /// The id of the experiment.
    pub experiment: String,
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
    /// Its design.
    pub design: DesignInputs,
    /// Its factors, in the order of columns.
    pub factors: Vec<FactorInputs>,
    /// `common` or `independent` between cells.
    pub random_numbers: String,
    /// The runs of each cell.
    #[serde(flatten)]
    pub replications: ReplicationsInputs,
}

/// A design, by its kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum DesignInputs {
    /// Every combination of levels.
    Grid,
    /// A Latin hypercube of so many points.
    LatinHypercube {
        /// Number of points.
        points: u64,
    },
    /// Points of a Sobol' sequence.
    Sobol {
        /// Number of points.
        points: u64,
        /// Points skipped before the first.
        skip: u64,
    },
    /// A Saltelli design.
    Saltelli {
        /// Number of base points.
        base: u64,
        /// Whether it has the rows for indices of the second order.
        second_order: bool,
        /// Points skipped before the first.
        skip: u64,
    },
    /// Trajectories of a Morris design.
    Morris {
        /// Number of trajectories.
        trajectories: u64,
        /// Number of levels of each factor.
        levels: u64,
    },
    /// Cells listed in a file.
    List {
        /// The file, as the experiment names it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        file: String,
        /// Number of cells.
        cells: usize,
        /// SHA-256 digest of the file.
        sha256: String,
    },
}

impl DesignInputs {
    /// The kind, as the file of the experiment names it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            DesignInputs::Grid => "grid",
            DesignInputs::LatinHypercube { .. } => "latin-hypercube",
            DesignInputs::Sobol { .. } => "sobol",
            DesignInputs::Saltelli { .. } => "saltelli",
            DesignInputs::Morris { .. } => "morris",
            DesignInputs::List { .. } => "list",
        }
    }
}

/// A factor, by what determines its values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FactorInputs {
    /// The key in the scenario that it sets.
    pub path: String,
    /// The name of its column.
    pub name: String,
    /// Other keys that it sets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Its levels, if it has any: numbers, flags or texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levels: Option<Vec<Value>>,
    /// The ends of its range, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<[f64; 2]>,
    /// The scale of its range: `linear` or `log`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<String>,
    /// Whether its range is of whole numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integer: Option<bool>,
}

/// The runs of each cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ReplicationsInputs {
    /// A fixed number.
    Fixed {
        /// Runs of each cell.
        replications: u64,
    },
    /// Until an interval is narrow.
    Until {
        /// The stopping rule.
        until: UntilInputs,
    },
}

/// A stopping rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct UntilInputs {
    /// The outcome or measure.
    pub measure: String,
    /// Half the width of its 95 % interval, in its unit.
    pub half_width: f64,
    /// Runs before the first check.
    pub minimum: u64,
    /// Runs at most.
    pub maximum: u64,
    /// Runs between checks.
    pub batch: u64,
}

/// The rules of a comparison or selection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparisonInputs {
    /// The rules, in order.
    pub rules: Vec<RuleInputs>,
    /// The procedure of a selection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection: Option<SelectionInputs>,
    /// How parameters of the rules were tuned, if they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tuning: Option<TuningInputs>,
}

/// A rule that is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleInputs {
    /// Its name in tables.
    pub rule: String,
    /// The id of its scenario.
    pub scenario: String,
    /// Its gate.
    pub gate: String,
    /// SHA-256 digest of the scenario with every default written out.
    pub sha256: String,
}

/// The procedure of a selection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SelectionInputs {
    /// The source of the procedure.
    pub procedure: String,
    /// The metric that decides.
    pub measure: String,
    /// `lowest` or `highest`.
    pub best: String,
    /// The least difference that matters, in units of the metric.
    pub indifference: f64,
    /// Probability with which the selection is to be right.
    pub confidence: f64,
    /// Rounds of the first stage.
    pub first_rounds: u64,
    /// Runs of each round.
    pub runs_of_a_round: u64,
}

/// How parameters of rules were tuned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TuningInputs {
    /// The metric that decides.
    pub measure: String,
    /// `lowest` or `highest`.
    pub best: String,
    /// Number of the first run.
    pub first_run: u64,
    /// Runs of each point.
    pub runs: u64,
    /// The grid of each rule.
    pub grids: Vec<GridInputs>,
}

/// The grid of a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridInputs {
    /// The rule as it was given.
    pub rule: String,
    /// The rule with the parameters of each point.
    pub points: Vec<RuleInputs>,
}

/// What an analysis is of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnalysisInputs {
    /// The command that wrote the source.
    pub source: String,
    /// SHA-256 digest of the manifest of the source.
    pub source_sha256: String,
    /// Method and options.
    pub question: Value,
}

/// Which class was exported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassInputs {
    /// The last link of its hash chain.
    pub class_sha256: String,
}

/// The seats that external agents play.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeatsInputs {
    /// The protocol that they speak.
    pub protocol: String,
    /// The seats by the id of their party, in the order in which they were given.
    pub party: serde_json::Map<String, Value>,
}

/// A seat that an external agent plays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeatInputs {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// SHA-256 digests of the arguments that name files.
    pub files: BTreeMap<String, String>,
    /// The policy that takes over if the program fails.
    pub fallback: String,
    /// Time limit of an answer in milliseconds.
    pub timeout_ms: u64,
}
