//! Words and numbers on their way into the page.

use crate::Catalogue;
use crate::debrief::{Debrief, EventKind, Measure, Quantity, QuestionValue};
use summitry_model::process::{EndReason, Forum, Outcome};
use summitry_pages::charts::numbers::fixed;
use summitry_pages::charts::text::{escaped, plain};

/// What is filled into a text.
#[derive(Clone, Debug)]
pub(super) enum Fill {
    /// A number, or a name that stands for one of a list: its value as it is kept, and how it is shown.
    Value { value: String, shown: String },
    /// Words.
    Text(String),
}

impl Fill {
    /// A number that is shown as it is.
    pub(super) fn number(shown: String) -> Self {
        Fill::Value { value: shown.clone(), shown }
    }

    pub(super) fn count(count: u64) -> Self {
        Fill::number(count.to_string())
    }

    pub(super) fn shown(&self) -> &str {
        match self {
            Fill::Value { shown, .. } | Fill::Text(shown) => shown,
        }
    }

    /// As HTML, under a key where it is a value.
    pub(super) fn html(&self, key: &str) -> String {
        match self {
            Fill::Value { value, shown } => format!(
                "<data data-k=\"{}\" value=\"{}\">{}</data>",
                escaped(key),
                escaped(value),
                escaped(shown)
            ),
            Fill::Text(words) => escaped(words),
        }
    }
}

/// A text of the catalogue as HTML: its names are filled in, and each value stands under `prefix` and its name.
pub(super) fn woven(text: &str, prefix: &str, fills: &[(&str, Fill)]) -> String {
    let mut html = String::new();
    pieces(text, |piece| match piece {
        Piece::Text(text) => html.push_str(&escaped(text)),
        Piece::Name(name) => {
            if let Some((_, fill)) = fills.iter().find(|(of, _)| *of == name) {
                html.push_str(&fill.html(&format!("{prefix}.{name}")));
            }
        }
    });
    html
}

/// The same as plain text.
pub(super) fn filled(text: &str, fills: &[(&str, Fill)]) -> String {
    let mut said = String::new();
    pieces(text, |piece| match piece {
        Piece::Text(text) => said.push_str(text),
        Piece::Name(name) => {
            if let Some((_, fill)) = fills.iter().find(|(of, _)| *of == name) {
                said.push_str(fill.shown());
            }
        }
    });
    said
}

enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

fn pieces(text: &str, mut each: impl FnMut(Piece<'_>)) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        each(Piece::Text(before));
        let (name, left) = after.split_once('}').unwrap_or((after, ""));
        each(Piece::Name(name));
        rest = left;
    }
    each(Piece::Text(rest));
}

/// Days, to a tenth.
pub(super) fn days(days: f64) -> Fill {
    Fill::number(fixed(days, 1))
}

/// A day, whole.
pub(super) fn day(day: f64) -> Fill {
    Fill::number(fixed(day, 0))
}

/// A share as a percentage.
pub(super) fn percent(share: f64) -> Fill {
    Fill::number(fixed(100.0 * share, 1))
}

/// A difference of shares in percentage points, with its sign.
pub(super) fn points(difference: f64) -> Fill {
    let text = fixed(100.0 * difference, 1);
    let signed = if difference > 0.0 && text != "0.0" { format!("+{text}") } else { text.clone() };
    Fill::Value { value: text, shown: signed.replace('-', "−") }
}

pub(super) fn utility(utility: f64) -> Fill {
    Fill::number(fixed(utility, 3))
}

pub(super) fn outcome(words: &Catalogue, outcome: Outcome) -> Fill {
    let shown = words.get(match outcome {
        Outcome::CoalitionFractured => "debrief.outcome.coalition-fractured",
        Outcome::RequesterBypassed => "debrief.outcome.requester-bypassed",
        Outcome::Durable => "debrief.outcome.durable",
        Outcome::Collapsed => "debrief.outcome.collapsed",
        Outcome::RatificationFailed => "debrief.outcome.ratification-failed",
        Outcome::PartialOnly => "debrief.outcome.partial-only",
        Outcome::SymbolicOnly => "debrief.outcome.symbolic-only",
        Outcome::NoSummit => "debrief.outcome.no-summit",
    });
    Fill::Value { value: outcome.name().to_owned(), shown: shown.to_owned() }
}

pub(super) fn end_reason(words: &Catalogue, reason: EndReason) -> Fill {
    let shown = words.get(match reason {
        EndReason::Signed => "debrief.end.signed",
        EndReason::Horizon => "debrief.end.horizon",
        EndReason::WindowClosed => "debrief.end.window-closed",
        EndReason::Deadline => "debrief.end.deadline",
        EndReason::SummitFailed => "debrief.end.summit-failed",
        EndReason::Fractured => "debrief.end.fractured",
        EndReason::Bypassed => "debrief.end.bypassed",
    });
    Fill::Value { value: reason.name().to_owned(), shown: shown.to_owned() }
}

/// The day of a first summit, or that there was none.
pub(super) fn first_summit(words: &Catalogue, first: Option<f64>) -> Fill {
    match first {
        Some(at) => days(at),
        None => {
            let shown = words.get("debrief.no-summit-day").to_owned();
            Fill::Value { value: "none".to_owned(), shown }
        }
    }
}

pub(super) fn party(debrief: &Debrief, words: &Catalogue, party: usize) -> Fill {
    let label = debrief.parties.get(party).map_or("", |party| party.label.as_str());
    Fill::Text(plain(words.label(label)))
}

pub(super) fn issue(debrief: &Debrief, words: &Catalogue, issue: usize) -> String {
    let label = debrief.issues.get(issue).map_or("", |issue| issue.label.as_str());
    plain(words.label(label))
}

pub(super) fn shock(debrief: &Debrief, words: &Catalogue, shock: usize) -> Fill {
    let label = debrief.shocks.get(shock).map_or("", String::as_str);
    Fill::Text(plain(words.label(label)))
}

pub(super) fn forum(words: &Catalogue, forum: Forum) -> Fill {
    Fill::Text(
        words
            .get(match forum {
                Forum::Round => "debrief.forum.round",
                Forum::Summit => "debrief.forum.summit",
                Forum::Initiative => "debrief.forum.initiative",
            })
            .to_owned(),
    )
}

/// An answer in words, after what was asked.
pub(super) fn answer(words: &Catalogue, request: &str, answer: &str) -> Fill {
    let shown = words.get(match (request, answer) {
        ("move", "ask") => "debrief.answer.ask",
        ("move", "campaign") => "debrief.answer.campaign",
        ("move", "wait") => "debrief.answer.wait",
        ("take-summit", "take") => "debrief.answer.take",
        ("take-summit", "refuse") => "debrief.answer.refuse",
        ("grant", "grant") => "debrief.answer.grant",
        ("grant", "defer") => "debrief.answer.defer",
        ("grant", "override") => "debrief.answer.override",
        ("call-round", "easy-first") => "debrief.answer.easy-first",
        ("call-round", "hard-first") => "debrief.answer.hard-first",
        ("call-round", "package") => "debrief.answer.package",
        ("call-round", "wait") => "debrief.answer.no-round",
        ("aid", "release") => "debrief.answer.release",
        ("aid", "hold") => "debrief.answer.hold",
        ("attend", "attend") => "debrief.answer.attend",
        ("attend", "stay-away") => "debrief.answer.stay-away",
        ("endorse-issue" | "endorse-text", "endorse") => "debrief.answer.endorse",
        ("endorse-issue" | "endorse-text", "decline") => "debrief.answer.decline",
        ("pledge", "nothing") => "debrief.answer.nothing",
        ("pledge", "maintain") => "debrief.answer.maintain",
        ("pledge", "raise") => "debrief.answer.raise",
        ("initiative", "launch") => "debrief.answer.launch",
        ("initiative", "refrain") => "debrief.answer.refrain",
        ("ratify", "ratify") => "debrief.answer.ratify",
        ("ratify", "reject") => "debrief.answer.reject",
        _ => answer,
    });
    Fill::Value { value: answer.to_owned(), shown: shown.to_owned() }
}

/// A measure as a share of what.
pub(super) fn measure(words: &Catalogue, measure: Measure) -> Fill {
    let shown = words.get(match measure {
        Measure::Durable => "debrief.measure.durable",
        Measure::Signed => "debrief.measure.signed",
        Measure::Summit => "debrief.measure.summit",
    });
    Fill::Text(shown.to_owned())
}

/// The name of a quantity, with its unit.
pub(super) fn quantity(debrief: &Debrief, words: &Catalogue, quantity: Quantity) -> String {
    let text = words.get(match quantity {
        Quantity::SummitWaitDays => "debrief.quantity.first-summit-day",
        Quantity::RoundsHeld => "debrief.quantity.rounds-held",
        Quantity::RequesterUtility | Quantity::GatekeeperUtility => "debrief.quantity.utility",
        Quantity::StrainAreaDays => "debrief.quantity.strain-area-days",
    });
    let of = match quantity {
        Quantity::GatekeeperUtility => debrief.gatekeeper,
        _ => debrief.requester,
    };
    filled(text, &[("party", party(debrief, words, of))])
}

/// Decimals of a quantity.
pub(super) fn decimals(quantity: Quantity) -> usize {
    match quantity {
        Quantity::RoundsHeld => 0,
        Quantity::SummitWaitDays | Quantity::StrainAreaDays => 1,
        Quantity::RequesterUtility | Quantity::GatekeeperUtility => 3,
    }
}

/// What a question refers to.
pub(super) fn said(debrief: &Debrief, words: &Catalogue, said: &QuestionValue) -> Fill {
    match said {
        QuestionValue::Count(count) => Fill::count(*count),
        QuestionValue::Days(days) => day(*days),
        QuestionValue::Share(share) => percent(*share),
        QuestionValue::Points(difference) => points(*difference),
        QuestionValue::Percentile(percentile) => Fill::number(fixed(*percentile, 1)),
        QuestionValue::Utility(of) => utility(*of),
        QuestionValue::Outcome(of) => outcome(words, *of),
        QuestionValue::Measure(of) => measure(words, *of),
        QuestionValue::Party(of) => party(debrief, words, *of),
        QuestionValue::Shock(of) => shock(debrief, words, *of),
        QuestionValue::Answer(request, of) => answer(words, request, of),
    }
}

/// The text of an event.
pub(super) fn event(words: &Catalogue, kind: EventKind) -> &str {
    words.get(match kind {
        EventKind::Shock => "debrief.event.shock",
        EventKind::Reopened => "debrief.event.reopened",
        EventKind::Election => "debrief.event.election",
        EventKind::EnergyJump => "debrief.event.energy-jump",
        EventKind::SummitRequested => "debrief.event.asked",
        EventKind::Campaigned => "debrief.event.campaigned",
        EventKind::Granted => "debrief.event.granted",
        EventKind::Overridden => "debrief.event.overridden",
        EventKind::Deferred => "debrief.event.deferred",
        EventKind::Barred => "debrief.event.barred",
        EventKind::DeferredOpen => "debrief.event.deferred-open",
        EventKind::Took => "debrief.event.took",
        EventKind::Refused => "debrief.event.refused",
        EventKind::HeldAid => "debrief.event.held-aid",
        EventKind::StayedAway => "debrief.event.stayed-away",
        EventKind::IssueDeclined => "debrief.event.issue-declined",
        EventKind::TextDeclined => "debrief.event.text-declined",
        EventKind::PledgedNothing => "debrief.event.pledged-nothing",
        EventKind::PledgedMore => "debrief.event.pledged-more",
        EventKind::Launched => "debrief.event.launched",
        EventKind::NotPut => "debrief.event.not-put",
        EventKind::Round => "debrief.event.round",
        EventKind::PutOff => "debrief.event.put-off",
        EventKind::Agreed => "debrief.event.agreed",
        EventKind::NotAgreed => "debrief.event.not-agreed",
        EventKind::IssueEndorsed => "debrief.event.issue-endorsed",
        EventKind::Summit => "debrief.event.summit",
        EventKind::SummitSymbolic => "debrief.event.summit-symbolic",
        EventKind::SummitPartial => "debrief.event.summit-partial",
        EventKind::SummitSubstantive => "debrief.event.summit-substantive",
        EventKind::InitiativeClosed => "debrief.event.initiative-closed",
        EventKind::Signed => "debrief.event.signed",
        EventKind::Ratified => "debrief.event.ratified",
        EventKind::NotRatified => "debrief.event.not-ratified",
        EventKind::WindowClosed => "debrief.event.window-closed",
        EventKind::TalksEnd => "debrief.event.talks-end",
        EventKind::Collapsed => "debrief.event.collapsed",
        EventKind::InForce => "debrief.event.in-force",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_and_values_carry_their_key() {
        let fills = [
            ("n", Fill::number("3.5".to_owned())),
            ("who", Fill::Text("<i>".to_owned())),
            ("by", points(-0.025)),
        ];
        let html = woven("{who} & {n}: {by}{lost", "t1", &fills);
        assert_eq!(
            html,
            "&lt;i&gt; &amp; <data data-k=\"t1.n\" value=\"3.5\">3.5</data>: \
             <data data-k=\"t1.by\" value=\"-2.5\">−2.5</data>"
        );
        assert_eq!(filled("{who} & {n}: {by}", &fills), "<i> & 3.5: −2.5");
    }

    #[test]
    fn a_difference_of_nothing_has_no_sign() {
        assert_eq!(points(0.0001).shown(), "0.0");
        assert_eq!(points(-0.0001).shown(), "0.0");
        assert_eq!(points(0.011).shown(), "+1.1");
    }
}
