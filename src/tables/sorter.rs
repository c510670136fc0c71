//! Sorts the rows of a chunk by their parents, roughly.

use super::keys::{KeyIndex, NO_PLACE};

/// Sorts rows by their parents, roughly: into buckets of neighboring parents.
///
/// Rows of one bucket lie together within a chunk, so that the rows of all chunks can be
/// brought together bucket by bucket, each of which fits the processor's cache.
#[derive(Debug)]
pub(super) struct Sorter {
    /// The column that names the parent.
    pub key: &'static str,
    /// Places of the parents.
    pub parents: KeyIndex,
    /// Parent `i` belongs to bucket `i >> shift`.
    pub shift: u32,
    /// How many buckets there are; rows without a parent go to one more.
    pub n_buckets: usize,
}

impl Sorter {
    /// About this many buckets are made of the parents.
    const N_BUCKETS: usize = 256;

    /// A sorter by the parents whose keys are `keys`, in their order.
    pub(super) fn new(key: &'static str, keys: &[u32]) -> Self {
        let size = keys.len().div_ceil(Self::N_BUCKETS).next_power_of_two();
        let shift = size.trailing_zeros();
        Self { key, parents: KeyIndex::new(keys), shift, n_buckets: (keys.len() >> shift) + 1 }
    }

    /// Sorts the records of a chunk by bucket, those without a parent last.
    pub(super) fn sort(&self, keys: &[u32]) -> Sorted {
        let places = self.parents.places(keys);
        let bucket_of = |place: u32| match place {
            NO_PLACE => self.n_buckets,
            place => (place >> self.shift) as usize,
        };
        let mut ends = vec![0_u32; self.n_buckets + 1];
        places.iter().for_each(|&place| ends[bucket_of(place)] += 1);
        let n_orphans = ends[self.n_buckets] as usize;
        let mut next = Vec::with_capacity(ends.len());
        let mut n = 0;
        for end in &mut ends {
            next.push(n);
            n += *end;
            *end = n;
        }
        let mut order = vec![0; places.len()];
        for (record, &place) in places.iter().enumerate() {
            let at = &mut next[bucket_of(place)];
            order[*at as usize] = record as u32;
            *at += 1;
        }
        ends.truncate(self.n_buckets);
        let kept = order.iter().take(places.len() - n_orphans);
        let places = kept.map(|&record| places[record as usize]).collect();
        Sorted { order, places, bucket_ends: ends, n_orphans }
    }
}

/// The rows of a chunk in the order of their buckets; within a bucket in that of the file.
#[derive(Debug)]
pub(super) struct Sorted {
    /// The records, those without a parent last.
    pub order: Vec<u32>,
    /// Places of the parents of those that have one, in this order.
    pub places: Vec<u32>,
    /// Where each bucket ends.
    pub bucket_ends: Vec<u32>,
    /// How many records have no parent.
    pub n_orphans: usize,
}
