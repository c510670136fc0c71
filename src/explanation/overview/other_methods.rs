//! Other explanations of the same models, to compare with.
//!
//! Both add up to the log-odds less a base value, each to its own, and give a column of each
//! feature of the model, in log-odds. They rely on [`TreeEnsemble::check`].

use rayon::prelude::*;

use super::error::Error;
use crate::models::tree_ensemble::{Node, TreeEnsemble};

/// What the steps of a row's paths change: the method of Saabas, of shape `(n_features)`.
///
/// Every node has a mean, that of the leaves below weighted by cover. Along the path of the row,
/// the change of the mean from a node to its child is given to the feature that the node tests:
///
/// ```text
/// φ_f = Σ_trees Σ_{nodes of the path that test f} mean(child taken) − mean(node)
/// base value + Σ φ = log-odds, with base value = base of the model + Σ_trees mean(root)
/// ```
///
/// Tests close to the root get too little as a rule, which SHAP values are there to mend.
///
/// ## References
///
/// Saabas (2014), "Interpreting random forests",
/// <https://blog.datadive.net/interpreting-random-forests/>.
pub fn path_attribution(model: &TreeEnsemble, row: &[f32]) -> Vec<f64> {
    path_attributions(model, &[row])
}

/// [`path_attribution`] of each row: row-major, of shape `(n_rows, n_features)`.
pub fn path_attributions(model: &TreeEnsemble, rows: &[&[f32]]) -> Vec<f64> {
    let means: Vec<Vec<f64>> = model.trees.iter().map(|tree| tree.mean_values()).collect();
    let each = rows.par_iter().flat_map_iter(|row| {
        let mut phi = vec![0.0; model.feature_names.len()];
        for (tree, means) in model.trees.iter().zip(&means) {
            let mut at = 0;
            while let Some((feature, child)) = step(&tree.nodes[at], row) {
                phi[feature] += means[child] - means[at];
                at = child;
            }
        }
        phi
    });
    each.collect()
}

/// Exact Shapley values of a row against other rows, of shape `(n_features)`.
///
/// A coalition of features has the values of the row and the others those of a row of the
/// background; what the model makes of that, averaged over the background, is the coalition's
/// worth, and `φ` are the Shapley values of that game ("interventional"):
///
/// ```text
/// base value + Σ φ = log-odds, with base value = mean log-odds of the background
/// ```
///
/// For one row of the background, a leaf is reached by the coalitions that hold `A`, the features
/// of which the row alone passes the tests on the leaf's path, and none of `B`, those of which
/// the other row alone does; by none, where a feature's tests are passed by neither. With
/// `a = |A|`, `b = |B|`, it gives
///
/// ```text
/// leaf value · (a − 1)! b! / (a + b)!    to each feature of A
/// leaf value · −a! (b − 1)! / (a + b)!   to each feature of B
/// ```
///
/// # Errors
///
/// [`Error::TooFew`] for an empty background.
///
/// ## References
///
/// Lundberg et al. (2020), "From local explanations to global understanding with explainable AI
/// for trees", *Nature Machine Intelligence* 2, supplement, algorithm 3.
pub fn interventional(
    model: &TreeEnsemble,
    row: &[f32],
    background: &[&[f32]],
) -> Result<Vec<f64>, Error> {
    interventionals(model, &[row], background)
}

/// [`interventional`] of each row: row-major, of shape `(n_rows, n_features)`.
///
/// # Errors
///
/// As [`interventional`].
pub fn interventionals(
    model: &TreeEnsemble,
    rows: &[&[f32]],
    background: &[&[f32]],
) -> Result<Vec<f64>, Error> {
    if background.is_empty() {
        return Err(Error::TooFew { what: "rows of the background", needed: 1, found: 0 });
    }
    let n_features = model.feature_names.len();
    let weights = Weights::new(longest_coalition(model));
    let each = rows.par_iter().flat_map_iter(|row| {
        let mut phi = vec![0.0; n_features];
        let mut sides = vec![Side::Open; n_features];
        for tree in &model.trees {
            for other in background {
                let nodes = tree.nodes.as_slice();
                let (phi, sides) = (&mut phi, &mut sides);
                Walk { nodes, row, other, weights: &weights, sides, phi }.follow(0, 0, 0);
            }
        }
        phi.iter_mut().for_each(|value| *value /= background.len() as f64);
        phi
    });
    Ok(each.collect())
}

/// Who passes the tests of a feature on the path so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Both rows, or nothing was tested.
    Open,
    /// The row to explain alone.
    Row,
    /// The row of the background alone.
    Other,
}

/// A row and one of the background on their way through a tree.
struct Walk<'a> {
    nodes: &'a [Node],
    row: &'a [f32],
    other: &'a [f32],
    weights: &'a Weights,
    sides: &'a mut [Side],
    phi: &'a mut [f64],
}

impl Walk<'_> {
    /// Follows every path from a node that a coalition can take, `a` and `b` features having been
    /// decided on the way, and returns what the leaves give to each of the `a` and take from each
    /// of the `b`.
    ///
    /// It calls itself where the rows part on a feature for the first time: no deeper than there
    /// are features.
    fn follow(&mut self, mut at: usize, a: usize, b: usize) -> (f64, f64) {
        loop {
            let node = &self.nodes[at];
            let (Some((feature, by_row)), Some((_, by_other))) =
                (step(node, self.row), step(node, self.other))
            else {
                let Node::Leaf { value, .. } = *node else {
                    return (0.0, 0.0);
                };
                let (gain, loss) = self.weights.of(a, b);
                return (value * gain, value * loss);
            };
            at = match self.sides[feature] {
                Side::Row => by_row,
                Side::Other => by_other,
                Side::Open if by_row == by_other => by_row,
                Side::Open => {
                    self.sides[feature] = Side::Row;
                    let with = self.follow(by_row, a + 1, b);
                    self.sides[feature] = Side::Other;
                    let without = self.follow(by_other, a, b + 1);
                    self.sides[feature] = Side::Open;
                    self.phi[feature] += with.0 - without.1;
                    return (with.0 + without.0, with.1 + without.1);
                }
            };
        }
    }
}

/// `(a − 1)! b! / (a + b)!` and `a! (b − 1)! / (a + b)!` for small `a + b`.
struct Weights {
    /// Numbers of features that there are weights for.
    n: usize,
    each: Vec<(f64, f64)>,
}

impl Weights {
    fn new(longest: usize) -> Self {
        let n = longest + 1;
        // 1 / C(a + b, a), and the weights are that over a and over b.
        let mut each = vec![(0.0, 0.0); n * n];
        for a in 0..n {
            // C(a + b, a), which grows by (a + b) / b with each b.
            let mut ways = 1.0;
            for b in 0..n {
                if b > 0 {
                    ways *= (a + b) as f64 / b as f64;
                }
                let share = |part: usize| if part == 0 { 0.0 } else { 1.0 / (ways * part as f64) };
                each[a * n + b] = (share(a), share(b));
            }
        }
        Self { n, each }
    }

    fn of(&self, a: usize, b: usize) -> (f64, f64) {
        self.each[a * self.n + b]
    }
}

/// Features that two rows can part on along one path: no more than its tests, nor than there are.
fn longest_coalition(model: &TreeEnsemble) -> usize {
    let longest = model.trees.iter().map(|tree| {
        let mut depths = vec![0; tree.nodes.len()];
        for (at, node) in tree.nodes.iter().enumerate() {
            if let Node::Split { left, right, .. } = *node {
                for child in [left as usize, right as usize] {
                    depths[child] = depths[child].max(depths[at] + 1);
                }
            }
        }
        depths.into_iter().max().unwrap_or_default()
    });
    longest.max().unwrap_or_default().min(model.feature_names.len())
}

/// The feature that a node tests and the child that the row goes to; none at a leaf.
fn step(node: &Node, row: &[f32]) -> Option<(usize, usize)> {
    let Node::Split { feature, threshold, missing_left, left, right, .. } = *node else {
        return None;
    };
    let feature = feature as usize;
    let value = row.get(feature).copied().unwrap_or(f32::NAN);
    let goes_left = if value.is_nan() { missing_left } else { f64::from(value) < threshold };
    Some((feature, if goes_left { left as usize } else { right as usize }))
}

#[cfg(test)]
#[path = "other_methods_tests.rs"]
mod tests;
