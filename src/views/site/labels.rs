//! What things are called in one language: `data/labels.fr.js`, `data/labels.en.js`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::views::Language;

/// What things are called in one language; nothing is capitalised.
#[derive(Debug, Clone, Serialize)]
pub struct LabelsData {
    /// The language.
    pub language: Language,
    /// The features, in the model's order.
    pub features: Vec<String>,
    /// How each is computed, in one sentence.
    pub notes: Vec<Option<String>>,
    /// The themes, in their order.
    pub themes: Vec<String>,
    /// The subjects that no single feature stands for, in their order.
    pub subjects: Vec<Option<String>>,
    /// Columns, by name: those of the application and those of the site.
    pub columns: BTreeMap<String, String>,
    /// Levels of the application's category columns, by column and level.
    pub levels: BTreeMap<String, BTreeMap<String, String>>,
    /// Raw columns, by `table.COLUMN`.
    pub sources: BTreeMap<String, String>,
}
