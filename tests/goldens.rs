//! Results do not change unnoticed: everything that the program computes for the bundled scenarios and experiments is held to
//! digests that an earlier build left in `tests/data/goldens.txt`.
//!
//! As long as the version and the protocol of the random streams are those in the head of that file, a batch that was made
//! before must come out with the same bytes. A digest that changed is then an error of the program, and cannot be recorded
//! away: either undo the change, or raise the version in `Cargo.toml` (`PROTOCOL` in `crates/engine/src/stream.rs`, if
//! random draws are others), which is how users learn that results are no longer comparable. Files that are new, such as
//! those of another scenario, can be added at any time.
//!
//! What is written for people may be worded otherwise: titles, descriptions and sentences in JSON, comments in TOML.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics has failed")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use serde_json::Value;
use sha2::{Digest, Sha256};

const RECORD: &str = "tests/data/goldens.txt";
/// A class that this version stored: later builds of it must open it.
#[cfg(feature = "class")]
const CLASS: &str = "tests/data/stored.class";
/// A program for a seat, which writes down the lines that it reads and writes.
#[cfg(unix)]
const SEAT: &str = include_str!("data/seat.sh");

/// A directory in which a group of commands is run. Every file that is left in it is held to its digest.
struct Place(PathBuf);

impl Place {
    /// Runs `summitry` with these words; gives what it printed.
    #[track_caller]
    fn run(&self, words: &str) -> Vec<u8> {
        self.run_with(words, &[])
    }

    #[track_caller]
    fn run_with(&self, words: &str, more: &[&str]) -> Vec<u8> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_summitry"));
        command.args(words.split_whitespace()).args(more).current_dir(&self.0);
        let output = command.stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "summitry {words}: {}\n{said}", output.status);
        output.stdout
    }

    /// Runs it, and leaves what it printed in a file.
    #[track_caller]
    fn print(&self, file: &str, words: &str) {
        let printed = self.run(words);
        fs::write(self.0.join(file), printed).unwrap();
    }
}

fn scenario(place: &Place, name: &str) {
    let runs = "--runs 200 --seed 1 --trace --threads 1 --quiet --format json --out run";
    place.print("run.json", &format!("run {name} {runs}"));
    place.print("analyze.json", "analyze run --format json");
    place.print("replay.json", "replay run/answers.jsonl --quiet --format json");
    place.print("check.json", &format!("check {name} --format json"));
    place.print("explain.json", &format!("explain {name} --run 3 --all --format json"));
    let scan = "--run 3 --scan --seeds 10 --threads 1 --format json";
    place.print("whatif.json", &format!("whatif {name} {scan}"));
    let gates = "--gate summit-first --gate rounds-first:n=2 --runs 60 --threads 1 --quiet";
    place.print("compare.json", &format!("compare {name} {gates} --format json --out compare"));
}

fn experiment(place: &Place, name: &str) {
    let runs = "--replications 2 --threads 1 --quiet --format json --out sweep";
    place.print("sweep.json", &format!("sweep {name} {runs}"));
    place.print("analyze.json", "analyze sweep --format json");
    // A plan holds the experiment's text, comments included: what its shards come to is a sweep's.
    place.run(&format!("plan new {name} --replications 2 --shards 3 --out plan.json"));
    for shard in 0..3 {
        place.run(&format!("plan run plan.json --shard {shard} --threads 1 --quiet --out shards"));
    }
    place.print("status.json", "plan status plan.json shards --format json");
    fs::remove_dir_all(place.0.join("shards")).unwrap();
    fs::remove_file(place.0.join("plan.json")).unwrap();
}

fn other_commands(place: &Place) {
    place.print("scenarios.json", "scenarios --format json");
    place.print("experiments.json", "experiments --format json");
    for kind in ["scenario", "experiment", "seat"] {
        place.print(&format!("schema-{kind}.json"), &format!("schema {kind}"));
    }
    let best = "--gate rounds-first:n=3 --gate rounds-first:n=9 --find-best --threads 1 --quiet";
    place.print("find-best.json", &format!("compare {best} --format json --out find-best"));
    let change = "--run 17 --change 233=override --seeds 40 --threads 1 --format json";
    place.print("whatif.json", &format!("whatif {change}"));
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/data/");
    let profiles = format!("{data}car-buyer.xml {data}car-seller.xml");
    for (k, strategies) in [
        "boulware conceder",
        "linear:accept=next-offer micro",
        "trade-off averaged-tit-for-tat",
        "frequency relative-tit-for-tat",
        "polynomial:beta=0.5 absolute-tit-for-tat",
    ]
    .iter()
    .enumerate()
    {
        let words = format!("negotiate {profiles} --strategy {strategies} --trace --format json");
        place.print(&format!("negotiate-{k}.json"), &words);
    }
}

/// A program in a seat is sent the same lines, in the same order.
#[cfg(unix)]
fn program_in_a_seat(place: &Place) {
    fs::write(place.0.join("seat.sh"), SEAT).unwrap();
    let runs = "--runs 12 --seed 1 --trace --threads 1 --seat-timeout 60000 --quiet --out run";
    place.run_with(&format!("run classroom {runs}"), &["--seat", "gatekeeper=sh seat.sh"]);
}

/// A class that was stored before is opened, verified and exported.
#[cfg(feature = "class")]
fn stored_class(place: &Place) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(CLASS);
    fs::copy(from, place.0.join("a.class")).unwrap();
    place.run("class verify a.class");
    place.run("class export a.class --out tables");
    place.print("replay.json", "replay tables/answers.jsonl --quiet --format json");
    fs::remove_file(place.0.join("a.class")).unwrap();
}

/// Whether a member of a JSON object is written for people.
fn is_prose(key: &str) -> bool {
    matches!(key, "title" | "description" | "headline" | "text" | "notes")
        || key.starts_with("about_")
}

/// Takes out of JSON what may be worded otherwise, and the digests of such files.
fn without_prose(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_prose),
        Value::Object(members) => {
            let file = members.get("file").and_then(Value::as_str);
            let is_worded =
                matches!(file, Some("datapackage.json" | "scenario.toml" | "experiment.toml"));
            for (key, value) in members {
                let is_text = value.is_string()
                    || value.as_array().is_some_and(|of| of.iter().all(Value::is_string));
                let is_digest = is_worded && matches!(key.as_str(), "bytes" | "sha256")
                    || key == "source_sha256";
                if is_prose(key) && is_text || is_digest {
                    *value = Value::Null;
                } else {
                    without_prose(value);
                }
            }
        }
        _ => {}
    }
}

/// What is held to a digest of a file, or nothing if it is for people alone.
fn result(name: &str, bytes: Vec<u8>) -> Option<Vec<u8>> {
    match Path::new(name).extension()?.to_str()? {
        "html" | "sh" => None,
        "json" => {
            let mut text = String::new();
            for value in serde_json::Deserializer::from_slice(&bytes).into_iter::<Value>() {
                let mut value = value.unwrap_or_else(|error| panic!("{name}: {error}"));
                without_prose(&mut value);
                writeln!(text, "{value:#}").unwrap();
            }
            Some(text.into_bytes())
        }
        "toml" => {
            let text = String::from_utf8(bytes).unwrap();
            let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            Some(lines.flat_map(|line| [line, "\n"]).collect::<String>().into_bytes())
        }
        _ => Some(bytes),
    }
}

/// Everything that is in a directory, by its path from `root`.
fn gather(root: &Path, dir: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, into);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            if let Some(bytes) = result(&name, fs::read(&path).unwrap()) {
                into.insert(name, bytes);
            }
        }
    }
}

/// The digest of a file, and the first bytes of the digests of its first 1/16, 2/16 and so on of its lines, so
/// that a change is located.
#[derive(PartialEq)]
struct Golden {
    sha256: String,
    lines: usize,
    marks: String,
}

const MARKS: usize = 16;

fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

impl Golden {
    /// Of a text, with its marks where a text of `lines` lines has them.
    fn with_lines(bytes: &[u8], lines: usize) -> Golden {
        let (mut hasher, mut marks, mut mark) = (Sha256::new(), String::new(), 1);
        for (k, line) in bytes.split_inclusive(|&byte| byte == b'\n').enumerate() {
            hasher.update(line);
            while mark <= MARKS && k + 1 == (lines * mark).div_ceil(MARKS) {
                marks += &hex(&hasher.clone().finalize()[..1]);
                mark += 1;
            }
        }
        Golden { sha256: hex(&hasher.finalize()), lines, marks }
    }

    fn new(bytes: &[u8]) -> Golden {
        Golden::with_lines(bytes, bytes.split_inclusive(|&byte| byte == b'\n').count())
    }

    fn read(line: &str) -> Option<(String, Golden)> {
        let mut words = line.split(' ');
        let (name, sha256) = (words.next()?.to_owned(), words.next()?.to_owned());
        let (lines, marks) = (words.next()?.parse().ok()?, words.next()?.to_owned());
        Some((name, Golden { sha256, lines, marks }))
    }

    /// Where a text first departs from this.
    fn departure(&self, bytes: &[u8]) -> String {
        let marks = Golden::with_lines(bytes, self.lines).marks;
        let same = |k: &usize| marks.get(2 * k..2 * k + 2) == self.marks.get(2 * k..2 * k + 2);
        let k = (0..MARKS).take_while(same).count();
        let at = |k: usize| (self.lines * k).div_ceil(MARKS);
        if k == MARKS {
            return format!("lines were added after line {}", self.lines);
        }
        let text = String::from_utf8_lossy(bytes);
        let first = text.lines().nth(at(k)).unwrap_or("(no more lines)");
        let first: String = first.chars().take(160).collect();
        let (from, to, of) = (at(k) + 1, at(k + 1), self.lines);
        format!(
            "the first change is in lines {from} to {to} of {of}; line {from} is now\n    {first}"
        )
    }
}

/// Runs all commands, two groups at a time.
fn results(root: &Path) -> BTreeMap<String, Vec<u8>> {
    type Job = Box<dyn FnOnce(&Place) + Send>;
    let of = |name: &str, job: Job| {
        let place = Place(root.join(name));
        fs::create_dir_all(&place.0).unwrap();
        (place, job)
    };
    let listed = |words: &str, key: &str| -> Vec<String> {
        let printed = Place(root.to_owned()).run(words);
        let values = serde_json::Deserializer::from_slice(&printed).into_iter::<Value>();
        values.map(|value| value.unwrap()[key].as_str().unwrap().to_owned()).collect()
    };
    let mut jobs = vec![of("other", Box::new(other_commands))];
    #[cfg(unix)]
    jobs.push(of("seat", Box::new(program_in_a_seat)));
    #[cfg(feature = "class")]
    jobs.push(of("class", Box::new(stored_class)));
    for name in listed("scenarios --format json", "scenario") {
        jobs.push(of(&name.clone(), Box::new(move |place| scenario(place, &name))));
    }
    for name in listed("experiments --format json", "experiment") {
        jobs.push(of(&name.clone(), Box::new(move |place| experiment(place, &name))));
    }
    let jobs = Mutex::new(jobs);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let job = jobs.lock().unwrap().pop();
                    let Some((place, job)) = job else { break };
                    job(&place);
                }
            });
        }
    });
    let mut all = BTreeMap::new();
    gather(root, root, &mut all);
    all
}

#[test]
fn goldens() {
    let temporary = tempfile::tempdir().unwrap();
    let now = results(temporary.path());
    let record = Path::new(env!("CARGO_MANIFEST_DIR")).join(RECORD);
    let version = env!("CARGO_PKG_VERSION");
    let head = format!("# summitry {version}, randomness {}", summitry_engine::PROTOCOL);
    let old = fs::read_to_string(&record).ok();
    let is_of_this_version = old.as_ref().is_some_and(|old| old.lines().next() == Some(&head));
    let recorded: BTreeMap<String, Golden> =
        old.iter().flat_map(|old| old.lines().filter_map(Golden::read)).collect();

    let mut changed = Vec::new();
    for (name, golden) in &recorded {
        match now.get(name) {
            Some(bytes) if Golden::new(bytes) == *golden => {}
            Some(bytes) => changed.push((name, golden.departure(bytes))),
            // A build without the class or for Windows has fewer.
            None if !cfg!(feature = "class") && name.starts_with("class/") => {}
            None if !cfg!(unix) && name.starts_with("seat/") => {}
            None => changed.push((name, "it is no longer made".to_owned())),
        }
    }
    let added: Vec<&String> = now.keys().filter(|name| !recorded.contains_key(*name)).collect();
    if is_of_this_version && changed.is_empty() && added.is_empty() {
        return;
    }

    let update = std::env::var_os("UPDATE_GOLDENS").is_some_and(|value| value == "1");
    if update && (!is_of_this_version || changed.is_empty()) {
        let mut text = format!("{head}\n# tests/goldens.rs: file, SHA-256, lines, marks\n");
        for (name, bytes) in &now {
            let Golden { sha256, lines, marks } = Golden::new(bytes);
            writeln!(text, "{name} {sha256} {lines} {marks}").unwrap();
        }
        fs::write(&record, text).unwrap();
        return;
    }

    let mut why = String::new();
    for (name, departure) in &changed {
        writeln!(why, "{name}: {departure}").unwrap();
    }
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("goldens");
    for (name, _) in changed.iter().filter(|(name, _)| now.contains_key(*name)) {
        let file = kept.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, &now[*name]).unwrap();
    }
    let is = head.trim_start_matches("# ");
    if !changed.is_empty() && is_of_this_version {
        panic!(
            "{} of {} results changed, though this is still {is}:\n{why}\
             What they are now is in {}.\n\
             Undo the change; or, if it is meant, raise `version` in Cargo.toml (and `PROTOCOL` in \
             crates/engine/src/stream.rs if random draws are others) and then record the results again with\n\
             \x20   UPDATE_GOLDENS=1 cargo test --test goldens\n\
             Nothing is recorded over digests of the same version and protocol.",
            changed.len(),
            recorded.len(),
            kept.display(),
        );
    }
    panic!(
        "{RECORD} is not of {is}, or lacks {} files, such as {}:\n{why}\
         Record the results of this version with\n\
         \x20   UPDATE_GOLDENS=1 cargo test --test goldens",
        added.len(),
        added.first().map_or("none", |name| name.as_str()),
    );
}
