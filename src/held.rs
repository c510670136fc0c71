//! Something that is borrowed for a while, or shared for as long as anybody needs it.

use std::ops::Deref;
use std::sync::Arc;

/// A value that its holder reads and does not change.
///
/// A command borrows what it read a few lines above; a service shares it among requests that outlive
/// the moment when another run takes its place.
#[derive(Debug)]
pub enum Held<'a, T> {
    /// Owned by somebody who stays longer.
    Borrowed(&'a T),
    /// Owned by all who hold it.
    Shared(Arc<T>),
}

impl<T> Clone for Held<'_, T> {
    fn clone(&self) -> Self {
        match self {
            Self::Borrowed(value) => Self::Borrowed(value),
            Self::Shared(value) => Self::Shared(Arc::clone(value)),
        }
    }
}

impl<T> Deref for Held<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Borrowed(value) => value,
            Self::Shared(value) => value,
        }
    }
}

impl<'a, T> From<&'a T> for Held<'a, T> {
    fn from(value: &'a T) -> Self {
        Self::Borrowed(value)
    }
}

impl<T> From<Arc<T>> for Held<'_, T> {
    fn from(value: Arc<T>) -> Self {
        Self::Shared(value)
    }
}
