//! Writes models of random numbers with SHAP values of random rows, for `check_explanations.py` to
//! compute as well.
//!
//! `cargo run --release --example explanation_cases -- FOLDER`

use std::env;
use std::fs;
use std::path::Path;

use octroi::explanation::shapley::TreeExplainer;
use octroi::export::{self, About};
use octroi::models::{Calibrator, Model, Node, Tree, TreeEnsemble};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::json;

const N_FEATURES: usize = 24;
const N_ROWS: usize = 200;

/// Covers of a tree's root and of the smallest leaf.
const COVERS: [f64; 2] = [4096.0, 1.0];

fn main() {
    let folder = env::args().nth(1).expect("expected a folder as the first argument");
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).unwrap();
    let mut random = Pcg64Mcg::seed_from_u64(20_262);
    let cases = [
        ("boosted", N_FEATURES, ensemble(&mut random, 100, 6, N_FEATURES)),
        ("stumps", N_FEATURES, ensemble(&mut random, 40, 1, N_FEATURES)),
        ("deep", N_FEATURES, ensemble(&mut random, 6, 12, N_FEATURES)),
        ("few_features", 3, ensemble(&mut random, 30, 8, 3)),
        ("leaves_between", N_FEATURES, mixed(&mut random)),
        ("chains", N_FEATURES, chains(&mut random)),
        ("single_leaf", 2, ensemble(&mut random, 1, 0, 2)),
    ];
    for (name, n_features, model) in &cases {
        write(folder, name, model, &rows(&mut random, model, *n_features));
    }
}

/// Writes a model, rows and what octroi gives for them.
fn write(folder: &Path, name: &str, model: &TreeEnsemble, rows: &[Vec<f32>]) {
    let explainer = TreeExplainer::new(model).unwrap();
    let n_columns = explainer.features().len();
    let mut values = vec![0.0; rows.len() * n_columns];
    explainer.explain_rows(rows.len(), |row| &rows[row], &mut values).unwrap();
    let values: Vec<&[f64]> =
        (0..rows.len()).map(|row| &values[row * n_columns..][..n_columns]).collect();
    let number = |value: &f32| (!value.is_nan()).then_some(f64::from(*value));
    let written: Vec<Vec<Option<f64>>> =
        rows.iter().map(|row| row.iter().map(number).collect()).collect();
    let case = json!({
        "model": model,
        "rows": written,
        "log_odds": rows.iter().map(|row| model.log_odds(row).value()).collect::<Vec<f64>>(),
        "base_value": explainer.base_value(),
        "features": explainer.features(),
        "values": values,
    });
    fs::write(folder.join(format!("{name}.shap.json")), case.to_string()).unwrap();
    let about = About {
        run_id: "run-0001".to_owned(),
        model_id: name.to_owned(),
        producer_version: "0.0.0".to_owned(),
        is_synthetic: true,
    };
    let exported =
        export::xgboost(&Model::Trees(model.clone()), &Calibrator::None, &about).unwrap();
    fs::write(folder.join(format!("{name}.xgboost.json")), exported.bytes).unwrap();
}

/// Rows with missing values and with values that equal a threshold.
fn rows(random: &mut Pcg64Mcg, model: &TreeEnsemble, n_features: usize) -> Vec<Vec<f32>> {
    let nodes = model.trees.iter().flat_map(|tree| &tree.nodes);
    let tests: Vec<(usize, f64)> = nodes
        .filter_map(|node| match *node {
            Node::Split { feature, threshold, .. } => Some((feature as usize, threshold)),
            Node::Leaf { .. } => None,
        })
        .collect();
    let mut rows = vec![vec![f32::NAN; n_features], vec![0.0; n_features]];
    while rows.len() < N_ROWS {
        let mut value = || {
            if random.random_range(0..8) == 0 { f32::NAN } else { random.random::<f32>() }
        };
        let mut row: Vec<f32> = (0..n_features).map(|_| value()).collect();
        for _ in 0..tests.len().min(6) {
            let (feature, threshold) = tests[random.random_range(0..tests.len())];
            let near = threshold as f32;
            row[feature] =
                [near, near.next_up(), near.next_down()][random.random_range(0..3_usize)];
        }
        rows.push(row);
    }
    rows
}

fn model(base: f64, n_features: usize, trees: Vec<Tree>) -> TreeEnsemble {
    let feature_names = (0..n_features).map(|place| format!("feature {place}")).collect();
    TreeEnsemble { base, feature_names, trees }
}

/// Trees with thresholds that mostly do not exist in 32 bits.
fn ensemble(random: &mut Pcg64Mcg, n_trees: usize, depth: u32, n_features: usize) -> TreeEnsemble {
    let trees = (0..n_trees).map(|_| tree(random, depth, n_features)).collect();
    model(-2.437_129, n_features, trees)
}

/// Trees of one leaf between others.
fn mixed(random: &mut Pcg64Mcg) -> TreeEnsemble {
    let trees = (0..30).map(|place| tree(random, place % 4, N_FEATURES)).collect();
    model(0.3, N_FEATURES, trees)
}

/// Trees that are one long path, of up to as many features as there are.
fn chains(random: &mut Pcg64Mcg) -> TreeEnsemble {
    let trees = (1..=N_FEATURES).map(|n_tests| {
        let mut nodes = Vec::new();
        for feature in 0..n_tests {
            let right = nodes.len() as u32 + 1;
            let cover = 2.0_f64.powi((n_tests - feature) as i32);
            nodes.push(Node::Split {
                feature: feature as u32,
                threshold: random.random::<f64>(),
                missing_left: random.random(),
                left: right + 1,
                right,
                cover,
            });
            nodes.push(Node::Leaf { value: random.random::<f64>() - 0.5, cover: cover / 2.0 });
        }
        nodes.push(Node::Leaf { value: 1.0, cover: 1.0 });
        Tree { nodes }
    });
    let trees = trees.collect();
    model(0.0, N_FEATURES, trees)
}

/// A tree that branches up to `depth`, its nodes in depth-first order; a test may come again on
/// one path.
fn tree(random: &mut Pcg64Mcg, depth: u32, n_features: usize) -> Tree {
    let mut nodes = Vec::new();
    grow(random, depth, n_features, COVERS[0], &mut nodes);
    Tree { nodes }
}

fn grow(
    random: &mut Pcg64Mcg,
    depth: u32,
    n_features: usize,
    cover: f64,
    nodes: &mut Vec<Node>,
) -> u32 {
    let at = nodes.len();
    nodes.push(Node::Leaf { value: random.random::<f64>() - 0.5, cover });
    let left_cover = (cover * random.random::<f64>()).round();
    let right_cover = cover - left_cover;
    let is_leaf = depth == 0 || left_cover.min(right_cover) < COVERS[1];
    if !is_leaf {
        let feature = random.random_range(0..n_features) as u32;
        let threshold = random.random();
        let missing_left = random.random();
        let left = grow(random, depth - 1, n_features, left_cover, nodes);
        let right = grow(random, depth - 1, n_features, right_cover, nodes);
        nodes[at] = Node::Split { feature, threshold, missing_left, left, right, cover };
    }
    at as u32
}
