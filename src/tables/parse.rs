//! One field of text in, one value out.
//!
//! Most fields are shorter than nine bytes. Those are read as one 64-bit word, all digits at
//! once and without a branch for each; whatever is unusual goes to the general readers, which
//! decide. Functions take the text up to the end of the field and the field's length, so that
//! the word can be loaded from the text before it.

use super::rows::MISSING_INTEGER;

/// Powers of ten that an `f64` holds exactly and that a fraction of up to seven digits needs.
const POWERS_OF_TEN: [f64; 8] = [1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];

/// Reads a positive identifier.
#[inline]
pub(super) fn key(text: &[u8], len: usize) -> Option<u32> {
    if len.wrapping_sub(1) < 8
        && let Some(value) = digits(last_word(text), len)
    {
        return (value > 0).then_some(value as u32);
    }
    long_key(field(text, len))
}

/// Reads a whole number, `12` or `12.0`; an empty field is missing.
#[inline]
pub(super) fn integer(text: &[u8], len: usize) -> Option<i32> {
    /// The two last bytes of `12.0`.
    const DOT_ZERO: u64 = 0x302E;
    if len == 0 {
        return Some(MISSING_INTEGER);
    }
    if len <= 8 {
        let mut word = last_word(text);
        let mut n_digits = len;
        if len > 1 && word >> 48 == DOT_ZERO {
            word <<= 16;
            n_digits -= 2;
        }
        let is_negative = n_digits > 0 && first_byte(word, n_digits) == b'-';
        n_digits -= usize::from(is_negative);
        if n_digits > 0
            && let Some(value) = digits(word, n_digits)
        {
            // Eight digits fit.
            let value = value as i32;
            return Some(if is_negative { -value } else { value });
        }
    }
    whole(number(field(text, len))?)
}

/// Reads a number; an empty field is missing (NaN), the words `nan` and `inf` are no numbers.
///
/// The result is the `f64` nearest to what is written: a whole number below 2^53 divided by an
/// exact power of ten is rounded once.
#[inline]
pub(super) fn decimal(text: &[u8], len: usize) -> Option<f64> {
    if len == 0 {
        return Some(f64::NAN);
    }
    if len <= 16
        && let Some(value) = short_decimal(text, len)
    {
        return Some(value);
    }
    number(field(text, len))
}

/// Reads up to 16 bytes of sign, digits and a point that at most seven digits follow.
#[inline]
fn short_decimal(text: &[u8], len: usize) -> Option<f64> {
    let mut low = last_word(text);
    let n_low = len.min(8);
    let mut high = if len > 8 { last_word(text.get(..text.len() - 8)?) } else { 0 };
    let mut n_high = len - n_low;
    let mut n_low = n_low;
    let is_negative = match n_high {
        0 => first_byte(low, n_low) == b'-',
        _ => first_byte(high, n_high) == b'-',
    };
    if n_high > 0 {
        n_high -= usize::from(is_negative);
    } else {
        n_low -= usize::from(is_negative);
    }
    if n_low == 0 {
        return None;
    }
    let points = equal_bytes(low, b'.') & top_bytes(n_low);
    let mut n_decimals = 0;
    if points != 0 {
        // Little-endian: the field's first byte is the word's lowest. What stands before the
        // point moves up over it.
        let at = points.trailing_zeros() / 8;
        n_decimals = 7 - at as usize;
        let before = low & !(u64::MAX << (8 * at));
        let after = low & (u64::MAX << (8 * at) << 8);
        low = after | (before << 8) | (high >> 56);
        high <<= 8;
        if n_high > 0 {
            n_high -= 1;
        } else {
            n_low -= 1;
        }
    }
    if n_low == 0 {
        return None;
    }
    let mut value = digits(low, n_low)?;
    if n_high > 0 {
        value += digits(high, n_high)? * 100_000_000;
    }
    // At most 16 digits, and 16 only without a point: 10^16 is above 2^53.
    if value > 1 << 53 {
        return None;
    }
    let value = value as f64 / POWERS_OF_TEN.get(n_decimals)?;
    Some(if is_negative { -value } else { value })
}

/// The value of the `n` topmost bytes of `word`, 1 to 8, if all are digits.
#[inline]
fn digits(word: u64, n: usize) -> Option<u64> {
    let digits = (word ^ 0x3030_3030_3030_3030) & top_bytes(n);
    // A byte above 9 reaches the high bit, by itself or when 0x76 is added.
    if (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    // Neighbors are joined: eight digits, four pairs, two fours, one eight.
    const PAIR: u64 = 0x0000_00FF_0000_00FF;
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let upper = (pairs & PAIR).wrapping_mul(100 + (1_000_000 << 32));
    let lower = ((pairs >> 16) & PAIR).wrapping_mul(1 + (10_000 << 32));
    Some(upper.wrapping_add(lower) >> 32)
}

/// All ones in the `n` topmost bytes; `n` is 1 to 8, and 0 gives no meaning.
#[inline]
fn top_bytes(n: usize) -> u64 {
    u64::MAX << ((64 - 8 * n) & 63)
}

/// The first byte of the field that fills the `n` topmost bytes of `word`.
#[inline]
fn first_byte(word: u64, n: usize) -> u8 {
    (word >> ((64 - 8 * n) & 63)) as u8
}

/// Marks the high bit of each byte of `word` that equals `byte`.
#[inline]
fn equal_bytes(word: u64, byte: u8) -> u64 {
    const LOW_BITS: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let apart = word ^ (0x0101_0101_0101_0101 * u64::from(byte));
    !(((apart & LOW_BITS) + LOW_BITS) | apart | LOW_BITS)
}

/// The last eight bytes of `text`, the last one topmost; zeros where it is shorter.
#[inline]
pub(super) fn last_word(text: &[u8]) -> u64 {
    match text.last_chunk::<8>() {
        Some(&bytes) => u64::from_le_bytes(bytes),
        None => {
            text.iter()
                .rev()
                .fold((0, 56), |(word, shift), &byte| (word | u64::from(byte) << shift, shift - 8))
                .0
        }
    }
}

/// The last `len` bytes of `text`.
pub(super) fn field(text: &[u8], len: usize) -> &[u8] {
    text.len().checked_sub(len).and_then(|start| text.get(start..)).unwrap_or(text)
}

fn long_key(field: &[u8]) -> Option<u32> {
    if field.is_empty() || field.len() > 10 || !field.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = field.iter().fold(0, |value, byte| value * 10 + u64::from(byte - b'0'));
    u32::try_from(value).ok().filter(|&key| key > 0)
}

/// Reads a number in any spelling, scientific notation included.
fn number(field: &[u8]) -> Option<f64> {
    fast_float2::parse::<f64, _>(field).ok().filter(|value| value.is_finite())
}

fn whole(value: f64) -> Option<i32> {
    let is_whole = value.fract() == 0.0 && value.abs() <= f64::from(i32::MAX);
    // The bounds were checked, so the cast loses nothing.
    is_whole.then_some(value as i32)
}

/// A field as it may be shown in a message: quoted, one line, at most 40 characters.
pub(super) fn shown(field: &[u8]) -> String {
    if field.is_empty() {
        return "an empty field".to_owned();
    }
    format!("\"{}\"", short(field))
}

/// A field on one line of at most 40 characters.
pub(super) fn short(field: &[u8]) -> String {
    let text = String::from_utf8_lossy(field);
    let mut short: String =
        text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn integers_are_read_in_both_spellings() {
        for (text, expected) in [
            ("12", Some(12)),
            ("0", Some(0)),
            ("-1", Some(-1)),
            ("-1105.0", Some(-1105)),
            ("365243.0", Some(365_243)),
            ("12345678", Some(12_345_678)),
            ("-2147483647", Some(-2_147_483_647)),
            ("2147483647", Some(2_147_483_647)),
            ("1e3", Some(1000)),
            ("7.000", Some(7)),
            ("", Some(MISSING_INTEGER)),
            ("12.5", None),
            ("-", None),
            ("-.0", Some(0)),
            (".0", Some(0)),
            ("twelve", None),
            ("99999999999", None),
            ("-2147483648", None),
            ("nan", None),
            ("1-2", None),
            ("--2", None),
            (" 2", None),
        ] {
            assert_eq!(integer(text.as_bytes(), text.len()), expected, "{text}");
            // What stands before the field must not matter.
            let line = format!("-9.8,7\",{text}");
            assert_eq!(integer(line.as_bytes(), text.len()), expected, "{line}");
        }
    }

    #[test]
    fn words_for_no_number_are_no_numbers() {
        for text in ["nan", "NaN", "inf", "-inf", "1e999", "1,5", " 1", ".", "-", "-.", "1.2.3"] {
            assert_eq!(decimal(text.as_bytes(), text.len()), None, "{text}");
        }
    }

    #[test]
    fn keys_are_positive() {
        assert_eq!(key(b"100002", 6), Some(100_002));
        assert_eq!(key(b"4294967295", 10), Some(u32::MAX));
        for text in ["0", "-1", "", "4294967296", "1.0", "000000000"] {
            assert_eq!(key(text.as_bytes(), text.len()), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn decimals_are_the_nearest(text in "-?[0-9]{0,10}\\.?[0-9]{0,12}", before in "[-.,0-9]{0,9}") {
            let line = format!("{before},{text}");
            let found = decimal(line.as_bytes(), text.len()).map(f64::to_bits);
            let expected = if text.is_empty() { Some(f64::NAN) } else { text.parse::<f64>().ok() };
            prop_assert_eq!(found, expected.map(f64::to_bits));
        }

        #[test]
        fn written_numbers_are_read_back(value in -1e9..1e9_f64, n_decimals in 0..9_usize) {
            let text = format!("{value:.n_decimals$}");
            let found = decimal(text.as_bytes(), text.len());
            prop_assert_eq!(found.map(f64::to_bits), text.parse().ok().map(f64::to_bits));
        }

        #[test]
        fn any_short_text_is_read_as_the_general_reader_does(text in "[-+.e0-9x]{1,12}") {
            let general = number(text.as_bytes());
            prop_assert_eq!(decimal(text.as_bytes(), text.len()).map(f64::to_bits), general.map(f64::to_bits));
            prop_assert_eq!(integer(text.as_bytes(), text.len()), general.and_then(whole));
        }
    }
}
