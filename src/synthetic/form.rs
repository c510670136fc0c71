//! A person in, what they ask for and how they ask out: contract, amounts, documents, addresses,
//! social circle and the bureau's count of requests.

use super::marginals::people::REVOLVING;
use super::marginals::quantiles::{CASH_GOODS, CREDIT_PER_ANNUITY};
use super::person::Person;
use super::random::{Purpose, Stream};
use super::text::{Mills, on_grid};

/// The application form.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) is_revolving: bool,
    pub(super) credit: Mills,
    pub(super) annuity: Mills,
    pub(super) goods: Option<Mills>,
    pub(super) type_suite: Option<&'static str>,
    pub(super) weekday: &'static str,
    pub(super) hour: i32,
    /// Six flags: region and city of registration, of residence and of work do not match.
    pub(super) mismatches: [bool; 6],
    /// Bit `n` is set where `FLAG_DOCUMENT_n` is 1.
    pub(super) documents: u32,
    /// Contacts observed and in default, within 30 and 60 days.
    pub(super) circle: Option<[i32; 4]>,
    /// Requests to the bureau: hour, day, week, month, quarter, year.
    pub(super) requests: Option<[i32; 6]>,
}

/// Credits of revolving loans, in units, with their shares.
const REVOLVING_CREDIT: &[(f64, f64)] = &[
    (90e3, 0.004),
    (135e3, 0.069),
    (157.5e3, 0.030),
    (180e3, 0.224),
    (202.5e3, 0.067),
    (225e3, 0.048),
    (247.5e3, 0.046),
    (270e3, 0.198),
    (292.5e3, 0.010),
    (315e3, 0.026),
    (337.5e3, 0.039),
    (360e3, 0.014),
    (382.5e3, 0.017),
    (405e3, 0.035),
    (427.5e3, 0.004),
    (450e3, 0.038),
    (495e3, 0.009),
    (540e3, 0.028),
    (585e3, 0.018),
    (630e3, 0.010),
    (675e3, 0.022),
    (720e3, 0.005),
    (765e3, 0.003),
    (810e3, 0.007),
    (900e3, 0.018),
    (1350e3, 0.010),
];

/// Credit over price of the goods for cash loans (fees and insurance), with their shares.
const MARKUP: &[(f64, f64)] = &[
    (1.0, 0.285),
    (1.0396, 0.006),
    (1.0528, 0.009),
    (1.0594, 0.008),
    (1.066, 0.022),
    (1.0792, 0.026),
    (1.0871, 0.012),
    (1.099, 0.014),
    (1.1056, 0.035),
    (1.1162, 0.008),
    (1.1188, 0.065),
    (1.132, 0.052),
    (1.1452, 0.036),
    (1.1584, 0.092),
    (1.1716, 0.010),
    (1.198, 0.095),
    (1.2112, 0.049),
    (1.2244, 0.008),
    (1.2376, 0.029),
    (1.2574, 0.006),
    (1.264, 0.032),
    (1.2772, 0.006),
    (1.3168, 0.038),
    (1.3366, 0.004),
    (1.396, 0.036),
    (1.4224, 0.020),
    (1.4752, 0.003),
    (1.528, 0.009),
];

/// The same above 900,000 units, where the fees weigh less.
const MARKUP_OF_LARGE: &[(f64, f64)] = &[
    (1.0, 0.36),
    (1.0581, 0.02),
    (1.0713, 0.015),
    (1.0871, 0.08),
    (1.095, 0.03),
    (1.1162, 0.045),
    (1.1188, 0.085),
    (1.1452, 0.225),
    (1.1584, 0.025),
    (1.1663, 0.025),
    (1.1782, 0.015),
    (1.198, 0.015),
    (1.2218, 0.015),
    (1.2772, 0.045),
    (1.396, 0.02),
];

const WEEKDAYS: &[(&str, f64)] = &[
    ("TUESDAY", 17.36),
    ("WEDNESDAY", 16.98),
    ("MONDAY", 16.52),
    ("THURSDAY", 16.52),
    ("FRIDAY", 16.32),
    ("SATURDAY", 10.97),
    ("SUNDAY", 5.33),
];

const HOURS: [f64; 24] = [
    0.1, 0.35, 1.2, 3.6, 6.6, 11.6, 19.8, 30.9, 49.2, 90.8, 121.3, 122.3, 111.1, 101.7, 89.8, 78.1,
    67.3, 47.5, 28.4, 13.1, 3.3, 1.7, 0.3, 0.1,
];

/// Patterns of the six mismatch flags of those in work, most frequent first.
const MISMATCHES: &[([u8; 6], f64)] = &[
    ([0, 0, 0, 0, 0, 0], 0.6934),
    ([0, 0, 0, 0, 1, 1], 0.1707),
    ([0, 0, 0, 1, 1, 0], 0.0579),
    ([0, 1, 1, 0, 1, 1], 0.0277),
    ([0, 1, 1, 0, 0, 0], 0.0171),
    ([1, 1, 0, 1, 1, 0], 0.0094),
    ([0, 0, 0, 1, 1, 1], 0.0093),
    ([0, 0, 0, 1, 0, 1], 0.0046),
    ([1, 1, 0, 0, 0, 0], 0.0021),
    ([0, 1, 1, 1, 1, 1], 0.0016),
    ([1, 1, 1, 1, 1, 1], 0.0027),
    ([0, 1, 1, 1, 0, 0], 0.0011),
    ([1, 0, 1, 1, 0, 1], 0.0010),
];

/// The same for pensioners, who have no place of work.
const MISMATCHES_OF_PENSIONERS: &[([u8; 6], f64)] = &[
    ([0, 0, 0, 0, 0, 0], 0.9717),
    ([0, 0, 0, 1, 0, 0], 0.0214),
    ([1, 0, 0, 1, 0, 0], 0.0035),
    ([1, 0, 0, 0, 0, 0], 0.0034),
];

impl Form {
    /// Draws the form; train and test differ as they do in the original (test is a later wave with
    /// hardly any revolving loan, smaller credits and other request counts).
    pub(super) fn draw(seed: u64, index: u64, person: &Person, is_train: bool) -> Self {
        let random = &mut Stream::new(seed, index, Purpose::Form);
        let share = if is_train { REVOLVING[person.age_band()] } else { 0.007 };
        let is_revolving = random.chance(share);
        let (credit, annuity, goods) =
            if is_revolving { card(random) } else { cash(random, person, is_train) };
        let is_pensioner = person.employed_days.is_none();
        let patterns = if is_pensioner { MISMATCHES_OF_PENSIONERS } else { MISMATCHES };
        let hour_shift = if person.region.rating == 3 { -1 } else { 0 }
            + if person.region.rating == 1 { 1 } else { 0 };
        Self {
            is_revolving,
            credit,
            annuity,
            goods,
            type_suite: type_suite(random, goods.is_none()),
            weekday: random.choose(WEEKDAYS),
            hour: (random.pick(&HOURS) as i32 + hour_shift).clamp(0, 23),
            mismatches: random.choose(patterns).map(|flag| flag == 1),
            documents: documents(random, is_revolving, is_pensioner, is_train),
            circle: (!random.chance(0.0032)).then(|| circle(random)),
            requests: requests(random, person.n_bureau > 0, is_train),
        }
    }

    /// Credit over price of the goods, 1 where there is no price.
    pub(super) fn markup(&self) -> f64 {
        self.goods.map_or(1.0, |goods| self.credit as f64 / goods as f64)
    }
}

/// Credit, annuity (5 % of the credit) and goods of a revolving loan.
fn card(random: &mut Stream) -> (Mills, Mills, Option<Mills>) {
    let credit = (random.choose(REVOLVING_CREDIT) * 1000.0) as Mills;
    let goods = if random.chance(0.0105) {
        None
    } else if random.chance(0.012) {
        Some(credit / 2)
    } else {
        Some(credit)
    };
    (credit, credit / 20, goods)
}

/// Credit, annuity and goods of a cash loan.
fn cash(random: &mut Stream, person: &Person, is_train: bool) -> (Mills, Mills, Option<Mills>) {
    let age = person.age_score;
    let score = 0.47 * person.income_score + 0.12 * age - 0.09 * (age * age - 1.0)
        + if person.is_couple { 0.06 } else { -0.17 }
        + if is_train { 0.0 } else { -0.25 }
        + 0.84 * random.normal();
    let units = CASH_GOODS.at_score(score);
    let goods = if random.chance(0.6) && units > 120_000.0 {
        on_grid(units, 22_500_000)
    } else if random.chance(0.992) {
        on_grid(units, 4_500_000)
    } else {
        on_grid(units, 450_000)
    };
    let markups = if goods > 900_000_000 { MARKUP_OF_LARGE } else { MARKUP };
    let credit = on_grid(goods as f64 * random.choose(markups) / 1000.0, 4_500);
    let length = CREDIT_PER_ANNUITY.at_score(0.69 * score + 0.724 * random.normal());
    (credit, on_grid(credit as f64 / length / 1000.0, 4_500), Some(goods))
}

fn type_suite(random: &mut Stream, no_goods: bool) -> Option<&'static str> {
    const LEVELS: &[(&str, f64)] = &[
        ("Unaccompanied", 80.86),
        ("Family", 13.03),
        ("Spouse, partner", 3.66),
        ("Children", 1.06),
        ("Other_B", 0.58),
        ("Other_A", 0.27),
        ("Group of people", 0.10),
    ];
    let is_missing = no_goods || random.chance(0.0033);
    (!is_missing).then(|| random.choose(LEVELS))
}

/// The documents handed in: one main document, sometimes a second.
fn documents(random: &mut Stream, is_revolving: bool, is_pensioner: bool, is_train: bool) -> u32 {
    const NONE: u32 = 0;
    let main: &[(u32, f64)] = match (is_revolving, is_pensioner) {
        (false, false) => &[
            (3, 0.8390),
            (8, 0.1049),
            (5, 0.0149),
            (6, 0.0098),
            (9, 0.0048),
            (11, 0.0042),
            (18, 0.0010),
            (NONE, 0.0214),
        ],
        (false, true) => {
            &[(3, 0.4998), (6, 0.4757), (5, 0.0109), (8, 0.0090), (9, 0.0011), (NONE, 0.0035)]
        }
        (true, false) => &[
            (NONE, 0.9250),
            (3, 0.0320),
            (5, 0.0265),
            (11, 0.0063),
            (8, 0.0048),
            (9, 0.0022),
            (18, 0.0032),
        ],
        (true, true) => {
            &[(NONE, 0.9648), (5, 0.0136), (3, 0.0108), (6, 0.0054), (9, 0.0027), (8, 0.0027)]
        }
    };
    let first = random.choose(main);
    let mut documents = if first == NONE { 0 } else { 1 << first };
    let seconds: &[(u32, f64)] = &[
        (16, 0.0116),
        (18, 0.0080),
        (13, 0.0040),
        (14, 0.0034),
        (15, 0.0016),
        (19, 0.0007),
        (20, 0.00065),
        (17, 0.00032),
        (21, 0.0003),
        (7, 0.0002),
        (4, 0.00013),
        (2, 0.00005),
        (12, 0.00001),
        (NONE, 0.9687),
    ];
    if (first == 3 || first == 8) && is_train {
        let second = random.choose(seconds);
        documents |= if second == NONE { 0 } else { 1 << second };
    }
    documents
}

/// Contacts observed, and those of them in default.
fn circle(random: &mut Stream) -> [i32; 4] {
    let observed = if random.chance(0.5357) {
        0
    } else {
        (1.0 + random.exponential(2.52)).floor().min(30.0) as i32
    };
    let chance = if observed == 0 { 0.0 } else { 0.104 };
    let in_default = (0..observed).filter(|_| random.chance(chance)).count() as i32;
    let late = (0..in_default.min(6)).filter(|_| random.chance(0.70)).count() as i32;
    let observed_60 = if random.chance(0.978) { observed } else { (observed - 1).max(0) };
    [observed, in_default.min(6), observed_60, late.min(observed_60)]
}

/// The bureau's request counts; they are missing together, mostly where the bureau knows nothing.
fn requests(random: &mut Stream, is_known: bool, is_train: bool) -> Option<[i32; 6]> {
    let missing = if is_known { 0.012 } else { 0.888 };
    if random.chance(missing) {
        return None;
    }
    const YEAR: [f64; 11] =
        [0.2625, 0.2400, 0.1880, 0.1276, 0.0823, 0.0470, 0.0273, 0.0150, 0.0075, 0.0046, 0.0005];
    const MONTH: [f64; 14] = [
        0.8295, 0.1291, 0.0206, 0.0075, 0.0050, 0.0025, 0.0016, 0.0010, 0.0006, 0.0007, 0.0003,
        0.0003, 0.0003, 0.0010,
    ];
    const QUARTER: [f64; 6] = [0.8076, 0.1298, 0.0535, 0.0067, 0.0022, 0.0003];
    const QUARTER_OF_TEST: [f64; 6] = [0.57, 0.30, 0.11, 0.015, 0.004, 0.001];
    const DAY: [f64; 4] = [0.9946, 0.0047, 0.0004, 0.0003];
    const WEEK: [f64; 4] = [0.9672, 0.0317, 0.0006, 0.0005];
    let year = random.pick(&YEAR) as i32;
    Some(if is_train {
        [
            i32::from(random.chance(0.0060)),
            random.pick(&DAY) as i32,
            random.pick(&WEEK) as i32,
            random.pick(&MONTH) as i32,
            random.pick(&QUARTER) as i32,
            year,
        ]
    } else {
        [
            i32::from(random.chance(0.0019)),
            i32::from(random.chance(0.0011)),
            i32::from(random.chance(0.0042)),
            i32::from(random.chance(0.0070)),
            random.pick(&QUARTER_OF_TEST) as i32,
            year,
        ]
    })
}
