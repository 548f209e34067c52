//! What a batch leaves on disk: tables, their description, the manifest, and how they get there.
//!
//! This room knows nothing of diplomacy. It is told which tables there are ([`Table`]), is handed
//! rows ([`Rows`]) and counts ([`Tally`]), and sees to it that a directory holds either a finished
//! batch or one that is plainly unfinished ([`BatchDir`]).

mod batch_dir;
pub mod cell;
mod completion;
mod delimited;
mod error;
mod experiment_inputs;
mod format;
mod inputs;
mod lock;
mod manifest;
mod package;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
#[path = "parquet_unsupported.rs"]
mod parquet;
mod read;
mod summary;
mod table;
mod tally;
mod trajectory;

pub use batch_dir::{BatchDir, CHECKPOINT, Opened, replace};
pub use cell::{Row, Rows};
pub use completion::Completion;
pub use delimited::{
    Delimited, DelimitedError, DelimitedRow, Dialect, HEAD, MOST_BYTES, Shape, is_missing,
    written_number,
};
pub use error::{Difference, ErrorKind, OutputError};
pub use experiment_inputs::{
    AnalysisInputs, ClassInputs, ComparisonInputs, DesignInputs, ExperimentInputs, FactorInputs,
    GridInputs, ReplicationsInputs, RuleInputs, SeatInputs, SeatsInputs, SelectionInputs,
    SweepInputs, TuningInputs, UntilInputs,
};
pub use format::TableFormat;
pub use inputs::{Inputs, ShardOf, text_differences};
pub(crate) use manifest::hex;
pub use manifest::{FileEntry, MANIFEST, Manifest, Numbers, hex_digest, read_text};
pub use package::{About, DATA_PACKAGE};
pub use read::{Field, is_unfinished, not_yet_there};
pub use summary::{MeasureLine, OutcomeLine, SUMMARY, Summary};
pub use table::{Column, Kind, Table};
pub use tally::{Grid, Measure, Scale, Tally, TallySpec, TallyState};
pub use trajectory::{TRAJECTORIES, Trajectories};
