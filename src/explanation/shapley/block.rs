//! Rows that go through the trees together.
//!
//! All is kept feature by feature, test by test, edge by edge, and within these row by row: a test
//! is then one comparison of many rows at once, and what the rows add to for one tree lies close
//! together.

use super::paths::signed;
use super::stage::{Points, Stage, Test};
use super::tables::Tables;
use crate::models::predictor::{MISSING, order_of};

/// Rows that carry their polynomials through a tree side by side, so that one's wait is another's
/// work.
const N_ROWS_TOGETHER: usize = 4;

/// The rows, what is known of them, and room to work in.
#[derive(Debug)]
pub(super) struct Block {
    n_rows: usize,
    n_columns: usize,
    /// Orders of the values, of shape `(n_columns, n_rows)`.
    orders: Vec<i32>,
    /// SHAP values, and log-odds behind them, of shape `(n_columns + 1, n_rows)`.
    values: Vec<f64>,
    /// 1 where the row goes right, of shape `(n_tests, n_rows)`.
    right: Vec<u8>,
    /// 1 where the row passes the tests of the edge's feature down to it, of shape
    /// `(n_edges, n_rows)`.
    open: Vec<u8>,
    /// Which [`super::tables::Case`], of shape `(n_tests, n_rows)`.
    cases: Vec<u8>,
    /// The edge where each row stands, of shape `(n_rows)`.
    places: Vec<usize>,
    /// What rows carry, of shape `(n_edges, N_ROWS_TOGETHER, n_points)`.
    cells: Vec<f64>,
}

impl Block {
    /// Room for `n_rows` rows of `n_columns` explained features in each of the trees.
    pub(super) fn new(n_rows: usize, n_columns: usize, stages: &[Stage]) -> Self {
        let n_tests = stages.iter().map(|stage| stage.tests.len()).max().unwrap_or(0);
        let n_cells = stages.iter().map(Stage::n_cells).max().unwrap_or(0);
        Self {
            n_rows,
            n_columns,
            orders: vec![0; n_columns * n_rows],
            values: vec![0.0; (n_columns + 1) * n_rows],
            right: vec![0; n_tests * n_rows],
            open: vec![1; (2 * n_tests + 1) * n_rows],
            cases: vec![0; n_tests * n_rows],
            places: vec![0; n_rows],
            cells: vec![0.0; N_ROWS_TOGETHER * n_cells],
        }
    }

    /// Starts with new rows, no more than there is room for: `row_of(0)` to `row_of(n_rows - 1)`.
    pub(super) fn start<'a>(
        &mut self,
        n_rows: usize,
        row_of: impl Fn(usize) -> &'a [f32],
        features: &[u32],
        base: f64,
    ) {
        self.n_rows = n_rows;
        self.values.fill(0.0);
        self.values[self.n_columns * n_rows..].fill(base);
        for row in 0..n_rows {
            let values = row_of(row);
            for (column, &feature) in features.iter().enumerate() {
                let order = values.get(feature as usize).map_or(MISSING, |&value| order_of(value));
                self.orders[column * n_rows + row] = signed(order);
            }
        }
    }

    /// Adds a tree to the values and the log-odds.
    pub(super) fn add(&mut self, stage: &Stage) {
        self.answer(&stage.tests);
        self.choose_cases(&stage.tests);
        self.add_leaves(stage);
        match &stage.points {
            Points::One(tables) => self.carry(tables),
            Points::Two(tables) => self.carry(tables),
            Points::Four(tables) => self.carry(tables),
            Points::Six(tables) => self.carry(tables),
            Points::Eight(tables) => self.carry(tables),
            Points::Twelve(tables) => self.carry(tables),
            Points::Sixteen(tables) => self.carry(tables),
            Points::ThirtyTwo(tables) => self.carry(tables),
        }
    }

    /// Log-odds of a row, as far as the trees have been added.
    pub(super) fn log_odds(&self, row: usize) -> f64 {
        self.values[self.n_columns * self.n_rows + row]
    }

    /// Writes the values of a row, of shape `(n_columns)`, and its log-odds where there is room.
    pub(super) fn write(&self, row: usize, values: &mut [f64]) {
        for (value, column) in values.iter_mut().zip(self.values.chunks_exact(self.n_rows)) {
            *value = column[row];
        }
    }

    /// Does every test on every row.
    fn answer(&mut self, tests: &[Test]) {
        let n = self.n_rows;
        for (test, right) in tests.iter().zip(self.right.chunks_exact_mut(n)) {
            let orders = &self.orders[test.column * n..][..n];
            for (right, &order) in right.iter_mut().zip(orders) {
                *right = u8::from(order.wrapping_sub(test.shift) >= test.threshold);
            }
        }
    }

    /// Finds which edges each row still passes by their feature.
    fn choose_cases(&mut self, tests: &[Test]) {
        let n = self.n_rows;
        self.open[..n].fill(1);
        for (place, test) in tests.iter().enumerate() {
            let right = &self.right[place * n..][..n];
            let (above, below) = self.open.split_at_mut((2 * place + 1) * n);
            let above = &above[test.same * n..][..n];
            let (left_open, right_open) = below[..2 * n].split_at_mut(n);
            let cases = &mut self.cases[place * n..][..n];
            pass(above, right, left_open, right_open, cases);
        }
    }

    /// Adds the leaf that each row reaches to its log-odds.
    fn add_leaves(&mut self, stage: &Stage) {
        let n = self.n_rows;
        let places = &mut self.places[..n];
        places.fill(0);
        // All rows step together, so that one need not wait for another.
        for _ in 0..stage.n_levels {
            for (row, place) in places.iter_mut().enumerate() {
                let step = &stage.steps[*place];
                *place = step.next + usize::from(self.right[step.test * n + row] & step.turns);
            }
        }
        let log_odds = &mut self.values[self.n_columns * n..][..n];
        for (log_odds, &place) in log_odds.iter_mut().zip(&*places) {
            *log_odds += stage.steps[place].value;
        }
    }

    /// Adds what the features of the tree are worth to each row.
    fn carry<const N: usize>(&mut self, tables: &Tables<N>) {
        let n = self.n_rows;
        let (cells, _) = self.cells.as_chunks_mut::<N>();
        let n_together = n - n % N_ROWS_TOGETHER;
        let (together, _) = cells.as_chunks_mut::<N_ROWS_TOGETHER>();
        for row in (0..n_together).step_by(N_ROWS_TOGETHER) {
            tables.explain(&self.cases[row..], n, together, &mut self.values[row..]);
        }
        let (alone, _) = cells.as_chunks_mut::<1>();
        for row in n_together..n {
            tables.explain(&self.cases[row..], n, alone, &mut self.values[row..]);
        }
    }
}

/// Passes a test, all slices being of shape `(n_rows)`.
///
/// As a function of its own it promises the compiler that the slices lie apart, so that many rows
/// go at once.
#[inline(never)]
fn pass(above: &[u8], right: &[u8], left_open: &mut [u8], right_open: &mut [u8], cases: &mut [u8]) {
    let answers = above.iter().zip(right);
    let opened = left_open.iter_mut().zip(right_open).zip(cases);
    for ((&above, &right), ((left_open, right_open), case)) in answers.zip(opened) {
        *right_open = above & right;
        *left_open = above ^ *right_open;
        *case = *left_open + 2 * *right_open;
    }
}
