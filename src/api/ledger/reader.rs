//! Looking at the log beside its writer: what was said of a client, what came in over time.

use std::path::{Path, PathBuf};

use rusqlite::types::Type;
use rusqlite::{Connection, Params, Row};

use super::{Endpoint, Error, schema};
use crate::decision::Decision;

/// A prediction as it stands in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedPrediction {
    /// Its number; ascends.
    pub id: i64,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// The request.
    pub request_id: String,
    /// The key by which it came.
    pub key_id: String,
    /// What was asked for.
    pub endpoint: Endpoint,
    /// The run that answered.
    pub run_id: String,
    /// Its model.
    pub model_id: String,
    /// `SK_ID_CURR`, where there is one.
    pub client: Option<u32>,
    /// BLAKE3 of the inputs, 64 hexadecimal digits.
    pub inputs: String,
    /// Values of the model's features, in the order of the run; NaN is missing.
    pub features: Vec<f32>,
    /// Log-odds of default, before calibration.
    pub log_odds: f64,
    /// Calibrated probability of default.
    pub probability: f64,
    /// The threshold that was in force.
    pub threshold: f64,
    /// What the rule said.
    pub decision: Decision,
}

/// An override as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedOverride {
    /// Its number; ascends.
    pub id: i64,
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// The request.
    pub request_id: String,
    /// The key by which it came.
    pub key_id: String,
    /// The prediction that it is about, where it is about one.
    pub prediction_id: Option<i64>,
    /// The client, where known.
    pub client: Option<u32>,
    /// What was decided.
    pub decision: Decision,
    /// Why.
    pub reason: String,
}

/// A note that rows were deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    /// When, in Unix milliseconds.
    pub at_ms: i64,
    /// `retention` or `erasure`.
    pub cause: String,
    /// The key by which an erasure was asked for.
    pub key_id: Option<String>,
    /// Predictions deleted.
    pub n_predictions: u32,
    /// Overrides deleted.
    pub n_overrides: u32,
}

/// Reads a log, written by a service or not; each call opens the file for itself, so that nothing
/// holds an older state of it. Calls take the time of the disk: not for a thread that answers.
#[derive(Debug, Clone)]
pub struct Reader {
    path: PathBuf,
}

const COLUMNS: &str = "id, at_ms, request_id, key_id, endpoint, run_id, model_id, client, inputs, \
                       features, log_odds, probability, threshold, decision";

impl Reader {
    /// Takes the path of a log.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// A page of a client's predictions, oldest first: those behind number `after` (0 for the
    /// first page), at most `n_rows`.
    ///
    /// # Errors
    ///
    /// [`Error::Read`]; [`Error`] of opening.
    pub fn of_client(
        &self,
        client: u32,
        after: i64,
        n_rows: u32,
    ) -> Result<Vec<LoggedPrediction>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM predictions WHERE client = ?1 AND id > ?2 ORDER BY id LIMIT ?3"
        );
        self.rows(&sql, (client, after, n_rows), prediction)
    }

    /// A client's overrides, oldest first: those behind number `after`, at most `n_rows`.
    ///
    /// # Errors
    ///
    /// [`Error::Read`]; [`Error`] of opening.
    pub fn overrides_of_client(
        &self,
        client: u32,
        after: i64,
        n_rows: u32,
    ) -> Result<Vec<LoggedOverride>, Error> {
        let sql = "SELECT id, at_ms, request_id, key_id, prediction_id, client, decision, reason \
                   FROM overrides WHERE client = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
        self.rows(sql, (client, after, n_rows), logged_override)
    }

    /// Predictions from `from_ms` to before `to_ms` (Unix milliseconds), in order of time, a page
    /// of `n_rows` read at a time.
    pub fn between(
        &self,
        from_ms: i64,
        to_ms: i64,
        n_rows: u32,
    ) -> impl Iterator<Item = Result<LoggedPrediction, Error>> + use<> {
        let sql = format!(
            "SELECT {COLUMNS} FROM predictions WHERE (at_ms, id) > (?1, ?2) AND at_ms < ?3 \
             ORDER BY at_ms, id LIMIT ?4"
        );
        let mut last = Some((from_ms.saturating_sub(1), i64::MAX));
        let reader = self.clone();
        let pages = std::iter::from_fn(move || {
            let (at_ms, id) = last.take()?;
            let page = reader.rows(&sql, (at_ms, id, to_ms, n_rows.max(1)), prediction);
            if let Ok(rows) = &page {
                last = rows.last().map(|row| (row.at_ms, row.id));
            }
            Some(page)
        });
        pages.flat_map(|page| match page {
            Ok(rows) => rows.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        })
    }

    /// Every note of a deletion, oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::Read`]; [`Error`] of opening.
    pub fn deletions(&self) -> Result<Vec<Deletion>, Error> {
        let sql = "SELECT at_ms, cause, key_id, n_predictions, n_overrides FROM deletions \
                   ORDER BY id";
        self.rows(sql, (), |row| {
            Ok(Deletion {
                at_ms: row.get(0)?,
                cause: row.get(1)?,
                key_id: row.get(2)?,
                n_predictions: row.get(3)?,
                n_overrides: row.get(4)?,
            })
        })
    }

    /// Looks through every page of the file; takes long on a large one.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] with what SQLite found; [`Error`] of opening.
    pub fn check(&self) -> Result<(), Error> {
        let found = self.rows("PRAGMA integrity_check(8)", (), |row| row.get::<_, String>(0))?;
        if found == ["ok"] { Ok(()) } else { Err(Error::Read { why: found.join("; ") }) }
    }

    fn rows<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<Vec<T>, Error> {
        let connection: Connection = schema::open_to_read(&self.path)?;
        let failed = |error: rusqlite::Error| Error::Read { why: error.to_string() };
        let mut statement = connection.prepare(sql).map_err(failed)?;
        let rows = statement.query_map(values, read).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }
}

fn prediction(row: &Row<'_>) -> Result<LoggedPrediction, rusqlite::Error> {
    let name: String = row.get(4)?;
    let bytes: Vec<u8> = row.get(9)?;
    let endpoint = Endpoint::ALL.into_iter().find(|endpoint| endpoint.name() == name);
    Ok(LoggedPrediction {
        id: row.get(0)?,
        at_ms: row.get(1)?,
        request_id: row.get(2)?,
        key_id: row.get(3)?,
        endpoint: endpoint.ok_or_else(|| unknown(4, "endpoint"))?,
        run_id: row.get(5)?,
        model_id: row.get(6)?,
        client: row.get(7)?,
        inputs: row.get(8)?,
        features: bytes.as_chunks().0.iter().map(|four| f32::from_le_bytes(*four)).collect(),
        log_odds: row.get(10)?,
        probability: row.get(11)?,
        threshold: row.get(12)?,
        decision: decision(row, 13)?,
    })
}

fn logged_override(row: &Row<'_>) -> Result<LoggedOverride, rusqlite::Error> {
    Ok(LoggedOverride {
        id: row.get(0)?,
        at_ms: row.get(1)?,
        request_id: row.get(2)?,
        key_id: row.get(3)?,
        prediction_id: row.get(4)?,
        client: row.get(5)?,
        decision: decision(row, 6)?,
        reason: row.get(7)?,
    })
}

fn decision(row: &Row<'_>, column: usize) -> Result<Decision, rusqlite::Error> {
    match row.get::<_, String>(column)?.as_str() {
        "accept" => Ok(Decision::Accept),
        "refuse" => Ok(Decision::Refuse),
        _ => Err(unknown(column, "decision")),
    }
}

/// A word that this program does not write.
fn unknown(column: usize, name: &str) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(column, name.to_owned(), Type::Text)
}
