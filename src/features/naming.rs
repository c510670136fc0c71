//! Builds the features of a child table: names after the kernel's manner, order as asked for.

use super::definition::{Definition, Feature, Measure, Rows, Statistic, Subset};
use crate::tables::{Column, Table};

/// Features of one child table, under construction.
pub(super) struct Naming {
    table: Table,
    /// What was added so far.
    pub features: Vec<Feature>,
}

impl Naming {
    /// No features yet.
    pub(super) fn new(table: Table) -> Self {
        Self { table, features: Vec::new() }
    }

    /// Adds `prefix_measure_STATISTIC` for each statistic.
    pub(super) fn add(
        &mut self,
        prefix: &str,
        subset: Subset,
        measure: Measure,
        statistics: &[Statistic],
    ) {
        for &statistic in statistics {
            let name = format!("{prefix}_{}", measure_name(measure, statistic));
            let rows = Rows { table: self.table, subset };
            let definition = Definition::Statistic { rows, measure, statistic };
            self.features.push(Feature { name, definition });
        }
    }

    /// Adds the statistics of every level of a category column, the missing one last.
    pub(super) fn add_levels(
        &mut self,
        prefix: &str,
        subset: Subset,
        column: &Column,
        statistics: &[Statistic],
    ) {
        let (table_column, levels) = (column, column.levels().iter());
        for level in levels.map(|level| Some(*level)).chain([None]) {
            let column = static_name(self.table, table_column.name);
            self.add(prefix, subset, Measure::Level { column, level }, statistics);
        }
    }

    /// Adds features with formulas of their own.
    pub(super) fn add_derived(&mut self, names: &[&str]) {
        let feature =
            |name: &&str| Feature { name: (*name).to_owned(), definition: Definition::Derived };
        self.features.extend(names.iter().map(feature));
    }
}

/// The schema's own copy of a column's name.
fn static_name(table: Table, name: &str) -> &'static str {
    table.column(name).map_or("", |column| column.name)
}

fn measure_name(measure: Measure, statistic: Statistic) -> String {
    let suffix = match statistic {
        Statistic::Min => "MIN",
        Statistic::Max => "MAX",
        Statistic::Mean => "MEAN",
        Statistic::Sum => "SUM",
        Statistic::Variance => "VAR",
        Statistic::Distinct => "NUNIQUE",
        Statistic::Count => "SIZE",
    };
    match measure {
        Measure::Row => "COUNT".to_owned(),
        Measure::Column(name) | Measure::Derived(name) => format!("{name}_{suffix}"),
        Measure::Level { column, level } => format!("{column}_{}_{suffix}", level.unwrap_or("nan")),
        Measure::FirstStatusMonth => format!("MONTHS_BALANCE_MIN_{suffix}"),
        Measure::LastStatusMonth => format!("MONTHS_BALANCE_MAX_{suffix}"),
        Measure::StatusMonths => format!("MONTHS_BALANCE_SIZE_{suffix}"),
        Measure::StatusShare(level) => format!("STATUS_{}_MEAN_{suffix}", level.unwrap_or("nan")),
    }
}
