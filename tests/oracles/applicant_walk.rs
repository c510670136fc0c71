//! Every client of raw tables as a new applicant: who is read, who is refused and why, and whether
//! features and all that is said are those of the batch, bit for bit.
//!
//! `cargo run --release --example applicant_walk -- DATA_DIR [WORKDIR]`

#![expect(clippy::print_stdout, reason = "the counts are what it is for")]
#![expect(unreachable_pub, reason = "the module is a test's as well")]

mod raw_rows;

use std::collections::BTreeMap;
use std::path::Path;

use octroi::api::wire;
use octroi::artifact::{self, ScoringArtifact, registry};
use octroi::features::{FeatureTable, Profile, assemble, store};
use octroi::scoring::applicant::Applicants;
use octroi::scoring::{Examiner, Scorer};
use octroi::tables::{Source, applicant, portfolio};
use raw_rows::{RawRows, Style};

fn main() -> Result<(), octroi::Error> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let source = Source::open(Path::new(words.first().map_or("data/demo", String::as_str)))?;
    let raw = RawRows::read(&source);
    let loaded = portfolio::load(&source, &|_, _| true, &|_| ())?;
    let all = &loaded.portfolio;
    assert_eq!(raw.clients(), all.clients, "both readers find the same clients");
    let run = words.get(1).map(|workdir| open(Path::new(workdir))).transpose()?;
    let examiner = match &run {
        Some((artifact, table)) => Some(Examiner::new(Scorer::new(artifact, table)?)?),
        None => None,
    };
    let examiner = match &examiner {
        Some(examiner) => Some((examiner, Applicants::new(examiner)?)),
        None => None,
    };
    let (mut n_same, mut n_scored, mut n_bytes) = (0, 0, 0);
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    let mut tell = |what: String| *told.entry(what).or_default() += 1;
    for start in (0..all.clients.len()).step_by(2_048) {
        let clients = start..(start + 2_048).min(all.clients.len());
        let batch = assemble(all, clients.clone(), Profile::Octroi);
        for (row, place) in clients.enumerate() {
            let client = all.clients[place];
            let body = raw.json(client, Style::default()).unwrap_or_default();
            n_bytes += body.len();
            let given = wire::applicant::read(body.as_bytes());
            let applicant = match given.and_then(|given| applicant::read(&given)) {
                Ok(applicant) => applicant,
                Err(refused) => {
                    refused.violations.iter().for_each(|v| tell(format!("refused: {v}")));
                    continue;
                }
            };
            applicant.oddities.iter().for_each(|odd| tell(format!("odd: {odd:?}")));
            let alone = assemble(&applicant.portfolio, 0..1, Profile::Octroi);
            let is_same = alone
                .columns
                .iter()
                .zip(&batch.columns)
                .all(|(own, among)| own[0].to_bits() == among[row].to_bits());
            if is_same {
                n_same += 1;
            } else {
                tell("features differ".to_owned());
            }
            if let Some((examiner, applicants)) = &examiner {
                let found = applicants.examine(examiner, &applicant.portfolio);
                let known = examiner.examine(client);
                match (found, known) {
                    (Ok(found), Ok(known))
                        if format!("{:?}", found.scored) == format!("{known:?}") =>
                    {
                        n_scored += 1;
                    }
                    (Ok(_), Ok(_)) => tell("what is said differs".to_owned()),
                    (found, known) => tell(format!("{:?} {:?}", found.err(), known.err())),
                }
            }
        }
    }
    println!("{} clients, {:.1} MB", all.clients.len(), n_bytes as f64 / 1e6);
    println!("{n_same} have the features of the batch, {n_scored} all that is said of them");
    told.iter().for_each(|(what, n)| println!("{n}: {what}"));
    Ok(())
}

/// The promoted run of a work folder and its feature table.
fn open(workdir: &Path) -> Result<(ScoringArtifact, FeatureTable), octroi::Error> {
    let path = registry::find(&workdir.join("data/runs"), None)?;
    Ok((artifact::load(&path)?, store::read(&workdir.join("data/features.parquet"))?))
}
