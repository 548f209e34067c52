//! PRIM against EMA Workbench, CART against scikit-learn, and both against boxes that were planted.

use proptest::prelude::*;
use summitry_lab::analysis::cart::{self, grow};
use summitry_lab::analysis::prim::{Objective, Settings, Stage, Step, balanced, peel, quasi_p};

use crate::analysis_data::{Uniform, near, planted, slices};

fn counts(steps: &[Step]) -> Vec<(usize, usize)> {
    steps.iter().map(|step| (step.n, step.cases)).collect()
}

/// EMA Workbench 2.5.3: `p = prim.Prim(x, y, threshold=.5, peel_alpha=.05, paste_alpha=.05, mass_min=.05, obj_function=o)`,
/// `print(p.find_box().peeling_trajectory[['n', 'k']], box.box_lims[33], box.qp[33])`, with o `LENIENT1` and `ORIGINAL`.
#[test]
fn the_trajectory_is_that_of_the_workbench() {
    let (columns, cases, _) = planted();
    let inputs = slices(&columns);
    let pasting = Settings { paste_alpha: Some(0.05), ..Settings::default() };
    let steps = peel(&inputs, &[], &cases, pasting).unwrap();
    let got = counts(&steps);
    assert_eq!(got.len(), 54);
    assert_eq!(got[..6], [(1000, 192), (950, 191), (902, 189), (856, 186), (813, 184), (772, 182)]);
    assert_eq!(got[31..36], [(197, 160), (187, 159), (177, 158), (168, 154), (159, 146)]);
    assert_eq!(got[43..47], [(102, 97), (96, 92), (97, 93), (98, 94)]);
    assert_eq!(got[53], (106, 102));
    assert_eq!((steps[44].stage, steps[45].stage), (Stage::Peeled, Stage::Pasted));
    let last = &steps[53].limits;
    near(last[0].low.unwrap(), 0.647_950, 1e-6);
    near(last[0].high.unwrap(), 0.990_815, 1e-6);
    near(last[1].high.unwrap(), 0.889_547, 1e-6);
    near(last[4].high.unwrap(), 0.966_106, 1e-6);

    let chosen = balanced(&steps).unwrap();
    assert_eq!(chosen, 33);
    let limits = &steps[33].limits;
    near(limits[0].low.unwrap(), 0.604_282, 1e-6);
    near(limits[2].high.unwrap(), 0.461_904, 1e-6);
    let p = quasi_p(&inputs, &cases, &steps[33]);
    near(p[0].unwrap() / 1.364_237_229_757_481_4e-46, 1.0, 1e-9);
    near(p[2].unwrap() / 4.795_429_644_838_23e-39, 1.0, 1e-9);
    assert_eq!((p[1], p[3], p[4]), (None, None, None));

    let steps =
        peel(&inputs, &[], &cases, Settings { objective: Objective::Mean, ..pasting }).unwrap();
    let got = counts(&steps);
    assert_eq!(got.len(), 96);
    assert_eq!(got[44..47], [(96, 92), (91, 87), (86, 82)]);
    assert_eq!(got[54..57], [(54, 52), (51, 49), (53, 51)]);
    assert_eq!(got[95], (98, 96));
}

/// As above, with the first input as whole numbers 0 to 8: the objectives part.
#[test]
fn inputs_of_few_values_are_peeled_as_in_the_workbench() {
    let mut columns = Uniform(42).columns(1000, 6);
    columns[0].iter_mut().for_each(|x| *x = (*x * 9.0).floor());
    let case = |row: usize| {
        let inside = columns[0][row] >= 6.0 && columns[2][row] < 0.45;
        f64::from(u8::from(columns[5][row] < if inside { 0.9 } else { 0.05 }))
    };
    let cases: Vec<f64> = (0..1000).map(case).collect();
    let inputs = &slices(&columns)[..3];
    let of = |objective| {
        peel(inputs, &[], &cases, Settings { objective, ..Settings::default() }).unwrap()
    };
    let (gain, mean) = (of(Objective::Gain), of(Objective::Mean));
    assert_eq!(counts(&gain)[..5], [(1000, 171), (950, 170), (834, 165), (729, 159), (627, 155)]);
    assert_eq!(counts(&mean)[..5], [(1000, 171), (877, 165), (767, 159), (661, 155), (547, 152)]);
    assert_eq!((gain.len(), mean.len()), (27, 27));
    let last = &gain[26].limits;
    assert_eq!((last[0].low, last[0].high), (Some(5.5), Some(7.5)));
    near(last[2].high.unwrap(), 0.438_907, 1e-6);
}

#[test]
fn planted_boxes_are_found() {
    for seed in [3_u64, 11, 19] {
        let columns = Uniform(seed).columns(2000, 6);
        let case = |row: usize| {
            let inside = columns[1][row] < 0.35 && columns[3][row] > 0.5;
            f64::from(u8::from(columns[5][row] < if inside { 0.92 } else { 0.08 }))
        };
        let cases: Vec<f64> = (0..2000).map(case).collect();
        let inputs = &slices(&columns)[..5];
        let steps = peel(inputs, &[], &cases, Settings::default()).unwrap();
        let chosen = &steps[balanced(&steps).unwrap()];
        near(chosen.limits[1].high.unwrap(), 0.35, 0.04);
        near(chosen.limits[3].low.unwrap(), 0.5, 0.04);
        assert!(chosen.density > 0.8 && chosen.coverage > 0.6, "{chosen:?}");
        for (k, p) in quasi_p(inputs, &cases, chosen).into_iter().enumerate() {
            match k {
                1 | 3 => assert!(p.unwrap() < 1e-6, "{k}: {p:?}"),
                _ => assert!(p.is_none_or(|p| p > 0.01), "{k}: {p:?}"),
            }
        }
        let mut draws = Uniform(seed);
        let tree = grow(inputs, &[], &cases, cart::Settings::default(), &mut draws.draw()).unwrap();
        let best = &tree.leaves[0];
        near(best.limits[1].high.unwrap(), 0.35, 0.04);
        near(best.limits[3].low.unwrap(), 0.5, 0.04);
        assert!(best.mean > 0.85 && best.coverage.unwrap() > 0.6, "{best:?}");
        assert_eq!(best.limits.iter().filter(|limits| limits.is_restricted()).count(), 2);
    }
}

/// scikit-learn 1.9: `DecisionTreeClassifier(min_samples_leaf=50, max_depth=3, random_state=0).fit(X, y)`, the leaves'
/// `n_node_samples` and shares; the same with `DecisionTreeRegressor` and the numeric output.
#[test]
fn an_unpruned_tree_is_that_of_scikit_learn() {
    let (columns, cases, numeric) = planted();
    let settings = cart::Settings { depth: 3, folds: None, ..cart::Settings::default() };
    let leaves = |output: &[f64]| {
        let tree = grow(&slices(&columns), &[], output, settings, &mut || 0.5).unwrap();
        assert_eq!(tree.grown, tree.leaves.len());
        tree.leaves
    };
    let expected = [
        (101, 0.970_297_029_702_970_3),
        (69, 0.855_072_463_768_116),
        (51, 0.098_039_215_686_274_51),
        (62, 0.096_774_193_548_387_1),
        (53, 0.094_339_622_641_509_44),
        (168, 0.029_761_904_761_904_76),
        (496, 0.028_225_806_451_612_902),
    ];
    let got = leaves(&cases);
    assert_eq!(got.len(), expected.len());
    for (leaf, (n, share)) in got.iter().zip(expected) {
        assert_eq!(leaf.n, n);
        near(leaf.mean, share, 1e-12);
        near(leaf.coverage.unwrap() * 192.0, share * n as f64, 1e-9);
    }
    near(got[0].limits[0].low.unwrap(), 0.610_655_218_362_808_2, 1e-7);
    near(got[0].limits[2].high.unwrap(), 0.453_379_601_240_158_1, 1e-7);
    near(got[0].limits[4].high.unwrap(), 0.631_307_572_126_388_5, 1e-7);
    let expected = [
        (73, 0.833_531_515_767_804),
        (186, 0.415_806_279_662_989_94),
        (89, -0.023_430_791_237_731_47),
        (190, -0.064_927_947_662_540_63),
        (90, -0.602_269_559_027_877_9),
        (178, -0.610_857_400_411_149_1),
        (194, -1.160_371_183_963_997),
    ];
    let got = leaves(&numeric);
    assert_eq!(got.len(), expected.len());
    for (leaf, (n, mean)) in got.iter().zip(expected) {
        assert_eq!((leaf.n, leaf.coverage), (n, None));
        near(leaf.mean, mean, 1e-12);
    }
}

#[test]
fn an_output_of_pure_chance_leaves_the_root() {
    let mut uniform = Uniform(4);
    let columns = uniform.columns(400, 4);
    let cases: Vec<f64> = columns[3].iter().map(|u| f64::from(u8::from(*u < 0.3))).collect();
    let inputs = &slices(&columns)[..3];
    let tree = grow(inputs, &[], &cases, cart::Settings::default(), &mut uniform.draw()).unwrap();
    assert!(tree.grown > 5, "{} leaves were grown", tree.grown);
    assert_eq!(tree.leaves.len(), 1);
    assert_eq!((tree.leaves[0].n, tree.leaves[0].coverage), (400, Some(1.0)));
    near(tree.explained, 0.0, 1e-12);
}

#[test]
fn an_input_that_was_given_back_is_not_restricted() {
    // The other's low end is peeled first, with the last row, which is all of it that comes back.
    let x: Vec<f64> = (0..100).map(f64::from).collect();
    let other: Vec<f64> =
        (0..100).map(|row| f64::from(u8::from((10..99).contains(&row)))).collect();
    let is_case = |row: u32| row >= 80 || row >= 50 && row.is_multiple_of(2);
    let output: Vec<f64> = (0..100).map(|row| f64::from(u8::from(is_case(row)))).collect();
    let inputs: [&[f64]; 2] = [&x, &other];
    let settings = Settings {
        objective: Objective::Mean,
        least_mass: 0.4,
        paste_alpha: Some(0.05),
        ..Settings::default()
    };
    let steps = peel(&inputs, &[], &output, settings).unwrap();
    let peeled = steps.iter().rfind(|step| step.stage == Stage::Peeled).unwrap();
    let last = steps.last().unwrap();
    assert!(peeled.limits[1].is_restricted() && last.stage == Stage::Pasted);
    assert!(last.limits[0].contain(99.0) && !last.limits[1].is_restricted(), "{last:?}");
    assert_eq!(quasi_p(&inputs, &output, last)[1], None);
}

#[test]
fn what_gives_no_boxes_is_told() {
    let (columns, cases, numeric) = planted();
    let inputs = slices(&columns);
    let plain = Settings::default();
    let peeled =
        |output: &[f64], settings| peel(&inputs, &[], output, settings).unwrap_err().to_string();
    insta::assert_snapshot!(peeled(&numeric.iter().map(|y| y.round()).collect::<Vec<_>>(), plain), @r#"the output is not 0 and 1: there is a -1 in it; say which values are cases, such as --threshold ">=0.5""#);
    insta::assert_snapshot!(peeled(&[1.0; 1000], plain), @"the output is 1 in all rows; there is nothing to tell apart: take another output or threshold");
    insta::assert_snapshot!(peeled(&cases, Settings { peel_alpha: 0.0, ..plain }), @"the share of a slice 0 is out of range; it is above 0 and at most 0.5");
    insta::assert_snapshot!(peeled(&cases, Settings { least_mass: f64::NAN, ..plain }), @"the least mass NaN is out of range; it is above 0 and at most 1");
    let few: Vec<&[f64]> = inputs.iter().map(|input| &input[..19]).collect();
    insta::assert_snapshot!(peel(&few, &[], &cases[..19], plain).unwrap_err(), @"19 rows are too few to peel; it needs 20 at the least, and some hundreds to be worth reading");
    let plain = cart::Settings::default();
    let grown = |output: &[f64], settings| {
        grow(&inputs, &[], output, settings, &mut || 0.5).unwrap_err().to_string()
    };
    insta::assert_snapshot!(grown(&[2.5; 1000], plain), @"the output is 2.5 in all rows; there is nothing to tell apart: take another output or threshold");
    insta::assert_snapshot!(grown(&cases, cart::Settings { folds: Some(1), ..plain }), @"1 folds are out of range; they are from 2 to 1000, or 0 to leave the tree as it was grown");
    insta::assert_snapshot!(grown(&cases, cart::Settings { depth: 0, ..plain }), @"a tree of depth 0 is out of range; it is from 1 to 50");
    insta::assert_snapshot!(grown(&cases, cart::Settings { least_mass: 0.7, ..plain }), @"the least mass 0.7 is out of range; it is above 0 and at most 0.5");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn boxes_nest_and_their_figures_agree(
        seed in 0_u64..10_000, rows in 20_usize..200, values in 2_u32..50, mean in any::<bool>()
    ) {
        let mut columns = Uniform(seed).columns(rows, 4);
        // Some inputs have few values.
        columns[1].iter_mut().for_each(|x| *x = (*x * f64::from(values)).floor());
        let mut cases: Vec<f64> = columns.pop().unwrap().iter().map(|u| (u * 2.0).floor()).collect();
        cases[0] = 0.0;
        cases[1] = 1.0;
        let objective = if mean { Objective::Mean } else { Objective::Gain };
        let inputs = slices(&columns);
        let steps = peel(&inputs, &[], &cases, Settings { objective, ..Settings::default() }).unwrap();
        let all = steps[0].cases as f64;
        let inside = |step: &Step| -> Vec<usize> {
            let within = |row: &usize| step.limits.iter().zip(&columns).all(|(l, c)| l.contain(c[*row]));
            (0..rows).filter(within).collect()
        };
        for step in &steps {
            let there = inside(step);
            prop_assert_eq!(there.len(), step.n);
            prop_assert_eq!(there.iter().filter(|row| cases[**row] == 1.0).count(), step.cases);
            prop_assert!((step.coverage * all - step.density * step.n as f64).abs() < 1e-9);
            prop_assert!((step.mass - step.n as f64 / rows as f64).abs() < 1e-12);
        }
        for pair in steps.windows(2) {
            prop_assert!(pair[1].mass < pair[0].mass && pair[1].mass >= 0.05);
            let (outer, inner) = (inside(&pair[0]), inside(&pair[1]));
            prop_assert!(inner.iter().all(|row| outer.contains(row)));
            prop_assert!(mean || pair[1].density > pair[0].density);
        }
    }

    #[test]
    fn leaves_part_the_rows(seed in 0_u64..10_000, rows in 10_usize..150, folds in 0_usize..6) {
        let columns = Uniform(seed).columns(rows, 4);
        let settings = cart::Settings { folds: Some(folds).filter(|f| *f > 1), ..cart::Settings::default() };
        let mut draws = Uniform(seed);
        let tree = grow(&slices(&columns)[..3], &[], &columns[3], settings, &mut draws.draw()).unwrap();
        prop_assert!(tree.leaves.len() <= tree.grown);
        prop_assert_eq!(tree.leaves.iter().map(|leaf| leaf.n).sum::<usize>(), rows);
        for row in 0..rows {
            let holds = |leaf: &&cart::Leaf| leaf.limits.iter().zip(&columns).all(|(l, c)| l.contain(c[row]));
            prop_assert_eq!(tree.leaves.iter().filter(holds).count(), 1);
        }
        let total: f64 = columns[3].iter().sum();
        let sum: f64 = tree.leaves.iter().map(|leaf| leaf.mean * leaf.n as f64).sum();
        prop_assert!((sum - total).abs() < 1e-9);
    }
}

/// Equal outputs leave nothing to ask, whatever rounding makes of their mean.
#[test]
fn a_pure_node_is_a_leaf() {
    let mut uniform = Uniform(3);
    for (low, high) in [(0.0, 1.0), (0.3, 0.7), (1e9, 1e9 + 1.0)] {
        for step in 3..37 {
            let x: Vec<f64> = (0..40).map(f64::from).collect();
            let y: Vec<f64> =
                x.iter().map(|x| if *x > f64::from(step) { high } else { low }).collect();
            for folds in [None, Some(10)] {
                let settings = cart::Settings { folds, ..cart::Settings::default() };
                let tree = cart::grow(&[&x], &[], &y, settings, &mut uniform.draw()).unwrap();
                assert_eq!(tree.leaves.len(), 2, "{low} and {high} at {step}, {folds:?}");
            }
        }
    }
}

#[test]
fn a_leaf_may_hold_just_the_least_mass() {
    let x: Vec<f64> = (0..100).map(f64::from).collect();
    let y: Vec<f64> = x.iter().map(|x| f64::from(u8::from(*x < 7.0))).collect();
    let settings = cart::Settings { folds: None, least_mass: 0.07, ..cart::Settings::default() };
    let tree = cart::grow(&[&x], &[], &y, settings, &mut || 0.5).unwrap();
    assert_eq!((tree.leaves[0].n, tree.leaves[0].mean), (7, 1.0));
}
