//! Parameters and a matrix in, a fitted model out; a row in, log-odds out.
//!
//! The boosting library fits and is used nowhere else: a fitted model is at once turned into a
//! [`TreeEnsemble`], which is ours, and which alone predicts, is stored and is explained.

pub mod boosted_trees;
pub mod tree_ensemble;

pub use boosted_trees::{BoostedTreesParams, fit};
pub use tree_ensemble::{Node, Tree, TreeEnsemble};
