//! The stages of the main job: each knows what goes in and what comes out, and runs when stale.
//!
//! ```text
//! tables ─▶ features ─▶ train ─▶ note, sheets, slides, dashboard
//! ```
//!
//! After a stage, a record of the fingerprints of its inputs and outputs is written to
//! `data/stages/`. A stage whose record still holds is skipped. Outputs are written whole or not
//! at all and the record last, so that an interrupted job goes on where it stopped.

#[cfg(all(feature = "report", feature = "dashboard"))]
mod documents;
mod error;
mod explanations;
mod features;
mod stages;
#[cfg(all(feature = "report", feature = "dashboard"))]
mod sheets;
#[cfg(all(feature = "report", feature = "dashboard"))]
mod site;
mod train;
mod day;
mod workdir;

use std::fs::File;
use std::path::PathBuf;

pub use day::day;
#[cfg(all(feature = "report", feature = "dashboard"))]
pub use documents::{Publication, publish};
pub use error::Error;
pub use explanations::{Detail, Written, write_explanations};
pub use features::{FEATURES_FORMAT, features_wanted};
#[cfg(all(feature = "report", feature = "dashboard"))]
pub use sheets::{
    Chosen, MOST_MERGED, STACK_BYTES, SheetsJob, SheetsMade, fitting_sheet, merge_sheets,
    write_sheets,
};
#[cfg(all(feature = "report", feature = "dashboard"))]
pub use site::{SiteClients, SiteJob, SiteMade, list_sheets, write_site};
pub use stages::{CODE_VERSION, Record, Stage};
pub use workdir::Workdir;

use crate::artifact::registry;
use crate::features::dictionary::Language;
use crate::settings::Settings;

/// What to build, out of what, where.
#[derive(Debug, Clone)]
pub struct Job {
    /// Where data and reports live.
    pub workdir: Workdir,
    /// Folder or archive with the raw tables.
    pub data: PathBuf,
    /// The numbers that people decided.
    pub settings: Settings,
    /// Language of what people read.
    pub language: Language,
    /// Folder whose templates replace the built-in ones.
    pub templates: Option<PathBuf>,
    /// Whether to run stages that are up to date, too.
    pub force: bool,
    /// Day of the job, as `2026-11-22`; the library has no clock of its own.
    pub today: String,
}

/// Hears how the job goes on.
pub trait Progress: Sync {
    /// A stage starts; `total` counts what [`Progress::advance`] will tell, where known.
    fn start(&self, stage: Stage, total: Option<u64>);
    /// So much more is done.
    fn advance(&self, amount: u64);
    /// The stage is over; `summary` says in a few words what came of it.
    fn finish(&self, stage: Stage, skipped: bool, summary: &str);
    /// A detail for those who asked for more.
    fn say(&self, detail: &str);
    /// Seconds since some moment: the library has no clock of its own.
    fn now_s(&self) -> f64;
}

/// What came of the job.
#[derive(Debug, Clone)]
pub struct Built {
    /// Name of the run.
    pub run_id: String,
    /// Stages that ran; the others were up to date.
    pub ran: Vec<Stage>,
    /// What people open, relative to the work folder.
    pub outputs: Vec<PathBuf>,
}

/// Keeps others out of the work folder until dropped; given up by the system if we are killed.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held for its lock")] File);

/// Takes the work folder for oneself.
///
/// # Errors
///
/// [`Error::Busy`] where another process has it.
pub fn lock(workdir: &Workdir) -> Result<Lock, Error> {
    let path = workdir.data().join(".lock");
    let failed = |source| Error::Lock { path: path.clone(), source };
    std::fs::create_dir_all(workdir.data()).map_err(failed)?;
    let file = File::options().create(true).append(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(Error::Busy { path: workdir.root().to_owned() })
        }
        Err(std::fs::TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// Brings features and run up to date, and nothing that people read.
///
/// The first run of a work folder is promoted: it is the one used where none is named.
///
/// # Errors
///
/// That of the first stage that fails; what earlier stages made stays.
pub fn train(job: &Job, progress: &dyn Progress) -> Result<Built, Error> {
    let _lock = lock(&job.workdir)?;
    let (_, run, ran) = features_and_run(job, progress)?;
    let runs = job.workdir.runs();
    if registry::promoted(&runs).is_none() {
        registry::promote(&runs, &run.run_id)?;
    }
    Ok(Built { outputs: vec![runs.join(&run.run_id)], run_id: run.run_id, ran })
}

/// Brings everything up to date; the run that the documents speak of is promoted.
///
/// # Errors
///
/// That of the first stage that fails; what earlier stages made stays.
pub fn build(job: &Job, progress: &dyn Progress) -> Result<Built, Error> {
    let _lock = lock(&job.workdir)?;
    #[cfg_attr(
        not(all(feature = "report", feature = "dashboard")),
        expect(unused, reason = "documents need them")
    )]
    let (_, run, mut ran) = features_and_run(job, progress)?;
    let runs = job.workdir.runs();
    if registry::promoted(&runs).as_ref() != Some(&run.run_id) {
        registry::promote(&runs, &run.run_id)?;
    }
    #[cfg(all(feature = "report", feature = "dashboard"))]
    let outputs = {
        let stages = [Stage::Note, Stage::Sheets, Stage::Slides, Stage::Dashboard];
        publish(&Publication::of(job, &run.run_id), &stages, progress, &mut ran)?
    };
    #[cfg(not(all(feature = "report", feature = "dashboard")))]
    let outputs = Vec::new();
    Ok(Built { run_id: run.run_id, ran, outputs })
}

/// The stages that compute, and which of them ran; the work folder is locked.
fn features_and_run(
    job: &Job,
    progress: &dyn Progress,
) -> Result<(features::Features, train::Run, Vec<Stage>), Error> {
    job.workdir.sweep();
    let mut ran = Vec::new();
    let features = features::features(job, progress, &mut ran)?;
    let run = train::train(job, &features, progress, &mut ran)?;
    Ok((features, run, ran))
}
