//! How much each column matters over many clients.

use super::attributed::{Contributions, add_groups, check_groups};
use super::error::Error;

/// Mean absolute contribution of each column, of shape `(n_columns)`, in log-odds, from 0.
///
/// ```text
/// importance of column j = 1/n Σ_i |contribution of column j to client i|
/// ```
///
/// ## References
///
/// Lundberg et al. (2020), "From local explanations to global understanding with explainable AI
/// for trees", *Nature Machine Intelligence* 2.
pub fn mean_absolute(contributions: &Contributions) -> Vec<f64> {
    let mut sums = vec![0.0; contributions.n_columns()];
    for row in contributions.rows() {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += value.abs();
        }
    }
    divide(sums, contributions.n_rows())
}

/// Mean absolute contribution of groups of columns, of shape `(n_groups)`, in log-odds, from 0.
///
/// ```text
/// importance of group g = 1/n Σ_i |Σ_{j in g} contribution of column j to client i|
/// ```
///
/// Contributions are added up with their signs before the absolute value is taken: columns that
/// tell the same thing and pull in opposite directions cancel, as they do in the prediction, so
/// that a group may matter less than one of its columns. `groups` has shape `(n_columns)` and
/// holds the place of each column's group, `0..n_groups`.
///
/// # Errors
///
/// [`Error`] where `groups` does not give every column one of `n_groups` places.
pub fn mean_absolute_of_groups(
    contributions: &Contributions,
    groups: &[usize],
    n_groups: usize,
) -> Result<Vec<f64>, Error> {
    check_groups(groups, contributions.n_columns(), n_groups)?;
    let (mut sums, mut of_client) = (vec![0.0; n_groups], vec![0.0; n_groups]);
    for row in contributions.rows() {
        of_client.fill(0.0);
        add_groups(row, groups, &mut of_client);
        for (sum, value) in sums.iter_mut().zip(&of_client) {
            *sum += value.abs();
        }
    }
    Ok(divide(sums, contributions.n_rows()))
}

fn divide(mut sums: Vec<f64>, n: usize) -> Vec<f64> {
    sums.iter_mut().for_each(|sum| *sum /= n as f64);
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn signs_cancel_within_a_group_alone() {
        let contributions = Contributions::new(3, &[1.0, -1.0, 0.5, -2.0, 1.0, 0.5]).unwrap();
        assert_eq!(mean_absolute(&contributions), [1.5, 1.0, 0.5]);
        assert_eq!(mean_absolute_of_groups(&contributions, &[0, 0, 2], 3), Ok(vec![0.5, 0.0, 0.5]));
        assert!(mean_absolute_of_groups(&contributions, &[0, 0, 3], 3).is_err());
    }

    proptest! {
        #[test]
        fn groups_are_the_columns_of_the_grouped_matrix(
            values in proptest::collection::vec(-1e3..1e3_f64, 1..20).prop_map(|mut values| {
                values.extend(values.clone());
                values.extend(values.clone());
                values
            }),
            groups in proptest::collection::vec(0..3_usize, 4),
        ) {
            let contributions = Contributions::new(4, &values).unwrap();
            let grouped = contributions.grouped(&groups, 3).unwrap();
            let found = mean_absolute_of_groups(&contributions, &groups, 3).unwrap();
            prop_assert_eq!(&found, &mean_absolute(&Contributions::new(3, &grouped).unwrap()));
            let (total, of_groups): (f64, f64) =
                (mean_absolute(&contributions).iter().sum(), found.iter().sum());
            prop_assert!(of_groups <= total * (1.0 + 1e-12));
        }
    }
}
