//! Initiatives of an ally or the gatekeeper, without the requester.

use crate::fields::section;

section! {
    /// Initiatives that leave the requester out.
    ///
    /// Chances come at `rate` × (1 − C) × min(stall/`stall_days`, `stall_cap`) a day; the seat then decides.
    /// Those without the requester bargain over the open issue that weighs most with the one that starts it;
    /// what they settle counts against the requester.
    pub struct Initiatives in "initiatives", rows "A6 A32" {
        /// Rate for a wholly divided coalition that has stalled for `stall_days`; 0 switches initiatives off.
        rate: f64 = 0.012, 0.0..=1.0, "1/day", assumed "";
        /// Days without progress that count as one.
        stall_days: f64 = 60.0, 1.0..=3650.0, "day", assumed "";
        /// Most that stalling counts.
        stall_cap: f64 = 3.0, 0.0..=10.0, "ratio", assumed "";
        /// How much positions move apart.
        polarisation: f64 = 0.06, 0.0..=1.0, "share", assumed "";
        /// Share of the requester's weights that, settled without it, makes it bypassed.
        bypass_at: f64 = 0.1, 0.0..=1.0, "share", assumed "";
    }
}
