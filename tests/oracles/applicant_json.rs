//! Clients of raw tables as bodies for `POST /v1/score`, one to a line, for benches and examples.
//!
//! `cargo run --release --example applicant_json -- DATA_DIR CLIENT…`; without clients, all.

#![expect(clippy::print_stdout, reason = "the lines are what it is for")]
#![expect(unreachable_pub, reason = "the module is a test's as well")]

mod raw_rows;

use std::path::Path;

use octroi::tables::Source;
use raw_rows::{RawRows, Style};

fn main() -> Result<(), octroi::Error> {
    let mut words = std::env::args().skip(1);
    let folder = words.next().unwrap_or_else(|| "data/demo".to_owned());
    let rows = RawRows::read(&Source::open(Path::new(&folder))?);
    let mut clients: Vec<u32> = words
        .map(|word| word.parse().unwrap_or_else(|_| panic!("\"{word}\" is no client's number")))
        .collect();
    if clients.is_empty() {
        clients = rows.clients();
    }
    for client in clients {
        let body = rows.json(client, Style::default());
        println!("{}", body.unwrap_or_else(|| panic!("client {client} is not in {folder}")));
    }
    Ok(())
}
