//! What the methodology note shows.

use serde::Serialize;

use super::{
    Chart, DataSummary, DecisionSummary, LabelledValue, Performance, RunIdentity, TrainingSummary,
    Variable,
};

/// A methodology note, display-ready.
#[derive(Debug, Clone, Serialize)]
pub struct NoteView {
    /// The run that is described.
    pub identity: RunIdentity,
    /// The clients that the model learned from.
    pub data: DataSummary,
    /// How the model was trained.
    pub training: TrainingSummary,
    /// Quality of the out-of-fold probabilities.
    pub performance: Performance,
    /// The decision rule and what it costs.
    pub decision: DecisionSummary,
    /// Expected cost per client against the threshold.
    pub cost_curve: Chart,
    /// The most important variables, most important first; the note shows the first ten.
    pub variables: Vec<Variable>,
    /// Versions of what made the run (compiler, libraries), in the order shown.
    pub versions: Vec<LabelledValue>,
}
