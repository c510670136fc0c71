//! Exact SHAP values of a tree ensemble: how the log-odds of a row are shared out among its
//! features.
//!
//! The game of a tree is that of path-dependent `TreeSHAP`: with a set of features known, a row goes
//! the way of its values where the tested feature is known, and both ways, in the shares of cover,
//! where it is not. A feature's SHAP value is its Shapley value in that game, summed over the
//! trees. [`tables`] has the formula, [`block`] the way through a tree.

mod quadrature;
mod paths;
mod tables;
mod stage;
mod block;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::models::tree_ensemble::{self, TreeEnsemble};
use block::Block;
use paths::Paths;
use stage::{MAX_PATH_FEATURES, Stage};

/// Rows that go through a tree together: what they add to a tree's features stays in the
/// processor's nearest cache, and all that they add to in the next one.
const N_BLOCK_ROWS: usize = 64;

/// How far the sum of a row's parts may be from its log-odds, per unit of what was summed.
const TOLERANCE: f64 = 1e-9;

/// A tree ensemble made ready to explain rows.
#[derive(Debug, Clone)]
pub struct TreeExplainer {
    base: f64,
    base_value: f64,
    features: Vec<u32>,
    stages: Vec<Stage>,
}

/// A model or rows that cannot be explained.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The model does not pass [`TreeEnsemble::check`].
    #[error(transparent)]
    BrokenModel(#[from] tree_ensemble::Error),
    /// Two paths lead to one node.
    #[error("tree {tree} is damaged: more than one path leads to node {node}")]
    SharedNode {
        /// Place of the tree.
        tree: usize,
        /// Place of the node.
        node: usize,
    },
    /// The value or the cover of a node is infinite or no number, or the cover is negative.
    #[error("tree {tree} is damaged: value and cover of node {node} must be finite numbers")]
    NotFinite {
        /// Place of the tree.
        tree: usize,
        /// Place of the node.
        node: usize,
    },
    /// The mean of the model is infinite or no number.
    #[error("the base value of the model is {0}")]
    NoBaseValue(f64),
    /// A path tests more features than can be explained.
    #[error("a path of tree {tree} tests {n_features} features; at most 64 can be explained")]
    LongPath {
        /// Place of the tree.
        tree: usize,
        /// Features on the path.
        n_features: usize,
    },
    /// The parts of a row do not add up to what the model gives: numbers too large to be added.
    #[error("the explanation of row {row} adds up to {sum} where the model gives {log_odds}")]
    NotAdditive {
        /// Place of the row.
        row: usize,
        /// What the model gives.
        log_odds: f64,
        /// Base value and SHAP values together.
        sum: f64,
    },
    /// The room for the values has not the right size.
    #[error("SHAP values are {expected} numbers, not {found}")]
    WrongLength {
        /// Numbers there must be room for.
        expected: usize,
        /// Numbers there is room for.
        found: usize,
    },
}

impl TreeExplainer {
    /// Works out beforehand all that does not depend on the row.
    ///
    /// The shares of cover are those of the two children of a test in their sum; halves where both
    /// are 0.
    ///
    /// # Errors
    ///
    /// [`Error`] where the model is damaged, holds what is no finite number, or has a path that
    /// tests more than 64 distinct features.
    pub fn new(model: &TreeEnsemble) -> Result<Self, Error> {
        model.check()?;
        let paths = model.trees.par_iter().enumerate();
        let paths: Vec<_> = paths.map(|(place, tree)| Paths::new(tree, place)).collect();
        let paths: Vec<Paths> = paths.into_iter().collect::<Result<_, _>>()?;
        let too_long = |paths: &Paths| paths.n_path_features > MAX_PATH_FEATURES;
        if let Some(tree) = paths.iter().position(too_long) {
            return Err(Error::LongPath { tree, n_features: paths[tree].n_path_features });
        }
        let tests = paths.iter().flat_map(|paths| &paths.tests);
        let mut features: Vec<u32> = tests.map(|test| test.feature).collect();
        features.sort_unstable();
        features.dedup();
        let base_value = paths.iter().fold(model.base, |sum, paths| sum + paths.mean);
        if !base_value.is_finite() {
            return Err(Error::NoBaseValue(base_value));
        }
        Ok(Self {
            base: model.base,
            base_value,
            stages: paths.par_iter().map(|paths| Stage::new(paths, &features)).collect(),
            features,
        })
    }

    /// Log-odds of a row of which nothing is known: `base + Σ mean of each tree's leaves`, weighted
    /// by the shares of cover on the way to them.
    pub fn base_value(&self) -> f64 {
        self.base_value
    }

    /// Places of the features that any tree tests, ascending: the columns of the SHAP values. All
    /// other features have SHAP values of 0.
    pub fn features(&self) -> &[u32] {
        &self.features
    }

    /// SHAP values of one row, of shape `(features().len())`, in log-odds.
    ///
    /// `base_value() + Σ values = log-odds` of the row, as [`TreeEnsemble::log_odds`] gives them.
    /// NaN and values beyond the end of the row are missing.
    ///
    /// # Errors
    ///
    /// [`Error::NotAdditive`] where the sum is further from the log-odds than rounding explains.
    pub fn explain(&self, row: &[f32]) -> Result<Vec<f64>, Error> {
        let mut values = vec![0.0; self.features.len()];
        let mut block = Block::new(1, self.features.len(), &self.stages);
        self.explain_block(&mut block, 0, 1, |_| row, &mut values)?;
        Ok(values)
    }

    /// SHAP values of the rows `row_of(0)` to `row_of(n_rows - 1)`, row-major, of shape
    /// `(n_rows, features().len())`: for each row the bits that [`Self::explain`] gives.
    ///
    /// Rows are shared out among the threads; the result does not depend on their number.
    ///
    /// # Errors
    ///
    /// [`Error::WrongLength`] where `values` has another length, [`Error::NotAdditive`] for the
    /// first row it holds for; what is then in `values` is unspecified.
    pub fn explain_rows<'a>(
        &self,
        n_rows: usize,
        row_of: impl Fn(usize) -> &'a [f32] + Sync,
        values: &mut [f64],
    ) -> Result<(), Error> {
        let n_columns = self.features.len();
        let expected = n_rows.saturating_mul(n_columns);
        if values.len() != expected {
            return Err(Error::WrongLength { expected, found: values.len() });
        }
        if n_columns == 0 {
            // All rows are the same to trees without tests.
            return if n_rows == 0 { Ok(()) } else { self.explain(&[]).map(|_| ()) };
        }
        let blocks = values.par_chunks_mut(N_BLOCK_ROWS * n_columns).enumerate();
        let failure = blocks
            .map_init(
                || Block::new(N_BLOCK_ROWS, n_columns, &self.stages),
                |block, (place, values)| {
                    let first = place * N_BLOCK_ROWS;
                    let n = values.len() / n_columns;
                    self.explain_block(block, first, n, |row| row_of(first + row), values).err()
                },
            )
            .find_map_first(|failure| failure);
        failure.map_or(Ok(()), Err)
    }

    /// Explains `n_rows` rows, the first of which is `first` among all.
    fn explain_block<'a>(
        &self,
        block: &mut Block,
        first: usize,
        n_rows: usize,
        row_of: impl Fn(usize) -> &'a [f32],
        values: &mut [f64],
    ) -> Result<(), Error> {
        block.start(n_rows, row_of, &self.features, self.base);
        for stage in &self.stages {
            block.add(stage);
        }
        for row in 0..n_rows {
            let n_columns = self.features.len();
            let values = &mut values[row * n_columns..][..n_columns];
            block.write(row, values);
            let log_odds = block.log_odds(row);
            self.check(values, log_odds).map_err(|sum| Error::NotAdditive {
                row: first + row,
                log_odds,
                sum,
            })?;
        }
        Ok(())
    }

    /// Checks that base value and SHAP values add up to the log-odds; else gives their sum.
    fn check(&self, values: &[f64], log_odds: f64) -> Result<(), f64> {
        let sum = values.iter().fold(self.base_value, |sum, value| sum + value);
        // Rounding grows with what is added up, not with what is left of it.
        let size = values.iter().fold(self.base_value.abs(), |size, value| size + value.abs());
        let may_differ = TOLERANCE * size.max(log_odds.abs()).max(1.0);
        let holds = may_differ.is_finite() && (sum - log_odds).abs() <= may_differ;
        if holds { Ok(()) } else { Err(sum) }
    }
}
