//! A sheet for each party: who it is, what it decides, and what only it knows.

use maud::{Markup, html};

use crate::Catalogue;
use summitry_model::diplomacy::party::Role;
use summitry_model::policy::RequestKind;
use summitry_model::process::CompiledScenario;

use super::paper::{Head, inline, label, number, page, wide};
use super::worth::{Worth, floor, status_quo};

/// Maximum number of issues that are all put into words, so that the sheet fits one page.
const ISSUES_IN_WORDS: usize = 5;

/// The page of all sheets.
pub(super) fn roles(setup: &CompiledScenario, words: &Catalogue) -> String {
    let scenario = &setup.scenario;
    let body = html! {
        @for party in 0..setup.parties() { (sheet(setup, words, party)) }
    };
    let head = Head {
        kicker: &label(words, &scenario.title),
        title: words.get("paper.roles.title"),
        lead: words.get("paper.roles.lead"),
    };
    page(words, head, &body)
}

fn sheet(setup: &CompiledScenario, words: &Catalogue, party: usize) -> Markup {
    let scenario = &setup.scenario;
    let of = &scenario.parties[party].of;
    // What is confidential has a page of its own where one would not hold both.
    let long = scenario.issues.len() > ISSUES_IN_WORDS;
    let class = match (party, long) {
        (0, true) => "leaf sheet long first",
        (0, false) => "leaf sheet first",
        (_, true) => "leaf sheet long",
        _ => "leaf sheet",
    };
    html! {
        section class=(class) {
            h2 { bdi { (label(words, &of.label)) } }
            p.lead { (words.get(role_name(of.role))) }
            h3 { (words.get("paper.roles.public")) }
            p { (words.get(role_text(of.role))) }
            p { (influence(setup, words, party)) }
            p { (words.get("paper.roles.decides")) }
            ul { @for kind in RequestKind::ALL.into_iter().filter(|kind| decides(setup, party, *kind)) {
                li { (words.get(decision(kind))) }
            } }
            div.box {
                h3 { (words.get("paper.roles.confidential")) }
                (confidential(setup, words, party))
            }
        }
    }
}

fn influence(setup: &CompiledScenario, words: &Catalogue, party: usize) -> String {
    let role = |i: usize| setup.scenario.parties[i].of.role;
    let weight = |i: usize| setup.scenario.parties[i].of.influence;
    if role(party) == Role::Counterpart {
        return words.get("paper.roles.influence-counterpart").to_owned();
    }
    let coalition: f64 =
        (0..setup.parties()).filter(|&i| role(i) != Role::Counterpart).map(weight).sum();
    let share = number(words, 100.0 * weight(party) / coalition, 0);
    let key = match role(party) {
        Role::Ally => "paper.roles.influence",
        _ => "paper.roles.influence-veto",
    };
    words.fill(key, &[("share", &share)])
}

/// Whether a party is ever asked this.
pub(super) fn decides(setup: &CompiledScenario, party: usize, kind: RequestKind) -> bool {
    let scenario = &setup.scenario;
    let role = scenario.parties[party].of.role;
    let at_summits = scenario.summit_type().participants.contains(party);
    match kind {
        RequestKind::Move | RequestKind::TakeSummit => role == Role::Requester,
        RequestKind::Grant { .. } | RequestKind::CallRound | RequestKind::Aid => {
            role == Role::Gatekeeper
        }
        RequestKind::Attend => matches!(role, Role::Ally | Role::Counterpart),
        RequestKind::EndorseIssue(_) | RequestKind::EndorseText => role == Role::Ally,
        RequestKind::Pledge | RequestKind::Initiative => {
            matches!(role, Role::Ally | Role::Gatekeeper)
        }
        RequestKind::Offer | RequestKind::Respond => true,
        // Whoever signs is asked, with a domestic process or without.
        RequestKind::Ratify => at_summits || role == Role::Ally,
    }
}

fn confidential(setup: &CompiledScenario, words: &Catalogue, party: usize) -> Markup {
    let worth = Worth::new(setup, party);
    let ceiling = worth.ceiling();
    let floor = floor(setup, party, &worth);
    let now = worth.exact(&status_quo(setup));
    let shown = |value: f64| number(words, value, 1);
    let floor_key = if now < floor { "paper.roles.floor" } else { "paper.roles.floor-met" };
    html! {
        (priorities(setup, words, &worth))
        (values(setup, words, &worth))
        p.note { (words.get("paper.roles.reading")) " " (words.get("paper.roles.drawn")) }
        ul {
            li { (words.fill(floor_key, &[
                ("floor", &shown(floor)), ("ceiling", &shown(ceiling)), ("now", &shown(now))
            ])) }
            li { (home(setup, words, party)) }
            li { (clock(setup, words, party)) }
        }
    }
}

/// The issues in words: each, or the three heaviest of many.
fn priorities(setup: &CompiledScenario, words: &Catalogue, worth: &Worth) -> Markup {
    let order = worth.by_weight();
    let listed = if order.len() > ISSUES_IN_WORDS { 3 } else { order.len() };
    let rest: u64 = order[listed..].iter().map(|&j| worth.tenths(j)).sum();
    html! {
        ul {
            @for &j in &order[..listed] { li { (priority(setup, words, worth, j)) } }
            @if rest > 0 {
                li { (words.fill("paper.roles.rest", &[("share", &tenths(words, rest))])) }
            }
        }
    }
}

fn priority(setup: &CompiledScenario, words: &Catalogue, worth: &Worth, issue: usize) -> String {
    let of = &setup.scenario.issues[issue].of;
    let option = |o: u8| label(words, &of.options[usize::from(o)]);
    let (best, now) = (worth.best(issue), of.status_quo as u8);
    let share = share(words, worth, issue);
    let name = label(words, &of.label);
    if best == now {
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("issue", &name), ("share", &share), ("now", &option(now))];
        return words.fill("paper.roles.priority-now", &values);
    }
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("issue", &name), ("share", &share), ("best", &option(best)), ("now", &option(now))];
    words.fill("paper.roles.priority", &values)
}

/// A weight in percent: whole, where it is.
pub(super) fn share(words: &Catalogue, worth: &Worth, issue: usize) -> String {
    tenths(words, worth.tenths(issue))
}

fn tenths(words: &Catalogue, tenths: u64) -> String {
    number(words, tenths as f64 / 10.0, usize::from(!tenths.is_multiple_of(10)))
}

fn values(setup: &CompiledScenario, words: &Catalogue, worth: &Worth) -> Markup {
    let issues = &setup.scenario.issues;
    let most = issues.iter().map(|issue| issue.of.options.len()).max().unwrap_or_default();
    let table = html! {
        table {
            thead { tr {
                th scope="col" { (words.get("paper.issue")) }
                th.n scope="col" { (words.get("paper.weight")) }
                th scope="colgroup" colspan=(most) { (words.get("paper.options-values")) }
            } }
            tbody {
                @for (j, issue) in issues.iter().enumerate() {
                    tr {
                        th scope="row" { bdi { (label(words, &issue.of.label)) } }
                        td.n { (share(words, worth, j)) " %" }
                        @for (o, name) in issue.of.options.iter().enumerate() {
                            td class=(if worth.best(j) == o as u8 { "best" } else { "" }) {
                                @if o == issue.of.status_quo as usize { "• " }
                                bdi { (label(words, name)) } " "
                                span.v { (worth.points(j, o as u8)) }
                            }
                        }
                        @for _ in issue.of.options.len()..most { td {} }
                    }
                }
            }
        }
    };
    wide(words.get("paper.options-values"), &table)
}

/// What its domestic process asks for.
fn home(setup: &CompiledScenario, words: &Catalogue, party: usize) -> Markup {
    let of = &setup.scenario.parties[party].of;
    if !of.ratifies || !decides(setup, party, RequestKind::Ratify) {
        return inline(words.get("paper.roles.home-none"));
    }
    let rules = &setup.scenario.ratification;
    let shift = rules.shift(of.support, of.win_set_narrowing);
    let half = rules.reservation + shift;
    let chance = |points: f64| number(words, 100.0 * rules.probability(half + points, shift), 0);
    let text = words.fill(
        "paper.roles.home",
        &[
            ("half", &number(words, 100.0 * half, 0)),
            ("more", &chance(0.1)),
            ("less", &chance(-0.1)),
            ("support", &number(words, 100.0 * of.support, 0)),
        ],
    );
    let window = setup.scenario.calendar.window;
    let days: Vec<String> = of
        .elections
        .iter()
        .filter(|day| **day <= window)
        .map(|day| number(words, *day, 0))
        .collect();
    html! {
        (text)
        @if !days.is_empty() { " " (words.fill("paper.roles.elections", &[("days", &days.join(", "))])) }
    }
}

fn clock(setup: &CompiledScenario, words: &Catalogue, party: usize) -> String {
    let horizon = setup.scenario.parties[party].of.horizon;
    let window = setup.scenario.calendar.window;
    let key = if horizon > window { "paper.roles.clock-long" } else { "paper.roles.clock-short" };
    words.fill(
        key,
        &[("horizon", &number(words, horizon, 0)), ("window", &number(words, window, 0))],
    )
}

/// The key of a role's name.
pub(super) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Requester => "paper.role.requester",
        Role::Gatekeeper => "paper.role.gatekeeper",
        Role::Ally => "paper.role.ally",
        Role::Counterpart => "paper.role.counterpart",
    }
}

fn role_text(role: Role) -> &'static str {
    match role {
        Role::Requester => "paper.role-text.requester",
        Role::Gatekeeper => "paper.role-text.gatekeeper",
        Role::Ally => "paper.role-text.ally",
        Role::Counterpart => "paper.role-text.counterpart",
    }
}

fn decision(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Move => "paper.decides.move",
        RequestKind::TakeSummit => "paper.decides.take-summit",
        RequestKind::Grant { .. } => "paper.decides.grant",
        RequestKind::CallRound => "paper.decides.call-round",
        RequestKind::Aid => "paper.decides.aid",
        RequestKind::Attend => "paper.decides.attend",
        RequestKind::EndorseIssue(_) => "paper.decides.endorse-issue",
        RequestKind::EndorseText => "paper.decides.endorse-text",
        RequestKind::Pledge => "paper.decides.pledge",
        RequestKind::Initiative => "paper.decides.initiative",
        RequestKind::Offer => "paper.decides.offer",
        RequestKind::Respond => "paper.decides.respond",
        RequestKind::Ratify => "paper.decides.ratify",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use summitry_model::process::{PolicySet, Run, drive_by};
    use summitry_model::scenario::{Overrides, read};

    /// What a sheet lists is what its party is asked in play, no more and no less.
    #[test]
    fn sheets_list_what_parties_are_asked() {
        for name in ["classroom", "kyiv-washington", "with-counterpart"] {
            // Lots bring up what the rules seldom do.
            let scenario = read(name, &Overrides::default()).scenario.unwrap();
            let lots = scenario.parties.iter().map(|p| format!("party.{}.policy=random", p.id));
            let lots = Overrides { set: lots.collect(), ..Overrides::default() };
            let mut asked = vec![[false; RequestKind::ALL.len()]; scenario.parties.len()];
            let setups = [scenario, read(name, &lots).scenario.unwrap()].map(CompiledScenario::new);
            for setup in &setups {
                let seats = PolicySet::new(setup);
                let mut run = Run::new(setup);
                run.ask_at_every_table(true);
                for number in 0..200 {
                    run.begin(5, number, false).unwrap();
                    let played = drive_by(&mut run, |run, k| {
                        let request = run.due()[k];
                        asked[request.party.index()][request.kind.number()] = true;
                        seats.answer(run, k)
                    });
                    played.unwrap();
                }
            }
            for (party, asked) in asked.iter().enumerate() {
                for kind in RequestKind::ALL {
                    let listed = decides(&setups[0], party, kind);
                    assert_eq!(listed, asked[kind.number()], "{name}: {party} {}", kind.name());
                }
            }
        }
    }
}
