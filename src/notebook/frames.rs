//! What a run holds, as frames.

use polars::prelude::{Column, DataFrame};

use super::Error;
use crate::artifact::ScoringArtifact;
use crate::decision::{Outcome, ThresholdStudy};
use crate::features::dictionary::{Dictionary, Language, capitalized};
use crate::features::{Profile, catalog};
use crate::models::LearnerParams;
use crate::tables::Table;
use crate::training::{Role, TrialTime};

fn frame(columns: Vec<Column>) -> Result<DataFrame, Error> {
    let n_rows = columns.first().map_or(0, Column::len);
    Ok(DataFrame::new(n_rows, columns)?)
}

fn words(name: &str, values: impl IntoIterator<Item = impl Into<String>>) -> Column {
    Column::new(name.into(), values.into_iter().map(Into::into).collect::<Vec<String>>())
}

fn numbers(name: &str, values: impl IntoIterator<Item = f64>) -> Column {
    Column::new(name.into(), values.into_iter().collect::<Vec<f64>>())
}

fn some(name: &str, values: impl IntoIterator<Item = Option<f64>>) -> Column {
    Column::new(name.into(), values.into_iter().collect::<Vec<Option<f64>>>())
}

fn counts(name: &str, values: impl IntoIterator<Item = usize>) -> Column {
    Column::new(name.into(), values.into_iter().map(|n| n as u64).collect::<Vec<u64>>())
}

/// The eight files: `table`, `rows`, `columns`, `key`, `parent` (null for the application),
/// `missing` (share), `orphans`.
///
/// # Errors
///
/// Those of polars; a run gives it no reason. The same holds for the other frames here.
pub fn tables(run: &ScoringArtifact) -> Result<DataFrame, Error> {
    let all = &run.tables;
    let key = |table: Table| match table {
        Table::Bureau => "SK_ID_BUREAU",
        Table::BureauBalance => "SK_ID_BUREAU, MONTHS_BALANCE",
        Table::PreviousApplication => "SK_ID_PREV",
        Table::PosCashBalance | Table::CreditCardBalance => "SK_ID_PREV, MONTHS_BALANCE",
        Table::InstallmentsPayments => "SK_ID_PREV, NUM_INSTALMENT_NUMBER",
        _ => "SK_ID_CURR",
    };
    let parent = |table: Table| match table {
        Table::ApplicationTrain | Table::ApplicationTest => None,
        Table::BureauBalance => Some("bureau"),
        Table::Bureau | Table::PreviousApplication => Some("application"),
        _ => Some("previous_application, application"),
    };
    let parents: Vec<Option<&str>> = all.iter().map(|one| parent(one.table)).collect();
    frame(vec![
        words("table", all.iter().map(|one| one.table.name())),
        counts("rows", all.iter().map(|one| one.n_rows as usize)),
        counts("columns", all.iter().map(|one| one.table.columns().len())),
        words("key", all.iter().map(|one| key(one.table))),
        Column::new("parent".into(), parents),
        numbers("missing", all.iter().map(|one| one.missing_share)),
        counts("orphans", all.iter().map(|one| one.n_orphans as usize)),
    ])
}

/// Levels and columns that the schema does not know: `table`, `column`, `level`, `rows`.
///
/// # Errors
///
/// As [`tables`].
pub fn unseen(run: &ScoringArtifact) -> Result<DataFrame, Error> {
    let found = run
        .tables
        .iter()
        .flat_map(|one| one.unknown_levels.iter().map(move |level| (one.table.name(), level)));
    let found: Vec<_> = found.collect();
    frame(vec![
        words("table", found.iter().map(|(table, _)| *table)),
        words("column", found.iter().map(|(_, level)| level.column.as_str())),
        words("level", found.iter().map(|(_, level)| level.level.as_str())),
        counts("rows", found.iter().map(|(_, level)| level.n_rows as usize)),
    ])
}

/// Features by block: `block`, `kernel` and `octroi` (how many each profile computes).
///
/// # Errors
///
/// As [`tables`].
pub fn blocks() -> Result<DataFrame, Error> {
    let count = |profile: Profile, block: &str| {
        catalog(profile).iter().filter(|feature| block_of(&feature.name) == block).count()
    };
    frame(vec![
        words("block", BLOCKS),
        counts("kernel", BLOCKS.map(|name| count(Profile::Kernel, name))),
        counts("octroi", BLOCKS.map(|name| count(Profile::Octroi, name))),
    ])
}

/// Tables that features are made of; the balances of bureau credits count with these.
const BLOCKS: [&str; 6] = [
    "application",
    "bureau",
    "previous_application",
    "POS_CASH_balance",
    "installments_payments",
    "credit_card_balance",
];

/// The table that a feature's prefix stands for.
fn block_of(feature: &str) -> &'static str {
    match feature.split('_').next().unwrap_or_default() {
        "BURO" | "ACTIVE" | "CLOSED" => BLOCKS[1],
        "PREV" | "APPROVED" | "REFUSED" => BLOCKS[2],
        "POS" => BLOCKS[3],
        "INSTAL" => BLOCKS[4],
        "CC" => BLOCKS[5],
        _ => BLOCKS[0],
    }
}

/// Everything that was tried: `name`, `kind` (what it is, in French), `parameters`, `retained`,
/// `role` (`competitor`, `imbalance` or `study`), `cost`, `threshold`, `auc`, `auc_low`, `auc_high`, `brier`, `calibration_error`, and the
/// differences to the retained model with their 95 % intervals (`auc_change`, `auc_change_low`,
/// `auc_change_high`, `cost_change` …; null for itself).
///
/// # Errors
///
/// As [`tables`].
pub fn trials(run: &ScoringArtifact) -> Result<DataFrame, Error> {
    let all = &run.comparison.trials;
    let retained = |place: usize| place == run.comparison.champion;
    let auc = |of: fn(&crate::metrics::AucDifference) -> f64| {
        all.iter().map(move |one| one.auc_difference.as_ref().map(of)).collect::<Vec<_>>()
    };
    let cost = |of: fn(&crate::metrics::MeanDifference) -> f64| {
        all.iter().map(move |one| one.cost_difference.as_ref().map(of)).collect::<Vec<_>>()
    };
    frame(vec![
        words("name", all.iter().map(|one| one.trial.name.as_str())),
        words("kind", all.iter().map(|one| kind(&one.trial.role, &one.trial.name))),
        words("parameters", all.iter().map(|one| parameters(&one.trial.candidate.params))),
        Column::new("retained".into(), (0..all.len()).map(retained).collect::<Vec<bool>>()),
        words("role", all.iter().map(|one| role(&one.trial.role))),
        numbers("cost", all.iter().map(|one| one.trial.score)),
        numbers("threshold", all.iter().map(|one| one.best.threshold)),
        numbers("auc", all.iter().map(|one| one.trial.pooled.roc_auc)),
        numbers("auc_low", all.iter().map(|one| one.trial.pooled.roc_auc_interval.low)),
        numbers("auc_high", all.iter().map(|one| one.trial.pooled.roc_auc_interval.high)),
        numbers("brier", all.iter().map(|one| one.trial.pooled.brier)),
        numbers("calibration_error", all.iter().map(|one| one.trial.pooled.calibration_error)),
        some("auc_change", auc(|d| d.difference)),
        some("auc_change_low", auc(|d| d.low)),
        some("auc_change_high", auc(|d| d.high)),
        some("cost_change", cost(|d| d.difference)),
        some("cost_change_low", cost(|d| d.low)),
        some("cost_change_high", cost(|d| d.high)),
    ])
}

/// Why it was tried: to be retained, to treat the rarity of defaults, or to be known.
const fn role(role: &Role) -> &'static str {
    match role {
        Role::Competitor => "competitor",
        Role::Imbalance { .. } => "imbalance",
        _ => "study",
    }
}

/// Parameters by their names in `methodology/assumptions.toml`, those that were left alone and
/// seeds apart.
fn parameters(params: &LearnerParams) -> String {
    let Ok(serde_json::Value::Object(all)) = serde_json::to_value(params) else {
        return String::new();
    };
    let told = all.iter().filter(|(name, _)| !matches!(name.as_str(), "family" | "seed"));
    told.map(|(name, value)| format!("{name} = {value}")).collect::<Vec<_>>().join(", ")
}

/// What a trial is, for a reader.
fn kind(role: &Role, name: &str) -> String {
    let family = match name.split('-').next().unwrap_or(name) {
        "dummy" => "témoin : la même probabilité pour tous",
        "logistic_regression" => "régression logistique",
        "decision_tree" => "arbre de décision",
        "random_forest" => "forêt aléatoire",
        "boosted_trees" => "arbres boostés",
        other => other,
    };
    match role {
        Role::Competitor => family.to_owned(),
        Role::Imbalance { imbalance } => match imbalance.name() {
            "class_weights" => "défauts pondérés".to_owned(),
            "undersampling" => "remboursés sous-échantillonnés".to_owned(),
            "smote" => "défauts synthétiques (SMOTE)".to_owned(),
            other => other.to_owned(),
        },
        Role::WithProtected { columns } => format!("avec {}", columns.join(" et ")),
        Role::Without { column } => format!("sans {column}"),
        Role::Monotone { monotone: true } => "sens de variation imposés".to_owned(),
        Role::Monotone { monotone: false } => "sens de variation libres".to_owned(),
        Role::KernelFeatures => "variables du noyau d’origine seules".to_owned(),
    }
}

/// Fold by fold: `name`, `fold` (from 1), `auc`, `brier`, `cost`, `trees`.
///
/// # Errors
///
/// As [`tables`].
pub fn folds(run: &ScoringArtifact) -> Result<DataFrame, Error> {
    let all = run.comparison.trials.iter().flat_map(|one| {
        one.trial.folds.iter().enumerate().map(move |(fold, of)| (&one.trial.name, fold + 1, of))
    });
    let all: Vec<_> = all.collect();
    frame(vec![
        words("name", all.iter().map(|(name, ..)| name.as_str())),
        counts("fold", all.iter().map(|(_, fold, _)| *fold)),
        numbers("auc", all.iter().map(|(.., of)| of.roc_auc)),
        numbers("brier", all.iter().map(|(.., of)| of.brier)),
        numbers("cost", all.iter().map(|(.., of)| of.score)),
        counts("trees", all.iter().map(|(.., of)| of.n_trees)),
    ])
}

/// Seconds that each trial took, all folds together: `name`, `fit_s`, `predict_s`.
///
/// # Errors
///
/// As [`tables`].
pub fn times(times: &[TrialTime]) -> Result<DataFrame, Error> {
    frame(vec![
        words("name", times.iter().map(|one| one.name.as_str())),
        numbers("fit_s", times.iter().map(|one| one.fit_s)),
        numbers("predict_s", times.iter().map(|one| one.predict_s)),
    ])
}

/// Ways to calibrate the retained model, out of fold: `method`, `retained`, `brier`, `log_loss`,
/// `calibration_error`.
///
/// # Errors
///
/// As [`tables`].
pub fn calibration(run: &ScoringArtifact) -> Result<DataFrame, Error> {
    let ways = run.comparison.champion().map_or(&[][..], |one| one.trial.calibration.as_slice());
    let chosen = run.calibrator.method();
    frame(vec![
        words("method", ways.iter().map(|way| way.method.name())),
        Column::new(
            "retained".into(),
            ways.iter().map(|way| way.method == chosen).collect::<Vec<bool>>(),
        ),
        numbers("brier", ways.iter().map(|way| way.brier)),
        numbers("log_loss", ways.iter().map(|way| way.log_loss)),
        numbers("calibration_error", ways.iter().map(|way| way.calibration_error)),
    ])
}

/// Features by importance: `feature`, `label` (in French), `share` (0 to 1), `mean_absolute`
/// (log-odds), `rank_correlation` (null where it cannot be told).
///
/// # Errors
///
/// [`Error::Stage`] where the dictionary does not know a feature.
pub fn importance(run: &ScoringArtifact, n_features: usize) -> Result<DataFrame, Error> {
    let features = &run.overview.features[..n_features.min(run.overview.features.len())];
    let dictionary = Dictionary::embedded().map_err(crate::pipeline::Error::from)?;
    let known = catalog(Profile::Octroi);
    let label = |name: &str| {
        let feature = known.iter().find(|feature| feature.name == name);
        let entry = feature.and_then(|feature| dictionary.describe(feature).ok());
        entry.map_or_else(|| name.to_owned(), |e| capitalized(e.label.get(Language::French)))
    };
    frame(vec![
        words("feature", features.iter().map(|one| one.feature.as_str())),
        words("label", features.iter().map(|one| label(&one.feature))),
        numbers("share", features.iter().map(|one| one.share)),
        numbers("mean_absolute", features.iter().map(|one| one.mean_absolute)),
        some("rank_correlation", features.iter().map(|one| one.rank_correlation)),
    ])
}

/// What thresholds lead to: `threshold`, `cost`, `refused`, `missed_defaults`, `refused_good`.
///
/// # Errors
///
/// As [`tables`].
pub fn outcomes(outcomes: &[Outcome]) -> Result<DataFrame, Error> {
    frame(vec![
        numbers("threshold", outcomes.iter().map(|one| one.threshold)),
        numbers("cost", outcomes.iter().map(|one| one.expected_cost)),
        counts("refused", outcomes.iter().map(|one| one.n_refused)),
        counts("missed_defaults", outcomes.iter().map(|one| one.n_missed_defaults)),
        counts("refused_good", outcomes.iter().map(|one| one.n_refused_good)),
    ])
}

/// The search at other ratios of the two costs: `ratio`, `threshold`, `cost`, `accept_all`,
/// `refuse_all`.
///
/// # Errors
///
/// As [`tables`].
pub fn ratios(study: &ThresholdStudy) -> Result<DataFrame, Error> {
    let all = &study.ratios;
    frame(vec![
        numbers("ratio", all.iter().map(|one| one.ratio)),
        numbers("threshold", all.iter().map(|one| one.best.threshold)),
        numbers("cost", all.iter().map(|one| one.best.expected_cost)),
        numbers("accept_all", all.iter().map(|one| one.accept_all)),
        numbers("refuse_all", all.iter().map(|one| one.refuse_all)),
    ])
}
