//! What a value of a column can be, and what it usually is.

use crate::tables::{Column, Kind, Quantity};

/// The largest amount that features keep apart from infinity: squares of it still fit 32 bits.
const LARGEST: f64 = 1e12;

/// Where a value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Where values usually lie, or the sentinel.
    Plausible,
    /// Possible, and unlike anything known.
    Odd,
    /// Where no value can be.
    Impossible,
}

/// The ends within which values of a column can lie, and usually lie; all belong to them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Smallest and largest possible value.
    pub possible: (f64, f64),
    /// Smallest and largest plausible value.
    pub plausible: (f64, f64),
    /// The value that means "none", where there is one.
    pub sentinel: Option<f64>,
}

impl Bounds {
    /// The bounds of a column of numbers.
    ///
    /// Both ends of a closed scale (flag, share, score, rating, hour) are limits. So is the lower
    /// end of what cannot be negative, and the upper end of what lies in the past. Every other end
    /// is a habit; past it, what can be stored is possible.
    pub fn new(column: &Column) -> Self {
        let (low, high) = column.range;
        let storable = match column.kind {
            Kind::Integer => f64::from(i32::MAX),
            Kind::Key => f64::from(u32::MAX),
            Kind::Decimal | Kind::Category(_) => LARGEST,
        };
        let possible = match column.quantity {
            Quantity::Flag
            | Quantity::Share
            | Quantity::Score
            | Quantity::Rating
            | Quantity::Hour
            | Quantity::Target => (low, high),
            Quantity::Key => (1.0, storable),
            _ => (
                if low >= 0.0 { low } else { -storable },
                if high <= 0.0 { high } else { storable },
            ),
        };
        Self { possible, plausible: column.range, sentinel: column.sentinel.map(f64::from) }
    }

    /// Where a value lies.
    pub fn fit(&self, value: f64) -> Fit {
        let within = |(low, high): (f64, f64)| (low..=high).contains(&value);
        if within(self.plausible) || self.sentinel == Some(value) {
            Fit::Plausible
        } else if within(self.possible) {
            Fit::Odd
        } else {
            Fit::Impossible
        }
    }

    /// The possible values in words: `from 0 to 1`, `from -36525 to 0, or 365243 for none`.
    pub fn in_words(&self) -> String {
        let (low, high) = self.possible;
        let none = self.sentinel.map(|sentinel| format!(", or {sentinel} for none"));
        format!("from {low} to {high}{}", none.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Table;

    fn fit(table: Table, column: &str, value: f64) -> Fit {
        Bounds::new(table.column(column).unwrap()).fit(value)
    }

    #[test]
    fn what_cannot_be_is_told_from_what_is_unusual() {
        let application = |column, value| fit(Table::ApplicationTrain, column, value);
        assert_eq!(application("AMT_INCOME_TOTAL", -1.0), Fit::Impossible);
        assert_eq!(application("AMT_INCOME_TOTAL", 0.0), Fit::Plausible);
        assert_eq!(application("AMT_INCOME_TOTAL", 2e9), Fit::Odd);
        assert_eq!(application("AMT_INCOME_TOTAL", 2e12), Fit::Impossible);
        assert_eq!(application("DAYS_BIRTH", 12_000.0), Fit::Impossible);
        assert_eq!(application("DAYS_BIRTH", -35.0), Fit::Impossible);
        assert_eq!(application("DAYS_BIRTH", -40_000.0), Fit::Odd);
        assert_eq!(application("DAYS_EMPLOYED", 1.0), Fit::Impossible);
        assert_eq!(application("DAYS_EMPLOYED", 365_243.0), Fit::Plausible);
        assert_eq!(application("EXT_SOURCE_1", 1.01), Fit::Impossible);
        assert_eq!(application("REGION_RATING_CLIENT_W_CITY", -1.0), Fit::Plausible);
        assert_eq!(fit(Table::Bureau, "DAYS_CREDIT_ENDDATE", 50_000.0), Fit::Odd);
        assert_eq!(fit(Table::Bureau, "AMT_CREDIT_SUM_DEBT", -2e8), Fit::Odd);
        assert_eq!(fit(Table::BureauBalance, "MONTHS_BALANCE", -120.0), Fit::Odd);
        assert_eq!(fit(Table::BureauBalance, "MONTHS_BALANCE", 1.0), Fit::Impossible);
    }

    #[test]
    fn limits_hold_what_is_plausible() {
        for column in Table::ALL.into_iter().flat_map(Table::columns) {
            let Bounds { possible, plausible, .. } = Bounds::new(column);
            if column.kind != Kind::Key {
                assert!(possible.0 <= plausible.0 && plausible.1 <= possible.1, "{}", column.name);
            }
        }
    }
}
