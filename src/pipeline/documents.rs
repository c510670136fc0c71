//! From a run to what people read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use super::ledger::{self, Stage};
use super::sheets::{Chosen, SheetsJob, path_of, write_sheets};
use super::{Error, Job, Progress, Workdir};
use crate::artifact::{self, ScoringArtifact};
use crate::decision::Decision;
use crate::features::dictionary::Language;
use crate::features::store::{self, TableReader};
use crate::files;
use crate::report::Documents;
use crate::scoring::{Evaluated, Evaluator, Examiner, Score, Scorer};
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
    fn run(&self) -> PathBuf {
        self.workdir.runs().join(&self.run_id)
    }

    /// Day on which the run was trained; empty where it is not known, as for one from elsewhere.
    pub fn date(&self) -> String {
        let manifest = self.workdir.relative(&self.run().join(artifact::MANIFEST));
        ledger::last(&self.workdir, Stage::Train)
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
            Some(folder) => ledger::fingerprint_tree(folder)?,
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
        let parts = [words, &features, &run, &timings, language, &templates, &date];
        Ok(ledger::inputs(stage, &parts))
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
        if publication.force || ledger::fresh(workdir, stage, &inputs).is_none() {
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
    let table = store::read(&workdir.features())?;
    let date = publication.date();
    let mut speaker = Speaker::new(&artifact, publication.language, date.clone())?;
    speaker.is_synthetic |= table.is_synthetic;
    let scorer = Scorer::new(&artifact, &table)?;
    let scored = Scored::new(&scorer);
    let examiner = Examiner::new(scorer)?;
    let maker = Maker {
        publication,
        documents: Documents::new(publication.templates.as_deref())?,
        speaker,
        examiner,
        scored,
    };
    for &stage in stages {
        progress.start(stage, None);
        let Some((_, inputs)) = stale.iter().find(|(one, _)| *one == stage) else {
            progress.finish(stage, true, "");
            continue;
        };
        let outputs = maker.make(stage)?;
        let summary = match outputs.len() {
            1 => workdir.relative(&outputs[0]),
            n => format!("{n} files"),
        };
        ledger::record(workdir, stage, inputs.clone(), &outputs, &date, BTreeMap::new())?;
        ran.push(stage);
        progress.finish(stage, false, &summary);
    }
    Ok(outputs(workdir, stages))
}

/// What people open, of these stages.
fn outputs(workdir: &Workdir, stages: &[Stage]) -> Vec<PathBuf> {
    let mut outputs = Vec::new();
    for &stage in stages {
        match stage {
            Stage::Dashboard => outputs.push(workdir.dashboard().join("index.html")),
            _ => {
                let record = ledger::last(workdir, stage);
                let paths = record.iter().flat_map(|record| record.outputs.keys());
                outputs.extend(paths.map(|path| workdir.root().join(path)));
            }
        }
    }
    outputs
}

/// Makes the documents of one run.
struct Maker<'a> {
    publication: &'a Publication,
    documents: Documents,
    speaker: Speaker<'a>,
    examiner: Examiner<'a>,
    scored: Scored,
}

impl Maker<'_> {
    fn make(&self, stage: Stage) -> Result<Vec<PathBuf>, Error> {
        match stage {
            Stage::Note => self.note(),
            Stage::Sheets => self.sheets(),
            Stage::Slides => self.slides(),
            _ => self.dashboard(),
        }
    }

    fn note(&self) -> Result<Vec<PathBuf>, Error> {
        let timings = artifact::read_timings(&self.publication.run());
        let example = self.scored.typical(Decision::Refuse);
        let example = example.map(|place| self.examiner.examine_at(place)).transpose()?;
        let view = from_run::note(&self.speaker, &timings, example.as_ref())?;
        let pdf = self.documents.note(&view)?;
        let path = self.publication.workdir.note();
        files::write_bytes(&path, &pdf.bytes)?;
        Ok(vec![path])
    }

    fn slides(&self) -> Result<Vec<PathBuf>, Error> {
        let story = from_run::story_of(&self.scored.0, |place| self.examiner.examine_at(place))?;
        let story = story.ok_or(Error::NothingToLearn)?;
        let pdf = self.documents.slides(&from_run::slides(&self.speaker, &story)?)?;
        let path = self.publication.workdir.slides();
        files::write_bytes(&path, &pdf.bytes)?;
        Ok(vec![path])
    }

    fn sheets(&self) -> Result<Vec<PathBuf>, Error> {
        let workdir = &self.publication.workdir;
        let reader = TableReader::open(&workdir.features())?;
        let job = SheetsJob {
            artifact: self.speaker.artifact,
            reader: &reader,
            speaker: &self.speaker,
            documents: &self.documents,
            has_details: false,
            inputs: &self.publication.inputs(Stage::Sheets)?,
            force: self.publication.force,
        };
        let examples = self.scored.examples(self.speaker.artifact);
        let clients = examples.iter().map(|&place| self.scored.0[place].client).collect();
        let out = workdir.sheets();
        let outputs = examples.iter().map(|&place| path_of(&out, self.scored.0[place].client));
        write_sheets(&job, &Chosen::Clients(clients), &out, &|_| ())?;
        Ok(outputs.collect())
    }

    /// What out-of-fold predictions tell beside what the run keeps.
    fn evaluated(&self) -> Result<Evaluated, Error> {
        let (artifact, table) = (self.speaker.artifact, self.examiner.scorer.table);
        let predictions = artifact::read_out_of_fold(&self.publication.run())?;
        let mut evaluator = Evaluator::new(&table.names, predictions);
        for (place, &client) in table.clients.iter().enumerate() {
            evaluator.add(client, table.row(place));
        }
        let costs = artifact.manifest.settings.costs;
        Ok(evaluator.finish(costs, artifact.threshold.value())?)
    }

    fn dashboard(&self) -> Result<Vec<PathBuf>, Error> {
        let n_clients = self.examiner.scorer.table.clients.len();
        let language = self.publication.language;
        let other = match language {
            Language::French => Language::English,
            Language::English => Language::French,
        };
        let mut translated = Speaker::new(self.speaker.artifact, other, self.speaker.date.clone())?;
        translated.is_synthetic = self.speaker.is_synthetic;
        let evaluated = self.evaluated()?;
        let views = [
            from_run::page(&self.speaker, n_clients, &evaluated, true)?,
            from_run::page(&translated, n_clients, &evaluated, true)?,
        ];
        let mut outputs = Vec::new();
        let templates = self.publication.templates.as_deref();
        for (name, bytes) in crate::dashboard::render(&views, templates)? {
            let path = self.publication.workdir.dashboard().join(name);
            files::write_bytes(&path, &bytes)?;
            outputs.push(path);
        }
        Ok(outputs)
    }
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
}
