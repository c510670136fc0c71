//! A model in, the first thing out that no export could write.

use std::collections::BTreeSet;

use super::Error;
use crate::models::tree_ensemble::{self, Node, Tree};

/// Checks that rows can be told apart by the names of their columns.
pub(super) fn features(names: &[String]) -> Result<(), Error> {
    if names.is_empty() {
        return Err(Error::NoFeatures);
    }
    let mut seen = BTreeSet::new();
    match names.iter().find(|name| !seen.insert(*name)) {
        Some(name) => Err(Error::DuplicateFeature { name: name.clone() }),
        None => Ok(()),
    }
}

/// Checks that each tree is one, and that its numbers are finite.
pub(super) fn trees(trees: &[Tree], n_features: usize) -> Result<(), Error> {
    tree_ensemble::check(trees, n_features)?;
    for (tree, Tree { nodes }) in trees.iter().enumerate() {
        let mut parents = vec![0_usize; nodes.len()];
        for (node, test) in nodes.iter().enumerate() {
            let (what, value) = match *test {
                Node::Split { threshold, left, right, .. } => {
                    parents[left as usize] += 1;
                    parents[right as usize] += 1;
                    ("threshold", threshold)
                }
                Node::Leaf { value, .. } => ("value", value),
            };
            finite(&format!("{what} of node {node} of tree {tree}"), value)?;
            finite(&format!("cover of node {node} of tree {tree}"), test.cover())?;
        }
        // The root has no parent: `check` saw that children stand behind their parents.
        let orphan = parents.iter().skip(1).position(|&n_parents| n_parents != 1);
        if let Some(node) = orphan.map(|place| place + 1) {
            return Err(Error::NotATree { tree, node, n_parents: parents[node] });
        }
    }
    Ok(())
}

/// Checks that a number is neither infinite nor NaN.
pub(super) fn finite(what: &str, value: f64) -> Result<(), Error> {
    number(|| what.to_owned(), "a finite number", value, value.is_finite())
}

/// Checks what the caller found out about a number.
pub(super) fn number(
    what: impl FnOnce() -> String,
    expected: &'static str,
    value: f64,
    is_met: bool,
) -> Result<(), Error> {
    if is_met { Ok(()) } else { Err(Error::Number { what: what(), expected, value }) }
}
