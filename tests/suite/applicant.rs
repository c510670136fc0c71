//! New applicants: the same rows give the same numbers as in the batch, and what is wrong with
//! them is told, all of it.

use std::fmt::Write as _;
use std::sync::OnceLock;

use octroi::api::wire;
use octroi::artifact::{self, ScoringArtifact, registry};
use octroi::features::{FeatureTable, Profile, assemble, store};
use octroi::scoring::applicant::{Applicants, UnknownInput};
use octroi::scoring::{Examiner, Scorer};
use octroi::tables::applicant::{self, APPLICATION, Applicant, Rule, TABLES, Violations, name_of};
use octroi::tables::portfolio::Portfolio;
use octroi::tables::{Kind, LoadedPortfolio, Source, Table};
use proptest::prelude::*;

use super::raw_rows::{RawRows, Style};
use super::support::{demo_data, load, workdir};

/// The synthetic portfolio, field by field and as it is loaded.
fn demo() -> &'static (RawRows, LoadedPortfolio) {
    static DEMO: OnceLock<(RawRows, LoadedPortfolio)> = OnceLock::new();
    DEMO.get_or_init(|| (RawRows::read(&Source::open(demo_data()).unwrap()), load(demo_data())))
}

/// The promoted run of the work folder and the table that it scores.
fn run() -> &'static (ScoringArtifact, FeatureTable) {
    static RUN: OnceLock<(ScoringArtifact, FeatureTable)> = OnceLock::new();
    RUN.get_or_init(|| {
        let data = workdir().0.path().join("data");
        let path = registry::find(&data.join("runs"), None).unwrap();
        (artifact::load(&path).unwrap(), store::read(&data.join("features.parquet")).unwrap())
    })
}

fn read(body: &str) -> Result<Applicant, Violations> {
    applicant::read(&wire::applicant::read(body.as_bytes())?)
}

/// A portfolio in a form where NaN equals NaN, without the place in the file.
fn said(portfolio: &Portfolio) -> String {
    format!("{:?}", Portfolio { file_order: Vec::new(), ..portfolio.clone() })
}

#[test]
fn the_same_rows_give_the_same_numbers_as_in_the_batch() {
    let (raw, loaded) = demo();
    let (artifact, table) = run();
    let examiner = Examiner::new(Scorer::new(artifact, table).unwrap()).unwrap();
    let applicants = Applicants::new(&examiner).unwrap();
    let all = &loaded.portfolio;
    let batch = assemble(all, 0..all.clients.len(), Profile::Octroi);
    assert_eq!(raw.clients(), all.clients);
    for (place, &client) in all.clients.iter().enumerate() {
        // In turn: as in the file, the other way round, without what is empty.
        let style = Style { is_reversed: place % 2 == 1, leaves_empty_out: place % 3 == 2 };
        let body = raw.json(client, style).unwrap();
        let applicant = read(&body).unwrap_or_else(|v| panic!("{client}: {:?}", v.violations));
        assert!(applicant.oddities.is_empty(), "{client}: {:?}", applicant.oddities);
        assert_eq!(said(&applicant.portfolio), said(&all.select(&[place])), "{client}");
        let alone = assemble(&applicant.portfolio, 0..1, Profile::Octroi);
        for (feature, name) in batch.names.iter().enumerate() {
            let (own, among) = (alone.columns[feature][0], batch.columns[feature][place]);
            assert_eq!(own.to_bits(), among.to_bits(), "{client}: {name}");
        }
        let examined = applicants.examine(&examiner, &applicant.portfolio).unwrap();
        let known = examiner.examine(client).unwrap();
        assert_eq!(format!("{:?}", examined.scored), format!("{known:?}"), "{client}");
        let in_table = table.row(table.place(client).unwrap());
        let is_same = |(a, b): (&f32, &f32)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
        assert!(examined.row.iter().zip(in_table).all(is_same), "{client}");
    }
}

#[test]
fn what_is_missing_is_told_and_not_filled_in() {
    let (raw, loaded) = demo();
    let (artifact, table) = run();
    let examiner = Examiner::new(Scorer::new(artifact, table).unwrap()).unwrap();
    let applicants = Applicants::new(&examiner).unwrap();
    let client = loaded.portfolio.clients[3];
    let mut body: serde_json::Value =
        serde_json::from_str(&raw.json(client, Style::default()).unwrap()).unwrap();
    let tables = body.as_object_mut().unwrap();
    tables.retain(|name, _| name == "application");
    let application = tables["application"].as_object_mut().unwrap();
    application.insert("AMT_ANNUITY".to_owned(), serde_json::Value::Null);
    application.remove("EXT_SOURCE_2");
    let applicant = read(&body.to_string()).unwrap();
    let is_missing = |column: &str| applicant.missing.iter().any(|input| input.column == column);
    assert!(is_missing("AMT_ANNUITY") && is_missing("EXT_SOURCE_2") && !is_missing("AMT_CREDIT"));
    assert_eq!(applicant.empty_tables, TABLES[1..]);
    let missing = applicants.examine(&examiner, &applicant.portfolio).unwrap().missing;
    assert_eq!(missing.n_features, artifact.overview.features.len());
    let of = |name: &'static str| {
        move |input: &&UnknownInput| input.table == APPLICATION && input.column == name
    };
    let input = |column: &'static str| missing.inputs.iter().find(of(column)).unwrap();
    for column in ["AMT_ANNUITY", "EXT_SOURCE_2"] {
        assert!(input(column).is_usual && input(column).n_features > 0, "{column}");
        assert!(input(column).share > 0.0, "{column}");
    }
    assert!(missing.inputs.is_sorted_by(|a, b| a.share >= b.share));
    assert_eq!(missing.tables.len(), 6);
    assert!(missing.n_missing > 0 && missing.n_missing < missing.n_features);
    let whole = read(&raw.json(client, Style::default()).unwrap()).unwrap();
    let whole = applicants.examine(&examiner, &whole.portfolio).unwrap().missing;
    assert!(whole.n_missing < missing.n_missing);
    assert!(whole.inputs.iter().find(of("AMT_ANNUITY")).is_none());
}

/// An applicant with two rows in each table, for one rule to be broken at a time.
fn two_of_each() -> String {
    let value = |table: Table, name: &str, kind: Kind, row: usize| match (name, kind) {
        ("SK_ID_CURR", _) => "7".to_owned(),
        ("SK_ID_BUREAU" | "SK_ID_PREV", _) => format!("{}", 10 + row),
        (_, Kind::Category(levels)) => format!("\"{}\"", levels[row % levels.len()]),
        _ => {
            let (low, high) = table.column(name).unwrap().range;
            0_f64.clamp(low, high).to_string()
        }
    };
    let row = |table: Table, row: usize| {
        let fields = table.columns().iter();
        let fields = fields.map(|column| {
            format!("\"{}\":{}", column.name, value(table, column.name, column.kind, row))
        });
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    };
    let tables = TABLES.map(|table| match table {
        APPLICATION => format!("\"application\":{}", row(table, 0)),
        _ => format!("\"{}\":[{},{}]", name_of(table), row(table, 0), row(table, 1)),
    });
    format!("{{{}}}", tables.join(","))
}

/// The rules that a body breaks, with their places.
fn broken(body: &str) -> Vec<(Rule, String)> {
    match read(body) {
        Ok(_) => Vec::new(),
        Err(violations) => {
            assert_eq!(violations.n_more, 0);
            let of = |v: &applicant::Violation| {
                assert!(!v.expected.is_empty() && !v.found.is_empty() && !v.way_out.is_empty());
                (v.rule, v.pointer.clone())
            };
            violations.violations.iter().map(of).collect()
        }
    }
}

/// The body with the first `from` behind `table` replaced.
fn edited(body: &str, table: &str, from: &str, to: &str) -> String {
    let start = body.find(&format!("\"{table}\":")).unwrap();
    let at = start + body[start..].find(from).unwrap_or_else(|| panic!("{table}: no {from}"));
    format!("{}{to}{}", &body[..at], &body[at + from.len()..])
}

/// The body with another value of the first `column` behind `table`.
fn with(body: &str, table: &str, column: &str, value: &str) -> String {
    let key = format!("\"{column}\":");
    let start = body.find(&format!("\"{table}\":")).unwrap();
    let at = start + body[start..].find(&key).unwrap() + key.len();
    let rest = &body[at..];
    let length = match rest.strip_prefix('"') {
        Some(text) => text.find('"').unwrap() + 2,
        None => rest.find([',', '}']).unwrap(),
    };
    format!("{}{value}{}", &body[..at], &rest[length..])
}

#[test]
fn each_rule_is_told_where_it_is_broken_and_nowhere_else() {
    let sound = two_of_each();
    assert_eq!(broken(&sound), []);
    let set = |table: &str, column: &str, value: &str| with(&sound, table, column, value);
    let edit = |table: &str, from: &str, to: &str| edited(&sound, table, from, to);
    let first = "application";
    let many = format!("\"bureau\":[{}1]", "1,".repeat(1_000));
    let wide: String = (0..300).fold(String::new(), |mut wide, n| {
        write!(wide, "\"F{n}\":1,").unwrap();
        wide
    });
    let cases = [
        (sound.replace(['{', '}'], ""), Rule::NotJson, ""),
        ("[]".to_owned(), Rule::NotAnObject, ""),
        ("{}".to_owned(), Rule::MissingTable, ""),
        (edit("bureau", "[{", "[5,{"), Rule::NotAnObject, "/bureau/0"),
        (edit("bureau", "[{", "[null,{"), Rule::NotAnObject, "/bureau/0"),
        (edit("POS_CASH_balance", "[{", "{\"A\":[{").replace("]}]", "]}"), Rule::NotJson, ""),
        (edit("bureau", "\"bureau\":[", "\"bureau\":7,\"buro\":["), Rule::NotAList, "/bureau"),
        (edit("bureau", "\"bureau\"", "\"Bureaux\""), Rule::UnknownTable, "/Bureaux"),
        (edit(first, "{", "{\"a/b~\":1,"), Rule::UnknownColumn, "/application/a~1b~0"),
        (
            format!("{{\"bureau_balance\":null,{}", &sound[1..]),
            Rule::RepeatedTable,
            "/bureau_balance",
        ),
        (edit("bureau", "\"bureau\":[", &format!("{many},\"x\":[")), Rule::TooManyRows, "/bureau"),
        (edit(first, "{", &format!("{{{wide}")), Rule::TooManyFields, "/application"),
        (
            edit(first, "AMT_CREDIT\"", "AMT_CREDITS\""),
            Rule::UnknownColumn,
            "/application/AMT_CREDITS",
        ),
        (edit(first, "{", "{\"TARGET\":0,"), Rule::OutcomeGiven, "/application/TARGET"),
        (
            edit(first, "{", "{\"CNT_CHILDREN\":0,"),
            Rule::RepeatedColumn,
            "/application/CNT_CHILDREN",
        ),
        (edit("bureau", "\"DAYS_CREDIT\":0,", ""), Rule::MissingColumn, "/bureau/0/DAYS_CREDIT"),
        (set(first, "AMT_CREDIT", "null"), Rule::MissingValue, "/application/AMT_CREDIT"),
        (set(first, "AMT_CREDIT", "\"5\""), Rule::WrongType, "/application/AMT_CREDIT"),
        (set(first, "AMT_CREDIT", "true"), Rule::WrongType, "/application/AMT_CREDIT"),
        (set(first, "AMT_CREDIT", "[]"), Rule::WrongType, "/application/AMT_CREDIT"),
        (set("bureau_balance", "STATUS", "0"), Rule::WrongType, "/bureau_balance/0/STATUS"),
        (set(first, "CNT_CHILDREN", "1.5"), Rule::NotWhole, "/application/CNT_CHILDREN"),
        (set(first, "SK_ID_CURR", "7.5"), Rule::NotWhole, "/application/SK_ID_CURR"),
        (set(first, "SK_ID_CURR", "0"), Rule::Impossible, "/application/SK_ID_CURR"),
        (set(first, "CODE_GENDER", "\"W\""), Rule::UnknownLevel, "/application/CODE_GENDER"),
        (set(first, "CODE_GENDER", "\"\""), Rule::UnknownLevel, "/application/CODE_GENDER"),
        (set(first, "AMT_INCOME_TOTAL", "-1"), Rule::Impossible, "/application/AMT_INCOME_TOTAL"),
        (
            set(first, "AMT_INCOME_TOTAL", "1e999"),
            Rule::Impossible,
            "/application/AMT_INCOME_TOTAL",
        ),
        (set(first, "DAYS_BIRTH", "12000"), Rule::Impossible, "/application/DAYS_BIRTH"),
        (set(first, "CNT_CHILDREN", "99999999999"), Rule::Impossible, "/application/CNT_CHILDREN"),
        (set(first, "EXT_SOURCE_1", "1.2"), Rule::Impossible, "/application/EXT_SOURCE_1"),
        (
            set("installments_payments", "SK_ID_CURR", "8"),
            Rule::OtherClient,
            "/installments_payments/0/SK_ID_CURR",
        ),
        (
            set("bureau_balance", "SK_ID_BUREAU", "9"),
            Rule::UnknownCredit,
            "/bureau_balance/0/SK_ID_BUREAU",
        ),
        (
            set("previous_application", "SK_ID_PREV", "11"),
            Rule::RepeatedKey,
            "/previous_application/1/SK_ID_PREV",
        ),
    ];
    // Programs that hold keys as decimals write them so; they are the same number.
    assert!(broken(&set(first, "SK_ID_CURR", "7.0")).is_empty());
    let mut seen = std::collections::BTreeSet::new();
    for (body, rule, pointer) in cases {
        let found = broken(&body);
        let expected = (rule, pointer.to_owned());
        assert!(found.contains(&expected), "expected {expected:?}, found {found:?}");
        // A column or table under another name is missing as well.
        let follows = |other: &Rule| {
            matches!(rule, Rule::UnknownColumn) && *other == Rule::MissingColumn
                || pointer == "/Bureaux" && *other == Rule::UnknownCredit
                || matches!(rule, Rule::NotAList | Rule::TooManyRows)
                    && *other == Rule::UnknownTable
        };
        let others: Vec<_> =
            found.iter().filter(|one| **one != expected && !follows(&one.0)).collect();
        assert!(others.is_empty(), "beside {expected:?}: {others:?}");
        seen.insert(rule);
    }
    assert!(Rule::ALL.into_iter().all(|rule| seen.contains(&rule)), "{seen:?}");
    let code = |rule: Rule| serde_json::to_value(rule).unwrap();
    assert!(Rule::ALL.into_iter().all(|rule| code(rule) == rule.code()));
}

#[test]
fn the_way_out_is_named() {
    let sound = two_of_each();
    let way_out = |body: String| {
        let violations = read(&body).unwrap_err().violations;
        (violations[0].expected.clone(), violations[0].way_out.clone())
    };
    let edit = |from: &str, to: &str| way_out(edited(&sound, "application", from, to));
    assert_eq!(edit("AMT_CREDIT\"", "AMT_CREDITT\"").1, "did you mean AMT_CREDIT?");
    assert_eq!(edit("{", "{\"SK_DPD\":1,").1, "SK_DPD is a column of POS_CASH_balance");
    assert!(edit("{", "{\"TARGET\":1,").1.contains("no input"));
    let (expected, way_out) = way_out(with(&sound, "application", "CODE_GENDER", "\"f\""));
    assert_eq!(expected, "one of \"F\", \"M\", \"XNA\"");
    assert_eq!(way_out, "choose one of the known categories, spelled the same");
}

#[test]
fn all_violations_are_counted_and_fifty_are_told() {
    let body = two_of_each().replace(":0", ":\"x\"");
    let violations = read(&body).unwrap_err();
    assert_eq!(violations.violations.len(), 50);
    assert!(violations.n_more > 50);
    let shown = format!("{violations} {violations:?}");
    assert!(!shown.contains("\"x\"") && shown.contains("wrong_type"), "{shown}");
}

#[test]
fn what_is_unusual_is_scored_and_told() {
    let body = with(&two_of_each(), "application", "AMT_INCOME_TOTAL", "2e9");
    let body = with(&body, "bureau", "AMT_CREDIT_SUM_DEBT", "-2e8");
    let applicant = read(&body).unwrap();
    let places: Vec<&str> = applicant.oddities.iter().map(|odd| odd.pointer.as_str()).collect();
    assert_eq!(places, ["/application/AMT_INCOME_TOTAL", "/bureau/0/AMT_CREDIT_SUM_DEBT"]);
    assert_eq!(applicant.oddities[0].found, "2e9");
    assert!(!format!("{:?}", applicant.oddities).contains("2e9"));
}

#[test]
fn nothing_of_the_applicant_reaches_a_log() {
    let body = with(&two_of_each(), "application", "AMT_INCOME_TOTAL", "123456");
    let body = edited(&body, "application", "{", "{\"Jane Doe\":\"rue des Lilas\",");
    let given = wire::applicant::read(body.as_bytes()).unwrap();
    let violations = applicant::read(&given).unwrap_err();
    let logged = format!("{given:?} {violations:?} {violations} {}", violations.violations[0]);
    for own in ["Jane", "Lilas", "123456"] {
        assert!(!logged.contains(own), "{logged}");
    }
    assert!(format!("{:?}", violations.violations[0].found).contains("Jane Doe"));
}

/// Any JSON, a few levels deep, with names that tables have among those that they have not.
fn any_json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let name = || {
        let known =
            ["application", "bureau", "bureau_balance", "SK_ID_CURR", "SK_ID_BUREAU", "STATUS"];
        prop_oneof![
            proptest::sample::select(known.to_vec()).prop_map(str::to_owned),
            "[A-Z~/]{0,3}"
        ]
    };
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e3..1e3).prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 60, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(name(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_is_answered(json in any_json()) {
        let violations = read(&json.to_string()).unwrap_err();
        prop_assert!(violations.violations.iter().all(|v| v.pointer.is_empty() || v.pointer.starts_with('/')));
    }

    #[test]
    fn a_spoiled_body_is_answered(at in 0.0..1.0_f64, text in "[-0-9a-zA-Z\"{}\\[\\],:. ]{0,6}", n in 0..40_usize) {
        let body = two_of_each();
        let at = (at * body.len() as f64) as usize;
        let end = (at + n).min(body.len());
        let spoiled = format!("{}{text}{}", &body[..at], &body[end..]);
        // It is read or it is refused; either way without a panic.
        let _ = read(&spoiled);
    }

    #[test]
    fn a_value_in_a_field_is_read_as_in_a_file_or_refused(
        value in "-?(0|[1-9][0-9]{0,9})(\\.[0-9]{1,8})?([eE][-+]?[0-9]{1,3})?",
    ) {
        let body = with(&two_of_each(), "application", "AMT_CREDIT", &value);
        let expected: f64 = value.parse().unwrap();
        match read(&body) {
            Ok(applicant) => {
                let found = applicant.portfolio.application.decimals("AMT_CREDIT")[0];
                prop_assert_eq!(found.to_bits(), expected.to_bits());
            }
            Err(_) => prop_assert!(!(0.0..=1e12).contains(&expected)),
        }
    }
}
