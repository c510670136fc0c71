//! A population in, bytes out, and back.

use super::{Error, Population};

/// What the bytes begin with.
const MAGIC: [u8; 8] = *b"octroipo";
/// Version of the layout; bytes of any other are refused.
const VERSION: u32 = 1;
/// Bytes before the names.
const HEADER: usize = 24;

impl Population {
    /// Writes the population as bytes, all numbers little-endian.
    ///
    /// | bytes | what |
    /// |---|---|
    /// | 8 | `octroipo` |
    /// | 4 × 4 | version (1), `n_clients`, `n_features`, `n_name_bytes`, as `u32` |
    /// | `n_name_bytes` | names of the features as a JSON array, spaces up to a multiple of 4 |
    /// | 4 × `n_clients` | `SK_ID_CURR`, as `u32` |
    /// | 4 × `n_clients` × `n_features` | values as `f32`, feature by feature; missing is NaN |
    /// | 4 × `n_clients` | out-of-fold probabilities, as `f32` |
    /// | `n_clients` | 1 for a default, 0 for a credit repaid |
    ///
    /// The same population gives the same bytes: every missing value is the same NaN. Whether
    /// values were changed afterwards is not told by the bytes: keep a checksum beside them.
    ///
    /// In Python:
    ///
    /// ```python
    /// raw = open(path, "rb").read()
    /// version, n, k, size = np.frombuffer(raw, "<u4", 4, 8)
    /// names = json.loads(raw[24:24 + size])
    /// at = 24 + size
    /// clients = np.frombuffer(raw, "<u4", n, at)
    /// values = np.frombuffer(raw, "<f4", n * k, at + 4 * n).reshape(k, n)
    /// probabilities = np.frombuffer(raw, "<f4", n, at + 4 * n * (1 + k))
    /// defaulted = np.frombuffer(raw, "u1", n, at + 4 * n * (2 + k)) == 1
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        // Names are text, which JSON always takes.
        let mut names = serde_json::to_vec(&self.names).unwrap_or_default();
        names.resize(names.len().next_multiple_of(4), b' ');
        let n = self.n_clients();
        let mut bytes = Vec::with_capacity(HEADER + names.len() + 9 * n + 4 * self.values.len());
        bytes.extend(MAGIC);
        for number in [VERSION as usize, n, self.names.len(), names.len()] {
            bytes.extend((number as u32).to_le_bytes());
        }
        bytes.extend(&names);
        bytes.extend(self.clients.iter().flat_map(|client| client.to_le_bytes()));
        let bits = |value: &f32| if value.is_nan() { f32::NAN } else { *value }.to_le_bytes();
        bytes.extend(self.values.iter().flat_map(bits));
        bytes.extend(self.probabilities.iter().flat_map(bits));
        bytes.extend(self.defaulted.iter().map(|&defaulted| u8::from(defaulted)));
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// Nothing is set aside before the length of the bytes was found to be the one that the
    /// header announces.
    ///
    /// # Errors
    ///
    /// [`Error::OtherVersion`] for the bytes of another version; [`Error::Damaged`] where
    /// something else begins, is missing, is left over, or cannot be; any other [`Error`] for
    /// what is no population.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut rest = bytes;
        if take(&mut rest, MAGIC.len())? != MAGIC {
            return Err(Error::Damaged("it begins with something else".to_owned()));
        }
        let version = number(&mut rest)?;
        if version != VERSION {
            return Err(Error::OtherVersion { expected: VERSION, found: version });
        }
        let n_clients = number(&mut rest)? as usize;
        let n_features = number(&mut rest)? as usize;
        let n_name_bytes = number(&mut rest)? as usize;
        // In 128 bits, where no product of three 32-bit numbers runs over.
        let announced = HEADER as u128
            + n_name_bytes as u128
            + n_clients as u128 * (9 + 4 * n_features as u128);
        if bytes.len() as u128 != announced {
            let found = bytes.len();
            return Err(Error::Damaged(format!("expected {announced} bytes, found {found}")));
        }
        let names: Vec<String> = serde_json::from_slice(take(&mut rest, n_name_bytes)?)
            .map_err(|error| Error::Damaged(format!("the names of the features: {error}")))?;
        super::same_length("names of features", n_features, names.len())?;
        let clients = fours(take(&mut rest, 4 * n_clients)?).map(u32::from_le_bytes).collect();
        let values =
            fours(take(&mut rest, 4 * n_clients * n_features)?).map(f32::from_le_bytes).collect();
        let probabilities =
            fours(take(&mut rest, 4 * n_clients)?).map(f32::from_le_bytes).collect();
        let outcomes = take(&mut rest, n_clients)?;
        if let Some(other) = outcomes.iter().find(|outcome| **outcome > 1) {
            return Err(Error::Damaged(format!("expected outcomes 0 and 1, found {other}")));
        }
        let defaulted = outcomes.iter().map(|outcome| *outcome == 1).collect();
        Self { names, clients, values, defaulted, probabilities }.checked()
    }
}

/// The next bytes.
fn take<'a>(rest: &mut &'a [u8], n: usize) -> Result<&'a [u8], Error> {
    let cut_short = || Error::Damaged(format!("it ends {} bytes early", n - rest.len()));
    let (taken, left) = rest.split_at_checked(n).ok_or_else(cut_short)?;
    *rest = left;
    Ok(taken)
}

/// The next 32-bit number.
fn number(rest: &mut &[u8]) -> Result<u32, Error> {
    // Four bytes were taken, so that there is one chunk.
    Ok(fours(take(rest, 4)?).map(u32::from_le_bytes).next().unwrap_or_default())
}

fn fours(bytes: &[u8]) -> impl ExactSizeIterator<Item = [u8; 4]> {
    bytes.as_chunks::<4>().0.iter().copied()
}
