//! The slides come out of every view, each on one page, and no figure of theirs is typed.

use super::tests::in_step;
use super::{Documents, Error, Pdf};
use crate::views::sample_slides::{bare_slides, hostile_slides, slides};
use crate::views::{Language, Recommendation};

#[track_caller]
fn check(pdf: Result<Pdf, Error>) -> Pdf {
    let pdf = pdf.unwrap_or_else(|error| panic!("{error}; {:?}", error.hint()));
    assert_eq!(pdf.warnings, Vec::<String>::new());
    pdf
}

fn documents() -> Documents {
    Documents::new(None).unwrap_or_else(|error| panic!("{error}"))
}

/// Each slide has a page of its own, and the notes come after them.
#[track_caller]
fn check_pages(pdf: &Pdf) {
    let headings: Vec<_> = pdf.outline.iter().filter(|section| section.level == 1).collect();
    let (notes, slides) = headings.split_last().expect("headings");
    assert!((14..=17).contains(&slides.len()), "{} slides", slides.len());
    for (idx, slide) in slides.iter().enumerate() {
        assert_eq!(slide.page, idx + 1, "{}", slide.title);
    }
    assert_eq!(notes.page, slides.len() + 1, "{}", notes.title);
    // The notes tell each slide, under its title.
    let told = pdf.outline.iter().filter(|section| section.level == 2);
    assert_eq!(told.count(), slides.len());
}

#[test]
fn every_slide_fits_its_page_in_both_languages() {
    let documents = documents();
    for language in Language::ALL {
        let pdf = check(documents.slides(&slides(language)));
        check_pages(&pdf);
        assert!((18..=24).contains(&pdf.n_pages), "{} pages in {language:?}", pdf.n_pages);
        assert!(pdf.bytes.len() < 400_000, "{} bytes", pdf.bytes.len());
    }
}

#[test]
fn hostile_endless_and_missing_texts_are_still_slides() {
    let documents = documents();
    for language in Language::ALL {
        for view in [hostile_slides(language), bare_slides(language)] {
            check_pages(&check(documents.slides(&view)));
        }
    }
}

#[test]
fn every_turn_of_the_story_has_its_words() {
    let documents = documents();
    for language in Language::ALL {
        let mut view = slides(language);
        view.changes.is_beaten = true;
        view.story.score.recommendation = Recommendation::Accept;
        view.identity.date = None;
        check_pages(&check(documents.slides(&view)));
        view.story.score.recommendation = Recommendation::Refuse;
        view.story.ways.clear();
        check_pages(&check(documents.slides(&view)));
    }
}

#[test]
fn the_same_view_gives_the_same_slides_whatever_was_made_before() {
    let first = check(documents().slides(&slides(Language::French)));
    let documents = documents();
    check(documents.slides(&bare_slides(Language::English)));
    assert!(first.bytes == check(documents.slides(&slides(Language::French))).bytes);
}

#[test]
fn the_sample_of_the_slides_is_in_step() {
    in_step("templates/report/samples/slides.fr.json", &slides(Language::French));
}

#[test]
fn no_figure_is_typed_into_the_words() {
    let words = concat!(
        include_str!("../../templates/report/texts/slides.typ"),
        include_str!("../../templates/report/texts/talk.typ"),
    );
    let mut is_of_law = false;
    for (idx, line) in words.lines().enumerate() {
        let text = line.trim_start();
        is_of_law |= text.starts_with("law-list:");
        if !is_of_law {
            assert!(!text.contains(|c: char| c.is_ascii_digit()), "line {}: {line}", idx + 1);
        }
        is_of_law &= text != "),";
    }
}
