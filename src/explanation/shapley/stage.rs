//! A tree as rows meet it: its tests, and its tables for as many points as it needs.

use super::paths::{Child, Paths};
use super::tables::Tables;

/// The greatest number of features that one path may test: twice the greatest number of points.
pub(super) const MAX_PATH_FEATURES: usize = 64;

/// A tree made ready.
///
/// The tests say which [`super::tables::Case`] a row meets, the steps where it ends, the tables what
/// that is worth.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    pub(super) tests: Vec<Test>,
    /// The walk to a row's leaf, for each edge.
    pub(super) steps: Vec<Step>,
    /// Steps to the leaf that is furthest away.
    pub(super) n_levels: usize,
    pub(super) points: Points,
}

/// The tables, by number of points: a row carries its polynomials by their values at these.
#[derive(Debug, Clone)]
pub(super) enum Points {
    One(Tables<1>),
    Two(Tables<2>),
    Four(Tables<4>),
    Six(Tables<6>),
    Eight(Tables<8>),
    Twelve(Tables<12>),
    Sixteen(Tables<16>),
    ThirtyTwo(Tables<32>),
}

/// A test of a feature; [`super::paths::Test`] has more about it.
#[derive(Debug, Clone)]
pub(super) struct Test {
    /// Place of the feature among those that are explained.
    pub(super) column: usize,
    pub(super) threshold: i32,
    pub(super) shift: i32,
    pub(super) same: usize,
}

/// From an edge to the edge `next`, or to the one behind it where `turns` is 1 and the row goes
/// right at `test`. From an edge to a leaf there is no way but to itself.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) test: usize,
    pub(super) next: usize,
    pub(super) turns: u8,
    /// Value of the leaf.
    pub(super) value: f64,
}

impl Stage {
    /// `paths` test no more than [`MAX_PATH_FEATURES`] on one of them; `features` are all that are
    /// explained.
    pub(super) fn new(paths: &Paths, features: &[u32]) -> Self {
        let points = match paths.n_path_features {
            0..=2 => Points::One(Tables::new(paths, features)),
            3..=4 => Points::Two(Tables::new(paths, features)),
            5..=8 => Points::Four(Tables::new(paths, features)),
            9..=12 => Points::Six(Tables::new(paths, features)),
            13..=16 => Points::Eight(Tables::new(paths, features)),
            17..=24 => Points::Twelve(Tables::new(paths, features)),
            25..=32 => Points::Sixteen(Tables::new(paths, features)),
            _ => Points::ThirtyTwo(Tables::new(paths, features)),
        };
        let tests = paths.tests.iter().map(|test| Test {
            column: column_of(test.feature, features),
            threshold: test.threshold,
            shift: test.shift,
            same: test.same,
        });
        let steps = paths.edges.iter().enumerate().map(|(edge, to)| match to.to {
            Child::Test(test) => Step { test, next: 2 * test + 1, turns: 1, value: 0.0 },
            Child::Leaf(value) => Step { test: 0, next: edge, turns: 0, value },
        });
        Self {
            tests: tests.collect(),
            steps: steps.collect(),
            n_levels: paths.edges.iter().map(|edge| edge.level).max().unwrap_or(0),
            points,
        }
    }

    /// Numbers that a row carries through the tree.
    pub(super) fn n_cells(&self) -> usize {
        let n_points = match self.points {
            Points::One(_) => 1,
            Points::Two(_) => 2,
            Points::Four(_) => 4,
            Points::Six(_) => 6,
            Points::Eight(_) => 8,
            Points::Twelve(_) => 12,
            Points::Sixteen(_) => 16,
            Points::ThirtyTwo(_) => 32,
        };
        (2 * self.tests.len() + 1) * n_points
    }
}

/// Place of a feature among those that are explained.
pub(super) fn column_of(feature: u32, features: &[u32]) -> usize {
    features.partition_point(|&other| other < feature)
}
