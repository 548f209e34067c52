//! Ends that come from outside: signals, closed pipes, full disks.
#![cfg(unix)]

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::cli_place::Place;

pub(crate) fn summitry(place: &Place, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_summitry"));
    command.args(words.split_whitespace()).current_dir(place.path(""));
    command
}

/// Sends the signal as soon as rows are being written; none if the batch ended before.
#[cfg(target_os = "linux")]
pub(crate) fn interrupted(
    place: &Place,
    words: &str,
    dir: &str,
    signal: &str,
) -> Option<std::process::Output> {
    interrupted_with(place, words, &[], dir, signal)
}

/// The same, with words that may hold blanks.
#[cfg(target_os = "linux")]
pub(crate) fn interrupted_with(
    place: &Place,
    words: &str,
    more: &[&str],
    dir: &str,
    signal: &str,
) -> Option<std::process::Output> {
    // Under `nohup` the program would not listen: what the tests were started with is undone.
    let mut command = Command::new("env");
    command.arg("--default-signal=HUP").arg(env!("CARGO_BIN_EXE_summitry"));
    command.args(words.split_whitespace()).args(more).current_dir(place.path(""));
    let mut child: Child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let partial = place.path(dir).join("runs.csv.partial");
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < Duration::from_secs(60), "no rows after a minute");
        // The header alone is one line.
        let text = fs::read_to_string(&partial).unwrap_or_default();
        if text.lines().count() > 1 {
            break;
        }
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        sleep(Duration::from_millis(1));
    }
    let id = child.id().to_string();
    Command::new("kill").args([signal, &id]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code() != Some(0)).then_some(output)
}

#[test]
#[cfg(target_os = "linux")]
fn an_interrupted_batch_goes_on_to_the_same_bytes() {
    let place = Place::new();
    let mut runs = 4000;
    for signal in ["-INT", "-TERM"] {
        // On a machine that is through before the signal comes, there is more to do.
        let (words, dir, output) = loop {
            let dir = format!("stopped{signal}-{runs}");
            let words = format!("run --runs {runs} --tables runs,summary --out {dir}");
            if let Some(output) = interrupted(&place, &words, &dir, signal) {
                break (words, dir, output);
            }
            runs *= 2;
            assert!(runs < 1_000_000, "no batch is long enough");
        };
        let says = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(75), "{says}");
        assert!(says.starts_with("interrupted: "), "{says}");
        assert!(says.contains("rerun the same command to resume"), "{says}");
        assert!(output.stdout.is_empty());
        let there: Vec<String> = place.files(&dir).into_keys().collect();
        assert!(there.contains(&"checkpoint.json".to_owned()), "{there:?}");
        assert!(there.contains(&"runs.csv.partial".to_owned()), "{there:?}");
        assert!(!there.contains(&"manifest.json".to_owned()), "{there:?}");
        let kept: String =
            says["interrupted: ".len()..].chars().take_while(|c| *c != ' ').collect();
        let kept: u64 = kept.replace(',', "").parse().unwrap();
        assert!(0 < kept && kept < runs, "{says}");

        place.run(&words).ended(0);
        let whole = format!("run --runs {runs} --tables runs,summary --out whole{signal}");
        place.run(&whole).ended(0);
        assert!(place.files(&dir) == place.files(&format!("whole{signal}")));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn under_nohup_a_hangup_changes_nothing() {
    let place = Place::new();
    let mut command = Command::new("env");
    command.arg("--ignore-signal=HUP").arg(env!("CARGO_BIN_EXE_summitry"));
    command.args(["run", "--runs", "4000", "-q"]).current_dir(place.path(""));
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    while !place.path("out/kyiv-washington").exists() {
        sleep(Duration::from_millis(1));
    }
    let id = child.id().to_string();
    Command::new("kill").args(["-HUP", &id]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A reader that is gone takes the result with it, and not the exit code.
#[test]
fn a_failure_keeps_its_code_when_nobody_reads() {
    let place = Place::new();
    place.write("bad.toml", "nonsense = 1\n");
    place.write("exp.toml", "scenario = \"none\"\n");
    place.run("plan new rounds-before-summit --shards 3 -n 2 -o p.json -q").ended(0);
    place.run("run classroom -n 2 --trace --threads 1 -q --out tr").ended(0);
    let log = place.text("tr/answers.jsonl").replace(r#""answer":"defer""#, r#""answer":"grant""#);
    place.write("bad.jsonl", &log);
    place.write("altered.class", "not a class");
    for (words, code) in [
        ("check bad.toml", 2),
        ("check bad.toml classroom", 2),
        ("check classroom bad.toml --format json", 2),
        ("check exp.toml", 2),
        ("run classroom bad.toml -n 2 -q --out several", 2),
        ("plan status p.json none", 75),
        ("plan status p.json none --format json", 75),
        ("plan merge p.json none --out m", 75),
        ("replay bad.jsonl --scenario classroom", 1),
        ("replay bad.jsonl --scenario classroom --format json", 1),
        ("analyze nowhere", 2),
        ("class verify altered.class", 65),
        ("class export none.class", 2),
        ("class materials none.toml", 2),
        ("class words none.toml", 2),
        ("negotiate none.xml other.xml", 2),
        ("--nonsense", 2),
    ] {
        let read = summitry(&place, words).output().unwrap().status.code();
        // What was written by the first command is there for the second.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let closed = summitry(&place, words).stdout(writer).stderr(Stdio::null()).output().unwrap();
        assert_eq!((read, closed.status.code()), (Some(code), Some(code)), "{words}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let place = Place::new();
    for words in ["run --runs 5 -q", "schema", "scenarios", "check classroom", "--help"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output =
            summitry(&place, words).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{words}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{words}");
    }
    assert!(place.path("out/kyiv-washington/manifest.json").exists());
}

#[test]
#[cfg(target_os = "linux")]
fn results_that_cannot_be_printed_are_a_failure() {
    let place = Place::new();
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = summitry(&place, "schema").stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(74));
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(says.starts_with("error: standard output cannot be written: "), "{says}");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_leaves_no_finished_batch() {
    let place = Place::new();
    fs::create_dir(place.path("full")).unwrap();
    std::os::unix::fs::symlink("/dev/full", place.path("full/runs.csv.partial")).unwrap();
    let ran = place.run("run --runs 50 --out full").ended(74);
    assert!(ran.says("full/runs.csv.partial cannot be written"), "{}", ran.err);
    assert!(ran.says("make room and run again"), "{}", ran.err);
    assert_eq!(ran.out, "");
    assert!(!place.path("full/manifest.json").exists());
    assert!(!place.path("full/runs.csv").exists());
}

#[test]
fn without_a_terminal_progress_is_lines() {
    use std::io::{BufRead, BufReader};
    let place = Place::new();
    let words = "run classroom --runs 4000000 --tables summary --out long";
    let mut command = summitry(&place, words);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(line.starts_with("classroom: ") && line.contains(" of 4,000,000 runs ("), "{line}");
    // What is asked to be quiet is.
    assert_eq!(place.run("run classroom --runs 20 -q --out short").ended(0).err, "");
}
