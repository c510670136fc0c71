//! Clients of raw tables as bodies for `POST /v1/score`, one to a line, for benches and examples.
//!
//! `cargo run --release --example applicant_json -- DATA_DIR CLIENT…`; without clients, all.

#![expect(unreachable_pub, reason = "the module is a test's as well")]

mod raw_rows;

use std::io::Write as _;
use std::path::Path;

use octroi::tables::Source;
use raw_rows::{RawRows, Style};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let folder = words.next().unwrap_or_else(|| "data/demo".to_owned());
    let rows = RawRows::read(&Source::open(Path::new(&folder))?);
    let number =
        |word: String| word.parse().map_err(|_| format!("\"{word}\" is no client's number"));
    let mut clients: Vec<u32> = words.map(number).collect::<Result<_, _>>()?;
    if clients.is_empty() {
        clients = rows.clients();
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for client in clients {
        let body = rows.json(client, Style::default());
        let body = body.ok_or_else(|| format!("client {client} is not in {folder}"))?;
        writeln!(out, "{body}")?;
    }
    out.flush()?;
    Ok(())
}
