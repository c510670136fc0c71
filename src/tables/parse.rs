//! One field of text in, one value out.

use super::rows::MISSING_INTEGER;

/// Reads a positive identifier.
pub fn key(field: &[u8]) -> Option<u32> {
    if field.is_empty() || field.len() > 10 {
        return None;
    }
    let mut value: u64 = 0;
    for &byte in field {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + u64::from(byte - b'0');
    }
    u32::try_from(value).ok().filter(|&key| key > 0)
}

/// Reads a whole number, `12` or `12.0`; an empty field is missing.
pub fn integer(field: &[u8]) -> Option<i32> {
    if field.is_empty() {
        return Some(MISSING_INTEGER);
    }
    let (is_negative, digits) = match field[0] {
        b'-' => (true, &field[1..]),
        _ => (false, field),
    };
    // Ten digits cannot overflow an i64.
    let mut value: i64 = 0;
    let mut n_digits = 0;
    for &byte in digits {
        if !byte.is_ascii_digit() || n_digits == 10 {
            break;
        }
        value = value * 10 + i64::from(byte - b'0');
        n_digits += 1;
    }
    match &digits[n_digits..] {
        [] | [b'.', b'0'] if n_digits > 0 => {}
        // Scientific notation, `.000`, more digits: rare, so left to the general reader.
        _ => return whole(decimal(field)?),
    }
    let value = if is_negative { -value } else { value };
    i32::try_from(value).ok().filter(|&value| value != MISSING_INTEGER)
}

fn whole(value: f64) -> Option<i32> {
    let is_whole = value.fract() == 0.0 && value.abs() <= f64::from(i32::MAX);
    // The bounds were checked, so the cast loses nothing.
    is_whole.then_some(value as i32)
}

/// Reads a number; an empty field is missing (NaN), the words `nan` and `inf` are no numbers.
pub fn decimal(field: &[u8]) -> Option<f64> {
    if field.is_empty() {
        return Some(f64::NAN);
    }
    fast_float2::parse::<f64, _>(field).ok().filter(|value| value.is_finite())
}

/// A field as it may be shown in a message: quoted, one line, at most 40 characters.
pub fn shown(field: &[u8]) -> String {
    if field.is_empty() {
        return "an empty field".to_owned();
    }
    let text = String::from_utf8_lossy(field);
    let mut short: String =
        text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    format!("\"{short}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_read_in_both_spellings() {
        for (text, expected) in [
            ("12", Some(12)),
            ("-1105.0", Some(-1105)),
            ("365243.0", Some(365_243)),
            ("1e3", Some(1000)),
            ("7.000", Some(7)),
            ("", Some(MISSING_INTEGER)),
            ("12.5", None),
            ("-", None),
            (".0", Some(0)),
            ("twelve", None),
            ("99999999999", None),
            ("-2147483648", None),
            ("nan", None),
        ] {
            assert_eq!(integer(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn words_for_no_number_are_no_numbers() {
        for text in ["nan", "NaN", "inf", "-inf", "1e999", "1,5", " 1"] {
            assert_eq!(decimal(text.as_bytes()), None, "{text}");
        }
        assert_eq!(decimal(b"0.16699999999999998"), Some(0.166_999_999_999_999_98));
    }

    #[test]
    fn keys_are_positive() {
        assert_eq!(key(b"100002"), Some(100_002));
        for text in ["0", "-1", "", "4294967296", "1.0"] {
            assert_eq!(key(text.as_bytes()), None, "{text}");
        }
    }
}
