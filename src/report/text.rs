//! Makes any text printable with the fonts at hand, inside its cell.
//!
//! PDF/A and PDF/UA refuse a document with one character that no font draws. A file may hold
//! such characters all the same (an emoji, a control code), and the sheet must come out. An
//! endless word would run out of its cell, so that it gets places where it may break.

use serde_json::Value;
use typst::text::Font;

/// Shown in place of a character that no font draws.
const REPLACEMENT: char = '\u{25a1}';

/// Letters of a word from which on it may break; fingerprints and addresses have fewer.
const LONG_WORD: usize = 32;

/// Letters between two places where a long word may break.
const BREAK_EVERY: usize = 14;

/// A space of no width, where a line may break.
const BREAK: char = '\u{200b}';

/// The characters that can be printed: a bit each, 64 to a word.
#[derive(Debug)]
pub(super) struct Printable {
    words: Vec<u64>,
}

impl Printable {
    /// What every one of the fonts draws: any text may be set in any of them.
    pub(super) fn new(fonts: &[Font]) -> Self {
        let mut words = Vec::new();
        if let Some((first, others)) = fonts.split_first() {
            let is_drawn = |code: &u32| {
                let is_private = (0xe000..=0xf8ff).contains(code);
                let is_shown = char::from_u32(*code)
                    .is_some_and(|letter| !letter.is_control() && !is_invisible(letter));
                is_shown
                    && !is_private
                    && others.iter().all(|font| font.info().coverage.contains(*code))
            };
            for code in first.info().coverage.iter().filter(is_drawn) {
                let place = (code / 64) as usize;
                if words.len() <= place {
                    words.resize(place + 1, 0);
                }
                words[place] |= 1 << (code % 64);
            }
        }
        Self { words }
    }

    /// Cleans every text of a value. Keys are field names, which are ours.
    pub(super) fn clean(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if !text.chars().all(|character| self.is_printable(character)) {
                    *text = text.chars().filter_map(|character| self.printed(character)).collect();
                }
                if has_long_word(text) {
                    *text = with_breaks(text);
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.clean(value)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.clean(value)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn printed(&self, character: char) -> Option<char> {
        match character {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
            // What is drawn as nothing is left out: controls, joiners, direction marks.
            _ if character.is_control() || is_invisible(character) => None,
            _ if self.is_printable(character) => Some(character),
            _ => Some(REPLACEMENT),
        }
    }

    fn is_printable(&self, character: char) -> bool {
        let code = u32::from(character);
        self.words.get((code / 64) as usize).is_some_and(|word| word >> (code % 64) & 1 == 1)
    }
}

fn has_long_word(text: &str) -> bool {
    // Bytes are at least as many as letters: most texts need no further look.
    text.len() >= LONG_WORD
        && text.split(char::is_whitespace).any(|word| word.chars().count() >= LONG_WORD)
}

/// Lets every long word break.
fn with_breaks(text: &str) -> String {
    let mut broken = String::with_capacity(text.len() + text.len() / 4);
    for word in text.split_inclusive(char::is_whitespace) {
        let is_long = word.chars().count() >= LONG_WORD;
        for (place, letter) in word.chars().enumerate() {
            if is_long && place > 0 && place % BREAK_EVERY == 0 {
                broken.push(BREAK);
            }
            broken.push(letter);
        }
    }
    broken
}

fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}
