//! The methodology note of a run.

use super::Speaker;
use super::comparison::{calibration, changes, family, models, trust};
use super::overview::trust_in_explanations;
use crate::features::dictionary::{Error, Language};
use crate::models::LearnerParams;
use crate::training::FoldMetrics;
use crate::views::{LabelledValue, NoteView, TrainingSummary};

/// Variables that the note lists.
const N_VARIABLES: usize = 10;

/// Builds the note's view.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub fn note(speaker: &Speaker<'_>) -> Result<NoteView, Error> {
    let manifest = &speaker.artifact.manifest;
    let line = |label: &str, value: String| LabelledValue { label: label.to_owned(), value };
    let is_french = speaker.language == Language::French;
    let versions = vec![
        line("polars", env!("OCTROI_VERSION_POLARS").to_owned()),
        line("hessboost", env!("OCTROI_VERSION_HESSBOOST").to_owned()),
        line("typst", env!("OCTROI_VERSION_TYPST").to_owned()),
        line(
            if is_french {
                "Empreinte du tableau des variables"
            } else {
                "Fingerprint of the feature table"
            },
            manifest.data_fingerprint.clone(),
        ),
    ];
    Ok(NoteView {
        identity: speaker.identity(),
        data: speaker.data(),
        training: training(speaker),
        performance: speaker.performance(),
        models: models(speaker),
        changes: changes(speaker)?,
        decision: speaker.decision(),
        trust: trust(speaker),
        cost_curve: speaker.cost_curve(),
        variables: speaker.variables(N_VARIABLES)?,
        explanations: trust_in_explanations(speaker),
        versions,
    })
}

fn training(speaker: &Speaker<'_>) -> TrainingSummary {
    let (format, artifact) = (speaker.format(), speaker.artifact);
    let manifest = &artifact.manifest;
    let is_french = speaker.language == Language::French;
    let pick = |french: &str, english: &str| (if is_french { french } else { english }).to_owned();
    let champion = artifact.comparison.champion();
    let n_ways = champion.map_or(0, |champion| champion.trial.calibration.len());
    let mut settings = Vec::new();
    let mut add = |french, english, value| {
        settings.push(LabelledValue { label: pick(french, english), value });
    };
    if let Some(champion) = champion {
        if let LearnerParams::BoostedTrees(params) = &champion.trial.candidate.params {
            add("nombre d’arbres", "number of trees", format.count(artifact.model.n_trees()));
            add("taux d’apprentissage", "learning rate", format.decimal(params.learning_rate, 3));
            add(
                "feuilles par arbre, au plus",
                "leaves per tree, at most",
                format.count(params.max_leaves),
            );
            add("profondeur, au plus", "depth, at most", format.count(params.max_depth));
        }
        let of_folds = |value: fn(&FoldMetrics) -> f64| {
            let values = || champion.trial.folds.iter().map(value);
            let least = format.decimal(values().fold(f64::INFINITY, f64::min), 3);
            let most = format.decimal(values().fold(f64::NEG_INFINITY, f64::max), 3);
            if is_french { format!("de {least} à {most}") } else { format!("{least} to {most}") }
        };
        add("AUC d’un pli à l’autre", "AUC from fold to fold", of_folds(|fold| fold.roc_auc));
        add("coût d’un pli à l’autre", "cost from fold to fold", of_folds(|fold| fold.score));
    }
    add(
        "AUC sur l’échantillon réservé",
        "AUC on the hold-out",
        format.decimal(artifact.evaluation.hold_out.metrics.roc_auc, 3),
    );
    add(
        "coût par client sur l’échantillon réservé",
        "cost per client on the hold-out",
        format.decimal(manifest.hold_out_expected_cost, 3),
    );
    TrainingSummary {
        model: family(speaker.language, manifest.family).to_owned(),
        n_folds: format.count(manifest.settings.protocol.n_folds),
        seed: manifest.settings.protocol.seed.to_string(),
        calibration: calibration(speaker.language, artifact.calibrator.method(), n_ways)
            .map(str::to_owned),
        settings,
    }
}
