//! How fast a service answers over loopback, at a rate or at full speed; octroi's or another's.
//!
//! ```text
//! cargo bench --bench serve -- --address HOST:PORT (--requests FILE | --pattern PATH [--clients N])
//!     [--rate R|max] [--connections N] [--seconds S] [--warm-up S]
//! ```
//!
//! Requests are due at a constant rate, whether or not the service keeps up, and a latency counts
//! from when its request was due: a service that stalls cannot keep requests from being counted. At
//! full speed each connection sends the next request as soon as it has its answer. Prints one object
//! of JSON; ends with 1 where an answer is not whole or its status is not 200, with 2 at wrong usage.
//! `benches/serve/run.py` uses it to compare.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints what it measured")]
#![expect(unreachable_pub, reason = "files of a bench are no library")]

#[path = "serve/http.rs"]
mod http;
#[path = "serve/load.rs"]
mod load;
#[path = "serve/requests.rs"]
mod requests;

use std::net::{SocketAddr, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;

use load::{Outcome, Plan};

/// What can be said, and what goes without saying.
const USAGE: &str =
    "usage: serve --address HOST:PORT (--requests FILE | --pattern PATH [--clients 5000])
    [--rate 2000|max] [--connections 16] [--seconds 10] [--warm-up 2]";

/// What was asked for.
struct Asked {
    plan: Plan,
    requests: Option<String>,
    pattern: Option<String>,
    n_clients: usize,
}

fn main() -> ExitCode {
    let words = std::env::args().skip(1).filter(|word| word != "--bench");
    let words: Vec<String> = words.collect();
    // `cargo test` and `cargo bench` without a service to ask.
    if words.is_empty() {
        return ExitCode::SUCCESS;
    }
    let asked = match understand(&words) {
        Ok(asked) => asked,
        Err(error) => {
            eprintln!("{error}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match measure(&asked) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn understand(words: &[String]) -> Result<Asked, String> {
    let (mut address, mut requests, mut pattern) = (None, None, None);
    let (mut rate, mut n_connections, mut n_clients) = (Some(2000.0), 16, 5000);
    let (mut length, mut warm_up) = (Duration::from_secs(10), Duration::from_secs(2));
    for pair in words.chunks(2) {
        let [flag, value] = pair else { return Err(format!("{} has no value", pair[0])) };
        let number = || {
            let number = value.parse::<f64>().ok().filter(|number| *number > 0.0 && *number < 1e9);
            number.ok_or_else(|| format!("{flag}: expected a number above 0, found \"{value}\""))
        };
        match flag.as_str() {
            "--address" => address = Some(resolve(value)?),
            "--requests" => requests = Some(value.clone()),
            "--pattern" => pattern = Some(value.clone()),
            "--clients" => n_clients = number()? as usize,
            "--rate" if value == "max" => rate = None,
            "--rate" => rate = Some(number()?),
            "--connections" => n_connections = (number()? as usize).clamp(1, 4096),
            "--seconds" => length = Duration::from_secs_f64(number()?),
            "--warm-up" if value == "0" => warm_up = Duration::ZERO,
            "--warm-up" => warm_up = Duration::from_secs_f64(number()?),
            _ => return Err(format!("unknown option \"{flag}\"")),
        }
    }
    if requests.is_some() == pattern.is_some() {
        return Err("expected --requests or --pattern".to_owned());
    }
    let address = address.ok_or("expected --address")?;
    let plan = Plan { address, rate, n_connections, warm_up, length };
    Ok(Asked { plan, requests, pattern, n_clients })
}

fn resolve(text: &str) -> Result<SocketAddr, String> {
    let found = text.to_socket_addrs().ok().and_then(|mut found| found.next());
    found.ok_or_else(|| format!("--address: expected HOST:PORT, found \"{text}\""))
}

/// Measures and prints; whether every answer was whole and good.
fn measure(asked: &Asked) -> std::io::Result<bool> {
    let address = asked.plan.address;
    let requests = match (&asked.requests, &asked.pattern) {
        (Some(file), _) => requests::from_file(address, file)?,
        (None, Some(pattern)) => requests::from_pattern(address, pattern, asked.n_clients)?,
        (None, None) => Vec::new(),
    };
    if requests.is_empty() {
        return Err(std::io::Error::other("expected requests, found none"));
    }
    let outcome = load::run(&asked.plan, &requests)?;
    println!("{}", told(&asked.plan, &outcome));
    let n_refused: usize =
        outcome.statuses.iter().filter(|(status, _)| **status != 200).map(|(_, n)| n).sum();
    if let Some(failure) = &outcome.first_failure {
        eprintln!("{} failed, {n_refused} refused; the first: {failure}", outcome.n_failed);
    }
    Ok(outcome.first_failure.is_none())
}

fn told(plan: &Plan, outcome: &Outcome) -> serde_json::Value {
    let n = outcome.latencies_ms.len();
    serde_json::json!({
        "rate_asked": plan.rate,
        "rate": outcome.n_within as f64 / plan.length.as_secs_f64(),
        "seconds": plan.length.as_secs_f64(),
        "connections": plan.n_connections,
        "answered": n,
        "answered_with_warm_up": outcome.n_answered,
        "statuses": outcome.statuses,
        "first_failure": outcome.first_failure,
        "failed": outcome.n_failed,
        "unsent": outcome.n_unsent,
        "connects": outcome.n_connects,
        "bytes": outcome.n_bytes,
        "latency_ms": quantiles(&outcome.latencies_ms),
        "lag_ms": quantiles(&outcome.lags_ms),
    })
}

/// Of ascending times; the least that as large a share of them does not exceed.
fn quantiles(times: &[f64]) -> serde_json::Value {
    let at = |share: f64| {
        let rank = (share * times.len() as f64).ceil() as usize;
        times.get(rank.max(1) - 1).or(times.last()).copied()
    };
    serde_json::json!({
        "p50": at(0.5), "p90": at(0.9), "p99": at(0.99), "p99_9": at(0.999), "max": at(1.0),
    })
}
