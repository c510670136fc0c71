//! How the rule treats groups of clients.

use serde::Serialize;

/// The clients parted in one way. All texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct SegmentTable {
    /// Raw: by which the page finds it; never printed.
    pub key: String,
    /// How they are parted: `Âge`.
    pub title: String,
    /// Whether the model reads it, in one sentence.
    pub reading: String,
    /// Everyone, then the segments.
    pub rows: Vec<SegmentRow>,
    /// Raw: whether a segment is small.
    pub has_small: bool,
}

/// A segment. All texts are ready to print; those that cannot be told are a dash.
#[derive(Debug, Clone, Serialize)]
pub struct SegmentRow {
    /// Who they are: `25 à 34 ans`.
    pub label: String,
    /// Raw: whether it stands for everyone.
    pub is_everyone: bool,
    /// Raw: whether it says little, since there are few clients or few defaults.
    pub is_small: bool,
    /// Clients.
    pub n_clients: String,
    /// Mean probability.
    pub probability: String,
    /// Default rate.
    pub default_rate: Span,
    /// Area under the ROC curve.
    pub roc_auc: Span,
    /// Share refused.
    pub refused: Span,
    /// Share of the defaults that is accepted.
    pub missed_defaults: Span,
    /// Share of the good clients that is refused.
    pub refused_good: Span,
    /// Cost per client, in refused good clients.
    pub cost: Span,
}

/// A figure with its 95 % interval.
#[derive(Debug, Clone, Serialize)]
pub struct Span {
    /// The figure: `8,1 %`.
    pub value: String,
    /// The interval: `7,8 % à 8,4 %`; empty where there is none.
    pub interval: String,
    /// Raw: figure, start and end of the interval on a common scale, 0 to 1; none where it is not
    /// drawn.
    pub drawn: Option<[f64; 3]>,
}
