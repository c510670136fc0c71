//! Features: the same alone and in batch, blind to the outcome, said in words.

use octroi::features::dictionary::{Dictionary, Language};
use octroi::features::store::{self, Origin};
use octroi::features::{FeatureMatrix, Profile, assemble, catalog, columnar};
use octroi::tables::{LoadedPortfolio, Table, TableSummary};

use crate::support::{copy_of, demo_data, edit_rows, load};

/// Where the table of a made-up portfolio comes from.
fn origin(loaded: &LoadedPortfolio) -> Origin {
    Origin { is_synthetic: true, tables: loaded.summary() }
}

fn bits(matrix: &FeatureMatrix, row: usize) -> Vec<u64> {
    matrix.columns.iter().map(|column| column[row].to_bits()).collect()
}

#[test]
fn a_client_alone_gets_the_row_it_gets_among_all() {
    let portfolio = load(demo_data()).portfolio;
    let all = assemble(&portfolio, 0..portfolio.clients.len(), Profile::Octroi);
    for place in 0..portfolio.clients.len() {
        let alone = assemble(&portfolio.select(&[place]), 0..1, Profile::Octroi);
        assert_eq!(alone.names, all.names);
        assert_eq!(alone.clients, [portfolio.clients[place]]);
        assert!(bits(&alone, 0) == bits(&all, place), "client {}", portfolio.clients[place]);
    }
}

#[test]
fn the_outcome_does_not_reach_a_feature() {
    let data = copy_of(demo_data());
    let before = load(data.path());
    // Everybody gets the opposite outcome.
    edit_rows(data.path(), Table::ApplicationTrain, |_, line| {
        let mut fields: Vec<String> = line.splitn(3, ',').map(str::to_owned).collect();
        fields[1] = if fields[1] == "0" { "1".to_owned() } else { "0".to_owned() };
        fields.join(",")
    });
    let after = load(data.path());
    assert_ne!(before.outcomes, after.outcomes);
    for profile in [Profile::Octroi, Profile::Kernel] {
        let n_clients = before.portfolio.clients.len();
        let a = assemble(&before.portfolio, 0..n_clients, profile);
        let b = assemble(&after.portfolio, 0..n_clients, profile);
        let rows = 0..a.clients.len();
        assert!(rows.into_iter().all(|row| bits(&a, row) == bits(&b, row)));
    }
    assert!(catalog(Profile::Octroi).iter().all(|feature| feature.name != "TARGET"));
}

#[test]
fn the_file_is_the_same_on_one_thread_and_on_two() {
    let loaded = load(demo_data());
    let folder = tempfile::tempdir().unwrap();
    let write = |n_threads: usize| {
        let path = folder.path().join(format!("{n_threads}.parquet"));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| {
            let (portfolio, outcomes) = (&loaded.portfolio, &loaded.outcomes);
            store::write(&path, portfolio, outcomes, Profile::Octroi, &origin(&loaded), &|_| ())
                .unwrap();
        });
        std::fs::read(path).unwrap()
    };
    assert!(write(1) == write(2));
}

#[test]
fn what_is_written_is_read_back() {
    let loaded = load(demo_data());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("features.parquet");
    let (portfolio, outcomes) = (&loaded.portfolio, &loaded.outcomes);
    store::write(&path, portfolio, outcomes, Profile::Octroi, &origin(&loaded), &|_| ()).unwrap();
    let table = store::read(&path).unwrap();
    let matrix = assemble(portfolio, 0..portfolio.clients.len(), Profile::Octroi);
    assert_eq!(table.clients, matrix.clients);
    assert_eq!(table.names, matrix.names);
    assert_eq!(&table.outcomes, outcomes);
    assert!(table.is_synthetic);
    assert_eq!(table.tables, loaded.summary());
    for (place, &client) in table.clients.iter().enumerate() {
        assert_eq!(table.place(client), Some(place));
        let same = table.row(place).iter().zip(bits(&matrix, place)).all(|(read, written)| {
            let written = f64::from_bits(written);
            read.is_nan() && written.is_nan() || f64::from(*read) == written
        });
        assert!(same, "client {client}");
    }
    // A kernel table is refused by name, a damaged one too.
    let kernel = folder.path().join("kernel.parquet");
    store::write(&kernel, portfolio, outcomes, Profile::Kernel, &origin(&loaded), &|_| ()).unwrap();
    let message = store::read(&kernel).unwrap_err().to_string();
    assert!(message.contains("found format \"1\", profile \"kernel\""), "{message}");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.truncate(bytes.len() / 2);
    std::fs::write(&path, bytes).unwrap();
    assert!(store::read(&path).unwrap_err().to_string().contains("no readable feature table"));
}

#[test]
fn values_are_finite_or_missing() {
    let portfolio = load(demo_data()).portfolio;
    let matrix = assemble(&portfolio, 0..portfolio.clients.len(), Profile::Octroi);
    for (name, column) in matrix.names.iter().zip(&matrix.columns) {
        assert!(column.iter().all(|value| !value.is_infinite()), "{name}");
    }
}

/// The row of the application on which the departures from the kernel show.
#[test]
fn departures_from_the_kernel_are_those_that_were_decided() {
    let data = copy_of(demo_data());
    let header = std::fs::read_to_string(data.path().join("application_train.csv")).unwrap();
    let first_line = header.lines().nth(1).unwrap().to_owned();
    let client: u32 = first_line.split(',').next().unwrap().parse().unwrap();
    // The first client becomes of unknown gender and gets one unpaid and one free instalment.
    edit_rows(data.path(), Table::ApplicationTrain, |row, line| {
        let gender = if line.contains(",M,") { ",M," } else { ",F," };
        if row == 0 { line.replacen(gender, ",XNA,", 1) } else { line.to_owned() }
    });
    edit_rows(data.path(), Table::InstallmentsPayments, |_, line| {
        let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
        if fields[1] == client.to_string() {
            fields[1] = "4000000".to_owned();
        }
        fields.join(",")
    });
    let path = data.path().join("installments_payments.csv");
    let mut text = std::fs::read_to_string(&path).unwrap();
    text.push_str(&format!("9000001,{client},1.0,1,-40.0,,500.0,\n"));
    text.push_str(&format!("9000001,{client},1.0,2,-10.0,-12.0,0.0,100.0\n"));
    std::fs::write(&path, text).unwrap();

    let portfolio = load(data.path()).portfolio;
    let n_clients = portfolio.clients.len();
    let ours = assemble(&portfolio, 0..n_clients, Profile::Octroi);
    let kernel = assemble(&portfolio, 0..n_clients, Profile::Kernel);
    assert_eq!(ours.clients.len(), kernel.clients.len() + 1, "the kernel drops gender XNA");
    let place = ours.clients.iter().position(|&known| known == client).unwrap();
    let at = |name: &str| ours.column(name).unwrap()[place];
    assert!(at("CODE_GENDER").is_nan());
    // 40 days late and counting; the other one came two days early.
    assert_eq!(at("INSTAL_DPD_MAX"), 40.0);
    assert_eq!(at("INSTAL_DPD_MEAN"), 20.0);
    assert_eq!(at("INSTAL_DBD_MAX"), 2.0);
    assert_eq!(at("INSTAL_COUNT"), 2.0);
    assert_eq!(at("INSTAL_UNPAID_COUNT"), 1.0);
    assert_eq!(at("INSTAL_LATE_MEAN"), 0.5);
    // 100 paid of 0 due has no ratio.
    assert!(at("INSTAL_PAYMENT_PERC_MAX").is_nan());
    // In the portfolio, M and F, Y and N are coded by meaning.
    let gender = portfolio.application.levels("CODE_GENDER");
    for (row, &code) in gender.iter().enumerate().filter(|(row, _)| *row != place) {
        let expected = if code == 0 { 1.0 } else { 0.0 };
        assert_eq!(ours.column("CODE_GENDER").unwrap()[row], expected);
    }
}

#[test]
fn every_feature_reads_well_in_both_languages() {
    let dictionary = Dictionary::embedded().unwrap();
    for profile in [Profile::Kernel, Profile::Octroi] {
        let mut labels = std::collections::BTreeSet::new();
        for feature in catalog(profile) {
            let entry = dictionary.describe(&feature).unwrap();
            assert!(!entry.sources.is_empty(), "{}", feature.name);
            for language in Language::ALL {
                let label = entry.label.get(language);
                for text in [label, entry.definition.get(language)] {
                    assert!(!text.trim().is_empty(), "{}", feature.name);
                    assert!(!text.contains(['_', '\'']), "{}: {text}", feature.name);
                    let shouted = text.split(|c: char| !c.is_alphanumeric()).find(|word| {
                        word.len() > 3 && word.chars().all(|c| c.is_ascii_uppercase())
                    });
                    assert!(shouted.is_none(), "{}: {text}", feature.name);
                    for raw in ["XNA", "XAP", "NaN", "null", "nan "] {
                        assert!(!text.contains(raw), "{}: {text}", feature.name);
                    }
                }
                assert!(label.chars().count() <= 110, "{}: {label}", feature.name);
                assert!(labels.insert((language, label.to_owned())), "twice: {label}");
            }
        }
    }
}

/// Writes a table of two row groups with a feature column of that storage.
fn small_table(path: &std::path::Path, groups: &[&[i32]], stored: columnar::Stored) {
    use columnar::{Cells, Layout, Stored};

    let column = |name: &str, stored| (name.to_owned(), stored);
    let note = |key: &str, value: &str| (format!("octroi.{key}"), value.to_owned());
    let layout = Layout {
        name: "features",
        columns: vec![
            column("SK_ID_CURR", Stored::Key),
            column("TARGET", Stored::Integer),
            column("AMT_CREDIT", stored),
        ],
        notes: vec![note("format", "1"), note("profile", "octroi"), note("synthetic", "true")],
    };
    columnar::write::<octroi::files::Error>(path, &layout, |file| {
        for &keys in groups {
            file.add(path, &|place| match place {
                0 => Cells::Key(keys.to_vec()),
                1 => Cells::Integer(keys.iter().map(|key| (key % 2 == 0).then_some(1)).collect()),
                _ => Cells::Number(keys.iter().map(|&key| f64::from(key) / 2.0).collect()),
            })?;
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_table_is_read_whole_or_in_part_and_only_if_rows_can_be_told_apart() {
    use columnar::Stored;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.parquet");
    small_table(&path, &[&[3, 4, 7], &[9, 12]], Stored::Float);
    let whole = store::read(&path).unwrap();
    assert_eq!(whole.clients, [3, 4, 7, 9, 12]);
    assert_eq!(whole.outcomes, [None, Some(true), None, None, Some(true)]);
    assert_eq!(whole.values, [1.5, 2.0, 3.5, 4.5, 6.0]);
    let reader = store::TableReader::open(&path).unwrap();
    assert_eq!(reader.clients().unwrap(), [vec![3, 4, 7], vec![9, 12]]);
    let part = reader.group(1).unwrap();
    assert_eq!((part.clients, part.values), (vec![9, 12], vec![4.5, 6.0]));

    for (groups, stored, expected) in [
        (&[&[3, 4][..], &[4, 5]][..], Stored::Float, "client 4 is repeated or out of order"),
        (&[&[3, 2][..]], Stored::Float, "client 2 is repeated or out of order"),
        (&[&[3, 4][..]], Stored::Double, "expected column 3 to be \"AMT_CREDIT\", FLOAT"),
    ] {
        small_table(&path, groups, stored);
        let message = store::read(&path).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn the_summary_tells_rows_orphans_and_unknown_levels() {
    let before = load(demo_data());
    let data = copy_of(demo_data());
    let path = data.path().join("bureau_balance.csv");
    let mut text = std::fs::read_to_string(&path).unwrap();
    // A credit that does not exist, with a status that nobody knows.
    text.push_str("4294967000,-1,Q\n");
    std::fs::write(&path, text).unwrap();
    let after = load(data.path()).summary();
    let of = |summary: &[TableSummary], table: Table| {
        summary.iter().find(|one| one.table == table).cloned().unwrap()
    };
    let (old, new) =
        (of(&before.summary(), Table::BureauBalance), of(&after, Table::BureauBalance));
    assert_eq!((new.n_rows, new.n_orphans), (old.n_rows + 1, old.n_orphans + 1));
    assert_eq!(new.unknown_levels.len(), old.unknown_levels.len() + 1);
    assert_ne!(new.fingerprint, old.fingerprint);
    let n_known = before.outcomes.iter().flatten().count() as u64;
    assert_eq!(of(&after, Table::ApplicationTrain).n_rows, n_known);
    let n_unknown = before.outcomes.len() as u64 - n_known;
    assert_eq!(of(&after, Table::ApplicationTest).n_rows, n_unknown);
    assert!(after.iter().all(|one| (0.0..1.0).contains(&one.missing_share)));
}
