//! What the methodology note shows.

mod charts;
mod data;
mod results;
mod training;

use serde::Serialize;

pub use charts::{CostCurve, Reliability, ReliabilityInput, ReliabilityPoint, Roc};
pub use data::{DataQuality, TableRow};
pub use results::{
    CalibrationRow, ComparedModel, DecileRow, FoldRow, Measures, StudiedChange, Treatment,
};
pub use training::{Protocol, SearchRow, TrainingSummary};

use super::{
    DataSummary, DecisionSummary, ImportanceRow, LabelledValue, Reasons, RunIdentity,
    ThresholdTrust,
};

/// A methodology note, display-ready.
#[derive(Debug, Clone, Serialize)]
pub struct NoteView {
    /// The run that is described.
    pub identity: RunIdentity,
    /// The clients whose outcome is known.
    pub data: DataSummary,
    /// What the tables held and what was odd about them.
    pub quality: DataQuality,
    /// How clients are shared out between learning, choosing and measuring.
    pub protocol: Protocol,
    /// The retained model.
    pub training: TrainingSummary,
    /// What was tried of each family.
    pub search: Vec<SearchRow>,
    /// The best of each family, from the simplest.
    pub models: Vec<ComparedModel>,
    /// Ways to treat the rarity of defaults, from none.
    pub treatments: Vec<Treatment>,
    /// Ways to calibrate.
    pub calibrations: Vec<CalibrationRow>,
    /// What giving protected columns back would bring, what leaving priced ones out would cost.
    pub protected_changes: Vec<StudiedChange>,
    /// What other changes of the retained model bring.
    pub other_changes: Vec<StudiedChange>,
    /// How good the retained model is, out of fold.
    pub out_of_fold: Measures,
    /// How good it is on the clients set aside.
    pub hold_out: Measures,
    /// Raw: whether the AUC intervals of the two overlap.
    pub is_confirmed: bool,
    /// Probability against default rate.
    pub reliability: Reliability,
    /// The ROC curves of both.
    pub roc: Roc,
    /// The retained model fold by fold.
    pub folds: Vec<FoldRow>,
    /// Default rate by tenth of the clients set aside, from the riskiest.
    pub deciles: Vec<DecileRow>,
    /// The decision rule and what it costs.
    pub decision: DecisionSummary,
    /// How much the threshold can be relied on.
    pub trust: ThresholdTrust,
    /// Expected cost per client against the threshold.
    pub cost_curve: CostCurve,
    /// Themes, the most important first.
    pub themes: Vec<ImportanceRow>,
    /// Subjects, the most important first.
    pub subjects: Vec<ImportanceRow>,
    /// Over whom effects are taken; whether the model goes the expected way.
    pub scope: Vec<String>,
    /// How far explanations can be trusted, a sentence each; empty where too few clients are known.
    pub explanation_quality: Vec<String>,
    /// A client whose score is taken apart, where there is one.
    pub example: Option<Example>,
    /// Versions of what made the run (compiler, libraries), in the order shown.
    pub versions: Vec<LabelledValue>,
}

/// A client whose score is taken apart, without a name or number.
#[derive(Debug, Clone, Serialize)]
pub struct Example {
    /// Probability of default: `9,6 %`.
    pub probability: String,
    /// What makes it.
    pub reasons: Reasons,
}
