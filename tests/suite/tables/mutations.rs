//! Valid files spoiled at random: an error, or the rows that the csv crate reads; never a panic.

use std::fs;

use octroi::tables::rows::{MISSING_INTEGER, MISSING_LEVEL, UNKNOWN_LEVEL};
use octroi::tables::{Column, Reading, Source, Table, Values, read_table};

use super::tiny::Tiny;

/// How many spoiled files each table is read from.
const N_FILES: u32 = 1_000;

/// A small generator of its own, so that the files are the same everywhere (xorshift).
struct Random(u64);

impl Random {
    /// A number below `n`, which must be above 0.
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

#[test]
fn spoiled_files_are_errors_or_read_as_the_csv_crate_reads_them() {
    let tables = [Table::Bureau, Table::BureauBalance, Table::PreviousApplication];
    let mut random = Random(0x0C7B_01CE_D17A_B1E5);
    let mut n_read = 0;
    for table in tables.into_iter().chain([Table::ApplicationTrain]) {
        let tiny = Tiny::new();
        let source = tiny.write();
        let path = tiny.path(table);
        for _ in 0..N_FILES {
            let mut text = tiny.texts[&table].clone();
            for _ in 0..=random.below(3) {
                spoil(&mut text, &mut random);
            }
            fs::write(&path, &text).unwrap();
            n_read += usize::from(agrees(&source, table, &text));
        }
    }
    // Both ways out must have been taken often for the test to mean anything.
    assert!((400..3_500).contains(&n_read), "{n_read} files were read");
}

/// Changes a text in one way or another.
fn spoil(text: &mut Vec<u8>, random: &mut Random) {
    /// Bytes that mean something to somebody.
    const BYTES: &[u8] = b",,\"\"\n\n\r\r.-0129eEaXNA \t\0\xEF\xBB\xBF\xE9;'";
    if text.is_empty() {
        return;
    }
    // Most changes behind the header, which few survive.
    let body = text.iter().position(|&byte| byte == b'\n').unwrap_or(0);
    let from = if random.below(10) == 0 { 0 } else { body.min(text.len() - 1) };
    let at = from + random.below(text.len() - from);
    let byte = BYTES[random.below(BYTES.len())];
    match random.below(10) {
        0 => text[at] ^= 1 << random.below(8),
        1 | 2 => text[at] = byte,
        3 | 4 => text.insert(at, byte),
        5 => drop(text.remove(at)),
        6 => text.truncate(at + 1),
        7 => {
            let mut lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
            let (from, to) = (random.below(lines.len()), random.below(lines.len()));
            lines.insert(to, lines[from]);
            *text = lines.join(&b'\n');
        }
        8 => {
            let mut fields: Vec<&[u8]> = text.split(|&byte| byte == b',').collect();
            let (one, other) = (random.below(fields.len()), random.below(fields.len()));
            fields.swap(one, other);
            *text = fields.join(&b',');
        }
        _ => {
            // A field in quotes, as any writer may put it.
            let field = b"\",\"";
            let start = text[..at].iter().rposition(|&byte| byte == b',').unwrap_or(0);
            text.splice(start..=start, field.iter().copied());
            let end = start + 3;
            let end = end + text[end..].iter().position(|byte| b",\n".contains(byte)).unwrap_or(0);
            text.insert(end, b'"');
            // The quote in front of the comma belongs to no field.
            text.remove(start);
        }
    }
}

/// Whether the file is read; panics where the rows are not those of the csv crate.
fn agrees(source: &Source, table: Table, text: &[u8]) -> bool {
    let context = || String::from_utf8_lossy(text).into_owned();
    let Ok(reading) = read_table(source, table, &|_| true, &|_| ()) else { return false };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let records: Vec<csv::ByteRecord> = reader.byte_records().map(Result::unwrap).collect();
    let (header, records) = records.split_first().unwrap();
    assert_eq!(reading.rows.n_rows, records.len(), "{}", context());
    for (column, values) in table.columns().iter().zip(&reading.rows.columns) {
        let is_column = |name: &[u8]| name.trim_ascii() == column.name.as_bytes();
        let place = header.iter().position(is_column).unwrap();
        for (row, record) in records.iter().enumerate() {
            let values = values.as_ref().unwrap();
            let field = std::str::from_utf8(&record[place]).unwrap();
            assert!(
                is_read_as(values, row, column, field),
                "{} row {row}\n{}",
                column.name,
                context()
            );
        }
    }
    lines_fit(&reading, text);
    true
}

/// Whether the value at `row` is what `field` says, told in the plainest way.
fn is_read_as(values: &Values, row: usize, column: &Column, field: &str) -> bool {
    match values {
        Values::Key(values) => field.parse() == Ok(values[row]),
        Values::Integer(values) if field.is_empty() => values[row] == MISSING_INTEGER,
        Values::Integer(values) => field.parse::<f64>() == Ok(f64::from(values[row])),
        Values::Decimal(values) if field.is_empty() => values[row].is_nan(),
        Values::Decimal(values) => field.parse().map(f64::to_bits) == Ok(values[row].to_bits()),
        Values::Category(codes) if field.is_empty() => codes[row] == MISSING_LEVEL,
        Values::Category(codes) => match column.levels().iter().position(|level| *level == field) {
            Some(code) => usize::from(codes[row]) == code,
            None => codes[row] == UNKNOWN_LEVEL,
        },
    }
}

/// Lines ascend and lie within the file.
fn lines_fit(reading: &Reading, text: &[u8]) {
    let n_lines = 1 + text.iter().filter(|&&byte| byte == b'\n').count() as u64;
    let lines: Vec<u64> = (0..reading.rows.n_rows).map(|row| reading.lines.line(row)).collect();
    assert!(lines.is_sorted() && lines.iter().all(|line| (1..=n_lines).contains(line)));
}
