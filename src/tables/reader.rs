//! Reads one table: text in, columns out, on every core, in one strict pass.
//!
//! Each record must have as many fields as the header, each field must be what its column holds.
//! The text is cut into pieces, read on worker threads and put together in the order of the file,
//! so that the result does not depend on how many threads there are.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread;

use super::chunks::{self, Chunk};
use super::header::Header;
use super::levels::LevelCodes;
use super::rows::{MISSING_LEVEL, TableRows, UNKNOWN_LEVEL, Values};
use super::source::Source;
use super::{Error, Kind, Table, parse};

/// At most this many different unknown levels are remembered by name, per column.
const MAX_UNKNOWN_LEVELS: usize = 20;
/// At most this many rows, so that a row number fits 32 bits with room to spare.
const MAX_ROWS: u64 = 2_000_000_000;

/// What was read, and what was odd about it.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The rows.
    pub rows: TableRows,
    /// The outcomes, where the table has them, in the order of the rows.
    pub defaulted: Vec<bool>,
    /// What a user should hear of; none of it stops the work.
    pub notes: ReadingNotes,
    /// BLAKE3 of the text, unpacked, in hexadecimal.
    pub fingerprint: String,
}

/// What was odd about a table without being wrong.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct ReadingNotes {
    /// Columns of the header that the schema does not know; they are left out.
    pub extra_columns: Vec<String>,
    /// Unknown levels by column and level: how many rows, and the first line.
    pub unknown_levels: BTreeMap<(&'static str, String), Seen>,
    /// Whether the last line lacks its line break, as in a file cut short.
    pub lacks_final_line_break: bool,
}

/// How often something was seen, and where first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Seen {
    /// How many rows.
    pub n_rows: u64,
    /// First line, the header being line 1.
    pub first_line: u64,
}

/// Reads `table`; `wanted` names the columns to keep (every column is checked all the same).
///
/// `progress` is told the bytes of text read since it was last called.
///
/// # Errors
///
/// Whatever is wrong with the file first, by line.
pub fn read_table(
    source: &Source,
    table: Table,
    wanted: &dyn Fn(&str) -> bool,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Reading, Error> {
    source.with_reader(table, |text, path| read(table, path, text, wanted, progress))
}

fn read(
    table: Table,
    path: &Path,
    text: &mut (dyn Read + Send),
    wanted: &dyn Fn(&str) -> bool,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Reading, Error> {
    let keep: Vec<bool> = table.columns().iter().map(|column| wanted(column.name)).collect();
    let n_workers = thread::available_parallelism().map_or(1, usize::from);
    let stop = AtomicBool::new(false);
    let header: std::sync::OnceLock<Header> = std::sync::OnceLock::new();
    let (send_chunk, receive_chunk) = mpsc::sync_channel::<Chunk>(n_workers);
    let (send_piece, receive_piece) = mpsc::sync_channel(2 * n_workers);
    let receive_chunk = Mutex::new(receive_chunk);

    let mut header_error = None;
    let (cut, collected) = thread::scope(|scope| {
        for _ in 0..n_workers {
            let send_piece = send_piece.clone();
            let (receive_chunk, header, keep, stop) = (&receive_chunk, &header, &keep, &stop);
            scope.spawn(move || {
                loop {
                    // The lock is held while waiting, so chunks are taken in order.
                    let next = match receive_chunk.lock() {
                        Ok(receiver) => receiver.recv(),
                        Err(_) => return,
                    };
                    let (Ok(chunk), Some(header)) = (next, header.get()) else {
                        return;
                    };
                    let index = chunk.index;
                    let piece = read_chunk(table, header, keep, &chunk);
                    progress(chunk.text.len() as u64);
                    if piece.is_err() {
                        stop.store(true, Ordering::Relaxed);
                    }
                    if send_piece.send((index, piece)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send_piece);
        let collector = scope.spawn(|| collect(table, &keep, receive_piece));
        let cut = chunks::cut(table, path, text, |mut chunk| {
            if chunk.index == 0 {
                match Header::take(table, &mut chunk) {
                    Ok(found) => drop(header.set(found)),
                    Err(error) => {
                        header_error = Some(error);
                        return false;
                    }
                }
            }
            !stop.load(Ordering::Relaxed) && send_chunk.send(chunk).is_ok()
        });
        drop(send_chunk);
        let collected = collector.join();
        (cut, collected)
    });
    if let Some(error) = header_error {
        return Err(error);
    }
    // A bad field in the text already read comes before the trouble of reading on.
    let piece = collected.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    let (fingerprint, ends_with_line_break) = cut?;
    if piece.rows.n_rows == 0 {
        return Err(Error::Empty { table, found: "a header without rows" });
    }
    let notes = ReadingNotes {
        extra_columns: header.get().map(|header| header.extra_columns.clone()).unwrap_or_default(),
        unknown_levels: piece.unknown_levels,
        lacks_final_line_break: !ends_with_line_break,
    };
    let fingerprint = fingerprint.to_hex().to_string();
    Ok(Reading { rows: piece.rows, defaulted: piece.defaulted, notes, fingerprint })
}

/// What one chunk holds.
struct Piece {
    rows: TableRows,
    defaulted: Vec<bool>,
    unknown_levels: BTreeMap<(&'static str, String), Seen>,
}

impl Piece {
    fn empty(table: Table, keep: &[bool]) -> Self {
        let columns = table.columns().iter().zip(keep);
        let columns =
            columns.map(|(column, &keep)| keep.then(|| Values::new(column.kind))).collect();
        let rows = TableRows { table, n_rows: 0, columns };
        Self { rows, defaulted: Vec::new(), unknown_levels: BTreeMap::new() }
    }
}

type Pieces = mpsc::Receiver<(usize, Result<Piece, Error>)>;

/// Puts the pieces together in order; the first error by place wins.
fn collect(table: Table, keep: &[bool], pieces: Pieces) -> Result<Piece, Error> {
    let mut whole = Piece::empty(table, keep);
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (index, piece) in pieces {
        waiting.insert(index, piece);
        while let Some(piece) = waiting.remove(&next) {
            let piece = piece?;
            if (whole.rows.n_rows + piece.rows.n_rows) as u64 > MAX_ROWS {
                return Err(Error::TooLong { table, limit: MAX_ROWS });
            }
            whole.rows.append(&piece.rows);
            whole.defaulted.extend_from_slice(&piece.defaulted);
            for (level, seen) in piece.unknown_levels {
                note_unknown(&mut whole.unknown_levels, level, seen);
            }
            next += 1;
        }
    }
    Ok(whole)
}

fn note_unknown(
    known: &mut BTreeMap<(&'static str, String), Seen>,
    level: (&'static str, String),
    seen: Seen,
) {
    let n_of_column = known.keys().filter(|(column, _)| *column == level.0).count();
    if let Some(before) = known.get_mut(&level) {
        before.n_rows += seen.n_rows;
    } else if n_of_column < MAX_UNKNOWN_LEVELS {
        known.insert(level, seen);
    }
}

fn read_chunk(table: Table, header: &Header, keep: &[bool], chunk: &Chunk) -> Result<Piece, Error> {
    let mut piece = Piece::empty(table, keep);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 16)
        .from_reader(chunk.text.as_slice());
    let mut record = csv::ByteRecord::with_capacity(1024, header.fields.len());
    let columns = table.columns();
    let mut codes: Vec<LevelCodes> =
        columns.iter().map(|column| LevelCodes::new(column.levels())).collect();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            // Reading bytes out of memory cannot fail in any other way than by ending.
            Ok(false) | Err(_) => break,
        }
        let line = chunk.first_line + record.position().map_or(0, |at| at.line() - 1);
        if record.len() != header.fields.len() {
            let is_last = chunk.is_last && reader.is_done();
            let (expected, found) = (header.fields.len(), record.len());
            return Err(Error::FieldCount { table, line, expected, found, is_last });
        }
        for (field, &place) in record.iter().zip(&header.fields) {
            let Some(column_idx) = place else { continue };
            if column_idx == Header::TARGET {
                match field {
                    b"0" | b"0.0" => piece.defaulted.push(false),
                    b"1" | b"1.0" => piece.defaulted.push(true),
                    _ => return Err(bad(table, line, "TARGET", "0 or 1", field)),
                }
                continue;
            }
            let column = &columns[column_idx];
            let values = piece.rows.columns[column_idx].as_mut();
            match column.kind {
                Kind::Key => {
                    let Some(key) = parse::key(field) else {
                        return Err(bad(table, line, column.name, "a whole number above 0", field));
                    };
                    if let Some(Values::Key(values)) = values {
                        values.push(key);
                    }
                }
                Kind::Integer => {
                    let Some(value) = parse::integer(field) else {
                        return Err(bad(table, line, column.name, "a whole number", field));
                    };
                    if let Some(Values::Integer(values)) = values {
                        values.push(value);
                    }
                }
                Kind::Decimal => {
                    let Some(value) = parse::decimal(field) else {
                        return Err(bad(table, line, column.name, "a number", field));
                    };
                    if let Some(Values::Decimal(values)) = values {
                        values.push(value);
                    }
                }
                Kind::Category(_) => {
                    let code = if field.is_empty() {
                        MISSING_LEVEL
                    } else {
                        codes[column_idx].code(field)
                    };
                    if code == UNKNOWN_LEVEL {
                        let Ok(level) = std::str::from_utf8(field) else {
                            return Err(Error::NotUtf8 { table, line, found: parse::shown(field) });
                        };
                        let level = (column.name, parse::shown(level.as_bytes()));
                        let seen = Seen { n_rows: 1, first_line: line };
                        note_unknown(&mut piece.unknown_levels, level, seen);
                    }
                    if let Some(Values::Category(values)) = values {
                        values.push(code);
                    }
                }
            }
        }
        piece.rows.n_rows += 1;
    }
    Ok(piece)
}

fn bad(
    table: Table,
    line: u64,
    column: &'static str,
    expected: &'static str,
    field: &[u8],
) -> Error {
    Error::BadField { table, line, column, expected, found: parse::shown(field) }
}
