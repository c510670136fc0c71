//! The entries of the dictionary as parsed from its files.

use serde::Deserialize;

use super::language::Bilingual;
use super::theme::ThemeKey;
use super::unit::{Direction, Unit};

/// Grammatical gender of a French noun.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(super) enum Gender {
    #[default]
    #[serde(rename = "m")]
    Masculine,
    #[serde(rename = "f")]
    Feminine,
}

/// What one row of a table with monthly snapshots says, which decides the words of a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Monthly {
    /// What happened in the month, so that months add up: "monthly amount", "total amount".
    Flow,
    /// What stood at the end of the month, so that a sum only accumulates.
    Level,
}

/// A column of a table, or a quantity computed from one of its rows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "ColumnText")]
pub struct ColumnEntry {
    /// What it is, as a noun phrase without article, in the singular.
    pub label: Bilingual,
    /// A few words more, where the label does not say it all.
    pub note: Option<Bilingual>,
    /// What it is counted in.
    pub unit: Unit,
    /// The theme it belongs to.
    pub theme: ThemeKey,
    /// Whether the client could change it for this application.
    pub actionable: bool,
    /// Whether it is a legally protected characteristic.
    pub protected: bool,
    /// Which way the risk should move as it grows.
    pub expected: Direction,
    /// Gender of the French label's noun.
    pub(super) gender: Gender,
    /// What a monthly row says of it.
    pub(super) monthly: Option<Monthly>,
    /// Pattern of a statistic over many rows, with `{stat}` (adjective) or `{noun}`, and one of
    /// `{of}`, `{on}`, `{rows}`.
    pub(super) many: Option<Bilingual>,
    /// Of a yes/no quantity: what is said of the rows where it is yes.
    pub(super) with: Option<Bilingual>,
    /// Of a category: what is said of the rows that hold `{level}`.
    pub(super) level: Option<Bilingual>,
    /// Of a category: what is said of the rows where it is missing.
    pub(super) missing: Option<Bilingual>,
    /// Pattern of the number of distinct values.
    pub(super) distinct: Option<Bilingual>,
    /// The number of rows, where it must not read as that of the table.
    pub(super) count: Option<Bilingual>,
    /// Of a quantity computed from a row: the columns it is computed from.
    pub(super) sources: Vec<String>,
}

impl ColumnEntry {
    /// Whether a sum over the rows is a total ("total amount"), not just an accumulation.
    pub(super) fn adds_up(&self) -> bool {
        matches!(self.unit, Unit::Currency | Unit::Count) && self.monthly != Some(Monthly::Level)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnText {
    fr: String,
    en: String,
    unit: Unit,
    theme: ThemeKey,
    #[serde(default)]
    actionable: bool,
    #[serde(default)]
    protected: bool,
    #[serde(default)]
    expected: Direction,
    #[serde(default)]
    fr_gender: Gender,
    monthly: Option<Monthly>,
    fr_many: Option<String>,
    en_many: Option<String>,
    fr_with: Option<String>,
    en_with: Option<String>,
    fr_level: Option<String>,
    en_level: Option<String>,
    fr_missing: Option<String>,
    en_missing: Option<String>,
    fr_distinct: Option<String>,
    en_distinct: Option<String>,
    fr_count: Option<String>,
    en_count: Option<String>,
    #[serde(alias = "formula_fr")]
    note_fr: Option<String>,
    #[serde(alias = "formula_en")]
    note_en: Option<String>,
    #[serde(default)]
    sources: Vec<String>,
}

impl TryFrom<ColumnText> for ColumnEntry {
    type Error = String;

    fn try_from(text: ColumnText) -> Result<Self, String> {
        Ok(Self {
            label: Bilingual::new(text.fr, text.en),
            note: pair("the note", text.note_fr, text.note_en)?,
            unit: text.unit,
            theme: text.theme,
            actionable: text.actionable,
            protected: text.protected,
            expected: text.expected,
            gender: text.fr_gender,
            monthly: text.monthly,
            many: pair("`many`", text.fr_many, text.en_many)?,
            with: pair("`with`", text.fr_with, text.en_with)?,
            level: pair("`level`", text.fr_level, text.en_level)?,
            missing: pair("`missing`", text.fr_missing, text.en_missing)?,
            distinct: pair("`distinct`", text.fr_distinct, text.en_distinct)?,
            count: pair("`count`", text.fr_count, text.en_count)?,
            sources: text.sources,
        })
    }
}

/// One level of a category column.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "LevelText")]
pub struct LevelEntry {
    /// The level as a value.
    pub label: Bilingual,
    /// What is said of the rows that hold it, where the column's pattern does not read well.
    pub(super) with: Option<Bilingual>,
    /// Whether the level tells a legally protected characteristic.
    pub protected: bool,
    /// Which way the risk should move where the level holds.
    pub expected: Direction,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelText {
    fr: String,
    en: String,
    fr_with: Option<String>,
    en_with: Option<String>,
    #[serde(default)]
    protected: bool,
    #[serde(default)]
    expected: Direction,
}

impl TryFrom<LevelText> for LevelEntry {
    type Error = String;

    fn try_from(text: LevelText) -> Result<Self, String> {
        Ok(Self {
            label: Bilingual::new(text.fr, text.en),
            with: pair("`with`", text.fr_with, text.en_with)?,
            protected: text.protected,
            expected: text.expected,
        })
    }
}

/// A feature with a formula of its own, described whole.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DerivedText {
    pub(super) fr: String,
    pub(super) en: String,
    pub(super) unit: Unit,
    pub(super) theme: ThemeKey,
    #[serde(default)]
    pub(super) actionable: bool,
    #[serde(default)]
    pub(super) protected: bool,
    #[serde(default)]
    pub(super) expected: Direction,
    pub(super) sources: Vec<String>,
    pub(super) formula_fr: String,
    pub(super) formula_en: String,
}

/// Both texts or neither.
fn pair(
    what: &str,
    french: Option<String>,
    english: Option<String>,
) -> Result<Option<Bilingual>, String> {
    match (french, english) {
        (Some(french), Some(english)) => Ok(Some(Bilingual::new(french, english))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(format!("{what} has French text but no English text")),
        (None, Some(_)) => Err(format!("{what} has English text but no French text")),
    }
}
