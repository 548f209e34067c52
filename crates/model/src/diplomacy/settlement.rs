//! After signing: the risk that a settlement collapses.

use crate::fields::section;

section! {
    /// The collapse hazard of a settlement in force: Weibull with a shape below 1, so that failures come
    /// early, times e^(log-risk).
    ///
    /// Cumulative hazard to day t: Λ·t^k·e^η; η = `constant` − `coverage`·c^`coverage_exponent` − … with the
    /// covariates less their centres. Reviews read leverage and credibility again; the other covariates are those at signing.
    pub struct Settlement in "settlement", rows "A22 A23 A24 A27 A33 A53" {
        /// Λ, the baseline.
        baseline: f64 = 0.0874, 0.0..=100.0, "1/day^k", computed "maximum likelihood: violence within five years by provision classes and dated failures, UCDP Peace Agreement Dataset 1975–2011 (calibration.md)";
        /// k, the Weibull shape.
        shape: f64 = 0.335, 0.05..=5.0, "", computed "the same fit";
        /// Constant of the log-risk.
        constant: f64 = -0.6, -20.0..=20.0, "log", assumed "the baseline is fitted beside it";
        /// Fall of the log-risk with the provision classes that count as settled.
        coverage: f64 = 0.076, -5.0..=5.0, "log/classes^x", computed "the same fit";
        /// Share of a provision class's weight that must be settled for the class to count.
        class_settled: f64 = 0.5, 0.01..=1.0, "share", assumed "at least half";
        /// Exponent x of the classes.
        coverage_exponent: f64 = 1.5, 0.0..=5.0, "", assumed "held fixed in the fit";
        /// Fall with enforcement: leverage × settled weight of guarantees and monitoring.
        enforcement: f64 = 0.6, -20.0..=20.0, "log/share", assumed "";
        /// Centre of enforcement.
        enforcement_centre: f64 = 0.5, 0.0..=1.0, "share", assumed "";
        /// Fall with cohesion.
        cohesion: f64 = 0.6, -20.0..=20.0, "log/share", assumed "";
        /// Centre of cohesion.
        cohesion_centre: f64 = 0.8, 0.0..=1.0, "share", assumed "";
        /// Fall with inclusion: share of the influence that signed.
        inclusion: f64 = 0.5, -20.0..=20.0, "log/share", assumed "direction: Nilsson (2012), 83 agreements";
        /// Centre of inclusion.
        inclusion_centre: f64 = 0.8, 0.0..=1.0, "share", assumed "";
        /// Fall with credibility.
        credibility: f64 = 0.4, -20.0..=20.0, "log/share", assumed "";
        /// Centre of credibility.
        credibility_centre: f64 = 0.6, 0.0..=1.0, "share", assumed "";
        /// Fall with tractability Z.
        tractability: f64 = 0.25, -20.0..=20.0, "log/sd", assumed "beyond the source";
        /// Rise with pressure × (1 − P as the summit opened).
        pressure: f64 = 0.8, -20.0..=20.0, "log/share", assumed "direction: Pinfari (2011), 68 episodes";
        /// Centre of that product.
        pressure_centre: f64 = 0.1, 0.0..=1.0, "share", assumed "";
        /// Rise with regret: what parties gave under a deadline below their own aspiration without it.
        regret: f64 = 2.0, -20.0..=20.0, "log/utility", assumed "";
        /// Days before a deadline in which its pressure builds up to 1.
        pressure_days: f64 = 90.0, 1.0..=3650.0, "day", assumed "";
        /// Pressure of strain, per unit, with or without a deadline.
        strain_pressure: f64 = 0.5, 0.0..=1.0, "share/share", assumed "";
        /// Days between reviews of the settlement.
        review_every: f64 = 182.0, 1.0..=36500.0, "day", assumed "";
        /// Rate at which leverage fades after signing.
        leverage_fades: f64 = 0.15, 0.0..=100.0, "1/year", assumed "";
        /// Whether preparation and what it settles act on the risk; without, only chance and Z do.
        preparation_matters: bool = true, "", assumed "a switch: selection against causation";
    }
}

/// What the risk of a settlement is read from. Shares in [0, 1] unless said.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Covariates {
    /// Provision classes with enough of their weight settled, 0 to 4.
    pub coverage: u32,
    /// Leverage × settled weight of guarantees and monitoring.
    pub enforcement: f64,
    /// Cohesion of the coalition.
    pub cohesion: f64,
    /// Influence that signed.
    pub inclusion: f64,
    /// Credibility.
    pub credibility: f64,
    /// Tractability, in standard deviations.
    pub tractability: f64,
    /// Pressure × (1 − preparation as the summit opened).
    pub hurried: f64,
    /// Utility given below own aspirations because of a deadline.
    pub regret: f64,
}

impl Settlement {
    /// The log-risk η.
    #[must_use]
    pub fn log_risk(&self, c: &Covariates) -> f64 {
        let chance = self.constant - self.tractability * c.tractability;
        if !self.preparation_matters {
            return chance;
        }
        chance
            - self.coverage * libm::pow(f64::from(c.coverage), self.coverage_exponent)
            - self.enforcement * (c.enforcement - self.enforcement_centre)
            - self.cohesion * (c.cohesion - self.cohesion_centre)
            - self.inclusion * (c.inclusion - self.inclusion_centre)
            - self.credibility * (c.credibility - self.credibility_centre)
            + self.pressure * (c.hurried - self.pressure_centre)
            + self.regret * c.regret
    }

    /// What each covariate adds to the log-risk beside the constant, in the order of the equation; they add up to
    /// [`Settlement::log_risk`] less the constant. Where preparation does not matter, tractability alone is left.
    #[must_use]
    pub fn terms(&self, c: &Covariates) -> Vec<(&'static str, f64)> {
        let mut terms = vec![("tractability", -self.tractability * c.tractability)];
        if self.preparation_matters {
            let classes = libm::pow(f64::from(c.coverage), self.coverage_exponent);
            terms.extend([
                ("provision classes settled", -self.coverage * classes),
                ("enforcement", -self.enforcement * (c.enforcement - self.enforcement_centre)),
                ("cohesion", -self.cohesion * (c.cohesion - self.cohesion_centre)),
                ("inclusion", -self.inclusion * (c.inclusion - self.inclusion_centre)),
                ("credibility", -self.credibility * (c.credibility - self.credibility_centre)),
                ("haste", self.pressure * (c.hurried - self.pressure_centre)),
                ("regret", self.regret * c.regret),
            ]);
        }
        terms
    }

    /// Cumulative hazard from day `from` to day `to` in force, at log-risk `eta`.
    #[must_use]
    pub fn hazard_between(&self, from: f64, to: f64, eta: f64) -> f64 {
        self.baseline * libm::exp(eta) * (libm::pow(to, self.shape) - libm::pow(from, self.shape))
    }

    /// The day on which the cumulative hazard, counted from day `from`, uses up `left`.
    #[must_use]
    pub fn day_when_spent(&self, from: f64, left: f64, eta: f64) -> f64 {
        let rate = self.baseline * libm::exp(eta);
        if rate <= 0.0 {
            return f64::INFINITY;
        }
        libm::pow(libm::pow(from, self.shape) + left / rate, 1.0 / self.shape)
    }

    /// Pressure in [0, 1]: of a deadline within [`Settlement::pressure_days`], or of strain, whichever is more.
    #[must_use]
    pub fn pressure_at(&self, day: f64, deadline: Option<f64>, strain: f64) -> f64 {
        let of_deadline =
            deadline.map_or(0.0, |d| 1.0 - ((d - day) / self.pressure_days).clamp(0.0, 1.0));
        of_deadline.max(self.strain_pressure * strain)
    }
}
