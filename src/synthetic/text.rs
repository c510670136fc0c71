//! Values in, CSV text out, in the manner of the original files.
//!
//! Whole numbers are written `12` or `12.0` as the column of the schema says; money is kept in
//! thousandths, so that it needs no float formatting; a level that holds a comma is quoted; an
//! empty field is a missing value. Buffers are reused from block to block.

use crate::tables::{Column, Table, Written};

/// An amount of money in thousandths of the currency unit (the finest grid of the originals).
pub(super) type Mills = i64;

/// The nearest amount to `units` that is a multiple of `step`, never below one step.
pub(super) fn on_grid(units: f64, step: Mills) -> Mills {
    ((units * 1000.0 / step as f64).round() as Mills).max(1) * step
}

/// The rows of one table for one block of clients.
pub(super) struct Rows {
    columns: &'static [Column],
    column: usize,
    bytes: Vec<u8>,
    /// Where each unit of the order ends in `bytes`: a row, or all the rows of a client.
    ends: Vec<usize>,
    n_rows: u64,
    /// Whether the rows of a client stay together, as in the bureau files.
    is_grouped: bool,
    digits: itoa::Buffer,
}

impl Rows {
    /// No rows yet; rows stay together by client in the bureau files and are single elsewhere.
    pub(super) fn new(table: Table) -> Self {
        Self {
            columns: table.columns(),
            column: 0,
            bytes: Vec::new(),
            ends: Vec::new(),
            n_rows: 0,
            is_grouped: matches!(table, Table::Bureau | Table::BureauBalance),
            digits: itoa::Buffer::new(),
        }
    }

    /// Forgets the rows and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.n_rows = 0;
        self.column = 0;
    }

    pub(super) fn n_rows(&self) -> u64 {
        self.n_rows
    }

    /// How many units an order of these rows has.
    pub(super) fn n_units(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A whole number, as the schema writes this column.
    pub(super) fn number(&mut self, value: i32) {
        let column = &self.columns[self.column];
        debug_assert!(column.levels().is_empty(), "{} is a category", column.name);
        self.bytes.extend_from_slice(self.digits.format(value).as_bytes());
        if column.written == Written::Float {
            self.bytes.extend_from_slice(b".0,");
        } else {
            self.bytes.push(b',');
        }
        self.column += 1;
    }

    /// A whole number, or an empty field.
    pub(super) fn maybe(&mut self, value: Option<i32>) {
        match value {
            Some(value) => self.number(value),
            None => self.missing(),
        }
    }

    /// An identifier.
    pub(super) fn key(&mut self, value: u32) {
        self.bytes.extend_from_slice(self.digits.format(value).as_bytes());
        self.bytes.push(b',');
        self.column += 1;
    }

    /// A flag.
    pub(super) fn flag(&mut self, value: bool) {
        self.number(i32::from(value));
    }

    /// An amount of money.
    pub(super) fn money(&mut self, value: Mills) {
        if value < 0 {
            self.bytes.push(b'-');
        }
        let value = value.unsigned_abs();
        self.bytes.extend_from_slice(self.digits.format(value / 1000).as_bytes());
        let rest = (value % 1000) as u16;
        if self.columns[self.column].written == Written::Float {
            let digits = [
                b'.',
                b'0' + (rest / 100) as u8,
                b'0' + (rest / 10 % 10) as u8,
                b'0' + (rest % 10) as u8,
            ];
            let shown = if rest.is_multiple_of(100) {
                2
            } else if rest.is_multiple_of(10) {
                3
            } else {
                4
            };
            self.bytes.extend_from_slice(&digits[..shown]);
        }
        self.bytes.push(b',');
        self.column += 1;
    }

    /// An amount of money, or an empty field.
    pub(super) fn maybe_money(&mut self, value: Option<Mills>) {
        match value {
            Some(value) => self.money(value),
            None => self.missing(),
        }
    }

    /// A number in the shortest text that reads back as the same `f64`.
    pub(super) fn real(&mut self, value: f64) {
        let mut buffer = zmij::Buffer::new();
        self.bytes.extend_from_slice(buffer.format(value).as_bytes());
        self.bytes.push(b',');
        self.column += 1;
    }

    /// A number in its shortest text, or an empty field.
    pub(super) fn maybe_real(&mut self, value: Option<f64>) {
        match value {
            Some(value) => self.real(value),
            None => self.missing(),
        }
    }

    /// A level of a category column.
    pub(super) fn level(&mut self, level: &str) {
        let column = &self.columns[self.column];
        debug_assert!(column.levels().contains(&level), "{} has no level {level}", column.name);
        if level.as_bytes().contains(&b',') {
            self.bytes.push(b'"');
            self.bytes.extend_from_slice(level.as_bytes());
            self.bytes.extend_from_slice(b"\",");
        } else {
            self.bytes.extend_from_slice(level.as_bytes());
            self.bytes.push(b',');
        }
        self.column += 1;
    }

    /// A level of a category column, or an empty field.
    pub(super) fn maybe_level(&mut self, level: Option<&str>) {
        match level {
            Some(level) => self.level(level),
            None => self.missing(),
        }
    }

    /// An empty field.
    pub(super) fn missing(&mut self) {
        debug_assert!(self.columns[self.column].nullable, "{}", self.columns[self.column].name);
        self.bytes.push(b',');
        self.column += 1;
    }

    /// Text that stands between two columns of the schema, such as the outcome of the train file.
    pub(super) fn beside(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
    }

    /// Ends the row.
    pub(super) fn end(&mut self) {
        debug_assert_eq!(self.column, self.columns.len());
        if let Some(last) = self.bytes.last_mut() {
            *last = b'\n';
        }
        self.column = 0;
        self.count_row();
    }

    /// A row of `bureau_balance`, by far the longest table, without a look at the schema.
    pub(super) fn balance(&mut self, key: &[u8], month: u8, status: u8) {
        self.bytes.extend_from_slice(key);
        let (tens, ones) = (b'0' + month / 10, b'0' + month % 10);
        match month {
            0 => self.bytes.extend_from_slice(&[b',', b'0', b',', status, b'\n']),
            1..=9 => self.bytes.extend_from_slice(&[b',', b'-', ones, b',', status, b'\n']),
            _ => self.bytes.extend_from_slice(&[b',', b'-', tens, ones, b',', status, b'\n']),
        }
        self.count_row();
    }

    /// Ends the rows of one client.
    pub(super) fn end_client(&mut self) {
        if self.is_grouped && self.ends.last().copied().unwrap_or(0) < self.bytes.len() {
            self.ends.push(self.bytes.len());
        }
    }

    fn count_row(&mut self) {
        self.n_rows += 1;
        if !self.is_grouped {
            self.ends.push(self.bytes.len());
        }
    }

    /// The units in the order that `order` gives, appended to `out`.
    pub(super) fn append_in_order(&self, order: &[u32], out: &mut Vec<u8>) {
        out.reserve(self.bytes.len());
        for unit in order {
            let unit = *unit as usize;
            let start = if unit == 0 { 0 } else { self.ends[unit - 1] };
            out.extend_from_slice(&self.bytes[start..self.ends[unit]]);
        }
    }
}

/// The header line of a file; `beside_key` stands after the first column.
pub(super) fn header(columns: &[Column], beside_key: Option<&str>) -> String {
    let mut names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    if let Some(name) = beside_key {
        names.insert(1, name);
    }
    names.join(",") + "\n"
}
