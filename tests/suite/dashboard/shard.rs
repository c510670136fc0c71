//! Data files of a site, read back by a decoder of its own.

use std::io::Read;
use std::path::Path;

use base64::Engine;
use serde_json::Value;

/// What every data file of a site holds.
pub struct Shard {
    pub site: String,
    pub header: Value,
    arrays: Vec<(String, String, Vec<u8>)>,
}

impl Shard {
    /// Reads `data/NAME.js` of a site.
    #[track_caller]
    pub fn open(out: &Path, name: &str) -> Self {
        let path = out.join(format!("data/{name}.js"));
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let fields: Vec<&str> = text.split('"').collect();
        assert_eq!(fields.len(), 7, "{name}");
        assert_eq!((fields[0], fields[1]), ("Shards.receive(", name));
        assert_eq!((fields[2], fields[4], fields[6]), (", ", ", ", ");\n"));
        let packed = base64::engine::general_purpose::STANDARD.decode(fields[5]).unwrap();
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).unwrap();
        let length = u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
        assert_eq!((4 + length) % 8, 0);
        let header: Value = serde_json::from_slice(&bytes[4..4 + length]).unwrap();
        let mut at = 4 + length;
        let mut arrays = Vec::new();
        for array in header["arrays"].as_array().unwrap() {
            let kind = array["type"].as_str().unwrap();
            let width = kind[1..].parse::<usize>().unwrap() / 8;
            let n_bytes = array["length"].as_u64().unwrap() as usize * width;
            let name = array["name"].as_str().unwrap().to_owned();
            arrays.push((name, kind.to_owned(), bytes[at..at + n_bytes].to_vec()));
            at += n_bytes.next_multiple_of(8);
        }
        assert_eq!(at, bytes.len(), "{name}");
        Self { site: fields[3].to_owned(), header, arrays }
    }

    #[track_caller]
    fn bytes(&self, name: &str, kind: &str) -> &[u8] {
        let found = self.arrays.iter().find(|(known, ..)| known == name);
        let (_, of, bytes) = found.unwrap_or_else(|| panic!("no array {name}"));
        assert_eq!(of, kind, "{name}");
        bytes
    }

    #[track_caller]
    pub fn u8(&self, name: &str) -> Vec<u8> {
        self.bytes(name, "u8").to_vec()
    }

    #[track_caller]
    pub fn u16(&self, name: &str) -> Vec<u16> {
        let (bytes, _) = self.bytes(name, "u16").as_chunks::<2>();
        bytes.iter().map(|bytes| u16::from_le_bytes(*bytes)).collect()
    }

    #[track_caller]
    pub fn u32(&self, name: &str) -> Vec<u32> {
        let (bytes, _) = self.bytes(name, "u32").as_chunks::<4>();
        bytes.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect()
    }

    #[track_caller]
    pub fn i32(&self, name: &str) -> Vec<i32> {
        let (bytes, _) = self.bytes(name, "i32").as_chunks::<4>();
        bytes.iter().map(|bytes| i32::from_le_bytes(*bytes)).collect()
    }

    #[track_caller]
    pub fn f32(&self, name: &str) -> Vec<f32> {
        let (bytes, _) = self.bytes(name, "f32").as_chunks::<4>();
        bytes.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
    }

    #[track_caller]
    pub fn f64(&self, name: &str) -> Vec<f64> {
        let (bytes, _) = self.bytes(name, "f64").as_chunks::<8>();
        bytes.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()
    }

    /// The numbers of a column, decoded.
    #[track_caller]
    pub fn numbers(&self) -> Vec<f32> {
        let dictionary = self.f32("dictionary");
        assert!(dictionary.windows(2).all(|pair| pair[0] < pair[1]));
        let is_short = self.arrays.iter().any(|(name, kind, _)| name == "code" && kind == "u8");
        let of = |at: usize, missing: usize| {
            if at == missing { f32::NAN } else { dictionary[at] }
        };
        if is_short {
            self.u8("code").iter().map(|&at| of(usize::from(at), 255)).collect()
        } else {
            self.u16("code").iter().map(|&at| of(usize::from(at), 65_535)).collect()
        }
    }
}

/// What `data/site.js` says.
#[track_caller]
pub fn site(out: &Path) -> Value {
    let text = std::fs::read_to_string(out.join("data/site.js")).unwrap();
    let json = text.strip_prefix("Shards.begin(").and_then(|rest| rest.strip_suffix(");\n"));
    serde_json::from_str(json.unwrap()).unwrap()
}

/// Texts of a header's list.
#[track_caller]
pub fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}
