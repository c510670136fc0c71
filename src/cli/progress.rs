//! Shows how a job goes on: a bar per stage on a terminal, a line per stage elsewhere.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::reporter::say;
use octroi::pipeline::{Progress, Stage};

/// The bars of a job.
#[derive(Debug)]
pub struct Bars {
    is_quiet: bool,
    is_verbose: bool,
    opened: Instant,
    current: Mutex<Option<(ProgressBar, Instant)>>,
}

impl Bars {
    /// No bar yet.
    pub fn new(is_quiet: bool, is_verbose: bool) -> Self {
        Self { is_quiet, is_verbose, opened: Instant::now(), current: Mutex::new(None) }
    }

    /// Starts a bar; hidden where the error stream is no terminal.
    pub fn begin(&self, name: &str, total: Option<u64>) {
        let bar = match total {
            Some(total) => ProgressBar::new(total)
                .with_style(style("{prefix:>12} [{bar:32}] {percent:>3} %  {elapsed}, {eta} left")),
            None => {
                ProgressBar::new_spinner().with_style(style("{prefix:>12} {spinner} {elapsed}"))
            }
        };
        if self.is_quiet {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        bar.set_prefix(name.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        if let Ok(mut current) = self.current.lock() {
            *current = Some((bar, Instant::now()));
        }
    }

    /// So much more is done.
    pub fn add(&self, amount: u64) {
        if let Ok(current) = self.current.lock()
            && let Some((bar, _)) = current.as_ref()
        {
            bar.inc(amount);
        }
    }

    /// Takes the bar away without a word.
    pub fn clear(&self) {
        if let Some((bar, _)) = self.current.lock().ok().and_then(|mut current| current.take()) {
            bar.finish_and_clear();
        }
    }

    /// Takes the bar away and says in a line what came of it.
    pub fn end(&self, name: &str, skipped: bool, summary: &str) {
        let current = self.current.lock().ok().and_then(|mut current| current.take());
        let elapsed = current.map(|(bar, start)| {
            bar.finish_and_clear();
            start.elapsed()
        });
        if self.is_quiet {
            return;
        }
        let elapsed = elapsed.map_or(0.0, |elapsed| elapsed.as_secs_f64());
        if skipped {
            let note = if self.is_verbose { format!("  {elapsed:.2} s") } else { String::new() };
            say(&format!("\x1b[2m{name:>12}  up to date{note}\x1b[0m\n"));
        } else {
            say(&format!("\x1b[32m{name:>12}\x1b[0m  {summary}  ({elapsed:.1} s)\n"));
        }
    }
}

impl Progress for Bars {
    fn start(&self, stage: Stage, total: Option<u64>) {
        self.begin(stage.name(), total);
    }

    fn advance(&self, amount: u64) {
        self.add(amount);
    }

    fn finish(&self, stage: Stage, skipped: bool, summary: &str) {
        self.end(stage.name(), skipped, summary);
    }

    fn say(&self, detail: &str) {
        if !self.is_verbose {
            return;
        }
        let line = || say(&format!("{:>12}  {detail}\n", ""));
        match self.current.lock().as_deref() {
            Ok(Some((bar, _))) => bar.suspend(line),
            _ => line(),
        }
    }

    fn now_s(&self) -> f64 {
        self.opened.elapsed().as_secs_f64()
    }
}

fn style(template: &str) -> ProgressStyle {
    // The templates are fixed and tested; the default one would do as well.
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.progress_chars("=> ")
}
