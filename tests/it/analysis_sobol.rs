//! Sobol' indices against SALib, against what is known in closed form, and against their own intervals.

use proptest::prelude::*;
use summitry_lab::analysis::sobol::{Indices, indices, second_order};
use summitry_lab::analysis::{Bootstrap, Estimate};
use summitry_lab::experiment::design::Design;

use crate::analysis_data::{Uniform, design, ishigami, near, slices};

const NONE: Bootstrap = Bootstrap { resamples: 0, confidence: 0.95 };

fn values(estimates: &[Estimate]) -> Vec<f64> {
    estimates.iter().map(|estimate| estimate.value).collect()
}

fn of_ishigami(resamples: usize) -> Indices {
    let points = design(&Design::Saltelli { base: 1024, second_order: true, skip: 0 }, 3, 0);
    let output = ishigami(&points);
    // sum of the output, by SALib's own rows
    near(output.iter().sum(), 28_695.169_349_385_375, 1e-7);
    let second = second_order(&slices(&points), &["a", "b", "c"], None).unwrap();
    assert!(second);
    let bootstrap = Bootstrap { resamples, confidence: 0.95 };
    indices(&output, 3, second, bootstrap, &mut Uniform(1).draw()).unwrap()
}

/// SALib 1.6.0: `P = {'num_vars': 3, 'names': ['a', 'b', 'c'], 'bounds': [[-np.pi, np.pi]] * 3}; X =
/// SALib.sample.sobol.sample(P, 1024, scramble=False); print(SALib.analyze.sobol.analyze(P, Ishigami.evaluate(X)))`
#[test]
fn ishigami_has_the_indices_of_salib() {
    let found = of_ishigami(0);
    assert_eq!(found.base, 1024);
    let first = [0.332_955_105_353_173_24, 0.441_313_938_544_066_9, 0.018_578_437_929_572_516];
    let total = [0.558_179_045_711_465_9, 0.443_284_584_030_348_1, 0.242_149_373_354_965_3];
    let second = [-4.955_281_413_510_093e-5, 0.227_607_105_537_880_24, 0.004_876_551_648_890_354_4];
    for (got, expected) in values(&found.first).into_iter().zip(first) {
        near(got, expected, 1e-9);
    }
    for (got, expected) in values(&found.total).into_iter().zip(total) {
        near(got, expected, 1e-9);
    }
    let pairs = found.second.unwrap();
    assert_eq!(pairs.iter().map(|(pair, _)| *pair).collect::<Vec<_>>(), [(0, 1), (0, 2), (1, 2)]);
    for ((_, got), expected) in pairs.iter().zip(second) {
        near(got.value, expected, 1e-9);
    }
    assert!(pairs.iter().all(|(_, estimate)| estimate.interval.is_none()), "none was asked for");
}

/// In closed form (a = 7, b = 0.1): V = a²/8 + bπ⁴/5 + b²π⁸/18 + ½.
#[test]
fn the_intervals_of_ishigami_hold_what_is_known() {
    let found = of_ishigami(500);
    let first = [0.313_905_191_148, 0.442_411_144_790, 0.0];
    let total = [0.557_588_855_210, 0.442_411_144_790, 0.243_683_664_062];
    for (got, known) in found.first.iter().chain(&found.total).zip(first.into_iter().chain(total)) {
        let interval = got.interval.unwrap();
        assert!(interval.contains(known) && interval.contains(got.value), "{got:?}, {known}");
        assert!(interval.width() < 0.2, "{got:?}");
    }
    let pairs = found.second.unwrap();
    for ((_, got), known) in pairs.iter().zip([0.0, 0.243_683_664_062, 0.0]) {
        assert!(got.interval.unwrap().contains(known), "{got:?}, {known}");
    }
}

/// SALib 1.6.0 as above with `SALib.test_functions.Sobol_G`, 8 inputs, N = 256, `calc_second_order=False`; and close to what
/// is known in closed form.
#[test]
fn sobols_g_has_the_indices_of_salib() {
    const A: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
    let points = design(&Design::Saltelli { base: 256, second_order: false, skip: 0 }, 8, 0);
    let of = |row: usize| {
        let term = |k: usize| ((4.0 * points[k][row] - 2.0).abs() + A[k]) / (1.0 + A[k]);
        (0..8).map(term).product()
    };
    let output: Vec<f64> = (0..points[0].len()).map(of).collect();
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    assert_eq!(second_order(&slices(&points), &names, None), Ok(false));
    let found = indices(&output, 8, false, NONE, &mut || 0.5).unwrap();
    let first = [
        0.681_745_827_987_261_1,
        0.176_818_621_470_174_27,
        -0.025_904_760_524_083_92,
        0.005_592_402_738_270_182,
    ];
    let total = [
        0.744_152_890_390_559_4,
        0.226_747_906_793_116_46,
        0.030_705_205_652_774_99,
        0.009_835_813_335_850_68,
    ];
    let closed = [0.787_144, 0.242_198, 0.034_317, 0.010_460];
    for k in 0..4 {
        near(found.first[k].value, first[k], 1e-9);
        near(found.total[k].value, total[k], 1e-9);
        near(found.total[k].value, closed[k], 0.05);
    }
    assert!(found.second.is_none());
}

/// y = x + 2z: S = T = 0.2 and 0.8, from points drawn at random. Of 200 tables the share of intervals that hold the index.
#[test]
fn the_bootstrap_covers_as_often_as_it_says() {
    const TABLES: usize = 200;
    let bootstrap = Bootstrap { resamples: 200, confidence: 0.95 };
    let mut held = [0_usize; 4];
    for table in 0..TABLES as u64 {
        let mut uniform = Uniform(table + 1);
        uniform.nth(9);
        let mut output = Vec::new();
        for _ in 0..128 {
            let mut next = || uniform.next().unwrap();
            let [ax, az, bx, bz] = [next(), next(), next(), next()];
            output.extend([(ax, az), (bx, az), (ax, bz), (bx, bz)].map(|(x, z)| x + 2.0 * z));
        }
        let found = indices(&output, 2, false, bootstrap, &mut uniform.draw()).unwrap();
        let known = [0.2, 0.8, 0.2, 0.8];
        for ((held, got), known) in
            held.iter_mut().zip(found.first.iter().chain(&found.total)).zip(known)
        {
            *held += usize::from(got.interval.unwrap().contains(known));
        }
    }
    for held in held {
        let share = held as f64 / TABLES as f64;
        assert!((0.90..=0.99).contains(&share), "an interval of 95 % covers {share}");
    }
}

#[test]
fn the_structure_tells_whether_there_are_rows_of_the_second_order() {
    // 12 rows of two inputs are three base points without, or two with them.
    let mut uniform = Uniform(5);
    let mut rows = |second: bool, base: usize| {
        let mut columns = vec![Vec::new(); 2];
        for _ in 0..base {
            let mut next = || uniform.next().unwrap();
            let (a, b) = ([next(), next()], [next(), next()]);
            let mut points = vec![a, [b[0], a[1]], [a[0], b[1]]];
            if second {
                points.extend([[a[0], b[1]], [b[0], a[1]]]);
            }
            points.push(b);
            for point in points {
                columns[0].push(point[0]);
                columns[1].push(point[1]);
            }
        }
        columns
    };
    let names = ["p", "q"];
    let (without, with) = (rows(false, 3), rows(true, 2));
    assert_eq!(without[0].len(), with[0].len());
    assert_eq!(second_order(&slices(&without), &names, None), Ok(false));
    assert_eq!(second_order(&slices(&with), &names, None), Ok(true));
    assert_eq!(second_order(&slices(&with), &names, Some(true)), Ok(true));
    let wrong = second_order(&slices(&with), &names, Some(false)).unwrap_err();
    assert_eq!(wrong.code(), "structure");
    assert!(wrong.to_string().ends_with("the rows do fit --second-order yes"), "{wrong}");
    let same = vec![vec![1.0; 12]; 2];
    let unclear = second_order(&slices(&same), &names, None).unwrap_err();
    assert!(unclear.of_the_command());
    insta::assert_snapshot!(unclear, @"the 12 rows fit a design with rows of the second order, and one without; say which it is: --second-order yes or --second-order no");

    let mut swapped = without.clone();
    swapped.swap(0, 1);
    let wrong = second_order(&slices(&swapped), &names, None).unwrap_err();
    insta::assert_snapshot!(wrong, @"row 2 should equal row 1 but in `p` (a Saltelli design without the second order), and differs in `q`; name every input that the design varies, in the order of the design's columns, and leave its rows in their order; inputs that change together are a group: --group NAME=a,b");
    let mut moved = with;
    moved[1][8] += 0.01;
    insta::assert_snapshot!(second_order(&slices(&moved), &names, None).unwrap_err(), @"row 9 should equal row 7 but in `q` (a Saltelli design with the second order), and has another `q` than the base point's other row; name every input that the design varies, in the order of the design's columns, and leave its rows in their order; inputs that change together are a group: --group NAME=a,b");
    moved[0].pop();
    moved[1].pop();
    insta::assert_snapshot!(second_order(&slices(&moved), &names, None).unwrap_err(), @"11 rows are no multiple of those that a base point of 2 inputs has: 4 (without the second order), 6 (with the second order); name every input that the design varies, in its order; the table must be a whole Saltelli design");
    let one: Vec<Vec<f64>> = without.iter().map(|column| column[..4].to_vec()).collect();
    insta::assert_snapshot!(second_order(&slices(&one), &names, None).unwrap_err(), @"the 4 rows are one base point; indices need two at the least, and some hundreds to be worth reading");
}

#[test]
fn an_output_that_does_not_vary_is_refused() {
    let same = indices(&[0.1; 24], 2, false, NONE, &mut || 0.5).unwrap_err();
    insta::assert_snapshot!(same, @"the output is the same in all rows; there is no variance to share out: take another output, or wider ranges");
    // Only rows AB vary: there is no variance to share out.
    let output: Vec<f64> =
        (0..24).map(|row| if row % 4 == 1 { f64::from(row) } else { 2.0 }).collect();
    let same = indices(&output, 2, false, NONE, &mut || 0.5).unwrap_err();
    insta::assert_snapshot!(same, @"the output is the same in all rows A and B; there is no variance to share out: take another output, or wider ranges");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn indices_do_not_depend_on_unit_and_origin_of_the_output(
        seed in 0_u64..1000, scale in prop_oneof![-1e3..-1e-3, 1e-3..1e3_f64], origin in -1e4..1e4_f64
    ) {
        let output: Vec<f64> = Uniform(seed).take(48).collect();
        let moved: Vec<f64> = output.iter().map(|y| origin + scale * y).collect();
        let of = |output: &[f64]| {
            let found = indices(output, 2, true, NONE, &mut || 0.5).unwrap();
            let second = found.second.unwrap()[0].1.value;
            [values(&found.first), values(&found.total), vec![second]].concat()
        };
        for (a, b) in of(&output).into_iter().zip(of(&moved)) {
            prop_assert!((a - b).abs() < 1e-6, "{a} and {b}");
        }
    }

    #[test]
    fn inputs_in_another_order_have_the_same_indices(seed in 0_u64..1000) {
        let rows: Vec<f64> = Uniform(seed).take(60).collect();
        let turned: Vec<f64> =
            rows.chunks(5).flat_map(|y| [y[0], y[3], y[1], y[2], y[4]]).collect();
        let of = |output: &[f64]| indices(output, 3, false, NONE, &mut || 0.5).unwrap();
        let (a, b) = (of(&rows), of(&turned));
        for k in 0..3 {
            // Sums are of the same terms, in the same order of base points; only the mean is summed otherwise.
            prop_assert!((a.total[k].value - b.total[(k + 1) % 3].value).abs() < 1e-9);
            prop_assert!((a.first[k].value - b.first[(k + 1) % 3].value).abs() < 1e-9);
        }
    }
}

/// Without interactions the interval of the sum seldom leaves out 1.
#[test]
fn interactions_are_not_claimed_where_there_are_none() {
    let mut uniform = Uniform(21);
    let mut claimed = 0;
    for _ in 0..60 {
        let (a, b) = (uniform.columns(64, 4), uniform.columns(64, 4));
        let value = |x: [f64; 4]| 4.0 * x[0] + 3.0 * x[1] + 2.0 * x[2] + x[3];
        let mut output = Vec::new();
        for k in 0..64 {
            let (one, two): ([f64; 4], [f64; 4]) =
                (std::array::from_fn(|j| a[j][k]), std::array::from_fn(|j| b[j][k]));
            output.push(value(one));
            for j in 0..4 {
                let mut mixed = one;
                mixed[j] = two[j];
                output.push(value(mixed));
            }
            output.push(value(two));
        }
        let bootstrap = Bootstrap { resamples: 400, confidence: 0.95 };
        let found = indices(&output, 4, false, bootstrap, &mut uniform.draw()).unwrap();
        let sum: f64 = found.first.iter().map(|first| first.value).sum();
        near(found.sum_first.value, sum, 1e-12);
        claimed += u32::from(found.sum_first.interval.unwrap().high < 1.0);
    }
    assert!(claimed <= 6, "{claimed} of 60");
}

#[test]
fn outputs_far_from_nought_keep_their_indices() {
    let points = design(&Design::Saltelli { base: 256, second_order: false, skip: 0 }, 3, 0);
    let output = ishigami(&points);
    let none = Bootstrap { resamples: 0, confidence: 0.95 };
    let of = |output: &[f64]| indices(output, 3, false, none, &mut || 0.5).unwrap();
    let plain = of(&output);
    let far: Vec<f64> = output.iter().map(|y| y + 1e12).collect();
    // As many digits as the outputs themselves have left: a ten thousandth.
    for (a, b) in
        plain.first.iter().chain(&plain.total).zip(of(&far).first.iter().chain(&of(&far).total))
    {
        near(b.value, a.value, 2e-4);
    }
    let tiny: Vec<f64> = output.iter().map(|y| y * 1e-170).collect();
    assert_eq!(indices(&tiny, 3, false, none, &mut || 0.5).unwrap_err().code(), "small-output");
}
