//! One column out of its parts, whatever its type.

use rayon::prelude::*;

use super::rows::Values;

/// A way to make one column of its parts.
pub(super) trait Combine: Sync {
    /// The column; there is one part for each thread that read.
    fn combine<T: Copy + Default>(&self, parts: &[&[T]]) -> Vec<T>;
}

/// Makes one column of the parts of each, side by side; none of no parts.
///
/// The parts of a column are given up as soon as it is made, so that few are held twice.
pub(super) fn combine(columns: Vec<Vec<Values>>, how: &impl Combine) -> Vec<Option<Values>> {
    let columns = columns.into_par_iter().map(|parts| {
        Some(match parts.first()? {
            Values::Key(_) => Values::Key(how.combine(&all(&parts, Values::as_keys))),
            Values::Integer(_) => Values::Integer(how.combine(&all(&parts, Values::as_integers))),
            Values::Decimal(_) => Values::Decimal(how.combine(&all(&parts, Values::as_decimals))),
            Values::Category(_) => Values::Category(how.combine(&all(&parts, Values::as_levels))),
        })
    });
    columns.collect()
}

fn all<T>(parts: &[Values], of: fn(&Values) -> Option<&[T]>) -> Vec<&[T]> {
    parts.iter().map(|part| of(part).unwrap_or(&[])).collect()
}
