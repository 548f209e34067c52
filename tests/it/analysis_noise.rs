//! Replication noise, means by level and distances: what is known in closed form, and the coverage that is claimed.

use summitry_engine::stats::{Moments, Z95, mean_interval, normal_quantile, wilson};
use summitry_lab::analysis::distances::Frontier;
use summitry_lab::analysis::noise::{Noise, NoiseBy};
use summitry_lab::analysis::response::{Within, grid_indices, level_means};

use crate::analysis_data::{Uniform, near};

/// Normal values of mean 0 and variance 1.
struct Normal(Uniform);

impl Normal {
    fn new(seed: u64) -> Self {
        let mut uniform = Uniform(seed);
        uniform.nth(9);
        Normal(uniform)
    }

    fn next(&mut self) -> f64 {
        normal_quantile(self.0.next().unwrap().max(1e-12))
    }
}

fn means(values: &[f64], runs: usize) -> Vec<f64> {
    values.chunks_exact(runs).map(|cell| cell.iter().sum::<f64>() / runs as f64).collect()
}

fn errors(values: &[f64], runs: usize) -> Vec<Option<f64>> {
    let of = |cell: &[f64]| {
        let mut moments = Moments::default();
        cell.iter().for_each(|&value| moments.add(value));
        moments.variance().map(|variance| variance / runs as f64)
    };
    values.chunks_exact(runs).map(of).collect()
}

/// y = f(cell) + an effect of the run of variance 4 + noise of the run in the cell of variance 1; f has variance 0.25 over the cells.
/// The noise in a mean of 10 runs is 0.1 with common random numbers, while what is seen within cells, 0.5, bounds it.
#[test]
fn noise_is_told_from_luck_that_cells_share() {
    const CELLS: usize = 40;
    const RUNS: usize = 10;
    let of_cell = |cell: usize| if cell.is_multiple_of(2) { 0.5 } else { -0.5 };
    let mut found = [0.0; 4];
    const SAMPLES: u64 = 200;
    for sample in 0..SAMPLES {
        let mut normal = Normal::new(sample + 1);
        let effect: Vec<f64> = (0..RUNS).map(|_| 2.0 * normal.next()).collect();
        let values: Vec<f64> = (0..CELLS)
            .flat_map(|cell| effect.iter().map(move |effect| (cell, effect)))
            .map(|(cell, effect)| of_cell(cell) + effect + normal.next())
            .collect();
        let common = Noise::of_runs(&values, RUNS).unwrap();
        assert_eq!(common.by, NoiseBy::Common);
        let bound = Noise::of_cells(&means(&values, RUNS), &errors(&values, RUNS), true).unwrap();
        assert_eq!(bound.by, NoiseBy::Bound);
        near(bound.variance, common.variance, 1e-9);
        let n = SAMPLES as f64;
        found[0] += common.noise / n;
        found[1] += bound.noise / n;
        found[2] += (common.variance - common.noise) / n;
        found[3] += f64::from(u8::from(bound.noise > common.noise)) / n;
    }
    near(found[0], 0.1, 0.002);
    near(found[1], 0.5, 0.03);
    near(found[2], 0.25 * 40.0 / 39.0, 0.02);
    near(found[3], 1.0, 1e-9);
}

/// As above with independent random numbers: V(f) = V(ȳ) − E[s²/n].
#[test]
fn noise_is_told_from_luck_of_its_own() {
    const CELLS: usize = 40;
    const RUNS: usize = 10;
    let (mut noise, mut rest) = (0.0, 0.0);
    for sample in 0..200 {
        let mut normal = Normal::new(sample + 1);
        let values: Vec<f64> = (0..CELLS * RUNS)
            .map(|k| if (k / RUNS).is_multiple_of(2) { 0.5 } else { -0.5 } + 2.0 * normal.next())
            .collect();
        let found = Noise::of_cells(&means(&values, RUNS), &errors(&values, RUNS), false).unwrap();
        assert_eq!(found.by, NoiseBy::Independent);
        noise += found.noise / 200.0;
        rest += (found.variance - found.noise) / 200.0;
    }
    near(noise, 0.4, 0.01);
    near(rest, 0.25 * 40.0 / 39.0, 0.03);
}

#[test]
fn noise_that_cannot_be_told_is_not() {
    assert!(Noise::of_cells(&[1.0], &[Some(0.1)], false).is_none(), "one cell");
    assert!(Noise::of_cells(&[1.0, 1.0], &[Some(0.1); 2], false).is_none(), "no variance");
    assert!(Noise::of_cells(&[1.0, 2.0], &[Some(0.1), None], false).is_none(), "a single run");
    assert!(Noise::of_runs(&[1.0, 2.0], 1).is_none());
    // More variation within cells than there is between them.
    let all = Noise::of_cells(&[1.0, 1.1], &[Some(3.0), Some(3.0)], false).unwrap();
    near(all.share(), 1.0, 1e-12);
}

/// Of 1,000 samples the share of intervals that hold the mean of a level, the cells being fixed.
#[test]
fn intervals_of_levels_cover_as_often_as_they_say() {
    const RUNS: usize = 40;
    const SAMPLES: u64 = 1000;
    let levels = [vec![0, 0, 1, 1]];
    let f = [0.0, 1.0, 2.0, 5.0];
    let mut held = [0_u64; 3];
    for sample in 0..SAMPLES {
        let mut normal = Normal::new(sample + 1);
        let effect: Vec<f64> = (0..RUNS).map(|_| normal.next()).collect();
        let mut shared = Vec::new();
        let mut own = Vec::new();
        for of_cell in f {
            for effect in &effect {
                shared.push(of_cell + effect + 0.5 * normal.next());
                own.push(of_cell + normal.next());
            }
        }
        let (of_shared, of_own) = (errors(&shared, RUNS), errors(&own, RUNS));
        for (held, (values, within)) in held.iter_mut().zip([
            (&own, Within::Independent(&of_own)),
            (&shared, Within::Runs(&shared, RUNS)),
            (&shared, Within::Shared(&of_shared)),
        ]) {
            let found = level_means(&levels, &means(values, RUNS), within, Z95);
            assert_eq!(found.len(), 2);
            *held += u64::from(found[0].mean.interval.unwrap().contains(0.5));
        }
    }
    let share = held.map(|held| held as f64 / SAMPLES as f64);
    assert!((0.93..=0.965).contains(&share[0]), "independent numbers: {share:?}");
    assert!((0.93..=0.965).contains(&share[1]), "from every run: {share:?}");
    assert!(share[2] >= 0.95, "without the runs the interval is too wide at most: {share:?}");
    let one = level_means(&[vec![0]], &[1.0], Within::Runs(&[1.0], 1), Z95);
    assert!(one[0].mean.interval.is_none(), "no interval of a single run");
}

/// y = 2a + b + 4ab over a, b of ±1 and c of three levels that does nothing: V = 4 + 1 + 16.
#[test]
fn a_grid_has_the_indices_that_are_known() {
    let mut levels = [Vec::new(), Vec::new(), Vec::new()];
    let mut y = Vec::new();
    for (a, x) in [-1.0, 1.0].into_iter().enumerate() {
        for c in 0..3 {
            for (b, z) in [-1.0, 1.0].into_iter().enumerate() {
                levels[0].push(a);
                levels[1].push(b);
                levels[2].push(c);
                y.push(7.0 + 2.0 * x + z + 4.0 * x * z);
            }
        }
    }
    let found = grid_indices(&levels, &y).unwrap();
    let check = |got: &[f64], known: &[f64]| {
        assert_eq!(got.len(), known.len());
        got.iter().zip(known).for_each(|(got, known)| near(*got, known / 21.0, 1e-12));
    };
    check(&found.first, &[4.0, 1.0, 0.0]);
    check(&found.total, &[20.0, 17.0, 0.0]);
    let second: Vec<f64> = found.second.iter().map(|(_, share)| *share).collect();
    check(&second, &[16.0, 0.0, 0.0]);
    assert_eq!(found.second[1].0, (0, 2));
    // A cell twice, a cell too few, no difference.
    let mut twice = levels.clone();
    twice[1][0] = 1;
    assert!(grid_indices(&twice, &y).is_none());
    assert!(grid_indices(&levels.clone().map(|of| of[..11].to_vec()), &y[..11]).is_none());
    assert!(grid_indices(&levels, &[1.0; 12]).is_none());
}

/// The nearest point by looking at all of them.
#[test]
fn the_nearest_point_of_a_front_is_found() {
    let mut uniform = Uniform(5);
    let mut next = || uniform.next().unwrap();
    for _ in 0..50 {
        let mut xs: Vec<f64> = (0..20).map(|_| next()).collect();
        let mut ys: Vec<f64> = (0..20).map(|_| next()).collect();
        xs.sort_by(f64::total_cmp);
        ys.sort_by(|a, b| b.total_cmp(a));
        let front: Vec<[f64; 2]> = xs.into_iter().zip(ys).map(|(x, y)| [x, y]).collect();
        let nash = [0.9, 0.8];
        let frontier = Frontier::new(front.clone(), nash, [0.1, 0.2]).unwrap();
        for _ in 0..50 {
            let text = [1.4 * next() - 0.2, 1.4 * next() - 0.2];
            let to = |p: [f64; 2]| libm::hypot(p[0] - text[0], p[1] - text[1]);
            let found = frontier.distances(text);
            near(found.front, front.iter().map(|p| to(*p)).fold(f64::INFINITY, f64::min), 1e-12);
            near(found.nash, to(nash), 1e-12);
            let gains = [(text[0] - 0.1).max(0.0), (text[1] - 0.2).max(0.0)];
            near(found.product, gains[0] * gains[1] / 0.48, 1e-12);
            let within = front.iter().any(|p| p[0] >= text[0] && p[1] >= text[1]);
            assert_eq!(found.beyond, !within);
        }
    }
    assert!(Frontier::new(Vec::new(), [1.0, 1.0], [0.0, 0.0]).is_none());
    assert!(Frontier::new(vec![[1.0, 0.2]], [1.0, 0.2], [0.0, 0.2]).is_none(), "no gain for one");
}

/// Wilson's interval, its coverage summed exactly over the binomial distribution, on average over shares; and the normal
/// interval of a mean, by simulation.
#[test]
fn intervals_of_shares_and_means_cover_as_often_as_they_say() {
    let n = 50_u64;
    let (mut sum, mut least) = (0.0, 1.0_f64);
    for k in 1..100_u32 {
        let p = f64::from(k) / 100.0;
        let mut term = libm::pow(1.0 - p, n as f64);
        let mut covered = 0.0;
        for x in 0..=n {
            covered += if wilson(x, n, Z95).contains(p) { term } else { 0.0 };
            term *= (n - x) as f64 / (x + 1) as f64 * p / (1.0 - p);
        }
        sum += covered / 99.0;
        least = least.min(covered);
    }
    assert!((0.945..=0.96).contains(&sum) && least > 0.9, "{sum} on average, {least} at least");

    const SAMPLES: u64 = 2000;
    let mut held = 0;
    for sample in 0..SAMPLES {
        let mut normal = Normal::new(sample + 1);
        let mut moments = Moments::default();
        (0..100).for_each(|_| moments.add(3.0 + normal.next()));
        held += u64::from(mean_interval(&moments, Z95).unwrap().contains(3.0));
    }
    let share = held as f64 / SAMPLES as f64;
    assert!((0.935..=0.96).contains(&share), "{share}");
}
