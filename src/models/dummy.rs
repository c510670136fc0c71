//! The default rate for everyone: what every other model has to beat.

use serde::{Deserialize, Serialize};

use super::tree_ensemble::TreeEnsemble;
use super::{Error, Learner, Model, Sample};

const FAMILY: &str = "default rate";

/// What to ask of the model that knows no feature: nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DummyParams {}

impl Learner for DummyParams {
    fn fit(&self, sample: &Sample, _validation: Option<&Sample>) -> Result<Model, Error> {
        let rate = default_rate(sample, FAMILY)?;
        Ok(Model::Trees(TreeEnsemble {
            base: (rate / (1.0 - rate)).ln(),
            feature_names: sample.feature_names().to_vec(),
            trees: Vec::new(),
        }))
    }
}

/// The share of rows that defaulted, by weight, strictly between 0 and 1.
///
/// `Σ wᵢ yᵢ / Σ wᵢ`, each weight being 1 where the sample has none.
///
/// # Errors
///
/// [`Error::Fit`] in the name of `family` where one outcome has no weight at all.
pub(super) fn default_rate(sample: &Sample, family: &'static str) -> Result<f64, Error> {
    let (mut defaults, mut total) = (0.0, 0.0);
    for (place, &defaulted) in sample.defaulted().iter().enumerate() {
        let weight = weight_of(sample, place);
        total += weight;
        defaults += if defaulted { weight } else { 0.0 };
    }
    let rate = defaults / total;
    if rate > 0.0 && rate < 1.0 {
        return Ok(rate);
    }
    let n_defaults = sample.defaulted().iter().filter(|defaulted| **defaulted).count();
    let n_repaid = sample.n_rows() - n_defaults;
    Err(Error::Fit {
        family,
        reason: format!(
            "expected rows of both outcomes, found {n_defaults} who defaulted and {n_repaid} who repaid"
        ),
    })
}

/// Weight of one row, 1 where the sample has none.
pub(super) fn weight_of(sample: &Sample, place: usize) -> f64 {
    sample.weights().map_or(1.0, |weights| f64::from(weights[place]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn sample(defaulted: Vec<bool>) -> Sample {
        Sample::new(Vec::new(), Arc::new(vec!["a".to_owned()]), defaulted)
    }

    #[test]
    fn everyone_gets_the_default_rate() {
        let rows = sample(vec![true, false, false, false]);
        let Ok(Model::Trees(model)) = DummyParams {}.fit(&rows, None) else {
            panic!("expected trees")
        };
        assert!((model.log_odds(&[7.0]).probability().value() - 0.25).abs() < 1e-12);
        let balanced = rows.with_weights(vec![3.0, 1.0, 1.0, 1.0]);
        let Ok(Model::Trees(model)) = DummyParams {}.fit(&balanced, None) else {
            panic!("expected trees")
        };
        assert!(model.log_odds(&[]).value().abs() < 1e-12);
    }

    #[test]
    fn one_outcome_is_refused() {
        for defaulted in [vec![], vec![true; 3], vec![false; 3]] {
            assert!(DummyParams {}.fit(&sample(defaulted), None).is_err());
        }
    }
}
