//! What several tests need: small portfolios and work folders.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use octroi::features::dictionary::Language;
use octroi::models::Family;
use octroi::pipeline::{self, Job, Progress, Stage, Workdir};
use octroi::settings::{Settings, Study};
use octroi::synthetic::{Request, synthesize};
use octroi::tables::portfolio::{self, LoadedPortfolio};
use octroi::tables::{Source, Table};

/// A folder with a synthetic portfolio, drawn once per test run.
pub fn demo_data() -> &'static Path {
    static DATA: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = DATA.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo");
        synthesize(&Request { n_clients: 700, seed: 5 }, &path, &|_| ()).unwrap();
        (folder, path)
    });
    path
}

/// Loads every column of a portfolio.
pub fn load(data: &Path) -> LoadedPortfolio {
    portfolio::load(&Source::open(data).unwrap(), &|_, _| true, &|_| ()).unwrap()
}

/// Copies a portfolio so that a test can change it.
pub fn copy_of(data: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(data).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    folder
}

/// Rewrites the lines of a table, header apart.
pub fn edit_rows(data: &Path, table: Table, edit: impl Fn(usize, &str) -> String) {
    let path = data.join(format!("{}.csv", table.name()));
    let text = std::fs::read_to_string(&path).unwrap();
    let mut lines = text.lines();
    let mut edited = format!("{}\n", lines.next().unwrap());
    for (row, line) in lines.enumerate() {
        edited.push_str(&edit(row, line));
        edited.push('\n');
    }
    std::fs::write(path, edited).unwrap();
}

/// A job on the synthetic portfolio with a small, quick model.
pub fn job(root: &Path) -> Job {
    let mut settings = Settings::shipped().unwrap();
    settings.boosted_trees.set("n_trees", 12);
    settings.boosted_trees.set("learning_rate", 0.2);
    settings.boosted_trees.set("min_child_weight", 2);
    settings.boosted_trees.set("patience", 0);
    settings.boosted_trees.set("max_leaves", 8);
    settings.search.families = vec![Family::BoostedTrees];
    settings.studies.run.clear();
    settings.threshold.n_resamples = 20;
    settings.protocol.n_folds = 3;
    Job {
        workdir: Workdir::new(root.to_owned()),
        data: demo_data().to_owned(),
        settings,
        language: Language::French,
        templates: None,
        force: false,
        today: "2026-11-22".to_owned(),
    }
}

/// Progress that nobody watches.
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _: Stage, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
    fn finish(&self, _: Stage, _: bool, _: &str) {}
    fn say(&self, _: &str) {}
    fn now_s(&self) -> f64 {
        0.0
    }
}

/// Every file below a folder, by relative path, with its bytes.
pub fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.push((name, std::fs::read(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// A work folder with two runs, the first of them promoted.
pub fn workdir() -> &'static (tempfile::TempDir, String, String) {
    static RUNS: OnceLock<(tempfile::TempDir, String, String)> = OnceLock::new();
    RUNS.get_or_init(|| {
        let root = tempfile::tempdir().unwrap();
        let mut job = job(root.path());
        job.settings.search.families = vec![Family::Dummy, Family::BoostedTrees];
        job.settings.studies.run = vec![Study::Imbalance, Study::Priced];
        let first = pipeline::train(&job, &Silent).unwrap().run_id;
        job.settings.costs.missed_default = 4.0;
        let second = pipeline::train(&job, &Silent).unwrap().run_id;
        (root, first, second)
    })
}

/// What a command said, and how it ended.
pub struct Answer {
    pub out: String,
    pub err: String,
    pub code: i32,
}

/// Runs the program in a work folder.
pub fn octroi_in(root: &Path, words: &[&str]) -> Answer {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_octroi"))
        .args(words)
        .arg("--workdir")
        .arg(root)
        .output()
        .unwrap();
    Answer {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

/// Runs the program in the work folder with two runs.
pub fn ask(words: &[&str]) -> Answer {
    octroi_in(workdir().0.path(), words)
}
