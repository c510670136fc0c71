//! JSON in, the raw rows of an applicant out; nothing is judged but whether it is JSON.
//!
//! Numbers stay as they are written, so that the readers of files read them; names and texts are
//! borrowed where no letter is escaped. The text is passed over once. Nothing that is given deep
//! inside is looked into, and no more fields and rows are kept than any table may have.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::value::RawValue;

use crate::api::problem::{self, Kind, Problem};
use crate::tables::applicant::{
    ApplicantRows, Cell, MOST_FIELDS, Row, Rows, Rule, Violation, Violations, row_limit, table_of,
};

/// Most tables that are looked at; there are not as many.
const MOST_TABLES: usize = 64;

/// Reads the rows of an applicant.
///
/// # Errors
///
/// [`Violations`] where the body is no JSON, or no object; what its parts are is for
/// [`crate::tables::applicant::read`] to judge.
pub fn read(body: &[u8]) -> Result<ApplicantRows<'_>, Violations> {
    let text = std::str::from_utf8(body).map_err(|error| {
        not_json(format!("bytes that are no UTF-8, from byte {}", error.valid_up_to()), body)
    })?;
    let failed = |error: serde_json::Error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let what = match error.classify() {
            serde_json::error::Category::Eof => "the end of the text",
            _ => "something else",
        };
        not_json(format!("{what} at {place}"), body)
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let given = Given::deserialize(&mut deserializer).map_err(failed)?;
    deserializer.end().map_err(failed)?;
    match given {
        Given::Tables(tables) => Ok(ApplicantRows { tables }),
        Given::Other(kind) => Err(Violations::one(Violation {
            pointer: String::new(),
            rule: Rule::NotAnObject,
            expected: "an object of tables and their rows".to_owned(),
            found: kind.to_owned(),
            way_out: "write {\"application\": {…}, \"bureau\": […], …}".to_owned(),
        })),
    }
}

fn not_json(found: String, body: &[u8]) -> Violations {
    let has = |word: &[u8]| body.windows(word.len()).any(|found| found == word);
    let way_out = if body.iter().all(u8::is_ascii_whitespace) {
        "send the rows of the applicant as the body of the request"
    } else if has(b"NaN") || has(b"Infinity") {
        "JSON has no NaN and no Infinity: write null for a value that is not known"
    } else {
        "check brackets, commas and quotes at that place; text is UTF-8"
    };
    Violations::one(Violation {
        pointer: String::new(),
        rule: Rule::NotJson,
        expected: "one JSON object".to_owned(),
        found,
        way_out: way_out.to_owned(),
    })
}

/// The answer to whoever sent rows that cannot be scored: each place, its rule and the way out.
pub fn problem(violations: Violations) -> Problem {
    let Violations { violations, n_more } = violations;
    let is_json = violations.iter().all(|violation| violation.rule != Rule::NotJson);
    let kind = if is_json { Kind::InvalidInput } else { Kind::MalformedBody };
    let detail = match (&violations[..], n_more) {
        ([one], 0) if one.pointer.is_empty() => {
            format!("expected {}, found {}", one.expected, one.found)
        }
        ([one], 0) => format!("{}: expected {}, found {}", one.pointer, one.expected, one.found),
        (some, n_more) => format!("{} things are wrong with the rows", some.len() + n_more),
    };
    let told = violations.into_iter().map(|violation| problem::Violation {
        pointer: violation.pointer,
        rule: violation.rule.code().to_owned(),
        expected: violation.expected,
        found: violation.found,
        hint: Some(violation.way_out),
    });
    Problem::new(kind, detail).violations(told.collect(), n_more)
}

/// The whole body.
enum Given<'a> {
    Tables(Vec<(Cow<'a, str>, Rows<'a>)>),
    Other(&'static str),
}

/// What a value is that is neither an object nor a list.
macro_rules! visit_others {
    ($other:expr, $null:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("JSON")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($null)
        }

        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($other("true or false"))
        }

        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($other("a number"))
        }

        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($other("a number"))
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($other("a number"))
        }

        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($other("a text"))
        }
    };
}

/// Passes over what is left of a list and says how long that was.
fn skip_list<'a, A: SeqAccess<'a>>(list: &mut A) -> Result<usize, A::Error> {
    let mut n = 0;
    while list.next_element::<IgnoredAny>()?.is_some() {
        n += 1;
    }
    Ok(n)
}

impl<'a> Deserialize<'a> for Given<'a> {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        struct Body;

        impl<'a> Visitor<'a> for Body {
            type Value = Given<'a>;

            visit_others!(Given::Other, Given::Other("null"));

            fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<Given<'a>, A::Error> {
                skip_list(&mut list)?;
                Ok(Given::Other("a list"))
            }

            fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Given<'a>, A::Error> {
                let mut tables = Vec::new();
                while let Some(Text(name)) = map.next_key()? {
                    let limit = table_of(&name).map_or(0, row_limit);
                    let rows = map.next_value_seed(RowsOf { limit })?;
                    if tables.len() < MOST_TABLES {
                        tables.push((name, rows));
                    }
                }
                Ok(Given::Tables(tables))
            }
        }

        deserializer.deserialize_any(Body)
    }
}

/// Reads the rows of a table, of which it keeps no more than `limit`.
struct RowsOf {
    limit: usize,
}

impl<'a> DeserializeSeed<'a> for RowsOf {
    type Value = Rows<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Rows<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for RowsOf {
    type Value = Rows<'a>;

    visit_others!(Rows::Other, Rows::Missing);

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<Rows<'a>, A::Error> {
        let mut rows = Vec::new();
        while rows.len() < self.limit {
            let Some(row) = list.next_element_seed(OneRow)? else {
                let n_rows = rows.len();
                return Ok(Rows::List { rows, n_rows });
            };
            rows.push(row);
        }
        let n_rows = rows.len() + skip_list(&mut list)?;
        Ok(Rows::List { rows, n_rows })
    }

    fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<Rows<'a>, A::Error> {
        Ok(Rows::One(OneRow.visit_map(map)?))
    }
}

/// Reads one row.
struct OneRow;

impl<'a> DeserializeSeed<'a> for OneRow {
    type Value = Row<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Row<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for OneRow {
    type Value = Row<'a>;

    visit_others!(Row::Other, Row::Other("null"));

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<Row<'a>, A::Error> {
        skip_list(&mut list)?;
        Ok(Row::Other("a list"))
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Row<'a>, A::Error> {
        let mut fields = Vec::new();
        let mut n_fields = 0;
        while let Some(Text(name)) = map.next_key()? {
            let value: &RawValue = map.next_value()?;
            n_fields += 1;
            if n_fields <= MOST_FIELDS {
                fields.push((name, cell(value).map_err(A::Error::custom)?));
            }
        }
        Ok(Row::Fields { fields, n_fields })
    }
}

/// A value as it is written.
fn cell(value: &RawValue) -> Result<Cell<'_>, serde_json::Error> {
    let text = value.get();
    Ok(match text.as_bytes().first() {
        Some(b'n') => Cell::Missing,
        Some(b'"') => match text.get(1..text.len().saturating_sub(1)) {
            Some(plain) if !plain.contains('\\') => Cell::Text(Cow::Borrowed(plain)),
            _ => Cell::Text(serde_json::from_str::<Text<'_>>(text)?.0),
        },
        Some(b't' | b'f') => Cell::Other("true or false"),
        Some(b'[') => Cell::Other("a list"),
        Some(b'{') => Cell::Other("an object"),
        _ => Cell::Number(text),
    })
}

/// A text, borrowed where no letter of it is escaped.
struct Text<'a>(Cow<'a, str>);

impl<'a> Deserialize<'a> for Text<'a> {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        struct Letters;

        impl<'a> Visitor<'a> for Letters {
            type Value = Text<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Text<'a>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'a>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(Letters)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tables::applicant;

    fn rule(body: &str) -> (Rule, String) {
        let violations = read(body.as_bytes()).unwrap_err().violations;
        assert_eq!(violations.len(), 1);
        (violations[0].rule, violations[0].way_out.clone())
    }

    #[test]
    fn fields_are_as_written() {
        let body = r#" {"application": {"A": 0.10, "B\u0041": "caf\u00e9", "C": "x", "D": null,
            "E": [1, {"a": []}], "F": {}, "G": true, "H": -1E+2}, "bureau": [[], 1, {}]} "#;
        let given = read(body.as_bytes()).unwrap();
        let (_, Rows::One(Row::Fields { fields, n_fields: 8 })) = &given.tables[0] else {
            panic!()
        };
        let cells: Vec<(&str, Cell<'_>)> =
            fields.iter().map(|(name, cell)| (name.as_ref(), cell.clone())).collect();
        let text = |text: &'static str| Cell::Text(Cow::Borrowed(text));
        assert_eq!(
            cells,
            [
                ("A", Cell::Number("0.10")),
                ("BA", text("café")),
                ("C", text("x")),
                ("D", Cell::Missing),
                ("E", Cell::Other("a list")),
                ("F", Cell::Other("an object")),
                ("G", Cell::Other("true or false")),
                ("H", Cell::Number("-1E+2")),
            ]
        );
        assert!(matches!(fields[2], (Cow::Borrowed(_), Cell::Text(Cow::Borrowed(_)))));
        let nothing = Row::Fields { fields: Vec::new(), n_fields: 0 };
        let rows = vec![Row::Other("a list"), Row::Other("a number"), nothing];
        assert_eq!(given.tables[1].1, Rows::List { rows, n_rows: 3 });
    }

    #[test]
    fn what_is_no_json_object_is_refused() {
        assert_eq!(rule("").1, "send the rows of the applicant as the body of the request");
        assert!(rule("{\"application\": {\"A\": NaN}}").1.contains("null"));
        for body in ["{", "{\"a\":1}x", "{\"a\":1,}", "{'a':1}", "\u{feff}{}", "{\"a\":\"\u{1}\"}"]
        {
            assert_eq!(rule(body).0, Rule::NotJson, "{body}");
        }
        for body in ["[]", "1", "\"a\"", "null", "true", "[[[]]]"] {
            assert_eq!(rule(body).0, Rule::NotAnObject, "{body}");
        }
        assert_eq!(read(b"{\"a\": \"\xFF\"}").unwrap_err().violations[0].rule, Rule::NotJson);
    }

    #[test]
    fn what_is_wrong_becomes_a_problem() {
        let malformed = problem(read(b"{").unwrap_err());
        assert_eq!((malformed.details().status, malformed.code()), (400, "malformed-body"));
        let given = read(br#"{"application": {"SK_ID_CURR": 1}}"#).unwrap();
        let invalid = problem(applicant::read(&given).unwrap_err());
        let details = invalid.details();
        assert_eq!((details.status, invalid.code()), (422, "invalid-input"));
        assert_eq!(details.violations.len(), 50);
        let n_needed = applicant::APPLICATION.columns().iter().filter(|c| !c.nullable).count();
        assert_eq!(details.n_more, n_needed - 1 - 50);
        assert_eq!(details.violations[0].rule, "missing_column");
    }

    #[test]
    fn neither_depth_nor_length_is_kept() {
        let deep = format!(
            "{{\"application\": {{\"A\": {}1{}}}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        let given = read(deep.as_bytes()).unwrap();
        let (_, Rows::One(Row::Fields { fields, .. })) = &given.tables[0] else { panic!() };
        assert_eq!(fields[0].1, Cell::Other("a list"));
        let deep = format!("{{\"bureau\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(read(deep.as_bytes()).is_ok());
        let long = format!("{{\"bureau\": [{}1]}}", "{\"A\":1},".repeat(5_000));
        let given = read(long.as_bytes()).unwrap();
        let (_, Rows::List { rows, n_rows: 5_001 }) = &given.tables[0] else { panic!() };
        assert_eq!(rows.len(), 1_000);
        let wide = format!("{{\"bureau\": [{{{}\"A\":1}}]}}", "\"A\":1,".repeat(5_000));
        let given = read(wide.as_bytes()).unwrap();
        let (_, Rows::List { rows, .. }) = &given.tables[0] else { panic!() };
        let Row::Fields { fields, n_fields: 5_001 } = &rows[0] else { panic!() };
        assert_eq!(fields.len(), MOST_FIELDS);
    }

    proptest! {
        #[test]
        fn any_bytes_are_rows_or_a_violation(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(given) = read(&body) {
                prop_assert!(applicant::read(&given).is_err());
            }
        }

        #[test]
        fn any_json_is_rows_or_a_violation(
            body in "(\\{\"(application|bureau|bureau_balance|TARGET|x)\": )?[\\[{]{0,3}(\"[A-Z]{1,3}\": ?)?[-0-9eE.,\"a-z\\[\\]{}:]{0,30}[\\]}]{0,4}",
        ) {
            if let Ok(given) = read(body.as_bytes()) {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&body).is_ok() || body.contains('e') || body.contains('E'));
                prop_assert!(applicant::read(&given).is_err());
            }
        }
    }
}
