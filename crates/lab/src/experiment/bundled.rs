//! The experiments that come with the program.

use summitry_model::scenario::bundled::Bundled;

macro_rules! bundled {
    ($($name:literal),* $(,)?) => {
        /// All of them.
        pub const ALL: &[Bundled] = &[$(Bundled {
            name: $name,
            text: include_str!(concat!("../../experiments/", $name, ".toml")),
        },)*];
    };
}

bundled!(
    "rounds-before-summit",
    "readiness-screening",
    "what-drives-durability",
    "shock-clustering",
);

/// Their names.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|b| b.name)
}

/// The text of the one with this name.
#[must_use]
pub fn text(name: &str) -> Option<&'static str> {
    ALL.iter().find(|b| b.name == name).map(|b| b.text)
}
