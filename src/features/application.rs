//! Features of the application: the form, the outside scores, ratios between amounts.

use super::Profile;
use super::block::{Block, Computed, code_of, marks, ratios};
use super::definition::{Definition, Feature};
use super::statistics::ratio;
use crate::tables::rows::{MISSING_LEVEL, UNKNOWN_LEVEL};
use crate::tables::{Kind, Quantity, Table};

/// Category columns with two levels, kept as one 0/1 column, and the level that is 1.
const BINARY: [(&str, &str); 3] =
    [("CODE_GENDER", "F"), ("FLAG_OWN_CAR", "Y"), ("FLAG_OWN_REALTY", "Y")];

/// The five ratios of the kernel.
const KERNEL_RATIOS: [(&str, &str, &str); 5] = [
    ("DAYS_EMPLOYED_PERC", "DAYS_EMPLOYED", "DAYS_BIRTH"),
    ("INCOME_CREDIT_PERC", "AMT_INCOME_TOTAL", "AMT_CREDIT"),
    ("INCOME_PER_PERSON", "AMT_INCOME_TOTAL", "CNT_FAM_MEMBERS"),
    ("ANNUITY_INCOME_PERC", "AMT_ANNUITY", "AMT_INCOME_TOTAL"),
    ("PAYMENT_RATE", "AMT_ANNUITY", "AMT_CREDIT"),
];

/// Further ratios of two columns.
const FURTHER_RATIOS: [(&str, &str, &str); 11] = [
    ("CREDIT_GOODS_RATIO", "AMT_CREDIT", "AMT_GOODS_PRICE"),
    ("CREDIT_TERM", "AMT_CREDIT", "AMT_ANNUITY"),
    ("GOODS_INCOME_RATIO", "AMT_GOODS_PRICE", "AMT_INCOME_TOTAL"),
    ("CREDIT_INCOME_RATIO", "AMT_CREDIT", "AMT_INCOME_TOTAL"),
    ("CAR_AGE_RATIO", "OWN_CAR_AGE", "DAYS_BIRTH"),
    ("CAR_EMPLOYED_RATIO", "OWN_CAR_AGE", "DAYS_EMPLOYED"),
    ("PHONE_CHANGE_RATIO", "DAYS_LAST_PHONE_CHANGE", "DAYS_BIRTH"),
    ("ID_CHANGE_RATIO", "DAYS_ID_PUBLISH", "DAYS_BIRTH"),
    ("REGISTRATION_RATIO", "DAYS_REGISTRATION", "DAYS_BIRTH"),
    ("CHILDREN_RATIO", "CNT_CHILDREN", "CNT_FAM_MEMBERS"),
    ("SOCIAL_DEFAULT_RATIO", "DEF_30_CNT_SOCIAL_CIRCLE", "OBS_30_CNT_SOCIAL_CIRCLE"),
];

/// A feature that is one column of the application over another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// Name of the feature.
    pub name: &'static str,
    /// The column above.
    pub over: &'static str,
    /// The column below.
    pub under: &'static str,
    /// What the quotient is multiplied by.
    pub factor: f64,
}

/// The features that are ratios of two columns; one without a finite value is missing.
pub fn ratio_features() -> impl Iterator<Item = Ratio> {
    KERNEL_RATIOS.into_iter().chain(FURTHER_RATIOS).map(|(name, over, under)| Ratio {
        name,
        over,
        under,
        factor: factor(over),
    })
}

/// The features that are sums of columns, each with these; missing where one of them is.
pub fn sum_features() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let parts = |is_part: IsPart| {
        columns().iter().map(|column| column.name).filter(|name| is_part(name)).collect()
    };
    SUMS.into_iter().map(move |(name, is_part)| (name, parts(is_part)))
}

/// The other features with a formula of their own.
pub fn other_features() -> impl Iterator<Item = &'static str> {
    EXT_SOURCES.into_iter().chain(COUNTS_OF_GAPS)
}

/// What a quotient of a column is multiplied by.
///
/// A car's age is in years, other ages in days before the application.
fn factor(over: &str) -> f64 {
    if over == "OWN_CAR_AGE" { -365.25 } else { 1.0 }
}

/// Tells which columns a sum goes over.
type IsPart = fn(&str) -> bool;

/// Features that are sums of columns.
const SUMS: [(&str, IsPart); 4] = [
    ("DOCUMENT_COUNT", |column| column.starts_with("FLAG_DOCUMENT_")),
    ("CONTACT_COUNT", |column| {
        matches!(
            column,
            "FLAG_MOBIL"
                | "FLAG_EMP_PHONE"
                | "FLAG_WORK_PHONE"
                | "FLAG_CONT_MOBILE"
                | "FLAG_PHONE"
                | "FLAG_EMAIL"
        )
    }),
    ("ADDRESS_MISMATCH_COUNT", |column| {
        column.starts_with("REG_REGION")
            || column.starts_with("REG_CITY")
            || column.starts_with("LIVE_")
    }),
    ("BUREAU_REQUESTS_TOTAL", |column| column.starts_with("AMT_REQ_CREDIT_BUREAU_")),
];

const EXT_SOURCES: [&str; 6] = [
    "EXT_SOURCES_MEAN",
    "EXT_SOURCES_MIN",
    "EXT_SOURCES_MAX",
    "EXT_SOURCES_PRODUCT",
    "EXT_SOURCES_SPREAD",
    "EXT_SOURCES_KNOWN",
];

/// Features that tell what is missing.
const COUNTS_OF_GAPS: [&str; 2] = ["DAYS_EMPLOYED_MISSING", "BUILDING_MISSING_COUNT"];

fn columns() -> &'static [crate::tables::Column] {
    Table::ApplicationTrain.columns()
}

fn is_binary(column: &str) -> bool {
    binary(column).is_some()
}

/// Of a category column kept as one 0/1 feature, the level that is 1.
pub(super) fn binary(column: &str) -> Option<&'static str> {
    BINARY.iter().find(|(name, _)| *name == column).map(|(_, one)| *one)
}

/// The features, in the kernel's order: columns as they are, levels, ratios; then ours.
pub fn catalog(profile: Profile) -> Vec<Feature> {
    let mut features = Vec::new();
    let mut add = |name: String, definition| features.push(Feature { name, definition });
    for column in columns() {
        let is_number = !matches!(column.kind, Kind::Key | Kind::Category(_));
        if is_number || is_binary(column.name) {
            add(column.name.to_owned(), Definition::Column(column.name));
        }
    }
    for column in columns().iter().filter(|column| !is_binary(column.name)) {
        for &level in column.levels() {
            let definition = Definition::Level { column: column.name, level };
            add(format!("{}_{level}", column.name), definition);
        }
    }
    for (name, ..) in KERNEL_RATIOS {
        add(name.to_owned(), Definition::Derived);
    }
    if profile == Profile::Octroi {
        let ratios = FURTHER_RATIOS.iter().map(|(name, ..)| *name);
        let sums = SUMS.iter().map(|(name, _)| *name);
        for name in EXT_SOURCES.into_iter().chain(ratios).chain(sums).chain(COUNTS_OF_GAPS) {
            add(name.to_owned(), Definition::Derived);
        }
    }
    features
}

/// A column as it is, two-level categories as 0/1.
pub fn column(block: &Block<'_>, name: &str) -> Vec<f64> {
    let Some((_, one)) = BINARY.iter().find(|(binary, _)| *binary == name) else {
        return block.application(name);
    };
    let codes = block.application_levels(name);
    match block.profile {
        Profile::Octroi => {
            let one = code_of(Table::ApplicationTrain, name, one);
            let xna = columns()
                .iter()
                .find(|column| column.name == name)
                .and_then(|column| column.levels().iter().position(|level| *level == "XNA"));
            let to_number = |&code: &u8| {
                let is_unknown = code == MISSING_LEVEL
                    || code == UNKNOWN_LEVEL
                    || xna == Some(usize::from(code));
                if is_unknown { f64::NAN } else { f64::from(u8::from(code == one)) }
            };
            codes.iter().map(to_number).collect()
        }
        Profile::Kernel => {
            let order = appearance_order(block, name);
            let place = |code: &u8| order.iter().position(|seen| seen == code);
            // A missing value is −1 where pandas factorises.
            codes.iter().map(|code| place(code).map_or(-1.0, |place| place as f64)).collect()
        }
    }
}

/// The codes of a column in the order in which the files first show them, as the kernel numbers
/// them; clients that the kernel drops do not count.
fn appearance_order(block: &Block<'_>, name: &str) -> Vec<u8> {
    let portfolio = block.portfolio;
    let codes = portfolio.application.levels(name);
    let xna = code_of(Table::ApplicationTrain, "CODE_GENDER", "XNA");
    let genders = portfolio.application.levels("CODE_GENDER");
    let mut first = [u32::MAX; 256];
    for ((&code, &gender), &place) in codes.iter().zip(genders).zip(&portfolio.file_order) {
        if code != MISSING_LEVEL && gender != xna {
            let seen = &mut first[usize::from(code)];
            *seen = place.min(*seen);
        }
    }
    let mut order: Vec<u8> = (0..=u8::MAX).filter(|&c| first[usize::from(c)] != u32::MAX).collect();
    order.sort_by_key(|&code| first[usize::from(code)]);
    order
}

/// Whether the kernel leaves the client out: gender `XNA`.
pub fn is_dropped_by_kernel(block: &Block<'_>, client: usize) -> bool {
    let xna = code_of(Table::ApplicationTrain, "CODE_GENDER", "XNA");
    block.portfolio.application.levels("CODE_GENDER").get(client) == Some(&xna)
}

/// 1 where the client's category column holds `level`.
pub fn level(block: &Block<'_>, column: &str, level: &str) -> Vec<f64> {
    let code = code_of(Table::ApplicationTrain, column, level);
    marks(block.application_levels(column).iter().map(|&found| found == code))
}

/// The features with a formula of their own.
pub fn derived(block: &Block<'_>) -> Computed {
    let quotient = |(name, over, under): (&'static str, &str, &str)| {
        (name, ratios(&block.application(over), &block.application(under), block.profile))
    };
    let mut computed: Computed = KERNEL_RATIOS.into_iter().map(quotient).collect();
    if block.profile == Profile::Kernel {
        return computed;
    }
    for (name, over, under) in FURTHER_RATIOS {
        let (name, mut values) = quotient((name, over, under));
        let factor = factor(over);
        if factor != 1.0 {
            values.iter_mut().for_each(|value| *value *= factor);
        }
        computed.push((name, values));
    }
    for (name, parts) in sum_features() {
        let parts: Vec<Vec<f64>> = parts.into_iter().map(|part| block.application(part)).collect();
        // A part that is missing leaves the sum missing: all are asked for together.
        let sum = |client| parts.iter().map(|part| part[client]).sum::<f64>();
        computed.push((name, (0..block.len()).map(sum).collect()));
    }
    computed.extend(outside_scores(block));
    let employed = block.application("DAYS_EMPLOYED");
    computed.push(("DAYS_EMPLOYED_MISSING", marks(employed.iter().map(|days| days.is_nan()))));
    computed.push(("BUILDING_MISSING_COUNT", building_gaps(block)));
    computed
}

/// What the three outside scores say together.
fn outside_scores(block: &Block<'_>) -> Computed {
    let [first, second, third] =
        ["EXT_SOURCE_1", "EXT_SOURCE_2", "EXT_SOURCE_3"].map(|name| block.application(name));
    let mut columns: [Vec<f64>; 6] = std::array::from_fn(|_| Vec::with_capacity(block.len()));
    for ((&first, &second), &third) in first.iter().zip(&second).zip(&third) {
        let all = [first, second, third];
        let known = || all.iter().copied().filter(|score| !score.is_nan());
        let n = known().count() as f64;
        let mean = ratio(known().sum(), n);
        let squares: f64 = known().map(|score| (score - mean) * (score - mean)).sum();
        let spread = if n < 2.0 { f64::NAN } else { (squares / n).sqrt() };
        let product = first * second * third;
        let least = known().fold(f64::NAN, f64::min);
        let most = known().fold(f64::NAN, f64::max);
        for (column, value) in columns.iter_mut().zip([mean, least, most, product, spread, n]) {
            column.push(value);
        }
    }
    EXT_SOURCES.into_iter().zip(columns).collect()
}

/// How many of the building's characteristics are not stated.
fn building_gaps(block: &Block<'_>) -> Vec<f64> {
    let mut gaps = vec![0.0; block.len()];
    for column in columns() {
        let is_building = column.name.ends_with("_AVG")
            || column.name.ends_with("_MODE")
            || column.name.ends_with("_MEDI");
        if is_building && column.quantity == Quantity::Category {
            let codes = block.application_levels(column.name);
            gaps.iter_mut().zip(codes).for_each(|(gap, &code)| {
                *gap += f64::from(u8::from(code == MISSING_LEVEL));
            });
        } else if is_building {
            let values = block.application(column.name);
            gaps.iter_mut().zip(&values).for_each(|(gap, value)| {
                *gap += f64::from(u8::from(value.is_nan()));
            });
        }
    }
    gaps
}
