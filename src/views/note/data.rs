//! What the tables held.

use serde::Serialize;

/// What the tables held and what was odd about them. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct DataQuality {
    /// Table by table; empty where that was not kept.
    pub tables: Vec<TableRow>,
    /// Rows of all tables together.
    pub n_rows: String,
    /// Rows left out because their parent does not exist, or `None`.
    pub n_orphans: Option<String>,
    /// Unknown category levels and the rows that hold them: `3 modalités, 12 lignes`, or `None`.
    pub unknown_levels: Option<String>,
    /// Columns that were not expected and are left out, or `None`.
    pub n_extra_columns: Option<String>,
    /// Features of the model of which more than half of the clients have no value: `83`.
    pub n_mostly_missing: String,
    /// Features that the retained model may read: `612`.
    pub n_features: String,
    /// Share of the clients without a date of employment, or `None` where it is not read.
    pub without_employment: Option<String>,
    /// Clients whose outcome is not known.
    pub n_unlabelled: String,
}

/// One table. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct TableRow {
    /// What its rows are, in words.
    pub label: String,
    /// How many.
    pub n_rows: String,
    /// Share of missing values.
    pub missing_share: String,
    /// Rows left out.
    pub n_orphans: String,
    /// BLAKE3 of its text, in full.
    pub fingerprint: String,
}
