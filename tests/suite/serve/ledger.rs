//! What was committed to the log is there after the service is killed.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use octroi::api::ledger::{Endpoint, Entry, Ledger, Options};
use octroi::decision::Decision;
use octroi::probability::{LogOdds, Probability, Threshold};

/// Names the log that a child process writes.
const CHILD: &str = "OCTROI_TEST_LEDGER";
/// Counts its first row.
const FIRST: &str = "OCTROI_TEST_LEDGER_FIRST";

/// The row by its count, so that what is read back can be told from what was written.
fn entry(n: u32) -> Entry {
    Entry {
        at_ms: i64::from(n),
        request_id: format!("req-{n}").into(),
        key_id: "0123abcd".into(),
        endpoint: Endpoint::Batch,
        run_id: "run".into(),
        model_id: "model".into(),
        client: Some(n),
        inputs: format!("{n:064x}"),
        features: vec![n as f32; 800],
        log_odds: LogOdds::new(f64::from(n)),
        probability: Probability::new(0.05).unwrap(),
        threshold: Threshold::new(0.1).unwrap(),
        decision: Decision::Accept,
    }
}

/// Writes rows until it is killed, and says after each commit up to which row.
#[tokio::test]
#[expect(clippy::print_stdout, reason = "the process that started it reads it")]
async fn child_that_writes() {
    let Ok(path) = std::env::var(CHILD) else { return };
    let ledger = Ledger::open(Path::new(&path), Options::default()).unwrap();
    let mut n: u32 = std::env::var(FIRST).unwrap().parse().unwrap();
    // The harness has begun a line of its own.
    println!();
    loop {
        for _ in 0..37 {
            ledger.append(entry(n)).unwrap();
            n += 1;
        }
        ledger.flush().await.unwrap();
        println!("committed {n}");
        // More, that nobody was told of.
        for _ in 0..5 {
            ledger.append(entry(n)).unwrap();
            n += 1;
        }
    }
}

#[test]
fn what_was_committed_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("predictions.sqlite");
    for round in 0..4 {
        let start = round * 1_000_000;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["serve::ledger::child_that_writes", "--exact", "--nocapture"])
            .env(CHILD, &path)
            .env(FIRST, start.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let committed: u32 = lines
            .map_while(Result::ok)
            .filter_map(|line| line.strip_prefix("committed ")?.parse().ok())
            .nth(2 + round as usize)
            .expect("the child writes until it is killed");
        // SIGKILL: nothing is tidied up.
        child.kill().unwrap();
        child.wait().unwrap();

        let ledger = Ledger::open(&path, Options::default()).unwrap();
        let reader = ledger.reader();
        reader.check().unwrap();
        for n in start..committed {
            let rows = reader.of_client(n, 0, 2).unwrap();
            assert_eq!(rows.len(), 1, "row {n} of {start} to {committed} is not there once");
            let row = &rows[0];
            assert_eq!((row.at_ms, row.log_odds), (i64::from(n), f64::from(n)));
            assert_eq!(row.inputs, format!("{n:064x}"));
            assert!(row.features.len() == 800 && row.features.iter().all(|x| *x == n as f32));
        }
        assert!(committed >= start + 37);
        ledger.close().unwrap();
    }
}
