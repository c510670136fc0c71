//! A run and a client's features in, a scored client out: the only path to a score.

use serde::Serialize;

use crate::artifact::ScoringArtifact;
use crate::decision::{Decision, decide};
use crate::features::FeatureTable;
use crate::probability::{LogOdds, Probability};

/// What a run says of a client.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ScoredClient {
    /// `SK_ID_CURR`.
    pub client: u32,
    /// Log-odds of default, before calibration.
    pub log_odds: LogOdds,
    /// Calibrated probability of default.
    pub probability: Probability,
    /// What the rule says of it.
    pub decision: Decision,
}

/// Features that a run cannot score.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A feature that the model reads is not there.
    #[error("the feature table has no feature \"{0}\", which the model reads")]
    MissingFeature(String),
    /// A client that the table does not have.
    #[error("client {client} is not in the portfolio of {n_clients} clients ({first} to {last})")]
    UnknownClient {
        /// The client asked for.
        client: u32,
        /// How many there are.
        n_clients: usize,
        /// Smallest number.
        first: u32,
        /// Largest number.
        last: u32,
    },
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::MissingFeature(_) => {
                "the run belongs to another version of the features; train again".to_owned()
            }
            Self::UnknownClient { .. } => {
                "a client's number is SK_ID_CURR of application_train or application_test"
                    .to_owned()
            }
        })
    }
}

/// A run ready to score the rows of a feature table.
#[derive(Debug)]
pub struct Scorer<'a> {
    /// The run.
    pub artifact: &'a ScoringArtifact,
    /// The table.
    pub table: &'a FeatureTable,
    /// Where each of the model's features stands in the table.
    places: Vec<usize>,
}

impl<'a> Scorer<'a> {
    /// Finds the model's features in the table.
    ///
    /// # Errors
    ///
    /// [`Error::MissingFeature`]: nothing is filled in silently.
    pub fn new(artifact: &'a ScoringArtifact, table: &'a FeatureTable) -> Result<Self, Error> {
        let place = |name: &String| {
            let place = table.names.iter().position(|known| known == name);
            place.ok_or_else(|| Error::MissingFeature(name.clone()))
        };
        let places = artifact.model.feature_names().iter().map(place).collect::<Result<_, _>>()?;
        Ok(Self { artifact, table, places })
    }

    /// The model's features of the client at `place` in the table.
    pub fn features(&self, place: usize) -> Vec<f32> {
        let row = self.table.row(place);
        self.places.iter().map(|&feature| row[feature]).collect()
    }

    /// Scores the client at `place` in the table.
    pub fn score_at(&self, place: usize) -> ScoredClient {
        score(self.artifact, self.table.clients[place], &self.features(place))
    }

    /// Scores a client by number.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownClient`].
    pub fn score(&self, client: u32) -> Result<ScoredClient, Error> {
        let clients = &self.table.clients;
        match self.table.place(client) {
            Some(place) => Ok(self.score_at(place)),
            None => Err(Error::UnknownClient {
                client,
                n_clients: clients.len(),
                first: clients.first().copied().unwrap_or(0),
                last: clients.last().copied().unwrap_or(0),
            }),
        }
    }
}

/// Scores one row of shape `(n_features)`, in the order of the model's features.
pub fn score(artifact: &ScoringArtifact, client: u32, row: &[f32]) -> ScoredClient {
    let log_odds = artifact.model.log_odds(row);
    let probability = artifact.calibrator.probability(log_odds);
    ScoredClient {
        client,
        log_odds,
        probability,
        decision: decide(probability, artifact.threshold),
    }
}
