//! How large a scenario and a table may be. Whoever refuses what is larger names the constant's value.

/// Most parties of a scenario, and at a table.
pub const MAX_PARTIES: usize = 16;
/// Most issues of a scenario, and so of a session.
pub const MAX_ISSUES: usize = 32;
/// Most options of an issue at a table.
pub const MAX_OPTIONS: usize = 255;
/// Most options of an issue of a scenario.
pub const MAX_SCENARIO_OPTIONS: usize = 12;
/// Most kinds of shock.
pub const MAX_SHOCKS: usize = 32;
/// Most types of meeting.
pub const MAX_MEETINGS: usize = 16;
/// Most outcomes of a table at which Nash's solution is looked for.
pub const MAX_NASH_OUTCOMES: f64 = 65_536.0;
/// Most leaves of a gate.
pub const MAX_LEAVES: usize = 32;

/// Most entities that one purpose draws for: parties, kinds of shock or leaves.
pub(crate) const MAX_ENTITIES: usize = 32;

const _: () = assert!(
    MAX_PARTIES <= MAX_ENTITIES && MAX_SHOCKS <= MAX_ENTITIES && MAX_LEAVES <= MAX_ENTITIES
);
const _: () = assert!(
    MAX_PARTIES <= summitry_engine::sets::SET_CAPACITY
        && MAX_ISSUES <= summitry_engine::sets::SET_CAPACITY
);
