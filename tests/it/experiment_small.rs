//! Small experiments, and what they leave, for the tests of sweeps and plans.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use summitry_lab::experiment::{Changes, Experiment, Frozen, Options, read_experiment};
use summitry_lab::output::Completion;

use crate::cli_place::Place;

/// Six cells of forty runs.
pub(crate) const GRID: &str = r#"title = "Rounds and strain"
scenario = "classroom"
replications = 40

[[factor]]
path = "gate.n"
levels = [0, 2, 4]

[[factor]]
path = "strain.growth"
levels = [0.001, 0.006]
"#;

/// Five cells that need different numbers of runs.
pub(crate) const UNTIL: &str = r#"title = "Until it is known"
scenario = "classroom"

[until]
measure = "no-summit"
half-width = 0.1
minimum = 30
maximum = 100
batch = 20

[[factor]]
path = "gate.n"
levels = [0, 2, 3, 4, 5]
"#;

/// Five cells from `points.csv`.
pub(crate) const LISTED: &str = r#"title = "Points of interest"
scenario = "classroom"
replications = 30

[design]
kind = "list"
file = "points.csv"

[[factor]]
path = "meeting.rounds.gap"

[[factor]]
path = "strain.growth"
name = "growth"

[[factor]]
path = "gatekeeper.agenda"

[[factor]]
path = "issue.defence.core"
"#;

/// The points of [`LISTED`]; the second and the last are the same.
pub(crate) const POINTS: &str = "\
note,gatekeeper.agenda,growth,issue.defence.core,meeting.rounds.gap
base,easy-first,0.0022,true,24
slow,hard-first,0.001,false,40
fast,\"package\",0.005,true,12.5
calm,easy-first,0,true,24
again,hard-first,0.001,false,40
";

/// A place with the small experiments in it.
pub(crate) fn place() -> Place {
    let place = Place::new();
    place.write("grid.toml", GRID);
    place.write("until.toml", UNTIL);
    place.write("listed.toml", LISTED);
    place.write("points.csv", POINTS);
    place
}

/// A text with one part replaced by another.
pub(crate) fn changed(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from:?} stands once in the text");
    text.replacen(from, to, 1)
}

/// A row of a table, by the names of its columns.
pub(crate) type Row = BTreeMap<String, String>;

/// The rows of a table.
pub(crate) fn rows(path: &Path) -> Vec<Row> {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

/// The values of a column.
pub(crate) fn column(rows: &[Row], name: &str) -> Vec<String> {
    rows.iter().map(|row| row[name].clone()).collect()
}

/// An experiment as the program reads it.
pub(crate) fn experiment(place: &Place, name: &str) -> Experiment {
    let path = place.path(name);
    read_experiment(&path.display().to_string(), &Changes::default()).experiment.unwrap()
}

/// Runs these shards of the plan at `name` into `dir`, in the order given.
pub(crate) fn run_shards(
    place: &Place,
    name: &str,
    dir: &str,
    shards: impl IntoIterator<Item = u64>,
) {
    let frozen = Frozen::read(&place.path(name)).unwrap();
    for shard in shards {
        let (stop, dir) = (AtomicBool::new(false), place.path(dir));
        let options = Options::threads(1);
        let ended = frozen.run(shard, &dir, &options, &stop, &mut || (), &mut |_| ()).unwrap();
        assert!(!matches!(ended, Completion::Interrupted { .. }), "{ended:?}");
    }
}

/// Numbers in an order that this seed gives.
pub(crate) fn shuffled(count: u64, seed: u64) -> Vec<u64> {
    let mut numbers: Vec<u64> = (0..count).collect();
    numbers.sort_by_key(|&number| crate::runner_job::mix(number ^ (seed << 32)));
    numbers
}

/// A number from 0 to 1 for each position of a seed's sequence.
pub(crate) fn uniform(seed: u64, position: u64) -> f64 {
    (crate::runner_job::mix((seed << 32) ^ position) >> 11) as f64 / (1_u64 << 53) as f64
}
