//! Rows that a model learns from or predicts, shared without copies.

use std::sync::Arc;

/// Rows with their outcomes, as a view of a row-major matrix; NaN is missing.
///
/// Selecting rows copies their places alone; the values stay where they are.
#[derive(Debug, Clone)]
pub struct Sample {
    values: Arc<Vec<f32>>,
    feature_names: Arc<Vec<String>>,
    rows: Vec<usize>,
    defaulted: Vec<bool>,
    weights: Option<Vec<f32>>,
}

impl Sample {
    /// Takes every row of `values`, of shape `(n_rows, n_features)`; `defaulted` has shape
    /// `(n_rows)`.
    ///
    /// Values beyond `n_rows × n_features` are never read; a missing one counts as missing.
    pub fn new(
        mut values: Vec<f32>,
        feature_names: Arc<Vec<String>>,
        defaulted: Vec<bool>,
    ) -> Self {
        values.resize(defaulted.len() * feature_names.len(), f32::NAN);
        let rows = (0..defaulted.len()).collect();
        Self { values: Arc::new(values), feature_names, rows, defaulted, weights: None }
    }

    /// Rows of the sample.
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// Features of each row.
    pub fn n_features(&self) -> usize {
        self.feature_names.len()
    }

    /// Name of each feature, in order.
    pub fn feature_names(&self) -> &Arc<Vec<String>> {
        &self.feature_names
    }

    /// The values of the row at `place` of the sample, of shape `(n_features)`.
    pub fn row(&self, place: usize) -> &[f32] {
        let n_features = self.n_features();
        let start = self.rows[place] * n_features;
        &self.values[start..start + n_features]
    }

    /// Outcome of each row.
    pub fn defaulted(&self) -> &[bool] {
        &self.defaulted
    }

    /// Weight of each row, where rows do not all count alike.
    pub fn weights(&self) -> Option<&[f32]> {
        self.weights.as_deref()
    }

    /// The whole matrix that the sample is a view of, and which of its rows it takes.
    pub fn matrix(&self) -> (&Arc<Vec<f32>>, &[usize]) {
        (&self.values, &self.rows)
    }

    /// The rows at these places of the sample, in this order; repeats are allowed.
    #[must_use]
    pub fn select(&self, places: &[usize]) -> Self {
        Self {
            values: Arc::clone(&self.values),
            feature_names: Arc::clone(&self.feature_names),
            rows: places.iter().map(|&place| self.rows[place]).collect(),
            defaulted: places.iter().map(|&place| self.defaulted[place]).collect(),
            weights: self
                .weights
                .as_ref()
                .map(|weights| places.iter().map(|&place| weights[place]).collect()),
        }
    }

    /// The same rows with these weights, one per row.
    #[must_use]
    pub fn with_weights(mut self, mut weights: Vec<f32>) -> Self {
        weights.resize(self.rows.len(), 1.0);
        self.weights = Some(weights);
        self
    }
}
