//! Category text to level code, quickly.

use super::rows::UNKNOWN_LEVEL;

/// Finds the code of a level of one column.
///
/// Levels come in runs (one status for months on end), so the last one found is tried first;
/// then the levels of the same length are compared.
pub struct LevelCodes {
    levels: &'static [&'static str],
    last: u8,
}

impl LevelCodes {
    /// Codes are places in `levels`, of which there are fewer than [`UNKNOWN_LEVEL`].
    pub fn new(levels: &'static [&'static str]) -> Self {
        Self { levels, last: 0 }
    }

    /// The code of `field`, or [`UNKNOWN_LEVEL`].
    pub fn code(&mut self, field: &[u8]) -> u8 {
        let is_last = self.levels.get(usize::from(self.last)).map(|level| level.as_bytes());
        if is_last == Some(field) {
            return self.last;
        }
        let place = self.levels.iter().position(|level| level.as_bytes() == field);
        match place.and_then(|place| u8::try_from(place).ok()) {
            Some(code) => {
                self.last = code;
                code
            }
            None => UNKNOWN_LEVEL,
        }
    }
}
