//! The sections that stand once in a scenario file, listed once: in the scenario, in what is read and written, and in the
//! schema.

use serde_json::Value;

use crate::diplomacy as d;
use crate::fields::field::Field;
use crate::fields::schema::{FieldRow, definition_faults, field_rows, section_schema};
use crate::fields::{Section, TableReader};
use crate::policy::{Rules, quantal, rule};

/// What the schema says of one section.
pub(super) struct SectionSchema {
    pub table: &'static str,
    pub schema: fn() -> Value,
    pub rows: fn() -> Vec<FieldRow>,
    pub fields: &'static [Field],
    pub definition_faults: fn() -> Vec<String>,
}

impl SectionSchema {
    pub(super) const fn new<S: Section>() -> Self {
        SectionSchema {
            table: S::TABLE,
            schema: section_schema::<S>,
            rows: field_rows::<S>,
            fields: S::FIELDS,
            definition_faults: definition_faults::<S>,
        }
    }
}

macro_rules! sections {
    (
        { $($(#[$doc:meta])* $field:ident: $section:ty,)* }
        rules { $($rule:ident: $rule_section:ty,)* }
    ) => {
        /// The sections of a scenario, in the order of its file.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Sections {
            $($(#[$doc])* pub $field: $section,)*
            /// The rules of the three roles.
            pub rules: Rules,
        }

        impl Sections {
            pub(super) fn read(r: &mut TableReader<'_>) -> Self {
                Sections {
                    $($field: r.section(),)*
                    rules: Rules { $($rule: r.section(),)* },
                }
            }

            /// Their tables, with defaults written out.
            pub(super) fn tables(&self) -> Vec<(&'static str, toml::Table)> {
                vec![
                    $((<$section>::TABLE, self.$field.to_toml()),)*
                    $((<$rule_section>::TABLE, self.rules.$rule.to_toml()),)*
                ]
            }
        }

        /// The same sections, for the schema.
        pub(super) const SECTIONS: &[SectionSchema] = &[
            $(SectionSchema::new::<$section>(),)*
            $(SectionSchema::new::<$rule_section>(),)*
        ];
    };
}

sections! {
    {
    /// Horizons.
    calendar: d::calendar::Horizons,
    /// What gains on the frontier are measured from.
    frontier: d::frontier::Frontier,
    /// Chance as a whole.
    chance: d::chance::Chance,
    /// Tractability and disagreement.
    tractability: d::tractability::Tractability,
    /// Strain.
    strain: d::strain::Strain,
    /// Attention.
    attention: d::attention::Attention,
    /// The window.
    window: d::window::Window,
    /// Aid.
    aid: d::aid::Aid,
    /// Energy.
    energy: d::energy::Energy,
    /// Opinion.
    opinion: d::domestic::Opinion,
    /// Win-sets and ratification.
    ratification: d::domestic::Ratification,
    /// Credibility.
    credibility: d::credibility::Credibility,
    /// The coalition.
    coalition: d::coalition::Coalition,
    /// Concession carried over.
    concession: d::concession::Concession,
    /// What summits are worth.
    summit: d::summit::Summit,
    /// After signing.
    settlement: d::settlement::Settlement,
    }
    rules {
        requester: rule::RequesterRule,
        gatekeeper: rule::GatekeeperRule,
        allies: rule::AllyRule,
        quantal: quantal::Quantal,
        requests: d::request::Requests,
    }
}
