//! Views in, site files out: one static page, made by tera.
//!
//! ```text
//! view ── words, drawing ──▶ context ──┐
//! templates, style, script ── assets ──┴▶ tera ──▶ index.html
//! ```
//!
//! The page opens from a disk, asks nothing of a network and shows all it has without its script,
//! which only searches, filters and sorts. Every text of a view is escaped by tera; what is marked
//! `safe` in a template is our own style and script, and JSON that [`json`] has made harmless.
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
use crate::views::PageView;

/// The files of the dashboard, each with its path below `reports/dashboard`.
///
/// The templates of the binary are used, replaced file by file by those of `templates_override`,
/// a folder with the tree of `templates/` in the sources (`dashboard/assets/style.css`…). The same
/// view gives the same bytes.
///
/// # Errors
///
/// Returns an error if the folder cannot be read, or a template or the words of the language
/// cannot be used.
pub fn render(
    view: &PageView,
    templates_override: Option<&Path>,
) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let files = assets::load(templates_override)?;
    let tera = engine(&files)?;
    let words = words::load(&files, view)?;

    let mut context = Context::new();
    context.insert("page", view);
    context.insert("curve", &drawing::Drawing::new(&view.cost_curve));
    context.insert("script_words", &json(&words.for_script())?);
    context.insert("words", &words);
    context.insert("style", assets::text(&files, "assets/style.css")?);
    context.insert("script", assets::text(&files, "assets/page.js")?);
    let html = tera.render("index.html", &context).map_err(|error| Error::template(&error))?;
    Ok(vec![("index.html".to_owned(), html.into_bytes())])
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
