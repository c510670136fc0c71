//! How the rule treats groups of clients, in words.

use super::super::Speaker;
use super::super::comparison::range;
use crate::decision::{GroupMeasures, Rate};
use crate::features::dictionary::{Language, capitalized};
use crate::scoring::{Evaluated, SegmentValue, Segmentation, Segments};
use crate::tables::Table;
use crate::views::chart::{nice_axis, share};
use crate::views::site_model::{SegmentRow, SegmentTable, Span};

/// Stands where a figure cannot be told.
const DASH: &str = "–";

/// A table for each way to part the clients.
pub(super) fn segments(speaker: &Speaker<'_>, evaluated: &Evaluated) -> Vec<SegmentTable> {
    let table = |one: &Segments| {
        let told = one.groups.iter().map(|(_, measured)| measured).filter(|one| !one.is_untold);
        let all = told.chain([&evaluated.everyone]);
        let highest = |of: fn(&GroupMeasures) -> Rate| {
            nice_axis(all.clone().map(|measured| of(measured).interval.high).fold(0.0, f64::max)).0
        };
        let scales = Scales {
            defaulted: highest(|measured| measured.defaulted),
            refused: highest(|measured| measured.refused),
        };
        let everyone = SegmentRow {
            is_everyone: true,
            ..row(speaker, pick(speaker, "Ensemble", "Everyone"), &evaluated.everyone, &scales)
        };
        let groups = one.groups.iter().map(|(value, measured)| {
            row(speaker, label(speaker, one.by, value), measured, &scales)
        });
        SegmentTable {
            key: key(one.by).to_owned(),
            title: title(speaker, one.by),
            reading: reading(speaker, one.by),
            rows: std::iter::once(everyone).chain(groups).collect(),
            has_small: one.groups.iter().any(|(_, measured)| measured.is_small),
        }
    };
    evaluated.segments.iter().map(table).collect()
}

fn pick(speaker: &Speaker<'_>, french: &str, english: &str) -> String {
    (if speaker.language == Language::French { french } else { english }).to_owned()
}

/// Where the drawn figures of a table end.
struct Scales {
    defaulted: f64,
    refused: f64,
}

fn row(
    speaker: &Speaker<'_>,
    label: String,
    measured: &GroupMeasures,
    scales: &Scales,
) -> SegmentRow {
    let format = speaker.format();
    let rate = |rate: &Rate| {
        let percent = |value: f64| format.percent(value, 1);
        let interval = &rate.interval;
        Span {
            value: percent(rate.share),
            interval: range(speaker.language, &percent(interval.low), &percent(interval.high)),
            drawn: None,
        }
    };
    let drawn = |of: &Rate, end: f64| Span {
        drawn: Some([of.share, of.interval.low, of.interval.high].map(|value| share(value / end))),
        ..rate(of)
    };
    let decimal = |value: f64| format.decimal(value, 3);
    let between = |low: f64, high: f64| range(speaker.language, &decimal(low), &decimal(high));
    let unknown = || Span { value: DASH.to_owned(), interval: String::new(), drawn: None };
    if measured.is_untold {
        return SegmentRow {
            label,
            is_everyone: false,
            is_small: true,
            n_clients: format.count(measured.n_clients),
            probability: DASH.to_owned(),
            default_rate: unknown(),
            roc_auc: unknown(),
            refused: unknown(),
            missed_defaults: unknown(),
            refused_good: unknown(),
            cost: unknown(),
        };
    }
    SegmentRow {
        label,
        is_everyone: false,
        is_small: measured.is_small,
        n_clients: format.count(measured.n_clients),
        probability: format.percent(measured.mean_probability, 1),
        default_rate: drawn(&measured.defaulted, scales.defaulted),
        roc_auc: measured.roc_auc.map_or_else(unknown, |(auc, interval)| Span {
            value: decimal(auc),
            interval: between(interval.low, interval.high),
            drawn: None,
        }),
        refused: drawn(&measured.refused, scales.refused),
        missed_defaults: measured.missed_defaults.as_ref().map_or_else(unknown, rate),
        refused_good: measured.refused_good.as_ref().map_or_else(unknown, rate),
        cost: Span {
            value: decimal(measured.outcome.expected_cost),
            interval: between(measured.cost_interval.low, measured.cost_interval.high),
            drawn: None,
        },
    }
}

const fn key(by: Segmentation) -> &'static str {
    match by {
        Segmentation::ContractType => "contract_type",
        Segmentation::EarlierApplications => "earlier_applications",
        Segmentation::IncomeType => "income_type",
        Segmentation::Education => "education",
        Segmentation::Age => "age",
        Segmentation::Gender => "gender",
        Segmentation::FamilyStatus => "family_status",
    }
}

fn title(speaker: &Speaker<'_>, by: Segmentation) -> String {
    let column = by.column().and_then(|name| {
        // The column counts days; people are told years.
        if by == Segmentation::Age {
            return None;
        }
        speaker.dictionary.column(Table::ApplicationTrain, name)
    });
    match (column, by) {
        (Some(column), _) => speaker.capitalized(&column.label),
        (None, Segmentation::EarlierApplications) => {
            pick(speaker, "Nouveaux clients et clients connus", "New and returning clients")
        }
        (None, Segmentation::Age) => pick(speaker, "Âge", "Age"),
        (None, _) => String::new(),
    }
}

/// Whether the model reads what tells the segments.
fn reading(speaker: &Speaker<'_>, by: Segmentation) -> String {
    let used =
        speaker.artifact.overview.features.iter().filter_map(|f| speaker.describe(&f.feature));
    let mut sources = used.flat_map(|entry| entry.sources.iter());
    let is_read = match by.column() {
        Some(column) => {
            sources.any(|source| source.table == Table::ApplicationTrain && source.column == column)
        }
        None => sources.any(|source| source.table == Table::PreviousApplication),
    };
    let protected = &speaker.artifact.manifest.settings.attributes.protected;
    let is_withheld = by.column().is_some_and(|name| protected.iter().any(|known| known == name));
    match (is_read, is_withheld) {
        (false, true) => pick(
            speaker,
            "Cette caractéristique protégée n’est pas donnée au modèle, ni rien qui en soit calculé\
             \u{202f}; d’autres variables peuvent en tenir lieu.",
            "This protected characteristic is not given to the model, nor anything computed from \
             it; other features may stand in for it.",
        ),
        (false, false) => pick(
            speaker,
            "Le modèle retenu ne se sert pas de cette information.",
            "The retained model does not use this information.",
        ),
        (true, _) => pick(
            speaker,
            "Le modèle se sert de cette information, parmi d’autres.",
            "The model uses this information, among others.",
        ),
    }
}

fn label(speaker: &Speaker<'_>, by: Segmentation, value: &SegmentValue) -> String {
    let years = if speaker.language == Language::French { "\u{a0}ans" } else { "" };
    match (value, speaker.language) {
        (SegmentValue::Level(level), _) => {
            let column = by.column().unwrap_or_default();
            let known = speaker.dictionary.level(Table::ApplicationTrain, column, level);
            known.map_or_else(|| level.clone(), |known| capitalized(known.get(speaker.language)))
        }
        (SegmentValue::Age { from: Some(from), to: Some(to) }, _) => {
            format!("{}{years}", range(speaker.language, &from.to_string(), &to.to_string()))
        }
        (SegmentValue::Age { from: Some(from), to: None }, Language::French) => {
            format!("{from}{years} et plus")
        }
        (SegmentValue::Age { from: Some(from), to: None }, Language::English) => {
            format!("{from} and over")
        }
        (SegmentValue::Age { from: None, to: Some(to) }, Language::French) => {
            format!("Moins de {}{years}", to + 1)
        }
        (SegmentValue::Age { from: None, to: Some(to) }, Language::English) => {
            format!("Under {}", to + 1)
        }
        (SegmentValue::Earlier(true), _) => {
            pick(speaker, "Au moins une demande antérieure", "At least one earlier application")
        }
        (SegmentValue::Earlier(false), _) => {
            pick(speaker, "Sans demande antérieure connue", "No earlier application known")
        }
        (SegmentValue::Unknown | SegmentValue::Age { .. }, _) => {
            capitalized(speaker.format().missing())
        }
    }
}
