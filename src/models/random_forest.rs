//! A random forest: the mean of many trees' default rates.
//!
//! `linfa-ensemble` counts votes, draws features once per tree and knows neither missing values
//! nor threads. The boosting library grows the same forest better: one round of `n_trees` trees
//! side by side on the squared error from 0, whose leaves are the mean outcome of their rows.

use hessboost::config::GrowPolicy;
use hessboost::error::HessboostError;
use hessboost::prelude::{Objective, RegLoss, TrainingParams, TreeMethod, train};
use serde::{Deserialize, Serialize};

use super::boosted_trees::{converted_tree, library_matrix};
use super::dummy::default_rate;
use super::missing::MissingEnds;
use super::tree_ensemble::{self, Node, Tree};
use super::{Error as FitError, Learner, Model, Sample};
use crate::probability::LogOdds;

const FAMILY: &str = "random forest";

/// Nobody is certain to repay, nor to default.
pub(crate) const LEAST_RATE: f64 = 1e-6;

/// What to ask of the forest.
///
/// | name | range | purpose |
/// |---|---|---|
/// | `n_trees` | 1 to 65,536 | more trees vary less; never overfits |
/// | `max_depth` | ≥ 1 | tests on the longest path |
/// | `min_rows_in_leaf` | ≥ 1 | least weight of rows in a leaf; each row weighs 1 without weights |
/// | `row_share` | above 0, to 1 | rows that each tree draws, without replacement |
/// | `column_share` | above 0, to 1 | features that each split draws |
/// | `max_bins` | ≥ 2 | cuts that each feature is tried at |
/// | `seed` | any | of the draws |
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the table says what each is")]
pub struct RandomForestParams {
    pub n_trees: usize,
    pub max_depth: usize,
    pub min_rows_in_leaf: usize,
    pub row_share: f64,
    pub column_share: f64,
    pub max_bins: usize,
    pub seed: u64,
}

/// Trees whose leaves are default rates.
///
/// `probability(x) = clip(Σ leaf value of each tree at x / n_trees, 10⁻⁶, 1 − 10⁻⁶)`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RandomForest {
    /// Features in the order of the rows.
    pub feature_names: Vec<String>,
    /// The trees; each leaf is the default rate of its rows.
    pub trees: Vec<Tree>,
}

/// A forest that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// There is nothing to take the mean of.
    #[error("the forest has no tree")]
    NoTrees,
    /// A tree is damaged.
    #[error(transparent)]
    Tree(#[from] tree_ensemble::Error),
    /// A leaf is no default rate.
    #[error(
        "tree {tree} is damaged: expected a default rate from 0 to 1 in leaf {node}, found {value}"
    )]
    NotARate {
        /// Place of the tree.
        tree: usize,
        /// Place of the leaf.
        node: usize,
        /// What stands there.
        value: f64,
    },
}

impl RandomForest {
    /// Log-odds of one row of shape `(n_features)`, NaN being missing.
    ///
    /// Values beyond the end of the row are missing.
    pub fn log_odds(&self, row: &[f32]) -> LogOdds {
        let sum: f64 = self.trees.iter().map(|tree| tree.value(row)).sum();
        let rate = (sum / self.trees.len() as f64).clamp(LEAST_RATE, 1.0 - LEAST_RATE);
        LogOdds::new((rate / (1.0 - rate)).ln())
    }

    /// Checks that every path ends in a default rate, which the other functions rely on.
    ///
    /// # Errors
    ///
    /// [`Error`] for the first thing at fault.
    pub fn check(&self) -> Result<(), Error> {
        if self.trees.is_empty() {
            return Err(Error::NoTrees);
        }
        tree_ensemble::check(&self.trees, self.feature_names.len())?;
        for (tree, nodes) in self.trees.iter().map(|tree| &tree.nodes).enumerate() {
            for (node, found) in nodes.iter().enumerate() {
                if let Node::Leaf { value, .. } = *found
                    && !(0.0..=1.0).contains(&value)
                {
                    return Err(Error::NotARate { tree, node, value });
                }
            }
        }
        Ok(())
    }
}

impl Learner for RandomForestParams {
    /// Fits a [`RandomForest`]; missing values go where they separate better.
    ///
    /// # Errors
    ///
    /// [`FitError::Fit`]: one outcome alone, values that are infinite or as large as 32 bits hold,
    /// parameters out of range.
    fn fit(&self, sample: &Sample, _validation: Option<&Sample>) -> Result<Model, FitError> {
        let rate = default_rate(sample, FAMILY)?;
        let forest = self.grow(sample, rate).map_err(failed)?;
        forest.check().map_err(failed)?;
        Ok(Model::Forest(forest))
    }
}

impl RandomForestParams {
    fn grow(&self, sample: &Sample, rate: f64) -> Result<RandomForest, HessboostError> {
        // Without any weight the library would divide by it.
        let least_weight = self.min_rows_in_leaf.max(1) as f64;
        let library_params = TrainingParams::builder()
            .objective(Objective::SquaredError(RegLoss::default()))
            .base_score(0.0)
            .tree_method(TreeMethod::Hist)
            .grow_policy(GrowPolicy::DepthWise)
            .eta(1.0)
            .num_parallel_tree(self.n_trees)
            .max_depth(self.max_depth)
            .min_child_weight(least_weight)
            .subsample(self.row_share)
            .colsample_bynode(self.column_share)
            .lambda(0.0)
            .max_bin(self.max_bins)
            .seed(self.seed)
            .build()?;
        let ends = MissingEnds::learn(sample);
        let model = train(&library_params, &library_matrix(sample, &ends)?, 1)?;
        let n_trees = model.trees().len() as f64;
        let trees = model.trees().iter().zip(model.tree_weights()).map(|(tree, weight)| {
            // The library divides each leaf by the number of trees.
            let mut tree = converted_tree(tree.nodes(), f64::from(weight) * n_trees, &ends);
            for node in &mut tree.nodes {
                if let Node::Leaf { value, cover } = node {
                    // A tree may draw too few rows for a single leaf, where the library says 0;
                    // elsewhere rounding may leave a little beyond 0 or 1.
                    *value = if *cover < least_weight { rate } else { value.clamp(0.0, 1.0) };
                }
            }
            tree
        });
        Ok(RandomForest { feature_names: sample.feature_names().to_vec(), trees: trees.collect() })
    }
}

fn failed(reason: impl ToString) -> FitError {
    FitError::Fit { family: FAMILY, reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use std::sync::Arc;

    const PARAMS: RandomForestParams = RandomForestParams {
        n_trees: 20,
        max_depth: 4,
        min_rows_in_leaf: 5,
        row_share: 0.6,
        column_share: 0.5,
        max_bins: 64,
        seed: 9,
    };

    fn rows(n_rows: usize) -> Sample {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(23);
        let values: Vec<f32> = (0..n_rows * 4)
            .map(|_| if rng.random_bool(0.1) { f32::NAN } else { rng.random_range(-1.0..1.0) })
            .collect();
        let defaulted = values
            .chunks(4)
            .map(|row| rng.random_bool(if row[0] > 0.3 || row[1].is_nan() { 0.6 } else { 0.05 }))
            .collect();
        let names = (0..4).map(|feature| format!("f{feature}")).collect();
        Sample::new(values, Arc::new(names), defaulted)
    }

    fn fitted(params: &RandomForestParams, sample: &Sample) -> RandomForest {
        match params.fit(sample, None).unwrap() {
            Model::Forest(forest) => forest,
            other => panic!("expected a forest, found {other:?}"),
        }
    }

    #[test]
    fn the_leaves_of_a_tree_that_sees_every_row_are_the_default_rates() {
        let whole = RandomForestParams { n_trees: 3, row_share: 1.0, ..PARAMS };
        let sample = rows(500).select(&(100..500).collect::<Vec<_>>());
        for tree in &fitted(&whole, &sample).trees {
            let mut counts = std::collections::BTreeMap::new();
            for place in 0..sample.n_rows() {
                let rate = tree.value(sample.row(place));
                let (n_rows, n_defaults) = counts.entry(rate.to_bits()).or_insert((0.0, 0.0));
                *n_rows += 1.0;
                *n_defaults += f64::from(u8::from(sample.defaulted()[place]));
            }
            assert!(counts.len() > 4);
            for (rate, (n_rows, n_defaults)) in counts {
                let rate = f64::from_bits(rate);
                assert!((n_defaults / n_rows - rate).abs() < 1e-5, "{n_defaults}/{n_rows}: {rate}");
                assert!(n_rows >= 5.0);
            }
        }
    }

    #[test]
    fn the_forest_separates_and_is_the_same_on_any_number_of_threads() {
        let sample = rows(800);
        let forest = fitted(&PARAMS, &sample);
        assert_eq!(forest.trees.len(), 20);
        assert_ne!(forest.trees[0], forest.trees[1]);
        assert!(forest.log_odds(&[0.9, 0.0, 0.0, 0.0]) > forest.log_odds(&[-0.9, 0.0, 0.0, 0.0]));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        assert_eq!(pool.install(|| fitted(&PARAMS, &sample)), forest);
    }

    #[test]
    fn weights_move_the_rates() {
        let sample = rows(400);
        let weights = sample.defaulted().iter().map(|&y| if y { 4.0 } else { 1.0 }).collect();
        let row = [0.0; 4];
        let plain = fitted(&PARAMS, &sample).log_odds(&row);
        assert!(fitted(&PARAMS, &sample.with_weights(weights)).log_odds(&row) > plain);
    }

    #[test]
    fn hard_samples_give_a_forest_or_an_error() {
        let names = Arc::new(vec!["a".to_owned()]);
        let outcomes = vec![true, false, false, false];
        for value in [f32::NAN, 1.0] {
            let constant = Sample::new(vec![value; 4], names.clone(), outcomes.clone());
            let rate = fitted(&RandomForestParams { row_share: 1.0, ..PARAMS }, &constant)
                .log_odds(&[3.0])
                .probability();
            assert!((rate.value() - 0.25).abs() < 1e-6);
        }
        let infinite = Sample::new(vec![f32::INFINITY; 4], names.clone(), outcomes);
        assert!(PARAMS.fit(&infinite, None).is_err());
        assert!(PARAMS.fit(&Sample::new(vec![1.0; 2], names, vec![true; 2]), None).is_err());
        assert!(PARAMS.fit(&Sample::new(vec![], Arc::default(), vec![true, false]), None).is_err());
        let sample = rows(100);
        for wrong in [
            RandomForestParams { n_trees: 0, ..PARAMS },
            RandomForestParams { max_depth: 0, ..PARAMS },
            RandomForestParams { row_share: 0.0, ..PARAMS },
            RandomForestParams { column_share: f64::NAN, ..PARAMS },
        ] {
            assert!(wrong.fit(&sample, None).is_err());
        }
    }

    #[test]
    fn damaged_forests_are_refused() {
        let mut forest = fitted(&PARAMS, &rows(200));
        assert_eq!(forest.check(), Ok(()));
        forest.trees[1] = Tree { nodes: vec![Node::Leaf { value: f64::NAN, cover: 1.0 }] };
        assert!(matches!(forest.check(), Err(Error::NotARate { tree: 1, node: 0, .. })));
        forest.trees[1].nodes.clear();
        assert!(matches!(forest.check(), Err(Error::Tree(_))));
        forest.trees.clear();
        assert_eq!(forest.check(), Err(Error::NoTrees));
    }
}
