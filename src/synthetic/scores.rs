//! The latent risk in, the three outside scores out (higher is safer), each with its own noise,
//! its own view of age and region, and its own gaps.

use super::form::Form;
use super::marginals::quantiles::{EXT_SOURCE_1, EXT_SOURCE_2, EXT_SOURCE_3};
use super::person::Person;
use super::random::{Purpose, Stream};
use super::risk::Risk;

/// How much of each score is the latent risk (the published AUCs are 0.328, 0.345 and 0.312).
const RISK_SHARES: [f64; 3] = [0.273, 0.245, 0.37];

/// The three scores between 0 and 1, `None` where the source knows nothing.
pub(super) fn draw(
    seed: u64,
    index: u64,
    person: &Person,
    form: &Form,
    risk: &Risk,
    is_train: bool,
) -> [Option<f64>; 3] {
    let random = &mut Stream::new(seed, index, Purpose::Scores);
    let safety = -risk.score;
    let rating = f64::from(2 - person.city_rating);
    let phone = f64::from(person.phone_change_days - 960) / 824.0;
    let hour = (f64::from(form.hour) - 12.0) / 3.26;
    let first = RISK_SHARES[0] * safety + 0.56 * person.age_score + 0.74 * random.normal();
    let second = RISK_SHARES[1] * safety
        + 0.48 * rating
        + 0.17 * phone.clamp(-1.2, 2.5)
        + 0.07 * hour
        + 0.04 * person.age_score
        + 0.08 * person.income_score
        + 0.83 * random.normal();
    let third = RISK_SHARES[2] * safety + 0.14 * person.age_score - 0.08 * person.income_score
        + 0.885 * random.normal();
    let first_gap = if is_train { 0.565 } else { 0.434 };
    let third_gap = if form.requests.is_none() { 1.0 } else { 0.0727 };
    let fine = random.uniform() * 1e-6;
    [
        (!random.chance(first_gap)).then(|| EXT_SOURCE_1.at_score(first) + fine),
        (!random.chance(0.0022)).then(|| EXT_SOURCE_2.at_score(second) + fine),
        (!random.chance(third_gap)).then(|| third_score(EXT_SOURCE_3.at_score(third))),
    ]
}

/// The third score takes about a thousand values only, as in the original.
fn third_score(score: f64) -> f64 {
    let step = (score * 1050.0).round();
    (step / 1050.0 + (step * 0.618).fract() * 1e-5).clamp(0.000_527_265, 0.882_53)
}
