//! How long one client takes, alone: features, and, of a work folder with a run, all that is said.
//!
//! `cargo bench --bench one_client -- [DATA_DIR] [--workdir DIR]`

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use octroi::artifact::{self, registry};
use octroi::features::{Profile, assemble, store};
use octroi::scoring::{Examiner, Scorer};
use octroi::tables::{Source, portfolio};

/// Clients measured, evenly spread over the portfolio.
const N_CLIENTS: usize = 400;

fn main() -> Result<(), octroi::Error> {
    // One core, as one request among others has.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    assert!(pool.is_ok(), "nothing has used threads yet");
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [flag, folder, ..] = &words[..]
        && flag == "--workdir"
    {
        return examine(Path::new(folder));
    }
    let folder = PathBuf::from(words.first().map_or("data/demo", String::as_str));
    let loaded = portfolio::load(&Source::open(&folder)?, &|_, _| true, &|_| ())?;
    let all = &loaded.portfolio;
    let n_clients = all.clients.len().min(N_CLIENTS);
    let alone: Vec<_> =
        (0..n_clients).map(|i| all.select(&[i * all.clients.len() / n_clients])).collect();
    print_times("features", n_clients, |i| {
        assert_eq!(assemble(&alone[i], 0..1, Profile::Octroi).clients.len(), 1);
    });
    Ok(())
}

/// Everything that is said of clients of a work folder, by its promoted run.
fn examine(workdir: &Path) -> Result<(), octroi::Error> {
    let path = registry::find(&workdir.join("data/runs"), None)?;
    let start = Instant::now();
    let artifact = artifact::load(&path)?;
    println!("the run is loaded in {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let table = store::read(&workdir.join("data/features.parquet"))?;
    let start = Instant::now();
    let examiner = Examiner::new(Scorer::new(&artifact, &table)?)?;
    println!("and made ready in {:.0} ms", start.elapsed().as_secs_f64() * 1e3);
    let n = table.clients.len().min(N_CLIENTS);
    let places: Vec<usize> = (0..n).map(|i| i * table.clients.len() / n).collect();
    print_times("score", n, |i| {
        assert!(examiner.scorer.score_at(places[i]).probability.value() <= 1.0);
    });
    print_times("reasons", n, |i| {
        let features = examiner.scorer.features(places[i]);
        assert!(examiner.explain(&features).is_ok());
    });
    print_times("all that is said", n, |i| {
        assert!(examiner.examine_at(places[i]).is_ok());
    });
    Ok(())
}

fn print_times(what: &str, n: usize, mut of: impl FnMut(usize)) {
    let mut times_ms: Vec<f64> = (0..n)
        .map(|i| {
            let start = Instant::now();
            of(i);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times_ms.sort_by(f64::total_cmp);
    let at = |share: f64| times_ms[((n - 1) as f64 * share) as usize];
    let (median, most, longest) = (at(0.5), at(0.99), at(1.0));
    println!(
        "{what}: {n} clients alone, median {median:.2} ms, 99 % {most:.2} ms, longest {longest:.2} ms"
    );
}
