//! The design of an experiment file.

use summitry_model::fields::TableReader;
use summitry_model::fields::diagnostic::Place;
use summitry_model::fields::field::Limits;
use summitry_model::fields::suggest::{listed, nearest};

use super::design::Design;

/// The kinds of design, in the order of the documents.
pub const DESIGNS: &[&str] = &["grid", "list", "latin-hypercube", "sobol", "saltelli", "morris"];

/// The keys of every design but `kind`: none of them is unknown where the kind is.
const PARAMETERS: &[&str] =
    &["file", "points", "skip", "base", "second-order", "trajectories", "levels"];

/// A design as it was read, a list not yet.
pub(super) enum Written {
    Made(Design),
    List(Option<(String, Place)>),
    /// Its fault was told, and nothing is held against factors on its account.
    Unknown,
}

/// The design, and where it stands; a grid if the file says nothing.
pub(super) fn design(r: &mut TableReader<'_>) -> (Written, Place) {
    let place = r.key_place("design").clone();
    let written = r.table("design", |t| {
        let kind: Option<String> = t.value("kind", Limits::NONE);
        let count = Limits::new(1.0, 1e12);
        let number = |t: &mut TableReader<'_>, key: &str, example: &str, doc: &str| {
            let value: Option<u64> = t.value(key, count);
            if !t.has(key) {
                t.missing(key, example, doc);
            }
            value.unwrap_or(1)
        };
        let skip = |t: &mut TableReader<'_>| t.value("skip", Limits::new(0.0, 1e12)).unwrap_or(0);
        let Some(kind) = kind else {
            if !t.has("kind") {
                t.missing("kind", "kind = \"grid\"", "one of the designs");
            }
            for key in PARAMETERS {
                t.get(key);
            }
            return Written::Unknown;
        };
        match kind.as_str() {
            "grid" => Written::Made(Design::Grid),
            "list" => {
                let file: Option<String> = t.value("file", Limits::NONE);
                if !t.has("file") {
                    t.missing(
                        "file",
                        "file = \"points.csv\"",
                        "a CSV with a column for each factor",
                    );
                }
                let place = t.value_place("file").clone();
                Written::List(file.map(|file| (file, place)))
            }
            "latin-hypercube" => Written::Made(Design::LatinHypercube {
                points: number(t, "points", "points = 200", "how many cells"),
            }),
            "sobol" => Written::Made(Design::Sobol {
                points: number(t, "points", "points = 256", "how many cells, best a power of two"),
                skip: skip(t),
            }),
            "saltelli" => Written::Made(Design::Saltelli {
                base: number(t, "base", "base = 256", "base points, a power of two"),
                second_order: t.value("second-order", Limits::NONE).unwrap_or(false),
                skip: skip(t),
            }),
            "morris" => Written::Made(Design::Morris {
                trajectories: number(t, "trajectories", "trajectories = 20", "how many walks"),
                levels: t.value("levels", Limits::new(2.0, 1000.0)).unwrap_or(4),
            }),
            other => {
                let place = t.value_place("kind").clone();
                let help = match nearest(other, DESIGNS.iter().copied()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("there are {}", listed(DESIGNS.iter().copied())),
                };
                let message = format!("there is no design \"{other}\"");
                t.faults().error("unknown-design", &place, message).help(help);
                for key in PARAMETERS {
                    t.get(key);
                }
                Written::Unknown
            }
        }
    });
    (written.unwrap_or(Written::Made(Design::Grid)), place)
}
