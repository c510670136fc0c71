//! The raw tables.
