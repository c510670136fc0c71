//! Seven tables in, one row per client out.
//!
//! One file per source table says which features it gives and computes them; the dictionary says
//! each in words. The outcome never reaches this module: it is not part of a portfolio.

pub mod application;
pub mod block;
pub mod bureau;
pub mod catalog;
pub mod columnar;
pub mod credit_card;
pub mod definition;
pub mod dictionary;
pub mod frame;
pub mod instalments;
pub mod matrix;
mod naming;
pub mod pos_cash;
pub mod previous;
pub mod profile;
pub mod revision;
#[cfg(unix)]
pub mod row_file;
mod statistics;
pub mod store;

pub use catalog::catalog;
pub use definition::{Definition, Feature, Measure, Rows, Statistic, Subset};
pub use matrix::{FeatureMatrix, assemble};
pub use profile::Profile;
pub use revision::{Change, NewValue, Reviser};
pub use store::FeatureTable;
