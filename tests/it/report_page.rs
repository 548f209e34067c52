//! `summitry report`: one page that asks for nothing, from whatever a directory holds.

use std::fs;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::cli_place::Place;

/// What would harm a page that took it as it is: 300 characters.
fn hostile() -> String {
    let text = "<script>alert(1)</script><img src=x onerror=alert(1)> & \"quoted\" ]]> \u{202e}\u{2067}turned \u{5e9}\u{5dc}\u{5d5}\u{5dd} ";
    text.chars().chain("Donaudampfschiff".repeat(20).chars()).take(300).collect()
}

/// The article's scenario with its texts replaced by one.
fn harmed(text: &str) -> String {
    let quoted = toml::Value::String(text.to_owned()).to_string();
    let scenario = fs::read_to_string("scenarios/kyiv-washington.toml").unwrap();
    let line = |line: &str| {
        let key = ["title", "description", "label"]
            .into_iter()
            .find(|key| line.starts_with(&format!("{key} = ")));
        key.map_or_else(|| line.to_owned(), |key| format!("{key} = {quoted}"))
    };
    scenario.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Holds a text to be well-formed XML, and gives the names of its elements and all its attributes.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut found = Vec::new();
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error} in {xml:.200}")) {
            Event::Eof => break,
            event @ (Event::Start(_) | Event::Empty(_)) => {
                let is_start = matches!(event, Event::Start(_));
                let (Event::Start(tag) | Event::Empty(tag)) = event else { unreachable!() };
                depth += i32::from(is_start);
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    let key = attribute.key.as_ref().to_owned();
                    (key, attribute.value.into_owned())
                });
                let name = tag.name().as_ref().to_owned();
                found.push((name, attributes.collect()));
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "an element is left open");
    found
}

/// Holds a page to what every page promises.
fn sound(page: &str) {
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    assert!(page.contains("Content-Security-Policy") && page.contains("default-src 'none'"));
    for harm in ["<script", "<img", "<iframe", "<object", "javascript:", "@import", "url("] {
        assert!(!page.contains(harm), "the page has {harm}");
    }
    assert_eq!(
        page.matches("http").count(),
        page.matches("http-equiv").count(),
        "a page names no address"
    );
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{200e}' | '\u{200f}');
    assert!(!page.contains(turns), "a mark of direction is left");
    // All but the head's empty elements is XML.
    let body = &page[page.find("<main>").unwrap()..page.find("</body>").unwrap()];
    let found = elements(body);
    let figures = found.iter().filter(|(name, _)| name == "figure").count();
    assert!(figures > 0);
    for part in ["svg", "figcaption", "details", "table"] {
        let many = found.iter().filter(|(name, _)| name == part).count();
        assert_eq!(many, figures, "each figure has a {part}");
    }
    let mut ids: Vec<&String> =
        found.iter().flat_map(|(_, a)| a).filter(|(k, _)| k == "id").map(|(_, v)| v).collect();
    let many = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), many, "an id is given twice");
    for (_, attributes) in &found {
        for (key, value) in attributes {
            assert!(key != "style" && !key.starts_with("on") && key != "src", "{key}={value}");
            if key == "aria-labelledby" || key == "aria-describedby" {
                assert!(value.split(' ').all(|id| ids.iter().any(|known| *known == id)), "{value}");
            }
            assert!(!value.contains("NaN") && !value.contains("inf"), "{key} is {value}");
        }
    }
}

#[test]
fn a_batch_has_every_figure_and_the_same_bytes_again() {
    let place = Place::new();
    place.run("run --runs 200 --out b --quiet").ended(0);
    let ran = place.run("report b --figures f").ended(0);
    assert_eq!(ran.out, "10 figures in f\nwrote b/report.html\n");
    let page = place.text("b/report.html");
    sound(&page);
    let figures = place.files("f");
    let names: Vec<&str> = figures.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "concessions.svg",
            "end-reasons.svg",
            "issues.svg",
            "outcomes.svg",
            "states.svg",
            "summit-quality.svg",
            "survival.svg",
            "typical-run.svg",
            "utilities.svg",
            "waiting-time.svg"
        ]
    );
    for svg in figures.values() {
        let svg = std::str::from_utf8(svg).unwrap();
        let found = elements(svg);
        assert_eq!(found[0].0, "svg");
        assert!(svg.contains("<title id=\"title\">") && svg.contains("<desc id=\"desc\">"));
        assert!(!svg.contains("NaN") && !svg.contains("tabindex"));
    }
    fs::write(place.path("b/report.html"), "another page").unwrap();
    place.run("report b --figures again --quiet").ended(0);
    assert_eq!(place.text("b/report.html"), page);
    assert_eq!(place.files("again"), figures);
    // The page is not one of the batch's files, and does not disturb it.
    place.run("run --runs 200 --out b --quiet").ended(0);
    assert_eq!(place.files("b").keys().filter(|name| name.contains("report")).count(), 1);
}

#[test]
fn hostile_texts_do_no_harm() {
    let place = Place::new();
    place.write("hostile.toml", &harmed(&hostile()));
    place.run("run hostile.toml --runs 60 --out h --quiet").ended(0);
    place.run("report h --figures f --quiet").ended(0);
    let page = place.text("h/report.html");
    sound(&page);
    assert!(page.contains("<h1><bdi>\u{2068}&lt;script&gt;alert(1)"));
    for (name, svg) in place.files("f") {
        let svg = String::from_utf8(svg).unwrap();
        let found = elements(&svg);
        assert!(found.iter().all(|(element, _)| element != "script" && element != "img"), "{name}");
        assert!(!svg.contains('\u{202e}'), "{name}");
    }
}

#[test]
fn a_batch_without_a_summit_and_one_of_one_run_have_sensible_pages() {
    let place = Place::new();
    place.run("run --runs 1 --out one --quiet").ended(0);
    place.run("report one --quiet").ended(0);
    let page = place.text("one/report.html");
    sound(&page);
    assert!(page.contains("The one simulated run ends with"));
    assert!(page.contains("1 run is too few to conclude anything"));

    place.run("run --runs 30 --gate summit-first:delay=365 --out none --quiet").ended(0);
    let ran = place.run("report none").ended(0);
    assert!(ran.out.contains("the quality of summits: no run reached one"), "{}", ran.out);
    let page = place.text("none/report.html");
    sound(&page);
    assert!(page.contains("The leaders meet in none of them: 0.0 % (0.0 to 11.4)."));
    assert!(page.contains("No run reaches a summit"));
}

#[test]
fn figures_whose_table_is_missing_are_named() {
    let place = Place::new();
    place.run("run --runs 50 --tables runs --out r --quiet").ended(0);
    let ran = place.run("report r").ended(0);
    for table in ["trajectories", "rounds", "parties"] {
        assert!(ran.out.contains(&format!("the table {table} was not written")), "{}", ran.out);
    }
    let page = place.text("r/report.html");
    sound(&page);
    assert!(page.contains("<h3>Left out</h3>"));
    place.run("run --runs 50 --tables parties --out p --quiet").ended(0);
    place.run("report p --quiet").ended(0);
    sound(&place.text("p/report.html"));
}

#[test]
fn sweeps_and_comparisons_have_their_figures() {
    let place = Place::new();
    let sweeps: [(&str, &str, &[&str]); 3] = [
        (
            "rounds-before-summit",
            "20",
            &["response-durable", "response-no-summit", "response-first-summit-day"],
        ),
        (
            "what-drives-durability",
            "2",
            &["response-durable", "heat-map", "indices", "prim-trajectory", "prim-box"],
        ),
        ("readiness-screening", "2", &["indices", "morris"]),
    ];
    for (name, runs, figures) in sweeps {
        place.run(&format!("sweep {name} -n {runs} --per-run none --out {name} --quiet")).ended(0);
        place.run(&format!("report {name} --quiet")).ended(0);
        let page = place.text(&format!("{name}/report.html"));
        sound(&page);
        for figure in figures {
            assert!(page.contains(&format!("<figure id=\"{figure}\">")), "{name} has no {figure}");
        }
        if name == "readiness-screening" {
            for figure in ["response-", "heat-map", "prim-"] {
                assert!(
                    !page.contains(&format!("<figure id=\"{figure}")),
                    "walks do not bear {figure}"
                );
            }
            assert!(!page.contains(" ranges from "), "nor extremes");
        }
    }
    place
        .run("compare --gate summit-first --gate rounds-first:n=3 --runs 100 --out c --quiet")
        .ended(0);
    place.run("report c --quiet").ended(0);
    let page = place.text("c/report.html");
    sound(&page);
    for figure in [
        "outcomes",
        "share-durable",
        "difference-durable",
        "difference-summit-wait-days",
        "waiting-time",
    ] {
        assert!(page.contains(&format!("<figure id=\"{figure}\">")), "{figure}");
    }
}

#[test]
fn exported_figures_have_colours_and_fonts_that_every_reader_knows() {
    let place = Place::new();
    place.run("run --runs 40 --out b --quiet").ended(0);
    place.run("report b --figures f --quiet").ended(0);
    let files = place.files("f");
    assert!(files.len() > 5);
    for (name, bytes) in &files {
        let svg = String::from_utf8(bytes.clone()).unwrap();
        for browser_only in ["var(", "--", "class=", "<style", "paint-order"] {
            assert!(!svg.contains(browser_only), "{name} has {browser_only}");
        }
        for (tag, attributes) in elements(&svg) {
            let has = |name: &str| attributes.iter().any(|(known, _)| known == name);
            let drawn = ["path", "rect", "circle", "text"].contains(&tag.as_str());
            assert!(!drawn || has("fill"), "{name}: {tag} {attributes:?} is black by default");
        }
        assert!(svg.contains("font-family=\"Helvetica,"), "{name}");
    }
    // What librsvg makes of them, where it is installed: mostly paper, with ink on it.
    let file = place.path("f/waiting-time.svg");
    let Ok(made) = std::process::Command::new("rsvg-convert")
        .args(["-f", "png", "-o"])
        .arg(place.path("p.png"))
        .arg(&file)
        .output()
    else {
        return;
    };
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let png = std::fs::read(place.path("p.png")).unwrap();
    let (pixels, channels, width) = pixels(&png);
    let is = |light: fn(u8) -> bool| {
        pixels.chunks(channels).filter(|p| p[..3].iter().all(|c| light(*c))).count()
    };
    let (paper, ink) = (is(|c| c > 240), is(|c| c < 60));
    let all = pixels.len() / channels;
    assert!(width > 300 && paper * 2 > all, "{paper} of {all} pixels are paper");
    assert!(ink > 50 && ink * 10 < all, "{ink} of {all} pixels are ink");
    let coloured = pixels.chunks(channels).filter(|p| p[2] > p[0].saturating_add(60)).count();
    assert!(coloured > 50, "the curve is blue");
}

/// The pixels of a PNG of eight bits a channel, red, green, blue and perhaps opacity; how many channels, and pixels in a row.
fn pixels(png: &[u8]) -> (Vec<u8>, usize, usize) {
    let word = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
    let (width, height) = (word(16), word(20));
    let channels = match png[24..26] {
        [8, 2] => 3,
        [8, 6] => 4,
        ref other => panic!("neither RGB nor RGBA of eight bits: {other:?}"),
    };
    let (mut at, mut packed) = (8, Vec::new());
    while at < png.len() {
        let (length, kind) = (word(at), &png[at + 4..at + 8]);
        if kind == b"IDAT" {
            packed.extend_from_slice(&png[at + 8..at + 8 + length]);
        }
        at += length + 12;
    }
    let mut raw = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(&packed[..]), &mut raw).unwrap();
    let stride = width * channels;
    let mut pixels = vec![0_u8; stride * height];
    for y in 0..height {
        let filter = raw[y * (stride + 1)];
        for x in 0..stride {
            let value = raw[y * (stride + 1) + 1 + x];
            let left = if x < channels { 0 } else { pixels[y * stride + x - channels] };
            let up = if y == 0 { 0 } else { pixels[(y - 1) * stride + x] };
            let corner =
                if y == 0 || x < channels { 0 } else { pixels[(y - 1) * stride + x - channels] };
            let guess = match filter {
                0 => 0,
                1 => left,
                2 => up,
                3 => ((u16::from(left) + u16::from(up)) / 2) as u8,
                _ => {
                    let p = i16::from(left) + i16::from(up) - i16::from(corner);
                    let far = |of: u8| (p - i16::from(of)).abs();
                    let nearest = [left, up, corner].into_iter().min_by_key(|of| far(*of));
                    nearest.unwrap()
                }
            };
            pixels[y * stride + x] = value.wrapping_add(guess);
        }
    }
    (pixels, channels, width)
}

#[test]
fn the_commands_of_a_report_give_the_same_tables_from_the_directory_alone() {
    let place = Place::new();
    std::fs::create_dir_all(place.path("sub")).unwrap();
    let scenario = place.run("scenarios show classroom").ended(0).out;
    place.write("sub/mine.toml", &scenario);
    let factor = "[[factor]]\npath = \"meeting.rounds.gap\"\n";
    let head = "scenario = \"sub/mine.toml\"\ngate = \"rounds-first:n=2\"\nreplications = 5\n";
    place.write("grid.toml", &format!("{head}{factor}levels = [10, 20]\n"));
    place.write(
        "listed.toml",
        &format!("{head}[design]\nkind = \"list\"\nfile = \"sub/gaps.csv\"\n{factor}"),
    );
    place.write("sub/gaps.csv", "meeting.rounds.gap\n10\n25\n");
    place.write(
        "scenario.toml",
        &format!("{}{factor}levels = [10, 20]\n", head.replace("mine", "grid")),
    );
    place.write("sub/grid.toml", &scenario);
    for (command, table) in [
        ("run sub/mine.toml --runs 20", "runs.csv"),
        ("compare sub/mine.toml --gate summit-first --gate readiness --runs 20", "differences.csv"),
        ("sweep grid.toml", "cells.csv"),
        ("sweep listed.toml", "cells.csv"),
        ("sweep scenario.toml", "cells.csv"),
    ] {
        let made = place.path("made");
        place.run(&format!("{command} --out made --quiet")).ended(0);
        place.run("report made --quiet").ended(0);
        let page = place.text("made/report.html");
        let part =
            page.split("aria-label=\"Commands\">").nth(1).unwrap_or_else(|| panic!("{command}"));
        let commands =
            part.split("</pre>").next().unwrap().replace("&quot;", "\"").replace("&#39;", "'");
        // Somewhere else, so that nothing but the directory is at hand.
        let alone = tempfile::tempdir().unwrap();
        for (name, bytes) in place.files("made") {
            std::fs::write(alone.path().join(name), bytes).unwrap();
        }
        for line in commands.lines() {
            let mut words: Vec<&str> = line.split(' ').collect();
            if words[0] == "summitry" {
                words[0] = env!("CARGO_BIN_EXE_summitry");
                words.extend(["--out", "again", "--quiet"]);
            }
            let ran = std::process::Command::new(words[0])
                .args(&words[1..])
                .current_dir(alone.path())
                .output()
                .unwrap();
            assert!(ran.status.success(), "{line}: {}", String::from_utf8_lossy(&ran.stderr));
        }
        let again = std::fs::read(alone.path().join("again").join(table)).unwrap();
        assert!(again == std::fs::read(made.join(table)).unwrap(), "{command}: {table} differs");
        std::fs::remove_dir_all(made).unwrap();
    }
}

#[test]
fn what_is_no_finished_directory_is_refused() {
    let place = Place::new();
    place.run("report nowhere").ended(2);
    fs::create_dir(place.path("empty")).unwrap();
    let ran = place.run("report empty").ended(65);
    assert!(
        ran.says("has no manifest.json: it is not a batch, sweep or comparison"),
        "{}",
        ran.err
    );
    place.run("run --runs 20 --out b --quiet").ended(0);
    fs::create_dir(place.path("unfinished")).unwrap();
    place.write("unfinished/checkpoint.json", "{}");
    let text = place.text("b/runs.csv");
    place.write("b/runs.csv", &text.replacen("no-summit", "no-summits", 1));
    let ran = place.run("report b").ended(65);
    assert!(ran.says("runs.csv was altered"), "{}", ran.err);
    assert!(!place.path("b/report.html").exists());
    place.write("b/runs.csv", &text);
    place.write("in-the-way", "");
    place.run("report b --figures in-the-way").ended(2);
    place.run("report b --quiet").ended(0);
}
