//! Category text to level code, quickly.

use super::parse;
use super::rows::UNKNOWN_LEVEL;

/// How many slots the table of levels has, many more than any column has levels.
const SLOT_BITS: u32 = 10;
/// How many multipliers are tried for one that gives each level a slot of its own.
const N_TRIES: u64 = 500;

/// Finds the code of a level of one column.
///
/// A level's slot follows from its length and its first and last eight bytes. Levels that share
/// a slot are found all the same, by looking at each.
#[derive(Debug)]
pub(super) struct LevelCodes {
    levels: &'static [&'static str],
    prints: Vec<u64>,
    multiplier: u64,
    slots: Vec<u8>,
}

impl LevelCodes {
    /// Codes are places in `levels`, of which there are fewer than [`UNKNOWN_LEVEL`].
    pub(super) fn new(levels: &'static [&'static str]) -> Self {
        let prints: Vec<u64> =
            levels.iter().map(|level| fingerprint(level.as_bytes(), level.len())).collect();
        let mut slots = vec![UNKNOWN_LEVEL; 1 << SLOT_BITS];
        let mut multiplier = 1;
        for n in 1..=N_TRIES {
            // Odd multipliers, far apart.
            multiplier = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
            slots.fill(UNKNOWN_LEVEL);
            let mut own = prints.iter().zip(0..UNKNOWN_LEVEL).map(|(&print, code)| {
                std::mem::replace(&mut slots[slot(print, multiplier)], code) == UNKNOWN_LEVEL
            });
            if own.all(|is_own| is_own) {
                break;
            }
        }
        Self { levels, prints, multiplier, slots }
    }

    /// The code of the level that the last `len` bytes of `text` spell, or [`UNKNOWN_LEVEL`].
    #[inline]
    pub(super) fn code(&self, text: &[u8], len: usize) -> u8 {
        let print = fingerprint(text, len);
        let code = self.slots[slot(print, self.multiplier)];
        let place = usize::from(code);
        if let (Some(&known), Some(level)) = (self.prints.get(place), self.levels.get(place)) {
            // Up to eight bytes the fingerprint is the text.
            let is_same = known == print
                && level.len() == len
                && (len <= 8 || level.as_bytes() == parse::field(text, len));
            if is_same {
                return code;
            }
        }
        self.search(parse::field(text, len))
    }

    #[cold]
    fn search(&self, field: &[u8]) -> u8 {
        let place = self.levels.iter().position(|level| level.as_bytes() == field);
        place.and_then(|place| u8::try_from(place).ok()).unwrap_or(UNKNOWN_LEVEL)
    }
}

/// Length, last and first eight bytes in one number.
#[inline]
fn fingerprint(text: &[u8], len: usize) -> u64 {
    let last = parse::last_word(text);
    if len < 8 {
        // Bytes before the field are shifted out; the length goes where they were.
        return if len == 0 { 0 } else { last >> (64 - 8 * len) };
    }
    let first =
        parse::field(text, len).first_chunk::<8>().map_or(0, |&word| u64::from_le_bytes(word));
    if len == 8 { last } else { last ^ first.rotate_left(29) ^ (len as u64) << 3 }
}

#[inline]
fn slot(print: u64, multiplier: u64) -> usize {
    (print.wrapping_mul(multiplier) >> (64 - SLOT_BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Table;

    #[test]
    fn every_level_is_found_at_once_and_nothing_else() {
        for column in Table::ALL.into_iter().flat_map(Table::columns) {
            let codes = LevelCodes::new(column.levels());
            for (code, level) in column.levels().iter().enumerate() {
                let line = format!("some text before it,{level}");
                assert_eq!(usize::from(codes.code(line.as_bytes(), level.len())), code, "{level}");
                for wrong in [format!("{level} "), format!(" {level}"), level.to_lowercase() + "x"]
                {
                    assert_eq!(codes.code(wrong.as_bytes(), wrong.len()), UNKNOWN_LEVEL, "{wrong}");
                }
            }
            let n_slots = codes.slots.iter().filter(|&&code| code != UNKNOWN_LEVEL).count();
            assert_eq!(n_slots, column.levels().len(), "{}", column.name);
        }
    }
}
