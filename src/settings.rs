//! `assumptions.toml` in, checked settings out: the numbers that people decided.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::decision::Costs;
use crate::tables::{Kind, Table};

/// The file as shipped, used where the work folder has none.
pub const DEFAULT_TEXT: &str = include_str!("../methodology/assumptions.toml");

/// Everything in `assumptions.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Who lends.
    pub lender: Lender,
    /// What errors cost.
    pub costs: Costs,
    /// How models are compared.
    pub protocol: Protocol,
    /// Which columns are kept from the model.
    pub attributes: Attributes,
    /// Which boosted trees are tried.
    pub boosted_trees: BoostedTreesGrid,
}

/// Who lends, as shown to clients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lender {
    /// Name.
    pub name: String,
    /// Where a client writes to contest or correct.
    pub contact: String,
    /// Sign behind amounts.
    pub currency: String,
}

/// How models are compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// Seed of every draw.
    pub seed: u64,
    /// Folds, 2 to 20.
    pub n_folds: usize,
    /// Share set aside, above 0 and below 1.
    pub hold_out_share: f64,
    /// AUC above which a leak is suspected, 0.5 to 1.
    pub leakage_auc: f64,
}

/// Which columns are kept from the model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attributes {
    /// Columns of the application.
    pub protected: Vec<String>,
}

/// Values to try for each parameter of the boosted trees; every combination is tried.
///
/// | Name | Purpose | Range |
/// |---|---|---|
/// | `n_trees` | trees | 1 to 20,000 |
/// | `learning_rate` | share of each tree's answer that is kept | above 0, at most 1 |
/// | `max_leaves` | leaves per tree | 2 to 1,024 |
/// | `max_depth` | tests on the way to a leaf | 1 to 30 |
/// | `min_child_weight` | least weight (sum of p (1 − p)) in a leaf | 0 and above |
/// | `row_share`, `column_share` | rows and columns drawn for each tree | above 0, at most 1 |
/// | `l1`, `l2` | penalties on leaf values | 0 and above |
/// | `max_bins` | bins per column | 16 to 65,535 |
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the table above says what each is")]
pub struct BoostedTreesGrid {
    pub n_trees: Vec<usize>,
    pub learning_rate: Vec<f64>,
    pub max_leaves: Vec<usize>,
    pub max_depth: Vec<usize>,
    pub min_child_weight: Vec<f64>,
    pub row_share: Vec<f64>,
    pub column_share: Vec<f64>,
    pub l1: Vec<f64>,
    pub l2: Vec<f64>,
    pub max_bins: usize,
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error("cannot read \"{}\"", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// Not the TOML that is expected; the message points at the line.
    #[error("\"{}\" is not as expected\n{message}", path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// Line, column and what was expected there.
        message: String,
    },
    /// A value out of range.
    #[error("\"{}\"{}: {key} must be {expected}, found {found}", path.display(), line_suffix(*line))]
    Range {
        /// The file.
        path: PathBuf,
        /// Line of the key, where it was found.
        line: Option<usize>,
        /// The key.
        key: &'static str,
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: String,
    },
}

fn line_suffix(line: Option<usize>) -> String {
    line.map_or(String::new(), |line| format!(", line {line}"))
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Read { .. } => None,
            _ => Some(
                "correct the file, or delete it to go back to the values shipped with octroi"
                    .to_owned(),
            ),
        }
    }
}

impl Settings {
    /// Reads and checks a file.
    ///
    /// # Errors
    ///
    /// [`Error`], pointing at the line at fault.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| Error::Read { path: path.to_owned(), source })?;
        Self::parse(&text, path)
    }

    /// The settings shipped with the program.
    ///
    /// # Errors
    ///
    /// None in a program that was tested; the type is that of [`Settings::read`].
    pub fn shipped() -> Result<Self, Error> {
        Self::parse(DEFAULT_TEXT, Path::new("assumptions.toml"))
    }

    /// Reads and checks the text of a file named `path`.
    ///
    /// # Errors
    ///
    /// [`Error`], pointing at the line at fault.
    pub fn parse(text: &str, path: &Path) -> Result<Self, Error> {
        let settings: Self = toml::from_str(text).map_err(|error| Error::Toml {
            path: path.to_owned(),
            message: error.to_string().trim_end().to_owned(),
        })?;
        match settings.first_out_of_range() {
            None => Ok(settings),
            Some((key, expected, found)) => {
                let line = line_of(text, key);
                Err(Error::Range { path: path.to_owned(), line, key, expected, found })
            }
        }
    }

    fn first_out_of_range(&self) -> Option<(&'static str, &'static str, String)> {
        let Self { lender, costs, protocol, attributes, boosted_trees: grid } = self;
        let out = |is_in: bool, key, expected, found: &dyn std::fmt::Debug| {
            (!is_in).then(|| (key, expected, format!("{found:?}")))
        };
        fn all<T: Copy>(values: &[T], is_in: impl Fn(T) -> bool) -> bool {
            !values.is_empty() && values.iter().all(|value| is_in(*value))
        }
        let above_zero = "a number above 0";
        let share = "one or more numbers above 0, at most 1";
        let positive = "one or more numbers, 0 or above";
        let is_share = |value: f64| value > 0.0 && value <= 1.0;
        let is_positive = |value: f64| value >= 0.0 && value.is_finite();
        let is_cost = |cost: f64| cost > 0.0 && cost.is_finite();
        let is_column = |name: &String| {
            let column = Table::ApplicationTrain.column(name);
            column.is_some_and(|column| column.kind != Kind::Key)
        };
        [
            out(!lender.name.trim().is_empty(), "name", "some text", &lender.name),
            out(!lender.contact.trim().is_empty(), "contact", "some text", &lender.contact),
            out(is_cost(costs.missed_default), "missed_default", above_zero, &costs.missed_default),
            out(is_cost(costs.refused_good), "refused_good", above_zero, &costs.refused_good),
            out((2..=20).contains(&protocol.n_folds), "n_folds", "2 to 20", &protocol.n_folds),
            out(
                protocol.hold_out_share > 0.0 && protocol.hold_out_share < 1.0,
                "hold_out_share",
                "a number above 0 and below 1",
                &protocol.hold_out_share,
            ),
            out(
                (0.5..=1.0).contains(&protocol.leakage_auc),
                "leakage_auc",
                "a number from 0.5 to 1",
                &protocol.leakage_auc,
            ),
            out(
                attributes.protected.iter().all(is_column),
                "protected",
                "columns of the application",
                &attributes.protected,
            ),
            out(
                all(&grid.n_trees, |n| (1..=20_000).contains(&n)),
                "n_trees",
                "one or more numbers from 1 to 20000",
                &grid.n_trees,
            ),
            out(all(&grid.learning_rate, is_share), "learning_rate", share, &grid.learning_rate),
            out(
                all(&grid.max_leaves, |n| (2..=1024).contains(&n)),
                "max_leaves",
                "one or more numbers from 2 to 1024",
                &grid.max_leaves,
            ),
            out(
                all(&grid.max_depth, |n| (1..=30).contains(&n)),
                "max_depth",
                "one or more numbers from 1 to 30",
                &grid.max_depth,
            ),
            out(
                all(&grid.min_child_weight, is_positive),
                "min_child_weight",
                positive,
                &grid.min_child_weight,
            ),
            out(all(&grid.row_share, is_share), "row_share", share, &grid.row_share),
            out(all(&grid.column_share, is_share), "column_share", share, &grid.column_share),
            out(all(&grid.l1, is_positive), "l1", positive, &grid.l1),
            out(all(&grid.l2, is_positive), "l2", positive, &grid.l2),
            out((16..=65_535).contains(&grid.max_bins), "max_bins", "16 to 65535", &grid.max_bins),
        ]
        .into_iter()
        .flatten()
        .next()
    }
}

/// The line on which a key is set, from 1.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let sets_key = |line: &str| {
        let rest = line.trim_start().strip_prefix(key);
        rest.is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    text.lines().position(sets_key).map(|place| place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(from: &str, to: &str) -> Result<Settings, Error> {
        assert!(DEFAULT_TEXT.contains(from), "{from}");
        Settings::parse(&DEFAULT_TEXT.replacen(from, to, 1), Path::new("assumptions.toml"))
    }

    #[test]
    fn the_shipped_file_is_valid() {
        let settings = Settings::shipped().unwrap();
        assert_eq!(settings.costs, Costs { missed_default: 10.0, refused_good: 1.0 });
    }

    #[test]
    fn errors_point_at_the_line() {
        let line = |key| line_of(DEFAULT_TEXT, key).unwrap();
        for (from, to, key) in [
            ("n_folds = 5", "n_folds = 1", "n_folds"),
            ("missed_default = 10.0", "missed_default = -1.0", "missed_default"),
            ("learning_rate = [0.05]", "learning_rate = []", "learning_rate"),
            ("\"CODE_GENDER\"", "\"CODE_GENRE\"", "protected"),
        ] {
            let message = parse(from, to).unwrap_err().to_string();
            assert!(message.contains(&format!("line {}: {key}", line(key))), "{message}");
        }
        for (from, to) in [("seed = 7", "sede = 7"), ("seed = 7", "seed = \"seven\"")] {
            let message = parse(from, to).unwrap_err().to_string();
            assert!(message.contains(&format!("line {}", line("seed"))), "{message}");
        }
    }
}
