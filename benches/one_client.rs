//! How long one client's features take, alone: `cargo bench --bench one_client -- DATA_DIR`.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::path::PathBuf;
use std::time::Instant;

use octroi::features::{Profile, assemble};
use octroi::tables::{Source, portfolio};

/// Clients measured, evenly spread over the portfolio.
const N_CLIENTS: usize = 400;

fn main() -> Result<(), octroi::Error> {
    let folder = std::env::args().skip(1).find(|word| !word.starts_with("--"));
    let folder = PathBuf::from(folder.unwrap_or_else(|| "data/demo".to_owned()));
    let loaded = portfolio::load(&Source::open(&folder)?, &|_, _| true, &|_| ())?;
    let all = &loaded.portfolio;
    let n_clients = all.clients.len().min(N_CLIENTS);
    let mut times_ms: Vec<f64> = (0..n_clients)
        .map(|i| all.select(&[i * all.clients.len() / n_clients]))
        .map(|alone| {
            let start = Instant::now();
            let matrix = assemble(&alone, 0..1, Profile::Octroi);
            assert_eq!(matrix.clients.len(), 1);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times_ms.sort_by(f64::total_cmp);
    let at = |share: f64| times_ms[((times_ms.len() - 1) as f64 * share) as usize];
    println!("{n_clients} clients alone: median {:.2} ms, 99 % {:.2} ms", at(0.5), at(0.99));
    Ok(())
}
