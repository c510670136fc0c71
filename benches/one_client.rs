//! How long one client takes, alone: features, and, of a work folder with a run, all that is said.
//!
//! `cargo bench --bench one_client -- [DATA_DIR] [--workdir DIR]`; with
//! `--applicants DATA_DIR DIR`, of clients of the raw tables as new applicants, from the body of the
//! request to all that is said.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(unreachable_pub, reason = "the module is a test's as well")]

#[path = "../tests/oracles/raw_rows.rs"]
mod raw_rows;

use std::path::{Path, PathBuf};
use std::time::Instant;

use octroi::api::wire;
use octroi::artifact::{self, registry};
use octroi::features::{Profile, assemble, store};
use octroi::scoring::applicant::Applicants;
use octroi::scoring::{Examiner, Scorer};
use octroi::tables::{Source, applicant, portfolio};
use raw_rows::{RawRows, Style};

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
    if let [flag, data, folder, ..] = &words[..]
        && flag == "--applicants"
    {
        return applicants(Path::new(data), Path::new(folder));
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

/// Everything from the body of a request on, step by step; the longest bodies and the usual ones.
fn applicants(data: &Path, workdir: &Path) -> Result<(), octroi::Error> {
    let path = registry::find(&workdir.join("data/runs"), None)?;
    let artifact = artifact::load(&path)?;
    let table = store::read(&workdir.join("data/features.parquet"))?;
    let examiner = Examiner::new(Scorer::new(&artifact, &table)?)?;
    let applicants = Applicants::new(&examiner)?;
    let raw = RawRows::read(&Source::open(data)?);
    let bodies = raw.clients().into_iter().filter_map(|client| raw.json(client, Style::default()));
    let mut bodies: Vec<String> = bodies.collect();
    bodies.sort_by_key(String::len);
    let n = bodies.len().min(N_CLIENTS);
    let spread: Vec<&String> = (0..n).map(|i| &bodies[i * bodies.len() / n]).collect();
    let longest: Vec<&String> = bodies.iter().rev().take(20).collect();
    for (name, bodies) in [("usual", spread), ("longest", longest)] {
        let n_bytes: usize = bodies.iter().map(|body| body.len()).sum();
        println!("{name}: {:.0} kB on average", n_bytes as f64 / bodies.len() as f64 / 1e3);
        let read = |i: usize| {
            let given = wire::applicant::read(bodies[i].as_bytes());
            given.and_then(|given| applicant::read(&given)).expect("clients are sound")
        };
        print_times("  JSON to raw rows", bodies.len(), |i| {
            assert!(wire::applicant::read(bodies[i].as_bytes()).is_ok());
        });
        print_times("  and to a portfolio", bodies.len(), |i| drop(read(i)));
        let portfolios: Vec<_> = (0..bodies.len()).map(|i| read(i).portfolio).collect();
        print_times("  features", bodies.len(), |i| {
            assert!(applicants.row(&portfolios[i]).is_ok());
        });
        print_times("  features and all that is said", bodies.len(), |i| {
            assert!(applicants.examine(&examiner, &portfolios[i]).is_ok());
        });
        print_times("  from the body on", bodies.len(), |i| {
            assert!(applicants.examine(&examiner, &read(i).portfolio).is_ok());
        });
    }
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
