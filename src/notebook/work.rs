//! The work folder behind a notebook: the same tables, features and runs as the command line's.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use polars::prelude::{Column, DataFrame, NamedFrom, Series};

use super::watch::Quiet;
use super::{Error, Table, table::As};
use crate::artifact::{self, Prediction, ScoringArtifact};
use crate::features::dictionary::Language;
use crate::features::store::TableReader;
use crate::features::{FeatureTable, store};
use crate::pipeline::{self, Job, Workdir, day};
use crate::scoring::{Examiner, Scorer};
use crate::settings::Settings;
use crate::synthetic;
use crate::tables::{self, Source, Table as RawTable};
use crate::training::TrialTime;
use crate::views::Format;

/// Name of the outcome column, asked for like any other column of `application_train`.
const TARGET: &str = "TARGET";

/// Tables and a run of them, up to date.
#[derive(Debug, Clone)]
pub struct Work {
    workdir: Workdir,
    data: PathBuf,
    path: PathBuf,
    /// The run that the notebook speaks of.
    pub run: Arc<ScoringArtifact>,
}

impl Work {
    /// Brings tables, features and run up to date and loads the run.
    ///
    /// `data` names a folder or archive with the tables; without it the demonstration portfolio is
    /// drawn, the one of `octroi demo`. `folder` is the work folder, `..` where none is named:
    /// from `notebooks/`, the folder in which the program works. What is up to date is not made
    /// again, whoever made it.
    ///
    /// # Errors
    ///
    /// [`Error::NoData`]; [`Error::Stage`] with what the stage says and the way out.
    pub fn open(data: Option<String>, folder: Option<String>) -> Result<Self, Error> {
        let workdir = Workdir::new(PathBuf::from(folder.as_deref().unwrap_or("..")));
        let data = match data {
            Some(data) => PathBuf::from(data),
            None => demo(&workdir)?,
        };
        if !data.exists() {
            return Err(Error::NoData { path: data });
        }
        let settings = Settings::of(workdir.root()).map_err(pipeline::Error::from)?;
        let job = Job {
            workdir: workdir.clone(),
            data: data.clone(),
            settings,
            language: Language::French,
            templates: None,
            force: false,
            today: today(),
        };
        let built = pipeline::train(&job, &Quiet::new())?;
        let path = workdir.runs().join(&built.run_id);
        let run = Arc::new(artifact::load(&path)?);
        Ok(Self { workdir, data, path, run })
    }

    /// Whether the clients are made up.
    pub fn is_synthetic(&self) -> bool {
        self.run.manifest.is_synthetic
    }

    /// What the notebook runs on, to be shown first.
    ///
    /// # Errors
    ///
    /// Those of polars; this table gives it no reason.
    pub fn identity(&self) -> Result<Table, Error> {
        let manifest = &self.run.manifest;
        let format = Format::new(Language::French);
        let name = self.data.file_name().unwrap_or_default().to_string_lossy();
        let portfolio = if manifest.is_synthetic {
            "démonstration : clients inventés".to_owned()
        } else {
            format!("tables réelles du dossier « {name} »")
        };
        let rows = [
            ("portefeuille", portfolio),
            ("clients dont l’issue est connue", format.count(manifest.n_labelled)),
            ("clients à noter", format.count(manifest.n_unlabelled)),
            ("taux de défaut", format.percent(manifest.default_rate, 2)),
            ("variables que les modèles peuvent lire", format.count(manifest.n_features)),
            ("modèle retenu", manifest.champion.clone()),
            ("empreinte du modèle", manifest.model_id.clone()),
        ];
        let (what, found): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let frame = DataFrame::new(
            what.len(),
            vec![
                Series::new("what".into(), what).into(),
                Series::new("found".into(), found).into(),
            ],
        )?;
        let columns = [("what", "", As::Text), ("found", "", As::Text)];
        Table::of(&frame, "Ce cahier s’exécute sur", &columns)
    }

    /// Columns of a raw table as a frame: sentinels stay, categories are words, missing is null.
    ///
    /// `TARGET` is a column of `application_train` like the others.
    ///
    /// # Errors
    ///
    /// [`Error::NoColumn`]; [`Error::Stage`] with the line of the file that is wrong.
    pub fn raw(&self, table: RawTable, columns: &[&str]) -> Result<DataFrame, Error> {
        let has_target = table == RawTable::ApplicationTrain;
        let known = |name: &str| table.column(name).is_some() || (has_target && name == TARGET);
        if let Some(asked) = columns.iter().find(|name| !known(name)) {
            let mut found: Vec<String> =
                table.columns().iter().map(|column| column.name.to_owned()).collect();
            found.extend(has_target.then(|| TARGET.to_owned()));
            return Err(Error::NoColumn { asked: (*asked).to_owned(), found });
        }
        let source = Source::open(&self.data)?;
        let wanted = |name: &str| columns.contains(&name);
        let reading = tables::read_table(&source, table, &wanted, &|_| {})?;
        let mut frame = tables::frame::frame(&reading.rows)?;
        if has_target && columns.contains(&TARGET) {
            let target: Vec<i32> = reading.defaulted.iter().map(|&is| i32::from(is)).collect();
            frame.with_column(Column::new(TARGET.into(), target))?;
        }
        Ok(frame.select(columns.iter().copied())?)
    }

    /// The feature table, every client and feature; it is read anew at each call.
    ///
    /// # Errors
    ///
    /// [`Error::Stage`] where the table cannot be read.
    pub fn features(&self) -> Result<Arc<FeatureTable>, Error> {
        Ok(Arc::new(store::read(&self.workdir.features())?))
    }

    /// Some features of every client as a frame, beside `SK_ID_CURR` and `TARGET` (null where the
    /// outcome is not known).
    ///
    /// # Errors
    ///
    /// [`Error::NoColumn`]; [`Error::Stage`] where the table cannot be read.
    pub fn feature_frame(&self, names: &[&str]) -> Result<DataFrame, Error> {
        let reader = TableReader::open(&self.workdir.features())?;
        let place = |name: &&str| {
            let place = reader.names().iter().position(|known| known == *name);
            place.ok_or_else(|| Error::NoColumn {
                asked: (*name).to_owned(),
                found: reader.names().to_vec(),
            })
        };
        let places: Vec<usize> = names.iter().map(place).collect::<Result<_, _>>()?;
        let table = reader.everyone_with(&places)?;
        Ok(crate::features::frame::frame(&table)?)
    }

    /// What the retained model said of each client that models were chosen on, out of fold.
    ///
    /// # Errors
    ///
    /// [`Error::Stage`] for a damaged run.
    pub fn out_of_fold(&self) -> Result<Vec<Prediction>, Error> {
        Ok(artifact::read_out_of_fold(&self.path)?)
    }

    /// Seconds that each trial took; empty where the run does not hold them.
    pub fn timings(&self) -> Vec<TrialTime> {
        artifact::read_timings(&self.path)
    }

    /// The run, ready to score and explain clients of the feature table.
    ///
    /// # Errors
    ///
    /// [`Error::Stage`] for a table of another version.
    pub fn examiner(&self) -> Result<Examiner<'static>, Error> {
        let scorer = Scorer::new(Arc::clone(&self.run), self.features()?)?;
        Ok(Examiner::new(scorer)?)
    }

    /// The settings that the run was made with.
    pub fn settings(&self) -> &Settings {
        &self.run.manifest.settings
    }

    /// The tables, to be read.
    pub(super) fn source(&self) -> Result<Source, tables::Error> {
        Source::open(&self.data)
    }
}

/// Draws the demonstration portfolio unless it is there; returns its folder.
fn demo(workdir: &Workdir) -> Result<PathBuf, pipeline::Error> {
    let folder = workdir.demo();
    if !synthetic::holds(&folder, &synthetic::DEMO) {
        synthetic::synthesize(&synthetic::DEMO, &folder, &|_| {})?;
    }
    Ok(folder)
}

fn today() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    day(now / 86_400)
}
