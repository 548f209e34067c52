//! Scenarios to start one's own from.

use super::bundled::Bundled;

/// All of them; the plainest comes first.
pub const ALL: &[Bundled] = &[
    Bundled { name: "talks", text: include_str!("templates/talks.toml") },
    Bundled { name: "summit", text: include_str!("templates/summit.toml") },
    Bundled { name: "class", text: include_str!("templates/class.toml") },
];

/// The text of the one with this name.
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    ALL.iter().find(|template| template.name == name).map(|template| template.text)
}
