//! What stands in the log: a prediction, and what an adviser decided instead.

use std::sync::Arc;

use crate::decision::{Decision, decide};
use crate::probability::{LogOdds, Probability, Threshold};

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// The score of a new applicant.
    Score,
    /// One of many new applicants.
    Batch,
    /// The score of a client of the portfolio.
    ClientScore,
    /// The score of a client of the portfolio with its reasons.
    Explanation,
    /// The sheet of a client.
    Sheet,
    /// The score of changed inputs.
    WhatIf,
}

impl Endpoint {
    /// Every endpoint.
    pub const ALL: [Self; 6] =
        [Self::Score, Self::Batch, Self::ClientScore, Self::Explanation, Self::Sheet, Self::WhatIf];

    /// Name in the log and in figures.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Batch => "batch",
            Self::ClientScore => "client-score",
            Self::Explanation => "explanation",
            Self::Sheet => "sheet",
            Self::WhatIf => "what-if",
        }
    }
}

/// Name of a decision in the log.
pub(super) const fn decision_name(decision: Decision) -> &'static str {
    match decision {
        Decision::Accept => "accept",
        Decision::Refuse => "refuse",
    }
}

/// A score that was given, and what it was given for.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// The request, as `X-Request-Id` names it.
    pub request_id: Arc<str>,
    /// The key by which it came; `-` where none was asked for.
    pub key_id: Arc<str>,
    /// What was asked for.
    pub endpoint: Endpoint,
    /// The run that answered.
    pub run_id: Arc<str>,
    /// Its model.
    pub model_id: Arc<str>,
    /// `SK_ID_CURR`, where there is one.
    pub client: Option<u32>,
    /// BLAKE3 of the inputs in canonical form, 64 hexadecimal digits.
    pub inputs: String,
    /// Values of the model's features, in the order of the run; NaN is missing.
    pub features: Vec<f32>,
    /// Log-odds of default, before calibration.
    pub log_odds: LogOdds,
    /// Calibrated probability of default.
    pub probability: Probability,
    /// The threshold in force.
    pub threshold: Threshold,
    /// What the rule says.
    pub decision: Decision,
}

/// Most features of a row.
const MOST_FEATURES: usize = 1 << 16;
/// Longest name of a request, a key, a run or a model, in bytes.
const MOST_NAME: usize = 128;

fn is_name(text: &str) -> bool {
    (1..=MOST_NAME).contains(&text.len()) && !text.chars().any(char::is_control)
}

impl Entry {
    /// What keeps it from standing in the log. Checked before a row is queued: one that the
    /// database refuses would be found out after the answer.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        let names = [&self.request_id, &self.key_id, &self.run_id, &self.model_id];
        let is_hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        if !names.iter().all(|name| is_name(name)) {
            return Err("request, key, run and model are named in 1 to 128 bytes");
        }
        if self.inputs.len() != 64 || !self.inputs.bytes().all(is_hex) {
            return Err("the fingerprint of the inputs has 64 hexadecimal digits");
        }
        if self.features.len() > MOST_FEATURES {
            return Err("there are too many features");
        }
        if self.log_odds.value().is_nan() {
            return Err("the log-odds are not a number");
        }
        if decide(self.probability, self.threshold) != self.decision {
            return Err("probability and threshold say another decision");
        }
        Ok(())
    }

    /// The features as they are kept: 32-bit floats, little-endian, one NaN for missing.
    pub(super) fn features_bytes(&self) -> Vec<u8> {
        let plain = |value: &f32| if value.is_nan() { f32::NAN } else { *value };
        self.features.iter().flat_map(|value| plain(value).to_le_bytes()).collect()
    }
}

/// What an override is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A prediction, by its number.
    Prediction(i64),
    /// A client, whatever was predicted.
    Client(u32),
}

/// What an adviser decided, where a score was to help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// The request that brought it.
    pub request_id: Arc<str>,
    /// The key by which it came.
    pub key_id: Arc<str>,
    /// What it is about.
    pub about: About,
    /// What was decided.
    pub decision: Decision,
    /// Why, in the adviser's words; 1 to [`MOST_REASON`] characters.
    pub reason: String,
}

/// Longest reason, in characters.
pub const MOST_REASON: usize = 1_000;

impl Override {
    /// What keeps it from standing in the log.
    pub(super) fn check(&self) -> Result<(), &'static str> {
        if ![&self.request_id, &self.key_id].iter().all(|name| is_name(name)) {
            return Err("request and key are named in 1 to 128 bytes");
        }
        let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        if self.reason.trim().is_empty() || self.reason.chars().count() > MOST_REASON {
            return Err("a reason has 1 to 1000 characters");
        }
        if self.reason.chars().any(is_odd) {
            return Err("a reason has no control characters");
        }
        Ok(())
    }
}
