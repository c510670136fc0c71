//! What the model's features are and how they are distributed: `data/features.js`.

use std::collections::BTreeMap;

use serde::Serialize;

/// What the model's features are, in the model's order.
#[derive(Debug, Clone, Serialize)]
pub struct FeaturesData {
    /// Names, as in the tables.
    pub names: Vec<String>,
    /// Keys of all units.
    pub units: Vec<String>,
    /// Place of each feature's unit.
    pub unit: Vec<u8>,
    /// Keys of all themes, in the order in which they are shown.
    pub themes: Vec<String>,
    /// Place of each feature's theme.
    pub theme: Vec<u8>,
    /// Place of each feature's subject.
    pub subject: Vec<u32>,
    /// Which way the risk should move as the value grows: 1 up, −1 down, 0 not known.
    pub expected: Vec<i8>,
    /// Bits: 1 says little by nature; 2 the mark of a level; 4 a time as a share of a life; 8 a
    /// protected characteristic.
    pub marks: Vec<u8>,
    /// Column and level, of the features that mark a level.
    pub level: Vec<Option<[String; 2]>>,
    /// Raw columns, as `table.COLUMN`, the first of them telling the table.
    pub sources: Vec<Vec<String>>,
    /// What several features speak of.
    pub subjects: Vec<SubjectData>,
    /// Columns of the application.
    pub columns: Vec<ColumnInfo>,
    /// How features follow a change of the application.
    pub revision: RevisionData,
    /// How reasons are chosen.
    pub reasons: ReasonRules,
    /// `(n_features, 101)`: percentiles 0 to 100 of the clients that the run was made from; NaN
    /// where no value is known.
    #[serde(skip)]
    pub percentiles: Vec<f32>,
    /// Share of them whose value is missing.
    #[serde(skip)]
    pub missing_share: Vec<f64>,
    /// Mean of the known values; NaN where none is.
    #[serde(skip)]
    pub mean: Vec<f64>,
    /// Median of those who repaid; NaN where none is known.
    #[serde(skip)]
    pub median_repaid: Vec<f32>,
}

/// What several features speak of.
#[derive(Debug, Clone, Serialize)]
pub struct SubjectData {
    /// What tells it from the others.
    pub key: String,
    /// Place of its theme.
    pub theme: usize,
    /// Whether it is a whole theme, for which one feature can only be an example.
    pub is_whole_theme: bool,
    /// The category column whose levels its features mark, where that is what they are.
    pub column: Option<String>,
    /// Places of its features, ascending.
    pub features: Vec<usize>,
}

/// A column of the application.
#[derive(Debug, Clone, Serialize)]
pub struct ColumnInfo {
    /// Name, as in the tables.
    pub name: String,
    /// `number` or `category`.
    pub kind: &'static str,
    /// Unit, by its key.
    pub unit: String,
    /// Theme, by its key.
    pub theme: String,
    /// Levels of a category, in the order of their codes; none of a number.
    pub levels: Vec<String>,
    /// Whether the client could change it for this application.
    pub actionable: bool,
    /// Whether it is a legally protected characteristic.
    pub protected: bool,
}

/// How features follow a change of the application.
#[derive(Debug, Clone, Serialize)]
pub struct RevisionData {
    /// Where the value of each column is found.
    pub origins: BTreeMap<String, Origin>,
    /// `[feature, column above, column below, factor]`.
    pub ratios: Vec<(String, String, String, f64)>,
    /// `[feature, [columns]]`, missing where one of them is.
    pub sums: Vec<(String, Vec<String>)>,
    /// `[feature, column]`: the feature grows in the proportion of the column.
    pub grows: Vec<(String, String)>,
    /// Features with other formulas, of which no column can be changed.
    pub others: Vec<String>,
}

/// Where the value of a column is found among the features.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// A feature holds it.
    Number {
        /// The feature.
        feature: String,
        /// Whether the column holds whole numbers: others are rounded.
        is_whole: bool,
    },
    /// A feature is 1 for one of two levels, 0 for the other.
    Binary {
        /// The feature.
        feature: String,
        /// The level for which it is 1.
        one: String,
        /// The level for which it is 0.
        zero: String,
    },
    /// Features mark its levels, in the order of their codes.
    Levels {
        /// The features.
        features: Vec<String>,
    },
}

/// How reasons are chosen.
#[derive(Debug, Clone, Serialize)]
pub struct ReasonRules {
    /// Most reasons on either side.
    pub most: usize,
    /// Least effect worth a reason, as a share of 1.
    pub least_points: f64,
    /// Weight of a feature whose value says little.
    pub obscure_weight: f64,
    /// `[feature, the plainer one that says the inverse]`.
    pub inverses: Vec<(String, String)>,
}
