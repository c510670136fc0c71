//! Makes any text printable with the fonts at hand.
//!
//! PDF/A and PDF/UA refuse a document with one character that no font draws. A file may hold
//! such characters all the same (an emoji, a control code), and the sheet must come out.

use serde_json::Value;
use typst::text::Font;

/// Shown in place of a character that no font draws.
const REPLACEMENT: char = '\u{25a1}';

/// The characters that can be printed, as sorted ranges.
#[derive(Debug)]
pub(super) struct Printable {
    ranges: Vec<(u32, u32)>,
}

impl Printable {
    /// What every one of the fonts draws: any text may be set in any of them.
    pub(super) fn new(fonts: &[Font]) -> Self {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        if let Some((first, others)) = fonts.split_first() {
            let of_first = first.info().coverage.iter();
            for code in of_first
                .filter(|code| others.iter().all(|font| font.info().coverage.contains(*code)))
            {
                match ranges.last_mut() {
                    Some((_, end)) if *end + 1 == code => *end = code,
                    _ => ranges.push((code, code)),
                }
            }
        }
        Self { ranges }
    }

    /// Cleans every text of a value. Keys are field names, which are ours.
    pub(super) fn clean(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if !text.chars().all(|character| self.is_printable(character)) {
                    *text = text.chars().filter_map(|character| self.printed(character)).collect();
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
        let is_private = (0xe000..=0xf8ff).contains(&code);
        if is_private || character.is_control() || is_invisible(character) {
            return false;
        }
        let next = self.ranges.partition_point(|&(start, _)| start <= code);
        next > 0 && self.ranges[next - 1].1 >= code
    }
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
