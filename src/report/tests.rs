//! Documents come out of every view, say what it holds, and are the same each time.

use super::{Documents, Error, Pdf};
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
fn a_sheet_fits_its_page_in_both_languages() {
    let documents = documents();
    for language in Language::ALL {
        for number in [0, 1, 60, 95] {
            let pdf = check(documents.sheet(&sample::sheet(language, number)));
            assert_eq!(pdf.n_pages, 1, "sheet {number} in {language:?}");
            assert!(pdf.bytes.len() < 60_000, "{} bytes", pdf.bytes.len());
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
    sheet.facts.clear();
    sheet.missing.labels.clear();
    sheet.missing.n_others = None;
    sheet.score.gauge.average = None;
    sheet.score.gauge.ticks.clear();
    if let Some(reasons) = &mut sheet.reasons {
        reasons.favorable.clear();
        reasons.unfavorable.clear();
    }
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
