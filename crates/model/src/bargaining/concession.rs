//! Concession: how the utility a party aspires to falls with time.
//!
//! Time-dependent tactics of Faratin, Sierra & Jennings (1998): on the clock of a session alone
//! ([`TimeDependent`]), or with the conceded share F summed from three clocks ([`Aspiration`]): the calendar,
//! what earlier sessions carried over, and the steps of this one.

use super::reciprocity::Reciprocity;

/// What a party aspires to at the table: α = u_max·[r + (1 − r)(1 − F)].
///
/// F = min(1, `conceded` + `latitude`·`in_session`), all shares of the way from the ceiling to
/// the reservation.
///
/// ```
/// use summitry_model::bargaining::Aspiration;
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
/// use summitry_model::bargaining::concession::by_calendar;
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

/// How a party's target falls in a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Concession {
    /// By three clocks, of which the session moves the last.
    Aspiration(Aspiration),
    /// By the session's own time.
    Time(TimeDependent),
    /// As the others concede; within the bounds of an aspiration if there is one, else from its best offer to
    /// the worst that it accepts.
    Reciprocal(Reciprocity, Option<Aspiration>),
}

/// The share conceded at a time, from the best offer towards the worst acceptable (Faratin, Sierra & Jennings
/// 1998, eqs. for the polynomial and the exponential family).
///
/// ```
/// use summitry_model::bargaining::concession::{Form, TimeDependent};
/// let boulware = TimeDependent::BOULWARE;
/// assert_eq!(boulware.conceded(0.5), 0.0625);
/// assert_eq!(TimeDependent::LINEAR.conceded(0.5), 0.5);
/// assert_eq!(TimeDependent::CONCEDER.conceded(0.0625), 0.5);
/// let exponential = TimeDependent { form: Form::Exponential, exponent: 1.0, first: 0.04 };
/// assert!((exponential.conceded(0.5) - 0.2).abs() < 1e-12);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeDependent {
    /// The family.
    pub form: Form,
    /// β above 0: below 1 boulware (late), 1 linear, above 1 conceder.
    pub exponent: f64,
    /// κ, the share conceded in the first offer: in [0, 1], above 0 for the exponential family.
    pub first: f64,
}

/// Family of a time-dependent tactic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// κ + (1 − κ)·t^(1/β).
    Polynomial,
    /// e^((1 − t)^β · ln κ).
    Exponential,
}

impl TimeDependent {
    /// Polynomial with β = ¼: concedes when time runs out.
    pub const BOULWARE: Self = TimeDependent::polynomial(0.25);
    /// Polynomial with β = 1.
    pub const LINEAR: Self = TimeDependent::polynomial(1.0);
    /// Polynomial with β = 4: concedes at once.
    pub const CONCEDER: Self = TimeDependent::polynomial(4.0);

    /// Polynomial with nothing conceded at first.
    #[must_use]
    pub const fn polynomial(exponent: f64) -> Self {
        TimeDependent { form: Form::Polynomial, exponent, first: 0.0 }
    }

    /// Share conceded at time `t` in [0, 1].
    #[inline]
    #[must_use]
    pub fn conceded(&self, t: f64) -> f64 {
        let t = t.clamp(0.0, 1.0);
        match self.form {
            Form::Polynomial => self.first + (1.0 - self.first) * power(t, 1.0 / self.exponent),
            Form::Exponential => libm::exp(power(1.0 - t, self.exponent) * libm::log(self.first)),
        }
    }
}

/// tᵖ. The named tactics need no logarithm, and ask a hundred times a session.
#[inline]
fn power(t: f64, p: f64) -> f64 {
    match p {
        1.0 => t,
        4.0 => (t * t) * (t * t),
        0.25 => libm::sqrt(libm::sqrt(t)),
        _ => libm::pow(t, p),
    }
}
