//! Ways to learn from few defaults: weights, fewer repaid, or synthetic defaults.
//!
//! All of them change the default rate that a model sees, and so its probabilities: they must be
//! calibrated on rows left as they are. Only the rows given are read.

use std::sync::Arc;

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::models::Sample;
use crate::models::preparation::Preparation;

/// What is done about defaults being rare.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Imbalance {
    /// Nothing.
    #[default]
    None,
    /// Both outcomes weigh the same.
    ClassWeights,
    /// As many repaid are drawn as there are defaults.
    Undersampling,
    /// Defaults are made up between defaults until there are as many as repaid.
    Smote,
}

impl Imbalance {
    /// Every way, in order.
    pub const ALL: [Self; 4] = [Self::None, Self::ClassWeights, Self::Undersampling, Self::Smote];

    /// Name in settings and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClassWeights => "class_weights",
            Self::Undersampling => "undersampling",
            Self::Smote => "smote",
        }
    }
}

/// How synthetic defaults are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmoteParams {
    /// Nearest defaults that each default is paired with, 1 or more; fewer where there are fewer.
    pub n_neighbors: usize,
}

impl Default for SmoteParams {
    fn default() -> Self {
        Self { n_neighbors: 5 }
    }
}

/// One synthetic default to make.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Draw {
    /// Which of the defaults it starts from, in the order of the sample.
    pub base: usize,
    /// Which of that one's neighbors it goes towards, the nearest being 0.
    pub neighbor: usize,
    /// How far it goes, from 0 to 1.
    pub gap: f64,
}

/// Rows that cannot be rebalanced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is nothing to balance.
    #[error(
        "expected rows of both outcomes, found {n_defaults} who defaulted and {n_repaid} who repaid"
    )]
    OneOutcome {
        /// Rows that defaulted.
        n_defaults: usize,
        /// Rows that repaid.
        n_repaid: usize,
    },
    /// A default has no other to be paired with.
    #[error(
        "expected at least 2 who defaulted and 1 neighbor, found {n_defaults} and {n_neighbors}"
    )]
    NoNeighbors {
        /// Rows that defaulted.
        n_defaults: usize,
        /// Neighbors asked for.
        n_neighbors: usize,
    },
    /// A draw names a default or a neighbor that is not there.
    #[error(
        "expected a draw among {n_defaults} defaults with {n_neighbors} neighbors each, found default {base}, neighbor {neighbor}"
    )]
    UnknownDraw {
        /// Rows that defaulted.
        n_defaults: usize,
        /// Neighbors of each.
        n_neighbors: usize,
        /// The default drawn.
        base: usize,
        /// The neighbor drawn.
        neighbor: usize,
    },
}

/// The sample as a model should see it.
///
/// | way | rows | weights |
/// |---|---|---|
/// | `None` | as they are | as they are |
/// | `ClassWeights` | as they are | `n_rows / (2 · n_rows_of_the_outcome)` |
/// | `Undersampling` | every default, as many repaid drawn without replacement, in order | as they are |
/// | `Smote` | as they are, then synthetic defaults | those of the row each starts from |
///
/// Rows with at least as many defaults as repaid keep to the last two ways unchanged. The same
/// seed gives the same rows.
///
/// # Errors
///
/// [`Error`] where an outcome is missing or, for `Smote`, a default has no neighbor.
pub fn rebalance(
    sample: &Sample,
    imbalance: Imbalance,
    seed: u64,
    smote: &SmoteParams,
) -> Result<Sample, Error> {
    if imbalance == Imbalance::None {
        return Ok(sample.clone());
    }
    let (defaults, repaid): (Vec<usize>, Vec<usize>) =
        (0..sample.n_rows()).partition(|&place| sample.defaulted()[place]);
    let (n_defaults, n_repaid) = (defaults.len(), repaid.len());
    if n_defaults == 0 || n_repaid == 0 {
        return Err(Error::OneOutcome { n_defaults, n_repaid });
    }
    let mut rng = Pcg64::seed_from_u64(seed);
    match imbalance {
        Imbalance::None => Ok(sample.clone()),
        Imbalance::ClassWeights => {
            let weight = |n_class: usize| (sample.n_rows() as f64 / (2.0 * n_class as f64)) as f32;
            let (of_default, of_repaid) = (weight(n_defaults), weight(n_repaid));
            let weights =
                sample.defaulted().iter().map(|&y| if y { of_default } else { of_repaid });
            Ok(sample.clone().with_weights(weights.collect()))
        }
        Imbalance::Undersampling => {
            let mut drawn = repaid;
            drawn.shuffle(&mut rng);
            drawn.truncate(n_defaults);
            drawn.extend(defaults);
            drawn.sort_unstable();
            Ok(sample.select(&drawn))
        }
        Imbalance::Smote => {
            let n_neighbors = smote.n_neighbors.min(n_defaults - 1);
            if n_neighbors == 0 {
                let n_neighbors = smote.n_neighbors;
                return Err(Error::NoNeighbors { n_defaults, n_neighbors });
            }
            let draws: Vec<Draw> = (n_defaults..n_repaid)
                .map(|_| Draw {
                    base: rng.random_range(0..n_defaults),
                    neighbor: rng.random_range(0..n_neighbors),
                    gap: rng.random(),
                })
                .collect();
            synthesize(sample, smote, &draws)
        }
    }
}

/// Adds the synthetic defaults that `draws` ask for behind the rows of the sample.
///
/// Neighbors are looked for among the defaults, by Euclidean distance between their features,
/// missing ones imputed by the median, standardized over all rows of the sample. The new row then
/// lies between the two rows as they are, see [`interpolate`].
///
/// # Errors
///
/// [`Error`] where a default has no neighbor or a draw names one that is not there.
///
/// # References
///
/// Chawla, Bowyer, Hall, Kegelmeyer: SMOTE, Synthetic Minority Over-sampling Technique, 2002.
pub fn synthesize(sample: &Sample, params: &SmoteParams, draws: &[Draw]) -> Result<Sample, Error> {
    if draws.is_empty() {
        return Ok(sample.clone());
    }
    let defaults: Vec<usize> =
        (0..sample.n_rows()).filter(|&place| sample.defaulted()[place]).collect();
    let n_defaults = defaults.len();
    let n_neighbors = params.n_neighbors.min(n_defaults.saturating_sub(1));
    if n_neighbors == 0 {
        return Err(Error::NoNeighbors { n_defaults, n_neighbors: params.n_neighbors });
    }
    let nearest = neighbors(&standardized(sample, &defaults), n_neighbors);

    let (n_rows, n_features) = (sample.n_rows(), sample.n_features());
    let mut values = Vec::with_capacity((n_rows + draws.len()) * n_features);
    (0..n_rows).for_each(|place| values.extend_from_slice(sample.row(place)));
    let mut weights = sample.weights().map(<[f32]>::to_vec);
    for &Draw { base, neighbor, gap } in draws {
        let to = nearest.get(base).and_then(|near| near.get(neighbor));
        let &to = to.ok_or(Error::UnknownDraw { n_defaults, n_neighbors, base, neighbor })?;
        values.extend(interpolate(sample.row(defaults[base]), sample.row(defaults[to]), gap));
        if let Some(weights) = &mut weights {
            weights.push(weights[defaults[base]]);
        }
    }
    let defaulted = [sample.defaulted(), &vec![true; draws.len()]].concat();
    let enlarged = Sample::new(values, Arc::clone(sample.feature_names()), defaulted);
    Ok(match weights {
        Some(weights) => enlarged.with_weights(weights),
        None => enlarged,
    })
}

/// The row that lies `gap` of the way from `base` to `neighbor`, feature by feature.
///
/// `base + gap · (neighbor − base)`. Where either value is missing or infinite there is no way
/// between them, and the value of `base` stays: imbalanced-learn refuses such rows instead.
pub fn interpolate(base: &[f32], neighbor: &[f32], gap: f64) -> Vec<f32> {
    let between = |(&base, &neighbor): (&f32, &f32)| {
        if !base.is_finite() || !neighbor.is_finite() {
            return base;
        }
        let (from, to) = (f64::from(base), f64::from(neighbor));
        (from + gap * (to - from)) as f32
    };
    base.iter().zip(neighbor).map(between).collect()
}

/// The rows at some places as points: imputed and standardized over the whole sample.
fn standardized(sample: &Sample, places: &[usize]) -> Vec<Vec<f32>> {
    let preparation = Preparation::fit(sample, 0.0);
    let point = |&place: &usize| {
        preparation.apply(sample.row(place)).into_iter().map(|z| z as f32).collect()
    };
    places.par_iter().map(point).collect()
}

/// Points side by side, so that one load serves this many distances.
const LANES: usize = 8;

/// Points looked at together, for the same reason.
const GROUP: usize = 4;

/// Points whose neighbors one task looks for: few enough to stay close to the processor.
const BLOCK: usize = 16 * GROUP;

/// Candidates kept beyond the neighbors asked for, against rounding in 32 bits.
const SLACK: usize = 12;

/// The `n_neighbors` points nearest to each point, the nearest first.
///
/// Points have all the same number of finite coordinates. A point is no neighbor of its own; of
/// equally near ones the earlier comes first. Every pair is measured: first in 32 bits, by
/// `|a|² − 2·a·b + |b|²`, which leaves a few candidates, then these in 64 bits.
pub fn neighbors(points: &[Vec<f32>], n_neighbors: usize) -> Vec<Vec<usize>> {
    let panels: Vec<Vec<[f32; LANES]>> = points.par_chunks(LANES).map(side_by_side).collect();
    let half_squares: Vec<f32> =
        points.par_iter().map(|point| point.iter().map(|x| x * x).sum::<f32>() / 2.0).collect();
    let found = points.par_chunks(BLOCK).enumerate().map(|(block, queries)| {
        let mut nearest = vec![Nearest::new(n_neighbors.saturating_add(SLACK)); queries.len()];
        for (panel, lanes) in panels.iter().enumerate() {
            for (group, queries) in queries.chunks(GROUP).enumerate() {
                // The last group is filled up with its first point, whose answers are dropped.
                let of = |place: usize| queries.get(place).unwrap_or(&queries[0]).as_slice();
                let products = products([of(0), of(1), of(2), of(3)], lanes);
                for (place, products) in products.iter().enumerate().take(queries.len()) {
                    let at = group * GROUP + place;
                    let squares = half_squares.iter().skip(panel * LANES);
                    for (lane, (product, half_square)) in products.iter().zip(squares).enumerate() {
                        let other = panel * LANES + lane;
                        if other != block * BLOCK + at {
                            nearest[at].offer(half_square - product, other);
                        }
                    }
                }
            }
        }
        let sorted = queries.iter().zip(nearest).map(|(query, near)| {
            let mut exact: Vec<(f64, usize)> = near
                .places()
                .map(|other| (square_distance(query, &points[other]), other))
                .collect();
            exact.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            exact.into_iter().take(n_neighbors).map(|(_, other)| other).collect()
        });
        sorted.collect::<Vec<Vec<usize>>>()
    });
    found.flatten_iter().collect()
}

/// Coordinate by coordinate, the values of up to [`LANES`] points; those not there are 0.
fn side_by_side(points: &[Vec<f32>]) -> Vec<[f32; LANES]> {
    let n_coordinates = points.first().map_or(0, Vec::len);
    let mut panel = vec![[0.0; LANES]; n_coordinates];
    for (lane, point) in points.iter().enumerate() {
        panel.iter_mut().zip(point).for_each(|(lanes, &x)| lanes[lane] = x);
    }
    panel
}

/// The inner products of a group of points with the points of a panel.
fn products(queries: [&[f32]; GROUP], panel: &[[f32; LANES]]) -> [[f32; LANES]; GROUP] {
    let mut sums = [[0.0; LANES]; GROUP];
    let [a, b, c, d] = queries;
    for ((((lanes, a), b), c), d) in panel.iter().zip(a).zip(b).zip(c).zip(d) {
        for (sums, x) in sums.iter_mut().zip([a, b, c, d]) {
            sums.iter_mut().zip(lanes).for_each(|(sum, lane)| *sum += x * lane);
        }
    }
    sums
}

fn square_distance(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum()
}

/// The nearest points so far, the nearest first.
#[derive(Debug, Clone)]
struct Nearest {
    kept: Vec<(f32, usize)>,
    n_most: usize,
}

impl Nearest {
    const fn new(n_most: usize) -> Self {
        Self { kept: Vec::new(), n_most }
    }

    fn offer(&mut self, distance: f32, place: usize) {
        if self.kept.len() == self.n_most {
            if self.kept.last().is_none_or(|(farthest, _)| *farthest <= distance) {
                return;
            }
            self.kept.pop();
        }
        let at = self.kept.partition_point(|(other, _)| *other <= distance);
        self.kept.insert(at, (distance, place));
    }

    fn places(&self) -> impl Iterator<Item = usize> {
        self.kept.iter().map(|(_, place)| *place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_nearest_are_those_that_measuring_every_pair_finds(
            (n_points, n_coordinates) in (0_usize..150, 0_usize..7),
            n_neighbors in 0_usize..9,
            seed in any::<u64>(),
        ) {
            let mut rng = Pcg64::seed_from_u64(seed);
            // Whole numbers, so that many are equally near.
            let points: Vec<Vec<f32>> = (0..n_points)
                .map(|_| (0..n_coordinates).map(|_| rng.random_range(-9_i32..9) as f32).collect())
                .collect();
            let found = neighbors(&points, n_neighbors);
            prop_assert_eq!(found.len(), n_points);
            for (at, found) in found.iter().enumerate() {
                let mut all: Vec<(f64, usize)> = (0..n_points)
                    .filter(|&other| other != at)
                    .map(|other| (square_distance(&points[at], &points[other]), other))
                    .collect();
                all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let expected: Vec<usize> =
                    all.into_iter().take(n_neighbors).map(|(_, other)| other).collect();
                prop_assert_eq!(found, &expected);
            }
        }

        #[test]
        fn a_point_between_stays_between(
            (base, neighbor) in (any::<f32>(), any::<f32>()),
            gap in 0.0_f64..=1.0,
        ) {
            let between = interpolate(&[base], &[neighbor], gap)[0];
            if base.is_finite() && neighbor.is_finite() {
                prop_assert!(base.min(neighbor) <= between && between <= base.max(neighbor));
            } else {
                prop_assert_eq!(between.to_bits(), base.to_bits());
            }
        }
    }

    #[test]
    fn the_gap_says_how_far_to_go() {
        let (base, neighbor) = ([1.0, 5.0, f32::NAN, 2.0], [3.0, -5.0, 1.0, f32::NAN]);
        let between = interpolate(&base, &neighbor, 0.25);
        assert_eq!(between[..2], [1.5, 2.5]);
        assert!(between[2].is_nan());
        assert_eq!(between[3], 2.0);
    }
}
