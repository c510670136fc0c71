//! Clients who are alike.

use serde::Serialize;
use utoipa::ToSchema;

use super::Lang;
use super::score::Run;
use crate::explanation::{GroupOutcome, Similar};
use crate::views;
use crate::views::from_run::{self, Speaker};

/// How clients alike have fared, and where the client stands among everyone and among them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SimilarAnswer {
    /// Number of the client (`SK_ID_CURR`).
    pub client: u32,
    /// Language of the words.
    pub lang: Lang,
    /// Clients of the same description; none where there are too few.
    pub peers: Option<Group>,
    /// The clients who are nearest by their main features; none where nobody else is known.
    pub neighbors: Option<Group>,
    /// Where the client stands, feature by feature.
    pub standings: Vec<Standing>,
    /// What it was computed with.
    pub run: Run,
}

/// A group of clients and how they fared.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Group {
    /// What they have in common, in words.
    pub rules: Vec<String>,
    /// Clients in the group.
    pub n_clients: usize,
    /// Those of them who defaulted.
    pub n_defaults: usize,
    /// Share of them who defaulted.
    pub default_rate: f64,
    /// Lower end of its 95 % interval (Wilson).
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Mean of the probabilities that were foretold for them, out of fold.
    pub mean_probability: f64,
    /// How they fared, in one sentence.
    pub sentence: String,
}

/// Where a client stands on one feature.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Standing {
    /// The feature.
    pub feature: String,
    /// What it is, in words.
    pub label: String,
    /// The client's value.
    pub value: Option<f32>,
    /// The client's value with its unit.
    pub text: Option<String>,
    /// Median of everyone.
    pub median: Option<f32>,
    /// Share of everyone with a smaller value, in percent; of equal values, half.
    pub percentile: Option<f64>,
    /// Median of the peers.
    pub peer_median: Option<f32>,
    /// Share of the peers with a smaller value, in percent; of equal values, half.
    pub peer_percentile: Option<f64>,
}

impl SimilarAnswer {
    /// Puts it on the wire.
    pub fn new(speaker: &Speaker<'_>, client: u32, similar: &Similar, lang: Lang) -> Self {
        let (peers, neighbors, _) = from_run::alike(speaker, similar);
        let standings = similar.standings.iter().map(|standing| Standing {
            feature: standing.name.clone(),
            label: speaker.label_of(&standing.name),
            value: standing.value,
            text: standing.value.and_then(|value| speaker.written(&standing.name, value)),
            median: standing.median,
            percentile: standing.percentile,
            peer_median: standing.peer_median,
            peer_percentile: standing.peer_percentile,
        });
        Self {
            client,
            lang,
            peers: similar.peers.as_ref().map(|group| Group::new(&group.outcome, peers)),
            neighbors: similar
                .neighbors
                .as_ref()
                .map(|group| Group::new(&group.outcome, neighbors)),
            standings: standings.collect(),
            run: Run::of(&speaker.artifact),
        }
    }
}

impl Group {
    fn new(outcome: &GroupOutcome, words: views::Group) -> Self {
        Self {
            rules: words.rules,
            n_clients: outcome.n_clients,
            n_defaults: outcome.n_defaults,
            default_rate: outcome.default_rate,
            low: outcome.low,
            high: outcome.high,
            mean_probability: outcome.mean_probability,
            sentence: words.sentence,
        }
    }
}
