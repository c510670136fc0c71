//! Lines of a body as they arrive, each of bounded length.

use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use futures_util::{Stream, StreamExt, stream};

/// Longest that the next piece of a body is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A line, or why there is none.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Its bytes, without the line break.
    Text(Vec<u8>),
    /// It is longer than the limit; it was left out.
    TooLong,
    /// The body broke off, or nothing came for too long; the last line.
    Broken,
}

/// What has arrived and not been told.
struct Reading {
    body: Option<BodyDataStream>,
    piece: Bytes,
    line: Vec<u8>,
    /// Whether the line at hand has outgrown the limit.
    is_too_long: bool,
    n_lines: u64,
    limit: usize,
}

/// The lines of a body with their numbers, from 1; empty ones are counted and left out.
pub(super) fn lines(body: Body, limit: usize) -> impl Stream<Item = (u64, Line)> {
    let reading = Reading {
        body: Some(body.into_data_stream()),
        piece: Bytes::new(),
        line: Vec::new(),
        is_too_long: false,
        n_lines: 0,
        limit,
    };
    stream::unfold(reading, |mut reading| async move {
        loop {
            if let Some(line) = reading.next().await? {
                return Some(((reading.n_lines, line), reading));
            }
        }
    })
}

impl Reading {
    /// A step: the next line, an empty one that is not told, or the end.
    async fn next(&mut self) -> Option<Option<Line>> {
        if let Some(end) = memchr::memchr(b'\n', &self.piece) {
            let rest = self.piece.split_off(end + 1);
            let piece = std::mem::replace(&mut self.piece, rest);
            self.take(&piece[..end]);
            return Some(self.finish());
        }
        let piece = std::mem::take(&mut self.piece);
        self.take(&piece);
        let body = self.body.as_mut()?;
        match tokio::time::timeout(PATIENCE, body.next()).await {
            Ok(Some(Ok(piece))) => {
                self.piece = piece;
                Some(None)
            }
            Ok(None) => {
                self.body = None;
                Some(self.finish())
            }
            Ok(Some(Err(_))) | Err(_) => {
                self.body = None;
                self.n_lines += 1;
                Some(Some(Line::Broken))
            }
        }
    }

    fn take(&mut self, piece: &[u8]) {
        self.is_too_long |= self.line.len() + piece.len() > self.limit;
        if self.is_too_long {
            self.line = Vec::new();
        } else {
            self.line.extend_from_slice(piece);
        }
    }

    fn finish(&mut self) -> Option<Line> {
        self.n_lines += 1;
        let line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.is_too_long) {
            return Some(Line::TooLong);
        }
        let line = line.strip_suffix(b"\r").map_or_else(|| line.clone(), <[u8]>::to_vec);
        (!line.iter().all(u8::is_ascii_whitespace)).then_some(Line::Text(line))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(pieces: Vec<Vec<u8>>, limit: usize) -> Vec<(u64, Line)> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let pieces = pieces.into_iter().map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece)));
        let body = Body::from_stream(stream::iter(pieces));
        runtime.block_on(lines(body, limit).collect())
    }

    #[test]
    fn a_body_that_breaks_off_says_so() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let pieces = [Ok(Bytes::from("{}\n{")), Err(std::io::Error::other("gone"))];
        let body = Body::from_stream(stream::iter(pieces));
        let found: Vec<_> = runtime.block_on(lines(body, 10).collect());
        assert_eq!(found, [(1, Line::Text(b"{}".to_vec())), (2, Line::Broken)]);
    }

    proptest! {
        #[test]
        fn lines_are_those_of_the_text_however_it_arrives(
            text in "[ab \r]{0,12}(\n[ab \r]{0,12}){0,6}",
            cuts in proptest::collection::vec(0..80_usize, 0..6),
            limit in 1..12_usize,
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|at| at.min(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let pieces = cuts.windows(2).map(|pair| text.as_bytes()[pair[0]..pair[1]].to_vec());
            let expected: Vec<(u64, Line)> = text.split('\n').zip(1..).filter_map(|(line, n)| {
                if line.len() > limit {
                    return Some((n, Line::TooLong));
                }
                let line = line.strip_suffix('\r').unwrap_or(line);
                (!line.trim().is_empty()).then(|| (n, Line::Text(line.as_bytes().to_vec())))
            }).collect();
            prop_assert_eq!(read(pieces.collect(), limit), expected);
        }
    }
}
