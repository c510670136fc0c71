//! What a column of a raw table holds: its type, its quantity, its sentinel, its plausible range.

/// The code that Home Credit writes where a day count means "none" (about 1,000 years).
pub const DAYS_SENTINEL: i32 = 365_243;

/// How the values of a column are stored once read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A positive identifier, never missing: `u32`.
    Key,
    /// A whole number, written `12` or `12.0`: `i32`.
    Integer,
    /// A number: `f64`.
    Decimal,
    /// One of a fixed list of levels, in alphabetical order: a `u8` code into the list.
    Category(&'static [&'static str]),
}

/// What a column measures, which decides its unit and how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// An identifier.
    Key,
    /// The outcome: 1 for payment difficulties.
    Target,
    /// Money, in the currency of the portfolio.
    Amount,
    /// Days counted from the application, negative before it.
    Days,
    /// A duration in days, zero or more (days past due).
    Duration,
    /// Months counted from the application, negative before it.
    Months,
    /// An hour of the day, 0 to 23.
    Hour,
    /// An age in whole years (of a car).
    Years,
    /// How many of something.
    Count,
    /// 0 or 1.
    Flag,
    /// A share or a normalised quantity between 0 and 1.
    Share,
    /// A score between 0 and 1 bought from an outside provider, higher is safer.
    Score,
    /// A rating from 1 (best) to 3 (worst).
    Rating,
    /// A number whose scale is not documented (sales area).
    Scale,
    /// A word out of a list.
    Category,
}

/// How the numbers of a column are written in the original files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// `12`
    Whole,
    /// `12.0`, as pandas writes whole numbers of a column that has gaps; `12.5` where not whole.
    Float,
}

/// One column of a raw table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Name in the CSV header, spelling errors of the original included.
    pub name: &'static str,
    /// Storage type.
    pub kind: Kind,
    /// What is measured.
    pub quantity: Quantity,
    /// Whether an empty field is allowed.
    pub nullable: bool,
    /// The value that means "none", beside the empty field.
    pub sentinel: Option<i32>,
    /// Smallest and largest plausible value, sentinel apart; outside it, the check warns.
    pub range: (f64, f64),
    /// How numbers are written.
    pub written: Written,
}

impl Column {
    const fn new(name: &'static str, kind: Kind, quantity: Quantity, range: (f64, f64)) -> Self {
        Self {
            name,
            kind,
            quantity,
            nullable: false,
            sentinel: None,
            range,
            written: Written::Whole,
        }
    }

    /// Allows empty fields.
    pub const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// Declares 365243 to mean "none".
    pub const fn sentinel(mut self) -> Self {
        self.sentinel = Some(DAYS_SENTINEL);
        self
    }

    /// Writes whole numbers as `12.0`.
    pub const fn float(mut self) -> Self {
        self.written = Written::Float;
        self
    }

    /// Narrows the plausible range.
    pub const fn range(mut self, low: f64, high: f64) -> Self {
        self.range = (low, high);
        self
    }

    /// The levels of a category column, empty for the others.
    pub fn levels(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Category(levels) => levels,
            _ => &[],
        }
    }
}

/// The largest amount the check takes for plausible.
const LARGEST_AMOUNT: f64 = 1e9;

/// An identifier column.
pub const fn key(name: &'static str) -> Column {
    Column::new(name, Kind::Key, Quantity::Key, (1.0, 4e9))
}

/// The outcome column.
pub const fn target(name: &'static str) -> Column {
    Column::new(name, Kind::Integer, Quantity::Target, (0.0, 1.0))
}

/// A money column with a fractional part, zero or more.
pub const fn amount(name: &'static str) -> Column {
    Column::new(name, Kind::Decimal, Quantity::Amount, (0.0, LARGEST_AMOUNT)).float()
}

/// A money column of whole units.
pub const fn whole_amount(name: &'static str) -> Column {
    Column::new(name, Kind::Integer, Quantity::Amount, (0.0, LARGEST_AMOUNT))
}

/// A day count before the application (or after it, where `range` says so).
pub const fn days(name: &'static str) -> Column {
    Column::new(name, Kind::Integer, Quantity::Days, (-36_525.0, 0.0))
}

/// A duration in days.
pub const fn duration(name: &'static str) -> Column {
    Column::new(name, Kind::Integer, Quantity::Duration, (0.0, 36_525.0))
}

/// A month count before the application.
pub const fn months(name: &'static str) -> Column {
    Column::new(name, Kind::Integer, Quantity::Months, (-96.0, 0.0))
}

/// An hour of the day.
pub const fn hour(name: &'static str) -> Column {
    Column::new(name, Kind::Integer, Quantity::Hour, (0.0, 23.0))
}

/// An age in years.
pub const fn years(name: &'static str) -> Column {
    Column::new(name, Kind::Integer, Quantity::Years, (0.0, 120.0))
}

/// A count.
pub const fn count(name: &'static str) -> Column {
    Column::new(name, Kind::Integer, Quantity::Count, (0.0, 1e5))
}

/// A 0/1 column.
pub const fn flag(name: &'static str) -> Column {
    Column::new(name, Kind::Integer, Quantity::Flag, (0.0, 1.0))
}

/// A share between 0 and 1.
pub const fn share(name: &'static str) -> Column {
    Column::new(name, Kind::Decimal, Quantity::Share, (0.0, 1.0)).float()
}

/// An outside score between 0 and 1.
pub const fn score(name: &'static str) -> Column {
    Column::new(name, Kind::Decimal, Quantity::Score, (0.0, 1.0)).float()
}

/// A rating from 1 to 3.
pub const fn rating(name: &'static str) -> Column {
    Column::new(name, Kind::Integer, Quantity::Rating, (1.0, 3.0))
}

/// A number without a documented scale.
pub const fn scale(name: &'static str) -> Column {
    Column::new(name, Kind::Integer, Quantity::Scale, (-1.0, 1e8))
}

/// A category; `levels` must be in alphabetical (byte) order.
pub const fn category(name: &'static str, levels: &'static [&'static str]) -> Column {
    Column::new(name, Kind::Category(levels), Quantity::Category, (0.0, 0.0))
}
