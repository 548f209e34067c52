//! What the program says of itself.

use crate::cli_place::Place;

#[test]
fn help_reads_well_in_eighty_columns() {
    let place = Place::new();
    for (name, words) in [
        ("help", "--help"),
        ("help_run", "run --help"),
        ("help_sweep", "sweep --help"),
        ("help_plan", "plan --help"),
        ("help_plan_new", "plan new --help"),
        ("help_plan_run", "plan run --help"),
        ("help_plan_merge", "plan merge --help"),
        ("help_plan_status", "plan status --help"),
        ("help_plan_slurm", "plan slurm --help"),
        ("help_experiments", "experiments --help"),
        ("help_check", "check --help"),
        ("help_new", "new --help"),
        ("help_assess", "assess --help"),
        ("help_diff", "diff --help"),
        ("help_scenarios", "scenarios --help"),
        ("help_scenarios_import", "scenarios import --help"),
        ("help_negotiate", "negotiate --help"),
        ("help_compare", "compare --help"),
        ("help_explain", "explain --help"),
        ("help_replay", "replay --help"),
        ("help_whatif", "whatif --help"),
        ("help_analyze", "analyze --help"),
        ("help_report", "report --help"),
        ("help_class", "class --help"),
        ("help_class_materials", "class materials --help"),
        ("help_class_words", "class words --help"),
        ("help_schema", "schema --help"),
        ("help_completions", "completions --help"),
    ] {
        let ran = place.run(words).ended(0);
        assert_eq!(ran.err, "");
        assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
        insta::assert_snapshot!(name, ran.out);
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let ran = Place::new().run("--version").ended(0);
    assert_eq!(ran.out, format!("summitry {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn without_a_command_the_program_says_what_there_is() {
    let ran = Place::new().run("").ended(2);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains("Usage: summitry <COMMAND>"), "{}", ran.err);
}

#[test]
fn completions_are_there_for_every_shell() {
    let place = Place::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = place.run(&format!("completions {shell}")).ended(0).out;
        assert!(script.contains("completions") && script.contains("runs"), "{shell}: {script}");
    }
}
