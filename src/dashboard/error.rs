//! What can go wrong between a view and a page.

use std::path::PathBuf;

/// A page that could not be made.
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
    /// A file that every page needs is not there.
    #[error("template \"{path}\" is missing")]
    Missing {
        /// Path below `templates/dashboard`.
        path: String,
    },
    /// The words of a language are not a JSON object of texts.
    #[error("words \"{path}\" are not a JSON object of texts: {source}")]
    Words {
        /// Path below `templates/dashboard`.
        path: String,
        /// What the reader said.
        source: serde_json::Error,
    },
    /// Data that cannot be packed.
    #[error("the data file \"{name}\" cannot be packed: {source}")]
    Pack {
        /// Its name.
        name: String,
        /// What the packer said.
        source: std::io::Error,
    },
    /// A template cannot be read or rendered.
    #[error("the page cannot be made: {0}")]
    Template(String),
}

impl Error {
    /// The chain of what tera says, on one line.
    pub(super) fn template(error: &tera::Error) -> Self {
        let mut message = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            message.push_str(": ");
            message.push_str(&inner.to_string());
            cause = inner.source();
        }
        Self::Template(message)
    }

    /// What to do about it, when there is something to say.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Templates { .. } => Some(
                "the folder holds report/ and dashboard/ as templates/ does in the sources; \
                 leave the option out to use the templates of the program"
                    .to_owned(),
            ),
            Self::Words { path, .. } | Self::Missing { path } => {
                Some(format!("compare with templates/dashboard/{path} of the sources"))
            }
            Self::Pack { .. } => None,
            Self::Template(_) => Some(
                "templates are written for tera 2, where a variable that is not defined is an error"
                    .to_owned(),
            ),
        }
    }
}
