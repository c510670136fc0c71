//! What can be wrong with a raw table, said with what was expected, what was found and where.

use std::path::PathBuf;

use super::Table;

/// An input that cannot be read as the Home Credit tables.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing at the given path.
    #[error("there is no folder or archive at \"{}\"", path.display())]
    NoSource {
        /// The path asked for.
        path: PathBuf,
    },
    /// A table that is needed is not there.
    #[error(
        "table \"{0}\" is missing from \"{1}\": expected {0}.csv, {0}.csv.gz or {0}.csv.zip, found {found}",
        table.name(), path.display()
    )]
    MissingTable {
        /// The table.
        table: Table,
        /// Where it was looked for.
        path: PathBuf,
        /// What is there instead.
        found: String,
    },
    /// A file without a single byte, or a header without rows.
    #[error("table \"{}\" is empty: expected a header line and at least one row, found {found}", table.name())]
    Empty {
        /// The table.
        table: Table,
        /// What was found.
        found: &'static str,
    },
    /// A column of the schema is not in the header.
    #[error(
        "table \"{}\" has no column \"{column}\" (line 1: found {n_found} columns, first \"{first}\")",
        table.name()
    )]
    MissingColumn {
        /// The table.
        table: Table,
        /// The column.
        column: &'static str,
        /// How many columns the header has.
        n_found: usize,
        /// The first of them.
        first: String,
        /// The table whose columns the header does hold, if any.
        looks_like: Option<Table>,
    },
    /// The same name twice in a header.
    #[error("table \"{}\", line 1: column \"{column}\" appears twice", table.name())]
    RepeatedColumn {
        /// The table.
        table: Table,
        /// The column.
        column: String,
    },
    /// A line with too few or too many fields.
    #[error(
        "table \"{}\", line {line}: expected {expected} fields, found {found}{}",
        table.name(), if *is_last { " on the last line of the file" } else { "" }
    )]
    FieldCount {
        /// The table.
        table: Table,
        /// Line in the file, the header being line 1.
        line: u64,
        /// Fields in the header.
        expected: usize,
        /// Fields on the line.
        found: usize,
        /// Whether the file ends there, as a truncated one does.
        is_last: bool,
    },
    /// A field that its column cannot hold.
    #[error(
        "table \"{}\", line {line}, column \"{column}\": expected {expected}, found {found}",
        table.name()
    )]
    BadField {
        /// The table.
        table: Table,
        /// Line in the file, the header being line 1.
        line: u64,
        /// The column.
        column: &'static str,
        /// What the column holds.
        expected: &'static str,
        /// What stands there, shortened.
        found: String,
    },
    /// Text in another encoding.
    #[error("table \"{}\", line {line}: expected UTF-8 text, found {found}", table.name())]
    NotUtf8 {
        /// The table.
        table: Table,
        /// Line in the file, the header being line 1.
        line: u64,
        /// What was found.
        found: String,
    },
    /// A double quote where none may stand.
    #[error(
        "table \"{}\", line {line}: a double quote inside a field that is not quoted, or one never closed",
        table.name()
    )]
    StrayQuote {
        /// The table.
        table: Table,
        /// Line in the file on which the row starts, the header being line 1.
        line: u64,
    },
    /// A quoted field that never ends.
    #[error(
        "table \"{}\", after line {line}: a record of more than {limit_mib} MiB; expected one line per row",
        table.name()
    )]
    EndlessRecord {
        /// The table.
        table: Table,
        /// The last line read.
        line: u64,
        /// The limit.
        limit_mib: usize,
    },
    /// A key that must be unique appears twice.
    #[error("table \"{}\", line {line}: {column} {key} appears twice, first on line {first_line}", table.name())]
    RepeatedKey {
        /// The table.
        table: Table,
        /// The key column.
        column: &'static str,
        /// Its value.
        key: u32,
        /// Line of the first appearance.
        first_line: u64,
        /// Line of the second.
        line: u64,
    },
    /// A client in both the train and the test file.
    #[error("client {key} is in application_train.csv and in application_test.csv")]
    ClientInBoth {
        /// Its `SK_ID_CURR`.
        key: u32,
    },
    /// More rows than can be numbered.
    #[error("table \"{}\" has more than {limit} rows", table.name())]
    TooLong {
        /// The table.
        table: Table,
        /// The limit.
        limit: u64,
    },
    /// A compressed file that cannot be unpacked.
    #[error("cannot unpack \"{}\": {reason}", path.display())]
    Archive {
        /// The archive.
        path: PathBuf,
        /// What the unpacker says.
        reason: String,
    },
    /// The operating system refused.
    #[error("cannot read \"{}\"", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Its reason.
        source: std::io::Error,
    },
}

impl Error {
    /// The same error with the line counted from `n` lines further up.
    #[must_use]
    pub(super) fn after_lines(mut self, n: u64) -> Self {
        match &mut self {
            Self::FieldCount { line, .. }
            | Self::BadField { line, .. }
            | Self::NotUtf8 { line, .. }
            | Self::StrayQuote { line, .. }
            | Self::EndlessRecord { line, .. } => *line += n,
            _ => {}
        }
        self
    }

    /// The way out, where there is one to name.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoSource { .. } => "give the folder that holds the Kaggle CSV files, or \
                home-credit-default-risk.zip as downloaded; \"octroi synthesize\" makes a portfolio to try"
                .to_owned(),
            Self::MissingTable { .. } => "download the data of the Kaggle competition \"Home Credit \
                Default Risk\"; only application_test may be left out"
                .to_owned(),
            Self::Empty { .. } => "download the file again".to_owned(),
            Self::MissingColumn { table, looks_like: Some(other), .. } => format!(
                "these are the columns of {0}: is {1}.csv the {0} file under a wrong name?",
                other.name(),
                table.name()
            ),
            Self::MissingColumn { .. } => "names must be Kaggle's, spelling included; fields are \
                separated by commas"
                .to_owned(),
            Self::RepeatedColumn { .. } => "leave one of the two out".to_owned(),
            Self::FieldCount { is_last: true, .. } => {
                "the file looks truncated; download or unpack it again".to_owned()
            }
            Self::FieldCount { .. } => {
                "text that holds a comma must stand in double quotes".to_owned()
            }
            Self::BadField { .. } => {
                "correct the field; write a missing value as an empty field".to_owned()
            }
            Self::NotUtf8 { .. } => "save the file as UTF-8".to_owned(),
            Self::StrayQuote { .. } => "put the whole field in double quotes and write each one \
                inside it twice"
                .to_owned(),
            Self::EndlessRecord { .. } => {
                "look for a double quote that is opened and never closed".to_owned()
            }
            Self::RepeatedKey { .. } => "leave one of the two rows out".to_owned(),
            Self::ClientInBoth { .. } => "leave the client out of one of the two files".to_owned(),
            Self::TooLong { .. } => "split the portfolio".to_owned(),
            Self::Archive { .. } => {
                "download the archive again, or unpack it and give the folder".to_owned()
            }
            Self::Io { .. } => return None,
        };
        Some(hint)
    }
}
