//! Each mechanism of `docs/mechanisms.csv` shows: with it on and off, on the same draws, its measure differs in the
//! stated direction.
//!
//! A test fails unless the mean paired difference lies four standard errors from 0, on the side of its sign, with
//! at least [`LEAST`] pairs that differ, so that the normal interval may be trusted. A mechanism without effect would
//! pass with probability 6·10⁻⁵ on either side, half of that on its own; over all of them that is under 1 in 200.
//! `cargo test --test validation mechanisms -- --nocapture` shows the differences.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};

use crate::measure::{Arm, Difference, Measure};
use crate::mechanism_list::{Mechanism, mechanisms};

/// Standard errors between the difference and 0.
const APART: f64 = 4.0;

/// Runs that must differ.
const LEAST: usize = 30;

/// Settings as the tests' scenarios take them: the family of a gate or a sequence is not a table of the file.
fn settings(text: &str) -> Vec<String> {
    text.split("; ")
        .filter(|s| !s.is_empty())
        .map(|s| match s.split_once('=') {
            Some((what @ ("gate" | "sequence"), family)) if !family.starts_with('{') => {
                format!("{what} {family}")
            }
            _ => s.to_owned(),
        })
        .collect()
}

impl Mechanism {
    fn measure(&self) -> Measure {
        Measure::parse(&self.measure).unwrap_or_else(|fault| panic!("{}: {fault}", self.id))
    }

    fn settings(&self, parts: &[&str]) -> Vec<String> {
        parts.iter().flat_map(|part| settings(part)).collect()
    }

    fn play(&self, settings: &[String], runs: usize) -> Arm {
        Arm::play(&self.scenario, settings, &self.measure().tables(), runs)
    }

    /// The arm with the mechanism, which others may share.
    fn on(&self) -> Arc<Arm> {
        type Slot = Arc<OnceLock<Arc<Arm>>>;
        static PLAYED: Mutex<BTreeMap<String, Slot>> = Mutex::new(BTreeMap::new());
        let tables: Vec<&str> = self.measure().tables().iter().map(|t| t.table().name).collect();
        let key = format!("{} {} {} {}", self.scenario, self.with, tables.join(" "), self.runs);
        let slot = PLAYED.lock().unwrap().entry(key).or_default().clone();
        let arm = || Arc::new(self.play(&self.settings(&[&self.with]), self.runs));
        slot.get_or_init(arm).clone()
    }

    pub(crate) fn difference(&self) -> Difference {
        let off = self.play(&self.settings(&[&self.with, &self.off]), self.runs);
        self.measure().difference(&self.on(), &off)
    }

    /// Whether a difference is what the line says.
    pub(crate) fn shows(&self, d: &Difference) -> bool {
        let sign = if self.sign == "+" { 1.0 } else { -1.0 };
        d.differ >= LEAST && sign * d.mean > APART * d.error
    }
}

/// Checks a line, and tells the difference.
fn shows(name: &str) -> String {
    let id = name.replace('_', "-");
    let of = mechanisms().into_iter().find(|m| m.id == id);
    let of = of.unwrap_or_else(|| panic!("docs/mechanisms.csv has no line `{id}`"));
    let d = of.difference();
    let text = format!(
        "{id}: {}, on less off: {:+.5} ± {:.5} (standard error), {} of {} pairs differ",
        of.measure, d.mean, d.error, d.differ, d.pairs
    );
    assert!(of.shows(&d), "{text}; expected {}", of.sign);
    text
}

macro_rules! mechanisms {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                println!("{}", shows(stringify!($name)));
            }
        )*

        const TESTED: &[&str] = &[$(stringify!($name)),*];
    };
}

mechanisms! {
    disagreement,
    territory_divides,
    tractability,
    idiosyncrasy,
    allies_differ,
    rounds,
    minimum_attendance,
    absence,
    attention_attendance,
    unanimity,
    calendar_concession,
    carried_concessions,
    session_latitude,
    reciprocity,
    agenda_order,
    failed_rounds_divide,
    rounds_ease,
    polarisation_fades,
    fracture,
    strain_growth,
    strain_hastens_requests,
    strain_speeds_concession,
    strain_lowers_reservation,
    strain_costs_support,
    refusal,
    aid_relief,
    pledges_sustain_aid,
    aid_held,
    rounds_release_aid,
    summits_release_aid,
    attention_raises_pledges,
    support_raises_pledges,
    request_lift,
    campaign_lift,
    round_lift,
    summit_lift,
    consultation_lift,
    window,
    attention_holds_the_window,
    horizon,
    lost_ground_strains,
    lost_ground_reopens,
    supply_delays_aid,
    tension_divides,
    tension_withdraws,
    crises_distract,
    shocks_cluster,
    chance,
    energy_drifts,
    energy_jumps,
    energy_hardens,
    energy_cuts_pledges,
    opinion,
    elections,
    support_narrows_the_win_set,
    ratification,
    tied_hands,
    credibility_cost,
    credibility_latitude,
    requests,
    deferral_hastens,
    deferral_tires,
    asks_for_aid,
    asks_for_attention,
    asks_to_unblock,
    threshold_noise,
    summit_reveals,
    gate_rounds,
    steps_give_leverage,
    steps_keep_credibility,
    sequence,
    gate_readiness,
    gate_endorsement,
    gate_cohesion,
    gate_calm,
    gate_day,
    gate_strain_override,
    gatekeeper_misreads,
    cooldown,
    goals_needed,
    endorsement_needed,
    preparation_needed,
    closing_needed,
    partial,
    only_substance_is_signed,
    one_to_one,
    leaders_latitude,
    leaders_agenda,
    mandate,
    summit_hastens_round,
    morale,
    unprepared_end,
    unprepared_divides,
    allies_endorse,
    allies_adopt,
    endorsed_by_half,
    collapse,
    coverage_lowers_risk,
    enforcement_lowers_risk,
    cohesion_lowers_risk,
    inclusion_lowers_risk,
    credibility_lowers_risk,
    tractability_lowers_risk,
    pressure_raises_risk,
    regret_raises_risk,
    leverage_fades,
    initiatives_divide,
    bypass,
    progress_restrains,
    deadline,
    deadline_hurries,
    spill_over,
    consultations_drift,
    consultations_cost_effort,
    two_tracks,
}

#[test]
fn every_line_has_its_test_and_every_test_its_line() {
    let lines: Vec<String> = mechanisms().into_iter().map(|m| m.id.replace('-', "_")).collect();
    assert_eq!(lines, TESTED);
}

/// The tests are there to be run: none is passed over as ignored.
#[test]
fn no_test_of_a_line_is_ignored() {
    let listed = |more: &[&str]| {
        let own = std::env::current_exe().unwrap();
        let out = Command::new(own).args(["--list", "mechanisms::"]).args(more).output().unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    let (all, ignored) = (listed(&[]), listed(&["--ignored"]));
    for name in TESTED {
        assert!(all.contains(&format!("mechanisms::{name}: test\n")), "{name} is no test");
    }
    assert!(!ignored.contains(": test"), "{ignored}");
}

#[test]
fn false_alarms_of_all_together_are_under_one_in_200() {
    // The normal tail beyond four standard errors, one side.
    let tail = 0.5 * libm::erfc(APART / core::f64::consts::SQRT_2);
    assert!(TESTED.len() as f64 * tail < 0.005);
}

/// The check itself can fail: with the mechanism off in both arms, every pair is equal.
#[test]
fn switched_off_none_of_them_shows() {
    for of in mechanisms() {
        let runs = of.runs / 4;
        let on = of.play(&of.settings(&[&of.with, &of.off]), runs);
        let off = of.play(&of.settings(&[&of.with, &of.off, &of.off]), runs);
        let d = of.measure().difference(&on, &off);
        assert!(d.pairs > 0, "{}: no pairs", of.id);
        assert!(d.differ == 0 && !of.shows(&d), "{} shows though it is off", of.id);
    }
}
