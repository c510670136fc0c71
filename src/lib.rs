//! Credit scoring that explains itself.
//!
//! ```text
//! seven tables ─▶ features ─▶ training ─▶ decision ─▶ artifact
//!                                                        │
//!                        features + artifact ─▶ scoring ─▶ views ─▶ report, dashboard
//! ```
//!
//! The modules below stand in reading order, and a module uses only modules declared above it.
//! `methodology/architecture.md` tells what each owns and what it never knows.

pub mod held;
pub mod probability;
pub mod metrics;
pub mod files;
pub mod tables;
pub mod synthetic;
pub mod features;
pub mod models;
pub mod decision;
pub mod resampling;
pub mod settings;
pub mod training;
pub mod explanation;
pub mod artifact;
pub mod export;
pub mod scoring;
pub mod views;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "dashboard")]
pub mod dashboard;
pub mod pipeline;
#[cfg(feature = "api")]
pub mod api;
#[cfg(feature = "notebook")]
pub mod notebook;

pub use pipeline::Error;
