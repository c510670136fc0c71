//! The model as numbers that a page evaluates.

use crate::artifact::ScoringArtifact;
use crate::explanation::{self, Explainer};
use crate::models::{Calibrator, Model, Node, TreeEnsemble};
use crate::views::site::{CalibratorData, ModelData, TermData, TreesData};

/// The model of a run, with what its explanations start from.
///
/// # Errors
///
/// [`explanation::Error`] of a model that cannot be explained.
pub fn model(artifact: &ScoringArtifact) -> Result<ModelData, explanation::Error> {
    let explainer = Explainer::new(&artifact.model)?;
    let calibrator = calibrator(&artifact.calibrator);
    let columns = explainer.columns().to_vec();
    match &artifact.model {
        Model::Trees(model) => {
            let base_value = explainer.base_value().value();
            let mut data = trees(model, base_value, calibrator);
            data.columns = columns;
            Ok(ModelData::Trees(data))
        }
        Model::Linear(model) => {
            let terms = model.terms.iter().map(|term| TermData {
                feature: term.feature,
                median: term.median,
                low: term.low,
                high: term.high,
                mean: term.mean,
                scale: term.scale,
                weight: term.weight,
            });
            let (intercept, terms) = (model.intercept, terms.collect());
            Ok(ModelData::Linear { intercept, terms, calibrator, columns })
        }
        Model::Forest(_) => Err(explanation::Error::NotExplainable("random forest")),
    }
}

fn calibrator(calibrator: &Calibrator) -> CalibratorData {
    match calibrator {
        Calibrator::None => CalibratorData::None,
        &Calibrator::Platt { slope, intercept } => CalibratorData::Platt { slope, intercept },
        Calibrator::Isotonic { log_odds, probabilities } => CalibratorData::Isotonic {
            log_odds: log_odds.clone(),
            probabilities: probabilities.clone(),
        },
    }
}

fn trees(model: &TreeEnsemble, base_value: f64, calibrator: CalibratorData) -> TreesData {
    let mut data = TreesData {
        base: model.base,
        base_value,
        calibrator,
        columns: Vec::new(),
        start: vec![0],
        feature: Vec::new(),
        threshold: Vec::new(),
        left: Vec::new(),
        right: Vec::new(),
        missing_left: Vec::new(),
        value: Vec::new(),
        cover: Vec::new(),
    };
    for tree in &model.trees {
        for node in &tree.nodes {
            let (test, added) = match *node {
                Node::Split { feature, threshold, missing_left, left, right, .. } => {
                    ((feature.cast_signed(), threshold, missing_left, left, right), 0.0)
                }
                Node::Leaf { value, .. } => ((-1, 0.0, false, 0, 0), value),
            };
            data.feature.push(test.0);
            data.threshold.push(test.1);
            data.missing_left.push(u8::from(test.2));
            data.left.push(test.3);
            data.right.push(test.4);
            data.value.push(added);
            data.cover.push(node.cover());
        }
        data.start.push(data.feature.len() as u32);
    }
    data
}
