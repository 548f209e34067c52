//! A scenario to be varied: values are put into its tree, and the whole is validated again.

use crate::fields::diagnostic::{Diagnostics, Place};
use crate::fields::overrides;
use crate::fields::source::{Source, SourceId, Sources};
use crate::fields::tree::{Key, Node, Value};

use super::gates;
use super::inherit::Origin;
use super::read::validated;
use super::sequences;
use super::validated::Scenario;

/// A scenario as the tree of its file, every default written out.
///
/// A variant goes through the same door as a file, so that it cannot be a scenario that a file could not.
#[derive(Clone, Debug)]
pub struct Base {
    id: String,
    tree: Node,
    file: SourceId,
    origin: Origin,
}

/// A value for a path of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// The keys of the path.
    pub keys: Vec<Key>,
    /// What is put there.
    pub node: Node,
}

impl Base {
    /// The base of a validated scenario. Its text joins `sources`, for what faults of a variant point at.
    #[must_use]
    pub fn from_scenario(scenario: &Scenario, sources: &mut Sources) -> Base {
        let text = scenario.to_toml().to_string();
        let file = sources.add(Source::new(format!("{}.toml, as it is run", scenario.id), text));
        // What was written from a validated scenario has no faults.
        let tree = sources.parse(file, &mut Diagnostics::new());
        Base { id: scenario.id.clone(), tree, file, origin: scenario.origin.clone() }
    }

    /// The text that faults of a variant point at where they are not of a value that was put into it.
    #[must_use]
    pub fn source(&self) -> SourceId {
        self.file
    }

    /// The scenario with these values; `None` with faults where it is none.
    pub fn with(&self, patches: &[Patch], faults: &mut Diagnostics) -> Option<Scenario> {
        let mut tree = self.tree.clone();
        for patch in patches {
            overrides::patch(&mut tree, &patch.keys, patch.node.clone(), faults);
        }
        let mut scenario = validated(&mut tree, &[self.file], &self.id, faults)?;
        scenario.origin = self.origin.clone();
        Some(scenario).filter(|_| !faults.has_errors())
    }
}

/// The node of a value for a path: a text that is put in place of the whole gate is read as on the command line,
/// `rounds-first:n=3`; so is one in place of the sequence.
pub fn node_for(
    keys: &[Key],
    value: Value,
    place: &Place,
    sources: &mut Sources,
    faults: &mut Diagnostics,
) -> Option<Node> {
    match (keys, value) {
        ([key], Value::String(text)) if matches!(key.name.as_str(), "gate" | "sequence") => {
            let mut found = Diagnostics::new();
            let mut node = if key.name == "gate" {
                gates::written("gate", &text, sources, &mut found)
            } else {
                sequences::written("sequence", &text, sources, &mut found)
            };
            // It was written in a file, and is read as an argument: its faults stand where it was written.
            found.move_to(|_| Some(place.clone()));
            faults.extend(found);
            node.iter_mut().for_each(|node| node.stand_at(place));
            node
        }
        (_, value) => Some(Node { value, place: place.clone() }),
    }
}
