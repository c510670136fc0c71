//! A tree ensemble laid out for speed: a table of rows in, the same log-odds out, bit for bit.
//!
//! Three things make it fast. Values and thresholds become integers of the same order, so that a
//! test is one comparison, missing values included, and no branch. Every leaf is at once the root
//! of the next tree, so that a row walks all trees in one go, as many steps as its paths have
//! tests. And [`N_LANES`] rows walk side by side, so that one's wait for memory is another's step.

use rayon::prelude::*;

use super::sample::Sample;
use super::tree_ensemble::{Node, Tree, TreeEnsemble};

/// Rows that walk side by side: what they read of their values and of the trees fits the
/// processor's nearest cache.
const N_LANES: usize = 8;

/// Blocks of rows that one thread takes at least.
const MIN_BLOCKS: usize = 16;

/// Steps between two looks at whether every row has arrived.
const STEPS_PER_LOOK: usize = 32;

/// Order of a missing value: before every number.
pub(crate) const MISSING: u32 = 0;

/// Place where every walk ends.
const END: u32 = 0;

/// What changes no sum, not even the sign of a zero.
const NOTHING: f64 = -0.0;

/// A tree ensemble that predicts many rows at once.
#[derive(Debug, Clone)]
pub struct Predictor {
    base: f64,
    steps: Vec<Step>,
    start: u32,
    /// Values of a row that any test reads.
    n_values: usize,
}

/// A place of the walk: adds `value`, then goes to `next` where the tested value is smaller than
/// `order`, else to the place behind `next`.
#[derive(Debug, Clone, Copy)]
struct Step {
    feature: u32,
    /// Subtracted from the value's order: 1 makes a missing value the greatest of all.
    shift: u32,
    order: u32,
    next: u32,
    value: f64,
}

impl Predictor {
    /// Lays out a model that [`TreeEnsemble::check`] accepts.
    pub fn new(model: &TreeEnsemble) -> Self {
        let mut steps = vec![Step::always(END)];
        // From the last tree to the first, since a leaf holds the test that comes after it.
        let first =
            model.trees.iter().rev().fold(steps[0], |after, tree| lay_out(tree, after, &mut steps));
        let start = place(steps.len());
        steps.push(first);
        let n_values = steps.iter().map(|step| step.feature as usize + 1).max().unwrap_or(1);
        Self { base: model.base, steps, start, n_values }
    }

    /// Log-odds of one row, as [`TreeEnsemble::log_odds`] gives them.
    pub fn log_odds(&self, row: &[f32]) -> f64 {
        let mut orders = vec![MISSING; self.n_values];
        put_orders(row, &mut orders);
        let [sum] = self.walk([&orders]);
        sum
    }

    /// Log-odds of every row of a sample, of shape `(n_rows)`.
    pub fn log_odds_of(&self, sample: &Sample) -> Vec<f64> {
        self.log_odds_of_rows(sample.n_rows(), |place| sample.row(place))
    }

    /// Log-odds of the rows `row_of(0)` to `row_of(n_rows - 1)`, of shape `(n_rows)`.
    ///
    /// Rows are as [`TreeEnsemble::log_odds`] takes them, and are shared out among the threads; the
    /// result does not depend on their number.
    pub fn log_odds_of_rows<'a>(
        &self,
        n_rows: usize,
        row_of: impl Fn(usize) -> &'a [f32] + Sync,
    ) -> Vec<f64> {
        let mut sums = vec![self.base; n_rows];
        let blocks = sums.par_chunks_mut(N_LANES).with_min_len(MIN_BLOCKS).enumerate();
        blocks.for_each_init(
            || vec![MISSING; N_LANES * self.n_values],
            |orders, (block, sums)| {
                // The lanes that the last block does not fill repeat the rows of the one before.
                for (lane, orders) in orders.chunks_exact_mut(self.n_values).enumerate() {
                    if lane < sums.len() {
                        put_orders(row_of(block * N_LANES + lane), orders);
                    }
                }
                let mut lanes = orders.chunks_exact(self.n_values);
                let lanes = std::array::from_fn(|_| lanes.next().unwrap_or_default());
                let walked: [f64; N_LANES] = self.walk(lanes);
                sums.copy_from_slice(&walked[..sums.len()]);
            },
        );
        sums
    }

    /// The sums of rows given as the orders of their values.
    fn walk<const N: usize>(&self, rows: [&[u32]; N]) -> [f64; N] {
        let mut sums = [self.base; N];
        let mut at = [self.start; N];
        while at.iter().any(|&at| at != END) {
            for _ in 0..STEPS_PER_LOOK {
                for lane in 0..N {
                    let step = &self.steps[at[lane] as usize];
                    let order = rows[lane][step.feature as usize].wrapping_sub(step.shift);
                    sums[lane] += step.value;
                    at[lane] = step.next + u32::from(order >= step.order);
                }
            }
        }
        sums
    }
}

impl Step {
    /// Goes to `next` whatever the row.
    const fn always(next: u32) -> Self {
        Self { feature: 0, shift: 0, order: u32::MAX, next, value: NOTHING }
    }

    /// Goes to `next` where `value < threshold`, or where it is missing and `missing_left`.
    fn test(feature: u32, threshold: f64, missing_left: bool, next: u32) -> Self {
        let shift = u32::from(!missing_left);
        Self { feature, shift, order: threshold_order(threshold) - shift, next, value: NOTHING }
    }
}

/// Adds the places of a tree, the two children of each test side by side; returns what a row meets
/// at its root. `after` is what it meets at the root of the next tree.
fn lay_out(tree: &Tree, after: Step, steps: &mut Vec<Step>) -> Step {
    let mut n_laid = steps.len();
    let pair_of: Vec<usize> = tree
        .nodes
        .iter()
        .map(|node| {
            let pair = n_laid;
            n_laid += if matches!(node, Node::Split { .. }) { 2 } else { 0 };
            pair
        })
        .collect();
    let step_at = |node: usize| match tree.nodes[node] {
        Node::Leaf { value, .. } => Step { value, ..after },
        Node::Split { feature, threshold, missing_left, .. } => {
            Step::test(feature, threshold, missing_left, place(pair_of[node]))
        }
    };
    for node in &tree.nodes {
        if let Node::Split { left, right, .. } = *node {
            steps.extend([step_at(left as usize), step_at(right as usize)]);
        }
    }
    let root = step_at(0);
    if matches!(tree.nodes[0], Node::Split { .. }) {
        return root;
    }
    // A tree that is one leaf has a value and no test of its own: the leaves before it hold theirs,
    // so it needs a place.
    steps.push(root);
    Step::always(place(steps.len() - 1))
}

/// A place of the walk, in the 32 bits that also number the nodes of a tree.
const fn place(at: usize) -> u32 {
    at as u32
}

/// Writes the order of each value; what lies beyond the end of the row is missing.
fn put_orders(row: &[f32], orders: &mut [u32]) {
    let (known, beyond) = orders.split_at_mut(row.len().min(orders.len()));
    for (order, &value) in known.iter_mut().zip(row) {
        *order = order_of(value);
    }
    beyond.fill(MISSING);
}

/// An integer that is smaller for a smaller value, and [`MISSING`] for NaN.
pub(crate) fn order_of(value: f32) -> u32 {
    // Adding zero makes one zero of the two.
    let bits = (value + 0.0).to_bits();
    // Positive floats are in the order of their bits, negative ones in the reverse order below.
    let negative = (bits.cast_signed() >> 31).cast_unsigned();
    if value.is_nan() { MISSING } else { bits ^ (negative | 1 << 31) }
}

/// The order that a value reaches exactly where it is not below the threshold.
pub(crate) fn threshold_order(threshold: f64) -> u32 {
    // No 32-bit value lies between the threshold and the first 32-bit number not below it.
    let near = threshold as f32;
    let first = if f64::from(near) < threshold { near.next_up() } else { near };
    // Nothing is below a threshold that is no number.
    if first.is_nan() { MISSING + 1 } else { order_of(first) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    const N_FEATURES: u32 = 4;

    const NUMBERS: [f32; 10] =
        [f32::MAX, f32::MIN, f32::MIN_POSITIVE, 1e-45, -1e-45, 0.0, -0.0, 0.1, 1.0, 1.000_000_1];

    const NO_NUMBERS: [f32; 3] = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY];

    const THRESHOLDS_BETWEEN: [f64; 8] =
        [0.1, -0.1, 1.000_000_000_1, 0.999_999_999_9, 1e300, -1e300, 1e-50, -1e-50];

    fn value() -> impl Strategy<Value = f32> {
        prop_oneof![3 => select(&NUMBERS[..]), 1 => select(&NO_NUMBERS[..]), 1 => any::<f32>()]
    }

    fn threshold() -> impl Strategy<Value = f64> {
        prop_oneof![
            2 => value().prop_map(f64::from),
            1 => select(&THRESHOLDS_BETWEEN[..]),
            1 => any::<f64>(),
        ]
    }

    fn leaf_value() -> impl Strategy<Value = f64> {
        prop_oneof![4 => -1.0..1.0_f64, 1 => select(&[0.0, -0.0][..])]
    }

    /// A tree that grows from one leaf: each entry says which leaf becomes which test.
    fn tree() -> impl Strategy<Value = Tree> {
        let split = (0_usize..64, 0..N_FEATURES, threshold(), any::<bool>(), leaf_value());
        (leaf_value(), prop::collection::vec((split, leaf_value()), 0..12)).prop_map(
            |(root, splits)| {
                let leaf = |value| Node::Leaf { value, cover: 1.0 };
                let mut nodes = vec![leaf(root)];
                for ((pick, feature, threshold, missing_left, below), above) in splits {
                    let leaves: Vec<usize> = (0..nodes.len())
                        .filter(|&i| matches!(nodes[i], Node::Leaf { .. }))
                        .collect();
                    let left = place(nodes.len());
                    let right = left + 1;
                    nodes[leaves[pick % leaves.len()]] =
                        Node::Split { feature, threshold, missing_left, left, right, cover: 1.0 };
                    nodes.extend([leaf(below), leaf(above)]);
                }
                Tree { nodes }
            },
        )
    }

    fn rows() -> impl Strategy<Value = Vec<Vec<f32>>> {
        let row = prop::collection::vec(value(), 0..=N_FEATURES as usize + 1);
        prop::collection::vec(row, 0..40)
    }

    proptest! {
        #[test]
        fn every_bit_is_as_in_the_plain_walk(
            base in leaf_value(),
            trees in prop::collection::vec(tree(), 0..8),
            rows in rows(),
        ) {
            let feature_names = (0..N_FEATURES).map(|i| format!("f{i}")).collect();
            let model = TreeEnsemble { base, feature_names, trees };
            prop_assert_eq!(model.check(), Ok(()));
            let predictor = Predictor::new(&model);
            let together = predictor.log_odds_of_rows(rows.len(), |i| &rows[i]);
            prop_assert_eq!(together.len(), rows.len());
            for (row, together) in rows.iter().zip(together) {
                let expected = model.log_odds(row).value().to_bits();
                prop_assert_eq!(together.to_bits(), expected, "{:?} among others", row);
                prop_assert_eq!(predictor.log_odds(row).to_bits(), expected, "{:?} alone", row);
            }
        }

        #[test]
        fn orders_compare_as_the_numbers_do(value in value(), threshold in threshold()) {
            prop_assume!(!value.is_nan());
            let below = order_of(value) < threshold_order(threshold);
            prop_assert_eq!(below, f64::from(value) < threshold, "{} and {}", value, threshold);
        }
    }
}
