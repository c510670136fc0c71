//! Two ways of computing the same columns.

/// Which behaviour the features follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Ours: what is impossible or unknown is missing, codes follow meaning, further features.
    #[default]
    Octroi,
    /// The original kernel's 795 columns, with its behaviour kept, for comparison only.
    Kernel,
}

impl Profile {
    /// Name as typed and as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Octroi => "octroi",
            Self::Kernel => "kernel",
        }
    }
}
