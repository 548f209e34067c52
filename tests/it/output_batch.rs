//! A batch directory holds a finished batch or a plainly unfinished one, and nobody else's files are
//! lost.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::Path;

use summitry_lab::experiment::Options;
use summitry_lab::output::{
    BatchDir, CHECKPOINT, ErrorKind, Inputs, MANIFEST, Manifest, Opened, OutputError, Rows,
};

use crate::runner_job::{
    EVENTS, FakeJob, RUNS, about, batch, batch_forced, files, inputs, names, open, uninterrupted,
};

fn finished(dir: &Path, inputs: &Inputs) {
    batch(dir, inputs, &FakeJob::default(), &Options::threads(1)).unwrap().unwrap();
}

#[test]
fn a_finished_batch_is_found_finished() {
    let dir = tempfile::tempdir().unwrap();
    finished(dir.path(), &inputs(50));
    let names = names(dir.path());
    assert_eq!(
        names,
        [
            "datapackage.json",
            "manifest.json",
            "parties.csv",
            "runs.csv",
            "scenario.toml",
            "summary.csv",
            "trajectories.csv"
        ]
    );
    let opened = BatchDir::open(dir.path(), &inputs(50), false).unwrap();
    let Opened::AlreadyDone(manifest) = opened else { panic!("{opened:?}") };
    assert_eq!(manifest.inputs, inputs(50));
    assert_eq!(Some(manifest), Manifest::read(dir.path()).unwrap());
}

#[test]
fn other_inputs_are_refused_and_named() {
    type Change = fn(&mut Inputs);
    let changes: [(&str, Change); 9] = [
        ("command is run there and sweep here", |inputs| inputs.command = "sweep".into()),
        ("version is 0.1.0 there and 0.2.0 here", |inputs| inputs.summitry = "0.2.0".into()),
        ("randomness protocol is 1 there and 2 here", |inputs| inputs.randomness = 2),
        ("scenario is two-capitals there and other here", |inputs| {
            inputs.scenario = "other".into()
        }),
        ("digest of the scenario is abababababab… there", |inputs| {
            inputs.scenario_sha256 = "cd".repeat(32);
        }),
        ("seed is 1 there and 2 here", |inputs| inputs.seed = 2),
        ("first run is 0 there and 9 here", |inputs| inputs.first_run = 9),
        ("number of runs is 50 there and 51 here", |inputs| inputs.runs = 51),
        ("list of tables is runs,parties there and runs here", |inputs| {
            inputs.tables.truncate(1);
        }),
    ];
    let done = tempfile::tempdir().unwrap();
    finished(done.path(), &inputs(50));
    let stopped = tempfile::tempdir().unwrap();
    let job = FakeJob { stop_at: Some(10), ..FakeJob::default() };
    assert!(batch(stopped.path(), &inputs(50), &job, &Options::threads(1)).unwrap().is_none());
    for (words, change) in changes {
        let mut other = inputs(50);
        change(&mut other);
        for (dir, state) in [(&done, " finished"), (&stopped, "unfinished")] {
            let before = files(dir.path());
            let error = open(dir.path(), &other, false).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Request);
            assert!(error.to_string().contains(words), "{error}");
            assert!(error.to_string().contains(state), "{error}");
            assert!(error.to_string().contains("--force"), "{error}");
            assert!(files(dir.path()) == before);
        }
    }
}

#[test]
fn force_keeps_the_old_batch_until_the_new_one_is_complete() {
    let dir = tempfile::tempdir().unwrap();
    finished(dir.path(), &inputs(300));
    let old = files(dir.path());
    let other = inputs(200);
    let job = FakeJob { stop_at: Some(100), ..FakeJob::default() };
    let stopped = batch_forced(dir.path(), &other, &job, &Options::threads(1), true).unwrap();
    assert!(stopped.is_none());
    for (name, bytes) in &old {
        assert!(fs::read(dir.path().join(name)).unwrap() == *bytes, "{name} was touched");
    }
    Manifest::read(dir.path()).unwrap().unwrap().verify(dir.path()).unwrap();

    let healthy = FakeJob::default();
    // Not without force, as the old batch is still there.
    let error = open(dir.path(), &other, false).unwrap_err();
    assert!(matches!(error, OutputError::OtherBatch { finished: true, .. }), "{error}");
    let opened = BatchDir::open(dir.path(), &other, true).unwrap();
    assert!(matches!(&opened, Opened::Resume(batch) if batch.done() > 0), "{opened:?}");
    drop(opened);
    batch_forced(dir.path(), &other, &healthy, &Options::threads(1), true).unwrap().unwrap();
    assert!(files(dir.path()) == uninterrupted(200));
}

#[test]
fn force_removes_what_the_new_batch_has_not_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    finished(dir.path(), &inputs(50));
    fs::write(dir.path().join("notes.txt"), "mine").unwrap();
    fs::write(dir.path().join("rounds.csv"), "mine").unwrap();
    let job = FakeJob { tables: vec![&RUNS], ..FakeJob::default() };
    let other = Inputs { tables: vec!["runs".into()], ..inputs(50) };
    batch_forced(dir.path(), &other, &job, &Options::threads(1), true).unwrap().unwrap();
    let names = names(dir.path());
    assert!(!names.contains(&"parties.csv".to_owned()), "{names:?}");
    assert_eq!(fs::read(dir.path().join("notes.txt")).unwrap(), b"mine");
    assert_eq!(fs::read(dir.path().join("rounds.csv")).unwrap(), b"mine");
}

#[test]
fn force_over_an_unfinished_batch_begins_anew() {
    let dir = tempfile::tempdir().unwrap();
    let job = FakeJob {
        tables: vec![&RUNS, &crate::runner_job::PARTIES, &EVENTS],
        stop_at: Some(20),
        ..FakeJob::default()
    };
    assert!(batch(dir.path(), &inputs(90), &job, &Options::threads(1)).unwrap().is_none());
    assert!(dir.path().join("events.csv.partial").exists());
    let job = FakeJob::default();
    batch_forced(dir.path(), &inputs(80), &job, &Options::threads(1), true).unwrap().unwrap();
    assert!(files(dir.path()) == uninterrupted(80), "something of the old batch is left");
}

#[test]
fn a_file_that_no_batch_wrote_is_not_overwritten() {
    for name in ["runs.csv", "summary.csv", "scenario.toml", "datapackage.json"] {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(name), "mine").unwrap();
        let error =
            batch(dir.path(), &inputs(20), &FakeJob::default(), &Options::threads(1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{error}");
        assert!(error.to_string().contains(name), "{error}");
        assert_eq!(fs::read(dir.path().join(name)).unwrap(), b"mine");
        // With force it is replaced, as asked.
        let job = FakeJob::default();
        batch_forced(dir.path(), &inputs(20), &job, &Options::threads(1), true).unwrap().unwrap();
        assert!(files(dir.path()) == uninterrupted(20), "{name}");
    }
}

#[test]
fn unrelated_files_are_no_hindrance() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("notes.txt"), "mine").unwrap();
    fs::create_dir(dir.path().join("figures")).unwrap();
    finished(dir.path(), &inputs(20));
    assert_eq!(fs::read(dir.path().join("notes.txt")).unwrap(), b"mine");
    assert!(dir.path().join("figures").is_dir());
}

#[test]
fn a_file_in_place_of_the_directory_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out");
    fs::write(&path, "mine").unwrap();
    let error = open(&path, &inputs(20), true).unwrap_err();
    assert!(matches!(error, OutputError::NotADirectory { .. }), "{error}");
    assert_eq!(error.kind(), ErrorKind::Request);
    assert_eq!(fs::read(path).unwrap(), b"mine");
}

#[test]
fn a_directory_that_cannot_be_made_is_an_output_error() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), "mine").unwrap();
    let path = dir.path().join("file").join("out");
    let error = open(&path, &inputs(20), false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Write, "{error}");
    assert!(error.to_string().contains("choose another directory"), "{error}");
}

#[cfg(unix)]
#[test]
fn two_processes_do_not_write_the_same_batch() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path(), &inputs(20), false).unwrap();
    let error = open(dir.path(), &inputs(20), false).unwrap_err();
    assert!(
        matches!(error, OutputError::Busy { .. }) && error.kind() == ErrorKind::Incomplete,
        "{error}"
    );
    drop(first);
    finished(dir.path(), &inputs(20));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_batch_behind() {
    for name in ["runs.csv", "parties.csv", "summary.csv", "scenario.toml", "datapackage.json"] {
        let dir = tempfile::tempdir().unwrap();
        let full = dir.path().join(format!("{name}.partial"));
        std::os::unix::fs::symlink("/dev/full", &full).unwrap();
        let error =
            batch(dir.path(), &inputs(400), &FakeJob::default(), &Options::threads(2)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Write, "{error}");
        let text = error.to_string();
        assert!(text.contains(name) && text.contains("make room and run again"), "{text}");
        let names = names(dir.path());
        let unfinished = |name: &String| name.ends_with(".partial") || name == CHECKPOINT;
        assert!(names.iter().all(unfinished), "{names:?}");
        // Room is made, and it goes on.
        fs::remove_file(full).unwrap();
        finished(dir.path(), &inputs(400));
        assert!(files(dir.path()) == uninterrupted(400), "{name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_between_the_last_steps_is_made_good() {
    let expected = uninterrupted(100);
    let dir = tempfile::tempdir().unwrap();
    // A finished batch with a table that the next one has not.
    let wide =
        FakeJob { tables: vec![&RUNS, &crate::runner_job::PARTIES, &EVENTS], ..FakeJob::default() };
    batch(dir.path(), &inputs(60), &wide, &Options::threads(1)).unwrap().unwrap();
    // The disk is full as the new manifest is written: files have their names, the old manifest is
    // gone.
    let full = dir.path().join("manifest.json.partial");
    std::os::unix::fs::symlink("/dev/full", &full).unwrap();
    let job = FakeJob::default();
    let error =
        batch_forced(dir.path(), &inputs(100), &job, &Options::threads(1), true).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Write, "{error}");
    assert!(!dir.path().join(MANIFEST).exists());
    fs::remove_file(full).unwrap();

    // And as if the machine had stopped between two renames, before the removal.
    fs::rename(dir.path().join("summary.csv"), dir.path().join("summary.csv.partial")).unwrap();
    fs::write(dir.path().join("events.csv"), "run\n").unwrap();

    let opened = BatchDir::open(dir.path(), &inputs(100), false).unwrap();
    let Opened::AlreadyDone(manifest) = opened else { panic!("{opened:?}") };
    manifest.verify(dir.path()).unwrap();
    assert!(files(dir.path()) == expected);
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_that_lost_a_file_begins_anew() {
    let dir = tempfile::tempdir().unwrap();
    let full = dir.path().join("manifest.json.partial");
    std::os::unix::fs::symlink("/dev/full", &full).unwrap();
    let job = FakeJob::default();
    batch(dir.path(), &inputs(100), &job, &Options::threads(1)).unwrap_err();
    fs::remove_file(full).unwrap();
    fs::remove_file(dir.path().join("runs.csv")).unwrap();
    let error = open(dir.path(), &inputs(99), false).unwrap_err();
    assert!(matches!(error, OutputError::OtherBatch { finished: false, .. }), "{error}");
    finished(dir.path(), &inputs(100));
    assert!(files(dir.path()) == uninterrupted(100));
}

#[test]
fn verification_finds_what_was_altered() {
    let dir = tempfile::tempdir().unwrap();
    finished(dir.path(), &inputs(50));
    let manifest = Manifest::read(dir.path()).unwrap().unwrap();
    manifest.verify(dir.path()).unwrap();
    for entry in &manifest.files {
        let path = dir.path().join(&entry.file);
        let good = fs::read(&path).unwrap();
        let mut flipped = good.clone();
        flipped[good.len() / 2] ^= 1;
        for bad in [Some(flipped), Some(good[1..].to_vec()), None] {
            match &bad {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            let error = manifest.verify(dir.path()).unwrap_err();
            assert!(matches!(error, OutputError::Altered { .. }), "{error}");
            assert_eq!(error.kind(), ErrorKind::Data);
            assert!(error.to_string().contains(&entry.file), "{error}");
        }
        fs::write(&path, good).unwrap();
    }
    manifest.verify(dir.path()).unwrap();
}

#[test]
fn a_finished_batch_that_lost_a_file_is_not_called_finished() {
    let dir = tempfile::tempdir().unwrap();
    finished(dir.path(), &inputs(50));
    fs::remove_file(dir.path().join("runs.csv")).unwrap();
    let error = open(dir.path(), &inputs(50), false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data, "{error}");
    let job = FakeJob::default();
    batch_forced(dir.path(), &inputs(50), &job, &Options::threads(1), true).unwrap().unwrap();
    assert!(files(dir.path()) == uninterrupted(50));
}

#[test]
fn foreign_manifests_and_checkpoints_are_left_alone() {
    for name in [MANIFEST, CHECKPOINT] {
        for text in ["{\"name\": \"a web page\"}", "", "{\"format\": \"summitry-batch/99\"}"] {
            for force in [false, true] {
                let dir = tempfile::tempdir().unwrap();
                fs::write(dir.path().join(name), text).unwrap();
                let error = open(dir.path(), &inputs(50), force).unwrap_err();
                assert!(matches!(error, OutputError::Foreign { .. }), "{error}");
                assert_eq!(error.kind(), ErrorKind::Data);
                assert_eq!(fs::read_to_string(dir.path().join(name)).unwrap(), text);
            }
        }
    }
}

#[test]
fn a_manifest_cannot_point_out_of_its_directory() {
    let outer = tempfile::tempdir().unwrap();
    let dir = outer.path().join("batch");
    finished(&dir, &inputs(50));
    fs::write(outer.path().join("precious.csv"), "mine").unwrap();
    let path = dir.join(MANIFEST);
    for name in ["../precious.csv", "..", "/etc/passwd", "a/b", ""] {
        let text = fs::read_to_string(&path).unwrap();
        let spoilt = text.replace("\"parties.csv\"", &format!("\"{name}\""));
        assert_ne!(spoilt, text);
        fs::write(&path, spoilt).unwrap();
        let error = open(&dir, &inputs(60), true).unwrap_err();
        assert!(matches!(error, OutputError::Foreign { .. }), "{name}: {error}");
        fs::write(&path, text).unwrap();
    }
    assert!(outer.path().join("precious.csv").exists());
}

#[test]
fn a_file_written_twice_counts_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut batch = open(dir.path(), &inputs(0), false).unwrap();
    batch.write_whole("scenario.toml", b"first").unwrap();
    batch.write_whole("scenario.toml", b"second").unwrap();
    let mut lines = Rows::default();
    lines.line("{\"run\":0}");
    let manifest = batch.finish(&about()).unwrap();
    assert_eq!(manifest.files.len(), 2);
    manifest.verify(dir.path()).unwrap();
    assert_eq!(fs::read(dir.path().join("scenario.toml")).unwrap(), b"second");
}
