//! What a feature is: enough to compute it, to name it, and to say it in words.

use crate::tables::Table;

/// One feature: its name and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Name in code, in the feature table and in files; never shown to a client.
    pub name: String,
    /// Where it comes from.
    pub definition: Definition,
}

/// Where a feature comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Definition {
    /// A column of the application, as it is (sentinels made missing).
    Column(&'static str),
    /// 1 where the application's category column holds `level`, else 0.
    Level {
        /// Category column of the application.
        column: &'static str,
        /// The level that is marked.
        level: &'static str,
    },
    /// A formula of its own, described by hand in `dictionary/derived.toml` under the feature's name.
    Derived,
    /// A statistic over the client's rows of a child table.
    Statistic {
        /// Which rows of the client count.
        rows: Rows,
        /// What is measured on each row.
        measure: Measure,
        /// How the rows are summed up.
        statistic: Statistic,
    },
}

/// What is measured on one row of a child table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// A column of the table, as it is (sentinels made missing).
    Column(&'static str),
    /// A quantity computed from the row, described by hand in `dictionary/measures.toml`
    /// under this name (`DPD`, `PAYMENT_PERC`, `APP_CREDIT_PERC`, `UTILISATION` …).
    Derived(&'static str),
    /// 1 where the category column holds `level` (`None`: where it is missing), else 0.
    Level {
        /// Category column of the child table.
        column: &'static str,
        /// The level that is marked.
        level: Option<&'static str>,
    },
    /// Of one bureau credit's monthly statuses (`bureau_balance`), the smallest month.
    FirstStatusMonth,
    /// Of one bureau credit's monthly statuses, the largest month.
    LastStatusMonth,
    /// Of one bureau credit, how many monthly statuses are known.
    StatusMonths,
    /// Of one bureau credit, the share of its months with this status (`None`: missing).
    StatusShare(Option<&'static str>),
    /// Nothing but the row itself, for counting.
    Row,
}

/// Which rows of the client count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rows {
    /// The child table.
    pub table: Table,
    /// The part of it.
    pub subset: Subset,
}

/// A part of a client's rows in a child table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subset {
    /// Every row.
    All,
    /// Bureau credits still running (`CREDIT_ACTIVE` = `Active`).
    ActiveCredits,
    /// Bureau credits closed (`CREDIT_ACTIVE` = `Closed`).
    ClosedCredits,
    /// Earlier applications that were approved.
    Approved,
    /// Earlier applications that were refused.
    Refused,
    /// Rows of the last `n` days before the application (the table's own date column).
    LastDays(u16),
    /// Rows of the last `n` months before the application.
    LastMonths(u16),
    /// The `n` most recent earlier applications.
    LastApplications(u8),
}

/// How the rows of a client are summed up. Missing values are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Statistic {
    /// Smallest value.
    Min,
    /// Largest value.
    Max,
    /// Mean; of a 0/1 measure, a share.
    Mean,
    /// Sum; 0 where every value is missing.
    Sum,
    /// Sample variance (divisor n − 1); missing below two values.
    Variance,
    /// Number of distinct values.
    Distinct,
    /// Number of rows, missing values included.
    Count,
}
