//! What the dashboard page shows.

use serde::Serialize;

use super::{
    Chart, DataSummary, DecisionSummary, Performance, Recommendation, RunIdentity, Variable,
};

/// The dashboard page, display-ready.
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
    /// The run that is shown.
    pub identity: RunIdentity,
    /// The clients that the model learned from.
    pub data: DataSummary,
    /// Quality of the out-of-fold probabilities.
    pub performance: Performance,
    /// The decision rule and what it costs.
    pub decision: DecisionSummary,
    /// Expected cost per client against the threshold.
    pub cost_curve: Chart,
    /// The most important variables, most important first; all are shown.
    pub variables: Vec<Variable>,
    /// Headers of the columns of `ClientRow::cells`: `Âge`, `Revenu annuel`…
    pub client_columns: Vec<String>,
    /// The clients listed, in the order shown without a script (at most 500 keeps the page light).
    pub clients: Vec<ClientRow>,
    /// How many clients the run scored, listed or not: `307 511`.
    pub n_clients_scored: String,
    /// Address of the note relative to the page (`../methodology.pdf`), or `None`.
    pub note_href: Option<String>,
}

/// One client of the list.
#[derive(Debug, Clone, Serialize)]
pub struct ClientRow {
    /// Number of the client, as text without grouping.
    pub client: String,
    /// Probability of default: `12,3 %`.
    pub probability: String,
    /// Raw: the same probability, 0 to 1, for sorting and for the bar.
    pub probability_value: f64,
    /// What the score suggests.
    pub recommendation: Recommendation,
    /// One text for each of `PageView::client_columns`.
    pub cells: Vec<String>,
    /// Address of the sheet relative to the page (`../clients/100002.pdf`), or `None`.
    pub sheet_href: Option<String>,
}
