//! API keys: who may ask the service, and for what.
//!
//! A key is 32 random bytes, shown once as text, and kept only as its BLAKE3 hash. A slow hash
//! guards passwords that people choose; 256 random bits cannot be guessed, and a fast one costs a
//! request a microsecond.
//!
//! ```text
//! octroi keys add ─▶ KeyFile (data/keys.json) ─▶ Keys, the living ones ─▶ KeyRing, kept fresh
//! ```

mod file;
mod ring;

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

pub use file::{KeyFile, MOST_LIVING, Record, Secret};
pub use ring::{Key, KeyRing, Keys};

use serde::{Deserialize, Serialize};

use crate::files;

/// What a key may be used for. None implies another: a key that manages cannot score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Looking at clients of the portfolio, the model and the dashboard.
    Read,
    /// Scoring applications and changed inputs, recording an adviser's decision.
    Score,
    /// Erasing what was logged of a client, reading the log, watching the service.
    Admin,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Read, Self::Score, Self::Admin];

    /// Name in the file and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Score => "score",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Scope {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let fits = |scope: &Self| scope.name() == text;
        Self::ALL.into_iter().find(fits).ok_or_else(|| Error::UnknownScope(text.to_owned()))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Scopes, each once.
pub type Scopes = BTreeSet<Scope>;

/// Keys that cannot be read, made or revoked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read or written.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// The file is not what this program writes.
    #[error("the keys in \"{}\" are damaged: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The file was written by a later program.
    #[error("expected format {expected} of \"{}\", found {found}", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// What this program writes.
        expected: u32,
        /// What is there.
        found: u32,
    },
    /// Others could put a key of theirs into the file.
    #[error("others may write \"{}\" (mode {mode:04o})", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// A name that is none.
    #[error(
        "expected a name of 1 to 64 letters, digits, \".\", \"-\" or \"_\", the first a letter or \
         digit, and not 8 hexadecimal digits, found \"{0}\""
    )]
    Name(String),
    /// A name that a living key has.
    #[error("a living key is named \"{0}\"")]
    NameTaken(String),
    /// A scope that there is not.
    #[error("expected a scope (read, score, admin), found \"{0}\"")]
    UnknownScope(String),
    /// A key for nothing.
    #[error("expected at least one scope, found none")]
    NoScope,
    /// A rate outside its range.
    #[error("expected a rate of 1 to 1000000 requests per second, found {0}")]
    Rate(u32),
    /// More keys than the service looks through for each request.
    #[error("expected at most {MOST_LIVING} living keys")]
    TooMany,
    /// No key goes by that name or id.
    #[error("no key goes by \"{0}\"")]
    Unknown(String),
    /// Already revoked.
    #[error("key \"{0}\" is revoked already")]
    Revoked(String),
    /// The system has no random bytes.
    #[error("the system gives no random bytes: {0}")]
    NoRandomness(String),
}

impl Error {
    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Files(error) => return error.hint(),
            Self::Damaged { .. } => {
                "bring the file back from a copy, or remove it and make new keys with \
                 \"octroi keys add\""
                    .to_owned()
            }
            Self::Newer { .. } => "use the octroi that wrote it, or a later one".to_owned(),
            Self::Exposed { path, .. } => format!("chmod 600 \"{}\"", path.display()),
            Self::NameTaken(name) => {
                format!("choose another, or revoke it first: octroi keys revoke {name}")
            }
            Self::NoScope => "name what it is for: --scope read, score or admin".to_owned(),
            Self::TooMany => "revoke keys that nobody uses".to_owned(),
            Self::Unknown(_) => "\"octroi keys list\" names them".to_owned(),
            Self::Name(_)
            | Self::UnknownScope(_)
            | Self::Rate(_)
            | Self::Revoked(_)
            | Self::NoRandomness(_) => return None,
        })
    }
}
