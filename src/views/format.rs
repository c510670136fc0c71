//! Numbers, amounts, durations and dates as people write them, in French and in English.
//!
//! | what | French | English |
//! |---|---|---|
//! | thousands | U+202F narrow no-break space | comma |
//! | decimals | comma | full stop |
//! | percent | U+00A0 before the sign | no space |
//! | amount | sign after, U+00A0 | sign before |
//! | minus | U+2212 | U+2212 |

use super::Language;

/// No-break space, before the French `%`, `:` and currency sign.
const NO_BREAK: char = '\u{a0}';
/// Narrow no-break space, between French thousands.
const NARROW: &str = "\u{202f}";
/// Average length of a month, in days.
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// Writes values in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    language: Language,
}

impl Format {
    /// The formats of a language.
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language of this format.
    pub const fn language(self) -> Language {
        self.language
    }

    /// What stands where a value is not known.
    pub const fn missing(self) -> &'static str {
        match self.language {
            Language::French => "non renseigné",
            Language::English => "not given",
        }
    }

    /// A whole number: `307 511`, `307,511`.
    pub fn integer(self, value: i64) -> String {
        let digits = group(&value.unsigned_abs().to_string(), self.thousands());
        if value < 0 { format!("\u{2212}{digits}") } else { digits }
    }

    /// A number of things: `307 511`, `307,511`.
    pub fn count(self, n: usize) -> String {
        group(&n.to_string(), self.thousands())
    }

    /// A number with that many decimals: `1 234,50`, `1,234.50`.
    ///
    /// What is not finite reads as [`Format::missing`].
    pub fn decimal(self, value: f64, n_decimals: usize) -> String {
        if !value.is_finite() {
            return self.missing().to_owned();
        }
        let digits = format!("{:.n_decimals$}", value.abs());
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let mut text = String::new();
        // What rounds to zero has no sign.
        if value < 0.0 && digits.contains(|digit: char| ('1'..='9').contains(&digit)) {
            text.push('\u{2212}');
        }
        text.push_str(&group(whole, self.thousands()));
        if !fraction.is_empty() {
            text.push(match self.language {
                Language::French => ',',
                Language::English => '.',
            });
            text.push_str(fraction);
        }
        text
    }

    /// A number with its sign, also when it is positive: `+1,5`, `−1,5`, `0,0`.
    pub fn signed(self, value: f64, n_decimals: usize) -> String {
        let text = self.decimal(value, n_decimals);
        let is_zero = !text.contains(|digit: char| ('1'..='9').contains(&digit));
        if value > 0.0 && value.is_finite() && !is_zero { format!("+{text}") } else { text }
    }

    /// A share between 0 and 1 as a percentage: `8,1 %`, `8.1%`.
    pub fn percent(self, share: f64, n_decimals: usize) -> String {
        if !share.is_finite() {
            return self.missing().to_owned();
        }
        let number = self.decimal(share * 100.0, n_decimals);
        match self.language {
            Language::French => format!("{number}{NO_BREAK}%"),
            Language::English => format!("{number}%"),
        }
    }

    /// A difference between two shares, without its sign, in points: `3,2 points`, `1.0 point`.
    ///
    /// French takes the plural from 2 on, English everywhere but at 1.
    pub fn points(self, difference: f64, n_decimals: usize) -> String {
        if !difference.is_finite() {
            return self.missing().to_owned();
        }
        let points = difference.abs() * 100.0;
        self.with_points(points, self.decimal(points, n_decimals), n_decimals)
    }

    /// A difference between two shares with its sign, in points: `+3,2 points`.
    pub fn signed_points(self, difference: f64, n_decimals: usize) -> String {
        if !difference.is_finite() {
            return self.missing().to_owned();
        }
        let points = difference * 100.0;
        self.with_points(points.abs(), self.signed(points, n_decimals), n_decimals)
    }

    /// An amount without decimals, in the currency of that sign: `1 234 €`, `€1,234`.
    ///
    /// A currency named by letters keeps a space in English: `EUR 1,234`.
    pub fn amount(self, amount: f64, currency: &str) -> String {
        let number = self.decimal(amount, 0);
        if !amount.is_finite() || currency.is_empty() {
            return number;
        }
        match self.language {
            Language::French => format!("{number}{NO_BREAK}{currency}"),
            Language::English => {
                let (sign, digits) = match number.strip_prefix('\u{2212}') {
                    Some(digits) => ("\u{2212}", digits),
                    None => ("", number.as_str()),
                };
                let is_word = currency.chars().next_back().is_some_and(char::is_alphabetic);
                let space = if is_word { "\u{a0}" } else { "" };
                format!("{sign}{currency}{space}{digits}")
            }
        }
    }

    /// A length of time in days, said in years and months: `2 ans et 3 mois`.
    ///
    /// The sign is left out: the tables count days backwards. Under a month, days are told.
    pub fn duration(self, days: f64) -> String {
        if !days.is_finite() {
            return self.missing().to_owned();
        }
        let n_months = (days.abs() / DAYS_PER_MONTH).round();
        let (years, months) = ((n_months / 12.0).trunc(), n_months % 12.0);
        let (day, month, year, and) = match self.language {
            Language::French => (["jour", "jours"], ["mois", "mois"], ["an", "ans"], "et"),
            Language::English => (["day", "days"], ["month", "months"], ["year", "years"], "and"),
        };
        if n_months < 1.0 {
            return self.quantity(days.abs().round(), day);
        }
        match (years > 0.0, months > 0.0) {
            (true, true) => {
                format!("{} {and} {}", self.quantity(years, year), self.quantity(months, month))
            }
            (true, false) => self.quantity(years, year),
            _ => self.quantity(months, month),
        }
    }

    /// A date written `2026-11-22`, as `22 novembre 2026` or `22 November 2026`.
    ///
    /// Text that is not such a date is returned as it is.
    pub fn date(self, iso: &str) -> String {
        let Some((year, month, day)) = parse_date(iso) else {
            return iso.to_owned();
        };
        match self.language {
            Language::French if day == 1 => format!("1er{NO_BREAK}{} {year}", FRENCH[month]),
            Language::French => format!("{day}{NO_BREAK}{} {year}", FRENCH[month]),
            Language::English => format!("{day}{NO_BREAK}{} {year}", ENGLISH[month]),
        }
    }

    const fn thousands(self) -> &'static str {
        match self.language {
            Language::French => NARROW,
            Language::English => ",",
        }
    }

    /// The word follows the number as it is read, hence the rounding.
    fn with_points(self, points: f64, number: String, n_decimals: usize) -> String {
        let scale = 10_f64.powi(i32::try_from(n_decimals).unwrap_or(0));
        let shown = (points * scale).round() / scale;
        let is_plural = match self.language {
            Language::French => shown >= 2.0,
            Language::English => shown != 1.0,
        };
        format!("{number}{NO_BREAK}{}", if is_plural { "points" } else { "point" })
    }

    fn quantity(self, n: f64, [one, many]: [&str; 2]) -> String {
        let is_plural = match self.language {
            Language::French => n >= 2.0,
            Language::English => n != 1.0,
        };
        format!("{}{NO_BREAK}{}", self.decimal(n, 0), if is_plural { many } else { one })
    }
}

const FRENCH: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Puts `separator` between groups of three digits.
fn group(digits: &str, separator: &str) -> String {
    let n_digits = digits.chars().count();
    let mut text = String::with_capacity(digits.len() + n_digits);
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (n_digits - idx).is_multiple_of(3) {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}

/// Year, month from 0 to 11 and day of a date written `2026-11-22`.
fn parse_date(iso: &str) -> Option<(u16, usize, u8)> {
    let is_shaped = iso.len() == 10
        && iso.bytes().enumerate().all(|(idx, byte)| match idx {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let mut parts = iso.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, month, day) =
        (year.parse::<u16>().ok()?, month.parse::<usize>().ok()?, day.parse::<u8>().ok()?);
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let n_days = match month {
        2 => 28 + u8::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let exists = is_shaped && (1..=12).contains(&month) && (1..=n_days).contains(&day);
    exists.then(|| (year, month - 1, day))
}

/// True for a day of the calendar, written `2026-11-22`.
pub(super) fn is_date(iso: &str) -> bool {
    parse_date(iso).is_some()
}

#[cfg(test)]
#[path = "format_tests.rs"]
mod tests;
