//! Scored things in, display-ready values out: what the note, the sheets and the dashboard show.
//!
//! A view is plain data. Its numbers are already rounded and written in the reader’s language,
//! its chart points are already placed between 0 and 1, so that the documents that read it lay
//! out and never compute. The note, the sheets and the dashboard agree because they share these
//! values. Fields that hold a raw number say so; every other `String` is printed as it is.
//!
//! Views know nothing of models, of Typst or of templates, and read no file.

pub mod chart;
pub mod comparison;
pub mod explanation;
pub mod format;
pub mod from_run;
pub mod identity;
pub mod language;
pub mod note;
pub mod overview;
pub mod page;
pub mod reasons;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
pub(crate) mod sample_note;
#[cfg(test)]
mod sample_sheet;
#[cfg(test)]
mod sample_site_model;
#[cfg(test)]
pub(crate) mod sample_slides;
pub mod sheet;
pub mod site;
pub mod site_model;
pub mod slides;
pub mod summary;

pub use chart::{Chart, ChartInput, Gauge, GaugeInput, Tick};
pub use comparison::{RatioRow, ThresholdTrust};
pub use explanation::{AccountView, ExplanationView, Group, OutlookView, StandingRow, ThemeRow};
pub use format::Format;
pub use identity::{Lender, RunDate, RunIdentity};
pub use language::Language;
pub use note::NoteView;
pub use overview::{DirectionRow, ImportanceRow, OverviewView};
pub use page::PageView;
pub use reasons::{AdditiveChart, AdditiveInput, Reason, Reasons};
pub use sheet::{
    Attributes, Details, Fact, FactGroup, FileContents, Missing, Others, Rank, Score, SheetView,
};
pub use site_model::SiteModelView;
pub use slides::SlidesView;
pub use summary::{
    DataSummary, DecisionSummary, LabelledValue, Performance, Recommendation, Variable,
};
