//! The JSON Schema of the protocol.

use serde_json::{Map, Value, json};

use summitry_model::bargaining::{MAX_ISSUES, MAX_OPTIONS};
use summitry_model::diplomacy::party::Role;
use summitry_model::fields::field::Choice as _;
use summitry_model::fields::schema::DIALECT;
use summitry_model::policy::RequestKind;
use summitry_model::process::Outcome;

use super::protocol::PROTOCOL;

/// The schema (draft 2020-12) of a line in either direction. A test holds it to what is said and taken.
#[must_use]
pub fn seat_schema() -> Value {
    json!({
        "$schema": DIALECT,
        "title": PROTOCOL,
        "description": "A line between summitry and the program in a seat: `to_program` on its standard input, \
                        `from_program` on its standard output.",
        "oneOf": [{ "$ref": "#/$defs/to_program" }, { "$ref": "#/$defs/from_program" }],
        "$defs": {
            "to_program": { "oneOf": [
                { "$ref": "#/$defs/hello" },
                { "$ref": "#/$defs/request" },
                { "$ref": "#/$defs/end" },
                { "$ref": "#/$defs/bye" },
            ] },
            "from_program": { "oneOf": [{ "$ref": "#/$defs/ready" }, { "$ref": "#/$defs/answer" }] },
            "hello": hello(),
            "request": request(),
            "end": object("A run in which the seat was asked is over; no answer is expected.", &["type", "run", "outcome"], json!({
                "type": { "const": "end" },
                "run": count("The number of the run."),
                "outcome": { "enum": Outcome::NAMES, "description": "How it ended." },
            })),
            "bye": object("All is over; standard input is closed next.", &["type"], json!({
                "type": { "const": "bye" },
            })),
            "ready": object("The answer to the hello.", &["type"], json!({
                "type": { "const": "ready" },
                "name": text("What the program calls itself."),
            })),
            "answer": object("The answer to a request.", &["id", "answer"], json!({
                "type": { "const": "answer" },
                "id": text("The id of the request."),
                "answer": {
                    "oneOf": [{ "type": "string" }, { "$ref": "#/$defs/offer" }],
                    "description": "One of the request's legal answers; of an offer, an option for each issue on the table.",
                },
            })),
            "view": view(),
            "own": own(),
            "table": table(),
            "clause": clause(),
            "offer": {
                "type": "array", "maxItems": MAX_ISSUES, "items": { "$ref": "#/$defs/option" },
                "description": "An option for each issue on the table, in its order.",
            },
            "option": {
                "type": "integer", "minimum": 0, "maximum": MAX_OPTIONS - 1,
                "description": "An option of an issue, counted from 0.",
            },
        },
    })
}

fn hello() -> Value {
    object(
        "First of all: what everybody knows of the scenario, and the program's seat.",
        &[
            "type",
            "protocol",
            "summitry",
            "scenario",
            "title",
            "party",
            "parties",
            "issues",
            "window_days",
            "deadline_day",
        ],
        json!({
            "type": { "const": "hello" },
            "protocol": { "const": PROTOCOL },
            "summitry": text("The version of summitry."),
            "scenario": text("The id of the scenario."),
            "title": text("Its title."),
            "party": text("The id of the party that the program plays."),
            "parties": list("All parties.", object(
                "What everybody knows of a party.",
                &["id", "label", "role", "influence"],
                json!({
                    "id": text("Its id."),
                    "label": text("Its name."),
                    "role": {
                        "enum": Role::ALL.iter().map(|role| role.key()).collect::<Vec<_>>(),
                        "description": "What it is to the process.",
                    },
                    "influence": number("Its influence as a share of the coalition's."),
                }),
            )),
            "issues": list("The issues, in the order of offers.", object(
                "What everybody knows of an issue.",
                &["id", "label", "options", "status_quo"],
                json!({
                    "id": text("Its id."),
                    "label": text("Its name."),
                    "options": list("The names of its options, from option 0.", json!({ "type": "string" })),
                    "status_quo": { "$ref": "#/$defs/option" },
                }),
            )),
            "window_days": number("Days that the window of the talks lasts, unless chance closes it."),
            "deadline_day": or_none(number("The day of the deadline.")),
        }),
    )
}

fn request() -> Value {
    let kinds: Vec<&str> = RequestKind::ALL.into_iter().map(RequestKind::name).collect();
    object(
        "A decision is due; one answer is expected.",
        &[
            "type",
            "id",
            "run",
            "seed",
            "decision",
            "request",
            "occurrence",
            "legal",
            "view",
            "deadline_ms",
        ],
        json!({
            "type": { "const": "request" },
            "id": text("What the answer repeats."),
            "run": count("The number of the run."),
            "seed": {
                "type": "integer", "minimum": 0, "maximum": (1_u64 << 53) - 1,
                "description": "Where a program that draws begins: the same for all requests of a run and seat.",
            },
            "decision": { "type": "integer", "minimum": 1, "description": "The number of the decision in the run." },
            "request": { "enum": kinds, "description": "What is asked." },
            "issue": text("The id of the issue that endorse-issue is about."),
            "occurrence": count("How often the seat was asked this before in the run."),
            "legal": list(
                "The legal answers. None for an offer: an option for each issue of view.table is legal.",
                json!({ "type": "string" }),
            ),
            "view": { "$ref": "#/$defs/view" },
            "deadline_ms": count("Milliseconds that the program may take to answer."),
        }),
    )
}

fn view() -> Value {
    let mut properties = Map::new();
    for (key, doc) in [
        ("day", "Days since the start of the window."),
        ("strain", "Strain on the requester."),
        ("attention", "Attention."),
        ("backlog", "Share of aid shipments held up."),
        ("energy", "Log deviation of the energy price."),
        ("credibility", "Credibility of the process."),
        ("preparation", "Preparation P."),
        ("goals", "Goals G."),
        ("cohesion", "Cohesion C."),
        ("leverage", "Leverage L."),
        ("endorsed", "Share of the allied influence that endorses the text."),
    ] {
        properties.insert(key.to_owned(), number(doc));
    }
    for (key, doc) in [
        ("rounds", "Rounds held."),
        ("summits", "Summits held."),
        ("requests", "Requests made."),
        ("deferrals", "Requests deferred since the last grant."),
    ] {
        properties.insert(key.to_owned(), count(doc));
    }
    for (key, schema) in [
        ("support", by_id("Domestic support of each party, as polls have it.", plain())),
        (
            "apart",
            by_id(
                "Influence-weighted mean distance of the positions tabled on each issue.",
                plain(),
            ),
        ),
        ("text", by_id("Where each issue stands.", json!({ "$ref": "#/$defs/clause" }))),
        ("endorsers", list("Who endorses the text.", json!({ "type": "string" }))),
        ("missing", list("What the last deferral named as missing.", json!({ "type": "string" }))),
        ("own", json!({ "$ref": "#/$defs/own" })),
    ] {
        properties.insert(key.to_owned(), schema);
    }
    let required: Vec<String> = properties.keys().cloned().collect();
    properties.insert("table".to_owned(), json!({ "$ref": "#/$defs/table" }));
    let required: Vec<&str> = required.iter().map(String::as_str).collect();
    object("What the seat sees: what is public, and its own.", &required, Value::Object(properties))
}

fn own() -> Value {
    object(
        "What only this party knows.",
        &[
            "weights",
            "values",
            "reservation",
            "text_utility",
            "agreed_utility",
            "gate_progress",
            "ratification",
        ],
        json!({
            "weights": by_id("Its weight of each issue; they sum to 1.", plain()),
            "values": by_id("Its value of each option of each issue.", json!({ "type": "array", "items": plain() })),
            "reservation": number("Its reservation now."),
            "text_utility": number("Its utility of the text as it stands, open issues at their status quo."),
            "agreed_utility": or_none(number("Its utility of the agreed issues alone; none if none is.")),
            "gate_progress": number("How near the gate seems to be to open."),
            "ratification": number("Its probability that the text as it stands passes at home."),
        }),
    )
}

fn table() -> Value {
    let offer = || or_none(json!({ "$ref": "#/$defs/offer" }));
    object(
        "The table, where an offer or a response is asked for, from the seat's own side.",
        &["issues", "standing", "standing_utility", "proposal", "aspiration", "ceiling", "accepts"],
        json!({
            "issues": list("The issues on it, in the order of offers.", object(
                "An issue on the table.",
                &["id", "options"],
                json!({
                    "id": text("Its id."),
                    "options": { "type": "integer", "minimum": 2, "maximum": MAX_OPTIONS, "description": "How many options it has." },
                }),
            )),
            "standing": offer(),
            "standing_utility": or_none(number("Its own utility of the standing offer.")),
            "proposal": { "$ref": "#/$defs/offer" },
            "aspiration": number("The utility that its own tactic aspires to now."),
            "ceiling": number("Its own utility of its best offer."),
            "accepts": { "type": "boolean", "description": "Whether its own tactic accepts the standing offer." },
        }),
    )
}

fn clause() -> Value {
    let option = || json!({ "$ref": "#/$defs/option" });
    json!({ "oneOf": [
        object("Nothing tabled.", &["state"], json!({ "state": { "const": "open" } })),
        object("Positions tabled, not agreed.", &["state", "low", "high"], json!({
            "state": { "const": "bracketed" }, "low": option(), "high": option(),
        })),
        object("Agreed.", &["state", "option", "by", "prepared"], json!({
            "state": { "const": "agreed" },
            "option": option(),
            "by": list("Who agreed to it or endorsed it since.", json!({ "type": "string" })),
            "prepared": { "type": "boolean", "description": "Whether it counts as prepared." },
        })),
    ] })
}

fn object(doc: &str, required: &[&str], properties: Value) -> Value {
    json!({
        "type": "object", "description": doc, "additionalProperties": false,
        "required": required, "properties": properties,
    })
}

fn by_id(doc: &str, each: Value) -> Value {
    json!({ "type": "object", "description": doc, "additionalProperties": each })
}

fn list(doc: &str, each: Value) -> Value {
    json!({ "type": "array", "description": doc, "items": each })
}

fn or_none(schema: Value) -> Value {
    json!({ "oneOf": [schema, { "type": "null" }] })
}

fn plain() -> Value {
    json!({ "type": "number" })
}

fn number(doc: &str) -> Value {
    json!({ "type": "number", "description": doc })
}

fn count(doc: &str) -> Value {
    json!({ "type": "integer", "minimum": 0, "description": doc })
}

fn text(doc: &str) -> Value {
    json!({ "type": "string", "description": doc })
}
