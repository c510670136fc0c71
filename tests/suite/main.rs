//! The one integration binary: each extra one would link everything again.

mod architecture;
mod cli;
mod documents;
mod features;
mod pipeline;
mod support;
mod synthetic;
mod tables;
