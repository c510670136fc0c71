//! Another run takes the place of the one before without a request noticing; a damaged one never does.

use octroi::api::{Live, Served};
use octroi::artifact::registry;
use octroi::pipeline::Workdir;

use super::Service;
use crate::support;

#[test]
fn the_promoted_run_is_served_from_one_request_to_the_next() {
    let (_, first, second) = support::workdir();
    let service = Service::open();
    let live = &service.app.live;
    let run = || service.json("/v1/model")["run"]["run_id"].as_str().unwrap().to_owned();
    assert_eq!((&run(), live.refresh().unwrap()), (first, false));
    registry::promote(&service.workdir().runs(), second).unwrap();
    let before = live.now();
    assert_eq!(run(), *first, "nothing changes by itself");
    assert!(live.refresh().unwrap());
    assert_eq!((run(), live.n_reloads()), (second.clone(), 1));
    // A request that began before is answered with what it began with.
    assert_eq!(before.artifact.manifest.run_id, *first);
    assert!(before.row(before.table.clients[0]).is_ok());
}

#[test]
fn a_damaged_run_is_neither_started_nor_changed_to() {
    let (_, first, second) = support::workdir();
    let service = Service::open();
    let runs = service.workdir().runs();
    let model = runs.join(second).join("model.json");
    let mut bytes = std::fs::read(&model).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&model, bytes).unwrap();
    std::fs::write(runs.join("promoted.txt"), format!("{second}\n")).unwrap();
    let error = service.app.live.refresh().unwrap_err().to_string();
    assert!(error.contains("damaged") && error.contains("model.json"), "{error}");
    assert_eq!(service.json("/v1/model")["run"]["run_id"], *first, "the run before is served on");
    let error = Live::open(service.workdir(), None).unwrap_err().to_string();
    assert!(error.contains("damaged"), "{error}");
}

#[test]
fn a_work_folder_without_a_run_or_clients_says_what_to_do() {
    let root = tempfile::tempdir().unwrap();
    let workdir = Workdir::new(root.path().to_owned());
    let error = Served::load(&workdir, None).unwrap_err();
    assert!(error.hint().unwrap().contains("octroi train"), "{error}");
    let service = Service::open();
    std::fs::remove_file(service.workdir().features()).unwrap();
    let error = Served::load(&service.workdir(), None).unwrap_err();
    assert!(error.to_string().contains("features.parquet"), "{error}");
}

#[test]
fn rows_of_another_table_are_made_anew() {
    let service = Service::open();
    let rows = service.workdir().rows();
    let whole = std::fs::read(&rows).unwrap();
    for harm in [Vec::new(), b"something else".to_vec(), whole[..whole.len() / 2].to_vec()] {
        std::fs::write(&rows, harm).unwrap();
        let served = Served::load(&service.workdir(), None).unwrap();
        assert!(served.row(served.table.clients[1]).is_ok());
        assert!(std::fs::read(&rows).unwrap() == whole);
    }
}
