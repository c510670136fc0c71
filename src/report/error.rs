//! What can go wrong between a view and a PDF.

use std::path::PathBuf;

/// A document that could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A folder of templates, or a file in it, cannot be read.
    #[error("cannot read templates at \"{}\": {source}", path.display())]
    Templates {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A template that is not text.
    #[error("template \"{path}\" is not UTF-8 text")]
    NotText {
        /// Path below the root of the project.
        path: String,
    },
    /// A template that is needed is not there, or its name cannot be used.
    #[error("template \"{path}\" cannot be used: {reason}")]
    BadTemplate {
        /// Path below the root of the project.
        path: String,
        /// Why.
        reason: String,
    },
    /// A file that ends like a font and is none.
    #[error("\"{path}\" is not an OpenType or TrueType font")]
    NotFont {
        /// Path below the root of the project.
        path: String,
    },
    /// A view that cannot be written as JSON.
    #[error("the view cannot be written as JSON: {0}")]
    View(#[source] serde_json::Error),
    /// A document of sheets without a client.
    #[error("there is no client to show")]
    NothingToShow,
    /// The PDF standards asked for exclude each other.
    #[error("the PDF standards cannot be combined: {0}")]
    Standards(String),
    /// The template does not compile, or its result breaks the PDF standards.
    #[error("template \"{template}\" does not compile: {}", messages.join("; "))]
    Template {
        /// The main template: `templates/report/sheet.typ`.
        template: &'static str,
        /// One line for each error, with file and line, and from where it was reached.
        messages: Vec<String>,
        /// The typesetter’s own hints.
        hints: Vec<String>,
    },
}

impl Error {
    /// What to do about it, when there is something to say.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Templates { .. } => Some(
                "the folder holds report/ and dashboard/ as templates/ does in the sources, and \
                 note/ as methodology/ does; leave the option out to use the templates of the \
                 program"
                    .to_owned(),
            ),
            Self::NotText { .. } => Some("save the template as UTF-8".to_owned()),
            Self::NotFont { path } => {
                Some(format!("replace {path} by a static .otf or .ttf file, or remove it"))
            }
            Self::Template { hints, .. } if !hints.is_empty() => Some(hints.join("; ")),
            Self::Template { template, .. } => Some(format!(
                "if templates were changed, compare {template} with the one of the sources"
            )),
            Self::NothingToShow | Self::BadTemplate { .. } | Self::View(_) | Self::Standards(_) => {
                None
            }
        }
    }
}
