//! `assumptions.toml` in, checked settings out: the numbers that people decided.

mod grid;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use grid::Grid;

use crate::decision::Costs;
use crate::models::calibration::Method;
use crate::models::{Family, LearnerParams};
use crate::resampling::Imbalance;
use crate::tables::{Kind, Table};

/// The file as shipped, used where the work folder has none.
pub const DEFAULT_TEXT: &str = include_str!("../../methodology/assumptions.toml");

/// Everything in `assumptions.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Who lends.
    pub lender: Lender,
    /// What errors cost.
    pub costs: Costs,
    /// How the threshold is looked at.
    pub threshold: ThresholdSettings,
    /// How models are compared.
    pub protocol: Protocol,
    /// Which columns are kept from the model, or priced.
    pub attributes: Attributes,
    /// What is compared on the retained model.
    pub studies: Studies,
    /// Which models compete.
    pub search: Search,
    /// Logistic regressions to try.
    pub logistic_regression: Grid,
    /// Decision trees to try.
    pub decision_tree: Grid,
    /// Random forests to try.
    pub random_forest: Grid,
    /// Boosted trees to try.
    pub boosted_trees: Grid,
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

/// How the threshold is looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThresholdSettings {
    /// Other ratios of the two costs, above 0.
    pub cost_ratios: Vec<f64>,
    /// Resamples behind the intervals, 20 to 100,000.
    pub n_resamples: usize,
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
    /// Share of a fold's learning rows that says when to stop, above 0 and below 1.
    pub validation_share: f64,
    /// AUC above which a leak is suspected, 0.5 to 1.
    pub leakage_auc: f64,
    /// Ways to calibrate, one or more.
    pub calibration: Vec<Method>,
}

/// Which columns are kept from the model, or priced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attributes {
    /// Columns of the application that the model must not read.
    pub protected: Vec<String>,
    /// Columns that it reads, and whose absence is priced.
    pub priced: Vec<String>,
}

/// What is compared on the retained model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Studies {
    /// Which comparisons are made.
    pub run: Vec<Study>,
    /// Ways to treat the rarity of defaults.
    pub imbalance: Vec<Imbalance>,
    /// Defaults between which SMOTE draws new ones, 1 to 100.
    pub smote_neighbors: usize,
}

/// A comparison made on the retained model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Study {
    /// Ways to treat the rarity of defaults.
    Imbalance,
    /// What keeping protected columns from the model costs.
    Protected,
    /// What leaving out the priced columns would cost.
    Priced,
    /// What monotone directions cost, or bring.
    Monotone,
    /// What the features beyond the original kernel's bring.
    KernelFeatures,
}

/// Which models compete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Families, one or more.
    pub families: Vec<Family>,
    /// How combinations are picked.
    pub method: SearchMethod,
    /// Combinations per family where they are drawn, 1 and above.
    pub n_random: usize,
}

/// How combinations of parameters are picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchMethod {
    /// All of them.
    Grid,
    /// Some, drawn.
    Random,
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
        key: String,
        /// What it must be.
        expected: String,
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

    /// The settings of a work folder: its own `methodology/assumptions.toml`, or the shipped ones.
    ///
    /// # Errors
    ///
    /// As [`Settings::read`].
    pub fn of(workdir: &Path) -> Result<Self, Error> {
        let own = workdir.join("methodology/assumptions.toml");
        if own.is_file() { Self::read(&own) } else { Self::shipped() }
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
            Some(Fault { table, key, expected, found }) => Err(Error::Range {
                path: path.to_owned(),
                line: line_of(text, table, &key),
                key: if key.is_empty() { format!("[{table}]") } else { key },
                expected,
                found,
            }),
        }
    }

    /// The models that compete, from the simplest: every combination of each family's lists, or a
    /// draw of them.
    pub fn candidates(&self) -> Vec<LearnerParams> {
        let of = |family: &Family| self.combinations(*family).unwrap_or_default();
        self.search.families.iter().flat_map(of).collect()
    }

    fn combinations(&self, family: Family) -> Result<Vec<LearnerParams>, grid::Fault> {
        let (seed, nothing) = (self.protocol.seed, Grid::default());
        let grid = match family {
            Family::Dummy => &nothing,
            Family::LogisticRegression => &self.logistic_regression,
            Family::DecisionTree => &self.decision_tree,
            Family::RandomForest => &self.random_forest,
            Family::BoostedTrees => &self.boosted_trees,
        };
        match self.search.method {
            SearchMethod::Grid => grid.combinations(family, seed),
            SearchMethod::Random => grid.drawn(family, seed, self.search.n_random),
        }
    }

    fn first_out_of_range(&self) -> Option<Fault> {
        let Self { lender, costs, threshold, protocol, attributes, studies, search, .. } = self;
        let out = |is_in: bool, table, key: &str, expected: &str, found: &dyn std::fmt::Debug| {
            (!is_in).then(|| Fault {
                table,
                key: key.to_owned(),
                expected: expected.to_owned(),
                found: format!("{found:?}"),
            })
        };
        let above_zero = "a number above 0";
        let inner_share = "a number above 0 and below 1";
        let is_cost = |cost: f64| cost > 0.0 && cost.is_finite();
        let is_inner_share = |share: f64| share > 0.0 && share < 1.0;
        let is_column = |name: &String| {
            let column = Table::ApplicationTrain.column(name);
            column.is_some_and(|column| column.kind != Kind::Key)
        };
        let columns = "columns of the application";
        let (p, t) = (protocol, threshold);
        let own = [
            out(!lender.name.trim().is_empty(), "lender", "name", "some text", &lender.name),
            out(
                !lender.contact.trim().is_empty(),
                "lender",
                "contact",
                "some text",
                &lender.contact,
            ),
            out(
                is_cost(costs.missed_default),
                "costs",
                "missed_default",
                above_zero,
                &costs.missed_default,
            ),
            out(
                is_cost(costs.refused_good),
                "costs",
                "refused_good",
                above_zero,
                &costs.refused_good,
            ),
            out(
                t.cost_ratios.iter().all(|&ratio| is_cost(ratio)),
                "threshold",
                "cost_ratios",
                "numbers above 0",
                &t.cost_ratios,
            ),
            out(
                (20..=100_000).contains(&t.n_resamples),
                "threshold",
                "n_resamples",
                "20 to 100000",
                &t.n_resamples,
            ),
            out((2..=20).contains(&p.n_folds), "protocol", "n_folds", "2 to 20", &p.n_folds),
            out(
                is_inner_share(p.hold_out_share),
                "protocol",
                "hold_out_share",
                inner_share,
                &p.hold_out_share,
            ),
            out(
                is_inner_share(p.validation_share),
                "protocol",
                "validation_share",
                inner_share,
                &p.validation_share,
            ),
            out(
                (0.5..=1.0).contains(&p.leakage_auc),
                "protocol",
                "leakage_auc",
                "a number from 0.5 to 1",
                &p.leakage_auc,
            ),
            out(
                !p.calibration.is_empty(),
                "protocol",
                "calibration",
                "one or more ways",
                &p.calibration,
            ),
            out(
                attributes.protected.iter().all(is_column),
                "attributes",
                "protected",
                columns,
                &attributes.protected,
            ),
            out(
                attributes.priced.iter().all(is_column),
                "attributes",
                "priced",
                columns,
                &attributes.priced,
            ),
            out(
                (1..=100).contains(&studies.smote_neighbors),
                "studies",
                "smote_neighbors",
                "1 to 100",
                &studies.smote_neighbors,
            ),
            out(
                search.families.iter().any(|&family| family != Family::RandomForest),
                "search",
                "families",
                "one or more, not random_forest alone: its scores cannot be explained exactly",
                &search.families,
            ),
            out(search.n_random > 0, "search", "n_random", "1 or above", &search.n_random),
        ];
        let of_family = |family: &Family| {
            let grid::Fault { key, expected, found } = self.combinations(*family).err()?;
            Some(Fault { table: family.name(), key, expected, found })
        };
        let families = Family::ALL.iter().filter_map(of_family);
        own.into_iter().flatten().chain(families).next()
    }
}

/// A value out of range, by table and key.
struct Fault {
    table: &'static str,
    key: String,
    expected: String,
    found: String,
}

/// The line on which a key of a table is set, from 1; that of the table, where the key is not
/// there.
fn line_of(text: &str, table: &str, key: &str) -> Option<usize> {
    let header = format!("[{table}]");
    let start = text.lines().position(|line| line.trim() == header)?;
    let sets_key = |line: &str| {
        let rest = line.trim_start().strip_prefix(key);
        rest.is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let inside = text.lines().enumerate().skip(start + 1);
    let mut inside = inside.take_while(|(_, line)| !line.trim_start().starts_with('['));
    let place = inside.find(|(_, line)| !key.is_empty() && sets_key(line)).map(|(place, _)| place);
    Some(place.unwrap_or(start) + 1)
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
        let families: Vec<Family> =
            settings.candidates().iter().map(LearnerParams::family).collect();
        assert!(Family::ALL.iter().all(|family| families.contains(family)), "{families:?}");
    }

    #[test]
    fn errors_point_at_the_line() {
        let line = |table, key| line_of(DEFAULT_TEXT, table, key).unwrap();
        for (from, to, table, key) in [
            ("n_folds = 5", "n_folds = 1", "protocol", "n_folds"),
            ("missed_default = 10.0", "missed_default = -1.0", "costs", "missed_default"),
            ("learning_rate = [0.05]", "learning_rate = []", "boosted_trees", "learning_rate"),
            ("n_trees = 1500", "n_trees = 0", "boosted_trees", "n_trees"),
            ("\"CODE_GENDER\"", "\"CODE_GENRE\"", "attributes", "protected"),
            ("cost_ratios = [5.0", "cost_ratios = [0.0", "threshold", "cost_ratios"),
        ] {
            let message = parse(from, to).unwrap_err().to_string();
            let expected = format!("line {}: {key}", line(table, key));
            assert!(message.contains(&expected), "{message} has no {expected}");
        }
        let message = parse("max_depth = [6]\nmin_rows", "max_depht = [6]\nmin_rows");
        let message = message.unwrap_err().to_string();
        assert!(message.contains("unknown field `max_depht`"), "{message}");
        for (from, to) in [("seed = 7", "sede = 7"), ("seed = 7", "seed = \"seven\"")] {
            let message = parse(from, to).unwrap_err().to_string();
            assert!(message.contains(&format!("line {}", line("protocol", "seed"))), "{message}");
        }
    }
}
