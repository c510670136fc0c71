//! What an Evcxr cell needs: a work folder in, frames, tables and charts out.
//!
//! Notebooks hold prose, expressions and calls; what they call stands here or further up. Like the
//! program, a notebook talks to a person: this module prints, in the form that the kernel shows.

pub mod chart;
pub mod frames;

mod columns;
mod departures;
mod error;
mod parity;
mod rates;
mod relations;
mod show;
mod story;
mod table;
mod watch;
mod work;

pub use columns::{bars, dots, numbers, points, words};
pub use departures::departures;
pub use error::Error;
pub use parity::{computed, parity};
pub use rates::{Groups, rate_dots, rate_line, rates};
pub use relations::relations;
pub use show::{Shown, say};
pub use story::{Story, quality};
pub use table::{As, Table};
pub use work::Work;

/// The crates that cells call themselves, of the versions that the library is built with.
pub use {plotters, polars};

/// Everything that a cell calls by name.
///
/// ```
/// use octroi::notebook::prelude::*;
/// ```
pub mod prelude {
    pub use polars::prelude::{
        Column, DataFrame, DataType, Expr, IntoLazy, JoinArgs, JoinType, LazyFrame, Series,
        SortMultipleOptions, col, len, lit, when,
    };

    pub use super::chart::{
        self, Bars, Boxed, Boxes, Chart, Dot, Dots, Grid, Line, Lines, Mark, Unit,
    };
    pub use super::{As, Error, Groups, Shown, Story, Table, Work, frames, say};
    pub use super::{bars, dots, numbers, points, quality, words};
    pub use super::{computed, departures, parity, rate_dots, rate_line, rates, relations};
    pub use crate::artifact::{Prediction, ScoringArtifact};
    pub use crate::decision::{Costs, Outcome, ThresholdSearch};
    pub use crate::decision::{choose_threshold, compare_costs, outcome_at};
    pub use crate::explanation::{Explainer, ShapValues};
    pub use crate::features::dictionary::Language;
    pub use crate::features::{FeatureTable, Profile, catalog};
    pub use crate::models::{Model, Node, Tree, TreeEnsemble};
    pub use crate::probability::{LogOdds, Probability};
    pub use crate::scoring::{Examiner, ScoredClient, Scorer};
    pub use crate::tables::Table as RawTable;
    pub use crate::{artifact, decision, explanation, metrics, models, training};
}
