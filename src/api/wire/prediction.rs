//! What was predicted, and what advisers decided.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::client::DecisionQuery;
use super::score::Decision;
use crate::api::ledger::{LoggedOverride, LoggedPrediction};

/// What an adviser decided, where a score was to help.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrideRequest {
    /// What was decided: `accept` or `refuse`.
    pub decision: DecisionQuery,
    /// Why, in the adviser's words.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// A decision, recorded.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OverrideAnswer {
    /// Its number in the log.
    pub id: i64,
}

/// Which predictions of a client to tell.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PredictionsQuery {
    /// Number of the last one of the page before.
    #[serde(default)]
    #[param(required = false, minimum = 0, default = 0)]
    pub after: i64,
    /// Predictions on a page, at most 500.
    #[serde(default = "default_limit")]
    #[param(required = false, minimum = 1, maximum = 500, default = 100)]
    pub limit: u32,
}

const fn default_limit() -> u32 {
    100
}

/// What the log holds of a client.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PredictionsAnswer {
    /// Number of the client (`SK_ID_CURR`).
    pub client: u32,
    /// Scores that were given, oldest first.
    pub predictions: Vec<LoggedScore>,
    /// What advisers decided, oldest first.
    pub overrides: Vec<LoggedDecision>,
}

/// A score that was given.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LoggedScore {
    /// Its number in the log.
    pub id: i64,
    /// When, in milliseconds since 1970-01-01, universal time.
    pub at_ms: i64,
    /// The request, as `X-Request-Id` names it.
    pub request_id: String,
    /// The key by which it came.
    pub key_id: String,
    /// What was asked for.
    pub endpoint: String,
    /// The run that answered.
    pub run_id: String,
    /// Its model.
    pub model_id: String,
    /// Fingerprint of the inputs (BLAKE3).
    pub inputs: String,
    /// Calibrated probability of default.
    pub probability: f64,
    /// The threshold that was in force.
    pub threshold: f64,
    /// What the rule recommended.
    pub decision: Decision,
}

/// What an adviser decided.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LoggedDecision {
    /// Its number in the log.
    pub id: i64,
    /// When, in milliseconds since 1970-01-01, universal time.
    pub at_ms: i64,
    /// The key by which it came.
    pub key_id: String,
    /// The prediction that it is about, where it is about one.
    pub prediction: Option<i64>,
    /// What was decided.
    pub decision: Decision,
    /// Why.
    pub reason: String,
}

/// What was erased.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErasedAnswer {
    /// Predictions.
    pub n_predictions: u64,
    /// Decisions of advisers.
    pub n_overrides: u64,
    /// Whether their bytes are gone from the files already.
    pub is_wiped: bool,
}

impl From<LoggedPrediction> for LoggedScore {
    fn from(logged: LoggedPrediction) -> Self {
        Self {
            id: logged.id,
            at_ms: logged.at_ms,
            request_id: logged.request_id,
            key_id: logged.key_id,
            endpoint: logged.endpoint.name().to_owned(),
            run_id: logged.run_id,
            model_id: logged.model_id,
            inputs: logged.inputs,
            probability: logged.probability,
            threshold: logged.threshold,
            decision: logged.decision.into(),
        }
    }
}

impl From<LoggedOverride> for LoggedDecision {
    fn from(logged: LoggedOverride) -> Self {
        Self {
            id: logged.id,
            at_ms: logged.at_ms,
            key_id: logged.key_id,
            prediction: logged.prediction_id,
            decision: logged.decision.into(),
            reason: logged.reason,
        }
    }
}
