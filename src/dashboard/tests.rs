//! The page holds what the view holds, as text, and asks nothing of a network.

use super::{Error, json, render};
use crate::views::{Language, PageView, sample};

#[track_caller]
fn page(view: &PageView) -> String {
    let files = render(view, None).unwrap_or_else(|error| panic!("{error}; {:?}", error.hint()));
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].0, "index.html");
    String::from_utf8(files[0].1.clone()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn clients_figures_and_identity_are_there_without_a_script() {
    let view = sample::page(Language::French, 500);
    let html = page(&view);
    assert!(html.contains("<html lang=\"fr\">"));
    assert!(html.contains("Portefeuille fictif\u{a0}: "));
    assert_eq!(html.matches("<tr data-client=").count(), 500);
    assert!(html.contains("href=\"../clients/100001.pdf\""));
    let decision = &view.decision;
    for text in [&decision.threshold, &decision.expected_cost, &view.identity.run_id] {
        assert!(html.contains(text.as_str()), "{text}");
    }
    let words = html.split("<script").next().unwrap_or_default();
    assert!(!words.contains("{n_") && !words.contains("{cost"), "a word was not filled");
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let html = page(&sample::page(Language::French, 3));
    for outside in ["http://", "https://", "//cdn", "@import", "src=", "<link"] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn hostile_texts_stay_texts() {
    let mut view = sample::page(Language::English, 2);
    view.clients[0].client = sample::HOSTILE.to_owned();
    view.clients[0].cells[0] = sample::HOSTILE.to_owned();
    view.client_columns[0] = sample::HOSTILE.to_owned();
    view.variables[0].name = sample::HOSTILE.to_owned();
    view.identity.lender.name = sample::HOSTILE.to_owned();
    let html = page(&view);
    assert!(!html.contains("<script>alert"));
    assert_eq!(html.matches("</script>").count(), 2);
}

#[test]
fn a_page_without_clients_variables_or_note_says_so() {
    let mut view = sample::page(Language::French, 0);
    view.variables.clear();
    view.note_href = None;
    view.identity.date = None;
    view.identity.is_synthetic = false;
    view.cost_curve.points.clear();
    let html = page(&view);
    assert!(html.contains("Aucun client n’est listé"));
    assert!(!html.contains("Portefeuille fictif"));
}

#[test]
fn both_languages_have_the_same_words() {
    let names = |text: &str| {
        let words: std::collections::BTreeMap<String, String> =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}"));
        words.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(
        names(include_str!("../../templates/dashboard/texts/fr.json")),
        names(include_str!("../../templates/dashboard/texts/en.json"))
    );
}

#[test]
fn json_cannot_close_its_script() {
    let value = String::from("</script><!-- & \u{2028}\u{2029} \"");
    let text = json(&value).unwrap_or_else(|error| panic!("{error}"));
    let expected = "\"\\u003c/script\\u003e\\u003c!-- \\u0026 \\u2028\\u2029 \\\"\"";
    assert_eq!(text, expected);
}

#[test]
fn a_folder_replaces_files_one_by_one() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let dashboard = folder.path().join("dashboard");
    let write = |text: &str| {
        std::fs::create_dir_all(&dashboard)
            .and_then(|()| std::fs::write(dashboard.join("index.html"), text))
            .unwrap_or_else(|error| panic!("{error}"));
    };
    let view = sample::page(Language::French, 1);
    write("<p>{{ page.identity.run_id }}</p>");
    let files = render(&view, Some(folder.path())).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(files[0].1, b"<p>2026-11-22-a1b2c3</p>");
    write("{{ unknown }}");
    assert!(matches!(render(&view, Some(folder.path())), Err(Error::Template(_))));
    let missing = folder.path().join("missing");
    assert!(matches!(render(&view, Some(&missing)), Err(Error::Templates { .. })));
}
