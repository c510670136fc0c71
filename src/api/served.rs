//! What requests are answered from: a run, the clients, and everything made ready for both.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::SystemTime;

use crate::artifact::{self, ScoringArtifact, registry};
use crate::features::FeatureTable;
use crate::features::dictionary::Language;
use crate::features::row_file::RowFile;
use crate::features::store::TableReader;
use crate::pipeline::{Error, Publication, Workdir};
use crate::report::Documents;
use crate::scoring::applicant::Applicants;
use crate::scoring::{Examiner, Score, Scorer};
use crate::views::from_run::Speaker;

/// Clients whose rows are read at a time where everyone is scored.
const BLOCK_CLIENTS: usize = 256;

/// What of a work folder a [`Served`] was made from; where it changes, so must the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Folder of the run.
    run: PathBuf,
    /// Size and age of its manifest, which is written last.
    manifest: (u64, Option<SystemTime>),
    /// Size and age of the feature table.
    table: (u64, Option<SystemTime>),
}

impl Stamp {
    /// Looks at a work folder; `run` is the start of a run's name, the promoted one where there is
    /// none.
    fn of(workdir: &Workdir, run: Option<&str>) -> Result<Self, Error> {
        let run = registry::find(&workdir.runs(), run)?;
        let of = |path: &Path| {
            let metadata = std::fs::metadata(path).ok();
            let modified = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
            (metadata.map_or(0, |metadata| metadata.len()), modified)
        };
        let manifest = of(&run.join(artifact::MANIFEST));
        Ok(Self { run, manifest, table: of(&workdir.features()) })
    }
}

/// A run and the clients, made ready. It does not change; a new one takes its place.
#[derive(Debug)]
pub struct Served {
    /// What says all there is to say of a client.
    pub examiner: Examiner<'static>,
    /// The run.
    pub artifact: Arc<ScoringArtifact>,
    /// The clients and their outcomes; their features are in `rows`.
    pub table: Arc<FeatureTable>,
    /// The features of each client.
    rows: RowFile,
    /// What makes features of new applicants.
    pub applicants: Applicants,
    /// Who says it, in French and in English.
    speakers: [Speaker<'static>; 2],
    /// Calibrated probability of everyone, in the order of the table; made after the start.
    probabilities: OnceLock<Vec<f64>>,
    stamp: Stamp,
    features: PathBuf,
}

impl Served {
    /// Reads and checks a run and reads the clients.
    ///
    /// # Errors
    ///
    /// [`Error`] for a run that is missing, damaged or cannot be explained, and for a feature table
    /// that is missing or does not go with it.
    pub fn load(workdir: &Workdir, run: Option<&str>) -> Result<Self, Error> {
        let stamp = Stamp::of(workdir, run)?;
        let artifact = Arc::new(artifact::load(&stamp.run)?);
        let reader = TableReader::open(&workdir.features())?;
        let rows = RowFile::open_or_make(&workdir.rows(), &workdir.features(), &|_| ())?;
        let names = reader.names().to_vec();
        let table = Arc::new(FeatureTable { names, ..reader.everyone_with(&[])? });
        let name = stamp.run.file_name().map(|name| name.to_string_lossy().into_owned());
        let publication = Publication {
            workdir: workdir.clone(),
            run_id: name.unwrap_or_default(),
            language: Language::French,
            templates: None,
            force: false,
        };
        let speaker = |language| {
            let mut speaker = Speaker::new(Arc::clone(&artifact), language, publication.date())?;
            speaker.is_synthetic |= table.is_synthetic;
            Ok::<_, Error>(speaker)
        };
        let speakers = [speaker(Language::French)?, speaker(Language::English)?];
        let scorer = Scorer::new(Arc::clone(&artifact), Arc::clone(&table))?;
        let examiner = Examiner::new(scorer)?;
        let applicants = Applicants::new(&examiner)?;
        Ok(Self {
            examiner,
            applicants,
            artifact,
            table,
            speakers,
            rows,
            probabilities: OnceLock::new(),
            stamp,
            features: workdir.features(),
        })
    }

    /// Who says it in a language.
    pub const fn speaker(&self, language: Language) -> &Speaker<'static> {
        match language {
            Language::French => &self.speakers[0],
            Language::English => &self.speakers[1],
        }
    }

    /// Where a client stands in the table, and every feature of the client.
    ///
    /// # Errors
    ///
    /// [`Error`] for a client whom the table does not have, and a row that cannot be read.
    pub fn row(&self, client: u32) -> Result<(usize, Vec<f32>), Error> {
        let place = self.examiner.scorer.place(client)?;
        Ok((place, self.rows.row(place)?))
    }

    /// Scores the client at `place` in the table.
    ///
    /// # Errors
    ///
    /// [`Error`] for a row that cannot be read.
    pub fn score_at(&self, place: usize) -> Result<Score, Error> {
        Ok(self.score_row(place, &self.rows.row(place)?))
    }

    /// Scores the client at `place` in the table, given by every feature of it.
    pub fn score_row(&self, place: usize, row: &[f32]) -> Score {
        let scorer = &self.examiner.scorer;
        scorer.score_row(self.table.clients[place], &scorer.features_of(row))
    }

    /// Some features of everyone, by their names, read from the table.
    ///
    /// # Errors
    ///
    /// [`Error`] for a table that cannot be read any more.
    pub fn columns(&self, names: &[&str]) -> Result<FeatureTable, Error> {
        let place = |name: &&str| self.table.names.iter().position(|known| known == name);
        let places: Vec<usize> = names.iter().filter_map(place).collect();
        Ok(TableReader::open(&self.features)?.everyone_with(&places)?)
    }

    /// Probability of everyone in the order of the table; none while it is being made.
    pub fn probabilities(&self) -> Option<&[f64]> {
        self.probabilities.get().map(Vec::as_slice)
    }

    /// Scores everyone. Takes seconds for hundreds of thousands; on one thread, so that requests go on.
    ///
    /// # Errors
    ///
    /// [`Error`] for rows that cannot be read.
    pub fn score_everyone(&self) -> Result<(), Error> {
        let n_clients = self.table.clients.len();
        let mut probabilities = Vec::with_capacity(n_clients);
        while probabilities.len() < n_clients {
            let start = probabilities.len();
            let rows = self.rows.rows(start, BLOCK_CLIENTS)?;
            let scores = rows.iter().enumerate().map(|(at, row)| self.score_row(start + at, row));
            probabilities.extend(scores.map(|score| score.probability.value()));
        }
        // Another thread may have been quicker.
        let _ = self.probabilities.set(probabilities);
        Ok(())
    }
}

/// What is served now, and how it is replaced.
#[derive(Debug)]
pub struct Live {
    workdir: Workdir,
    /// Start of the name of the run to serve; the promoted one where there is none.
    run: Option<String>,
    now: RwLock<Arc<Served>>,
    n_reloads: AtomicU64,
    documents: Documents,
}

impl Live {
    /// Loads what is to be served.
    ///
    /// # Errors
    ///
    /// As [`Served::load`]; templates that cannot be read.
    pub fn open(workdir: Workdir, run: Option<String>) -> Result<Self, Error> {
        let now = Arc::new(Served::load(&workdir, run.as_deref())?);
        let documents = Documents::new(None)?;
        Ok(Self { workdir, run, now: RwLock::new(now), n_reloads: AtomicU64::new(0), documents })
    }

    /// What is served now. A request keeps what it got until it is answered.
    pub fn now(&self) -> Arc<Served> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Loads anew what has changed in the work folder; says whether anything had.
    ///
    /// # Errors
    ///
    /// As [`Served::load`]; what was served is served on.
    pub fn refresh(&self) -> Result<bool, Error> {
        let stamp = Stamp::of(&self.workdir, self.run.as_deref())?;
        if stamp == self.now().stamp {
            return Ok(false);
        }
        let served = Arc::new(Served::load(&self.workdir, self.run.as_deref())?);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = served;
        self.n_reloads.fetch_add(1, Ordering::Relaxed);
        Ok(true)
    }

    /// How often another run or table took the place of the one before.
    pub fn n_reloads(&self) -> u64 {
        self.n_reloads.load(Ordering::Relaxed)
    }

    /// The work folder.
    pub const fn workdir(&self) -> &Workdir {
        &self.workdir
    }

    /// What typesets sheets.
    pub const fn documents(&self) -> &Documents {
        &self.documents
    }
}
