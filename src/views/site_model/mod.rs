//! What the dashboard's page about the model shows.

mod dependence;
mod figures;
mod segments;
mod thresholds;

use serde::Serialize;

pub use dependence::{Dependence, DependenceBin, DependenceMissing};
pub use figures::{
    Distribution, DistributionRow, Gain, GainRow, Gains, ReliabilityRow, RocRow, Step,
};
pub use segments::{SegmentRow, SegmentTable, Span};
pub use thresholds::{Mark, MarkKind, Thresholds};

use super::slides::{CurveView, ErrorSummary};
use super::{DirectionRow, LabelledValue, NoteView};

/// The model of a run as reviewers look at it, display-ready, in one language.
#[derive(Debug, Clone, Serialize)]
pub struct SiteModelView {
    /// What the methodology note says of the same run, in the same words.
    pub note: NoteView,
    /// Expected cost per client against the threshold.
    pub curve: CurveView,
    /// The errors behind that cost at the chosen threshold.
    pub errors: ErrorSummary,
    /// What every threshold leads to, for the page to compute with.
    pub thresholds: Thresholds,
    /// Points of both ROC curves.
    pub roc_rows: Vec<RocRow>,
    /// Out of fold: what was foretold and what happened, from the lowest probability.
    pub reliability_out_of_fold: Vec<ReliabilityRow>,
    /// The same on the clients set aside.
    pub reliability_hold_out: Vec<ReliabilityRow>,
    /// Probabilities of those who repaid and of those who defaulted.
    pub distribution: Distribution,
    /// Default rates by tenth, from the riskiest.
    pub gains: Gains,
    /// The most important features, with their directions.
    pub features: Vec<DirectionRow>,
    /// Features of the model that count at all: `166`.
    pub n_used: String,
    /// Features that go against what is expected, and their share.
    pub contrary: Vec<LabelledValue>,
    /// Effect against value, of the most important features.
    pub dependence: Vec<Dependence>,
    /// Clients that effects are taken over: `10 000`.
    pub n_explained: String,
    /// Default probability at the mean score, where points start: `6,9 %`.
    pub start: String,
    /// How the rule treats groups of clients.
    pub segments: Vec<SegmentTable>,
    /// Clients in the segments: `25 324`.
    pub n_segmented: String,
    /// Clients below which a group is called small: `500`.
    pub few_clients: String,
    /// Clients below which nothing but their number is told: `20`.
    pub fewest_told: String,
    /// Defaults below which it is: `30`.
    pub few_defaults: String,
    /// Clients of either outcome below which no AUC is given: `30`.
    pub min_of_each_outcome: String,
}
