//! What is asked: requests made ready as bytes, from a file or from a pattern and the clients.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use crate::http::Connection;

/// Clients on a page of `GET /v1/clients`.
const PAGE: usize = 500;

/// Stride over the clients, so that neighbors in the table are not asked for one after the other; a
/// prime.
const STRIDE: usize = 7919;

/// Writes a request as it goes over the wire.
pub fn write(address: SocketAddr, method: &str, path: &str, body: Option<&str>) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\naccept: */*\r\n");
    if let Some(body) = body {
        let kind = "content-type: application/json\r\n";
        text.push_str(&format!("{kind}content-length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    text.push_str(body.unwrap_or_default());
    text.into_bytes()
}

/// Requests of a file, one to a line: `GET PATH`, or `POST PATH FILE:LINE`, where a line of another
/// file, the first being 1, is the body.
///
/// # Errors
///
/// A file that cannot be read, or a line that is none of this.
pub fn from_file(address: SocketAddr, path: &str) -> Result<Vec<Vec<u8>>> {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut requests = Vec::new();
    for line in read(path)?.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let request = match words[..] {
            [method, path] => write(address, method, path, None),
            [method, path, place] => {
                let wrong = || wrong(format!("expected FILE:LINE, found \"{place}\""));
                let (file, number) = place.rsplit_once(':').ok_or_else(wrong)?;
                if !files.contains_key(file) {
                    let lines = read(file)?.lines().map(str::to_owned).collect();
                    files.insert(file.to_owned(), lines);
                }
                let number: usize = number.parse().map_err(|_| wrong())?;
                let body = files[file].get(number.wrapping_sub(1)).ok_or_else(wrong)?;
                write(address, method, path, Some(body))
            }
            _ => return Err(wrong(format!("expected METHOD PATH [FILE:LINE], found \"{line}\""))),
        };
        requests.push(request);
    }
    Ok(requests)
}

/// `GET` of a path in which `{client}` becomes the number of a client, for clients that the service
/// lists, evenly spread over all of them.
///
/// # Errors
///
/// A service that does not list its clients.
pub fn from_pattern(address: SocketAddr, pattern: &str, n: usize) -> Result<Vec<Vec<u8>>> {
    let clients = clients(address, n)?;
    let of = |place: usize| {
        let client = clients[place * STRIDE % clients.len()];
        write(address, "GET", &pattern.replace("{client}", &client.to_string()), None)
    };
    Ok((0..clients.len()).map(of).collect())
}

fn clients(address: SocketAddr, n: usize) -> Result<Vec<u64>> {
    let mut connection = Connection::new(address);
    let mut page = |offset: usize, limit: usize| -> Result<(usize, Vec<u64>)> {
        let path = format!("/v1/clients?limit={limit}&offset={offset}");
        let answer = connection.ask(&write(address, "GET", &path, None))?;
        let page: serde_json::Value = serde_json::from_slice(connection.body(&answer))?;
        let list = page["clients"].as_array();
        let list = list.ok_or_else(|| wrong(format!("{path}: expected a list of clients")))?;
        let numbers = list.iter().filter_map(|client| client["client"].as_u64()).collect();
        Ok((page["n_clients"].as_u64().unwrap_or(0) as usize, numbers))
    };
    let n_clients = page(0, 1)?.0;
    let n = n.min(n_clients);
    let n_pages = n.div_ceil(PAGE);
    let mut clients = Vec::new();
    for place in 0..n_pages {
        let limit = PAGE.min(n - clients.len());
        clients
            .extend(page(place * (n_clients - limit) / n_pages.max(2).saturating_sub(1), limit)?.1);
    }
    if clients.is_empty() {
        return Err(wrong("expected clients, found none".to_owned()));
    }
    Ok(clients)
}

fn read(path: &str) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Error::new(error.kind(), format!("{path}: {error}")))
}

fn wrong(what: String) -> Error {
    Error::new(ErrorKind::InvalidInput, what)
}
