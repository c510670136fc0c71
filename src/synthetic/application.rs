//! A client in, one row of `application_train.csv` or `application_test.csv` out.

use crate::tables::DAYS_SENTINEL;

use super::building::Building;
use super::client::Client;
use super::text::Rows;

/// Name of the outcome, which stands after the key in the train file.
pub(super) const OUTCOME: &str = "TARGET";

/// Writes the row of a client.
pub(super) fn write(client: &Client, rows: &mut Rows) {
    let (person, form) = (&client.person, &client.form);
    let is_pensioner = person.employed_days.is_none();
    let yes_no = |value: bool| if value { "Y" } else { "N" };
    rows.key(client.id);
    if client.is_train {
        rows.beside(if client.risk.defaults { b"1," } else { b"0," });
    }
    rows.level(if form.is_revolving { "Revolving loans" } else { "Cash loans" });
    rows.level(if person.is_man { "M" } else { "F" });
    rows.level(yes_no(person.car_age.is_some()));
    rows.level(yes_no(person.owns_realty));
    rows.number(person.n_children);
    rows.money(person.income);
    rows.money(form.credit);
    rows.money(form.annuity);
    rows.maybe_money(form.goods);
    rows.maybe_level(form.type_suite);
    rows.level(person.income_type);
    rows.level(person.education);
    rows.level(person.family_status);
    rows.level(person.housing);
    rows.real(person.region.population);
    rows.number(-person.age_days);
    rows.number(person.employed_days.map_or(DAYS_SENTINEL, |days| -days));
    rows.number(-person.registration_days);
    rows.number(-person.id_publish_days);
    rows.maybe(person.car_age);
    rows.flag(true);
    rows.flag(!is_pensioner);
    rows.flag(person.has_work_phone);
    rows.flag(!client.is_hard_to_reach);
    rows.flag(person.has_phone);
    rows.flag(person.has_email);
    rows.maybe_level(person.occupation);
    rows.number(person.n_children + if person.is_couple { 2 } else { 1 });
    rows.number(person.region.rating);
    rows.number(person.city_rating);
    rows.level(form.weekday);
    rows.number(form.hour);
    for mismatch in form.mismatches {
        rows.flag(mismatch);
    }
    rows.level(person.organization);
    for score in client.scores {
        rows.maybe_real(score);
    }
    Building::write(client.building.as_ref(), rows);
    for index in 0..4 {
        rows.maybe(form.circle.map(|circle| circle[index]));
    }
    rows.number(-person.phone_change_days);
    for document in 2..=21 {
        rows.flag(form.documents >> document & 1 == 1);
    }
    for index in 0..6 {
        rows.maybe(form.requests.map(|requests| requests[index]));
    }
    rows.end();
}
