//! The data of the dashboard: what its pages load and compute with, as plain arrays.
//!
//! Unlike other views these hold raw numbers: the pages write them in the reader's language. The
//! contract of the files that they become is `templates/dashboard/README.md`.

pub mod clients;
pub mod features;
pub mod identity;
pub mod labels;
pub mod model;
pub mod similar;

pub use clients::{ClientsData, ColumnData, ColumnValues, HistogramsData, RowsData, SheetsData};
pub use features::{ColumnInfo, FeaturesData, Origin, ReasonRules, RevisionData, SubjectData};
pub use identity::{CostsData, Picks, RowsIndex, SiteColumn, SiteData};
pub use labels::LabelsData;
pub use model::{CalibratorData, ModelData, TermData, TreesData};
pub use similar::{AxisData, RuleData, SimilarData, SimilarValues};
