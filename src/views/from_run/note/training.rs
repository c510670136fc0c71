//! How the model was trained, in words.

use super::super::Speaker;
use super::super::comparison::{calibration, columns, family, range};
use crate::features::dictionary::Language;
use crate::models::LearnerParams;
use crate::training::FoldMetrics;
use crate::views::note::{Protocol, TrainingSummary};
use crate::views::{Format, LabelledValue};

/// How sure every interval of a run is (`metrics`, `decision`).
const CONFIDENCE: f64 = 0.95;

/// How clients are shared out between learning, choosing and measuring.
pub(super) fn protocol(speaker: &Speaker<'_>) -> Protocol {
    let (format, artifact) = (speaker.format(), &speaker.artifact);
    let settings = &artifact.manifest.settings;
    let (protocol, evaluation) = (&settings.protocol, &artifact.evaluation);
    Protocol {
        n_folds: format.count(protocol.n_folds),
        seed: protocol.seed.to_string(),
        hold_out_share: percent(format, protocol.hold_out_share),
        validation_share: percent(format, protocol.validation_share),
        n_development: format.count(evaluation.out_of_fold.metrics.n_clients),
        n_hold_out: format.count(evaluation.hold_out.metrics.n_clients),
        n_resamples: format.count(artifact.threshold_study.n_resamples),
        leakage_auc: format.decimal(protocol.leakage_auc, 2),
        folds: protocol.n_folds,
        hold_out_part: evaluation.hold_out.metrics.n_clients as f64
            / evaluation.out_of_fold.metrics.n_clients.max(1) as f64,
        confidence: format.percent(CONFIDENCE, 0),
        protected: columns(speaker, &settings.attributes.protected),
        priced: columns(speaker, &settings.attributes.priced),
    }
}

/// A share without a decimal that says nothing.
fn percent(format: Format, share: f64) -> String {
    let points = share * 100.0;
    format.percent(share, usize::from((points - points.round()).abs() > 0.05))
}

/// The retained model.
pub(super) fn training(speaker: &Speaker<'_>) -> TrainingSummary {
    let (format, artifact) = (speaker.format(), &speaker.artifact);
    let champion = artifact.comparison.champion();
    let n_ways = champion.map_or(0, |champion| champion.trial.calibration.len());
    let params = champion.map(|champion| &champion.trial.candidate.params);
    let is_boosted = matches!(params, Some(LearnerParams::BoostedTrees(_)));
    let of_folds = |value: fn(&FoldMetrics) -> f64| {
        let folds = champion.map_or(&[][..], |champion| &champion.trial.folds);
        let least = folds.iter().map(value).fold(f64::INFINITY, f64::min);
        let most = folds.iter().map(value).fold(f64::NEG_INFINITY, f64::max);
        range(speaker.language, &format.decimal(least, 3), &format.decimal(most, 3))
    };
    TrainingSummary {
        model: family(speaker.language, artifact.manifest.family).to_owned(),
        calibration: calibration(speaker.language, artifact.calibrator.method(), n_ways)
            .map(str::to_owned),
        is_monotone: matches!(params, Some(LearnerParams::BoostedTrees(params)) if params.monotone),
        stops_early: is_boosted,
        settings: params.map_or_else(Vec::new, |params| settings(speaker, params)),
        fold_aucs: of_folds(|fold| fold.roc_auc),
        fold_costs: of_folds(|fold| fold.score),
    }
}

/// The settings of the retained model.
fn settings(speaker: &Speaker<'_>, params: &LearnerParams) -> Vec<LabelledValue> {
    let format = speaker.format();
    let mut settings: Vec<LabelledValue> = parameters(params)
        .into_iter()
        .map(|parameter| LabelledValue {
            label: parameter.name(speaker.language).to_owned(),
            value: number(format, parameter.value),
        })
        .collect();
    if let LearnerParams::BoostedTrees(_) = params {
        let label = match speaker.language {
            Language::French => "nombre d’arbres",
            Language::English => "number of trees",
        };
        let value = format.count(speaker.artifact.model.n_trees());
        settings.insert(0, LabelledValue { label: label.to_owned(), value });
    }
    settings
}

/// A parameter of a model with its name in both languages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Parameter {
    french: &'static str,
    english: &'static str,
    pub(super) value: f64,
}

impl Parameter {
    pub(super) const fn name(&self, language: Language) -> &'static str {
        match language {
            Language::French => self.french,
            Language::English => self.english,
        }
    }
}

/// The parameters of a model that a reader may want to know, always in the same order.
pub(super) fn parameters(params: &LearnerParams) -> Vec<Parameter> {
    let one = |french, english, value| Parameter { french, english, value };
    let count = |french, english, n: usize| one(french, english, n as f64);
    match params {
        LearnerParams::Dummy(_) => Vec::new(),
        LearnerParams::LogisticRegression(params) => {
            vec![one("pénalité", "penalty", params.penalty)]
        }
        LearnerParams::DecisionTree(params) => vec![
            count("profondeur", "depth", params.max_depth),
            count("clients par feuille", "clients per leaf", params.min_rows_in_leaf),
        ],
        LearnerParams::RandomForest(params) => vec![
            count("nombre d’arbres", "number of trees", params.n_trees),
            count("profondeur", "depth", params.max_depth),
            count("clients par feuille", "clients per leaf", params.min_rows_in_leaf),
        ],
        LearnerParams::BoostedTrees(params) => vec![
            one("taux d’apprentissage", "learning rate", params.learning_rate),
            count("feuilles par arbre", "leaves per tree", params.max_leaves),
            count("profondeur", "depth", params.max_depth),
            one("poids minimal d’une feuille", "least weight of a leaf", params.min_child_weight),
            one("part des clients par arbre", "share of clients per tree", params.row_share),
            one("part des variables par arbre", "share of variables per tree", params.column_share),
            one("pénalité L1", "L1 penalty", params.l1),
            one("pénalité L2", "L2 penalty", params.l2),
        ],
    }
}

/// A number with as few decimals as it needs, three at most.
pub(super) fn number(format: Format, value: f64) -> String {
    let is_told = |n: i32| (value - (value * 10_f64.powi(n)).round() / 10_f64.powi(n)).abs() < 1e-9;
    let n_decimals = (0..3).find(|&n| is_told(n)).unwrap_or(3);
    format.decimal(value, usize::try_from(n_decimals).unwrap_or(0))
}
