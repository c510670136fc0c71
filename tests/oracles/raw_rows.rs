//! Raw rows of clients as the body of a request, every field as it is written in the files.

use std::collections::BTreeMap;

use octroi::tables::applicant::{APPLICATION, TABLES, name_of};
use octroi::tables::{Column, Kind, Source, Table};

/// The raw tables, field by field.
pub struct RawRows {
    tables: BTreeMap<Table, RawTable>,
}

/// One table: each row's fields, in the order of the columns that it shares with the schema.
struct RawTable {
    columns: Vec<&'static Column>,
    /// By the key of the parent: the rows, in the order of the file.
    rows: BTreeMap<u32, Vec<csv::StringRecord>>,
}

/// How rows are written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// From the last table and column to the first.
    pub is_reversed: bool,
    /// Empty fields and tables are left out, not null.
    pub leaves_empty_out: bool,
}

impl RawRows {
    /// Reads every table of a folder or an archive.
    pub fn read(source: &Source) -> Self {
        let mut tables: BTreeMap<Table, RawTable> = BTreeMap::new();
        for file in Table::ALL.into_iter().filter(|&table| source.has(table)) {
            let table = if file == Table::ApplicationTest { APPLICATION } else { file };
            let read = source.with_reader(file, |text, _| Ok(RawTable::read(table, text)));
            let read = read.unwrap();
            match tables.get_mut(&table) {
                Some(known) => {
                    assert_eq!(known.columns, read.columns, "both files have the same order");
                    known.rows.extend(read.rows);
                }
                None => drop(tables.insert(table, read)),
            }
        }
        Self { tables }
    }

    /// Every client with an application, ascending.
    pub fn clients(&self) -> Vec<u32> {
        self.tables[&APPLICATION].rows.keys().copied().collect()
    }

    /// The body of a request for a client, on one line; `None` for a client who is not there.
    pub fn json(&self, client: u32, style: Style) -> Option<String> {
        self.tables[&APPLICATION].rows.get(&client)?;
        let credits: Vec<u32> = self.tables.get(&Table::Bureau).map_or(Vec::new(), |bureau| {
            let place = bureau.columns.iter().position(|column| column.name == "SK_ID_BUREAU");
            let key = |row: &csv::StringRecord| row[place.unwrap()].parse().unwrap();
            bureau.rows.get(&client).into_iter().flatten().map(key).collect()
        });
        let mut parts = Vec::new();
        for table in TABLES {
            let keys = if table == Table::BureauBalance { &credits[..] } else { &[client][..] };
            let Some(raw) = self.tables.get(&table) else { continue };
            let rows: Vec<String> = keys
                .iter()
                .filter_map(|key| raw.rows.get(key))
                .flatten()
                .map(|row| raw.json(row, style))
                .collect();
            if rows.is_empty() && style.leaves_empty_out {
                continue;
            }
            let rows = rows.join(",");
            let name = name_of(table);
            parts.push(match table {
                APPLICATION => format!("\"{name}\":{rows}"),
                _ => format!("\"{name}\":[{rows}]"),
            });
        }
        Some(object(parts, style))
    }
}

impl RawTable {
    fn read(table: Table, text: &mut dyn std::io::Read) -> Self {
        let mut reader = csv::Reader::from_reader(text);
        let header = reader.headers().unwrap().clone();
        let of_field: Vec<Option<&'static Column>> =
            header.iter().map(|name| table.column(name.trim_start_matches('\u{feff}'))).collect();
        let columns: Vec<&Column> = of_field.iter().copied().flatten().collect();
        let parent = if table == Table::BureauBalance { "SK_ID_BUREAU" } else { "SK_ID_CURR" };
        let parent = columns.iter().position(|column| column.name == parent).unwrap();
        let mut rows: BTreeMap<u32, Vec<csv::StringRecord>> = BTreeMap::new();
        for record in reader.records() {
            let record = record.unwrap();
            let fields = record.iter().zip(&of_field).filter(|(_, column)| column.is_some());
            let row: csv::StringRecord = fields.map(|(field, _)| field).collect();
            rows.entry(row[parent].parse().unwrap()).or_default().push(row);
        }
        Self { columns, rows }
    }

    fn json(&self, row: &csv::StringRecord, style: Style) -> String {
        let field = |(column, text): (&&Column, &str)| {
            let value = match column.kind {
                _ if text.is_empty() && style.leaves_empty_out => return None,
                _ if text.is_empty() => "null".to_owned(),
                Kind::Category(_) => serde_json::to_string(text).unwrap(),
                _ => {
                    let is_number = serde_json::from_str::<f64>(text).is_ok();
                    assert!(is_number, "{}: {text} is no number of JSON", column.name);
                    text.to_owned()
                }
            };
            Some(format!("\"{}\":{value}", column.name))
        };
        object(self.columns.iter().zip(row).filter_map(field).collect(), style)
    }
}

fn object(mut parts: Vec<String>, style: Style) -> String {
    if style.is_reversed {
        parts.reverse();
    }
    format!("{{{}}}", parts.join(","))
}
