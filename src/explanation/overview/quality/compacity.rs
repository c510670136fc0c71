//! How few columns explain a client.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::super::attributed::Contributions;
use super::super::error::Error;
use super::super::ranks::median;
use crate::probability::LogOdds;

/// Distance below which some columns are as good as all.
pub const CLOSE_ENOUGH: f64 = 0.1;

/// Columns that a client can still take in.
pub const FEW: usize = 5;

/// Numbers of columns of which [`Compacity::shares`] speaks.
pub const N_COUNTS: usize = 30;

/// How the output of some columns is compared with that of all, `s` and `o` being the sums of
/// their contributions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closeness {
    /// `|s − o|`: Shapash's for classification, in the unit of the contributions.
    ///
    /// In log-odds, 0.1 means that the odds of default are met within 10 %.
    Absolute,
    /// `|s − o| / |o|`: Shapash's for regression; where `o = 0`, 0 for `s = 0` and else infinite.
    Relative,
    /// `|p(base + s) − p(base + o)|`, the difference of the probabilities: what Shapash's manual
    /// calls the distance for classification, which its code measures for contributions to
    /// probabilities alone.
    ///
    /// Where most probabilities are below 0.1, the base value alone is mostly close enough.
    Probability {
        /// Log-odds that the contributions are added to.
        base: f64,
    },
}

/// How few columns explain how many clients.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compacity {
    /// Clients looked at.
    pub n_clients: usize,
    /// What is called close.
    pub closeness: Closeness,
    /// The headline: share of clients for whom [`FEW`] columns or fewer come within
    /// [`CLOSE_ENOUGH`] of all.
    pub share_with_few: f64,
    /// Median of the least number of columns.
    pub median_needed: f64,
    /// Share of clients for whom `1, 2, …` columns are enough, up to [`N_COUNTS`] or all columns.
    pub shares: Vec<f64>,
    /// Mean over the clients of how close [`FEW`] columns come: 1 less the distance cut to 1.
    pub mean_reached: f64,
    /// Median of it.
    pub median_reached: f64,
}

/// How few columns explain one client.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientCompacity {
    /// Least number of columns, largest contributions first, that come within [`CLOSE_ENOUGH`].
    pub needed: usize,
    /// Distance that [`FEW`] columns leave, cut to 0..1.
    pub distance: f64,
}

/// Sums up [`compacity_of`] over clients.
///
/// # Errors
///
/// As [`compacity_of`].
pub fn compacity(contributions: &Contributions, closeness: Closeness) -> Result<Compacity, Error> {
    let clients = compacity_of(contributions, closeness)?;
    let n = clients.len() as f64;
    let share_with =
        |count: usize| clients.iter().filter(|client| client.needed <= count).count() as f64 / n;
    let reached: Vec<f64> = clients.iter().map(|client| 1.0 - client.distance).collect();
    let needed = clients.iter().map(|client| client.needed as f64).collect();
    Ok(Compacity {
        n_clients: clients.len(),
        closeness,
        share_with_few: share_with(FEW),
        // Contributions have one row at least.
        median_needed: median(needed).unwrap_or_default(),
        shares: (1..=contributions.n_columns().min(N_COUNTS)).map(share_with).collect(),
        mean_reached: reached.iter().sum::<f64>() / n,
        median_reached: median(reached).unwrap_or_default(),
    })
}

/// For each client, the least number of columns that explain it and how far [`FEW`] go.
///
/// A client's contributions are added up from the largest absolute one on, the first column of
/// equal ones first, until the distance to the sum of all is below [`CLOSE_ENOUGH`]. One column
/// is needed at least. Sums are not monotonic: more columns than the least number may be further
/// off again.
///
/// # Errors
///
/// [`Error::NotFinite`] for a base value that is no finite number.
///
/// ## References
///
/// Shapash 2.10.0, `explanation_metrics.py`: `get_min_nb_features`, `get_distance`;
/// `explainer.py`: `compute_features_compacity`.
pub fn compacity_of(
    contributions: &Contributions,
    closeness: Closeness,
) -> Result<Vec<ClientCompacity>, Error> {
    if let Closeness::Probability { base: value } = closeness
        && !value.is_finite()
    {
        return Err(Error::NotFinite { what: "the base value", row: 0, column: 0, value });
    }
    let rows: Vec<&[f64]> = contributions.rows().collect();
    Ok(rows.into_par_iter().map(|row| of_client(row, closeness)).collect())
}

fn of_client(row: &[f64], closeness: Closeness) -> ClientCompacity {
    let all: f64 = row.iter().sum();
    let mut sorted = row.to_vec();
    sorted.sort_by(|a, b| b.abs().total_cmp(&a.abs()));
    let (mut sum, mut needed, mut at_few) = (0.0, None, f64::INFINITY);
    for (place, value) in sorted.iter().enumerate() {
        sum += value;
        let distance = closeness.distance(sum, all);
        if needed.is_none() && distance < CLOSE_ENOUGH {
            needed = Some(place + 1);
        }
        if place < FEW {
            at_few = distance;
        } else if needed.is_some() {
            break;
        }
    }
    ClientCompacity { needed: needed.unwrap_or(row.len()), distance: at_few.clamp(0.0, 1.0) }
}

impl Closeness {
    /// Distance of the output of some columns from that of all.
    fn distance(self, some: f64, all: f64) -> f64 {
        let gap = (some - all).abs();
        match self {
            Self::Absolute => gap,
            Self::Relative if gap == 0.0 => 0.0,
            Self::Relative => gap / all.abs(),
            Self::Probability { base } => {
                let probability = |sum: f64| LogOdds::new(base + sum).probability().value();
                (probability(some) - probability(all)).abs()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(row: &[f64], closeness: Closeness) -> (usize, f64) {
        let found = compacity_of(&Contributions::new(row.len(), row).unwrap(), closeness).unwrap();
        (found[0].needed, found[0].distance)
    }

    #[test]
    fn columns_are_added_from_the_largest() {
        let row = [0.25, -2.0, 0.0, 1.0, 0.0625];
        // −2, −1, −0.75 and −0.6875 of −0.6875.
        assert_eq!(of(&row, Closeness::Absolute), (3, 0.0));
        assert_eq!(of(&row, Closeness::Relative), (3, 0.0));
        assert_eq!(of(&row, Closeness::Probability { base: -5.0 }), (1, 0.0));
        assert_eq!(of(&[0.0; 3], Closeness::Relative), (1, 0.0));
        // What cancels has no relative distance but all or nothing.
        assert_eq!(of(&[1.0, -1.0], Closeness::Relative), (2, 0.0));
    }

    #[test]
    fn five_columns_leave_a_distance() {
        assert_eq!(of(&[0.5; 7], Closeness::Absolute), (7, 1.0));
        assert_eq!(of(&[0.125; 7], Closeness::Absolute), (7, 0.25));
        assert_eq!(of(&[0.5; 8], Closeness::Relative), (8, 0.375));
    }

    #[test]
    fn the_summary_counts_clients() {
        let mut values = vec![0.0; 3 * 40];
        values[40] = 3.0;
        values[80..].fill(1.0);
        let contributions = Contributions::new(40, &values).unwrap();
        let found = compacity(&contributions, Closeness::Absolute).unwrap();
        assert_eq!((found.n_clients, found.median_needed, found.shares.len()), (3, 1.0, 30));
        assert!((found.share_with_few - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!((found.shares[29], found.median_reached), (found.share_with_few, 1.0));
        let stored = serde_json::to_string(&found).unwrap();
        assert_eq!(serde_json::from_str::<Compacity>(&stored).unwrap(), found);
        assert!(compacity(&contributions, Closeness::Probability { base: f64::NAN }).is_err());
    }
}
