//! The data of the dashboard says what the library says, for any choice of clients, or the last
//! site stays.

mod contents;
pub mod shard;

use std::collections::BTreeSet;
use std::path::Path;

use octroi::artifact::{self, ScoringArtifact};
use octroi::features::FeatureTable;
use octroi::features::dictionary::Language;
use octroi::features::store::{self, TableReader};
use octroi::models::Family;
use octroi::pipeline::{self, SiteClients, SiteJob, SiteMade, Stage, Workdir, write_site};
use octroi::scoring::Scorer;
use octroi::views::from_run::Speaker;

use crate::support::{self, Silent, files_below, job, octroi_in};
use shard::{Shard, site};

/// A run and its table, from the work folder that tests share.
struct World {
    artifact: ScoringArtifact,
    table: FeatureTable,
    workdir: Workdir,
    run: std::path::PathBuf,
}

fn world() -> World {
    let (root, run_id, _) = support::workdir();
    world_of(root.path(), run_id)
}

/// A run of any work folder, and its table.
fn world_of(root: &Path, run_id: &str) -> World {
    let workdir = Workdir::new(root.to_owned());
    let run = workdir.runs().join(run_id);
    let artifact = artifact::load(&run).unwrap();
    World { artifact, table: store::read(&workdir.features()).unwrap(), workdir, run }
}

impl World {
    fn write(
        &self,
        clients: &SiteClients,
        out: &Path,
        templates: Option<&Path>,
    ) -> Result<SiteMade, pipeline::Error> {
        let speaker = Speaker::new(&self.artifact, Language::French, String::new()).unwrap();
        let job = SiteJob {
            artifact: &self.artifact,
            out_of_fold: &artifact::read_out_of_fold(&self.run).unwrap(),
            reader: &TableReader::open(&self.workdir.features()).unwrap(),
            speaker: &speaker,
            templates,
            data: "the test's",
            expects_documents: false,
        };
        write_site(&job, clients, out, &|_| ())
    }
}

#[test]
fn sites_of_any_size_are_whole() {
    let world = world();
    let root = tempfile::tempdir().unwrap();
    let all = &world.table.clients;
    let n = all.len();
    let these = |places: &[usize]| {
        SiteClients::These(places.iter().map(|&place| all[place]).collect::<BTreeSet<_>>())
    };
    let many: Vec<usize> = (0..n).filter(|place| place % 2 == 1).collect();
    for (choice, expected) in [
        (SiteClients::Sample(0), vec![]),
        (SiteClients::Sample(1), vec![0]),
        (these(&[n - 1]), vec![n - 1]),
        (these(&many), many.clone()),
        (SiteClients::Sample(300), (0..300).map(|at| at * n / 300).collect()),
        (SiteClients::Sample(10 * n), (0..n).collect()),
        (SiteClients::All, (0..n).collect()),
    ] {
        let out = root.path().join("site");
        let made = world.write(&choice, &out, None).unwrap();
        assert_eq!((made.n_clients, made.unknown.len()), (expected.len(), 0));
        let site = site(&out);
        assert_eq!(site["n_clients"], expected.len());
        assert_eq!(site["n_clients_of_table"], n);
        let mut at = 0;
        let deltas = Shard::open(&out, "clients").u32("delta");
        let clients: Vec<u32> = deltas
            .iter()
            .map(|delta| {
                at += delta;
                at
            })
            .collect();
        assert!(clients.iter().eq(expected.iter().map(|&place| &all[place])));
        let first = site["rows"]["first"].as_array().unwrap();
        assert_eq!(first.len(), expected.len().div_ceil(256));
        let mut of_rows = Vec::new();
        for (file, first) in first.iter().enumerate() {
            let shard = Shard::open(&out, &format!("rows/{file:04}"));
            assert_eq!(shard.header["first"], of_rows.len());
            let clients = shard.u32("clients");
            assert_eq!(*first, clients[0]);
            assert_eq!(shard.f32("values").len(), clients.len() * world.n_features());
            of_rows.extend(clients);
        }
        assert_eq!(of_rows, clients);
        assert_eq!(Shard::open(&out, "scores").f64("probability").len(), clients.len());
        // Others are compared with, but nobody is named whom the site does not show.
        let compared = Shard::open(&out, "similar/base").u32("clients");
        assert_eq!(compared.len(), world.artifact.population.n_clients());
        assert!(compared.iter().all(|&one| one == 0 || clients.binary_search(&one).is_ok()));
        let listed = files_below(&out);
        for (file, _) in listed.iter().filter(|(file, _)| file.starts_with("data/")) {
            let name = file.trim_start_matches("data/").trim_end_matches(".js");
            if !matches!(name, "site" | "files.json") {
                assert_eq!(site["site"], Shard::open(&out, name).site, "{file}");
            }
        }
        assert_eq!(listed.len(), made.n_files + 1, "the list of the files, and they");
    }
    let leftovers = std::fs::read_dir(root.path()).unwrap().count();
    assert_eq!(leftovers, 1, "nothing is left beside the site");
}

impl World {
    fn n_features(&self) -> usize {
        self.artifact.model.feature_names().len()
    }
}

#[test]
fn the_same_choice_gives_the_same_bytes_on_any_number_of_threads() {
    let world = world();
    let root = tempfile::tempdir().unwrap();
    let made = |name: &str, n_threads: usize| {
        let out = root.path().join(name).join("dashboard");
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| world.write(&SiteClients::All, &out, None)).unwrap();
        files_below(&out)
    };
    let (one, two) = (made("one", 1), made("two", 2));
    for ((name, one), (other, two)) in one.iter().zip(&two) {
        assert_eq!(name, other);
        assert!(one == two, "{name} differs");
    }
    assert_eq!(one.len(), two.len());
}

#[test]
fn a_linear_model_is_told_by_its_terms() {
    let root = tempfile::tempdir().unwrap();
    let mut job = job(root.path());
    job.settings.search.families = vec![Family::LogisticRegression];
    let run_id = pipeline::train(&job, &Silent).unwrap().run_id;
    let world = world_of(root.path(), &run_id);
    let out = root.path().join("site");
    world.write(&SiteClients::Sample(40), &out, None).unwrap();
    assert_eq!(site(&out)["model_kind"], "linear");
    let model = Shard::open(&out, "model").header;
    let calibrator = serde_json::to_value(&world.artifact.calibrator).unwrap();
    assert_eq!(model["calibrator"], calibrator);
    let (rows, scorer) =
        (Shard::open(&out, "rows/0000"), Scorer::new(&world.artifact, &world.table).unwrap());
    let (clients, values) = (rows.u32("clients"), rows.f32("values"));
    for (at, &client) in clients.iter().enumerate() {
        let mut sum = model["intercept"].as_f64().unwrap();
        for term in model["terms"].as_array().unwrap() {
            let number = |name: &str| term[name].as_f64().unwrap();
            let feature = term["feature"].as_u64().unwrap() as usize;
            let value = f64::from(values[feature * clients.len() + at]);
            let known = if value.is_nan() { number("median") } else { value };
            let clipped = known.clamp(number("low"), number("high"));
            sum += number("weight") * ((clipped - number("mean")) / number("scale"));
        }
        let expected = scorer.score(client).unwrap().log_odds.value();
        assert!((sum - expected).abs() < 1e-12, "{sum} {expected}");
    }
}

#[test]
fn a_site_that_fails_leaves_the_last_one() {
    let world = world();
    let root = tempfile::tempdir().unwrap();
    let out = root.path().join("dashboard");
    world.write(&SiteClients::Sample(5), &out, None).unwrap();
    let before = files_below(root.path());
    let templates = root.path().join("no such folder");
    assert!(world.write(&SiteClients::All, &out, Some(&templates)).is_err());
    assert!(files_below(root.path()) == before);

    // Killed between the two renames, the old site is brought back.
    let aside = root.path().join(".replaced-dashboard");
    std::fs::create_dir(root.path().join(".unfinished-dashboard-abc")).unwrap();
    std::fs::rename(&out, &aside).unwrap();
    octroi::files::settle_folder(&out);
    assert!(files_below(root.path()) == before);
    assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 1);
}

#[test]
fn what_is_no_dashboard_is_not_replaced() {
    let world = world();
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("thesis.doc"), "years of work").unwrap();
    for out in [root.path().to_owned(), root.path().join("thesis.doc")] {
        let error = world.write(&SiteClients::Sample(1), &out, None).unwrap_err();
        assert!(
            error.to_string().starts_with("expected a dashboard or an empty folder"),
            "{error}"
        );
        assert!(error.hint().is_some());
    }
    assert_eq!(files_below(root.path()).len(), 1);
}

#[test]
fn the_command_names_the_unknown_and_lists_sheets() {
    let root = tempfile::tempdir().unwrap();
    let job = job(root.path());
    pipeline::build(&job, &Silent).unwrap();
    let table = store::read(&job.workdir.features()).unwrap();
    let (out, wanted) = (root.path().join("few"), table.clients[3].to_string());
    let out_text = out.display().to_string();
    let choice = format!("{wanted},999999");
    let answer = octroi_in(root.path(), &["dashboard", "--clients", &choice, "--out", &out_text]);
    assert_eq!(answer.code, 1, "{}", answer.err);
    assert!(answer.err.contains("1 client is not in the portfolio: 999999"), "{}", answer.err);
    assert_eq!(site(&out)["n_clients"], 1);
    assert_eq!(site(&out)["has_sheets"], false);
    let answer = octroi_in(root.path(), &["dashboard", "--sample", "0", "--out", &out_text]);
    assert_eq!((answer.code, &site(&out)["n_clients"]), (0, &serde_json::json!(0)));

    let dashboard = job.workdir.dashboard();
    let listed = || Shard::open(&dashboard, "sheets").u32("clients");
    let before = listed();
    assert_eq!(site(&dashboard)["has_sheets"], true);
    assert!(!before.is_empty() && !before.contains(&table.clients[3]));
    let answer = octroi_in(root.path(), &["report", "sheets", "--clients", &wanted]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(listed().contains(&table.clients[3]) && listed().len() == before.len() + 1);

    // More sheets make no dashboard stale, a file that is gone does.
    assert_eq!(pipeline::build(&job, &Silent).unwrap().ran, []);
    std::fs::remove_file(dashboard.join("data/rows/0001.js")).unwrap();
    assert_eq!(pipeline::build(&job, &Silent).unwrap().ran, [Stage::Dashboard]);
    assert!(listed().contains(&table.clients[3]));
}
