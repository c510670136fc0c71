//! From a run to what people read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use super::sheets::{Chosen, SheetsJob, path_of, write_sheets};
use super::site::{self, SiteClients, SiteJob, list_sheets, write_site};
use super::stages::{self, Stage};
use super::{Error, Job, Progress, Workdir};
use crate::artifact::{self, ScoringArtifact};
use crate::decision::Decision;
use crate::features::dictionary::Language;
use crate::features::store::TableReader;
use crate::files;
use crate::report::Documents;
use crate::scoring::{Examiner, Score, ScoredClient, Scorer};
use crate::views::from_run::{self, Speaker};

/// A run whose documents are wanted, and how.
#[derive(Debug, Clone)]
pub struct Publication {
    /// Where data and reports live.
    pub workdir: Workdir,
    /// Name of the run.
    pub run_id: String,
    /// Language of what people read.
    pub language: Language,
    /// Folder whose templates replace the built-in ones.
    pub templates: Option<PathBuf>,
    /// Whether to make documents that are up to date, too.
    pub force: bool,
}

impl Publication {
    pub(super) fn of(job: &Job, run_id: &str) -> Self {
        Self {
            workdir: job.workdir.clone(),
            run_id: run_id.to_owned(),
            language: job.language,
            templates: job.templates.clone(),
            force: job.force,
        }
    }

    /// Folder of the run.
    pub(super) fn run(&self) -> PathBuf {
        self.workdir.runs().join(&self.run_id)
    }

    /// Day on which the run was trained; empty where it is not known, as for one from elsewhere.
    pub fn date(&self) -> String {
        let manifest = self.workdir.relative(&self.run().join(artifact::MANIFEST));
        stages::last(&self.workdir, Stage::Train)
            .filter(|record| record.outputs.contains_key(&manifest))
            .map_or_else(String::new, |record| record.date)
    }

    /// Fingerprint of everything that a document is made from.
    ///
    /// # Errors
    ///
    /// [`files::Error`] where a file cannot be read.
    pub fn inputs(&self, stage: Stage) -> Result<String, files::Error> {
        let templates = match &self.templates {
            Some(folder) => stages::fingerprint_tree(folder)?,
            None => "built in".to_owned(),
        };
        // The manifest holds the checksums of the run's other files, but for the seconds.
        let run = files::fingerprint(&self.run().join(artifact::MANIFEST))?;
        let is_note = stage == Stage::Note;
        let timings = if is_note { artifact::read_timings(&self.run()) } else { Vec::new() };
        let timings = serde_json::to_string(&timings).unwrap_or_default();
        let features = files::fingerprint(&self.workdir.features())?;
        // Scores do not depend on how they are told.
        let words = env!("OCTROI_DOCUMENTS");
        let date = self.date();
        let language = self.language.code();
        // The pages link to the notebooks where these are there.
        let links = stage == Stage::Dashboard && site::has_notebooks(&self.workdir.reports());
        let links = if links { "notebooks" } else { "" };
        let parts = [words, &features, &run, &timings, language, &templates, &date, links];
        Ok(stages::inputs(stage, &parts))
    }
}

/// Makes the documents of these stages, as far as they are stale; returns what to open.
///
/// # Errors
///
/// That of the first document that fails; those made before stay.
pub fn publish(
    publication: &Publication,
    stages: &[Stage],
    progress: &dyn Progress,
    ran: &mut Vec<Stage>,
) -> Result<Vec<PathBuf>, Error> {
    let workdir = &publication.workdir;
    let mut stale = Vec::new();
    for &stage in stages {
        let inputs = publication.inputs(stage)?;
        let is_fresh = stages::fresh(workdir, stage, &inputs).is_some()
            && (stage != Stage::Dashboard || site::is_whole(&workdir.dashboard()));
        if publication.force || !is_fresh {
            stale.push((stage, inputs));
        }
    }
    if stale.is_empty() {
        for &stage in stages {
            progress.start(stage, None);
            progress.finish(stage, true, "");
        }
        return Ok(outputs(workdir, stages));
    }
    let artifact = artifact::load(&publication.run())?;
    let reader = TableReader::open(&workdir.features())?;
    let date = publication.date();
    let mut speaker = Speaker::new(&artifact, publication.language, date.clone())?;
    speaker.is_synthetic |= reader.is_synthetic();
    // The dashboard takes the clients as they go by; the others look at a few of them.
    let is_typeset = stale.iter().any(|(stage, _)| *stage != Stage::Dashboard);
    let scores = if is_typeset { score_all(&artifact, &reader)? } else { Vec::new() };
    let table = reader.rows_of(&told_of(&scores, &artifact))?;
    let maker = if is_typeset {
        let documents = Documents::new(publication.templates.as_deref())?;
        let examiner = Examiner::new(Scorer::new(&artifact, &table)?)?;
        Some(Maker { publication, reader: &reader, speaker: &speaker, documents, examiner, scores })
    } else {
        None
    };
    for &stage in stages {
        let total = (stage == Stage::Dashboard).then(|| reader.n_clients() as u64);
        progress.start(stage, total);
        let Some((_, inputs)) = stale.iter().find(|(one, _)| *one == stage) else {
            progress.finish(stage, true, "");
            continue;
        };
        let (outputs, summary) = match (stage, &maker) {
            (Stage::Dashboard, _) | (_, None) => {
                dashboard(publication, &reader, &speaker, &|n| progress.advance(n))?
            }
            (_, Some(maker)) => {
                let outputs = maker.make(stage)?;
                let summary = match outputs.len() {
                    1 => workdir.relative(&outputs[0]),
                    n => format!("{n} files"),
                };
                (outputs, summary)
            }
        };
        if stage == Stage::Sheets {
            // A dashboard that stays as it is learns of them.
            list_sheets(&workdir.dashboard())?;
        }
        stages::record(workdir, stage, inputs.clone(), &outputs, &date, BTreeMap::new())?;
        ran.push(stage);
        progress.finish(stage, false, &summary);
    }
    Ok(outputs(workdir, stages))
}

/// Writes the site of every client; returns what stands for it in the records, and what to say.
fn dashboard(
    publication: &Publication,
    reader: &TableReader,
    speaker: &Speaker<'_>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(Vec<PathBuf>, String), Error> {
    let job = SiteJob {
        artifact: &speaker.artifact,
        out_of_fold: &artifact::read_out_of_fold(&publication.run())?,
        reader,
        speaker,
        templates: publication.templates.as_deref(),
        data: &publication.data()?,
        expects_documents: true,
    };
    let out = publication.workdir.dashboard();
    let made = write_site(&job, &SiteClients::All, &out, progress)?;
    // The site took the place of the last one: there is nothing left to remove of that.
    stages::forget(&publication.workdir, Stage::Dashboard);
    // The list holds the sizes of all other files.
    let outputs = ["index.html", site::SITE, site::MANIFEST].map(|file| out.join(file));
    Ok((outputs.to_vec(), made.to_string()))
}

/// Scores everyone, a part of the table at a time.
fn score_all(artifact: &ScoringArtifact, reader: &TableReader) -> Result<Vec<Score>, Error> {
    let mut scores = Vec::with_capacity(reader.n_clients());
    for group in 0..reader.n_groups() {
        let table = reader.group(group)?;
        let scorer = Scorer::new(artifact, &table)?;
        let places = (0..table.clients.len()).into_par_iter();
        scores.par_extend(places.map(|place| scorer.score_at(place)));
    }
    Ok(scores)
}

/// The clients that a document may tell of, ascending.
fn told_of(scores: &[Score], artifact: &ScoringArtifact) -> Vec<u32> {
    let places = examples(scores, artifact).into_iter().chain(from_run::story_places(scores));
    let mut clients: Vec<u32> = places.map(|place| scores[place].client).collect();
    clients.sort_unstable();
    clients.dedup();
    clients
}

/// What people open, of these stages.
fn outputs(workdir: &Workdir, stages: &[Stage]) -> Vec<PathBuf> {
    let mut outputs = Vec::new();
    for &stage in stages {
        match stage {
            Stage::Dashboard => outputs.push(workdir.dashboard().join("index.html")),
            _ => {
                let record = stages::last(workdir, stage);
                let paths = record.iter().flat_map(|record| record.outputs.keys());
                outputs.extend(paths.map(|path| workdir.root().join(path)));
            }
        }
    }
    outputs
}

/// Makes the documents of one run that are typeset.
struct Maker<'a> {
    publication: &'a Publication,
    reader: &'a TableReader,
    speaker: &'a Speaker<'a>,
    documents: Documents,
    /// Knows the clients of [`told_of`] alone.
    examiner: Examiner<'a>,
    /// Everyone, in order.
    scores: Vec<Score>,
}

impl Maker<'_> {
    fn make(&self, stage: Stage) -> Result<Vec<PathBuf>, Error> {
        match stage {
            Stage::Note => self.note(),
            Stage::Sheets => self.sheets(),
            _ => self.slides(),
        }
    }

    /// All there is to say of the client at a place among the scores.
    fn examine(&self, place: usize) -> Result<ScoredClient, Error> {
        Ok(self.examiner.examine(self.scores[place].client)?)
    }

    fn note(&self) -> Result<Vec<PathBuf>, Error> {
        let timings = artifact::read_timings(&self.publication.run());
        let example = typical(&self.scores, Decision::Refuse);
        let example = example.map(|place| self.examine(place)).transpose()?;
        let view = from_run::note(self.speaker, &timings, example.as_ref())?;
        let pdf = self.documents.note(&view)?;
        let path = self.publication.workdir.note();
        files::write_bytes(&path, &pdf.bytes)?;
        Ok(vec![path])
    }

    fn slides(&self) -> Result<Vec<PathBuf>, Error> {
        let story = from_run::story_of(&self.scores, |place| self.examine(place))?;
        let story = story.ok_or(Error::NothingToLearn)?;
        let pdf = self.documents.slides(&from_run::slides(self.speaker, &story)?)?;
        let path = self.publication.workdir.slides();
        files::write_bytes(&path, &pdf.bytes)?;
        Ok(vec![path])
    }

    fn sheets(&self) -> Result<Vec<PathBuf>, Error> {
        let job = SheetsJob {
            artifact: &self.speaker.artifact,
            reader: self.reader,
            speaker: self.speaker,
            documents: &self.documents,
            has_details: false,
            inputs: &self.publication.inputs(Stage::Sheets)?,
            force: self.publication.force,
        };
        let examples = examples(&self.scores, &self.speaker.artifact);
        let clients: Vec<u32> = examples.iter().map(|&place| self.scores[place].client).collect();
        let out = self.publication.workdir.sheets();
        let outputs = clients.iter().map(|&client| path_of(&out, client)).collect();
        write_sheets(&job, &Chosen::Clients(clients.into_iter().collect()), &out, &|_| ())?;
        Ok(outputs)
    }
}

/// The client in the middle of those for whom the same is recommended.
fn typical(scores: &[Score], decision: Decision) -> Option<usize> {
    let mut places: Vec<usize> =
        (0..scores.len()).filter(|&place| scores[place].decision == decision).collect();
    let probability = |&place: &usize| scores[place].probability.value();
    places.sort_by(|a, b| probability(a).total_cmp(&probability(b)));
    places.get(places.len() / 2).copied()
}

/// The clients that show the range: a refused one, one near the threshold, an accepted one.
fn examples(scores: &[Score], artifact: &ScoringArtifact) -> Vec<usize> {
    let distance =
        |&place: &usize| (scores[place].probability.value() - artifact.threshold.value()).abs();
    let nearest = (0..scores.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
    let mut examples: Vec<usize> =
        [typical(scores, Decision::Refuse), nearest, typical(scores, Decision::Accept)]
            .into_iter()
            .flatten()
            .collect();
    examples.sort_unstable();
    examples.dedup();
    examples
}
