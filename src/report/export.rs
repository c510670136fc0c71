//! Compiles one world and writes its PDF.

use typst::diag::{Severity, SourceDiagnostic};
use typst::foundations::Smart;
use typst::{World as _, WorldExt as _};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::world::World;
use super::{Error, Pdf};

/// After how many documents an unused intermediate result is forgotten.
const CACHE_AGE: usize = 10;

/// How one document is compiled and written.
pub(super) struct Export {
    /// The main template.
    pub(super) template: &'static str,
    /// Names the document; its hash becomes the identifier in the file.
    pub(super) ident: String,
    /// Whether the document carries a date, which PDF/A asks for.
    pub(super) has_date: bool,
}

impl Export {
    pub(super) fn run(&self, world: &World<'_>) -> Result<Pdf, Error> {
        // Without it memory grows with each document, and it must run on errors too.
        let _evict = EvictOnDrop;
        let failed = |diagnostics: &[SourceDiagnostic]| Error::Template {
            template: self.template,
            messages: diagnostics.iter().map(|diagnostic| describe(world, diagnostic)).collect(),
            hints: hints(diagnostics),
        };
        let compiled = typst::compile(world);
        let warnings = compiled.warnings.iter().map(|warning| describe(world, warning)).collect();
        let document = compiled.output.map_err(|errors| failed(&errors))?;
        let bytes =
            typst_pdf::pdf(&document, &self.options()?).map_err(|errors| failed(&errors))?;
        Ok(Pdf { bytes, n_pages: document.pages().len(), warnings })
    }

    fn options(&self) -> Result<PdfOptions, Error> {
        let standards: &[PdfStandard] = if self.has_date {
            &[PdfStandard::A_2a, PdfStandard::Ua_1]
        } else {
            &[PdfStandard::Ua_1]
        };
        Ok(PdfOptions {
            ident: Smart::Custom(self.ident.clone()),
            creator: Smart::Custom(Some("octroi".to_owned())),
            timestamp: None,
            page_ranges: None,
            standards: PdfStandards::new(standards)
                .map_err(|error| Error::Standards(error.message().to_string()))?,
            tagged: true,
            pretty: false,
        })
    }
}

struct EvictOnDrop;

impl Drop for EvictOnDrop {
    fn drop(&mut self) {
        comemo::evict(CACHE_AGE);
    }
}

/// `sheet.typ:12: error: unknown variable: foo`
fn describe(world: &World<'_>, diagnostic: &SourceDiagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = diagnostic.span.id().map(|id| {
        let path = id.get().vpath().get_without_slash();
        let line = world
            .range(diagnostic.span)
            .zip(world.source(id).ok())
            .and_then(|(range, source)| source.lines().byte_to_line(range.start));
        match line {
            Some(line) => format!("{path}:{}: ", line + 1),
            None => format!("{path}: "),
        }
    });
    format!("{}{severity}: {}", place.unwrap_or_default(), diagnostic.message)
}

fn hints(diagnostics: &[SourceDiagnostic]) -> Vec<String> {
    let mut hints: Vec<String> = Vec::new();
    for hint in diagnostics.iter().flat_map(|diagnostic| &diagnostic.hints) {
        let hint = hint.v.to_string();
        if !hints.contains(&hint) {
            hints.push(hint);
        }
    }
    hints
}
