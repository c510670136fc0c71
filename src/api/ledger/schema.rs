//! The tables of the log, and how its file is opened.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::Error;

/// Version of the tables; a file with a later one is refused.
pub const FORMAT: i64 = 1;

/// Marks a file as a log of predictions ("octr" in ASCII).
const APPLICATION: i64 = 0x6f63_7472;

/// How long to wait for another program that holds the file.
pub(super) const BUSY: Duration = Duration::from_millis(1_000);

/// How many numbers are left out at each start, and most rows that may wait: an answer may have
/// told the number of a row that a kill kept from the disk, and that number must not come again.
pub(super) const ID_GAP: usize = 65_536;

/// Size of a page of the file, in bytes.
const PAGE_BYTES: u64 = 4_096;

/// Rows are added; nothing changes one, and only an open gate lets one go.
const TABLES: &str = "
CREATE TABLE predictions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    request_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    run_id TEXT NOT NULL,
    model_id TEXT NOT NULL,
    client INTEGER,
    inputs TEXT NOT NULL,
    features BLOB NOT NULL,
    log_odds REAL NOT NULL,
    probability REAL NOT NULL CHECK (probability BETWEEN 0 AND 1),
    threshold REAL NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('accept', 'refuse'))
) STRICT;
CREATE INDEX predictions_of_client ON predictions (client) WHERE client IS NOT NULL;
CREATE INDEX predictions_by_time ON predictions (at_ms);

CREATE TABLE overrides (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    request_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    prediction_id INTEGER REFERENCES predictions (id),
    client INTEGER,
    decision TEXT NOT NULL CHECK (decision IN ('accept', 'refuse')),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000)
) STRICT;
CREATE INDEX overrides_of_prediction ON overrides (prediction_id) WHERE prediction_id IS NOT NULL;
CREATE INDEX overrides_of_client ON overrides (client) WHERE client IS NOT NULL;
CREATE INDEX overrides_by_time ON overrides (at_ms);

-- That rows were deleted, not whose.
CREATE TABLE deletions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('retention', 'erasure')),
    key_id TEXT,
    n_predictions INTEGER NOT NULL,
    n_overrides INTEGER NOT NULL
) STRICT;

CREATE TABLE gate (id INTEGER PRIMARY KEY CHECK (id = 1), is_open INTEGER NOT NULL) STRICT;
INSERT INTO gate (id, is_open) VALUES (1, 0);

CREATE TRIGGER predictions_stay BEFORE UPDATE ON predictions
BEGIN SELECT RAISE(ABORT, 'a logged prediction is never changed'); END;
CREATE TRIGGER overrides_stay BEFORE UPDATE ON overrides
BEGIN SELECT RAISE(ABORT, 'a logged override is never changed'); END;
CREATE TRIGGER deletions_stay BEFORE UPDATE ON deletions
BEGIN SELECT RAISE(ABORT, 'a note of a deletion is never changed'); END;
CREATE TRIGGER predictions_are_kept BEFORE DELETE ON predictions
WHEN (SELECT is_open FROM gate) IS NOT 1
BEGIN SELECT RAISE(ABORT, 'only retention and erasure delete predictions'); END;
CREATE TRIGGER overrides_are_kept BEFORE DELETE ON overrides
WHEN (SELECT is_open FROM gate) IS NOT 1
BEGIN SELECT RAISE(ABORT, 'only retention and erasure delete overrides'); END;
CREATE TRIGGER deletions_are_kept BEFORE DELETE ON deletions
BEGIN SELECT RAISE(ABORT, 'a note of a deletion is never deleted'); END;
";

/// What SQLite says of opening the file, as an error of the log.
pub(super) fn failed(path: &Path, error: &rusqlite::Error) -> Error {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Error::NotALog { path: path.to_owned() },
        _ => Error::Open { path: path.to_owned(), why: error.to_string() },
    }
}

/// Keeps other processes from writing the log, as long as the file that is returned lives.
pub(super) fn lock(path: &Path) -> Result<File, Error> {
    let failed =
        |error: std::io::Error| Error::Open { path: path.to_owned(), why: error.to_string() };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let beside = path.with_extension("lock");
    let file = File::options().create(true).append(true).open(beside).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::Busy { path: path.to_owned() }),
        Err(fs::TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Opens the file for its writer, making the tables if there are none.
pub(super) fn open(path: &Path, most_bytes: Option<u64>) -> Result<Connection, Error> {
    make_private(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let sqlite = |error: rusqlite::Error| failed(path, &error);
    let connection = Connection::open_with_flags(path, flags).map_err(sqlite)?;
    connection.busy_timeout(BUSY).map_err(sqlite)?;
    let is_new = is_new(&connection, path)?;
    prepare(&connection, most_bytes).map_err(sqlite)?;
    if is_new {
        let begin = format!(
            "BEGIN IMMEDIATE; {TABLES} PRAGMA application_id = {APPLICATION}; \
             PRAGMA user_version = {FORMAT}; COMMIT;"
        );
        connection.execute_batch(&begin).map_err(sqlite)?;
    }
    // A kill between opening and closing it rolls back, so this is for a hand at work in the file.
    connection.execute("UPDATE gate SET is_open = 0 WHERE is_open <> 0", []).map_err(sqlite)?;
    Ok(connection)
}

/// Opens the file for looking at it.
pub(super) fn open_to_read(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(path, flags).map_err(|error| failed(path, &error))?;
    connection.busy_timeout(BUSY).map_err(|error| failed(path, &error))?;
    if is_new(&connection, path)? {
        return Err(Error::NotALog { path: path.to_owned() });
    }
    Ok(connection)
}

/// The log holds personal data: its owner alone reads it. SQLite gives its other files the mode of
/// this one.
fn make_private(path: &Path) -> Result<(), Error> {
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(path);
    opened.map(drop).map_err(|error| Error::Open { path: path.to_owned(), why: error.to_string() })
}

/// Whether the file is empty; anything but a log of ours is refused.
fn is_new(connection: &Connection, path: &Path) -> Result<bool, Error> {
    let sqlite = |error: rusqlite::Error| failed(path, &error);
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let n_tables = number("SELECT count(*) FROM sqlite_master").map_err(sqlite)?;
    let application = number("PRAGMA application_id").map_err(sqlite)?;
    let found = number("PRAGMA user_version").map_err(sqlite)?;
    if n_tables == 0 && application == 0 && found == 0 {
        return Ok(true);
    }
    if application != APPLICATION || found < 1 {
        return Err(Error::NotALog { path: path.to_owned() });
    }
    if found > FORMAT {
        return Err(Error::Newer { found });
    }
    Ok(false)
}

/// How the writer works with the file.
fn prepare(connection: &Connection, most_bytes: Option<u64>) -> Result<(), rusqlite::Error> {
    let say = |sql: &str| connection.execute_batch(sql);
    say(&format!("PRAGMA page_size = {PAGE_BYTES}"))?;
    say("PRAGMA journal_mode = WAL")?;
    // Each commit reaches the disk, so that a power cut loses no more than a kill does. The writer
    // waits for it, nobody else.
    say("PRAGMA synchronous = FULL")?;
    // Deleted bytes are overwritten.
    say("PRAGMA secure_delete = ON")?;
    say("PRAGMA foreign_keys = ON")?;
    // Or else `INSERT OR REPLACE` would pass by the triggers.
    say("PRAGMA recursive_triggers = ON")?;
    say("PRAGMA journal_size_limit = 67108864")?;
    if let Some(most_bytes) = most_bytes {
        say(&format!("PRAGMA max_page_count = {}", (most_bytes / PAGE_BYTES).max(16)))?;
    }
    Ok(())
}

/// The first number that was never told to anybody.
pub(super) fn next_id(connection: &Connection) -> Result<i64, rusqlite::Error> {
    let sql = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'predictions'), 0)";
    let last: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    let gap = i64::try_from(ID_GAP).unwrap_or(i64::MAX);
    Ok(if last == 0 { 1 } else { last.saturating_add(gap) })
}
