//! A stream of CSV text cut into pieces that end where a record ends.

use std::io::Read;
use std::path::Path;

use super::{Error, Table};

/// How much text a piece holds, unless one record is longer.
const CHUNK_BYTES: usize = 1 << 20;
/// The longest record taken for one, in MiB; past it a quote was never closed.
const RECORD_LIMIT_MIB: usize = 16;

/// Whole records, the last one with its line break.
#[derive(Debug)]
pub(super) struct Chunk {
    /// Place among the pieces, from 0.
    pub index: usize,
    /// Holds the text, and whatever else the buffer was used for before.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Whether the file ends with it.
    pub is_last: bool,
}

impl Chunk {
    /// The text.
    pub(super) fn text(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or(&[])
    }

    /// Takes the first `n` bytes off the text.
    pub(super) fn skip(&mut self, n: usize) {
        self.start = (self.start + n).min(self.end);
    }

    /// The buffer, to be used again.
    pub(super) fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }
}

/// How the text as a whole was.
#[derive(Debug)]
pub(super) struct Whole {
    /// BLAKE3 of its bytes.
    pub fingerprint: blake3::Hash,
    /// Whether its last line ends with a line break.
    pub ends_with_line_break: bool,
}

/// Cuts `text` into chunks and hands each to `send`, until `send` says `false`.
///
/// `buffer` gives buffers to be used again, or new ones. A byte order mark in front is taken
/// away, and a line break put behind the last line where there is none.
///
/// # Errors
///
/// [`Error::Io`] or [`Error::Archive`] where the text cannot be read, [`Error::EndlessRecord`]
/// with the number of line breaks before it in the piece where it starts.
pub(super) fn cut(
    table: Table,
    path: &Path,
    text: &mut dyn Read,
    buffer: impl Fn() -> Vec<u8>,
    mut send: impl FnMut(Chunk) -> bool,
) -> Result<Whole, Error> {
    let mut hasher = blake3::Hasher::new();
    let mut index = 0;
    let mut ends_with_line_break = true;
    // What was read already of the next chunk.
    let mut carry: Vec<u8> = Vec::new();
    loop {
        let mut buffer = buffer();
        let mut end = carry.len();
        // One byte more than is read, for a last line break.
        let room = end + CHUNK_BYTES + 1;
        if buffer.len() < room {
            // New zeros cost nothing until they are written to.
            buffer = vec![0; room];
        }
        buffer[..end].copy_from_slice(&carry);
        let n_read = fill(text, &mut buffer[end..end + CHUNK_BYTES])
            .map_err(|source| failed(path, source))?;
        hasher.update(&buffer[end..end + n_read]);
        end += n_read;
        let is_last = n_read < CHUNK_BYTES;
        let has_mark = index == 0 && buffer[..end].starts_with(b"\xEF\xBB\xBF");
        let start = if has_mark { 3 } else { 0 };
        carry.clear();
        if is_last {
            if end > start {
                ends_with_line_break = matches!(buffer[end - 1], b'\n' | b'\r');
            }
            if end > start && !ends_with_line_break {
                buffer[end] = b'\n';
                end += 1;
            }
        } else {
            let cut = start + last_record_end(&buffer[start..end]);
            carry.extend_from_slice(&buffer[cut..end]);
            if carry.len() > RECORD_LIMIT_MIB << 20 {
                let line = memchr::memchr_iter(b'\n', &buffer[start..cut]).count() as u64;
                return Err(Error::EndlessRecord { table, line, limit_mib: RECORD_LIMIT_MIB });
            }
            end = cut;
            if end == start {
                if has_mark {
                    carry.splice(0..0, *b"\xEF\xBB\xBF");
                }
                continue;
            }
            ends_with_line_break = true;
        }
        let is_wanted = send(Chunk { index, buffer, start, end, is_last });
        if !is_wanted || is_last {
            return Ok(Whole { fingerprint: hasher.finalize(), ends_with_line_break });
        }
        index += 1;
    }
}

/// Fills `buffer` as far as the text goes.
fn fill(text: &mut dyn Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut n_read = 0;
    while n_read < buffer.len() {
        match text.read(&mut buffer[n_read..]) {
            Ok(0) => break,
            Ok(n) => n_read += n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(n_read)
}

/// Where the last whole record of `text` ends, which starts outside quotes; 0 where none ends.
fn last_record_end(text: &[u8]) -> usize {
    let n_quotes = memchr::memchr_iter(b'"', text).count();
    if n_quotes == 0 {
        return memchr::memrchr(b'\n', text).map_or(0, |at| at + 1);
    }
    // A line break ends a record where an even number of quotes stands before it.
    let mut n_before = n_quotes;
    for at in memchr::memrchr2_iter(b'\n', b'"', text) {
        if text[at] == b'"' {
            n_before -= 1;
        } else if n_before.is_multiple_of(2) {
            return at + 1;
        }
    }
    0
}

fn failed(path: &Path, source: std::io::Error) -> Error {
    let is_packed =
        path.extension().is_some_and(|extension| extension == "gz" || extension == "zip");
    if is_packed {
        Error::Archive { path: path.to_owned(), reason: source.to_string() }
    } else {
        Error::Io { path: path.to_owned(), source }
    }
}
