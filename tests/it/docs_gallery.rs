//! The gallery of the README: figures that a command makes, kept in step with the program.

use crate::cli_place::Place;
use crate::docs_page::{in_step, page};

/// What the README tells to give, and which figure of it is kept.
const COMMANDS: [(&str, &str); 2] = [
    ("run --out out/kyiv-washington", "report out/kyiv-washington --figures out/figures"),
    (
        "sweep rounds-before-summit --replications 1000 --per-run none --out out/gallery-sweep",
        "report out/gallery-sweep --figures out/figures-of-sweep",
    ),
];

const KEPT: [(&str, &str); 3] = [
    ("out/figures/waiting-time.svg", "waiting-time.svg"),
    ("out/figures/states.svg", "states.svg"),
    ("out/figures-of-sweep/response-durable.svg", "response-durable.svg"),
];

#[test]
fn the_figures_of_the_gallery_are_those_of_its_commands() {
    let readme = page("README.md");
    let place = Place::new();
    for (make, report) in COMMANDS {
        for words in [make, report] {
            assert!(readme.contains(&format!("summitry {words}\n")), "the README lacks `{words}`");
            place.run(&format!("{words} --quiet")).ended(0);
        }
    }
    for (made, kept) in KEPT {
        assert!(readme.contains(&format!("(docs/figures/{kept})")), "the README lacks {kept}");
        in_step(&format!("docs/figures/{kept}"), &place.text(made));
    }
}
