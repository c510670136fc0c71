//! The load: requests that are due at a constant rate, or as fast as answers come.
//!
//! Each connection has a thread. The runtime that the service uses wakes sleepers to the millisecond,
//! which is as long as some answers take; the system wakes threads to some 0.05 ms.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::http::Connection;

/// How long behind the end requests may still be sent that were due before it.
const GRACE: Duration = Duration::from_secs(2);

/// Stack of a thread, which holds next to nothing.
const STACK_BYTES: usize = 256 << 10;

/// What to do.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Who is asked.
    pub address: SocketAddr,
    /// Requests a second; the next as soon as an answer is there where there is none.
    pub rate: Option<f64>,
    /// Connections.
    pub n_connections: usize,
    /// Time that does not count, at the same rate.
    pub warm_up: Duration,
    /// Time that counts.
    pub length: Duration,
}

/// What happened.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Milliseconds of every answer of the time that counts, from when it was due.
    pub latencies_ms: Vec<f64>,
    /// Milliseconds from when a request was due until it was sent.
    pub lags_ms: Vec<f64>,
    /// Answers of the time that counts, by status.
    pub statuses: BTreeMap<u16, usize>,
    /// Answers in all, also of the warm-up.
    pub n_answered: usize,
    /// Requests without a whole answer.
    pub n_failed: usize,
    /// What was wrong first with a request.
    pub first_failure: Option<String>,
    /// Requests that were due and never sent, since no connection was free in time.
    pub n_unsent: usize,
    /// Bytes of the answers of the time that counts.
    pub n_bytes: usize,
    /// Connections that were opened.
    pub n_connects: usize,
    /// Good answers that came within the time that counts, whenever they were due.
    pub n_within: usize,
}

/// Asks; returns when the last answer is there.
///
/// # Errors
///
/// A thread that does not start, or that panicked.
pub fn run(plan: &Plan, requests: &[Vec<u8>]) -> std::io::Result<Outcome> {
    let next = AtomicUsize::new(0);
    let start = Instant::now() + Duration::from_millis(20);
    let mut outcome = Outcome::default();
    let parts = thread::scope(|scope| {
        let threads: Vec<_> = (0..plan.n_connections)
            .map(|_| {
                let builder = thread::Builder::new().stack_size(STACK_BYTES);
                builder.spawn_scoped(scope, || work(plan, requests, &next, start))
            })
            .collect::<Result<_, _>>()?;
        let joined = threads.into_iter().map(thread::ScopedJoinHandle::join);
        joined
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| std::io::Error::other("a thread panicked"))
    })?;
    for part in parts {
        outcome.take(part);
    }
    outcome.latencies_ms.sort_by(f64::total_cmp);
    outcome.lags_ms.sort_by(f64::total_cmp);
    if let Some(rate) = plan.rate {
        let n_due = ((plan.warm_up + plan.length).as_secs_f64() * rate).ceil() as usize;
        let n_taken = next.load(Ordering::Relaxed).min(n_due);
        outcome.n_unsent += n_due - n_taken;
    }
    Ok(outcome)
}

/// What one connection does.
fn work(plan: &Plan, requests: &[Vec<u8>], next: &AtomicUsize, start: Instant) -> Outcome {
    let mut connection = Connection::new(plan.address);
    let mut outcome = Outcome::default();
    let counts_from = start + plan.warm_up;
    let end = counts_from + plan.length;
    thread::sleep(start.saturating_duration_since(Instant::now()));
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let due = match plan.rate {
            Some(rate) => start + Duration::from_secs_f64(number as f64 / rate),
            None => Instant::now(),
        };
        if due >= end {
            break;
        }
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let sent = Instant::now();
        if sent > end + GRACE {
            outcome.n_unsent += 1;
            break;
        }
        let asked = connection.ask(&requests[number % requests.len()]);
        let done = Instant::now();
        let answer = match asked {
            Ok(answer) => answer,
            Err(error) => {
                outcome.n_failed += 1;
                outcome.first_failure.get_or_insert(error.to_string());
                // A service that is gone is not called thousands of times a second.
                thread::sleep(Duration::from_millis(10));
                continue;
            }
        };
        outcome.n_answered += 1;
        if answer.status != 200 && outcome.first_failure.is_none() {
            let body = String::from_utf8_lossy(connection.body(&answer));
            let body: String = body.chars().take(300).collect();
            outcome.first_failure = Some(format!("status {}: {body}", answer.status));
        }
        let is_within = done >= counts_from && done < end;
        outcome.n_within += usize::from(is_within && answer.status == 200);
        let counts = plan.rate.map_or(is_within, |_| due >= counts_from);
        if counts {
            outcome.latencies_ms.push((done - due).as_secs_f64() * 1e3);
            outcome.lags_ms.push((sent - due).as_secs_f64() * 1e3);
            *outcome.statuses.entry(answer.status).or_default() += 1;
            outcome.n_bytes += answer.n_bytes;
        }
    }
    outcome.n_connects = connection.n_connects;
    outcome
}

impl Outcome {
    /// Adds what another connection did.
    fn take(&mut self, part: Self) {
        self.latencies_ms.extend(part.latencies_ms);
        self.lags_ms.extend(part.lags_ms);
        for (status, n) in part.statuses {
            *self.statuses.entry(status).or_default() += n;
        }
        self.n_answered += part.n_answered;
        self.n_failed += part.n_failed;
        self.first_failure = self.first_failure.take().or(part.first_failure);
        self.n_unsent += part.n_unsent;
        self.n_bytes += part.n_bytes;
        self.n_connects += part.n_connects;
        self.n_within += part.n_within;
    }
}
