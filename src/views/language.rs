//! The languages in which documents speak.

use serde::{Deserialize, Serialize};

/// A language in which the project speaks to people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
