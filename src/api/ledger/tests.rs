//! Tests of the log.

use std::time::{Duration, Instant};

use super::*;
use crate::decision::Decision;
use crate::probability::{LogOdds, Probability, Threshold};

/// A prediction of a client at a moment.
fn entry(client: Option<u32>, at_ms: i64) -> Entry {
    Entry {
        at_ms,
        request_id: "req-1".into(),
        key_id: "0123abcd".into(),
        endpoint: Endpoint::Score,
        run_id: "run".into(),
        model_id: "model".into(),
        client,
        inputs: "ab".repeat(32),
        features: vec![1.5, f32::NAN, -0.0, f32::MAX],
        log_odds: LogOdds::new(-1.25),
        probability: Probability::new(0.25).unwrap(),
        threshold: Threshold::new(0.1).unwrap(),
        decision: Decision::Refuse,
    }
}

fn decided(about: About) -> Override {
    Override {
        at_ms: 50,
        request_id: "req-2".into(),
        key_id: "0123abcd".into(),
        about,
        decision: Decision::Accept,
        reason: "Salaire confirmé par l’employeur".to_owned(),
    }
}

/// A log that commits quickly.
fn open(folder: &tempfile::TempDir) -> Ledger {
    Ledger::open(&path(folder), quick()).unwrap()
}

fn quick() -> Options {
    Options { linger: Duration::from_millis(2), ..Options::default() }
}

fn path(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("data/predictions.sqlite")
}

/// Waits until something holds; a test that waits for ever would say less.
fn wait_for(what: &str, mut holds: impl FnMut() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < Duration::from_secs(20), "{what} did not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[tokio::test]
async fn what_is_appended_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    assert_eq!(ledger.append(entry(Some(7), 10)).unwrap(), 1);
    assert_eq!(ledger.append(entry(None, 11)).unwrap(), 2);
    assert_eq!(ledger.append(entry(Some(7), 12)).unwrap(), 3);
    let rows = ledger.of_client(7, 0, 10).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [1, 3]);
    let row = &rows[0];
    assert_eq!((row.at_ms, row.endpoint, row.decision), (10, Endpoint::Score, Decision::Refuse));
    assert_eq!((row.log_odds, row.probability, row.threshold), (-1.25, 0.25, 0.1));
    assert_eq!(row.features[0], 1.5);
    assert!(row.features[1].is_nan() && row.features[2].is_sign_negative());
    assert_eq!(row.features[3], f32::MAX);
    assert_eq!(ledger.of_client(7, 1, 10).await.unwrap()[0].id, 3);
    assert_eq!(ledger.of_client(7, 0, 1).await.unwrap().len(), 1);
    let between = |from, to| {
        let rows = ledger.reader().between(from, to, 1);
        rows.map(|row| row.unwrap().id).collect::<Vec<_>>()
    };
    assert_eq!(between(10, 12), [1, 2]);
    assert_eq!(between(11, i64::MAX), [2, 3]);
    let health = ledger.health();
    assert_eq!((health.n_written, health.n_waiting, health.n_lost), (3, 0, 0));
    assert!(health.is_ready());
    ledger.close().unwrap();
    assert!(matches!(ledger.append(entry(None, 13)), Err(Error::Closed)));
    assert!(matches!(ledger.flush().await, Err(Error::Closed)));
    // Numbers go on behind those that a kill may have kept from the disk.
    assert_eq!(open(&folder).append(entry(None, 14)).unwrap(), 3 + schema::ID_GAP as i64);
}

#[tokio::test]
async fn what_cannot_stand_in_the_log_is_refused_before_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    let refused = |change: fn(&mut Entry)| {
        let mut odd = entry(Some(1), 0);
        change(&mut odd);
        assert!(matches!(ledger.append(odd), Err(Error::Invalid(_))));
    };
    refused(|entry| entry.log_odds = LogOdds::new(f64::NAN));
    refused(|entry| entry.decision = Decision::Accept);
    refused(|entry| entry.inputs = "x".repeat(64));
    refused(|entry| entry.request_id = "".into());
    refused(|entry| entry.run_id = "a\nb".into());
    refused(|entry| entry.features = vec![0.0; 65_537]);
    let mut unbounded = entry(None, 0);
    unbounded.log_odds = LogOdds::new(f64::INFINITY);
    ledger.append(unbounded).unwrap();
    for reason in ["", " ", "a\u{0}b", &"é".repeat(MOST_REASON + 1)] {
        let odd = Override { reason: reason.to_owned(), ..decided(About::Client(1)) };
        assert!(matches!(ledger.override_(odd).await, Err(Error::Invalid(_))));
    }
    let longest = Override { reason: "é".repeat(MOST_REASON), ..decided(About::Client(1)) };
    ledger.override_(longest).await.unwrap();
    ledger.flush().await.unwrap();
    assert_eq!(ledger.health().n_written, 1);
}

#[tokio::test]
async fn an_override_stands_beside_the_prediction() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    let id = ledger.append(entry(Some(7), 10)).unwrap();
    // Not committed yet when the override comes: it waits its turn.
    assert_eq!(ledger.override_(decided(About::Prediction(id))).await.unwrap(), 1);
    assert_eq!(ledger.override_(decided(About::Client(7))).await.unwrap(), 2);
    let missing = ledger.override_(decided(About::Prediction(id + 1))).await;
    assert!(matches!(missing, Err(Error::NoPrediction(2))));
    let overrides = ledger.reader().overrides_of_client(7, 0, 10).unwrap();
    assert_eq!(overrides.len(), 2);
    assert_eq!((overrides[0].prediction_id, overrides[0].client), (Some(id), Some(7)));
    assert_eq!((overrides[1].prediction_id, overrides[1].decision), (None, Decision::Accept));
    assert_eq!(ledger.of_client(7, 0, 10).await.unwrap()[0].decision, Decision::Refuse);
}

#[tokio::test]
async fn nothing_is_changed_and_nothing_deleted_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    ledger.append(entry(Some(7), 10)).unwrap();
    ledger.override_(decided(About::Client(7))).await.unwrap();
    ledger.erase(8, 60, "k").await.unwrap();
    let hand = rusqlite::Connection::open(path(&folder)).unwrap();
    for sql in [
        "UPDATE predictions SET probability = 0.01",
        "UPDATE overrides SET reason = 'x'",
        "UPDATE deletions SET n_predictions = 0",
        "DELETE FROM predictions",
        "DELETE FROM overrides",
        "DELETE FROM deletions",
        "INSERT INTO predictions SELECT id, at_ms, request_id, key_id, endpoint, run_id, model_id, \
         client, inputs, features, log_odds, probability, threshold, decision FROM predictions",
    ] {
        assert!(hand.execute(sql, []).is_err(), "{sql}");
    }
}

#[tokio::test]
async fn an_erased_client_is_gone_from_the_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    let (erased, kept) = (305_419_896_u32, 12_345);
    for at_ms in 0..40 {
        let mut row = entry(Some(if at_ms % 2 == 0 { erased } else { kept }), at_ms);
        row.inputs = if at_ms % 2 == 0 { "c0ffee77".repeat(8) } else { "ab".repeat(32) };
        row.features = vec![if at_ms % 2 == 0 { 8_675.309 } else { 1.0 }; 900];
        ledger.append(row).unwrap();
    }
    let reason = "Héritage inattendu".to_owned();
    ledger.override_(Override { reason, ..decided(About::Client(erased)) }).await.unwrap();
    let traces: [&[u8]; 4] = [
        &erased.to_be_bytes(),
        "c0ffee77".as_bytes(),
        &8_675.309_f32.to_le_bytes(),
        "Héritage".as_bytes(),
    ];
    let found = || -> Vec<bool> {
        let files = std::fs::read_dir(path(&folder).parent().unwrap()).unwrap();
        let bytes: Vec<u8> =
            files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
        let is_in = |trace: &[u8]| bytes.windows(trace.len()).any(|window| window == trace);
        traces.iter().map(|trace| is_in(trace)).collect()
    };
    assert_eq!(found(), [true; 4]);
    // One more, still in the queue when the erasure comes.
    ledger.append(entry(Some(erased), 41)).unwrap();
    let done = ledger.erase(erased, 99, "boss").await.unwrap();
    assert_eq!(done, Erased { n_predictions: 21, n_overrides: 1, is_wiped: true });
    assert_eq!(found(), [false; 4]);
    assert!(ledger.of_client(erased, 0, 10).await.unwrap().is_empty());
    assert_eq!(ledger.of_client(kept, 0, 100).await.unwrap().len(), 20);
    let notes = ledger.reader().deletions().unwrap();
    assert_eq!(notes.len(), 1);
    assert_eq!((notes[0].at_ms, notes[0].cause.as_str()), (99, "erasure"));
    assert_eq!((notes[0].key_id.as_deref(), notes[0].n_predictions), (Some("boss"), 21));
    assert_eq!(ledger.health().n_deleted, 21);
    ledger.reader().check().unwrap();
}

#[tokio::test]
async fn a_reader_only_delays_the_wiping() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    let mut row = entry(Some(7), 0);
    row.inputs = "c0ffee77".repeat(8);
    ledger.append(row).unwrap();
    ledger.flush().await.unwrap();
    let reader = rusqlite::Connection::open(path(&folder)).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM predictions").unwrap();
    let n: i64 = reader.query_row("SELECT count(*) FROM predictions", [], |r| r.get(0)).unwrap();
    assert_eq!(n, 1);
    let done = ledger.erase(7, 1, "k").await.unwrap();
    assert_eq!((done.n_predictions, done.is_wiped), (1, false));
    // Long enough for the wiping to be tried again and again.
    std::thread::sleep(Duration::from_millis(300));
    let since = Instant::now();
    for at_ms in 2..6 {
        ledger.append(entry(None, at_ms)).unwrap();
        ledger.flush().await.unwrap();
    }
    assert!(since.elapsed() < Duration::from_millis(900), "the reader holds up the writer");
    reader.execute_batch("COMMIT").unwrap();
    let folder = path(&folder).parent().unwrap().to_owned();
    wait_for("the wiping", || {
        let files = std::fs::read_dir(&folder).unwrap();
        let bytes: Vec<u8> =
            files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
        !bytes.windows(8).any(|window| window == b"c0ffee77")
    });
}

#[tokio::test]
async fn retention_deletes_the_old_and_goes_on_logging() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    for at_ms in 0..1_300 {
        ledger.append(entry(Some(7), at_ms)).unwrap();
    }
    let id = ledger.append(entry(Some(7), 5)).unwrap();
    ledger.override_(decided(About::Prediction(id))).await.unwrap();
    ledger.override_(decided(About::Client(9))).await.unwrap();
    ledger.retain_since(1_200, 2_000).unwrap();
    ledger.append(entry(Some(7), 2_000)).unwrap();
    wait_for("the deletion", || ledger.health().n_deleted == 1_203);
    let left: Vec<i64> =
        ledger.reader().between(0, i64::MAX, 64).map(|row| row.unwrap().at_ms).collect();
    assert_eq!(left.len(), 101);
    assert!(left.iter().all(|at_ms| *at_ms >= 1_200));
    let notes = ledger.reader().deletions().unwrap();
    assert!(notes.len() > 1 && notes.iter().all(|note| note.cause == "retention"));
    assert_eq!(notes.iter().map(|note| note.n_predictions).sum::<u32>(), 1_201);
    assert_eq!(notes.iter().map(|note| note.n_overrides).sum::<u32>(), 2);
    ledger.close().unwrap();
    ledger.reader().check().unwrap();
}

#[tokio::test]
async fn a_held_file_delays_rows_and_loses_none() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    let other = rusqlite::Connection::open(path(&folder)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    for at_ms in 0..10 {
        ledger.append(entry(None, at_ms)).unwrap();
    }
    wait_for("the failure", || ledger.health().failing.is_some());
    let health = ledger.health();
    assert!(!health.is_ready() && health.n_waiting == 10, "{health:?}");
    assert!(health.failing.unwrap().contains("locked"));
    assert!(matches!(ledger.erase(1, 0, "k").await, Err(Error::Failing { .. })));
    other.execute_batch("COMMIT").unwrap();
    wait_for("recovery", || ledger.health().is_ready() && ledger.health().n_waiting == 0);
    ledger.flush().await.unwrap();
    assert_eq!(ledger.health().n_written, 10);
}

#[tokio::test]
async fn a_full_log_refuses_scores_until_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let most_bytes = Some(400_000);
    let options = Options { n_waiting: 50, most_bytes, ..quick() };
    let ledger = Ledger::open(&path(&folder), options).unwrap();
    let large = |at_ms| Entry { features: vec![2.0; 900], ..entry(Some(7), at_ms) };
    let mut accepted = 0_u64;
    let mut at_ms = 0;
    wait_for("the refusal", || {
        at_ms += 1;
        match ledger.append(large(at_ms)) {
            Ok(_) => accepted += 1,
            Err(Error::Full { n_waiting }) => assert_eq!(n_waiting, 50),
            Err(other) => panic!("{other}"),
        }
        let health = ledger.health();
        health.n_refused > 0 && health.failing.is_some()
    });
    assert!(ledger.health().failing.unwrap().contains("full"));
    ledger.retain_since(70, at_ms).unwrap();
    wait_for("room", || ledger.health().is_ready() && ledger.health().n_waiting == 0);
    ledger.append(large(at_ms + 1)).unwrap();
    ledger.flush().await.unwrap();
    let health = ledger.health();
    assert_eq!((health.n_written, health.n_lost), (accepted + 1, 0));
    ledger.close().unwrap();
    ledger.reader().check().unwrap();
}

#[tokio::test]
async fn a_file_that_is_taken_away_is_noticed_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    ledger.append(entry(None, 0)).unwrap();
    ledger.flush().await.unwrap();
    std::fs::rename(path(&folder), folder.path().join("data/elsewhere.sqlite")).unwrap();
    ledger.append(entry(None, 1)).unwrap();
    wait_for("the failure", || ledger.health().failing.is_some());
    assert!(ledger.health().failing.unwrap().contains("removed or replaced"));
    let since = Instant::now();
    assert!(matches!(ledger.close(), Err(Error::Unwritten { n_rows: 1 })));
    assert!(since.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_log_has_one_writer_and_is_told_from_other_files() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open(&folder);
    assert!(matches!(Ledger::open(&path(&folder), quick()), Err(Error::Busy { .. })));
    #[cfg(unix)]
    for file in std::fs::read_dir(path(&folder).parent().unwrap()).unwrap() {
        use std::os::unix::fs::PermissionsExt;
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        let is_lock = file.file_name() == "predictions.lock";
        assert!(is_lock || mode == 0o600, "{:?} {mode:o}", file.file_name());
    }
    ledger.close().unwrap();
    drop(ledger);
    let hand = rusqlite::Connection::open(path(&folder)).unwrap();
    hand.execute_batch("PRAGMA user_version = 2").unwrap();
    drop(hand);
    assert!(matches!(Ledger::open(&path(&folder), quick()), Err(Error::Newer { found: 2 })));
    let other = folder.path().join("other.sqlite");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE a (b)").unwrap();
    std::fs::write(folder.path().join("text"), "no database, but long enough ".repeat(99)).unwrap();
    for path in [other, folder.path().join("text")] {
        let error = Ledger::open(&path, quick()).unwrap_err();
        assert!(matches!(error, Error::NotALog { .. }), "{error}");
        assert!(error.hint().is_some());
    }
    let missing = Reader::new(&folder.path().join("missing.sqlite"));
    assert!(missing.check().is_err() && !folder.path().join("missing.sqlite").exists());
}
