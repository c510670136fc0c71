//! SHAP values of many clients in, what drives the model as a whole out, and how far the
//! explanations can be trusted.
//!
//! SHAP values are in log-odds: positive raises the risk. Matrices are row-major, one row per
//! client and one column per feature that the model uses, or per group of them. Nothing here
//! knows how the values were computed, except [`other_methods`], which computes others.

mod error;
mod attributed;
mod ranks;
pub mod global;
pub mod effect;
pub mod direction;
pub mod quality;
pub mod other_methods;
mod summary;

pub use attributed::{Attributed, Contributions, evenly_spaced};
pub use error::Error;
pub use summary::{
    FeatureEffects, FeatureImportance, MAX_CLIENTS, N_EFFECTS, Overview, Quality,
    SubjectImportance, ThemeImportance, overview,
};
