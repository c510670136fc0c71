//! How far clients are apart, and who is nearest.

use rayon::prelude::*;

use super::super::ranks::quantile;
use super::neighbors::{N_NEIGHBORS, RADIUS_SHARE};

/// Added to standard deviations, against division by 0.
const EPSILON: f64 = 1e-7;

/// Numbers added up side by side, which the processor does at once.
const N_LANES: usize = 8;

/// Clients compared with one row while it is in the processor's cache.
const N_TOGETHER: usize = 8;

/// Rows in units of each column's standard deviation.
pub(super) struct Standardized {
    n_columns: usize,
    values: Vec<f64>,
}

impl Standardized {
    pub(super) fn new(n_columns: usize, features: &[f32]) -> Self {
        let rows = || features.chunks_exact(n_columns);
        let mut n_known = vec![0_usize; n_columns];
        let (mut means, mut scales) = (vec![0.0; n_columns], vec![0.0; n_columns]);
        for row in rows() {
            for (column, &value) in row.iter().enumerate().filter(|(_, value)| !value.is_nan()) {
                n_known[column] += 1;
                means[column] += f64::from(value);
            }
        }
        for (mean, &n) in means.iter_mut().zip(&n_known) {
            *mean /= n.max(1) as f64;
        }
        for row in rows() {
            for (column, &value) in row.iter().enumerate().filter(|(_, value)| !value.is_nan()) {
                let gap = f64::from(value) - means[column];
                scales[column] += gap * gap;
            }
        }
        for (scale, &n) in scales.iter_mut().zip(&n_known) {
            *scale = (*scale / n.max(1) as f64).sqrt() + EPSILON;
        }
        let scaled = |row: &[f32]| -> Vec<f64> {
            row.iter().zip(&scales).map(|(&value, scale)| f64::from(value) / scale).collect()
        };
        Self { n_columns, values: rows().flat_map(scaled).collect() }
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.n_columns..(row + 1) * self.n_columns]
    }

    /// For each client the distance and the row of the [`N_NEIGHBORS`] nearest, itself left out.
    ///
    /// Looked for among `n_others` others, of which `row_of` gives the row; the place of a client
    /// among the others is what it is told from others of the same row by.
    pub(super) fn nearest(
        &self,
        clients: &[usize],
        n_others: usize,
        row_of: impl Fn(usize) -> usize + Sync,
    ) -> Vec<Vec<(f64, usize)>> {
        let together = clients.par_chunks(N_TOGETHER).flat_map_iter(|clients| {
            let mut nearest = vec![Vec::with_capacity(N_NEIGHBORS + 1); clients.len()];
            for other in 0..n_others {
                let values = self.row(row_of(other));
                for (&client, nearest) in clients.iter().zip(&mut nearest) {
                    if other != client {
                        keep_nearest(nearest, distance(self.row(row_of(client)), values), other);
                    }
                }
            }
            nearest
        });
        together.collect()
    }

    /// The distance that holds [`RADIUS_SHARE`] of the distances to nearest clients.
    pub(super) fn radius(&self, clients: &[usize]) -> f64 {
        let places: Vec<usize> = (0..clients.len()).collect();
        let nearest = self.nearest(&places, clients.len(), |place| clients[place]);
        let mut distances: Vec<f64> = nearest.iter().flatten().map(|near| near.0).collect();
        distances.sort_by(f64::total_cmp);
        quantile(&distances, RADIUS_SHARE)
    }
}

/// Puts a row among the nearest, sorted, where it is near enough; behind those equally near.
fn keep_nearest(nearest: &mut Vec<(f64, usize)>, distance: f64, row: usize) {
    if nearest.len() == N_NEIGHBORS && nearest.last().is_some_and(|last| last.0 <= distance) {
        return;
    }
    let place = nearest.partition_point(|near| near.0 <= distance);
    nearest.insert(place, (distance, row));
    nearest.truncate(N_NEIGHBORS);
}

/// Sum of the absolute differences; a value missing in one row alone counts 1.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    let gap = |a: f64, b: f64| {
        let gap = (a - b).abs();
        let one_is_missing = f64::from(u8::from(a.is_nan() != b.is_nan()));
        if gap.is_nan() { one_is_missing } else { gap }
    };
    let mut sums = [0.0; N_LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(N_LANES), b.chunks_exact(N_LANES));
    let rest: f64 =
        a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(&a, &b)| gap(a, b)).sum();
    for (a, b) in a_chunks.zip(b_chunks) {
        for ((sum, &a), &b) in sums.iter_mut().zip(a).zip(b) {
            *sum += gap(a, b);
        }
    }
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_values_are_one_deviation_from_known_ones() {
        let known: Vec<f64> = (0..11).map(f64::from).collect();
        let mut other = known.clone();
        assert_eq!(distance(&known, &other), 0.0);
        other[2] = f64::NAN;
        other[10] = f64::NAN;
        other[4] = 5.5;
        assert_eq!(distance(&known, &other), 3.5);
        assert_eq!(distance(&other, &other), 0.0);
    }

    #[test]
    fn the_nearest_are_sorted_and_the_first_of_equals_stay() {
        let mut nearest = Vec::new();
        for row in 0..30 {
            keep_nearest(&mut nearest, f64::from((30 - row) / 2), row as usize);
        }
        assert_eq!(
            nearest.iter().map(|near| near.1).collect::<Vec<_>>(),
            [29, 27, 28, 25, 26, 23, 24, 21, 22, 19]
        );
    }
}
