//! What each format writes, at its edges.

use super::{Format, Language};

const FR: Format = Format::new(Language::French);
const EN: Format = Format::new(Language::English);

#[track_caller]
fn check(found: [String; 2], french: &str, english: &str) {
    // Spaces are named, since a narrow one and a wide one look alike in a failing test.
    let shown = |text: &str| text.replace('\u{202f}', "~").replace('\u{a0}', "_");
    assert_eq!([shown(&found[0]), shown(&found[1])], [french.to_owned(), english.to_owned()]);
}

#[test]
fn whole_numbers_are_grouped_by_three() {
    check([FR.integer(0), EN.integer(0)], "0", "0");
    check([FR.integer(999), EN.integer(999)], "999", "999");
    check([FR.integer(-1000), EN.integer(-1000)], "−1~000", "−1,000");
    check([FR.count(27_299_925), EN.count(27_299_925)], "27~299~925", "27,299,925");
    check(
        [FR.integer(i64::MIN), EN.integer(i64::MIN)],
        "−9~223~372~036~854~775~808",
        "−9,223,372,036,854,775,808",
    );
}

#[test]
fn decimals_keep_their_zeros_and_lose_the_sign_of_nothing() {
    check([FR.decimal(1234.5, 2), EN.decimal(1234.5, 2)], "1~234,50", "1,234.50");
    check([FR.decimal(-0.004, 2), EN.decimal(-0.004, 2)], "0,00", "0.00");
    check([FR.decimal(f64::NAN, 2), EN.decimal(f64::INFINITY, 2)], "non renseigné", "not given");
    check([FR.signed(1.5, 1), EN.signed(-1.5, 1)], "+1,5", "−1.5");
    check([FR.signed(0.01, 1), EN.signed(-0.01, 1)], "0,0", "0.0");
    check([FR.signed(f64::INFINITY, 1), EN.signed(f64::NAN, 1)], "non renseigné", "not given");
}

#[test]
fn percent_takes_a_space_in_french_only() {
    check([FR.percent(0.0807, 1), EN.percent(0.0807, 1)], "8,1_%", "8.1%");
    check([FR.percent(1.0, 0), EN.percent(1.0, 0)], "100_%", "100%");
}

#[test]
fn points_agree_with_the_number_that_is_read() {
    check([FR.points(-0.032, 1), EN.points(-0.032, 1)], "3,2_points", "3.2_points");
    check([FR.points(0.0104, 1), EN.points(0.0104, 1)], "1,0_point", "1.0_point");
    check([FR.points(0.0199, 1), EN.points(0.0, 1)], "2,0_points", "0.0_points");
    check([FR.signed_points(0.015, 1), EN.signed_points(-0.015, 1)], "+1,5_point", "−1.5_points");
    check([FR.points(f64::NAN, 1), EN.signed_points(f64::NAN, 1)], "non renseigné", "not given");
}

#[test]
fn amounts_carry_the_sign_where_the_language_puts_it() {
    check([FR.amount(1234.4, "€"), EN.amount(1234.4, "€")], "1~234_€", "€1,234");
    check([FR.amount(-5.0, "€"), EN.amount(-5.0, "€")], "−5_€", "−€5");
    check([FR.amount(1e9, "EUR"), EN.amount(1e9, "EUR")], "1~000~000~000_EUR", "EUR_1,000,000,000");
    check([FR.amount(7.0, ""), EN.amount(f64::NAN, "€")], "7", "not given");
}

#[test]
fn durations_are_told_in_the_largest_units_that_fit() {
    check([FR.duration(0.0), EN.duration(0.0)], "0_jour", "0_days");
    check([FR.duration(1.0), EN.duration(1.0)], "1_jour", "1_day");
    check([FR.duration(12.0), EN.duration(-12.0)], "12_jours", "12_days");
    check([FR.duration(30.0), EN.duration(30.0)], "1_mois", "1_month");
    check([FR.duration(-365.0), EN.duration(365.0)], "1_an", "1_year");
    check([FR.duration(396.0), EN.duration(396.0)], "1_an et 1_mois", "1_year and 1_month");
    check([FR.duration(822.0), EN.duration(822.0)], "2_ans et 3_mois", "2_years and 3_months");
    check([FR.duration(16_043.0), EN.duration(f64::NAN)], "43_ans et 11_mois", "not given");
}

#[test]
fn dates_are_written_out_and_other_text_is_left_alone() {
    check([FR.date("2026-11-22"), EN.date("2026-11-22")], "22_novembre 2026", "22_November 2026");
    check([FR.date("2027-08-01"), EN.date("2027-08-01")], "1er_août 2027", "1_August 2027");
    for other in [
        "",
        "2026-13-01",
        "2026-11-00",
        "22/11/2026",
        "2026-1-1",
        "2026-02-29",
        "+026-11-22",
        "2026-11-22T10:00",
    ] {
        check([FR.date(other), EN.date(other)], other, other);
    }
}
