//! All tables of an applicant in, a portfolio of one client out.

use std::collections::{BTreeMap, BTreeSet};

use super::nearest::nearest;
use super::rows::RowReader;
use super::violation::{Findings, Place, Rule, Violation, pointer_to};
use super::{
    APPLICATION, ApplicantRows, MissingInput, Row, Rows, TABLES, name_of, row_limit, table_of,
};
use crate::tables::portfolio::{GroupedRows, Portfolio};
use crate::tables::rows::TableRows;
use crate::tables::{Table, parse};

/// Reads every table; `None` where there is no application.
pub(super) fn read(
    given: &ApplicantRows<'_>,
    findings: &mut Findings,
) -> Option<(Portfolio, Vec<MissingInput>)> {
    let mut tables: BTreeMap<Table, (TableRows, Vec<MissingInput>)> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (name, rows) in &given.tables {
        let Some(table) = table_of(name) else {
            findings.violations.add(|| unknown_table(name));
            continue;
        };
        if !seen.insert(table) {
            findings.violations.add(|| Violation {
                pointer: Place::table(table).pointer(),
                rule: Rule::RepeatedTable,
                expected: "each table once".to_owned(),
                found: format!("{name} again"),
                way_out: "put all rows of the table into one list".to_owned(),
            });
            continue;
        }
        tables.extend(read_table(table, rows, findings).map(|read| (table, read)));
    }
    if !seen.contains(&APPLICATION) {
        findings.violations.add(|| Violation {
            pointer: String::new(),
            rule: Rule::MissingTable,
            expected: "\"application\", the row of the applicant".to_owned(),
            found: "no application".to_owned(),
            way_out: "give the application; the other tables may be left out".to_owned(),
        });
    }
    let (application, mut missing) = tables.remove(&APPLICATION)?;
    let client = application.keys("SK_ID_CURR").first().copied()?;
    // Where credits could not be read, it is not known which of them are not given.
    let is_known = tables.contains_key(&Table::Bureau) || !seen.contains(&Table::Bureau);
    let mut child = |table: Table| {
        let (rows, gaps) =
            tables.remove(&table).unwrap_or_else(|| (TableRows::empty(table), Vec::new()));
        missing.extend(gaps);
        rows
    };
    let own = |rows: TableRows, findings: &mut Findings| {
        check_client(client, &rows, findings);
        check_unique(&rows, findings);
        let starts = vec![0, rows.n_rows as u32];
        GroupedRows { rows: without(rows, "SK_ID_CURR"), starts }
    };
    let bureau = own(child(Table::Bureau), findings);
    let is_whole = is_known && !bureau.rows.keys("SK_ID_BUREAU").contains(&0);
    let bureau_balance = by_credit(child(Table::BureauBalance), &bureau, is_whole, findings);
    let portfolio = Portfolio {
        clients: vec![client],
        application,
        file_order: vec![0],
        bureau,
        bureau_balance,
        previous_application: own(child(Table::PreviousApplication), findings),
        pos_cash_balance: own(child(Table::PosCashBalance), findings),
        credit_card_balance: own(child(Table::CreditCardBalance), findings),
        installments_payments: own(child(Table::InstallmentsPayments), findings),
    };
    Some((portfolio, missing))
}

/// Reads one table; `None` where its rows cannot be told apart.
fn read_table(
    table: Table,
    rows: &Rows<'_>,
    findings: &mut Findings,
) -> Option<(TableRows, Vec<MissingInput>)> {
    let place = Place::table(table);
    let mut reader = RowReader::new(table);
    match rows {
        Rows::One(row) if table == APPLICATION => reader.read(row, place, findings),
        Rows::Other(_) | Rows::List { .. } | Rows::Missing if table == APPLICATION => {
            let kind = match rows {
                Rows::Other(kind) => kind,
                Rows::List { .. } => "a list",
                Rows::One(_) | Rows::Missing => "null",
            };
            reader.read(&Row::Other(kind), place, findings);
        }
        Rows::List { n_rows, .. } if *n_rows > row_limit(table) => {
            findings.violations.add(|| Violation {
                pointer: place.pointer(),
                rule: Rule::TooManyRows,
                expected: format!("at most {} rows", row_limit(table)),
                found: format!("{n_rows} rows"),
                way_out: "send the rows of one applicant alone".to_owned(),
            });
            return None;
        }
        Rows::List { rows, .. } => {
            for (at, row) in rows.iter().enumerate() {
                reader.read(row, Place { row: Some(at), ..place }, findings);
            }
        }
        Rows::Missing => {}
        Rows::One(_) | Rows::Other(_) => {
            let kind = if let Rows::Other(kind) = rows { kind } else { "an object" };
            findings.violations.add(|| Violation {
                pointer: place.pointer(),
                rule: Rule::NotAList,
                expected: "a list of rows".to_owned(),
                found: kind.to_owned(),
                way_out: "put the rows between [ and ], also where there is only one".to_owned(),
            });
            return None;
        }
    }
    Some(reader.finish())
}

fn unknown_table(name: &str) -> Violation {
    let names: Vec<&str> = TABLES.into_iter().map(name_of).collect();
    let near = nearest(name, names.iter().copied());
    Violation {
        pointer: pointer_to(name),
        rule: Rule::UnknownTable,
        expected: format!("one of {}", names.join(", ")),
        found: format!("\"{}\"", parse::short(name.as_bytes())),
        way_out: match near {
            Some(near) => format!("did you mean {near}?"),
            None => "leave it out".to_owned(),
        },
    }
}

/// The place of a row of a child table.
fn at<'a>(rows: &TableRows, row: usize, column: &'a str) -> Place<'a> {
    Place { table: rows.table, row: Some(row), column: Some(column) }
}

/// Every row must be the applicant's. Keys that could not be read are 0 and told of already.
fn check_client(client: u32, rows: &TableRows, findings: &mut Findings) {
    for (row, &key) in rows.keys("SK_ID_CURR").iter().enumerate() {
        if key != client && key != 0 && client != 0 {
            findings.violations.add(|| Violation {
                pointer: at(rows, row, "SK_ID_CURR").pointer(),
                rule: Rule::OtherClient,
                expected: format!("{client}, as in the application"),
                found: key.to_string(),
                way_out: "send the rows of one applicant alone".to_owned(),
            });
        }
    }
}

/// A key that names a row names no other.
fn check_unique(rows: &TableRows, findings: &mut Findings) {
    let Some(column) = rows.table.unique_key() else { return };
    let mut first_rows = BTreeMap::new();
    for (row, &key) in rows.keys(column).iter().enumerate().filter(|(_, key)| **key != 0) {
        let first_row = *first_rows.entry(key).or_insert(row);
        if first_row != row {
            findings.violations.add(|| Violation {
                pointer: at(rows, row, column).pointer(),
                rule: Rule::RepeatedKey,
                expected: "a key that no other row has".to_owned(),
                found: format!("{key}, as in row {first_row}"),
                way_out: "leave one of the two rows out".to_owned(),
            });
        }
    }
}

/// Monthly statuses, those of one credit next to each other, otherwise in the order given.
///
/// A status of no credit is wrong, if every credit could be read.
fn by_credit(
    rows: TableRows,
    bureau: &GroupedRows,
    is_whole: bool,
    findings: &mut Findings,
) -> GroupedRows {
    const KEY: &str = "SK_ID_BUREAU";
    let credits = bureau.rows.keys(KEY);
    let places: BTreeMap<u32, usize> =
        credits.iter().enumerate().map(|(place, &key)| (key, place)).collect();
    let mut of_credit = vec![Vec::new(); credits.len()];
    for (row, key) in rows.keys(KEY).iter().enumerate() {
        let credit = places.get(key).and_then(|&place| of_credit.get_mut(place));
        match credit {
            Some(of_credit) => of_credit.push(row as u32),
            None if *key == 0 || !is_whole => {}
            None => findings.violations.add(|| Violation {
                pointer: at(&rows, row, KEY).pointer(),
                rule: Rule::UnknownCredit,
                expected: "SK_ID_BUREAU of a row of bureau".to_owned(),
                found: key.to_string(),
                way_out: "give the credit in bureau, or leave its monthly statuses out".to_owned(),
            }),
        }
    }
    let mut starts = vec![0];
    let mut n = 0;
    for rows in &of_credit {
        n += rows.len() as u32;
        starts.push(n);
    }
    GroupedRows { rows: without(rows.gather(&of_credit.concat()), KEY), starts }
}

/// The same rows without the key of their parent, which says nothing more once they are grouped.
fn without(mut rows: TableRows, key: &str) -> TableRows {
    let place = rows.table.column_index(key);
    if let Some(column) = place.and_then(|place| rows.columns.get_mut(place)) {
        *column = None;
    }
    rows
}
