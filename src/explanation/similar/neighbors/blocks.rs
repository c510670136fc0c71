//! Points in, the nearest to another one out: exact, without looking at most of them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Points of a block.
const BLOCK: usize = 64;
/// Points looked at to find the direction in which a part is cut.
const N_SAMPLED: usize = 512;
/// Points from which on two parts are worth two threads.
const PARALLEL: usize = 8192;

/// Points in blocks of neighbours.
///
/// The points are cut in two at the median of the widest dimension, and each part again, until
/// parts are blocks (a k-d tree whose leaves alone are kept). A block whose box is farther away
/// than the neighbours found so far holds none: it is passed over.
#[derive(Debug)]
pub(super) struct Blocks {
    n_dimensions: usize,
    n_blocks: usize,
    /// `(n_blocks, n_dimensions, BLOCK)`; beyond the last point NaN, which is near nothing.
    coordinates: Vec<f32>,
    /// `(n_blocks, BLOCK)`: which point it is, counted from 0.
    places: Vec<u32>,
    /// `(n_dimensions, n_blocks)`: where the boxes begin.
    lows: Vec<f32>,
    /// `(n_dimensions, n_blocks)`: where they end.
    highs: Vec<f32>,
}

impl Blocks {
    /// Takes finite coordinates of shape `(n_points, n_dimensions)`.
    pub(super) fn new(points: &[f32], n_dimensions: usize) -> Self {
        let n_points = points.len().checked_div(n_dimensions).unwrap_or(0);
        let mut places: Vec<u32> = (0..n_points as u32).collect();
        cut(points, n_dimensions, &mut places);
        let n_blocks = n_points.div_ceil(BLOCK);
        let mut coordinates = vec![f32::NAN; n_blocks * n_dimensions * BLOCK];
        let (mut lows, mut highs) =
            (vec![0.0; n_blocks * n_dimensions], vec![0.0; n_blocks * n_dimensions]);
        for (block, places) in places.chunks(BLOCK).enumerate() {
            for dimension in 0..n_dimensions {
                let start = (block * n_dimensions + dimension) * BLOCK;
                let (mut low, mut high) = (f32::INFINITY, f32::NEG_INFINITY);
                for (lane, place) in places.iter().enumerate() {
                    let coordinate = points[*place as usize * n_dimensions + dimension];
                    coordinates[start + lane] = coordinate;
                    (low, high) = (low.min(coordinate), high.max(coordinate));
                }
                lows[dimension * n_blocks + block] = low;
                highs[dimension * n_blocks + block] = high;
            }
        }
        places.resize(n_blocks * BLOCK, u32::MAX);
        Self { n_dimensions, n_blocks, coordinates, places, lows, highs }
    }

    /// Squared distance and place of the `n` points nearest to `point`, the nearest first; of
    /// points equally far, the first counts as nearer. `own` is a place not to be counted.
    pub(super) fn nearest(&self, point: &[f32], n: usize, own: Option<usize>) -> Vec<(f32, usize)> {
        let own = own.and_then(|own| u32::try_from(own).ok());
        // Nearest boxes first; few are ever taken, so that they are not sorted.
        let mut boxes: BinaryHeap<Reverse<u64>> = (0_u32..)
            .zip(self.bounds(point))
            .map(|(block, bound)| Reverse(key(bound, block)))
            .collect();
        // Twice as many as wanted, so that the farther half is dropped once in a while.
        let mut found: Vec<u64> = Vec::with_capacity(2 * n + BLOCK);
        let mut reach = f32::INFINITY;
        while let Some(Reverse(next)) = boxes.pop() {
            let (bound, block) = parts(next);
            if bound > reach {
                break;
            }
            let distances = self.distances(block as usize, point);
            let places = &self.places[block as usize * BLOCK..][..BLOCK];
            for (&distance, &place) in distances.iter().zip(places) {
                if distance <= reach && Some(place) != own {
                    found.push(key(distance, place));
                }
            }
            if found.len() >= 2 * n {
                reach = keep_lowest(&mut found, n).unwrap_or(reach);
            }
        }
        keep_lowest(&mut found, n);
        found.sort_unstable();
        found.into_iter().map(parts).map(|(distance, place)| (distance, place as usize)).collect()
    }

    /// Squared distance from a point to every box, 0 inside.
    ///
    /// Never larger than the distance to a point of the box, even as rounded: each dimension is
    /// at most as far, every operation rounds the larger of two numbers to no less than the
    /// smaller, and dimensions are added up in the same order as in [`Self::distances`].
    fn bounds(&self, point: &[f32]) -> Vec<f32> {
        let mut bounds = vec![0.0; self.n_blocks];
        for (dimension, &coordinate) in point.iter().enumerate() {
            let run = dimension * self.n_blocks..(dimension + 1) * self.n_blocks;
            let ends = self.lows[run.clone()].iter().zip(&self.highs[run]);
            for (bound, (&low, &high)) in bounds.iter_mut().zip(ends) {
                let away = (low - coordinate).max(coordinate - high).max(0.0);
                *bound += away * away;
            }
        }
        bounds
    }

    /// Squared distances from a point to those of a block.
    fn distances(&self, block: usize, point: &[f32]) -> [f32; BLOCK] {
        let n = self.n_dimensions * BLOCK;
        let (dimensions, _) = self.coordinates[block * n..(block + 1) * n].as_chunks::<BLOCK>();
        let mut distances = [0.0; BLOCK];
        for (&coordinate, coordinates) in point.iter().zip(dimensions) {
            for (distance, other) in distances.iter_mut().zip(coordinates) {
                let away = other - coordinate;
                *distance += away * away;
            }
        }
        distances
    }
}

/// Sorts the places of points so that every block of them is a box of few overlaps.
fn cut(points: &[f32], n_dimensions: usize, places: &mut [u32]) {
    let n_blocks = places.len().div_ceil(BLOCK);
    if n_blocks < 2 {
        return;
    }
    let coordinate =
        |place: u32, dimension: usize| points[place as usize * n_dimensions + dimension];
    let widest = widest(points, n_dimensions, places);
    // A whole number of blocks on the left; the place makes the cut the same in every run.
    let middle = n_blocks / 2 * BLOCK;
    places.select_nth_unstable_by(middle, |&a, &b| {
        coordinate(a, widest).total_cmp(&coordinate(b, widest)).then(a.cmp(&b))
    });
    let is_large = places.len() >= PARALLEL;
    let (left, right) = places.split_at_mut(middle);
    if is_large {
        rayon::join(|| cut(points, n_dimensions, left), || cut(points, n_dimensions, right));
    } else {
        cut(points, n_dimensions, left);
        cut(points, n_dimensions, right);
    }
}

/// The dimension with the largest variance among some of the points, evenly drawn.
fn widest(points: &[f32], n_dimensions: usize, places: &[u32]) -> usize {
    let step = places.len().div_ceil(N_SAMPLED);
    let (mut sums, mut squares) = (vec![0.0_f64; n_dimensions], vec![0.0_f64; n_dimensions]);
    let mut n = 0.0;
    for place in places.iter().step_by(step) {
        n += 1.0;
        let point = &points[*place as usize * n_dimensions..][..n_dimensions];
        for ((sum, square), coordinate) in sums.iter_mut().zip(&mut squares).zip(point) {
            let coordinate = f64::from(*coordinate);
            *sum += coordinate;
            *square += coordinate * coordinate;
        }
    }
    let variance =
        |dimension: &usize| squares[*dimension] - sums[*dimension] * sums[*dimension] / n;
    (0..n_dimensions).max_by(|a, b| variance(a).total_cmp(&variance(b))).unwrap_or(0)
}

/// A number that sorts by distance (never negative), then by place.
fn key(distance: f32, place: u32) -> u64 {
    u64::from(distance.to_bits()) << 32 | u64::from(place)
}

fn parts(key: u64) -> (f32, u32) {
    (f32::from_bits((key >> 32) as u32), key as u32)
}

/// Drops all but the `n` lowest; tells the distance of the farthest where there are so many.
fn keep_lowest(found: &mut Vec<u64>, n: usize) -> Option<f32> {
    let last = n.checked_sub(1).filter(|last| *last < found.len());
    let farthest = last.map(|last| *found.select_nth_unstable(last).1);
    found.truncate(n);
    farthest.map(|farthest| parts(farthest).0)
}
