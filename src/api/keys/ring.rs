//! The living keys, ready to be compared with what a request shows, and kept fresh.

use std::fs;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

use super::file::looks_like_a_key;
use super::{Error, KeyFile, Record, Scopes};

/// A living key.
#[derive(Debug)]
pub struct Key {
    /// Names it in logs.
    pub id: String,
    /// Name that people gave it.
    pub name: String,
    /// What it is for.
    pub scopes: Scopes,
    /// Requests per second; twice as many at once after a pause.
    pub rate: NonZeroU32,
    hash: blake3::Hash,
    limiter: DefaultDirectRateLimiter,
}

impl Key {
    fn new(record: &Record, rate: NonZeroU32) -> Option<Self> {
        let quota = Quota::per_second(rate).allow_burst(rate.saturating_mul(BURST));
        Some(Self {
            id: record.id.clone(),
            name: record.name.clone(),
            scopes: record.scopes.clone(),
            rate,
            hash: blake3::Hash::from_hex(&record.hash).ok()?,
            limiter: RateLimiter::direct(quota),
        })
    }

    /// Counts a request against the rate.
    ///
    /// # Errors
    ///
    /// How long to wait until there is room for one.
    pub fn spend(&self) -> Result<(), Duration> {
        self.limiter.check().map_err(|until| until.wait_time_from(DefaultClock::default().now()))
    }
}

/// Requests at once, in seconds of the rate.
const BURST: NonZeroU32 = NonZeroU32::MIN.saturating_add(1);

/// The living keys of a file.
#[derive(Debug, Default)]
pub struct Keys {
    living: Vec<Arc<Key>>,
}

impl Keys {
    /// Reads them; those without a rate of their own get `default_rate`, in requests per second.
    ///
    /// # Errors
    ///
    /// [`Error`] of [`KeyFile::read`].
    pub fn load(path: &Path, default_rate: NonZeroU32) -> Result<Self, Error> {
        Ok(Self::of(&KeyFile::read(path)?, default_rate, &Self::default()))
    }

    /// Takes over what `before` has counted: reading the file again gives nobody new room.
    fn of(file: &KeyFile, default_rate: NonZeroU32, before: &Self) -> Self {
        let ready = |record: &Record| {
            let rate = record.rate.and_then(NonZeroU32::new).unwrap_or(default_rate);
            let is_same = |key: &&Arc<Key>| {
                key.id == record.id && key.rate == rate && key.scopes == record.scopes
            };
            let known = before.living.iter().find(is_same).map(Arc::clone);
            known.or_else(|| Key::new(record, rate).map(Arc::new))
        };
        Self { living: file.living().filter_map(ready).collect() }
    }

    /// The living key of which this is the text.
    ///
    /// `==` of [`blake3::Hash`] takes the same time wherever two hashes differ, and every key is
    /// looked at, so that the time says nothing of how near a guess came.
    pub fn find(&self, shown: &str) -> Option<&Arc<Key>> {
        if !looks_like_a_key(shown) {
            return None;
        }
        let hash = blake3::hash(shown.as_bytes());
        let mut found = None;
        for key in &self.living {
            if key.hash == hash {
                found = Some(key);
            }
        }
        found
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.living.len()
    }

    /// Whether nobody has a key.
    pub fn is_empty(&self) -> bool {
        self.living.is_empty()
    }
}

/// What tells one state of a file from another: a rename changes the inode, an edit the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    inode: u64,
}

impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let there = fs::metadata(path).ok()?;
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(&there);
        #[cfg(not(unix))]
        let inode = 0;
        Some(Self { length: there.len(), modified: there.modified().ok(), inode })
    }
}

/// The living keys while the service runs: [`KeyRing::refresh`], called several times a second,
/// makes a new key work and a revoked one fail within that time.
#[derive(Debug)]
pub struct KeyRing {
    path: PathBuf,
    default_rate: NonZeroU32,
    keys: RwLock<Arc<Keys>>,
    seen: Mutex<Option<Stamp>>,
}

impl KeyRing {
    /// Reads the keys at `path`; those without a rate of their own get `default_rate`.
    ///
    /// # Errors
    ///
    /// [`Error`] of [`KeyFile::read`].
    pub fn open(path: &Path, default_rate: NonZeroU32) -> Result<Self, Error> {
        // Looked at before it is read: what changes in between is seen the next time.
        let seen = Stamp::of(path);
        let keys = Keys::load(path, default_rate)?;
        Ok(Self {
            path: path.to_owned(),
            default_rate,
            keys: RwLock::new(Arc::new(keys)),
            seen: Mutex::new(seen),
        })
    }

    /// The keys as last read.
    pub fn current(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the file again if it changed; whether it did.
    ///
    /// A file that is gone is a file without keys: nobody is let in. A damaged one changes
    /// nothing, and is told about each time: keys as last read stay valid until it is repaired.
    ///
    /// # Errors
    ///
    /// [`Error`] of [`KeyFile::read`].
    pub fn refresh(&self) -> Result<bool, Error> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = Stamp::of(&self.path);
        if *seen == stamp {
            return Ok(false);
        }
        let file = KeyFile::read(&self.path)?;
        let keys = Keys::of(&file, self.default_rate, &self.current());
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        *seen = stamp;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Scope;
    use super::*;

    const DEFAULT_RATE: NonZeroU32 = NonZeroU32::MIN.saturating_add(99);

    #[test]
    fn changes_of_the_file_count_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let ring = KeyRing::open(&path, DEFAULT_RATE).unwrap();
        assert!(ring.current().is_empty());
        assert!(!ring.refresh().unwrap());
        let add = |name: &str| {
            let add = |file: &mut KeyFile| file.add(name, [Scope::Read].into(), None, 0);
            KeyFile::change(&path, add).unwrap().0
        };
        let (one, two) = (add("one"), add("two"));
        assert!(ring.current().find(one.text()).is_none());
        assert!(ring.refresh().unwrap());
        assert_eq!(ring.current().len(), 2);
        assert_eq!(ring.current().find(two.text()).unwrap().name, "two");
        for shown in ["", "octroi_", "x", &one.text()[1..], &one.text().to_uppercase()] {
            assert!(ring.current().find(shown).is_none(), "{shown}");
        }
        let counted = Arc::clone(ring.current().find(two.text()).unwrap());
        KeyFile::change(&path, |file| file.revoke("one", 1)).unwrap();
        assert!(ring.refresh().unwrap());
        assert!(ring.current().find(one.text()).is_none());
        assert!(Arc::ptr_eq(&counted, ring.current().find(two.text()).unwrap()));

        fs::write(&path, "{").unwrap();
        assert!(ring.refresh().is_err() && ring.refresh().is_err());
        assert!(ring.current().find(two.text()).is_some());
        fs::remove_file(&path).unwrap();
        assert!(ring.refresh().unwrap());
        assert!(ring.current().is_empty());
    }

    #[test]
    fn a_key_has_its_rate() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let add = |file: &mut KeyFile| file.add("slow", [Scope::Read].into(), Some(1), 0);
        let (secret, _) = KeyFile::change(&path, add).unwrap();
        let keys = Keys::load(&path, DEFAULT_RATE).unwrap();
        let key = keys.find(secret.text()).unwrap();
        assert!(key.spend().is_ok() && key.spend().is_ok());
        let wait = key.spend().unwrap_err();
        assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1), "{wait:?}");
    }
}
