//! A model and a row in, what each feature adds to the log-odds out.

use super::overview;
use super::shapley::{self, TreeExplainer};
use super::similar;
use crate::models::{LinearModel, Model};
use crate::probability::LogOdds;

/// How far base value and SHAP values may miss the log-odds, relative to their size.
const TOLERANCE: f64 = 1e-9;

/// A model ready to be explained.
#[derive(Debug, Clone)]
pub struct Explainer {
    method: Method,
    /// The features that the model reads, ascending: the columns of every result.
    columns: Vec<u32>,
    n_features: usize,
}

#[derive(Debug, Clone)]
enum Method {
    Trees(TreeExplainer),
    Linear(LinearModel),
}

/// What each feature adds to the log-odds of one client.
///
/// `base_value + Σ values = log_odds`, to 1e-9; a positive value raises the risk.
#[derive(Debug, Clone, PartialEq)]
pub struct ShapValues {
    /// Mean log-odds over the rows that the model learnt from.
    pub base_value: LogOdds,
    /// What the model says of the client, before calibration.
    pub log_odds: LogOdds,
    /// What each feature adds, of shape `(n_features)`, in the order of the model's features; 0
    /// for those that the model does not read.
    pub values: Vec<f64>,
}

/// Checks that a base value and SHAP values add up to the log-odds of the row at place `row`, to
/// 1e-9 of what is summed.
///
/// # Errors
///
/// [`Error::NotAdditive`]; a sum that is no number is one.
pub fn check_additivity(
    row: usize,
    base_value: LogOdds,
    values: &[f64],
    log_odds: LogOdds,
) -> Result<(), Error> {
    let sum = base_value.value() + values.iter().sum::<f64>();
    let log_odds = log_odds.value();
    let size = values.iter().map(|value| value.abs()).sum::<f64>().max(1.0);
    if (sum - log_odds).abs() <= TOLERANCE * size && sum.is_finite() {
        Ok(())
    } else {
        Err(Error::NotAdditive { row, log_odds, sum })
    }
}

/// A score that cannot be explained.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// A kind of model whose log-odds are no sum.
    #[error("a score of a {0} cannot be explained exactly")]
    NotExplainable(&'static str),
    /// Trees that do not add up.
    #[error(transparent)]
    Trees(#[from] shapley::Error),
    /// A linear model that does not add up.
    #[error("row {row}: base value and contributions give {sum}, the model gives {log_odds}")]
    NotAdditive {
        /// Place of the row.
        row: usize,
        /// What the model says.
        log_odds: f64,
        /// What the contributions add up to.
        sum: f64,
    },
    /// A client who cannot be compared with others.
    #[error(transparent)]
    Similar(#[from] similar::RowLength),
    /// Values that nothing can be summed up of.
    #[error(transparent)]
    Overview(#[from] overview::Error),
    /// Room for more or fewer values than there are.
    #[error("expected room for {expected} values, found {found}")]
    Shape {
        /// Rows times columns.
        expected: usize,
        /// Room given.
        found: usize,
    },
}

impl Explainer {
    /// Prepares a model that [`Model::check`] accepts.
    ///
    /// # Errors
    ///
    /// [`Error::NotExplainable`] of a forest, whose log-odds are no sum of its trees;
    /// [`Error::Trees`] of trees too deep for exact values.
    pub fn new(model: &Model) -> Result<Self, Error> {
        let n_features = model.feature_names().len();
        let (method, columns) = match model {
            Model::Trees(model) => {
                let explainer = TreeExplainer::new(model)?;
                let columns = explainer.features().to_vec();
                (Method::Trees(explainer), columns)
            }
            Model::Linear(model) => {
                let mut columns: Vec<u32> = model.terms.iter().map(|term| term.feature).collect();
                columns.sort_unstable();
                columns.dedup();
                (Method::Linear(model.clone()), columns)
            }
            Model::Forest(_) => return Err(Error::NotExplainable("random forest")),
        };
        Ok(Self { method, columns, n_features })
    }

    /// Log-odds from which SHAP values count: the mean over the rows that the model learnt from.
    ///
    /// Of trees, by the cover of their nodes. Of a linear model, its intercept: features are
    /// standardized, so that their mean adds nothing.
    pub fn base_value(&self) -> LogOdds {
        match &self.method {
            Method::Trees(trees) => LogOdds::new(trees.base_value()),
            Method::Linear(model) => LogOdds::new(model.intercept),
        }
    }

    /// Places of the features that the model reads, ascending.
    pub fn columns(&self) -> &[u32] {
        &self.columns
    }

    /// Explains one row of shape `(n_features)`, NaN being missing.
    ///
    /// # Errors
    ///
    /// [`Error`] where the sum does not hold: a wrong explanation is worse than none.
    pub fn explain(&self, row: &[f32]) -> Result<ShapValues, Error> {
        let mut of_columns = vec![0.0; self.columns.len()];
        self.explain_rows(1, |_| row, &mut of_columns)?;
        let mut values = vec![0.0; self.n_features];
        for (&column, &value) in self.columns.iter().zip(&of_columns) {
            values[column as usize] = value;
        }
        let base_value = self.base_value();
        let log_odds = base_value.value() + of_columns.iter().sum::<f64>();
        Ok(ShapValues { base_value, log_odds: LogOdds::new(log_odds), values })
    }

    /// Explains the rows `row_of(0)` to `row_of(n_rows - 1)` on every core; writes what each of
    /// [`Explainer::columns`] adds to `values`, row-major, of shape `(n_rows, columns().len())`.
    ///
    /// The result does not depend on the number of threads.
    ///
    /// # Errors
    ///
    /// As [`Explainer::explain`]; [`Error::Shape`] where `values` has another length.
    pub fn explain_rows<'a>(
        &self,
        n_rows: usize,
        row_of: impl Fn(usize) -> &'a [f32] + Sync,
        values: &mut [f64],
    ) -> Result<(), Error> {
        match &self.method {
            Method::Trees(trees) => Ok(trees.explain_rows(n_rows, row_of, values)?),
            Method::Linear(model) => self.explain_linear(model, n_rows, row_of, values),
        }
    }

    fn explain_linear<'a>(
        &self,
        model: &LinearModel,
        n_rows: usize,
        row_of: impl Fn(usize) -> &'a [f32] + Sync,
        values: &mut [f64],
    ) -> Result<(), Error> {
        let n_columns = self.columns.len();
        if values.len() != n_rows * n_columns {
            return Err(Error::Shape { expected: n_rows * n_columns, found: values.len() });
        }
        values.fill(0.0);
        for row in 0..n_rows {
            let features = row_of(row);
            let values = &mut values[row * n_columns..(row + 1) * n_columns];
            for term in &model.terms {
                if let Ok(column) = self.columns.binary_search(&term.feature) {
                    values[column] += term.contribution(features);
                }
            }
            check_additivity(row, self.base_value(), values, model.log_odds(features))?;
        }
        Ok(())
    }
}
