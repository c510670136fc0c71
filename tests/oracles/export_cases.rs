//! Writes models of random numbers with their exports, for `check_exports.py` to score.
//!
//! `cargo run --release --example export_cases -- FOLDER`

use std::env;
use std::fs;
use std::path::Path;

use octroi::export::{self, About};
use octroi::models::calibration::Calibrator;
use octroi::models::linear::Term;
use octroi::models::{LinearModel, Model, Node, RandomForest, Tree, TreeEnsemble};
use octroi::probability::LogOdds;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::json;

const N_FEATURES: usize = 24;
const N_ROWS: usize = 2000;

fn main() {
    let folder = env::args().nth(1).expect("expected a folder as the first argument");
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).unwrap();
    let mut random = Pcg64Mcg::seed_from_u64(20_261);

    let models = [
        ("boosted", boosted(&mut random, 300, 6)),
        ("shallow", boosted(&mut random, 40, 1)),
        ("stumps_and_leaves", mixed(&mut random)),
        ("single_leaf", boosted(&mut random, 1, 0)),
        ("no_trees", boosted(&mut random, 0, 0)),
        ("tiny_thresholds", tiny_thresholds()),
        ("linear", linear(&mut random)),
        ("linear_without_terms", linear_without_terms()),
        ("forest", forest(&mut random)),
    ];
    for (name, model) in &models {
        let rows = rows(&mut random, model);
        let calibrators = [
            ("none", Calibrator::None),
            ("platt", Calibrator::Platt { slope: 0.87, intercept: -0.21 }),
            ("isotonic", isotonic(&mut random, 60)),
            ("steps", steps(&mut random, 200)),
            ("one_knot", Calibrator::Isotonic { log_odds: vec![-2.0], probabilities: vec![0.08] }),
        ];
        for (calibration, calibrator) in &calibrators {
            write(folder, &format!("{name}-{calibration}"), model, calibrator, &rows);
        }
    }
}

/// Writes the exports of a model and what it gives for the rows.
fn write(folder: &Path, name: &str, model: &Model, calibrator: &Calibrator, rows: &[Vec<f32>]) {
    let about = About {
        run_id: "run-0001".to_owned(),
        model_id: name.to_owned(),
        producer_version: "0.0.0".to_owned(),
        is_synthetic: true,
    };
    let bytes = export::onnx(model, calibrator, &about).unwrap();
    fs::write(folder.join(format!("{name}.onnx")), bytes).unwrap();
    if matches!(model, Model::Trees(_)) {
        let exported = export::xgboost(model, calibrator, &about).unwrap();
        fs::write(folder.join(format!("{name}.xgboost.json")), exported.bytes).unwrap();
    }

    let log_odds: Vec<LogOdds> = rows.iter().map(|row| model.log_odds(row)).collect();
    let value = |value: &f32| (!value.is_nan()).then_some(f64::from(*value));
    let rows: Vec<Vec<Option<f64>>> =
        rows.iter().map(|row| row.iter().map(value).collect()).collect();
    let expected = json!({
        "feature_names": feature_names(),
        "rows": rows,
        "log_odds": log_odds.iter().map(|x| x.value()).collect::<Vec<f64>>(),
        "probabilities":
            log_odds.iter().map(|&x| calibrator.probability(x).value()).collect::<Vec<f64>>(),
        "uncalibrated": log_odds.iter().map(|x| x.probability().value()).collect::<Vec<f64>>(),
    });
    fs::write(folder.join(format!("{name}.rows.json")), expected.to_string()).unwrap();
}

/// Names with all that makes trouble somewhere.
fn feature_names() -> Vec<String> {
    let awkward = [
        "income (yearly), net",
        "share: credit/income",
        "a<b",
        "a>b",
        "list[0]",
        "100 % sure",
        "%5B",
        "âge du véhicule",
        "\"quoted\" \\ back",
    ];
    let plain = (awkward.len()..N_FEATURES).map(|place| format!("feature {place}"));
    awkward.into_iter().map(str::to_owned).chain(plain).collect()
}

/// Rows with values of many sizes, missing ones, and ones that equal a threshold.
fn rows(random: &mut Pcg64Mcg, model: &Model) -> Vec<Vec<f32>> {
    let trees = match model {
        Model::Trees(ensemble) => ensemble.trees.as_slice(),
        Model::Forest(forest) => forest.trees.as_slice(),
        Model::Linear(_) => &[],
    };
    let thresholds: Vec<(usize, f64)> = trees
        .iter()
        .flat_map(|tree| &tree.nodes)
        .filter_map(|node| match *node {
            Node::Split { feature, threshold, .. } => Some((feature as usize, threshold)),
            Node::Leaf { .. } => None,
        })
        .collect();
    let mut rows = vec![vec![f32::NAN; N_FEATURES], vec![0.0; N_FEATURES]];
    while rows.len() < N_ROWS {
        let mut row: Vec<f32> = (0..N_FEATURES)
            .map(|feature| match random.random_range(0..10) {
                0 => f32::NAN,
                1 => 0.0,
                _ => (random.random::<f64>() * spread(feature)) as f32,
            })
            .collect();
        for _ in 0..thresholds.len().min(12) {
            let (feature, threshold) = thresholds[random.random_range(0..thresholds.len())];
            let nearest = threshold as f32;
            row[feature] =
                [nearest, nearest.next_up(), nearest.next_down()][random.random_range(0..3_usize)];
        }
        rows.push(row);
    }
    rows
}

/// The range of a feature: from thousandths to millions.
fn spread(feature: usize) -> f64 {
    10_f64.powi(feature as i32 % 10 - 3)
}

/// Trees with thresholds that mostly do not exist in 32 bits.
fn boosted(random: &mut Pcg64Mcg, n_trees: usize, depth: u32) -> Model {
    let mut leaf = |random: &mut Pcg64Mcg| (random.random::<f64>() - 0.5) * 0.2;
    let trees = (0..n_trees).map(|_| tree(random, depth, &mut leaf)).collect();
    Model::Trees(TreeEnsemble { base: -2.437_129, feature_names: feature_names(), trees })
}

/// Trees of one leaf between others.
fn mixed(random: &mut Pcg64Mcg) -> Model {
    let mut leaf = |random: &mut Pcg64Mcg| (random.random::<f64>() - 0.5) * 0.4;
    let trees = (0..30).map(|place| tree(random, place % 3, &mut leaf)).collect();
    Model::Trees(TreeEnsemble { base: 0.3, feature_names: feature_names(), trees })
}

/// Thresholds at the edges of what 32 bits hold.
fn tiny_thresholds() -> Model {
    let thresholds = [0.0, -0.0, 1e-50, -1e-50, 1e-40, 1e-45, -1e-40, 3.4e38, -3.4e38];
    let trees = thresholds
        .iter()
        .enumerate()
        .map(|(place, &threshold)| {
            let nodes = vec![
                Node::Split {
                    feature: place as u32,
                    threshold,
                    missing_left: place % 2 == 0,
                    left: 2,
                    right: 1,
                    cover: 2.0,
                },
                Node::Leaf { value: 0.1 * f64::from(1_u32 << place), cover: 1.0 },
                Node::Leaf { value: -0.01, cover: 1.0 },
            ];
            Tree { nodes }
        })
        .collect();
    Model::Trees(TreeEnsemble { base: -20.0, feature_names: feature_names(), trees })
}

fn forest(random: &mut Pcg64Mcg) -> Model {
    let mut leaf = |random: &mut Pcg64Mcg| random.random::<f64>().powi(3);
    let trees = (0..120).map(|_| tree(random, 7, &mut leaf)).collect();
    Model::Forest(RandomForest { feature_names: feature_names(), trees })
}

/// A tree that branches up to `depth`, its nodes in depth-first order.
fn tree(random: &mut Pcg64Mcg, depth: u32, leaf: &mut impl FnMut(&mut Pcg64Mcg) -> f64) -> Tree {
    let mut nodes = Vec::new();
    grow(random, depth, leaf, &mut nodes);
    Tree { nodes }
}

fn grow(
    random: &mut Pcg64Mcg,
    depth: u32,
    leaf: &mut impl FnMut(&mut Pcg64Mcg) -> f64,
    nodes: &mut Vec<Node>,
) -> u32 {
    let at = nodes.len();
    let cover = 10_f64 * f64::from(1_u32 << depth);
    nodes.push(Node::Leaf { value: 0.0, cover });
    let is_leaf = depth == 0 || (at > 0 && random.random_range(0..8) == 0);
    nodes[at] = if is_leaf {
        Node::Leaf { value: leaf(random), cover }
    } else {
        let feature = random.random_range(0..N_FEATURES);
        let threshold = random.random::<f64>() * spread(feature);
        let missing_left = random.random();
        let left = grow(random, depth - 1, leaf, nodes);
        let right = grow(random, depth - 1, leaf, nodes);
        Node::Split { feature: feature as u32, threshold, missing_left, left, right, cover }
    };
    at as u32
}

fn linear(random: &mut Pcg64Mcg) -> Model {
    let terms = (0..N_FEATURES)
        .rev()
        .step_by(2)
        .map(|feature| {
            let spread = spread(feature);
            Term {
                feature: feature as u32,
                median: 0.4 * spread,
                low: 0.1 * spread,
                high: 0.9 * spread,
                mean: 0.5 * spread,
                scale: 0.29 * spread,
                weight: random.random::<f64>() - 0.5,
            }
        })
        .collect();
    Model::Linear(LinearModel { intercept: -2.1, feature_names: feature_names(), terms })
}

fn linear_without_terms() -> Model {
    let terms = Vec::new();
    Model::Linear(LinearModel { intercept: -2.1, feature_names: feature_names(), terms })
}

/// Knots some way apart.
fn isotonic(random: &mut Pcg64Mcg, n_knots: usize) -> Calibrator {
    let mut log_odds = Vec::new();
    let mut probabilities = Vec::new();
    let (mut x, mut p) = (-5.0, 0.001);
    for _ in 0..n_knots {
        log_odds.push(x);
        probabilities.push(p);
        x += 0.02 + 0.2 * random.random::<f64>();
        p += random.random::<f64>() * 1.9 * (1.0 - p) / n_knots as f64;
    }
    Calibrator::Isotonic { log_odds, probabilities }
}

/// Flat stretches with steep rises between, as pooling neighbors leaves them.
fn steps(random: &mut Pcg64Mcg, n_steps: usize) -> Calibrator {
    let mut log_odds = Vec::new();
    let mut probabilities = Vec::new();
    let (mut x, mut p) = (-5.0, 0.0);
    for _ in 0..n_steps {
        log_odds.push(x);
        probabilities.push(p);
        x += 0.05 * random.random::<f64>();
        log_odds.push(x);
        probabilities.push(p);
        x += 1e-6 + 1e-3 * random.random::<f64>();
        p += random.random::<f64>() * 2.0 * (1.0 - p) / n_steps as f64;
    }
    Calibrator::Isotonic { log_odds, probabilities }
}
