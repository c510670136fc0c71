//! What every threshold leads to, as numbers that the page computes with.

use serde::Serialize;

/// What thresholds lead to. All numbers are raw.
#[derive(Debug, Clone, Serialize)]
pub struct Thresholds {
    /// Clients counted.
    pub n_clients: usize,
    /// Defaults among them.
    pub n_defaults: usize,
    /// Cost of an accepted client who defaults.
    pub missed_default: f64,
    /// Cost of a refused client who would have repaid.
    pub refused_good: f64,
    /// Steps of the grid between 0 and 1.
    pub n_steps: usize,
    /// Clients refused at each threshold of the grid, from 0.
    pub refused: Vec<usize>,
    /// Defaults among the accepted, likewise.
    pub missed: Vec<usize>,
    /// `(threshold, clients refused, defaults among the accepted)`: every threshold that is the
    /// cheapest at some ratio of the two costs, from accepting everyone to refusing everyone.
    pub frontier: Vec<(f64, usize, usize)>,
    /// Thresholds that can be gone to at once.
    pub marks: Vec<Mark>,
    /// Threshold at the right end of the curve.
    pub end: f64,
}

/// A threshold by its name. All numbers are raw.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Mark {
    /// Which one it is.
    pub kind: MarkKind,
    /// Refuse from this probability on; above 1 where nobody is refused.
    pub threshold: f64,
    /// Clients refused.
    pub refused: usize,
    /// Defaults among the accepted.
    pub missed: usize,
}

/// The thresholds that have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// The one in force.
    Chosen,
    /// The one that true probabilities would call for.
    Theoretical,
    /// One half.
    Half,
    /// Above every probability.
    AcceptAll,
    /// Below every probability.
    RefuseAll,
}
