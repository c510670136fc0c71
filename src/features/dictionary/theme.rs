//! The themes under which quantities are grouped.

use serde::{Deserialize, Serialize};

use super::language::Bilingual;

/// A theme, in code and in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeKey {
    /// The credit asked for: amount, payment, goods.
    Request,
    /// Scores bought from outside.
    ExternalScores,
    /// What the client earns.
    Income,
    /// The client's job and employer.
    Employment,
    /// Age, family, education.
    Person,
    /// Car and property.
    Assets,
    /// How the client is housed.
    Housing,
    /// The building the client lives in.
    Building,
    /// The region, the city and the addresses.
    Residence,
    /// Telephones and email.
    Contact,
    /// The papers provided.
    Documents,
    /// When and with whom the client applied.
    Circumstances,
    /// People around the client.
    SocialCircle,
    /// How often the credit file was looked up.
    Enquiries,
    /// Credits with other lenders.
    OtherLenders,
    /// Earlier applications with us.
    EarlierApplications,
    /// Loans held with us, month by month.
    EarlierLoans,
    /// How the instalments of earlier credits were paid.
    Instalments,
    /// Credit cards with us, month by month.
    Cards,
    /// Numbers that identify a row.
    Identification,
}

impl ThemeKey {
    /// Every theme.
    pub const ALL: [Self; 20] = [
        Self::Request,
        Self::ExternalScores,
        Self::Income,
        Self::Employment,
        Self::Person,
        Self::Assets,
        Self::Housing,
        Self::Building,
        Self::Residence,
        Self::Contact,
        Self::Documents,
        Self::Circumstances,
        Self::SocialCircle,
        Self::Enquiries,
        Self::OtherLenders,
        Self::EarlierApplications,
        Self::EarlierLoans,
        Self::Instalments,
        Self::Cards,
        Self::Identification,
    ];
}

/// A theme as shown to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Theme {
    /// Its key.
    pub key: ThemeKey,
    /// Its name.
    pub name: Bilingual,
}

/// `themes.toml` as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ThemeFile {
    theme: Vec<ThemeText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeText {
    key: ThemeKey,
    fr: String,
    en: String,
}

impl ThemeFile {
    /// The themes in the order in which they are shown.
    pub(super) fn into_themes(self) -> Vec<Theme> {
        let shown =
            |text: ThemeText| Theme { key: text.key, name: Bilingual::new(text.fr, text.en) };
        self.theme.into_iter().map(shown).collect()
    }
}
