//! The paths of a tree: its tests in the order of a walk, and the edges that lead on from them.

use super::Error;
use crate::models::predictor::threshold_order;
use crate::models::tree_ensemble::{Node, Tree};

/// A tree as a list of tests, parents first, without what no path reaches.
#[derive(Debug)]
pub(super) struct Paths {
    pub(super) tests: Vec<Test>,
    /// Two for each test, left and right: the edges of test `i` are `2 i + 1` and `2 i + 2`. The
    /// first is none: it leads to the root.
    pub(super) edges: Vec<Edge>,
    /// The greatest number of distinct features that one path tests.
    pub(super) n_path_features: usize,
    /// Mean of the leaves, weighted by the shares of cover.
    pub(super) mean: f64,
}

/// A test of a feature.
#[derive(Debug, Clone, Copy)]
pub(super) struct Test {
    pub(super) feature: u32,
    /// See [`super::block::Block`]: the row goes right where `order − shift ≥ threshold`.
    pub(super) threshold: i32,
    pub(super) shift: i32,
    /// The edge that leads here.
    pub(super) from: usize,
    /// The nearest edge above that comes from a test of the same feature; 0 is none.
    pub(super) same: usize,
}

/// The way from a test to one of its children.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    /// Share of the cover of its test that goes this way.
    pub(super) share: f64,
    /// Product of the shares of all edges down to here, it included, that test the same feature.
    pub(super) same_share: f64,
    pub(super) to: Child,
    /// Tests on the path to here.
    pub(super) level: usize,
    /// Distinct features among them.
    n_features: usize,
}

/// What an edge leads to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Child {
    /// Place of a test.
    Test(usize),
    /// Value of a leaf.
    Leaf(f64),
}

impl Paths {
    /// Takes a tree apart whose paths [`crate::models::tree_ensemble::check`] has found to end.
    ///
    /// # Errors
    ///
    /// [`Error`] for a node with two parents, or with a value or a cover that is no number.
    pub(super) fn new(tree: &Tree, place: usize) -> Result<Self, Error> {
        let to = Child::Leaf(0.0);
        let root = Edge { share: 1.0, same_share: 1.0, to, level: 0, n_features: 0 };
        let mut paths =
            Self { tests: Vec::new(), edges: vec![root], n_path_features: 0, mean: 0.0 };
        let mut is_met = vec![false; tree.nodes.len()];
        let mut to_do = vec![(0, 0)];
        while let Some((node, from)) = to_do.pop() {
            let cover = tree.nodes[node].cover();
            if !cover.is_finite() || cover < 0.0 {
                return Err(Error::NotFinite { tree: place, node });
            }
            if std::mem::replace(&mut is_met[node], true) {
                return Err(Error::SharedNode { tree: place, node });
            }
            match tree.nodes[node] {
                Node::Leaf { value, .. } if !value.is_finite() => {
                    return Err(Error::NotFinite { tree: place, node });
                }
                Node::Leaf { value, .. } => paths.edges[from].to = Child::Leaf(value),
                Node::Split { feature, threshold, missing_left, left, right, .. } => {
                    let test = paths.tests.len();
                    paths.edges[from].to = Child::Test(test);
                    let (left, right) = (left as usize, right as usize);
                    let shares = shares(tree.nodes[left].cover(), tree.nodes[right].cover());
                    paths.add(Test::new(feature, threshold, missing_left, from), shares);
                    to_do.extend([(right, 2 * test + 2), (left, 2 * test + 1)]);
                }
            }
        }
        paths.mean = paths.mean_value();
        Ok(paths)
    }

    /// Adds a test and its two edges, which lead to nothing yet.
    fn add(&mut self, mut test: Test, shares: [f64; 2]) {
        let mut above = test.from;
        while above != 0 {
            let test_above = self.tests[(above - 1) / 2];
            if test_above.feature == test.feature {
                test.same = above;
                break;
            }
            above = test_above.from;
        }
        let Edge { level, n_features, .. } = self.edges[test.from];
        let n_features = n_features + usize::from(test.same == 0);
        self.n_path_features = self.n_path_features.max(n_features);
        let same_share = self.edges[test.same].same_share;
        self.edges.extend(shares.map(|share| Edge {
            share,
            same_share: same_share * share,
            to: Child::Leaf(0.0),
            level: level + 1,
            n_features,
        }));
        self.tests.push(test);
    }

    fn mean_value(&self) -> f64 {
        let mut means = vec![0.0; self.tests.len()];
        for test in (0..self.tests.len()).rev() {
            let part = |edge: &Edge| match edge.to {
                Child::Test(below) => edge.share * means[below],
                Child::Leaf(value) => edge.share * value,
            };
            means[test] = part(&self.edges[2 * test + 1]) + part(&self.edges[2 * test + 2]);
        }
        match self.edges[0].to {
            Child::Test(root) => means[root],
            Child::Leaf(value) => value,
        }
    }
}

impl Test {
    fn new(feature: u32, threshold: f64, missing_left: bool, from: usize) -> Self {
        let shift = u32::from(!missing_left);
        let threshold = signed(threshold_order(threshold) - shift);
        Self { feature, threshold, shift: i32::from(!missing_left), from, same: 0 }
    }
}

/// The same order, from the least signed number on: the processor compares those faster.
pub(super) const fn signed(order: u32) -> i32 {
    (order ^ 1 << 31).cast_signed()
}

/// Shares of two covers; halves where there is nothing to share.
fn shares(left: f64, right: f64) -> [f64; 2] {
    let whole = left + right;
    if whole > 0.0 { [left / whole, right / whole] } else { [0.5, 0.5] }
}
