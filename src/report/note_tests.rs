//! The methodology note: its sections keep to their pages, its prose holds no figure, and it
//! comes out of every view.

use std::path::Path;

use super::assets::EMBEDDED;
use super::tests::{check, documents, in_step};
use super::{Pdf, Section};
use crate::views::{Language, sample, sample_note};

/// Most pages of a note.
const MOST_PAGES: usize = 10;

/// The sections in order, each with the pages that it may take; they all start on a new page but
/// for the appendix.
const SECTIONS: [(&str, &str, usize); 8] = [
    ("Synthèse", "Summary", 1),
    ("Méthode d’entraînement", "Training method", 2),
    (
        "Fonction coût métier, algorithme d’optimisation et métrique d’évaluation",
        "Business cost function, optimization algorithm and evaluation metric",
        1,
    ),
    ("Résultats", "Results", 2),
    ("Interprétabilité globale et locale", "Global and local interpretability", 1),
    ("Limites et améliorations possibles", "Limits and possible improvements", 1),
    ("Index réglementaire", "Regulatory index", 1),
    ("Annexe\u{a0}: versions et empreintes", "Appendix: versions and fingerprints", 2),
];

/// Checks that every section is there and keeps to its pages.
#[track_caller]
fn check_pages(pdf: &Pdf, language: Language) {
    let starts: Vec<&Section> = pdf.outline.iter().filter(|section| section.level == 1).collect();
    let titles: Vec<&str> = starts.iter().map(|section| section.title.as_str()).collect();
    let expected = SECTIONS.map(|(french, english, _)| match language {
        Language::French => french,
        Language::English => english,
    });
    assert_eq!(titles, expected);
    for (place, (title, _, most)) in SECTIONS.iter().enumerate() {
        let start = starts[place];
        // The appendix follows the index on its page; every other section starts a page, so that
        // the page before the next one's is its last.
        let last = match starts.get(place + 1) {
            Some(next) if next.page > start.page && next.at < 0.1 => next.page - 1,
            Some(next) => next.page,
            None => pdf.n_pages,
        };
        let n_pages = last + 1 - start.page;
        assert!(n_pages <= *most, "\"{title}\" takes {n_pages} pages in {language:?}");
        if place > 0 && place + 1 < SECTIONS.len() {
            assert!(start.at < 0.1, "\"{title}\" starts at {:.2} of its page", start.at);
        }
    }
    assert!(pdf.n_pages <= MOST_PAGES, "{} pages in {language:?}", pdf.n_pages);
}

#[test]
fn sections_of_the_note_keep_to_their_pages_in_both_languages() {
    let documents = documents();
    for language in Language::ALL {
        let pdf = check(documents.note(&sample_note::note(language)));
        check_pages(&pdf, language);
        assert!(pdf.bytes.len() < 400_000, "{} bytes", pdf.bytes.len());
        // A last word alone on its line must not push a section over: as much text again in the
        // places whose length depends on the data, within reason.
        let mut longer = sample_note::note(language);
        for row in &mut longer.quality.tables {
            row.label.push_str(" et de quelques autres");
        }
        longer.protocol.protected.push_str(", nationalité et situation familiale du conjoint");
        check_pages(&check(documents.note(&longer)), language);
    }
}

#[test]
fn a_note_without_timings_studies_or_tables_is_still_a_note() {
    let mut note = sample_note::note(Language::French);
    note.quality.tables.clear();
    note.quality.unknown_levels = None;
    note.quality.n_orphans = None;
    note.quality.without_employment = None;
    note.protocol.protected.clear();
    note.protocol.priced.clear();
    note.training.settings.clear();
    note.training.calibration = None;
    note.training.stops_early = false;
    note.training.is_monotone = false;
    note.search.clear();
    note.models.clear();
    note.treatments.clear();
    note.calibrations.clear();
    note.protected_changes.clear();
    note.other_changes.clear();
    note.deciles.clear();
    note.folds.clear();
    note.roc.out_of_fold.clear();
    note.roc.hold_out.clear();
    note.reliability.out_of_fold.clear();
    note.reliability.hold_out.clear();
    note.reliability.ticks.clear();
    note.decision.saving = None;
    note.trust.ratios.clear();
    note.cost_curve.chart.points.clear();
    note.cost_curve.chart.x_ticks.clear();
    note.cost_curve.chart.y_ticks.clear();
    note.themes.clear();
    note.subjects.clear();
    note.scope.clear();
    note.explanation_quality.clear();
    note.example = None;
    note.versions.clear();
    note.is_confirmed = false;
    check(documents().note(&note));
}

#[test]
fn hostile_and_endless_texts_of_a_note_are_printed_as_text() {
    let documents = documents();
    for language in Language::ALL {
        let mut note = sample_note::note(language);
        note.identity.run_id = sample::HOSTILE.to_owned();
        note.data.period = Some(sample::HOSTILE.to_owned());
        note.training.model = sample::HOSTILE.to_owned();
        note.protocol.protected = sample::HOSTILE.to_owned();
        note.quality.tables[0].label = "x".repeat(2_000);
        note.quality.tables[1].fingerprint = sample::HOSTILE.to_owned();
        note.models[0].label = sample::HOSTILE.to_owned();
        note.subjects[0].label = "x".repeat(2_000);
        note.scope[0] = sample::HOSTILE.to_owned();
        if let Some(example) = &mut note.example {
            example.reasons.unfavorable[0].value = sample::HOSTILE.to_owned();
        }
        check(documents.note(&note));
    }
}

#[test]
fn the_same_note_gives_the_same_bytes() {
    let first = check(documents().note(&sample_note::note(Language::French)));
    let documents = documents();
    check(documents.note(&sample_note::note(Language::English)));
    let second = check(documents.note(&sample_note::note(Language::French)));
    assert!(first.bytes == second.bytes);
}

/// Whoever writes prose with a figure in it writes one that is wrong after the next training.
/// Articles and regulations are called by numbers: those names stand in one file.
#[test]
fn no_figure_is_typed_into_the_prose() {
    let is_prose = |path: &str| {
        let is_note = path.starts_with("methodology/note/") && path != LEGAL_NAMES;
        // The slides name laws in a list, which their own test knows.
        let is_words = path.starts_with("templates/report/texts/") && !path.contains("slides");
        is_note || is_words
    };
    let mut n_files = 0;
    for (path, bytes) in EMBEDDED.iter().filter(|(path, _)| is_prose(path)) {
        n_files += 1;
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        for (number, line) in text.lines().enumerate() {
            let has_digit = line.chars().any(char::is_numeric);
            assert!(!has_digit, "{path}:{}: a figure in the prose: {line}", number + 1);
        }
    }
    assert!(n_files > 16, "{n_files} files of prose");
}

/// Names of legal texts.
const LEGAL_NAMES: &str = "methodology/note/regulation.typ";

/// Every file of the prose is in the program: one that is left out would only be missed by a
/// reader.
#[test]
fn every_file_of_the_prose_is_embedded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["methodology/note", "methodology/note/fr", "methodology/note/en"] {
        let entries = std::fs::read_dir(root.join(folder)).unwrap_or_else(|e| panic!("{e}"));
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{folder}/{name}");
            let is_known = EMBEDDED.iter().any(|(known, _)| *known == path);
            assert!(is_known || !name.ends_with(".typ"), "{path} is not embedded");
        }
    }
}

/// The samples that a template is previewed with are the views of today.
///
/// `OCTROI_UPDATE=1 cargo test note` writes them anew.
#[test]
fn the_sample_notes_are_in_step() {
    for language in Language::ALL {
        let name = format!("templates/report/samples/note.{}.json", language.code());
        in_step(&name, &sample_note::note(language));
    }
}
