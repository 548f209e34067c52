//! The runner: the same bytes whatever the threads, stops and failures.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::sync::atomic::AtomicBool;

use summitry_lab::experiment::{Batch, Finished, Options, RunError, Tables, run_batch};
use summitry_lab::output::{
    BatchDir, CHECKPOINT, ErrorKind, Inputs, MANIFEST, Manifest, Opened, OutputError,
};

use summitry_model::scenario::{Overrides, read};

use crate::runner_job::{
    FakeJob, FakeRuns, batch, cautious, files, inputs, mix, names, open, uninterrupted,
};

#[test]
fn threads_and_checkpoints_change_no_byte() {
    let expected = uninterrupted(3000);
    for options in
        [Options::threads(2), Options::threads(5), cautious(1), cautious(2), Options::threads(0)]
    {
        let dir = tempfile::tempdir().unwrap();
        batch(dir.path(), &inputs(3000), &FakeJob::default(), &options).unwrap().unwrap();
        assert!(files(dir.path()) == expected, "{options:?} gives other bytes");
    }
}

#[test]
fn rows_are_in_the_order_of_the_runs() {
    let files = uninterrupted(1000);
    let runs = String::from_utf8(files["runs.csv"].clone()).unwrap();
    let numbers: Vec<u64> =
        runs.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().parse().unwrap()).collect();
    assert_eq!(numbers, (0..1000).collect::<Vec<u64>>());
}

#[test]
fn the_manifest_counts_rows_and_not_lines() {
    let dir = tempfile::tempdir().unwrap();
    let manifest = batch(dir.path(), &inputs(500), &FakeJob::default(), &Options::threads(2))
        .unwrap()
        .unwrap();
    let rows = |file: &str| manifest.files.iter().find(|entry| entry.file == file).unwrap().rows;
    assert_eq!(rows("runs.csv"), Some(500));
    assert_eq!(rows("parties.csv"), Some((0..500).map(|run| mix(run) % 4).sum()));
    assert_eq!(rows("scenario.toml"), None);
    manifest.verify(dir.path()).unwrap();
}

#[test]
fn a_batch_can_begin_with_any_run() {
    let dir = tempfile::tempdir().unwrap();
    let later = Inputs { first_run: 700, ..inputs(300) };
    batch(dir.path(), &later, &FakeJob::default(), &Options::threads(2)).unwrap().unwrap();
    let whole = String::from_utf8(uninterrupted(1000)["runs.csv"].clone()).unwrap();
    let part = fs::read_to_string(dir.path().join("runs.csv")).unwrap();
    assert_eq!(
        part.lines().skip(1).collect::<Vec<_>>(),
        whole.lines().skip(701).collect::<Vec<_>>()
    );
}

#[test]
fn a_stopped_batch_continues_to_the_same_bytes() {
    let expected = uninterrupted(2000);
    for threads in [1, 2] {
        for stop_at in [0, 1, 63, 640, 1500] {
            let dir = tempfile::tempdir().unwrap();
            let job = FakeJob { stop_at: Some(stop_at), ..FakeJob::default() };
            let options = Options::threads(threads);
            let stopped = batch(dir.path(), &inputs(2000), &job, &options).unwrap();
            assert!(stopped.is_none(), "run {stop_at} does not stop it");
            let names = names(dir.path());
            assert_eq!(names, ["checkpoint.json", "parties.csv.partial", "runs.csv.partial"]);

            let batch_dir = match BatchDir::open(dir.path(), &inputs(2000), false).unwrap() {
                Opened::Resume(batch) => batch,
                other => panic!("not to be resumed: {other:?}"),
            };
            assert!(batch_dir.done() > stop_at && batch_dir.done() < 2000, "{}", batch_dir.done());
            drop(batch_dir);

            let healthy = FakeJob::default();
            batch(dir.path(), &inputs(2000), &healthy, &options).unwrap().unwrap();
            assert!(files(dir.path()) == expected, "stopped at {stop_at}, {threads} threads");
        }
    }
}

#[test]
fn a_batch_that_is_stopped_again_and_again_gets_there() {
    let expected = uninterrupted(1500);
    let dir = tempfile::tempdir().unwrap();
    for stop_at in [200, 600, 1100] {
        let job = FakeJob { stop_at: Some(stop_at), ..FakeJob::default() };
        assert!(batch(dir.path(), &inputs(1500), &job, &cautious(2)).unwrap().is_none());
    }
    batch(dir.path(), &inputs(1500), &FakeJob::default(), &cautious(2)).unwrap().unwrap();
    assert!(files(dir.path()) == expected);
}

#[test]
fn what_was_written_after_the_checkpoint_is_cut_off() {
    let expected = uninterrupted(1000);
    let dir = tempfile::tempdir().unwrap();
    let job = FakeJob { stop_at: Some(400), ..FakeJob::default() };
    batch(dir.path(), &inputs(1000), &job, &Options::threads(2)).unwrap();
    // As a machine leaves it that lost power in the middle of a row; more than is still to come.
    for file in ["runs.csv.partial", "parties.csv.partial"] {
        let mut file = OpenOptions::new().append(true).open(dir.path().join(file)).unwrap();
        file.write_all(&b"two-capitals,401,dura".repeat(5000)).unwrap();
    }
    batch(dir.path(), &inputs(1000), &FakeJob::default(), &Options::threads(2)).unwrap().unwrap();
    assert!(files(dir.path()) == expected);
}

#[test]
fn a_partial_file_that_lost_or_changed_rows_is_not_continued() {
    type Spoil = fn(Vec<u8>) -> Option<Vec<u8>>;
    let spoil: [(&str, Spoil); 3] = [
        ("shorter", |mut bytes| {
            bytes.truncate(100);
            Some(bytes)
        }),
        ("digest", |mut bytes| {
            bytes[70] ^= 1;
            Some(bytes)
        }),
        ("missing", |_| None),
    ];
    for (word, spoil) in spoil {
        let dir = tempfile::tempdir().unwrap();
        let job = FakeJob { stop_at: Some(400), ..FakeJob::default() };
        batch(dir.path(), &inputs(1000), &job, &Options::threads(1)).unwrap();
        let path = dir.path().join("runs.csv.partial");
        match spoil(fs::read(&path).unwrap()) {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let error = open(dir.path(), &inputs(1000), false).unwrap_err();
        assert!(error.to_string().contains(word), "{error}");
        assert_eq!(error.kind(), ErrorKind::Data);
        // With force it begins anew.
        let opened = BatchDir::open(dir.path(), &inputs(1000), true).unwrap();
        assert!(matches!(opened, Opened::Fresh(_)), "{opened:?}");
    }
}

#[test]
fn a_checkpoint_whose_counts_do_not_fit_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let job = FakeJob { stop_at: Some(400), ..FakeJob::default() };
    batch(dir.path(), &inputs(1000), &job, &Options::threads(1)).unwrap();
    let path = dir.path().join(CHECKPOINT);
    let text = fs::read_to_string(&path).unwrap();
    let spoilt = text.replacen("\"outcomes\":[", "\"outcomes\":[1,", 1);
    assert_ne!(text, spoilt);
    fs::write(&path, spoilt).unwrap();
    let error =
        batch(dir.path(), &inputs(1000), &FakeJob::default(), &Options::threads(1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Data, "{error}");
}

#[test]
fn a_panicking_run_is_named_and_what_came_before_is_kept() {
    let expected = uninterrupted(1200);
    for threads in [1, 2, 4] {
        let dir = tempfile::tempdir().unwrap();
        let job = FakeJob { broken: vec![900, 901, 777, 1100], ..FakeJob::default() };
        let error = batch(dir.path(), &inputs(1200), &job, &cautious(threads)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Internal);
        let RunError::Panicked { run, message, kept, .. } = &error else { panic!("{error}") };
        assert_eq!((*run, message.as_str()), (777, "run 777 is broken"));
        assert!(*kept > 0 && *kept <= 777, "{kept} kept");
        assert!(error.to_string().contains("run 777 "), "{error}");
        assert!(!dir.path().join(MANIFEST).exists());

        batch(dir.path(), &inputs(1200), &FakeJob::default(), &cautious(threads)).unwrap().unwrap();
        assert!(files(dir.path()) == expected, "{threads} threads");
    }
}

#[test]
fn a_run_that_panics_before_any_checkpoint_leaves_nothing_that_passes_for_a_batch() {
    let dir = tempfile::tempdir().unwrap();
    let job = FakeJob { broken: vec![0], ..FakeJob::default() };
    let error = batch(dir.path(), &inputs(10), &job, &Options::threads(2)).unwrap_err();
    assert!(matches!(error, RunError::Panicked { run: 0, kept: 0, .. }), "{error}");
    assert!(Manifest::read(dir.path()).unwrap().is_none());
    assert!(!dir.path().join("runs.csv").exists());
}

#[test]
fn progress_counts_up_to_the_number_of_runs() {
    let dir = tempfile::tempdir().unwrap();
    let job = FakeJob::default();
    let mut batch = open(dir.path(), &inputs(777), false).unwrap();
    let mut seen = Vec::new();
    let runs = FakeRuns { job: &job, first: 0, runs: 777 };
    let finished =
        run_batch(&runs, &mut batch, &Options::threads(2), &job.stop, &mut |done| seen.push(done));
    assert!(matches!(finished, Ok(Finished::Done(_))));
    assert!(seen.is_sorted(), "{seen:?}");
    assert_eq!(seen.last(), Some(&777));
}

#[test]
fn there_are_no_more_workers_than_threads() {
    for threads in [1, 3] {
        let dir = tempfile::tempdir().unwrap();
        let job = FakeJob::default();
        batch(dir.path(), &inputs(2000), &job, &Options::threads(threads)).unwrap().unwrap();
        let workers = job.workers.into_inner();
        assert!(workers >= 1 && workers <= threads as u64, "{workers} workers");
    }
}

#[test]
fn more_runs_than_can_be_counted_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let scenario = read("classroom", &Overrides::default()).scenario.unwrap();
    let batch = Batch::new(scenario, 1, 1 << 32, Tables::all());
    let error = batch.run(dir.path(), false, 1, &AtomicBool::new(false), &mut |_| ()).unwrap_err();
    assert!(
        matches!(error, RunError::TooMany { .. }) && error.kind() == ErrorKind::Request,
        "{error}"
    );
}

#[test]
fn a_batch_without_runs_is_finished_too() {
    let dir = tempfile::tempdir().unwrap();
    batch(dir.path(), &inputs(0), &FakeJob::default(), &Options::threads(2)).unwrap().unwrap();
    let runs = fs::read_to_string(dir.path().join("runs.csv")).unwrap();
    assert_eq!(runs, "scenario,run,outcome,strain,censored\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_half_way_keeps_the_last_checkpoint() {
    // The checkpoint itself meets the full disk: the one before it stays.
    let expected = uninterrupted(1000);
    let dir = tempfile::tempdir().unwrap();
    let job = FakeJob { stop_at: Some(300), ..FakeJob::default() };
    batch(dir.path(), &inputs(1000), &job, &Options::threads(1)).unwrap();
    let full = dir.path().join("checkpoint.json.partial");
    std::os::unix::fs::symlink("/dev/full", &full).unwrap();
    let error = batch(dir.path(), &inputs(1000), &FakeJob::default(), &cautious(2)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Write, "{error}");
    assert!(matches!(error, RunError::Output(OutputError::Write { .. })));
    assert!(!dir.path().join(MANIFEST).exists());
    fs::remove_file(full).unwrap();
    batch(dir.path(), &inputs(1000), &FakeJob::default(), &cautious(2)).unwrap().unwrap();
    assert!(files(dir.path()) == expected);
}
