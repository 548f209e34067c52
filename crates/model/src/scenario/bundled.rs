//! The scenarios that come with the program.

/// A bundled scenario: its name and its text.
#[derive(Clone, Copy, Debug)]
pub struct Bundled {
    /// Name, as given on the command line.
    pub name: &'static str,
    /// The file.
    pub text: &'static str,
}

macro_rules! bundled {
    ($($name:literal),* $(,)?) => {
        /// All of them; the article's comes first.
        pub const ALL: &[Bundled] = &[$(Bundled {
            name: $name,
            text: include_str!(concat!("../../scenarios/", $name, ".toml")),
        },)*];
    };
}

bundled!(
    "kyiv-washington",
    "two-capitals",
    "classroom",
    "favours-summit-first",
    "favours-rounds-first",
    "favours-readiness",
    "favours-parallel",
    "favours-deadline-override",
    "favours-hybrid",
    "with-counterpart",
    "dayton-1995",
    "camp-david-2000",
    "deference",
    "whole-text",
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
