//! A CSV in, a typed, checked table out.
//!
//! One file per table says what its columns are: names, types, units, sentinels, category levels.
//! This module never aggregates and knows nothing of features, models or documents.

pub mod applicant;
pub mod application;
pub mod bureau;
pub mod bureau_balance;
pub mod check;
mod chunks;
pub mod column;
mod combine;
pub mod credit_card_balance;
pub mod descriptions;
mod error;
mod fields;
pub mod frame;
mod grouped;
mod header;
pub mod installments_payments;
mod keys;
mod levels;
mod lines;
mod parse;
mod parts;
pub mod portfolio;
pub mod pos_cash_balance;
pub mod previous_application;
mod reader;
pub mod report;
pub mod rows;
pub mod schema;
mod sorter;
mod source;
mod split;
pub mod summary;

pub use column::{Column, DAYS_SENTINEL, Kind, Quantity, Written};
pub use error::Error;
pub use lines::RowLines;
pub use portfolio::{LoadedPortfolio, Outcomes, Portfolio};
pub use reader::{Reading, ReadingNotes, Seen, read_table};
pub use rows::{TableRows, Values};
pub use schema::Table;
pub use source::Source;
pub use summary::{TableSummary, UnknownLevel};
