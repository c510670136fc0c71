//! The reasons of a score, in words.

use super::Speaker;
use super::value::value;
use crate::explanation::{self, Explanation, Place, Told};
use crate::features::dictionary::{Entry, Error, Language, Unit};
use crate::tables::Table;
use crate::views::{Format, Reason, Reasons, ThemeRow};

/// Share of clients of one value from which on they are said to be the same.
const MANY: f64 = 0.5;

/// Builds the reasons' view.
///
/// What is shown adds up as shown: the points of what is not told are what is left between the
/// rounded figures.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub(super) fn reasons(
    speaker: &Speaker<'_>,
    explanation: &Explanation,
    probability: f64,
) -> Result<Reasons, Error> {
    let format = speaker.format();
    let told = &explanation.reasons;
    let shown = || told.unfavorable.iter().chain(&told.favorable);
    let strongest = shown().map(|reason| reason.points.abs()).fold(0.0, f64::max);
    let side = |reasons: &[explanation::Reason]| -> Result<Vec<Reason>, Error> {
        reasons.iter().map(|one| reason(speaker, one, strongest)).collect()
    };
    let start = explanation.points.start;
    let sum: i64 = shown().map(|reason| tenths(reason.points)).sum();
    let other = tenths(probability) - tenths(start) - sum;
    let n_others = told.n_others;
    Ok(Reasons {
        favorable: side(&told.favorable)?,
        unfavorable: side(&told.unfavorable)?,
        start: format.percent(start, 1),
        other: format.signed_points(other as f64 / 1000.0, 1),
        n_others: (n_others > 0).then(|| format.count(n_others)),
        unit: unit(format, start),
    })
}

/// Tenths of a point, as they are shown.
fn tenths(share: f64) -> i64 {
    (share * 1000.0).round() as i64
}

/// How effects became points, in one sentence.
fn unit(format: Format, start: f64) -> String {
    let start = format.percent(start, 1);
    match format.language() {
        Language::French => format!(
            "Les effets, exprimés en points de probabilité, s’ajoutent à {start}, la probabilité \
             d’un client au score moyen ; leur somme donne la probabilité du client."
        ),
        Language::English => format!(
            "Effects are in points of probability and add to {start}, the probability of a client \
             with the mean score; their sum is the client’s probability."
        ),
    }
}

fn reason(
    speaker: &Speaker<'_>,
    reason: &explanation::Reason,
    strongest: f64,
) -> Result<Reason, Error> {
    let format = speaker.format();
    let entry = speaker.describe(&reason.feature)?;
    let entry = entry.ok_or_else(|| Error::UnknownFeature { name: reason.feature.clone() })?;
    let (label, value) = label_and_value(speaker, &entry, &reason.told);
    let comparison = comparison(speaker, &entry, &reason.told, &reason.standing);
    let colon = match format.language() {
        Language::French => "\u{a0}:",
        Language::English => ":",
    };
    let detail = format!("{label}{colon} {value}{comparison}");
    Ok(Reason {
        sentence: format!("{detail}{}", effect(format, reason.points)),
        detail,
        label,
        value,
        points: format.signed_points(reason.points, 1),
        bar: if strongest > 0.0 { reason.points.abs() / strongest } else { 0.0 },
    })
}

/// What the reason is about, and what the file says of it.
fn label_and_value(speaker: &Speaker<'_>, entry: &Entry, told: &Told) -> (String, String) {
    let french = speaker.language == Language::French;
    let words = |in_french: &str, in_english: &str| {
        (if french { in_french } else { in_english }).to_owned()
    };
    let label = speaker.label(entry);
    match *told {
        Told::Value(number) => {
            let text = value(number, entry.unit, speaker.format(), speaker.currency());
            (label, text.unwrap_or_else(|| speaker.format().missing().to_owned()))
        }
        Told::Level { column, level } => {
            let table = Table::ApplicationTrain;
            let name = speaker.dictionary.column(table, column).map(|c| &c.label);
            let level = speaker.dictionary.level(table, column, level);
            (
                name.map_or(label, |name| speaker.capitalized(name)),
                level.map_or_else(String::new, |level| level.get(speaker.language).to_owned()),
            )
        }
        Told::NotGiven => {
            let column = entry.sources.first().filter(|_| entry.unit == Unit::Flag);
            let column = column.and_then(|s| speaker.dictionary.column(s.table, s.column));
            let label = match column {
                // Of a category, the column is missing, not one of its levels.
                Some(column) if column.unit == Unit::Category => speaker.capitalized(&column.label),
                _ => label,
            };
            (label, words("information non renseignée", "information not given"))
        }
        Told::NotApplicable => (label, words("sans objet", "not applicable")),
        Told::NoHistory => {
            (label, words("sans objet, faute d’historique", "not applicable, for lack of history"))
        }
    }
}

/// How the client compares, as the middle of a sentence.
fn comparison(speaker: &Speaker<'_>, entry: &Entry, told: &Told, standing: &Place) -> String {
    let format = speaker.format();
    let french = speaker.language == Language::French;
    match *standing {
        Place::SameCase(share) => {
            let share = about(format, share);
            if french { format!(", comme {share}") } else { format!(", like {share}") }
        }
        Place::Number { below, above, typical } => {
            let written = |number: f32| value(number, entry.unit, format, speaker.currency());
            let own = if let Told::Value(number) = *told { written(number) } else { None };
            let typical = typical.and_then(written);
            let usual = match (typical, own) {
                (Some(typical), Some(own)) if typical != own && french => {
                    format!(" (en général {typical} chez ceux qui ont remboursé)")
                }
                (Some(typical), Some(own)) if typical != own => {
                    format!(" (those who repaid: usually {typical})")
                }
                _ => String::new(),
            };
            format!("{usual}, {}", place(format, entry.unit, below, above))
        }
    }
}

/// Where a client stands among the others: "plus que 92 % des clients".
pub(super) fn place(format: Format, unit: Unit, below: f64, above: f64) -> String {
    let french = format.language() == Language::French;
    let same = 1.0 - below - above;
    if same >= MANY {
        let share = about(format, same);
        return if french { format!("comme {share}") } else { format!("like {share}") };
    }
    // Days and months counted backwards are shown as a length: the smaller, the longer.
    let is_turned = matches!(unit, Unit::DaysBefore | Unit::MonthsBefore);
    let (below, above) = if is_turned { (above, below) } else { (below, above) };
    let share = at_least(format, below.max(above));
    let is_time = matches!(unit, Unit::DaysFromApplication | Unit::Hour);
    match (french, below >= above, is_time) {
        (true, true, false) => format!("plus que {share}"),
        (true, false, false) => format!("moins que {share}"),
        (true, true, true) => format!("plus tard que {share}"),
        (true, false, true) => format!("plus tôt que {share}"),
        (false, true, false) => format!("more than {share}"),
        (false, false, false) => format!("less than {share}"),
        (false, true, true) => format!("later than {share}"),
        (false, false, true) => format!("earlier than {share}"),
    }
}

/// A share of clients without decimals; never "0 %" or "100 %" of people who differ.
fn about(format: Format, share: f64) -> String {
    let french = format.language() == Language::French;
    let percent = format.percent(share.clamp(0.01, 0.99), 0);
    let bound = match (french, share) {
        (true, ..0.01) => "moins de ",
        (true, 0.99..) => "plus de ",
        (false, ..0.01) => "less than ",
        (false, 0.99..) => "more than ",
        _ => "",
    };
    of_clients(format, &format!("{bound}{percent}"))
}

/// At least this share of clients: rounded down to whole percent, and never all.
fn at_least(format: Format, share: f64) -> String {
    of_clients(format, &format.percent(share.clamp(0.01, 0.99), 0))
}

fn of_clients(format: Format, share: &str) -> String {
    match format.language() {
        Language::French => format!("{share} des clients"),
        Language::English => format!("{share} of clients"),
    }
}

/// What it does to the probability, as the end of a sentence.
fn effect(format: Format, points: f64) -> String {
    let size = format.points(points, 1);
    match (format.language(), points >= 0.0) {
        (Language::French, true) => format!("\u{202f}; cela ajoute {size}."),
        (Language::French, false) => format!("\u{202f}; cela retire {size}."),
        (Language::English, true) => format!("; this adds {size}."),
        (Language::English, false) => format!("; this takes off {size}."),
    }
}

/// What each theme adds.
pub(super) fn themes(speaker: &Speaker<'_>, explanation: &Explanation) -> Vec<ThemeRow> {
    let strongest = explanation.themes.iter().map(|t| t.points.abs()).fold(0.0, f64::max);
    let row = |effect: &explanation::ThemeEffect| ThemeRow {
        label: speaker
            .dictionary
            .theme(effect.theme)
            .map_or_else(String::new, |theme| speaker.capitalized(&theme.name)),
        points: speaker.format().signed_points(effect.points, 1),
        bar: if strongest > 0.0 { effect.points / strongest } else { 0.0 },
    };
    explanation.themes.iter().map(row).collect()
}
