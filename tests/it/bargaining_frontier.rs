//! The Pareto front and its solution points, against enumeration.

use proptest::prelude::*;
use summitry::bargaining::frontier::{Solutions, front};

fn outcomes(worth: &[Vec<Vec<f64>>; 2]) -> Vec<(Vec<u8>, [f64; 2])> {
    let mut all = vec![(Vec::new(), [0.0, 0.0])];
    for (a, b) in worth[0].iter().zip(&worth[1]) {
        all = all
            .iter()
            .flat_map(|(options, u)| {
                (0..a.len()).map(move |o| {
                    let mut options: Vec<u8> = options.clone();
                    options.push(o as u8);
                    (options, [u[0] + a[o], u[1] + b[o]])
                })
            })
            .collect();
    }
    all
}

fn domain() -> impl Strategy<Value = [Vec<Vec<f64>>; 2]> {
    prop::collection::vec(2usize..5, 1..5).prop_flat_map(|sizes| {
        // Few distinct values, so that ties come up.
        let side = |sizes: &[usize]| {
            sizes
                .iter()
                .map(|&n| prop::collection::vec((0u8..5).prop_map(|v| f64::from(v) / 16.0), n))
                .collect::<Vec<_>>()
        };
        (side(&sizes), side(&sizes)).prop_map(|(a, b)| [a, b])
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_front_is_what_enumeration_finds(worth in domain()) {
        let all = outcomes(&worth);
        let dominated = |u: &[f64; 2]| all.iter().any(|(_, v)| {
            v[0] >= u[0] && v[1] >= u[1] && (v[0] > u[0] || v[1] > u[1])
        });
        let mut expected: Vec<[f64; 2]> =
            all.iter().filter(|(_, u)| !dominated(u)).map(|(_, u)| *u).collect();
        expected.sort_by(|a, b| b[0].total_cmp(&a[0]));
        expected.dedup();
        let found: Vec<[f64; 2]> = front(&worth).unwrap().iter().map(|p| p.utilities).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn solution_points_are_the_best_of_all_outcomes(worth in domain()) {
        let all = outcomes(&worth);
        let d = [all[0].1[0] * 0.5, all[0].1[1] * 0.5];
        let front = front(&worth).unwrap();
        let rational: Vec<[f64; 2]> = all
            .iter()
            .map(|(_, u)| [u[0] - d[0], u[1] - d[1]])
            .filter(|g| g[0] >= 0.0 && g[1] >= 0.0)
            .collect();
        let best = |score: &dyn Fn([f64; 2]) -> f64| {
            rational.iter().map(|g| score(*g)).fold(f64::NEG_INFINITY, f64::max)
        };
        let s = Solutions::of(&front, d).unwrap();
        let gains = |u: [f64; 2]| [u[0] - d[0], u[1] - d[1]];
        let most = [0, 1].map(|k| rational.iter().map(|g| g[k]).fold(f64::MIN_POSITIVE, f64::max));
        let nash = |g: [f64; 2]| g[0] * g[1];
        let kalai = |g: [f64; 2]| g[0].min(g[1]);
        let ks = |g: [f64; 2]| (g[0] / most[0]).min(g[1] / most[1]);
        prop_assert_eq!(nash(gains(s.nash.utilities)), best(&nash));
        prop_assert_eq!(kalai(gains(s.kalai.utilities)), best(&kalai));
        prop_assert_eq!(ks(gains(s.kalai_smorodinsky.utilities)), best(&ks));
        prop_assert_eq!(gains(s.utilitarian.utilities).iter().sum::<f64>(), best(&|g| g[0] + g[1]));
    }
}
