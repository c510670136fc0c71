//! The engine against the definition, and what must hold for every model and row.

use proptest::prelude::*;
use proptest::sample::select;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::{Error, N_BLOCK_ROWS, TreeExplainer};
use crate::models::tree_ensemble::{self, Node, Tree, TreeEnsemble};

const N_FEATURES: usize = 7;

const MAX_DEPTH: usize = 6;

/// Few different numbers, so that values and thresholds meet.
const NUMBERS: [f32; 6] = [-1.5, -0.0, 0.0, 0.1, 1.0, 1e30];

fn model(trees: Vec<Tree>, n_features: usize) -> TreeEnsemble {
    let feature_names = (0..n_features).map(|i| format!("f{i}")).collect();
    TreeEnsemble { base: -2.25, feature_names, trees }
}

fn value() -> impl Strategy<Value = f32> {
    prop_oneof![4 => select(&NUMBERS[..]), 1 => Just(f32::NAN), 1 => -2.0..2.0_f32]
}

fn leaf() -> impl Strategy<Value = Node> {
    (-1.0..1.0_f64, cover()).prop_map(|(value, cover)| Node::Leaf { value, cover })
}

/// A cover, often 0: those of a parent and its children need not go together.
fn cover() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 4 => 0.1..50.0_f64]
}

/// A tree that grows from one leaf: each entry says which leaf becomes which test.
fn tree() -> impl Strategy<Value = Tree> {
    let feature = 0..N_FEATURES as u32;
    let threshold = prop_oneof![select(&NUMBERS[..]).prop_map(f64::from), -2.0..2.0_f64];
    let split = (0_usize..64, feature, threshold, any::<bool>(), cover());
    (leaf(), prop::collection::vec((split, leaf(), leaf()), 0..20)).prop_map(|(root, splits)| {
        let mut nodes = vec![root];
        let mut open = vec![(0, 0)];
        for ((pick, feature, threshold, missing_left, cover), below, above) in splits {
            if open.is_empty() {
                break;
            }
            let (at, depth) = open.swap_remove(pick % open.len());
            let left = nodes.len() as u32;
            let right = left + 1;
            nodes[at] = Node::Split { feature, threshold, missing_left, left, right, cover };
            nodes.extend([below, above]);
            if depth + 1 < MAX_DEPTH {
                open.extend([(left as usize, depth + 1), (right as usize, depth + 1)]);
            }
        }
        Tree { nodes }
    })
}

fn rows(n_rows: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<Vec<f32>>> {
    prop::collection::vec(prop::collection::vec(value(), 0..=N_FEATURES + 1), n_rows)
}

/// What a tree gives when the features of `known`, bit by bit, are known.
fn expected_value(tree: &Tree, at: usize, row: &[f32], known: u32) -> f64 {
    let (feature, threshold, missing_left, left, right) = match tree.nodes[at] {
        Node::Leaf { value, .. } => return value,
        Node::Split { feature, threshold, missing_left, left, right, .. } => {
            (feature, threshold, missing_left, left as usize, right as usize)
        }
    };
    if known >> feature & 1 == 1 {
        let value = row.get(feature as usize).copied().unwrap_or(f32::NAN);
        let goes_left = if value.is_nan() { missing_left } else { f64::from(value) < threshold };
        return expected_value(tree, if goes_left { left } else { right }, row, known);
    }
    let (a, b) = (tree.nodes[left].cover(), tree.nodes[right].cover());
    let share = if a + b > 0.0 { a / (a + b) } else { 0.5 };
    share * expected_value(tree, left, row, known)
        + (1.0 - share) * expected_value(tree, right, row, known)
}

/// Base value and Shapley values of all features, by their definition.
fn by_definition(model: &TreeEnsemble, row: &[f32]) -> (f64, Vec<f64>) {
    let n = model.feature_names.len();
    let worth = |known| {
        model.trees.iter().fold(model.base, |sum, tree| sum + expected_value(tree, 0, row, known))
    };
    let worths: Vec<f64> = (0..1 << n).map(worth).collect();
    let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
    let value = |feature: usize| {
        (0..1_usize << n)
            .filter(|known| known >> feature & 1 == 0)
            .map(|known| {
                let size = known.count_ones();
                let weight = factorial(size) * factorial(n as u32 - size - 1) / factorial(n as u32);
                weight * (worths[known | 1 << feature] - worths[known])
            })
            .sum()
    };
    (worths[0], (0..n).map(value).collect())
}

/// SHAP values of all features.
fn all_values(explainer: &TreeExplainer, n_features: usize, values: &[f64]) -> Vec<f64> {
    let mut all = vec![0.0; n_features];
    for (&feature, &value) in explainer.features().iter().zip(values) {
        all[feature as usize] = value;
    }
    all
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// SHAP values of many rows.
fn together(explainer: &TreeExplainer, rows: &[Vec<f32>]) -> Vec<f64> {
    let mut values = vec![f64::NAN; rows.len() * explainer.features().len()];
    explainer.explain_rows(rows.len(), |row| &rows[row], &mut values).unwrap();
    values
}

/// A tree with `n_leaves`, split at random up to `depth`, covers as rows drawn would leave them.
fn large_tree(random: &mut Pcg64Mcg, n_features: u32, depth: u32, n_leaves: usize) -> Tree {
    let mut nodes = vec![Node::Leaf { value: 0.0, cover: 1e6 }];
    let mut open = std::collections::VecDeque::from([(0, 0)]);
    let mut n_open = 1;
    while n_open < n_leaves {
        let Some((at, above)) = open.pop_front() else { break };
        let cover = nodes[at].cover();
        let share: f64 = random.random();
        let left = nodes.len() as u32;
        nodes[at] = Node::Split {
            feature: random.random_range(0..n_features),
            threshold: random.random::<f64>() - 0.5,
            missing_left: random.random(),
            left,
            right: left + 1,
            cover,
        };
        for share in [share, 1.0 - share] {
            let value = random.random::<f64>() - 0.5;
            nodes.push(Node::Leaf { value, cover: share * cover });
        }
        n_open += 1;
        if above + 1 < depth {
            open.extend([(left as usize, above + 1), (left as usize + 1, above + 1)]);
        }
    }
    Tree { nodes }
}

fn large_rows(random: &mut Pcg64Mcg, n_rows: usize, n_features: usize) -> Vec<Vec<f32>> {
    let mut value =
        || if random.random_range(0..8) == 0 { f32::NAN } else { random.random::<f32>() - 0.5 };
    (0..n_rows).map(|_| (0..n_features).map(|_| value()).collect()).collect()
}

proptest! {
    #[test]
    fn values_are_those_of_the_definition(
        trees in prop::collection::vec(tree(), 0..4),
        rows in rows(3),
    ) {
        let model = model(trees, N_FEATURES);
        let explainer = TreeExplainer::new(&model).unwrap();
        for row in &rows {
            let (base_value, expected) = by_definition(&model, row);
            let values = explainer.explain(row).unwrap();
            let found = all_values(&explainer, N_FEATURES, &values);
            prop_assert!((explainer.base_value() - base_value).abs() < 1e-12);
            for (found, expected) in found.iter().zip(&expected) {
                prop_assert!((found - expected).abs() < 1e-10, "{found} for {expected}");
            }
        }
    }

    #[test]
    fn base_value_and_values_add_up_to_the_bits_of_the_log_odds(
        trees in prop::collection::vec(tree(), 0..12),
        rows in rows(0..8),
    ) {
        let model = model(trees, N_FEATURES);
        let explainer = TreeExplainer::new(&model).unwrap();
        let features = explainer.features();
        for row in &rows {
            let mut block = super::Block::new(1, features.len(), &explainer.stages);
            block.start(1, |_| row.as_slice(), features, explainer.base);
            explainer.stages.iter().for_each(|stage| block.add(stage));
            let log_odds = model.log_odds(row).value();
            prop_assert_eq!(block.log_odds(0).to_bits(), log_odds.to_bits());
            let sum = explainer.explain(row).unwrap().iter().sum::<f64>() + explainer.base_value();
            prop_assert!((sum - log_odds).abs() < 1e-12, "{} for {}", sum, log_odds);
        }
    }

    #[test]
    fn a_row_has_the_same_bits_alone_and_among_others(
        trees in prop::collection::vec(tree(), 0..5),
        rows in rows(0..3 * N_BLOCK_ROWS),
    ) {
        let explainer = TreeExplainer::new(&model(trees, N_FEATURES)).unwrap();
        let alone: Vec<f64> = rows.iter().flat_map(|row| explainer.explain(row).unwrap()).collect();
        prop_assert_eq!(bits(&together(&explainer, &rows)), bits(&alone));
    }
}

#[test]
fn large_deep_trees_are_explained_on_any_number_of_threads() {
    let mut random = Pcg64Mcg::seed_from_u64(5);
    // Paths of up to 4, 8, 12, 16, 24, 32 and 64 tests: every number of points there is.
    for (depth, n_leaves) in [(4, 16), (8, 90), (12, 1000), (16, 800), (24, 60), (32, 40), (64, 66)]
    {
        let mut trees: Vec<Tree> =
            (0..5).map(|_| large_tree(&mut random, 200, depth, n_leaves)).collect();
        trees.push(chain(&mut random, depth));
        let model = model(trees, 200);
        let explainer = TreeExplainer::new(&model).unwrap();
        let rows = large_rows(&mut random, 150, 200);
        let values = together(&explainer, &rows);
        for (row, values) in rows.iter().zip(values.chunks_exact(explainer.features().len())) {
            let sum = values.iter().fold(explainer.base_value(), |sum, value| sum + value);
            assert!((sum - model.log_odds(row).value()).abs() < 1e-12, "depth {depth}");
        }
        for n_threads in [1, 2, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            assert_eq!(bits(&pool.install(|| together(&explainer, &rows))), bits(&values));
        }
    }
}

/// A tree that is one path of distinct features, with a leaf beside each test.
fn chain(random: &mut Pcg64Mcg, n_tests: u32) -> Tree {
    let mut nodes = Vec::new();
    for feature in 0..n_tests {
        let right = nodes.len() as u32 + 1;
        nodes.push(Node::Split {
            feature,
            threshold: 0.25,
            missing_left: random.random(),
            left: right + 1,
            right,
            cover: 1.0,
        });
        nodes.push(Node::Leaf { value: random.random(), cover: random.random() });
    }
    nodes.push(Node::Leaf { value: 1.0, cover: random.random() });
    Tree { nodes }
}

#[test]
fn a_known_tree_has_the_values_worked_out_by_hand() {
    let test = |feature, left, cover| Node::Split {
        feature,
        threshold: 0.5,
        missing_left: false,
        left,
        right: left + 1,
        cover,
    };
    let leaf = |value, cover| Node::Leaf { value, cover };
    // Worth 8 where both are below 0.5, else 0; a quarter of the cover each.
    let nodes =
        vec![test(1, 1, 4.0), test(3, 3, 2.0), leaf(0.0, 2.0), leaf(8.0, 1.0), leaf(0.0, 1.0)];
    let explainer = TreeExplainer::new(&model(vec![Tree { nodes }], 5)).unwrap();
    assert_eq!(explainer.features(), [1, 3]);
    assert_eq!(explainer.base_value(), -0.25);
    // Alone either raises 2 to 4, and the second raises 4 to 8.
    let values = explainer.explain(&[0.0; 5]).unwrap();
    assert!(values.iter().all(|value| (value - 3.0).abs() < 1e-14), "{values:?}");
    // The row ends behind feature 1, so that feature 3 is missing and goes right.
    let values = explainer.explain(&[0.0, 0.0]).unwrap();
    assert!((values[0] - 1.0).abs() < 1e-14 && (values[1] + 3.0).abs() < 1e-14, "{values:?}");
}

#[test]
fn what_cannot_be_explained_is_refused() {
    let leaf = |value, cover| Node::Leaf { value, cover };
    let test = |left, right| Node::Split {
        feature: 0,
        threshold: 0.5,
        missing_left: false,
        left,
        right,
        cover: 2.0,
    };
    let refused = |nodes| TreeExplainer::new(&model(vec![Tree { nodes }], 1)).unwrap_err();
    let broken = tree_ensemble::Error::BrokenTree { tree: 0, node: 0 };
    assert_eq!(refused(vec![]), Error::BrokenModel(broken));
    let shared = vec![test(1, 1), leaf(0.0, 1.0)];
    assert_eq!(refused(shared), Error::SharedNode { tree: 0, node: 1 });
    for (value, cover) in
        [(f64::NAN, 1.0), (f64::INFINITY, 1.0), (0.0, f64::NAN), (0.0, f64::INFINITY), (0.0, -1.0)]
    {
        let nodes = vec![test(1, 2), leaf(value, cover), leaf(0.0, 1.0)];
        assert_eq!(refused(nodes), Error::NotFinite { tree: 0, node: 1 });
    }

    let mut random = Pcg64Mcg::seed_from_u64(1);
    let long = model(vec![chain(&mut random, 65)], 65);
    let found = TreeExplainer::new(&long).unwrap_err();
    assert_eq!(found, Error::LongPath { tree: 0, n_features: 65 });
    let mut no_base = model(vec![], 1);
    no_base.base = f64::INFINITY;
    assert_eq!(TreeExplainer::new(&no_base).unwrap_err(), Error::NoBaseValue(f64::INFINITY));
}

#[test]
fn what_does_not_add_up_or_does_not_fit_is_an_error() {
    let leaf = |value| Node::Leaf { value, cover: 1.0 };
    let test = Node::Split {
        feature: 0,
        threshold: 0.5,
        missing_left: false,
        left: 1,
        right: 2,
        cover: 2.0,
    };
    // Twice the greatest number is none.
    let huge = Tree { nodes: vec![test, leaf(f64::MAX), leaf(f64::MIN)] };
    let explainer = TreeExplainer::new(&model(vec![huge.clone(), huge], 1)).unwrap();
    let rows = vec![vec![0.0_f32]; 3];
    let mut values = [0.0; 3];
    let found = explainer.explain_rows(3, |row| &rows[row], &mut values).unwrap_err();
    assert!(matches!(found, Error::NotAdditive { row: 0, .. }), "{found:?}");
    let found = explainer.explain_rows(2, |row| &rows[row], &mut values).unwrap_err();
    assert_eq!(found, Error::WrongLength { expected: 2, found: 3 });

    let single = Tree { nodes: vec![leaf(0.75)] };
    let explainer = TreeExplainer::new(&model(vec![single], 1)).unwrap();
    assert_eq!(explainer.base_value(), -1.5);
    assert_eq!(explainer.explain(&[0.0]), Ok(vec![]));
    assert_eq!(explainer.explain_rows(2, |row| &rows[row], &mut []), Ok(()));
}
