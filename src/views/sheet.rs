//! What the sheet of one client shows.

use serde::Serialize;

use super::{
    Gauge, Group, OutlookView, Reasons, Recommendation, RunIdentity, StandingRow, ThemeRow,
};

/// The sheet of one client, display-ready.
#[derive(Debug, Clone, Serialize)]
pub struct SheetView {
    /// The run that scored the client.
    pub identity: RunIdentity,
    /// Number of the client (`SK_ID_CURR`), as text without grouping.
    pub client: String,
    /// Probability, threshold and what they suggest.
    pub score: Score,
    /// Where the probability stands among those of all clients; `None` where it is not known.
    pub rank: Option<Rank>,
    /// Why the score is what it is.
    pub reasons: Reasons,
    /// How others compare.
    pub others: Others,
    /// What would change the decision.
    pub outlook: OutlookView,
    /// What the file holds and lacks.
    pub file: FileContents,
    /// How protected characteristics are handled.
    pub attributes: Attributes,
    /// A second page, or `None` for a sheet of one page.
    pub details: Option<Details>,
}

/// A client’s score. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct Score {
    /// What the score suggests.
    pub recommendation: Recommendation,
    /// Probability of default: `12,3 %`.
    pub probability: String,
    /// Threshold of the rule: `9,1 %`.
    pub threshold: String,
    /// Distance between the two, without a sign: `3,2 points`.
    pub distance: String,
    /// Default rate of all clients, for comparison: `8,1 %`.
    pub average: String,
    /// Where the three stand on a line.
    pub gauge: Gauge,
}

/// The tenth of all clients that a probability falls in, and what became of them.
///
/// All texts are ready to print. The clients are those that the model was judged on, with the
/// probabilities of models that had not seen them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rank {
    /// Place of the tenth, from the least risky: `9`.
    pub place: String,
    /// Number of places: `10`.
    pub n_places: String,
    /// Lowest probability of the tenth: `12,1 %`.
    pub from: String,
    /// Highest probability of the tenth: `17,9 %`.
    pub to: String,
    /// How many clients it holds: `2 532`.
    pub n_clients: String,
    /// Share of them who defaulted: `14,6 %`.
    pub default_rate: String,
    /// Lower end of the 95 % interval of that share: `13,2 %`.
    pub low: String,
    /// Upper end of it: `16,0 %`.
    pub high: String,
}

/// How others compare.
#[derive(Debug, Clone, Serialize)]
pub struct Others {
    /// Where the client stands on a few features.
    pub rows: Vec<StandingRow>,
    /// Clients of the same description.
    pub peers: Group,
    /// The clients who are nearest by their main features.
    pub neighbors: Group,
}

/// What the file holds and lacks. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct FileContents {
    /// Sources that say something of the client, as noun phrases in lower case.
    pub sources: Vec<String>,
    /// Sources that hold nothing of the client.
    pub empty_sources: Vec<String>,
    /// What the form lacks.
    pub missing: Missing,
    /// Values of the form that few clients have, to be checked, each with its label.
    pub unusual: Vec<String>,
}

/// What the file does not hold.
#[derive(Debug, Clone, Serialize)]
pub struct Missing {
    /// Labels of the main missing information, most important first.
    pub labels: Vec<String>,
    /// How many further variables are missing: `37`; `None` when there are none.
    pub n_others: Option<String>,
}

/// How protected characteristics are handled: their names, inside a sentence.
#[derive(Debug, Clone, Serialize)]
pub struct Attributes {
    /// What the model does not read.
    pub unread: Vec<String>,
    /// What it reads, and whose price was measured.
    pub read: Vec<String>,
}

/// What the second page shows.
#[derive(Debug, Clone, Serialize)]
pub struct Details {
    /// The main information of the file, by where it comes from.
    pub groups: Vec<FactGroup>,
    /// What each theme adds to the probability, strongest first.
    pub themes: Vec<ThemeRow>,
}

/// Information of one source.
#[derive(Debug, Clone, Serialize)]
pub struct FactGroup {
    /// The source: `Demande de crédit`.
    pub source: String,
    /// The information, in the order shown.
    pub facts: Vec<Fact>,
}

/// One piece of information of the file.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// What it is: `Revenu annuel`.
    pub label: String,
    /// The client’s value with its unit, or `None` when the file does not hold it.
    pub value: Option<String>,
    /// Typical value of the clients who repaid, with its unit, or `None`.
    pub typical: Option<String>,
    /// Where the client stands among all clients: `plus que pour 92 %`; empty where not known.
    pub among_all: String,
}
