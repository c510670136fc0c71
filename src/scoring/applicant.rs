//! An applicant who is not in the feature table in, all there is to say of them out.
//!
//! Features are made by the function that makes the table's, and the row is examined by the
//! [`Examiner`] of the table's clients; there is no second way to a score.

use std::collections::BTreeMap;

use serde::Serialize;

use super::gaps::gaps;
use super::{Error, Examiner, ScoredClient};
use crate::features::dictionary::Source;
use crate::features::{Profile, assemble, catalog};
use crate::tables::applicant::{APPLICATION, TABLES};
use crate::tables::portfolio::Portfolio;
use crate::tables::rows::{MISSING_INTEGER, MISSING_LEVEL, TableRows, Values};
use crate::tables::{Column, Table};

/// What is needed to examine applicants by an examiner; made once.
#[derive(Debug, Clone)]
pub struct Applicants {
    /// Place of each of the table's features among those computed.
    places: Vec<usize>,
    /// By input: the model's features that draw on it, ascending.
    readers: BTreeMap<Source, Vec<usize>>,
    /// Share of each of the model's features in what the model says, 0 to 1; `None` for those
    /// that change nothing.
    shares: Vec<Option<f64>>,
}

/// An applicant, examined.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExaminedApplicant {
    /// All that is said of the applicant, as of a client of the table.
    #[serde(flatten)]
    pub scored: ScoredClient,
    /// The features of the table, in its order, NaN where missing.
    #[serde(skip)]
    pub row: Vec<f32>,
    /// What the score had to do without.
    pub missing: MissingInformation,
}

/// What a score had to do without; nothing of it was filled in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MissingInformation {
    /// How many features have an effect in the model.
    pub n_features: usize,
    /// How many of them have no value.
    pub n_missing: usize,
    /// Inputs without any value that the model reads, those that count most first.
    pub inputs: Vec<UnknownInput>,
    /// Tables without a row that the model reads, those that count most first.
    pub tables: Vec<EmptyTable>,
}

/// An input without any value, in a table that has rows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct UnknownInput {
    /// Its table; the application stands as the train table.
    pub table: Table,
    /// Its column.
    pub column: &'static str,
    /// How many features with an effect draw on it.
    pub n_features: usize,
    /// Their share in what the model says of its clients, 0 to 1; inputs that a feature draws on
    /// together are each given the whole.
    pub share: f64,
    /// Whether most clients have a feature that the applicant lacks for want of it.
    pub is_usual: bool,
}

/// A table without a row.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct EmptyTable {
    /// The table.
    pub table: Table,
    /// How many features with an effect draw on it.
    pub n_features: usize,
    /// Their share in what the model says of its clients, 0 to 1.
    pub share: f64,
}

impl Applicants {
    /// Finds the table's features among those that are computed.
    ///
    /// # Errors
    ///
    /// [`Error::MissingFeature`] for a table with a feature that is not computed any more.
    pub fn new(examiner: &Examiner<'_>) -> Result<Self, Error> {
        let computed: BTreeMap<String, usize> =
            catalog(Profile::Octroi).into_iter().map(|feature| feature.name).zip(0..).collect();
        let place = |name: &String| {
            let place = computed.get(name.as_str()).copied();
            place.ok_or_else(|| Error::MissingFeature(name.clone()))
        };
        let scorer = &examiner.scorer;
        let places = scorer.table.names.iter().map(place).collect::<Result<_, _>>()?;
        let by_importance = &scorer.artifact.overview.features;
        let shares: BTreeMap<&str, f64> =
            by_importance.iter().map(|known| (known.feature.as_str(), known.share)).collect();
        let names = scorer.artifact.model.feature_names().iter();
        let shares: Vec<Option<f64>> =
            names.map(|name| shares.get(name.as_str()).copied()).collect();
        let mut readers: BTreeMap<Source, Vec<usize>> = BTreeMap::new();
        for (feature, entry) in examiner.subjects.entries.iter().enumerate() {
            for &source in &entry.sources {
                readers.entry(source).or_default().push(feature);
            }
        }
        Ok(Self { places, readers, shares })
    }

    /// The features of the table, in its order, of the one client of a portfolio.
    ///
    /// They are, bit for bit, those that the client would have in the table.
    ///
    /// # Errors
    ///
    /// [`Error::NotOne`].
    pub fn row(&self, portfolio: &Portfolio) -> Result<Vec<f32>, Error> {
        let n_clients = portfolio.clients.len();
        if n_clients != 1 {
            return Err(Error::NotOne { n_clients });
        }
        let computed = assemble(portfolio, 0..1, Profile::Octroi);
        let value = |place: usize| computed.columns.get(place).and_then(|column| column.first());
        // Every value is rounded to 32 bits already.
        let value = |&place: &usize| value(place).map_or(f32::NAN, |&value| value as f32);
        Ok(self.places.iter().map(value).collect())
    }

    /// Examines the one client of a portfolio, by the examiner that this was made for.
    ///
    /// # Errors
    ///
    /// [`Error::NotOne`]; [`Error::RowLength`] by the examiner of another table; else as
    /// [`Examiner::examine_row`].
    pub fn examine(
        &self,
        examiner: &Examiner<'_>,
        portfolio: &Portfolio,
    ) -> Result<ExaminedApplicant, Error> {
        let row = self.row(portfolio)?;
        let client = portfolio.clients.first().copied().unwrap_or(0);
        let scored = examiner.examine_row(client, &row)?;
        let missing = self.missing(examiner, portfolio, &row);
        Ok(ExaminedApplicant { scored, row, missing })
    }

    /// What the score of the one client of a portfolio had to do without; `row` holds the features
    /// of the table, as [`Applicants::row`] makes them.
    pub fn missing(
        &self,
        examiner: &Examiner<'_>,
        portfolio: &Portfolio,
        row: &[f32],
    ) -> MissingInformation {
        let features = examiner.scorer.features_of(row);
        let describe = |feature: usize| examiner.subjects.entries.get(feature);
        let gaps = gaps(&examiner.scorer.artifact, &describe, &features);
        let mut inputs = Vec::new();
        let mut tables = Vec::new();
        for table in TABLES {
            let rows = portfolio.child(table).map_or(&portfolio.application, |child| &child.rows);
            if rows.n_rows == 0 {
                tables.extend(self.empty_table(table));
                continue;
            }
            for column in without_value(table, rows) {
                let source = Source { table, column: column.name };
                let Some(readers) = self.readers.get(&source) else { continue };
                let (n_features, share) = self.effect(readers);
                // What changes no score is not missed.
                if n_features == 0 {
                    continue;
                }
                inputs.push(UnknownInput {
                    table,
                    column: column.name,
                    n_features,
                    share,
                    is_usual: readers.iter().any(|feature| gaps.contains(feature)),
                });
            }
        }
        // Stable: what counts the same stays in the order of the tables.
        inputs.sort_by(|a, b| b.share.total_cmp(&a.share));
        tables.sort_by(|a: &EmptyTable, b| b.share.total_cmp(&a.share));
        let values = features.iter().zip(&self.shares);
        let counted = values.filter_map(|(value, share)| share.map(|_| value));
        let (n_features, n_missing) = counted
            .fold((0, 0), |(all, missing), value| (all + 1, missing + usize::from(value.is_nan())));
        MissingInformation { n_features, n_missing, inputs, tables }
    }

    /// What the model reads of a table that has no row; `None` where it reads nothing.
    fn empty_table(&self, table: Table) -> Option<EmptyTable> {
        let of_table = self.readers.iter().filter(|(source, _)| source.table == table);
        let mut readers: Vec<usize> =
            of_table.flat_map(|(_, readers)| readers.iter().copied()).collect();
        readers.sort_unstable();
        readers.dedup();
        let (n_features, share) = self.effect(&readers);
        (n_features > 0).then_some(EmptyTable { table, n_features, share })
    }

    /// How many of the features have an effect, and their share in what the model says.
    fn effect(&self, features: &[usize]) -> (usize, f64) {
        let shares = features.iter().filter_map(|&feature| self.shares.get(feature).copied()?);
        shares.fold((0, 0.0), |(count, sum), share| (count + 1, sum + share))
    }
}

/// Columns that may be missing and hold no value in any row.
fn without_value(table: Table, rows: &TableRows) -> impl Iterator<Item = &'static Column> {
    let is_unknown = |values: &Option<Values>| match values {
        None | Some(Values::Key(_)) => false,
        Some(Values::Integer(values)) => values.iter().all(|&value| value == MISSING_INTEGER),
        Some(Values::Decimal(values)) => values.iter().all(|value| value.is_nan()),
        Some(Values::Category(values)) => values.iter().all(|&value| value == MISSING_LEVEL),
    };
    debug_assert!(rows.table == table || table == APPLICATION, "rows of {table:?}");
    let columns = table.columns().iter().zip(&rows.columns);
    columns.filter(move |(_, values)| is_unknown(values)).map(|(column, _)| column)
}
