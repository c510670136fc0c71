//! What every page knows of the site: `data/site.js`.

use serde::Serialize;

use crate::views::Lender;

/// What every page knows of the site.
#[derive(Debug, Clone, Serialize)]
pub struct SiteData {
    /// Version of the data's layout.
    pub format: u32,
    /// 16 hexadecimal digits of run, table and choice of clients, which every file repeats.
    pub site: String,
    /// Name of the run.
    pub run_id: String,
    /// Name of the model.
    pub model_id: String,
    /// Start of the checksum of the feature table that the run learnt from.
    pub data_fingerprint: String,
    /// Version of the program that made the run.
    pub code_version: String,
    /// Day of the run as `2026-11-22`, where known.
    pub date: Option<String>,
    /// Whether the clients are made up.
    pub is_synthetic: bool,
    /// Who lends.
    pub lender: Lender,
    /// Clients of the site.
    pub n_clients: usize,
    /// Clients of the feature table.
    pub n_clients_of_table: usize,
    /// Features of the model.
    pub n_features: usize,
    /// Clients of known outcome that the run was made from.
    pub n_labelled: usize,
    /// Share of them who defaulted, 0 to 1.
    pub default_rate: f64,
    /// Refused from this probability on, 0 to 1; above 1 where nobody is.
    pub threshold: f64,
    /// What errors cost.
    pub costs: CostsData,
    /// `trees` or `linear`.
    pub model_kind: &'static str,
    /// How clients are spread over the files of rows.
    pub rows: RowsIndex,
    /// The columns to filter and draw, in the order of the page's lists.
    pub columns: Vec<SiteColumn>,
    /// Clients to show at random.
    pub picks: Picks,
    /// Whether the site stands beside a folder of sheets.
    pub has_sheets: bool,
}

/// What errors cost, counted in refused good clients.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CostsData {
    /// A default that was accepted.
    pub missed_default: f64,
    /// A good client who was refused.
    pub refused_good: f64,
}

/// How clients are spread over the files of rows.
#[derive(Debug, Clone, Serialize)]
pub struct RowsIndex {
    /// Clients in each file but the last.
    pub per_shard: usize,
    /// Number of the client that begins each file.
    pub first: Vec<u32>,
}

/// A column to filter and draw.
#[derive(Debug, Clone, Serialize)]
pub struct SiteColumn {
    /// Name, as in the tables.
    pub name: String,
    /// `number` or `category`.
    pub kind: &'static str,
    /// Unit of its values, by its key.
    pub unit: String,
    /// Its theme, by its key.
    pub theme: String,
    /// Whether it tells a legally protected characteristic.
    pub protected: bool,
    /// Size of its file.
    pub n_bytes: usize,
}

/// Clients to show at random, ascending in each list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Picks {
    /// Some whom the rule refuses.
    pub refused: Vec<u32>,
    /// Some whom it accepts.
    pub accepted: Vec<u32>,
    /// Those nearest to the threshold.
    pub near: Vec<u32>,
}
