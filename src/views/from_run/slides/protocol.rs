//! Where the variables come from, and who is learned from.

use std::collections::BTreeSet;

use super::super::Speaker;
use super::choices::{Difference, with_interval};
use crate::features::{Profile, catalog};
use crate::tables::Table;
use crate::training::Role;
use crate::views::slides::{
    KernelAlone, KernelSummary, ProtocolSummary, SourceSummary, SourceTable,
};

/// A variable that only clients with credits elsewhere have.
const OF_BUREAU: &str = "BURO_DAYS_CREDIT_MEAN";
/// A variable that only clients with an earlier application have.
const OF_PREVIOUS: &str = "PREV_DAYS_DECISION_MEAN";

/// Level of the intervals that `metrics` and `decision` compute.
const CONFIDENCE: f64 = 0.95;

/// The tables behind the model’s variables.
///
/// A variable that needs several tables counts for the one that lies furthest from the client.
pub(super) fn sources(speaker: &Speaker<'_>) -> SourceSummary {
    let (format, artifact) = (speaker.format(), &speaker.artifact);
    let mut tables = Vec::new();
    for name in artifact.model.feature_names() {
        let entry = speaker.describe(name);
        tables.extend(entry.and_then(|entry| entry.sources.iter().map(|s| s.table).max()));
    }
    let rows: Vec<SourceTable> = Table::ALL
        .into_iter()
        .filter(|table| *table != Table::ApplicationTest)
        .map(|table| SourceTable {
            key: key(table),
            parent: parent(table).map_or_else(String::new, key),
            n_features: format.count(tables.iter().filter(|of| **of == table).count()),
        })
        .collect();
    let without = |name: &str| {
        let known = artifact.reference.iter().find(|known| known.name == name);
        known.map(|known| format.percent(known.missing_share, 0))
    };
    SourceSummary {
        n_tables: format.count(rows.len()),
        tables: rows,
        without_bureau: without(OF_BUREAU),
        without_previous: without(OF_PREVIOUS),
    }
}

/// By what a table goes in the documents’ words.
fn key(table: Table) -> String {
    match table {
        Table::ApplicationTrain | Table::ApplicationTest => "application".to_owned(),
        other => other.name().to_lowercase(),
    }
}

/// What a table hangs on. Payments and monthly statements belong to an earlier application,
/// whatever key they carry.
const fn parent(table: Table) -> Option<Table> {
    match table {
        Table::ApplicationTrain | Table::ApplicationTest => None,
        Table::Bureau | Table::PreviousApplication => Some(Table::ApplicationTrain),
        Table::BureauBalance => Some(Table::Bureau),
        Table::PosCashBalance | Table::CreditCardBalance | Table::InstallmentsPayments => {
            Some(Table::PreviousApplication)
        }
    }
}

/// What became of the public program.
pub(super) fn kernel(speaker: &Speaker<'_>) -> KernelSummary {
    let (format, artifact) = (speaker.format(), &speaker.artifact);
    let kernel: BTreeSet<String> =
        catalog(Profile::Kernel).into_iter().map(|feature| feature.name).collect();
    let n_computed = speaker.entries.len();
    let n_added = speaker.entries.keys().filter(|name| !kernel.contains(*name)).count();
    let trials = &artifact.comparison.trials;
    let alone = trials.iter().find(|one| one.trial.role == Role::KernelFeatures);
    KernelSummary {
        n_kernel: format.count(kernel.len()),
        n_added: format.count(n_added),
        n_computed: format.count(n_computed),
        n_withheld: format.count(n_computed.saturating_sub(artifact.manifest.n_features)),
        alone: alone.and_then(|one| {
            let auc = Difference::of_auc(one.auc_difference.as_ref()?);
            let cost = Difference::of_cost(one.cost_difference.as_ref()?);
            Some(KernelAlone {
                roc_auc: format.decimal(one.trial.pooled.roc_auc, 3),
                expected_cost: format.decimal(one.trial.score, 3),
                auc_change: with_interval(speaker, auc, 3),
                cost_change: with_interval(speaker, cost, 3),
                is_clear: auc.is_clear() || cost.is_clear(),
            })
        }),
    }
}

/// Who is learned from.
pub(super) fn protocol(speaker: &Speaker<'_>) -> ProtocolSummary {
    let (format, artifact) = (speaker.format(), &speaker.artifact);
    let protocol = &artifact.manifest.settings.protocol;
    let n_trials = artifact.comparison.trials.len();
    let n_fits: usize = artifact.comparison.trials.iter().map(|one| one.trial.folds.len()).sum();
    ProtocolSummary {
        n_development: format.count(artifact.evaluation.out_of_fold.metrics.n_clients),
        n_hold_out: format.count(artifact.evaluation.hold_out.metrics.n_clients),
        hold_out_share: format.percent(protocol.hold_out_share, 0),
        hold_out: protocol.hold_out_share,
        n_folds: format.count(protocol.n_folds),
        folds: protocol.n_folds,
        validation_share: format.percent(protocol.validation_share, 0),
        validation: protocol.validation_share,
        n_trials: format.count(n_trials),
        n_fits: format.count(n_fits),
        seed: protocol.seed.to_string(),
        leakage_auc: format.decimal(protocol.leakage_auc, 2),
        n_resamples: format.count(artifact.threshold_study.n_resamples),
        confidence: format.percent(CONFIDENCE, 0),
    }
}
