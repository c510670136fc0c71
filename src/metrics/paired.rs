//! Two measures of the same clients in, the mean difference and its error out.

use serde::{Deserialize, Serialize};

/// Half the width of a 95 % interval, in standard errors.
const MARGIN: f64 = 1.959_963_984_540_054;

/// The mean of differences taken client by client.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeanDifference {
    /// The mean.
    pub difference: f64,
    /// Its standard error, `sd / √n`; 0 where all differences are alike.
    pub standard_error: f64,
    /// Lower end of the 95 % interval, `difference − 1.96 standard_error`.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
}

impl MeanDifference {
    /// Sums up one difference per client; of none, all is 0. The interval is normal.
    pub fn of(differences: &[f64]) -> Self {
        let n = differences.len().max(1) as f64;
        let difference = differences.iter().sum::<f64>() / n;
        let squares: f64 = differences.iter().map(|d| (d - difference).powi(2)).sum();
        let standard_error = (squares / (n - 1.0).max(1.0) / n).sqrt();
        let margin = MARGIN * standard_error;
        Self { difference, standard_error, low: difference - margin, high: difference + margin }
    }

    /// Whether it lies below 0 by more than chance explains.
    pub fn is_below_zero(&self) -> bool {
        self.high < 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_a_mean() {
        let found = MeanDifference::of(&[-1.0, -2.0, -3.0, -2.0]);
        assert_eq!(found.difference, -2.0);
        // Variance 2/3 over 4 clients.
        assert!((found.standard_error - (2.0_f64 / 3.0 / 4.0).sqrt()).abs() < 1e-15);
        assert!(found.is_below_zero());
        assert!(!MeanDifference::of(&[-1.0, 3.0, -2.0, 1.0]).is_below_zero());
        assert!(!MeanDifference::of(&[]).is_below_zero());
    }
}
