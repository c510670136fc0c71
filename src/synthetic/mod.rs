//! A seed and a number of clients in, a folder of eight plausible CSV files out.
//!
//! The portfolio is drawn from published aggregates of the Home Credit data (home credit facts:
//! measured on real rows): marginals, levels with their default rates, patterns of missing values,
//! key structure and formatting. No row of real data is in it. A latent risk drives the outcome and
//! the histories, so that every table tells something about who defaults.
//!
//! The way of a client through this module:
//!
//! 1. [`person`]: who the client is; [`form`]: what they ask for; [`building`]: where they live;
//! 2. [`risk`]: the latent risk and the outcome; [`scores`]: what outside sources make of it;
//! 3. [`application`], [`bureau`], [`previous`], [`payments`]: the rows of each table;
//! 4. [`blocks`]: many clients at once; [`folder`]: onto the disk, all or nothing.
//!
//! This module never prints, never reads the clock or the environment, and knows nothing of features
//! or models.

mod application;
mod blocks;
mod building;
mod bureau;
mod bureau_balance;
mod client;
mod credit_card;
mod folder;
mod form;
mod identity;
mod installments;
mod marginals;
mod payments;
mod person;
mod pos_cash;
mod previous;
mod previous_row;
mod random;
mod risk;
mod scores;
mod text;

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use serde::{Deserialize, Serialize};

use crate::tables::Table;

use self::blocks::{BLOCK, Block};
use self::folder::Folder;
use self::identity::Identities;

/// Name of the file that marks a folder as synthetic.
pub const MARK_FILE: &str = "SYNTHETIC.json";

/// Version of the generator: the same request gives the same bytes as long as it does not change.
pub const GENERATOR_VERSION: u32 = 1;

/// Fewest clients: below, five folds hold too few defaults to train on.
pub const FEWEST_CLIENTS: u32 = 100;

/// Most clients: above, the credit keys leave the range of the original.
pub const MOST_CLIENTS: u32 = 2_000_000;

/// What portfolio to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// Clients in train and test together; 356,255 is the size of the original.
    pub n_clients: u32,
    /// Seed of every random stream.
    pub seed: u64,
}

/// The portfolio of `octroi demo` and of the notebooks.
pub const DEMO: Request = Request { n_clients: 10_000, seed: 7 };

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Clients whose outcome is known.
    pub n_train: u32,
    /// Clients whose outcome is not known.
    pub n_test: u32,
    /// Defaults among the train clients.
    pub n_defaults: u32,
    /// Rows of each file, header apart.
    pub rows: Vec<(Table, u64)>,
    /// Bytes of the eight files.
    pub bytes: u64,
}

/// Why a portfolio could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Too few or too many clients.
    #[error("cannot draw {found} clients, expected {FEWEST_CLIENTS} to {MOST_CLIENTS}")]
    NumberOfClients {
        /// The number asked for.
        found: u32,
    },
    /// The folder holds something else.
    #[error(
        "\"{}\" exists and has no {MARK_FILE}, so it is not replaced", path.display()
    )]
    NotSynthetic {
        /// The folder.
        path: PathBuf,
    },
    /// The disk said no.
    #[error("cannot write \"{}\"", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NumberOfClients { .. } => {
                "10000 clients make a demonstration, 356255 the size of the original"
            }
            Self::NotSynthetic { .. } => {
                "name a new folder, or remove this one if it is not needed"
            }
            Self::Io { .. } => "check who may write there and that the disk has room",
        };
        Some(hint.to_owned())
    }
}

/// The content of the mark.
#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    synthetic: bool,
    generator: u32,
    seed: u64,
    clients: u32,
    files: Vec<MarkedFile>,
}

/// One file in the mark.
#[derive(Debug, Serialize, Deserialize)]
struct MarkedFile {
    name: String,
    rows: u64,
    bytes: u64,
}

/// Draws a portfolio and writes it to the folder `out`, all or nothing.
///
/// `progress` is told the number of clients done, from time to time and from one thread. The same
/// request gives the same bytes, whatever the number of threads.
///
/// # Errors
///
/// Returns [`Error::NumberOfClients`] outside 100 to 2,000,000 clients, [`Error::NotSynthetic`] if
/// `out` holds anything but a synthetic portfolio, and [`Error::Io`] if the disk refuses.
pub fn synthesize(
    request: &Request,
    out: &Path,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Summary, Error> {
    if !(FEWEST_CLIENTS..=MOST_CLIENTS).contains(&request.n_clients) {
        return Err(Error::NumberOfClients { found: request.n_clients });
    }
    let mut folder = Folder::create(out)?;
    let identities = Identities::new(request.seed, request.n_clients);
    let mut totals = Totals::default();
    write_blocks(request, &identities, &mut folder, &mut totals, progress)?;
    let n_train = identities.n_train() as u32;
    let rows: Vec<(Table, u64)> = Table::ALL.into_iter().zip(totals.n_rows).collect();
    let files = rows.iter().zip(folder.bytes).map(|((table, rows), bytes)| MarkedFile {
        name: format!("{}.csv", table.name()),
        rows: *rows,
        bytes,
    });
    let mark = Mark {
        synthetic: true,
        generator: GENERATOR_VERSION,
        seed: request.seed,
        clients: request.n_clients,
        files: files.collect(),
    };
    let bytes = folder.bytes.iter().sum();
    folder.finish(&mark)?;
    Ok(Summary {
        n_train,
        n_test: request.n_clients - n_train,
        n_defaults: totals.n_defaults,
        rows,
        bytes,
    })
}

/// Whether a folder carries the mark of a synthetic portfolio.
pub fn is_synthetic(dir: &Path) -> bool {
    let text = std::fs::read_to_string(dir.join(MARK_FILE)).unwrap_or_default();
    serde_json::from_str::<Mark>(&text).is_ok_and(|mark| mark.synthetic)
}

/// Whether a folder already holds the portfolio that `request` asks for, file by file.
pub fn holds(dir: &Path, request: &Request) -> bool {
    let text = std::fs::read_to_string(dir.join(MARK_FILE)).unwrap_or_default();
    let Ok(mark) = serde_json::from_str::<Mark>(&text) else { return false };
    let is_whole = |file: &MarkedFile| {
        std::fs::metadata(dir.join(&file.name)).is_ok_and(|found| found.len() == file.bytes)
    };
    mark.synthetic
        && mark.generator == GENERATOR_VERSION
        && mark.seed == request.seed
        && mark.clients == request.n_clients
        && mark.files.iter().all(is_whole)
}

/// What the blocks add up to.
#[derive(Debug, Default)]
struct Totals {
    n_rows: [u64; 8],
    n_defaults: u32,
}

/// Draws waves of blocks, and writes each wave while the next one is drawn.
fn write_blocks(
    request: &Request,
    identities: &Identities,
    folder: &mut Folder,
    totals: &mut Totals,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(), Error> {
    let n_clients = u64::from(request.n_clients);
    let n_blocks = n_clients.div_ceil(BLOCK);
    let wave = (4 * rayon::current_num_threads() as u64).clamp(4, 32);
    // Two waves of buffers go round: one being filled, one being written.
    let (filled, to_write) = mpsc::sync_channel::<Vec<Block>>(1);
    let (emptied, to_fill) = mpsc::channel::<Vec<Block>>();
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || {
            let mut n_done = 0;
            for blocks in to_write {
                for block in &blocks {
                    for (table, text) in block.texts.iter().enumerate() {
                        folder.append(table, text)?;
                        totals.n_rows[table] += block.n_rows[table];
                    }
                    totals.n_defaults += block.n_defaults;
                    n_done += block.n_clients;
                }
                progress(n_done);
                // The drawing side may be done already.
                let _ = emptied.send(blocks);
            }
            Ok(())
        });
        for (n_made, first) in (0..n_blocks).step_by(wave as usize).enumerate() {
            let mut blocks =
                if n_made < 2 { Vec::new() } else { to_fill.recv().unwrap_or_default() };
            let n_in_wave = wave.min(n_blocks - first) as usize;
            blocks.resize_with(n_in_wave, Block::default);
            blocks::generate(identities, request.seed, n_clients, first, &mut blocks);
            if filled.send(blocks).is_err() {
                break;
            }
        }
        drop(filled);
        writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
