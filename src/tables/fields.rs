//! One chunk of text in, its values behind those of the chunks before.
//!
//! Once a chunk is split, it is read column by column: each loop knows what it reads.

use std::collections::BTreeMap;

use super::chunks::Chunk;
use super::header::Header;
use super::levels::LevelCodes;
use super::parts::{ChunkRows, Part, UnknownLevel};
use super::rows::{MISSING_LEVEL, UNKNOWN_LEVEL, Values};
use super::sorter::Sorter;
use super::split::{self, Fault, Grid};
use super::{Error, Kind, Table, parse};

/// At most this many different unknown levels are remembered by name, per column.
pub(super) const MAX_UNKNOWN_LEVELS: usize = 20;

/// How a table is read.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// The table.
    pub table: Table,
    /// Which column each field belongs to.
    pub header: Header,
    /// By column: whether its values are kept.
    pub keep: Vec<bool>,
    /// By column: its levels.
    pub codes: Vec<LevelCodes>,
    /// How rows are sorted, if they are.
    pub sorter: Option<&'a Sorter>,
}

/// A field that is wrong: its record and its place in the record.
type Bad = (usize, usize);

/// Reads chunks, one after the other.
#[derive(Debug)]
pub(super) struct ChunkReader<'a> {
    plan: &'a Plan<'a>,
    grid: Grid,
    part: Part,
    scratch: Scratch,
}

impl<'a> ChunkReader<'a> {
    /// A reader that has read nothing yet.
    pub(super) fn new(plan: &'a Plan<'a>) -> Self {
        let columns = plan.table.columns().iter().zip(&plan.keep);
        let columns =
            columns.map(|(column, &keep)| keep.then(|| Values::new(column.kind))).collect();
        let part = Part { columns, ..Part::default() };
        let grid = Grid::new(plan.header.fields.len());
        Self { plan, grid, part, scratch: Scratch::default() }
    }

    /// What was read.
    pub(super) fn into_part(self) -> Part {
        self.part
    }

    /// Reads a chunk and says how many records it held.
    ///
    /// # Errors
    ///
    /// The first one by line; the line is counted from the start of the chunk, from 0.
    pub(super) fn read(&mut self, chunk: &Chunk) -> Result<usize, Error> {
        let text = chunk.text();
        let fault = self.grid.split(text).err();
        let n_records = self.grid.n_records();
        let mut rows = ChunkRows { index: chunk.index, n_records, ..ChunkRows::default() };
        let mut unknown = BTreeMap::new();
        let bad = self.read_fields(text, &mut rows, &mut unknown);
        let line_of = |start: usize| memchr::memchr_iter(b'\n', &text[..start]).count() as u64;
        if let Some((record, field)) = bad {
            let line = line_of(self.grid.starts[record] as usize);
            return Err(self.bad_field(text, line, record, field));
        }
        let table = self.plan.table;
        match fault {
            None => {}
            Some(Fault::Quote { start }) => {
                return Err(Error::StrayQuote { table, line: line_of(start) });
            }
            Some(Fault::FieldCount { start, found }) => {
                let expected = self.grid.n_fields;
                let rest = &text[start..];
                let is_last = chunk.is_last
                    && memchr::memchr2(b'\n', b'\r', rest).is_none_or(|end| {
                        rest[end..].iter().all(|byte| matches!(byte, b'\n' | b'\r'))
                    });
                let line = line_of(start);
                return Err(Error::FieldCount { table, line, expected, found, is_last });
            }
        }
        if self.grid.is_plain {
            rows.n_lines = n_records as u64;
        } else {
            rows.number_lines(text, &self.grid.starts);
        }
        rows.unknown_levels = first_unknown(unknown);
        self.part.chunks.push(rows);
        Ok(n_records)
    }

    /// Reads every field and keeps what is wanted; returns the first bad one by record and place.
    fn read_fields(
        &mut self,
        text: &[u8],
        rows: &mut ChunkRows,
        unknown: &mut BTreeMap<(usize, Vec<u8>), (u64, usize)>,
    ) -> Option<Bad> {
        let Self { plan, grid, part, scratch } = self;
        let columns = plan.table.columns();
        let mut first_bad: Option<Bad> = None;
        let mut note = |record: Option<usize>, field: usize| {
            let bad = record.map(|record| (record, field));
            first_bad = [first_bad, bad].into_iter().flatten().min();
        };
        let mut fields = Fields { text, grid, order: None, n_last: 0 };
        rows.first_row = part.n_rows;

        // The parent's key decides on the order of the rows, so it comes first.
        let order;
        if let Some(sorter) = plan.sorter
            && let Some(field) = plan.header.place_of(plan.table, sorter.key)
        {
            note(fields.read(field, &mut scratch.keys, None, 0, parse::key), field);
            let sorted = sorter.sort(&scratch.keys);
            part.places.extend_from_slice(&sorted.places);
            (rows.bucket_ends, rows.n_orphans) = (sorted.bucket_ends, sorted.n_orphans);
            order = sorted.order;
            fields.order = Some(&order);
            fields.n_last = rows.n_orphans;
        }
        part.n_rows += rows.n_records - rows.n_orphans;
        for (field, &place) in plan.header.fields.iter().enumerate() {
            let Some(column_idx) = place else { continue };
            if column_idx == Header::TARGET {
                let into = Some(&mut rows.defaulted);
                let fields = fields.in_file_order();
                note(fields.read(field, &mut scratch.targets, into, false, target), field);
                continue;
            }
            let column = &columns[column_idx];
            let kept = part.columns[column_idx].as_mut();
            let bad = match column.kind {
                Kind::Key => {
                    if plan.table.unique_key() == Some(column.name) {
                        let into = Some(&mut rows.unique_keys);
                        fields.in_file_order().read(field, &mut scratch.keys, into, 0, parse::key);
                    }
                    let into = kept.and_then(Values::keys_mut);
                    fields.read(field, &mut scratch.keys, into, 0, parse::key)
                }
                Kind::Integer => {
                    let into = kept.and_then(Values::integers_mut);
                    fields.read(field, &mut scratch.integers, into, 0, parse::integer)
                }
                Kind::Decimal => {
                    let into = kept.and_then(Values::decimals_mut);
                    fields.read(field, &mut scratch.decimals, into, 0.0, parse::decimal)
                }
                Kind::Category(_) => {
                    let codes = &plan.codes[column_idx];
                    let code = |text: &[u8], len: usize, record: usize| {
                        if len == 0 {
                            return Some(MISSING_LEVEL);
                        }
                        let code = codes.code(text, len);
                        if code == UNKNOWN_LEVEL {
                            let level = parse::field(text, len);
                            std::str::from_utf8(level).ok()?;
                            let level = (column_idx, level.to_vec());
                            unknown.entry(level).or_insert((0, record)).0 += 1;
                        }
                        Some(code)
                    };
                    let into = kept.and_then(Values::levels_mut);
                    fields.read_numbered(field, &mut scratch.levels, into, UNKNOWN_LEVEL, code)
                }
            };
            note(bad, field);
        }
        first_bad
    }

    fn bad_field(&self, text: &[u8], line: u64, record: usize, field: usize) -> Error {
        let table = self.plan.table;
        let (start, end) = self.grid.bounds(record, field);
        let mut found = text[start..end].to_vec();
        if found.first() == Some(&b'"') {
            split::unquote(&text[start..end], &mut found);
        }
        let found = parse::shown(&found);
        let column = self.plan.header.fields[field].and_then(|idx| table.columns().get(idx));
        let (column, expected) = match column.map(|column| (column.name, column.kind)) {
            None => ("TARGET", "0 or 1"),
            Some((name, Kind::Key)) => (name, "a whole number above 0"),
            Some((name, Kind::Integer)) => (name, "a whole number"),
            Some((name, Kind::Decimal)) => (name, "a number"),
            Some((_, Kind::Category(_))) => return Error::NotUtf8 { table, line, found },
        };
        Error::BadField { table, line, column, expected, found }
    }
}

/// The fields of a chunk, to be read in a certain order of its records.
#[derive(Clone, Copy)]
struct Fields<'a> {
    text: &'a [u8],
    grid: &'a Grid,
    /// The records; in the order of the file where there is none.
    order: Option<&'a [u32]>,
    /// How many records at the end of the order are only checked.
    n_last: usize,
}

impl Fields<'_> {
    fn in_file_order(self) -> Self {
        Self { order: None, n_last: 0, ..self }
    }

    fn read<T: Copy>(
        self,
        field: usize,
        scratch: &mut Vec<T>,
        into: Option<&mut Vec<T>>,
        bad_value: T,
        parse: impl Fn(&[u8], usize) -> Option<T>,
    ) -> Option<usize> {
        self.read_numbered(field, scratch, into, bad_value, |text, len, _| parse(text, len))
    }

    /// Reads one field of every record with `parse`, which is given the text up to the field's
    /// end, the field's length and the record; returns the first record where it fails.
    ///
    /// Records are read in the order of the text, which is several times faster than any other.
    fn read_numbered<T: Copy>(
        self,
        field: usize,
        scratch: &mut Vec<T>,
        into: Option<&mut Vec<T>>,
        bad_value: T,
        mut parse: impl FnMut(&[u8], usize, usize) -> Option<T>,
    ) -> Option<usize> {
        let mut first_bad = None;
        let mut unquoted = Vec::new();
        let value = |(record, (start, end)): (usize, (usize, usize))| {
            let is_quoted = self.grid.has_quotes && self.text.get(start) == Some(&b'"');
            let value = if is_quoted {
                split::unquote(self.text.get(start..end).unwrap_or(&[]), &mut unquoted);
                parse(&unquoted, unquoted.len(), record)
            } else {
                parse(self.text.get(..end).unwrap_or(&[]), end - start, record)
            };
            value.unwrap_or_else(|| {
                first_bad = first_bad.or(Some(record));
                bad_value
            })
        };
        scratch.clear();
        scratch.extend(self.grid.column(field).enumerate().map(value));
        match (into, self.order) {
            (None, _) => {}
            (Some(into), None) => into.extend_from_slice(scratch),
            (Some(into), Some(order)) => {
                let n_kept = order.len().saturating_sub(self.n_last);
                let kept = order.iter().take(n_kept);
                into.extend(kept.map(|&record| scratch[record as usize]));
            }
        }
        first_bad
    }
}

/// Room for the values of one column of a chunk.
#[derive(Debug, Default)]
struct Scratch {
    keys: Vec<u32>,
    integers: Vec<i32>,
    decimals: Vec<f64>,
    levels: Vec<u8>,
    targets: Vec<bool>,
}

fn target(text: &[u8], len: usize) -> Option<bool> {
    match parse::field(text, len) {
        b"0" | b"0.0" => Some(false),
        b"1" | b"1.0" => Some(true),
        _ => None,
    }
}

/// The unknown levels that come first, not too many of a column.
fn first_unknown(unknown: BTreeMap<(usize, Vec<u8>), (u64, usize)>) -> Vec<UnknownLevel> {
    let mut levels: Vec<UnknownLevel> = unknown
        .into_iter()
        .map(|((column_idx, level), (n_rows, first_record))| {
            let level = parse::short(&level);
            UnknownLevel { column_idx, level, n_rows, first_record }
        })
        .collect();
    levels.sort_by_key(|level| (level.column_idx, level.first_record));
    let mut n_of_column = 0;
    let mut last = usize::MAX;
    levels.retain(|level| {
        n_of_column = if level.column_idx == last { n_of_column + 1 } else { 1 };
        last = level.column_idx;
        n_of_column <= MAX_UNKNOWN_LEVELS
    });
    levels
}
