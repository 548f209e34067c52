//! The pages of a class: well-formed, harmless, in both languages, and of each seat only what is its own.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::Event;

use summitry_class::Catalogue;
use summitry_class::pages::{
    CHOICE_KEYS, Chrome, Links, SCRIPT, STYLE, Seated, error_page, join, projector, reached, seat,
    teach,
};
use summitry_class::state::{Action, ClassConfig, ClassState, Guess, Phase, Plan, Refusal};
use summitry_class::table::{Due, PrivateInfo};
use summitry_engine::ids::PartyId;
use summitry_model::fields::diagnostic::Diagnostics;
use summitry_model::fields::source::Sources;
use summitry_model::policy::RequestKind;
use summitry_model::process::{CompiledScenario, Outcome};
use summitry_model::scenario::{self, Overrides};

const START: i64 = 1_700_000_000_000;
const LINK: &str = "http://127.0.0.1:8000/back/personal-token";

/// A scenario as TOML in which each number of each seat is its own.
fn distinctive() -> String {
    let text = std::fs::read_to_string("scenarios/classroom.toml").unwrap();
    let mut odd = 0;
    let line = |line: &str| {
        if !line.starts_with("stakes.") {
            return line.to_owned();
        }
        odd += 1;
        let (head, rest) = line.split_once("weight = ").unwrap();
        let (weight, rest) = rest.split_once(',').unwrap();
        let weight: f64 = weight.parse().unwrap();
        format!("{head}weight = {:.4},{rest}", weight + f64::from(odd) * 0.137)
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn config(text: &str) -> Arc<ClassConfig> {
    let (mut sources, mut faults) = (Sources::new(), Diagnostics::new());
    let read =
        scenario::read_text("classroom", text, &Overrides::default(), &mut sources, &mut faults);
    let scenario = read.unwrap_or_else(|| panic!("{}", faults.render(&sources, false)));
    Arc::new(ClassConfig { setup: CompiledScenario::new(scenario), plan: Plan::default() })
}

fn act(state: &mut ClassState, action: &Action) {
    state.apply(action, state.last() + 1000).unwrap_or_else(|error| panic!("{error}: {action:?}"));
}

fn joined(config: &Arc<ClassConfig>, names: &[String]) -> ClassState {
    let mut state = ClassState::new(config.clone(), START);
    for (number, pseudonym) in names.iter().enumerate() {
        let token = format!("{number:064x}");
        act(&mut state, &Action::Join { pseudonym: pseudonym.clone(), token });
    }
    state
}

fn names(many: usize) -> Vec<String> {
    (0..many).map(|number| format!("Heron{number}")).collect()
}

fn go(state: &mut ClassState, phase: Phase) {
    act(state, &Action::Go { phase });
}

/// A legal answer, any of them.
fn any(due: &Due, lot: &mut u64) -> String {
    let mut draw = |many: usize| {
        *lot = lot.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*lot >> 33) as usize % many
    };
    if due.kind == RequestKind::Offer {
        let options = due.on_table.iter().map(|on| draw(usize::from(on.options)).to_string());
        return options.collect::<Vec<_>>().join(" ");
    }
    due.legal()[draw(due.legal().len())].name().to_owned()
}

/// Somebody who is asked answers; false if nobody is.
fn answer_one(state: &mut ClassState, lot: &mut u64) -> bool {
    for member in 0..state.members().len() {
        let Some((table, party)) = state.members()[member].place else { continue };
        let stand = state.tables()[table].clone();
        let view = stand.snapshot().seat_view(PartyId(party as u8));
        let answers: Vec<(usize, String)> =
            view.due().map(|due| (due.number, any(due, lot))).collect();
        if !answers.is_empty() {
            act(state, &Action::Answer { member, answers });
            return true;
        }
    }
    false
}

/// A page's words and keys, and the calls of the pages with them.
struct Bench {
    words: Catalogue,
    keys: Cell<u32>,
}

impl Bench {
    fn of(language: &str) -> Self {
        Bench { words: Catalogue::bundled(language).unwrap(), keys: Cell::new(0) }
    }

    fn with<T>(
        &self,
        state: &ClassState,
        flash: Option<&str>,
        show: impl FnOnce(&Chrome<'_>) -> T,
    ) -> T {
        let key = || {
            self.keys.set(self.keys.get() + 1);
            format!("key-{}", self.keys.get())
        };
        let chrome = Chrome {
            words: &self.words,
            languages: &["en", "uk"],
            form_token: "form-token",
            key: &key,
            now: state.last() + 400,
            is_lan: true,
            flash,
        };
        show(&chrome)
    }

    fn seat(&self, state: &ClassState, member: usize) -> String {
        let seated = Seated { member, link: LINK, draft: None, is_still: false };
        self.with(state, None, |chrome| seat(chrome, state, seated))
    }

    fn teach(&self, state: &ClassState) -> String {
        let presence: Vec<Option<i64>> = (0..state.members().len())
            .map(|member| match member % 3 {
                0 => Some(state.last()),
                1 => Some(state.last() - 200_000),
                _ => None,
            })
            .collect();
        self.with(state, Some("refused.already"), |chrome| {
            teach(chrome, state, &presence, &links())
        })
    }

    fn wall(&self, state: &ClassState) -> String {
        self.with(state, None, |chrome| projector(chrome, state, &links()))
    }

    /// Every page there is of a room.
    fn all(&self, state: &ClassState) -> Vec<(String, String)> {
        let mut pages = vec![
            ("teach".to_owned(), self.teach(state)),
            ("wall".to_owned(), self.wall(state)),
            (
                "join".to_owned(),
                self.with(state, Some("refused.taken"), |chrome| {
                    join(chrome, state.config(), "AB\"<b>", "\"><script>")
                }),
            ),
            (
                "reached".to_owned(),
                self.with(state, None, |chrome| reached(chrome, state.config())),
            ),
        ];
        for member in 0..state.members().len() {
            pages.push((format!("seat-{member}"), self.seat(state, member)));
        }
        pages
    }
}

fn links() -> Links<'static> {
    Links {
        students: "http://192.168.1.20:8000/join?code=7K3QX",
        code: "7K3QX",
        qr_svg: "<svg viewBox=\"0 0 2 2\"><path d=\"M0 0h1v1h-1z\"/></svg>",
        projector: "/wall?key=abc",
        debrief: "/debrief",
        take_home: "/take-home",
        is_lan: true,
        addresses: &[],
    }
}

/// HTML elements without an end.
const VOID: [&str; 6] = ["br", "hr", "input", "link", "meta", "img"];
type Element = (String, Vec<(String, String)>);

/// Holds a page to be well-formed, and gives its elements with their attributes.
fn elements(page: &str) -> Vec<Element> {
    let page = page.strip_prefix("<!DOCTYPE html>").expect("a page begins with its type");
    let mut reader = Reader::from_str(page);
    reader.config_mut().check_end_names = false;
    let (mut found, mut open) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error} in {page:.200}")) {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                let attributes = tag.html_attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    (attribute.key.as_ref().to_owned(), attribute.value.into_owned())
                });
                found.push((name.clone(), attributes.collect()));
                if !VOID.contains(&name.as_str()) && name != "path" {
                    open.push(name);
                }
            }
            Event::End(tag) => {
                let name = tag.name().as_ref().to_owned();
                assert_eq!(open.pop().as_ref(), Some(&name), "an end that is not due");
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} are left open");
    found
}

fn of<'a>(element: &'a Element, key: &str) -> Option<&'a str> {
    element.1.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

/// Holds a page to what every page promises.
fn sound(name: &str, page: &str, language: &str) {
    let found = elements(page);
    let many = |of: &str| found.iter().filter(|(element, _)| element == of).count();
    assert_eq!((many("h1"), many("main"), many("title")), (1, 1, 1), "{name}");
    assert_eq!(many("style") + many("img") + many("iframe"), 0, "{name}");
    assert_eq!(of(&found[0], "lang"), Some(language), "{name}");
    assert!(page.len() < 300_000, "{name}: {} bytes", page.len());
    let mut ids = BTreeSet::new();
    for element in &found {
        for (key, value) in &element.1 {
            assert!(key != "style" && !key.starts_with("on"), "{name}: {key}={value}");
            assert!(
                !value.contains("javascript:") && !value.contains("NaN"),
                "{name}: {key}={value}"
            );
            if key == "id" {
                assert!(ids.insert(value.clone()), "{name}: the id {value} is given twice");
            }
        }
    }
    for element in &found {
        for key in ["aria-labelledby", "aria-describedby", "for"] {
            if let Some(refers) = of(element, key) {
                assert!(refers.split(' ').all(|id| ids.contains(id)), "{name}: {key}={refers}");
            }
        }
        if element.0 == "script" {
            assert_eq!(of(element, "src"), Some("/class.js"), "{name}");
        }
        let is_field = element.0 == "select"
            || element.0 == "textarea"
            || (element.0 == "input"
                && !matches!(of(element, "type"), Some("hidden" | "radio" | "checkbox")));
        if is_field {
            let id = of(element, "id").unwrap_or_else(|| panic!("{name}: a field has no id"));
            let labels =
                found.iter().filter(|label| label.0 == "label" && of(label, "for") == Some(id));
            assert_eq!(labels.count(), 1, "{name}: {id} has no label");
        }
    }
    let forms: Vec<&Element> = found.iter().filter(|(element, _)| element == "form").collect();
    assert!(forms.iter().all(|form| of(form, "method") == Some("post")), "{name}");
    let hidden = |field: &str| -> Vec<&str> {
        let fields = found.iter().filter(|element| {
            of(element, "name") == Some(field) && of(element, "type") == Some("hidden")
        });
        fields.filter_map(|element| of(element, "value")).collect()
    };
    assert_eq!(hidden("token").len(), forms.len(), "{name}");
    let keys: BTreeSet<&str> = hidden("key").into_iter().collect();
    assert_eq!(keys.len(), forms.len(), "{name}: a key of its own for each form");
    let words = Catalogue::bundled(language).unwrap();
    let groups: BTreeSet<&str> = words.keys().filter_map(|key| key.split('.').next()).collect();
    for text in text_of(page).split_whitespace() {
        // A key that no catalogue has would be shown as it is.
        let is_key = text.split_once('.').is_some_and(|(group, rest)| {
            groups.contains(group) && rest.starts_with(|c: char| c.is_ascii_lowercase())
        });
        assert!(!is_key && !text.contains('{'), "{name}: the page shows {text}");
    }
}

/// What a page says, without its elements.
fn text_of(page: &str) -> String {
    let (mut text, mut inside) = (String::new(), false);
    for c in page.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

/// A class of two tables, one seat of which is shared, at moments of its way: the room at each.
fn moments(config: &Arc<ClassConfig>, names: &[String], lot: u64) -> Vec<ClassState> {
    let mut state = joined(config, names);
    let mut lot = lot;
    let mut seen = vec![state.clone()];
    go(&mut state, Phase::Predict);
    seen.push(state.clone());
    for member in 0..names.len() {
        let outcome = Outcome::NAMES[member % Outcome::NAMES.len()].to_owned();
        let guess = Guess { outcome, first_summit_day: Some(11 + member as u32) };
        act(&mut state, &Action::Predict { member, guess });
        act(&mut state, &Action::Note { member, text: format!("canary{member:03} of {member}") });
    }
    seen.push(state.clone());
    go(&mut state, Phase::Play);
    seen.push(state.clone());
    for step in 0.. {
        match step {
            5 => act(
                &mut state,
                &Action::Tell { table: Some(0), text: "Ten minutes\n\nleft".into() },
            ),
            9 => act(&mut state, &Action::InjectShock { shock: "territorial".into(), table: None }),
            12 => act(&mut state, &Action::Hand { table: 0, party: 1, to_policy: true }),
            16 => act(&mut state, &Action::Hand { table: 0, party: 1, to_policy: false }),
            20 => act(&mut state, &Action::Pause),
            21 => act(&mut state, &Action::Resume),
            // Time runs out, twice for whoever is asked.
            24..28 => {
                if let Some((at, up)) = state.deadline() {
                    state.apply(&up, at).unwrap();
                }
            }
            _ => {
                if !answer_one(&mut state, &mut lot) {
                    break;
                }
            }
        }
        seen.push(state.clone());
        if step > 90 {
            break;
        }
    }
    go(&mut state, Phase::Debrief);
    seen.push(state.clone());
    act(&mut state, &Action::Reveal { shown: true });
    seen.push(state.clone());
    act(&mut state, &Action::End);
    seen.push(state);
    seen
}

#[test]
fn every_page_is_sound_in_every_language() {
    let config = config(&distinctive());
    let seen = moments(&config, &names(9), 5);
    assert!(seen.len() > 40, "{} moments", seen.len());
    for language in Catalogue::languages() {
        let bench = Bench::of(language);
        for state in seen.iter().step_by(3).chain(&seen[seen.len() - 3..]) {
            for (name, page) in bench.all(state) {
                sound(&name, &page, language);
            }
        }
        for key in ["gone.not-found", "gone.elsewhere", "gone.over", "gone.removed", "no such key"]
        {
            let page = bench.with(&seen[0], None, |chrome| error_page(chrome, key));
            sound(key, &page, language);
        }
    }
}

#[test]
fn texts_of_others_do_no_harm() {
    let hostile = "<script>alert(1)</script> & \"'> \u{202e}\u{2067}turned";
    let quoted = toml::Value::String(hostile.to_owned()).to_string();
    let line = |line: &str| match ["title", "description", "label"]
        .into_iter()
        .find(|key| line.starts_with(&format!("{key} = ")))
    {
        Some(key) => format!("{key} = {quoted}"),
        None => line.replace("\"ammunition\"", &quoted),
    };
    let text: Vec<String> = distinctive().lines().map(line).collect();
    let config = config(&text.join("\n"));
    let called = ["<script>x()</script>", "\"><img onerror=x>", "&lt;b&gt;", "it's {name} {n}"];
    let called: Vec<String> = called.into_iter().map(str::to_owned).collect();
    let mut seen = moments(&config, &called, 3);
    let state = seen.last_mut().unwrap();
    assert!(state.apply(&Action::Note { member: 0, text: String::new() }, 0).is_err());
    let mut state = seen[2].clone();
    let harm = "</textarea><script>x()</script>\u{202e}".to_owned();
    act(&mut state, &Action::Note { member: 0, text: harm.clone() });
    act(&mut state, &Action::Tell { table: None, text: harm });
    seen.push(state);
    let bench = Bench::of("en");
    for state in seen.iter().step_by(4).chain(seen.last()) {
        for (name, page) in bench.all(state) {
            let found = elements(&page);
            for (element, attributes) in &found {
                assert!(!["img", "b", "style"].contains(&element.as_str()), "{name}: {element}");
                assert!(!attributes.iter().any(|(key, _)| key.starts_with("on")), "{name}");
            }
            let scripts = found.iter().filter(|(element, _)| element == "script");
            assert!(scripts.clone().count() <= 1, "{name}");
            assert!(scripts.clone().all(|script| of(script, "src").is_some()), "{name}");
            // Somebody's own note is theirs; nothing else may turn what follows.
            let (before, rest) = page.split_once("<textarea").unwrap_or((&page, ""));
            let after = rest.split_once("</textarea>").map_or("", |(_, after)| after);
            let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!before.contains(turns) && !after.contains(turns), "{name}");
        }
    }
}

/// The numbers that only a seat knows.
fn numbers(own: &PrivateInfo) -> Vec<f64> {
    let values = own.values.iter().flatten().copied();
    own.weights.iter().copied().chain(values).chain([own.reservation, own.text_utility]).collect()
}

/// Two classes that differ only by what the near ally holds: while the same happens in both, nobody else's page differs.
#[test]
fn what_a_seat_holds_changes_no_page_of_another() {
    let text = distinctive();
    let (before, after) = text.split_once("[party.near-ally]").unwrap();
    let changed = after.replacen("reservation = 0.35", "reservation = 0.36", 1);
    let one = config(&text);
    let other = config(&format!("{before}[party.near-ally]{changed}"));
    let seen = (moments(&one, &names(9), 5), moments(&other, &names(9), 5));
    let ally = 2;
    let (bench, again) = (Bench::of("en"), Bench::of("en"));
    let (mut same, mut own) = (0, 0);
    for (state, twin) in seen.0.iter().zip(&seen.1) {
        if state.is_revealed() {
            break;
        }
        let happened = |state: &ClassState| -> Vec<_> {
            state.tables().iter().map(|table| table.inputs().clone()).collect()
        };
        if happened(state) != happened(twin) {
            continue;
        }
        for (member, who) in state.members().iter().enumerate() {
            let (table, party) = who.place.unwrap();
            let sights = [state, twin]
                .map(|state| state.tables()[table].snapshot().revealed()[ally].clone());
            assert_ne!(sights[0].reservation, sights[1].reservation);
            let pages = (bench.seat(state, member), again.seat(twin, member));
            if party == ally {
                own += usize::from(pages.0 != pages.1);
            } else {
                same += 1;
                assert_eq!(pages.0, pages.1, "member {member}");
            }
        }
        assert_eq!(bench.wall(state), again.wall(twin));
    }
    assert!(same > 60, "only {same} pages were compared");
    assert!(own > 10, "the ally's own page shows its reservation: {own}");
}

/// Stakes too, as long as nothing has happened.
#[test]
fn a_role_sheet_has_only_the_numbers_of_its_seat() {
    let text = distinctive();
    let other = text.replace("stance = 1.0", "stance = 0.9").replace("weight = 40", "weight = 61");
    assert_ne!(text, other);
    let rooms = [&text, &other].map(|text| joined(&config(text), &names(4)));
    let (bench, again) = (Bench::of("en"), Bench::of("en"));
    let own =
        |state: &ClassState, party: usize| numbers(&state.tables()[0].snapshot().revealed()[party]);
    let mut differ = 0;
    for member in 0..4 {
        let (_, party) = rooms[0].members()[member].place.unwrap();
        let is_same = own(&rooms[0], party) == own(&rooms[1], party);
        let pages = (bench.seat(&rooms[0], member), again.seat(&rooms[1], member));
        assert_eq!(pages.0 == pages.1, is_same, "party {party}");
        differ += usize::from(!is_same);
    }
    assert_eq!(differ, 1, "only the requester's stakes differ");
}

#[test]
fn notes_and_predictions_are_seen_by_nobody_else() {
    let config = config(&distinctive());
    let seen = moments(&config, &names(9), 5);
    let bench = Bench::of("en");
    for state in seen.iter().skip(2).step_by(5).chain(seen.last()) {
        let pages = bench.all(state);
        for (name, page) in &pages {
            for member in 0..state.members().len() {
                let is_own = *name == format!("seat-{member}");
                let shows = page.contains(&format!("canary{member:03}"));
                assert_eq!(shows, is_own, "{name} and the note of {member}");
            }
        }
        let wall = bench.wall(state);
        assert!(state.members().iter().all(|member| !wall.contains(&member.pseudonym)));
        // Names are seen in the seat that is shared, and by the teacher.
        for (member, who) in state.members().iter().enumerate() {
            let page = bench.seat(state, member);
            for other in state.members() {
                let is_here = other.place == who.place;
                assert_eq!(page.contains(&format!(">{}<", other.pseudonym)), is_here);
            }
        }
    }
    // Others' predictions change nothing on the page of a seat.
    let mut state = seen[2].clone();
    let (twin, again) = (state.clone(), Bench::of("en"));
    let bench = Bench::of("en");
    let guess = Guess { outcome: "no-summit".into(), first_summit_day: None };
    act(&mut state, &Action::Predict { member: 1, guess });
    let at = |bench: &Bench, member: usize, state: &ClassState| {
        let page = bench.seat(state, member);
        // The clock of the phase is a second further.
        page.split("data-left=").next().unwrap().to_owned()
            + page.split("class=\"columns\"").nth(1).unwrap()
    };
    assert_eq!(at(&bench, 2, &state), at(&again, 2, &twin));
    assert_ne!(at(&bench, 1, &state), at(&again, 1, &twin));
}

/// The fields of a form by name, with their values.
fn offered(page: &str) -> Vec<(String, String)> {
    let found = elements(page);
    let radios = found.iter().filter(|element| of(element, "type") == Some("radio"));
    radios
        .map(|radio| {
            (of(radio, "name").unwrap().to_owned(), of(radio, "value").unwrap().to_owned())
        })
        .filter(|(name, _)| name.starts_with('d'))
        .collect()
}

#[test]
fn a_form_offers_all_that_is_legal_and_nothing_else() {
    let config = config(&distinctive());
    let bench = Bench::of("uk");
    let (mut closed, mut offers) = (0, 0);
    for state in moments(&config, &names(9), 5) {
        for (member, who) in state.members().iter().enumerate() {
            let (number, party) = who.place.unwrap();
            let table = &state.tables()[number];
            let is_asked = state.phase() == Phase::Play && !table.seats[party].is_policy();
            let mut legal = Vec::new();
            for due in table.snapshot().seat_view(PartyId(party as u8)).due().filter(|_| is_asked) {
                let name = format!("d{}", due.number);
                legal.extend(
                    due.legal().iter().map(|choice| (name.clone(), choice.name().to_owned())),
                );
                for (place, on) in
                    due.on_table.iter().enumerate().filter(|_| due.kind == RequestKind::Offer)
                {
                    legal.extend(
                        (0..on.options)
                            .map(|option| (format!("{name}-{place}"), option.to_string())),
                    );
                }
                if due.kind == RequestKind::Offer { offers += 1 } else { closed += 1 }
            }
            let page = bench.seat(&state, member);
            assert_eq!(offered(&page), legal);
            assert_eq!(
                page.contains("http-equiv=\"refresh\""),
                legal.is_empty() && state.phase() != Phase::Predict
            );
        }
    }
    assert!(closed > 20 && offers > 3, "{closed} closed decisions, {offers} offers");
}

/// What an offer is worth is worked out on the page from what each option adds; without the script, by the server.
#[test]
fn an_offer_is_worth_what_its_options_add() {
    let config = config(&distinctive());
    let bench = Bench::of("en");
    let mut tried = 0;
    for state in moments(&config, &names(9), 5) {
        for (member, who) in state.members().iter().enumerate() {
            let (number, party) = who.place.unwrap();
            let table = &state.tables()[number];
            let view = table.snapshot().seat_view(PartyId(party as u8));
            let Some(due) = view.due().find(|due| due.kind == RequestKind::Offer) else {
                continue;
            };
            let options: Vec<u8> = due.on_table.iter().map(|on| on.options - 1).collect();
            let draft = Some((due.number, options.as_slice()));
            let seated = Seated { member, link: LINK, draft, is_still: true };
            let page = bench.with(&state, None, |chrome| seat(chrome, &state, seated));
            let found = elements(&page);
            let is_chosen = |element: &&Element| {
                of(element, "data-worth").is_some() && of(element, "checked").is_some()
            };
            let chosen: Vec<&Element> = found.iter().filter(is_chosen).collect();
            if chosen.is_empty() {
                continue;
            }
            assert_eq!(chosen.len(), options.len());
            let added: f64 = chosen
                .iter()
                .map(|element| of(element, "data-worth").unwrap().parse::<f64>().unwrap())
                .sum();
            let issues: Vec<usize> = due.on_table.iter().map(|on| on.issue).collect();
            let worth = view.utility(&issues, &summitry_model::bargaining::Offer::new(&options));
            assert!((added - worth).abs() < 1e-4, "{added} and {worth}");
            let shown = page.split("data-sum>").nth(1).unwrap().split('<').next().unwrap();
            assert_eq!(shown, (worth * 100.0).round().to_string());
            tried += 1;
        }
    }
    assert!(tried > 3);
}

#[test]
fn what_is_revealed_is_seen_then_and_not_before() {
    let config = config(&distinctive());
    let seen = moments(&config, &names(9), 5);
    let bench = Bench::of("en");
    for state in &seen {
        let page = bench.seat(state, 0);
        assert_eq!(page.contains("id=\"revealed\""), state.is_revealed());
    }
}

/// The keys in the code of these pages are those of their catalogue.
#[test]
fn each_key_has_its_text_and_each_text_its_key() {
    let catalogue: toml::Table =
        include_str!("../../crates/class/src/i18n/en/pages.toml").parse().unwrap();
    let mut keys = BTreeSet::new();
    for (group, texts) in &catalogue {
        for key in texts.as_table().unwrap().keys() {
            keys.insert(format!("{group}.{key}"));
        }
    }
    let mut code = std::fs::read_to_string("crates/class/src/state/refusal.rs").unwrap();
    for file in std::fs::read_dir("crates/class/src/pages").unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|end| end == "rs") {
            code += &std::fs::read_to_string(path).unwrap();
        }
    }
    let is_key = |text: &str| {
        text.split_once('.').is_some_and(|(group, _)| catalogue.contains_key(group))
            && text
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.')
    };
    let mut used: BTreeSet<String> =
        code.split('"').filter(|text| is_key(text)).map(str::to_owned).collect();
    used.extend(CHOICE_KEYS.iter().flatten().map(|&key| key.to_owned()));
    let lacking: Vec<&String> = used.difference(&keys).collect();
    assert!(lacking.is_empty(), "no text for {lacking:?}");
    let idle: Vec<&String> = keys.difference(&used).collect();
    assert!(idle.is_empty(), "no page says {idle:?}");
    let ukrainian = Catalogue::bundled("uk").unwrap();
    let missing: Vec<&str> =
        ukrainian.missing().into_iter().filter(|key| keys.contains(*key)).collect();
    assert!(missing.is_empty(), "no Ukrainian text for {missing:?}");
}

#[test]
fn every_refusal_is_said() {
    let words = Catalogue::english();
    let refusals = [
        Refusal::Over,
        Refusal::Paused,
        Refusal::Phase,
        Refusal::Full,
        Refusal::Pseudonym,
        Refusal::Taken,
        Refusal::Member,
        Refusal::Table,
        Refusal::Seat,
        Refusal::SeatFull,
        Refusal::Past,
        Refusal::NotYours,
        Refusal::Illegal,
        Refusal::Guess,
        Refusal::Shock,
        Refusal::Done,
        Refusal::Text,
        Refusal::Already,
    ];
    assert!(refusals.iter().all(|refused| words.get(refused.key()) != refused.key()));
}

#[test]
fn style_and_script_ask_for_nothing_of_others() {
    for text in [STYLE, SCRIPT] {
        for harm in ["http", "url(", "@import", "innerHTML", "eval(", "import("] {
            assert!(!text.contains(harm), "{harm}");
        }
    }
    assert!(SCRIPT.lines().count() < 160);
}
