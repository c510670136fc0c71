//! Identifiers: where a key stands among others, and which one stands twice.

use rayon::prelude::*;

/// Finds the place of a key among the keys of a parent.
#[derive(Debug)]
pub(super) enum KeyIndex {
    /// Keys are dense enough for a table from key to place.
    Dense {
        /// The smallest key.
        first: u32,
        /// By key minus the smallest: the place, or [`NO_PLACE`].
        places: Vec<u32>,
    },
    /// Sorted keys with their places.
    Sorted(Vec<(u32, u32)>),
}

/// Stands for a key that is not there.
pub(super) const NO_PLACE: u32 = u32::MAX;

impl KeyIndex {
    /// Indexes `keys`, which must not repeat.
    pub(super) fn new(keys: &[u32]) -> Self {
        let (first, span) = span(keys);
        if is_dense(keys.len(), span) {
            let mut places = vec![NO_PLACE; span];
            for (place, &key) in keys.iter().enumerate() {
                places[(key - first) as usize] = place as u32;
            }
            return Self::Dense { first, places };
        }
        let mut sorted: Vec<(u32, u32)> =
            keys.iter().enumerate().map(|(place, &key)| (key, place as u32)).collect();
        sorted.par_sort_unstable();
        Self::Sorted(sorted)
    }

    /// Where each key stands, [`NO_PLACE`] for one that does not.
    pub(super) fn places(&self, keys: &[u32]) -> Vec<u32> {
        match self {
            Self::Dense { first, places } => {
                // A key below the first wraps around to far past the end.
                let place = |key: u32| places.get(key.wrapping_sub(*first) as usize);
                keys.iter().map(|&key| place(key).copied().unwrap_or(NO_PLACE)).collect()
            }
            Self::Sorted(sorted) => {
                let place = |key: u32| sorted.binary_search_by_key(&key, |&(key, _)| key).ok();
                keys.iter().map(|&key| place(key).map_or(NO_PLACE, |at| sorted[at].1)).collect()
            }
        }
    }
}

/// How many different keys there are.
pub(super) fn n_distinct(keys: &[u32]) -> usize {
    let (first, span) = span(keys);
    if is_dense(keys.len(), span) {
        let mut is_seen = vec![false; span];
        keys.iter().for_each(|&key| is_seen[(key - first) as usize] = true);
        return is_seen.into_iter().filter(|&is_seen| is_seen).count();
    }
    let mut sorted = keys.to_vec();
    sorted.par_sort_unstable();
    sorted.dedup();
    sorted.len()
}

/// The first row whose key stood before, with the row where it first stood.
pub(super) fn first_repeat(keys: &[u32]) -> Option<(usize, usize)> {
    if n_distinct(keys) == keys.len() {
        return None;
    }
    let mut order: Vec<u32> = (0..keys.len() as u32).collect();
    order.par_sort_unstable_by_key(|&row| (keys[row as usize], row));
    let repeats = order.windows(2).filter(|pair| keys[pair[0] as usize] == keys[pair[1] as usize]);
    let pair = repeats.min_by_key(|pair| pair[1])?;
    Some((pair[0] as usize, pair[1] as usize))
}

/// The smallest key and how many numbers lie between it and the largest, both counted.
fn span(keys: &[u32]) -> (u32, usize) {
    let first = keys.iter().copied().min().unwrap_or(0);
    let last = keys.iter().copied().max().unwrap_or(0);
    (first, (last - first) as usize + 1)
}

fn is_dense(n_keys: usize, span: usize) -> bool {
    span <= 16 * n_keys + 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_whether_dense_or_not() {
        for keys in [vec![7, 3, 5], vec![4_000_000_000, 1, 70_000], vec![]] {
            let index = KeyIndex::new(&keys);
            let expected: Vec<u32> = (0..keys.len() as u32).collect();
            assert_eq!(index.places(&keys), expected);
            assert_eq!(index.places(&[4, 0, u32::MAX]), [NO_PLACE; 3]);
            assert_eq!(n_distinct(&keys), keys.len());
        }
    }

    #[test]
    fn the_first_repeat_is_the_first_in_the_file() {
        assert_eq!(first_repeat(&[5, 9, 2, 9, 5, 9]), Some((1, 3)));
        assert_eq!(first_repeat(&[4_000_000_000, 1, 1]), Some((1, 2)));
        assert_eq!(first_repeat(&[3, 2, 1]), None);
    }
}
