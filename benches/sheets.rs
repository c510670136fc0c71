//! How many client sheets a second: views and PDFs, on one core and on two.
//!
//! `cargo bench --bench sheets -- --workdir DIR [--templates DIR] [--threads 1,2] [--sheets 400]`
//!
//! With `--views DIR` it writes what the template reads for each of these clients,
//! `DIR/<client>.json`, and makes no sheet. `benches/documents/run.py` gives that to other programs
//! and compares.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use octroi::artifact::{self, registry};
use octroi::features::dictionary::Language;
use octroi::features::store;
use octroi::report::Documents;
use octroi::scoring::{Examiner, Scorer};
use octroi::views::SheetView;
use octroi::views::from_run::{self, Speaker};

/// Sheets made for each number of threads, evenly spread over the portfolio.
const N_SHEETS: usize = 400;

fn main() -> Result<(), Box<dyn std::error::Error>> {
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
    let start = Instant::now();
    let path = registry::find(&workdir.join("data/runs"), None)?;
    let artifact = artifact::load(&path)?;
    let table = store::read(&workdir.join("data/features.parquet"))?;
    let examiner = Examiner::new(Scorer::new(&artifact, &table)?)?;
    let speaker = Speaker::new(&artifact, Language::French, "2026-11-23".to_owned())?;
    let n = table.clients.len().min(n_sheets);
    let places: Vec<usize> = (0..n).map(|i| i * table.clients.len() / n).collect();
    let view_at = |place| -> Result<SheetView, octroi::Error> {
        let client = examiner.examine_at(place)?;
        let row = examiner.scorer.features(place);
        Ok(from_run::sheet(&speaker, &client, &row, false, from_run::N_REASONS)?)
    };
    if let Some(folder) = after("--views") {
        fs::create_dir_all(folder)?;
        for &place in &places {
            let view = view_at(place)?;
            let data = serde_json::json!({ "sheets": [&view], "is_counted": false });
            let path = Path::new(folder).join(format!("{}.json", view.client));
            fs::write(path, serde_json::to_vec(&data)?)?;
        }
        return Ok(());
    }
    println!("ready in {:.3} s", start.elapsed().as_secs_f64());
    for n_threads in threads {
        let documents = Documents::new(templates)?;
        let start = Instant::now();
        let next = AtomicUsize::new(0);
        let work = || {
            let mut sizes = Vec::new();
            while let Some(&place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
                sizes.push(documents.sheet(&view_at(place)?)?.bytes.len());
            }
            Ok::<_, octroi::Error>(sizes)
        };
        let mut sizes: Vec<usize> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(work)).collect();
            threads
                .into_iter()
                .map(|t| t.join().unwrap_or_else(|_| Ok(Vec::new())))
                .collect::<Result<Vec<_>, _>>()
        })?
        .concat();
        let seconds = start.elapsed().as_secs_f64();
        sizes.sort_unstable();
        println!(
            "{n_threads} threads: {n} sheets in {seconds:.3} s, {:.1} a second, mean {} bytes, median {}, largest {}, peak {} bytes",
            n as f64 / seconds,
            sizes.iter().sum::<usize>() / n.max(1),
            sizes.get(sizes.len() / 2).copied().unwrap_or(0),
            sizes.last().copied().unwrap_or(0),
            peak_bytes().unwrap_or(0)
        );
    }
    Ok(())
}

/// The most memory this process has held, where the system says (Linux).
fn peak_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}
