//! Views in, site files out: static pages, made by tera, with their styles and scripts.
//!
//! ```text
//! views ── words, drawing ──▶ context ──┐
//! templates ────────────────────────────┴▶ tera ──▶ index.html, client.html, …
//! styles, scripts, vendored libraries ─────────────▶ assets/…
//! ```
//!
//! The pages open from a disk and ask nothing of a network: styles and scripts are files beside
//! them, and what they load later are scripts as well, as `templates/dashboard/README.md` says.
//! Every text of a view is escaped by tera; what is marked `safe` in a template is JSON that
//! [`json`] has made harmless.
//!
//! This module reads views only and computes nothing but layout.

mod assets;
mod drawing;
mod error;
pub mod pack;
mod words;

use std::path::Path;

use tera::{Context, Tera};

pub use self::error::Error;
use crate::views::site_model::{Dependence, Thresholds};
use crate::views::{Language, PageView};

/// The pages of a site, in the order of its menu, by the name of template and words.
const PAGES: [&str; 5] = ["index", "client", "population", "model", "applicant"];

/// The page that draws figures and carries numbers of its own.
const MODEL: &str = "model";

/// What the model page computes with, beside its words.
#[derive(Debug, serde::Serialize)]
struct Evaluation<'a> {
    thresholds: &'a Thresholds,
    dependence: &'a [Dependence],
}

impl<'a> Evaluation<'a> {
    fn of(view: &'a PageView) -> Self {
        Self { thresholds: &view.model.thresholds, dependence: &view.model.dependence }
    }
}

/// The pages and assets of a site, each with its path below the site's folder.
///
/// `views` holds one view per language; the pages of the first stand at the top of the site, those
/// of the others in a folder named after their language. The templates of the binary are used,
/// replaced file by file by those of `templates_override`, a folder with the tree of `templates/`
/// in the sources (`dashboard/assets/base.css`…). The same views give the same bytes.
///
/// # Errors
///
/// Returns an error if the folder cannot be read, or a template or the words of a language
/// cannot be used.
pub fn render(
    views: &[PageView],
    templates_override: Option<&Path>,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let files = assets::load(templates_override)?;
    let tera = engine(&files)?;
    let mut written = Vec::new();
    for (place, view) in views.iter().enumerate() {
        let language = view.identity.language;
        let (root, folder) = match place {
            0 => ("", String::new()),
            _ => ("../", format!("{}/", language.code())),
        };
        for page in PAGES {
            let words = words::load(&files, page, view)?;
            let mut context = Context::new();
            context.insert("page", view);
            context.insert("page_name", page);
            context.insert("root", root);
            context.insert("others", &other_languages(views, place, page));
            if page == MODEL {
                context.insert("figures", &drawing::Figures::new(&view.model));
                context.insert("evaluation", &json(&Evaluation::of(view))?);
            }
            context.insert("script_words", &json(&words)?);
            context.insert("words", &words);
            let html = tera.render(&format!("{page}.html"), &context);
            let html = html.map_err(|error| Error::template(&error))?;
            written.push((format!("{folder}{page}.html"), html.into_bytes()));
        }
    }
    let assets = files.into_iter().filter(|(path, _)| path.starts_with("assets/"));
    written.extend(assets.map(|(path, text)| (path, text.into_owned().into_bytes())));
    Ok(written)
}

/// A page in another language.
#[derive(Debug, serde::Serialize)]
struct OtherLanguage {
    code: &'static str,
    /// Its own name for itself.
    name: &'static str,
    href: String,
}

/// Where `page` of the language at `place` stands in the other languages.
fn other_languages(views: &[PageView], place: usize, page: &str) -> Vec<OtherLanguage> {
    let up = if place == 0 { "" } else { "../" };
    let others = views.iter().enumerate().filter(|&(other, _)| other != place);
    let link = |(other, view): (usize, &PageView)| {
        let code = view.identity.language.code();
        let folder = if other == 0 { String::new() } else { format!("{code}/") };
        let name = match view.identity.language {
            Language::French => "Français",
            Language::English => "English",
        };
        OtherLanguage { code, name, href: format!("{up}{folder}{page}.html") }
    };
    others.map(link).collect()
}

/// Tera with every template of `files`.
fn engine(files: &assets::Files) -> Result<Tera, Error> {
    let mut tera = Tera::new();
    tera.autoescape_on([".html"]);
    let templates = files.iter().filter(|(path, _)| path.ends_with(".html"));
    tera.add_raw_templates(templates.map(|(path, text)| (path.as_str(), text.as_ref())))
        .map_err(|error| Error::template(&error))?;
    Ok(tera)
}

/// A value as JSON that can stand inside a `<script>` element.
///
/// No `<`, `>` or `&` is left to close the element or open a comment, and the two line ends that
/// JSON allows and old JavaScript does not are escaped.
///
/// Written before tera sees it, whose own maps have no order: the same view gives the same bytes.
fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    let text = serde_json::to_string(value)
        .map_err(|source| Error::Words { path: "the words of the script".to_owned(), source })?;
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            _ => safe.push(character),
        }
    }
    Ok(safe)
}

#[cfg(test)]
mod tests;
