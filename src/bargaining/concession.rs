//! Concession: how the utility a party aspires to falls with time.
//!
//! Time-dependent tactics of Faratin, Sierra & Jennings (1998), with the conceded share F summed
//! from three clocks: the calendar, what earlier sessions carried over, and the steps of this one.

/// What a party aspires to at the table: α = u_max·[r + (1 − r)(1 − F)].
///
/// F = min(1, `conceded` + `latitude`·`in_session`), all shares of the way from the ceiling to
/// the reservation.
///
/// ```
/// use summitry::bargaining::Aspiration;
/// let a = Aspiration { ceiling: 1.0, reservation: 0.4, conceded: 0.0, latitude: 0.5 };
/// assert_eq!(a.at(0.0), 1.0);
/// assert_eq!(a.at(1.0), 0.7);
/// assert_eq!(Aspiration { conceded: 2.0, ..a }.at(0.0), 0.4);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Aspiration {
    /// Utility of the best offer that the party could be made, in [0, 1].
    pub ceiling: f64,
    /// Reservation as a share of the ceiling, in [0, 1].
    pub reservation: f64,
    /// Share conceded before the session: calendar and carried over.
    pub conceded: f64,
    /// Share that may be conceded within the session.
    pub latitude: f64,
}

impl Aspiration {
    /// The utility aspired to when a share `in_session` of the latitude is used.
    #[must_use]
    pub fn at(&self, in_session: f64) -> f64 {
        let conceded = (self.conceded + self.latitude * in_session).clamp(0.0, 1.0);
        self.ceiling * (self.reservation + (1.0 - self.reservation) * (1.0 - conceded))
    }
}

/// Share conceded by the calendar: (t/T)^(1/e), at most 1.
///
/// `day` and `horizon` in days, `exponent` e > 0: below 1 boulware (late), 1 linear, above 1 conceder
/// (Faratin, Sierra & Jennings 1998, polynomial form).
///
/// ```
/// use summitry::bargaining::concession::by_calendar;
/// assert_eq!(by_calendar(50.0, 100.0, 1.0), 0.5);
/// assert!(by_calendar(50.0, 100.0, 0.5) < 0.5);
/// assert_eq!(by_calendar(200.0, 100.0, 0.5), 1.0);
/// ```
#[must_use]
pub fn by_calendar(day: f64, horizon: f64, exponent: f64) -> f64 {
    if horizon <= 0.0 || day >= horizon {
        return 1.0;
    }
    libm::pow(day.max(0.0) / horizon, 1.0 / exponent)
}

/// Share of the latitude used after `step` steps: 1 − e^(−s/s₀).
///
/// It counts steps, not the share of them, so that a short session bites.
#[must_use]
pub fn by_steps(step: f64, scale: f64) -> f64 {
    1.0 - libm::exp(-step / scale)
}
