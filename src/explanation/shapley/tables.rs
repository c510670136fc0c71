//! What a tree does to a row's polynomials, worked out beforehand for every test and way to pass
//! it.
//!
//! A leaf of value `w` whose path tests the features `J` adds to feature `i` of them
//!
//! `φ_i = w (o_i − z_i) ∫₀¹ Π_{j ∈ J, j ≠ i} f_j(t) dt`, `f_j(t) = o_j t + z_j (1 − t)`,
//!
//! where `o_j` is 1 where the row passes every test of feature `j` on the path, else 0, and `z_j`
//! is the product of the shares of cover of these tests. The integral is the mean of the Shapley
//! weights over all subsets of the other features. A quadrature replaces it by `N` points, so that
//! a row carries the `N` values of `Π f_j` down the tree, edge by edge, and the sums over the
//! leaves below each edge up again. An edge of feature `i` below another one of `i` replaces its
//! factor, in the product and, on the way up, in `(o_i − z_i) / f_i`.

use super::paths::{Child, Paths};
use super::quadrature::gauss_legendre;
use super::stage::column_of;

/// Cases of a test: the row failed an earlier test of the feature, or goes left, or goes right. The
/// fourth never comes; with it any number is quickly cut to a case.
const N_CASES: usize = 4;

/// A tree made ready for `N` points.
#[derive(Debug, Clone)]
pub(super) struct Tables<const N: usize> {
    weights: [f64; N],
    splits: Vec<Split<N>>,
}

/// A test; its edges are left and right.
#[derive(Debug, Clone)]
struct Split<const N: usize> {
    /// The edge that leads here.
    from: u32,
    /// Place of the feature among those that are explained.
    column: u32,
    cases: [Case<N>; N_CASES],
}

/// What the two edges do at each point.
#[derive(Debug, Clone, Copy)]
struct Case<const N: usize> {
    /// Factors on the way down; the value of the leaf is in them where there is one.
    down: [[f64; N]; 2],
    /// Factors of what comes up.
    up: [[f64; N]; 2],
}

impl<const N: usize> Tables<N> {
    /// `features` are all that are explained.
    pub(super) fn new(paths: &Paths, features: &[u32]) -> Self {
        let (points, weights) = gauss_legendre::<N>();
        let splits = (0..paths.tests.len())
            .map(|test| Split {
                from: paths.tests[test].from as u32,
                column: column_of(paths.tests[test].feature, features) as u32,
                cases: std::array::from_fn(|case| Case::new(paths, test, case, &points)),
            })
            .collect();
        Self { weights, splits }
    }

    /// Adds what the features are worth to the first `R` of some rows, each for itself.
    ///
    /// `cases` has shape `(n_tests, n_rows)` and is 1 where the row still passes the feature's tests
    /// and goes left, 2 where it does and goes right, else 0. `values` has shape
    /// `(n_columns, n_rows)`. `cells` has room for every edge.
    pub(super) fn explain<const R: usize>(
        &self,
        cases: &[u8],
        n_rows: usize,
        cells: &mut [[[f64; N]; R]],
        values: &mut [f64],
    ) {
        // Down: the product of the factors of each edge, and of the value of its leaf.
        cells[0] = [self.weights; R];
        let mut edge = 1;
        let mut start = 0;
        for split in &self.splits {
            let above = cells[split.from as usize];
            let cases = &cases[start..start + R];
            let mut below = [[[0.0; N]; R]; 2];
            for row in 0..R {
                let case = split.case(cases[row]);
                for at in 0..N {
                    below[0][row][at] = above[row][at] * case.down[0][at];
                    below[1][row][at] = above[row][at] * case.down[1][at];
                }
            }
            cells[edge..edge + 2].copy_from_slice(&below);
            edge += 2;
            start += n_rows;
        }
        // Up: the sum over the leaves below each edge.
        for split in self.splits.iter().rev() {
            edge -= 2;
            start -= n_rows;
            let [left, right] = [cells[edge], cells[edge + 1]];
            let cases = &cases[start..start + R];
            let values = &mut values[split.column as usize * n_rows..][..R];
            let mut above = [[0.0; N]; R];
            for row in 0..R {
                let case = split.case(cases[row]);
                let mut parts = [0.0; N];
                for at in 0..N {
                    let (left, right) = (left[row][at], right[row][at]);
                    parts[at] = left * case.up[0][at] + right * case.up[1][at];
                    above[row][at] = left + right;
                }
                values[row] += sum(parts);
            }
            cells[split.from as usize] = above;
        }
    }
}

impl<const N: usize> Split<N> {
    fn case(&self, case: u8) -> &Case<N> {
        &self.cases[usize::from(case) % N_CASES]
    }
}

/// The sum by halves, which is the order in which a processor adds lanes up.
fn sum<const N: usize>(mut values: [f64; N]) -> f64 {
    let mut n = N;
    while n > 1 {
        let half = n.div_ceil(2);
        for at in half..n {
            values[at - half] += values[at];
        }
        n = half;
    }
    values[0]
}

impl<const N: usize> Case<N> {
    fn new(paths: &Paths, test: usize, case: usize, points: &[f64; N]) -> Self {
        let is_open = case != 0;
        let above = paths.edges[paths.tests[test].same].same_share;
        let mut made = Self { down: [[0.0; N]; 2], up: [[0.0; N]; 2] };
        for side in 0..2 {
            let edge = paths.edges[2 * test + 1 + side];
            let value = if let Child::Leaf(value) = edge.to { value } else { 1.0 };
            let is_taken = case == side + 1;
            for (at, &t) in points.iter().enumerate() {
                let factor = if is_open {
                    factor(is_taken, edge.same_share, t) / factor(true, above, t)
                } else {
                    // Both factors have `1 − t`, and the shares may be 0.
                    edge.share
                };
                made.down[side][at] = value * factor;
                if is_open {
                    made.up[side][at] = part(is_taken, edge.same_share, t) - part(true, above, t);
                }
            }
        }
        made
    }
}

/// `f = o t + z (1 − t)`.
fn factor(passes: bool, share: f64, t: f64) -> f64 {
    if passes { t + share * (1.0 - t) } else { share * (1.0 - t) }
}

/// `(o − z) / f`, which for `o = 0` does not depend on `z`.
fn part(passes: bool, share: f64, t: f64) -> f64 {
    if passes { (1.0 - share) / (t + share * (1.0 - t)) } else { -1.0 / (1.0 - t) }
}
