//! What a feature does to the score, against its value.

use serde::Serialize;

use crate::views::Tick;

/// A feature’s effect against its value. Numbers are raw; texts are ready to print.
#[derive(Debug, Clone, Serialize)]
pub struct Dependence {
    /// What it measures, in the reader’s words.
    pub label: String,
    /// Its name in the table, for those who work on the data.
    pub name: String,
    /// What the values are counted in: `ans`; empty where they say it themselves.
    pub unit: String,
    /// Which way the risk should move as the value grows, in the words of the importances.
    pub expected: String,
    /// Which way it moves.
    pub observed: String,
    /// Whether it moves against what is expected.
    pub is_contrary: bool,
    /// Whether the values are few enough to stand apart, as yes and no.
    pub is_discrete: bool,
    /// Clients of known value, from the lowest.
    pub bins: Vec<DependenceBin>,
    /// Clients whose value is missing.
    pub missing: Option<DependenceMissing>,
    /// Ticks of the values, in the unit of the axis.
    pub ticks: Vec<Tick>,
}

/// Clients of about equal value.
#[derive(Debug, Clone, Serialize)]
pub struct DependenceBin {
    /// Their values: `25 à 29 ans`.
    pub values: String,
    /// Mean, least and largest value, in the unit of the axis.
    pub x: [f64; 3],
    /// How many they are.
    pub n: usize,
    /// Mean effect on the log-odds, and what a tenth stays below and a tenth exceeds.
    pub log_odds: [f64; 3],
    /// The same in points of probability from the mean score.
    pub points: [f64; 3],
}

/// Clients whose value is missing.
#[derive(Debug, Clone, Serialize)]
pub struct DependenceMissing {
    /// How many they are.
    pub n: usize,
    /// Mean effect on the log-odds.
    pub log_odds: f64,
    /// The same in points of probability from the mean score.
    pub points: f64,
}
