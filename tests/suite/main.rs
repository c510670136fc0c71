//! The one integration binary: each extra one would link everything again.

#![expect(unreachable_pub, reason = "nobody imports a test")]

mod applicant;
mod architecture;
mod cli;
mod dashboard;
mod documents;
mod explain;
mod explanation;
mod features;
mod metrics;
mod notebook;
mod pipeline;
#[path = "../oracles/raw_rows.rs"]
mod raw_rows;
mod resampling;
mod runs;
mod serve;
mod sheets;
mod support;
mod synthetic;
mod tables;
mod training;
