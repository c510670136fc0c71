//! What the sheet of one client shows.

use serde::Serialize;

use super::{Gauge, Recommendation, RunIdentity};

/// The sheet of one client, display-ready.
#[derive(Debug, Clone, Serialize)]
pub struct SheetView {
    /// The run that scored the client.
    pub identity: RunIdentity,
    /// Number of the client (`SK_ID_CURR`), as text without grouping.
    pub client: String,
    /// Probability, threshold and what they suggest.
    pub score: Score,
    /// The main information of the file, in the order shown.
    pub facts: Vec<Fact>,
    /// Why the score is what it is, or `None` when reasons are not part of this version.
    pub reasons: Option<Reasons>,
    /// What the file does not hold.
    pub missing: Missing,
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

/// One piece of information of the file.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// What it is: `Revenu annuel`.
    pub label: String,
    /// The client’s value with its unit, or `None` when the file does not hold it.
    pub value: Option<String>,
    /// Typical value of the clients who repaid, with its unit, or `None`.
    pub typical: Option<String>,
    /// Where the client stands among all clients, as a short sentence; may be empty.
    pub percentile: String,
}

/// What raises and what lowers the score, strongest first.
#[derive(Debug, Clone, Serialize)]
pub struct Reasons {
    /// What speaks for the client (lowers the probability); the sheet shows the first five.
    pub favorable: Vec<Reason>,
    /// What speaks against (raises the probability); the sheet shows the first five.
    pub unfavorable: Vec<Reason>,
    /// Probability from which the points count: `5,9 %`.
    pub start: String,
    /// Effect of all that is not told, with its sign: `+0,4 point`.
    pub other: String,
    /// How many things are not told though they have an effect: `42`; `None` when there are none.
    pub n_others: Option<String>,
    /// How effects were turned into points of probability, one sentence.
    pub unit: String,
}

/// One reason.
#[derive(Debug, Clone, Serialize)]
pub struct Reason {
    /// What it is about, in the reader’s words.
    pub label: String,
    /// The client’s value with its unit.
    pub value: String,
    /// Value and comparison, to stand beside the effect.
    pub detail: String,
    /// Value, comparison and effect, in one sentence.
    pub sentence: String,
    /// Effect on the probability, with its sign: `+3,2 points`.
    pub points: String,
    /// Raw: length of its bar, 0 to 1, where 1 is the strongest of both lists.
    pub bar: f64,
}

/// What the file does not hold.
#[derive(Debug, Clone, Serialize)]
pub struct Missing {
    /// Labels of the main missing information, most important first.
    pub labels: Vec<String>,
    /// How many further variables are missing: `37`; `None` when there are none.
    pub n_others: Option<String>,
}
