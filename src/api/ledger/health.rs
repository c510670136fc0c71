//! How the log is doing: counted by handlers and writer, read by whoever watches.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::Error;

/// How the log is doing, counted since it was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Rows accepted and not committed yet.
    pub n_waiting: usize,
    /// How many of them there may be.
    pub most_waiting: usize,
    /// Rows committed.
    pub n_written: u64,
    /// Rows refused because too many waited; no score was given for them.
    pub n_refused: u64,
    /// Rows accepted that will never be in the log. Anything but 0 is a gap in it.
    pub n_lost: u64,
    /// Predictions deleted by retention and erasure.
    pub n_deleted: u64,
    /// Commits that failed; each is tried again.
    pub n_failures: u64,
    /// Why the last commit failed, while it does.
    pub failing: Option<String>,
}

impl Health {
    /// Whether scores can be given and will be logged.
    pub const fn is_ready(&self) -> bool {
        self.failing.is_none() && self.n_waiting < self.most_waiting
    }
}

#[derive(Debug)]
struct Counts {
    most_waiting: usize,
    n_waiting: AtomicUsize,
    n_written: AtomicU64,
    n_refused: AtomicU64,
    n_lost: AtomicU64,
    n_deleted: AtomicU64,
    n_failures: AtomicU64,
    is_failing: AtomicBool,
    is_closing: AtomicBool,
    why: Mutex<String>,
    /// What is older than the first is to be deleted, asked for at the second (Unix ms).
    retention: Mutex<Option<(i64, i64)>>,
}

/// A look at the health of a log. Clones look at the same one, and do not keep it open.
#[derive(Debug, Clone)]
pub struct Watcher(Arc<Counts>);

impl Watcher {
    pub(super) fn new(most_waiting: usize) -> Self {
        Self(Arc::new(Counts {
            most_waiting,
            n_waiting: AtomicUsize::new(0),
            n_written: AtomicU64::new(0),
            n_refused: AtomicU64::new(0),
            n_lost: AtomicU64::new(0),
            n_deleted: AtomicU64::new(0),
            n_failures: AtomicU64::new(0),
            is_failing: AtomicBool::new(false),
            is_closing: AtomicBool::new(false),
            why: Mutex::new(String::new()),
            retention: Mutex::new(None),
        }))
    }

    /// How the log is doing.
    pub fn health(&self) -> Health {
        let counts = &*self.0;
        let count = |n: &AtomicU64| n.load(Ordering::Relaxed);
        let why = || counts.why.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Health {
            n_waiting: counts.n_waiting.load(Ordering::Relaxed),
            most_waiting: counts.most_waiting,
            n_written: count(&counts.n_written),
            n_refused: count(&counts.n_refused),
            n_lost: count(&counts.n_lost),
            n_deleted: count(&counts.n_deleted),
            n_failures: count(&counts.n_failures),
            failing: counts.is_failing.load(Ordering::Acquire).then(why),
        }
    }

    /// Takes one of the places for rows that wait.
    pub(super) fn take_place(&self) -> Result<(), Error> {
        let most = self.0.most_waiting;
        let take = |n: usize| (n < most).then_some(n + 1);
        let taken = self.0.n_waiting.fetch_update(Ordering::AcqRel, Ordering::Acquire, take);
        taken.map(|_| ()).map_err(|n_waiting| {
            self.0.n_refused.fetch_add(1, Ordering::Relaxed);
            Error::Full { n_waiting }
        })
    }

    /// Gives places back.
    pub(super) fn leave_places(&self, n_rows: usize) {
        self.0.n_waiting.fetch_sub(n_rows, Ordering::AcqRel);
    }

    /// So many rows are committed, and writing works.
    pub(super) fn written(&self, n_rows: usize) {
        self.0.n_written.fetch_add(n_rows as u64, Ordering::Relaxed);
        self.leave_places(n_rows);
        self.works();
    }

    /// So many rows are given up.
    pub(super) fn lost(&self, n_rows: usize) {
        self.0.n_lost.fetch_add(n_rows as u64, Ordering::Relaxed);
        self.leave_places(n_rows);
    }

    /// So many rows are deleted.
    pub(super) fn deleted(&self, n_rows: u64) {
        self.0.n_deleted.fetch_add(n_rows, Ordering::Relaxed);
    }

    /// Writing works; whether it did not before.
    pub(super) fn works(&self) -> bool {
        self.0.is_failing.swap(false, Ordering::AcqRel)
    }

    /// Writing fails; whether it worked before.
    pub(super) fn fails(&self, why: &str) -> bool {
        self.0.n_failures.fetch_add(1, Ordering::Relaxed);
        why.clone_into(&mut self.0.why.lock().unwrap_or_else(PoisonError::into_inner));
        !self.0.is_failing.swap(true, Ordering::AcqRel)
    }

    /// The log is being closed: do not try for ever.
    pub(super) fn close(&self) {
        self.0.is_closing.store(true, Ordering::Release);
    }

    pub(super) fn is_closing(&self) -> bool {
        self.0.is_closing.load(Ordering::Acquire)
    }

    /// Asks for what is older to be deleted; a later request takes the place of an earlier one.
    pub(super) fn ask_retention(&self, before_ms: i64, now_ms: i64) {
        let mut retention = self.0.retention.lock().unwrap_or_else(PoisonError::into_inner);
        *retention = Some((before_ms, now_ms));
    }

    /// What is to be deleted, once.
    pub(super) fn take_retention(&self) -> Option<(i64, i64)> {
        self.0.retention.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
