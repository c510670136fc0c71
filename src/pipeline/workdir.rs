//! Where things lie in a work folder.

use std::path::{Path, PathBuf};

use crate::files;

/// Folder of the notebooks' pages, beside the dashboard.
pub(super) const NOTEBOOKS: &str = "notebooks";

/// The folder that holds `data/` and `reports/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workdir(PathBuf);

impl Workdir {
    /// Takes a folder, which need not exist yet.
    pub fn new(root: PathBuf) -> Self {
        Self(root)
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.0
    }

    /// `data/`: what is read and computed.
    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    /// `data/raw/`: the Kaggle files, where they are put by hand.
    pub fn raw(&self) -> PathBuf {
        self.data().join("raw")
    }

    /// `data/demo/`: the synthetic portfolio.
    pub fn demo(&self) -> PathBuf {
        self.data().join("demo")
    }

    /// `data/features.parquet`: one row per client.
    pub fn features(&self) -> PathBuf {
        self.data().join("features.parquet")
    }

    /// `data/features.rows`: the same row by row, for the service that answers for one client at a time.
    pub fn rows(&self) -> PathBuf {
        self.data().join("features.rows")
    }

    /// `data/runs/`: one folder per run.
    pub fn runs(&self) -> PathBuf {
        self.data().join("runs")
    }

    /// `data/trials/`: fits kept so that an interrupted training goes on where it stopped.
    pub fn trials(&self) -> PathBuf {
        self.data().join("trials")
    }

    /// `data/keys.json`: the API keys, as hashes.
    pub fn keys(&self) -> PathBuf {
        self.data().join("keys.json")
    }

    /// `data/predictions.sqlite`: what the service answered.
    pub fn predictions(&self) -> PathBuf {
        self.data().join("predictions.sqlite")
    }

    /// `data/stages/`: what each stage read and wrote last.
    pub fn stages(&self) -> PathBuf {
        self.data().join("stages")
    }

    /// `reports/`: what people read.
    pub fn reports(&self) -> PathBuf {
        self.0.join("reports")
    }

    /// `reports/methodology.pdf`.
    pub fn note(&self) -> PathBuf {
        self.reports().join("methodology.pdf")
    }

    /// `reports/clients/`: a sheet `<client>.pdf` each.
    pub fn sheets(&self) -> PathBuf {
        self.reports().join("clients")
    }

    /// `reports/slides.pdf`.
    pub fn slides(&self) -> PathBuf {
        self.reports().join("slides.pdf")
    }

    /// `reports/notebooks/`: the notebooks as pages, where they were run.
    pub fn notebooks(&self) -> PathBuf {
        self.reports().join(NOTEBOOKS)
    }

    /// `reports/dashboard/`.
    pub fn dashboard(&self) -> PathBuf {
        self.reports().join("dashboard")
    }

    /// Removes what an interrupted job left unfinished.
    pub fn sweep(&self) {
        files::settle_folder(&self.dashboard());
        let reports = self.reports();
        let folders = [
            self.data(),
            self.runs(),
            self.stages(),
            self.trials(),
            self.sheets(),
            self.dashboard(),
            reports,
        ];
        folders.iter().for_each(|folder| files::sweep_unfinished(folder));
    }

    /// A path as it is recorded: relative to the work folder, with forward slashes.
    pub fn relative(&self, path: &Path) -> String {
        let relative = path.strip_prefix(&self.0).unwrap_or(path);
        relative.to_string_lossy().replace('\\', "/")
    }
}
