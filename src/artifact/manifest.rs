//! What a run is and what it was made from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::models::Family;
use crate::settings::Settings;

/// Version of the folder's layout; any other is refused.
pub const FORMAT: u32 = 4;

/// What a run is and what it was made from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// Name of the run: the start of the fingerprint of what went in.
    pub run_id: String,
    /// Start of the fingerprint of model and calibrator.
    pub model_id: String,
    /// Version of the program that made it.
    pub code_version: String,
    /// Versions of the libraries that made it.
    pub versions: BTreeMap<String, String>,
    /// Whether the data is made up.
    pub is_synthetic: bool,
    /// BLAKE3 of the feature table.
    pub data_fingerprint: String,
    /// The settings in force, the seed among them.
    pub settings: Settings,
    /// Clients with a known outcome.
    pub n_labelled: usize,
    /// Clients without.
    pub n_unlabelled: usize,
    /// Share of the labelled who defaulted.
    pub default_rate: f64,
    /// Features that the model may read.
    pub n_features: usize,
    /// Kind of the retained model.
    pub family: Family,
    /// Name of the trial that was retained.
    pub champion: String,
    /// Headline: out-of-fold AUC, calibrated.
    pub roc_auc: f64,
    /// Headline: expected cost per client at the threshold, out of fold.
    pub expected_cost: f64,
    /// Headline: expected cost per client at the threshold, on the clients set aside.
    pub hold_out_expected_cost: f64,
    /// Headline: the threshold.
    pub threshold: f64,
    /// Checksums of the other files.
    pub checksums: BTreeMap<String, String>,
}
