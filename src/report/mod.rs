//! A view in, PDF bytes out: the methodology note and the sheet of a client, by Typst, in process.
//!
//! ```text
//! view ── text ──▶ data.json ──┐
//! templates, fonts ── assets ──┴▶ world ── export ──▶ Pdf
//! ```
//!
//! A view reaches the template as one JSON file and never as markup, so that whatever a client’s
//! file holds is printed as text. Templates and fonts are in the binary; a folder given at run
//! time replaces them file by file. What templates share is parsed once and kept, which is what
//! makes many sheets quick.
//!
//! This module reads views only. It computes nothing but layout and knows no clock: the only date
//! in a document is the one its run carries, and the same view gives the same bytes.

mod assets;
mod error;
mod export;
mod text;
mod world;

use std::path::Path;

use serde::Serialize;

pub use self::error::Error;
use self::export::Export;
use self::text::Printable;
use self::world::Shared;
use crate::views::{NoteView, RunIdentity, SheetView, SlidesView};

/// A finished document.
#[derive(Debug, Clone)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Number of pages.
    pub n_pages: usize,
    /// Where its sections start, in the order read.
    pub outline: Vec<Section>,
    /// What the typesetter complained about, one line each. Empty for sound templates.
    pub warnings: Vec<String>,
}

/// A heading of a document and where the typesetter put it.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its text.
    pub title: String,
    /// 1 for a section, 2 for a part of it.
    pub level: usize,
    /// Page on which it starts, from 1.
    pub page: usize,
    /// Height on that page at which it starts: 0 is the top, 1 the bottom.
    pub at: f64,
}

/// Makes documents; built once and shared between threads.
#[derive(Debug)]
pub struct Documents {
    shared: Shared,
    printable: Printable,
}

impl Documents {
    /// Loads the templates and fonts of the binary, then those of `templates_override`.
    ///
    /// The folder holds the same tree as `templates/` in the sources: its `report/sheet.typ`
    /// replaces the built-in one, its `report/fonts/*.otf` join the fonts. Its `note/` replaces
    /// the prose of `methodology/note/`.
    ///
    /// # Errors
    ///
    /// Returns an error if the folder or a file in it cannot be read, a template is not UTF-8, or
    /// a font is not a font.
    pub fn new(templates_override: Option<&Path>) -> Result<Self, Error> {
        let shared = Shared::new(assets::load(templates_override)?)?;
        let printable = Printable::new(shared.fonts());
        Ok(Self { shared, printable })
    }

    /// Typesets the methodology note.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Template`] if the template does not compile with this view.
    pub fn note(&self, view: &NoteView) -> Result<Pdf, Error> {
        self.render("templates/report/note.typ", "methodology", &view.identity, view)
    }

    /// Typesets the sheet of one client.
    ///
    /// # Errors
    ///
    /// [`Error::Template`] if the template does not compile with this view.
    pub fn sheet(&self, view: &SheetView) -> Result<Pdf, Error> {
        let document_id = format!("client {}", view.client);
        self.render_sheets(&document_id, std::slice::from_ref(view))
    }

    /// Typesets the sheets of several clients, one after the other, as one document.
    ///
    /// All are held in memory until it is written.
    ///
    /// # Errors
    ///
    /// [`Error::NothingToShow`] without a client; [`Error::Template`] if the template does not
    /// compile with these views.
    pub fn sheets(&self, views: &[SheetView]) -> Result<Pdf, Error> {
        let ends = [views.first(), views.last()].map(|view| view.map_or("", |view| &view.client));
        let document_id = format!("{} clients {} {}", views.len(), ends[0], ends[1]);
        self.render_sheets(&document_id, views)
    }

    /// Pages are numbered beforehand, which saves the typesetter a second pass; where the content
    /// takes more pages than foreseen, they are counted.
    fn render_sheets(&self, document_id: &str, views: &[SheetView]) -> Result<Pdf, Error> {
        let Some(identity) = views.first().map(|view| &view.identity) else {
            return Err(Error::NothingToShow);
        };
        let template = "templates/report/sheet.typ";
        let foreseen: usize =
            views.iter().map(|view| 1 + usize::from(view.details.is_some())).sum();
        let view = |is_counted| Sheets { sheets: views, is_counted };
        let pdf = self.render(template, document_id, identity, &view(false))?;
        if pdf.n_pages == foreseen {
            return Ok(pdf);
        }
        self.render(template, document_id, identity, &view(true))
    }

    /// Typesets the slides of the oral presentation, with the speaker’s notes behind them.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Template`] if the template does not compile with this view.
    pub fn slides(&self, view: &SlidesView) -> Result<Pdf, Error> {
        self.render("templates/report/slides.typ", "slides", &view.identity, view)
    }

    fn render<V: Serialize>(
        &self,
        template: &'static str,
        document_id: &str,
        identity: &RunIdentity,
        view: &V,
    ) -> Result<Pdf, Error> {
        let mut data = serde_json::to_value(view).map_err(Error::View)?;
        self.printable.clean(&mut data);
        let data = serde_json::to_vec(&data).map_err(Error::View)?;
        let export = Export {
            template,
            ident: format!("octroi {} {document_id}", identity.run_id),
            has_date: identity.date.as_ref().is_some_and(|date| date.is_valid),
        };
        export.run(&self.shared.world(template, data)?)
    }
}

/// What the template of the sheets reads.
#[derive(Serialize)]
struct Sheets<'a> {
    sheets: &'a [SheetView],
    /// Whether the typesetter counts the pages.
    is_counted: bool,
}

#[cfg(test)]
mod slides_tests;
#[cfg(test)]
mod note_tests;
#[cfg(test)]
mod tests;
