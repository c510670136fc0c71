//! Probabilities, log-odds and thresholds: three numbers that must not be mixed.

use serde::{Deserialize, Serialize};

/// A probability of default, 0 to 1; higher is riskier.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Probability(f64);

/// The logarithm of the odds of default, unbounded; higher is riskier.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct LogOdds(f64);

/// The probability from which on an application is refused.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Threshold(f64);

/// Whether a probability reaches a threshold: from there on an application is refused.
///
/// The one place where the two are compared.
pub const fn is_reached(probability: f64, threshold: f64) -> bool {
    probability >= threshold
}

/// A number that is no probability.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("expected a number from 0 to 1, found {0}")]
pub struct NotAProbability(pub f64);

impl Probability {
    /// Takes a number from 0 to 1.
    ///
    /// # Errors
    ///
    /// [`NotAProbability`] for any other, NaN included.
    pub fn new(value: f64) -> Result<Self, NotAProbability> {
        if (0.0..=1.0).contains(&value) { Ok(Self(value)) } else { Err(NotAProbability(value)) }
    }

    /// The number, 0 to 1.
    pub const fn value(self) -> f64 {
        self.0
    }

    /// `ln(p / (1 − p))`; infinite at 0 and 1.
    pub fn log_odds(self) -> LogOdds {
        LogOdds((self.0 / (1.0 - self.0)).ln())
    }
}

impl LogOdds {
    /// Takes any number.
    pub const fn new(value: f64) -> Self {
        Self(value)
    }

    /// The number.
    pub const fn value(self) -> f64 {
        self.0
    }

    /// `1 / (1 + e^−x)`, computed without overflow.
    pub fn probability(self) -> Probability {
        let x = self.0;
        if x >= 0.0 {
            Probability(1.0 / (1.0 + (-x).exp()))
        } else {
            let odds = x.exp();
            Probability(odds / (1.0 + odds))
        }
    }
}

impl Threshold {
    /// Takes a number from 0 to 1, or the next one above 1, which refuses nobody.
    ///
    /// # Errors
    ///
    /// [`NotAProbability`] for any other.
    pub fn new(value: f64) -> Result<Self, NotAProbability> {
        if (0.0..=Self::REFUSE_NOBODY.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(NotAProbability(value))
        }
    }

    /// Above every probability.
    pub const REFUSE_NOBODY: Self = Self(1.000_000_000_000_000_2);

    /// The number.
    pub const fn value(self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn log_odds_and_probability_undo_each_other(x in -30.0_f64..30.0) {
            let back = LogOdds::new(x).probability().log_odds().value();
            prop_assert!((back - x).abs() < 1e-2 * x.abs().max(1e-6), "{x} became {back}");
        }

        #[test]
        fn any_log_odds_give_a_probability(x in any::<f64>().prop_filter("a number", |x| !x.is_nan())) {
            let p = LogOdds::new(x).probability().value();
            prop_assert!((0.0..=1.0).contains(&p));
        }
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        for value in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(Probability::new(value).is_err());
            assert!(Threshold::new(value).is_err());
        }
        assert!(Threshold::REFUSE_NOBODY.value() > 1.0);
    }
}
