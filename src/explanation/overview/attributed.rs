//! Matrices of contributions, checked once, so that what reads them need not.

use super::error::Error;

/// Contributions of columns, or of groups of them, to the log-odds of clients.
///
/// At least one row and one column; every number is finite.
#[derive(Debug, Clone, Copy)]
pub struct Contributions<'a> {
    n_columns: usize,
    values: &'a [f64],
}

impl<'a> Contributions<'a> {
    /// Takes a row-major matrix of shape `(n_rows, n_columns)`, in log-odds.
    ///
    /// # Errors
    ///
    /// [`Error`] where there is no column or no row, where the last row is cut short, or where
    /// a number is not finite.
    pub fn new(n_columns: usize, values: &'a [f64]) -> Result<Self, Error> {
        check_shape(n_columns, values.len())?;
        match values.iter().position(|value| !value.is_finite()) {
            Some(at) => Err(not_finite("a contribution", at, n_columns, values[at])),
            None => Ok(Self { n_columns, values }),
        }
    }

    /// Columns of each row.
    pub const fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// Rows, one per client.
    pub const fn n_rows(&self) -> usize {
        self.values.len() / self.n_columns
    }

    /// The contributions of one client, of shape `(n_columns)`; empty beyond the last.
    pub fn row(&self, row: usize) -> &'a [f64] {
        self.values.chunks_exact(self.n_columns).nth(row).unwrap_or_default()
    }

    /// Every row, in order.
    pub fn rows(&self) -> std::slice::ChunksExact<'a, f64> {
        self.values.chunks_exact(self.n_columns)
    }

    /// Adds up columns that belong together: a row-major matrix of shape `(n_rows, n_groups)`.
    ///
    /// `groups` has shape `(n_columns)` and holds the place of each column's group. Sums keep
    /// the sum of each row: contributions of groups are contributions. A group without columns
    /// contributes 0.
    ///
    /// # Errors
    ///
    /// [`Error`] where `groups` does not give every column one of `n_groups` places.
    pub fn grouped(&self, groups: &[usize], n_groups: usize) -> Result<Vec<f64>, Error> {
        check_groups(groups, self.n_columns, n_groups)?;
        let mut sums = vec![0.0; self.n_rows() * n_groups];
        for (row, sums) in self.rows().zip(sums.chunks_exact_mut(n_groups)) {
            add_groups(row, groups, sums);
        }
        Ok(sums)
    }
}

/// SHAP values with the feature values that they explain.
#[derive(Debug, Clone, Copy)]
pub struct Attributed<'a> {
    contributions: Contributions<'a>,
    features: &'a [f32],
}

impl<'a> Attributed<'a> {
    /// Takes two row-major matrices of shape `(n_rows, n_columns)`: SHAP values in log-odds, and
    /// feature values in the features' own units, NaN being missing.
    ///
    /// # Errors
    ///
    /// As [`Contributions::new`], and where the two differ in size or a feature value is infinite.
    pub fn new(
        n_columns: usize,
        shap_values: &'a [f64],
        features: &'a [f32],
    ) -> Result<Self, Error> {
        let contributions = Contributions::new(n_columns, shap_values)?;
        let (expected, found) = (shap_values.len(), features.len());
        if found != expected {
            return Err(Error::Shape { what: "feature values", expected, found });
        }
        check_features(n_columns, features)?;
        Ok(Self { contributions, features })
    }

    /// The SHAP values.
    pub const fn contributions(&self) -> &Contributions<'a> {
        &self.contributions
    }

    /// The feature values, row-major, of shape `(n_rows, n_columns)`.
    pub const fn features(&self) -> &'a [f32] {
        self.features
    }

    /// One column: the feature value of each client and its SHAP value.
    ///
    /// # Errors
    ///
    /// [`Error::Outside`] for a column that there is not.
    pub(super) fn column(&self, column: usize) -> Result<(Vec<f32>, Vec<f64>), Error> {
        let n = self.contributions.n_columns;
        if column >= n {
            return Err(Error::Outside { what: "a column", place: column, n });
        }
        let values = self.features.iter().skip(column).step_by(n).copied().collect();
        let shap_values = self.contributions.values.iter().skip(column).step_by(n).copied();
        Ok((values, shap_values.collect()))
    }
}

/// At most `n_wanted` of `n_rows` rows, evenly spaced from the first, in order.
///
/// Place `i` of them is row `⌊i n_rows / n_wanted⌋`: without chance, so that the same rows are
/// shown every time.
pub fn evenly_spaced(n_rows: usize, n_wanted: usize) -> Vec<usize> {
    let n_wanted = n_wanted.min(n_rows);
    let place = |i: usize| (i as u128 * n_rows as u128 / n_wanted as u128) as usize;
    (0..n_wanted).map(place).collect()
}

/// Adds the contributions of each group's columns to `sums`, of shape `(n_groups)`.
pub(super) fn add_groups(row: &[f64], groups: &[usize], sums: &mut [f64]) {
    for (value, &group) in row.iter().zip(groups) {
        sums[group] += value;
    }
}

/// Refuses groups that do not cover the columns.
pub(super) fn check_groups(
    groups: &[usize],
    n_columns: usize,
    n_groups: usize,
) -> Result<(), Error> {
    if groups.len() != n_columns {
        let (expected, found) = (n_columns, groups.len());
        return Err(Error::Shape { what: "places of groups", expected, found });
    }
    match groups.iter().find(|group| **group >= n_groups) {
        Some(&place) => Err(Error::Outside { what: "a group", place, n: n_groups }),
        None => Ok(()),
    }
}

/// Refuses what makes no whole rows.
pub(super) fn check_shape(n_columns: usize, n_values: usize) -> Result<(), Error> {
    for (what, found) in [("columns", n_columns), ("values", n_values)] {
        if found == 0 {
            return Err(Error::TooFew { what, needed: 1, found });
        }
    }
    match n_values % n_columns {
        0 => Ok(()),
        n_left => {
            Err(Error::Shape { what: "values in the last row", expected: n_columns, found: n_left })
        }
    }
}

/// Refuses infinite feature values.
pub(super) fn check_features(n_columns: usize, features: &[f32]) -> Result<(), Error> {
    match features.iter().position(|value| value.is_infinite()) {
        Some(at) => Err(not_finite("a feature value", at, n_columns, features[at].into())),
        None => Ok(()),
    }
}

fn not_finite(what: &'static str, at: usize, n_columns: usize, value: f64) -> Error {
    Error::NotFinite { what, row: at / n_columns, column: at % n_columns, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_evenly_spaced() {
        assert_eq!(evenly_spaced(10, 4), [0, 2, 5, 7]);
        assert_eq!(evenly_spaced(3, 4), [0, 1, 2]);
        assert!(evenly_spaced(0, 4).is_empty() && evenly_spaced(4, 0).is_empty());
        assert_eq!(evenly_spaced(usize::MAX, 2), [0, usize::MAX / 2]);
    }

    #[test]
    fn groups_add_up() {
        let contributions = Contributions::new(3, &[1.0, 2.0, -4.0, 0.5, 0.5, 0.0]).unwrap();
        assert_eq!(contributions.n_rows(), 2);
        assert_eq!(contributions.row(1), [0.5, 0.5, 0.0]);
        assert!(contributions.row(2).is_empty());
        assert_eq!(contributions.grouped(&[1, 0, 1], 2), Ok(vec![2.0, -3.0, 0.5, 0.5]));
        let outside = Error::Outside { what: "a group", place: 2, n: 2 };
        assert_eq!(contributions.grouped(&[0, 1, 2], 2), Err(outside));
        assert!(matches!(contributions.grouped(&[0], 2), Err(Error::Shape { .. })));
        assert!(contributions.grouped(&[0, 0, 0], 0).is_err());
    }

    #[test]
    fn what_is_no_matrix_is_refused() {
        let too_few = |what| Some(Error::TooFew { what, needed: 1, found: 0 });
        assert_eq!(Contributions::new(0, &[1.0]).err(), too_few("columns"));
        assert_eq!(Contributions::new(2, &[]).err(), too_few("values"));
        assert!(matches!(Contributions::new(2, &[1.0; 3]), Err(Error::Shape { .. })));
        let refused = Contributions::new(2, &[1.0, 1.0, 1.0, f64::NAN]).unwrap_err();
        assert!(matches!(refused, Error::NotFinite { row: 1, column: 1, .. }));
        assert!(matches!(Attributed::new(1, &[1.0], &[]), Err(Error::Shape { .. })));
        assert!(Attributed::new(1, &[1.0], &[f32::INFINITY]).is_err());
        let attributed = Attributed::new(2, &[1.0, 2.0], &[f32::NAN, 3.0]).unwrap();
        assert_eq!(attributed.column(1), Ok((vec![3.0], vec![2.0])));
        assert!(attributed.column(2).is_err());
    }
}
