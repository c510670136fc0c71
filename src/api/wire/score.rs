//! A score, and what it was computed with.

use serde::Serialize;
use utoipa::ToSchema;

use crate::artifact::ScoringArtifact;
use crate::decision;
use crate::probability::Threshold;
use crate::scoring::Score;

/// What the rule recommends; a person decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Below the threshold.
    Accept,
    /// At the threshold or above.
    Refuse,
}

impl From<decision::Decision> for Decision {
    fn from(decision: decision::Decision) -> Self {
        match decision {
            decision::Decision::Accept => Self::Accept,
            decision::Decision::Refuse => Self::Refuse,
        }
    }
}

/// The run that an answer comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Run {
    /// Name of the run.
    pub run_id: String,
    /// Start of the fingerprint of model and calibration.
    pub model_id: String,
    /// Start of the fingerprint of the data that the run was trained on.
    pub data_fingerprint: String,
    /// Version of the program that made it.
    pub code_version: String,
    /// Whether the clients that it learnt from are made up.
    pub is_synthetic: bool,
}

impl Run {
    /// Names a run.
    pub fn of(artifact: &ScoringArtifact) -> Self {
        let manifest = &artifact.manifest;
        Self {
            run_id: manifest.run_id.clone(),
            model_id: manifest.model_id.clone(),
            data_fingerprint: manifest.data_fingerprint.chars().take(12).collect(),
            code_version: manifest.code_version.clone(),
            is_synthetic: manifest.is_synthetic,
        }
    }
}

/// A client's score.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScoreAnswer {
    /// Number of the client (`SK_ID_CURR`).
    pub client: u32,
    /// Calibrated probability of default, 0 to 1.
    pub probability: f64,
    /// From this probability on, refusal is recommended.
    pub threshold: f64,
    /// `probability − threshold`: negative where acceptance is recommended.
    pub margin: f64,
    /// What the rule recommends.
    pub decision: Decision,
    /// Log-odds of default, before calibration.
    pub log_odds: f64,
    /// Number of this answer in the log of predictions; an adviser's decision refers to it.
    pub prediction: i64,
    /// What it was computed with.
    pub run: Run,
}

impl ScoreAnswer {
    /// Puts a score on the wire; `prediction` is its number in the log.
    pub fn new(
        score: &Score,
        threshold: Threshold,
        artifact: &ScoringArtifact,
        prediction: i64,
    ) -> Self {
        Self {
            client: score.client,
            probability: score.probability.value(),
            threshold: threshold.value(),
            margin: score.probability.value() - threshold.value(),
            decision: score.decision.into(),
            log_odds: score.log_odds.value(),
            prediction,
            run: Run::of(artifact),
        }
    }
}
