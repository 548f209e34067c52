//! Designs visit the points that their definitions say, and those of SciPy and SALib where they are the same design.

use proptest::prelude::*;
use sha2::{Digest, Sha256};
use summitry_engine::{Purpose, Streams};
use summitry_lab::experiment::design::{
    Coordinate, Design, DesignError, SOBOL_DIMENSIONS, morris_step,
};

fn unit(coordinate: &Coordinate) -> f64 {
    match *coordinate {
        Coordinate::Unit(x) => x,
        Coordinate::Level(level) => panic!("level {level} in the unit cube"),
    }
}

fn units(design: Design, dimensions: usize, seed: u64, from: u64) -> Vec<Vec<f64>> {
    let walk = design.walk(&vec![1; dimensions], seed, from);
    walk.map(|point| point.iter().map(unit).collect()).collect()
}

/// SHA-256 of the coordinates as NumPy holds them: little-endian, a point after another.
fn digest(points: &[Vec<f64>]) -> String {
    let bytes: Vec<u8> = points.iter().flatten().flat_map(|x| x.to_le_bytes()).collect();
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SciPy 1.17.1 (NumPy 2.4.6):
///
/// ```text
/// python3 -c "import hashlib; from scipy.stats import qmc; [print(d, hashlib.sha256(qmc.Sobol(d, scramble=False).random(1024).tobytes()).hexdigest()) for d in (1, 2, 6, 12, 40, 101, 1000)]"
/// ```
#[test]
fn the_sobol_sequence_is_that_of_scipy_bit_for_bit() {
    for (dimensions, reference) in [
        (1, "56d7af5b4cb4d39b3aeb3832f1c153b74490710753638edc47cc44258b26cb8e"),
        (2, "4d7937eae8f1baaa1bb73b2c3388e9ae2862a2e84fd16fda9b302898ffe99edf"),
        (6, "83307fb9a72eeb150b50fa307fc0406509d7b02bae0df4db25437ba7807e173a"),
        (12, "eef5489049cf18cd518f829e40723f9435166583c044b5955876a488190e2434"),
        (40, "2321bf043a8b775945721c4f3b21bc559a9a08c3925114b377a9b37750978893"),
        (101, "a1737fa782a131a4fa7eb3fc9d538b77ac9d852a7123aee2d3397644985f4150"),
        (1000, "5e46eb5fbdc4bb2585180a195adfb1fc08492ab52781dcef8450b01e3b5adb1a"),
    ] {
        let points = units(Design::Sobol { points: 1024, skip: 0 }, dimensions, 0, 0);
        assert_eq!(digest(&points), reference, "{dimensions} dimensions");
    }
}

/// SciPy 1.17.1 (NumPy 2.4.6); the second stretch is past the middle of SciPy's 2³⁰ points:
///
/// ```text
/// python3 -c "import hashlib; from scipy.stats import qmc; [print(n, hashlib.sha256(qmc.Sobol(6, scramble=False).fast_forward(n).random(64).tobytes()).hexdigest()) for n in (1000, 2**29 + 12345)]"
/// ```
#[test]
fn a_stretch_of_the_sequence_is_that_of_scipy_after_fast_forward() {
    for (skip, reference) in [
        (1000, "34b4ae2b6db20c3a73970cbd9403681fd2073911720e3865855a1de4e8d4dddc"),
        ((1 << 29) + 12_345, "c80e50867fcd142fc9f232e740ae0d69a892af1a7ca43853f5bd112ab8e35501"),
    ] {
        let skipped = units(Design::Sobol { points: 64, skip }, 6, 0, 0);
        assert_eq!(digest(&skipped), reference, "after {skip}");
        let later = units(Design::Sobol { points: skip + 64, skip: 0 }, 6, 0, skip);
        assert_eq!(later, skipped);
    }
}

#[test]
fn the_sequence_reaches_its_last_point() {
    let last = units(Design::Sobol { points: 1, skip: (1 << 53) - 1 }, SOBOL_DIMENSIONS, 0, 0);
    assert_eq!(last.len(), 1);
    assert!(last[0].iter().all(|x| (0.0..1.0).contains(x)));
}

/// SALib 1.6.0 (SciPy 1.17.1, NumPy 2.4.6):
///
/// ```text
/// python3 -c "import hashlib; from SALib.sample import sobol; [print(d, n, s, k, hashlib.sha256(sobol.sample(dict(num_vars=d, names=[*map(str, range(d))], bounds=[[0, 1]] * d), n, calc_second_order=s, scramble=False, skip_values=k).tobytes()).hexdigest()) for d, n, s, k in ((3, 1024, True, 0), (3, 1024, False, 0), (3, 1024, True, 1024), (6, 256, True, 0), (20, 64, False, 0), (60, 16, True, 0))]"
/// ```
#[test]
fn saltellis_rows_are_those_of_salib_bit_for_bit() {
    for (dimensions, base, second_order, skip, reference) in [
        (3, 1024, true, 0, "e4eb28a023f44931f58fbf1416e3e9dbf2ab3d149e8a7ebe80fa112975fbd8fe"),
        (3, 1024, false, 0, "f193d5fb34bb1f62488822db62b8ab33f0eed21ae104fbaec4ff79931bc09e69"),
        (3, 1024, true, 1024, "48029f909e540bc3e84960d369629fba5302cbdad74b96b46103fc35bd2612ba"),
        (6, 256, true, 0, "59745c95694f98ea6ee9a25113d9da6b8520cf3abfe547d9a6cb19bcdf48fd9e"),
        (20, 64, false, 0, "eea489c656f018d839b3e22c3bef4c12bccbbfb8cb5fbece714565258e58586b"),
        (60, 16, true, 0, "d907704d54396d0b2338de8a41807e0bbd3a173e4e6a955c902f61fd40bc2cb3"),
    ] {
        let rows = units(Design::Saltelli { base, second_order, skip }, dimensions, 0, 0);
        assert_eq!(digest(&rows), reference, "{dimensions} factors, base {base}, skip {skip}");
    }
}

/// SALib 1.6.0 (SciPy 1.17.1, NumPy 2.4.6):
///
/// ```text
/// python3 -c "from SALib.sample import sobol; print(sobol.sample(dict(num_vars=3, names=[*'abc'], bounds=[[0, 1]] * 3), 4, scramble=False)[16:24])"
/// ```
#[test]
fn a_base_point_gives_a_and_ab_and_ba_and_b() {
    let rows = units(Design::Saltelli { base: 4, second_order: true, skip: 0 }, 3, 0, 16);
    let reference = [
        [0.75, 0.25, 0.25],
        [0.25, 0.25, 0.25],
        [0.75, 0.75, 0.25],
        [0.75, 0.25, 0.75],
        [0.75, 0.75, 0.75],
        [0.25, 0.25, 0.75],
        [0.25, 0.75, 0.25],
        [0.25, 0.75, 0.75],
    ];
    assert_eq!(rows[..8], reference);
}

/// SALib 1.6.0 (SciPy 1.17.1, NumPy 2.4.6), which sums in another order and with another sine; 1024 is what the older
/// `sample.saltelli` skips here of itself:
///
/// ```text
/// python3 -c "import math; from SALib.sample import sobol; from SALib.test_functions import Ishigami; p = dict(num_vars=3, names=[*'abc'], bounds=[[-math.pi, math.pi]] * 3); [print(k, Ishigami.evaluate(sobol.sample(p, 1024, scramble=False, skip_values=k)).sum()) for k in (0, 1024)]"
/// ```
#[test]
fn the_ishigami_function_sums_to_what_salib_gives() {
    let ishigami = |x: &[f64]| {
        let [a, b, c] = [0, 1, 2].map(|i| std::f64::consts::PI * (2.0 * x[i] - 1.0));
        let sine = libm::sin(b);
        libm::sin(a) * (1.0 + 0.1 * c * c * c * c) + 7.0 * sine * sine
    };
    for (skip, reference) in [(0, 28_695.169_349_385_375), (1024, 28_645.077_108_354_133)] {
        let rows = units(Design::Saltelli { base: 1024, second_order: true, skip }, 3, 0, 0);
        assert_eq!(rows.len(), 8192);
        let sum: f64 = rows.iter().map(|x| ishigami(x)).sum();
        assert!((sum - reference).abs() < 1e-7, "{sum} after {skip}");
    }
}

/// Computed from the definitions by a separate program (Python's hashlib, and ChaCha12 written out), not by this crate.
#[test]
fn keyed_designs_are_what_they_were() {
    let hypercube = units(Design::LatinHypercube { points: 5 }, 2, 7, 0);
    let reference = [
        [0.954_580_028_721_750_5, 0.127_379_817_755_424_95],
        [0.502_914_928_015_521, 0.225_034_268_720_250_17],
        [0.147_482_159_154_584_94, 0.645_638_982_072_421_8],
        [0.210_896_954_120_475_65, 0.990_320_144_170_641_6],
        [0.736_497_888_495_323, 0.519_005_188_028_079_9],
    ];
    assert_eq!(hypercube, reference);
    assert_eq!(
        digest(&units(Design::LatinHypercube { points: 1000 }, 6, 7, 0)),
        "475d9adc8cf85693262e3e44e1a75f0d1ea51abf73db0c6cd32ccf9758fc43b2"
    );
    let trajectories = units(Design::Morris { trajectories: 2, levels: 6 }, 2, 7, 0);
    assert_eq!(
        trajectories,
        [[0.4, 0.0], [0.4, 0.6], [1.0, 0.6], [1.0, 0.6], [1.0, 0.0], [0.4, 0.0]]
    );
    assert_eq!(
        digest(&units(Design::Morris { trajectories: 50, levels: 6 }, 12, 7, 0)),
        "6342a3c245f662f15473c6ed1771598598f71567154fed8a4b35be82e124522d"
    );
}

/// A single stratum shows the draw itself.
#[test]
fn a_designs_draws_are_not_a_simulations() {
    let ours = units(Design::LatinHypercube { points: 1 }, 64, 7, 0).concat();
    let mut streams = Streams::new(3, 1);
    assert!(streams.begin(7, 0).is_ok());
    for purpose in 0..3 {
        let stream = streams.stream(Purpose(purpose), 0);
        let theirs: Vec<f64> = (0..64).map(|_| stream.uniform()).collect();
        assert!(ours.iter().all(|x| !theirs.contains(x)));
    }
}

#[test]
fn the_levels_and_orders_of_trajectories_are_all_as_likely() {
    let (trajectories, levels, factors) = (6000_u64, 4_u32, 3_usize);
    let points = units(Design::Morris { trajectories, levels }, factors, 20_260_101, 0);
    let mut starts = [0.0; 4];
    let mut firsts = [0.0; 3];
    for walk in points.chunks(factors + 1) {
        starts[(walk[0][0] * 3.0).round() as usize] += 1.0;
        let first = (0..factors).find(|&f| walk[0][f] != walk[1][f]).unwrap();
        firsts[first] += 1.0;
    }
    // Five standard errors of a binomial count.
    for (counts, share) in [(&starts[..], 1.0 / 4.0), (&firsts[..], 1.0 / 3.0)] {
        let (n, p): (f64, f64) = (6000.0, share);
        let reach = 5.0 * (n * p * (1.0 - p)).sqrt();
        assert!(counts.iter().all(|count| (count - n * p).abs() < reach), "{counts:?}");
    }
}

/// A sound design, small enough to walk through.
fn sound() -> impl Strategy<Value = Design> {
    prop_oneof![
        Just(Design::Grid),
        (1_u64..60).prop_map(|points| Design::LatinHypercube { points }),
        (1_u64..60, 0_u64..5000).prop_map(|(points, skip)| Design::Sobol { points, skip }),
        (0_u32..4, any::<bool>(), 0_u64..5000).prop_map(|(power, second_order, skip)| {
            Design::Saltelli { base: 1 << power, second_order, skip }
        }),
        (1_u64..6, 1_u32..6)
            .prop_map(|(trajectories, half)| { Design::Morris { trajectories, levels: 2 * half } }),
    ]
}

proptest! {
    #[test]
    fn a_walk_has_the_points_that_were_counted_and_may_start_anywhere(
        design in sound(),
        levels in prop::collection::vec(1_u64..4, 1..6),
        seed: u64,
        start in 0.0..1.2_f64,
    ) {
        prop_assert_eq!(design.check(levels.len()), Ok(()));
        let all: Vec<_> = design.walk(&levels, seed, 0).collect();
        prop_assert_eq!(design.points(&levels), Some(all.len() as u64));
        prop_assert!(all.iter().all(|point| point.len() == levels.len()));

        let from = (start * all.len() as f64) as usize;
        let tail: Vec<_> = design.walk(&levels, seed, from as u64).collect();
        prop_assert_eq!(&tail[..], &all[from.min(all.len())..]);

        let mut walk = design.walk(&levels, seed, u64::MAX);
        let mut point = vec![Coordinate::Level(9)];
        prop_assert!(!walk.fill(&mut point) && point.is_empty());
        walk.seek(from as u64);
        prop_assert_eq!(walk.size_hint().0, tail.len());
        for expected in &tail {
            prop_assert!(walk.clone().fill(&mut point) && walk.fill(&mut point));
            prop_assert_eq!(&point, expected);
        }
        prop_assert!(!walk.fill(&mut point));
    }

    #[test]
    fn a_grid_is_the_product_of_its_levels_with_the_last_fastest(
        levels in prop::collection::vec(1_u64..5, 0..5),
    ) {
        let mut product: Vec<Vec<Coordinate>> = vec![Vec::new()];
        for &n in &levels {
            product = product
                .iter()
                .flat_map(|head| {
                    (0..n as u32).map(|level| [&head[..], &[Coordinate::Level(level)]].concat())
                })
                .collect();
        }
        prop_assert_eq!(Design::Grid.walk(&levels, 0, 0).collect::<Vec<_>>(), product);
    }

    #[test]
    fn a_latin_hypercube_has_one_point_a_stratum(n in 1_u64..300, dimensions in 1_usize..6, seed: u64) {
        let points = units(Design::LatinHypercube { points: n }, dimensions, seed, 0);
        for factor in 0..dimensions {
            let mut column: Vec<f64> = points.iter().map(|point| point[factor]).collect();
            column.sort_by(f64::total_cmp);
            for (stratum, x) in column.iter().enumerate() {
                let (low, n) = (stratum as f64, n as f64);
                prop_assert!((low / n..(low + 1.0) / n).contains(x), "{x} in stratum {stratum} of {n}");
            }
        }
    }

    #[test]
    fn a_trajectory_changes_each_factor_once_by_one_step(
        trajectories in 1_u64..5, half in 1_u32..9, dimensions in 1_usize..8, seed: u64,
    ) {
        let levels = 2 * half;
        let points = units(Design::Morris { trajectories, levels }, dimensions, seed, 0);
        let intervals = f64::from(levels - 1);
        for walk in points.chunks(dimensions + 1) {
            for x in walk.concat() {
                prop_assert!((0.0..=1.0).contains(&x));
                prop_assert!((x * intervals - (x * intervals).round()).abs() < 1e-12);
            }
            let mut moved: Vec<usize> = Vec::new();
            for step in walk.windows(2) {
                let changed: Vec<usize> =
                    (0..dimensions).filter(|&f| step[0][f] != step[1][f]).collect();
                prop_assert_eq!(changed.len(), 1);
                let size = (step[1][changed[0]] - step[0][changed[0]]).abs();
                prop_assert!((size - morris_step(levels)).abs() < 1e-15);
                moved.extend(changed);
            }
            moved.sort_unstable();
            prop_assert_eq!(moved, (0..dimensions).collect::<Vec<_>>());
        }
    }

    #[test]
    fn more_trajectories_leave_those_before_as_they_are(few in 1_u64..5, more in 0_u64..5, seed: u64) {
        let of = |trajectories| units(Design::Morris { trajectories, levels: 4 }, 3, seed, 0);
        prop_assert_eq!(&of(few)[..], &of(few + more)[..4 * few as usize]);
    }
}

#[test]
fn seeds_matter_to_what_is_drawn_and_to_nothing_else() {
    let differs = |design: Design| units(design, 4, 1, 0) != units(design, 4, 2, 0);
    assert!(differs(Design::LatinHypercube { points: 20 }));
    assert!(differs(Design::Morris { trajectories: 5, levels: 4 }));
    assert!(!differs(Design::Sobol { points: 20, skip: 0 }));
    assert!(!differs(Design::Saltelli { base: 8, second_order: false, skip: 0 }));
}

#[test]
fn counts_that_fit_no_number_are_none() {
    assert_eq!(Design::Grid.points(&[1000; 6]), Some(1_000_000_000_000_000_000));
    assert_eq!(Design::Grid.points(&[1000; 10]), None);
    assert_eq!(Design::Grid.points(&[1000, 0]), Some(0));
    assert_eq!(Design::Grid.points(&[1 << 32]), Some(1 << 32));
    assert_eq!(Design::Grid.points(&[(1 << 32) + 1]), None);
    assert_eq!(Design::Grid.points(&[]), Some(1));
    let saltelli = Design::Saltelli { base: 1 << 53, second_order: true, skip: 0 };
    assert_eq!(saltelli.points(&[1; 500]), Some((1 << 53) * 1002));
    assert_eq!(saltelli.points(&[1; 5000]), None);
    let morris = Design::Morris { trajectories: u64::MAX, levels: 4 };
    assert_eq!(morris.points(&[1; 3]), None);
}

#[test]
fn unsound_designs_are_refused_with_what_mends_them() {
    let sobol = |points, skip| Design::Sobol { points, skip };
    let saltelli = |base, skip| Design::Saltelli { base, second_order: true, skip };
    let morris = |trajectories, levels| Design::Morris { trajectories, levels };
    for (design, dimensions, message) in [
        (
            sobol(8, 0),
            0,
            "a Sobol' design needs a factor to vary, and there is none; name at least one",
        ),
        (sobol(0, 0), 2, "a Sobol' design with points = 0 visits nothing; take 1 or more"),
        (
            Design::LatinHypercube { points: 0 },
            2,
            "a Latin hypercube with points = 0 visits nothing; take 1 or more",
        ),
        (saltelli(0, 0), 2, "a Saltelli design with base = 0 visits nothing; take 1 or more"),
        (morris(0, 4), 2, "a Morris design with trajectories = 0 visits nothing; take 1 or more"),
        (
            Design::LatinHypercube { points: (1 << 24) + 1 },
            2,
            "a Latin hypercube has at most 16777216 points, not 16777217, because it holds an order of them for each \
             factor; take fewer, or a Sobol' design, which holds none",
        ),
        (
            sobol(8, 0),
            1001,
            "a Sobol' design takes at most 1000 factors, not 1001, for want of direction numbers; vary fewer, or take \
             a Latin hypercube",
        ),
        (
            saltelli(8, 0),
            501,
            "a Saltelli design takes at most 500 factors, not 501, for want of direction numbers; vary fewer, or take \
             a Latin hypercube",
        ),
        (
            sobol(8, u64::MAX),
            2,
            "a Sobol' sequence has 9007199254740992 points, and 8 after the first 18446744073709551615 go beyond; \
             skip or take fewer",
        ),
        (
            saltelli(1 << 53, 1),
            2,
            "a Sobol' sequence has 9007199254740992 points, and 9007199254740992 after the first 1 go beyond; skip or \
             take fewer",
        ),
        (
            saltelli(3, 0),
            2,
            "a Saltelli design needs a power of two as its base, not 3; take 2 or 4",
        ),
        (
            morris(9, 0),
            2,
            "a Morris design needs an even number of levels from 2 up, not 0; take 2",
        ),
        (
            morris(9, 1),
            2,
            "a Morris design needs an even number of levels from 2 up, not 1; take 2",
        ),
        (
            morris(9, 7),
            2,
            "a Morris design needs an even number of levels from 2 up, not 7; take 8",
        ),
        (
            morris((1 << 40) + 1, 4),
            2,
            "a Morris design has at most 1099511627776 trajectories, not 1099511627777; take fewer",
        ),
    ] {
        let fault = design.check(dimensions).unwrap_err();
        assert_eq!(fault.to_string(), message);
    }
    let most = morris(1, u32::MAX).check(2);
    assert_eq!(most, Err(DesignError::OddLevels { levels: u32::MAX, even: u32::MAX - 1 }));
}

#[test]
fn designs_at_their_limits_are_taken() {
    assert_eq!(Design::Grid.check(0), Ok(()));
    assert_eq!(Design::LatinHypercube { points: 1 << 24 }.check(1), Ok(()));
    assert_eq!(Design::Sobol { points: 1 << 53, skip: 0 }.check(1000), Ok(()));
    assert_eq!(Design::Saltelli { base: 1, second_order: false, skip: 0 }.check(500), Ok(()));
    let morris = Design::Morris { trajectories: 1 << 40, levels: u32::MAX - 1 };
    assert_eq!(morris.check(1), Ok(()));
    let last: Vec<_> = morris.walk(&[1], 7, (1 << 41) - 2).collect();
    assert_eq!(last.len(), 2);
}
