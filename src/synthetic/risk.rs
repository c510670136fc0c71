//! A person and a form in, the latent risk and the outcome out.
//!
//! The risk is a standard normal score. Part of it is the sum of the published effects of what the
//! form says; the rest is a character of the client that no form shows, which the outside scores,
//! the bureau and the payment history see through noise. The outcome follows from the risk:
//!
//! ```text
//! P(default | risk) = Φ((RISK_LOADING · risk − THRESHOLD) / √(1 − RISK_LOADING²))
//! ```

use super::building::Building;
use super::form::Form;
use super::marginals::effects as e;
use super::person::Person;
use super::random::{Purpose, Stream, normal_cdf};

/// Correlation of the risk with the propensity whose highest 8 % default.
const RISK_LOADING: f64 = 0.88;

/// Propensity above which a client defaults: the published default rate is 8.07 %.
const THRESHOLD: f64 = 1.408;

/// Mean and standard deviation of the sum of the effects over the portfolio.
const SHOWN_MEAN: f64 = 0.1182;
const SHOWN_DEVIATION: f64 = 0.4593;

/// What drives a client's outcome and histories.
#[derive(Debug, Clone, Copy)]
pub(super) struct Risk {
    /// Standard normal, higher is riskier.
    pub(super) score: f64,
    pub(super) defaults: bool,
}

impl Risk {
    /// Draws the risk of a client.
    pub(super) fn draw(
        seed: u64,
        index: u64,
        person: &Person,
        form: &Form,
        building: Option<&Building>,
    ) -> Self {
        let random = &mut Stream::new(seed, index, Purpose::Risk);
        let hidden = (1.0 - SHOWN_DEVIATION * SHOWN_DEVIATION).sqrt();
        let shown = shown(person, form, building) - SHOWN_MEAN;
        let score = shown + hidden * random.normal();
        let spread = (1.0 - RISK_LOADING * RISK_LOADING).sqrt();
        let probability = normal_cdf((RISK_LOADING * score - THRESHOLD) / spread);
        Self { score, defaults: random.chance(probability) }
    }
}

/// Sum of the effects of what the application shows, the outside scores apart.
fn shown(person: &Person, form: &Form, building: Option<&Building>) -> f64 {
    let years = |days: i32| f64::from(days) / 365.25;
    let flag = |value: bool| f64::from(u8::from(value));
    let gender = if person.is_man { "M" } else { "F" };
    let contract = if form.is_revolving { "Revolving loans" } else { "Cash loans" };
    let mut sum = e::of_level(e::GENDER, gender)
        + e::of_level(e::EDUCATION, person.education)
        + e::of_level(e::FAMILY_STATUS, person.family_status)
        + e::of_level(e::HOUSING, person.housing)
        + e::of_level(e::OCCUPATION, person.occupation.unwrap_or("(missing)"))
        + e::of_level(e::ORGANIZATION, person.organization)
        + e::of_level(e::INCOME_TYPE, person.income_type)
        + e::of_level(e::TYPE_SUITE, form.type_suite.unwrap_or("(missing)"))
        + e::of_level(e::CONTRACT, contract)
        + e::of_level(e::WEEKDAY, form.weekday);
    sum += e::AGE_YEARS.of(person.age_years())
        + person.employed_days.map_or(0.0, |days| e::EMPLOYED_YEARS.of(years(days)))
        + e::REGISTRATION_YEARS.of(years(person.registration_days))
        + e::ID_PUBLISH_YEARS.of(years(person.id_publish_days))
        + e::PHONE_CHANGE_YEARS.of(years(person.phone_change_days))
        + e::INCOME.of(person.income as f64 / 1000.0)
        + person.car_age.map_or(0.0, |age| e::CAR_AGE.of(f64::from(age)))
        + e::HOUR.of(f64::from(form.hour))
        + e::CITY_RATING.of(f64::from(person.city_rating))
        + e::WORK_PHONE.of(flag(person.has_work_phone))
        + e::PHONE.of(flag(person.has_phone))
        + e::CITY_NOT_LIVE.of(flag(form.mismatches[3]))
        + e::CITY_NOT_WORK.of(flag(form.mismatches[4]))
        + e::REALTY.of(flag(person.owns_realty))
        + e::NO_CAR.of(flag(person.car_age.is_none()))
        + e::NO_BUREAU.of(flag(form.requests.is_none()))
        + e::NO_BUILDING.of(flag(building.is_none()));
    if !form.is_revolving {
        sum += form.goods.map_or(0.0, |goods| e::GOODS.of(goods as f64 / 1000.0))
            + e::CREDIT_PER_GOODS.of(form.markup())
            + e::CREDIT_PER_ANNUITY.of(form.credit as f64 / form.annuity as f64);
    }
    sum + form.circle.map_or(-0.6, |circle| e::DEFAULTS_AROUND.of(f64::from(circle[1])))
        + form.requests.map_or(0.0, |requests| e::REQUESTS_YEAR.of(f64::from(requests[5])))
        + building.and_then(|b| b.floors()).map_or(0.0, |floors| e::FLOORS.of(floors))
}
