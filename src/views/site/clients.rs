//! The clients of a site: who they are, their scores, their rows, their columns.

/// The clients and their scores, by number: `data/clients.js`, `data/scores.js`.
#[derive(Debug, Clone, Default)]
pub struct ClientsData {
    /// Numbers, ascending, of shape `(n_clients)`.
    pub clients: Vec<u32>,
    /// Probability of default, 0 to 1.
    pub probability: Vec<f64>,
    /// 1 where the rule refuses, else 0.
    pub decision: Vec<u8>,
    /// 0 repaid, 1 default, 2 not known.
    pub outcome: Vec<u8>,
}

/// The clients who have a sheet: `data/sheets.js`.
#[derive(Debug, Clone, Default)]
pub struct SheetsData {
    /// Numbers, ascending.
    pub clients: Vec<u32>,
}

/// The model's features of some clients, one after the other: `data/rows/0000.js` and so on.
#[derive(Debug, Clone)]
pub struct RowsData {
    /// Place of the first of them among the clients of the site.
    pub first: usize,
    /// Numbers, ascending, of shape `(n_clients)`.
    pub clients: Vec<u32>,
    /// Probability of default, 0 to 1.
    pub probability: Vec<f64>,
    /// `(n_features, n_clients)`: one run of clients per feature of the model; NaN where missing.
    pub values: Vec<f32>,
}

/// One column of every client: `data/columns/NAME.js`.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnData {
    /// Name, as in the tables.
    pub name: String,
    /// Its values.
    pub values: ColumnValues,
}

/// The values of a column, as codes in the order of the clients.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnValues {
    /// Places in the levels of a category; 255 where missing.
    Category(Vec<u8>),
    /// Places in a dictionary of at most 255 numbers, ascending; 255 where missing.
    Few {
        /// The numbers.
        dictionary: Vec<f32>,
        /// Their places.
        code: Vec<u8>,
    },
    /// Places in a dictionary of at most 65,535 numbers, ascending; 65,535 where missing.
    Many {
        /// The numbers.
        dictionary: Vec<f32>,
        /// Their places.
        code: Vec<u16>,
        /// Whether the dictionary holds every number; else each stands for those near it.
        is_exact: bool,
    },
}

impl ColumnValues {
    /// `number` or `category`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Category(_) => "category",
            Self::Few { .. } | Self::Many { .. } => "number",
        }
    }
}

/// How each feature of the model is distributed among the clients of the site:
/// `data/histograms.js`.
///
/// Bin `i` of a feature holds the values from its edge `i` up to its next, not included; the first
/// one also all that is below, the last one also all that is above.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HistogramsData {
    /// First bin of each feature, of shape `(n_features + 1)`.
    pub start: Vec<u32>,
    /// Edges, one more than bins for each feature that has any.
    pub edge: Vec<f32>,
    /// First edge of each feature, of shape `(n_features + 1)`.
    pub edge_start: Vec<u32>,
    /// 1 where each bin is one value, its lower edge; else 0.
    pub is_by_value: Vec<u8>,
    /// Clients in each bin.
    pub count: Vec<u32>,
    /// Those of them whose outcome is known.
    pub known: Vec<u32>,
    /// Those of them who defaulted.
    pub defaults: Vec<u32>,
    /// `(n_features, 3)`: clients whose value is missing, of known outcome, defaults.
    pub missing: Vec<u32>,
}
