//! What the note and the dashboard both say of a run.

use serde::Serialize;

/// What the score suggests to the adviser, who decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Recommendation {
    /// The probability of default is below the threshold.
    Accept,
    /// The probability of default is at or above the threshold.
    Refuse,
}

/// The clients whose outcome is known. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct DataSummary {
    /// Number of clients: `307 511`.
    pub n_clients: String,
    /// Number of clients that defaulted: `24 825`.
    pub n_defaults: String,
    /// Share of clients that defaulted: `8,1 %`.
    pub default_rate: String,
    /// Number of variables given to the model: `612`.
    pub n_features: String,
    /// Period that the data cover, in words, or `None` when the tables do not tell.
    pub period: Option<String>,
}

/// Quality of the out-of-fold probabilities. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct Performance {
    /// Area under the ROC curve: `0,786`.
    pub roc_auc: String,
    /// Gini, 2·AUC − 1: `0,572`.
    pub gini: String,
    /// Kolmogorov–Smirnov distance: `0,432`.
    pub ks: String,
    /// Area under the precision–recall curve: `0,281`.
    pub pr_auc: String,
    /// Brier score: `0,066`.
    pub brier: String,
    /// Mean log loss: `0,238`.
    pub log_loss: String,
}

/// The decision rule and what it costs. Costs are in refused good clients, per client.
#[derive(Debug, Clone, Serialize)]
pub struct DecisionSummary {
    /// Refuse when the probability is at or above it: `9,1 %`.
    pub threshold: String,
    /// Share of clients refused at the threshold: `27,4 %`.
    pub refused_share: String,
    /// Share of the defaults found among the refused: `64,0 %`.
    pub caught_defaults: String,
    /// Expected cost at the threshold: `0,490`.
    pub expected_cost: String,
    /// Expected cost of accepting everyone: `0,807`.
    pub cost_accept_all: String,
    /// Expected cost of refusing everyone: `0,919`.
    pub cost_refuse_all: String,
    /// What the rule saves against the cheaper of the two, as a share of its cost: `39 %`;
    /// `None` when it saves nothing.
    pub saving: Option<String>,
    /// Cost of one accepted client who defaults: `10`.
    pub missed_default: String,
    /// Cost of one refused client who would have repaid: `1`.
    pub refused_good: String,
}

/// A variable and its weight in the model.
#[derive(Debug, Clone, Serialize)]
pub struct Variable {
    /// What it measures, in the reader’s words.
    pub label: String,
    /// Where it comes from (form, credit bureau, earlier loans…), or an empty text.
    pub source: String,
    /// Its name in the code, or an empty text.
    pub name: String,
    /// Share of the total importance: `12,4 %`.
    pub share: String,
    /// Raw: length of its bar, 0 to 1, where 1 is the most important variable.
    pub bar: f64,
}

/// A label with its value, both ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct LabelledValue {
    /// What it is.
    pub label: String,
    /// The value, with its unit.
    pub value: String,
}
