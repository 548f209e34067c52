//! What a program is sent: as the schema says, and nothing of what others hold.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use summitry_lab::agents::observation::observe;
use summitry_lab::agents::{AgentSpec, protocol, seat_schema};
use summitry_model::process::{CompiledScenario, PolicySet, Run, Step};

use crate::model::setup;

/// Holds a value to a schema of the few keywords that ours use; gives the first fault.
fn holds(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let fault = |what: &str| Err(format!("{what}: {value}"));
    for (key, of) in schema.as_object().unwrap() {
        match key.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let name = of.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                holds(root, root["$defs"].get(name).expect(name), value)?;
            }
            "oneOf" => {
                let tried: Vec<_> =
                    of.as_array().unwrap().iter().map(|one| holds(root, one, value)).collect();
                if tried.iter().filter(|one| one.is_ok()).count() != 1 {
                    return fault(&format!("{tried:?}"));
                }
            }
            "const" if of != value => return fault(&format!("not {of}")),
            "const" => {}
            "enum" if !of.as_array().unwrap().contains(value) => return fault("not listed"),
            "enum" => {}
            "type" => {
                let is = match of.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    "integer" => value.is_u64() || value.is_i64(),
                    "number" => value.is_number(),
                    other => panic!("type {other}"),
                };
                if !is {
                    return fault(&format!("not of type {of}"));
                }
            }
            "minimum" if value.as_f64() < of.as_f64() => return fault("too small"),
            "maximum" if value.as_f64() > of.as_f64() => return fault("too large"),
            "minimum" | "maximum" => {}
            "maxItems" if value.as_array().unwrap().len() as u64 > of.as_u64().unwrap() => {
                return fault("too long");
            }
            "maxItems" => {}
            "items" => {
                value.as_array().into_iter().flatten().try_for_each(|v| holds(root, of, v))?
            }
            "required" => {
                for name in of.as_array().unwrap() {
                    if value.is_object() && value.get(name.as_str().unwrap()).is_none() {
                        return fault(&format!("no {name}"));
                    }
                }
            }
            "properties" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    of.get(name).map_or(Ok(()), |of| holds(root, of, value))?;
                }
            }
            "additionalProperties" => {
                let known = |name: &String| schema["properties"].get(name).is_some();
                for (name, value) in value.as_object().into_iter().flatten() {
                    match of {
                        Value::Bool(false) if !known(name) => {
                            return fault(&format!("{name} is not known"));
                        }
                        Value::Bool(_) => {}
                        of => holds(root, of, value)?,
                    }
                }
            }
            other => panic!("the keyword {other} is not known here"),
        }
    }
    Ok(())
}

/// A line of this kind, by the schema.
fn check(kind: &str, value: &Value) {
    let schema = seat_schema();
    holds(&schema, &schema["$defs"][kind], value).unwrap_or_else(|fault| panic!("{kind}: {fault}"));
}

/// Everything that a seat could be sent over some runs, by party.
fn sent(setup: &CompiledScenario, runs: u64, mut each: impl FnMut(usize, &'static str, Value)) {
    let seats = PolicySet::new(setup);
    let mut run = Run::new(setup);
    run.ask_at_every_table(true);
    for party in 0..setup.parties() {
        let (command, answer_within) = (vec!["none".to_owned()], std::time::Duration::ZERO);
        let hello = protocol::hello(setup, &AgentSpec::program(party, command, answer_within));
        each(party, "hello", serde_json::from_slice(&hello).unwrap());
    }
    for number in 0..runs {
        run.begin(3, number, false).unwrap();
        loop {
            match run.advance() {
                Step::Happened => {}
                Step::Done => break,
                Step::Due => {
                    for k in 0..run.due().len() {
                        let request = run.due()[k];
                        let view = serde_json::to_value(observe(&run, k)).unwrap();
                        each(request.party.index(), request.kind.name(), view);
                        run.answer(k, seats.answer(&run, k)).unwrap();
                    }
                    run.commit();
                }
            }
        }
    }
}

#[test]
fn every_view_is_as_the_schema_says() {
    let mut kinds = BTreeSet::new();
    let setup = setup("kyiv-washington", &["gate summit-first"]);
    sent(&setup, 60, |_, kind, value| {
        check(if kind == "hello" { "hello" } else { "view" }, &value);
        assert_eq!(value.get("table").is_some(), matches!(kind, "offer" | "respond"), "{kind}");
        kinds.insert(kind);
    });
    assert_eq!(kinds.len(), 14, "{kinds:?}");
}

#[test]
#[cfg(unix)]
fn a_real_exchange_is_as_the_schema_says() {
    let place = crate::seats_programs::place();
    let command = "gatekeeper=sh -c 'tee -a to.jsonl | sh seat.sh | tee -a from.jsonl'";
    crate::seats_programs::ran(
        &place,
        "run classroom -n 12 --seat-timeout 20000 --threads 1 -q --out out",
        &[command],
    )
    .ended(0);
    let mut kinds = BTreeSet::new();
    let lines = |file: &str| -> Vec<Value> {
        place.text(file).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    for (file, direction) in [("to.jsonl", "to_program"), ("from.jsonl", "from_program")] {
        for line in lines(file) {
            let kind = line["type"].as_str().unwrap().to_owned();
            check(&kind, &line);
            check(direction, &line);
            kinds.insert(kind);
        }
    }
    let all = ["answer", "bye", "end", "hello", "ready", "request"];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), all);
    // Each request has one answer, with its id; what is between them is in order.
    let ids = |file: &str| -> Vec<Value> {
        lines(file).into_iter().filter_map(|line| line.get("id").cloned()).collect()
    };
    assert_eq!(ids("to.jsonl"), ids("from.jsonl"));
    let ends = lines("to.jsonl").iter().filter(|line| line["type"] == "end").count();
    assert_eq!(ends, 12);
}

#[test]
fn the_schema_takes_no_line_that_is_none() {
    let schema = seat_schema();
    for line in [
        json!({ "type": "answer", "id": 3, "answer": "defer" }),
        json!({ "type": "answer", "id": "3.1" }),
        json!({ "id": "3.1", "answer": "defer", "why": "so" }),
        json!({ "type": "ready", "level": 1 }),
        json!({ "type": "end", "run": 1, "outcome": "bored" }),
        json!([]),
    ] {
        assert!(holds(&schema, &schema, &line).is_err(), "{line}");
    }
    for line in [json!({ "id": "3.1", "answer": [2, 0] }), json!({ "type": "ready" })] {
        assert_eq!(holds(&schema, &schema, &line), Ok(()));
    }
}

/// All numbers in a value.
fn numbers(value: &Value, found: &mut Vec<f64>) {
    match value {
        Value::Number(number) => found.extend(number.as_f64()),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        Value::Object(entries) => entries.values().for_each(|entry| numbers(entry, found)),
        _ => {}
    }
}

/// Numbers that stand for what a party holds show up in what it is sent itself, and in nothing that another is.
#[test]
fn a_program_is_sent_nothing_of_what_others_hold() {
    const VALUES: [&str; 4] = ["0.0123457", "0.2345671", "0.4567123", "0.9671234"];
    const RESERVATION: f64 = 0.317_131_713;
    for holder in ["requester", "gatekeeper", "near-ally"] {
        let mut changes = vec![
            format!("party.{holder}.stakes.defence.weight=71.31"),
            format!("party.{holder}.stakes.defence.values=[{}]", VALUES.join(",")),
            format!("party.{holder}.reservation={RESERVATION}"),
            format!("party.{holder}.session-latitude=0.0713713"),
            format!("party.{holder}.exponent=1.137137"),
            "ratification.pass-through=0".to_owned(),
            "tractability.lowers-reservation=0".to_owned(),
            "energy.raises-reservation=0".to_owned(),
        ];
        if holder == "requester" {
            changes.push("strain.lowers-reservation=0".to_owned());
        }
        let changes: Vec<&str> = changes.iter().map(String::as_str).collect();
        let setup = setup("classroom", &changes);
        let place = setup.scenario.parties.iter().position(|party| party.id == holder).unwrap();
        let mut secrets: Vec<f64> = VALUES.iter().map(|value| value.parse().unwrap()).collect();
        secrets.push(setup.party_weights(place)[0]);
        secrets.push(RESERVATION);
        secrets.extend([0.071_371_3, 1.137_137]);
        let mut own = vec![false; secrets.len()];
        let (mut others, mut found) = (0, Vec::new());
        sent(&setup, 40, |party, kind, value| {
            found.clear();
            numbers(&value, &mut found);
            for (secret, own) in secrets.iter().zip(&mut own) {
                let there = found.iter().any(|number| (number - secret).abs() < 1e-9);
                if party == place {
                    *own |= there;
                } else {
                    others += 1;
                    assert!(!there, "{secret} of {holder} in {kind} to party {party}: {value}");
                }
            }
        });
        assert!(others > 5000, "{others}");
        // Latitude and exponent nobody is sent, not even their owner.
        assert_eq!(own, [true, true, true, true, true, true, false, false], "{holder}");
    }
}
