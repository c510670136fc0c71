//! A sum of decision trees, in 64 bits: what predicts, is stored and is explained.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::sample::Sample;
use crate::probability::LogOdds;

/// Rows that walk through all trees before the next ones do.
const COUNTED_TOGETHER: usize = 128;

/// A base value and trees whose leaves add to it.
///
/// `log_odds(x) = base + Σ leaf value of each tree at x`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreeEnsemble {
    /// Log-odds before any tree.
    pub base: f64,
    /// Features in the order of the rows.
    pub feature_names: Vec<String>,
    /// The trees.
    pub trees: Vec<Tree>,
}

/// A decision tree; the first node is the root.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// Children stand behind their parent.
    pub nodes: Vec<Node>,
}

/// A test or a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// Goes to `left` where `value < threshold`, or where the value is missing and
    /// `missing_left` says so; else to `right`.
    Split {
        /// Place of the feature in the row.
        feature: u32,
        /// What the value is compared with.
        threshold: f64,
        /// Where a missing value goes.
        missing_left: bool,
        /// Place of the left child.
        left: u32,
        /// Place of the right child.
        right: u32,
        /// Weight of the training rows that came through.
        cover: f64,
    },
    /// The end of a path.
    Leaf {
        /// Added to the log-odds.
        value: f64,
        /// Weight of the training rows that ended here.
        cover: f64,
    },
}

/// A model that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A node points outside its tree, or backwards.
    #[error("tree {tree} is damaged: node {node} must lead to later nodes of the same tree")]
    BrokenTree {
        /// Place of the tree.
        tree: usize,
        /// Place of the node.
        node: usize,
    },
    /// A node tests a feature that the model does not name.
    #[error("tree {tree} is damaged: node {node} tests feature {feature} of {n_features}")]
    UnknownFeature {
        /// Place of the tree.
        tree: usize,
        /// Place of the node.
        node: usize,
        /// Place of the feature.
        feature: u32,
        /// How many there are.
        n_features: usize,
    },
}

impl TreeEnsemble {
    /// Log-odds of one row of shape `(n_features)`, NaN being missing.
    ///
    /// Values beyond the end of the row are missing.
    pub fn log_odds(&self, row: &[f32]) -> LogOdds {
        LogOdds::new(self.trees.iter().fold(self.base, |sum, tree| sum + tree.value(row)))
    }

    /// Checks that every path ends, which the other functions rely on.
    ///
    /// # Errors
    ///
    /// [`Error`] for the first node at fault.
    pub fn check(&self) -> Result<(), Error> {
        check(&self.trees, self.feature_names.len())
    }

    /// The same trees, their covers counted anew: how many rows of `sample` come through each node.
    ///
    /// The base value of explanations is then the mean of the log-odds over these rows. Boosting
    /// leaves sums of `p (1 − p)` as covers, which weigh clients by how uncertain they are.
    #[must_use]
    pub fn with_covers_of(mut self, sample: &Sample) -> Self {
        let starts: Vec<usize> = self
            .trees
            .iter()
            .scan(0, |end, tree| Some(std::mem::replace(end, *end + tree.nodes.len())))
            .collect();
        let n_nodes = self.trees.iter().map(|tree| tree.nodes.len()).sum();
        // All trees for a few rows at a time, whose values then stay near the processor.
        let places: Vec<usize> = (0..sample.n_rows()).collect();
        let counts = places
            .par_chunks(COUNTED_TOGETHER)
            .fold(
                || vec![0_u32; n_nodes],
                |mut counts, places| {
                    for (tree, &start) in self.trees.iter().zip(&starts) {
                        for &place in places {
                            tree.walk(sample.row(place), |node| counts[start + node] += 1);
                        }
                    }
                    counts
                },
            )
            .reduce(
                || vec![0; n_nodes],
                |mut all, some| {
                    all.iter_mut().zip(some).for_each(|(all, some)| *all += some);
                    all
                },
            );
        let nodes = self.trees.iter_mut().flat_map(|tree| &mut tree.nodes);
        for (node, count) in nodes.zip(counts) {
            let (Node::Split { cover, .. } | Node::Leaf { cover, .. }) = node;
            *cover = f64::from(count);
        }
        self
    }
}

/// Checks that every path of every tree ends and tests known features.
///
/// # Errors
///
/// [`Error`] for the first node at fault.
pub fn check(trees: &[Tree], n_features: usize) -> Result<(), Error> {
    for (tree, nodes) in trees.iter().map(|tree| &tree.nodes).enumerate() {
        if nodes.is_empty() {
            return Err(Error::BrokenTree { tree, node: 0 });
        }
        for (node, test) in nodes.iter().enumerate() {
            let Node::Split { feature, left, right, .. } = *test else {
                continue;
            };
            let leads_on = |child: u32| node < child as usize && (child as usize) < nodes.len();
            if !leads_on(left) || !leads_on(right) {
                return Err(Error::BrokenTree { tree, node });
            }
            if feature as usize >= n_features {
                return Err(Error::UnknownFeature { tree, node, feature, n_features });
            }
        }
    }
    Ok(())
}

impl Tree {
    /// The value of the leaf that a row ends in.
    pub fn value(&self, row: &[f32]) -> f64 {
        self.walk(row, |_| {})
    }

    /// The value of the leaf that a row ends in; `meet` sees the nodes on the way.
    fn walk(&self, row: &[f32], mut meet: impl FnMut(usize)) -> f64 {
        let mut at = 0;
        loop {
            meet(at);
            match self.nodes[at] {
                Node::Leaf { value, .. } => return value,
                Node::Split { feature, threshold, missing_left, left, right, .. } => {
                    let value = row.get(feature as usize).copied().unwrap_or(f32::NAN);
                    let goes_left =
                        if value.is_nan() { missing_left } else { f64::from(value) < threshold };
                    at = if goes_left { left as usize } else { right as usize };
                }
            }
        }
    }

    /// The mean of the leaves below each node, weighted by cover.
    pub(crate) fn mean_values(&self) -> Vec<f64> {
        let mut means = vec![0.0; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate().rev() {
            means[at] = match *node {
                Node::Leaf { value, .. } => value,
                Node::Split { left, right, .. } => {
                    let (left, right) = (left as usize, right as usize);
                    let (a, b) = (self.nodes[left].cover(), self.nodes[right].cover());
                    let whole = a + b;
                    // Where nobody came through, both sides count alike, as in SHAP values.
                    let (a, b) = if whole > 0.0 { (a / whole, b / whole) } else { (0.5, 0.5) };
                    a * means[left] + b * means[right]
                }
            };
        }
        means
    }
}

impl Node {
    /// Weight of the training rows that came here.
    pub const fn cover(&self) -> f64 {
        match *self {
            Self::Split { cover, .. } | Self::Leaf { cover, .. } => cover,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn stump() -> TreeEnsemble {
        let nodes = vec![
            Node::Split {
                feature: 0,
                threshold: 0.5,
                missing_left: false,
                left: 1,
                right: 2,
                cover: 10.0,
            },
            Node::Leaf { value: -1.0, cover: 6.0 },
            Node::Leaf { value: 2.0, cover: 4.0 },
        ];
        TreeEnsemble {
            base: 0.25,
            feature_names: vec!["a".to_owned()],
            trees: vec![Tree { nodes }],
        }
    }

    #[test]
    fn rows_follow_the_tests_and_missing_values_their_own_way() {
        let model = stump();
        assert_eq!(model.log_odds(&[0.4]).value(), -0.75);
        assert_eq!(model.log_odds(&[0.5]).value(), 2.25);
        assert_eq!(model.log_odds(&[f32::NAN]).value(), 2.25);
        assert_eq!(model.log_odds(&[]).value(), 2.25);
    }

    #[test]
    fn covers_count_the_rows_that_come_through() {
        let values = vec![0.4, 0.5, f32::NAN, -1.0, 7.0];
        let sample = Sample::new(values, Arc::new(vec!["a".to_owned()]), vec![false; 5]);
        let model = stump().with_covers_of(&sample);
        let covers: Vec<f64> = model.trees[0].nodes.iter().map(Node::cover).collect();
        assert_eq!(covers, [5.0, 2.0, 3.0]);
        assert_eq!(model.log_odds(&[0.4]), stump().log_odds(&[0.4]));
    }

    #[test]
    fn damaged_trees_are_refused() {
        let mut model = stump();
        assert_eq!(model.check(), Ok(()));
        if let Node::Split { right, .. } = &mut model.trees[0].nodes[0] {
            *right = 0;
        }
        assert_eq!(model.check(), Err(Error::BrokenTree { tree: 0, node: 0 }));
        let mut model = stump();
        model.feature_names.clear();
        assert!(matches!(model.check(), Err(Error::UnknownFeature { .. })));
    }
}
