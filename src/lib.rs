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

pub mod artifact;
#[cfg(feature = "dashboard")]
pub mod dashboard;
pub mod decision;
pub mod features;
pub mod files;
pub mod metrics;
pub mod models;
pub mod pipeline;
pub mod probability;
#[cfg(feature = "report")]
pub mod report;
pub mod scoring;
pub mod settings;
pub mod synthetic;
pub mod tables;
pub mod training;
pub mod views;

pub use pipeline::Error;
