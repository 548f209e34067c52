//! Texts by language: catalogues, with English as the fallback.
//!
//! A catalogue is TOML: tables of texts, whose keys are joined with dots, with `{names}` in braces that are filled in, and one
//! table `label` that translates the scenario's own words (its titles, parties, issues, options and shocks) from how they
//! stand in its file. What a catalogue lacks is read from the English one.

use std::collections::BTreeMap;
use std::fmt::Display;

/// The table of the scenario's own words.
const LABELS: &str = "label";

/// The catalogues that come with the program: language, and its parts.
const BUNDLED: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            include_str!("en/class.toml"),
            include_str!("en/pages.toml"),
            include_str!("en/debrief.toml"),
            include_str!("en/materials.toml"),
        ],
    ),
    (
        "uk",
        &[
            include_str!("uk/class.toml"),
            include_str!("uk/pages.toml"),
            include_str!("uk/debrief.toml"),
            include_str!("uk/materials.toml"),
            include_str!("uk/labels.toml"),
        ],
    ),
];

/// Texts in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    language: String,
    texts: BTreeMap<String, String>,
    /// The English text behind each that is missing.
    behind: BTreeMap<String, String>,
    labels: BTreeMap<String, String>,
}

/// Why a catalogue cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// It is no TOML.
    #[error("it is no TOML: {0}")]
    Syntax(String),
    /// A value is neither a text nor a table.
    #[error("`{0}` is neither a text nor a table of texts")]
    NotText(String),
    /// A text that no page has.
    #[error("there is no text `{key}`{}", .near.as_ref().map(|near| format!("; is `{near}` meant?")).unwrap_or_default())]
    Unknown {
        /// The key.
        key: String,
        /// The nearest that there is.
        near: Option<String>,
    },
    /// The names in braces are not those of the English text.
    #[error("`{key}` has the names {there}, the English text {here}")]
    Names {
        /// The key.
        key: String,
        /// What it has.
        there: String,
        /// What the English text has.
        here: String,
    },
    /// It does not say its language.
    #[error("it does not say its language: begin with `language = \"…\"`, a tag such as \"de\"")]
    NoLanguage,
}

impl Catalogue {
    /// The English texts.
    #[must_use]
    pub fn english() -> Self {
        Catalogue::bundled("en").unwrap_or_else(|| Catalogue {
            language: "en".to_owned(),
            texts: BTreeMap::new(),
            behind: BTreeMap::new(),
            labels: BTreeMap::new(),
        })
    }

    /// The languages that come with the program.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        BUNDLED.iter().map(|(language, _)| *language)
    }

    /// The texts of a language that comes with the program.
    ///
    /// ```
    /// use summitry_class::Catalogue;
    /// let words = Catalogue::bundled("uk").unwrap();
    /// assert_eq!(words.language(), "uk");
    /// assert!(words.missing().is_empty());
    /// assert!(Catalogue::bundled("tlh").is_none());
    /// ```
    #[must_use]
    pub fn bundled(language: &str) -> Option<Self> {
        let (_, parts) = BUNDLED.iter().find(|(of, _)| *of == language)?;
        let mut words = Catalogue {
            language: language.to_owned(),
            texts: BTreeMap::new(),
            behind: BTreeMap::new(),
            labels: BTreeMap::new(),
        };
        // A test reads each of them, so that there is no fault here.
        for part in *parts {
            words.take(part).ok()?;
        }
        if language != "en" {
            words.behind = Catalogue::english().texts;
        }
        Some(words)
    }

    /// The texts of a catalogue; what it lacks is English.
    ///
    /// ```
    /// use summitry_class::Catalogue;
    /// let words = Catalogue::read("language = \"de\"\n[label]\nRequester = \"Bittsteller\"").unwrap();
    /// assert_eq!(words.label("Requester"), "Bittsteller");
    /// assert!(!words.missing().is_empty());
    /// assert!(Catalogue::read("[no.such]\ntext = \"\"").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// [`CatalogueError`]
    pub fn read(catalogue: &str) -> Result<Self, CatalogueError> {
        let mut words = Catalogue {
            language: String::new(),
            texts: BTreeMap::new(),
            behind: Catalogue::english().texts,
            labels: BTreeMap::new(),
        };
        words.take(catalogue)?;
        words.language = words.texts.remove("language").ok_or(CatalogueError::NoLanguage)?;
        for (key, text) in &words.texts {
            let Some(english) = words.behind.get(key) else {
                let known = words.behind.keys();
                let near = known.min_by_key(|known| strsim::levenshtein(known, key));
                let near = near.filter(|near| strsim::levenshtein(near, key) < 4).cloned();
                return Err(CatalogueError::Unknown { key: key.clone(), near });
            };
            let (there, here) = (names(text), names(english));
            if there != here {
                let braced = |names: &[&str]| format!("{{{}}}", names.join("}, {"));
                let (there, here) = (braced(&there), braced(&here));
                return Err(CatalogueError::Names { key: key.clone(), there, here });
            }
        }
        Ok(words)
    }

    fn take(&mut self, catalogue: &str) -> Result<(), CatalogueError> {
        let table: toml::Table = catalogue
            .parse()
            .map_err(|error: toml::de::Error| CatalogueError::Syntax(error.to_string()))?;
        for (key, value) in &table {
            if key == LABELS {
                let labels =
                    value.as_table().ok_or_else(|| CatalogueError::NotText(key.clone()))?;
                for (label, text) in labels {
                    let place = || CatalogueError::NotText(format!("{LABELS}.{label}"));
                    let text = text.as_str().ok_or_else(place)?;
                    self.labels.insert(label.clone(), text.to_owned());
                }
            } else {
                self.put(key, value)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, key: &str, value: &toml::Value) -> Result<(), CatalogueError> {
        match value {
            toml::Value::String(text) => {
                self.texts.insert(key.to_owned(), text.clone());
                Ok(())
            }
            toml::Value::Table(table) => {
                table.iter().try_for_each(|(name, value)| self.put(&format!("{key}.{name}"), value))
            }
            _ => Err(CatalogueError::NotText(key.to_owned())),
        }
    }

    /// The tag of the language.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The text of a key; the key itself where no catalogue has it, which a test forbids.
    #[must_use]
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).or_else(|| self.behind.get(key)).map_or(key, String::as_str)
    }

    /// The text of a key with its names filled in.
    #[must_use]
    pub fn fill(&self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        let (mut rest, mut filled) = (self.get(key), String::new());
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let (name, left) = after.split_once('}').unwrap_or((after, ""));
            if let Some((_, value)) = values.iter().find(|(of, _)| *of == name) {
                filled.push_str(&value.to_string());
            }
            rest = left;
        }
        filled + rest
    }

    /// The scenario's own word in this language; as it stands in the scenario if the catalogue does not have it.
    #[must_use]
    pub fn label<'a>(&'a self, text: &'a str) -> &'a str {
        self.labels.get(text).map_or(text, String::as_str)
    }

    /// The keys that are read from the English catalogue.
    #[must_use]
    pub fn missing(&self) -> Vec<&str> {
        let keys = self.behind.keys().filter(|key| !self.texts.contains_key(*key));
        keys.map(String::as_str).collect()
    }

    /// The keys that there are.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }
}

/// The names in braces, sorted.
fn names(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text
        .split('{')
        .skip(1)
        .filter_map(|after| after.split_once('}').map(|(name, _)| name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
