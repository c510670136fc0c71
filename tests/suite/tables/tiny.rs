//! A valid portfolio of a few clients, written by the schema, to be spoiled by the tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use octroi::tables::{Column, Kind, Source, Table, Written};

/// A folder of small tables.
pub struct Tiny {
    /// Holds the folder until the value is dropped.
    pub folder: tempfile::TempDir,
    /// The text of each table.
    pub texts: BTreeMap<Table, Vec<u8>>,
}

impl Tiny {
    /// Three clients with outcomes, one without; two to six rows in each child table.
    pub fn new() -> Self {
        let mut texts = BTreeMap::new();
        for table in Table::ALL {
            let mut lines = vec![header(table)];
            lines.extend((0..n_rows(table)).map(|row| line(table, row)));
            texts.insert(table, (lines.join("\n") + "\n").into_bytes());
        }
        Self { folder: tempfile::tempdir().unwrap(), texts }
    }

    /// The text of a table.
    pub fn text(&self, table: Table) -> String {
        String::from_utf8(self.texts[&table].clone()).unwrap()
    }

    /// The same with another text of a table.
    pub fn with(mut self, table: Table, text: impl Into<Vec<u8>>) -> Self {
        self.texts.insert(table, text.into());
        self
    }

    /// The same with a table's text changed by `change`.
    pub fn map(self, table: Table, change: impl FnOnce(String) -> String) -> Self {
        let text = change(self.text(table));
        self.with(table, text)
    }

    /// The same without a table.
    pub fn without(mut self, table: Table) -> Self {
        self.texts.remove(&table);
        self
    }

    /// Where the plain file of a table stands.
    pub fn path(&self, table: Table) -> PathBuf {
        self.folder.path().join(format!("{}.csv", table.name()))
    }

    /// Writes every table as a plain file.
    pub fn write(&self) -> Source {
        for (&table, text) in &self.texts {
            fs::write(self.path(table), text).unwrap();
        }
        Source::open(self.folder.path()).unwrap()
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// The header of a table, as Kaggle writes it.
pub fn header(table: Table) -> String {
    let mut names: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
    if table == Table::ApplicationTrain {
        names.insert(1, "TARGET");
    }
    names.join(",")
}

/// A valid row of a table, the first being row 0.
pub fn line(table: Table, row: usize) -> String {
    let mut fields: Vec<String> =
        table.columns().iter().map(|column| field(table, column, row)).collect();
    if table == Table::ApplicationTrain {
        fields.insert(1, (row % 2).to_string());
    }
    fields.join(",")
}

fn n_rows(table: Table) -> usize {
    match table {
        Table::ApplicationTrain => 3,
        Table::ApplicationTest => 1,
        Table::Bureau | Table::PreviousApplication => 4,
        _ => 6,
    }
}

fn field(table: Table, column: &Column, row: usize) -> String {
    if column.nullable && row % 3 == 2 {
        return String::new();
    }
    // Rows of one client are apart, so that they have to be brought together.
    let client = match table {
        Table::ApplicationTrain => 100_002 + row,
        Table::ApplicationTest => 100_001,
        _ => 100_001 + row % 4,
    };
    let (low, high) = column.range;
    match column.kind {
        Kind::Key => match column.name {
            "SK_ID_CURR" => client.to_string(),
            "SK_ID_BUREAU" => (5_000_001 + row % 4).to_string(),
            _ => (1_000_001 + row % 4).to_string(),
        },
        Kind::Integer => {
            let value = (low.max(-5_000.0 - row as f64)).min(high);
            let point = if column.written == Written::Float { ".0" } else { "" };
            format!("{value:.0}{point}")
        }
        Kind::Decimal => format!("{}", high.min(1_234.5 + row as f64) / 4.0),
        Kind::Category(levels) => {
            let level = levels[(7 * row + 5) % levels.len()];
            if level.contains(',') { format!("\"{level}\"") } else { level.to_owned() }
        }
    }
}
