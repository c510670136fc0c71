//! What a client's file holds and lacks, in words.

use super::super::Speaker;
use super::super::reasons::place;
use super::super::value::value;
use crate::features::dictionary::{Entry, Language, ThemeKey};
use crate::scoring::{Absence, absence, gaps};
use crate::tables::Table;
use crate::views::{FileContents, Missing};

/// Missing information named on a sheet; the rest is counted.
const N_MISSING: usize = 4;

/// Unusual values named on a sheet.
const N_UNUSUAL: usize = 2;

/// Share of clients that a value must exceed, or fall short of, to be called unusual.
const UNUSUAL: f64 = 0.99;

/// Entries of the form that a client can check against their own papers.
const CHECKABLE: [&str; 9] = [
    "AMT_INCOME_TOTAL",
    "AMT_CREDIT",
    "AMT_ANNUITY",
    "AMT_GOODS_PRICE",
    "DAYS_EMPLOYED",
    "CNT_CHILDREN",
    "CNT_FAM_MEMBERS",
    "OWN_CAR_AGE",
    "DAYS_REGISTRATION",
];

/// Where information of a file comes from, as clients know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileSource {
    /// The form.
    Application,
    /// Scores bought from outside.
    ExternalScores,
    /// Credits with other lenders.
    CreditBureau,
    /// Earlier applications with the lender.
    EarlierApplications,
    /// How earlier credits with the lender were repaid.
    Repayment,
}

impl FileSource {
    pub(super) const ALL: [Self; 5] = [
        Self::Application,
        Self::ExternalScores,
        Self::CreditBureau,
        Self::EarlierApplications,
        Self::Repayment,
    ];

    /// Its name, inside a sentence.
    pub(super) const fn name(self, language: Language) -> &'static str {
        let (french, english) = match self {
            Self::Application => ("demande de crédit", "credit application"),
            Self::ExternalScores => ("scores externes", "external scores"),
            Self::CreditBureau => {
                ("crédits chez d’autres établissements", "credits with other lenders")
            }
            Self::EarlierApplications => ("demandes précédentes", "earlier applications"),
            Self::Repayment => {
                ("remboursement des crédits précédents", "repayment of earlier credits")
            }
        };
        match language {
            Language::French => french,
            Language::English => english,
        }
    }
}

/// Where a feature comes from: its only source, or that of its history.
pub(super) fn source(entry: &Entry) -> Option<FileSource> {
    if entry.theme == ThemeKey::ExternalScores {
        return Some(FileSource::ExternalScores);
    }
    let of_table = |table| match table {
        Table::ApplicationTrain | Table::ApplicationTest => FileSource::Application,
        Table::Bureau | Table::BureauBalance => FileSource::CreditBureau,
        Table::PreviousApplication => FileSource::EarlierApplications,
        Table::PosCashBalance | Table::CreditCardBalance | Table::InstallmentsPayments => {
            FileSource::Repayment
        }
    };
    let mut sources = entry.sources.iter().map(|source| of_table(source.table));
    let first = sources.next()?;
    Some(sources.find(|source| *source != FileSource::Application).unwrap_or(first))
}

/// Why a feature of the form has no value although nothing is missing.
pub(super) fn why_none(speaker: &Speaker<'_>, name: &str, row: &[f32]) -> Option<&'static str> {
    let names = speaker.artifact.model.feature_names();
    let (french, english) = match absence(names, speaker.describe(name)?, row)? {
        Absence::NoJob => ("pas d’emploi en cours", "no current job"),
        Absence::NoCar => ("pas de voiture", "no car"),
    };
    Some(match speaker.language {
        Language::French => french,
        Language::English => english,
    })
}

/// What the file holds and lacks; `row` holds the model's features of the client.
pub(super) fn contents(speaker: &Speaker<'_>, row: &[f32]) -> FileContents {
    let names = speaker.artifact.model.feature_names();
    let sources: Vec<Option<FileSource>> =
        names.iter().map(|name| speaker.describe(name).and_then(source)).collect();
    let is_read = |wanted: &FileSource| sources.contains(&Some(*wanted));
    let is_known = |wanted: &FileSource| {
        let says = |value: &f32| !value.is_nan() && *value != 0.0;
        sources.iter().zip(row).any(|(of, value)| *of == Some(*wanted) && says(value))
    };
    let name = |source: FileSource| source.name(speaker.language).to_owned();
    let (known, empty): (Vec<FileSource>, Vec<FileSource>) =
        FileSource::ALL.into_iter().filter(is_read).partition(is_known);
    FileContents {
        sources: known.into_iter().map(name).collect(),
        empty_sources: empty.into_iter().map(name).collect(),
        missing: missing(speaker, row),
        unusual: unusual(speaker, row),
    }
}

/// What the file does not hold although most files do, by weight in the model.
///
/// Only what stands in the form is named, which the client can complete; what is computed from it
/// or from histories is counted.
fn missing(speaker: &Speaker<'_>, row: &[f32]) -> Missing {
    let artifact = &speaker.artifact;
    let names = artifact.model.feature_names();
    let gaps = gaps(artifact, &|feature| speaker.describe(&names[feature]), row);
    let in_form = gaps.iter().filter(|&&gap| Table::ApplicationTrain.column(&names[gap]).is_some());
    // What comes from elsewhere is nothing that the client could complete.
    let is_elsewhere = |theme| {
        use ThemeKey::{Building, Enquiries, ExternalScores, SocialCircle};
        matches!(theme, Building | Enquiries | ExternalScores | SocialCircle)
    };
    let labels: Vec<String> = in_form
        .filter_map(|&gap| speaker.describe(&names[gap]))
        .filter(|entry| !is_elsewhere(entry.theme))
        .take(N_MISSING)
        .map(|entry| entry.label.get(speaker.language).to_owned())
        .collect();
    let n_others = gaps.len() - labels.len();
    Missing { labels, n_others: (n_others > 0).then(|| speaker.format().count(n_others)) }
}

/// Values of the form that hardly anybody else has, which may be slips.
fn unusual(speaker: &Speaker<'_>, row: &[f32]) -> Vec<String> {
    let artifact = &speaker.artifact;
    let names = artifact.model.feature_names();
    let one = |name: &&str| {
        let feature = names.iter().position(|known| known == name)?;
        let entry = speaker.describe(name)?;
        let (below, above) = artifact.reference[feature].around(row[feature]);
        let is_unusual = below.max(above) >= UNUSUAL;
        let text = value(row[feature], entry.unit, speaker.format(), speaker.currency())?;
        let place = place(speaker.format(), entry.unit, below, above);
        let label = entry.label.get(speaker.language);
        is_unusual.then(|| match speaker.language {
            Language::French => format!("{label}\u{a0}: {text}, {place} des clients"),
            Language::English => format!("{label}: {text}, {place} of clients"),
        })
    };
    CHECKABLE.iter().filter_map(one).take(N_UNUSUAL).collect()
}
