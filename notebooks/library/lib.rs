//! octroi as one shared library, for the cells of a notebook.

pub use octroi::*;
