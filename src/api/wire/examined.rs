//! A new applicant: the score, why, and what it had to do without.

use serde::Serialize;
use utoipa::ToSchema;

use super::explanation::ExplanationAnswer;
use crate::scoring::applicant::MissingInformation;
use crate::tables::Table;
use crate::tables::applicant::{Applicant, name_of};
use crate::views::from_run::Speaker;

/// The score of a new applicant, its reasons, and what it had to do without.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApplicantAnswer {
    /// The score and its reasons.
    #[serde(flatten)]
    pub explanation: ExplanationAnswer,
    /// What the score had to do without; nothing of it was filled in.
    pub missing: Missing,
    /// Values that are possible and hardly plausible, at most 50.
    pub oddities: Vec<Oddity>,
    /// How many more of them there are.
    pub n_more_oddities: usize,
}

/// What a score had to do without.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Missing {
    /// Features with an effect in the model.
    pub n_features: usize,
    /// Those of them without a value.
    pub n_missing: usize,
    /// Inputs with an effect that hold no value, those that count most first.
    pub inputs: Vec<MissingInput>,
    /// Tables with an effect that hold no row, those that count most first.
    pub tables: Vec<EmptyTable>,
}

/// An input without a value.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MissingInput {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The column in words.
    pub label: String,
    /// Features with an effect that draw on it.
    pub n_features: usize,
    /// Their share in what the model says of its clients, 0 to 1.
    pub share: f64,
    /// Whether most clients have what the applicant lacks for want of it.
    pub is_usual: bool,
}

/// A table without a row.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EmptyTable {
    /// The table.
    pub table: String,
    /// Features with an effect that draw on it.
    pub n_features: usize,
    /// Their share in what the model says of its clients, 0 to 1.
    pub share: f64,
}

/// A value that is possible and hardly plausible.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Oddity {
    /// Where, as a JSON pointer into the body.
    pub pointer: String,
    /// Smallest plausible value; none where there is no such end.
    pub lowest: Option<f64>,
    /// Largest plausible value; none where there is no such end.
    pub highest: Option<f64>,
    /// What stands there.
    pub found: String,
}

impl ApplicantAnswer {
    /// Puts together what is told of an applicant.
    pub fn new(
        speaker: &Speaker<'_>,
        explanation: ExplanationAnswer,
        missing: &MissingInformation,
        applicant: &Applicant,
    ) -> Self {
        let oddities = applicant.oddities.iter().map(|oddity| Oddity {
            pointer: oddity.pointer.clone(),
            lowest: Some(oddity.plausible.0).filter(|end| end.is_finite()),
            highest: Some(oddity.plausible.1).filter(|end| end.is_finite()),
            found: oddity.found.clone(),
        });
        Self {
            explanation,
            missing: Missing::new(speaker, missing),
            oddities: oddities.collect(),
            n_more_oddities: applicant.n_more_oddities,
        }
    }
}

impl Missing {
    fn new(speaker: &Speaker<'_>, missing: &MissingInformation) -> Self {
        let inputs = missing.inputs.iter().map(|input| MissingInput {
            table: name(input.table),
            column: input.column.to_owned(),
            label: speaker.column(input.table, input.column),
            n_features: input.n_features,
            share: input.share,
            is_usual: input.is_usual,
        });
        let tables = missing.tables.iter().map(|table| EmptyTable {
            table: name(table.table),
            n_features: table.n_features,
            share: table.share,
        });
        Self {
            n_features: missing.n_features,
            n_missing: missing.n_missing,
            inputs: inputs.collect(),
            tables: tables.collect(),
        }
    }
}

fn name(table: Table) -> String {
    name_of(table).to_owned()
}
