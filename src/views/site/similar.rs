//! The clients that others are compared with: `data/similar/base.js` and one file per feature.

use serde::Serialize;

/// The clients that others are compared with, in the order of their numbers.
#[derive(Debug, Clone, Serialize)]
pub struct SimilarData {
    /// The rules by which clients are alike.
    pub rules: Vec<RuleData>,
    /// How features become coordinates.
    pub axes: Vec<AxisData>,
    /// For each step, how many bands on either side of the client's count as alike, rule by rule;
    /// none where the rule is dropped.
    pub ladder: Vec<Vec<Option<u8>>>,
    /// The first step with so many peers is taken.
    pub min_peers: usize,
    /// Nearest clients in a group.
    pub n_neighbors: usize,
    /// Features told about every client, in order: each has a file.
    pub main: Vec<String>,
    /// Number of dimensions of the coordinates.
    pub n_dimensions: usize,
    /// Numbers of the clients, shape `(n_clients)`; 0 for those whom the site does not list.
    #[serde(skip)]
    pub clients: Vec<u32>,
    /// 1 where the client defaulted, else 0.
    #[serde(skip)]
    pub defaulted: Vec<u8>,
    /// Probability that a model gave which had not seen the client, 0 to 1.
    #[serde(skip)]
    pub probability: Vec<f32>,
    /// `(n_rules, n_clients)`: level or band; 65,535 where not known.
    #[serde(skip)]
    pub code: Vec<u16>,
    /// `(n_dimensions, n_clients)`.
    #[serde(skip)]
    pub coordinate: Vec<f32>,
}

/// A rule, and how a client's code is read off their features.
#[derive(Debug, Clone, Serialize)]
pub struct RuleData {
    /// What it is about, by its key.
    pub kind: String,
    /// Levels of a category; the code is the place of the first whose feature is above 0.5.
    pub levels: Option<Vec<String>>,
    /// The features that mark them.
    pub features: Option<Vec<String>>,
    /// The feature of a number.
    pub feature: Option<String>,
    /// Where bands begin but for the first; the code is the number of bounds at or below the value.
    pub bounds: Option<Vec<f64>>,
    /// Whether the feature holds days before the application, and bounds full years of 365.25 days.
    pub is_age: bool,
}

/// How a feature becomes a coordinate: `(clip(x, low, high) − mean) / sd`, 0 where missing.
#[derive(Debug, Clone, Serialize)]
pub struct AxisData {
    /// The feature.
    pub feature: String,
    /// Smaller values count as this one.
    pub low: f64,
    /// Larger values count as this one.
    pub high: f64,
    /// Mean of the known values.
    pub mean: f64,
    /// Standard deviation of the known values.
    pub sd: f64,
    /// Whether a next coordinate tells 1 where the value is missing, else 0.
    pub tells_missing: bool,
}

/// One feature of the clients that others are compared with.
#[derive(Debug, Clone)]
pub struct SimilarValues {
    /// Name, as in the tables.
    pub name: String,
    /// Values in the order of [`SimilarData::clients`]; NaN where missing.
    pub values: Vec<f32>,
}
