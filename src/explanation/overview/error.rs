//! What cannot be summed up, compared or attributed.

/// What cannot be summed up.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Error {
    /// Numbers that make no whole rows, or another number of rows than what they belong to.
    #[error("expected {expected} {what}, found {found}")]
    Shape {
        /// What is counted, in the plural.
        what: &'static str,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Fewer of something than needed.
    #[error("expected at least {needed} {what}, found {found}")]
    TooFew {
        /// What there is too little of, in the plural.
        what: &'static str,
        /// How many are needed.
        needed: usize,
        /// How many there are.
        found: usize,
    },
    /// A place outside what it points into.
    #[error("expected {what} below {n}, found {place}")]
    Outside {
        /// What the place is of, in the singular.
        what: &'static str,
        /// The place.
        place: usize,
        /// How many places there are.
        n: usize,
    },
    /// A number that is infinite or, where nothing may be missing, NaN.
    #[error("row {row}, column {column}, counted from 0: {what} is {value}")]
    NotFinite {
        /// What the number is, in the singular.
        what: &'static str,
        /// Place of the row.
        row: usize,
        /// Place of the column.
        column: usize,
        /// The number.
        value: f64,
    },
    /// A number that is no probability.
    #[error("expected a probability, found {value} at place {place}, counted from 0")]
    NotAProbability {
        /// Where it stands.
        place: usize,
        /// The number.
        value: f64,
    },
}
