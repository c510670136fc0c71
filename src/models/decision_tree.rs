//! One decision tree, grown on the features that rank best alone.
//!
//! `linfa-trees` searches the splits (Gini) and is held to what it does well:
//!
//! - It is asked for one split at a time, on the rows of one node, their outcomes balanced by
//!   weight. A whole tree asked for at once scans every row at every node, and loses each split
//!   whose two sides have the same more frequent outcome, which at 8 % defaults is nearly all.
//! - It sees places in the order of the values instead of the values: it takes values closer than
//!   10⁻⁵ for equal, and knows no missing ones. Thresholds are put back between the two values.
//! - It is one thread: the nodes of a level are searched side by side.

use linfa::Dataset;
use linfa::traits::Fit;
use ndarray::{Array1, Array2, ShapeBuilder};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::dummy::{default_rate, weight_of};
use super::preparation::{column, subsample};
use super::tree_ensemble::{Node, Tree, TreeEnsemble};
use super::{Error, Learner, Model, Sample};

const FAMILY: &str = "decision tree";

/// Rows at the overall default rate that are added to each leaf, so that none is certain.
const PRIOR_ROWS: f64 = 20.0;

/// Whole numbers up to here, and their sums, are exact in 32 bits.
const EXACT: f64 = 16_777_216.0;

/// What to ask of the tree.
///
/// A leaf's value is `ln(p / (1 − p))` with `p = (n_defaults + 20·rate) / (n_rows + 20)`, counted by
/// weight among all rows, `rate` being the overall default rate.
///
/// | name | range | purpose |
/// |---|---|---|
/// | `max_depth` | ≥ 0 | tests on the longest path |
/// | `min_rows_in_leaf` | ≥ 1 | least rows in a leaf, among those that splits are searched on |
/// | `max_features` | ≥ 1 | features to search, those that rank best alone |
/// | `max_rows` | ≥ 2 | rows to search splits on; where there are more, a stratified draw |
/// | `seed` | any | of the draw |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the table says what each is")]
pub struct DecisionTreeParams {
    pub max_depth: usize,
    pub min_rows_in_leaf: usize,
    pub max_features: usize,
    pub max_rows: usize,
    pub seed: u64,
}

impl Learner for DecisionTreeParams {
    /// Fits a [`TreeEnsemble`] of one tree; missing values go where the median goes.
    ///
    /// # Errors
    ///
    /// [`Error::Fit`]: one outcome alone, or a refusal of the library.
    fn fit(&self, sample: &Sample, _validation: Option<&Sample>) -> Result<Model, Error> {
        let rate = default_rate(sample, FAMILY)?;
        let rows = subsample(sample, self.max_rows, self.seed);
        let mut tree = self.grow(&rows)?;
        fill(&mut tree, sample, rate);
        Ok(Model::Trees(TreeEnsemble {
            base: 0.0,
            feature_names: sample.feature_names().to_vec(),
            trees: vec![tree],
        }))
    }
}

impl DecisionTreeParams {
    /// The splits, level by level; leaves are left empty.
    fn grow(&self, sample: &Sample) -> Result<Tree, Error> {
        let features = screen(sample, self.max_features);
        let columns: Vec<Places> = features
            .into_par_iter()
            .filter_map(|feature| Places::new(feature, &column(sample, feature)))
            .collect();
        let empty = Node::Leaf { value: 0.0, cover: 0.0 };
        let mut nodes = vec![empty];
        let mut level = vec![(0, (0..sample.n_rows()).collect::<Vec<usize>>())];
        for _ in 0..self.max_depth {
            if level.is_empty() {
                break;
            }
            let splits: Vec<Option<Split>> = level
                .par_iter()
                .map(|(_, rows)| self.best_split(sample, &columns, rows))
                .collect::<Result<_, _>>()?;
            let mut next = Vec::new();
            for ((at, _), split) in level.into_iter().zip(splits) {
                let Some(split) = split else {
                    continue;
                };
                let (left, right) = (nodes.len(), nodes.len() + 1);
                nodes.extend([empty; 2]);
                nodes[at] = split.node(left, right);
                next.push((left, split.left));
                next.push((right, split.right));
            }
            level = next;
        }
        Ok(Tree { nodes })
    }

    /// The split of some rows that separates the outcomes best, if any does.
    fn best_split(
        &self,
        sample: &Sample,
        columns: &[Places],
        rows: &[usize],
    ) -> Result<Option<Split>, Error> {
        let least = self.min_rows_in_leaf.max(1);
        let Some(weights) = balanced(sample, rows) else {
            return Ok(None);
        };
        if columns.is_empty() || rows.len() / 2 < least {
            return Ok(None);
        }
        let places = columns.iter().flat_map(|c| rows.iter().map(|&row| f64::from(c.places[row])));
        let shape = (rows.len(), columns.len()).f();
        let records = Array2::from_shape_vec(shape, places.collect()).map_err(failed)?;
        let outcomes = rows.iter().map(|&row| sample.defaulted()[row]).collect::<Array1<bool>>();
        let (lightest, heaviest) =
            weights.iter().fold((f32::MAX, 0.0_f32), |(a, b), &w| (a.min(w), b.max(w)));
        let dataset = Dataset::new(records, outcomes).with_weights(Array1::from(weights));
        // The library counts weight, not rows. So much weight is what enough rows have at least;
        // where the best such split has too few rows all the same, the heaviest rows set the bar.
        for weight in [lightest, heaviest] {
            let tree = linfa_trees::DecisionTree::params()
                .max_depth(Some(1))
                .min_weight_leaf(least as f32 * weight)
                .fit(&dataset)
                .map_err(failed)?;
            if tree.root_node().is_leaf() {
                return Ok(None);
            }
            let (column, middle, _) = tree.root_node().split();
            let split = columns[column].split(rows, middle);
            if split.left.len().min(split.right.len()) >= least {
                return Ok(Some(split));
            }
        }
        Ok(None)
    }
}

/// One feature of the rows, each value replaced by its place among the distinct ones.
struct Places {
    feature: usize,
    /// Distinct values, ascending.
    distinct: Vec<f32>,
    /// Place of each row's value; a missing one stands at the median.
    places: Vec<u32>,
    median: u32,
}

/// Rows sent two ways.
struct Split {
    feature: usize,
    threshold: f64,
    missing_left: bool,
    left: Vec<usize>,
    right: Vec<usize>,
}

impl Places {
    /// `None` where no value is present.
    fn new(feature: usize, values: &[f32]) -> Option<Self> {
        // Adding 0 turns −0 into 0: the two are one value.
        let mut present: Vec<f32> =
            values.iter().filter(|v| !v.is_nan()).map(|v| v + 0.0).collect();
        present.sort_unstable_by(f32::total_cmp);
        let median = *present.get(present.len().checked_sub(1)? / 2)?;
        let mut distinct = present;
        distinct.dedup();
        let place = |value: f32| {
            let value = if value.is_nan() { median } else { value };
            distinct.partition_point(|other| *other < value) as u32
        };
        let places = values.iter().map(|&value| place(value)).collect();
        Some(Self { feature, median: place(median), places, distinct })
    }

    /// Sends rows left up to `middle`, which lies between two places of these rows.
    fn split(&self, rows: &[usize], middle: f64) -> Split {
        let (mut below, mut above) = (0, self.distinct.len() as u32);
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for &row in rows {
            let place = self.places[row];
            if f64::from(place) <= middle {
                below = below.max(place);
                left.push(row);
            } else {
                above = above.min(place);
                right.push(row);
            }
        }
        // Halfway between two values of 32 bits is exact in 64; infinities have no half way.
        let value = |place: u32, end: f64| {
            let value = self.distinct.get(place as usize).map_or(end, |v| f64::from(*v));
            value.clamp(-f64::MAX / 4.0, f64::MAX / 4.0)
        };
        let threshold = f64::midpoint(value(below, f64::MIN), value(above, f64::MAX));
        let missing_left = f64::from(self.median) <= middle;
        Split { feature: self.feature, threshold, missing_left, left, right }
    }
}

impl Split {
    const fn node(&self, left: usize, right: usize) -> Node {
        Node::Split {
            feature: self.feature as u32,
            threshold: self.threshold,
            missing_left: self.missing_left,
            left: left as u32,
            right: right as u32,
            cover: 0.0,
        }
    }
}

/// Weights under which both outcomes of the rows weigh the same; `None` for one outcome alone.
///
/// The rows of the more frequent outcome weigh 1 on average. All are multiples of one power of two,
/// large enough for the library's sums in 32 bits to be exact: it stops the program where rounding
/// leaves a side of a split without weight.
fn balanced(sample: &Sample, rows: &[usize]) -> Option<Vec<f32>> {
    let (mut totals, mut counts) = ([0.0; 2], [0.0_f64; 2]);
    for &row in rows {
        let class = usize::from(sample.defaulted()[row]);
        totals[class] += weight_of(sample, row);
        counts[class] += 1.0;
    }
    let factors = totals.map(|total| counts[0].max(counts[1]) / total);
    let step = (4 * rows.len()).next_power_of_two() as f64 / EXACT;
    factors.iter().all(|factor| factor.is_finite()).then(|| {
        let weight = |&row: &usize| {
            let factor = factors[usize::from(sample.defaulted()[row])];
            ((weight_of(sample, row) * factor / step).round().max(1.0) * step) as f32
        };
        rows.iter().map(weight).collect()
    })
}

/// Gives every node its cover and every leaf its value, from all rows of a sample.
fn fill(tree: &mut Tree, sample: &Sample, rate: f64) {
    // Each leaf first holds its own place, so that routing a row says where it ends.
    for (at, node) in tree.nodes.iter_mut().enumerate() {
        if let Node::Leaf { value, .. } = node {
            *value = at as f64;
        }
    }
    let mut covers = vec![0.0; tree.nodes.len()];
    let mut defaults = vec![0.0; tree.nodes.len()];
    for (place, &defaulted) in sample.defaulted().iter().enumerate() {
        let leaf = tree.value(sample.row(place)) as usize;
        let weight = weight_of(sample, place);
        covers[leaf] += weight;
        defaults[leaf] += if defaulted { weight } else { 0.0 };
    }
    for (at, node) in tree.nodes.iter_mut().enumerate().rev() {
        match node {
            Node::Leaf { value, cover } => {
                let p = (defaults[at] + PRIOR_ROWS * rate) / (covers[at] + PRIOR_ROWS);
                (*value, *cover) = ((p / (1.0 - p)).ln(), covers[at]);
            }
            Node::Split { left, right, cover, .. } => {
                covers[at] = covers[*left as usize] + covers[*right as usize];
                *cover = covers[at];
            }
        }
    }
}

/// The `n_features` features that rank the outcomes best alone, the best first.
///
/// Measured by `|AUC − 0.5|` on these very rows, missing values being one group below all others;
/// weights are not read. Equal features stand in the order of the row.
pub fn screen(sample: &Sample, n_features: usize) -> Vec<usize> {
    let mut ranked: Vec<(f64, usize)> = (0..sample.n_features())
        .into_par_iter()
        .map(|feature| (separation(&column(sample, feature), sample.defaulted()), feature))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.truncate(n_features);
    ranked.into_iter().map(|(_, feature)| feature).collect()
}

/// `|AUC − 0.5|` of some values, ties counting half; 0 for one outcome alone.
fn separation(values: &[f32], defaulted: &[bool]) -> f64 {
    // The bits of a number, turned so that they sort as it does, above the outcome.
    let key = |(value, defaulted): (&f32, &bool)| {
        let bits = (value + 0.0).to_bits();
        let ordered = if bits >> 31 == 0 { bits | (1 << 31) } else { !bits };
        u64::from(if value.is_nan() { 0 } else { ordered }) << 1 | u64::from(*defaulted)
    };
    let mut keys: Vec<u64> = values.iter().zip(defaulted).map(key).collect();
    keys.sort_unstable();
    let (mut n_repaid, mut n_defaults, mut wins) = (0.0, 0.0, 0.0);
    for group in keys.chunk_by(|a, b| a >> 1 == b >> 1) {
        let defaults = group.iter().filter(|key| **key & 1 == 1).count() as f64;
        let repaid = group.len() as f64 - defaults;
        wins += defaults * (n_repaid + repaid / 2.0);
        n_repaid += repaid;
        n_defaults += defaults;
    }
    let pairs = n_repaid * n_defaults;
    if pairs > 0.0 { (wins / pairs - 0.5_f64).abs() } else { 0.0 }
}

fn failed(reason: impl ToString) -> Error {
    Error::Fit { family: FAMILY, reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng};
    use std::sync::Arc;

    const PARAMS: DecisionTreeParams = DecisionTreeParams {
        max_depth: 4,
        min_rows_in_leaf: 10,
        max_features: 3,
        max_rows: 5_000,
        seed: 1,
    };

    /// Rows of four features: one that matters, one close to constant, one often missing, noise.
    fn rows(n_rows: usize) -> Sample {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(41);
        let (mut values, mut defaulted) = (Vec::new(), Vec::new());
        for _ in 0..n_rows {
            let risk: f32 = rng.random_range(0.0..1.0);
            let late = rng.random_bool(0.3);
            defaulted.push(
                rng.random_bool(f64::from(risk * risk * 0.2) + f64::from(u8::from(late)) * 0.1),
            );
            let near = 1.0 + f32::from(u8::from(late)) * 1e-6;
            let noise = rng.random_range(-9_i32..9) as f32;
            values.extend([risk, near, if late { f32::NAN } else { noise }, noise]);
        }
        let names = ["risk", "near", "gap", "noise"].map(str::to_owned).to_vec();
        Sample::new(values, Arc::new(names), defaulted)
    }

    fn fitted(params: &DecisionTreeParams, sample: &Sample) -> TreeEnsemble {
        match params.fit(sample, None).unwrap() {
            Model::Trees(model) => model,
            other => panic!("expected trees, found {other:?}"),
        }
    }

    #[test]
    fn few_defaults_grow_a_tree_that_ranks_them() {
        let sample = rows(3_000);
        let model = fitted(&PARAMS, &sample);
        model.check().unwrap();
        assert!(model.trees[0].nodes.len() > 15, "{} nodes", model.trees[0].nodes.len());
        let scores: Vec<f32> =
            (0..3_000).map(|p| model.log_odds(sample.row(p)).value() as f32).collect();
        let auc = 0.5 + separation(&scores, sample.defaulted());
        assert!(auc > 0.7, "AUC {auc}");
        // Values closer than the library tells apart still separate.
        let is_second = |node: &Node| matches!(node, Node::Split { feature: 1, .. });
        assert!(model.trees[0].nodes.iter().any(is_second));
    }

    #[test]
    fn leaves_hold_the_smoothed_rates_of_all_rows() {
        let sample = rows(2_000);
        let few = DecisionTreeParams { max_rows: 500, ..PARAMS };
        let model = fitted(&few, &sample);
        let rate = default_rate(&sample, FAMILY).unwrap();
        let mut counts = std::collections::BTreeMap::new();
        for place in 0..sample.n_rows() {
            let value = model.log_odds(sample.row(place)).value();
            let (n_rows, n_defaults) = counts.entry(value.to_bits()).or_insert((0.0, 0.0));
            *n_rows += 1.0;
            *n_defaults += f64::from(u8::from(sample.defaulted()[place]));
        }
        for (value, (n_rows, n_defaults)) in counts {
            let p = (n_defaults + PRIOR_ROWS * rate) / (n_rows + PRIOR_ROWS);
            let expected = (p / (1.0 - p)).ln();
            assert!((f64::from_bits(value) - expected).abs() < 1e-9);
        }
        assert_eq!(model.trees[0].nodes[0].cover(), 2_000.0);
        assert_eq!(model, fitted(&few, &sample));
    }

    #[test]
    fn balanced_rows_weigh_as_much_as_the_others() {
        let sample = rows(1_000);
        let all: Vec<usize> = (0..1_000).collect();
        let sum = |class: bool, weights: &[f32]| -> f32 {
            let pairs = weights.iter().zip(sample.defaulted());
            pairs.filter(|(_, y)| **y == class).map(|(w, _)| w).sum()
        };
        let weights = balanced(&sample, &all).unwrap();
        assert!((sum(true, &weights) / sum(false, &weights) - 1.0).abs() < 0.01);
        let uneven = (0..1_000).map(|row| 0.1 + row as f32 / 7.0).collect();
        let weights = balanced(&sample.clone().with_weights(uneven), &all).unwrap();
        assert!((sum(true, &weights) / sum(false, &weights) - 1.0).abs() < 0.01);
        assert_eq!(balanced(&sample.select(&[0]), &[0]), None);
    }

    #[test]
    fn screening_measures_ranks_with_the_missing_at_the_bottom() {
        let n = f32::NAN;
        let defaulted = [true, false, true, false];
        assert_eq!(separation(&[n, 1.0, n, -5.0], &defaulted), 0.5);
        assert_eq!(separation(&[2.0, 1.0, 2.0, 2.0], &defaulted), 0.25);
        assert_eq!(separation(&[-0.0, 0.0, 0.0, -0.0], &defaulted), 0.0);
        assert_eq!(separation(&[-2.0, -1.0, -3.0, f32::INFINITY], &defaulted), 0.5);
        assert_eq!(separation(&[1.0, 2.0], &[true, true]), 0.0);
        let sample = rows(3_000);
        assert_eq!(screen(&sample, 1), [0]);
        assert_eq!(screen(&sample, 99).len(), 4);
    }

    #[test]
    fn hard_samples_give_a_tree_or_an_error() {
        let names = Arc::new(vec!["a".to_owned()]);
        let outcomes = vec![true, false, false, false];
        let least = DecisionTreeParams { min_rows_in_leaf: 1, ..PARAMS };
        for value in [f32::NAN, f32::INFINITY, 1.0] {
            let constant = Sample::new(vec![value; 4], names.clone(), outcomes.clone());
            let model = fitted(&least, &constant);
            assert!((model.log_odds(&[5.0]).probability().value() - 0.25).abs() < 1e-9);
        }
        let mixed = vec![f32::INFINITY, f32::NEG_INFINITY, f32::NAN, f32::MAX];
        let model = fitted(&least, &Sample::new(mixed, names.clone(), outcomes.clone()));
        assert!(model.log_odds(&[f32::INFINITY]) > model.log_odds(&[f32::MAX]));
        let nothing =
            DecisionTreeParams { max_features: 0, max_rows: 0, max_depth: usize::MAX, ..PARAMS };
        let model = fitted(&nothing, &Sample::new(vec![1.0; 4], names.clone(), outcomes));
        assert_eq!(model.trees[0].nodes.len(), 1);
        assert!(PARAMS.fit(&Sample::new(vec![1.0; 2], names, vec![true; 2]), None).is_err());
        fitted(&PARAMS, &Sample::new(vec![], Arc::default(), vec![true, false]));
    }

    proptest! {
        #[test]
        fn every_row_goes_the_way_the_library_sends_its_place(
            values in proptest::collection::vec(prop_oneof![
                Just(f32::NAN), Just(0.0), Just(-0.0), Just(1e-6), Just(f32::MAX),
                Just(f32::INFINITY), Just(f32::NEG_INFINITY), -1.0_f32..1.0,
            ], 8..60),
            outcomes in proptest::collection::vec(any::<bool>(), 60),
        ) {
            let outcomes = outcomes[..values.len()].to_vec();
            let names = Arc::new(vec!["a".to_owned()]);
            let sample = Sample::new(values.clone(), names, outcomes);
            let rows: Vec<usize> = (0..values.len()).collect();
            let params = DecisionTreeParams { min_rows_in_leaf: 2, ..PARAMS };
            if let Some(places) = Places::new(0, &values) {
                let split = params.best_split(&sample, std::slice::from_ref(&places), &rows);
                if let Some(split) = split.unwrap() {
                    prop_assert!(split.threshold.is_finite());
                    prop_assert!(split.left.len().min(split.right.len()) >= 2);
                    let ends = [0.0, 1.0].map(|value| Node::Leaf { value, cover: 0.0 });
                    let tree = Tree { nodes: vec![split.node(1, 2), ends[0], ends[1]] };
                    for row in rows {
                        let goes_left = tree.value(sample.row(row)) == 0.0;
                        prop_assert_eq!(goes_left, split.left.contains(&row));
                        prop_assert_eq!(!goes_left, split.right.contains(&row));
                    }
                }
            }
        }
    }
}
