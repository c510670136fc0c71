//! The methodology note of a run.

use super::Speaker;
use crate::features::dictionary::{Error, Language};
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
        decision: speaker.decision(),
        cost_curve: speaker.cost_curve(),
        variables: speaker.variables(N_VARIABLES)?,
        versions,
    })
}

fn training(speaker: &Speaker<'_>) -> TrainingSummary {
    let (format, manifest) = (speaker.format(), &speaker.artifact.manifest);
    let is_french = speaker.language == Language::French;
    let pick = |french: &str, english: &str| (if is_french { french } else { english }).to_owned();
    let mut settings = Vec::new();
    if let Some(trial) = manifest.trials.get(manifest.best_trial) {
        let params = &trial.params;
        let mut add = |french, english, value| {
            settings.push(LabelledValue { label: pick(french, english), value });
        };
        add("nombre d’arbres", "number of trees", format.count(params.n_trees));
        add("taux d’apprentissage", "learning rate", format.decimal(params.learning_rate, 3));
        add(
            "feuilles par arbre, au plus",
            "leaves per tree, at most",
            format.count(params.max_leaves),
        );
        add("profondeur, au plus", "depth, at most", format.count(params.max_depth));
        let spread = |auc: &[f64]| {
            let least = auc.iter().copied().fold(f64::INFINITY, f64::min);
            let most = auc.iter().copied().fold(0.0, f64::max);
            let (least, most) = (format.decimal(least, 3), format.decimal(most, 3));
            if is_french { format!("de {least} à {most}") } else { format!("{least} to {most}") }
        };
        add("AUC d’un pli à l’autre", "AUC from fold to fold", spread(&trial.fold_auc));
        add(
            "AUC sur l’échantillon réservé",
            "AUC on the hold-out",
            format.decimal(manifest.hold_out.roc_auc, 3),
        );
        add(
            "coût par client sur l’échantillon réservé",
            "cost per client on the hold-out",
            format.decimal(manifest.hold_out_expected_cost, 3),
        );
    }
    TrainingSummary {
        model: pick("arbres de décision renforcés par gradient", "gradient-boosted decision trees"),
        n_folds: format.count(manifest.settings.protocol.n_folds),
        seed: manifest.settings.protocol.seed.to_string(),
        calibration: None,
        settings,
    }
}
