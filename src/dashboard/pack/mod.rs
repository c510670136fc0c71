//! The data of a site in, scripts that pages load out.
//!
//! ```text
//! view ── header, arrays ──▶ container ── gzip ── base64 ──▶ Shards.receive("NAME", "SITE", "…");
//! ```
//!
//! A page that stands on a disk may load scripts and nothing else, hence the text. The checksum of
//! gzip lets the page find damage. The same view gives the same bytes.

mod container;
mod views;

#[cfg(test)]
mod tests;

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, GzBuilder};

pub use container::{Array, Container};
pub use views::{
    clients, column, features, histograms, labels, model, rows, scores, sheets, similar,
    similar_values,
};

use super::Error;
use crate::views::site::SiteData;

/// Version of the layout, which pages hold against their own.
pub const FORMAT: u32 = 1;

/// How hard gzip tries: beyond it, files hardly get smaller and take much longer.
const LEVEL: u32 = 6;

/// What gzip writes where the system is not told.
const NO_SYSTEM: u8 = 255;

/// The script that hands a container over to the page, under a name and for a site.
///
/// # Errors
///
/// [`Error::Pack`], for which memory gives no reason.
pub fn shard(name: &str, site: &str, container: &Container<'_>) -> Result<Vec<u8>, Error> {
    let failed = |source| Error::Pack { name: name.to_owned(), source };
    let mut writer = GzBuilder::new()
        .mtime(0)
        .operating_system(NO_SYSTEM)
        .write(Vec::new(), Compression::new(LEVEL));
    writer.write_all(&container.to_bytes()).map_err(failed)?;
    let packed = writer.finish().map_err(failed)?;
    let mut text = format!("Shards.receive({}, {}, \"", quoted(name), quoted(site));
    STANDARD.encode_string(packed, &mut text);
    text.push_str("\");\n");
    Ok(text.into_bytes())
}

/// The script that says what the site is: `data/site.js`.
///
/// # Errors
///
/// [`Error::Pack`], for which the data gives no reason.
pub fn site(data: &SiteData) -> Result<Vec<u8>, Error> {
    let failed = |error: serde_json::Error| Error::Pack {
        name: "site".to_owned(),
        source: std::io::Error::other(error),
    };
    let text = serde_json::to_string(data).map_err(failed)?;
    Ok(format!("Shards.begin({});\n", harmless(&text)).into_bytes())
}

/// A text as JavaScript reads it.
fn quoted(text: &str) -> String {
    harmless(&serde_json::Value::from(text).to_string())
}

/// JSON without what could close a script or that older JavaScript takes for the end of a line.
fn harmless(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            _ => safe.push(character),
        }
    }
    safe
}
