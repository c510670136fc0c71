//! What the tables held, in words.

use super::super::Speaker;
use crate::features::dictionary::Language;
use crate::tables::{Table, TableSummary};
use crate::views::note::{DataQuality, TableRow};

/// Feature that a client without a date of employment has no value of.
const EMPLOYMENT: &str = "DAYS_EMPLOYED";

/// What the tables held and what was odd about them.
pub(super) fn quality(speaker: &Speaker<'_>) -> DataQuality {
    let (format, artifact) = (speaker.format(), &speaker.artifact);
    let tables = &artifact.tables;
    let rows = |n: u64| format.count(usize::try_from(n).unwrap_or(usize::MAX));
    let sum = |of: fn(&TableSummary) -> u64| tables.iter().map(of).sum::<u64>();
    let said = |n: u64| (n > 0).then(|| rows(n));
    let n_orphans = sum(|table| table.n_orphans);
    let reference = &artifact.reference;
    let n_mostly_missing = reference.iter().filter(|known| known.missing_share > 0.5).count();
    let employment = reference.iter().find(|known| known.name == EMPLOYMENT);
    DataQuality {
        tables: tables
            .iter()
            .map(|table| TableRow {
                label: label(table.table, speaker.language).to_owned(),
                n_rows: rows(table.n_rows),
                missing_share: format.percent(table.missing_share, 1),
                n_orphans: rows(table.n_orphans),
                fingerprint: table.fingerprint.clone(),
            })
            .collect(),
        n_rows: rows(sum(|table| table.n_rows)),
        n_orphans: said(n_orphans),
        unknown_levels: unknown_levels(speaker),
        n_extra_columns: said(sum(|table| table.extra_columns.len() as u64)),
        n_mostly_missing: format.count(n_mostly_missing),
        n_features: format.count(reference.len()),
        without_employment: employment.map(|known| format.percent(known.missing_share, 1)),
        n_unlabelled: format.count(artifact.manifest.n_unlabelled),
    }
}

/// How many category levels were not known, and in how many rows.
fn unknown_levels(speaker: &Speaker<'_>) -> Option<String> {
    let format = speaker.format();
    let levels = || speaker.artifact.tables.iter().flat_map(|table| &table.unknown_levels);
    let n_levels = levels().count();
    let n_rows = usize::try_from(levels().map(|level| level.n_rows).sum::<u64>());
    let n_rows = n_rows.unwrap_or(usize::MAX);
    let (levels, rows) = (format.count(n_levels), format.count(n_rows));
    let one = |n: usize, one: &'static str, many: &'static str| if n < 2 { one } else { many };
    (n_levels > 0).then(|| match speaker.language {
        Language::French => format!(
            "{levels}\u{a0}{} ({rows}\u{a0}{})",
            one(n_levels, "modalité inconnue", "modalités inconnues"),
            one(n_rows, "ligne", "lignes"),
        ),
        Language::English => format!(
            "{levels}\u{a0}{} ({rows}\u{a0}{})",
            one(n_levels, "unknown category", "unknown categories"),
            one(n_rows, "row", "rows"),
        ),
    })
}

/// What the rows of a table are.
const fn label(table: Table, language: Language) -> &'static str {
    let (french, english) = match table {
        Table::ApplicationTrain => {
            ("Demandes dont l’issue est connue", "Applications with a known outcome")
        }
        Table::ApplicationTest => {
            ("Demandes dont l’issue n’est pas connue", "Applications without a known outcome")
        }
        Table::Bureau => {
            ("Crédits déclarés par d’autres prêteurs", "Credits reported by other lenders")
        }
        Table::BureauBalance => ("Suivi mensuel de ces crédits", "Monthly status of those credits"),
        Table::PreviousApplication => {
            ("Demandes antérieures au même prêteur", "Earlier applications to the same lender")
        }
        Table::PosCashBalance => {
            ("Suivi mensuel des prêts antérieurs", "Monthly status of earlier loans")
        }
        Table::CreditCardBalance => {
            ("Suivi mensuel des cartes antérieures", "Monthly status of earlier cards")
        }
        Table::InstallmentsPayments => {
            ("Échéances des crédits antérieurs", "Instalments of earlier credits")
        }
    };
    match language {
        Language::French => french,
        Language::English => english,
    }
}
