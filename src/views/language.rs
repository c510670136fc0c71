//! The languages in which documents speak: those of the dictionary.

pub use crate::features::dictionary::Language;
