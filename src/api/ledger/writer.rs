//! The thread that writes: rows in one commit after another, and what must not overtake them.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{
    Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params,
};
use tokio::sync::oneshot;

use super::entry::decision_name;
use super::schema::BUSY;
use super::{About, Entry, Erased, Error, Options, Override, Watcher};

/// Who waits for an answer.
type Reply<T> = oneshot::Sender<Result<T, Error>>;

/// What the writer is asked to do, in order.
pub(super) enum Command {
    /// Write a prediction under its number.
    Row(i64, Box<Entry>),
    /// Write an override.
    Override(Box<Override>, Reply<i64>),
    /// Delete what there is of a client.
    Erase { client: u32, at_ms: i64, key_id: String, reply: Reply<Erased> },
    /// Say when everything before is written.
    Flush(Reply<()>),
    /// Look for work that is asked for elsewhere.
    Wake,
}

/// How long to wait before a commit that failed is tried again.
const RETRY: Duration = Duration::from_millis(250);
/// How long a closing log that cannot be written is tried.
const GIVE_UP: Duration = Duration::from_secs(5);
/// How long an erasure waits for readers before it answers that some bytes are still there.
const WIPE: Duration = Duration::from_millis(250);
/// Predictions that retention deletes at a time.
const N_PER_DELETION: u32 = 500;

/// A prediction under its number.
type Row = (i64, Box<Entry>);

/// The writer of a log.
pub(super) struct Writer {
    path: PathBuf,
    connection: Connection,
    options: Options,
    watcher: Watcher,
    /// Which file is open, to notice when the path leads to another.
    identity: Option<(u64, u64)>,
    /// Retention under way: what is older goes, and when that was asked (Unix ms).
    retention: Option<(i64, i64)>,
    /// Deleted bytes are still in the write-ahead log.
    owes_wiping: bool,
    /// When wiping was last tried.
    wiped_at: Option<Instant>,
    /// When closing met a failure.
    failing_since: Option<Instant>,
}

impl Writer {
    pub(super) fn new(
        path: &Path,
        connection: Connection,
        options: Options,
        watcher: Watcher,
    ) -> Self {
        Self {
            path: path.to_owned(),
            connection,
            options,
            watcher,
            identity: identity_of(path),
            retention: None,
            owes_wiping: false,
            wiped_at: None,
            failing_since: None,
        }
    }

    /// Works until nobody can ask for anything any more.
    pub(super) fn run(mut self, commands: &Receiver<Command>) {
        let mut rows: Vec<Row> = Vec::new();
        let mut is_behind = false;
        while let Some(first) = self.next(commands) {
            // Those who append do not have to wake a thread that sleeps, and a commit costs the
            // same for one row as for many.
            if matches!(first, Command::Row(..)) && !is_behind && !self.watcher.is_closing() {
                thread::sleep(self.options.linger);
            }
            let mut next = Some(first);
            while let Some(command) = next.take() {
                match command {
                    Command::Row(id, entry) => rows.push((id, entry)),
                    Command::Wake => {}
                    other => {
                        self.commit(&mut rows);
                        self.carry_out(other);
                    }
                }
                if rows.len() < self.options.n_per_commit {
                    next = commands.try_recv().ok();
                }
            }
            is_behind = rows.len() >= self.options.n_per_commit;
            self.commit(&mut rows);
            self.delete_some();
            // A reader who takes their time must not keep rows from being written.
            if self.wiped_at.is_none_or(|at| at.elapsed() >= RETRY) {
                self.wipe(Duration::ZERO);
            }
        }
        self.wipe(WIPE);
    }

    /// Waits for something to do; none once nothing can come.
    fn next(&self, commands: &Receiver<Command>) -> Option<Command> {
        let patience = match (self.retention, self.owes_wiping) {
            (Some(_), _) => Duration::ZERO,
            (None, true) => RETRY,
            (None, false) => return commands.recv().ok(),
        };
        match commands.recv_timeout(patience) {
            Ok(command) => Some(command),
            Err(RecvTimeoutError::Timeout) => Some(Command::Wake),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn carry_out(&mut self, command: Command) {
        // Whoever asked may have hung up; what was asked is done all the same.
        match command {
            Command::Override(decided, reply) => {
                let _ = reply.send(self.write_override(&decided));
            }
            Command::Erase { client, at_ms, key_id, reply } => {
                let _ = reply.send(self.erase(client, at_ms, &key_id));
            }
            Command::Flush(reply) => {
                let _ = reply.send(Ok(()));
            }
            Command::Row(..) | Command::Wake => {}
        }
    }

    /// Commits the rows, trying until it works; given up only while closing.
    fn commit(&mut self, rows: &mut Vec<Row>) {
        while !rows.is_empty() {
            match self.insert(rows) {
                Ok(()) => {
                    self.note_success(rows.len());
                    rows.clear();
                }
                Err(Failed::Sqlite(error)) if is_about_a_row(&error) => {
                    if let [(id, entry)] = rows.as_slice() {
                        self.lose(*id, entry, &error);
                        rows.clear();
                    } else {
                        // One row keeps the others from being written: each for itself.
                        for row in std::mem::take(rows) {
                            self.commit(&mut vec![row]);
                        }
                    }
                }
                Err(failed) => {
                    let why = failed.to_string();
                    if self.watcher.fails(&why) {
                        tracing::error!(target: "octroi::ledger", why, "the log of predictions cannot be written; rows wait");
                    }
                    if self.gives_up() {
                        tracing::error!(target: "octroi::ledger", n_rows = rows.len(), why, "predictions are lost: the log was closed while it could not be written");
                        self.watcher.lost(rows.len());
                        rows.clear();
                        return;
                    }
                    thread::sleep(RETRY);
                    // A log that is full gets room this way.
                    self.delete_some();
                }
            }
        }
    }

    fn note_success(&mut self, n_rows: usize) {
        let was_failing = self.watcher.health().failing.is_some();
        self.watcher.written(n_rows);
        self.failing_since = None;
        if was_failing {
            tracing::info!(target: "octroi::ledger", n_rows, "the log of predictions is written again");
        }
    }

    fn lose(&self, id: i64, entry: &Entry, error: &rusqlite::Error) {
        let request_id = &*entry.request_id;
        tracing::error!(target: "octroi::ledger", id, request_id, %error, "the database refuses a prediction: it is lost");
        self.watcher.lost(1);
    }

    /// Whether to stop trying: the log is being closed, and has failed for long enough.
    fn gives_up(&mut self) -> bool {
        if !self.watcher.is_closing() {
            return false;
        }
        self.failing_since.get_or_insert_with(Instant::now).elapsed() >= GIVE_UP
    }

    fn insert(&mut self, rows: &[Row]) -> Result<(), Failed> {
        // What is written into a file that was removed or replaced is lost without a word.
        if identity_of(&self.path) != self.identity {
            return Err(Failed::Replaced);
        }
        let transaction = begin(&mut self.connection)?;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO predictions (id, at_ms, request_id, key_id, endpoint, run_id, \
                 model_id, client, inputs, features, log_odds, probability, threshold, decision) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?;
            for (id, entry) in rows {
                insert.execute(params![
                    id,
                    entry.at_ms,
                    &*entry.request_id,
                    &*entry.key_id,
                    entry.endpoint.name(),
                    &*entry.run_id,
                    &*entry.model_id,
                    entry.client,
                    entry.inputs,
                    entry.features_bytes(),
                    entry.log_odds.value(),
                    entry.probability.value(),
                    entry.threshold.value(),
                    decision_name(entry.decision),
                ])?;
            }
        }
        Ok(transaction.commit()?)
    }

    fn write_override(&mut self, decided: &Override) -> Result<i64, Error> {
        let write = |connection: &mut Connection| -> Result<Option<i64>, rusqlite::Error> {
            let transaction = begin(connection)?;
            let (prediction_id, client) = match decided.about {
                About::Client(client) => (None, Some(client)),
                About::Prediction(id) => {
                    let sql = "SELECT client FROM predictions WHERE id = ?1";
                    let found = transaction.query_row(sql, [id], |row| row.get(0)).optional()?;
                    let Some(client) = found else { return Ok(None) };
                    (Some(id), client)
                }
            };
            transaction.execute(
                "INSERT INTO overrides (at_ms, request_id, key_id, prediction_id, client, \
                 decision, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    decided.at_ms,
                    &*decided.request_id,
                    &*decided.key_id,
                    prediction_id,
                    client,
                    decision_name(decided.decision),
                    decided.reason,
                ],
            )?;
            let id = transaction.last_insert_rowid();
            transaction.commit()?;
            Ok(Some(id))
        };
        let written = write(&mut self.connection).map_err(|error| unwritten(&error))?;
        written.ok_or(match decided.about {
            About::Prediction(id) => Error::NoPrediction(id),
            About::Client(_) => Error::Closed,
        })
    }

    fn erase(&mut self, client: u32, at_ms: i64, key_id: &str) -> Result<Erased, Error> {
        let delete = |connection: &mut Connection| -> Result<(usize, usize), rusqlite::Error> {
            let transaction = begin(connection)?;
            set_gate(&transaction, true)?;
            let n_overrides = transaction.execute(
                "DELETE FROM overrides WHERE client = ?1 OR prediction_id IN \
                 (SELECT id FROM predictions WHERE client = ?1)",
                [client],
            )?;
            let n_predictions =
                transaction.execute("DELETE FROM predictions WHERE client = ?1", [client])?;
            note(&transaction, at_ms, "erasure", Some(key_id), n_predictions, n_overrides)?;
            set_gate(&transaction, false)?;
            transaction.commit()?;
            Ok((n_predictions, n_overrides))
        };
        let (n_predictions, n_overrides) =
            delete(&mut self.connection).map_err(|error| unwritten(&error))?;
        self.watcher.deleted(n_predictions as u64);
        self.owes_wiping = true;
        self.wipe(WIPE);
        Ok(Erased {
            n_predictions: n_predictions as u64,
            n_overrides: n_overrides as u64,
            is_wiped: !self.owes_wiping,
        })
    }

    /// Deletes the next few rows that retention is to delete.
    fn delete_some(&mut self) {
        if let Some(asked) = self.watcher.take_retention() {
            self.retention = Some(asked);
        }
        let Some((before_ms, now_ms)) = self.retention else { return };
        match delete_older(&mut self.connection, before_ms, now_ms) {
            Ok(0) => {
                self.retention = None;
                self.owes_wiping = true;
            }
            Ok(n_rows) => self.watcher.deleted(n_rows),
            Err(error) => {
                // It is asked for again from time to time; rows that come in are more urgent.
                self.retention = None;
                tracing::warn!(target: "octroi::ledger", %error, "old predictions cannot be deleted");
            }
        }
    }

    /// Brings the write-ahead log into the file and empties it, where that is owed: deleted rows
    /// are still in it. Readers are waited for that long.
    fn wipe(&mut self, patience: Duration) {
        if !self.owes_wiping {
            return;
        }
        let empty = |connection: &Connection| -> Result<i64, rusqlite::Error> {
            connection.busy_timeout(patience)?;
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        };
        self.owes_wiping = !matches!(empty(&self.connection), Ok(0));
        self.wiped_at = Some(Instant::now());
        // Fails on a closed connection only.
        let _ = self.connection.busy_timeout(BUSY);
    }
}

/// Why rows are not written.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error("the file was removed or replaced while it was open; start the service again")]
    Replaced,
}

fn unwritten(error: &rusqlite::Error) -> Error {
    Error::Failing { why: error.to_string() }
}

fn begin(connection: &mut Connection) -> Result<Transaction<'_>, rusqlite::Error> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}

fn set_gate(transaction: &Transaction<'_>, is_open: bool) -> Result<(), rusqlite::Error> {
    transaction.execute("UPDATE gate SET is_open = ?1", [is_open]).map(drop)
}

fn note(
    transaction: &Transaction<'_>,
    at_ms: i64,
    cause: &str,
    key_id: Option<&str>,
    n_predictions: usize,
    n_overrides: usize,
) -> Result<(), rusqlite::Error> {
    let sql = "INSERT INTO deletions (at_ms, cause, key_id, n_predictions, n_overrides) \
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let n = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let values = params![at_ms, cause, key_id, n(n_predictions), n(n_overrides)];
    transaction.execute(sql, values).map(drop)
}

/// Deletes some of what is older than `before_ms`; how many rows, 0 when nothing is left.
fn delete_older(
    connection: &mut Connection,
    before_ms: i64,
    now_ms: i64,
) -> Result<u64, rusqlite::Error> {
    let transaction = begin(connection)?;
    set_gate(&transaction, true)?;
    let old = "SELECT id FROM predictions WHERE at_ms < ?1 ORDER BY at_ms, id LIMIT ?2";
    let bounds = params![before_ms, N_PER_DELETION];
    let n_overrides = transaction
        .execute(&format!("DELETE FROM overrides WHERE prediction_id IN ({old})"), bounds)?
        + transaction.execute(
            "DELETE FROM overrides WHERE id IN (SELECT id FROM overrides \
             WHERE prediction_id IS NULL AND at_ms < ?1 ORDER BY at_ms, id LIMIT ?2)",
            bounds,
        )?;
    let n_predictions =
        transaction.execute(&format!("DELETE FROM predictions WHERE id IN ({old})"), bounds)?;
    if n_predictions + n_overrides > 0 {
        note(&transaction, now_ms, "retention", None, n_predictions, n_overrides)?;
    }
    set_gate(&transaction, false)?;
    transaction.commit()?;
    Ok((n_predictions + n_overrides) as u64)
}

/// Whether one of the rows is at fault, so that trying again is of no use.
fn is_about_a_row(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code().is_none_or(|code| {
        matches!(code, ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch | ErrorCode::TooBig)
    })
}

/// Which file a path leads to.
fn identity_of(path: &Path) -> Option<(u64, u64)> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata(path).ok().map(|there| (there.dev(), there.ino()))
    }
    #[cfg(not(unix))]
    {
        path.exists().then_some((0, 0))
    }
}
