//! What makes clients alike: the rules as data, put into words elsewhere.

use serde::Serialize;

use super::super::population::{CONTRACT_TYPE, INCOME_TYPE, Population};
use super::bands::Bands;

/// The rules, without what they are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Same type of contract: `NAME_CONTRACT_TYPE`.
    ContractType,
    /// Same employment situation: `NAME_INCOME_TYPE`.
    IncomeType,
    /// Income in the same band: `AMT_INCOME_TOTAL`.
    Income,
    /// Age in the same band: `DAYS_BIRTH`.
    Age,
    /// Amount asked for in the same band: `AMT_CREDIT`.
    Amount,
}

impl RuleKind {
    /// Every rule, in order.
    pub const ALL: [Self; 5] =
        [Self::ContractType, Self::IncomeType, Self::Income, Self::Age, Self::Amount];
}

/// One thing that all clients of a group have in common.
///
/// A band goes from its lower end, included, to its upper end, not included; where an end is
/// none, it is open, and one end at least is there. Ages are full years, both ends included.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    /// Same type of contract.
    ContractType {
        /// The level, as in the column: `Cash loans`.
        level: String,
    },
    /// Same employment situation.
    IncomeType {
        /// The level, as in the column: `Working`.
        level: String,
    },
    /// Yearly income between two round amounts.
    Income {
        /// Lower end, included.
        from: Option<f64>,
        /// Upper end, not included.
        to: Option<f64>,
    },
    /// Age between two numbers of full years: 25 to 34.
    Age {
        /// Youngest age.
        from_years: Option<u8>,
        /// Oldest age.
        to_years: Option<u8>,
    },
    /// Amount asked for between two round amounts.
    Amount {
        /// Lower end, included.
        from: Option<f64>,
        /// Upper end, not included.
        to: Option<f64>,
    },
}

/// Code of a client whose value is not known.
pub const UNKNOWN: u16 = u16::MAX;

/// Reads one rule's value of a client as a code: a level or a band, counted from 0.
#[derive(Debug)]
pub enum Reader {
    /// 0/1 features of a category, each a level and the place of the feature in the population.
    Levels(Vec<(String, usize)>),
    /// A number in bands.
    Bands {
        /// Place of the feature; none where the population has it not.
        feature: Option<usize>,
        /// The bands.
        bands: Bands,
        /// Whether the feature holds days before the application, and the bands full years of
        /// 365.25 days.
        is_age: bool,
    },
}

impl Reader {
    /// The readers of all rules in the order of [`RuleKind::ALL`].
    ///
    /// `sorted` gives the known values of a feature, from the lowest.
    pub(super) fn all<'a>(
        population: &Population,
        sorted: &(dyn Fn(usize) -> Option<&'a [f32]> + '_),
    ) -> [Self; 5] {
        let levels = |prefix: &str| {
            let places = population.names().iter().enumerate();
            let levels = places.filter_map(|(feature, name)| {
                name.strip_prefix(prefix).map(|level| (level.to_owned(), feature))
            });
            Self::Levels(levels.collect())
        };
        let quintiles = |name: &str| {
            let feature = population.place_of(name);
            let known = feature.and_then(sorted).unwrap_or_default();
            Self::Bands { feature, bands: Bands::quintiles(known), is_age: false }
        };
        let feature = population.place_of("DAYS_BIRTH");
        [
            levels(CONTRACT_TYPE),
            levels(INCOME_TYPE),
            quintiles("AMT_INCOME_TOTAL"),
            Self::Bands { feature, bands: Bands::ages(), is_age: true },
            quintiles("AMT_CREDIT"),
        ]
    }

    /// The code of a client; [`UNKNOWN`] where no level is told or the number is missing.
    ///
    /// Infinite numbers count as missing. Of several levels told at once, the first counts.
    pub fn code(&self, value_of: impl Fn(usize) -> f32) -> u16 {
        match self {
            Self::Levels(levels) => {
                let told = levels.iter().position(|&(_, feature)| value_of(feature) > 0.5);
                told.and_then(|level| u16::try_from(level).ok()).unwrap_or(UNKNOWN)
            }
            Self::Bands { feature, bands, is_age } => {
                let value = feature.map_or(f32::NAN, value_of);
                if !value.is_finite() {
                    UNKNOWN
                } else if *is_age {
                    bands.of(full_years(value))
                } else {
                    bands.of(f64::from(value))
                }
            }
        }
    }

    /// The codes alike within a reach, both ends included; none where that is all there are.
    pub(super) fn alike(&self, code: u16, reach: u8) -> Option<(u16, u16)> {
        match self {
            Self::Levels(_) => Some((code, code)),
            Self::Bands { bands, .. } => {
                let last = bands.last();
                let reach = u16::from(reach);
                let (from, to) = (code.saturating_sub(reach), code.saturating_add(reach).min(last));
                ((from, to) != (0, last)).then_some((from, to))
            }
        }
    }

    /// The rule that codes alike follow.
    pub(super) fn rule(&self, kind: RuleKind, (from, to): (u16, u16)) -> Rule {
        let level = || match self {
            Self::Levels(levels) => levels[usize::from(from)].0.clone(),
            Self::Bands { .. } => String::new(),
        };
        let (from, to) = match self {
            Self::Levels(_) => (None, None),
            Self::Bands { bands, .. } => (bands.lower_end(from), bands.upper_end(to)),
        };
        match kind {
            RuleKind::ContractType => Rule::ContractType { level: level() },
            RuleKind::IncomeType => Rule::IncomeType { level: level() },
            RuleKind::Income => Rule::Income { from, to },
            RuleKind::Age => Rule::Age {
                from_years: from.map(|years| years as u8),
                to_years: to.map(|years| years as u8 - 1),
            },
            RuleKind::Amount => Rule::Amount { from, to },
        }
    }
}

/// Age in full years of someone born `days` (negative) before the application.
fn full_years(days: f32) -> f64 {
    (-f64::from(days) / 365.25).floor()
}
