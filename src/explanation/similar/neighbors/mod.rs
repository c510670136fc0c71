//! One client in, the clients nearest to them in what was measured out.

mod blocks;
mod space;

#[cfg(test)]
mod tests;

use serde::Serialize;

use super::group::GroupOutcome;
use super::population::Population;
use blocks::Blocks;
pub use space::Axis;
use space::Space;

/// Clients in a neighbour group; fewer where there are fewer.
pub const N_NEIGHBORS: usize = 200;

/// The features by which distance is measured.
///
/// Protected characteristics are not among them: neither age, gender nor family, nor anything
/// computed from them. They bear on it all the same where others go along with them, as seniority
/// does with age.
pub const NEIGHBOR_FEATURES: [&str; 12] = [
    "AMT_INCOME_TOTAL",
    "AMT_CREDIT",
    "CREDIT_TERM",
    "CREDIT_INCOME_RATIO",
    "ANNUITY_INCOME_PERC",
    "DAYS_EMPLOYED",
    "EXT_SOURCES_MEAN",
    "BURO_ACTIVE_COUNT",
    "BURO_AMT_CREDIT_SUM_DEBT_SUM",
    "PREV_REFUSED_SHARE",
    "INSTAL_LATE_MEAN",
    "CC_UTILISATION_LAST",
];

/// The clients nearest to one client.
///
/// Each of the features is one dimension: values are clipped to the 1st to 99th percentile of
/// the population, so that outliers do not decide, then brought to mean 0 and standard deviation
/// one. A missing value counts as the mean. A feature missing for more than 1 % of clients has a
/// second dimension that tells 1 where it is missing and 0 where it is known, so that known and
/// missing are one standard deviation apart. Distance is Euclidean; of clients equally far, the
/// first in the population counts as nearer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NeighborGroup {
    /// The features by which distance was measured, in order: [`NEIGHBOR_FEATURES`] without those
    /// that the population has not, or that are about the same for everyone.
    pub features: Vec<String>,
    /// `√(d² / n_dimensions)` of the farthest neighbour, in standard deviations.
    ///
    /// Tells how similar "similar" is: 0 is the same. Two clients drawn at random are at most
    /// `√2` apart (root mean square), less where values are missing.
    pub farthest: f64,
    /// How it repaid.
    #[serde(flatten)]
    pub outcome: GroupOutcome,
}

/// The population by what was measured.
#[derive(Debug)]
pub(super) struct NeighborIndex {
    names: Vec<String>,
    space: Space,
    blocks: Blocks,
}

impl NeighborIndex {
    /// Puts everyone into the space; `sorted` gives the known values of a feature, from the
    /// lowest.
    pub(super) fn new<'a>(
        population: &Population,
        sorted: impl Fn(usize) -> Option<&'a [f32]>,
    ) -> Self {
        let features = NEIGHBOR_FEATURES.iter().filter_map(|name| population.place_of(name));
        let known = features.filter_map(|feature| Some((feature, sorted(feature)?)));
        let space = Space::new(known, population.n_clients());
        let blocks = Blocks::new(&space.points(population), space.n_dimensions());
        let names = space.features().map(|feature| population.names()[feature].clone()).collect();
        Self { names, space, blocks }
    }

    /// How features become coordinates.
    pub(super) fn axes(&self) -> &[Axis] {
        self.space.axes()
    }

    /// Coordinates of everyone, shape `(n_clients, n_dimensions)`; a dimension or two per axis.
    pub(super) fn points(&self, population: &Population) -> Vec<f32> {
        self.space.points(population)
    }

    /// The neighbour group of a client; none where there is nobody else, or nothing to measure by.
    ///
    /// `row` holds the client's values in the order of the population's features, `own` the place
    /// in the population that is not counted, `member` an outcome and a probability by place.
    pub(super) fn group(
        &self,
        row: &[f32],
        own: Option<usize>,
        member: impl Fn(usize) -> (bool, f32),
    ) -> Option<NeighborGroup> {
        let nearest = self.nearest(row, own);
        let &(farthest, _) = nearest.last()?;
        Some(NeighborGroup {
            features: self.names.clone(),
            farthest: (f64::from(farthest) / self.space.n_dimensions() as f64).sqrt(),
            outcome: GroupOutcome::of(nearest.iter().map(|&(_, place)| member(place)))?,
        })
    }

    /// Squared distance and place of the neighbours, the nearest first.
    fn nearest(&self, row: &[f32], own: Option<usize>) -> Vec<(f32, usize)> {
        let mut point = vec![0.0; self.space.n_dimensions()];
        self.space.place(|feature| row[feature], &mut point);
        self.blocks.nearest(&point, N_NEIGHBORS, own)
    }
}
