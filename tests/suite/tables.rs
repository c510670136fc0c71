//! Reading the raw tables: what is accepted, in which order rows come, what a check says.

mod errors;
mod mutations;
pub mod tiny;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;

use octroi::tables::check::check;
use octroi::tables::report::{Finding, Report, Verdict};
use octroi::tables::{
    LoadedPortfolio, Source, Table, TableRows, descriptions, portfolio, read_table,
};

use self::tiny::{Tiny, header, line};

fn load(source: &Source) -> LoadedPortfolio {
    portfolio::load(source, &|_, _| true, &|_| ()).unwrap()
}

fn rows_of(source: &Source, table: Table) -> TableRows {
    read_table(source, table, &|_| true, &|_| ()).unwrap().rows
}

/// Everything a load gives but what tells the texts apart, in a form where NaN equals NaN.
fn everything(source: &Source) -> String {
    let loaded = load(source);
    format!("{:?}{:?}{:?}", loaded.portfolio, loaded.outcomes, loaded.n_orphans)
}

/// Runs `work` on this many threads.
fn on_threads<T: Send>(n: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap().install(work)
}

#[test]
fn line_breaks_marks_and_column_order_change_nothing() {
    let plain = everything(&Tiny::new().write());
    let every_text = |change: &dyn Fn(String) -> String| {
        let tiny = Table::ALL.into_iter().fold(Tiny::new(), |tiny, table| tiny.map(table, change));
        everything(&tiny.write())
    };
    assert_eq!(every_text(&|text| text.replace('\n', "\r\n")), plain);
    assert_eq!(every_text(&|text| text.replace('\n', "\r")), plain);
    assert_eq!(every_text(&|text| format!("\u{FEFF}{text}")), plain);
    assert_eq!(every_text(&|text| text.replace('\n', "\n\n") + "\n\n"), plain);
    assert_eq!(every_text(&|text| text.trim_end().to_owned()), plain);
    let quoted = |text: String| rewrite(&text, |record| record, csv::QuoteStyle::Always);
    assert_eq!(every_text(&quoted), plain);
    let reversed = |text: String| {
        rewrite(&text, |record| record.iter().rev().collect(), csv::QuoteStyle::Necessary)
    };
    assert_eq!(every_text(&reversed), plain);
    let with_extra = |text: String| {
        let with = |mut record: csv::StringRecord| {
            record.push_field("said \"no\",\nthen left");
            record
        };
        rewrite(&text, with, csv::QuoteStyle::Necessary)
    };
    assert_eq!(every_text(&with_extra), plain);
}

/// The same table with each record changed and written anew.
fn rewrite(
    text: &str,
    change: impl Fn(csv::StringRecord) -> csv::StringRecord,
    style: csv::QuoteStyle,
) -> String {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut writer = csv::WriterBuilder::new().quote_style(style).from_writer(Vec::new());
    for record in reader.records() {
        writer.write_record(&change(record.unwrap())).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn packed_files_give_what_plain_ones_do() {
    let tiny = Tiny::new();
    let options = zip::write::SimpleFileOptions::default();
    let (gz, zipped) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let archive = zipped.path().join("home-credit-default-risk.zip");
    let mut all = zip::ZipWriter::new(File::create(&archive).unwrap());
    for (table, text) in &tiny.texts {
        let name = format!("{}.csv", table.name());
        let file = File::create(gz.path().join(format!("{name}.gz"))).unwrap();
        let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap();
        let file = File::create(zipped.path().join(format!("{name}.zip"))).unwrap();
        let mut single = zip::ZipWriter::new(file);
        single.start_file(&name, options).unwrap();
        single.write_all(text).unwrap();
        single.finish().unwrap();
        all.start_file(format!("some folder/{name}"), options).unwrap();
        all.write_all(text).unwrap();
    }
    all.finish().unwrap();
    let plain = tiny.write();
    for path in [gz.path(), zipped.path(), &archive] {
        let packed = Source::open(path).unwrap();
        assert_eq!(everything(&packed), everything(&plain), "{}", path.display());
        assert_eq!(load(&packed).fingerprints, load(&plain).fingerprints);
    }
}

/// A portfolio whose `bureau_balance` fills several chunks; every seventh row takes two lines.
fn with_long_balance(last: &str) -> Tiny {
    let mut text = header(Table::BureauBalance) + ",NOTE\n";
    for row in 0..120_000_u32 {
        let key = 5_000_001 + row.wrapping_mul(2_654_435_761) % 5;
        let note = if row % 7 == 0 { "\"two\nlines, at least\"" } else { "none" };
        writeln!(text, "{key},-{},{},{note}", row % 97, row % 6).unwrap();
    }
    Tiny::new().with(Table::BureauBalance, text + last)
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let tiny = with_long_balance("");
    let source = tiny.write();
    let on_one = on_threads(1, || everything(&source));
    for n in [2, 3] {
        assert!(on_threads(n, || everything(&source)) == on_one, "{n} threads");
    }
}

#[test]
fn rows_of_a_parent_stand_together_in_the_order_of_the_file() {
    let source = with_long_balance("").write_and_keep();
    let loaded = load(&source.1).portfolio;
    let rows = rows_of(&source.1, Table::BureauBalance);
    let (keys, months) = (rows.keys("SK_ID_BUREAU"), rows.integers("MONTHS_BALANCE"));
    let mut n_seen = 0;
    for (place, &credit) in loaded.bureau.rows.keys("SK_ID_BUREAU").iter().enumerate() {
        let expected: Vec<i32> =
            keys.iter().zip(months).filter(|(key, _)| **key == credit).map(|(_, m)| *m).collect();
        let found = loaded.bureau_balance.range(place);
        n_seen += found.len();
        assert_eq!(loaded.bureau_balance.rows.integers("MONTHS_BALANCE")[found], expected);
    }
    assert_eq!(n_seen, loaded.bureau_balance.rows.n_rows);
    let n_orphans = load(&source.1).n_orphans.into_iter().find(|(t, _)| *t == Table::BureauBalance);
    assert_eq!(n_orphans.unwrap().1, (rows.n_rows - n_seen) as u64);
}

impl Tiny {
    fn write_and_keep(self) -> (Self, Source) {
        let source = self.write();
        (self, source)
    }
}

#[test]
fn lines_are_counted_across_quoted_line_breaks() {
    let tiny = with_long_balance("5000001,-1,late,none\n5000001,1,C,none\n5000001,never,C,none\n");
    let n_lines = tiny.text(Table::BureauBalance).lines().count();
    let source = tiny.write();
    for n in [1, 2] {
        let error = on_threads(n, || read_table(&source, Table::BureauBalance, &|_| true, &|_| ()));
        let expected = format!(
            "table \"bureau_balance\", line {n_lines}, column \"MONTHS_BALANCE\": expected a whole \
             number, found \"never\""
        );
        assert_eq!(error.unwrap_err().to_string(), expected);
    }
    let source = with_long_balance("5000001,1,late,none\n").write_and_keep();
    let reading = read_table(&source.1, Table::BureauBalance, &|_| true, &|_| ()).unwrap();
    assert_eq!(reading.lines.line(reading.rows.n_rows - 1), n_lines as u64 - 2);
    assert_eq!(reading.lines.line(8), 12);
    let unknown = reading.notes.unknown_levels.into_iter().next().unwrap();
    assert_eq!(unknown.0, ("STATUS", "late".to_owned()));
    assert_eq!(unknown.1.first_line, n_lines as u64 - 2);
}

#[test]
fn only_the_columns_asked_for_are_kept() {
    let source = Tiny::new().write_and_keep();
    let wanted = |table: Table, name: &str| table == Table::Bureau && name == "DAYS_CREDIT";
    let loaded = portfolio::load(&source.1, &wanted, &|_| ()).unwrap().portfolio;
    assert_eq!(loaded.bureau.rows.integers("DAYS_CREDIT").len(), 4);
    assert!(loaded.bureau.rows.decimals("AMT_CREDIT_SUM").is_empty());
    assert!(loaded.application.levels("CODE_GENDER").is_empty());
    assert_eq!(loaded.pos_cash_balance.rows.keys("SK_ID_PREV").len(), 6);
}

fn report(tiny: &Tiny) -> Report {
    check(&tiny.write(), &|_| ())
}

#[test]
fn a_sound_portfolio_is_called_sound() {
    let found = report(&Tiny::new());
    assert_eq!(found.findings().collect::<Vec<_>>(), []);
    assert_eq!(found.verdict, Verdict::Sound);
    let contents = found.tables[0].contents.as_ref().unwrap();
    assert_eq!((contents.n_rows, contents.n_clients, contents.n_defaulted), (3, Some(3), Some(1)));
    let json = serde_json::to_string(&found).unwrap();
    assert!(
        json.starts_with("{\"verdict\":\"sound\",\"tables\":[{\"table\":\"application_train\"")
    );
}

#[test]
fn a_check_counts_what_is_odd() {
    let tiny = Tiny::new()
        .map(Table::ApplicationTrain, |text| text.trim_end().to_owned())
        .without(Table::ApplicationTest)
        .map(Table::BureauBalance, |text| text + "5000001,7,late\n9000000,,0\n5000001,8,0\n")
        .map(Table::PreviousApplication, |text| text.replace(",XNA,", ",XAP,"))
        .with(Table::CreditCardBalance, "no such table\n1\n");
    let found = report(&tiny);
    assert_eq!(found.verdict, Verdict::Unusable);
    let of = |table: Table| -> Vec<Finding> {
        found.findings().filter(|(of, _)| *of == table).map(|(_, found)| found.clone()).collect()
    };
    assert_eq!(of(Table::ApplicationTrain), [Finding::NoFinalLineBreak]);
    assert_eq!(of(Table::ApplicationTest), [Finding::Absent { is_optional: true }]);
    // One of the four clients of the tiny portfolio is in application_test.
    assert_eq!(
        of(Table::Bureau),
        [Finding::Orphans { column: "SK_ID_CURR", n_rows: 1, first_line: 2 }]
    );
    let (column, first_line) = ("MONTHS_BALANCE", 8);
    assert_eq!(
        of(Table::BureauBalance),
        [
            Finding::Orphans { column: "SK_ID_BUREAU", n_rows: 1, first_line: 9 },
            Finding::UnexpectedMissing { column, n_rows: 1, first_line: 9 },
            Finding::OutOfRange {
                column,
                n_rows: 2,
                first_line,
                example: 7.0,
                range: (-96.0, 0.0)
            },
            Finding::UnknownLevel { column: "STATUS", level: "late".into(), n_rows: 1, first_line },
        ]
    );
    let [Finding::Unreadable { message, hint: Some(_) }] = &of(Table::CreditCardBalance)[..] else {
        panic!("an unreadable table is one finding");
    };
    assert!(message.contains("has no column \"SK_ID_PREV\""));
    assert!(found.tables[7].contents.is_some(), "a bad table must not stop the next");
}

#[test]
fn a_check_finds_repeated_keys_and_sentinels() {
    let repeated = |text: String| text + &line(Table::ApplicationTrain, 1) + "\n";
    let tiny = Tiny::new()
        .map(Table::ApplicationTrain, repeated)
        .map(Table::ApplicationTest, |text| text.replace("100001", "100002"))
        .map(Table::PreviousApplication, |text| text.replace("-3000.0", "365243.0"));
    let found = report(&tiny);
    let (column, n_rows) = ("SK_ID_CURR", 1);
    let key = Finding::RepeatedKey { column, n_rows, key: 100_003, first_line: 3, second_line: 5 };
    let both = Finding::ClientsInBoth { n_clients: 1, key: 100_002, first_line: 2 };
    let findings: Vec<&Finding> = found.findings().map(|(_, finding)| finding).take(2).collect();
    assert_eq!(findings, [&key, &both]);
    let contents = found.tables[4].contents.as_ref().unwrap();
    let days = contents.columns.iter().find(|column| column.column == "DAYS_TERMINATION").unwrap();
    assert_eq!((days.n_missing, days.n_sentinels), (1, 3));
}

#[test]
fn kaggles_descriptions_may_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(descriptions::read(folder.path()).unwrap(), []);
    let text =
        b",Table,Row,Description,Special\r\n9,bureau.csv,AMT,\"what\x92s owed, in all\",\r\n";
    fs::write(folder.path().join(descriptions::FILE_NAME), text).unwrap();
    let found = descriptions::read(folder.path()).unwrap();
    assert_eq!((found.len(), found[0].text.as_str()), (1, "what’s owed, in all"));
}
