//! From tables to features.

use std::collections::BTreeMap;
use std::path::Path;

use super::stages::{self, Stage};
use super::{Error, Job, Progress};
use crate::features::Profile;
use crate::features::store::{self, Origin};
use crate::synthetic;
use crate::tables::{Source, Table, portfolio};

/// Version of the feature table's meaning, part of its stage's inputs.
pub const FEATURES_FORMAT: &str = "1";

/// The feature table, up to date.
#[derive(Debug)]
pub(super) struct Features {
    /// BLAKE3 of the file.
    pub fingerprint: String,
}

/// The columns that the features read; the others are checked and dropped.
pub fn features_wanted(table: Table, column: &str) -> bool {
    match table {
        Table::PreviousApplication => !matches!(
            column,
            "NFLAG_LAST_APPL_IN_DAY"
                | "RATE_INTEREST_PRIMARY"
                | "RATE_INTEREST_PRIVILEGED"
                | "SELLERPLACE_AREA"
                | "DAYS_FIRST_DRAWING"
                | "DAYS_FIRST_DUE"
                | "DAYS_LAST_DUE_1ST_VERSION"
                | "DAYS_LAST_DUE"
                | "DAYS_TERMINATION"
                | "NFLAG_INSURED_ON_APPROVAL"
        ),
        Table::InstallmentsPayments => column != "NUM_INSTALMENT_NUMBER",
        _ => true,
    }
}

/// Computes the feature table if it is stale.
pub(super) fn features(
    job: &Job,
    progress: &dyn Progress,
    ran: &mut Vec<Stage>,
) -> Result<Features, Error> {
    let stage = Stage::Features;
    let source = Source::open(&job.data)?;
    let path = job.workdir.features();
    let total: u64 = Table::ALL.iter().map(|&table| source.stored_bytes(table)).sum();
    progress.start(stage, Some(2 * total));
    let raw = raw_fingerprint(&job.data)?;
    let inputs = stages::inputs(stage, &[FEATURES_FORMAT, Profile::Octroi.name(), &raw]);
    let output = |record: &stages::Record| record.outputs.values().next().cloned();
    if !job.force
        && let Some(record) = stages::fresh(&job.workdir, stage, &inputs)
        && let Some(fingerprint) = output(&record)
    {
        progress.finish(stage, true, record.notes.get("summary").map_or("", String::as_str));
        return Ok(Features { fingerprint });
    }
    let loaded = portfolio::load(&source, &features_wanted, &|n| progress.advance(n))?;
    let n_clients = loaded.portfolio.clients.len().max(1) as u64;
    let origin =
        Origin { is_synthetic: synthetic::is_synthetic(&job.data), tables: loaded.summary() };
    let written =
        store::write(&path, &loaded.portfolio, &loaded.outcomes, Profile::Octroi, &origin, &|n| {
            progress.advance(total * n as u64 / n_clients);
        })?;
    let summary = format!("{} clients × {} features", written.n_clients, written.n_features);
    let notes = BTreeMap::from([("summary".to_owned(), summary.clone())]);
    let record = stages::record(&job.workdir, stage, inputs, &[path], &job.today, notes)?;
    ran.push(stage);
    progress.finish(stage, false, &summary);
    Ok(Features { fingerprint: output(&record).unwrap_or_default() })
}

/// Fingerprint of the raw tables as they are stored.
fn raw_fingerprint(data: &Path) -> Result<String, crate::files::Error> {
    if data.is_file() {
        return crate::files::fingerprint(data);
    }
    let mut parts = Vec::new();
    for table in Table::ALL {
        for extension in ["csv", "csv.gz", "csv.zip"] {
            let path = data.join(format!("{}.{extension}", table.name()));
            if path.is_file() {
                parts.push(format!("{}.{extension}", table.name()));
                parts.push(crate::files::fingerprint(&path)?);
                break;
            }
        }
    }
    // The mark of a synthetic portfolio shows in every output.
    parts.push(synthetic::is_synthetic(data).to_string());
    Ok(crate::files::fingerprint_of(parts.iter().map(String::as_bytes)))
}
