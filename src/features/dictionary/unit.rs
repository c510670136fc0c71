//! What a value is counted in, and which way it should push the risk.

use serde::{Deserialize, Serialize};

/// What the values of a quantity are counted in, which decides how they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Money, in the currency of the portfolio.
    Currency,
    /// Days counted from the application, negative: shown as a duration without sign.
    DaysBefore,
    /// Days counted from the application, before (negative) or after it: shown as a date that is
    /// so long ago or so far ahead.
    DaysFromApplication,
    /// A number of days.
    Days,
    /// Months counted from the application, negative: shown as a duration without sign.
    MonthsBefore,
    /// A number of months.
    Months,
    /// A number of years.
    Years,
    /// How many of something.
    Count,
    /// A part of a whole, 1 being all of it: shown in percent.
    Share,
    /// The difference of two shares: shown in percentage points.
    SharePoints,
    /// One quantity divided by another: shown as a number.
    Ratio,
    /// 1 for yes, 0 for no.
    Flag,
    /// A score between 0 and 1.
    Score,
    /// A level on a short scale.
    Rating,
    /// An hour of the day, 0 to 23.
    Hour,
    /// One of a list of words.
    Category,
    /// The number of a client, a credit or an application.
    Identifier,
    /// A number without a unit (rescaled quantity, variance, product).
    Index,
}

/// Which way common sense expects the risk of default to move as the value grows.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A larger value means more risk.
    IncreasesRisk,
    /// A larger value means less risk.
    DecreasesRisk,
    /// Common sense does not tell.
    #[default]
    Unknown,
}

/// The words that the smallest and the largest value call for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// A size: lowest, highest.
    Size,
    /// A length of time: shortest, longest.
    Length,
    /// A negative count that is read as a length of time: the smallest value is the longest time.
    Age,
    /// A date: earliest, latest.
    Date,
    /// An hour of the day: earliest, latest.
    Hour,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 18] = [
        Self::Currency,
        Self::DaysBefore,
        Self::DaysFromApplication,
        Self::Days,
        Self::MonthsBefore,
        Self::Months,
        Self::Years,
        Self::Count,
        Self::Share,
        Self::SharePoints,
        Self::Ratio,
        Self::Flag,
        Self::Score,
        Self::Rating,
        Self::Hour,
        Self::Category,
        Self::Identifier,
        Self::Index,
    ];

    /// How the extremes of such values are said.
    pub(super) const fn manner(self) -> Manner {
        match self {
            Self::DaysBefore | Self::MonthsBefore => Manner::Age,
            Self::DaysFromApplication => Manner::Date,
            Self::Days | Self::Months | Self::Years => Manner::Length,
            Self::Hour => Manner::Hour,
            _ => Manner::Size,
        }
    }

    /// The unit of a sum of such values.
    pub(super) const fn of_sum(self) -> Self {
        match self {
            Self::Share => Self::Ratio,
            Self::Score | Self::Rating | Self::Hour | Self::DaysFromApplication => Self::Index,
            other => other,
        }
    }
}
