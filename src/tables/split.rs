//! Text in, the bounds of its fields out: one pass that looks at eight bytes at a time.
//!
//! The rules are those of RFC 4180, read strictly: fields are parted by commas, records by line
//! breaks (`\n`, `\r\n` or `\r`), blank lines are passed over, and a field that holds a comma, a
//! line break or a double quote stands in double quotes, with each quote inside written twice.
//! A quote anywhere else is a [`Fault::Quote`], because guessing what it means shifts columns.

/// Where the fields of a run of records end.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// How many fields a record has.
    pub n_fields: usize,
    /// Where each record starts.
    pub starts: Vec<u32>,
    /// Where each field ends, record after record, [`Grid::n_fields`] to a record.
    pub ends: Vec<u32>,
    /// Whether a field may stand in quotes.
    pub has_quotes: bool,
    /// Whether each record is one line, and no line is anything else.
    pub is_plain: bool,
}

/// What is wrong with a record, which starts at `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It has this many fields.
    FieldCount { start: usize, found: usize },
    /// It holds a quote where none may stand, or one that is never closed.
    Quote { start: usize },
}

impl Grid {
    /// A grid for records of `n_fields` fields.
    pub(super) fn new(n_fields: usize) -> Self {
        Self { n_fields, ..Self::default() }
    }

    /// Splits `text`, which starts at a record and ends with a line break.
    ///
    /// Where a record is faulty the grid holds those before it. `text` must be shorter than 4 GiB.
    pub(super) fn split(&mut self, text: &[u8]) -> Result<(), Fault> {
        self.has_quotes = memchr::memchr(b'"', text).is_some();
        let needs_care = self.has_quotes || memchr::memchr(b'\r', text).is_some();
        let scan = if needs_care { self.scan_any(text) } else { self.scan_plain(text) };
        self.is_plain = false;
        self.starts.clear();
        let is_regular = scan.is_whole && scan.n_delimiters == scan.n_breaks * self.n_fields;
        if is_regular && self.mark_regular(text, scan.n_breaks) {
            self.is_plain = !needs_care;
            return Ok(());
        }
        self.mark_irregular(text, &scan)
    }

    /// Where a field of a record starts and ends.
    #[inline]
    pub(super) fn bounds(&self, record: usize, field: usize) -> (usize, usize) {
        let at = record * self.n_fields + field;
        let start = if field == 0 { self.starts[record] } else { self.ends[at - 1] + 1 };
        (start as usize, self.ends[at] as usize)
    }

    /// Where a field starts and ends, record after record.
    #[inline]
    pub(super) fn column(&self, field: usize) -> impl Iterator<Item = (usize, usize)> {
        // A field starts behind the comma that ends the one before it.
        let (starts, stride, gap) = match field.checked_sub(1) {
            None => (self.starts.as_slice(), 1, 0),
            Some(before) => (self.ends.get(before..).unwrap_or(&[]), self.n_fields, 1),
        };
        let ends = self.ends.get(field..).unwrap_or(&[]).iter().step_by(self.n_fields);
        let bounds = starts.iter().step_by(stride).zip(ends);
        bounds
            .take(self.n_records())
            .map(move |(&start, &end)| ((start + gap) as usize, end as usize))
    }

    /// How many records there are.
    pub(super) fn n_records(&self) -> usize {
        self.starts.len()
    }

    /// Finds commas and line breaks in text without a quote or a carriage return.
    fn scan_plain(&mut self, text: &[u8]) -> Scan {
        let mut n_delimiters = 0;
        for (place, block) in blocks(text) {
            let delimiters = pack(&block, |word| differs(word, b',') & differs(word, b'\n'));
            self.note(&mut n_delimiters, place, delimiters);
        }
        let n_breaks = memchr::memchr_iter(b'\n', text).count();
        Scan { n_delimiters, n_breaks, is_whole: true }
    }

    /// Finds commas and line breaks outside quotes, as far as quotes stand where they may.
    fn scan_any(&mut self, text: &[u8]) -> Scan {
        let mut scan = Scan { n_delimiters: 0, n_breaks: 0, is_whole: true };
        let mut is_quoted = false;
        for (place, block) in blocks(text) {
            let mut commas = pack(&block, |word| differs(word, b','));
            let mut breaks = pack(&block, |word| differs(word, b'\n') & differs(word, b'\r'));
            let quotes = pack(&block, |word| differs(word, b'"'));
            if quotes != 0 || is_quoted {
                let mut inside = 0;
                let mut from = 0;
                let mut left = quotes;
                while left != 0 {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    if is_quoted {
                        inside |= ones(bit) & !ones(from);
                    }
                    if !may_stand(text, place + bit as usize, is_quoted) {
                        let before = ones(bit) & !inside;
                        scan.n_breaks += (breaks & before).count_ones() as usize;
                        self.note(&mut scan.n_delimiters, place, (commas | breaks) & before);
                        return Scan { is_whole: false, ..scan };
                    }
                    is_quoted = !is_quoted;
                    from = bit;
                }
                if is_quoted {
                    inside |= !ones(from);
                }
                commas &= !inside;
                breaks &= !inside;
            }
            scan.n_breaks += breaks.count_ones() as usize;
            self.note(&mut scan.n_delimiters, place, commas | breaks);
        }
        Scan { is_whole: !is_quoted, ..scan }
    }

    /// Writes down the places of the bits of `found`.
    #[inline]
    fn note(&mut self, n: &mut usize, place: usize, mut found: u64) {
        const STEP: usize = 8;
        let n_found = found.count_ones() as usize;
        if self.ends.len() < *n + 64 + STEP {
            self.ends.resize((2 * self.ends.len()).max(*n + 4096), 0);
        }
        let mut at = *n;
        // A fixed number of steps spares a hard to foresee branch for each one.
        while at < *n + n_found {
            if let Some(slots) = self.ends[at..].first_chunk_mut::<STEP>() {
                for slot in slots {
                    *slot = place as u32 + found.trailing_zeros();
                    found &= found.wrapping_sub(1);
                }
            }
            at += STEP;
        }
        *n += n_found;
    }

    /// Marks where records start if each has the right number of fields and no line is blank.
    fn mark_regular(&mut self, text: &[u8], n_records: usize) -> bool {
        self.starts.reserve(n_records);
        let mut start = 0;
        // As many line breaks as records: where each record's last field ends in one, no other
        // field does.
        for record in self.ends.chunks_exact(self.n_fields).take(n_records) {
            let Some(&end) = record.last() else { return false };
            if text.get(end as usize).is_none_or(|&byte| byte == b',') {
                self.starts.clear();
                return false;
            }
            self.starts.push(start);
            start = end + 1;
        }
        true
    }

    /// Marks where records start, passing over blank lines, up to the first faulty record.
    fn mark_irregular(&mut self, text: &[u8], scan: &Scan) -> Result<(), Fault> {
        let (mut kept, mut first, mut start) = (0, 0, 0);
        for at in 0..scan.n_delimiters {
            let end = self.ends[at];
            if text.get(end as usize) == Some(&b',') {
                continue;
            }
            let n_found = at + 1 - first;
            if n_found == self.n_fields && !(n_found == 1 && end == start) {
                self.starts.push(start);
                self.ends.copy_within(first..=at, kept);
                kept += n_found;
            } else if n_found > 1 || end > start {
                return Err(Fault::FieldCount { start: start as usize, found: n_found });
            }
            (first, start) = (at + 1, end + 1);
        }
        if scan.is_whole { Ok(()) } else { Err(Fault::Quote { start: start as usize }) }
    }
}

/// What a pass over a text found.
struct Scan {
    /// Commas and line breaks outside quotes.
    n_delimiters: usize,
    /// Line breaks among them.
    n_breaks: usize,
    /// Whether every quote stood where it may.
    is_whole: bool,
}

/// The field without its quotes, which [`Grid::split`] found to be in order.
pub(super) fn unquote(field: &[u8], into: &mut Vec<u8>) {
    into.clear();
    let inner = field.get(1..field.len().saturating_sub(1)).unwrap_or(&[]);
    let mut is_second = false;
    for &byte in inner {
        is_second = byte == b'"' && !is_second;
        if !is_second {
            into.push(byte);
        }
    }
}

/// Whether the quote at `place` opens or closes a field, or is one half of a doubled quote.
fn may_stand(text: &[u8], place: usize, is_quoted: bool) -> bool {
    let neighbor = if is_quoted {
        text.get(place + 1)
    } else {
        place.checked_sub(1).and_then(|before| text.get(before))
    };
    neighbor.is_none_or(|byte| matches!(byte, b',' | b'\n' | b'\r' | b'"'))
}

/// `text` in blocks of 64 bytes with their places, the last one filled up with zeros.
fn blocks(text: &[u8]) -> impl Iterator<Item = (usize, [u8; 64])> {
    let (whole, rest) = text.as_chunks::<64>();
    let mut last = [0; 64];
    last[..rest.len()].copy_from_slice(rest);
    let last = (!rest.is_empty()).then_some(last);
    whole.iter().copied().chain(last).enumerate().map(|(index, block)| (64 * index, block))
}

const LOW_BITS: u64 = 0x7F7F_7F7F_7F7F_7F7F;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// Sets the high bit of each byte of `word` that is not `byte`; the other bits mean nothing.
#[inline]
fn differs(word: u64, byte: u8) -> u64 {
    let apart = word ^ (0x0101_0101_0101_0101 * u64::from(byte));
    ((apart & LOW_BITS) + LOW_BITS) | apart
}

/// One bit for each byte of the block: set where `differs` left the high bit clear.
#[inline]
fn pack(block: &[u8; 64], differs: impl Fn(u64) -> u64) -> u64 {
    let (words, _) = block.as_chunks::<8>();
    let mut bits = 0;
    for (index, &word) in words.iter().enumerate() {
        let equal = !differs(u64::from_le_bytes(word)) & HIGH_BITS;
        // The product gathers the eight high bits in its uppermost byte, in order.
        let byte = (equal >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits |= byte << (8 * index);
    }
    bits
}

/// The lowest `n` bits, `n` being below 64.
fn ones(n: u32) -> u64 {
    (1 << n) - 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn records(text: &[u8], n_fields: usize) -> Result<Vec<Vec<Vec<u8>>>, Fault> {
        let mut grid = Grid::new(n_fields);
        grid.split(text)?;
        let mut scratch = Vec::new();
        let record = |row: usize| {
            let mut start = grid.starts[row] as usize;
            let ends = &grid.ends[row * n_fields..(row + 1) * n_fields];
            let mut field = |&end: &u32| {
                let field = &text[start..end as usize];
                start = end as usize + 1;
                if field.first() == Some(&b'"') {
                    unquote(field, &mut scratch);
                    return scratch.clone();
                }
                field.to_vec()
            };
            ends.iter().map(&mut field).collect()
        };
        Ok((0..grid.n_records()).map(record).collect())
    }

    fn with_csv_crate(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        let records = reader.byte_records().map_while(Result::ok);
        records.map(|record| record.iter().map(<[u8]>::to_vec).collect()).collect()
    }

    proptest! {
        #[test]
        fn what_the_writer_quotes_is_read_back(
            rows in proptest::collection::vec(
                proptest::collection::vec("[a,\"\n\r é]{0,40}", 3), 0..40),
            break_with in proptest::sample::select(vec!["\n", "\r\n", "\r"]),
        ) {
            let terminator = match break_with {
                "\n" => csv::Terminator::Any(b'\n'),
                "\r" => csv::Terminator::Any(b'\r'),
                _ => csv::Terminator::CRLF,
            };
            let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = writer.into_inner().unwrap();
            let expected: Vec<Vec<Vec<u8>>> = rows
                .iter()
                .map(|row| row.iter().map(|field| field.as_bytes().to_vec()).collect())
                .collect();
            prop_assert_eq!(records(&text, 3).unwrap(), expected);
        }

        #[test]
        fn any_text_is_a_fault_or_what_the_csv_crate_reads(text in "[a,,\"\n\r]{0,150}") {
            let text = format!("{text}\n");
            match records(text.as_bytes(), 2) {
                Ok(found) => prop_assert_eq!(found, with_csv_crate(text.as_bytes())),
                Err(Fault::FieldCount { found, .. }) => prop_assert_ne!(found, 2),
                Err(Fault::Quote { .. }) => prop_assert!(text.contains('"')),
            }
        }
    }

    #[test]
    fn records_before_a_fault_are_kept() {
        let mut grid = Grid::new(2);
        let fault = grid.split(b"a,b\n\nc,d\ne\n");
        assert_eq!(fault, Err(Fault::FieldCount { start: 9, found: 1 }));
        assert_eq!(grid.starts, [0, 5]);
        assert_eq!(grid.split(b"a,b\nc\"d,e\n"), Err(Fault::Quote { start: 4 }));
        assert_eq!(grid.starts, [0]);
        assert_eq!(grid.split(b"a,\"b\nc,d\n"), Err(Fault::Quote { start: 0 }));
    }
}
