//! A weighted sum of standardized features, in log-odds.

use serde::{Deserialize, Serialize};

use super::preparation::Column;
use crate::probability::LogOdds;

/// An intercept and a weight for each feature that varies.
///
/// `log_odds(x) = intercept + Σ weight · (clip(x, low, high) − mean) / scale`, a missing `x` being
/// the median. Each term is what its feature adds, which is 0 for a client at the mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinearModel {
    /// Log-odds of a client who stands at the mean of every feature.
    pub intercept: f64,
    /// Features in the order of the rows.
    pub feature_names: Vec<String>,
    /// The terms; features without one add nothing.
    pub terms: Vec<Term>,
}

/// What one feature adds to the log-odds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Place of the feature in the row.
    pub feature: u32,
    /// Stands for a missing value.
    pub median: f64,
    /// Smaller values count as this one.
    pub low: f64,
    /// Larger values count as this one.
    pub high: f64,
    /// Mean of the training rows, imputed and clipped.
    pub mean: f64,
    /// Standard deviation of the training rows, imputed and clipped; above 0.
    pub scale: f64,
    /// Log-odds for each standard deviation above the mean.
    pub weight: f64,
}

/// A model that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The intercept is no number.
    #[error("the linear model is damaged: its intercept is not finite")]
    Intercept,
    /// A term holds what is no number, bounds out of order or no scale.
    #[error(
        "the linear model is damaged: term {term} needs finite numbers, low ≤ high and a scale above 0"
    )]
    Term {
        /// Place of the term.
        term: usize,
    },
    /// A term reads a feature that the model does not name.
    #[error("the linear model is damaged: term {term} reads feature {feature} of {n_features}")]
    UnknownFeature {
        /// Place of the term.
        term: usize,
        /// Place of the feature.
        feature: u32,
        /// How many there are.
        n_features: usize,
    },
}

impl Term {
    /// The term of a prepared feature.
    pub(super) const fn new(column: &Column, weight: f64) -> Self {
        let Column { feature, median, low, high, mean, scale } = *column;
        Self { feature, median, low, high, mean, scale, weight }
    }

    /// What the feature adds to the log-odds of a row; a value beyond its end is missing.
    pub fn contribution(&self, row: &[f32]) -> f64 {
        let Self { feature, median, low, high, mean, scale, weight } = *self;
        let value = row.get(feature as usize).copied().unwrap_or(f32::NAN);
        weight * Column { feature, median, low, high, mean, scale }.standardized(value)
    }
}

impl LinearModel {
    /// Log-odds of one row of shape `(n_features)`, NaN being missing.
    ///
    /// Values beyond the end of the row are missing.
    pub fn log_odds(&self, row: &[f32]) -> LogOdds {
        let sum = |sum, term: &Term| sum + term.contribution(row);
        LogOdds::new(self.terms.iter().fold(self.intercept, sum))
    }

    /// Checks that every row has a finite answer.
    ///
    /// # Errors
    ///
    /// [`Error`] for the first thing at fault.
    pub fn check(&self) -> Result<(), Error> {
        let n_features = self.feature_names.len();
        if !self.intercept.is_finite() {
            return Err(Error::Intercept);
        }
        for (place, term) in self.terms.iter().enumerate() {
            let Term { feature, median, low, high, mean, scale, weight } = *term;
            let is_finite = [median, low, high, mean, scale, weight].iter().all(|v| v.is_finite());
            if !is_finite || low > high || scale <= 0.0 {
                return Err(Error::Term { term: place });
            }
            if feature as usize >= n_features {
                return Err(Error::UnknownFeature { term: place, feature, n_features });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> LinearModel {
        let column = Column { feature: 1, median: 2.0, low: 0.0, high: 5.0, mean: 3.0, scale: 2.0 };
        LinearModel {
            intercept: -1.0,
            feature_names: vec!["a".to_owned(), "b".to_owned()],
            terms: vec![Term::new(&column, 0.5)],
        }
    }

    #[test]
    fn a_row_gets_the_sum_of_its_terms() {
        let model = model();
        assert_eq!(model.log_odds(&[0.0, 3.0]).value(), -1.0);
        assert_eq!(model.log_odds(&[0.0, 9.0]).value(), -0.5);
        assert_eq!(model.log_odds(&[0.0, f32::INFINITY]).value(), -0.5);
        assert_eq!(model.log_odds(&[0.0, f32::NAN]).value(), -1.25);
        assert_eq!(model.log_odds(&[]).value(), -1.25);
    }

    #[test]
    fn damaged_models_are_refused() {
        assert_eq!(model().check(), Ok(()));
        let mut damaged = model();
        damaged.terms[0].feature = 2;
        assert!(matches!(damaged.check(), Err(Error::UnknownFeature { feature: 2, .. })));
        for set in [
            |term: &mut Term| term.scale = 0.0,
            |term: &mut Term| term.low = 6.0,
            |term: &mut Term| term.weight = f64::NAN,
        ] {
            let mut damaged = model();
            set(&mut damaged.terms[0]);
            assert_eq!(damaged.check(), Err(Error::Term { term: 0 }));
        }
        let mut damaged = model();
        damaged.intercept = f64::INFINITY;
        assert_eq!(damaged.check(), Err(Error::Intercept));
    }
}
