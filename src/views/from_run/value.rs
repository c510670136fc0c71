//! A value and its unit in, text out.

use crate::features::dictionary::{Language, Unit};
use crate::views::Format;

/// Days in a month, on average.
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// Writes a value as people read it; `None` where it is missing.
pub(super) fn value(value: f32, unit: Unit, format: Format, currency: &str) -> Option<String> {
    let value = f64::from(value);
    if value.is_nan() {
        return None;
    }
    let is_french = format.language() == Language::French;
    let whole_or = |n_decimals| if value.fract() == 0.0 { 0 } else { n_decimals };
    Some(match unit {
        Unit::Currency => format.amount(value, currency),
        Unit::DaysBefore => format.duration(value),
        Unit::DaysFromApplication if value > 0.0 => {
            let duration = format.duration(value);
            if is_french { format!("dans {duration}") } else { format!("in {duration}") }
        }
        Unit::DaysFromApplication => {
            let duration = format.duration(value);
            if is_french { format!("il y a {duration}") } else { format!("{duration} ago") }
        }
        // Long times are read in years and months, short ones to the day.
        Unit::Days if value.abs() >= 60.0 => signed(value, format.duration(value)),
        Unit::Days => counted(value, ["jour", "jours"], ["day", "days"], format),
        Unit::MonthsBefore => format.duration(value * DAYS_PER_MONTH),
        Unit::Months => counted(value, ["mois", "mois"], ["month", "months"], format),
        Unit::Years => counted(value, ["an", "ans"], ["year", "years"], format),
        Unit::Count | Unit::Rating => format.decimal(value, whole_or(1)),
        // All and none are no estimates.
        Unit::Share => format.percent(value, if value == 0.0 || value == 1.0 { 0 } else { 1 }),
        Unit::SharePoints => format.signed_points(value, 1),
        Unit::Flag => match (value, is_french) {
            (0.0, true) => "non".to_owned(),
            (0.0, false) => "no".to_owned(),
            (1.0, true) => "oui".to_owned(),
            (1.0, false) => "yes".to_owned(),
            _ => format.percent(value, 1),
        },
        Unit::Hour => {
            let hour = format.decimal(value, whole_or(1));
            if is_french { format!("{hour}\u{a0}h") } else { format!("{hour}:00") }
        }
        Unit::Ratio | Unit::Score | Unit::Index => format.decimal(value, 2),
        Unit::Category | Unit::Identifier => format!("{value:.0}"),
    })
}

fn signed(value: f64, text: String) -> String {
    if value < 0.0 { format!("\u{2212}{text}") } else { text }
}

/// A number and its noun; French takes the plural from 2 on, English everywhere but at 1.
fn counted(value: f64, french: [&str; 2], english: [&str; 2], format: Format) -> String {
    let n_decimals = usize::from(value.fract() != 0.0 && value.abs() < 10.0);
    let shown =
        if n_decimals == 0 { value.abs().round() } else { (value.abs() * 10.0).round() / 10.0 };
    let noun = match format.language() {
        Language::French => french[usize::from(shown >= 2.0)],
        Language::English => english[usize::from(shown != 1.0)],
    };
    format!("{}\u{a0}{noun}", format.decimal(value, n_decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_people_write_them() {
        let french = Format::new(Language::French);
        let english = Format::new(Language::English);
        for (number, unit, fr, en) in [
            (202_500.0, Unit::Currency, "202\u{202f}500\u{a0}€", "€202,500"),
            (-9461.0, Unit::DaysBefore, "25 ans et 11 mois", "25 years and 11 months"),
            (1.0, Unit::Days, "1\u{a0}jour", "1\u{a0}day"),
            (1.5, Unit::Days, "1,5\u{a0}jour", "1.5\u{a0}days"),
            (0.25, Unit::Share, "25,0\u{a0}%", "25.0%"),
            (1.0, Unit::Flag, "oui", "yes"),
            (3.0, Unit::Count, "3", "3"),
            (24.0, Unit::Months, "24\u{a0}mois", "24\u{a0}months"),
        ] {
            let plain = |text: Option<String>| text.unwrap().replace("\u{a0}an", " an");
            let shown = plain(value(number, unit, french, "€"));
            assert_eq!(shown.replace('\u{a0}', " "), fr.replace('\u{a0}', " "), "{unit:?}");
            let shown = plain(value(number, unit, english, "€"));
            assert_eq!(shown.replace('\u{a0}', " "), en.replace('\u{a0}', " "), "{unit:?}");
        }
        assert_eq!(value(f32::NAN, Unit::Share, french, "€"), None);
    }
}
