//! The service as a process: it starts, keeps up, ends in order, and survives being killed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use octroi::api::ledger::Reader;
use octroi::artifact::registry;
use octroi::pipeline::Workdir;

use crate::support;

/// A running service; killed when it is dropped.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(root: &Path, words: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_octroi"))
            .args(["serve", "--listen", "127.0.0.1:0", "--workdir"])
            .arg(root)
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").to_owned();
        assert!(!address.is_empty(), "the service did not start");
        Self { child, address }
    }

    /// The body of a path, and the status.
    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_starts_keeps_up_with_the_promoted_run_and_ends_in_order() {
    let (_, first, second) = support::workdir();
    let root = super::folder();
    let workdir = Workdir::new(root.path().to_owned());
    let mut running = Running::start(root.path(), &["--no-auth"]);
    let run = |running: &Running| {
        let (status, body) = running.get("/v1/model");
        assert_eq!(status, 200, "{body}");
        serde_json::from_str::<serde_json::Value>(&body).unwrap()["run"]["run_id"].clone()
    };
    assert_eq!(run(&running), first.as_str());
    let again = support::octroi_in(root.path(), &["serve", "--no-auth", "--listen", "127.0.0.1:0"]);
    assert_eq!(again.code, 1, "two services on one log");
    assert!(again.err.contains("log of predictions"), "{}", again.err);

    registry::promote(&workdir.runs(), second).unwrap();
    let since = Instant::now();
    while run(&running) != second.as_str() {
        assert!(since.elapsed() < Duration::from_secs(30), "the promoted run is not taken over");
        std::thread::sleep(Duration::from_millis(50));
    }
    let client =
        octroi::features::store::TableReader::open(&workdir.features()).unwrap().clients().unwrap()
            [0][0];
    let (status, body) = running.get(&format!("/v1/clients/{client}/score"));
    assert_eq!(status, 200, "{body}");
    running.signal("TERM");
    let ended = running.child.wait().unwrap();
    assert!(ended.success(), "{ended}");
    let logged = Reader::new(&workdir.predictions()).of_client(client, 0, 10).unwrap();
    assert_eq!(logged.len(), 1, "what was answered is in the log");
    assert_eq!(logged[0].run_id, *second);
}

#[test]
fn a_killed_service_leaves_a_sound_log_and_starts_again() {
    let root = super::folder();
    let workdir = Workdir::new(root.path().to_owned());
    let client =
        octroi::features::store::TableReader::open(&workdir.features()).unwrap().clients().unwrap()
            [0][0];
    for round in 1..=3 {
        let running = Running::start(root.path(), &["--no-auth"]);
        for _ in 0..40 {
            assert_eq!(running.get(&format!("/v1/clients/{client}/score")).0, 200);
        }
        // A commit waits 50 ms for company: what is older must be on the disk.
        std::thread::sleep(Duration::from_millis(700));
        running.signal("KILL");
        drop(running);
        let reader = Reader::new(&workdir.predictions());
        reader.check().unwrap();
        let logged = reader.of_client(client, 0, 1_000).unwrap();
        assert_eq!(logged.len(), 40 * round);
        assert!(logged.windows(2).all(|pair| pair[0].id < pair[1].id), "a number came twice");
    }
}

#[test]
fn what_cannot_be_served_is_said_with_the_way_out() {
    let root = super::folder();
    let serve = |words: &[&str]| {
        let words = [&["serve", "--listen", "127.0.0.1:0"], words].concat();
        support::octroi_in(root.path(), &words)
    };
    let answer = serve(&[]);
    assert_eq!(answer.code, 1);
    assert!(answer.err.contains("octroi keys add"), "{}", answer.err);
    let answer = support::octroi_in(root.path(), &["serve", "--no-auth", "--listen", "0.0.0.0:0"]);
    assert_eq!(answer.code, 2);
    assert!(answer.err.contains("loopback"), "{}", answer.err);
    let answer = serve(&["--no-auth", "--run", "nosuchrun"]);
    assert_eq!(answer.code, 1);
    assert!(answer.err.contains("octroi runs list"), "{}", answer.err);
    let empty = tempfile::tempdir().unwrap();
    let answer =
        support::octroi_in(empty.path(), &["serve", "--no-auth", "--listen", "127.0.0.1:0"]);
    assert!(answer.err.contains("octroi train"), "{}", answer.err);
    assert!(!empty.path().join("data").exists(), "a log in a folder without a run");
}
