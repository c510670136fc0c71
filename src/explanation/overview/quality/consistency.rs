//! Whether other methods explain alike.

use serde::{Deserialize, Serialize};

use super::super::attributed::Contributions;
use super::super::error::Error;
use super::super::ranks::median;

/// How far the explanations of two methods are apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairDistance {
    /// One method.
    pub first: String,
    /// The other.
    pub second: String,
    /// Clients compared.
    pub n_clients: usize,
    /// The headline: mean of [`distances`], 0 to 2.
    pub mean: f64,
    /// Median of them.
    pub median: f64,
    /// Largest of them.
    pub largest: f64,
}

/// Compares every two of several named methods, in the order given.
///
/// All have the same rows and the same columns.
///
/// # Errors
///
/// [`Error`] where shapes differ.
///
/// ## References
///
/// Shapash 2.10.0, `consistency.py`: `calculate_all_distances`, `calculate_mean_distances`.
pub fn consistency(methods: &[(&str, Contributions)]) -> Result<Vec<PairDistance>, Error> {
    let mut pairs = Vec::new();
    for (place, (first, a)) in methods.iter().enumerate() {
        for (second, b) in &methods[place + 1..] {
            let distances = distances(a, b)?;
            pairs.push(PairDistance {
                first: (*first).to_owned(),
                second: (*second).to_owned(),
                n_clients: distances.len(),
                mean: distances.iter().sum::<f64>() / distances.len() as f64,
                largest: distances.iter().fold(0.0, |largest, distance| distance.max(largest)),
                // Contributions have one row at least.
                median: median(distances).unwrap_or_default(),
            });
        }
    }
    Ok(pairs)
}

/// For each client, how far two explanations are apart.
///
/// ```text
/// ‖a / ‖a‖ − b / ‖b‖‖, with ‖x‖ = √Σ x_j²
/// ```
///
/// 0 for proportional contributions, √2 for such as have nothing in common, 2 for opposite ones.
/// Where all contributions of a client are 0, which Shapash leaves undefined, they stay so: the
/// distance is then 0 where both are and else 1.
///
/// # Errors
///
/// [`Error::Shape`] where shapes differ.
///
/// ## References
///
/// Shapash 2.10.0, `consistency.py`: `calculate_pairwise_distances`.
pub fn distances(a: &Contributions, b: &Contributions) -> Result<Vec<f64>, Error> {
    for (what, expected, found) in [
        ("columns of contributions", a.n_columns(), b.n_columns()),
        ("rows of contributions", a.n_rows(), b.n_rows()),
    ] {
        if expected != found {
            return Err(Error::Shape { what, expected, found });
        }
    }
    Ok(a.rows().zip(b.rows()).map(|(a, b)| distance(a, b)).collect())
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    let divisor = |row: &[f64]| {
        let norm = row.iter().map(|value| value * value).sum::<f64>().sqrt();
        if norm == 0.0 { 1.0 } else { norm }
    };
    let (of_a, of_b) = (divisor(a), divisor(b));
    let gaps = a.iter().zip(b).map(|(a, b)| a / of_a - b / of_b);
    gaps.map(|gap| gap * gap).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_compares_directions() {
        let a = Contributions::new(2, &[3.0, 4.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0]).unwrap();
        let b = Contributions::new(2, &[6.0, 8.0, 0.0, -5.0, -2.0, 0.0, 1.0, 0.0]).unwrap();
        assert_eq!(distances(&a, &b), Ok(vec![0.0, 2.0_f64.sqrt(), 2.0, 1.0]));
        let pairs = consistency(&[("a", a), ("b", b), ("c", a)]).unwrap();
        let names: Vec<_> =
            pairs.iter().map(|pair| (pair.first.as_str(), pair.second.as_str())).collect();
        assert_eq!(names, [("a", "b"), ("a", "c"), ("b", "c")]);
        assert_eq!((pairs[0].largest, pairs[1].mean), (2.0, 0.0));
        assert!((pairs[2].mean - (3.0 + 2.0_f64.sqrt()) / 4.0).abs() < 1e-15);
    }

    #[test]
    fn unlike_shapes_are_refused() {
        let a = Contributions::new(2, &[1.0; 4]).unwrap();
        for (n_columns, values) in [(1, vec![1.0; 2]), (2, vec![1.0; 2])] {
            let b = Contributions::new(n_columns, &values).unwrap();
            assert!(matches!(distances(&a, &b), Err(Error::Shape { .. })));
        }
        assert_eq!(consistency(&[("a", a)]), Ok(vec![]));
    }
}
