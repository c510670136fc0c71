//! Each way in which tables can be wrong, with what is said of it.

use std::fs::{self, File};
use std::io::Write;

use octroi::tables::{Error, Source, Table, portfolio};

use super::tiny::{Tiny, line};

/// The message and hint of loading `tiny`.
fn said(tiny: &Tiny) -> String {
    let error = portfolio::load(&tiny.write(), &|_, _| true, &|_| ()).unwrap_err();
    shown(&error, tiny)
}

fn shown(error: &Error, tiny: &Tiny) -> String {
    let hint = error.hint().unwrap_or_default();
    format!("{error} | {hint}").replace(&tiny.folder().display().to_string(), "DIR")
}

/// Loads `tiny` and compares what is said with `expected`, where `…` stands for anything.
fn check(tiny: &Tiny, expected: &str) {
    let found = said(tiny);
    let mut rest = found.as_str();
    for part in expected.split('…') {
        let at = rest.find(part).unwrap_or_else(|| panic!("{found}\nlacks: {part}"));
        rest = &rest[at + part.len()..];
    }
}

/// The `n`th line of a text, the first being line 1, with `change` made to its fields.
fn change_line(text: &str, n: usize, change: impl Fn(&mut Vec<String>)) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut fields: Vec<String> = lines[n - 1].split(',').map(str::to_owned).collect();
    change(&mut fields);
    lines[n - 1] = fields.join(",");
    lines.join("\n") + "\n"
}

#[test]
fn nothing_there() {
    let tiny = Tiny::new();
    let error = Source::open(&tiny.folder().join("nowhere")).unwrap_err();
    assert_eq!(
        shown(&error, &tiny),
        "there is no folder or archive at \"DIR/nowhere\" | give the folder that holds the Kaggle \
         CSV files, or home-credit-default-risk.zip as downloaded; \"octroi synthesize\" makes a \
         portfolio to try"
    );
}

#[test]
fn a_missing_table() {
    check(
        &Tiny::new().without(Table::Bureau),
        "table \"bureau\" is missing from \"DIR\": expected bureau.csv, bureau.csv.gz or \
         bureau.csv.zip, found POS_CASH_balance.csv, … | download the data of the Kaggle \
         competition \"Home Credit Default Risk\"; only application_test may be left out",
    );
}

#[test]
fn application_test_may_be_missing() {
    let tiny = Tiny::new().without(Table::ApplicationTest);
    let loaded = portfolio::load(&tiny.write(), &|_, _| true, &|_| ()).unwrap();
    assert_eq!(loaded.portfolio.clients, [100_002, 100_003, 100_004]);
    assert_eq!(loaded.outcomes, [Some(false), Some(true), Some(false)]);
}

#[test]
fn a_missing_column() {
    check(
        &Tiny::new().map(Table::Bureau, |text| text.replace("CREDIT_TYPE", "CREDIT_KIND")),
        "table \"bureau\" has no column \"CREDIT_TYPE\" (line 1: found 17 columns, first \
         \"SK_ID_CURR\") | names must be Kaggle's, spelling included; fields are separated by commas",
    );
}

#[test]
fn a_table_under_the_name_of_another() {
    let tiny = Tiny::new();
    let balance = tiny.text(Table::BureauBalance);
    check(
        &tiny.with(Table::Bureau, balance),
        "table \"bureau\" has no column \"SK_ID_CURR\" (line 1: found 3 columns, first \
         \"SK_ID_BUREAU\") | these are the columns of bureau_balance: is bureau.csv the \
         bureau_balance file under a wrong name?",
    );
}

#[test]
fn a_repeated_column() {
    check(
        &Tiny::new().map(Table::BureauBalance, |text| text.replacen("STATUS", "STATUS,STATUS", 1)),
        "table \"bureau_balance\", line 1: column \"STATUS\" appears twice | leave one of the two out",
    );
}

#[test]
fn a_word_for_a_number() {
    let with = |field: usize, word: &'static str| {
        Tiny::new().map(Table::Bureau, |text| {
            change_line(&text, 3, |fields| fields[field] = word.to_owned())
        })
    };
    check(
        &with(4, "soon"),
        "table \"bureau\", line 3, column \"DAYS_CREDIT\": expected a whole number, found \"soon\" | \
         correct the field; write a missing value as an empty field",
    );
    check(&with(10, "1 000"), "column \"AMT_CREDIT_SUM\": expected a number, found \"1 000\"");
    check(
        &with(1, ""),
        "column \"SK_ID_BUREAU\": expected a whole number above 0, found an empty field",
    );
}

#[test]
fn an_outcome_that_is_none() {
    check(
        &Tiny::new().map(Table::ApplicationTrain, |text| {
            change_line(&text, 2, |f| f[1] = "yes".to_owned())
        }),
        "table \"application_train\", line 2, column \"TARGET\": expected 0 or 1, found \"yes\" | …",
    );
}

#[test]
fn the_first_error_by_line_wins() {
    let text = |text: String| {
        let text = change_line(&text, 4, |fields| fields[0] = "early column late line".to_owned());
        change_line(&text, 3, |fields| fields[16] = "late column early line".to_owned())
    };
    check(&Tiny::new().map(Table::Bureau, text), "line 3, column \"AMT_ANNUITY\"");
}

#[test]
fn a_repeated_key() {
    check(
        &Tiny::new()
            .map(Table::ApplicationTrain, |text| text + "\n" + &line(Table::ApplicationTrain, 1)),
        "table \"application_train\", line 6: SK_ID_CURR 100003 appears twice, first on line 3 | \
         leave one of the two rows out",
    );
    check(
        &Tiny::new().map(Table::ApplicationTest, |text| text.replace("100001", "100003")),
        "client 100003 is in application_train.csv and in application_test.csv | leave the client \
         out of one of the two files",
    );
}

#[test]
fn a_file_without_rows() {
    let hint = "| download the file again";
    check(
        &Tiny::new().with(Table::Bureau, ""),
        &format!(
            "table \"bureau\" is empty: expected a header line and at least one row, found an empty file {hint}"
        ),
    );
    for end in ["", "\n", "\r\n\r\n"] {
        let header = super::tiny::header(Table::Bureau) + end;
        check(
            &Tiny::new().with(Table::Bureau, header),
            &format!("found a header without rows {hint}"),
        );
    }
}

#[test]
fn a_line_with_too_few_or_too_many_fields() {
    let tiny = Tiny::new();
    let text = tiny.text(Table::BureauBalance);
    check(
        &tiny.with(Table::BureauBalance, text.trim_end().rsplit_once(',').unwrap().0),
        "table \"bureau_balance\", line 7: expected 3 fields, found 2 on the last line of the file | \
         the file looks truncated; download or unpack it again",
    );
    check(
        &Tiny::new().map(Table::BureauBalance, |text| text.replacen(",4\n", ",4,D\n", 1)),
        "expected 3 fields, found 4 | text that holds a comma must stand in double quotes",
    );
}

#[test]
fn text_in_another_encoding() {
    let utf_16 = |text: String| -> Vec<u8> {
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let tiny = Tiny::new();
    let text = tiny.text(Table::Bureau);
    check(
        &tiny.with(Table::Bureau, utf_16(text)),
        "table \"bureau\", line 1: expected UTF-8 text, found UTF-16 | save the file as UTF-8",
    );
    let tiny = Tiny::new();
    let latin_1 = tiny.text(Table::Bureau).replace("Active", "Activ\u{1}");
    let latin_1 =
        latin_1.bytes().map(|byte| if byte == 1 { 0xE9 } else { byte }).collect::<Vec<_>>();
    check(
        &tiny.with(Table::Bureau, latin_1),
        "table \"bureau\", line …: expected UTF-8 text, found \"Activ\u{FFFD}\" | save the file as UTF-8",
    );
}

#[test]
fn a_quote_that_is_never_closed_or_stands_inside() {
    let hint = "| put the whole field in double quotes and write each one inside it twice";
    for (from, to) in [(",-1", ",\"-1"), (",-1", ",-\"1\""), (",-1", ",\"-1\" ")] {
        let text = |text: String| {
            let (head, tail) = text.split_once('\n').unwrap();
            format!("{head}\n\n{}", tail.replacen(from, to, 1))
        };
        let tiny = Tiny::new().map(Table::BureauBalance, |t| text(t.replace(",-96", ",-1")));
        check(
            &tiny,
            &format!(
                "table \"bureau_balance\", line 3: a double quote inside a field that is not \
                 quoted, or one never closed {hint}"
            ),
        );
    }
}

#[test]
fn archives_that_cannot_be_unpacked() {
    let hint = "| download the archive again, or unpack it and give the folder";
    let tiny = Tiny::new().without(Table::Bureau);
    let packed = Tiny::new().text(Table::Bureau).repeat(50);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(packed.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let path = tiny.folder().join("bureau.csv.gz");
    for bytes in [&b"no gzip at all"[..], &gz[..gz.len() / 2]] {
        fs::write(&path, bytes).unwrap();
        check(&tiny, &format!("cannot unpack \"DIR/bureau.csv.gz\": …{hint}"));
    }
    fs::remove_file(&path).unwrap();
    fs::write(tiny.folder().join("bureau.csv.zip"), b"no zip at all").unwrap();
    check(&tiny, &format!("cannot unpack \"DIR/bureau.csv.zip\": …{hint}"));
    let error = Source::open(&tiny.folder().join("bureau.csv.zip")).unwrap_err();
    assert!(shown(&error, &tiny).starts_with("cannot unpack \"DIR/bureau.csv.zip\": "));
}

#[test]
fn a_zip_that_is_damaged_inside() {
    let tiny = Tiny::new();
    let path = tiny.folder().join("all.zip");
    let mut zip = zip::ZipWriter::new(File::create(&path).unwrap());
    for (table, text) in &tiny.texts {
        zip.start_file(format!("{}.csv", table.name()), zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text).unwrap();
    }
    zip.finish().unwrap();
    let mut bytes = fs::read(&path).unwrap();
    // Somewhere in the packed text of the first entry.
    bytes[200..240].fill(0xAA);
    fs::write(&path, bytes).unwrap();
    let source = Source::open(&path).unwrap();
    assert!(portfolio::load(&source, &|_, _| true, &|_| ()).is_err());
}
