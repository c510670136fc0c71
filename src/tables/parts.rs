//! What the reading threads hold of a table, and how it becomes one.
//!
//! Each thread appends the chunks it takes to columns of its own; which thread took which chunk
//! is chance. The list of chunks says where each went, and sorting it by the place of the chunk
//! in the file brings the order back.

use std::ops::Range;

use super::combine::{Combine, combine};
use super::fields::MAX_UNKNOWN_LEVELS;
use super::lines::{LineRun, RowLines};
use super::rows::{TableRows, Values};
use super::{ReadingNotes, Seen, Table};

/// The rows of the chunks that one thread took.
#[derive(Debug, Default)]
pub(super) struct Part {
    /// By column of the table; `None` where it is not kept.
    pub columns: Vec<Option<Values>>,
    /// Place of each row's parent, where rows are sorted by it.
    pub places: Vec<u32>,
    /// How many rows are kept.
    pub n_rows: usize,
    /// The chunks, in the order they were taken.
    pub chunks: Vec<ChunkRows>,
}

/// What is known of one chunk.
#[derive(Debug, Default)]
pub(super) struct ChunkRows {
    /// Place of the chunk in the file.
    pub index: usize,
    /// Where its rows start in the part.
    pub first_row: usize,
    /// How many records it held.
    pub n_records: usize,
    /// How many of them have no parent and were left out.
    pub n_orphans: usize,
    /// Where the rows of each bucket end, counted from `first_row`.
    pub bucket_ends: Vec<u32>,
    /// How many lines it held.
    pub n_lines: u64,
    /// Line of the first record, from the start of the chunk.
    pub first_line: u64,
    /// Line of each record, from the start of the chunk, unless each has one line.
    pub lines: Option<Vec<u32>>,
    /// The key that must not repeat, in the order of the file.
    pub unique_keys: Vec<u32>,
    /// The outcomes, in the order of the file.
    pub defaulted: Vec<bool>,
    /// Levels that the schema does not know.
    pub unknown_levels: Vec<UnknownLevel>,
}

/// A level that the schema does not know, within a chunk.
#[derive(Debug)]
pub(super) struct UnknownLevel {
    /// Its column.
    pub column_idx: usize,
    /// The level.
    pub level: String,
    /// How many rows hold it.
    pub n_rows: u64,
    /// The first record that holds it.
    pub first_record: usize,
}

impl ChunkRows {
    /// Counts lines and notes on which each record starts, where records and lines differ.
    pub(super) fn number_lines(&mut self, text: &[u8], starts: &[u32]) {
        self.n_lines = memchr::memchr_iter(b'\n', text).count() as u64;
        let mut lines = Vec::with_capacity(starts.len());
        let (mut at, mut line) = (0, 0);
        for &start in starts {
            let between = text.get(at..start as usize).unwrap_or(&[]);
            line += memchr::memchr_iter(b'\n', between).count() as u32;
            at = start as usize;
            lines.push(line);
        }
        self.first_line = lines.first().copied().unwrap_or(0).into();
        if lines.windows(2).any(|pair| pair[1] != pair[0] + 1) {
            self.lines = Some(lines);
        }
    }

    /// Its rows in the part.
    pub(super) fn rows(&self) -> Range<usize> {
        self.first_row..self.first_row + self.n_records - self.n_orphans
    }

    /// The rows of bucket `bucket` in the part.
    pub(super) fn bucket(&self, bucket: usize) -> Range<usize> {
        let start = if bucket == 0 { 0 } else { self.bucket_ends[bucket - 1] };
        self.first_row + start as usize..self.first_row + self.bucket_ends[bucket] as usize
    }
}

/// A table as its threads read it.
#[derive(Debug)]
pub(super) struct Parts {
    /// The table.
    pub table: Table,
    /// What each thread read.
    pub parts: Vec<Part>,
    /// By chunk of the file: the thread that took it, and its place in the part's list.
    pub order: Vec<(usize, usize)>,
    /// What was odd.
    pub notes: ReadingNotes,
    /// BLAKE3 of the text, in hexadecimal.
    pub fingerprint: String,
    /// Line on which the first chunk starts.
    pub first_line: u64,
}

impl Parts {
    /// The chunks in the order of the file, with the number of the part that holds each.
    pub(super) fn chunks(&self) -> impl Iterator<Item = (usize, &ChunkRows)> {
        self.order.iter().map(|&(part, at)| (part, &self.parts[part].chunks[at]))
    }

    /// How many rows are kept.
    pub(super) fn n_rows(&self) -> usize {
        self.parts.iter().map(|part| part.n_rows).sum()
    }

    /// How many rows were left out for want of a parent.
    pub(super) fn n_orphans(&self) -> u64 {
        self.chunks().map(|(_, chunk)| chunk.n_orphans as u64).sum()
    }

    /// The key that must not repeat, in the order of the file.
    pub(super) fn unique_keys(&self) -> Vec<u32> {
        self.chunks().flat_map(|(_, chunk)| &chunk.unique_keys).copied().collect()
    }

    /// The outcomes, in the order of the file.
    pub(super) fn defaulted(&self) -> Vec<bool> {
        self.chunks().flat_map(|(_, chunk)| &chunk.defaulted).copied().collect()
    }

    /// The lines of the records, in the order of the file.
    pub(super) fn lines(&self) -> RowLines {
        let (mut first_row, mut line) = (0, self.first_line);
        let runs = self.chunks().map(|(_, chunk)| {
            let first_line = line + chunk.first_line;
            let lines = chunk.lines.as_ref().map(|lines| {
                lines.iter().map(|&from_start| line + u64::from(from_start)).collect()
            });
            let run = LineRun { first_row, first_line, lines };
            first_row += chunk.n_records;
            line += chunk.n_lines;
            run
        });
        RowLines { runs: runs.collect() }
    }

    /// Adds what the chunks know of unknown levels to the notes.
    pub(super) fn note_unknown_levels(&mut self) {
        let mut notes = std::mem::take(&mut self.notes);
        let lines = self.lines();
        let columns = self.table.columns();
        let mut n_of_column = vec![0; columns.len()];
        let mut first_row = 0;
        for (_, chunk) in self.chunks() {
            for unknown in &chunk.unknown_levels {
                let level = (columns[unknown.column_idx].name, unknown.level.clone());
                if let Some(seen) = notes.unknown_levels.get_mut(&level) {
                    seen.n_rows += unknown.n_rows;
                } else if n_of_column[unknown.column_idx] < MAX_UNKNOWN_LEVELS {
                    n_of_column[unknown.column_idx] += 1;
                    let first_line = lines.line(first_row + unknown.first_record);
                    notes.unknown_levels.insert(level, Seen { n_rows: unknown.n_rows, first_line });
                }
            }
            first_row += chunk.n_records;
        }
        self.notes = notes;
    }

    /// The rows in the order of the file.
    pub(super) fn into_rows(mut self) -> TableRows {
        let (table, n_rows, columns) = (self.table, self.n_rows(), self.take_columns());
        TableRows { table, n_rows, columns: combine(columns, &InFileOrder(&self)) }
    }

    /// The rows in another order: the one at `i` in the file goes to `targets[i]`.
    ///
    /// `targets` must hold each number below the number of rows once.
    pub(super) fn into_rows_at(mut self, targets: &[u32]) -> TableRows {
        let (table, n_rows, columns) = (self.table, targets.len(), self.take_columns());
        TableRows { table, n_rows, columns: combine(columns, &At { parts: &self, targets }) }
    }

    /// Puts the rows of `more`, another file of the same columns, behind these.
    pub(super) fn append(&mut self, more: Self) {
        let n_parts = self.parts.len();
        self.parts.extend(more.parts);
        self.order.extend(more.order.into_iter().map(|(part, at)| (n_parts + part, at)));
    }

    /// Takes the columns out: for each of the table its parts, or none where it was not kept.
    pub(super) fn take_columns(&mut self) -> Vec<Vec<Values>> {
        let n_columns = self.table.columns().len();
        let mut columns: Vec<Vec<Values>> = (0..n_columns).map(|_| Vec::new()).collect();
        for part in &mut self.parts {
            for (column, values) in columns.iter_mut().zip(std::mem::take(&mut part.columns)) {
                column.extend(values);
            }
        }
        columns
    }
}

/// Rows as they stand in the file.
struct InFileOrder<'a>(&'a Parts);

impl Combine for InFileOrder<'_> {
    fn combine<T: Copy + Default>(&self, parts: &[&[T]]) -> Vec<T> {
        let mut whole = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
        for (part, chunk) in self.0.chunks() {
            whole.extend_from_slice(&parts[part][chunk.rows()]);
        }
        whole
    }
}

/// Rows at places given in the order of the file.
struct At<'a> {
    parts: &'a Parts,
    targets: &'a [u32],
}

impl Combine for At<'_> {
    fn combine<T: Copy + Default>(&self, parts: &[&[T]]) -> Vec<T> {
        let mut whole = vec![T::default(); self.targets.len()];
        let mut targets = self.targets.iter();
        for (part, chunk) in self.parts.chunks() {
            for (&value, &target) in parts[part][chunk.rows()].iter().zip(&mut targets) {
                whole[target as usize] = value;
            }
        }
        whole
    }
}
