//! Blocks of clients in, the eight tables as text out, in an order that no thread count changes.
//!
//! In the original files the rows of one client lie scattered, except in the two bureau files,
//! where the rows of a credit and the credits of a client stand together with their months running
//! backwards. A full shuffle would need the whole portfolio in memory; so the rows are shuffled
//! within each block of [`BLOCK`] clients, which scatters a client's rows over a few hundred
//! kilobytes of file and costs one copy of the text. Applications stand by client key.

use rayon::prelude::*;

use crate::tables::Table;

use super::client::Client;
use super::identity::Identities;
use super::payments::{self, Habits};
use super::previous::{Kind, Status};
use super::random::{Purpose, Stream};
use super::text::Rows;
use super::{application, bureau, credit_card, installments, pos_cash, previous};

/// Clients whose rows are shuffled together.
pub(super) const BLOCK: u64 = 512;

/// The text of one block of clients, one part for each of [`Table::ALL`].
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) texts: [Vec<u8>; 8],
    pub(super) n_rows: [u64; 8],
    pub(super) n_clients: u64,
    pub(super) n_defaults: u32,
}

/// The buffers that one thread fills, kept from block to block.
struct Desk {
    rows: [Rows; 8],
    order: Vec<u32>,
}

impl Desk {
    fn new() -> Self {
        Self { rows: Table::ALL.map(Rows::new), order: Vec::new() }
    }
}

/// Fills `blocks` with the blocks that start at `first`; the texts' memory is reused.
pub(super) fn generate(
    identities: &Identities,
    seed: u64,
    n_clients: u64,
    first: u64,
    blocks: &mut [Block],
) {
    blocks.par_iter_mut().enumerate().for_each_init(Desk::new, |desk, (place, block)| {
        let number = first + place as u64;
        let clients = number * BLOCK..((number + 1) * BLOCK).min(n_clients);
        fill(identities, seed, number, clients, desk, block);
    });
}

fn fill(
    identities: &Identities,
    seed: u64,
    number: u64,
    clients: std::ops::Range<u64>,
    desk: &mut Desk,
    block: &mut Block,
) {
    for rows in &mut desk.rows {
        rows.clear();
    }
    block.n_clients = clients.end.saturating_sub(clients.start);
    block.n_defaults = 0;
    let mut applications = Vec::new();
    let mut schedule = Vec::new();
    for index in clients {
        let client = Client::draw(seed, index, identities);
        block.n_defaults += u32::from(client.is_train && client.risk.defaults);
        let [train, test, credits, balances, previous_rows, pos_rows, card_rows, payment_rows] =
            &mut desk.rows;
        application::write(&client, if client.is_train { train } else { test });
        bureau::write(&client, identities, credits, balances);
        previous::write(&client, identities, previous_rows, &mut applications);
        let random = &mut Stream::new(seed, index, Purpose::Payments);
        let habits = Habits::draw(random, client.risk.score);
        for loan in &applications {
            if loan.status != Status::Approved {
                continue;
            }
            if loan.kind == Kind::Card {
                let random = &mut Stream::new(seed, index, Purpose::Card);
                credit_card::write(random, &client, loan, &habits, card_rows, payment_rows);
            } else {
                payments::schedule(random, loan, &habits, &mut schedule);
                installments::write(random, client.id, loan, &schedule, &habits, payment_rows);
                pos_cash::write(random, client.id, loan, &schedule, &habits, pos_rows);
            }
        }
    }
    let random = &mut Stream::new(seed, number, Purpose::Order);
    for (table, rows) in desk.rows.iter().enumerate() {
        block.n_rows[table] = rows.n_rows();
        let text = &mut block.texts[table];
        text.clear();
        if matches!(Table::ALL[table], Table::ApplicationTrain | Table::ApplicationTest) {
            text.extend_from_slice(rows.bytes());
        } else {
            shuffle(random, rows.n_units(), &mut desk.order);
            rows.append_in_order(&desk.order, text);
        }
    }
}

/// A random order of `0..n` (Fisher and Yates).
fn shuffle(random: &mut Stream, n: usize, order: &mut Vec<u32>) {
    order.clear();
    order.extend(0..n as u32);
    for last in (1..n).rev() {
        order.swap(last, random.below(last + 1));
    }
}
