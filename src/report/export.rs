//! Compiles one world and writes its PDF.

use std::sync::atomic::{AtomicUsize, Ordering};

use typst::diag::{Severity, SourceDiagnostic};
use typst::foundations::{Content, NativeElement as _, Smart, StyleChain};
use typst::introspection::Introspector as _;
use typst::model::HeadingElem;
use typst::syntax::DiagSpan;
use typst::{World as _, WorldExt as _};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::world::World;
use super::{Error, Pdf, Section};

/// After how many documents the typesetter's intermediate results are looked through: doing so
/// takes as long as a tenth of a sheet.
const SWEEP_EVERY: usize = 8;

/// After how many sweeps an unused one is forgotten.
const CACHE_AGE: usize = 1;

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
        let outline = outline(&document);
        Ok(Pdf { bytes, n_pages: document.pages().len(), warnings, outline })
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

/// Documents made since the program started, by all threads.
static N_DOCUMENTS: AtomicUsize = AtomicUsize::new(0);

struct EvictOnDrop;

impl Drop for EvictOnDrop {
    fn drop(&mut self) {
        if N_DOCUMENTS.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            comemo::evict(CACHE_AGE);
        }
    }
}

/// Where each heading stands.
fn outline(document: &PagedDocument) -> Vec<Section> {
    let headings = document.introspector().query(&HeadingElem::ELEM.select());
    let section = |heading: &Content| {
        let position = document.introspector().position(heading.location()?)?;
        let page = position.page.get();
        let height = document.pages().get(page - 1)?.frame.height();
        let element = heading.to_packed::<HeadingElem>()?;
        Some(Section {
            title: element.body.plain_text().to_string(),
            level: element.resolve_level(StyleChain::default()).get(),
            page,
            at: position.point.y / height,
        })
    };
    headings.iter().filter_map(section).collect()
}

/// `templates/report/sheet.typ:12: error: unknown variable: foo`, and who called it.
fn describe(world: &World<'_>, diagnostic: &SourceDiagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let at = place(world, diagnostic.span).map(|at| format!("{at}: "));
    let mut text = format!("{}{severity}: {}", at.unwrap_or_default(), diagnostic.message);
    // A helper says that a field is missing, its caller which one was meant.
    let mut callers: Vec<String> = Vec::new();
    for point in &diagnostic.trace {
        let caller = place(world, point.span.into());
        callers.extend(caller.filter(|caller| !callers.contains(caller)));
    }
    if !callers.is_empty() {
        text.push_str(&format!(" (reached from {})", callers.join(", ")));
    }
    text
}

/// File and line of a piece of a template.
fn place(world: &World<'_>, span: DiagSpan) -> Option<String> {
    let id = span.id()?;
    let path = id.get().vpath().get_without_slash();
    let line = world
        .range(span)
        .zip(world.source(id).ok())
        .and_then(|(range, source)| source.lines().byte_to_line(range.start));
    Some(match line {
        Some(line) => format!("{path}:{}", line + 1),
        None => path.to_owned(),
    })
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
