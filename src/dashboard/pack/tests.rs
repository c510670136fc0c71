//! Containers come back as they were, by a decoder of its own.

use std::io::Read;

use base64::Engine;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Array, Container, shard};

/// A container read back: its header, and the bytes of each array.
struct Decoded {
    header: Value,
    arrays: Vec<(String, String, Vec<u8>)>,
}

#[track_caller]
fn decoded(name: &str, site: &str, script: &[u8]) -> Decoded {
    let text = std::str::from_utf8(script).unwrap();
    let start = format!("Shards.receive(\"{name}\", \"{site}\", \"");
    let packed = text.strip_prefix(start.as_str()).unwrap().strip_suffix("\");\n").unwrap();
    let packed = base64::engine::general_purpose::STANDARD.decode(packed).unwrap();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).unwrap();
    let length = u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
    let header: Value = serde_json::from_slice(&bytes[4..4 + length]).unwrap();
    let mut at = 4 + length;
    let mut arrays = Vec::new();
    for array in header["arrays"].as_array().unwrap() {
        assert_eq!(at % 8, 0);
        let kind = array["type"].as_str().unwrap();
        let width = kind[1..].parse::<usize>().unwrap() / 8;
        let n_bytes = array["length"].as_u64().unwrap() as usize * width;
        let name = array["name"].as_str().unwrap().to_owned();
        arrays.push((name, kind.to_owned(), bytes[at..at + n_bytes].to_vec()));
        at += n_bytes.next_multiple_of(8);
    }
    assert_eq!(at, bytes.len());
    Decoded { header, arrays }
}

proptest! {
    #[test]
    fn arrays_come_back_bit_for_bit(
        small in prop::collection::vec(any::<u8>(), 0..40),
        short in prop::collection::vec(any::<u16>(), 0..40),
        whole in prop::collection::vec(any::<u32>(), 0..40),
        signed in prop::collection::vec(any::<i32>(), 0..40),
        single in prop::collection::vec(any::<f32>(), 0..40),
        double in prop::collection::vec(any::<f64>(), 0..40),
        text in ".{0,40}",
    ) {
        let container = Container::new(&json!({ "text": text }))
            .with("small", Array::U8(&small))
            .with("short", Array::U16(&short))
            .with("whole", Array::U32(&whole))
            .with("signed", Array::I32(&signed))
            .with("single", Array::F32(&single))
            .with("double", Array::F64(&double));
        let script = shard("rows/0001", "0123456789abcdef", &container).unwrap();
        let back = decoded("rows/0001", "0123456789abcdef", &script);
        prop_assert_eq!(&back.header["text"], &json!(text));
        let bytes = |place: usize| back.arrays[place].2.clone();
        prop_assert_eq!(bytes(0), small);
        let short: Vec<u8> = short.iter().flat_map(|v| v.to_le_bytes()).collect();
        prop_assert_eq!(bytes(1), short);
        let whole: Vec<u8> = whole.iter().flat_map(|v| v.to_le_bytes()).collect();
        prop_assert_eq!(bytes(2), whole);
        let signed: Vec<u8> = signed.iter().flat_map(|v| v.to_le_bytes()).collect();
        prop_assert_eq!(bytes(3), signed);
        let single: Vec<u8> = single.iter().flat_map(|v| v.to_le_bytes()).collect();
        prop_assert_eq!(bytes(4), single);
        let double: Vec<u8> = double.iter().flat_map(|v| v.to_le_bytes()).collect();
        prop_assert_eq!(bytes(5), double);
        let kinds: Vec<&str> = back.arrays.iter().map(|(_, kind, _)| kind.as_str()).collect();
        prop_assert_eq!(kinds, ["u8", "u16", "u32", "i32", "f32", "f64"]);
    }
}

#[test]
fn the_same_container_is_the_same_script() {
    let values: Vec<f32> = (0..5000_u16).map(|place| f32::from(place % 97)).collect();
    let container = Container::new(&json!({ "b": 1, "a": 2 })).with("values", Array::F32(&values));
    let once = shard("x", "y", &container).unwrap();
    assert_eq!(once, shard("x", "y", &container).unwrap());
    assert!(once.len() < 4 * values.len());
}

#[test]
fn a_header_that_is_no_object_is_left_out_and_nothing_at_all_is_a_container() {
    let back = decoded("a", "b", &shard("a", "b", &Container::new(&7)).unwrap());
    assert_eq!(back.header, json!({ "arrays": [] }));
}

#[test]
fn names_cannot_end_the_script() {
    let script = shard("</script>\"", "\u{2028}", &Container::new(&json!({}))).unwrap();
    let text = String::from_utf8(script).unwrap();
    assert!(text.starts_with("Shards.receive(\"\\u003c/script\\u003e\\\"\", \"\\u2028\", \""));
}
