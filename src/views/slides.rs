//! What the slides of the oral presentation show.

use serde::Serialize;

use super::{
    DataSummary, DecisionSummary, Group, ImportanceRow, LabelledValue, RunIdentity, Score,
    ThresholdTrust, Tick,
};

/// The slides of a run, display-ready. Positions are shares of a drawing, 0 to 1.
#[derive(Debug, Clone, Serialize)]
pub struct SlidesView {
    /// The run that is told.
    pub identity: RunIdentity,
    /// The clients that the model learned from.
    pub data: DataSummary,
    /// Where the variables come from.
    pub sources: SourceSummary,
    /// What became of the public program that the features start from.
    pub kernel: KernelSummary,
    /// Who is learned from, what is tuned on whom.
    pub protocol: ProtocolSummary,
    /// The best of each kind of model, from the simplest.
    pub models: Vec<ModelBar>,
    /// What the retained model is, against the simplest.
    pub retained: RetainedSummary,
    /// The retained model changed in one point at a time.
    pub changes: ChangesView,
    /// The decision rule and what it costs.
    pub decision: DecisionSummary,
    /// The errors behind that cost.
    pub errors: ErrorSummary,
    /// How much the threshold can be relied on.
    pub trust: ThresholdTrust,
    /// Cost against threshold.
    pub curve: CurveView,
    /// What the model does as a whole.
    pub model: ModelSummary,
    /// One client, from score to advice.
    pub story: StoryView,
}

/// Where the variables come from. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct SourceSummary {
    /// The tables, applications first.
    pub tables: Vec<SourceTable>,
    /// Number of tables: `7`.
    pub n_tables: String,
    /// Share of clients without a credit known elsewhere; `None` where no variable tells.
    pub without_bureau: Option<String>,
    /// Share of clients without an earlier application; `None` where no variable tells.
    pub without_previous: Option<String>,
}

/// A table and how many variables of the model come from it.
#[derive(Debug, Clone, Serialize)]
pub struct SourceTable {
    /// Raw: by which the document finds its words (`bureau`); never printed.
    pub key: String,
    /// Raw: key of the table that it hangs on; empty for the applications.
    pub parent: String,
    /// Number of variables: `96`.
    pub n_features: String,
}

/// What became of the public program. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct KernelSummary {
    /// Variables of the public program: `795`.
    pub n_kernel: String,
    /// Variables that were added to them: `146`.
    pub n_added: String,
    /// Variables that are computed: `941`.
    pub n_computed: String,
    /// Variables kept from the model since they tell of a protected characteristic: `7`.
    pub n_withheld: String,
    /// The retained model on the public program’s variables alone; `None` where it was not tried.
    pub alone: Option<KernelAlone>,
}

/// The retained model on the public program’s variables alone. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct KernelAlone {
    /// Its area under the ROC curve.
    pub roc_auc: String,
    /// Its cost per client.
    pub expected_cost: String,
    /// Difference of the AUC to the retained model, with its interval.
    pub auc_change: String,
    /// Difference of the cost to the retained model, with its interval.
    pub cost_change: String,
    /// Raw: whether one of the two is more than chance explains.
    pub is_clear: bool,
}

/// Who is learned from. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct ProtocolSummary {
    /// Clients that models are chosen on: `25 324`.
    pub n_development: String,
    /// Clients set aside: `6 331`.
    pub n_hold_out: String,
    /// Their share: `20 %`.
    pub hold_out_share: String,
    /// Raw: that share, 0 to 1.
    pub hold_out: f64,
    /// Folds: `5`.
    pub n_folds: String,
    /// Raw: folds to draw.
    pub folds: usize,
    /// Share of the learning clients of a fold that say when to stop: `10 %`.
    pub validation_share: String,
    /// Raw: that share, 0 to 1.
    pub validation: f64,
    /// Everything tried: `16`.
    pub n_trials: String,
    /// Models fitted on folds: `80`.
    pub n_fits: String,
    /// Seed of the draws.
    pub seed: String,
    /// AUC above which a leak is feared: `0,85`.
    pub leakage_auc: String,
    /// Resamples behind the intervals of the threshold: `500`.
    pub n_resamples: String,
    /// Level of every interval: `95 %`.
    pub confidence: String,
}

/// A kind of model and its cost. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct ModelBar {
    /// What it is, in words.
    pub label: String,
    /// Area under the ROC curve.
    pub roc_auc: String,
    /// Its 95 % interval.
    pub roc_auc_interval: String,
    /// Cost per client at its best threshold.
    pub expected_cost: String,
    /// Raw: length of its bar, 0 to 1, where 1 is the highest cost.
    pub bar: f64,
    /// Raw: whether it was retained.
    pub is_retained: bool,
    /// Raw: whether each of its scores can be taken apart exactly.
    pub is_explainable: bool,
}

/// The retained model against the simplest. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct RetainedSummary {
    /// What it is, in words, in lower case.
    pub model: String,
    /// Its area under the ROC curve, out of fold.
    pub roc_auc: String,
    /// The same on the clients set aside.
    pub hold_out_auc: String,
    /// Its Brier score.
    pub brier: String,
    /// Its cost in the comparison.
    pub compared_cost: String,
    /// Cost of the simplest model.
    pub simplest_cost: String,
    /// Raw: whether nothing in the comparison of kinds costs less.
    pub is_cheapest: bool,
}

/// The retained model changed in one point at a time.
#[derive(Debug, Clone, Serialize)]
pub struct ChangesView {
    /// The changes, in the order tried.
    pub rows: Vec<ChangeRow>,
    /// Raw: where no difference stands, 0 to 1.
    pub zero: f64,
    /// Ticks of the differences.
    pub ticks: Vec<Tick>,
    /// How many there are: `9`.
    pub n_changes: String,
    /// How many cost less by more than chance: `0`.
    pub n_cheaper: String,
    /// How many cost more by more than chance: `3`.
    pub n_costlier: String,
    /// Raw: whether any costs less by more than chance.
    pub is_beaten: bool,
}

/// A change and what it does to the cost. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeRow {
    /// The change, in words.
    pub label: String,
    /// Difference of the cost: `+0,0163`.
    pub cost_change: String,
    /// Its 95 % interval: `+0,0059 à +0,0267`.
    pub interval: String,
    /// Brier score, before calibration.
    pub brier: String,
    /// Raw: position of the difference.
    pub at: f64,
    /// Raw: position of the lower end of its interval.
    pub low: f64,
    /// Raw: position of the upper end.
    pub high: f64,
    /// Raw: whether it is more than chance explains.
    pub is_clear: bool,
}

/// The errors at the chosen threshold. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorSummary {
    /// Refused good clients that one missed default is worth: `10`.
    pub ratio: String,
    /// Raw: as many marks to draw; 0 where the ratio is not whole, or too large to be drawn.
    pub marks: usize,
    /// Clients counted: `25 324`.
    pub n_counted: String,
    /// Defaults accepted.
    pub n_missed_defaults: String,
    /// Good clients refused.
    pub n_refused_good: String,
    /// Defaults refused.
    pub n_caught_defaults: String,
    /// Good clients accepted.
    pub n_accepted_good: String,
}

/// Cost against threshold, as far as the thresholds are of interest.
#[derive(Debug, Clone, Serialize)]
pub struct CurveView {
    /// Raw: points of the line as `[x, y]`, by rising `x`.
    pub points: Vec<[f64; 2]>,
    /// Raw: the chosen threshold.
    pub chosen: [f64; 2],
    /// Raw: the threshold that true probabilities would call for.
    pub theoretical: [f64; 2],
    /// Raw: one half.
    pub half: [f64; 2],
    /// Raw: where the best threshold falls in most resamples, as a stretch of the axis.
    pub stretch: [f64; 2],
    /// Raw: height of the line “accept everyone”.
    pub accept_all: f64,
    /// Raw: height of the line “refuse everyone”.
    pub refuse_all: f64,
    /// Ticks of the thresholds.
    pub x_ticks: Vec<Tick>,
    /// Ticks of the costs.
    pub y_ticks: Vec<Tick>,
    /// One half, as text: `50 %`.
    pub half_text: String,
}

/// What the model does as a whole. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct ModelSummary {
    /// Variables that it uses: `166`.
    pub n_used: String,
    /// Subjects that they speak of: `63`.
    pub n_subjects: String,
    /// Probability of a client with the mean score: `5,7 %`.
    pub start: String,
    /// What counts most: `Scores externes`; empty where nothing counts.
    pub first_subject: String,
    /// Its share of the mean effects.
    pub first_share: String,
    /// The most important subjects.
    pub subjects: Vec<ImportanceRow>,
    /// Whether the model goes the expected way, in one sentence.
    pub directions: String,
    /// Stability, compacity and consistency of the explanations, one sentence each.
    pub quality: Vec<String>,
}

/// One client, from score to advice. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct StoryView {
    /// Number of the client, as text without grouping.
    pub client: String,
    /// Probability, threshold and what they suggest.
    pub score: Score,
    /// From the mean score to the client’s, step by step.
    pub steps: Vec<StepRow>,
    /// Raw: position of the threshold on the scale of the steps.
    pub threshold_at: f64,
    /// Ticks of the probabilities of the steps.
    pub ticks: Vec<Tick>,
    /// The distance to the threshold, or that no simple change is enough, in one sentence.
    pub summary: String,
    /// Changes that would do, each with the probability that it leads to.
    pub ways: Vec<LabelledValue>,
    /// Information that could tip the decision, each in one sentence.
    pub open: Vec<String>,
    /// What such a change is worth, in one sentence; empty where there is none.
    pub caveat: String,
    /// Clients of the same description.
    pub peers: Group,
    /// The nearest clients.
    pub neighbors: Group,
    /// Default rates of those the client is held against.
    pub rates: Vec<RateRow>,
    /// Raw: position of the client’s probability on the scale of the rates.
    pub probability_at: f64,
    /// Ticks of the rates.
    pub rate_ticks: Vec<Tick>,
}

/// What a step of the account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Where the account starts.
    Start,
    /// A reason that raises or lowers the probability.
    Reason,
    /// All that is not told.
    Other,
    /// The client’s probability.
    Total,
}

/// A step from the mean score to the client’s. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct StepRow {
    /// What it is.
    pub kind: StepKind,
    /// What it is about; empty where the document has its own words.
    pub label: String,
    /// The client’s value; empty where there is none.
    pub value: String,
    /// The probability, or the effect with its sign.
    pub points: String,
    /// Raw: probability before, on the scale of the steps.
    pub from: f64,
    /// Raw: probability after.
    pub to: f64,
}

/// How a group of clients fared. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct RateRow {
    /// Raw: by which the document finds its words (`all`, `peers`, `neighbors`); never printed.
    pub key: String,
    /// How many clients: `1 234`.
    pub n_clients: String,
    /// Their default rate: `11,0 %`.
    pub rate: String,
    /// Raw: position of the rate.
    pub at: f64,
    /// Raw: position of the lower end of its interval.
    pub low: f64,
    /// Raw: position of the upper end.
    pub high: f64,
}
