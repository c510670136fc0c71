//! What every page of the dashboard says of its run.

use serde::Serialize;

use super::{DataSummary, DecisionSummary, Performance, RunIdentity, SiteModelView, Variable};

/// A run as the pages of the dashboard present it, display-ready, in one language.
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
    /// The most important variables, most important first; all are shown.
    pub variables: Vec<Variable>,
    /// Clients that the site holds: `307 511`.
    pub n_clients: String,
    /// What the page about the model shows beside that.
    pub model: SiteModelView,
    /// Whether the note and the slides stand beside the site, in the folder above it.
    pub has_documents: bool,
    /// Whether the notebooks stand there as pages.
    pub has_notebooks: bool,
}
