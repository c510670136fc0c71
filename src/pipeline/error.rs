//! Every error of the library behind one type, with the way out of each.

use std::path::PathBuf;

/// Anything that can go wrong in the library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant is the error of the module it names")]
pub enum Error {
    #[error(transparent)]
    Files(#[from] crate::files::Error),
    #[error(transparent)]
    Settings(#[from] crate::settings::Error),
    #[error(transparent)]
    Tables(#[from] crate::tables::Error),
    #[error(transparent)]
    Synthetic(#[from] crate::synthetic::Error),
    #[error(transparent)]
    Features(#[from] crate::features::store::Error),
    #[error(transparent)]
    Dictionary(#[from] crate::features::dictionary::Error),
    #[error(transparent)]
    Training(#[from] crate::training::Error),
    #[error(transparent)]
    Decision(#[from] crate::decision::Error),
    #[error(transparent)]
    Artifact(#[from] crate::artifact::Error),
    #[error(transparent)]
    Export(#[from] crate::export::Error),
    #[error(transparent)]
    Population(#[from] crate::explanation::similar::Error),
    #[error(transparent)]
    Scoring(#[from] crate::scoring::Error),
    #[cfg(feature = "report")]
    #[error(transparent)]
    Report(#[from] crate::report::Error),
    #[cfg(feature = "dashboard")]
    #[error(transparent)]
    Dashboard(#[from] crate::dashboard::Error),
    /// Somebody else is at work in the work folder.
    #[error("another octroi is at work in \"{}\"", path.display())]
    Busy { path: PathBuf },
    /// The work folder cannot be locked for another reason.
    #[error("cannot lock \"{}\"", path.display())]
    Lock { path: PathBuf, source: std::io::Error },
    /// A thread for the typesetter that the system refuses.
    #[error("cannot start a thread")]
    Thread { source: std::io::Error },
    /// More sheets than one document takes.
    #[cfg(all(feature = "report", feature = "dashboard"))]
    #[error("expected at most {} sheets in one document, found more", super::MOST_MERGED)]
    TooManyMerged,
    /// No sheet to put into a document.
    #[error("nobody is chosen, so that there is nothing to put into one document")]
    NobodyChosen,
    /// A folder that a dashboard would take the place of.
    #[error("expected a dashboard or an empty folder, found something else at \"{}\"", path.display())]
    NotADashboard { path: PathBuf },
    /// Nobody whose outcome is known.
    #[error("no client has a known outcome: application_train holds nobody to learn from")]
    NothingToLearn,
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Files(error) => error.hint(),
            Self::Settings(error) => error.hint(),
            Self::Tables(error) => error.hint(),
            Self::Synthetic(error) => error.hint(),
            Self::Features(error) => error.hint(),
            Self::Dictionary(_) | Self::Decision(_) | Self::Population(_) => None,
            Self::Training(error) => error.hint(),
            Self::Artifact(error) => error.hint(),
            Self::Export(error) => error.hint(),
            Self::Scoring(error) => error.hint(),
            #[cfg(feature = "report")]
            Self::Report(error) => error.hint(),
            #[cfg(feature = "dashboard")]
            Self::Dashboard(error) => error.hint(),
            Self::Busy { .. } => {
                Some("wait until it is done, or choose another --workdir".to_owned())
            }
            Self::Lock { .. } => Some("check who may write there".to_owned()),
            Self::Thread { .. } => Some("close other programs, then start again".to_owned()),
            #[cfg(all(feature = "report", feature = "dashboard"))]
            Self::TooManyMerged => {
                Some("choose fewer clients, or leave --merge out for a document each".to_owned())
            }
            Self::NobodyChosen => Some("check the numbers of the clients".to_owned()),
            Self::NotADashboard { .. } => {
                Some("choose another folder for --out: what is in it would be lost".to_owned())
            }
            Self::NothingToLearn => Some("check the file with \"octroi check\"".to_owned()),
        }
    }
}
