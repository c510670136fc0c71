//! How good the model is, as curves to draw.

use rayon::prelude::*;

use crate::artifact::{Measured, Prediction, ScoringArtifact};
use crate::decision::outcome_at;
use crate::metrics::CurvePoint;
use crate::views::site::{EvaluationData, MeasuredData};

/// Steps of the grid of thresholds between 0 and 1.
const N_STEPS: u32 = 1_000;
/// Bins of the scores between 0 and 1.
const N_SCORE_BINS: usize = 200;

/// Sums up how good a run's model is; `out_of_fold` are its predictions of the clients that models
/// were chosen on.
pub fn evaluation(artifact: &ScoringArtifact, out_of_fold: &[Prediction]) -> EvaluationData {
    let costs = artifact.manifest.settings.costs;
    let study = &artifact.threshold_study;
    let threshold = artifact.threshold.value();
    let probabilities: Vec<f64> = out_of_fold.iter().map(|known| known.probability).collect();
    let defaulted: Vec<bool> = out_of_fold.iter().map(|known| known.defaulted).collect();
    // The threshold in force takes the place of the grid's nearest: its figures are those told.
    let nearest = (threshold.clamp(0.0, 1.0) * f64::from(N_STEPS)).round() as u32;
    let nearest = nearest.min(N_STEPS - 1);
    let grid: Vec<f64> = (0..N_STEPS)
        .map(|step| if step == nearest { threshold } else { f64::from(step) / f64::from(N_STEPS) })
        .collect();
    let outcomes: Vec<_> = grid
        .par_iter()
        .map(|&threshold| outcome_at(&probabilities, &defaulted, costs, threshold))
        .collect();
    let counts = |count: fn(&crate::decision::Outcome) -> usize| -> Vec<u32> {
        outcomes.iter().map(|outcome| count(outcome) as u32).collect()
    };
    let scores = |wanted: bool| {
        let mut bins = vec![0; N_SCORE_BINS];
        for known in out_of_fold.iter().filter(|known| known.defaulted == wanted) {
            let bin = (known.probability * N_SCORE_BINS as f64) as usize;
            bins[bin.min(N_SCORE_BINS - 1)] += 1;
        }
        bins
    };
    EvaluationData {
        out_of_fold: measured(&artifact.evaluation.out_of_fold),
        hold_out: measured(&artifact.evaluation.hold_out),
        threshold,
        threshold_interval: [study.threshold_interval.low, study.threshold_interval.high],
        costs: [costs.missed_default, costs.refused_good],
        cost_accept_all: study.search.accept_all.expected_cost,
        cost_refuse_all: study.search.refuse_all.expected_cost,
        cost: study.search.best.expected_cost,
        n_clients: defaulted.len(),
        n_defaults: defaulted.iter().filter(|defaulted| **defaulted).count(),
        n_refused: counts(|outcome| outcome.n_refused),
        n_missed_defaults: counts(|outcome| outcome.n_missed_defaults),
        n_refused_good: counts(|outcome| outcome.n_refused_good),
        expected_cost: outcomes.iter().map(|outcome| outcome.expected_cost).collect(),
        grid,
        score_step: 1.0 / N_SCORE_BINS as f64,
        score_repaid: scores(false),
        score_defaulted: scores(true),
    }
}

fn measured(measured: &Measured) -> MeasuredData {
    let (metrics, classes) = (&measured.metrics, &measured.classification);
    let points = |points: &[CurvePoint]| points.iter().map(|point| [point.x, point.y]).collect();
    let reliability = measured.reliability.iter().map(|bin| {
        [bin.n_clients as f64, bin.mean_probability, bin.default_rate, bin.low, bin.high]
    });
    MeasuredData {
        n_clients: metrics.n_clients,
        default_rate: metrics.default_rate,
        roc_auc: metrics.roc_auc,
        roc_auc_interval: [metrics.roc_auc_interval.low, metrics.roc_auc_interval.high],
        gini: metrics.gini,
        ks: metrics.ks,
        average_precision: metrics.average_precision,
        brier: metrics.brier,
        log_loss: metrics.log_loss,
        calibration_error: metrics.calibration_error,
        confusion: [
            classes.n_true_positives,
            classes.n_false_positives,
            classes.n_true_negatives,
            classes.n_false_negatives,
        ],
        expected_cost: measured.at_threshold.expected_cost,
        reliability: reliability.collect(),
        deciles: measured.deciles.iter().map(|tenth| [tenth.n_clients, tenth.n_defaults]).collect(),
        roc: points(&measured.roc),
        precision_recall: points(&measured.precision_recall),
    }
}
