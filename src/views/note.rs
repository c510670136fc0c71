//! What the methodology note shows.

use serde::Serialize;

use super::{
    Chart, ComparedModel, DataSummary, DecisionSummary, LabelledValue, Performance, RunIdentity,
    StudiedChange, ThresholdTrust, TrainingSummary, Variable,
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
    /// The models that were compared, from the simplest.
    pub models: Vec<ComparedModel>,
    /// What changes of the retained model bring.
    pub changes: Vec<StudiedChange>,
    /// The decision rule and what it costs.
    pub decision: DecisionSummary,
    /// How much the threshold can be relied on.
    pub trust: ThresholdTrust,
    /// Expected cost per client against the threshold.
    pub cost_curve: Chart,
    /// The most important variables, most important first; the note shows the first ten.
    pub variables: Vec<Variable>,
    /// Whether the model goes the expected way and how far its explanations can be trusted, a
    /// sentence each.
    pub explanations: Vec<String>,
    /// Versions of what made the run (compiler, libraries), in the order shown.
    pub versions: Vec<LabelledValue>,
}
