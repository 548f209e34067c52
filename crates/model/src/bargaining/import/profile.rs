//! Profiles, and the domain that several of them are of.

use crate::bargaining::offer::MAX_PARTIES;
use crate::bargaining::preferences::{Preferences, Unusable};

use super::error::{ImportError, Spot, shown};

/// An issue of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileIssue {
    /// Its name, as in the file.
    pub name: String,
    /// Names of its values, from 1 to 255, none of them twice.
    pub values: Vec<String>,
    /// Whether the values are numbers in rising order.
    pub ordered: bool,
    /// Whether they stand for more: evenly spread over the numbers that the issue takes.
    pub sampled: bool,
}

/// What one party wants, as a file says it: additive utility over discrete issues.
///
/// It comes from [`parse`](super::parse) or [`read`](super::read), and is sound: from 1 to 32 issues, weights as they
/// stand in the file and not all 0, values in [0, 1], a discount factor in (0, 1].
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    file: String,
    name: String,
    issues: Vec<ProfileIssue>,
    weights: Vec<f64>,
    values: Vec<Vec<f64>>,
    preferences: Preferences,
}

/// What a reader found out about a party.
#[derive(Debug)]
pub(super) struct Draft {
    pub file: String,
    pub name: String,
    pub issues: Vec<ProfileIssue>,
    /// As they stand in the file.
    pub weights: Vec<f64>,
    pub values: Vec<Vec<f64>>,
    pub reservation: f64,
    pub discount: f64,
}

impl Draft {
    /// The profile, whose numbers the reader has checked.
    pub(super) fn finish(self) -> Result<Profile, ImportError> {
        let unusable = |wrong: Unusable| {
            let help = "fix the numbers of the profile";
            ImportError::new("unusable", &self.file, Spot::Whole, wrong.to_string(), help)
        };
        let total: f64 = self.weights.iter().sum();
        if !total.is_finite() {
            let message = "the weights of the issues sum to more than a number can hold";
            let help = "divide all of them, and the reservation, by the same";
            return Err(ImportError::new("out-of-range", &self.file, Spot::Whole, message, help));
        }
        if total <= 0.0 {
            let help = "give at least one issue a weight above 0";
            let message = "the weights of the issues are all 0";
            return Err(ImportError::new("all-zero", &self.file, Spot::Whole, message, help));
        }
        let most = total.max(1.0);
        if !(0.0..=most).contains(&self.reservation) {
            let message = format!("the reservation is {}", self.reservation);
            let help = format!("it is a utility: give 0 to {most}");
            return Err(ImportError::new("out-of-range", &self.file, Spot::Whole, message, help));
        }
        // Adding 0 makes a negative zero, which a file may have, a plain one.
        let plain = |row: &Vec<f64>| -> Vec<f64> { row.iter().map(|value| value + 0.0).collect() };
        let values: Vec<Vec<f64>> = self.values.iter().map(plain).collect();
        let weights: Vec<f64> = plain(&self.weights);
        let preferences = Preferences::new(&worth(&weights, &values))
            .and_then(|p| p.with_reservation(self.reservation + 0.0))
            .and_then(|p| p.with_discount(self.discount))
            .map_err(unusable)?;
        let Draft { file, name, issues, .. } = self;
        Ok(Profile { file, name, issues, weights, values, preferences })
    }
}

/// Weight × value, by issue and option.
pub(super) fn worth(weights: &[f64], values: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let row = |(weight, of): (&f64, &Vec<f64>)| of.iter().map(|value| weight * value).collect();
    weights.iter().zip(values).map(row).collect()
}

impl Profile {
    /// The file it is from, as it was named.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The party's name: the one in the file, else the file's.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The issues, in the order of the file.
    #[must_use]
    pub fn issues(&self) -> &[ProfileIssue] {
        &self.issues
    }

    /// The weight of each issue, as it stands in the file.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The value of each value of each issue, in [0, 1].
    #[must_use]
    pub fn values(&self) -> &[Vec<f64>] {
        &self.values
    }

    /// Utility below which nothing is agreed to; 0 where the file says nothing.
    #[must_use]
    pub fn reservation(&self) -> f64 {
        self.preferences.reservation()
    }

    /// Factor by which the whole time of a negotiation multiplies utility, in (0, 1]; 1 where the file
    /// says nothing.
    #[must_use]
    pub fn discount(&self) -> f64 {
        self.preferences.discount()
    }

    /// The same as preferences at a table: options are values, in the order of the file.
    #[must_use]
    pub fn preferences(&self) -> Preferences {
        self.preferences.clone()
    }

    /// The same in the order of other issues; `file` is the one they are from.
    fn in_order_of(&self, issues: &[ProfileIssue], file: &str) -> Result<Profile, ImportError> {
        let order =
            order(&self.issues, issues).map_err(|differs| differs.tell(&self.file, file))?;
        let values = |(j, options): &(usize, Vec<usize>)| {
            options.iter().map(|&o| self.values[*j][o]).collect()
        };
        Draft {
            file: self.file.clone(),
            name: self.name.clone(),
            issues: issues.to_vec(),
            weights: order.iter().map(|(j, _)| self.weights[*j]).collect(),
            values: order.iter().map(values).collect(),
            reservation: self.reservation(),
            discount: self.discount(),
        }
        .finish()
    }
}

/// The issues that a domain file lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    file: String,
    issues: Vec<ProfileIssue>,
}

impl Template {
    pub(super) fn new(file: &str, issues: Vec<ProfileIssue>) -> Self {
        Template { file: file.to_owned(), issues }
    }

    /// The file it is from, as it was named.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Its issues, in the order of the file.
    #[must_use]
    pub fn issues(&self) -> &[ProfileIssue] {
        &self.issues
    }
}

/// Profiles over the same issues, all in the order of the first.
///
/// ```
/// use summitry_model::bargaining::import::{Domain, parse};
/// let profile = |values: &str, utilities: &str, name: &str| {
///     parse(
///         &format!(
///             r#"{{"LinearAdditiveUtilitySpace": {{
///                 "domain": {{"issuesValues": {{"price": {{"values": [{values}]}}}}}},
///                 "issueWeights": {{"price": 1}},
///                 "issueUtilities": {{"price": {{"discreteutils": {{"valueUtilities": {{{utilities}}}}}}}}}
///             }}}}"#
///         ),
///         name,
///     )
/// };
/// let buyer = profile(r#""low", "high""#, r#""low": 1, "high": 0.2"#, "buyer.json")?;
/// let seller = profile(r#""high", "low""#, r#""low": 0, "high": 1"#, "seller.json")?;
/// let domain = Domain::new(vec![buyer, seller])?;
/// assert_eq!(domain.parties().collect::<Vec<_>>(), ["buyer", "seller"]);
/// assert_eq!(domain.issues()[0].values, ["low", "high"]);
/// // Option 1 is "high" to both.
/// let worth = domain.preferences().iter().map(|p| p.utility(&[1])).collect::<Vec<_>>();
/// assert_eq!(worth, [0.2, 1.0]);
/// # Ok::<(), summitry_model::bargaining::import::ImportError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Domain {
    first: Profile,
    others: Vec<Profile>,
}

impl Domain {
    /// The profiles as parties at one table. Issues and values are matched by name and may come in any order.
    ///
    /// # Errors
    /// [`ImportError`] for no profile, for more than 16, and for profiles whose issues or values differ from
    /// those of the first.
    pub fn new(profiles: Vec<Profile>) -> Result<Domain, ImportError> {
        let count = profiles.len();
        let mut profiles = profiles.into_iter();
        let Some(first) = profiles.next() else {
            let help = "name a profile for each party";
            return Err(ImportError::new(
                "no-profiles",
                "domain",
                Spot::Whole,
                "there is no profile",
                help,
            ));
        };
        if count > MAX_PARTIES {
            let message = format!("there are {count} profiles");
            let help = format!("at most {MAX_PARTIES} parties can be at a table");
            return Err(ImportError::new("too-many", &first.file, Spot::Whole, message, help));
        }
        let others: Result<Vec<Profile>, ImportError> =
            profiles.map(|other| other.in_order_of(&first.issues, &first.file)).collect();
        Ok(Domain { others: others?, first })
    }

    /// Checks that a domain file lists the same issues and values, in any order.
    ///
    /// # Errors
    /// [`ImportError`] if not.
    pub fn check(&self, template: &Template) -> Result<(), ImportError> {
        match order(&self.first.issues, &template.issues) {
            Ok(_) => Ok(()),
            Err(differs) => Err(differs.tell(&self.first.file, &template.file)),
        }
    }

    /// The issues, in the order of the first profile.
    #[must_use]
    pub fn issues(&self) -> &[ProfileIssue] {
        &self.first.issues
    }

    /// The profiles, as they were given, each in the order of the first.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Names of the parties; two may have the same.
    pub fn parties(&self) -> impl Iterator<Item = &str> {
        self.profiles().map(Profile::name)
    }

    /// What each party wants, by [`issues`](Domain::issues) and their values.
    #[must_use]
    pub fn preferences(&self) -> Vec<Preferences> {
        self.profiles().map(Profile::preferences).collect()
    }
}

/// In what issues differ from other issues.
enum Differs {
    WithoutIssue(String),
    MoreIssue(String),
    WithoutValue(String, String),
    MoreValue(String, String),
}

impl Differs {
    /// The fault of `file`, which is compared with `other`.
    fn tell(self, file: &str, other: &str) -> ImportError {
        let other = shown(other);
        let message = match self {
            Differs::WithoutIssue(issue) => {
                format!("there is no issue {}, which {other} has", shown(&issue))
            }
            Differs::MoreIssue(issue) => {
                format!("there is an issue {}, which {other} has not", shown(&issue))
            }
            Differs::WithoutValue(issue, value) => format!(
                "the issue {} has no value {}, which it has in {other}",
                shown(&issue),
                shown(&value)
            ),
            Differs::MoreValue(issue, value) => format!(
                "the issue {} has a value {}, which it has not in {other}",
                shown(&issue),
                shown(&value)
            ),
        };
        let help = "files of one domain have the same issues and values; is one of another domain?";
        ImportError::new("differs", file, Spot::Whole, message, help)
    }
}

/// For each issue of `like` its place in `issues`, and for each of its values the place of that.
fn order(
    issues: &[ProfileIssue],
    like: &[ProfileIssue],
) -> Result<Vec<(usize, Vec<usize>)>, Differs> {
    let mut found = Vec::with_capacity(like.len());
    for theirs in like {
        let issue = &theirs.name;
        let Some(j) = issues.iter().position(|own| own.name == *issue) else {
            return Err(Differs::WithoutIssue(issue.clone()));
        };
        let mut values = Vec::with_capacity(theirs.values.len());
        for value in &theirs.values {
            match issues[j].values.iter().position(|own| own == value) {
                Some(o) => values.push(o),
                None => return Err(Differs::WithoutValue(issue.clone(), value.clone())),
            }
        }
        if let Some(more) = issues[j].values.iter().find(|own| !theirs.values.contains(own)) {
            return Err(Differs::MoreValue(issue.clone(), more.clone()));
        }
        found.push((j, values));
    }
    match issues.iter().find(|own| like.iter().all(|theirs| theirs.name != own.name)) {
        Some(more) => Err(Differs::MoreIssue(more.name.clone())),
        None => Ok(found),
    }
}
