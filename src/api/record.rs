//! What was answered goes into the log of predictions before it is answered.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::App;
use super::guard::Caller;
use super::ledger::{Endpoint, Entry};
use super::observe::RequestId;
use super::problem::Problem;
use super::served::Served;
use crate::files;
use crate::scoring::Score;

/// Who asked, and how the request is called.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The key's id.
    pub key_id: Arc<str>,
    /// The request's id.
    pub request_id: Arc<str>,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Caller>();
        let id = parts.extensions.get::<RequestId>();
        Ok(Self {
            key_id: caller.map_or("-", |caller| caller.key_id.as_str()).into(),
            request_id: id.map_or("-", RequestId::text).into(),
        })
    }
}

/// What a score was given for.
#[derive(Debug)]
pub(super) enum Inputs<'a> {
    /// A client of the portfolio, by every feature: they stand in its table.
    Known(&'a [f32]),
    /// What was sent, and the model's features that came of it, which stand nowhere else.
    Sent(&'a [u8], Vec<f32>),
}

impl App {
    /// Records a score; gives the number of the prediction.
    ///
    /// # Errors
    ///
    /// A [`Problem`] where it cannot be recorded: then it must not be answered.
    pub(super) fn record(
        &self,
        asked: &Asked,
        served: &Served,
        endpoint: Endpoint,
        score: &Score,
        inputs: Inputs<'_>,
    ) -> Result<i64, Problem> {
        let manifest = &served.artifact.manifest;
        let (inputs, features) = match inputs {
            Inputs::Known(row) => {
                let bytes: Vec<u8> = row.iter().flat_map(|value| value.to_le_bytes()).collect();
                (files::hash(&bytes), Vec::new())
            }
            Inputs::Sent(bytes, features) => (files::hash(bytes), features),
        };
        let id = self.ledger.append(Entry {
            at_ms: self.clock.now_ms(),
            request_id: Arc::clone(&asked.request_id),
            key_id: Arc::clone(&asked.key_id),
            endpoint,
            run_id: manifest.run_id.as_str().into(),
            model_id: manifest.model_id.as_str().into(),
            client: Some(score.client),
            inputs: inputs.to_hex().to_string(),
            features,
            log_odds: score.log_odds,
            probability: score.probability,
            threshold: served.artifact.threshold,
            decision: score.decision,
        })?;
        self.observer.metrics.predicted(endpoint, score.decision);
        Ok(id)
    }
}
