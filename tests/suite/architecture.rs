//! Holds the sources to the rules of `methodology/architecture.md`.
//!
//! The parser is small and knows its limits: it tells comments, texts, words and signs apart and
//! finds paths among them. What a macro puts together out of pieces, it does not see.

use std::fs;
use std::path::Path;

/// Outside crates and the modules that may know them; `*` stands for any end of a name.
const OWNERS: [(&str, &[&str]); 27] = [
    ("anstream", &["cli"]),
    ("axum*", &["api"]),
    ("base64", &["dashboard", "api"]),
    ("blake3", &["files", "tables", "api"]),
    ("clap*", &["cli"]),
    ("comemo", &["report"]),
    ("csv", &["tables"]),
    ("flate2", &["tables", "dashboard"]),
    ("getrandom", &["api"]),
    ("governor", &["api"]),
    ("hessboost", &["models"]),
    ("indicatif", &["cli"]),
    ("linfa*", &["models"]),
    ("ndarray", &["models"]),
    ("parquet", &["features"]),
    ("plotters", &["notebook"]),
    ("polars*", &["tables", "features", "notebook"]),
    ("prometheus_client", &["api"]),
    ("prost", &["export"]),
    ("rusqlite", &["api"]),
    ("tera", &["dashboard"]),
    ("tokio*", &["api"]),
    ("tower*", &["api"]),
    // The first that fits counts: what shows lines is the program's, what writes them the service's.
    ("tracing_subscriber", &["cli"]),
    ("tracing*", &["api"]),
    ("typst*", &["report"]),
    ("utoipa*", &["api"]),
];

/// Modules that use fewer of ours than the order would let them.
const ONLY: [(&str, &[&str]); 2] = [("dashboard", &["views"]), ("report", &["views"])];

/// Where the service asks for the time, so that a test can set it.
const CLOCK: &str = "src/api/clock.rs";

/// Most lines of a file.
const MOST_LINES: usize = 600;

/// Files of `features` that keep the outcome beside the features, without computing any.
const BESIDE_THE_OUTCOME: [&str; 3] =
    ["src/features/frame.rs", "src/features/row_file.rs", "src/features/store.rs"];

#[test]
fn the_sources_keep_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    for folder in ["src", "tests", "benches"] {
        collect(root, folder, &mut sources);
    }
    assert!(sources.iter().any(|source| source.path == "src/lib.rs"), "src/lib.rs was not found");
    let faults = faults(&sources);
    assert!(faults.is_empty(), "{} breaches of the rules:\n{}", faults.len(), faults.join("\n"));
}

/// A file of the project, by its path from the root, with `/` between folders.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The module that the file belongs to: `features` for `src/features/block.rs`.
    ///
    /// `main.rs` belongs to `cli`; a file outside `src` belongs to none.
    fn owner(&self) -> Option<&str> {
        let below = self.path.strip_prefix("src/")?;
        let first = below.split('/').next().unwrap_or(below).trim_end_matches(".rs");
        Some(if first == "main" { "cli" } else { first })
    }

    /// How many modules lie between the root of the crate and the inside of the file.
    fn depth(&self) -> usize {
        let below = self.path.trim_start_matches("src/");
        let is_root = matches!(below, "lib.rs" | "main.rs");
        below.split('/').count() - usize::from(is_root || below.ends_with("/mod.rs"))
    }
}

/// Reads every Rust file below a folder, in order.
fn collect(root: &Path, folder: &str, sources: &mut Vec<Source>) {
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    for name in names {
        let path = format!("{folder}/{name}");
        if root.join(&path).is_dir() {
            collect(root, &path, sources);
        } else if path.ends_with(".rs") {
            let text = fs::read_to_string(root.join(&path)).unwrap();
            sources.push(Source { path, text });
        }
    }
}

/// Every breach of a rule: file, line, rule.
fn faults(sources: &[Source]) -> Vec<String> {
    let lib = sources.iter().find(|source| source.path == "src/lib.rs");
    let lib_tokens = lib.map(|lib| tokens(&lib.text)).unwrap_or_default();
    let modules = declared(&lib_tokens);
    let mut faults = Vec::new();
    for source in sources {
        let tokens = tokens(&source.text);
        let mut found = form(source, &tokens);
        if let Some(owner) = source.owner() {
            found.extend(order(source, owner, &tokens, &modules));
            found.extend(outside_crates(owner, &tokens));
            found.extend(surroundings(source, owner, &tokens));
            if owner == "features" && !BESIDE_THE_OUTCOME.contains(&source.path.as_str()) {
                found.extend(mentions_of_the_target(&tokens));
            }
        }
        found.sort();
        let line = |(line, rule): &(usize, String)| format!("{}:{line}: {rule}", source.path);
        faults.extend(found.iter().map(line));
    }
    faults
}

/// A line and the rule that it breaks.
type Fault = (usize, String);

/// Opening words, length, nothing ignored, nothing unsafe.
fn form(source: &Source, tokens: &[Token<'_>]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !source.text.starts_with("//!") {
        faults.push((1, "a file opens with `//!` and what it is for".to_owned()));
    }
    let n_lines = source.text.lines().count();
    if n_lines > MOST_LINES {
        let rule = format!("a file has at most {MOST_LINES} lines, this one has {n_lines}");
        faults.push((MOST_LINES + 1, rule));
    }
    for (place, token) in tokens.iter().enumerate() {
        if token.is("unsafe") {
            faults.push((token.line, "nothing is `unsafe`".to_owned()));
        }
        if token.is("ignore") && follows(tokens, place, &["#", "["]) {
            faults.push((token.line, "no test is ignored".to_owned()));
        }
    }
    faults
}

/// A module uses only modules declared above it in `lib.rs`.
fn order(source: &Source, owner: &str, tokens: &[Token<'_>], modules: &[&str]) -> Vec<Fault> {
    if source.path == "src/lib.rs" {
        return Vec::new();
    }
    let uses = uses(source, tokens);
    if owner == "cli" {
        let foreign = uses.iter().filter(|(_, name)| *name != "cli");
        return foreign
            .map(|(line, name)| {
                (*line, format!("the command line says `octroi::{name}`, not `crate::{name}`"))
            })
            .collect();
    }
    let Some(own_place) = modules.iter().position(|name| *name == owner) else {
        return vec![(1, format!("`{owner}` is no module of lib.rs"))];
    };
    let only = ONLY.iter().find(|(name, _)| *name == owner).map(|(_, only)| *only);
    let mut faults = Vec::new();
    for (line, name) in uses {
        match modules.iter().position(|known| *known == name) {
            _ if name == owner => {}
            None => faults.push((line, format!("`crate::{name}` is no module of lib.rs"))),
            Some(place) if place > own_place => {
                let rule = format!("`{owner}` uses `{name}`, which lib.rs declares below it");
                faults.push((line, rule));
            }
            Some(_) => {
                if let Some(only) = only
                    && !only.contains(&name)
                {
                    let allowed = only.join("`, `");
                    faults.push((
                        line,
                        format!("`{owner}` uses `{name}`; it may use only `{allowed}`"),
                    ));
                }
            }
        }
    }
    faults
}

/// An outside crate is known to its owners alone.
fn outside_crates(owner: &str, tokens: &[Token<'_>]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let is_word = token.kind == Kind::Word;
        let Some((_, owners)) =
            OWNERS.iter().find(|(name, _)| is_word && matches(name, token.text))
        else {
            continue;
        };
        let next = |text| tokens.get(place + 1).is_some_and(|token| token.is(text));
        // `std::csv::…` would be a segment of another path.
        let is_segment = place >= 2
            && tokens[place - 1].is("::")
            && (tokens[place - 2].kind == Kind::Word || tokens[place - 2].is(">"));
        let is_path = next("::") && !is_segment;
        let is_import = (follows(tokens, place, &["use"]) || follows(tokens, place, &["crate"]))
            && (next(";") || next("as"));
        if (is_path || is_import) && !owners.contains(&owner) {
            let (name, owners) = (token.text, owners.join("`, `"));
            faults.push((
                token.line,
                format!("`{name}` is known to `{owners}` alone, not to `{owner}`"),
            ));
        }
    }
    faults
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

/// Printing, environment and clock are the command line's; unfinished work is nobody's.
fn surroundings(source: &Source, owner: &str, tokens: &[Token<'_>]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Word {
            continue;
        }
        let next = |offset: usize, text| tokens.get(place + offset).is_some_and(|t| t.is(text));
        // A notebook talks to a person, as the command line does.
        let is_outside = !matches!(owner, "cli" | "notebook");
        let rule = match token.text {
            "dbg" | "todo" | "unimplemented" if next(1, "!") => "no work is left unfinished",
            "print" | "println" | "eprint" | "eprintln" if is_outside && next(1, "!") => {
                "only cli and notebooks print"
            }
            "env" if is_outside && next(1, "::") => "only the command line knows the environment",
            "SystemTime"
                if is_outside && source.path != CLOCK && next(1, "::") && next(2, "now") =>
            {
                "only the command line and the service's clock know the time"
            }
            _ => continue,
        };
        faults.push((token.line, rule.to_owned()));
    }
    faults
}

/// Features are computed without the outcome: not even its name stands there.
fn mentions_of_the_target(tokens: &[Token<'_>]) -> Vec<Fault> {
    let names_it = |text: &str| {
        let lower = text.to_lowercase();
        text.contains("TARGET") || lower.contains("defaulted") || lower.contains("outcome")
    };
    let rule = |token: &Token<'_>| {
        (token.line, format!("a feature never knows the outcome: {}", token.text))
    };
    tokens
        .iter()
        .filter(|token| token.kind != Kind::Sign && names_it(token.text))
        .map(rule)
        .collect()
}

/// The modules that `lib.rs` declares, in its order.
fn declared<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let declaration =
        |run: &[Token<'a>]| (run[0].is("mod") && run[2].is(";")).then_some(run[1].text);
    tokens.windows(3).filter_map(declaration).collect()
}

/// The modules at the root of the crate that a file names, each with its line.
///
/// `crate::a`, `crate::{a, b::c}`, and `super::…::a` where it climbs to the root.
fn uses<'a>(source: &Source, tokens: &[Token<'a>]) -> Vec<(usize, &'a str)> {
    let mut uses = Vec::new();
    let mut n_open = 0_usize;
    // Where inline modules opened, by the number of braces around them.
    let mut inline: Vec<usize> = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let is_at =
            |place: usize, text| tokens.get(place).is_some_and(|token: &Token<'_>| token.is(text));
        if token.is("{") {
            n_open += 1;
        } else if token.is("}") {
            n_open = n_open.saturating_sub(1);
            inline.pop_if(|opened| *opened == n_open);
        } else if token.is("mod") && is_at(place + 2, "{") {
            inline.push(n_open);
        } else if token.is("crate") && is_at(place + 1, "::") {
            named(&tokens[place + 2..], &mut uses);
        } else if token.is("super") && !follows(tokens, place, &["::"]) {
            let n_up = (0..)
                .take_while(|n| is_at(place + 2 * n, "super") && is_at(place + 2 * n + 1, "::"));
            let n_up = n_up.count();
            if n_up > 0 && n_up >= source.depth() + inline.len() {
                named(&tokens[place + 2 * n_up..], &mut uses);
            }
        }
    }
    uses
}

/// What stands first in a path, or first in each path of a group.
fn named<'a>(tokens: &[Token<'a>], names: &mut Vec<(usize, &'a str)>) {
    let Some(first) = tokens.first() else { return };
    if !first.is("{") {
        names.push((first.line, first.text));
        return;
    }
    let mut n_open = 0;
    let mut is_first = true;
    for token in tokens {
        match token.text {
            "{" => n_open += 1,
            "}" => n_open -= 1,
            "," if n_open == 1 => is_first = true,
            _ if n_open == 1 && is_first => {
                names.push((token.line, token.text));
                is_first = false;
            }
            _ => {}
        }
        if n_open == 0 {
            return;
        }
    }
}

/// Whether the token at `place` stands right behind these.
fn follows(tokens: &[Token<'_>], place: usize, before: &[&str]) -> bool {
    place >= before.len()
        && tokens[place - before.len()..place]
            .iter()
            .zip(before)
            .all(|(token, text)| token.is(text))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A name or a keyword.
    Word,
    /// A text between quotes, prefix and quotes included.
    Text,
    /// Anything else but spaces, comments, numbers, characters and lifetimes.
    Sign,
}

#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    line: usize,
    kind: Kind,
    text: &'a str,
}

impl Token<'_> {
    /// Whether this is that word or sign; a text never is.
    fn is(&self, text: &str) -> bool {
        self.kind != Kind::Text && self.text == text
    }
}

/// Cuts Rust into what rules look at.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = if rest.starts_with("//") {
            (None, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (None, comment_length(rest))
        } else if let Some(length) = text_length(rest) {
            (Some(Kind::Text), length)
        } else if first.is_alphabetic() || first == '_' {
            (Some(Kind::Word), word_length(rest))
        } else if first.is_whitespace() {
            (None, first.len_utf8())
        } else if first.is_ascii_digit() {
            (None, word_length(rest))
        } else if first == '\'' {
            (None, quote_length(rest))
        } else if rest.starts_with("::") {
            (Some(Kind::Sign), 2)
        } else {
            (Some(Kind::Sign), first.len_utf8())
        };
        let (text, behind) = rest.split_at(length);
        tokens.extend(kind.map(|kind| Token { line, kind, text }));
        line += text.matches('\n').count();
        rest = behind;
    }
    tokens
}

fn word_length(rest: &str) -> usize {
    rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
}

/// The length of a comment between `/*` and `*/`, which may hold others.
fn comment_length(rest: &str) -> usize {
    let mut n_open = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            n_open += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            n_open -= 1;
            at += 2;
            if n_open == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The length of the text literal at the start, if there is one: `"…"`, `b"…"`, `r#"…"#`.
fn text_length(rest: &str) -> Option<usize> {
    let prefix = rest.find(|c| !matches!(c, 'b' | 'c' | 'r'))?;
    let is_raw = rest[..prefix].contains('r');
    let n_hashes = rest[prefix..].bytes().take_while(|byte| is_raw && *byte == b'#').count();
    let start = prefix + n_hashes;
    let body = rest[start..].strip_prefix('"')?;
    let end = if is_raw {
        let close = format!("\"{}", "#".repeat(n_hashes));
        body.find(&close).map(|at| at + close.len())
    } else {
        let mut is_escaped = false;
        let close = body.bytes().position(|byte| {
            let closes = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            closes
        });
        close.map(|at| at + 1)
    };
    Some(end.map_or(rest.len(), |end| start + 1 + end))
}

/// The length of the character or the lifetime at the start.
fn quote_length(rest: &str) -> usize {
    let mut characters = rest[1..].chars();
    match (characters.next(), characters.next()) {
        // The character behind the backslash may be a quote.
        (Some('\\'), Some(escaped)) => {
            let behind = 2 + escaped.len_utf8();
            rest[behind..].find('\'').map_or(rest.len(), |at| behind + at + 1)
        }
        (Some(character), Some('\'')) => 2 + character.len_utf8(),
        _ => 1 + word_length(&rest[1..]),
    }
}

/// The order against which violations are planted.
const LIB: &str = "//! Lib.\npub mod files;\npub mod tables;\npub mod features;\npub mod models;\n\
    #[cfg(test)]\npub mod views;\npub mod report;\npub mod api;\npub use report::Error;\n";

/// The faults of a file whose second line is `code`, each without the path.
fn planted(path: &str, code: &str) -> Vec<String> {
    let lib = Source { path: "src/lib.rs".to_owned(), text: LIB.to_owned() };
    let file = Source { path: path.to_owned(), text: format!("//! File.\n{code}\n") };
    let prefix = format!("{path}:");
    let faults = faults(&[lib, file]);
    faults.iter().map(|fault| fault.strip_prefix(&prefix).unwrap().to_owned()).collect()
}

#[test]
fn planted_violations_are_caught() {
    for (path, code, expected) in [
        (
            "src/tables/rows.rs",
            "use crate::features::Feature;",
            "`tables` uses `features`, which lib.rs declares below it",
        ),
        ("src/files.rs", "use crate::{\n  tables::{a, b}};", "3: `files` uses `tables`"),
        ("src/files.rs", "fn f() { crate::models::fit() }", "`files` uses `models`"),
        ("src/files.rs", "use super::tables;", "`files` uses `tables`"),
        ("src/files.rs", "mod t { use super::super::tables; }", "`files` uses `tables`"),
        ("src/tables/mod.rs", "use super::models;", "`tables` uses `models`"),
        ("src/tables/rows.rs", "use super::super::models::X;", "`tables` uses `models`"),
        ("src/tables/rows.rs", "use crate::Error;", "`crate::Error` is no module of lib.rs"),
        ("src/tables/rows.rs", "use crate::*;", "`crate::*` is no module of lib.rs"),
        ("src/loose.rs", "", "`loose` is no module of lib.rs"),
        ("src/report/mod.rs", "use crate::models::Tree;", "it may use only `views`"),
        ("src/cli/build.rs", "use crate::tables::Table;", "says `octroi::tables`"),
        ("src/main.rs", "use crate::tables::Table;", "says `octroi::tables`"),
        (
            "src/models/a.rs",
            "use polars::prelude::*;",
            "`polars` is known to `tables`, `features`, `notebook` alone, not to `models`",
        ),
        ("src/views/a.rs", "let x: typst_pdf::PdfOptions;", "`typst_pdf` is known to `report`"),
        ("src/tables/a.rs", "use {std::fs, clap::Args};", "`clap` is known to `cli`"),
        ("src/tables/a.rs", "use hessboost as h;", "`hessboost` is known to `models`"),
        ("src/tables/a.rs", "#[derive(::clap::Parser)]", "`clap` is known to `cli`"),
        ("src/main.rs", "use tera::Tera;", "`tera` is known to `dashboard`"),
        ("src/features/a.rs", "fn f() { println!(\"x\") }", "only cli and notebooks print"),
        ("src/features/a.rs", "fn f() { std::eprint!(\"x\") }", "only cli and notebooks print"),
        ("src/cli/a.rs", "fn f() { todo!() }", "no work is left unfinished"),
        ("src/tables/a.rs", "use std::env::var;", "only the command line knows the environment"),
        ("src/tables/a.rs", "let t = SystemTime::now();", "the service's clock know the time"),
        (
            "src/features/a.rs",
            "let y = \"TARGET\";",
            "a feature never knows the outcome: \"TARGET\"",
        ),
        (
            "src/features/b/c.rs",
            "fn f(n_defaulted: u32) {}",
            "a feature never knows the outcome: n_defaulted",
        ),
        (
            "src/features/a.rs",
            "use crate::tables::Outcomes;",
            "a feature never knows the outcome: Outcomes",
        ),
        ("src/tables/a.rs", "unsafe fn f() {}", "nothing is `unsafe`"),
        ("tests/suite/a.rs", "#[test]\n#[ignore = \"slow\"]", "3: no test is ignored"),
    ] {
        let found = planted(path, code);
        assert_eq!(found.len(), 1, "{path} {code}: {found:?}");
        assert!(found[0].contains(expected), "{path} {code}: {}", found[0]);
        let is_later = expected.starts_with("3: ");
        let line = if code.is_empty() { "1: " } else { ["2: ", "3: "][usize::from(is_later)] };
        assert!(found[0].starts_with(line), "{path} {code}: {}", found[0]);
    }
    let long = "//\n".repeat(MOST_LINES);
    assert_eq!(
        planted("src/files.rs", &long),
        ["601: a file has at most 600 lines, this one has 602"]
    );
    let bare = Source { path: "tests/suite/a.rs".to_owned(), text: "fn f() {}".to_owned() };
    assert_eq!(faults(&[bare]), ["tests/suite/a.rs:1: a file opens with `//!` and what it is for"]);
}

#[test]
fn what_only_looks_like_a_violation_is_let_through() {
    for (path, code) in [
        ("src/models/a.rs", "use crate::{files, tables::{rows, Table}, models::x};"),
        ("src/features/store.rs", "const TARGET: &str = \"TARGET\"; use parquet::basic::Type;"),
        (
            "src/features/a.rs",
            "/// The outcome (TARGET) never gets here.\n// defaulted\n/* /* outcome */ TARGET */",
        ),
        ("src/tables/a.rs", "fn f<'unsafe_>(x: &'static str) -> char { '\"' } // println!(\"\")"),
        (
            "src/tables/a.rs",
            "let x = (r#\"dbg!(\"unsafe\") \"#, b\"\\\"todo!()\", '\\'', \"crate::models\");",
        ),
        (
            "src/tables/a.rs",
            "use super::schema; mod tests { use super::*; use super::super::column; }",
        ),
        (
            "src/tables/mod.rs",
            "mod tests { use super::models; } fn f() { mine::csv::read(); Vec::<u8>::new() }",
        ),
        (
            "src/tables/a.rs",
            "let name = env!(\"CARGO_PKG_NAME\"); let polars = 1; let x = mine::polars::y();",
        ),
        (
            "src/cli/context.rs",
            "use octroi::tables; let t = SystemTime::now(); std::env::var(\"A\"); println!();",
        ),
        ("src/api/clock.rs", "let t = SystemTime::now();"),
        ("src/cli/context.rs", "use crate::cli::Global; use super::Other; use super::super::cli;"),
        (
            "tests/suite/a.rs",
            "use polars::prelude::*; std::env::var(\"A\"); println!(\"{}\", 1..2);",
        ),
        (
            "src/report/world.rs",
            "use crate::views::SheetView; use typst::World as _; pub(in crate::report) fn f() {}",
        ),
    ] {
        let found = planted(path, code);
        assert!(found.is_empty(), "{path} {code}: {found:?}");
    }
}
