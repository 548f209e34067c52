//! Who wants what on the agenda of a scenario, which texts all prefer to none, and the points of bargaining theory among them.

use summitry_model::bargaining::{Acceptable, Solutions};

use super::{Assessor, held};

/// The positions of a scenario as its talks open, with nothing drawn.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// The option that each party likes best, by party and issue; none on an issue without weight to it.
    pub preferred: Vec<Vec<Option<u8>>>,
    /// Weights of the issues, by party; they sum to 1.
    pub weights: Vec<Vec<f64>>,
    /// What each party must have, as a share of its best deal.
    pub reservations: Vec<f64>,
    /// How near each party's preferred options are to the requester's, from 0 to 1, weighted by its own weights.
    pub alignment: Vec<f64>,
    /// Cohesion of the coalition.
    pub cohesion: f64,
    /// Number of texts.
    pub texts: f64,
    /// Texts by who refuses them, or why they were not counted.
    pub acceptable: Result<Acceptable, String>,
    /// The status quo, and the Nash and fairness points among all parties: name, options, worth to each party as a share of its best deal.
    pub points: Vec<(&'static str, Vec<u8>, Vec<f64>)>,
    /// Why there are no such points.
    pub left_out: Option<String>,
}

impl Agenda {
    /// The agenda of a scenario.
    #[must_use]
    pub fn new(assessor: &Assessor) -> Self {
        let setup = &assessor.setup;
        let s = &setup.scenario;
        let parties = 0..s.parties.len();
        let weights: Vec<Vec<f64>> =
            parties.clone().map(|i| setup.party_weights(i).to_vec()).collect();
        let best = |values: &Vec<f64>| {
            (0..values.len()).fold(0, |best, o| if values[o] > values[best] { o } else { best })
        };
        let preferred: Vec<Vec<Option<u8>>> = parties
            .clone()
            .map(|i| {
                let values = setup.nominal_values(i);
                let of = |(values, weight): (&Vec<f64>, &f64)| {
                    (*weight > 0.0).then(|| u8::try_from(best(values)).unwrap_or(u8::MAX))
                };
                values.iter().zip(&weights[i]).map(of).collect()
            })
            .collect();
        let place = |issue: usize, option: u8| {
            f64::from(option) / (s.issues[issue].of.options.len().max(2) - 1) as f64
        };
        let alignment = parties.clone().map(|i| {
            let pairs =
                preferred[i].iter().zip(&preferred[s.requester]).zip(&weights[i]).enumerate();
            let near = pairs.filter_map(|(j, ((own, other), weight))| {
                let distance = (place(j, (*own)?) - place(j, (*other)?)).abs();
                Some((weight * (1.0 - distance), *weight))
            });
            let (sum, total) =
                near.fold((0.0, 0.0), |(sum, total), (near, weight)| (sum + near, total + weight));
            if total > 0.0 { sum / total } else { 1.0 }
        });
        let floors: Vec<f64> =
            assessor.reservations.iter().zip(&assessor.best).map(|(r, b)| r * b).collect();
        let held = held(s);
        let mut points = vec![("status-quo", held.clone(), assessor.worths(&held))];
        let mut left_out = None;
        match Solutions::new(&assessor.space, &assessor.space.point(&held).utilities) {
            Ok(Some(solutions)) => points.extend(solutions.named().map(|(name, point)| {
                let options = point.outcome.options().to_vec();
                let worths = assessor.worths(&options);
                (name, options, worths)
            })),
            Ok(None) => left_out = Some("no text is at least the status quo to all".to_owned()),
            Err(error) => left_out = Some(error.to_string()),
        }
        Agenda {
            alignment: alignment.collect(),
            preferred,
            weights,
            reservations: assessor.reservations.clone(),
            cohesion: assessor.cohesion,
            texts: assessor.space.outcomes(),
            acceptable: Acceptable::new(&assessor.space, &floors)
                .map_err(|error| error.to_string()),
            points,
            left_out,
        }
    }
}
