//! Kaggle's own words for each column: `HomeCredit_columns_description.csv`.
//!
//! The file is written in Windows-1252, its first column has no name and its numbers have gaps.

use std::path::{Path, PathBuf};

/// Name of the file, as Kaggle writes it.
pub const FILE_NAME: &str = "HomeCredit_columns_description.csv";

/// What Kaggle says of a column.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Description {
    /// The table or tables, as written there: `application_{train|test}.csv`.
    pub table: String,
    /// The column.
    pub column: String,
    /// What it holds.
    pub text: String,
}

/// A file of descriptions that is there and cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused.
    #[error("cannot read \"{}\"", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Its reason.
        source: std::io::Error,
    },
    /// A column is missing.
    #[error(
        "\"{}\" has no column \"{column}\"; expected \"Table\", \"Row\" and \"Description\"",
        path.display()
    )]
    MissingColumn {
        /// The file.
        path: PathBuf,
        /// The column.
        column: &'static str,
    },
}

/// Reads the descriptions in `folder`; none where the file is not there.
///
/// # Errors
///
/// [`Error`] where the file is there and is no such list.
pub fn read(folder: &Path) -> Result<Vec<Description>, Error> {
    let path = folder.join(FILE_NAME);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(Error::Io { path, source }),
    };
    parse(&decode(&bytes)).map_err(|column| Error::MissingColumn { path, column })
}

/// Reads the list, or names the column it lacks.
fn parse(text: &str) -> Result<Vec<Description>, &'static str> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    // The text is in memory and UTF-8, so that a record cannot fail but by ending the list.
    let mut records = reader.records().map_while(Result::ok);
    let header = records.next().unwrap_or_default();
    let place = |name| header.iter().position(|found| found.trim() == name).ok_or(name);
    let (table, column, text) = (place("Table")?, place("Row")?, place("Description")?);
    let field =
        |record: &csv::StringRecord, place| record.get(place).unwrap_or_default().trim().to_owned();
    let descriptions = records.map(|record| Description {
        table: field(&record, table),
        column: field(&record, column),
        text: field(&record, text),
    });
    Ok(descriptions.filter(|description| !description.column.is_empty()).collect())
}

/// The text as UTF-8, or else as Windows-1252, in which every byte is a character.
fn decode(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| windows_1252(byte)).collect(),
    }
}

fn windows_1252(byte: u8) -> char {
    /// Characters 0x80 to 0x9F; the five that are not assigned stand for themselves.
    const HIGH_CONTROLS: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž',
        '\u{8F}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH_CONTROLS[usize::from(byte - 0x80)],
        // The rest is Latin-1, whose codes are Unicode's.
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_and_both_encodings_are_read() {
        let text = b",Table,Row,Description,Special\r\n1,a.csv,ONE,\"Yes, it\x92s \x80\",\r\n\
            5,b.csv, TWO ,caf\xE9,rounded\r\n7,,,,\r\n8,c.csv,THREE\r\n";
        let found = parse(&decode(text)).unwrap();
        let row = |table: &str, column: &str, text: &str| Description {
            table: table.to_owned(),
            column: column.to_owned(),
            text: text.to_owned(),
        };
        let expected = [
            row("a.csv", "ONE", "Yes, it’s €"),
            row("b.csv", "TWO", "café"),
            row("c.csv", "THREE", ""),
        ];
        assert_eq!(found, expected);
        assert_eq!(parse(&decode("Table,Row,Description\nt,c,é".as_bytes())).unwrap()[0].text, "é");
        assert_eq!(parse("Table,Row\n"), Err("Description"));
    }
}
