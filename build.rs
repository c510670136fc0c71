//! Puts fingerprints of the sources into the program, so that outputs of another version are stale:
//! one of what scores depend on, one of what documents alone depend on.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// What a score may depend on.
const SOURCES: &[&str] = &["src", "methodology/assumptions.toml", "Cargo.lock"];

/// What documents alone depend on.
const DOCUMENTS: &[&str] =
    &["src/views", "src/report", "src/dashboard", "templates", "methodology/note"];

/// Parts of `src` that no score depends on.
const NOT_SCORING: &[&str] =
    &["src/views", "src/report", "src/dashboard", "src/api", "src/notebook", "src/cli"];

fn main() {
    for (name, roots) in [("SOURCES", SOURCES), ("DOCUMENTS", DOCUMENTS)] {
        let mut hasher = DefaultHasher::new();
        for root in roots {
            println!("cargo::rerun-if-changed={root}");
            add(Path::new(root), &mut hasher);
        }
        println!("cargo::rustc-env=OCTROI_{name}={:08x}", hasher.finish() as u32);
    }
    let lock = fs::read_to_string("Cargo.lock").unwrap_or_default();
    for library in ["polars", "hessboost", "linfa", "typst"] {
        let name = library.to_uppercase();
        println!("cargo::rustc-env=OCTROI_VERSION_{name}={}", version(&lock, library));
    }
}

/// The version of a package in the lock file.
fn version<'a>(lock: &'a str, package: &str) -> &'a str {
    let name = format!("name = \"{package}\"\nversion = \"");
    let rest = lock.split_once(&name).map_or("", |(_, rest)| rest);
    rest.split('"').next().unwrap_or_default()
}

fn add(path: &Path, hasher: &mut DefaultHasher) {
    if path.is_dir() {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        let is_left_out = |path: &Path| NOT_SCORING.iter().any(|folder| path == Path::new(folder));
        paths.iter().filter(|path| !is_left_out(path)).for_each(|path| add(path, hasher));
    } else {
        path.to_string_lossy().hash(hasher);
        fs::read(path).unwrap_or_default().hash(hasher);
    }
}
