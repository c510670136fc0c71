//! The page holds what the view holds, as text, and asks nothing of a network.

use std::collections::BTreeMap;

use super::{Error, assets, json, render};
use crate::views::{Language, PageView, sample};

/// The pages of a site in French with English beside it, by their path.
#[track_caller]
fn site(view: &PageView) -> BTreeMap<String, String> {
    let mut other = view.clone();
    other.identity.language = match view.identity.language {
        Language::French => Language::English,
        Language::English => Language::French,
    };
    let files = render(&[view.clone(), other], None);
    let files = files.unwrap_or_else(|error| panic!("{error}; {:?}", error.hint()));
    let text = |bytes| String::from_utf8(bytes).unwrap_or_else(|error| panic!("{error}"));
    files.into_iter().map(|(path, bytes)| (path, text(bytes))).collect()
}

fn pages(view: &PageView) -> Vec<(String, String)> {
    site(view).into_iter().filter(|(path, _)| path.ends_with(".html")).collect()
}

#[test]
fn every_page_stands_in_both_languages_with_figures_and_identity() {
    let view = sample::page(Language::French, 500);
    let pages = pages(&view);
    assert_eq!(pages.len(), 10);
    for (path, html) in &pages {
        let is_english = path.starts_with("en/");
        assert!(html.contains(if is_english { "<html lang=\"en\"" } else { "<html lang=\"fr\"" }));
        let other = if is_english { format!("../{}", &path[3..]) } else { format!("en/{path}") };
        assert!(html.contains(&format!("href=\"{other}\"")), "{path} leads to {other}");
        assert!(html.contains(&view.identity.run_id), "{path}");
        let synthetic = if is_english { "Made-up portfolio" } else { "Portefeuille fictif\u{a0}:" };
        assert!(html.contains(synthetic), "{path}");
        let words = html.split("<script type").next().unwrap_or_default();
        assert!(
            !words.contains("{n_") && !words.contains("{cost"),
            "{path}: a word was not filled"
        );
    }
    let model = &pages.iter().find(|(path, _)| path == "model.html").unwrap().1;
    for text in [&view.decision.threshold, &view.decision.expected_cost] {
        assert!(model.contains(text.as_str()), "{text}");
    }
}

#[test]
fn nothing_is_loaded_from_elsewhere_and_everything_loaded_is_there() {
    let site = site(&sample::page(Language::French, 3));
    for (path, html) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        for outside in ["http://", "https://", "//cdn", "@import", " style=", " onclick", "<style"]
        {
            assert!(!html.contains(outside), "{path}: {outside}");
        }
        let folder = if path.starts_with("en/") { "en/" } else { "" };
        for attribute in ["src=\"", "href=\""] {
            for link in html.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
                let link = link.split(['?', '#']).next().unwrap_or_default();
                // An empty icon keeps browsers from asking a server for one.
                let is_apart = link.ends_with(".pdf") || link.is_empty() || link == "data:,";
                // The notebooks stand beside the site.
                let is_apart = is_apart || link.ends_with("../notebooks/index.html");
                let target = match link.strip_prefix("../") {
                    Some(rest) => rest.to_owned(),
                    None => format!("{folder}{link}"),
                };
                assert!(is_apart || site.contains_key(&target), "{path} leads to {link}");
            }
        }
    }
}

#[test]
fn hostile_texts_stay_texts() {
    let mut view = sample::page(Language::English, 2);
    view.variables[0].name = sample::HOSTILE.to_owned();
    view.variables[0].label = sample::HOSTILE.to_owned();
    view.model.features[0].importance.label = sample::HOSTILE.to_owned();
    view.model.dependence[0].label = sample::HOSTILE.to_owned();
    view.model.segments[0].rows[1].label = sample::HOSTILE.to_owned();
    view.identity.lender.name = sample::HOSTILE.to_owned();
    for (path, html) in pages(&view) {
        assert!(!html.contains("<script>alert"), "{path}");
        assert_eq!(html.matches("<script").count(), html.matches("</script>").count(), "{path}");
    }
}

#[test]
fn a_run_without_variables_documents_or_date_still_has_pages() {
    let mut view = sample::page(Language::French, 0);
    view.variables.clear();
    view.has_documents = false;
    view.has_notebooks = false;
    view.identity.date = None;
    view.identity.is_synthetic = false;
    view.model.curve.points.clear();
    view.model.dependence.clear();
    view.model.segments.clear();
    for (path, html) in pages(&view) {
        assert!(!html.contains("class=\"synthetic\"") && !html.contains(".pdf"), "{path}");
    }
}

#[test]
fn both_languages_have_the_same_words() {
    let files = assets::load(None).unwrap_or_else(|error| panic!("{error}"));
    for page in super::PAGES.into_iter().chain(["common"]) {
        let names = |language: &str| -> Vec<String> {
            let text = assets::text(&files, &format!("texts/{language}/{page}.json"));
            let text = text.unwrap_or_else(|error| panic!("{error}"));
            let words: BTreeMap<String, String> =
                serde_json::from_str(text).unwrap_or_else(|error| panic!("{page}: {error}"));
            words.into_keys().collect()
        };
        assert_eq!(names("fr"), names("en"), "{page}");
    }
}

/// What stands in the folder and not in the list would be missing from the program.
#[test]
fn every_template_is_embedded() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let embedded = assets::load(None).unwrap_or_else(|error| panic!("{error}"));
    let found = assets::load(Some(&folder)).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(embedded.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>());
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
    let files = render(std::slice::from_ref(&view), Some(folder.path()))
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(files[0].1, b"<p>2026-11-22-a1b2c3</p>");
    write("{{ unknown }}");
    assert!(matches!(
        render(std::slice::from_ref(&view), Some(folder.path())),
        Err(Error::Template(_))
    ));
    let missing = folder.path().join("missing");
    assert!(matches!(
        render(std::slice::from_ref(&view), Some(&missing)),
        Err(Error::Templates { .. })
    ));
}
