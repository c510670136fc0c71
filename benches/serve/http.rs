//! One connection of HTTP/1.1 that is kept open: a request out, its whole answer in.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longest that a part of an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Most bytes of the lines before a body, and of the line before a chunk.
const MOST_HEAD_BYTES: usize = 64 << 10;

/// What came back, read to its end.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// All bytes of it, head included.
    pub n_bytes: usize,
    /// Where the body stands in what the connection has read; a chunked one is empty here.
    body: (usize, usize),
}

/// How long a body is.
enum Length {
    Bytes(usize),
    Chunked,
}

/// A connection and what it has read.
#[derive(Debug)]
pub struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
    /// How much of the buffer is filled.
    n_read: usize,
    /// How often the other side had to be called, the first time included.
    pub n_connects: usize,
}

impl Connection {
    /// A connection that opens with the first request.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, buffer: vec![0; 64 << 10], n_read: 0, n_connects: 0 }
    }

    /// Sends a request and reads its answer to the end.
    ///
    /// # Errors
    ///
    /// What the system says; an answer that is no HTTP/1.1, or ends before its length or its last
    /// chunk, or goes on behind it. The next request then opens another connection.
    pub fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        let asked = self.try_to_ask(request);
        if asked.is_err() {
            self.stream = None;
        }
        asked
    }

    /// The body of the answer that came last, where it was not chunked.
    pub fn body(&self, answer: &Answer) -> &[u8] {
        self.buffer.get(answer.body.0..answer.body.1).unwrap_or(&[])
    }

    fn try_to_ask(&mut self, request: &[u8]) -> Result<Answer> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            self.stream = Some(stream);
            self.n_connects += 1;
        }
        self.n_read = 0;
        self.stream()?.write_all(request)?;
        let head = self.read_to(0, b"\r\n\r\n")?;
        let (status, length, closes) = understand(&self.buffer[..head])?;
        let (start, end) = match length {
            Length::Bytes(n) => {
                self.read_until(head + n)?;
                (head, head + n)
            }
            Length::Chunked => self.read_chunks(head)?,
        };
        let behind = if matches!(length, Length::Chunked) { start } else { end };
        if self.n_read != behind {
            return Err(wrong("more than one answer to one request"));
        }
        if closes {
            self.stream = None;
        }
        Ok(Answer { status, n_bytes: self.n_read, body: (start, end) })
    }

    /// Reads chunks until the last; returns where the answer ends, twice.
    fn read_chunks(&mut self, head: usize) -> Result<(usize, usize)> {
        let mut at = head;
        loop {
            let line_end = self.read_to(at, b"\r\n")?;
            let line = String::from_utf8_lossy(&self.buffer[at..line_end]);
            let size = line.split(';').next().unwrap_or_default().trim();
            let size =
                usize::from_str_radix(size, 16).map_err(|_| wrong("a chunk without size"))?;
            let end = line_end + size + 2;
            self.read_until(end)?;
            if &self.buffer[end - 2..end] != b"\r\n" {
                return Err(wrong("a chunk longer than it said"));
            }
            at = end;
            if size == 0 {
                return Ok((at, at));
            }
        }
    }

    /// Reads until these bytes are there, from a place on; returns the place behind them.
    fn read_to(&mut self, from: usize, mark: &[u8]) -> Result<usize> {
        let mut searched = from;
        loop {
            let unread = &self.buffer[searched..self.n_read];
            if let Some(at) = unread.windows(mark.len()).position(|bytes| bytes == mark) {
                return Ok(searched + at + mark.len());
            }
            if self.n_read - from > MOST_HEAD_BYTES {
                return Err(wrong("a head without end"));
            }
            searched = self.n_read.saturating_sub(mark.len() - 1).max(from);
            self.read_some()?;
        }
    }

    fn read_until(&mut self, end: usize) -> Result<()> {
        while self.n_read < end {
            self.read_some()?;
        }
        Ok(())
    }

    fn read_some(&mut self) -> Result<()> {
        if self.n_read == self.buffer.len() {
            self.buffer.resize(2 * self.n_read, 0);
        }
        let Some(stream) = &mut self.stream else { return Err(ErrorKind::NotConnected.into()) };
        match stream.read(&mut self.buffer[self.n_read..])? {
            0 => Err(Error::new(ErrorKind::UnexpectedEof, "the answer ended too early")),
            n => {
                self.n_read += n;
                Ok(())
            }
        }
    }

    fn stream(&mut self) -> Result<&mut TcpStream> {
        self.stream.as_mut().ok_or_else(|| ErrorKind::NotConnected.into())
    }
}

/// Status, length of the body, and whether the connection ends with the answer.
fn understand(head: &[u8]) -> Result<(u16, Length, bool)> {
    let text = std::str::from_utf8(head).map_err(|_| wrong("a head that is no text"))?;
    let mut lines = text.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let status = first.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
    let status = status.ok_or_else(|| wrong("an answer that is no HTTP/1.1"))?;
    let (mut length, mut closes) = (None, false);
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().ok().map(Length::Bytes);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            length = value.eq_ignore_ascii_case("chunked").then_some(Length::Chunked);
        } else if name.eq_ignore_ascii_case("connection") {
            closes = value.eq_ignore_ascii_case("close");
        }
    }
    // Without a length only the end of the connection tells a whole answer from half of one.
    let length = length.ok_or_else(|| wrong("an answer without length"))?;
    Ok((status, length, closes))
}

fn wrong(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}
