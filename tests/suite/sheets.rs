//! Sheets of clients, as the command makes them: for whom, what they say, and what is left to do.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use octroi::pipeline;
use octroi::tables::Table;

use crate::documents::{assert_plain, text_of};
use crate::support::{
    Silent, ask, copy_of, demo_data, edit_rows, files_below, job, octroi_in, workdir,
};

/// The sheets in a folder, by client.
fn sheets_in(folder: &Path) -> Vec<(u32, Vec<u8>)> {
    let files = files_below(folder).into_iter();
    files
        .filter_map(|(name, bytes)| Some((name.strip_suffix(".pdf")?.parse().ok()?, bytes)))
        .collect()
}

/// Some clients of the shared work folder, from everywhere in the portfolio.
fn some_clients(n: usize) -> Vec<String> {
    let table = std::fs::read_to_string(demo_data().join("application_train.csv")).unwrap();
    let clients: Vec<&str> =
        table.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    (0..n).map(|i| clients[i * clients.len() / n].to_owned()).collect()
}

fn n_pages(pdf: &Path) -> usize {
    let output = Command::new("pdfinfo").arg(pdf).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap();
    line.trim().parse().unwrap()
}

/// What a sheet says, in this order.
const SECTIONS: [&str; 10] = [
    "Fiche client n°",
    "Recommandation du calcul",
    "Ce qui explique le score",
    "Point de départ",
    "Probabilité de défaut de ce client",
    "Comparaison avec les autres clients",
    "Ce qui changerait la recommandation",
    "Données utilisées",
    "Droits du client",
    "Partie du conseiller",
];

#[track_caller]
fn assert_is_a_sheet(pdf: &Path) -> String {
    // In the order of the file, as a screen reader goes.
    let output = Command::new("pdftotext").arg("-raw").arg(pdf).arg("-").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let what = pdf.display().to_string();
    assert_plain(&text, &what);
    let mut from = 0;
    for title in SECTIONS {
        let found = text[from..].find(title);
        from += found.unwrap_or_else(|| panic!("{what}: no \"{title}\" after {from}:\n{text}"));
    }
    for word in [" the ", " client's", " clients who", "threshold", "Missing", "not given"] {
        assert!(!text.contains(word), "{what} says \"{word}\"");
    }
    // A negative number is an effect or a change, never a count of days or an amount.
    for line in text.lines().filter(|line| line.contains('\u{2212}')) {
        assert!(line.contains("point"), "{what}: {line}");
    }
    assert_eq!(n_pages(pdf), 1, "{what}");
    assert!(std::fs::metadata(pdf).unwrap().len() <= 60_000, "{what}");
    text
}

#[test]
fn sheets_of_many_clients_are_whole_plain_and_true() {
    let out = tempfile::tempdir().unwrap();
    let clients = some_clients(40);
    let folder = out.path().to_str().unwrap();
    let made = ask(&["report", "sheets", "--clients", &clients.join(","), "--out", folder]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert_eq!(sheets_in(out.path()).len(), clients.len());
    for client in &clients {
        let pdf = out.path().join(format!("{client}.pdf"));
        let text = assert_is_a_sheet(&pdf).replace('\u{a0}', " ");
        // The same figures as everywhere else.
        let explained = ask(&["explain", client, "--json"]);
        let told: serde_json::Value = serde_json::from_str(&explained.out).unwrap();
        let words = &told["words"]["score"];
        for key in ["probability", "threshold", "distance"] {
            let figure = words[key].as_str().unwrap().replace('\u{a0}', " ");
            assert!(text.contains(&figure), "client {client}: no {key} {figure}");
        }
        let verdict = words["recommendation"].as_str().unwrap();
        let title = if verdict == "refuse" { "Refuser" } else { "Accorder" };
        assert!(text.contains(title), "client {client}: {verdict}");
    }
    for client in clients.iter().take(5) {
        let pdf = out.path().join(format!("{client}.pdf"));
        let check = Command::new("qpdf").arg("--check").arg(&pdf).output().unwrap();
        assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    }
}

#[test]
fn an_interrupted_command_goes_on_where_it_stopped() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_str().unwrap();
    let clients = some_clients(6);
    let all = clients.join(",");
    let words = ["report", "sheets", "--clients", &all, "--out", folder];
    assert!(ask(&words).err.contains("6 made"));
    let first = sheets_in(out.path());
    assert!(ask(&words).err.contains("0 made, 6 up to date"));
    // One is gone, and of another the log lost the end of its line.
    std::fs::remove_file(out.path().join(format!("{}.pdf", clients[2]))).unwrap();
    let log = out.path().join(".sheets.log");
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::write(&log, &text[..text.len() - 5]).unwrap();
    assert!(ask(&words).err.contains("2 made, 4 up to date"));
    assert!(sheets_in(out.path()) == first);
    assert!(std::fs::read_to_string(&log).unwrap() == text);
    // Another language, page or run is another sheet.
    assert!(ask(&[&words[..], &["--details"]].concat()).err.contains("6 made"));
    assert!(ask(&[&words[..], &["--details", "--lang", "en"]].concat()).err.contains("6 made"));
    assert!(ask(&[&words[..], &["--force"]].concat()).err.contains("6 made in"));
    assert!(sheets_in(out.path()) == first);
    let (_, _, second) = workdir();
    assert!(ask(&[&words[..], &["--run", second]].concat()).err.contains("6 made"));
}

#[test]
fn unknown_clients_are_named_and_the_others_done() {
    let out = tempfile::tempdir().unwrap();
    let list = out.path().join("ids.txt");
    let known = some_clients(2);
    let text = format!("# for the meeting\n{}\n\n 7 # nobody\n{}\n9\n", known[0], known[1]);
    std::fs::write(&list, text).unwrap();
    let folder = out.path().join("sheets");
    let words = ["--from", list.to_str().unwrap(), "--out", folder.to_str().unwrap()];
    let made = ask(&[&["report", "sheets"], &words[..]].concat());
    assert_eq!(made.code, 1);
    assert!(made.err.contains("2 made") && made.err.contains("2 clients are not"), "{}", made.err);
    assert!(made.err.contains("7, 9"), "{}", made.err);
    assert_eq!(sheets_in(&folder).len(), 2);

    std::fs::write(&list, "100001\nabc\n").unwrap();
    let made = ask(&[&["report", "sheets"], &words[..]].concat());
    assert_eq!(made.code, 2);
    assert!(made.err.contains("line 2") && made.err.contains("\"abc\""), "{}", made.err);
    std::fs::write(&list, "# nobody\n").unwrap();
    assert_eq!(ask(&[&["report", "sheets"], &words[..]].concat()).code, 2);
    for wrong in [&["--all", "--decision", "refused"][..], &["--merge", "x.pdf"], &["--details"]] {
        assert_eq!(ask(&[&["report", "sheets"], wrong].concat()).code, 2, "{wrong:?}");
    }
}

#[test]
fn one_document_holds_the_sheets_of_a_decision() {
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().join("refused");
    let words = ["report", "sheets", "--decision", "refused"];
    let apart = [&words[..], &["--out", folder.to_str().unwrap()]].concat();
    assert_eq!(ask(&apart).code, 0);
    let refused: BTreeSet<u32> = sheets_in(&folder).into_iter().map(|(client, _)| client).collect();
    assert!(!refused.is_empty());
    let merged = out.path().join("refused.pdf");
    let made = ask(&[&words[..], &["--merge", merged.to_str().unwrap()]].concat());
    assert_eq!(made.code, 0, "{}", made.err);
    assert_eq!(n_pages(&merged), refused.len());
    // Nobody known: nothing written, and told.
    let nobody = out.path().join("nobody.pdf");
    let made = ask(&["report", "sheets", "--clients", "5", "--merge", nobody.to_str().unwrap()]);
    assert!(made.code == 1 && made.err.contains("1 client is not") && !nobody.exists());
    let text = text_of(&merged);
    for client in &refused {
        assert!(text.contains(&format!("Fiche client n° {client}")), "{client}");
    }
    assert!(!text.contains("Accorder"));
}

/// Nothing in the file but the number of the client, amounts that nobody earns, and no history.
#[test]
fn an_extreme_client_has_a_sheet_too() {
    let data = copy_of(demo_data());
    let clients = some_clients(4);
    let path = data.path().join("application_train.csv");
    let header = std::fs::read_to_string(&path).unwrap().lines().next().unwrap().to_owned();
    edit_rows(data.path(), Table::ApplicationTrain, |row, line| {
        if row > 1 {
            return line.to_owned();
        }
        // The levels with a comma.
        let line =
            line.replace("\"Spouse, partner\"", "Family").replace("\"Stone, brick\"", "Panel");
        let field = |(column, own): (&str, &str)| {
            let is_amount = column.starts_with("AMT_") && !column.contains("REQ");
            match row {
                _ if ["SK_ID_CURR", "TARGET"].contains(&column) => own.to_owned(),
                0 => String::new(),
                _ if is_amount => "987654321.5".to_owned(),
                _ => own.to_owned(),
            }
        };
        header.split(',').zip(line.split(',')).map(field).collect::<Vec<_>>().join(",")
    });
    let root = tempfile::tempdir().unwrap();
    let mut job = job(root.path());
    job.data = data.path().to_owned();
    pipeline::train(&job, &Silent).unwrap();
    let table = std::fs::read_to_string(data.path().join("application_train.csv")).unwrap();
    let extreme: Vec<&str> =
        table.lines().skip(1).take(2).filter_map(|line| line.split(',').next()).collect();
    let all = [extreme.join(","), clients.join(",")].join(",");
    let out = root.path().join("out");
    let words = ["report", "sheets", "--clients", &all, "--out", out.to_str().unwrap()];
    let made = octroi_in(root.path(), &words);
    assert_eq!(made.code, 0, "{}", made.err);
    for client in extreme {
        let text = assert_is_a_sheet(&out.join(format!("{client}.pdf")));
        assert!(text.contains(client));
    }
}
