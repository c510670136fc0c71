//! The synthetic portfolio.
