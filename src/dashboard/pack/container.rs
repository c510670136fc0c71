//! Arrays in, bytes out: one container, as `templates/dashboard/README.md` lays it out.

use serde::Serialize;
use serde_json::{Map, Value};

/// What every part of a container begins at a multiple of.
const ALIGNED: usize = 8;

/// Numbers of one kind, one after the other.
#[derive(Debug, Clone, Copy)]
pub enum Array<'a> {
    /// Whole numbers, 8 bits.
    U8(&'a [u8]),
    /// Whole numbers, 16 bits.
    U16(&'a [u16]),
    /// Whole numbers, 32 bits.
    U32(&'a [u32]),
    /// Whole numbers with a sign, 32 bits.
    I32(&'a [i32]),
    /// Numbers, 32 bits; missing is NaN.
    F32(&'a [f32]),
    /// Numbers, 64 bits; missing is NaN.
    F64(&'a [f64]),
}

impl Array<'_> {
    /// Name of the kind in the header.
    const fn kind(self) -> &'static str {
        match self {
            Self::U8(_) => "u8",
            Self::U16(_) => "u16",
            Self::U32(_) => "u32",
            Self::I32(_) => "i32",
            Self::F32(_) => "f32",
            Self::F64(_) => "f64",
        }
    }

    const fn length(self) -> usize {
        match self {
            Self::U8(values) => values.len(),
            Self::U16(values) => values.len(),
            Self::U32(values) => values.len(),
            Self::I32(values) => values.len(),
            Self::F32(values) => values.len(),
            Self::F64(values) => values.len(),
        }
    }

    const fn n_bytes(self) -> usize {
        let width = match self {
            Self::U8(_) => 1,
            Self::U16(_) => 2,
            Self::U32(_) | Self::I32(_) | Self::F32(_) => 4,
            Self::F64(_) => 8,
        };
        self.length() * width
    }

    fn write(self, bytes: &mut Vec<u8>) {
        match self {
            Self::U8(values) => bytes.extend(values),
            Self::U16(values) => bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
            Self::U32(values) => bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
            Self::I32(values) => bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
            Self::F32(values) => bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
            Self::F64(values) => bytes.extend(values.iter().flat_map(|value| value.to_le_bytes())),
        }
    }
}

/// A header and named arrays.
#[derive(Debug, Clone)]
pub struct Container<'a> {
    header: Map<String, Value>,
    arrays: Vec<(&'static str, Array<'a>)>,
}

impl<'a> Container<'a> {
    /// A container with the fields of `header`, which has to be an object for JSON; of anything
    /// else nothing is kept.
    pub fn new(header: &impl Serialize) -> Self {
        let header = match serde_json::to_value(header) {
            Ok(Value::Object(header)) => header,
            _ => Map::new(),
        };
        Self { header, arrays: Vec::new() }
    }

    /// The same with one more array.
    #[must_use]
    pub fn with(mut self, name: &'static str, array: Array<'a>) -> Self {
        self.arrays.push((name, array));
        self
    }

    /// The bytes: length of the header, header, arrays, all little-endian and padded.
    pub fn to_bytes(&self) -> Vec<u8> {
        let listed = self.arrays.iter().map(|(name, array)| {
            serde_json::json!({ "name": name, "type": array.kind(), "length": array.length() })
        });
        let mut header = self.header.clone();
        header.insert("arrays".to_owned(), listed.collect());
        // A map of texts and numbers, which JSON always takes.
        let mut header = serde_json::to_vec(&header).unwrap_or_default();
        let length = std::mem::size_of::<u32>();
        header.resize((length + header.len()).next_multiple_of(ALIGNED) - length, b' ');
        let n_bytes = |(_, array): &(&str, Array<'_>)| array.n_bytes().next_multiple_of(ALIGNED);
        let n_bytes: usize = self.arrays.iter().map(n_bytes).sum();
        let mut bytes = Vec::with_capacity(length + header.len() + n_bytes);
        // A header of four gigabytes would not have been made.
        bytes.extend((header.len() as u32).to_le_bytes());
        bytes.extend(header);
        for (_, array) in &self.arrays {
            array.write(&mut bytes);
            bytes.resize(bytes.len().next_multiple_of(ALIGNED), 0);
        }
        bytes
    }
}
