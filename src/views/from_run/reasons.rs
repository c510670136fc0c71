//! The reasons of a score, in words.

use super::Speaker;
use super::value::value;
use crate::explanation::{self, Explanation, Place, Told};
use crate::features::dictionary::{Direction, Entry, Error, Language, ThemeKey, Unit, capitalized};
use crate::scoring::Account;
use crate::tables::Table;
use crate::views::{AdditiveChart, AdditiveInput, Format, Reason, Reasons, ThemeRow};

/// Share of clients of one value from which on they are said to be the same.
const MANY: f64 = 0.5;

/// Share of clients on one side of a value up to which it is an ordinary one.
const ORDINARY: f64 = 0.6;

/// Difference to the typical value, as a share of it, below which it is not told.
const NEARLY_TYPICAL: f32 = 0.03;

/// Builds the reasons' view, with at most `n_each` reasons on each side.
///
/// What is shown adds up as shown: the points of what is not told are what is left between the
/// rounded figures.
///
/// # Errors
///
/// [`Error`] where the dictionary cannot say a feature.
pub(super) fn reasons(
    speaker: &Speaker<'_>,
    account: Account<'_>,
    n_each: usize,
) -> Result<Reasons, Error> {
    let format = speaker.format();
    let explanation = account.explanation;
    let told = &explanation.reasons;
    let first =
        |reasons| -> Vec<&explanation::Reason> { Iterator::take(reasons, n_each).collect() };
    let (unfavorable, favorable) = (first(told.unfavorable.iter()), first(told.favorable.iter()));
    let shown = || unfavorable.iter().chain(&favorable);
    let strongest = shown().map(|reason| reason.points.abs()).fold(0.0, f64::max);
    let side = |reasons: &[&explanation::Reason]| -> Result<Vec<Reason>, Error> {
        reasons.iter().map(|one| reason(speaker, one, strongest)).collect()
    };
    let points = |reasons: &[&explanation::Reason]| -> Vec<f64> {
        reasons.iter().map(|one| one.points).collect()
    };
    let (start, probability) = (explanation.points.start, account.score.probability.value());
    let sum: i64 = shown().map(|reason| tenths(reason.points)).sum();
    let other = tenths(probability) - tenths(start) - sum;
    let n_told = told.unfavorable.len() + told.favorable.len();
    let n_others = told.n_others + n_told - shown().count();
    Ok(Reasons {
        favorable: side(&favorable)?,
        unfavorable: side(&unfavorable)?,
        start: format.percent(start, 1),
        other: format.signed_points(other as f64 / 1000.0, 1),
        n_others: (n_others > 0).then(|| format.count(n_others)),
        unit: unit(speaker, start),
        chart: AdditiveChart::new(AdditiveInput {
            start,
            unfavorable: &points(&unfavorable),
            favorable: &points(&favorable),
            probability,
            threshold: account.threshold.value(),
        }),
    })
}

/// Tenths of a point, as they are shown: rounded as [`Format::decimal`] rounds.
fn tenths(share: f64) -> i64 {
    let shown = format!("{:.1}", share * 100.0);
    (shown.parse::<f64>().unwrap_or(0.0) * 10.0).round() as i64
}

/// How effects became points, in one sentence.
fn unit(speaker: &Speaker<'_>, start: f64) -> String {
    let format = speaker.format();
    let start = format.percent(start, 1);
    let average = format.percent(speaker.artifact.manifest.default_rate, 1);
    match format.language() {
        Language::French => format!(
            "On part de {start}, la probabilité d’un client au score moyen ({average} de tous les \
             clients ont connu un défaut)\u{202f}; chaque effet, en points, s’y ajoute ou s’en \
             retranche. «\u{a0}En général\u{a0}»\u{a0}: valeur médiane chez les clients ayant \
             remboursé."
        ),
        Language::English => format!(
            "The account starts at {start}, the probability of a client with the mean score \
             ({average} of all clients defaulted); each effect, in percentage points, is added or \
             taken off. “Typically”: the median of the clients who repaid."
        ),
    }
}

fn reason(
    speaker: &Speaker<'_>,
    reason: &explanation::Reason,
    strongest: f64,
) -> Result<Reason, Error> {
    let format = speaker.format();
    let entry = speaker.describe(&reason.feature);
    let entry = entry.ok_or_else(|| Error::UnknownFeature { name: reason.feature.clone() })?;
    let (label, value) = label_and_value(speaker, reason, entry);
    let (comparison, is_telling) = comparison(speaker, reason, entry);
    let colon = match format.language() {
        Language::French => "\u{a0}:",
        Language::English => ":",
    };
    let detail = format!("{label}{colon} {value}{comparison}");
    Ok(Reason {
        sentence: format!("{detail}{}", effect(format, reason.points, is_telling)),
        detail,
        label,
        value,
        points: format.signed_points(reason.points, 1),
        bar: if strongest > 0.0 { reason.points.abs() / strongest } else { 0.0 },
    })
}

/// What the reason is about, and what the file says of it.
fn label_and_value(
    speaker: &Speaker<'_>,
    reason: &explanation::Reason,
    entry: &Entry,
) -> (String, String) {
    let french = speaker.language == Language::French;
    let words = |in_french: &str, in_english: &str| {
        (if french { in_french } else { in_english }).to_owned()
    };
    let theme = speaker.dictionary.theme(reason.theme).filter(|_| reason.is_whole_theme);
    let theme = theme.map(|theme| speaker.capitalized(&theme.name));
    let plain = || entry.label.get(speaker.language).to_owned();
    // Of a whole theme one feature is an example; scores name their theme themselves.
    let example = |label: String| match &theme {
        Some(theme) if reason.theme != ThemeKey::ExternalScores && french => {
            format!("{theme}, notamment {label}")
        }
        Some(theme) if reason.theme != ThemeKey::ExternalScores => {
            format!("{theme}, {label} among others")
        }
        _ => capitalized(&label),
    };
    let of_column = |name: &str| {
        let column = speaker.dictionary.column(Table::ApplicationTrain, name);
        column.map_or_else(|| speaker.label(entry), |column| speaker.capitalized(&column.label))
    };
    let whole = || theme.clone().unwrap_or_else(|| speaker.label(entry));
    match reason.told {
        Told::Value(number) => {
            let text = value(number, entry.unit, speaker.format(), speaker.currency());
            let text = text.unwrap_or_else(|| speaker.format().missing().to_owned());
            (example(plain()), text)
        }
        Told::Level { column, level } => {
            let table = Table::ApplicationTrain;
            let name = speaker.dictionary.column(table, column);
            let name = name.map_or_else(plain, |c| c.label.get(speaker.language).to_owned());
            let level = speaker.dictionary.level(table, column, level);
            let level = level.map_or_else(String::new, |l| l.get(speaker.language).to_owned());
            (example(name), level)
        }
        Told::NoJob => {
            (of_column("DAYS_EMPLOYED"), words("pas d’emploi en cours", "no current job"))
        }
        Told::NoCar => (of_column("OWN_CAR_AGE"), words("pas de voiture", "no car")),
        Told::Building => {
            (whole(), words("ensemble de ses caractéristiques", "its characteristics as a whole"))
        }
        Told::NotGiven => {
            let column = entry.sources.first().filter(|_| entry.unit == Unit::Flag);
            let column = column.and_then(|s| speaker.dictionary.column(s.table, s.column));
            let label = match column {
                // Of a category, the column is missing, not one of its levels.
                Some(column) if column.unit == Unit::Category => speaker.capitalized(&column.label),
                _ => whole(),
            };
            (label, words("information non renseignée", "information not given"))
        }
        Told::NoHistory => {
            let text =
                words("sans objet, faute d’historique", "not applicable, for lack of history");
            (whole(), text)
        }
    }
}

/// How the client compares, as the middle of a sentence, and whether that tells why the reason
/// counts.
///
/// An ordinary value, or one that common sense would count the other way, counts by the company
/// that it keeps: a comparison would mislead.
fn comparison(
    speaker: &Speaker<'_>,
    reason: &explanation::Reason,
    entry: &Entry,
) -> (String, bool) {
    let format = speaker.format();
    let french = speaker.language == Language::French;
    match reason.standing {
        Place::Unsaid => (String::new(), true),
        Place::SameCase(share) => {
            let share = of_clients(format, &about(format, share));
            let text = if french {
                format!(" (cas de {share})")
            } else {
                format!(" (the case of {share})")
            };
            (text, true)
        }
        Place::Number { below, above, typical } => {
            let Told::Value(own) = reason.told else {
                return (String::new(), false);
            };
            let is_common = 1.0 - below - above >= MANY;
            let rises = reason.points > 0.0;
            let is_against = !is_common
                && match entry.expected {
                    Direction::IncreasesRisk => rises != (below > above),
                    Direction::DecreasesRisk => rises == (below > above),
                    Direction::Unknown => false,
                };
            if is_against {
                return (String::new(), false);
            }
            if !is_common && below.max(above) < ORDINARY {
                let text = if french { ", une valeur courante" } else { ", a common value" };
                return (text.to_owned(), false);
            }
            let is_near = |typical: &f32| (typical - own).abs() <= NEARLY_TYPICAL * typical.abs();
            let usual = typical
                .filter(|typical| !is_near(typical))
                .and_then(|typical| value(typical, entry.unit, format, speaker.currency()))
                .map_or_else(String::new, |typical| {
                    if french {
                        format!(" (en général {typical})")
                    } else {
                        format!(" (typically {typical})")
                    }
                });
            let place = of_clients(format, &place(format, entry.unit, below, above));
            (format!("{usual}, {place}"), true)
        }
    }
}

/// Where a client stands among the others: "plus que pour 92 %".
pub(super) fn place(format: Format, unit: Unit, below: f64, above: f64) -> String {
    let french = format.language() == Language::French;
    let same = 1.0 - below - above;
    if same >= MANY {
        let share = about(format, same);
        return if french { format!("comme pour {share}") } else { format!("as for {share}") };
    }
    // Days and months counted backwards are shown as a length: the smaller, the longer.
    let is_turned = matches!(unit, Unit::DaysBefore | Unit::MonthsBefore);
    let (below, above) = if is_turned { (above, below) } else { (below, above) };
    let share = at_least(format, below.max(above));
    let is_time = matches!(unit, Unit::DaysFromApplication | Unit::Hour);
    let is_length =
        is_turned || matches!(unit, Unit::Days | Unit::Months | Unit::Years | Unit::Count);
    let word = match (french, below >= above, is_time, is_length) {
        (true, true, true, _) => "plus tard que pour",
        (true, false, true, _) => "plus tôt que pour",
        (true, true, false, _) => "plus que pour",
        (true, false, false, _) => "moins que pour",
        (false, true, true, _) => "later than for",
        (false, false, true, _) => "earlier than for",
        (false, true, false, true) => "more than for",
        (false, false, false, true) => "less than for",
        (false, true, false, false) => "higher than for",
        (false, false, false, false) => "lower than for",
    };
    format!("{word} {share}")
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
    format!("{bound}{percent}")
}

/// At least this share of clients: rounded down to whole percent, and never all.
fn at_least(format: Format, share: f64) -> String {
    let percent = (share * 100.0).floor().clamp(1.0, 99.0);
    format.percent(percent / 100.0, 0)
}

/// Of whom a share is told, at the end of it.
fn of_clients(format: Format, share: &str) -> String {
    match format.language() {
        Language::French => format!("{share} des clients"),
        Language::English => format!("{share} of clients"),
    }
}

/// What it does to the probability, as the end of a sentence.
fn effect(format: Format, points: f64, is_telling: bool) -> String {
    let size = format.points(points, 1);
    let with_the_rest = match (format.language(), is_telling) {
        (_, true) => "",
        (Language::French, false) => "pris avec le reste du dossier, ",
        (Language::English, false) => "together with the rest of the file, ",
    };
    match (format.language(), points >= 0.0) {
        (Language::French, true) => {
            format!("\u{202f}; {with_the_rest}cela augmente la probabilité de défaut de {size}.")
        }
        (Language::French, false) => {
            format!("\u{202f}; {with_the_rest}cela réduit la probabilité de défaut de {size}.")
        }
        (Language::English, true) => {
            format!("; {with_the_rest}this raises the probability of default by {size}.")
        }
        (Language::English, false) => {
            format!("; {with_the_rest}this lowers the probability of default by {size}.")
        }
    }
}

/// What each theme adds.
pub(super) fn themes(speaker: &Speaker<'_>, explanation: &Explanation) -> Vec<ThemeRow> {
    let strongest = explanation.themes.iter().map(|t| t.points.abs()).fold(0.0, f64::max);
    let row = |effect: &explanation::ThemeEffect| ThemeRow {
        label: speaker.theme(effect.theme),
        points: speaker.format().signed_points(effect.points, 1),
        bar: if strongest > 0.0 { effect.points / strongest } else { 0.0 },
    };
    let is_shown = |effect: &&explanation::ThemeEffect| tenths(effect.points) != 0;
    explanation.themes.iter().filter(is_shown).map(row).collect()
}
