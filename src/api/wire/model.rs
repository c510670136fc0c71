//! What the model is, for those who check it.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::Lang;
use super::explanation::name_of;
use super::score::Run;
use crate::artifact::{Measured, ScoringArtifact};
use crate::explanation::ReferenceFeature;
use crate::features::dictionary::Source;
use crate::views::from_run::Speaker;

/// The card of the model that is served.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ModelAnswer {
    /// The run.
    pub run: Run,
    /// Kind of the model.
    pub family: String,
    /// Name of the trial that was retained.
    pub champion: String,
    /// Fingerprint of the feature table that it was trained on (BLAKE3).
    pub data_fingerprint: String,
    /// Seed of every draw.
    pub seed: u64,
    /// Clients with a known outcome.
    pub n_labelled: usize,
    /// Clients without.
    pub n_unlabelled: usize,
    /// Share of the labelled who defaulted.
    pub default_rate: f64,
    /// Features that the model can read.
    pub n_features: usize,
    /// Those of them that have an effect.
    pub n_features_used: usize,
    /// From this probability on, refusal is recommended.
    pub threshold: f64,
    /// 95 % interval of the best threshold.
    pub threshold_interval: [f64; 2],
    /// Cost of a missed default.
    pub cost_missed_default: f64,
    /// Cost of a refused good client.
    pub cost_refused_good: f64,
    /// On the clients that models were chosen on, calibrated out of fold.
    pub out_of_fold: Measures,
    /// On the clients set aside, predicted once, at the end.
    pub hold_out: Measures,
    /// Characteristics that the model does not read.
    pub protected: Vec<String>,
}

/// How good it is on some clients.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Measures {
    /// Clients measured.
    pub n_clients: usize,
    /// Share of them who defaulted.
    pub default_rate: f64,
    /// Area under the ROC curve.
    pub roc_auc: f64,
    /// Its 95 % interval (DeLong).
    pub roc_auc_interval: [f64; 2],
    /// `2 AUC − 1`.
    pub gini: f64,
    /// Largest distance between the distributions of both outcomes.
    pub ks: f64,
    /// Area below the precision-recall curve.
    pub average_precision: f64,
    /// Mean squared error of the probabilities.
    pub brier: f64,
    /// Mean negative log-likelihood.
    pub log_loss: f64,
    /// Mean distance between probability and default rate.
    pub calibration_error: f64,
    /// Expected cost per client at the threshold.
    pub expected_cost: f64,
}

impl Measures {
    fn of(measured: &Measured) -> Self {
        let metrics = &measured.metrics;
        Self {
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
            expected_cost: measured.at_threshold.expected_cost,
        }
    }
}

impl ModelAnswer {
    /// Puts the card on the wire.
    pub fn new(artifact: &ScoringArtifact) -> Self {
        let manifest = &artifact.manifest;
        let (settings, study) = (&manifest.settings, &artifact.threshold_study);
        Self {
            run: Run::of(artifact),
            family: name_of(&manifest.family),
            champion: manifest.champion.clone(),
            data_fingerprint: manifest.data_fingerprint.clone(),
            seed: settings.protocol.seed,
            n_labelled: manifest.n_labelled,
            n_unlabelled: manifest.n_unlabelled,
            default_rate: manifest.default_rate,
            n_features: artifact.model.feature_names().len(),
            n_features_used: artifact.overview.features.len(),
            threshold: artifact.threshold.value(),
            threshold_interval: [study.threshold_interval.low, study.threshold_interval.high],
            cost_missed_default: settings.costs.missed_default,
            cost_refused_good: settings.costs.refused_good,
            out_of_fold: Measures::of(&artifact.evaluation.out_of_fold),
            hold_out: Measures::of(&artifact.evaluation.hold_out),
            protected: settings.attributes.protected.clone(),
        }
    }
}

/// What the model reads.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FeaturesAnswer {
    /// Language of the words.
    pub lang: Lang,
    /// The features, the most important first.
    pub features: Vec<FeatureAnswer>,
    /// The run.
    pub run: Run,
}

/// A feature that the model reads.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FeatureAnswer {
    /// Its name.
    pub feature: String,
    /// What it is, in words.
    pub label: String,
    /// How it is computed, in one sentence.
    pub definition: String,
    /// What it is counted in.
    pub unit: String,
    /// Its theme, as programs name it.
    pub theme: String,
    /// Its theme in words.
    pub theme_label: String,
    /// Its share of all effects on the log-odds, 0 to 1.
    pub importance: f64,
    /// The columns that it is computed from.
    pub sources: Vec<FeatureSource>,
    /// Whether a client could change it for this application.
    pub is_actionable: bool,
    /// Whether it is a legally protected characteristic.
    pub is_protected: bool,
    /// Share of the clients that have no value.
    pub missing_share: f64,
    /// Median of the clients who repaid.
    pub typical: Option<f32>,
}

/// A column that a feature is computed from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FeatureSource {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
}

/// Every feature that the model can read, the most important first, then those without an effect.
pub fn features(speaker: &Speaker<'_>) -> Vec<FeatureAnswer> {
    let artifact = &speaker.artifact;
    let known = &artifact.overview.features;
    let share_of: BTreeMap<&str, f64> =
        known.iter().map(|one| (one.feature.as_str(), one.share)).collect();
    let with_effect = known.iter().map(|one| one.feature.as_str());
    let names = artifact.model.feature_names().iter().map(String::as_str);
    let others = names.filter(|name| !share_of.contains_key(name));
    let reference: BTreeMap<&str, &ReferenceFeature> =
        artifact.reference.iter().map(|one| (one.name.as_str(), one)).collect();
    let answer = |name: &str| {
        let (entry, reference) = (speaker.entry_of(name)?, reference.get(name)?);
        let source = |source: &Source| FeatureSource {
            table: source.table.name().to_owned(),
            column: source.column.to_string(),
        };
        Some(FeatureAnswer {
            feature: name.to_owned(),
            label: speaker.label_of(name),
            definition: entry.definition.get(speaker.language).to_owned(),
            unit: name_of(&entry.unit),
            theme: name_of(&entry.theme),
            theme_label: speaker.theme(entry.theme),
            importance: share_of.get(name).copied().unwrap_or(0.0),
            sources: entry.sources.iter().map(source).collect(),
            is_actionable: entry.actionable,
            is_protected: entry.protected,
            missing_share: reference.missing_share,
            typical: reference.median_repaid,
        })
    };
    with_effect.chain(others).filter_map(answer).collect()
}
