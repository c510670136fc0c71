//! The synthetic portfolio: like the real data, the same every time, never over somebody's files.

use std::collections::BTreeMap;
use std::path::Path;

use octroi::synthetic::{self, MARK_FILE, Request, synthesize};
use octroi::tables::check::check;
use octroi::tables::report::Verdict;
use octroi::tables::rows::{MISSING_INTEGER, MISSING_LEVEL};
use octroi::tables::{Reading, Source, Table, Values, read_table};

use crate::support::files_below;

const FACTS: &str = include_str!("../fixtures/synthetic_facts.csv");

#[derive(Debug, serde::Deserialize)]
struct Fact {
    table: String,
    column: String,
    statistic: String,
    level: String,
    expected: f64,
    tolerance: f64,
}

/// What the portfolio says of a fact.
fn found(fact: &Fact, reading: &Reading, n_clients: usize) -> f64 {
    let rows = &reading.rows;
    if fact.statistic == "rows_per_client" {
        return rows.n_rows as f64 / n_clients as f64;
    }
    let place = rows.table.column_index(&fact.column).unwrap();
    let column = &rows.table.columns()[place];
    let values = rows.columns[place].as_ref().unwrap();
    let share = |n: usize| n as f64 / rows.n_rows as f64;
    match (values, fact.statistic.as_str()) {
        (Values::Category(codes), "share_missing") => {
            share(codes.iter().filter(|&&code| code == MISSING_LEVEL).count())
        }
        (Values::Category(codes), statistic) => {
            let level = column.levels().iter().position(|level| *level == fact.level).unwrap();
            let holds = |code: &u8| usize::from(*code) == level;
            let n = codes.iter().filter(|code| holds(code)).count();
            if statistic == "level_share" {
                return share(n);
            }
            let of_level = codes.iter().zip(&reading.defaulted).filter(|(code, _)| holds(code));
            of_level.filter(|(_, defaulted)| **defaulted).count() as f64 / n as f64
        }
        (values, statistic) => {
            let mut known: Vec<f64> = match values {
                Values::Integer(values) => values
                    .iter()
                    .filter(|&&v| v != MISSING_INTEGER)
                    .map(|&v| f64::from(v))
                    .collect(),
                Values::Decimal(values) => values.iter().copied().filter(|v| !v.is_nan()).collect(),
                _ => panic!("{} has no quantiles", fact.column),
            };
            known.sort_unstable_by(f64::total_cmp);
            let at = |share: f64| known[((known.len() - 1) as f64 * share) as usize];
            match statistic {
                "share_missing" => 1.0 - share(known.len()),
                "p25" => at(0.25),
                "p50" => at(0.5),
                "p75" => at(0.75),
                other => panic!("unknown statistic {other}"),
            }
        }
    }
}

#[test]
fn marginals_are_those_of_the_real_data() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portfolio");
    synthesize(&Request { n_clients: 20_000, seed: 7 }, &path, &|_| ()).unwrap();
    let source = Source::open(&path).unwrap();
    let mut readings: BTreeMap<&str, Reading> = BTreeMap::new();
    for table in Table::ALL {
        readings.insert(table.name(), read_table(&source, table, &|_| true, &|_| ()).unwrap());
    }
    let mut n_facts = 0;
    let mut missed = Vec::new();
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(FACTS.as_bytes());
    for fact in reader.deserialize() {
        let fact: Fact = fact.unwrap();
        let found = found(&fact, &readings[fact.table.as_str()], 20_000);
        n_facts += 1;
        // The fixture is written with six digits.
        if (found - fact.expected).abs() > fact.tolerance * 1.001 + 1e-6 {
            missed.push(format!("{fact:?}: found {found}"));
        }
    }
    assert!(n_facts > 800, "{n_facts} facts");
    assert!(missed.is_empty(), "{} of {n_facts} facts:\n{}", missed.len(), missed.join("\n"));

    let defaulted = &readings["application_train"].defaulted;
    let rate = defaulted.iter().filter(|y| **y).count() as f64 / defaulted.len() as f64;
    assert!((0.077..0.085).contains(&rate), "default rate {rate}");
    assert_eq!(check(&source, &|_| ()).verdict, Verdict::Sound);
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let draw = |n_threads: usize, seed: u64| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portfolio");
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| synthesize(&Request { n_clients: 900, seed }, &path, &|_| ())).unwrap();
        files_below(&path)
    };
    let once = draw(1, 3);
    assert!(once == draw(2, 3));
    assert!(once != draw(2, 4));
}

#[test]
fn what_is_somebodys_own_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("portfolio");
    let request = Request { n_clients: 200, seed: 1 };
    std::fs::create_dir(&path).unwrap();
    std::fs::write(path.join("bureau.csv"), "mine").unwrap();
    assert!(synthesize(&request, &path, &|_| ()).unwrap_err().to_string().contains(MARK_FILE));
    assert_eq!(std::fs::read_to_string(path.join("bureau.csv")).unwrap(), "mine");

    std::fs::remove_dir_all(&path).unwrap();
    synthesize(&request, &path, &|_| ()).unwrap();
    assert!(synthetic::is_synthetic(&path) && synthetic::holds(&path, &request));
    assert!(!synthetic::holds(&path, &Request { n_clients: 200, seed: 2 }));
    assert!(!synthetic::is_synthetic(Path::new("/")));
    // Its own portfolio is replaced whole.
    synthesize(&Request { n_clients: 300, seed: 1 }, &path, &|_| ()).unwrap();
    assert!(!synthetic::holds(&path, &request));
}
