//! `data/keys.json`: every key that was made, living or revoked, as a hash.

use std::fmt;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Error, Scopes};
use crate::files;

/// Most living keys: the service compares each with what a request shows.
pub const MOST_LIVING: usize = 1_000;

/// Format of the file.
const FORMAT: u32 = 1;
/// What a key starts with, so that people and scanners know it when they see it.
pub(super) const PREFIX: &str = "octroi_";
/// Random bytes of a key.
const N_RANDOM: usize = 32;
/// Digits of the id, the start of the hash.
const ID_LENGTH: usize = 8;
/// Most requests per second that a key may have of its own.
const MOST_RATE: u32 = 1_000_000;

/// A key in words: whoever has it may do what it is for.
///
/// [`fmt::Debug`] hides it, so that no log holds one by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text: `octroi_` and 64 hexadecimal digits.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Draws one from the system's source of randomness.
    fn draw() -> Result<Self, Error> {
        let mut bytes = [0; N_RANDOM];
        getrandom::fill(&mut bytes).map_err(|error| Error::NoRandomness(error.to_string()))?;
        Ok(Self(format!("{PREFIX}{}", blake3::Hash::from_bytes(bytes).to_hex())))
    }

    fn hash(&self) -> blake3::Hash {
        blake3::hash(self.0.as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

/// Whether a text has the shape of a key.
pub(super) fn looks_like_a_key(text: &str) -> bool {
    let digits = text.strip_prefix(PREFIX).unwrap_or_default();
    digits.len() == 2 * N_RANDOM && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A key as it is kept: everything but the key itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The first 8 digits of the hash: names the key in logs.
    pub id: String,
    /// Name that people gave it; unique among the living.
    pub name: String,
    /// BLAKE3 of the key's text, 64 hexadecimal digits.
    pub hash: String,
    /// What it is for.
    pub scopes: Scopes,
    /// When it was made, in Unix milliseconds.
    pub created_ms: i64,
    /// When it was revoked, in Unix milliseconds; a living key has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_ms: Option<i64>,
    /// Requests per second, where it has a limit of its own; 1 to 1,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<u32>,
}

impl Record {
    /// Whether it may still be used.
    pub const fn is_living(&self) -> bool {
        self.revoked_ms.is_none()
    }
}

/// Every key of a work folder, in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    format: u32,
    /// The keys.
    pub keys: Vec<Record>,
}

/// The format alone, to tell a later file from a damaged one.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

impl Default for KeyFile {
    fn default() -> Self {
        Self { format: FORMAT, keys: Vec::new() }
    }
}

impl KeyFile {
    /// Reads the file; where there is none, there are no keys.
    ///
    /// # Errors
    ///
    /// [`Error::Files`], [`Error::Newer`]; [`Error::Damaged`] where a field is unknown, missing or
    /// contradicts another; [`Error::Exposed`] where others than the owner may write it.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let failed = |source| files::Error::Read { path: path.to_owned(), source };
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(failed(error).into()),
        };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(path).map_err(failed)?.permissions().mode() & 0o777;
            if mode & 0o022 != 0 {
                return Err(Error::Exposed { path: path.to_owned(), mode });
            }
        }
        let damaged = |why: String| Error::Damaged { path: path.to_owned(), why };
        let format: Format =
            serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        if format.format > FORMAT {
            let (expected, found) = (FORMAT, format.format);
            return Err(Error::Newer { path: path.to_owned(), expected, found });
        }
        let file: Self =
            serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        file.check().map_err(damaged)?;
        Ok(file)
    }

    /// What the keys contradict: each other, or the rules by which they are made.
    fn check(&self) -> Result<(), String> {
        for (place, key) in self.keys.iter().enumerate() {
            let name = &key.name;
            if blake3::Hash::from_hex(&key.hash).is_err() || !key.hash.starts_with(&key.id) {
                return Err(format!("id and hash of key \"{name}\" do not belong together"));
            }
            if key.id.len() != ID_LENGTH || !is_name(name) || key.scopes.is_empty() {
                return Err(format!("key \"{name}\" has no sound id, name or scope"));
            }
            if key.rate.is_some_and(|rate| !(1..=MOST_RATE).contains(&rate)) {
                return Err(format!("the rate of key \"{name}\" is not in 1 to {MOST_RATE}"));
            }
            let is_twin = |other: &Record| {
                other.id == key.id || (other.name == *name && other.is_living() && key.is_living())
            };
            if self.keys[..place].iter().any(is_twin) {
                return Err(format!("key \"{name}\" stands there twice"));
            }
        }
        Ok(())
    }

    /// Reads the file, changes it and writes it, for the owner's eyes only.
    ///
    /// One at a time: who comes second waits, so that no change undoes another.
    ///
    /// # Errors
    ///
    /// [`Error`] of [`KeyFile::read`] and of `change`, and then nothing is written;
    /// [`Error::Files`] where writing fails.
    pub fn change<T>(
        path: &Path,
        change: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let beside = path.with_extension("lock");
        let failed = |source| files::Error::Write { path: beside.clone(), source };
        if let Some(folder) = beside.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let lock = File::options().create(true).append(true).open(&beside).map_err(failed)?;
        lock.lock().map_err(failed)?;
        let mut file = Self::read(path)?;
        let result = change(&mut file)?;
        // Our types hold no map with keys that JSON cannot write, so this does not fail.
        let text = serde_json::to_vec_pretty(&file).unwrap_or_default();
        files::write_privately(path, |writer| {
            let failed = |source| files::Error::Write { path: path.to_owned(), source };
            writer.write_all(&text).and_then(|()| writer.write_all(b"\n")).map_err(failed)
        })?;
        Ok(result)
    }

    /// Makes a key. The secret is not kept: this is the only time to see it.
    ///
    /// # Errors
    ///
    /// [`Error::Name`], [`Error::NameTaken`], [`Error::NoScope`], [`Error::Rate`],
    /// [`Error::TooMany`], [`Error::NoRandomness`].
    pub fn add(
        &mut self,
        name: &str,
        scopes: Scopes,
        rate: Option<u32>,
        now_ms: i64,
    ) -> Result<(Secret, Record), Error> {
        if !is_name(name) {
            return Err(Error::Name(name.to_owned()));
        }
        if self.living().any(|key| key.name == name) {
            return Err(Error::NameTaken(name.to_owned()));
        }
        if scopes.is_empty() {
            return Err(Error::NoScope);
        }
        if let Some(rate) = rate.filter(|rate| !(1..=MOST_RATE).contains(rate)) {
            return Err(Error::Rate(rate));
        }
        if self.living().count() >= MOST_LIVING {
            return Err(Error::TooMany);
        }
        let (secret, id) = loop {
            let secret = Secret::draw()?;
            let id = secret.hash().to_hex()[..ID_LENGTH].to_owned();
            if self.keys.iter().all(|key| key.id != id) {
                break (secret, id);
            }
        };
        let record = Record {
            id,
            name: name.to_owned(),
            hash: secret.hash().to_hex().to_string(),
            scopes,
            created_ms: now_ms,
            revoked_ms: None,
            rate,
        };
        self.keys.push(record.clone());
        Ok((secret, record))
    }

    /// Revokes the key of that id, or the living one of that name. It stays in the file.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`], [`Error::Revoked`].
    pub fn revoke(&mut self, asked: &str, now_ms: i64) -> Result<Record, Error> {
        // A name is never 8 hexadecimal digits, so that an id and a name are never the same.
        let is_asked = |key: &&mut Record| key.id == asked || key.name == asked;
        let mut fitting: Vec<&mut Record> = self.keys.iter_mut().filter(is_asked).collect();
        if fitting.is_empty() {
            return Err(Error::Unknown(asked.to_owned()));
        }
        let living = fitting.iter_mut().find(|key| key.is_living());
        let key = living.ok_or_else(|| Error::Revoked(asked.to_owned()))?;
        key.revoked_ms = Some(now_ms);
        Ok(key.clone())
    }

    /// The keys that may be used.
    pub fn living(&self) -> impl Iterator<Item = &Record> {
        self.keys.iter().filter(|key| key.is_living())
    }
}

fn is_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let is_id = name.len() == ID_LENGTH && name.bytes().all(|b| b.is_ascii_hexdigit());
    (1..=64).contains(&name.len())
        && name.chars().all(is_plain)
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !is_id
}

#[cfg(test)]
mod tests {
    use super::super::Scope;
    use super::*;

    fn scopes(all: &[Scope]) -> Scopes {
        all.iter().copied().collect()
    }

    #[test]
    fn a_key_is_shown_once_and_kept_as_a_hash() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/keys.json");
        let read = scopes(&[Scope::Read]);
        let (secret, record) =
            KeyFile::change(&path, |file| file.add("desk-1", read, Some(5), 7)).unwrap();
        assert!(looks_like_a_key(secret.text()), "{}", secret.text());
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(&secret.text()[PREFIX.len()..]));
        assert!(!format!("{secret:?}").contains(PREFIX));
        assert_eq!(KeyFile::read(&path).unwrap().keys, [record]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o620)).unwrap();
            let error = KeyFile::read(&path).unwrap_err();
            assert!(matches!(error, Error::Exposed { mode: 0o620, .. }), "{error}");
            assert!(error.hint().unwrap().contains("chmod 600"));
        }
    }

    #[test]
    fn names_scopes_and_rates_have_rules() {
        let mut file = KeyFile::default();
        let read = || scopes(&[Scope::Read]);
        for name in ["", "a b", "-a", "é", "0123abcd", &"x".repeat(65), "a/b"] {
            assert!(matches!(file.add(name, read(), None, 0), Err(Error::Name(_))), "{name}");
        }
        assert!(matches!(file.add("a", Scopes::new(), None, 0), Err(Error::NoScope)));
        for rate in [0, 1_000_001] {
            assert!(matches!(file.add("a", read(), Some(rate), 0), Err(Error::Rate(_))));
        }
        let (_, first) = file.add("a", read(), None, 1).unwrap();
        assert!(matches!(file.add("a", read(), None, 2), Err(Error::NameTaken(_))));
        assert_eq!(file.revoke("a", 3).unwrap().revoked_ms, Some(3));
        assert!(matches!(file.revoke(&first.id, 4), Err(Error::Revoked(_))));
        let (_, second) = file.add("a", read(), None, 5).unwrap();
        assert_eq!(file.revoke(&second.id, 6).unwrap().id, second.id);
        assert!(matches!(file.revoke("b", 7), Err(Error::Unknown(_))));
        assert!(file.check().is_ok() && file.living().next().is_none());
    }

    #[test]
    fn damage_is_refused_with_a_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        assert_eq!(KeyFile::read(&path).unwrap(), KeyFile::default());
        KeyFile::change(&path, |file| file.add("desk", scopes(&[Scope::Score]), None, 0)).unwrap();
        let sound = fs::read_to_string(&path).unwrap();
        for (from, to) in [
            ("\"keys\"", "\"key\""),
            ("\"name\": \"desk\"", "\"name\": \"desk\", \"note\": 1"),
            ("\"score\"", "\"all\""),
            ("\"hash\": \"", "\"hash\": \"0"),
            ("\"name\": \"desk\"", "\"name\": \"\""),
            ("\"created_ms\": 0", "\"created_ms\": 0, \"rate\": 0"),
            ("[\n", "["),
        ] {
            let damaged = sound.replacen(from, to, 1);
            let damaged = if to == "[" { sound[..sound.len() / 2].to_owned() } else { damaged };
            fs::write(&path, damaged).unwrap();
            let error = KeyFile::read(&path).unwrap_err();
            assert!(matches!(error, Error::Damaged { .. }), "{to}: {error}");
            assert!(error.hint().is_some());
            let unchanged = KeyFile::change(&path, |file| file.revoke("desk", 1));
            assert!(unchanged.is_err(), "{to}");
        }
        fs::write(&path, sound.replacen("\"format\": 1", "\"format\": 2, \"new\": 0", 1)).unwrap();
        assert!(matches!(KeyFile::read(&path), Err(Error::Newer { found: 2, .. })));
        let record = &sound[sound.find('{').unwrap()..];
        let twice = record.replacen("\"keys\": [", "\"keys\": [ TWIN ,", 1);
        let key = &sound[sound.rfind('{').unwrap()..=sound.find('}').unwrap()];
        fs::write(&path, twice.replace("TWIN", key)).unwrap();
        let error = KeyFile::read(&path).unwrap_err();
        assert!(error.to_string().contains("twice"), "{error}");
    }
}
