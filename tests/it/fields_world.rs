//! A small scenario format, defined only to test the reading of scenarios.

use summitry_model::fields::diagnostic::Diagnostics;
use summitry_model::fields::overrides;
use summitry_model::fields::section::{Section, TableReader, choice, section};
use summitry_model::fields::source::{Source, Sources};

choice! {
    /// Order of the agenda.
    pub enum Agenda {
        /// least divided first
        EasyFirst = "easy-first",
        /// most divided first
        HardFirst = "hard-first",
        /// all at once
        Package = "package",
    }
}

section! {
    /// Strain of war on the requester, an index.
    pub struct Strain in "strain", rows "A3 A26" {
        /// Strain on day 0.
        initial: f64 = 0.25, 0.0..=1.0, "share", assumed "";
        /// Rate at which strain grows towards 1
        /// while the fighting goes on.
        growth: f64 = 0.0022, 0.0..=0.1, "1/day", sourced "Author (2000), table 1";
        /// Relief by aid; below zero it would add strain.
        relief: f64 = -0.5, -1.0..=1e6, "", computed "monthly series";
    }
}

section! {
    /// The rules of the process.
    pub struct Rules in "rules", rows "A15" {
        /// Steps of a session.
        steps: u32 = 24, 1..=1000, "steps", assumed "";
        /// Whether partial texts are signed too.
        sign_partial: bool = false, "", assumed "";
        /// Ends the process on this day; none by default.
        deadline: Option<f64> = None, 0.0..=3650.0, "day", assumed "";
        /// Who is asked first.
        agenda: Agenda = Agenda::EasyFirst, "", assumed "";
        /// Agenda after a summit.
        later_agenda: Option<Agenda> = None, "", assumed "";
        /// Days of dated elections.
        elections: Vec<f64> = vec![], 0.0..=3650.0, "day", assumed "";
        /// Rounds at fixed steps.
        rounds: Vec<u32> = vec![1, 2], 1..=9, "", assumed "";
        /// A label.
        title: String = String::new(), "", assumed "";
    }
}

section! {
    /// A party.
    pub struct Party in "party", rows "A1 A16" {
        /// Its name in full.
        name: String required, "", assumed "";
        /// Its influence.
        weight: f64 required, 0.0..=1e6, "ratio", assumed "";
        /// How long it waits.
        patience: f64 = 30.0, 0.0..=365.0, "day", assumed "";
    }
}

/// Numbers by id, in the order of the file.
pub(crate) type Wishes = Vec<(String, f64)>;

/// What a file of this format holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct World {
    pub strain: Strain,
    pub rules: Rules,
    pub parties: Vec<(String, Party, Wishes)>,
    pub leaves: Vec<u32>,
}

impl World {
    fn read(root: &mut TableReader<'_>) -> World {
        World {
            strain: root.section(),
            rules: root.section(),
            parties: root.keyed_tables("party", |id, reader| {
                let party = Party::read(reader);
                let wishes = reader.keyed_values("wishes", (0.0..=10.0).into());
                let wishes = wishes.into_iter().map(|wish| (wish.id, wish.value)).collect();
                (id.to_owned(), party, wishes)
            }),
            leaves: root
                .table("gate", |gate| {
                    gate.tables("all", |_, leaf| {
                        leaf.value("rounds", (0.0..=9.0).into()).unwrap_or(0)
                    })
                })
                .unwrap_or_default(),
        }
    }

    /// The file of this world.
    pub(crate) fn to_toml(&self) -> String {
        let mut root = toml::Table::new();
        root.insert("strain".into(), self.strain.to_toml().into());
        root.insert("rules".into(), self.rules.to_toml().into());
        let mut parties = toml::Table::new();
        for (id, party, wishes) in &self.parties {
            let mut table = party.to_toml();
            let wishes = wishes.iter().map(|(id, wish)| (id.clone(), (*wish).into()));
            table.insert("wishes".into(), toml::Value::Table(wishes.collect()));
            parties.insert(id.clone(), table.into());
        }
        root.insert("party".into(), parties.into());
        root.to_string()
    }
}

/// What reading gave.
pub(crate) struct Reading {
    pub world: World,
    pub faults: Diagnostics,
    pub sources: Sources,
}

impl Reading {
    /// The faults as they are printed.
    pub(crate) fn rendered(&self) -> String {
        self.faults.render(&self.sources, false)
    }

    /// The codes of the faults, in order.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.faults.in_order().iter().map(|fault| fault.code).collect()
    }
}

/// Reads a text as the file `x.toml`.
pub(crate) fn read(text: &str) -> Reading {
    read_with(text, &[])
}

/// Reads a text with `--set` arguments.
pub(crate) fn read_with(text: &str, arguments: &[&str]) -> Reading {
    let mut sources = Sources::new();
    let mut faults = Diagnostics::new();
    let file = sources.add(Source::new("x.toml", text));
    let mut tree = sources.parse(file, &mut faults);
    for argument in arguments {
        overrides::apply(&mut tree, argument, &mut sources, &mut faults);
    }
    let mut root = TableReader::root(&tree, &mut faults);
    let world = World::read(&mut root);
    root.finish();
    Reading { world, faults, sources }
}
