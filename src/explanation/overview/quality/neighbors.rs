//! Clients in, those who are like them and whom the model treats alike out.

use super::super::attributed::{check_features, check_shape, evenly_spaced};
use super::super::error::Error;
use super::distance::Standardized;

/// Clients that are nearest, before the others are left out.
pub const N_NEIGHBORS: usize = 10;

/// Clients whose neighbors are looked for, and clients that the radius is found with.
pub const MAX_CLIENTS: usize = 500;

/// Difference of probability from which a client is no neighbor.
pub const SIMILAR_PROBABILITY: f64 = 0.1;

/// Share of the distances to nearest clients that the radius holds.
pub const RADIUS_SHARE: f64 = 0.95;

/// A client and its neighbors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighborhood {
    /// Row of the client.
    pub client: usize,
    /// Rows of its neighbors, from the nearest; at most [`N_NEIGHBORS`], the client left out.
    pub neighbors: Vec<usize>,
}

/// The neighbors of some clients.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighborhoods {
    /// Distance from which a client is no neighbor, in standard deviations added up over columns.
    pub radius: f64,
    /// One per client looked at, in the order given.
    pub each: Vec<Neighborhood>,
}

impl Neighborhoods {
    /// [`Neighborhoods::of`] at most [`MAX_CLIENTS`] evenly spaced clients, who find the radius
    /// too.
    ///
    /// # Errors
    ///
    /// As [`Neighborhoods::of`].
    pub fn find(n_columns: usize, features: &[f32], probabilities: &[f64]) -> Result<Self, Error> {
        let clients = evenly_spaced(probabilities.len(), MAX_CLIENTS);
        Self::of(n_columns, features, probabilities, &clients, &clients)
    }

    /// Looks for the neighbors of `clients` among all rows.
    ///
    /// `features` is row-major of shape `(n_rows, n_columns)`, NaN being missing, `probabilities`
    /// has shape `(n_rows)`; the others hold places of rows, `radius_clients` two at least. As
    /// `find_neighbors` of Shapash:
    ///
    /// 1. The [`N_NEIGHBORS`] nearest rows, by the distance
    ///    `Σ_j |a_j − b_j| / (standard deviation of column j + 10⁻⁷)`; the first of equally near.
    /// 2. Of these, the rows whose probability differs by less than [`SIMILAR_PROBABILITY`].
    /// 3. Of these, the rows nearer than the radius: the [`RADIUS_SHARE`] quantile, interpolated,
    ///    of the distances of each of `radius_clients` to the [`N_NEIGHBORS`] nearest of them.
    ///
    /// Shapash knows no missing values. Here a known and a missing value are one standard
    /// deviation apart, about as two clients drawn by chance (1.13 for normal values), and two
    /// missing ones are equal; standard deviations are those of the known values.
    ///
    /// Takes `clients × n_rows × n_columns` steps.
    ///
    /// # Errors
    ///
    /// [`Error`] where shapes differ, where a feature value is infinite, where a number is no
    /// probability, for a place outside, and for fewer than two `radius_clients`.
    ///
    /// ## References
    ///
    /// Shapash 2.10.0, `explanation_metrics.py`: `find_neighbors`, `_compute_similarities`,
    /// `_get_radius`.
    pub fn of(
        n_columns: usize,
        features: &[f32],
        probabilities: &[f64],
        clients: &[usize],
        radius_clients: &[usize],
    ) -> Result<Self, Error> {
        check_shape(n_columns, features.len())?;
        check_features(n_columns, features)?;
        let n = probabilities.len();
        if features.len() / n_columns != n {
            let (expected, found) = (features.len() / n_columns, n);
            return Err(Error::Shape { what: "probabilities", expected, found });
        }
        if let Some(place) = probabilities.iter().position(|p| !(0.0..=1.0).contains(p)) {
            return Err(Error::NotAProbability { place, value: probabilities[place] });
        }
        if let Some(&place) = clients.iter().chain(radius_clients).find(|row| **row >= n) {
            return Err(Error::Outside { what: "a row", place, n });
        }
        if radius_clients.len() < 2 {
            let found = radius_clients.len();
            return Err(Error::TooFew { what: "clients to find the radius", needed: 2, found });
        }
        let rows = Standardized::new(n_columns, features);
        let radius = rows.radius(radius_clients);
        let each = rows.nearest(clients, n, |place| place);
        let each = clients.iter().zip(each).map(|(&client, nearest)| {
            let is_similar = |row: usize| {
                (probabilities[row] - probabilities[client]).abs() < SIMILAR_PROBABILITY
            };
            let kept = nearest.into_iter().filter(|near| near.0 < radius && is_similar(near.1));
            Neighborhood { client, neighbors: kept.map(|(_, row)| row).collect() }
        });
        Ok(Self { radius, each: each.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn far_and_unlike_rows_are_no_neighbors() {
        // Columns of standard deviation 1 and of none; the last row is far away.
        let mut features: Vec<f32> = (0..20_u8).flat_map(|i| [f32::from(i) / 10.0, 3.0]).collect();
        features.extend([40.0, 3.0]);
        let mut p = vec![0.2; 21];
        p[1] = 0.31;
        let radius_clients: Vec<usize> = (0..20).collect();
        let found = Neighborhoods::of(2, &features, &p, &[0, 20], &radius_clients).unwrap();
        // The nearest 10 without the one of other risk and those beyond the radius.
        assert_eq!(found.each[0].neighbors[..3], [2, 3, 4]);
        assert!(found.each[0].neighbors.len() < 10 && found.radius > 0.0);
        assert!(found.each[1].neighbors.is_empty());
        assert_eq!(Neighborhoods::find(2, &features, &p).unwrap().each.len(), 21);
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        let refused = |n_columns, features: &[f32], p: &[f64], clients: &[usize]| {
            Neighborhoods::of(n_columns, features, p, clients, clients).unwrap_err()
        };
        assert!(matches!(refused(0, &[], &[], &[]), Error::TooFew { .. }));
        assert!(matches!(refused(1, &[1.0, 2.0], &[0.5], &[0, 0]), Error::Shape { .. }));
        assert!(matches!(refused(1, &[1.0], &[1.5], &[0, 0]), Error::NotAProbability { .. }));
        assert!(matches!(refused(1, &[1.0], &[0.5], &[1, 0]), Error::Outside { .. }));
        assert!(matches!(refused(1, &[1.0], &[0.5], &[0]), Error::TooFew { .. }));
    }
}
