//! Aid: pledges become deliveries; shocks hold some up, meetings release it.

use crate::fields::section;

section! {
    /// Aid to the requester, counted in months of its need.
    ///
    /// Donors pledge at conferences into a stock; shipments draw on it, less the share held up (backlog);
    /// what arrives relieves strain: S ← S·e^(−`relief` × delivered).
    pub struct Aid in "aid", rows "A2 A4 A5" {
        /// Days between pledging conferences.
        conference_every: f64 = 45.0, 1.0..=3650.0, "day", assumed "";
        /// Days between shipments.
        shipment_every: f64 = 14.0, 1.0..=3650.0, "day", assumed "";
        /// Stock pledged and not shipped on day 0.
        initial_stock: f64 = 2.0, 0.0..=1000.0, "months of need", assumed "";
        /// What all donors together pledge a conference when all maintain, per month since the last.
        maintain: f64 = 0.8, 0.0..=100.0, "months of need/month", assumed "";
        /// The same when all raise.
        raise: f64 = 1.3, 0.0..=100.0, "months of need/month", assumed "";
        /// Effect of a delivered month of need on strain; 0 switches relief off.
        relief: f64 = 0.06, 0.0..=10.0, "1/month of need", assumed "";
        /// Backlog on day 0: share of shipments held up.
        initial_backlog: f64 = 0.2, 0.0..=1.0, "share", assumed "";
        /// Rate at which the backlog clears by itself.
        backlog_clearing: f64 = 0.004, 0.0..=5.0, "1/day", assumed "";
    }
}

/// Days in the month in which aid is counted.
pub const MONTH_DAYS: f64 = 30.0;

/// What one shipment brings: `(delivered, held up)` in months of need.
///
/// `stock` months of need, `backlog` a share, `donors` the share of the donors' influence that
/// releases its part.
///
/// ```
/// use summitry_model::diplomacy::aid::{Aid, shipment};
/// let (delivered, delayed) = shipment(&Aid::default(), 10.0, 0.25, 1.0);
/// assert!((delivered - 0.35).abs() < 1e-12);
/// assert!((delivered + delayed - 14.0 / 30.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn shipment(aid: &Aid, stock: f64, backlog: f64, donors: f64) -> (f64, f64) {
    let due = stock.min(aid.shipment_every / MONTH_DAYS);
    let delivered = due * (1.0 - backlog) * donors;
    (delivered, due - delivered)
}
