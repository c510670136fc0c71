//! The sheets of many clients: on all cores, in bounded memory, going on where they stopped.
//!
//! Beside the sheets lies a log with a line for each that was written: the client, and the
//! fingerprint of everything that the sheet was made from. A sheet whose last line still holds is
//! skipped, so that an interrupted job goes on where it stopped, and that sheets of another run,
//! language or template are made again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::Error;
use crate::artifact::ScoringArtifact;
use crate::decision::Decision;
use crate::features::store::TableReader;
use crate::files;
use crate::report::Documents;
use crate::scoring::{Examiner, ScoredClient, Scorer};
use crate::views::SheetView;
use crate::views::from_run::{self, N_REASONS, Speaker};

/// Name of the log in the folder of the sheets.
const LOG: &str = ".sheets.log";

/// Stack of a thread that typesets: the typesetter works recursively.
pub const STACK_BYTES: usize = 16 << 20;

/// Most sheets in one document, all of which are in memory until it is written.
pub const MOST_MERGED: usize = 1_000;

/// Whose sheets are wanted.
#[derive(Debug, Clone)]
pub enum Chosen {
    /// These clients.
    Clients(BTreeSet<u32>),
    /// Everyone for whom the rule says this.
    Decided(Decision),
    /// Everyone.
    All,
}

/// What sheets are made from.
#[derive(Debug, Clone, Copy)]
pub struct SheetsJob<'a> {
    /// The run.
    pub artifact: &'a ScoringArtifact,
    /// The clients.
    pub reader: &'a TableReader,
    /// Who speaks of them.
    pub speaker: &'a Speaker<'a>,
    /// What typesets.
    pub documents: &'a Documents,
    /// Whether sheets have a second page.
    pub has_details: bool,
    /// Fingerprint of run, clients, language and templates.
    pub inputs: &'a str,
    /// Whether to make sheets that are up to date, too.
    pub force: bool,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetsMade {
    /// Sheets written.
    pub n_made: usize,
    /// Sheets that were up to date.
    pub n_kept: usize,
    /// Clients asked for whom nobody knows.
    pub unknown: Vec<u32>,
}

/// Writes a PDF for each chosen client into `out`; `progress` is told of clients done with.
///
/// # Errors
///
/// That of the first sheet that fails; those already written stay.
pub fn write_sheets(
    job: &SheetsJob<'_>,
    chosen: &Chosen,
    out: &Path,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<SheetsMade, Error> {
    let failed = |source| files::Error::Write { path: out.to_owned(), source };
    std::fs::create_dir_all(out).map_err(failed)?;
    let inputs =
        files::fingerprint_of([job.inputs, &job.has_details.to_string()].map(str::as_bytes));
    let inputs = &inputs[..16];
    let known = read_log(out);
    let is_kept = |client: u32| {
        let is_known = known.get(&client).is_some_and(|of| of == inputs);
        is_known && !job.force && path_of(out, client).is_file()
    };
    let log = Mutex::new(open_log(out)?);
    let n_kept = AtomicUsize::new(0);
    let fitting = |examiner: &Examiner<'_>, place| {
        let (scored, features) = (examiner.examine_at(place)?, examiner.scorer.features(place));
        fitting_sheet(&scored, &features, job.speaker, job.documents, job.has_details)
    };
    let n_made = each_chosen(job, chosen, progress, &|examiner, place| {
        let client = examiner.scorer.table.clients[place];
        if is_kept(client) {
            n_kept.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        let bytes = fitting(examiner, place)?.1;
        files::write_bytes(&path_of(out, client), &bytes)?;
        let mut log = log.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        writeln!(log, "{client} {inputs}").map_err(failed)?;
        Ok(())
    })?;
    drop(log);
    shorten_log(out)?;
    let n_kept = n_kept.into_inner();
    Ok(SheetsMade { n_made: n_made - n_kept, n_kept, unknown: unknown(job, chosen)? })
}

/// Writes the sheets of all chosen clients into one PDF, in the order of their numbers; nothing
/// where nobody knows any of them.
///
/// # Errors
///
/// [`Error::TooManyMerged`]; [`Error::NobodyChosen`]; that of the first sheet that fails.
pub fn merge_sheets(
    job: &SheetsJob<'_>,
    chosen: &Chosen,
    out: &Path,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<SheetsMade, Error> {
    let n_wanted = match chosen {
        Chosen::Clients(clients) => clients.len(),
        Chosen::All => job.reader.n_clients(),
        // Known once everyone is scored.
        Chosen::Decided(_) => 0,
    };
    if n_wanted > MOST_MERGED {
        return Err(Error::TooManyMerged);
    }
    let fitting = |examiner: &Examiner<'_>, place| {
        let (scored, features) = (examiner.examine_at(place)?, examiner.scorer.features(place));
        fitting_sheet(&scored, &features, job.speaker, job.documents, job.has_details)
    };
    let views = Mutex::new(BTreeMap::new());
    each_chosen(job, chosen, progress, &|examiner, place| {
        let (view, _) = fitting(examiner, place)?;
        let mut views = views.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        views.insert(examiner.scorer.table.clients[place], view);
        if views.len() > MOST_MERGED { Err(Error::TooManyMerged) } else { Ok(()) }
    })?;
    let views = views.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let views: Vec<SheetView> = views.into_values().collect();
    let unknown = unknown(job, chosen)?;
    if !views.is_empty() {
        files::write_bytes(out, &job.documents.sheets(&views)?.bytes)?;
    } else if unknown.is_empty() {
        return Err(Error::NobodyChosen);
    }
    Ok(SheetsMade { n_made: views.len(), n_kept: 0, unknown })
}

/// Where the sheet of a client lies in a folder.
pub(super) fn path_of(out: &Path, client: u32) -> PathBuf {
    out.join(format!("{client}.pdf"))
}

/// The view of a sheet that keeps to its pages, and its PDF: where reasons are long, fewer are
/// told. `features` holds the model's features of the client.
///
/// # Errors
///
/// [`Error`] for a client who cannot be explained, or a sheet that cannot be typeset.
pub fn fitting_sheet(
    scored: &ScoredClient,
    features: &[f32],
    speaker: &Speaker<'_>,
    documents: &Documents,
    has_details: bool,
) -> Result<(SheetView, Vec<u8>), Error> {
    let n_pages = 1 + usize::from(has_details);
    let mut n_reasons = N_REASONS;
    loop {
        let view = from_run::sheet(speaker, scored, features, has_details, n_reasons)?;
        let pdf = documents.sheet(&view)?;
        if pdf.n_pages == n_pages || n_reasons == 1 {
            return Ok((view, pdf.bytes));
        }
        n_reasons -= 1;
    }
}

/// Calls `make` with the place of each chosen client, on all cores, a part of the table at a
/// time; returns how many there were.
fn each_chosen(
    job: &SheetsJob<'_>,
    chosen: &Chosen,
    progress: &(dyn Fn(u64) + Sync),
    make: &(dyn Fn(&Examiner<'_>, usize) -> Result<(), Error> + Sync),
) -> Result<usize, Error> {
    let groups = job.reader.clients()?;
    let mut n_chosen = 0;
    for (group, clients) in groups.iter().enumerate() {
        let is_wanted = match chosen {
            Chosen::Clients(wanted) => clients.iter().any(|client| wanted.contains(client)),
            Chosen::Decided(_) | Chosen::All => true,
        };
        if !is_wanted {
            continue;
        }
        let table = job.reader.group(group)?;
        let examiner = Examiner::new(Scorer::new(job.artifact, &table)?)?;
        let n_clients = table.clients.len();
        let places: Vec<usize> = match chosen {
            Chosen::All => (0..n_clients).collect(),
            Chosen::Clients(wanted) => {
                (0..n_clients).filter(|&place| wanted.contains(&table.clients[place])).collect()
            }
            Chosen::Decided(decision) => (0..n_clients)
                .into_par_iter()
                .filter(|&place| examiner.scorer.score_at(place).decision == *decision)
                .collect(),
        };
        if matches!(chosen, Chosen::Decided(_)) {
            progress((n_clients - places.len()) as u64);
        }
        n_chosen += places.len();
        on_all_cores(&places, progress, &|place| make(&examiner, place))?;
    }
    Ok(n_chosen)
}

/// Calls `make` with each place, on threads of our own: the typesetter shares its work out among
/// those of rayon, where one that waits for its share would take up a further sheet, and so on
/// until its stack is full.
fn on_all_cores(
    places: &[usize],
    progress: &(dyn Fn(u64) + Sync),
    make: &(dyn Fn(usize) -> Result<(), Error> + Sync),
) -> Result<(), Error> {
    let (next, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let first_error = Mutex::new(None);
    let fail = |error: Error| {
        is_over.store(true, Ordering::Relaxed);
        let mut first = first_error.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        first.get_or_insert(error);
    };
    let work = || {
        while !is_over.load(Ordering::Relaxed)
            && let Some(&place) = places.get(next.fetch_add(1, Ordering::Relaxed))
        {
            match make(place) {
                Ok(()) => progress(1),
                Err(error) => fail(error),
            }
        }
    };
    let n_threads = rayon::current_num_threads().min(places.len());
    std::thread::scope(|scope| {
        for _ in 0..n_threads {
            let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
            if let Err(source) = builder.spawn_scoped(scope, work) {
                fail(Error::Thread { source });
            }
        }
    });
    first_error.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).map_or(Ok(()), Err)
}

fn unknown(job: &SheetsJob<'_>, chosen: &Chosen) -> Result<Vec<u32>, Error> {
    let Chosen::Clients(wanted) = chosen else {
        return Ok(Vec::new());
    };
    let groups = job.reader.clients()?;
    let is_known = |client: &u32| groups.iter().any(|group| group.binary_search(client).is_ok());
    Ok(wanted.iter().copied().filter(|client| !is_known(client)).collect())
}

/// The last fingerprint of each client; a line cut short is none.
fn read_log(out: &Path) -> BTreeMap<u32, String> {
    let bytes = std::fs::read(out.join(LOG)).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let line = |line: &str| {
        let (client, inputs) = line.strip_suffix('\n')?.split_once(' ')?;
        Some((client.parse().ok()?, inputs.to_owned()))
    };
    text.split_inclusive('\n').filter_map(line).collect()
}

/// Leaves the last line of each client, in the order of their numbers.
fn shorten_log(out: &Path) -> Result<(), Error> {
    let lines = read_log(out).into_iter().map(|(client, inputs)| format!("{client} {inputs}\n"));
    Ok(files::write_bytes(&out.join(LOG), lines.collect::<String>().as_bytes())?)
}

fn open_log(out: &Path) -> Result<File, Error> {
    let path = out.join(LOG);
    let failed = |source| files::Error::Write { path: path.clone(), source };
    let mut file = File::options().create(true).append(true).open(&path).map_err(failed)?;
    // A line cut short by an interruption must not swallow the next one.
    let bytes = std::fs::read(&path).unwrap_or_default();
    if bytes.last().is_some_and(|last| *last != b'\n') {
        file.write_all(b"\n").map_err(failed)?;
    }
    Ok(file)
}
