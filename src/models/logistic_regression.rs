//! Logistic regression on imputed, clipped and standardized features.

use linfa::Dataset;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2, ShapeBuilder};
use serde::{Deserialize, Serialize};

use super::dummy::default_rate;
use super::linear::{LinearModel, Term};
use super::preparation::{Preparation, subsample};
use super::{Error, Learner, Model, Sample};

const FAMILY: &str = "logistic regression";

/// Norm of the gradient of the mean loss below which the weights count as found.
const GRADIENT_TOLERANCE: f64 = 1e-5;

/// What to ask of the logistic regression.
///
/// It minimizes `mean(ln(1 + e^−(2y−1)·log_odds)) + penalty/2 · Σ weight²` over the rows; the
/// intercept is not penalized. Weights belong to standardized features, so that one penalty
/// suits them all.
///
/// | name | range | purpose |
/// |---|---|---|
/// | `penalty` | ≥ 0 | strength of the L2 penalty against the mean loss, whatever the number of rows |
/// | `max_iterations` | ≥ 1 | most steps of the solver; the best weights so far are taken |
/// | `clip_share` | 0 to 0.5 | share of each feature clipped on each side before standardizing |
/// | `max_rows` | ≥ 2 | rows to learn from; where there are more, a stratified draw |
/// | `seed` | any | of the draw |
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the table says what each is")]
pub struct LogisticRegressionParams {
    pub penalty: f64,
    pub max_iterations: u64,
    pub clip_share: f64,
    pub max_rows: usize,
    pub seed: u64,
}

impl Learner for LogisticRegressionParams {
    /// Fits a [`LinearModel`].
    ///
    /// # Errors
    ///
    /// [`Error::Fit`]: one outcome alone, rows with weights, a penalty below 0, a solver that
    /// gives up.
    fn fit(&self, sample: &Sample, _validation: Option<&Sample>) -> Result<Model, Error> {
        if sample.weights().is_some() {
            // The library has no weights, and drawing rows by weight would pass for something
            // that it is not.
            return Err(failed("class weights are not available for this family"));
        }
        let rate = default_rate(sample, FAMILY)?;
        let rows = subsample(sample, self.max_rows, self.seed);
        let preparation = Preparation::fit(&rows, self.clip_share);
        let (intercept, weights) = if preparation.columns.is_empty() {
            ((rate / (1.0 - rate)).ln(), Vec::new())
        } else {
            self.solve(&preparation, &rows)?
        };
        let terms = preparation.columns.iter().zip(weights);
        let model = LinearModel {
            intercept,
            feature_names: sample.feature_names().to_vec(),
            terms: terms.map(|(column, weight)| Term::new(column, weight)).collect(),
        };
        model.check().map_err(failed)?;
        Ok(Model::Linear(model))
    }
}

impl LogisticRegressionParams {
    /// The intercept and the weights of the prepared columns.
    fn solve(&self, preparation: &Preparation, rows: &Sample) -> Result<(f64, Vec<f64>), Error> {
        let n_rows = rows.n_rows();
        // Column by column: the gradient is a product with the transposed matrix.
        let shape = (n_rows, preparation.columns.len()).f();
        let records =
            Array2::from_shape_vec(shape, preparation.columns_of(rows)).map_err(failed)?;
        let targets = Array1::from(rows.defaulted().to_vec());
        // The library's loss is a sum over rows, and so are its penalty and its gradient.
        let fitted = LogisticRegression::default()
            .alpha(self.penalty * n_rows as f64)
            .gradient_tolerance(GRADIENT_TOLERANCE * n_rows as f64)
            .max_iterations(self.max_iterations)
            .fit(&Dataset::new(records, targets))
            .map_err(failed)?;
        // The library models the more frequent outcome, whichever it is.
        let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
        Ok((sign * fitted.intercept(), fitted.params().iter().map(|w| sign * w).collect()))
    }
}

fn failed(reason: impl ToString) -> Error {
    Error::Fit { family: FAMILY, reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use std::sync::Arc;

    const PARAMS: LogisticRegressionParams = LogisticRegressionParams {
        penalty: 0.01,
        max_iterations: 100,
        clip_share: 0.01,
        max_rows: 1_000,
        seed: 3,
    };

    /// Rows of three features, the second often missing; `rate` shifts how many default.
    fn rows(n_rows: usize, shift: f32) -> Sample {
        let mut rng = rand_pcg::Pcg64::seed_from_u64(17);
        let mut values = Vec::new();
        let mut defaulted = Vec::new();
        for _ in 0..n_rows {
            let [a, b, c]: [f32; 3] = std::array::from_fn(|_| rng.random_range(-2.0..2.0));
            let chance = 1.0 / (1.0 + (-(1.5 * a - 0.7 * b + shift)).exp());
            defaulted.push(rng.random::<f32>() < chance);
            values.extend([a * 100.0, if rng.random_bool(0.2) { f32::NAN } else { b }, c]);
        }
        let names = ["a", "b", "c"].map(str::to_owned).to_vec();
        Sample::new(values, Arc::new(names), defaulted)
    }

    fn fitted(params: &LogisticRegressionParams, sample: &Sample) -> LinearModel {
        match params.fit(sample, None).unwrap() {
            Model::Linear(model) => model,
            other => panic!("expected a linear model, found {other:?}"),
        }
    }

    #[test]
    fn the_weights_are_the_optimum_whichever_outcome_is_the_rarer() {
        for shift in [-1.5, 1.5] {
            let sample = rows(600, shift);
            let model = fitted(&PARAMS, &sample);
            let mut gradient = vec![0.0; 1 + model.terms.len()];
            for place in 0..sample.n_rows() {
                let row = sample.row(place);
                let outcome = f64::from(u8::from(sample.defaulted()[place]));
                let residual = model.log_odds(row).probability().value() - outcome;
                gradient[0] += residual / 600.0;
                for (slope, term) in gradient[1..].iter_mut().zip(&model.terms) {
                    *slope += residual * term.contribution(row) / term.weight / 600.0;
                }
            }
            for (slope, term) in gradient[1..].iter_mut().zip(&model.terms) {
                *slope += PARAMS.penalty * term.weight;
            }
            assert!(gradient.iter().all(|slope| slope.abs() < 2e-5), "{gradient:?}");
            assert!(model.terms[0].weight > 0.5 && model.terms[1].weight < -0.2);
        }
    }

    #[test]
    fn a_draw_of_the_rows_is_the_same_for_the_same_seed() {
        let sample = rows(900, -1.0);
        let few = LogisticRegressionParams { max_rows: 300, ..PARAMS };
        assert_eq!(fitted(&few, &sample), fitted(&few, &sample));
        let other = LogisticRegressionParams { seed: 4, ..few };
        assert_ne!(fitted(&few, &sample), fitted(&other, &sample));
    }

    #[test]
    fn hard_samples_give_a_model_or_an_error() {
        let sample = rows(50, 0.0);
        assert!(PARAMS.fit(&sample.clone().with_weights(vec![1.0; 50]), None).is_err());
        let alone: Vec<usize> = (0..50).filter(|&place| sample.defaulted()[place]).collect();
        assert!(PARAMS.fit(&sample.select(&alone), None).is_err());
        assert!(PARAMS.fit(&sample.select(&[]), None).is_err());
        let wrong = LogisticRegressionParams { penalty: -1.0, ..PARAMS };
        assert!(wrong.fit(&sample, None).is_err());
        let names = Arc::new(vec!["a".to_owned()]);
        for value in [f32::NAN, f32::INFINITY, 1.0] {
            let constant =
                Sample::new(vec![value; 4], names.clone(), vec![true, false, false, false]);
            let model = fitted(&PARAMS, &constant);
            assert!((model.log_odds(&[5.0]).probability().value() - 0.25).abs() < 1e-9);
        }
        let extreme = vec![f32::MAX, f32::MIN, f32::INFINITY, 0.0];
        fitted(&PARAMS, &Sample::new(extreme, names, vec![true, false, true, false]));
    }
}
