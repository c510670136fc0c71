//! What is said of one client: the score, why, how others compare, what would change it.

use serde::Serialize;

use super::{LabelledValue, Reasons, RunIdentity, Score};

/// Everything said of one client, in the reader’s words. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct ExplanationView {
    /// The run that scored the client.
    pub identity: RunIdentity,
    /// Number of the client (`SK_ID_CURR`), as text without grouping.
    pub client: String,
    /// Probability, threshold and what they suggest.
    pub score: Score,
    /// The score in one sentence.
    pub verdict: String,
    /// Why.
    pub reasons: Reasons,
    /// What each theme adds, strongest first.
    pub themes: Vec<ThemeRow>,
    /// Clients of the same description.
    pub peers: Group,
    /// The clients who are nearest by their main features.
    pub neighbors: Group,
    /// Where the client stands, feature by feature.
    pub standings: Vec<StandingRow>,
    /// What would change the decision.
    pub outlook: OutlookView,
}

/// A score and why it is what it is. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct AccountView {
    /// Probability, threshold and what they suggest.
    pub score: Score,
    /// The score in one sentence.
    pub verdict: String,
    /// Why.
    pub reasons: Reasons,
    /// What each theme adds, strongest first.
    pub themes: Vec<ThemeRow>,
}

/// What a theme adds to the probability.
#[derive(Debug, Clone, Serialize)]
pub struct ThemeRow {
    /// Its name: `Scores externes`.
    pub label: String,
    /// Effect on the probability, with its sign: `+3,2 points`.
    pub points: String,
    /// Raw: length of its bar, −1 to 1, where 1 is the strongest; positive raises the risk.
    pub bar: f64,
}

/// Clients who are alike.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// What they have in common, as a noun phrase each.
    pub rules: Vec<String>,
    /// How many: `1 234`.
    pub n_clients: String,
    /// How they fared, in one sentence; says so where there are none.
    pub sentence: String,
}

/// Where a client stands on one feature.
#[derive(Debug, Clone, Serialize)]
pub struct StandingRow {
    /// What it is: `Revenu annuel`.
    pub label: String,
    /// The client’s value with its unit.
    pub value: String,
    /// Median of all clients, with its unit.
    pub median: String,
    /// Median of the peers, with its unit.
    pub peer_median: String,
    /// Place among all clients: `plus que 92 %`.
    pub among_all: String,
    /// Place among the peers: `plus que 92 %`.
    pub among_peers: String,
}

/// What would change the decision.
#[derive(Debug, Clone, Serialize)]
pub struct OutlookView {
    /// The distance to the threshold, or that no simple change is enough, in one sentence.
    pub summary: String,
    /// Changes that would do, each with the probability that it leads to.
    pub ways: Vec<LabelledValue>,
    /// Information that could tip the decision, each in one sentence.
    pub open: Vec<String>,
    /// What such a change is worth, in one sentence; empty where there is none.
    pub caveat: String,
}
