//! Numbers in, numbers out: how well probabilities rank and how well they are calibrated.
//!
//! Every function takes `probabilities` and `defaulted` of shape `(n_clients)` in the same order.

/// Measures of one set of predictions.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Metrics {
    /// Clients measured.
    pub n_clients: usize,
    /// Share of them that defaulted.
    pub default_rate: f64,
    /// [`roc_auc`].
    pub roc_auc: f64,
    /// `2 AUC − 1`.
    pub gini: f64,
    /// [`ks`].
    pub ks: f64,
    /// [`average_precision`].
    pub average_precision: f64,
    /// [`brier`].
    pub brier: f64,
    /// [`log_loss`].
    pub log_loss: f64,
}

/// Why nothing can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The two slices differ in length.
    #[error("expected as many probabilities as outcomes, found {n_probabilities} and {n_outcomes}")]
    LengthMismatch {
        /// Probabilities given.
        n_probabilities: usize,
        /// Outcomes given.
        n_outcomes: usize,
    },
    /// Everyone defaulted, or nobody.
    #[error(
        "expected clients who defaulted and clients who repaid, found {n_defaults} defaults among {n_clients} clients"
    )]
    OneClass {
        /// Defaults.
        n_defaults: usize,
        /// Clients.
        n_clients: usize,
    },
}

/// Computes every measure.
///
/// # Errors
///
/// [`Error`] where the slices differ in length or hold one class only.
pub fn measure(probabilities: &[f64], defaulted: &[bool]) -> Result<Metrics, Error> {
    let ranking = Ranking::new(probabilities, defaulted)?;
    let roc_auc = ranking.roc_auc();
    Ok(Metrics {
        n_clients: defaulted.len(),
        default_rate: ranking.n_defaults / (ranking.n_defaults + ranking.n_repaid),
        roc_auc,
        gini: 2.0 * roc_auc - 1.0,
        ks: ranking.ks(),
        average_precision: ranking.average_precision(),
        brier: brier(probabilities, defaulted),
        log_loss: log_loss(probabilities, defaulted),
    })
}

/// Probability that a client who defaulted is ranked above one who repaid; ties count one half.
///
/// # Errors
///
/// As [`measure`].
pub fn roc_auc(probabilities: &[f64], defaulted: &[bool]) -> Result<f64, Error> {
    Ok(Ranking::new(probabilities, defaulted)?.roc_auc())
}

/// Largest distance between the distributions of the two classes (Kolmogorov-Smirnov).
///
/// # Errors
///
/// As [`measure`].
pub fn ks(probabilities: &[f64], defaulted: &[bool]) -> Result<f64, Error> {
    Ok(Ranking::new(probabilities, defaulted)?.ks())
}

/// `Σ (recall_k − recall_{k−1}) precision_k` over the distinct probabilities, from the highest.
///
/// # Errors
///
/// As [`measure`].
pub fn average_precision(probabilities: &[f64], defaulted: &[bool]) -> Result<f64, Error> {
    Ok(Ranking::new(probabilities, defaulted)?.average_precision())
}

/// Mean squared distance between probability and outcome; 0 is perfect.
pub fn brier(probabilities: &[f64], defaulted: &[bool]) -> f64 {
    let squares = probabilities.iter().zip(defaulted).map(|(p, &y)| {
        let distance = p - f64::from(u8::from(y));
        distance * distance
    });
    squares.sum::<f64>() / defaulted.len() as f64
}

/// `−mean(ln(probability of what happened))`; probabilities are kept 1e-15 away from 0 and 1.
pub fn log_loss(probabilities: &[f64], defaulted: &[bool]) -> f64 {
    let logs = probabilities.iter().zip(defaulted).map(|(&p, &y)| {
        let p = p.clamp(1e-15, 1.0 - 1e-15);
        if y { p.ln() } else { (1.0 - p).ln() }
    });
    -logs.sum::<f64>() / defaulted.len() as f64
}

/// Runs of equal probabilities, from the highest: how many defaulted and how many repaid.
struct Ranking {
    runs: Vec<(f64, f64)>,
    n_defaults: f64,
    n_repaid: f64,
}

impl Ranking {
    fn new(probabilities: &[f64], defaulted: &[bool]) -> Result<Self, Error> {
        let (n_probabilities, n_outcomes) = (probabilities.len(), defaulted.len());
        if n_probabilities != n_outcomes {
            return Err(Error::LengthMismatch { n_probabilities, n_outcomes });
        }
        let n_defaults = defaulted.iter().filter(|y| **y).count();
        if n_defaults == 0 || n_defaults == n_outcomes {
            return Err(Error::OneClass { n_defaults, n_clients: n_outcomes });
        }
        let mut order: Vec<usize> = (0..n_outcomes).collect();
        order.sort_unstable_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
        let runs = order
            .chunk_by(|&a, &b| probabilities[a] == probabilities[b])
            .map(|run| {
                let n = run.iter().filter(|&&client| defaulted[client]).count();
                (n as f64, (run.len() - n) as f64)
            })
            .collect();
        let n_repaid = (n_outcomes - n_defaults) as f64;
        Ok(Self { runs, n_defaults: n_defaults as f64, n_repaid })
    }

    fn roc_auc(&self) -> f64 {
        let mut above = 0.0;
        let mut pairs = 0.0;
        for (defaults, repaid) in &self.runs {
            pairs += repaid * (above + defaults / 2.0);
            above += defaults;
        }
        pairs / (self.n_defaults * self.n_repaid)
    }

    fn ks(&self) -> f64 {
        let (mut defaults, mut repaid, mut largest) = (0.0, 0.0, 0.0_f64);
        for run in &self.runs {
            defaults += run.0;
            repaid += run.1;
            largest = largest.max((defaults / self.n_defaults - repaid / self.n_repaid).abs());
        }
        largest
    }

    fn average_precision(&self) -> f64 {
        let (mut defaults, mut all, mut total) = (0.0, 0.0, 0.0);
        for run in &self.runs {
            defaults += run.0;
            all += run.0 + run.1;
            total += run.0 / self.n_defaults * (defaults / all);
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn predictions() -> impl Strategy<Value = (Vec<f64>, Vec<bool>)> {
        // Few distinct values, so that ties are common.
        proptest::collection::vec((0..20_u8, any::<bool>()), 2..80)
            .prop_map(|rows| rows.into_iter().map(|(p, y)| (f64::from(p) / 20.0, y)).unzip())
            .prop_filter("both classes", |(_, y): &(Vec<f64>, Vec<bool>)| {
                y.iter().any(|y| *y) && y.iter().any(|y| !*y)
            })
    }

    proptest! {
        #[test]
        fn auc_is_the_share_of_pairs_in_order((p, y) in predictions()) {
            let (mut won, mut pairs) = (0.0, 0.0);
            for i in (0..p.len()).filter(|&i| y[i]) {
                for j in (0..p.len()).filter(|&j| !y[j]) {
                    pairs += 1.0;
                    won += if p[i] > p[j] { 1.0 } else if p[i] == p[j] { 0.5 } else { 0.0 };
                }
            }
            prop_assert!((roc_auc(&p, &y).unwrap() - won / pairs).abs() < 1e-12);
        }

        #[test]
        fn ks_is_the_largest_gap_of_the_distributions((p, y) in predictions()) {
            let share_at_least = |cut: f64, class: bool| {
                let of_class: Vec<f64> =
                    p.iter().zip(&y).filter(|(_, y)| **y == class).map(|(p, _)| *p).collect();
                of_class.iter().filter(|p| **p >= cut).count() as f64 / of_class.len() as f64
            };
            let gap = |cut: &f64| (share_at_least(*cut, true) - share_at_least(*cut, false)).abs();
            let largest = p.iter().map(gap).fold(0.0, f64::max);
            prop_assert!((ks(&p, &y).unwrap() - largest).abs() < 1e-12);
        }

        #[test]
        fn measures_stay_in_range_and_turn_with_the_ranking((p, y) in predictions()) {
            let measured = measure(&p, &y).unwrap();
            let turned: Vec<f64> = p.iter().map(|p| 1.0 - p).collect();
            prop_assert!((measured.roc_auc + roc_auc(&turned, &y).unwrap() - 1.0).abs() < 1e-12);
            for value in [measured.roc_auc, measured.ks, measured.average_precision, measured.brier] {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&value));
            }
            prop_assert!(measured.average_precision > 0.0);
        }
    }

    #[test]
    fn one_class_cannot_be_measured() {
        assert!(matches!(measure(&[0.1, 0.2], &[true, true]), Err(Error::OneClass { .. })));
        assert!(matches!(measure(&[0.1], &[true, false]), Err(Error::LengthMismatch { .. })));
    }
}
