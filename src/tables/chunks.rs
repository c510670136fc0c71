//! A stream of CSV text cut into pieces that end where a record ends.

use std::io::Read;
use std::path::Path;

use super::{Error, Table};

/// How much text a piece holds, unless one record is longer.
const CHUNK_BYTES: usize = 2 << 20;
/// The longest record taken for one, in MiB; past it a quote was never closed.
const RECORD_LIMIT_MIB: usize = 16;

/// Whole records, with their place in the file.
pub struct Chunk {
    /// Place among the pieces, from 0.
    pub index: usize,
    /// Line on which the piece starts, the header being line 1.
    pub first_line: u64,
    /// The text.
    pub text: Vec<u8>,
    /// Whether the file ends with it.
    pub is_last: bool,
}

/// Cuts `text` into chunks and hands each to `send`, until `send` says `false`.
///
/// Returns the fingerprint of the whole text and whether it ends with a line break.
/// A byte order mark in front is taken away.
///
/// # Errors
///
/// [`Error::Io`] or [`Error::Archive`] where the text cannot be read, [`Error::EndlessRecord`].
pub fn cut(
    table: Table,
    path: &Path,
    text: &mut dyn Read,
    mut send: impl FnMut(Chunk) -> bool,
) -> Result<(blake3::Hash, bool), Error> {
    let mut hasher = blake3::Hasher::new();
    let mut carry: Vec<u8> = Vec::new();
    let mut line = 1;
    let mut index = 0;
    let mut ends_with_line_break = true;
    let mut want = CHUNK_BYTES;
    loop {
        let mut buffer = std::mem::take(&mut carry);
        let start = buffer.len();
        buffer.reserve_exact(want);
        text.take(want as u64).read_to_end(&mut buffer).map_err(|source| failed(path, source))?;
        hasher.update(&buffer[start..]);
        let is_last = buffer.len() - start < want;
        if index == 0 && line == 1 && start == 0 && buffer.starts_with(b"\xEF\xBB\xBF") {
            buffer.drain(..3);
        }
        let end = if is_last { buffer.len() } else { last_record_end(&buffer) };
        if end == 0 && !is_last {
            if buffer.len() > RECORD_LIMIT_MIB << 20 {
                let limit_mib = RECORD_LIMIT_MIB;
                return Err(Error::EndlessRecord { table, line: line - 1, limit_mib });
            }
            carry = buffer;
            want = CHUNK_BYTES;
            continue;
        }
        carry.extend_from_slice(&buffer[end..]);
        buffer.truncate(end);
        if let Some(&byte) = buffer.last() {
            ends_with_line_break = byte == b'\n' || byte == b'\r';
        }
        let n_lines = memchr::memchr_iter(b'\n', &buffer).count() as u64;
        if !send(Chunk { index, first_line: line, text: buffer, is_last }) || is_last {
            return Ok((hasher.finalize(), ends_with_line_break));
        }
        line += n_lines;
        index += 1;
        want = CHUNK_BYTES.saturating_sub(carry.len()).max(CHUNK_BYTES / 2);
    }
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
