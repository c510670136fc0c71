//! Values in, coordinates in which one step means as much in every direction out.

use rayon::prelude::*;

use super::super::population::Population;

/// Where clipping begins and ends, as shares of the population.
const CLIPPED: (f64, f64) = (0.01, 0.99);

/// Clients whose coordinates are computed at a time.
const CHUNK: usize = 4096;

/// The dimensions: one or two per feature.
#[derive(Debug)]
pub(super) struct Space {
    axes: Vec<Axis>,
    n_dimensions: usize,
}

/// How a feature becomes coordinates: `(clip(x, low, high) − mean) / standard_deviation`, 0 where
/// it is missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// Place of the feature in the population.
    pub feature: usize,
    /// Smaller values count as this one.
    pub low: f64,
    /// Larger values count as this one.
    pub high: f64,
    /// Mean of the known values, clipped.
    pub mean: f64,
    /// Standard deviation of the known values, clipped; above 0.
    pub standard_deviation: f64,
    /// Whether being missing (1, else 0) is the next dimension.
    pub tells_missing: bool,
}

impl Space {
    /// Measures features, each a place in the population and its known values from the lowest.
    ///
    /// Features without spread are left out.
    pub(super) fn new<'a>(
        features: impl Iterator<Item = (usize, &'a [f32])>,
        n_clients: usize,
    ) -> Self {
        let axes: Vec<Axis> = features
            .filter_map(|(feature, sorted)| Axis::new(feature, sorted, n_clients))
            .collect();
        let n_dimensions = axes.iter().map(|axis| 1 + usize::from(axis.tells_missing)).sum();
        Self { axes, n_dimensions }
    }

    /// How the features become coordinates, in order.
    pub(super) fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// Number of dimensions; 0 where there is nothing to measure by.
    pub(super) fn n_dimensions(&self) -> usize {
        self.n_dimensions
    }

    /// The features measured, as places in the population.
    pub(super) fn features(&self) -> impl Iterator<Item = usize> {
        self.axes.iter().map(|axis| axis.feature)
    }

    /// Writes the coordinates of a client into `point`, shape `(n_dimensions)`.
    ///
    /// Values that are not finite count as missing, so that coordinates are always finite.
    pub(super) fn place(&self, value_of: impl Fn(usize) -> f32, point: &mut [f32]) {
        let mut coordinates = point.iter_mut();
        let mut write = |number: f32| {
            if let Some(coordinate) = coordinates.next() {
                *coordinate = number;
            }
        };
        for axis in &self.axes {
            let value = value_of(axis.feature);
            write(if value.is_finite() { axis.coordinate(value) } else { 0.0 });
            if axis.tells_missing {
                write(if value.is_finite() { 0.0 } else { 1.0 });
            }
        }
    }

    /// Coordinates of everyone, shape `(n_clients, n_dimensions)`.
    pub(super) fn points(&self, population: &Population) -> Vec<f32> {
        let n = self.n_dimensions;
        let mut points = vec![0.0; population.n_clients() * n];
        points.par_chunks_mut((CHUNK * n).max(1)).enumerate().for_each(|(chunk, points)| {
            for (place, point) in points.chunks_exact_mut(n).enumerate() {
                self.place(|at| population.column_at(at)[chunk * CHUNK + place], point);
            }
        });
        points
    }
}

impl Axis {
    fn new(feature: usize, sorted: &[f32], n_clients: usize) -> Option<Self> {
        let at = |share: f64| {
            let place = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
            sorted.get(place).copied().map(f64::from)
        };
        let (low, high) = (at(CLIPPED.0)?, at(CLIPPED.1)?);
        let n = sorted.len() as f64;
        let clipped = || sorted.iter().map(|value| f64::from(*value).clamp(low, high));
        let mean = clipped().sum::<f64>() / n;
        let variance = clipped().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n;
        let standard_deviation = variance.sqrt();
        // Rounding may leave equal values a spread of nothing.
        let has_spread = low < high && standard_deviation > 0.0;
        let tells_missing = (n_clients - sorted.len()) * 100 > n_clients;
        has_spread.then_some(Self { feature, low, high, mean, standard_deviation, tells_missing })
    }

    fn coordinate(&self, value: f32) -> f32 {
        ((f64::from(value).clamp(self.low, self.high) - self.mean) / self.standard_deviation) as f32
    }
}
