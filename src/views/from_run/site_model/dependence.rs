//! What a feature does to the score, against its value.

use super::super::overview::direction;
use super::super::value::value;
use super::super::{Speaker, comparison::range};
use crate::explanation::overview::FeatureEffects;
use crate::explanation::overview::effect;
use crate::features::dictionary::{Entry, Error, Language, Unit};
use crate::probability::LogOdds;
use crate::views::chart::nice_axis;
use crate::views::site_model::{Dependence, DependenceBin, DependenceMissing};
use crate::views::{Format, Tick};

/// Values that stand apart on an axis, where there are no more.
const MOST_DISCRETE: usize = 6;
/// Days and months in a year, on average.
const DAYS_PER_YEAR: f64 = 365.25;
/// See [`DAYS_PER_YEAR`].
const MONTHS_PER_YEAR: f64 = 12.0;
/// Digits that an effect, or a value on an axis, is kept with: finer than a screen.
const DIGITS: i32 = 4;

/// The features of which the run keeps the effect, the most important first.
pub(super) fn dependence(speaker: &Speaker<'_>) -> Result<Vec<Dependence>, Error> {
    let effects = &speaker.artifact.overview.effects;
    effects.iter().map(|one| of_feature(speaker, one)).collect()
}

fn of_feature(speaker: &Speaker<'_>, one: &FeatureEffects) -> Result<Dependence, Error> {
    let unknown = || Error::UnknownFeature { name: one.feature.clone() };
    let entry = speaker.describe(&one.feature).ok_or_else(unknown)?;
    let features = &speaker.artifact.overview.features;
    let importance = features.iter().find(|known| known.feature == one.feature);
    let way = direction(speaker, importance.ok_or_else(unknown)?)?;
    let axis = Axis::of(entry.unit, speaker.language);
    let known = &one.effect.dependence;
    let is_discrete = known.len() <= MOST_DISCRETE
        && known.iter().all(|bin| bin.low.to_bits() == bin.high.to_bits());
    let mut bins: Vec<DependenceBin> =
        known.iter().map(|one| bin(speaker, entry, axis, one)).collect();
    // Lengths of time are told as such: what is counted backwards comes last.
    if axis.factor < 0.0 {
        bins.reverse();
    }
    let ticks = match is_discrete {
        true => bins.iter().map(|bin| Tick { at: bin.x[0], label: bin.values.clone() }).collect(),
        false => axis.ticks(entry.unit, &bins, speaker.format(), speaker.currency()),
    };
    Ok(Dependence {
        label: way.importance.label,
        name: one.feature.clone(),
        unit: axis.name.to_owned(),
        expected: way.expected,
        observed: way.observed,
        is_contrary: way.is_contrary,
        is_discrete,
        bins,
        missing: one.effect.missing.map(|missing| DependenceMissing {
            n: missing.n_clients,
            log_odds: short(missing.mean),
            points: points(speaker, missing.mean),
        }),
        ticks,
    })
}

fn bin(
    speaker: &Speaker<'_>,
    entry: &Entry,
    axis: Axis,
    bin: &effect::DependenceBin,
) -> DependenceBin {
    let written = |number: f32| {
        let text = value(number, entry.unit, speaker.format(), speaker.currency());
        text.unwrap_or_default()
    };
    // Ends in the order in which they are read.
    let (from, to) = if axis.factor < 0.0 { (bin.high, bin.low) } else { (bin.low, bin.high) };
    let (from_text, to_text) = (written(from), written(to));
    let values = if from_text == to_text {
        from_text
    } else {
        range(speaker.language, &from_text, &to_text)
    };
    let effects = [bin.mean, bin.low_10, bin.high_90];
    DependenceBin {
        values,
        x: [bin.mean_value, f64::from(from), f64::from(to)].map(|x| short(x * axis.factor)),
        n: bin.n_clients,
        log_odds: effects.map(short),
        points: effects.map(|effect| points(speaker, effect)),
    }
}

/// What an effect on the log-odds does to the probability of a client at the mean score, as a
/// share of 1.
fn points(speaker: &Speaker<'_>, effect: f64) -> f64 {
    let overview = &speaker.artifact.overview;
    let moved = LogOdds::new(overview.base_value + effect);
    short(speaker.artifact.calibrator.probability(moved).value() - overview.start)
}

/// A number with [`DIGITS`] significant digits.
fn short(number: f64) -> f64 {
    if number == 0.0 || !number.is_finite() {
        return 0.0;
    }
    let places = DIGITS - 1 - number.abs().log10().floor() as i32;
    // By way of the digits: powers of ten below 1 are not exact.
    let text = if places > 0 {
        format!("{number:.*}", usize::try_from(places).unwrap_or(0))
    } else {
        let power = 10_f64.powi(-places);
        ((number / power).round() * power).to_string()
    };
    text.parse().unwrap_or(number)
}

/// How values stand on an axis.
#[derive(Debug, Clone, Copy)]
struct Axis {
    /// What a value is multiplied with; negative where it is counted backwards.
    factor: f64,
    /// What it is then counted in; empty where the ticks say it.
    name: &'static str,
}

impl Axis {
    fn of(unit: Unit, language: Language) -> Self {
        let pick = |french, english| match language {
            Language::French => french,
            Language::English => english,
        };
        let (factor, name) = match unit {
            Unit::DaysBefore => (-1.0 / DAYS_PER_YEAR, ("années", "years")),
            Unit::MonthsBefore => (-1.0 / MONTHS_PER_YEAR, ("années", "years")),
            Unit::DaysFromApplication | Unit::Days => (1.0, ("jours", "days")),
            Unit::Months => (1.0, ("mois", "months")),
            Unit::Years => (1.0, ("années", "years")),
            Unit::Hour => (1.0, ("heures", "hours")),
            _ => (1.0, ("", "")),
        };
        Self { factor, name: pick(name.0, name.1) }
    }

    /// Four to seven round values over the bins.
    fn ticks(
        self,
        unit: Unit,
        bins: &[DependenceBin],
        format: Format,
        currency: &str,
    ) -> Vec<Tick> {
        let all = || bins.iter().map(|bin| bin.x[0]);
        let (low, high) =
            (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        if high.partial_cmp(&low) != Some(std::cmp::Ordering::Greater) {
            return Vec::new();
        }
        let (_, step) = nice_axis(high - low);
        let n_decimals = if step >= 1.0 { 0 } else { (-step.log10() - 1e-9).ceil() as usize };
        let label = |x: f64| match unit {
            Unit::Share => format.percent(x, n_decimals.saturating_sub(2)),
            Unit::SharePoints => format.signed(x * 100.0, n_decimals.saturating_sub(2)),
            Unit::Currency => format.amount(x, currency),
            _ => format.decimal(x, n_decimals),
        };
        let (first, last) = ((low / step).ceil(), (high / step).floor());
        let mut ticks = Vec::new();
        let mut place = first;
        while place <= last {
            // What is left of zero after a few steps is zero.
            let x = if place == 0.0 { 0.0 } else { short(place * step) };
            ticks.push(Tick { at: x, label: label(x) });
            place += 1.0;
        }
        ticks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_four_digits() {
        for (number, expected) in
            [(0.123_456, 0.1235), (-123_456.0, -123_500.0), (0.0, 0.0), (f64::NAN, 0.0), (1.0, 1.0)]
        {
            assert_eq!(short(number), expected);
        }
        assert_eq!(short(0.000_012_345_6).to_string(), "0.00001235");
    }

    #[test]
    fn ticks_are_round_and_within_the_bins() {
        let bin = |x: f64| DependenceBin {
            values: String::new(),
            x: [x; 3],
            n: 1,
            log_odds: [0.0; 3],
            points: [0.0; 3],
        };
        let format = Format::new(Language::French);
        let axis = Axis::of(Unit::DaysBefore, Language::French);
        let ticks = axis.ticks(Unit::DaysBefore, &[bin(21.3), bin(66.8)], format, "€");
        let labels: Vec<&str> = ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(labels, ["30", "40", "50", "60"]);
        let axis = Axis::of(Unit::Share, Language::French);
        let ticks = axis.ticks(Unit::Share, &[bin(0.02), bin(0.31)], format, "€");
        assert_eq!(ticks.first().map(|tick| tick.label.as_str()), Some("5\u{a0}%"));
        assert!(axis.ticks(Unit::Share, &[bin(1.0)], format, "€").is_empty());
    }
}
