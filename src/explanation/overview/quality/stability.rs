//! Whether similar clients get similar explanations.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::super::attributed::Contributions;
use super::super::error::Error;
use super::super::ranks::median;
use super::neighbors::{Neighborhood, Neighborhoods};

/// Variability below which Shapash calls a column stable.
pub const STABLE: f64 = 0.15;

/// Variability above which Shapash calls a column unstable.
pub const UNSTABLE: f64 = 0.3;

/// How much explanations differ between similar clients.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stability {
    /// Clients looked at.
    pub n_clients: usize,
    /// Those of them without any neighbor.
    pub n_alone: usize,
    /// Distance within which neighbors lie: [`Neighborhoods::radius`].
    pub radius: f64,
    /// Each column, in order.
    pub columns: Vec<ColumnStability>,
    /// The headline: median over the clients with a neighbor of
    /// [`ClientStability::weighted_variability`]; none where all are alone. 0 is perfect.
    pub median_variability: Option<f64>,
}

/// A column over all clients looked at: a point of Shapash's stability plot.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnStability {
    /// Mean of [`ClientStability::variability`], clients alone counting 0, as in Shapash.
    pub variability: f64,
    /// Mean of [`ClientStability::amplitude`]: importance as a share, adding up to 1 over columns.
    pub amplitude: f64,
}

/// A client's explanation next to those of its neighbors.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientStability {
    /// Neighbors compared with.
    pub n_neighbors: usize,
    /// For each column, standard deviation over mean; see [`stability_of`].
    pub variability: Vec<f64>,
    /// For each column, the absolute contribution as a share of all of the client's.
    pub amplitude: Vec<f64>,
}

impl ClientStability {
    /// The variability of the client's columns, weighted by how much each matters to it.
    ///
    /// ```text
    /// Σ_j amplitude_j · variability_j
    /// ```
    ///
    /// From 0. Shapash has no such number: it shows columns alone, most of which hardly matter.
    pub fn weighted_variability(&self) -> f64 {
        self.variability.iter().zip(&self.amplitude).map(|(v, a)| v * a).sum()
    }
}

/// Sums up [`stability_of`] over clients.
///
/// # Errors
///
/// [`Error`] where there are no clients, or a row is not one of `contributions`.
pub fn stability(
    contributions: &Contributions,
    neighborhoods: &Neighborhoods,
) -> Result<Stability, Error> {
    let clients = stability_of(contributions, neighborhoods)?;
    let n_clients = clients.len();
    if n_clients == 0 {
        return Err(Error::TooFew { what: "clients", needed: 1, found: 0 });
    }
    let mut columns =
        vec![ColumnStability { variability: 0.0, amplitude: 0.0 }; contributions.n_columns()];
    for client in &clients {
        let values = client.variability.iter().zip(&client.amplitude);
        for (column, (variability, amplitude)) in columns.iter_mut().zip(values) {
            column.variability += variability;
            column.amplitude += amplitude;
        }
    }
    for column in &mut columns {
        column.variability /= n_clients as f64;
        column.amplitude /= n_clients as f64;
    }
    let in_company = clients.iter().filter(|client| client.n_neighbors > 0);
    let weighted: Vec<f64> = in_company.map(ClientStability::weighted_variability).collect();
    Ok(Stability {
        n_clients,
        n_alone: n_clients - weighted.len(),
        radius: neighborhoods.radius,
        columns,
        median_variability: median(weighted),
    })
}

/// How much the explanation of each client differs from those of its neighbors.
///
/// With `c` the contributions divided by the sum of their absolute values, for each row of the
/// client and its neighbors (a row of zeros stays so), the variability of column `j` is
///
/// ```text
/// standard deviation of c_j over these rows / mean of |c_j| over these rows
/// ```
///
/// dividing by the number of rows, and 0 where the mean is 0. It is from 0, without unit, and 0
/// for every column of a client without neighbors. `contributions` must have the rows that
/// `neighborhoods` were found among; its columns may be groups.
///
/// # Errors
///
/// [`Error::Outside`] where a row is not one of `contributions`.
///
/// ## References
///
/// Shapash 2.10.0, `explanation_metrics.py`: `shap_neighbors`; `explainer.py`:
/// `compute_features_stability`.
pub fn stability_of(
    contributions: &Contributions,
    neighborhoods: &Neighborhoods,
) -> Result<Vec<ClientStability>, Error> {
    let n = contributions.n_rows();
    let mut rows = neighborhoods
        .each
        .iter()
        .flat_map(|each| std::iter::once(each.client).chain(each.neighbors.iter().copied()));
    match rows.find(|row| *row >= n) {
        Some(place) => Err(Error::Outside { what: "a row", place, n }),
        None => {
            Ok(neighborhoods.each.par_iter().map(|each| compare(contributions, each)).collect())
        }
    }
}

/// Compares a client with its neighbors.
fn compare(contributions: &Contributions, each: &Neighborhood) -> ClientStability {
    let rows = std::iter::once(&each.client).chain(&each.neighbors);
    let shares: Vec<Vec<f64>> = rows.map(|&row| shares(contributions.row(row))).collect();
    let n = shares.len() as f64;
    let variability = |column: usize| {
        let values = || shares.iter().map(|row| row[column]);
        let mean_size = values().map(f64::abs).sum::<f64>() / n;
        if mean_size == 0.0 {
            return 0.0;
        }
        let mean = values().sum::<f64>() / n;
        let variance = values().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n;
        variance.sqrt() / mean_size
    };
    ClientStability {
        n_neighbors: each.neighbors.len(),
        variability: (0..contributions.n_columns()).map(variability).collect(),
        amplitude: shares[0].iter().map(|value| value.abs()).collect(),
    }
}

/// Contributions as shares of the sum of their absolute values, signs kept.
fn shares(row: &[f64]) -> Vec<f64> {
    let total: f64 = row.iter().map(|value| value.abs()).sum();
    let divisor = if total == 0.0 { 1.0 } else { total };
    row.iter().map(|value| value / divisor).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everyone's neighbors are all the others.
    fn all_together(n_rows: usize) -> Neighborhoods {
        let others = |client| (0..n_rows).filter(|row| *row != client).collect();
        let each = (0..n_rows).map(|client| Neighborhood { client, neighbors: others(client) });
        Neighborhoods { radius: 1.0, each: each.collect() }
    }

    #[test]
    fn proportional_explanations_are_stable() {
        let values = [1.0, -3.0, 0.0, 2.0, -6.0, 0.0];
        let found = stability(&Contributions::new(3, &values).unwrap(), &all_together(2)).unwrap();
        let amplitudes: Vec<f64> = found.columns.iter().map(|column| column.amplitude).collect();
        assert_eq!(amplitudes, [0.25, 0.75, 0.0]);
        assert!(found.columns.iter().all(|column| column.variability == 0.0));
        assert_eq!((found.median_variability, found.n_alone), (Some(0.0), 0));
    }

    #[test]
    fn opposite_signs_are_not() {
        // Shares ½, ½ and −½, ½: deviation ½ over mean ½, and none.
        let contributions = Contributions::new(2, &[1.0, 1.0, -2.0, 2.0]).unwrap();
        let found = stability(&contributions, &all_together(2)).unwrap();
        assert_eq!(found.columns[0], ColumnStability { variability: 1.0, amplitude: 0.5 });
        assert_eq!(found.columns[1], ColumnStability { variability: 0.0, amplitude: 0.5 });
        assert_eq!(found.median_variability, Some(0.5));
    }

    #[test]
    fn clients_alone_are_counted_and_left_out_of_the_headline() {
        let contributions = Contributions::new(2, &[0.0; 4]).unwrap();
        let mut neighborhoods = all_together(2);
        neighborhoods.each[0].neighbors.clear();
        assert_eq!(stability(&contributions, &neighborhoods).unwrap().n_alone, 1);
        neighborhoods.each.truncate(1);
        let found = stability(&contributions, &neighborhoods).unwrap();
        assert_eq!((found.median_variability, found.n_clients), (None, 1));
        neighborhoods.each[0].client = 2;
        assert!(matches!(stability(&contributions, &neighborhoods), Err(Error::Outside { .. })));
        neighborhoods.each.clear();
        assert!(matches!(stability(&contributions, &neighborhoods), Err(Error::TooFew { .. })));
    }
}
