//! Where a document comes from, printed on every one of them.

use serde::Serialize;

use super::{Format, Language, format};

/// The run that a document was made from.
#[derive(Debug, Clone, Serialize)]
pub struct RunIdentity {
    /// Name of the run, as the folder under `data/runs`.
    pub run_id: String,
    /// Name and version of the model.
    pub model_id: String,
    /// Checksum of the input tables, as text; long ones are cut by the builder.
    pub data_fingerprint: String,
    /// Version of this program.
    pub code_version: String,
    /// Day of the run, or `None`.
    ///
    /// It is printed in words and becomes the date of the PDF. Without a valid one, PDFs are
    /// written as PDF/UA-1 alone, since PDF/A asks for a date.
    pub date: Option<RunDate>,
    /// True when the clients are made up: every document then says so.
    pub is_synthetic: bool,
    /// Language of the documents.
    pub language: Language,
    /// Who lends.
    pub lender: Lender,
}

/// The lender in whose name documents speak.
#[derive(Debug, Clone, Serialize)]
pub struct Lender {
    /// Name, as shown: “Prêt à dépenser”.
    pub name: String,
    /// Where a client can write or call, one line; empty when it is not known.
    pub contact: String,
    /// Sign of the currency: `€`.
    pub currency: String,
}

/// The day of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunDate {
    /// For machines: `2026-11-22`, or whatever text was given.
    pub iso: String,
    /// For people: `22 novembre 2026`.
    pub text: String,
    /// Raw: whether `iso` is a day of the calendar.
    pub is_valid: bool,
}

impl RunDate {
    /// The day of that date, written `2026-11-22`, in the words of a language.
    pub fn new(iso: &str, format: Format) -> Self {
        let is_valid = format::is_date(iso);
        Self { iso: iso.to_owned(), text: format.date(iso), is_valid }
    }
}
