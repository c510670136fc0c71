//! How good the retained model is, out of fold and on the clients set aside.

use serde::{Deserialize, Serialize};

use crate::decision::{Costs, Outcome, outcome_at};
use crate::metrics::{self, Classification, CurvePoint, Decile, Error, Metrics, ReliabilityBin};

/// Points kept of each curve.
const CURVE_POINTS: usize = 200;
/// Groups of the reliability diagram.
const RELIABILITY_BINS: usize = 10;

/// How good the retained model is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// On the clients that models were chosen on, calibrated out of fold.
    pub out_of_fold: Measured,
    /// On the clients set aside, predicted once, at the end.
    pub hold_out: Measured,
}

/// Everything that is measured of calibrated probabilities and a threshold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Ranking and calibration.
    pub metrics: Metrics,
    /// What the threshold leads to, in cost.
    pub at_threshold: Outcome,
    /// What the threshold leads to, as a classification.
    pub classification: Classification,
    /// Lift and gains by tenth, from the riskiest.
    pub deciles: Vec<Decile>,
    /// Probability against default rate.
    pub reliability: Vec<ReliabilityBin>,
    /// Points of the ROC curve.
    pub roc: Vec<CurvePoint>,
    /// Points of the precision-recall curve.
    pub precision_recall: Vec<CurvePoint>,
}

impl Measured {
    /// Measures probabilities against outcomes, at a threshold.
    ///
    /// # Errors
    ///
    /// [`Error`] where the slices differ in length or hold one class only.
    pub fn new(
        probabilities: &[f64],
        defaulted: &[bool],
        costs: Costs,
        threshold: f64,
    ) -> Result<Self, Error> {
        Ok(Self {
            metrics: metrics::measure(probabilities, defaulted)?,
            at_threshold: outcome_at(probabilities, defaulted, costs, threshold),
            classification: metrics::classify(probabilities, defaulted, threshold)?,
            deciles: metrics::deciles(probabilities, defaulted)?,
            reliability: metrics::reliability(probabilities, defaulted, RELIABILITY_BINS)?,
            roc: metrics::roc_curve(probabilities, defaulted, CURVE_POINTS)?,
            precision_recall: metrics::precision_recall_curve(
                probabilities,
                defaulted,
                CURVE_POINTS,
            )?,
        })
    }
}
