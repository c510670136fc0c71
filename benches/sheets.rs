//! How many client sheets a second: views and PDFs, on one core and on two.
//!
//! `cargo bench --bench sheets -- --workdir DIR [--templates DIR] [--threads 1,2] [--sheets 400]`

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use octroi::artifact::{self, registry};
use octroi::features::dictionary::Language;
use octroi::features::store;
use octroi::report::Documents;
use octroi::scoring::{Examiner, Scorer};
use octroi::views::from_run::{self, Speaker};

/// Sheets made for each number of threads, evenly spread over the portfolio.
const N_SHEETS: usize = 400;

fn main() -> Result<(), octroi::Error> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| {
        let place = words.iter().position(|word| word == flag)?;
        words.get(place + 1).map(String::as_str)
    };
    let Some(folder) = after("--workdir") else { return Ok(()) };
    let templates = after("--templates").map(Path::new);
    let n_sheets = after("--sheets").and_then(|n| n.parse().ok()).unwrap_or(N_SHEETS);
    let threads: Vec<usize> =
        after("--threads").unwrap_or("1,2").split(',').filter_map(|n| n.parse().ok()).collect();
    let workdir = Path::new(folder);
    let path = registry::find(&workdir.join("data/runs"), None)?;
    let artifact = artifact::load(&path)?;
    let table = store::read(&workdir.join("data/features.parquet"))?;
    let examiner = Examiner::new(Scorer::new(&artifact, &table)?)?;
    let speaker = Speaker::new(&artifact, Language::French, "2026-11-23".to_owned())?;
    let n = table.clients.len().min(n_sheets);
    let places: Vec<usize> = (0..n).map(|i| i * table.clients.len() / n).collect();
    for n_threads in threads {
        let documents = Documents::new(templates)?;
        let start = Instant::now();
        let next = AtomicUsize::new(0);
        let work = || {
            let mut sizes = Vec::new();
            while let Some(&place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
                let client = examiner.examine_at(place)?;
                let row = examiner.scorer.features(place);
                let view = from_run::sheet(&speaker, &client, &row, false, from_run::N_REASONS)?;
                sizes.push(documents.sheet(&view)?.bytes.len());
            }
            Ok::<_, octroi::Error>(sizes)
        };
        let sizes: Vec<usize> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(work)).collect();
            threads
                .into_iter()
                .map(|t| t.join().unwrap_or_else(|_| Ok(Vec::new())))
                .collect::<Result<Vec<_>, _>>()
        })?
        .concat();
        let seconds = start.elapsed().as_secs_f64();
        let largest = sizes.iter().max().copied().unwrap_or(0);
        println!(
            "{n_threads} threads: {n} sheets in {seconds:.2} s, {:.1} a second, mean {} bytes, largest {largest}",
            n as f64 / seconds,
            sizes.iter().sum::<usize>() / n.max(1)
        );
    }
    Ok(())
}
