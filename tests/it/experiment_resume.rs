//! However a sweep ends, the same command goes on with it, to the same bytes.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use summitry_lab::experiment::{Options, PerRun, Sweep};
use summitry_lab::output::Completion;

use crate::cli_place::{Place, files};
use crate::cli_stop::{interrupted, summitry};
use crate::experiment_small::{GRID, UNTIL, changed, experiment, place, uniform};

fn started(place: &Place, words: &str) -> Child {
    summitry(place, words).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// How many runs the checkpoint of an unfinished batch keeps; none if there is no checkpoint, or none with runs.
pub(crate) fn kept(dir: &Path) -> Option<u64> {
    let text = fs::read_to_string(dir.join("checkpoint.json")).ok()?;
    let checkpoint: Value = serde_json::from_str(&text).unwrap();
    let running = checkpoint["state"].get("running")?;
    running["course"].as_object()?;
    running["done"].as_u64().filter(|&done| done > 0)
}

/// Starts the command, and kills it as soon as a checkpoint keeps runs; whether it was killed before its end.
pub(crate) fn killed_once_begun(command: &mut Command, dir: &Path) -> bool {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begun = Instant::now();
    while kept(dir).is_none() && child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(60), "no checkpoint after a minute");
        sleep(Duration::from_millis(1));
    }
    // SIGKILL.
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

/// What kills did.
#[derive(Debug, Default)]
struct Kills {
    /// Before the end of the sweep.
    all: usize,
    /// With runs in a checkpoint.
    with_runs: usize,
    /// As files were getting their names.
    finishing: usize,
}

/// Kills the sweep of `name` at random moments, spread over the time that an uninterrupted one takes, and goes on with it
/// each time.
fn killed_again_and_again(name: &str, text: &str, moments: u64, seed: u64) -> Kills {
    let place = place();
    place.write(name, text);
    let options = "--checkpoint-every 0.02 -q";
    place.run(&format!("sweep {name} --out whole {options}")).ended(0);
    let whole = place.files("whole");
    let begun = Instant::now();
    place.run(&format!("sweep {name} --out timed {options}")).ended(0);
    let long = begun.elapsed();
    assert!(place.files("timed") == whole);

    let experiment = experiment(&place, name);
    let sweep = Sweep::new(&experiment, PerRun::Rows);
    let mut kills = Kills::default();
    let mut moment = 0;
    // Those after the given number make sure of what is held below: they come when there is a checkpoint.
    while moment < moments || kills.with_runs < 10 {
        assert!(moment < 20 * moments, "no sweep is ever caught at work: {kills:?}");
        let (dir, words) =
            (format!("killed-{moment}"), format!("sweep {name} --out killed-{moment}"));
        let threads = 1 + moment % 2;
        let words = format!("{words} --threads {threads}");
        if moment < moments {
            let mut child = started(&place, &format!("{words} {options}"));
            sleep(long.mul_f64((moment as f64 + uniform(seed, moment)) / moments as f64));
            child.kill().unwrap();
            let output = child.wait_with_output().unwrap();
            kills.all += usize::from(!output.status.success());
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "moment {moment}");
        } else {
            let mut command = summitry(&place, &format!("{words} --checkpoint-every 0 -q"));
            kills.all += usize::from(killed_once_begun(&mut command, &place.path(&dir)));
        }
        let path = place.path(&dir);
        let done = kept(&path);
        kills.with_runs += usize::from(done.is_some());
        let left = fs::read_to_string(path.join("checkpoint.json")).unwrap_or_default();
        kills.finishing += usize::from(left.contains("\"finishing\""));
        // Nothing passes for a finished sweep that is none.
        if let Ok(manifest) = fs::read(path.join("manifest.json")) {
            assert!(manifest == whole["manifest.json"]);
            let there = files(&path);
            assert!(whole.iter().all(|(name, bytes)| there.get(name) == Some(bytes)));
        }
        if moment % 2 == 0 {
            place.run(&format!("{words} {options}")).ended(0);
        } else {
            // The first runs that are appended come after those that were kept.
            let mut first = None;
            let at = &mut |runs| {
                first.get_or_insert(runs);
            };
            let options = Options::threads(1);
            sweep.run(&path, false, &options, &AtomicBool::new(false), at).unwrap();
            if let (Some(done), Some(first)) = (done, first) {
                assert!(done < first && first <= done + 64, "{done} were kept, and then {first}");
            }
        }
        assert!(files(&path) == whole, "killed at moment {moment} of {moments}");
        fs::remove_dir_all(&path).unwrap();
        moment += 1;
    }
    assert!(kills.all >= 10, "{kills:?}");
    kills
}

#[test]
fn a_sweep_that_is_killed_at_any_moment_goes_on_to_the_same_bytes() {
    let text = changed(GRID, "replications = 40", "replications = 150");
    let kills = killed_again_and_again("grid.toml", &text, 50, 1);
    println!("{kills:?}");
}

#[test]
fn a_sweep_with_a_rule_of_stopping_that_is_killed_goes_on_to_the_same_bytes() {
    let text = changed(UNTIL, "half-width = 0.1", "half-width = 0.035");
    let text = changed(&text, "maximum = 100", "maximum = 400");
    let kills = killed_again_and_again("until.toml", &text, 25, 2);
    println!("{kills:?}");
}

#[test]
fn an_interrupted_sweep_goes_on_to_the_same_bytes() {
    let place = place();
    for (name, text) in [("grid", GRID), ("until", UNTIL)] {
        let mut times = 20;
        // On a machine that is through before the signal comes, there is more to do.
        let (words, dir, says) = loop {
            let text = match name {
                "grid" => {
                    changed(text, "replications = 40", &format!("replications = {}", 40 * times))
                }
                _ => changed(
                    &changed(text, "maximum = 100", &format!("maximum = {}", 100 * times)),
                    "half-width = 0.1",
                    "half-width = 0.001",
                ),
            };
            place.write(&format!("{name}.toml"), &text);
            let dir = format!("{name}-{times}");
            let words = format!("sweep {name}.toml --out {dir}");
            if let Some(output) = interrupted(&place, &words, &dir, "-INT") {
                let says = String::from_utf8(output.stderr).unwrap();
                assert_eq!(output.status.code(), Some(75), "{says}");
                assert!(output.stdout.is_empty());
                break (words, dir, says);
            }
            times *= 2;
            assert!(times < 2000, "no sweep is long enough");
        };
        assert!(says.contains("rerun the same command to resume"), "{says}");
        let done = kept(&place.path(&dir)).unwrap();
        let says = says.replace(',', "");
        assert!(says.contains(&format!("interrupted: {done} of ")), "{done}: {says}");
        assert!(!place.path(&dir).join("manifest.json").exists());
        place.run(&words).ended(0);
        place.run(&format!("sweep {name}.toml --out {name}-whole -q")).ended(0);
        assert!(place.files(&dir) == place.files(&format!("{name}-whole")));
    }
}

/// A directory as it is when its last files are getting their names and the machine stops: those from number `at` on
/// have not got theirs.
fn stopped_while_finishing(
    dir: &Path,
    whole: &BTreeMap<String, Vec<u8>>,
    finishing: &[u8],
    at: usize,
) {
    fs::create_dir_all(dir).unwrap();
    let files = ["cells.csv", "runs.csv", "scenario.toml", "experiment.toml", "datapackage.json"];
    for (number, file) in files.iter().enumerate() {
        let name = if number < at { (*file).to_owned() } else { format!("{file}.partial") };
        fs::write(dir.join(name), &whole[*file]).unwrap();
    }
    fs::write(dir.join("checkpoint.json"), finishing).unwrap();
}

#[test]
fn a_sweep_that_stops_between_its_last_steps_is_made_good() {
    let place = place();
    place.run("sweep grid.toml --out whole -q").ended(0);
    let whole = place.files("whole");
    // What the checkpoint says as files get their names, from a disk that is full just then.
    fs::create_dir(place.path("full")).unwrap();
    let full = place.path("full/manifest.json.partial");
    std::os::unix::fs::symlink("/dev/full", &full).unwrap();
    place.run("sweep grid.toml --out full -q").ended(74);
    let finishing = fs::read(place.path("full/checkpoint.json")).unwrap();
    assert!(String::from_utf8_lossy(&finishing).contains("\"finishing\""));

    for at in 0..=5 {
        let dir = place.path("half");
        stopped_while_finishing(&dir, &whole, &finishing, at);
        let ran = place.run("sweep grid.toml --out half").ended(0);
        assert!(ran.says("half already holds this sweep: nothing was run"), "{}", ran.err);
        assert!(place.files("half") == whole, "stopped at {at}");
        fs::remove_dir_all(&dir).unwrap();
        // And with the manifest begun, or written and the checkpoint not yet removed.
        for name in ["manifest.json.partial", "manifest.json"] {
            stopped_while_finishing(&dir, &whole, &finishing, 5);
            let bytes = &whole["manifest.json"];
            let part = if name == "manifest.json" { &bytes[..] } else { &bytes[..bytes.len() / 2] };
            fs::write(dir.join(name), part).unwrap();
            place.run("sweep grid.toml --out half -q").ended(0);
            assert!(place.files("half") == whole, "{name}");
            fs::remove_dir_all(&dir).unwrap();
        }
        // One that lost a file begins anew.
        stopped_while_finishing(&dir, &whole, &finishing, at);
        let lost = if at > 1 { "runs.csv" } else { "runs.csv.partial" };
        fs::remove_file(dir.join(lost)).unwrap();
        place.run("sweep grid.toml --out half -q").ended(0);
        assert!(place.files("half") == whole, "{lost} was lost");
        fs::remove_dir_all(&dir).unwrap();
    }
    let resumed = Sweep::new(&experiment(&place, "grid.toml"), PerRun::Rows).run(
        &place.path("whole"),
        false,
        &Options::threads(1),
        &AtomicBool::new(false),
        &mut |_| panic!("a run"),
    );
    assert!(matches!(resumed, Ok(Completion::AlreadyDone(_))), "{resumed:?}");
}
