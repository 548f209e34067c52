//! The programs in `examples`: each runs, and prints what it says it prints.

#[allow(dead_code, reason = "an example has its own `main`")]
#[path = "../../examples/batch_in_memory.rs"]
mod batch_in_memory;
#[allow(dead_code, reason = "an example has its own `main`")]
#[path = "../../examples/own_policy.rs"]
mod own_policy;
#[allow(dead_code, reason = "an example has its own `main`")]
#[path = "../../examples/sweep_to_csv.rs"]
mod sweep_to_csv;

use std::collections::BTreeSet;

#[test]
fn a_batch_in_memory_prints_shares_that_add_up_to_all_runs() {
    let mut out = Vec::new();
    batch_in_memory::report(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let share = |line: &str| line.split_whitespace().nth(1)?.parse::<f64>().ok();
    let shares: Vec<f64> =
        text.lines().filter(|line| line.contains('%')).filter_map(share).collect();
    assert_eq!(shares.len(), 8, "{text}");
    assert!((shares.iter().sum::<f64>() - 100.0).abs() < 0.5, "{text}");
    assert!(text.contains("median day of the first summit"), "{text}");
}

#[test]
fn a_policy_of_ones_own_changes_how_often_there_is_a_summit() {
    let mut out = Vec::new();
    own_policy::report(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let count = |line: &str| line.split_whitespace().last()?.parse::<u32>().ok();
    let counts: Vec<u32> = text.lines().skip(1).filter_map(count).collect();
    assert_eq!(counts.len(), 3, "{text}");
    assert_ne!(counts[0], counts[1], "{text}");
    assert!(counts[2] <= counts[0].min(counts[1]), "{text}");
}

#[test]
fn a_sweep_writes_one_row_per_value_with_every_column() {
    let mut out = Vec::new();
    sweep_to_csv::report(&mut out).unwrap();
    let mut table = csv::Reader::from_reader(&out[..]);
    let columns = table.headers().unwrap().len();
    let rows: Vec<_> = table.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|row| row.len() == columns));
    let distinct: BTreeSet<String> = rows.iter().map(|row| format!("{:?}", &row[1])).collect();
    assert_eq!(distinct.len(), 5, "the parameter changes nothing");
}

#[test]
fn every_example_is_run_here_and_named_on_the_front_page() {
    let own = include_str!("examples.rs");
    let front = include_str!("../../src/lib.rs");
    for entry in std::fs::read_dir("examples").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(own.contains(&format!("examples/{name}")), "{name}");
        assert!(front.contains(&format!("`{}`", name.trim_end_matches(".rs"))), "{name}");
    }
}
