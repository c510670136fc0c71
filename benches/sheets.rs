//! How many client sheets a second: views and PDFs, on one core and on two.
//!
//! `cargo bench --bench sheets -- --workdir DIR`

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
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [flag, folder, templates @ ..] = &words[..] else { return Ok(()) };
    assert_eq!(flag, "--workdir");
    let workdir = Path::new(folder);
    let path = registry::find(&workdir.join("data/runs"), None)?;
    let artifact = artifact::load(&path)?;
    let table = store::read(&workdir.join("data/features.parquet"))?;
    let examiner = Examiner::new(Scorer::new(&artifact, &table)?)?;
    let speaker = Speaker::new(&artifact, Language::French, "2026-11-23".to_owned())?;
    let n = table.clients.len().min(N_SHEETS);
    let places: Vec<usize> = (0..n).map(|i| i * table.clients.len() / n).collect();
    for n_threads in [1, 2] {
        let documents = Documents::new(templates.last().map(Path::new))?;
        let start = Instant::now();
        let next = AtomicUsize::new(0);
        let work = || {
            let mut sizes = Vec::new();
            while let Some(&place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
                let client = examiner.examine_at(place)?;
                let row = examiner.scorer.features(place);
                let view = from_run::sheet(&speaker, &client, &row, false)?;
                sizes.push(documents.sheet(&view)?.bytes.len());
            }
            Ok::<_, octroi::Error>(sizes)
        };
        let sizes: Vec<usize> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(&work)).collect();
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
