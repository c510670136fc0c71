//! The main job: it builds, does nothing twice, resumes, and survives.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use octroi::artifact::{self, registry};
use octroi::features::dictionary::Language;
use octroi::models::Family;
use octroi::pipeline::{self, Stage};
use octroi::settings::Study;
use octroi::tables::Table;

use crate::support::{Silent, copy_of, demo_data, edit_rows, files_below, job};

const ALL: [Stage; 6] =
    [Stage::Features, Stage::Train, Stage::Note, Stage::Sheets, Stage::Slides, Stage::Dashboard];

#[test]
fn a_build_does_what_is_stale_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    let mut job = job(root.path());
    let first = pipeline::build(&job, &Silent).unwrap();
    assert_eq!(first.ran, ALL);
    assert!(first.outputs.iter().all(|path| path.is_file()), "{:?}", first.outputs);
    let made = files_below(root.path());

    let second = pipeline::build(&job, &Silent).unwrap();
    assert_eq!(second.ran, []);
    assert_eq!(second.run_id, first.run_id);
    assert!(files_below(root.path()) == made);

    job.force = true;
    let forced = pipeline::build(&job, &Silent).unwrap();
    assert_eq!(forced.ran, ALL);
    assert!(files_below(root.path()) == made, "the same inputs give the same bytes");

    job.force = false;
    job.language = Language::English;
    let english = pipeline::build(&job, &Silent).unwrap();
    assert_eq!(english.ran, [Stage::Note, Stage::Sheets, Stage::Slides, Stage::Dashboard]);

    std::fs::remove_file(job.workdir.note()).unwrap();
    assert_eq!(pipeline::build(&job, &Silent).unwrap().ran, [Stage::Note]);

    job.settings.costs.missed_default = 5.0;
    let cheaper = pipeline::build(&job, &Silent).unwrap();
    assert_eq!(cheaper.ran, ALL[1..]);
    assert_ne!(cheaper.run_id, first.run_id);
    let kept = job.workdir.runs().join(&first.run_id);
    assert!(artifact::load(&kept).is_ok(), "earlier runs are kept");
}

#[test]
fn a_run_says_what_it_is_and_refuses_damage() {
    let root = tempfile::tempdir().unwrap();
    let job = job(root.path());
    let built = pipeline::build(&job, &Silent).unwrap();
    let path = job.workdir.runs().join(&built.run_id);
    let run = artifact::load(&path).unwrap();
    assert!(run.manifest.is_synthetic);
    assert_eq!(run.manifest.n_labelled + run.manifest.n_unlabelled, 700);
    assert!(!run.model.feature_names().iter().any(|name| name.contains("GENDER")));
    assert!(!run.model.feature_names().iter().any(|name| name.contains("FAMILY_STATUS")));
    let search = &run.threshold_study.search;
    assert!(search.best.expected_cost <= search.accept_all.expected_cost);
    assert!(search.best.expected_cost <= search.refuse_all.expected_cost);

    for file in artifact::FILES.into_iter().filter(|file| *file != artifact::MANIFEST) {
        let whole = std::fs::read(path.join(file)).unwrap();
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        for damaged in [&whole[..whole.len() - 9], &changed] {
            std::fs::write(path.join(file), damaged).unwrap();
            let message = artifact::load(&path).unwrap_err().to_string();
            let expected = format!("\"{file}\" does not have the checksum");
            assert!(message.contains(&expected), "{message}");
        }
        std::fs::remove_file(path.join(file)).unwrap();
        let message = artifact::load(&path).unwrap_err().to_string();
        assert!(message.contains(&format!("\"{file}\" cannot be read")), "{message}");
        std::fs::write(path.join(file), &whole).unwrap();
    }

    let manifest = std::fs::read_to_string(path.join("manifest.json")).unwrap();
    let format = format!("\"format\": {}", artifact::FORMAT);
    let newer = manifest.replacen(&format, "\"format\": 99", 1);
    std::fs::write(path.join("manifest.json"), newer).unwrap();
    let message = artifact::load(&path).unwrap_err().to_string();
    assert!(message.contains("has format 99"), "{message}");
    std::fs::write(path.join("manifest.json"), &manifest[..100]).unwrap();
    assert!(artifact::load(&path).unwrap_err().to_string().contains("is damaged"));

    // A build notices the damage and makes the run again.
    assert_eq!(pipeline::build(&job, &Silent).unwrap().ran, [Stage::Train]);
    assert!(artifact::load(&path).is_ok());
}

#[test]
fn one_thread_makes_what_two_make() {
    let made = |n_threads| {
        let root = tempfile::tempdir().unwrap();
        let mut job = job(root.path());
        job.settings.search.families = Family::ALL.to_vec();
        job.settings.random_forest.set("n_trees", 5);
        job.settings.studies.run = vec![Study::Imbalance];
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| pipeline::train(&job, &Silent)).unwrap();
        files_below(&job.workdir.runs())
    };
    let (one, two) = (made(1), made(2));
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|f| f.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(&one), names(&two));
    for ((name, one), (_, two)) in one.iter().zip(&two) {
        assert!(one == two, "{name} differs");
    }
}

#[test]
fn runs_are_listed_found_and_promoted() {
    let root = tempfile::tempdir().unwrap();
    let mut job = job(root.path());
    let runs = job.workdir.runs();
    assert!(matches!(registry::find(&runs, None), Err(artifact::Error::NoRun { .. })));
    let first = pipeline::train(&job, &Silent).unwrap().run_id;
    assert_eq!(registry::promoted(&runs).as_ref(), Some(&first), "the first run is promoted");
    job.settings.costs.missed_default = 5.0;
    let second = pipeline::train(&job, &Silent).unwrap().run_id;
    assert_eq!(registry::promoted(&runs).as_ref(), Some(&first), "training promotes no other");
    let listed: Vec<String> = registry::list(&runs).into_iter().map(|run| run.run_id).collect();
    assert!(listed.contains(&first) && listed.contains(&second) && listed.len() == 2);
    assert_eq!(registry::find(&runs, Some(&second[..6])).unwrap(), runs.join(&second));
    for unknown in ["", "zzz"] {
        let message = registry::find(&runs, Some(unknown)).unwrap_err().to_string();
        assert!(message.contains("which 0 runs go by"), "{message}");
    }

    std::fs::write(runs.join(&second).join("model.json"), "{}").unwrap();
    assert!(registry::promote(&runs, &second).is_err(), "a damaged run is not promoted");
    assert_eq!(registry::promoted(&runs).as_ref(), Some(&first));
    assert_eq!(registry::promote(&runs, &first[..4]).unwrap().run_id, first);
    // A build promotes what its documents speak of, and mends it first.
    assert_eq!(pipeline::build(&job, &Silent).unwrap().run_id, second);
    assert_eq!(registry::promoted(&runs).as_ref(), Some(&second));
}

#[test]
fn two_jobs_do_not_share_a_work_folder() {
    let root = tempfile::tempdir().unwrap();
    let job = job(root.path());
    let lock = pipeline::lock(&job.workdir).unwrap();
    let message = pipeline::build(&job, &Silent).unwrap_err().to_string();
    assert!(message.contains("another octroi is at work"), "{message}");
    drop(lock);
    assert!(pipeline::build(&job, &Silent).is_ok());
}

#[test]
fn too_few_defaults_to_learn_from_are_an_error() {
    let root = tempfile::tempdir().unwrap();
    let data = copy_of(demo_data());
    edit_rows(data.path(), Table::ApplicationTrain, |row, line| {
        let mut fields: Vec<&str> = line.splitn(3, ',').collect();
        fields[1] = if row < 5 { "1" } else { "0" };
        fields.join(",")
    });
    let mut job = job(root.path());
    job.data = data.path().to_owned();
    let error = pipeline::build(&job, &Silent).unwrap_err();
    assert!(error.to_string().contains("clients who defaulted"), "{error}");
    assert!(error.hint().is_some());
}

fn octroi(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_octroi"));
    command
        .args(["build", "--quiet", "--workdir"])
        .arg(root)
        .arg("--data")
        .arg(demo_data())
        .env("SOURCE_DATE_EPOCH", "1795305600")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Kills a build at many moments; what it leaves is whole, and the next one ends as an
/// undisturbed one does.
#[test]
fn a_build_that_is_killed_leaves_the_last_good_state() {
    let (calm, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert!(octroi(calm.path()).status().unwrap().success());
    for wait_ms in [5, 20, 60, 120, 250, 500, 900, 1500] {
        let mut child = octroi(killed.path()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait_ms));
        child.kill().unwrap();
        child.wait().unwrap();
        for (name, bytes) in files_below(killed.path()) {
            if name.ends_with(".pdf") && !name.contains(".unfinished-") {
                assert!(
                    bytes.starts_with(b"%PDF") && bytes.trim_ascii_end().ends_with(b"%%EOF"),
                    "{name}"
                );
            }
        }
    }
    assert!(octroi(killed.path()).status().unwrap().success());
    // Seconds differ from run to run; they stand in these files alone, and in the note.
    let is_timed = |name: &str| {
        let is_note = name == "reports/methodology.pdf" || name == "data/stages/note.json";
        is_note || name.starts_with("data/trials/") || name.ends_with("timings.json")
    };
    let made = |root: &Path| {
        let files = files_below(root).into_iter();
        files.filter(|(name, _)| !is_timed(name)).collect::<Vec<_>>()
    };
    let (calm, killed) = (made(calm.path()), made(killed.path()));
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|f| f.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(&calm), names(&killed));
    assert!(calm == killed);
}
