//! What can go wrong with the dictionary.

/// What can go wrong when the dictionary is read or asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A file is not the TOML that its type asks for.
    #[error("dictionary file {file} cannot be read: {message}")]
    Syntax {
        /// File in `src/features/dictionary/`.
        file: &'static str,
        /// What the TOML parser says, with line and column.
        message: String,
    },
    /// A file describes something that the tables do not have.
    #[error(
        "dictionary file {file} describes \"{name}\", which {place} does not have; \
         hint: correct the name or remove the entry"
    )]
    Unknown {
        /// File in `src/features/dictionary/`.
        file: &'static str,
        /// What is described.
        name: String,
        /// Where it was looked for.
        place: String,
    },
    /// A file leaves out something that the tables have.
    #[error(
        "dictionary file {file} has no entry for \"{name}\" of {place}; \
         hint: add one with its French and English text"
    )]
    Missing {
        /// File in `src/features/dictionary/`.
        file: &'static str,
        /// What is left out.
        name: String,
        /// Where it stands.
        place: String,
    },
    /// A column has no pattern for the statistic that a feature takes of it.
    #[error(
        "the dictionary has no words for the {statistic} of \"{name}\" of table \"{table}\"; \
         hint: give its entry `{field}`"
    )]
    NoPattern {
        /// The statistic.
        statistic: String,
        /// The column or measure.
        name: String,
        /// The table.
        table: &'static str,
        /// The fields of the entry that would give the words.
        field: &'static str,
    },
    /// A part of the rows was asked of a table that has no such part.
    #[error(
        "table \"{table}\" has no rows of the kind \"{subset}\"; hint: active and closed credits \
         are rows of bureau, approved and refused applications rows of previous_application"
    )]
    NoSubset {
        /// The table.
        table: &'static str,
        /// The part.
        subset: String,
    },
    /// A feature that no catalogue has.
    #[error(
        "the feature table has a feature \"{name}\" that this version does not know; \
         hint: compute the table again"
    )]
    UnknownFeature {
        /// The feature.
        name: String,
    },
}
