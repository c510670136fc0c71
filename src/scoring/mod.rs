//! A run and a client's features in, a scored client out: the only path to a score.
//!
//! A [`Scorer`] says how likely a default is and what the rule makes of it. An [`Examiner`] says
//! all there is to say of one client: the score, why, how others compare, what would change it; of
//! one who is not in the table, [`applicant`] makes the features first. An [`Evaluator`] says how
//! the rule treats groups of clients.

pub mod applicant;
mod examiner;
mod gaps;
mod segments;

use serde::Serialize;

pub use examiner::{Account, Examiner, ScoredClient};
pub use gaps::{Absence, absence, gaps};
pub use segments::{Evaluated, Evaluator, SegmentValue, Segmentation, Segments};

use crate::artifact::ScoringArtifact;
use crate::decision::{Decision, decide};
use crate::explanation;
use crate::features::FeatureTable;
use crate::features::dictionary;
use crate::features::revision;
use crate::held::Held;
use crate::models::{Model, Predictor};
use crate::probability::{LogOdds, Probability};

/// The score of a client, without its reasons.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Score {
    /// `SK_ID_CURR`.
    pub client: u32,
    /// Log-odds of default, before calibration.
    pub log_odds: LogOdds,
    /// Calibrated probability of default.
    pub probability: Probability,
    /// What the rule says of it.
    pub decision: Decision,
}

/// Features that a run cannot score, or a score that cannot be explained.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
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
    /// A row that is not one of the table's, or not one of the model's.
    #[error("expected {expected} features, found {found}")]
    RowLength {
        /// Features of the table, or of the model.
        expected: usize,
        /// Values given.
        found: usize,
    },
    /// A portfolio of more clients than the one applicant, or of none.
    #[error("expected one applicant, found {n_clients}")]
    NotOne {
        /// Clients of the portfolio.
        n_clients: usize,
    },
    /// A score whose parts do not add up, or a kind of model that has none.
    #[error(transparent)]
    Explanation(#[from] explanation::Error),
    /// A feature without a meaning.
    #[error(transparent)]
    Dictionary(#[from] dictionary::Error),
    /// A feature table that changes of an application cannot be followed through.
    #[error(transparent)]
    Revision(#[from] revision::MissingFeature),
}

impl Error {
    /// A client who is not among `clients`, ascending.
    pub fn unknown_client(client: u32, clients: &[u32]) -> Self {
        Self::UnknownClient {
            client,
            n_clients: clients.len(),
            first: clients.first().copied().unwrap_or(0),
            last: clients.last().copied().unwrap_or(0),
        }
    }

    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Revision(_) => "make the table again with \"octroi features\"".to_owned(),
            Self::RowLength { .. } | Self::NotOne { .. } => return None,
            Self::MissingFeature(_) | Self::Dictionary(_) => {
                "the run belongs to another version of the features; train again".to_owned()
            }
            Self::UnknownClient { .. } => {
                "a client's number is SK_ID_CURR of application_train or application_test"
                    .to_owned()
            }
            Self::Explanation(explanation::Error::NotExplainable(_)) => {
                "promote a run whose model is boosted trees, a decision tree or a logistic \
                 regression"
                    .to_owned()
            }
            Self::Explanation(_) => "the run is damaged; train again".to_owned(),
        })
    }
}

/// A run ready to score the rows of a feature table.
#[derive(Debug)]
pub struct Scorer<'a> {
    /// The run.
    pub artifact: Held<'a, ScoringArtifact>,
    /// The table.
    pub table: Held<'a, FeatureTable>,
    /// Where each of the model's features stands in the table.
    places: Vec<usize>,
    /// The model's trees, laid out for speed.
    predictor: Option<Predictor>,
}

impl<'a> Scorer<'a> {
    /// Finds the model's features in the table.
    ///
    /// # Errors
    ///
    /// [`Error::MissingFeature`]: nothing is filled in silently.
    pub fn new(
        artifact: impl Into<Held<'a, ScoringArtifact>>,
        table: impl Into<Held<'a, FeatureTable>>,
    ) -> Result<Self, Error> {
        let (artifact, table) = (artifact.into(), table.into());
        let place = |name: &String| {
            let place = table.names.iter().position(|known| known == name);
            place.ok_or_else(|| Error::MissingFeature(name.clone()))
        };
        let places = artifact.model.feature_names().iter().map(place).collect::<Result<_, _>>()?;
        let predictor = match &artifact.model {
            Model::Trees(trees) => Some(Predictor::new(trees)),
            Model::Linear(_) | Model::Forest(_) => None,
        };
        Ok(Self { artifact, table, places, predictor })
    }

    /// The model's features of the client at `place` in the table.
    pub fn features(&self, place: usize) -> Vec<f32> {
        self.features_of(self.table.row(place))
    }

    /// The model's features out of a row of the table's.
    pub fn features_of(&self, row: &[f32]) -> Vec<f32> {
        self.places.iter().map(|&feature| row[feature]).collect()
    }

    /// Scores the client at `place` in the table.
    pub fn score_at(&self, place: usize) -> Score {
        self.score_row(self.table.clients[place], &self.features(place))
    }

    /// Scores a client by number.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownClient`].
    pub fn score(&self, client: u32) -> Result<Score, Error> {
        Ok(self.score_at(self.place(client)?))
    }

    /// Scores one row of the model's features, of shape `(n_features)`.
    pub fn score_row(&self, client: u32, row: &[f32]) -> Score {
        let log_odds = match &self.predictor {
            Some(predictor) => LogOdds::new(predictor.log_odds(row)),
            None => self.artifact.model.log_odds(row),
        };
        let probability = self.artifact.calibrator.probability(log_odds);
        let decision = decide(probability, self.artifact.threshold);
        Score { client, log_odds, probability, decision }
    }

    /// Calibrated probabilities of rows of the model's features.
    fn probabilities(&self, rows: &[Vec<f32>]) -> Vec<f64> {
        let log_odds = match &self.predictor {
            Some(predictor) => predictor.log_odds_of_rows(rows.len(), |row| &rows[row]),
            None => rows.iter().map(|row| self.artifact.model.log_odds(row).value()).collect(),
        };
        let calibrator = &self.artifact.calibrator;
        log_odds.into_iter().map(|x| calibrator.probability(LogOdds::new(x)).value()).collect()
    }

    /// Where a client stands in the table.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownClient`].
    pub fn place(&self, client: u32) -> Result<usize, Error> {
        let clients = &self.table.clients;
        self.table.place(client).ok_or_else(|| Error::unknown_client(client, clients))
    }
}
