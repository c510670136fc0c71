//! Reads one table: text in, columns out, on every core, in one strict pass.
//!
//! Each record must have as many fields as the header, each field must be what its column holds.
//! The text is cut into chunks, read on worker threads and put together in the order of the file,
//! so that the result does not depend on how many threads there are.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread;

use super::chunks::{self, Chunk, Whole};
use super::fields::{ChunkReader, Plan};
use super::header::Header;
use super::levels::LevelCodes;
use super::lines::RowLines;
use super::parts::{Part, Parts};
use super::rows::TableRows;
use super::sorter::Sorter;
use super::source::Source;
use super::{Error, Table};

/// At most this many rows, so that a row number fits 32 bits with room to spare.
const MAX_ROWS: u64 = 2_000_000_000;

/// What was read, and what was odd about it.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The rows.
    pub rows: TableRows,
    /// The outcomes, where the table has them, in the order of the rows.
    pub defaulted: Vec<bool>,
    /// Where each row stands in the file.
    pub lines: RowLines,
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
/// `progress` is told the bytes of text read since it was last called. As many threads read as
/// the current rayon pool has; the result is the same for any number.
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
    let parts = read_parts(source, table, wanted, None, progress)?;
    let (defaulted, lines) = (parts.defaulted(), parts.lines());
    let (notes, fingerprint) = (parts.notes.clone(), parts.fingerprint.clone());
    Ok(Reading { rows: parts.into_rows(), defaulted, lines, notes, fingerprint })
}

/// Reads `table` and leaves it as the threads read it, sorted roughly where there is a sorter.
pub(super) fn read_parts(
    source: &Source,
    table: Table,
    wanted: &dyn Fn(&str) -> bool,
    sorter: Option<&Sorter>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Parts, Error> {
    let keep = table.columns().iter().map(|column| {
        // The parent's key says nothing more once the rows are grouped.
        wanted(column.name) && sorter.is_none_or(|sorter| sorter.key != column.name)
    });
    let keep = keep.collect();
    source.with_reader(table, |text, path| read(table, path, text, keep, sorter, progress))
}

fn read(
    table: Table,
    path: &Path,
    text: &mut (dyn Read + Send),
    keep: Vec<bool>,
    sorter: Option<&Sorter>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Parts, Error> {
    let n_workers = rayon::current_num_threads();
    let plan: OnceLock<Plan<'_>> = OnceLock::new();
    let shared = Shared { stop: AtomicBool::new(false), n_rows: AtomicU64::new(0), progress };
    let (send_chunk, receive_chunk) = mpsc::sync_channel::<Chunk>(n_workers);
    let (send_buffer, receive_buffer) = mpsc::channel();
    // Shared by the workers alone: when all have stopped, sending fails.
    let receive_chunk = Arc::new(Mutex::new(receive_chunk));

    let mut header_error = None;
    let (cut, worked) = thread::scope(|scope| {
        let workers: Vec<_> = (0..n_workers)
            .map(|_| {
                let send_buffer = send_buffer.clone();
                let receive_chunk = Arc::clone(&receive_chunk);
                let (plan, shared) = (&plan, &shared);
                scope.spawn(move || work(plan, shared, &receive_chunk, &send_buffer))
            })
            .collect();
        drop(receive_chunk);
        let buffer = || receive_buffer.try_recv().unwrap_or_default();
        let cut = chunks::cut(table, path, text, buffer, |mut chunk| {
            if chunk.index == 0 {
                match Header::take(table, &mut chunk) {
                    Ok(header) => drop(plan.set(Plan::new(table, header, keep.clone(), sorter))),
                    Err(error) => {
                        header_error = Some(error);
                        return false;
                    }
                }
            }
            !shared.stop.load(Ordering::Relaxed) && send_chunk.send(chunk).is_ok()
        });
        drop(send_chunk);
        let worked: Vec<Worked> = workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect();
        (cut, worked)
    });
    if let Some(error) = header_error {
        return Err(error);
    }
    let (first_line, extra_columns) = plan
        .into_inner()
        .map_or((1, Vec::new()), |plan| (1 + plan.header.n_lines, plan.header.extra_columns));
    let (mut parts, failures): (Vec<Part>, Vec<_>) = worked.into_iter().unzip();
    // A thread that came too late for a chunk has no columns.
    parts.retain(|part| !part.chunks.is_empty());
    let order = order_of(&parts);
    let lines_before = |index: usize| {
        let chunks = order.iter().map(|&(part, at)| &parts[part].chunks[at]);
        let before = chunks.filter(|chunk| chunk.index < index);
        first_line - 1 + before.map(|chunk| chunk.n_lines).sum::<u64>()
    };
    // A bad field in the text already read comes before the trouble of reading on.
    if let Some((index, error)) = failures.into_iter().flatten().min_by_key(|(index, _)| *index) {
        // Lines within a chunk are counted from 0.
        return Err(error.after_lines(lines_before(index) + 1));
    }
    let Whole { fingerprint, ends_with_line_break } =
        cut.map_err(|error| error.after_lines(lines_before(usize::MAX)))?;
    let mut parts = Parts {
        table,
        parts,
        order,
        notes: ReadingNotes {
            extra_columns,
            unknown_levels: BTreeMap::new(),
            lacks_final_line_break: !ends_with_line_break,
        },
        fingerprint: fingerprint.to_hex().to_string(),
        first_line,
    };
    if parts.n_rows() as u64 + parts.n_orphans() == 0 {
        return Err(Error::Empty { table, found: "a header without rows" });
    }
    parts.note_unknown_levels();
    Ok(parts)
}

impl<'a> Plan<'a> {
    fn new(table: Table, header: Header, keep: Vec<bool>, sorter: Option<&'a Sorter>) -> Self {
        let codes = table.columns().iter().map(|column| LevelCodes::new(column.levels())).collect();
        Self { table, header, keep, codes, sorter }
    }
}

/// What the threads of one table share.
struct Shared<'a> {
    stop: AtomicBool,
    n_rows: AtomicU64,
    progress: &'a (dyn Fn(u64) + Sync),
}

/// What one thread read, and the chunk where it stopped, if it did.
type Worked = (Part, Option<(usize, Error)>);

/// Reads chunks until there are no more.
fn work(
    plan: &OnceLock<Plan<'_>>,
    shared: &Shared<'_>,
    chunks: &Mutex<mpsc::Receiver<Chunk>>,
    send_buffer: &mpsc::Sender<Vec<u8>>,
) -> Worked {
    // The lock is held while waiting, so chunks are taken in order.
    let next = || chunks.lock().ok().and_then(|receiver| receiver.recv().ok());
    let Some(mut chunk) = next() else { return Worked::default() };
    // The header is read before the first chunk is sent.
    let Some(plan) = plan.get() else { return Worked::default() };
    let mut reader = ChunkReader::new(plan);
    loop {
        let index = chunk.index;
        let read = reader.read(&chunk).and_then(|n_read| {
            let n_read = n_read as u64;
            let n_rows = shared.n_rows.fetch_add(n_read, Ordering::Relaxed) + n_read;
            if n_rows < MAX_ROWS {
                return Ok(());
            }
            Err(Error::TooLong { table: plan.table, limit: MAX_ROWS })
        });
        if let Err(error) = read {
            shared.stop.store(true, Ordering::Relaxed);
            return (reader.into_part(), Some((index, error)));
        }
        (shared.progress)(chunk.text().len() as u64);
        // Nobody wants the buffer once the last chunk is cut.
        let _ = send_buffer.send(chunk.into_buffer());
        match next() {
            Some(next) => chunk = next,
            None => return (reader.into_part(), None),
        }
    }
}

/// The chunks of all parts in the order of the file, each as its part and its place there.
fn order_of(parts: &[Part]) -> Vec<(usize, usize)> {
    let chunks = parts.iter().enumerate().flat_map(|(part, of_part)| {
        of_part.chunks.iter().enumerate().map(move |(at, chunk)| (chunk.index, part, at))
    });
    let mut chunks: Vec<_> = chunks.collect();
    chunks.sort_unstable();
    chunks.into_iter().map(|(_, part, at)| (part, at)).collect()
}
