//! Tests of [`super::interventional`] and [`super::path_attribution`].

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::*;
use crate::models::tree_ensemble::Tree;

const N_FEATURES: usize = 5;

/// A tree of random shape, which tests features again and again.
fn tree(random: &mut Pcg64, max_depth: usize) -> Tree {
    let mut nodes = vec![Node::Leaf { value: 0.0, cover: 0.0 }];
    let mut open = vec![(0, 0)];
    while let Some((at, depth)) = open.pop() {
        let cover = random.random_range(0.0..10.0);
        nodes[at] = if depth == max_depth || random.random_bool(0.15) {
            Node::Leaf { value: random.random_range(-1.0..1.0), cover }
        } else {
            let left = nodes.len();
            nodes.resize(left + 2, Node::Leaf { value: 0.0, cover: 0.0 });
            open.extend([(left, depth + 1), (left + 1, depth + 1)]);
            Node::Split {
                feature: random.random_range(0..N_FEATURES as u32),
                threshold: f64::from(random.random_range(-3..4_i8)) / 4.0,
                missing_left: random.random(),
                left: left as u32,
                right: left as u32 + 1,
                cover,
            }
        };
    }
    Tree { nodes }
}

fn model(random: &mut Pcg64) -> TreeEnsemble {
    let trees = (0..random.random_range(1..4)).map(|_| tree(random, 7)).collect();
    let feature_names = (0..N_FEATURES).map(|place| place.to_string()).collect();
    let model = TreeEnsemble { base: random.random_range(-1.0..1.0), feature_names, trees };
    assert_eq!(model.check(), Ok(()));
    model
}

/// Values on and between the thresholds, some missing, some beyond the row's end.
fn row(random: &mut Pcg64) -> Vec<f32> {
    let n_values = random.random_range(N_FEATURES - 1..=N_FEATURES);
    let value = |_| match random.random_range(-9..8_i8) {
        -9..-6 => f32::NAN,
        eighths => f32::from(eighths) / 8.0,
    };
    (0..n_values).map(value).collect()
}

/// Shapley values by definition: the mean gain over all subsets of the others, by their size.
fn by_subsets(model: &TreeEnsemble, row: &[f32], other: &[f32]) -> Vec<f64> {
    let value = |row: &[f32], feature: usize| row.get(feature).copied().unwrap_or(f32::NAN);
    let worth = |subset: usize| {
        let mixed: Vec<f32> = (0..N_FEATURES)
            .map(|feature| value(if subset >> feature & 1 == 1 { row } else { other }, feature))
            .collect();
        model.log_odds(&mixed).value()
    };
    let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
    let of_feature = |feature: usize| {
        let without = (0..1 << N_FEATURES).filter(|subset| subset >> feature & 1 == 0);
        let gain = |subset: usize| {
            let size = subset.count_ones() as usize;
            let weight = factorial(size) * factorial(N_FEATURES - size - 1) / factorial(N_FEATURES);
            weight * (worth(subset | 1 << feature) - worth(subset))
        };
        without.map(gain).sum()
    };
    (0..N_FEATURES).map(of_feature).collect()
}

fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found_one, expected_one) in found.iter().zip(expected) {
        assert!((found_one - expected_one).abs() < 1e-10, "{found:?}, expected {expected:?}");
    }
}

#[test]
fn interventional_values_are_those_of_all_subsets() {
    for seed in 0..300 {
        let random = &mut Pcg64::seed_from_u64(seed);
        let (model, explained) = (model(random), row(random));
        let background: Vec<Vec<f32>> = (0..3).map(|_| row(random)).collect();
        let background: Vec<&[f32]> = background.iter().map(Vec::as_slice).collect();
        let mut expected = vec![0.0; N_FEATURES];
        for other in &background {
            for (sum, value) in expected.iter_mut().zip(by_subsets(&model, &explained, other)) {
                *sum += value / background.len() as f64;
            }
        }
        let found = interventional(&model, &explained, &background).unwrap();
        assert_close(&found, &expected);
        let mean: f64 = background.iter().map(|row| model.log_odds(row).value()).sum::<f64>() / 3.0;
        assert_close(&[mean + found.iter().sum::<f64>()], &[model.log_odds(&explained).value()]);
    }
}

#[test]
fn path_attributions_add_up_from_the_means_of_the_roots() {
    for seed in 0..300 {
        let random = &mut Pcg64::seed_from_u64(seed);
        let model = model(random);
        let rows: Vec<Vec<f32>> = (0..3).map(|_| row(random)).collect();
        let rows: Vec<&[f32]> = rows.iter().map(Vec::as_slice).collect();
        let base = model.base + model.trees.iter().map(|tree| tree.mean_values()[0]).sum::<f64>();
        let found = path_attributions(&model, &rows);
        for (row, found) in rows.iter().zip(found.chunks_exact(N_FEATURES)) {
            let log_odds = base + found.iter().sum::<f64>();
            assert_close(&[log_odds], &[model.log_odds(row).value()]);
        }
        assert_eq!(found[..N_FEATURES], path_attribution(&model, rows[0]));
    }
}

#[test]
fn a_path_gives_each_change_to_its_test() {
    let split = |feature, left, cover| Node::Split {
        feature,
        threshold: 0.5,
        missing_left: true,
        left,
        right: left + 1,
        cover,
    };
    let leaf = |value, cover| Node::Leaf { value, cover };
    let nodes =
        vec![split(0, 1, 10.0), split(1, 3, 6.0), leaf(2.0, 4.0), leaf(-1.0, 3.0), leaf(1.0, 3.0)];
    let feature_names = vec!["a".to_owned(), "b".to_owned()];
    let model = TreeEnsemble { base: 0.25, feature_names, trees: vec![Tree { nodes }] };
    // Means: root 0.8, left child 0.
    assert_close(&path_attribution(&model, &[0.0, 1.0]), &[-0.8, 1.0]);
    assert_close(&path_attribution(&model, &[1.0]), &[1.2, 0.0]);
    assert_close(&path_attribution(&model, &[]), &[-0.8, -1.0]);
    // From (1, 1), where the tree gives 2, to (0, 1), where it gives 1.
    assert_close(&interventional(&model, &[0.0, 1.0], &[&[1.0, 1.0]]).unwrap(), &[-1.0, 0.0]);
    assert!(matches!(interventional(&model, &[0.0], &[]), Err(Error::TooFew { .. })));
}

#[test]
fn weights_are_those_of_factorials() {
    let weights = Weights::new(4);
    // 2! 1! / 4! and 3! 0! / 4!.
    let (gain, loss) = weights.of(3, 1);
    assert_close(&[gain, loss], &[1.0 / 12.0, 0.25]);
    assert_eq!(weights.of(0, 0), (0.0, 0.0));
    assert_eq!(weights.of(0, 2), (0.0, 0.5));
    // Far out, weights vanish rather than become no numbers.
    assert!(
        Weights::new(1100).each.iter().all(|(gain, loss)| gain.is_finite() && loss.is_finite())
    );
}
