//! A client's features after a change of the application, by the functions that computed them.
//!
//! The application is put together again from its features, changed, and its features computed
//! anew; those of the histories stay, but for the few that hold an amount asked for against the
//! past, which grow with it.

use super::application;
use super::block::{Block, code_of};
use super::catalog::{Part, parts};
use super::matrix::part_columns;
use super::{Profile, instalments, previous};
use crate::tables::portfolio::{GroupedRows, Portfolio};
use crate::tables::rows::{MISSING_INTEGER, MISSING_LEVEL, Values};
use crate::tables::{Column, Kind, Table, TableRows};

/// Another value of a column of the application.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The column.
    pub column: &'static str,
    /// What it holds instead.
    pub to: NewValue,
}

/// What a column holds after a change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NewValue {
    /// Of a column of numbers.
    Number(f64),
    /// Of a category column: one of the levels of its schema.
    Level(&'static str),
}

/// A feature that a change cannot be followed through.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the feature table has no feature \"{0}\", which a change of the application needs")]
pub struct MissingFeature(pub String);

/// Follows changes of an application through the features of a table.
#[derive(Debug)]
pub struct Reviser {
    part: Part,
    /// Place in the table of each feature of `part`.
    places: Vec<usize>,
    /// Places of features that grow with a column, and of that column's own feature.
    proportional: Vec<(usize, usize)>,
    columns: Vec<(&'static Column, Origin)>,
}

/// Where the value of a column of the application is found among the features of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The feature at this place holds it.
    Number(usize),
    /// A feature is 1 for one of two levels, 0 for the other.
    Binary {
        /// Place of the feature.
        place: usize,
        /// Code of the level for which it is 1.
        one: u8,
        /// Code of the level for which it is 0.
        zero: u8,
    },
    /// The features at these places mark its levels, in the order of their codes.
    Levels(Vec<usize>),
    /// Nothing is computed from it.
    Nowhere,
}

impl Reviser {
    /// Finds the features of the application among `names`, those of a feature table.
    ///
    /// # Errors
    ///
    /// [`MissingFeature`] where the table is not of the `octroi` profile.
    pub fn new(names: &[String]) -> Result<Self, MissingFeature> {
        let place = |name: &str| {
            let place = names.iter().position(|known| known == name);
            place.ok_or_else(|| MissingFeature(name.to_owned()))
        };
        let application = Table::ApplicationTrain;
        let mut parts = parts(Profile::Octroi).into_iter();
        let part = parts.find(|part| part.table == application);
        let part = part.ok_or_else(|| MissingFeature(application.name().to_owned()))?;
        let places = part.features.iter().map(|f| place(&f.name)).collect::<Result<_, _>>()?;
        let proportional = previous::GROWS_WITH
            .into_iter()
            .chain(instalments::GROWS_WITH)
            .map(|(feature, column)| Ok((place(feature)?, place(column)?)))
            .collect::<Result<_, _>>()?;
        let origin = |column: &'static Column| {
            Ok(match column.kind {
                Kind::Key => Origin::Nowhere,
                Kind::Integer | Kind::Decimal => match place(column.name) {
                    Ok(place) => Origin::Number(place),
                    Err(_) => Origin::Nowhere,
                },
                Kind::Category(levels) => match application::binary(column.name) {
                    Some(one) => {
                        let code = |is_one: bool| {
                            let level =
                                levels.iter().find(|&&l| (l == one) == is_one && l != "XNA");
                            level.map_or(MISSING_LEVEL, |l| code_of(application, column.name, l))
                        };
                        let place = place(column.name)?;
                        Origin::Binary { place, one: code(true), zero: code(false) }
                    }
                    None => {
                        let places = levels.iter().map(|l| place(&format!("{}_{l}", column.name)));
                        Origin::Levels(places.collect::<Result<_, _>>()?)
                    }
                },
            })
        };
        let columns = application.columns().iter();
        let columns = columns.map(|c| Ok((c, origin(c)?))).collect::<Result<_, _>>()?;
        Ok(Self { part, places, proportional, columns })
    }

    /// The columns of the application, and where each is found among the features of the table.
    pub fn columns(&self) -> &[(&'static Column, Origin)] {
        &self.columns
    }

    /// Places in the table of features that grow with a column of the application, each with that
    /// of the column's own feature.
    pub fn proportional(&self) -> &[(usize, usize)] {
        &self.proportional
    }

    /// The rows of features that sets of changes give, one per set, in order.
    ///
    /// `row` holds every feature of the table. What a change does not touch keeps its very bits.
    pub fn revise(&self, row: &[f32], sets: &[Vec<Change>]) -> Vec<Vec<f32>> {
        let portfolio = self.portfolio(row, sets);
        let block =
            Block { portfolio: &portfolio, clients: 0..sets.len() + 1, profile: Profile::Octroi };
        let computed = part_columns(&block, &self.part);
        let revised = |set: usize| {
            let mut revised = row.to_vec();
            for (column, &place) in computed.iter().zip(&self.places) {
                // The application as it is stands first: what differs from it has changed.
                let (before, after) = (rounded(column[0]), rounded(column[set + 1]));
                if before.to_bits() != after.to_bits() {
                    revised[place] = after;
                }
            }
            for &(place, with) in &self.proportional {
                if revised[with].to_bits() != row[with].to_bits() {
                    let growth = f64::from(revised[with]) / f64::from(row[with]);
                    let value = f64::from(row[place]) * growth;
                    revised[place] = rounded(value);
                }
            }
            revised
        };
        (0..sets.len()).map(revised).collect()
    }

    /// The application as it is, then with each set of changes, as clients without histories.
    fn portfolio(&self, row: &[f32], sets: &[Vec<Change>]) -> Portfolio {
        let n_rows = sets.len() + 1;
        let mut columns = Vec::with_capacity(self.columns.len());
        for (column, origin) in &self.columns {
            let mut values = original(column, origin, row, n_rows);
            for (set, changes) in sets.iter().enumerate() {
                for change in changes.iter().filter(|change| change.column == column.name) {
                    apply(column, &mut values, set + 1, change.to);
                }
            }
            columns.push(Some(values));
        }
        let table = Table::ApplicationTrain;
        let none =
            |table| GroupedRows { rows: TableRows::empty(table), starts: vec![0; n_rows + 1] };
        Portfolio {
            clients: (0..n_rows as u32).collect(),
            application: TableRows { table, n_rows, columns },
            file_order: (0..n_rows as u32).collect(),
            bureau: none(Table::Bureau),
            bureau_balance: none(Table::BureauBalance),
            previous_application: none(Table::PreviousApplication),
            pos_cash_balance: none(Table::PosCashBalance),
            credit_card_balance: none(Table::CreditCardBalance),
            installments_payments: none(Table::InstallmentsPayments),
        }
    }
}

/// A value as the feature table stores it.
fn rounded(value: f64) -> f32 {
    let rounded = value as f32;
    if rounded.is_finite() { rounded } else { f32::NAN }
}

impl Origin {
    /// The code of the level that a row holds of a category column; [`MISSING_LEVEL`] where none
    /// is given, and for other columns.
    pub fn code(&self, row: &[f32]) -> u8 {
        match self {
            Self::Binary { place, one, zero } => match row[*place] {
                value if value.is_nan() => MISSING_LEVEL,
                0.0 => *zero,
                _ => *one,
            },
            Self::Levels(places) => {
                let held = places.iter().position(|&place| row[place] == 1.0);
                held.and_then(|place| u8::try_from(place).ok()).unwrap_or(MISSING_LEVEL)
            }
            Self::Number(_) | Self::Nowhere => MISSING_LEVEL,
        }
    }
}

/// A column of the application read off its features, `n_rows` times.
fn original(column: &Column, origin: &Origin, row: &[f32], n_rows: usize) -> Values {
    let code = origin.code(row);
    let number = if let Origin::Number(place) = origin { row[*place] } else { f32::NAN };
    match column.kind {
        Kind::Key => Values::Key(vec![0; n_rows]),
        Kind::Decimal => Values::Decimal(vec![f64::from(number); n_rows]),
        Kind::Integer if number.is_nan() => Values::Integer(vec![MISSING_INTEGER; n_rows]),
        // Whole numbers of this size are exact in 32 bits.
        Kind::Integer => Values::Integer(vec![number as i32; n_rows]),
        Kind::Category(_) => Values::Category(vec![code; n_rows]),
    }
}

/// Writes a new value; one that does not fit the column's kind changes nothing.
fn apply(column: &Column, values: &mut Values, at: usize, to: NewValue) {
    match (values, to) {
        (Values::Decimal(values), NewValue::Number(number)) => values[at] = number,
        (Values::Integer(values), NewValue::Number(number)) => values[at] = number.round() as i32,
        (Values::Category(codes), NewValue::Level(level)) => {
            codes[at] = code_of(Table::ApplicationTrain, column.name, level);
        }
        _ => debug_assert!(false, "{} does not take {to:?}", column.name),
    }
}
