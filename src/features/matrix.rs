//! Features of clients, computed.

use std::ops::Range;

use rayon::prelude::*;

use super::block::{Block, Computed, statistics_of};
use super::catalog::{Part, parts};
use super::definition::{Definition, Feature};
use super::{Profile, application, bureau, credit_card, instalments, pos_cash, previous};
use crate::tables::Table;
use crate::tables::portfolio::Portfolio;

/// Clients per block: enough to keep loops long, few enough to keep a block in the cache.
const BLOCK_CLIENTS: usize = 2048;

/// One row per client, one column per feature; NaN is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureMatrix {
    /// `SK_ID_CURR` of each row.
    pub clients: Vec<u32>,
    /// Name of each column.
    pub names: Vec<String>,
    /// The columns, each of shape `(n_clients)`.
    pub columns: Vec<Vec<f64>>,
}

impl FeatureMatrix {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        let place = self.names.iter().position(|known| known == name)?;
        self.columns.get(place).map(Vec::as_slice)
    }
}

/// Computes the features of a run of clients, one row per client, in the order of the portfolio.
///
/// A client's row depends on the client's own records alone: it is the same, bit for bit, among
/// others and by itself. (The `kernel` profile is the exception: it numbers two-level categories
/// in the order in which the files show them, and leaves out clients of gender `XNA`.)
///
/// In the `octroi` profile every value is rounded to 32 bits, which is what models read.
pub fn assemble(portfolio: &Portfolio, clients: Range<usize>, profile: Profile) -> FeatureMatrix {
    let parts = parts(profile);
    let starts: Vec<usize> = clients.clone().step_by(BLOCK_CLIENTS).collect();
    let blocks: Vec<Vec<Vec<f64>>> = starts
        .into_par_iter()
        .map(|start| {
            let end = (start + BLOCK_CLIENTS).min(clients.end);
            assemble_block(&Block { portfolio, clients: start..end, profile }, &parts)
        })
        .collect();
    let n_columns = parts.iter().map(|part| part.features.len()).sum();
    let mut columns: Vec<Vec<f64>> = vec![Vec::with_capacity(clients.len()); n_columns];
    for block in blocks {
        for (column, mut piece) in columns.iter_mut().zip(block) {
            column.append(&mut piece);
        }
    }
    let names = parts.into_iter().flat_map(|part| part.features).map(|feature| feature.name);
    let ids = portfolio.clients[clients.clone()].to_vec();
    let mut matrix = FeatureMatrix { clients: ids, names: names.collect(), columns };
    if profile == Profile::Kernel {
        drop_xna(&mut matrix, portfolio, clients);
    }
    matrix
}

/// The columns of one block, in the order of `parts`.
fn assemble_block(block: &Block<'_>, parts: &[Part]) -> Vec<Vec<f64>> {
    let mut columns: Vec<Vec<f64>> =
        parts.par_iter().flat_map_iter(|part| part_columns(block, part)).collect();
    if block.profile == Profile::Octroi {
        for value in columns.iter_mut().flatten() {
            let rounded = f64::from(*value as f32);
            *value = if rounded.is_finite() { rounded } else { f64::NAN };
        }
    }
    columns
}

/// The columns of one part of the catalogue, in its order, not rounded.
pub(super) fn part_columns(block: &Block<'_>, part: &Part) -> Vec<Vec<f64>> {
    let is_statistic =
        |feature: &&Feature| matches!(feature.definition, Definition::Statistic { .. });
    let statistical: Vec<&Feature> = part.features.iter().filter(is_statistic).collect();
    let mut statistics = statistics_of(block, part.table, &statistical).into_iter();
    let mut derived: Computed = match part.table {
        Table::ApplicationTrain => application::derived(block),
        _ if block.profile == Profile::Kernel => Vec::new(),
        Table::Bureau => bureau::derived(block),
        Table::PreviousApplication => previous::derived(block),
        Table::PosCashBalance => pos_cash::derived(block),
        Table::CreditCardBalance => credit_card::derived(block),
        _ => instalments::derived(block),
    };
    part.features
        .iter()
        .map(|feature| match feature.definition {
            Definition::Column(name) => application::column(block, name),
            Definition::Level { column, level } => application::level(block, column, level),
            Definition::Statistic { .. } => statistics.next().unwrap_or_default(),
            Definition::Derived => {
                let place = derived.iter().position(|(name, _)| *name == feature.name);
                debug_assert!(place.is_some(), "{} is not computed", feature.name);
                place.map(|place| derived.swap_remove(place).1).unwrap_or_default()
            }
        })
        .collect()
}

/// Takes out the rows that the kernel leaves out.
fn drop_xna(matrix: &mut FeatureMatrix, portfolio: &Portfolio, clients: Range<usize>) {
    let block = Block { portfolio, clients: clients.clone(), profile: Profile::Kernel };
    let keep: Vec<bool> =
        clients.map(|client| !application::is_dropped_by_kernel(&block, client)).collect();
    if keep.iter().all(|keep| *keep) {
        return;
    }
    let mut kept = keep.iter();
    matrix.clients.retain(|_| kept.next().copied().unwrap_or(true));
    for column in &mut matrix.columns {
        let mut kept = keep.iter();
        column.retain(|_| kept.next().copied().unwrap_or(true));
    }
}
