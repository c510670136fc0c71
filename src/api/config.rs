//! What a service was asked for, and what it allows.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

/// What `octroi serve` was asked for.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Start of the name of the run to serve; the promoted one where there is none.
    pub run: Option<String>,
    /// Whether everyone may ask without a key; only on loopback.
    pub is_open: bool,
    /// What requests may take.
    pub limits: Limits,
    /// Where the site is that `/` shows; the work folder's where there is none.
    pub site: Option<PathBuf>,
    /// Days that predictions are kept; for ever where there are none.
    pub keep_days: Option<u32>,
}

impl Config {
    /// A service for everyone on this machine, on a port that is free: what tests and `--help` start
    /// from.
    pub fn open() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            run: None,
            is_open: true,
            limits: Limits::default(),
            site: None,
            keep_days: None,
        }
    }
}

/// Requests a second that a key may send where nothing else is said.
const RATE: NonZeroU32 = NonZeroU32::new(5_000).unwrap();

/// What requests may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a body; one with as many rows as every table may have takes 7 MB.
    pub body_bytes: usize,
    /// Bytes of a line of a batch.
    pub line_bytes: usize,
    /// Longest that an answer is waited for; a batch may go on.
    pub timeout: Duration,
    /// Requests that are worked on at a time; the others are told to come back.
    pub concurrency: usize,
    /// Requests a second that one key may send on average.
    pub requests_per_second: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 8 << 20,
            line_bytes: 8 << 20,
            timeout: Duration::from_secs(10),
            concurrency: 256,
            requests_per_second: RATE,
        }
    }
}
