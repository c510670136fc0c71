//! Documents come out of every view, say what it holds, and are the same each time.

use std::path::Path;

use super::{Documents, Error, Pdf, Sheets, assets};
use crate::views::{Format, Language, RunDate, sample, sample_note};

#[track_caller]
pub(super) fn check(pdf: Result<Pdf, Error>) -> Pdf {
    let pdf = pdf.unwrap_or_else(|error| panic!("{error}; {:?}", error.hint()));
    assert_eq!(pdf.warnings, Vec::<String>::new());
    assert!(pdf.bytes.starts_with(b"%PDF-1.7"));
    pdf
}

pub(super) fn documents() -> Documents {
    Documents::new(None).unwrap_or_else(|error| panic!("{error}"))
}

fn holds(pdf: &Pdf, text: &str) -> bool {
    pdf.bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_sheet_has_one_page_and_one_for_details() {
    let documents = documents();
    for language in Language::ALL {
        for number in [0, 1, 60, 95] {
            let view = sample::sheet(language, number);
            let pdf = check(documents.sheet(&view));
            let n_pages = if view.details.is_some() { 2 } else { 1 };
            assert_eq!(pdf.n_pages, n_pages, "sheet {number} in {language:?}");
            let most = if view.details.is_some() { 90_000 } else { 60_000 };
            assert!(pdf.bytes.len() < most, "{} bytes", pdf.bytes.len());
        }
    }
}

#[test]
fn hostile_endless_and_missing_texts_are_printed_as_text() {
    let documents = documents();
    for language in Language::ALL {
        check(documents.sheet(&sample::hostile_sheet(language)));
    }
}

#[test]
fn nothing_to_show_is_still_a_document() {
    let documents = documents();
    let mut sheet = sample::sheet(Language::French, 2);
    sheet.rank = None;
    sheet.score.gauge.average = None;
    sheet.score.gauge.ticks.clear();
    sheet.reasons.favorable.clear();
    sheet.reasons.unfavorable.clear();
    sheet.reasons.n_others = None;
    sheet.others.rows.clear();
    sheet.others.peers.rules.clear();
    sheet.others.neighbors.rules.clear();
    sheet.outlook.ways.clear();
    sheet.outlook.open.clear();
    sheet.outlook.caveat.clear();
    sheet.file.sources.clear();
    sheet.file.empty_sources.clear();
    sheet.file.missing.labels.clear();
    sheet.file.missing.n_others = None;
    sheet.file.unusual.clear();
    sheet.attributes.unread.clear();
    sheet.attributes.read.clear();
    check(documents.sheet(&sheet));
}

#[test]
fn the_same_view_gives_the_same_bytes_whatever_was_made_before() {
    let first = check(documents().sheet(&sample::sheet(Language::French, 7)));
    let documents = documents();
    check(documents.note(&sample_note::note(Language::English)));
    check(documents.sheet(&sample::sheet(Language::French, 8)));
    let second = check(documents.sheet(&sample::sheet(Language::French, 7)));
    assert!(first.bytes == second.bytes);
}

#[test]
fn threads_share_documents() {
    let documents = documents();
    let expected = check(documents.sheet(&sample::sheet(Language::French, 3))).bytes;
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for number in [3, 4, 3] {
                    let pdf = check(documents.sheet(&sample::sheet(Language::French, number)));
                    assert_eq!(pdf.bytes == expected, number == 3);
                }
            });
        }
    });
}

#[test]
fn archival_is_claimed_only_with_a_date() {
    let documents = documents();
    let mut sheet = sample::sheet(Language::French, 1);
    let dated = check(documents.sheet(&sheet));
    assert!(holds(&dated, "pdfaid:part") && holds(&dated, "pdfuaid:part"));
    let wrong = RunDate::new("2026-02-30", Format::new(Language::French));
    for date in [None, Some(wrong)] {
        sheet.identity.date = date;
        let undated = check(documents.sheet(&sheet));
        assert!(!holds(&undated, "pdfaid:part") && holds(&undated, "pdfuaid:part"));
    }
}

#[test]
fn a_folder_replaces_templates_one_by_one() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let report = folder.path().join("report");
    let write = |name: &str, bytes: &[u8]| {
        std::fs::create_dir_all(&report)
            .and_then(|()| std::fs::write(report.join(name), bytes))
            .unwrap_or_else(|error| panic!("{error}"));
    };
    let sheet = sample::sheet(Language::French, 1);
    let render = || Documents::new(Some(folder.path())).and_then(|made| made.sheet(&sheet));

    check(render());
    write(
        "sheet.typ",
        b"#set document(title: \"x\", date: datetime(year: 2026, month: 1, day: 1))\n= x",
    );
    assert_eq!(check(render()).n_pages, 1);
    write("sheet.typ", b"= x\n#unknown-name");
    let message = render().err().map(|error| error.to_string()).unwrap_or_default();
    assert!(message.contains("templates/report/sheet.typ:2: error: unknown variable"), "{message}");
    write("sheet.typ", b"\xff");
    assert!(matches!(render(), Err(Error::NotText { .. })));
    write("font.otf", b"no font");
    assert!(matches!(render(), Err(Error::NotFont { .. })));
    let missing = folder.path().join("missing");
    assert!(matches!(Documents::new(Some(&missing)), Err(Error::Templates { .. })));
}

/// A sample that a template is previewed with is the view of today.
///
/// `OCTROI_UPDATE=1 cargo test --lib report` writes it anew.
#[track_caller]
pub(super) fn in_step<V: serde::Serialize>(name: &str, view: &V) {
    let path = &Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let expected = serde_json::to_string_pretty(view).unwrap_or_default() + "\n";
    // Read when the tests are built: at run time, the command line alone knows the environment.
    if option_env!("OCTROI_UPDATE").is_some() {
        let folder = path.parent().unwrap_or(path);
        let written =
            std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, &expected));
        written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    let hint = "run the tests with OCTROI_UPDATE=1";
    assert!(found == expected, "{} is not the view of today; {hint}", path.display());
}

#[test]
fn the_samples_of_sheets_are_in_step() {
    for language in Language::ALL {
        let name = format!("templates/report/samples/sheet.{}.json", language.code());
        // The sixtieth is refused, and a third have details.
        let sheets = [sample::sheet(language, 60)];
        in_step(&name, &Sheets { sheets: &sheets, is_counted: false });
    }
}

#[test]
fn every_template_is_in_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["", "/components", "/texts", "/fonts"].map(|f| format!("templates/report{f}")) {
        let entries = std::fs::read_dir(root.join(&folder)).unwrap_or_else(|e| panic!("{e}"));
        for entry in entries.flatten().filter(|entry| entry.path().is_file()) {
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            let is_known = assets::EMBEDDED.iter().any(|(known, _)| *known == path);
            let is_told = path.ends_with(".md") || path.ends_with(".txt");
            assert!(is_known || is_told, "{path} is not embedded");
        }
    }
}

#[test]
fn many_sheets_make_one_document() {
    let documents = documents();
    let views: Vec<_> = (0..5).map(|number| sample::sheet(Language::French, number)).collect();
    let pdf = check(documents.sheets(&views));
    let n_pages: usize = views.iter().map(|view| 1 + usize::from(view.details.is_some())).sum();
    assert_eq!(pdf.n_pages, n_pages);
    let of_clients = pdf.outline.iter().filter(|s| s.level == 1 && s.title.starts_with("Fiche"));
    assert_eq!(of_clients.count(), 5);
    assert!(matches!(documents.sheets(&[]), Err(Error::NothingToShow)));
}

#[test]
fn a_mistake_names_its_file_its_line_and_the_field() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let texts = folder.path().join("report/texts");
    std::fs::create_dir_all(&texts).unwrap_or_else(|error| panic!("{error}"));
    let own = include_str!("../../templates/report/texts/sheet.typ");
    let changed = own.replace("estimée à {probability}", "estimée à {probabilty}");
    std::fs::write(texts.join("sheet.typ"), changed).unwrap_or_else(|error| panic!("{error}"));
    let made = Documents::new(Some(folder.path()));
    let made = made.and_then(|made| made.sheet(&sample::sheet(Language::French, 1)));
    let message = made.err().map(|error| error.to_string()).unwrap_or_default();
    assert!(message.contains("\"probabilty\""), "{message}");
    assert!(message.contains("templates/report/sheet.typ:"), "{message}");
}
