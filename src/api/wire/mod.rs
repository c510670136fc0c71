//! What goes over the wire. Names are those of the glossary; fields that are there stay.
//!
//! Numbers come raw, beside the words that a person reads. What is not known is `null`.

pub mod applicant;
pub mod applicant_schema;
pub mod batch;
pub mod client;
pub mod examined;
pub mod explanation;
pub mod model;
pub mod prediction;
pub mod score;
pub mod similar;
pub mod what_if;

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::features::dictionary::Language;

/// Language of the words in an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, serde::Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Fr => Self::French,
            Lang::En => Self::English,
        }
    }
}

/// In which language to answer.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LangQuery {
    /// Language of the words: `fr` (default) or `en`.
    #[serde(default)]
    #[param(required = false)]
    pub lang: Lang,
}
