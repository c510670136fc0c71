//! The log of predictions: every score that the service gives, kept where it is never changed.
//!
//! ```text
//! handlers ─▶ append ─▶ queue (bounded) ─▶ one writer thread ─▶ SQLite, many rows a commit
//! ```
//!
//! `methodology/decisions/0024-a-log-of-predictions.md` tells why. In short: a handler never waits
//! for the disk; a score is given only if its row has a place in the queue; a row that has one is
//! written or the service says that it was not. Rows are never changed, and deleted by retention
//! and erasure alone, which leave a note of how many.

mod entry;
mod health;
mod reader;
mod schema;
mod writer;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

pub use entry::{About, Endpoint, Entry, MOST_REASON, Override};
pub use health::{Health, Watcher};
pub use reader::{Deletion, LoggedOverride, LoggedPrediction, Reader};
pub use schema::FORMAT;

use tokio::sync::oneshot;

use writer::{Command, Writer};

/// A log that cannot be opened, written or read.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// SQLite or the system refuses the file.
    #[error("cannot open the log of predictions \"{}\": {why}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What it said.
        why: String,
    },
    /// Another process writes it.
    #[error("another octroi serve writes the log of predictions \"{}\"", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// A file that holds something else.
    #[error("expected a log of predictions, found something else in \"{}\"", path.display())]
    NotALog {
        /// The file.
        path: PathBuf,
    },
    /// A log that a later program wrote.
    #[error("expected format {FORMAT} of the log of predictions, found {found}")]
    Newer {
        /// What is there.
        found: i64,
    },
    /// An entry that cannot stand in the log.
    #[error("not an entry for the log of predictions: {0}")]
    Invalid(&'static str),
    /// No place in the queue: the disk is behind, or writing fails.
    #[error("the log of predictions has no room: {n_waiting} rows wait to be written")]
    Full {
        /// How many wait.
        n_waiting: usize,
    },
    /// Writing fails at the moment.
    #[error("the log of predictions cannot be written: {why}")]
    Failing {
        /// What SQLite said.
        why: String,
    },
    /// The log was closed.
    #[error("the log of predictions is closed")]
    Closed,
    /// The prediction that an override is about is not there.
    #[error("there is no prediction {0} in the log")]
    NoPrediction(i64),
    /// The log was closed while it could not be written.
    #[error("{n_rows} predictions were answered and could not be logged")]
    Unwritten {
        /// How many.
        n_rows: u64,
    },
    /// Reading failed.
    #[error("cannot read the log of predictions: {why}")]
    Read {
        /// What SQLite said.
        why: String,
    },
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Open { .. } => {
                "check who may write there and that the disk has room; a damaged file can be put \
                 aside, and a new one is begun"
                    .to_owned()
            }
            Self::Busy { .. } => {
                "stop the other one, or give this one another --workdir".to_owned()
            }
            Self::NotALog { .. } => "move the file away".to_owned(),
            Self::Newer { .. } => "use the octroi that wrote it, or a later one".to_owned(),
            Self::Full { .. } | Self::Failing { .. } => {
                "try again later; whoever runs the service finds the cause in its log: room on the \
                 disk, another program that holds the file"
                    .to_owned()
            }
            Self::NoPrediction(_) => {
                "its number is in the answer that gave the score; it may have been erased"
                    .to_owned()
            }
            Self::Unwritten { .. } => "free some space on the disk".to_owned(),
            Self::Invalid(_) | Self::Closed | Self::Read { .. } => return None,
        })
    }
}

/// How a log is written.
///
/// | name | default | purpose | range |
/// |---|---|---|---|
/// | `n_waiting` | 8,192 | rows that may wait for the disk; then no score is given | 1 to 65,536 |
/// | `n_per_commit` | 1,024 | most rows of a commit | from 1 |
/// | `linger` | 50 ms | how long a commit waits for company | what a crash may lose |
/// | `most_bytes` | none | size that the file does not outgrow | from 64 KiB |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Rows that may wait for the disk before scores are refused.
    pub n_waiting: usize,
    /// Most rows of a commit.
    pub n_per_commit: usize,
    /// How long a commit waits for company.
    pub linger: Duration,
    /// Size that the file does not outgrow, in bytes; a full log fails until retention frees some.
    pub most_bytes: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            n_waiting: 8_192,
            n_per_commit: 1_024,
            linger: Duration::from_millis(50),
            most_bytes: None,
        }
    }
}

/// What an erasure did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Predictions deleted.
    pub n_predictions: u64,
    /// Overrides deleted.
    pub n_overrides: u64,
    /// Whether their bytes are gone from the files. Where a reader still looks at an older state,
    /// they go as soon as it is done.
    pub is_wiped: bool,
}

/// An open log. Clones write to the same one.
#[derive(Debug, Clone)]
pub struct Ledger(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    /// None once the log is closed: the writer ends when nothing can come any more.
    commands: RwLock<Option<Sender<Command>>>,
    next_id: AtomicI64,
    watcher: Watcher,
    /// The writer, and what keeps other processes from writing as long as it does.
    thread: Mutex<Option<(JoinHandle<()>, File)>>,
}

impl Ledger {
    /// Opens the log at `path`, making it if need be, and starts its writer.
    ///
    /// What a killed service left in the write-ahead log is brought in.
    ///
    /// # Errors
    ///
    /// [`Error::Open`], [`Error::Busy`], [`Error::NotALog`], [`Error::Newer`].
    pub fn open(path: &Path, options: Options) -> Result<Self, Error> {
        let lock = schema::lock(path)?;
        let connection = schema::open(path, options.most_bytes)?;
        let next_id = schema::next_id(&connection).map_err(|error| schema::failed(path, &error))?;
        let watcher = Watcher::new(options.n_waiting.clamp(1, schema::ID_GAP));
        let (sender, receiver) = mpsc::channel();
        let writer = Writer::new(path, connection, options, watcher.clone());
        let thread = std::thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || writer.run(&receiver))
            .map_err(|error| Error::Open { path: path.to_owned(), why: error.to_string() })?;
        Ok(Self(Arc::new(Inner {
            path: path.to_owned(),
            commands: RwLock::new(Some(sender)),
            next_id: AtomicI64::new(next_id),
            watcher,
            thread: Mutex::new(Some((thread, lock))),
        })))
    }

    /// Gives a prediction a place in the queue, without waiting; returns its number.
    ///
    /// Call it before the answer is sent: what is not accepted here must not be answered. The row
    /// is committed within [`Options::linger`] and the time of a commit. Numbers ascend and are
    /// never given twice; some are left out.
    ///
    /// # Errors
    ///
    /// [`Error::Full`], [`Error::Closed`], [`Error::Invalid`].
    pub fn append(&self, entry: Entry) -> Result<i64, Error> {
        entry.check().map_err(Error::Invalid)?;
        self.0.watcher.take_place()?;
        let id = self.0.next_id.fetch_add(1, Ordering::Relaxed);
        if let Err(error) = self.send(Command::Row(id, Box::new(entry))) {
            self.0.watcher.leave_places(1);
            return Err(error);
        }
        Ok(id)
    }

    /// Records what an adviser decided instead, and waits until it is on the disk; returns the
    /// number of the override.
    ///
    /// # Errors
    ///
    /// [`Error::NoPrediction`], [`Error::Invalid`], [`Error::Failing`], [`Error::Closed`].
    pub async fn override_(&self, decided: Override) -> Result<i64, Error> {
        decided.check().map_err(Error::Invalid)?;
        self.ask(|reply| Command::Override(Box::new(decided), reply)).await
    }

    /// Deletes every prediction and override of a client, also from the bytes of the files.
    ///
    /// What is appended before is deleted, too; what comes later is logged again. That `key_id`
    /// erased so many rows at `at_ms` (Unix milliseconds) is noted, of whom is not.
    ///
    /// # Errors
    ///
    /// [`Error::Failing`], [`Error::Closed`].
    pub async fn erase(&self, client: u32, at_ms: i64, key_id: &str) -> Result<Erased, Error> {
        let key_id = key_id.to_owned();
        self.ask(|reply| Command::Erase { client, at_ms, key_id, reply }).await
    }

    /// Deletes what is older than `before_ms` (Unix milliseconds), little by little, between the
    /// rows that come in. Returns at once; [`Health::n_deleted`] tells how far it is.
    ///
    /// # Errors
    ///
    /// [`Error::Closed`].
    pub fn retain_since(&self, before_ms: i64, now_ms: i64) -> Result<(), Error> {
        self.0.watcher.ask_retention(before_ms, now_ms);
        self.send(Command::Wake)
    }

    /// Waits until everything appended so far is committed.
    ///
    /// # Errors
    ///
    /// [`Error::Failing`], [`Error::Closed`].
    pub async fn flush(&self) -> Result<(), Error> {
        self.ask(Command::Flush).await
    }

    /// A page of a client's predictions, oldest first: those behind number `after` (0 for the
    /// first page), at most `n_rows`. What was appended before is in it.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], [`Error::Failing`], [`Error::Closed`].
    pub async fn of_client(
        &self,
        client: u32,
        after: i64,
        n_rows: u32,
    ) -> Result<Vec<LoggedPrediction>, Error> {
        self.flush().await?;
        let reader = self.reader();
        let read = tokio::task::spawn_blocking(move || reader.of_client(client, after, n_rows));
        read.await.unwrap_or(Err(Error::Closed))
    }

    /// What reads the log beside the writer; its calls take the time of the disk.
    pub fn reader(&self) -> Reader {
        Reader::new(&self.0.path)
    }

    /// How the log is doing.
    pub fn health(&self) -> Health {
        self.0.watcher.health()
    }

    /// What tells [`Ledger::health`] without keeping the log open.
    pub fn watcher(&self) -> Watcher {
        self.0.watcher.clone()
    }

    /// Writes what waits and closes the log; later entries are refused. Waits for the disk: up to
    /// five seconds where it fails.
    ///
    /// # Errors
    ///
    /// [`Error::Unwritten`].
    pub fn close(&self) -> Result<(), Error> {
        self.0.close();
        let n_rows = self.health().n_lost;
        if n_rows > 0 { Err(Error::Unwritten { n_rows }) } else { Ok(()) }
    }

    fn send(&self, command: Command) -> Result<(), Error> {
        let commands = self.0.commands.read().unwrap_or_else(PoisonError::into_inner);
        // The writer lives as long as this channel; if it does not, nothing may be answered.
        commands.as_ref().ok_or(Error::Closed)?.send(command).map_err(|_| Error::Closed)
    }

    async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<T, Error>>) -> Command,
    ) -> Result<T, Error> {
        if let Some(why) = self.health().failing {
            return Err(Error::Failing { why });
        }
        let (reply, answer) = oneshot::channel();
        self.send(command(reply))?;
        answer.await.unwrap_or(Err(Error::Closed))
    }
}

impl Inner {
    fn close(&self) {
        self.watcher.close();
        drop(self.commands.write().unwrap_or_else(PoisonError::into_inner).take());
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((thread, lock)) = thread.take() {
            // A writer that panicked is as closed as one that ended.
            let _ = thread.join();
            drop(lock);
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}
