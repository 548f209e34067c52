//! Simulate how a negotiation reaches the leaders' table: rounds, gates, shocks, and what a summit is then worth.
//!
//! This crate is the library behind the `summitry` command. Read a scenario, run it as often as you like, and count:
//!
//! ```
//! use summitry::process::Outcome;
//! use summitry::{load, simulate};
//!
//! let scenario = load("classroom", &["meeting.rounds.gap=12"])?;
//! let mut durable = 0;
//! for record in simulate(&scenario, 1, 0..200) {
//!     if record?.outcome == Outcome::Durable {
//!         durable += 1;
//!     }
//! }
//! println!("{durable} of 200 runs end in a settlement that lasts");
//! assert!((0..=200).contains(&durable));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A run is determined by its scenario, its seed, its number and its answers: the same four give the same record, bit for
//! bit, on every platform. Run `k` of a seed draws the same random numbers under every variant of a scenario, so that
//! differences between variants come from the variants.
//!
//! # Modules
//!
//! | to … | see |
//! |---|---|
//! | read, check and change scenarios | [`scenario`] |
//! | simulate a run step by step, and read its record | [`process`] |
//! | decide for a party | [`policy`], [`simulate_with`] |
//! | run a batch, a sweep or a comparison on all cores, into tables that survive a crash | [`experiment`], [`output`] |
//! | find what a batch or a sweep shows: shares, survival, sensitivity, boxes | [`analysis`] |
//! | replay a logged run, or change one of its decisions | [`replay`] |
//! | render a results directory as a page | [`report`] |
//! | hold one session of alternating offers by itself | [`bargaining`] |
//! | estimate shares, means and intervals | [`stats`] |
//! | build another discrete-event model | [`engine`] |
//!
//! [`diplomacy`] has what scenarios are made of (parties, issues, gates, shocks), [`diagnostics`] the errors and warnings of
//! a scenario, [`sources`] the texts that they are about, [`agents`] the protocol of outside programs that play a party, [`ids`], [`sets`] and [`units`] the small types that all
//! of these share. A [`Metric`] is an outcome or a measure, by its name in tables.
//!
//! # Examples
//!
//! The folder `examples` of the repository has whole programs: a batch in memory (`batch_in_memory`), a policy of one's own
//! for one seat (`own_policy`), and a sweep over a parameter into CSV (`sweep_to_csv`).
//!
//! # Stability
//!
//! This crate alone promises an API. The crates that it is made of (`summitry-engine`, `summitry-model`, `summitry-lab`,
//! `summitry-pages`, `summitry-class`) change without notice.

mod called;
mod cli;
mod simulation;

pub use simulation::{ScenarioError, SimulationError, load, simulate, simulate_with};

pub use summitry_engine::{self as engine, ids, sets, stats, units};
pub use summitry_lab::rows::metric::Metric;
pub use summitry_lab::{agents, analysis, experiment, output, replay};
pub use summitry_model::fields::{diagnostic as diagnostics, source as sources};
pub use summitry_model::{bargaining, diplomacy, policy, process, scenario};
pub use summitry_pages::report;

#[doc(hidden)]
pub use called::{Called, call};
#[doc(hidden)]
pub use cli::main;
