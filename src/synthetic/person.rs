//! A client index in, the person behind it out: age, family, work, home, income, and how much
//! history there is.
//!
//! Nothing here knows of risk; the risk of a client is drawn later from what stands here.

use super::marginals::people::{
    AGE_BANDS, CAR, CAR_BY_AGE, CHILDREN, EDUCATION, EDUCATION_BY_INCOME_TYPE, EDUCATIONS, EMAIL,
    FAMILIES, FAMILY, HOUSING, HOUSINGS, INCOME_TYPE, INCOME_TYPES, MEN, OWNS_REALTY, PHONE,
    WORK_PHONE,
};
use super::marginals::quantiles::{
    AGE_DAYS, CAR_AGE, EMPLOYED_DAYS, ID_PUBLISH_DAYS, INCOME, PHONE_CHANGE_DAYS, REGISTRATION_DAYS,
};
use super::marginals::regions::{REGIONS, Region};
use super::marginals::work::{
    OCCUPATION_BY_ORGANIZATION, OCCUPATION_OF_GRADUATES, OCCUPATION_OF_MEN, OCCUPATIONS,
    ORGANIZATIONS,
};
use super::random::{Purpose, Quantiles, Stream, logistic, normal_cdf};
use super::text::{Mills, on_grid};

/// The person, as the form and the bureau know them.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) age_days: i32,
    /// Age as a standard normal score, higher is older.
    pub(super) age_score: f64,
    pub(super) is_man: bool,
    pub(super) income_type: &'static str,
    pub(super) education: &'static str,
    pub(super) family_status: &'static str,
    pub(super) is_couple: bool,
    pub(super) n_children: i32,
    pub(super) housing: &'static str,
    pub(super) owns_realty: bool,
    pub(super) car_age: Option<i32>,
    pub(super) organization: &'static str,
    pub(super) occupation: Option<&'static str>,
    /// Days in the present job, `None` without one.
    pub(super) employed_days: Option<i32>,
    pub(super) registration_days: i32,
    pub(super) id_publish_days: i32,
    pub(super) phone_change_days: i32,
    pub(super) region: &'static Region,
    pub(super) city_rating: i32,
    pub(super) income: Mills,
    /// Income as a standard normal score.
    pub(super) income_score: f64,
    pub(super) has_work_phone: bool,
    pub(super) has_phone: bool,
    pub(super) has_email: bool,
    /// Credits that the bureau knows of.
    pub(super) n_bureau: u32,
    /// Earlier applications with the same lender.
    pub(super) n_previous: u32,
}

/// Share of clients of whom the bureau knows a credit.
const KNOWN_TO_BUREAU: f64 = 0.8585;

/// Credits of the clients whom the bureau knows.
const N_BUREAU: Quantiles = Quantiles {
    shares: &[
        0.0, 0.16, 0.2801, 0.40, 0.51, 0.61, 0.69, 0.76, 0.81, 0.855, 0.90, 0.95, 0.98, 0.995, 1.0,
    ],
    values: &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0, 15.5, 20.0, 26.0, 42.0],
};

/// Share of clients who applied before.
const APPLIED_BEFORE: f64 = 0.948;

/// Earlier applications of the clients who applied before.
const N_PREVIOUS: Quantiles = Quantiles {
    shares: &[
        0.0, 0.175, 0.335, 0.475, 0.59, 0.68, 0.75, 0.805, 0.85, 0.885, 0.91, 0.955, 0.98, 0.995,
        1.0,
    ],
    values: &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 14.5, 19.0, 27.0, 60.0],
};

impl Person {
    /// Draws the client with that index.
    pub(super) fn draw(seed: u64, index: u64) -> Self {
        let random = &mut Stream::new(seed, index, Purpose::Person);
        let age_score = random.normal();
        let age_days = AGE_DAYS.at_score(age_score).round() as i32;
        let age_years = f64::from(age_days) / 365.25;
        let band = AGE_BANDS.partition_point(|end| *end < age_years);
        let is_man = random.chance(MEN[band]);
        let sex = usize::from(is_man);
        let type_index = random.pick(&INCOME_TYPE[sex][band]);
        let is_pensioner = type_index == 3;
        let mut weights = EDUCATION[band];
        for (weight, tilt) in weights.iter_mut().zip(EDUCATION_BY_INCOME_TYPE[type_index]) {
            *weight *= tilt;
        }
        let education = random.pick(&weights);
        let family = random.pick(&FAMILY[sex][band]);
        let is_couple = family < 2;
        let housing = random.pick(&HOUSING[band]);
        let car_odds = CAR_BY_AGE[band]
            + if is_man { CAR[0] } else { 0.0 }
            + if is_couple { CAR[1] } else { 0.0 }
            + if is_man && is_couple { CAR[2] } else { 0.0 };
        let owns_car = random.chance(logistic(car_odds));
        let (organization, occupation) = if is_pensioner {
            ("XNA", None)
        } else {
            work(random, type_index, is_man, matches!(education, 1 | 4))
        };
        let rare_type = random.uniform();
        let income_type = match INCOME_TYPES[type_index] {
            "Working" if rare_type < 0.0002 => "Maternity leave",
            "Working" if rare_type < 0.0003 => "Student",
            "Commercial associate" if rare_type < 0.0003 => "Businessman",
            "Pensioner" if rare_type < 0.0003 => "Unemployed",
            usual => usual,
        };
        let employed_days = (!is_pensioner).then(|| {
            let score = 0.33 * age_score + 0.95 * random.normal();
            (EMPLOYED_DAYS.at_score(score).round() as i32).min(age_days - 5_800).max(1)
        });
        let registration = 0.34 * age_score + 0.94 * random.normal();
        let id_publish = 0.27 * age_score + 0.963 * random.normal();
        let phone = 0.08 * age_score + 0.997 * random.normal();
        let region = region(random);
        let city_rating = if random.chance(region.city.1) { region.city.0 } else { region.rating };
        let standing = [-0.09, 0.227, 0.054, -0.339, 0.148][education]
            + [0.143, 0.375, 0.209, -0.131][type_index]
            + if is_man { 0.148 } else { -0.148 }
            + if owns_car { 0.125 } else { -0.125 }
            + [0.0, 0.472, -0.175, -0.297][region.rating as usize]
            + occupation.map_or(0.03, pay);
        let income_score = 0.985 * (standing - 0.005) + 0.885 * random.normal();
        let income = income(random, income_score);
        let history_age = 0.25 * age_score.min(1.2);
        let n_bureau = if random.chance(KNOWN_TO_BUREAU + 0.015 * age_score.clamp(-2.0, 2.0)) {
            N_BUREAU.at_score(history_age + 0.968 * random.normal()) as u32
        } else {
            0
        };
        let n_previous = if random.chance(APPLIED_BEFORE) {
            N_PREVIOUS.at_score(0.1 * age_score + 0.995 * random.normal()) as u32
        } else {
            0
        };
        Self {
            age_days,
            age_score,
            is_man,
            income_type,
            education: EDUCATIONS[education],
            family_status: FAMILIES[family],
            is_couple,
            n_children: children(random, is_couple, band),
            housing: HOUSINGS[housing],
            owns_realty: random.chance(OWNS_REALTY[housing]),
            car_age: owns_car.then(|| CAR_AGE.at(random.uniform()).round() as i32),
            organization,
            occupation,
            employed_days,
            registration_days: (REGISTRATION_DAYS.at_score(registration) as i32).min(age_days),
            id_publish_days: (ID_PUBLISH_DAYS.at_score(id_publish) as i32).min(age_days),
            phone_change_days: PHONE_CHANGE_DAYS.at_score(phone) as i32,
            region,
            city_rating,
            income,
            income_score,
            has_work_phone: !is_pensioner && random.chance(WORK_PHONE[band]),
            has_phone: random.chance(PHONE[band]),
            has_email: random.chance(EMAIL[band]),
            n_bureau,
            n_previous,
        }
    }

    pub(super) fn age_years(&self) -> f64 {
        f64::from(self.age_days) / 365.25
    }

    pub(super) fn age_band(&self) -> usize {
        AGE_BANDS.partition_point(|end| *end < self.age_years())
    }
}

fn children(random: &mut Stream, is_couple: bool, band: usize) -> i32 {
    let n_children = random.pick(&CHILDREN[usize::from(is_couple)][band]) as i32;
    if n_children < 4 { n_children } else { 4 + (random.exponential(0.55) as i32).min(15) }
}

fn region(random: &mut Stream) -> &'static Region {
    let total: f64 = REGIONS.iter().map(|region| region.weight).sum();
    let mut left = random.uniform() * total;
    for region in REGIONS {
        left -= region.weight;
        if left < 0.0 {
            return region;
        }
    }
    &REGIONS[REGIONS.len() - 1]
}

/// Employer, and occupation given the employer, the gender and the education.
fn work(
    random: &mut Stream,
    income_type: usize,
    is_man: bool,
    is_graduate: bool,
) -> (&'static str, Option<&'static str>) {
    let total: f64 = ORGANIZATIONS.iter().map(|(_, weights)| weights[income_type]).sum();
    let mut left = random.uniform() * total;
    let mut organization = ORGANIZATIONS[0].0;
    for (name, weights) in ORGANIZATIONS {
        left -= weights[income_type];
        if left < 0.0 {
            organization = name;
            break;
        }
    }
    let rest = OCCUPATION_BY_ORGANIZATION.len() - 1;
    let row = OCCUPATION_BY_ORGANIZATION.iter().position(|(name, _)| *name == organization);
    let mut weights = OCCUPATION_BY_ORGANIZATION[row.unwrap_or(rest)].1;
    for (index, weight) in weights.iter_mut().enumerate() {
        *weight *= if is_man { OCCUPATION_OF_MEN[index] } else { 1.0 };
        *weight *= if is_graduate { OCCUPATION_OF_GRADUATES[index] } else { 1.0 };
    }
    (organization, OCCUPATIONS[random.pick(&weights)])
}

/// What the occupation adds to the income score, from a regression on real rows.
fn pay(occupation: &str) -> f64 {
    match occupation {
        "Managers" => 0.546,
        "Realty agents" => 0.384,
        "Accountants" => 0.241,
        "IT staff" => 0.216,
        "Private service staff" => 0.123,
        "Drivers" => 0.082,
        "High skill tech staff" | "HR staff" => 0.06,
        "Sales staff" | "Medicine staff" => -0.06,
        "Cooking staff" | "Secretaries" | "Waiters/barmen staff" => -0.19,
        "Security staff" => -0.287,
        "Cleaning staff" | "Low-skill Laborers" => -0.376,
        _ => -0.01,
    }
}

/// The income as people state it: mostly a multiple of 22,500 or 4,500.
fn income(random: &mut Stream, score: f64) -> Mills {
    let units = INCOME.at(normal_cdf(score));
    let heap = random.uniform();
    let heaped = on_grid(units, 22_500_000);
    let is_near = (heaped as f64 / 1000.0 - units).abs() < 8_000.0;
    if heap < 0.85 && is_near && units > 60_000.0 {
        heaped
    } else if heap < 0.975 {
        on_grid(units, 4_500_000)
    } else {
        on_grid(units, 450_000)
    }
}
