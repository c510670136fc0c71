//! From a run to what people read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use super::features::Features;
use super::ledger::{self, Stage};
use super::train::Run;
use super::{Error, Job, Progress};
use crate::artifact::{self, ScoringArtifact};
use crate::decision::Decision;
use crate::features::store;
use crate::files;
use crate::scoring::{Examiner, Score, Scorer};
use crate::views::from_run::{self, Speaker};

/// Clients that the dashboard lists.
const N_LISTED: usize = 500;

/// Makes the note, the sheets and the dashboard, as far as they are stale; returns what to open.
pub(super) fn make(
    job: &Job,
    features: &Features,
    run: &Run,
    progress: &dyn Progress,
    ran: &mut Vec<Stage>,
) -> Result<Vec<PathBuf>, Error> {
    let workdir = &job.workdir;
    let templates = match &job.templates {
        Some(folder) => ledger::fingerprint_tree(folder)?,
        None => "built in".to_owned(),
    };
    let folder = workdir.runs().join(&run.run_id);
    let manifest = files::fingerprint(&folder.join(artifact::MANIFEST))?;
    // The note alone shows seconds, which the manifest says nothing of.
    let timings = serde_json::to_string(&artifact::read_timings(&folder)).unwrap_or_default();
    let inputs = |stage| {
        let language = job.language.code();
        let mut parts = vec![&features.fingerprint, &manifest, language, &templates, &run.date];
        if stage == Stage::Note {
            parts.push(&timings);
        }
        ledger::inputs(stage, &parts)
    };
    let is_stale =
        |stage: Stage| job.force || ledger::fresh(workdir, stage, &inputs(stage)).is_none();
    let stages = [Stage::Note, Stage::Sheets, Stage::Dashboard];
    let stale: Vec<Stage> = stages.into_iter().filter(|&stage| is_stale(stage)).collect();
    if !stale.is_empty() {
        let artifact = artifact::load(&folder)?;
        let table = store::read(&workdir.features())?;
        let scorer = Scorer::new(&artifact, &table)?;
        let speaker = Speaker::new(&artifact, job.language, run.date.clone())?;
        let scored = Scored::new(&scorer);
        let examiner = Examiner::new(scorer)?;
        for stage in stages {
            progress.start(stage, None);
            if !stale.contains(&stage) {
                progress.finish(stage, true, "");
                continue;
            }
            let outputs = match stage {
                Stage::Note => note(job, run, &speaker, &examiner, &scored)?,
                Stage::Sheets => sheets(job, &speaker, &examiner, &scored)?,
                _ => dashboard(job, &speaker, &examiner.scorer, &scored)?,
            };
            let summary = match outputs.len() {
                1 => workdir.relative(&outputs[0]),
                n => format!("{n} files"),
            };
            ledger::record(workdir, stage, inputs(stage), &outputs, &run.date, BTreeMap::new())?;
            ran.push(stage);
            progress.finish(stage, false, &summary);
        }
    } else {
        for stage in stages {
            progress.start(stage, None);
            progress.finish(stage, true, "");
        }
    }
    let mut outputs = vec![workdir.note()];
    let sheets = ledger::last(workdir, Stage::Sheets);
    outputs.extend(sheets.iter().flat_map(|r| r.outputs.keys()).map(|p| workdir.root().join(p)));
    outputs.push(workdir.dashboard().join("index.html"));
    Ok(outputs)
}

/// Every client of the table, scored, in order.
struct Scored(Vec<Score>);

impl Scored {
    fn new(scorer: &Scorer<'_>) -> Self {
        let n_clients = scorer.table.clients.len();
        Self((0..n_clients).into_par_iter().map(|place| scorer.score_at(place)).collect())
    }

    /// The client in the middle of those for whom the same is recommended.
    fn typical(&self, decision: Decision) -> Option<usize> {
        let mut places: Vec<usize> =
            (0..self.0.len()).filter(|&place| self.0[place].decision == decision).collect();
        let probability = |&place: &usize| self.0[place].probability.value();
        places.sort_by(|a, b| probability(a).total_cmp(&probability(b)));
        places.get(places.len() / 2).copied()
    }

    /// The clients that show the range: a refused one, one near the threshold, an accepted one.
    fn examples(&self, artifact: &ScoringArtifact) -> Vec<usize> {
        let distance =
            |&place: &usize| (self.0[place].probability.value() - artifact.threshold.value()).abs();
        let nearest = (0..self.0.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
        let mut examples: Vec<usize> =
            [self.typical(Decision::Refuse), nearest, self.typical(Decision::Accept)]
                .into_iter()
                .flatten()
                .collect();
        examples.sort_unstable();
        examples.dedup();
        examples
    }

    /// The examples and others evenly spread over the portfolio.
    fn listed(&self, artifact: &ScoringArtifact) -> Vec<usize> {
        let n = self.0.len().min(N_LISTED);
        let mut places: Vec<usize> = (0..n).map(|i| i * self.0.len() / n.max(1)).collect();
        places.extend(self.examples(artifact));
        places.sort_unstable();
        places.dedup();
        places
    }
}

fn note(
    job: &Job,
    run: &Run,
    speaker: &Speaker<'_>,
    examiner: &Examiner<'_>,
    scored: &Scored,
) -> Result<Vec<PathBuf>, Error> {
    let documents = crate::report::Documents::new(job.templates.as_deref())?;
    let timings = artifact::read_timings(&job.workdir.runs().join(&run.run_id));
    let example = scored.typical(Decision::Refuse);
    let example = example.map(|place| examiner.examine_at(place)).transpose()?;
    let pdf = documents.note(&from_run::note(speaker, &timings, example.as_ref())?)?;
    let path = job.workdir.note();
    files::write_bytes(&path, &pdf.bytes)?;
    Ok(vec![path])
}

fn sheets(
    job: &Job,
    speaker: &Speaker<'_>,
    examiner: &Examiner<'_>,
    scored: &Scored,
) -> Result<Vec<PathBuf>, Error> {
    let documents = crate::report::Documents::new(job.templates.as_deref())?;
    let mut outputs = Vec::new();
    for place in scored.examples(speaker.artifact) {
        let client = examiner.examine_at(place)?;
        let view = from_run::sheet(speaker, &client, &examiner.scorer.features(place))?;
        let path = job.workdir.sheet(client.score.client);
        files::write_bytes(&path, &documents.sheet(&view)?.bytes)?;
        outputs.push(path);
    }
    Ok(outputs)
}

fn dashboard(
    job: &Job,
    speaker: &Speaker<'_>,
    scorer: &Scorer<'_>,
    scored: &Scored,
) -> Result<Vec<PathBuf>, Error> {
    let clients: Vec<(Score, Vec<f32>)> = scored
        .listed(speaker.artifact)
        .into_iter()
        .map(|place| (scored.0[place], scorer.features(place)))
        .collect();
    let with_sheet: Vec<u32> =
        scored.examples(speaker.artifact).into_iter().map(|place| scored.0[place].client).collect();
    let n_scored = scorer.table.clients.len();
    let view = from_run::page(speaker, &clients, n_scored, &|client| with_sheet.contains(&client))?;
    let mut outputs = Vec::new();
    for (name, bytes) in crate::dashboard::render(&view, job.templates.as_deref())? {
        let path = job.workdir.dashboard().join(name);
        files::write_bytes(&path, &bytes)?;
        outputs.push(path);
    }
    Ok(outputs)
}
