//! Brings the rows of each parent together.

use std::ops::Range;

use rayon::prelude::*;

use super::combine::{Combine, combine};
use super::parts::Parts;
use super::rows::TableRows;
use super::sorter::Sorter;

/// The rows of a child table, those of one parent next to each other, in the order of the file.
#[derive(Debug, Clone)]
pub struct GroupedRows {
    /// The rows.
    pub rows: TableRows,
    /// Parent `i` owns rows `starts[i]..starts[i + 1]`.
    pub starts: Vec<u32>,
}

impl GroupedRows {
    /// The rows of parent `place`.
    pub fn range(&self, place: usize) -> Range<usize> {
        self.starts[place] as usize..self.starts[place + 1] as usize
    }

    /// The rows of the parents at `parents`, in that order.
    pub(super) fn select(&self, parents: &[u32]) -> Self {
        let mut starts = vec![0];
        let mut positions = Vec::new();
        for &parent in parents {
            positions.extend(self.starts[parent as usize]..self.starts[parent as usize + 1]);
            starts.push(positions.len() as u32);
        }
        let columns = self.rows.columns.iter();
        let columns = columns.map(|column| column.as_ref().map(|c| c.gather(&positions))).collect();
        let rows = TableRows { table: self.rows.table, n_rows: positions.len(), columns };
        Self { rows, starts }
    }

    /// Groups the rows of `parts`, which `sorter` sorted into the buckets of `n_parents` parents.
    ///
    /// Works bucket by bucket, so that what is written to stays in the processor's cache, and
    /// takes each column apart from the others, so that few are held twice.
    pub(super) fn new(mut parts: Parts, sorter: &Sorter, n_parents: usize) -> Self {
        let buckets: Vec<Bucket> = (0..sorter.n_buckets)
            .into_par_iter()
            .map(|bucket| Bucket::new(&parts, sorter, bucket, n_parents))
            .collect();
        for part in &mut parts.parts {
            part.places = Vec::new();
        }
        let mut starts = Vec::with_capacity(n_parents + 1);
        let mut n_rows = 0;
        for bucket in &buckets {
            starts.extend(bucket.starts.iter().map(|&start| n_rows + start));
            n_rows += bucket.targets.len() as u32;
        }
        starts.push(n_rows);
        let columns = combine(parts.take_columns(), &ByBucket { parts: &parts, buckets: &buckets });
        Self { rows: TableRows { table: parts.table, n_rows: n_rows as usize, columns }, starts }
    }
}

/// The rows of a run of neighboring parents.
struct Bucket {
    /// Where each parent's rows start, from the start of the bucket.
    starts: Vec<u32>,
    /// Where each row goes, from the start of the bucket, in the order of the file.
    targets: Vec<u32>,
}

impl Bucket {
    fn new(parts: &Parts, sorter: &Sorter, bucket: usize, n_parents: usize) -> Self {
        let first = bucket << sorter.shift;
        let n_own = n_parents.saturating_sub(first).min(1 << sorter.shift);
        let runs =
            || parts.chunks().map(|(part, chunk)| &parts.parts[part].places[chunk.bucket(bucket)]);
        let mut next = vec![0; n_own];
        for run in runs() {
            run.iter().for_each(|&place| next[place as usize - first] += 1);
        }
        let mut n_rows = 0;
        for count in &mut next {
            n_rows += std::mem::replace(count, n_rows);
        }
        let starts = next.clone();
        let mut targets = Vec::with_capacity(n_rows as usize);
        for run in runs() {
            targets.extend(run.iter().map(|&place| {
                let at = &mut next[place as usize - first];
                std::mem::replace(at, *at + 1)
            }));
        }
        Self { starts, targets }
    }
}

/// Rows where their buckets put them.
struct ByBucket<'a> {
    parts: &'a Parts,
    buckets: &'a [Bucket],
}

impl Combine for ByBucket<'_> {
    fn combine<T: Copy + Default>(&self, parts: &[&[T]]) -> Vec<T> {
        let n_rows = self.buckets.iter().map(|bucket| bucket.targets.len()).sum();
        let mut whole = vec![T::default(); n_rows];
        let mut rest = whole.as_mut_slice();
        for (index, bucket) in self.buckets.iter().enumerate() {
            let (own, after) = rest.split_at_mut(bucket.targets.len());
            rest = after;
            let mut targets = bucket.targets.iter();
            for (part, chunk) in self.parts.chunks() {
                let run = &parts[part][chunk.bucket(index)];
                // The run stands first: a zip takes from its second side only if the first had one.
                for (&value, &target) in run.iter().zip(&mut targets) {
                    own[target as usize] = value;
                }
            }
        }
        whole
    }
}
