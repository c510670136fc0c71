//! One client and their peers in, where the client stands feature by feature out.

use rayon::prelude::*;
use serde::Serialize;

use super::peers::Runs;
use super::population::{MAIN_FEATURES, Population};

/// Where a client stands in one feature, among everyone and among their peers.
///
/// Medians are values that someone has: the lower one where two are in the middle. A percentile
/// is the share of known values below the client's, in percent (0 to 100); of values equal to it,
/// half count as below. None stands for what is not known: no value of the client, or of anyone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// Name of the feature.
    pub name: String,
    /// The client's value.
    pub value: Option<f32>,
    /// Median of everyone.
    pub median: Option<f32>,
    /// Percentile of the client among everyone.
    pub percentile: Option<f64>,
    /// Shares of everyone with a smaller and with a larger value, 0 to 1; what is left has the
    /// same.
    pub around: Option<(f64, f64)>,
    /// Median of the peers.
    pub peer_median: Option<f32>,
    /// Median of the peers who repaid.
    pub peer_repaid_median: Option<f32>,
    /// Percentile of the client among the peers.
    pub peer_percentile: Option<f64>,
    /// Shares of the peers with a smaller and with a larger value, 0 to 1.
    pub peer_around: Option<(f64, f64)>,
}

/// The main features of everyone, sorted, and in the order of the shelf.
#[derive(Debug)]
pub(super) struct Distributions(Vec<Distribution>);

#[derive(Debug)]
struct Distribution {
    name: String,
    /// Place of the feature in the population.
    feature: usize,
    /// Known values, from the lowest.
    sorted: Vec<f32>,
    /// Everyone's value, missing ones included, by shelf place.
    shelved: Vec<f32>,
}

impl Distributions {
    /// Sorts the values of every main feature that the population has.
    pub(super) fn new(population: &Population) -> Self {
        let features: Vec<usize> =
            MAIN_FEATURES.iter().filter_map(|name| population.place_of(name)).collect();
        let sort = |feature: usize| {
            let column = population.column_at(feature);
            let mut sorted: Vec<f32> =
                column.iter().copied().filter(|value| !value.is_nan()).collect();
            sorted.sort_unstable_by(f32::total_cmp);
            let name = population.names()[feature].clone();
            Distribution { name, feature, sorted, shelved: Vec::new() }
        };
        Self(features.into_par_iter().map(sort).collect())
    }

    /// Puts the values in the order of the shelf; `shelf` holds places in the population.
    pub(super) fn shelve(&mut self, population: &Population, shelf: &[u32]) {
        self.0.par_iter_mut().for_each(|distribution| {
            let column = population.column_at(distribution.feature);
            distribution.shelved = shelf.iter().map(|place| column[*place as usize]).collect();
        });
    }

    /// Known values of a feature from the lowest; none where it is no main feature.
    pub(super) fn sorted(&self, feature: usize) -> Option<&[f32]> {
        let found = self.0.iter().find(|distribution| distribution.feature == feature);
        found.map(|distribution| distribution.sorted.as_slice())
    }

    /// Where a client stands in every main feature.
    ///
    /// `row` holds the client's values in the order of the population's features, `own` the shelf
    /// place that is not counted, `peers` who is among the peers (never `own`), and `repaid`
    /// whether each of them repaid, in the order of the runs.
    pub(super) fn standings(
        &self,
        row: &[f32],
        own: Option<usize>,
        peers: &Runs,
        repaid: &[bool],
    ) -> Vec<Standing> {
        // Filled anew for every feature.
        let (mut known, mut known_repaid) = (Vec::new(), Vec::new());
        let standing = |distribution: &Distribution| {
            let value = Some(row[distribution.feature]).filter(|value| value.is_finite());
            let own = own.map(|own| distribution.shelved[own]).filter(|own| !own.is_nan());
            known.clear();
            known_repaid.clear();
            let shelved = peers.iter().flat_map(|run| &distribution.shelved[run.clone()]);
            for (&value, &repaid) in shelved.zip(repaid) {
                if !value.is_nan() {
                    known.push(value);
                    if repaid {
                        known_repaid.push(value);
                    }
                }
            }
            let everyone = value.map(|value| distribution.count(value, own));
            let among_peers = value.map(|value| Counts {
                below: known.iter().filter(|known| **known < value).count(),
                not_above: known.iter().filter(|known| **known <= value).count(),
                n: known.len(),
            });
            Standing {
                name: distribution.name.clone(),
                value,
                median: distribution.median(own),
                percentile: everyone.and_then(Counts::percentile),
                around: everyone.and_then(Counts::around),
                peer_percentile: among_peers.and_then(Counts::percentile),
                peer_around: among_peers.and_then(Counts::around),
                peer_median: median(&mut known),
                peer_repaid_median: median(&mut known_repaid),
            }
        };
        self.0.iter().map(standing).collect()
    }
}

impl Distribution {
    /// Median of everyone but one value.
    fn median(&self, own: Option<f32>) -> Option<f32> {
        let Some(own) = own else {
            return self.sorted.get(self.sorted.len().checked_sub(1)? / 2).copied();
        };
        let middle = self.sorted.len().checked_sub(2)? / 2;
        // Without one of the values equal to it, everything from there on is one place lower.
        let removed = self.sorted.partition_point(|known| *known < own);
        self.sorted.get(if middle < removed { middle } else { middle + 1 }).copied()
    }

    /// Where a value stands among everyone but one value.
    fn count(&self, value: f32, own: Option<f32>) -> Counts {
        let below = self.sorted.partition_point(|known| *known < value);
        let not_above = self.sorted.partition_point(|known| *known <= value);
        let is_removed = |keep: &dyn Fn(f32) -> bool| usize::from(own.is_some_and(keep));
        Counts {
            below: below - is_removed(&|own| own < value),
            not_above: not_above - is_removed(&|own| own <= value),
            n: self.sorted.len() - usize::from(own.is_some()),
        }
    }
}

/// Where a value stands among known ones.
#[derive(Debug, Clone, Copy)]
struct Counts {
    below: usize,
    not_above: usize,
    n: usize,
}

impl Counts {
    /// `100 (below + not_above) / 2n`; none where nothing is known.
    fn percentile(self) -> Option<f64> {
        let Self { below, not_above, n } = self;
        (n > 0).then(|| 100.0 * (below + not_above) as f64 / (2 * n) as f64)
    }

    /// Shares below and above.
    fn around(self) -> Option<(f64, f64)> {
        let Self { below, not_above, n } = self;
        (n > 0).then(|| (below as f64 / n as f64, (n - not_above) as f64 / n as f64))
    }
}

/// The lower middle one; changes the order.
fn median(values: &mut [f32]) -> Option<f32> {
    let middle = values.len().checked_sub(1)? / 2;
    Some(*values.select_nth_unstable_by(middle, f32::total_cmp).1)
}
