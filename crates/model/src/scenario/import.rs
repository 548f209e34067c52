//! A scenario from profiles of a domain: what the profiles say, and assumptions for all else.

use std::fmt::Write;

use crate::bargaining::import::{Domain, Profile};
use crate::fields::parse::MAX_BYTES;
use crate::fields::section::MAX_ID;
use crate::fields::text::is_unprintable;
use crate::fields::tree::shorten;
use crate::limits::MAX_SCENARIO_OPTIONS;

/// Why profiles make no scenario, though they are sound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoScenario {
    /// Nobody to ask, or nobody to grant.
    #[error(
        "there is one profile: a scenario has a requester and a gatekeeper; name two profiles or more"
    )]
    Alone,
    /// An issue with fewer or more options than an issue of a scenario.
    #[error(
        "the issue {:?} has {options} value{}: an issue of a scenario has from 2 to {MAX_SCENARIO_OPTIONS} \
         options; this is a limit of scenarios, not of profiles: leave values out in all files",
        shorten(issue, 60),
        if *options == 1 { "" } else { "s" }
    )]
    Options {
        /// Its name.
        issue: String,
        /// Its values.
        options: usize,
    },
    /// A text that is no scenario file for its length alone.
    #[error(
        "the scenario would be {0} bytes long, and scenario files go up to {MAX_BYTES}; shorten the \
         names of issues and values in all files"
    )]
    Long(usize),
}

/// A scenario file from the profiles of a domain.
///
/// Issues, options, weights, values and reservations are those of the profiles. The first profile is the
/// requester, the second the gatekeeper, all others are allies. Options go from the least to the most of what
/// the first profile seeks, equals as in its file. `reservation` is a share of the best that a party could
/// get, so the profile's is divided by the utility of its best offer. What else could decide a run, and what is drawn,
/// is switched off; all parties concede alike, over all issues at once. The head of the file says so.
///
/// # Errors
/// [`NoScenario`] for a single profile, an issue with less than 2 or more than 12 values, and names so long that
/// the file could not be read.
///
/// ```
/// use summitry_model::bargaining::import::{Domain, parse};
/// use summitry_model::scenario::imported;
/// let profile = |cheap: u32, dear: u32, name: &str| {
///     parse(
///         &format!(
///             r#"<utility_space><objective index="0">
///               <issue index="1" name="Price">
///                 <item value="cheap" evaluation="{cheap}"/><item value="dear" evaluation="{dear}"/>
///               </issue>
///               <weight index="1" value="1"/>
///             </objective></utility_space>"#
///         ),
///         name,
///     )
/// };
/// let domain = Domain::new(vec![profile(4, 1, "buyer.xml")?, profile(1, 2, "seller.xml")?])?;
/// let text = imported(&domain)?;
/// assert!(text.contains("[issue.price]\nlabel = \"Price\"\noptions = [\"dear\", \"cheap\"]\n"));
/// assert!(text.contains("stakes.price = { weight = 1, values = [1, 0.5] }"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn imported(domain: &Domain) -> Result<String, NoScenario> {
    let profiles: Vec<&Profile> = domain.profiles().collect();
    let (Some(first), true) = (profiles.first(), profiles.len() > 1) else {
        return Err(NoScenario::Alone);
    };
    for issue in domain.issues() {
        let options = issue.values.len();
        if !(2..=MAX_SCENARIO_OPTIONS).contains(&options) {
            return Err(NoScenario::Options { issue: issue.name.clone(), options });
        }
    }
    let issue_ids = ids(domain.issues().iter().map(|issue| issue.name.as_str()), "issue");
    let party_ids = ids(domain.parties(), "party");
    let orders: Vec<Vec<usize>> = first.values().iter().map(|values| rising(values)).collect();

    let mut text = head(&profiles);
    line(&mut text, format_args!("title = \"Imported negotiation\""));
    let description =
        format!("{} parties with profiles over {} issues.", profiles.len(), issue_ids.len());
    line(&mut text, format_args!("description = {}\n", quoted(&description)));
    line(&mut text, format_args!("{}", assumed(issue_ids.len())));
    for ((issue, id), order) in domain.issues().iter().zip(&issue_ids).zip(&orders) {
        let options: Vec<String> = order.iter().map(|&o| quoted(&issue.values[o])).collect();
        line(&mut text, format_args!("\n[issue.{id}]\nlabel = {}", quoted(&issue.name)));
        line(&mut text, format_args!("options = [{}]", options.join(", ")));
        line(&mut text, format_args!("status-quo = 0"));
    }
    for (place, (profile, id)) in profiles.iter().zip(&party_ids).enumerate() {
        let role = ["requester", "gatekeeper"].get(place).unwrap_or(&"ally");
        let share = share_of_best(profile);
        line(&mut text, format_args!("\n[party.{id}]\nlabel = {}", quoted(profile.name())));
        line(&mut text, format_args!("role = \"{role}\"\ninfluence = 1"));
        if share > 1.0 {
            let note = "# The profile's reservation is above the best that it could get.";
            line(&mut text, format_args!("{note}"));
        }
        line(&mut text, format_args!("reservation = {}", share.min(1.0)));
        line(&mut text, format_args!("horizon = {WINDOW}"));
        let total: f64 = profile.weights().iter().sum();
        let weights = profile.weights().iter().map(|weight| weight / total);
        let stakes = issue_ids.iter().zip(&orders).zip(weights).zip(profile.values());
        for (((issue, order), weight), values) in stakes {
            let values: Vec<String> = order.iter().map(|&o| values[o].to_string()).collect();
            let values = values.join(", ");
            line(
                &mut text,
                format_args!("stakes.{issue} = {{ weight = {weight}, values = [{values}] }}"),
            );
        }
    }
    if text.len() > MAX_BYTES { Err(NoScenario::Long(text.len())) } else { Ok(text) }
}

/// Days that talks may last, and in which every party concedes all the way.
const WINDOW: u32 = 365;

/// What is assumed so that the profiles decide, and nothing that stands in none.
fn assumed(issues: usize) -> String {
    format!(
        "\
# Assumed. What does not stand in this file is off or generic.
base = \"generic\"

[gate]
family = \"rounds-first\"
n = 3

# Gains are measured from what each party would have without agreement, not from an assumed status quo.
[frontier]
disagreement = \"reservation\"

# Rounds ask allies to endorse what leaders agreed without them.
[meeting.rounds]
endorses = true
gap-spread = 0.35

# All issues are on the table at once, and all parties at it.
session-issues = {issues}

# Talks end by agreement or when the window is over, and what is signed holds.
[calendar]
window = {WINDOW}
follow-up = 0"
    )
}

/// Writes a line; a text takes all that is written to it.
fn line(text: &mut String, written: std::fmt::Arguments<'_>) {
    let _ = writeln!(text, "{written}");
}

/// The comment that tells what is from the profiles and what is not.
fn head(profiles: &[&Profile]) -> String {
    let mut text = "# A scenario from profiles, in this order:\n".to_owned();
    for profile in profiles {
        line(&mut text, format_args!("#   {}", quoted(profile.file())));
    }
    text.push_str(
        "#
# From the profiles: issues, options, weights, values, reservations. Each party's weights are rescaled to sum to 1, and a
# reservation is a share of the best that the party could get. Options go from the least to the most of what the
# requester seeks: by the values of the first profile, equals as in its file.
#
# All else is assumed, and for you to look at:
# - roles: the first profile asks, the second grants, all others are allies; their influence is equal
# - the status quo, on each issue the option that the requester values least; `frontier.csv` does not measure from it
# - what kind of issue each is: planning and provision class, core, enforcement
# - the gate, and that all parties concede alike, down to their reservations by the end of the window
# - that nothing else decides: no coalition breaks, nobody goes ahead alone or stays away, no text fails at home, no
#   settlement fails later, and no strain, energy price or draw changes what a party accepts; `summitry check` with
#   --defaults lists what every field that does not stand here has
",
    );
    if profiles.iter().any(|profile| profile.discount() < 1.0) {
        text.push_str(
            "#
# No field of a scenario is a discount factor. These are left out; `exponent` and `horizon` say how a party concedes:
",
        );
        for profile in profiles.iter().filter(|profile| profile.discount() < 1.0) {
            let (name, discount) = (quoted(profile.name()), profile.discount());
            line(&mut text, format_args!("#   {name}: {discount}"));
        }
    }
    text.push('\n');
    text
}

/// A profile's reservation as a share of its best offer; above 1 where no offer reaches it.
fn share_of_best(profile: &Profile) -> f64 {
    let (reservation, most) = (profile.reservation(), profile.preferences().most());
    if reservation == 0.0 { 0.0 } else { reservation / most }
}

/// The places of values from the least to the greatest, equals in their order.
fn rising(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    order
}

/// An id for each name, `what` it is where it has no letters: its letters a–z and digits, with hyphens between, none of them twice.
#[must_use]
pub fn ids<'a>(names: impl Iterator<Item = &'a str>, what: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for name in names {
        let base = slug(name, what);
        let mut id = base.clone();
        let mut count = 1;
        while ids.contains(&id) {
            count += 1;
            let ending = format!("-{count}");
            id = format!("{}{ending}", &base[..base.len().min(MAX_ID - ending.len())]);
        }
        ids.push(id);
    }
    ids
}

fn slug(name: &str, what: &str) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        if slug.len() >= MAX_ID {
            break;
        }
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    if !slug.starts_with(|c: char| c.is_ascii_lowercase()) {
        let hyphen = if slug.is_empty() { "" } else { "-" };
        slug = format!("{what}{hyphen}{slug}");
        slug.truncate(MAX_ID);
    }
    slug.trim_end_matches('-').to_owned()
}

/// A text as TOML writes it, on one line; what is not seen or turns the direction is escaped.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if is_unprintable(c) => quoted.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_plain_and_different() {
        let long = "x".repeat(50);
        let names = ["Price (€)", "price", "Price!", "42 days", "—", "", &long, &long];
        assert_eq!(
            ids(names.into_iter(), "issue"),
            [
                "price",
                "price-2",
                "price-3",
                "issue-42-days",
                "issue",
                "issue-2",
                &"x".repeat(40),
                &format!("{}-2", "x".repeat(38)),
            ]
        );
    }

    #[test]
    fn what_is_quoted_is_read_back() {
        for text in [
            "",
            "a \"b\" \\ c",
            "1\n2\r\n\t3",
            "\u{0}\u{1b}\u{7f}\u{85}",
            "a\u{202e}b\u{e0041}",
            "né",
        ] {
            let table: toml::Table = format!("x = {}", quoted(text)).parse().unwrap();
            assert_eq!(table["x"].as_str(), Some(text));
            assert!(quoted(text).chars().all(|c| !c.is_control() && c != '\u{202e}'));
        }
    }
}
