//! Rows in, the log-odds of each kind of model out, as steps of an ONNX computation.

use super::graph::{Graph, Value, bytes, doubles, int, ints, tensor};
use crate::export::{Error, check};
use crate::models::random_forest::LEAST_RATE;
use crate::models::{LinearModel, Model, Node, RandomForest, Tree, TreeEnsemble};

/// How `TreeEnsemble` numbers the test `value < threshold`.
const BRANCH_LESS_THAN: u8 = 1;

/// How `TreeEnsemble` numbers the sum over the trees.
const SUM: i64 = 1;

/// The log-odds of each row, of shape `(any, 1)`, for rows in 64 bits.
pub(super) fn log_odds(graph: &mut Graph, rows: &Value, model: &Model) -> Result<Value, Error> {
    match model {
        Model::Trees(ensemble) => boosted_trees(graph, rows, ensemble),
        Model::Linear(linear) => weighted_sum(graph, rows, linear),
        Model::Forest(forest) => mean_of_trees(graph, rows, forest),
    }
}

/// `base + Σ leaf`
fn boosted_trees(graph: &mut Graph, rows: &Value, ensemble: &TreeEnsemble) -> Result<Value, Error> {
    check::trees(&ensemble.trees, ensemble.feature_names.len())?;
    check::finite("the base", ensemble.base)?;
    let sum = sum_of_trees(graph, rows, &ensemble.trees);
    let base = graph.double(ensemble.base);
    Ok(graph.op("Add", &[&sum, &base]))
}

/// `ln(p / (1 − p))`, where p is the mean of the leaves, kept away from 0 and 1
fn mean_of_trees(graph: &mut Graph, rows: &Value, forest: &RandomForest) -> Result<Value, Error> {
    if forest.trees.is_empty() {
        return Err(Error::NoTrees);
    }
    check::trees(&forest.trees, forest.feature_names.len())?;
    let sum = sum_of_trees(graph, rows, &forest.trees);
    let n_trees = graph.double(forest.trees.len() as f64);
    let mean = graph.op("Div", &[&sum, &n_trees]);
    let rate = graph.between(&mean, LEAST_RATE, 1.0 - LEAST_RATE);
    let one = graph.double(1.0);
    let rest = graph.op("Sub", &[&one, &rate]);
    let odds = graph.op("Div", &[&rate, &rest]);
    Ok(graph.op("Log", &[&odds]))
}

/// `intercept + Σ weight · (clamp(x or median, low, high) − mean) / scale`
fn weighted_sum(graph: &mut Graph, rows: &Value, linear: &LinearModel) -> Result<Value, Error> {
    check_linear(linear)?;
    let intercept = graph.double(linear.intercept);
    if linear.terms.is_empty() {
        // Runtimes need not agree on products of matrices without columns; each row still needs
        // a 0 of its own, which a leaf gives.
        let zero = sum_of_trees(graph, rows, &[]);
        return Ok(graph.op("Add", &[&zero, &intercept]));
    }
    let n_terms = linear.terms.len();
    let mut column = |values: Vec<f64>, shape: [usize; 2]| graph.doubles(&shape, &values);
    let terms = || linear.terms.iter();
    let medians = column(terms().map(|term| term.median).collect(), [1, n_terms]);
    let lows = column(terms().map(|term| term.low).collect(), [1, n_terms]);
    let highs = column(terms().map(|term| term.high).collect(), [1, n_terms]);
    let means = column(terms().map(|term| term.mean).collect(), [1, n_terms]);
    let scales = column(terms().map(|term| term.scale).collect(), [1, n_terms]);
    let weights = column(terms().map(|term| term.weight).collect(), [n_terms, 1]);
    let features: Vec<i64> = terms().map(|term| i64::from(term.feature)).collect();
    let features = graph.integers(&features);

    let values = graph.step("Gather", &[rows, &features], vec![int("axis", 1)]);
    let is_missing = graph.op("IsNaN", &[&values]);
    let filled = graph.op("Where", &[&is_missing, &medians, &values]);
    let raised = graph.op("Max", &[&filled, &lows]);
    let bounded = graph.op("Min", &[&raised, &highs]);
    let centered = graph.op("Sub", &[&bounded, &means]);
    let scaled = graph.op("Div", &[&centered, &scales]);
    let sum = graph.op("MatMul", &[&scaled, &weights]);
    Ok(graph.op("Add", &[&sum, &intercept]))
}

fn check_linear(linear: &LinearModel) -> Result<(), Error> {
    let n_features = linear.feature_names.len();
    check::finite("the intercept", linear.intercept)?;
    for term in &linear.terms {
        let Some(name) = linear.feature_names.get(term.feature as usize) else {
            return Err(Error::UnknownFeature { feature: term.feature, n_features });
        };
        let numbers = [
            ("median", term.median),
            ("lower bound", term.low),
            ("upper bound", term.high),
            ("mean", term.mean),
            ("scale", term.scale),
            ("weight", term.weight),
        ];
        for (part, value) in numbers {
            check::finite(&format!("{part} of \"{name}\""), value)?;
        }
        let what = || format!("scale of \"{name}\"");
        check::number(what, "a number other than 0", term.scale, term.scale != 0.0)?;
        let what = || format!("upper bound of \"{name}\"");
        check::number(what, "no less than the lower bound", term.high, term.low <= term.high)?;
    }
    Ok(())
}

/// The sum of the leaves that each row ends in.
fn sum_of_trees(graph: &mut Graph, rows: &Value, trees: &[Tree]) -> Value {
    let mut columns = Columns::default();
    for tree in trees {
        columns.push(tree);
    }
    if trees.is_empty() {
        columns.push(&Tree { nodes: vec![Node::Leaf { value: 0.0, cover: 0.0 }] });
    }
    let n_nodes = columns.features.len();
    let n_leaves = columns.leaves.len();
    let attributes = vec![
        int("aggregate_function", SUM),
        int("n_targets", 1),
        int("post_transform", 0),
        ints("tree_roots", columns.roots),
        ints("nodes_featureids", columns.features),
        tensor("nodes_modes", bytes(vec![BRANCH_LESS_THAN; n_nodes])),
        tensor("nodes_splits", doubles(&[n_nodes], &columns.thresholds)),
        ints("nodes_missing_value_tracks_true", columns.missing_left),
        ints("nodes_truenodeids", columns.left),
        ints("nodes_trueleafs", columns.left_is_leaf),
        ints("nodes_falsenodeids", columns.right),
        ints("nodes_falseleafs", columns.right_is_leaf),
        ints("leaf_targetids", vec![0; n_leaves]),
        tensor("leaf_weights", doubles(&[n_leaves], &columns.leaves)),
    ];
    graph.ml_step("TreeEnsemble", &[rows], attributes)
}

/// The trees as the operator takes them: tests and leaves apart, each numbered through all trees.
#[derive(Debug, Default)]
struct Columns {
    roots: Vec<i64>,
    features: Vec<i64>,
    thresholds: Vec<f64>,
    missing_left: Vec<i64>,
    left: Vec<i64>,
    left_is_leaf: Vec<i64>,
    right: Vec<i64>,
    right_is_leaf: Vec<i64>,
    leaves: Vec<f64>,
}

impl Columns {
    /// Adds a tree, which must have been checked.
    fn push(&mut self, tree: &Tree) {
        self.roots.push(self.features.len() as i64);
        let mut places = Vec::with_capacity(tree.nodes.len());
        let (mut next_test, mut next_leaf) = (self.features.len() as i64, self.leaves.len() as i64);
        for node in &tree.nodes {
            let (is_leaf, next) = match node {
                Node::Split { .. } => (0, &mut next_test),
                Node::Leaf { .. } => (1, &mut next_leaf),
            };
            places.push((is_leaf, *next));
            *next += 1;
        }
        for node in &tree.nodes {
            match *node {
                Node::Leaf { value, .. } => self.leaves.push(value),
                Node::Split { feature, threshold, missing_left, left, right, .. } => {
                    let (left, right) = (places[left as usize], places[right as usize]);
                    self.test(i64::from(feature), threshold, missing_left, left, right);
                }
            }
        }
        if let &[Node::Leaf { value, .. }] = tree.nodes.as_slice() {
            // A tree must begin with a test. Both its ways may lead to one leaf, but onnxruntime
            // up to 1.23 then mixes up the trees, so the leaf is there twice.
            self.test(0, 0.0, false, (1, next_leaf - 1), (1, next_leaf));
            self.leaves.push(value);
        }
    }

    fn test(
        &mut self,
        feature: i64,
        threshold: f64,
        missing_left: bool,
        (left_is_leaf, left): (i64, i64),
        (right_is_leaf, right): (i64, i64),
    ) {
        self.features.push(feature);
        self.thresholds.push(threshold);
        self.missing_left.push(i64::from(missing_left));
        self.left.push(left);
        self.left_is_leaf.push(left_is_leaf);
        self.right.push(right);
        self.right_is_leaf.push(right_is_leaf);
    }
}
