//! What a class is given on paper: its numbers computed anew, its commands run, harmless, in every language.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use summitry_class::Catalogue;
use summitry_class::materials::{FILES, Page, RUNS, SEED, materials};
use summitry_class::pages::CHOICE_KEYS;
use summitry_engine::stats::{Z95, paired_shares, wilson};
use summitry_model::process::{Outcome, Record};
use summitry_model::scenario::{Overrides, Scenario, bundled, read};

use crate::cli_place::Place;
use crate::model::{records, scenario, setup};

fn made(name: &str, language: &str) -> Vec<Page> {
    materials(scenario(name, &[]), name, &Catalogue::bundled(language).unwrap()).unwrap()
}

/// The pages, made once for all tests.
fn pages(name: &str, language: &str) -> Arc<Vec<Page>> {
    type Made = Mutex<BTreeMap<String, Arc<OnceLock<Arc<Vec<Page>>>>>>;
    static MADE: OnceLock<Made> = OnceLock::new();
    let key = format!("{name} {language}");
    let of = Arc::clone(MADE.get_or_init(Made::default).lock().unwrap().entry(key).or_default());
    Arc::clone(of.get_or_init(|| Arc::new(made(name, language))))
}

fn page<'a>(pages: &'a [Page], file: &str) -> &'a str {
    &pages.iter().find(|page| page.file == file).unwrap().html
}

/// Every number of a page that has a name, as it is written.
fn named(html: &str) -> BTreeMap<String, String> {
    let mut named = BTreeMap::new();
    for part in html.split("<span data-of=\"").skip(1) {
        let (name, rest) = part.split_once("\">").unwrap();
        let text = rest.split_once("</span>").unwrap().0;
        assert!(named.insert(name.to_owned(), text.to_owned()).is_none(), "{name} comes twice");
    }
    named
}

/// Weights and values, worked out from what the scenario's file says.
struct Side {
    weights: Vec<f64>,
    values: Vec<Vec<f64>>,
}

impl Side {
    fn of(scenario: &Scenario, party: usize) -> Side {
        let stakes = &scenario.stakes[party];
        let total: f64 = stakes.iter().map(|stake| stake.weight).sum();
        let value = |j: usize, o: usize| {
            let issue = &scenario.issues[j].of;
            let reach = scenario.tractability.disagreement * issue.hardness;
            let ideal = (issue.centre + reach * stakes[j].stance).clamp(0.0, 1.0);
            let place = o as f64 / (issue.options.len() - 1) as f64;
            1.0 - (place - ideal).abs() / ideal.max(1.0 - ideal)
        };
        let values = |j: usize| {
            (0..scenario.issues[j].of.options.len()).map(|o| value(j, o)).collect::<Vec<_>>()
        };
        Side {
            weights: stakes.iter().map(|stake| stake.weight / total).collect(),
            values: (0..stakes.len()).map(values).collect(),
        }
    }

    fn utility(&self, text: &[usize]) -> f64 {
        text.iter().enumerate().map(|(j, &o)| self.weights[j] * self.values[j][o]).sum()
    }

    /// Tenths of a percent, and points, as a sheet has them.
    fn printed(&self, j: usize, o: usize) -> (f64, f64) {
        ((1000.0 * self.weights[j]).round(), (100.0 * self.values[j][o]).round())
    }
}

/// How many texts an agenda has.
fn texts(scenario: &Scenario) -> usize {
    scenario.issues.iter().map(|issue| issue.of.options.len()).product()
}

/// The text of a number, the last issue changing fastest.
fn text_of(scenario: &Scenario, mut number: usize) -> Vec<usize> {
    let mut text: Vec<usize> = Vec::new();
    for issue in scenario.issues.iter().rev() {
        text.push(number % issue.of.options.len());
        number /= issue.of.options.len();
    }
    text.reverse();
    text
}

fn decimals(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}").replace('-', "−");
    if text.trim_matches(['−', '0', '.']).is_empty() { text.replace('−', "") } else { text }
}

fn grouped(number: usize) -> String {
    summitry_pages::charts::numbers::grouped(number as u64)
}

fn interval(value: f64, low: f64, high: f64) -> String {
    let signed = |x: f64| {
        let text = decimals(x, 1);
        if x > 0.0 && text != "0.0" { format!("+{text}") } else { text }
    };
    format!("{} ({} to {})", signed(value), signed(low), signed(high))
}

fn expect_preferences(expected: &mut BTreeMap<String, String>, scenario: &Scenario) {
    let (requester, gatekeeper) = (scenario.requester, scenario.gatekeeper);
    let sides = [("requester", requester), ("gatekeeper", gatekeeper)]
        .map(|(id, party)| (id, party, Side::of(scenario, party)));
    let now: Vec<usize> = scenario.issues.iter().map(|i| i.of.status_quo as usize).collect();
    let given: Vec<usize> = scenario.issues.iter().map(|i| i.of.options.len() / 2).collect();
    let mut put = |name: String, text: String| assert!(expected.insert(name, text).is_none());
    for (id, party, side) in &sides {
        for j in 0..now.len() {
            let tenths = side.printed(j, 0).0;
            let whole = tenths % 10.0 == 0.0;
            put(format!("{id}.weight.{j}"), decimals(tenths / 10.0, usize::from(!whole)));
        }
        for (which, text) in [("given", &given), ("now", &now)] {
            let mut sum = 0.0;
            for (j, &o) in text.iter().enumerate() {
                let (tenths, points) = side.printed(j, o);
                sum += tenths * points;
                put(format!("{id}.{which}.value.{j}"), decimals(points, 0));
                put(format!("{id}.{which}.part.{j}"), decimals(tenths * points / 1000.0, 2));
            }
            put(format!("{id}.{which}.sum"), decimals(sum / 1000.0, 1));
            put(format!("{id}.{which}.exact"), decimals(100.0 * side.utility(text), 1));
        }
        let best: f64 = (0..now.len())
            .map(|j| side.weights[j] * side.values[j].iter().copied().fold(0.0, f64::max))
            .sum();
        let (of, home) = (&scenario.parties[*party].of, &scenario.ratification);
        let shift = home.support_effect * (0.5 - of.support) + of.win_set_narrowing;
        let reservation = (of.reservation + home.pass_through * shift).clamp(0.02, 0.98);
        let floor = 100.0 * reservation * best;
        put(format!("{id}.floor"), decimals(floor, 1));
    }

    // Every text there is; utilities that differ by less than 10⁻⁹ are equal.
    let unit = |u: f64| (u * 1e9).round() as i64;
    let of = |text: &[usize]| (sides[0].2.utility(text), sides[1].2.utility(text));
    let all = texts(scenario);
    let worth: Vec<(f64, f64)> = (0..all).map(|k| of(&text_of(scenario, k))).collect();
    let at = of(&now);
    let better = worth.iter().filter(|u| unit(u.0) > unit(at.0) && unit(u.1) > unit(at.1)).count();
    put("texts".into(), grouped(all));
    put("better".into(), grouped(better));
    let mut order: Vec<usize> = (0..all).collect();
    order.sort_by_key(|&k| std::cmp::Reverse((unit(worth[k].0), unit(worth[k].1))));
    let mut front: Vec<(f64, f64)> = Vec::new();
    for k in order {
        if front.last().is_none_or(|last| unit(worth[k].1) > unit(last.1)) {
            front.push(worth[k]);
        }
    }
    put("front".into(), front.len().to_string());
    let shown = front.len().min(12);
    for k in (0..shown).map(|k| k * (front.len() - 1) / (shown - 1)) {
        put(format!("front.{k}.requester"), decimals(100.0 * front[k].0, 1));
        put(format!("front.{k}.gatekeeper"), decimals(100.0 * front[k].1, 1));
    }
    let product = |k: &usize| (worth[*k].0 - at.0) * (worth[*k].1 - at.1);
    let rational =
        (0..all).filter(|&k| unit(worth[k].0) >= unit(at.0) && unit(worth[k].1) >= unit(at.1));
    let nash = rational.max_by(|a, b| product(a).total_cmp(&product(b))).unwrap();
    let nash = text_of(scenario, nash);
    for (id, _, side) in &sides {
        put(format!("nash.{id}"), decimals(100.0 * side.utility(&nash), 1));
        for (j, &o) in nash.iter().enumerate() {
            let (tenths, points) = side.printed(j, o);
            put(format!("nash.{id}.part.{j}"), decimals(tenths * points / 1000.0, 1));
        }
    }
}

fn durable(record: &Record) -> bool {
    record.outcome == Outcome::Durable
}

fn share(count: usize, of: usize) -> f64 {
    100.0 * (count as f64 / of as f64)
}

fn square(x: f64) -> f64 {
    x * x
}

fn expect_batches(expected: &mut BTreeMap<String, String>, name: &str, (middle, many): (u32, u32)) {
    let runs = |changes: &[&str]| records(&setup(name, changes), SEED, RUNS);
    let n = RUNS as usize;
    let mut put = |name: String, text: String| assert!(expected.insert(name, text).is_none());
    let plain = runs(&[]);
    for outcome in Outcome::ALL {
        let count = plain.iter().filter(|r| r.outcome == *outcome).count();
        let of = wilson(count as u64, RUNS, Z95);
        let name = outcome.name();
        put(format!("plain.{name}"), decimals(share(count, n), 1));
        put(format!("plain.{name}.low"), decimals(100.0 * of.low, 1));
        put(format!("plain.{name}.high"), decimals(100.0 * of.high, 1));
    }
    let days: Vec<f64> =
        plain.iter().filter_map(|r| r.first_summit()).map(|at| at.days()).collect();
    put("plain.held".into(), decimals(share(days.len(), n), 1));
    put("plain.day".into(), decimals(days.iter().sum::<f64>() / days.len() as f64, 1));

    let gate = |n: u32| format!("gate rounds-first:n={n}");
    let (none, some) = (runs(&[&gate(0)]), runs(&[&gate(middle)]));
    let count = |of: &[Record]| of.iter().filter(|r| durable(r)).count();
    put("rule.0.durable".into(), decimals(share(count(&none), n), 1));
    put("rule.middle.durable".into(), decimals(share(count(&some), n), 1));
    let pairs = |a: bool, b: bool| {
        none.iter().zip(&some).filter(|(x, y)| durable(x) == a && durable(y) == b).count()
    };
    let (lost, won) = (pairs(true, false), pairs(false, true));
    put("pairs.first".into(), lost.to_string());
    put("pairs.second".into(), won.to_string());
    let of = paired_shares(won as u64, lost as u64, RUNS, Z95);
    let difference = 100.0 * ((won as f64 - lost as f64) / n as f64);
    put("rule.difference".into(), interval(difference, 100.0 * of.low, 100.0 * of.high));

    let unlinked = "settlement.preparation-matters=false";
    let seen = runs(&[unlinked, &gate(0)]);
    let assigned = runs(&[unlinked, &gate(many)]);
    let ratified = |of: &[Record]| -> Vec<(f64, f64)> {
        let ratified = of.iter().filter(|r| r.ratified == Some(true));
        ratified.map(|r| (f64::from(r.rounds), if durable(r) { 100.0 } else { 0.0 })).collect()
    };
    let (a, b) = (ratified(&seen), ratified(&assigned));
    let mut rounds: Vec<f64> = a.iter().map(|p| p.0).collect();
    rounds.sort_by(f64::total_cmp);
    let few = rounds[(rounds.len() - 1) / 2];
    for (k, test) in [true, false].into_iter().enumerate() {
        let of: Vec<f64> = a.iter().filter(|p| (p.0 <= few) == test).map(|p| p.1).collect();
        put(format!("observed.{k}"), decimals(of.iter().sum::<f64>() / of.len() as f64, 1));
    }
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    let column = |of: &[(f64, f64)]| of.iter().map(|p| p.1).collect::<Vec<_>>();
    let (x, y) = (mean(&a.iter().map(|p| p.0).collect::<Vec<_>>()), mean(&column(&a)));
    let spread: f64 = a.iter().map(|p| square(p.0 - x)).sum();
    let slope = a.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>() / spread;
    let left: f64 = a.iter().map(|p| square(p.1 - y - slope * (p.0 - x))).sum();
    let reach = Z95 * (left / (a.len() as f64 - 2.0) / spread).sqrt();
    put("observed.slope".into(), interval(slope, slope - reach, slope + reach));
    let error = |of: &[f64]| {
        let (m, n) = (mean(of), of.len() as f64);
        of.iter().map(|v| square(v - m)).sum::<f64>() / (n - 1.0) / n
    };
    let (a, b) = (column(&a), column(&b));
    let (difference, reach) = (mean(&b) - mean(&a), Z95 * (error(&a) + error(&b)).sqrt());
    put("assigned".into(), interval(difference, difference - reach, difference + reach));
}

fn answers_hold(name: &str, rules: (u32, u32)) {
    let mut expected = BTreeMap::new();
    expect_preferences(&mut expected, &scenario(name, &[]));
    expect_batches(&mut expected, name, rules);
    let found = named(page(&pages(name, "en"), "answers.html"));
    for (name, text) in &expected {
        assert_eq!(found.get(name), Some(text), "{name}");
    }
    let unexpected: Vec<&String> =
        found.keys().filter(|name| !expected.contains_key(*name)).collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
    assert!(found.len() > 90, "{}", found.len());
}

#[test]
fn the_answers_for_the_classroom_are_computed_anew() {
    answers_hold("classroom", (2, 3));
}

#[test]
fn the_answers_for_the_article_s_scenario_are_computed_anew() {
    answers_hold("kyiv-washington", (3, 6));
}

/// A text without its tags, its entities read.
fn text(html: &str) -> String {
    let mut text = String::new();
    let mut within = false;
    for c in html.chars() {
        match c {
            '<' => within = true,
            '>' => within = false,
            c if !within => text.push(c),
            _ => {}
        }
    }
    for (entity, is) in
        [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
    {
        text = text.replace(entity, is);
    }
    text
}

/// The commands of a page.
fn commands(html: &str) -> Vec<String> {
    let blocks = html.split("<pre>").skip(1).map(|part| part.split_once("</pre>").unwrap().0);
    blocks.map(text).collect()
}

#[test]
fn the_commands_of_the_lessons_run_and_give_their_figures() {
    let pages = pages("classroom", "en");
    let lessons = page(&pages, "lessons.html");
    let commands = commands(lessons);
    assert_eq!(commands.len(), 7, "{commands:?}");
    let place = Place::new();
    for command in &commands {
        let words = command.strip_prefix("summitry ").unwrap();
        // No word has a blank in it, so that quotes are all that a shell would take away.
        place.run(&format!("{} -q", words.replace('"', ""))).ended(0);
    }
    let shown = text(lessons);
    // What `compare` says of the same runs stands in the text.
    for (dir, first, second) in [
        ("lesson-rounds", "rounds-first:n=2", "rounds-first:n=0"),
        ("lesson-rounds", "rounds-first:n=2", "rounds-first:n=6"),
        ("lesson-rounds-free", "rounds-first:n=2", "rounds-first:n=0"),
        ("lesson-selection", "rounds-first:n=3", "rounds-first:n=0"),
    ] {
        let table = place.text(&format!("out/{dir}/differences.csv"));
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let rows = reader.deserialize::<BTreeMap<String, String>>().map(Result::unwrap);
        let mut of = rows.filter(|row| row["measure"] == "durable").filter_map(|row| {
            let (a, b) = (row["rule"].as_str(), row["than"].as_str());
            let number = |name: &str| 100.0 * row[name].parse::<f64>().unwrap();
            let (d, low, high) = (number("difference"), number("low"), number("high"));
            match (a.contains(first) && b.contains(second), a.contains(second) && b.contains(first))
            {
                (true, _) => Some(interval(d, low, high)),
                (_, true) => Some(interval(-d, -high, -low)),
                _ => None,
            }
        });
        let of = of.next().unwrap_or_else(|| panic!("{table}"));
        assert!(shown.contains(&of), "{dir}: {of}");
    }
    // And the shares of the two batches of the photo opportunity.
    for dir in ["lesson-photo-without", "lesson-photo-with"] {
        let table = place.text(&format!("out/{dir}/runs.csv"));
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let outcome = reader.headers().unwrap().iter().position(|name| name == "outcome").unwrap();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let durable = rows.iter().filter(|row| &row[outcome] == "durable").count();
        let share = format!("{} %", decimals(share(durable, rows.len()), 1));
        assert!(shown.contains(&share), "{dir}: {share}");
    }
}

#[test]
fn what_was_found_is_what_the_page_of_findings_says() {
    let findings = fs::read_to_string("docs/findings.md").unwrap();
    let lessons = text(page(&pages("classroom", "en"), "lessons.html"));
    let mut found = BTreeSet::new();
    for part in lessons.split("What was found with the article's scenario").skip(1) {
        let part = part.split_once("For discussion").unwrap().0;
        // Such as `+4.0 (+3.1 to +4.8)`.
        for (at, _) in part.match_indices(" to ") {
            let Some(begin) = part[..at].rfind(" (") else { continue };
            if !part[begin + 2..at].starts_with(['+', '−']) || part[begin + 2..at].contains(' ') {
                continue;
            }
            let end = at + part[at..].find(')').unwrap();
            let value = part[..begin].rsplit(' ').next().unwrap();
            let whole = format!("{value}{}", &part[begin..=end]);
            assert!(findings.contains(&whole), "{whole}");
            found.insert(whole);
        }
    }
    assert_eq!(found.len(), 9, "{found:?}");
    for lift in ["0.173", "0.035", "0.018"] {
        assert!(lessons.contains(lift) && findings.contains(lift), "{lift}");
    }
}

#[test]
fn the_same_scenario_and_language_give_the_same_bytes() {
    let once = pages("classroom", "uk");
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert!(*once == alone.install(|| made("classroom", "uk")));
    assert!(once != pages("classroom", "en"));
}

/// It has no script, form, handler or address of others, and its policy allows none.
fn harmless(html: &str) {
    for tag in html.split('<').skip(1).filter_map(|part| part.split('>').next()) {
        // What stands between quotes is a value.
        let names: String = tag.split('"').step_by(2).collect();
        for bad in ["script", "form", "iframe", "object", "base "] {
            assert!(!names.starts_with(bad), "{tag}");
        }
        assert!(!names.contains(" on") && !names.contains(" src"), "{tag}");
        assert!(!tag.contains("href=\"http") && !tag.contains("javascript:"), "{tag}");
    }
    assert!(html.contains("content=\"default-src 'none'; style-src 'sha256-"));
    assert!(!html.contains("@import") && !html.contains("url("));
}

#[test]
fn pages_are_small_harmless_and_say_their_language() {
    for name in ["classroom", "kyiv-washington", "with-counterpart"] {
        for language in Catalogue::languages() {
            let pages = pages(name, language);
            assert_eq!(pages.iter().map(|page| page.file).collect::<Vec<_>>(), FILES);
            for page in pages.iter() {
                assert!(page.html.len() < 300_000, "{name} {} {}", page.file, page.html.len());
                assert!(page.html.contains(&format!("<html lang=\"{language}\">")));
                assert!(!page.html.contains("paper."), "{name} {} shows a key", page.file);
                harmless(&page.html);
            }
        }
    }
}

#[test]
fn hostile_labels_do_no_harm() {
    let hostile = "</style><script>alert(1)</script>\\\"'&`**\\u202e";
    let text = bundled::text("classroom")
        .unwrap()
        .replace("\"Security guarantees\"", &format!("\"{hostile}\""))
        .replace("\"treaty\"", &format!("\"{hostile}\""))
        .replace("\"Near ally\"", &format!("\"{hostile}\""))
        .replace("\"Four seats at the table\"", &format!("\"{hostile}\""));
    let place = Place::new();
    place.write("hostile.toml", &text);
    let path = place.path("hostile.toml");
    let loaded = read(path.to_str().unwrap(), &Overrides::default());
    let made = materials(loaded.scenario.unwrap(), path.to_str().unwrap(), &Catalogue::english());
    let mut seen = 0;
    for page in made.unwrap() {
        harmless(&page.html);
        assert_eq!(page.html.matches("</style>").count(), 1, "{}", page.file);
        assert!(!page.html.contains('\u{202e}'), "{}", page.file);
        seen += page.html.matches("&lt;script&gt;").count();
    }
    assert!(seen > 10, "{seen}");
}

/// With few parties, with values given, with a gate that counts no rounds.
#[test]
fn any_scenario_has_a_sheet_for_each_party() {
    for name in ["dayton-1995", "favours-hybrid", "classroom"] {
        let scenario = scenario(name, &[]);
        let pages = pages(name, "en");
        let roles = page(&pages, "roles.html");
        let sheets = roles.matches("<section class=\"leaf sheet").count();
        assert_eq!(sheets, scenario.parties.len(), "{name}");
        for party in &scenario.parties {
            assert!(text(roles).contains(&party.of.label), "{name}");
        }
        assert!(named(page(&pages, "answers.html")).len() > 30, "{name}");
    }
}

/// The code of a room, without its comments and tests.
fn code(dir: &str) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.push_str(&code(path.to_str().unwrap()));
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let lines = text.split("#[cfg(test)]").next().unwrap().lines();
            for line in lines.filter(|line| !line.trim_start().starts_with("//")) {
                all.push_str(line);
                all.push('\n');
            }
        }
    }
    all
}

/// The keys of the English texts and the literals of the code agree: nothing is missing, nothing is left over.
#[test]
fn every_key_in_the_code_has_a_text_and_every_text_is_used() {
    let english = Catalogue::english();
    let keys: BTreeSet<&str> = english.keys().collect();
    let tables: BTreeSet<&str> = keys.iter().filter_map(|key| key.split('.').next()).collect();
    let composed: String = CHOICE_KEYS.iter().flatten().map(|key| format!("\"{key}\"")).collect();
    let code = code("crates/class/src") + &code("src/cli/class") + &composed;
    let within = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
    let mut seen = 0;
    for table in tables {
        for (at, _) in code.match_indices(&format!("\"{table}.")) {
            let word = code[at + 1..].split('"').next().unwrap();
            let is_file = [".json", ".css", ".js"].iter().any(|end| word.ends_with(end));
            if word.chars().all(within) && !is_file {
                assert!(keys.contains(word), "`{word}` has no text");
                seen += 1;
            }
        }
    }
    assert!(seen >= keys.len());
    for key in keys {
        assert!(code.contains(&format!("\"{key}\"")), "`{key}` is used nowhere");
    }
}

fn names(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

#[test]
fn bundled_languages_are_complete_and_have_the_same_names() {
    let english = Catalogue::english();
    for language in Catalogue::languages() {
        let words = Catalogue::bundled(language).unwrap();
        assert!(words.missing().is_empty(), "{language} lacks {:?}", words.missing());
        let keys: BTreeSet<&str> = words.keys().collect();
        assert_eq!(keys, english.keys().collect(), "{language}");
        for key in keys {
            let text = words.get(key);
            assert!(!text.is_empty(), "{language}: {key}");
            assert_eq!(names(text), names(english.get(key)), "{language}: {key}");
        }
    }
}

#[test]
fn the_words_of_the_scenarios_of_a_class_are_translated() {
    for language in Catalogue::languages().filter(|language| *language != "en") {
        let words = Catalogue::bundled(language).unwrap();
        let mut missing = BTreeSet::new();
        for name in ["classroom", "kyiv-washington", "two-capitals", "with-counterpart"] {
            let scenario = scenario(name, &[]);
            let mut texts = vec![scenario.title.clone(), scenario.description.clone()];
            texts.extend(scenario.parties.iter().map(|party| party.of.label.clone()));
            texts.extend(scenario.shocks.iter().map(|shock| shock.of.label.clone()));
            for issue in &scenario.issues {
                texts.push(issue.of.label.clone());
                texts.extend(issue.of.options.clone());
            }
            missing.extend(texts.into_iter().filter(|text| words.label(text) == text));
        }
        assert!(missing.is_empty(), "{language}: {missing:#?}");
    }
}

#[test]
fn the_command_writes_six_files_and_replaces_none_unasked() {
    let place = Place::new();
    let ran = place.run("class materials --language uk").ended(0);
    let files = place.files("out/classroom-materials");
    let names: BTreeSet<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, FILES.into_iter().collect());
    assert_eq!(ran.out.lines().count(), FILES.len());
    assert!(ran.err.is_empty(), "{}", ran.err);
    for page in pages("classroom", "uk").iter() {
        assert!(files[page.file] == page.html.as_bytes(), "{}", page.file);
    }
    let refused = place.run("class materials").ended(2);
    assert!(refused.says("is there already; --force replaces it"), "{}", refused.err);
    assert!(files == place.files("out/classroom-materials"));
    place.run("class materials --force").ended(0);
    assert!(files != place.files("out/classroom-materials"));
}

#[test]
fn languages_and_catalogues_are_taken_or_refused() {
    let place = Place::new();
    let none = place.run("class materials --language tlh").ended(2);
    assert!(none.says("there is no language `tlh`: there are"), "{}", none.err);
    assert!(place.run("class materials no-such.toml").ended(2).out.is_empty());
    assert!(!Path::new(&place.path("out")).exists());

    place.write("german.toml", "language = \"de\"\n[paper.roles]\ntitle = \"Rollenblätter\"\n[label]\nRequester = \"Bittsteller\"\n");
    let ran = place.run("class materials --words german.toml --out de").ended(0);
    let english = Catalogue::english().keys().count();
    assert!(ran.says(&format!("{} texts are English", english - 1)), "{}", ran.err);
    let roles = place.text("de/roles.html");
    assert!(roles.contains("<html lang=\"de\">") && roles.contains("Rollenblätter"));
    assert!(roles.contains("Bittsteller") && roles.contains("Confidential"));

    let listed = place.run("class words german.toml").ended(0);
    assert!(listed.out.starts_with("de  1 text, "), "{}", listed.out);
    assert!(
        listed.out.contains("\n  paper.roles.lead\n") && !listed.out.contains("paper.roles.title")
    );
    let json = place.run("class words german.toml --format json").ended(0);
    let record: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(record["language"], "de");
    assert_eq!(record["missing"], english - 1);
    assert_eq!(record["keys"].as_array().unwrap().len(), english - 1);
    let all = place.run("class words").ended(0).out;
    assert!(all.contains("uk  ") && all.contains("0 from the English ones"), "{all}");

    place.write("bad.toml", "language = \"de\"\n[paper.roles]\ntitel = \"x\"\n");
    let bad = place.run("class words bad.toml").ended(65);
    assert!(bad.says("is `paper.roles.title` meant?"), "{}", bad.err);
}
