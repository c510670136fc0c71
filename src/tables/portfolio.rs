//! The seven tables together, the rows of each client side by side.

use rayon::prelude::*;

pub use super::grouped::GroupedRows;
use super::keys::first_repeat;
use super::parts::Parts;
use super::reader::read_parts;
use super::rows::TableRows;
use super::sorter::Sorter;
use super::{Error, ReadingNotes, Source, Table};

/// Clients and their histories, without any outcome.
#[derive(Debug, Clone)]
pub struct Portfolio {
    /// `SK_ID_CURR`, ascending; what follows is in this order.
    pub clients: Vec<u32>,
    /// The application, row `i` being client `i`'s.
    pub application: TableRows,
    /// Place of each client's row in the files, train before test, from 0.
    pub file_order: Vec<u32>,
    /// Credits reported by other lenders.
    pub bureau: GroupedRows,
    /// Monthly statuses, grouped by row of `bureau`.
    pub bureau_balance: GroupedRows,
    /// Earlier applications.
    pub previous_application: GroupedRows,
    /// Snapshots of earlier loans.
    pub pos_cash_balance: GroupedRows,
    /// Snapshots of earlier cards.
    pub credit_card_balance: GroupedRows,
    /// Instalments of earlier credits.
    pub installments_payments: GroupedRows,
}

/// What is known of the clients' outcomes, in the order of [`Portfolio::clients`].
pub type Outcomes = Vec<Option<bool>>;

/// A portfolio as read from files.
#[derive(Debug)]
pub struct LoadedPortfolio {
    /// The clients and their histories.
    pub portfolio: Portfolio,
    /// Their outcomes: `None` for the clients of `application_test`.
    pub outcomes: Outcomes,
    /// What was odd, table by table.
    pub notes: Vec<(Table, ReadingNotes)>,
    /// Rows whose parent does not exist, table by table; they are left out.
    pub n_orphans: Vec<(Table, u64)>,
    /// BLAKE3 of each file's text.
    pub fingerprints: Vec<(Table, String)>,
}

/// Reads every table of `source`; `wanted` names the columns to keep beside the keys.
///
/// `progress` is told the bytes of text read since it was last called.
///
/// # Errors
///
/// Whatever [`read_table`] finds, a client in both application files, a repeated key.
pub fn load(
    source: &Source,
    wanted: &dyn Fn(Table, &str) -> bool,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<LoadedPortfolio, Error> {
    let mut notes = Vec::new();
    let mut fingerprints = Vec::new();
    let mut read = |table: Table, sorter: Option<&Sorter>| {
        let keep = |name: &str| name.starts_with("SK_ID") || wanted(table, name);
        let parts = read_parts(source, table, &keep, sorter, progress)?;
        check_unique(&parts)?;
        notes.push((table, parts.notes.clone()));
        fingerprints.push((table, parts.fingerprint.clone()));
        Ok::<_, Error>(parts)
    };

    // Whatever is missing is said before minutes of reading.
    for table in Table::ALL {
        if !table.is_optional() && !source.has(table) {
            source.with_reader(table, |_, _| Ok(()))?;
        }
    }
    let mut application = read(Table::ApplicationTrain, None)?;
    let mut keys = application.unique_keys();
    let mut outcomes: Outcomes = application.defaulted().into_iter().map(Some).collect();
    if source.has(Table::ApplicationTest) {
        let test = read(Table::ApplicationTest, None)?;
        keys.extend(test.unique_keys());
        outcomes.resize(keys.len(), None);
        application.append(test);
    }
    let mut file_order: Vec<u32> = (0..keys.len() as u32).collect();
    file_order.par_sort_unstable_by_key(|&row| keys[row as usize]);
    let clients: Vec<u32> = file_order.iter().map(|&row| keys[row as usize]).collect();
    if let Some(pair) = clients.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Error::ClientInBoth { key: pair[0] });
    }
    let mut targets = vec![0; clients.len()];
    for (place, &row) in file_order.iter().enumerate() {
        targets[row as usize] = place as u32;
    }
    let application = application.into_rows_at(&targets);
    let outcomes = file_order.iter().map(|&row| outcomes[row as usize]).collect();

    let mut n_orphans = Vec::new();
    let mut group = |table: Table, sorter: &Sorter, n_parents: usize| {
        let parts = read(table, Some(sorter))?;
        n_orphans.push((table, parts.n_orphans()));
        Ok::<_, Error>(GroupedRows::new(parts, sorter, n_parents))
    };
    // The largest table first, the smallest last: while its rows are brought together a table
    // takes more room, and the fewer others are held the better.
    let by_client = Sorter::new("SK_ID_CURR", &clients);
    let n_clients = clients.len();
    let installments_payments = group(Table::InstallmentsPayments, &by_client, n_clients)?;
    let credit_card_balance = group(Table::CreditCardBalance, &by_client, n_clients)?;
    let bureau = group(Table::Bureau, &by_client, n_clients)?;
    let bureau_keys = bureau.rows.keys("SK_ID_BUREAU");
    let by_credit = Sorter::new("SK_ID_BUREAU", bureau_keys);
    let bureau_balance = group(Table::BureauBalance, &by_credit, bureau_keys.len())?;
    drop(by_credit);
    let pos_cash_balance = group(Table::PosCashBalance, &by_client, n_clients)?;
    let previous_application = group(Table::PreviousApplication, &by_client, n_clients)?;
    notes.sort_by_key(|(table, _)| *table);
    fingerprints.sort();
    n_orphans.sort();

    let portfolio = Portfolio {
        clients,
        application,
        file_order,
        bureau,
        bureau_balance,
        previous_application,
        pos_cash_balance,
        credit_card_balance,
        installments_payments,
    };
    Ok(LoadedPortfolio { portfolio, outcomes, notes, n_orphans, fingerprints })
}

impl Portfolio {
    /// The child table that `table` names; the application has none.
    pub fn child(&self, table: Table) -> Option<&GroupedRows> {
        Some(match table {
            Table::ApplicationTrain | Table::ApplicationTest => return None,
            Table::Bureau => &self.bureau,
            Table::BureauBalance => &self.bureau_balance,
            Table::PreviousApplication => &self.previous_application,
            Table::PosCashBalance => &self.pos_cash_balance,
            Table::CreditCardBalance => &self.credit_card_balance,
            Table::InstallmentsPayments => &self.installments_payments,
        })
    }

    /// The same portfolio with only the clients at `places`, which must be ascending.
    #[must_use]
    pub fn select(&self, places: &[usize]) -> Self {
        let positions: Vec<u32> = places.iter().map(|&place| place as u32).collect();
        let bureau = self.bureau.select(&positions);
        let bureau_positions: Vec<u32> =
            places.iter().flat_map(|&i| self.bureau.starts[i]..self.bureau.starts[i + 1]).collect();
        Self {
            clients: places.iter().map(|&place| self.clients[place]).collect(),
            application: self.application.clone().gather(&positions),
            file_order: places.iter().map(|&place| self.file_order[place]).collect(),
            bureau,
            bureau_balance: self.bureau_balance.select(&bureau_positions),
            previous_application: self.previous_application.select(&positions),
            pos_cash_balance: self.pos_cash_balance.select(&positions),
            credit_card_balance: self.credit_card_balance.select(&positions),
            installments_payments: self.installments_payments.select(&positions),
        }
    }
}

fn check_unique(parts: &Parts) -> Result<(), Error> {
    let Some(column) = parts.table.unique_key() else { return Ok(()) };
    let keys = parts.unique_keys();
    let Some((first, second)) = first_repeat(&keys) else { return Ok(()) };
    let lines = parts.lines();
    Err(Error::RepeatedKey {
        table: parts.table,
        column,
        key: keys[second],
        first_line: lines.line(first),
        line: lines.line(second),
    })
}
