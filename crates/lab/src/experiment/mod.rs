//! Experiments: batches of runs and sweeps over factors, in parallel and in order.

mod agent_seats;
mod batch;
pub mod bundled;
mod changed;
mod comparison;
pub mod design;
mod evaluate;
mod factor;
mod job;
mod list;
mod merge;
mod plan;
mod read;
mod read_design;
mod read_factor;
mod rule;
mod runner;
mod schedule;
mod schema;
mod selection;
mod shard_range;
mod stopping;
mod sweep;
mod tuning;
mod validated;
mod workers;

pub use agent_seats::{FRUITLESS, LostSeat};
pub use batch::{Batch, BatchResult, Tables, UnknownTable};
pub use comparison::{Comparison, MOST_RULES};
pub use factor::{Factor, Level, Range, Scale, Setting, Values};
pub use job::{Accumulator, ChunkOutput, Failure, Job};
pub use list::Points;
pub use merge::{MergeError, merge};
pub use plan::{Frozen, MOST_SHARDS, Plan, PlanError, ShardState, array_expression, shard_problem};
pub use read::{
    Changes, Enclosed, LoadedExperiment, MOST_REPLICATIONS, names_experiment, read_enclosed,
    read_experiment,
};
pub use read_design::DESIGNS;
pub use rule::Rule;
pub use runner::{Finished, Options, RunError, run_batch};
pub use schedule::{Chunk, RunRange};
pub use schema::experiment_schema;
pub use selection::{FIRST_ROUNDS, RUNS_OF_A_ROUND, SELECTION, Selection};
pub use shard_range::ShardRange;
pub use stopping::{Replications, Until};
pub use sweep::{PerRun, Sweep};
pub use tuning::{Grid, TUNING, Tuning, TuningResult};
pub use validated::{Cells, Experiment, ImpossibleCell, RandomNumbers};
