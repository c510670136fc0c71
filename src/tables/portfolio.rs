//! The seven tables together, the rows of each client side by side.

use rayon::prelude::*;

use super::rows::TableRows;
use super::{Error, ReadingNotes, Source, Table, read_table};

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

/// The rows of a child table, those of one parent next to each other, in the order of the file.
#[derive(Debug, Clone)]
pub struct GroupedRows {
    /// The rows.
    pub rows: TableRows,
    /// Parent `i` owns rows `starts[i]..starts[i + 1]`.
    pub starts: Vec<u32>,
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
    let mut read = |table: Table| {
        let keep = |name: &str| name.starts_with("SK_ID") || wanted(table, name);
        let reading = read_table(source, table, &keep, progress)?;
        notes.push((table, reading.notes));
        fingerprints.push((table, reading.fingerprint));
        Ok::<_, Error>((reading.rows, reading.defaulted))
    };

    // Whatever is missing is said before minutes of reading.
    for table in Table::ALL {
        if !table.is_optional() && !source.has(table) {
            source.with_reader(table, |_, _| Ok(()))?;
        }
    }
    let (mut application, defaulted) = read(Table::ApplicationTrain)?;
    check_unique(&application, "SK_ID_CURR")?;
    let mut outcomes: Outcomes = defaulted.into_iter().map(Some).collect();
    if source.has(Table::ApplicationTest) {
        let (test, _) = read(Table::ApplicationTest)?;
        check_unique(&test, "SK_ID_CURR")?;
        application.append(&test);
        outcomes.resize(application.n_rows, None);
    }
    let keys = application.keys("SK_ID_CURR").to_vec();
    let mut file_order: Vec<u32> = (0..keys.len() as u32).collect();
    file_order.sort_unstable_by_key(|&row| keys[row as usize]);
    let clients: Vec<u32> = file_order.iter().map(|&row| keys[row as usize]).collect();
    if let Some(pair) = clients.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Error::ClientInBoth { key: pair[0] });
    }
    let application = application.gather(&file_order);
    let outcomes = file_order.iter().map(|&row| outcomes[row as usize]).collect();

    let mut n_orphans = Vec::new();
    let client_index = KeyIndex::new(&clients);
    let mut grouped = |table: Table| {
        let (rows, _) = read(table)?;
        if let Some(key) = table.unique_key() {
            check_unique(&rows, key)?;
        }
        let (grouped, orphans) = group(rows, "SK_ID_CURR", &client_index, clients.len());
        n_orphans.push((table, orphans));
        Ok::<_, Error>(grouped)
    };
    let bureau = grouped(Table::Bureau)?;
    let previous_application = grouped(Table::PreviousApplication)?;
    let pos_cash_balance = grouped(Table::PosCashBalance)?;
    let credit_card_balance = grouped(Table::CreditCardBalance)?;
    let installments_payments = grouped(Table::InstallmentsPayments)?;
    let (balances, _) = read(Table::BureauBalance)?;
    let bureau_keys = bureau.rows.keys("SK_ID_BUREAU");
    let (bureau_balance, orphans) =
        group(balances, "SK_ID_BUREAU", &KeyIndex::new(bureau_keys), bureau_keys.len());
    n_orphans.push((Table::BureauBalance, orphans));

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

impl GroupedRows {
    /// The rows of parent `place`.
    pub fn range(&self, place: usize) -> std::ops::Range<usize> {
        self.starts[place] as usize..self.starts[place + 1] as usize
    }

    fn select(&self, parents: &[u32]) -> Self {
        let mut starts = vec![0];
        let mut positions = Vec::new();
        for &parent in parents {
            positions.extend(self.starts[parent as usize]..self.starts[parent as usize + 1]);
            starts.push(positions.len() as u32);
        }
        let columns = self.rows.columns.iter();
        let columns = columns.map(|column| column.as_ref().map(|c| c.gather(&positions))).collect();
        let rows = TableRows { table: self.rows.table, n_rows: positions.len(), columns };
        Self { rows, starts }
    }
}

/// Brings the rows of each parent together, leaving out those without one.
fn group(
    mut rows: TableRows,
    key: &'static str,
    parents: &KeyIndex,
    n_parents: usize,
) -> (GroupedRows, u64) {
    const NO_PARENT: u32 = u32::MAX;
    let places: Vec<u32> =
        rows.keys(key).par_iter().map(|&key| parents.place(key).unwrap_or(NO_PARENT)).collect();
    let mut starts = vec![0_u32; n_parents + 1];
    for &place in places.iter().filter(|&&place| place != NO_PARENT) {
        starts[place as usize + 1] += 1;
    }
    for i in 0..n_parents {
        starts[i + 1] += starts[i];
    }
    let n_kept = starts[n_parents] as usize;
    let mut next = starts.clone();
    let mut positions = vec![0_u32; n_kept];
    for (row, &place) in places.iter().enumerate() {
        if place != NO_PARENT {
            let at = &mut next[place as usize];
            positions[*at as usize] = row as u32;
            *at += 1;
        }
    }
    drop(places);
    let n_orphans = (rows.n_rows - n_kept) as u64;
    // The parent's key says nothing more once the rows are grouped.
    if let Some(column) = rows.table.column_index(key) {
        rows.columns[column] = None;
    }
    rows.columns.par_iter_mut().flatten().for_each(|column| *column = column.gather(&positions));
    rows.n_rows = n_kept;
    (GroupedRows { rows, starts }, n_orphans)
}

/// Finds the place of a key among the keys of a parent.
pub(super) enum KeyIndex {
    /// Keys are dense enough for a table from key to place.
    Dense { first: u32, places: Vec<u32> },
    /// Sorted keys with their places.
    Sorted(Vec<(u32, u32)>),
}

impl KeyIndex {
    /// Indexes `keys`, which must not repeat.
    pub(super) fn new(keys: &[u32]) -> Self {
        let first = keys.iter().copied().min().unwrap_or(0);
        let last = keys.iter().copied().max().unwrap_or(0);
        let span = (last - first) as usize + 1;
        if span <= 16 * keys.len() + 1024 {
            let mut places = vec![u32::MAX; span];
            for (place, &key) in keys.iter().enumerate() {
                places[(key - first) as usize] = place as u32;
            }
            return Self::Dense { first, places };
        }
        let mut sorted: Vec<(u32, u32)> =
            keys.iter().enumerate().map(|(place, &key)| (key, place as u32)).collect();
        sorted.par_sort_unstable();
        Self::Sorted(sorted)
    }

    /// Where the key stands, if it does.
    pub(super) fn place(&self, key: u32) -> Option<u32> {
        match self {
            Self::Dense { first, places } => {
                let offset = key.checked_sub(*first)? as usize;
                places.get(offset).copied().filter(|&place| place != u32::MAX)
            }
            Self::Sorted(sorted) => {
                let at = sorted.binary_search_by_key(&key, |&(key, _)| key).ok()?;
                Some(sorted[at].1)
            }
        }
    }
}

/// The first key, in the order of the file, that stands twice, with the places of both rows.
pub(super) fn first_repeat(keys: &[u32]) -> Option<(u32, usize, usize)> {
    let mut order: Vec<u32> = (0..keys.len() as u32).collect();
    order.par_sort_unstable_by_key(|&row| (keys[row as usize], row));
    let repeats = order.windows(2).filter(|pair| keys[pair[0] as usize] == keys[pair[1] as usize]);
    let pair = repeats.min_by_key(|pair| pair[1])?;
    Some((keys[pair[1] as usize], pair[0] as usize, pair[1] as usize))
}

fn check_unique(rows: &TableRows, column: &'static str) -> Result<(), Error> {
    match first_repeat(rows.keys(column)) {
        None => Ok(()),
        // Line 1 is the header.
        Some((key, first, second)) => Err(Error::RepeatedKey {
            table: rows.table,
            column,
            key,
            first_line: first as u64 + 2,
            line: second as u64 + 2,
        }),
    }
}
