//! Elementary effects against SALib, by enumeration, and against their own intervals.

use std::f64::consts::PI;

use summitry_lab::analysis::Bootstrap;
use summitry_lab::analysis::morris::{Effects, Steps, effects};
use summitry_lab::experiment::design::Design;

use crate::analysis_data::{Uniform, design, ishigami, near, slices};

const NONE: Bootstrap = Bootstrap { resamples: 0, confidence: 0.95 };

/// Every upward trajectory of a lattice of 4 levels: all starts, all orders of the inputs.
fn all_trajectories(d: usize) -> Vec<Vec<f64>> {
    let mut orders: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..d {
        orders = orders
            .into_iter()
            .flat_map(|order| {
                (0..d)
                    .filter(|k| !order.contains(k))
                    .map(|k| [order.as_slice(), &[k]].concat())
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    let mut columns = vec![Vec::new(); d];
    for start in 0..1_usize << d {
        for order in &orders {
            let mut point: Vec<f64> =
                (0..d).map(|k| if start >> k & 1 == 1 { 1.0 / 3.0 } else { 0.0 }).collect();
            for step in 0..=d {
                columns.iter_mut().zip(&point).for_each(|(column, x)| column.push(*x));
                if let Some(&mover) = order.get(step) {
                    point[mover] += 2.0 / 3.0;
                }
            }
        }
    }
    columns
}

fn found(columns: &[Vec<f64>], output: &[f64]) -> Effects {
    let names = &["a", "b", "c"][..columns.len()];
    effects(&slices(columns), names, output, None, NONE, &mut || 0.5).unwrap()
}

/// SALib 1.6.0: `morris.analyze({'num_vars': 2, 'names': ['a', 'b'], 'bounds': [[0, 1]] * 2, 'groups': None}, X, Y,
/// num_levels=4)` on the rows above gives σ = 1.5936381457791913, divided by r − 1; by r it is 1.490712.
#[test]
fn effects_by_enumeration_are_those_of_salib() {
    let columns = all_trajectories(2);
    let output: Vec<f64> =
        columns[0].iter().zip(&columns[1]).map(|(x, z)| 2.0 * x + z + 4.0 * x * z).collect();
    let found = found(&columns, &output);
    assert_eq!((found.trajectories, found.steps), (8, Steps::Lattice(4)));
    for (effect, mean) in found.effects.iter().zip([4.0, 3.0]) {
        near(effect.mu.value, mean, 1e-12);
        near(effect.mu_star.value, mean, 1e-12);
        near(effect.sigma.value, 1.593_638_145_779_191_3, 1e-12);
        near(effect.sigma.value * (7.0_f64 / 8.0).sqrt(), 1.490_712, 1e-6);
    }
}

#[test]
fn ishigami_by_enumeration_has_the_known_effects() {
    let columns = all_trajectories(3);
    let found = found(&columns, &ishigami(&columns));
    let n = found.trajectories as f64;
    let population = ((n - 1.0) / n).sqrt();
    for (k, (mu, mu_star, sigma)) in
        [(7.704_054, 7.704_054, 6.248_796), (0.0, 7.875, 7.875), (0.0, 6.248_796, 8.837_132)]
            .into_iter()
            .enumerate()
    {
        let effect = found.effects[k];
        near(effect.mu.value, mu, 1e-6);
        near(effect.mu_star.value, mu_star, 1e-6);
        near(effect.sigma.value * population, sigma, 1e-6);
    }
}

#[test]
fn a_lattice_is_seen_on_any_scale() {
    let unit = design(&Design::Morris { trajectories: 12, levels: 4 }, 3, 3);
    let output = ishigami(&unit);
    let plain = found(&unit, &output);
    assert_eq!(plain.steps, Steps::Lattice(4));
    let mut scaled = unit.clone();
    scaled[0].iter_mut().for_each(|x| *x = libm::exp(5.0 * *x));
    scaled[2].iter_mut().for_each(|x| *x = (10.0 * *x).round());
    assert_eq!(found(&scaled, &output), plain);
    // Told or seen, it is the same; another number of levels makes all effects longer or shorter.
    let names = ["a", "b", "c"];
    let told = |levels| effects(&slices(&unit), &names, &output, Some(levels), NONE, &mut || 0.5);
    assert_eq!(told(4).unwrap(), plain);
    near(told(2).unwrap().effects[1].mu_star.value * 1.5, plain.effects[1].mu_star.value, 1e-12);
    insta::assert_snapshot!(told(5).unwrap_err(), @"a lattice of 5 levels has no middle; the levels of a Morris design are even in number: 2, 4, 6 …");
    // Steps of different lengths are on no lattice.
    let free = vec![vec![0.0, 0.3, 0.5, 1.0]];
    let found = found(&free, &[0.0, 0.6, 1.0, 2.0]);
    assert_eq!(found.steps, Steps::Inputs);
    near(found.effects[0].mu.value, 2.0, 1e-12);
}

/// y = x·z at random ends of long steps: the effect of x is z, whose mean is ½.
#[test]
fn the_bootstrap_covers_as_often_as_it_says() {
    const TABLES: u64 = 300;
    let bootstrap = Bootstrap { resamples: 200, confidence: 0.95 };
    let mut held = 0;
    for table in 0..TABLES {
        let mut uniform = Uniform(table + 7);
        uniform.nth(9);
        let (mut x, mut z, mut y) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..40 {
            let (at, to) = (uniform.next().unwrap(), uniform.next().unwrap());
            for (a, b) in [(0.0, at), (1.0, at), (1.0, to)] {
                x.push(a);
                z.push(b);
                y.push(a * b);
            }
        }
        let found = effects(&[&x, &z], &["x", "z"], &y, None, bootstrap, &mut uniform.draw());
        let interval = found.unwrap().effects[0].mu_star.interval.unwrap();
        held += u32::from(interval.contains(0.5));
    }
    let share = f64::from(held) / TABLES as f64;
    assert!((0.90..=0.98).contains(&share), "an interval of 95 % covers {share}");
}

#[test]
fn rows_that_are_no_trajectories_are_named() {
    let columns = all_trajectories(2);
    let output = ishigami(&[columns[0].clone(), columns[1].clone(), columns[0].clone()]);
    let names = ["gap", "n"];
    let refused = |columns: &[Vec<f64>], output: &[f64]| {
        effects(&slices(columns), &names, output, None, NONE, &mut || 0.5).unwrap_err().to_string()
    };
    let changed = |column: usize, row: usize, value: f64| {
        let mut columns = columns.clone();
        columns[column][row] = value;
        columns
    };
    insta::assert_snapshot!(refused(&changed(1, 4, 0.0), &output), @"row 5 changes no input against row 4; in a Morris design each row of a trajectory changes one input, each in its turn: name every input that the design varies, and leave its rows in their order; inputs that change together are a group: --group NAME=a,b");
    insta::assert_snapshot!(refused(&changed(0, 4, 0.9), &output), @"row 5 changes `gap`, `n` at once against row 4; in a Morris design each row of a trajectory changes one input, each in its turn: name every input that the design varies, and leave its rows in their order; inputs that change together are a group: --group NAME=a,b");
    let mut again = changed(1, 5, 0.1);
    again[0][5] = again[0][4];
    insta::assert_snapshot!(refused(&again, &output), @"row 6 changes `n` again, which row 5 of its trajectory did; in a Morris design each row of a trajectory changes one input, each in its turn: name every input that the design varies, and leave its rows in their order; inputs that change together are a group: --group NAME=a,b");
    let cut = |n: usize| -> Vec<Vec<f64>> { columns.iter().map(|c| c[..n].to_vec()).collect() };
    insta::assert_snapshot!(refused(&cut(7), &output[..7]), @"7 rows are no multiple of the 3 of a trajectory of 2 inputs; name every input that the design varies; the table must be a whole Morris design");
    insta::assert_snapshot!(refused(&cut(3), &output[..3]), @"the 3 rows are one trajectory; effects need two at the least, and ten or more to be worth reading");
    insta::assert_snapshot!(refused(&columns, &[PI; 24]), @"the output is the same in all rows; nothing has an effect on it: take another output, or wider ranges");
}

/// A few trajectories visit pairs of levels that look like a lattice of fewer levels.
#[test]
fn a_lattice_that_is_half_seen_is_not_taken_for_another() {
    let (mut told, mut taken) = (0, 0);
    for seed in 0..60 {
        let columns = design(&Design::Morris { trajectories: 4, levels: 8 }, 3, seed);
        let output: Vec<f64> = (0..columns[0].len())
            .map(|k| columns[0][k] + 2.0 * columns[1][k] + 3.0 * columns[2][k])
            .collect();
        let none = Bootstrap { resamples: 0, confidence: 0.95 };
        let names = ["a", "b", "c"];
        let of = |levels| {
            effects(&slices(&columns), &names, &output, levels, none, &mut || 0.5).unwrap()
        };
        let asked = of(Some(8));
        for (k, effect) in asked.effects.iter().enumerate() {
            near(effect.mu_star.value, (k + 1) as f64, 1e-9);
        }
        match of(None).steps {
            Steps::Lattice(levels) => taken += u32::from(levels != 8),
            Steps::Inputs => told += 1,
        }
    }
    // Levels 0, 2, 4 and 6 of an input, and no other, are a lattice of four to whoever sees only them.
    assert!((1..60).contains(&told) && taken <= 3, "{told}, {taken}");
}
