//! A plan: the same bytes from any number of shards, run anywhere, in any order and more than once.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;
use summitry_lab::experiment::{Frozen, Options, PerRun, Sweep, merge};
use summitry_lab::output::{Completion, TableFormat};

use crate::cli_place::Place;
use crate::cli_stop::summitry;
use crate::experiment_small::{GRID, changed, experiment, place, run_shards, shuffled};

/// Makes a plan of so many shards and gives the files of the sweep that it cuts.
fn planned(place: &Place, words: &str, shards: u64) -> BTreeMap<String, Vec<u8>> {
    place.run(&format!("sweep {words} --out whole -q")).ended(0);
    place.run(&format!("plan new {words} --shards {shards} --out plan.json -q")).ended(0);
    place.files("whole")
}

#[test]
fn shards_of_any_number_and_order_merge_to_the_bytes_of_the_sweep() {
    for (words, counts) in [
        // 240 runs: shards are cut within cells. Of 18, some have none.
        ("grid.toml", &[1, 7, 100][..]),
        ("grid.toml --replications 3", &[19, 40]),
        // Five cells: shards have whole cells, and some have none.
        ("until.toml", &[1, 2, 5, 7]),
        ("listed.toml", &[1, 7, 20]),
        ("grid.toml --per-run none --seed 3", &[1, 7, 20]),
        ("until.toml --per-run none", &[3]),
        ("until.toml --replications 11", &[9]),
        ("shock-clustering --replications 2", &[13]),
    ] {
        for &shards in counts {
            let place = place();
            let whole = planned(&place, words, shards);
            let mut order = shuffled(shards, shards);
            // Two of them twice.
            order.extend([shards / 2, shards - 1]);
            run_shards(&place, "plan.json", "shards", order);
            place.run("plan merge plan.json shards --out merged -q").ended(0);
            assert!(place.files("merged") == whole, "{words} in {shards} shards");
            assert_eq!(place.run("plan status plan.json shards").ended(0).err, "");
        }
    }
}

#[test]
fn a_plan_is_run_and_merged_on_the_command_line() {
    let place = place();
    let whole = planned(&place, "grid.toml", 7);
    let ran = place.run("plan new grid.toml --shards 7").ended(0);
    insta::assert_snapshot!(ran.both(), @r#"

--- standard error ---
grid: 6 cells of 40 runs, 240 runs in all in 7 shards

Written to plan.json. Next, on any machine and in any order:
  summitry plan run plan.json --shard 0 --out shards      # … to 6
  summitry plan merge plan.json shards --out out/grid
"#);
    for shard in shuffled(7, 3).into_iter().chain([2, 6]) {
        let words =
            format!("plan run plan.json --shard {shard} --out shards --threads {}", 1 + shard % 2);
        let before = place.path(&format!("shards/shard-{shard}/manifest.json")).exists();
        let ran = place.run(&words).ended(0);
        let says = if before { "already holds this shard: nothing was run" } else { "shard " };
        assert!(ran.says(says) && ran.out.is_empty(), "{}", ran.err);
    }
    let merged = place.run("plan merge plan.json shards --out merged").ended(0);
    let swept = place.run("sweep grid.toml --out fresh").ended(0);
    assert_eq!(merged.out, swept.out);
    assert!(place.files("merged") == whole && place.files("fresh") == whole);

    // It is the sweep's directory in every way: found finished by both, whoever wrote it.
    let again = place.run("plan merge plan.json shards --out whole").ended(0);
    assert!(again.says("whole already holds this sweep: nothing was merged"), "{}", again.err);
    let again = place.run("sweep grid.toml --out merged").ended(0);
    assert!(again.says("nothing was run"), "{}", again.err);
    assert!(place.files("merged") == whole && place.files("whole") == whole);
    let record = place.run("plan merge plan.json shards --out whole --format json -q").ended(0).out;
    let record: Value = serde_json::from_str(&record).unwrap();
    assert_eq!((&record["state"], &record["runs"]), (&"already".into(), &240.into()));
}

#[test]
fn a_shard_that_another_process_runs_is_waited_for() {
    let place = place();
    planned(&place, "grid.toml", 3);
    // We hold the shard; both copies wait, then one runs it and the other finds it done.
    fs::create_dir_all(place.path("shards/shard-1")).unwrap();
    let held = fs::File::create(place.path("shards/shard-1/.summitry.lock")).unwrap();
    held.lock().unwrap();
    let copies: Vec<_> = (0..2)
        .map(|_| {
            let mut command = summitry(&place, "plan run plan.json --shard 1 --out shards");
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let mut readers = Vec::new();
    let mut copies: Vec<_> = copies
        .into_iter()
        .map(|mut copy| {
            let mut reader = BufReader::new(copy.stderr.take().unwrap());
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            assert!(line.contains("another process is running shards/shard-1"), "{line}");
            readers.push(reader);
            copy
        })
        .collect();
    held.unlock().unwrap();
    drop(held);
    for copy in &mut copies {
        assert_eq!(copy.wait().unwrap().code(), Some(0));
    }
    let last = |reader: BufReader<_>| BufRead::lines(reader).map(Result::unwrap).last().unwrap();
    let mut printed: Vec<String> = readers.into_iter().map(last).collect();
    printed.sort();
    assert_eq!(printed[0], "shard 1 of 3 is in shards/shard-1");
    assert!(printed[1].ends_with("already holds this shard: nothing was run"), "{printed:?}");
    run_shards(&place, "plan.json", "shards", [0, 2]);
    place.run("plan merge plan.json shards --out merged -q").ended(0);
    assert!(place.files("merged") == place.files("whole"));
}

#[test]
fn two_copies_of_a_shard_at_once_are_one_shard() {
    let place = place();
    planned(&place, "grid.toml --replications 150", 2);
    let mut copies: Vec<_> = (0..2)
        .map(|_| summitry(&place, "plan run plan.json --shard 0 --out shards -q").spawn().unwrap())
        .collect();
    for copy in &mut copies {
        assert_eq!(copy.wait().unwrap().code(), Some(0));
    }
    run_shards(&place, "plan.json", "shards", [1]);
    place.run("plan merge plan.json shards --out merged -q").ended(0);
    assert!(place.files("merged") == place.files("whole"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_shard_that_was_killed_is_run_again() {
    use crate::experiment_resume::{kept, killed_once_begun};
    let place = place();
    for name in ["grid", "until"] {
        let mut more = 8;
        loop {
            let words = match name {
                "grid" => format!("grid.toml --replications {}", 20 * more),
                _ => "until.toml".to_owned(),
            };
            if name == "until" {
                let text = changed(
                    crate::experiment_small::UNTIL,
                    "half-width = 0.1",
                    "half-width = 0.01",
                );
                place.write(
                    "until.toml",
                    &changed(&text, "maximum = 100", &format!("maximum = {}", 50 * more)),
                );
            }
            let _ = fs::remove_dir_all(place.path("whole"));
            let _ = fs::remove_file(place.path("plan.json"));
            let whole = planned(&place, &words, 3);
            let shards = format!("shards-{name}-{more}");
            let words = format!("plan run plan.json --shard 1 --out {shards} -q");
            let mut command = summitry(&place, &format!("{words} --checkpoint-every 0"));
            let dir = place.path(&format!("{shards}/shard-1"));
            if !killed_once_begun(&mut command, &dir) {
                // It was through before it was killed: there is more to do.
                more *= 4;
                assert!(more < 100_000, "no shard is long enough");
                continue;
            }
            assert!(kept(&dir).is_some() && !dir.join("manifest.json").exists());
            run_shards(&place, "plan.json", &shards, [2, 0]);
            let ran =
                place.run(&format!("plan merge plan.json {shards} --out merged-{name}")).ended(75);
            assert_eq!(ran.out, "1\n");
            let ran = place.run(&format!("plan status plan.json {shards}")).ended(75);
            assert!(ran.out.contains("unfinished: 1\n"), "{}", ran.out);
            place.run(&words).ended(0);
            place.run(&format!("plan merge plan.json {shards} --out merged-{name} -q")).ended(0);
            assert!(place.files(&format!("merged-{name}")) == whole);
            break;
        }
    }
}

#[test]
fn shards_that_are_missing_are_named_as_an_array() {
    let place = place();
    planned(&place, "grid.toml", 7);
    let ran = place.run("plan merge plan.json nowhere --out merged").ended(75);
    assert_eq!(ran.out, "0-6\n");
    run_shards(&place, "plan.json", "shards", [0, 4, 3, 1]);
    let ran = place.run("plan merge plan.json shards --out some/where/merged").ended(75);
    assert_eq!(ran.out, "2,5-6\n");
    let says =
        "error: 3 of 7 shards are missing or unfinished: run the array 2,5-6 and merge again";
    assert!(ran.says(says), "{}", ran.err);
    // Forced, an earlier result stays as it is.
    place.run("sweep until.toml --out earlier -q").ended(0);
    let earlier = place.files("earlier");
    let ran =
        place.run("plan merge plan.json shards --out earlier --force --format json -q").ended(75);
    assert_eq!(ran.out, "2,5-6\n");
    assert!(place.files("earlier") == earlier);
    assert!(!place.path("some").exists() && !place.path("merged").exists());

    fs::create_dir(place.path("shards/shard-5")).unwrap();
    let status = place.run("plan status plan.json shards").ended(75);
    insta::assert_snapshot!(status.both(), @r#"
grid: 4 of 7 shards done
unfinished: 5
missing: 2,6
to run, as an array: 2,5-6

--- standard error ---
"#);
    let record = place.run("plan status plan.json shards --format json").ended(75).out;
    let record: Value = serde_json::from_str(&record).unwrap();
    assert_eq!((&record["done"], &record["to_run"]), (&4.into(), &"2,5-6".into()));

    run_shards(&place, "plan.json", "shards", [5, 6, 2]);
    let status = place.run("plan status plan.json shards").ended(0);
    assert_eq!(status.out, "grid: 7 of 7 shards done\n");
    // Without --force an earlier result of another sweep stays.
    place.run("plan merge plan.json shards --out earlier").ended(2);
    assert!(place.files("earlier") == earlier);
    place.run("plan merge plan.json shards --out earlier --force -q").ended(0);
    assert!(place.files("earlier") == place.files("whole"));
}

#[test]
fn a_plan_that_is_not_as_it_was_made_is_refused() {
    let place = place();
    planned(&place, "listed.toml", 3);
    let text = place.text("plan.json");
    let cases = [
        ("\"shards\": 3", "\"shards\": 4", "was changed after it was made"),
        ("\"cells\": 5", "\"cells\": 6", "was changed after it was made"),
        ("\"seed\": 1", "\"seed\": 2", "was changed after it was made"),
        ("\"replications\": 30", "\"replications\": 31", "was changed after it was made"),
        ("slow,hard-first,0.001", "slow,hard-first,0.002", "was changed after it was made"),
        ("growth = 0.0022", "growth = 0.0023", "was changed after it was made"),
        (
            "\"experiment\": \"listed\",\n  \"shards\"",
            "\"experiment\": \"liszt\",\n  \"shards\"",
            "was changed after it was made",
        ),
        ("\"summitry\": \"", "\"summitry\": \"9", "was made by summitry 9"),
        ("\"randomness\": 1", "\"randomness\": 7", "(randomness protocol 7)"),
        (
            "summitry-plan/1",
            "summitry-plan/2",
            "is no plan: its format is `summitry-plan/2`, not `summitry-plan/1`",
        ),
        (
            "\"shards\": 3,",
            "\"shards\": 3, \"colour\": \"blue\",",
            "is no plan: unknown field `colour`",
        ),
        ("\"shards\": 3,", "", "is no plan: missing field `shards`"),
        ("{", "", "is no plan"),
    ];
    for (from, to, says) in cases {
        assert!(text.contains(from), "{from} is in\n{text}");
        place.write("plan.json", &text.replacen(from, to, 1));
        for command in [
            "plan run plan.json --shard 0 --out shards",
            "plan status plan.json shards",
            "plan merge plan.json shards --out merged",
            "plan slurm plan.json",
        ] {
            let ran = place.run(command).ended(2);
            assert!(ran.says(says), "{from}\n{}", ran.err);
            assert_eq!(ran.out, "");
        }
    }
    assert!(!place.path("shards").exists() && !place.path("merged").exists());
    // Its digest made to fit does not help a plan that contradicts itself.
    let mut plan: Value = serde_json::from_str(&text).unwrap();
    plan["inputs"]["seed"] = 2.into();
    plan["sha256"] = "".into();
    let digest = summitry_lab::output::hex_digest(&serde_json::to_vec(&plan).unwrap());
    plan["sha256"] = digest.into();
    place.write("plan.json", &plan.to_string());
    place.run("plan status plan.json shards").ended(75);
    plan["inputs"]["experiment"]["replications"] = 31.into();
    plan["sha256"] = "".into();
    let digest = summitry_lab::output::hex_digest(&serde_json::to_vec(&plan).unwrap());
    plan["sha256"] = digest.into();
    place.write("plan.json", &plan.to_string());
    let ran = place.run("plan status plan.json shards").ended(2);
    assert!(
        ran.says("was changed after it was made: its texts give another experiment"),
        "{}",
        ran.err
    );
    place.run("plan status nowhere.json shards").ended(65);
}

#[test]
fn a_shard_that_is_none_of_the_plans_is_refused() {
    let place = place();
    planned(&place, "grid.toml", 7);
    let ran = place.run("plan run plan.json --shard 7 --out shards").ended(2);
    assert!(ran.says("there is no shard 7: the plan has 7, numbered 0 to 6"), "{}", ran.err);
    for wrong in ["-1", "x", "18446744073709551616"] {
        place.run(&format!("plan run plan.json --shard={wrong} --out shards")).ended(2);
    }
    for wrong in ["0", "100001", "-1"] {
        let ran =
            place.run(&format!("plan new grid.toml --shards={wrong} --out other.json")).ended(2);
        assert!(ran.says("a plan has from 1 to 100,000 shards"), "{}", ran.err);
    }
    assert!(!place.path("shards").exists() && !place.path("other.json").exists());

    // What another plan left in the same place is not taken for this one's, and not written over.
    place.run("plan new grid.toml --seed 2 --shards 7 --out other.json -q").ended(0);
    run_shards(&place, "other.json", "shards", [3]);
    run_shards(&place, "plan.json", "shards", [0, 1, 2, 4, 5, 6]);
    let foreign = place.files("shards/shard-3");
    for command in [
        "plan run plan.json --shard 3 --out shards",
        "plan status plan.json shards",
        "plan merge plan.json shards --out merged",
    ] {
        let ran = place.run(command).ended(65);
        let says = "shards/shard-3 holds a shard of another plan: seed is 2 there and 1 here, shard is 3 of 7 of plan";
        assert!(ran.says(says) && !ran.says("--force"), "{}", ran.err);
    }
    assert!(place.files("shards/shard-3") == foreign && !place.path("merged").exists());
    // Nor is a shard with another number.
    fs::remove_dir_all(place.path("shards/shard-3")).unwrap();
    fs::create_dir(place.path("shards/shard-3")).unwrap();
    for (name, bytes) in place.files("shards/shard-2") {
        fs::write(place.path("shards/shard-3").join(name), bytes).unwrap();
    }
    let ran = place.run("plan merge plan.json shards --out merged").ended(65);
    assert!(
        ran.says("shard is 2 of 7 of plan") && ran.says("there and 3 of 7 of plan"),
        "{}",
        ran.err
    );
}

/// How a file is spoilt: its bytes made others, or taken away.
type Spoil = fn(&[u8]) -> Option<Vec<u8>>;

#[test]
fn a_shard_that_was_altered_is_told_and_nothing_is_merged() {
    let place = place();
    let whole = planned(&place, "grid.toml", 7);
    run_shards(&place, "plan.json", "shards", 0..7);
    place.run("sweep until.toml --out earlier -q").ended(0);
    let earlier = place.files("earlier");
    let spoils: [(&str, Spoil); 4] = [
        ("truncated", |bytes| Some(bytes[..bytes.len() - 1].to_vec())),
        ("longer", |bytes| Some([bytes, b"\n"].concat())),
        ("altered", |bytes| {
            let mut bytes = bytes.to_vec();
            let at = bytes.len() - 5;
            bytes[at] ^= 1;
            Some(bytes)
        }),
        ("deleted", |_| None),
    ];
    let mut refused = 0;
    for file in ["counts.jsonl", "runs.csv", "datapackage.json", "manifest.json"] {
        for (word, spoil) in spoils {
            let path = place.path("shards/shard-4").join(file);
            let good = fs::read(&path).unwrap();
            match spoil(&good) {
                Some(bytes) => fs::write(&path, bytes).unwrap(),
                None => fs::remove_file(&path).unwrap(),
            }
            // Without its manifest a shard is unfinished; a line break after it changes nothing. The data package of a
            // shard is for people: nothing is made of it.
            let code = match (file, word) {
                ("manifest.json", "deleted") => 75,
                ("manifest.json", "truncated" | "longer") | ("datapackage.json", "altered") => 0,
                _ => 65,
            };
            let ran = place.run("plan merge plan.json shards --out new/merged").ended(code);
            let forced = place.run("plan merge plan.json shards --out earlier --force").ended(code);
            if code == 65 {
                refused += 1;
                assert!(
                    ran.says("shards/shard-4") && ran.says("of the shards 4 and run them again"),
                    "{word} {file}: {}",
                    ran.err
                );
                assert!(!ran.says("--force"), "{}", ran.err);
                assert_eq!((ran.out.as_str(), forced.out.as_str()), ("", ""));
                // By its lengths, status knows most of it.
                let status = place.run("plan status plan.json shards");
                assert!(status.code == Some(65) || word == "altered", "{word} {file}");
                if status.code == Some(65) && file != "manifest.json" {
                    let ran = place.run("plan run plan.json --shard 4 --out shards").ended(65);
                    assert!(
                        ran.says("of the shards 4 and run them again") && !ran.says("--force"),
                        "{}",
                        ran.err
                    );
                }
            }
            if code == 0 {
                assert!(place.files("new/merged") == whole && place.files("earlier") == whole);
                fs::remove_dir_all(place.path("new")).unwrap();
                place.run("sweep until.toml --out earlier --force -q").ended(0);
            }
            assert!(place.files("earlier") == earlier, "{word} {file}");
            assert!(!place.path("new").exists(), "{word} {file}");
            fs::write(&path, good).unwrap();
        }
    }
    assert!(refused >= 10, "{refused}");
    place.run("plan merge plan.json shards --out earlier --force -q").ended(0);
    assert!(place.files("earlier") == whole);
}

#[test]
fn a_manifest_that_was_altered_is_told() {
    let place = place();
    planned(&place, "grid.toml", 3);
    run_shards(&place, "plan.json", "shards", 0..3);
    let path = "shards/shard-1/manifest.json";
    let text = place.text(path);
    let manifest: Value = serde_json::from_str(&text).unwrap();
    let sha = manifest["files"][1]["sha256"].as_str().unwrap();
    for (from, to, says) in [
        ("\"seed\": 1", "\"seed\": 2", "seed is 2 there and 1 here"),
        ("\"shard\": 1,", "\"shard\": 2,", "shard is 2 of 3 of plan"),
        ("\"replications\": 40", "\"replications\": 41", "replications is 41 there and 40 here"),
        (sha, &"0".repeat(64), "its SHA-256 digest is not the one in the manifest"),
        ("\"rows\": 80", "\"rows\": 81", "it has 81 rows, and 80 runs"),
        ("\"runs.csv\"", "\"walks.csv\"", "walks.csv was altered: it is missing"),
        ("\"runs.csv\"", "\"../runs.csv\"", "`../runs.csv` is not a plain file name"),
        ("summitry-batch/1", "summitry-batch/9", "its format is `summitry-batch/9`"),
        (&text, "", "cannot be read as a file of summitry"),
    ] {
        assert!(text.contains(from), "{from} is in\n{text}");
        place.write(path, &text.replacen(from, to, 1));
        let ran = place.run("plan merge plan.json shards --out merged").ended(65);
        assert!(ran.says(says), "{says}\n{}", ran.err);
        assert!(ran.says("shard-1"), "{}", ran.err);
        assert!(!place.path("merged").exists());
    }
    // Counts that say other than they did are found by the digest, whatever the manifest says of the rest.
    place.write(path, &text);
    let counts = place.text("shards/shard-1/counts.jsonl");
    for (from, to) in [
        ("\"first\":0", "\"first\":9"),
        ("\"cell\":", "\"cell\":1"),
        ("\"end\":4", "\"end\":5"),
        ("{", "["),
    ] {
        assert!(counts.contains(from), "{from} is in {counts}");
        place.write("shards/shard-1/counts.jsonl", &counts.replacen(from, to, 1));
        let ran = place.run("plan merge plan.json shards --out merged").ended(65);
        assert!(ran.says("counts.jsonl was altered"), "{}", ran.err);
        assert!(!place.path("merged").exists());
    }
    place.write("shards/shard-1/counts.jsonl", &counts);
    place.run("plan merge plan.json shards --out merged -q").ended(0);
}

#[test]
fn a_merge_stops_between_shards_and_goes_on() {
    let place = place();
    let whole = planned(&place, "grid.toml", 5);
    run_shards(&place, "plan.json", "shards", 0..5);
    let frozen = Frozen::read(&place.path("plan.json")).unwrap();
    let stop = AtomicBool::new(false);
    let mut told = Vec::new();
    let ended = merge(
        &frozen,
        &place.path("shards"),
        &place.path("merged"),
        TableFormat::Csv,
        false,
        &stop,
        &mut |done| {
            told.push(done);
            stop.store(done == 2, Ordering::Relaxed);
        },
    );
    assert!(matches!(ended, Ok(Completion::Interrupted { done: 2 })), "{ended:?}");
    assert_eq!(told, [1, 2]);
    assert!(!place.path("merged/manifest.json").exists());
    place.run("plan merge plan.json shards --out merged -q").ended(0);
    assert!(place.files("merged") == whole);
}

#[test]
fn the_check_of_cells_tells_how_far_it_is_and_stops() {
    let place = place();
    let experiment = experiment(&place, "grid.toml");
    let stop = AtomicBool::new(false);
    let mut told = Vec::new();
    experiment.check(&stop, &mut |done| told.push(done)).unwrap();
    assert_eq!(told.last(), Some(&experiment.cells()));
    stop.store(true, Ordering::Relaxed);
    experiment.check(&stop, &mut |done| panic!("{done} after it was stopped")).unwrap();
}

#[test]
fn a_plan_is_one_however_version_control_wrote_it_and_a_shard_is_not() {
    let place = place();
    let whole = planned(&place, "grid.toml", 3);
    run_shards(&place, "plan.json", "shards", 0..3);
    let plan = place.text("plan.json");
    place.write("plan.json", &format!("\u{feff}{}", plan.replace('\n', "\r\n")));
    place.run("plan merge plan.json shards --out merged -q").ended(0);
    assert!(place.files("merged") == whole);
    for file in ["runs.csv", "counts.jsonl"] {
        let file = format!("shards/shard-1/{file}");
        let text = place.text(&file);
        place.write(&file, &text.replace('\n', "\r\n"));
        let ran = place.run("plan merge plan.json shards --out other -q").ended(65);
        assert!(ran.says("its line ends became CRLF"), "{file}: {}", ran.err);
        place.write(&file, &text);
    }
}

#[test]
fn a_merge_that_fails_leaves_the_beginning_of_a_sweep_as_it_is() {
    let place = place();
    let whole = planned(&place, "grid.toml", 3);
    run_shards(&place, "plan.json", "shards", 0..3);
    let experiment = experiment(&place, "grid.toml");
    let stop = AtomicBool::new(false);
    let dir = place.path("begun");
    let stopped = Sweep::new(&experiment, PerRun::Rows).run(
        &dir,
        false,
        &Options::threads(1),
        &stop,
        &mut |runs| stop.store(runs > 100, Ordering::Relaxed),
    );
    assert!(matches!(stopped, Ok(Completion::Interrupted { .. })), "{stopped:?}");
    let before = place.files("begun");
    let good = place.text("shards/shard-2/runs.csv");
    place.write("shards/shard-2/runs.csv", &good.replacen("classroom", "classroon", 1));
    place.run("plan merge plan.json shards --out begun").ended(65);
    assert!(place.files("begun") == before);
    place.write("shards/shard-2/runs.csv", &good);
    place.run("plan merge plan.json shards --out begun -q").ended(0);
    assert!(place.files("begun") == whole);
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_is_no_fault_of_a_shard() {
    let place = place();
    place.write("many.toml", &changed(GRID, "levels = [0, 2, 4]", "range = [0, 60]"));
    let whole = planned(&place, "many.toml --replications 1 --per-run none", 3);
    assert!(whole["cells.csv"].len() > 20_000);
    run_shards(&place, "plan.json", "shards", 0..3);
    // No file may be longer than 12 KiB.
    let command = format!(
        "trap '' XFSZ; ulimit -f 12; exec {} plan merge plan.json shards --out merged -q",
        env!("CARGO_BIN_EXE_summitry")
    );
    let output =
        Command::new("bash").args(["-c", &command]).current_dir(place.path("")).output().unwrap();
    let says = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(74), "{says}");
    assert!(says.contains("merged/cells.csv.partial cannot be written"), "{says}");
    assert!(!place.path("merged").exists());
    place.run("plan merge plan.json shards --out merged -q").ended(0);
    assert!(place.files("merged") == whole);
}

#[test]
fn a_plan_needs_nothing_but_itself() {
    let place = place();
    fs::create_dir(place.path("study")).unwrap();
    let scenario = place.run("scenarios show classroom").ended(0).out;
    place.write("study/mine.toml", &scenario.replace("gap = 24", "gap = 20"));
    place.write("study/points.csv", crate::experiment_small::POINTS);
    let text = changed(crate::experiment_small::LISTED, "\"classroom\"", "\"mine.toml\"");
    place.write(
        "study/listed.toml",
        &format!("gate = \"readiness\"\nset = [\"strain.initial=0.4\"]\n{text}"),
    );
    let whole = planned(&place, "study/listed.toml", 4);
    fs::remove_dir_all(place.path("study")).unwrap();
    // Nor what lies where its files once were.
    place.write("points.csv", "nothing\n");
    place.write("mine.toml", "nothing");
    for shard in 0..4 {
        place.run(&format!("plan run plan.json --shard {shard} --out shards -q")).ended(0);
    }
    place.run("plan merge plan.json shards --out merged -q").ended(0);
    assert!(place.files("merged") == whole);
    assert!(String::from_utf8_lossy(&whole["scenario.toml"]).contains("gap = 20"));
}

#[test]
fn a_plan_is_not_written_over_another() {
    let place = place();
    place.run("plan new grid.toml --shards 7 -q").ended(0);
    let before = place.text("plan.json");
    place.run("plan new grid.toml --shards 7 -q").ended(0);
    assert_eq!(place.text("plan.json"), before);
    for words in
        ["--shards 8", "--shards 7 --seed 2", "--shards 7 -n 41", "--shards 7 --per-run none"]
    {
        let ran = place.run(&format!("plan new grid.toml {words}")).ended(2);
        assert!(ran.says("plan.json already exists and is another plan"), "{}", ran.err);
        assert_eq!(place.text("plan.json"), before);
    }
    place.write("notes.txt", "mine");
    place.run("plan new grid.toml --shards 7 --out notes.txt").ended(2);
    assert_eq!(place.text("notes.txt"), "mine");
    place.run("plan new grid.toml --shards 8 --force -q").ended(0);
    assert_ne!(place.text("plan.json"), before);
    place.run("plan new grid.toml --shards 7 --out some/where/plan.json -q").ended(0);
    assert_eq!(place.text("some/where/plan.json"), before);
    place.run("plan new grid.toml --shards 7 --out notes.txt/plan.json").ended(74);
}

/// Whether `bash` takes it for a script.
fn is_script(text: &str) -> bool {
    let place = Place::new();
    place.write("script.sh", text);
    let status = Command::new("bash").arg("-n").arg(place.path("script.sh")).status().unwrap();
    status.success()
}

/// The lines of a script that are not those of its template: what a plan and the command line fill in.
fn filled(script: &str) -> String {
    let template = include_str!("../../src/cli/plan/slurm.sh");
    assert_eq!(script.lines().count(), template.lines().count());
    let lines = script.lines().zip(template.lines()).filter(|(line, written)| line != written);
    lines.map(|(line, _)| format!("{line}\n")).collect()
}

#[test]
fn the_script_for_slurm_is_one() {
    let place = place();
    planned(&place, "grid.toml", 7);
    let script = place.run("plan slurm plan.json").ended(0).out;
    let plan: Value = serde_json::from_str(&place.text("plan.json")).unwrap();
    let sha = plan["sha256"].as_str().unwrap();
    assert!(is_script(&script));
    let printed = filled(&script.replace(sha, "[digest]").replace(&sha[..12], "[short]"));
    insta::assert_snapshot!(printed, @r#"
# Runs the 7 shards of a plan under Slurm, then merges them. Begin it where the plan is, on a disk that all nodes see:
# A time limit must be well above the 60 seconds that a task has to save its work, and Slurm may ask a minute earlier.
# Experiment grid, plan [short]…
plan=plan.json
shards=shards
out=out/grid
cpus=1
at_once=
if [ -f "$plan" ] && ! grep -q '"sha256": "[digest]"' "$plan"; then
for ((offset = 0; offset < 7; offset += 1000)); do
        last=$((last < 1000 ? last : 1000 - 1))
    asked=(--job-name=grid "--array=${tasks#,}$at_once" --requeue --signal=B:TERM@60 "--cpus-per-task=$cpus"
    echo "job $job: $count of the shards $offset to $((offset + 1000 < 7 ? offset + 1000 - 1 : 7 - 1))"
asked=(--job-name=grid-merge "--output=${logs//%/%%}/merge-%j.log")
"$program" plan merge "$plan" "$shards" --out "$out" || status=$?
"#);

    // The formats of the merge are handed on.
    let script = place.run("plan slurm plan.json --format csv,json").ended(0).out;
    assert!(
        script.contains("plan merge \"$plan\" \"$shards\" --out \"$out\" --format csv,json"),
        "{script}"
    );

    // Names that a shell would take apart, and every option.
    fs::rename(place.path("plan.json"), place.path("it's.json")).unwrap();
    let words = "plan slurm it's.json --shards $HOME/`x` --out o'ut --cpus 4 --at-once 50 --array-size 3 --grace 90";
    let script = place.run(words).ended(0).out;
    assert!(is_script(&script));
    let printed = filled(&script.replace(sha, "[digest]").replace(&sha[..12], "[short]"));
    insta::assert_snapshot!(printed, @r#"
# Runs the 7 shards of a plan under Slurm, then merges them. Begin it where the plan is, on a disk that all nodes see:
# A time limit must be well above the 90 seconds that a task has to save its work, and Slurm may ask a minute earlier.
# Experiment grid, plan [short]…
plan='it'\''s.json'
shards='$HOME/`x`'
out='o'\''ut'
cpus=4
at_once=%50
if [ -f "$plan" ] && ! grep -q '"sha256": "[digest]"' "$plan"; then
for ((offset = 0; offset < 7; offset += 3)); do
        last=$((last < 3 ? last : 3 - 1))
    asked=(--job-name=grid "--array=${tasks#,}$at_once" --requeue --signal=B:TERM@90 "--cpus-per-task=$cpus"
    echo "job $job: $count of the shards $offset to $((offset + 3 < 7 ? offset + 3 - 1 : 7 - 1))"
asked=(--job-name=grid-merge "--output=${logs//%/%%}/merge-%j.log")
"$program" plan merge "$plan" "$shards" --out "$out" || status=$?
"#);
    let ran = place.run("plan slurm it's.json --array-size 0").ended(2);
    assert_eq!(ran.out, "");
}

/// In the place of Slurm's `sbatch`: tasks are run one after another as they are submitted, and once more if they asked for
/// it.
const SBATCH: &str = r#"#!/usr/bin/env bash
set -eu
array= number=$(($(cat jobs 2>/dev/null || echo 0) + 1))
echo "$number" >jobs
for word; do
    case $word in
        --array=*) array=${word#--array=} && echo "$number $word" >>submitted ;;
        --dependency=*) echo "$number $word" >>submitted ;;
    esac
done
cat >"task-$number"
export SLURM_ARRAY_JOB_ID=$number
tasks=${array%%%*}
for span in ${tasks//,/ }; do
    for ((task = ${span%-*}; task <= ${span#*-}; task++)); do
        export SLURM_ARRAY_TASK_ID=$task
        bash "task-$number" >&2 || true
        if [ -e again ]; then rm again && bash "task-$number" >&2; fi
    done
done
if [ -z "$array" ]; then bash "task-$number" >&2; fi
echo "$number;cluster"
"#;

#[cfg(target_os = "linux")]
#[test]
fn the_script_for_slurm_runs_what_is_missing_and_merges() {
    use std::os::unix::fs::PermissionsExt;
    let place = place();
    let whole = planned(&place, "grid.toml", 7);
    run_shards(&place, "plan.json", "shards", [4]);
    fs::create_dir(place.path("bin")).unwrap();
    // The first task learns that its time is up.
    let summitry = format!(
        "#!/usr/bin/env bash\nif [ \"$1 $2\" = 'plan run' ] && [ ! -e stopped ]; then touch stopped; exit 75; fi\n\
         exec {} \"$@\"\n",
        env!("CARGO_BIN_EXE_summitry")
    );
    for (name, text) in [
        ("sbatch", SBATCH),
        ("scontrol", "#!/usr/bin/env bash\necho \"$@\" >>requeued\ntouch again\n"),
        ("squeue", "#!/usr/bin/env bash\necho RUNNING\n"),
        ("summitry", &summitry),
    ] {
        let path = format!("bin/{name}");
        place.write(&path, text);
        fs::set_permissions(place.path(&path), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let script = place.run("plan slurm plan.json --array-size 3").ended(0).out;
    place.write("sweep.sh", &script);
    let path = format!("{}:{}", place.path("bin").display(), std::env::var("PATH").unwrap());
    let submitted = || {
        let mut command = Command::new("bash");
        command.arg("sweep.sh").current_dir(place.path("")).env("PATH", &path);
        let output = command.output().unwrap();
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{printed}");
        String::from_utf8(output.stdout).unwrap()
    };
    let says = submitted();
    let jobs: Vec<&str> = says.lines().filter(|line| line.starts_with("job ")).collect();
    assert_eq!(
        jobs,
        [
            "job 1: 3 of the shards 0 to 2",
            "job 2: 2 of the shards 3 to 5",
            "job 3: 1 of the shards 6 to 6"
        ]
    );
    assert_eq!(
        place.text("submitted"),
        "1 --array=0-2\n2 --array=0-0,2-2\n3 --array=0-0\n4 --dependency=afterany:1:2:3\n"
    );
    assert_eq!(place.text("requeued"), "requeue 1_0\n");
    assert!(place.files("out/grid") == whole);
    // Again, there is nothing to run.
    let says = submitted();
    assert!(says.starts_with("all shards are done\nmerge: job 5; result in out/grid"), "{says}");
    assert!(place.files("out/grid") == whole);
}
