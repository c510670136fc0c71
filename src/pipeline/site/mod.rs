//! The dashboard of a run: its pages and its data, for everyone or for some, in bounded memory.
//!
//! ```text
//! feature table ── group by group ──▶ scores, rows, columns, histograms ──┐
//! run ── model, features, labels, similar clients ────────────────────────┴▶ a folder ─▶ swapped in
//! ```
//!
//! Clients go by in the order of their numbers, a row group of the table at a time; what is kept
//! of everyone is some hundred bytes a client. The site is written into a folder beside, which
//! then takes the place of the last one.

mod gathering;
mod manifest;
mod sheets;

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use super::stages::CODE_VERSION;
use super::workdir::NOTEBOOKS;
use super::{Error, Publication};
use crate::artifact::{self, Prediction, ScoringArtifact};
use crate::dashboard::pack::{self, Container};
use crate::explanation::{Explainer, Subjects};
use crate::features::Reviser;
use crate::features::dictionary::Language;
use crate::features::store::TableReader;
use crate::files::{self, NewFolder};
use crate::scoring::{self, Evaluated, Evaluator};
use crate::views::from_run::site::{
    Bins, column_builders, features, labels, model, picks, similar, similar_values,
};
use crate::views::from_run::{self, Speaker};
use crate::views::site::RowsIndex;
use gathering::Gathering;
pub(super) use manifest::{MANIFEST, is_whole};
pub use sheets::list_sheets;

/// Clients whose rows are in one file.
const PER_SHARD: usize = 256;

/// The note, beside the site.
const NOTE: &str = "methodology.pdf";

/// The file that every page loads.
pub(super) const SITE: &str = "data/site.js";

/// Whom a site shows.
#[derive(Debug, Clone)]
pub enum SiteClients {
    /// Everyone in the feature table.
    All,
    /// These clients.
    These(BTreeSet<u32>),
    /// So many, evenly spread over the table; everyone where there are fewer.
    Sample(usize),
}

/// What a site is made from.
#[derive(Debug, Clone, Copy)]
pub struct SiteJob<'a> {
    /// The run.
    pub artifact: &'a ScoringArtifact,
    /// Its predictions of the clients that models were chosen on.
    pub out_of_fold: &'a [Prediction],
    /// The clients.
    pub reader: &'a TableReader,
    /// Who speaks of them.
    pub speaker: &'a Speaker<'a>,
    /// Folder whose templates replace the built-in ones.
    pub templates: Option<&'a Path>,
    /// Fingerprint of run and feature table.
    pub data: &'a str,
    /// Whether the note and sheets are put beside the site, even where there is none yet.
    pub expects_documents: bool,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteMade {
    /// Clients of the site.
    pub n_clients: usize,
    /// Files of the site.
    pub n_files: usize,
    /// Their size together.
    pub n_bytes: u64,
    /// Clients asked for whom nobody knows.
    pub unknown: Vec<u32>,
}

impl std::fmt::Display for SiteMade {
    /// `10000 clients, 155 files, 15.4 MB`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let size = self.n_bytes as f64 / 1e6;
        let plural = if self.n_clients == 1 { "" } else { "s" };
        write!(f, "{} client{plural}, {} files, {size:.1} MB", self.n_clients, self.n_files)
    }
}

impl Publication {
    /// Fingerprint of run and feature table, whatever the language.
    ///
    /// # Errors
    ///
    /// [`files::Error`] where one cannot be read.
    pub fn data(&self) -> Result<String, files::Error> {
        let run = files::fingerprint(&self.run().join(artifact::MANIFEST))?;
        let table = files::fingerprint(&self.workdir.features())?;
        Ok(files::fingerprint_of([run.as_bytes(), table.as_bytes()]))
    }
}

/// Whether the notebooks stand beside the site as pages; `reports` is the folder above it.
pub(super) fn has_notebooks(reports: &Path) -> bool {
    reports.join(NOTEBOOKS).join("index.html").is_file()
}

/// Writes the site of the chosen clients into `out`; `progress` is told of clients done with.
///
/// The same run, table and choice give the same bytes on any number of threads.
///
/// # Errors
///
/// [`Error::NotADashboard`] where something else is at `out`; else that of the first file that
/// fails. The last site then stays as it was.
pub fn write_site(
    job: &SiteJob<'_>,
    clients: &SiteClients,
    out: &Path,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<SiteMade, Error> {
    manifest::check_replaceable(out)?;
    let groups = job.reader.clients()?;
    let (chosen, unknown) = choose(&groups, clients);
    let site = identifier(job, &chosen);
    let folder = NewFolder::beside(out)?;
    let writer = Writer { folder: &folder, site: &site, sizes: manifest::Sizes::default() };

    let artifact = job.artifact;
    let subjects = Subjects::new(artifact.model.feature_names())?;
    let names = job.reader.names();
    let reviser = Reviser::new(names).map_err(scoring::Error::from)?;
    // A model whose scores cannot be explained has no dashboard: better told before the work.
    Explainer::new(&artifact.model).map_err(scoring::Error::from)?;
    let bins = Bins::new(artifact, &subjects);
    let columns = column_builders(job.speaker, &subjects, &reviser, names);
    let mut gathering = Gathering::new(&writer, artifact, &bins, columns);
    gathering.read(job.reader, &groups, &chosen, progress)?;
    let Gathering { clients, decisions, columns, histograms, first, .. } = gathering;

    let n_clients_of_table = groups.iter().map(Vec::len).sum();
    drop(groups);
    let sizes: Vec<usize> = columns
        .par_iter()
        .map(|column| {
            let name = format!("columns/{}", column.name);
            writer.shard(&name, &pack::column(&column.data()))
        })
        .collect::<Result<_, Error>>()?;
    writer.shard("clients", &pack::clients(&clients, &mut Vec::new()))?;
    writer.shard("scores", &pack::scores(&clients))?;
    writer.shard("histograms", &pack::histograms(&histograms.into_data(bins)))?;
    let model = model(artifact).map_err(scoring::Error::from)?;
    writer.shard("model", &pack::model(&model))?;
    let described = features(artifact, &subjects, &reviser, names)?;
    writer.shard("features", &pack::features(&described))?;
    let others: Vec<_> = columns
        .iter()
        .filter_map(|column| Some((column.name.clone(), column.entry.clone()?)))
        .collect();
    for language in Language::ALL {
        let name = format!("labels.{}", language.code());
        writer.shard(&name, &pack::labels(&labels(&subjects, &others, language)?))?;
    }
    let alike = similar(&artifact.population, &clients.clients);
    writer.shard("similar/base", &pack::similar(&alike))?;
    drop(alike);
    let values: Vec<_> = similar_values(&artifact.population).collect();
    values.par_iter().try_for_each(|values| {
        let name = format!("similar/{}", values.name);
        writer.shard(&name, &pack::similar_values(values)).map(|_| ())
    })?;
    drop(values);

    let beside = sheets::folder_beside(out);
    let (name, bytes) = sheets::listed(&beside, &site)?;
    writer.put(name, &bytes)?;
    let mut data = from_run::site::site(job.speaker, pack::FORMAT, &site, model.kind());
    data.n_clients = clients.clients.len();
    data.n_clients_of_table = n_clients_of_table;
    data.rows = RowsIndex { per_shard: PER_SHARD, first };
    data.columns =
        columns.iter().zip(sizes).map(|(column, n_bytes)| column.listed(n_bytes)).collect();
    let threshold = artifact.threshold.value();
    data.picks = picks(&clients.clients, &clients.probability, &decisions, threshold);
    data.has_sheets = job.expects_documents || beside.is_dir();
    writer.put(SITE, &pack::site(&data)?)?;
    let speaker = job.speaker;
    let mut translated = Speaker::new(artifact, other(speaker.language), speaker.date.clone())?;
    translated.is_synthetic = speaker.is_synthetic;
    let has_documents = job.expects_documents || sheets::parent_of(out).join(NOTE).is_file();
    let has_notebooks = has_notebooks(&sheets::parent_of(out));
    let evaluated = evaluate(job)?;
    let pages = [
        from_run::page(speaker, data.n_clients, &evaluated, has_documents, has_notebooks)?,
        from_run::page(&translated, data.n_clients, &evaluated, has_documents, has_notebooks)?,
    ];
    for (name, bytes) in crate::dashboard::render(&pages, job.templates)? {
        writer.put(&name, &bytes)?;
    }
    let (n_files, n_bytes) = writer.sizes.totals();
    folder.put(MANIFEST, &writer.sizes.to_bytes(&site))?;
    folder.publish()?;
    Ok(SiteMade { n_clients: data.n_clients, n_files, n_bytes, unknown })
}

/// What out-of-fold predictions tell beside what the run keeps, over everyone who has one: whom the
/// site shows does not matter.
fn evaluate(job: &SiteJob<'_>) -> Result<Evaluated, Error> {
    let read = Evaluator::reads(job.reader.names());
    let names: Vec<String> = read.iter().map(|&at| job.reader.names()[at].clone()).collect();
    let mut evaluator = Evaluator::new(&names, job.out_of_fold.to_vec());
    for group in 0..job.reader.n_groups() {
        let table = job.reader.group_with(group, &read)?;
        for (place, &client) in table.clients.iter().enumerate() {
            evaluator.add(client, table.row(place));
        }
    }
    let costs = job.artifact.manifest.settings.costs;
    Ok(evaluator.finish(costs, job.artifact.threshold.value())?)
}

/// The language that is not that one.
const fn other(language: Language) -> Language {
    match language {
        Language::French => Language::English,
        Language::English => Language::French,
    }
}

/// Who is shown, ascending, and who was asked for in vain.
fn choose(groups: &[Vec<u32>], clients: &SiteClients) -> (Vec<u32>, Vec<u32>) {
    let all = || groups.iter().flatten().copied();
    match clients {
        SiteClients::All => (all().collect(), Vec::new()),
        SiteClients::These(wanted) => {
            let known: BTreeSet<u32> = all().filter(|client| wanted.contains(client)).collect();
            let unknown = wanted.difference(&known).copied().collect();
            (known.into_iter().collect(), unknown)
        }
        SiteClients::Sample(n) => {
            let everyone: Vec<u32> = all().collect();
            let n = (*n).min(everyone.len());
            ((0..n).map(|at| everyone[at * everyone.len() / n]).collect(), Vec::new())
        }
    }
}

/// 16 hexadecimal digits that every file of the site repeats.
fn identifier(job: &SiteJob<'_>, chosen: &[u32]) -> String {
    let clients: Vec<u8> = chosen.iter().flat_map(|client| client.to_le_bytes()).collect();
    let format = pack::FORMAT.to_le_bytes();
    let programs = [CODE_VERSION, env!("OCTROI_DOCUMENTS"), job.data].map(str::as_bytes);
    let parts = programs.into_iter().chain([format.as_slice(), &clients]);
    files::fingerprint_of(parts)[..16].to_owned()
}

/// Writes the files of a site.
struct Writer<'a> {
    folder: &'a NewFolder,
    site: &'a str,
    sizes: manifest::Sizes,
}

impl Writer<'_> {
    /// Writes a data file; returns its size.
    fn shard(&self, name: &str, container: &Container<'_>) -> Result<usize, Error> {
        let bytes = pack::shard(name, self.site, container)?;
        self.put(&format!("data/{name}.js"), &bytes)?;
        Ok(bytes.len())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.folder.put(name, bytes)?;
        self.sizes.add(name, bytes.len());
        Ok(())
    }
}
