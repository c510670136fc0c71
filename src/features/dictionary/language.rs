//! The two languages of the dictionary, and text in both.

use serde::{Deserialize, Serialize};

/// A language in which the project speaks to people.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub enum Language {
    /// French, the language of the lender and its clients.
    #[default]
    #[serde(rename = "fr")]
    French,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Both languages, French first.
    pub const ALL: [Self; 2] = [Self::French, Self::English];

    /// The two-letter code, as in `lang="fr"`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }
}

/// The same text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Bilingual {
    /// In French.
    #[serde(rename = "fr")]
    pub french: String,
    /// In English.
    #[serde(rename = "en")]
    pub english: String,
}

impl Bilingual {
    /// Both texts, with the spaces and apostrophes of good printing.
    pub fn new(french: impl AsRef<str>, english: impl AsRef<str>) -> Self {
        Self {
            french: french_typography(french.as_ref()),
            english: english.as_ref().replace('\'', "’"),
        }
    }

    /// The text in that language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::French => &self.french,
            Language::English => &self.english,
        }
    }

    /// Both texts with `placeholder` replaced by the texts of `by`.
    pub(super) fn replace(&self, placeholder: &str, by: &Self) -> Self {
        Self::new(
            self.french.replace(placeholder, &by.french),
            self.english.replace(placeholder, &by.english),
        )
    }
}

/// Ties to its neighbour what French printing never parts at the end of a line.
fn french_typography(text: &str) -> String {
    const TIES: [(&str, &str); 8] = [
        ("'", "’"),
        ("« ", "«\u{a0}"),
        (" »", "\u{a0}»"),
        (" :", "\u{a0}:"),
        (" %", "\u{a0}%"),
        ("n° ", "n°\u{a0}"),
        (" ;", "\u{202f};"),
        (" ?", "\u{202f}?"),
    ];
    TIES.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The text with its first letter in upper case, as at the start of a sentence.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
