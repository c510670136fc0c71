//! `application_train.csv` and `application_test.csv`: one row per client, what the form and outside scores say.
//!
//! The outcome column stands only in the train file. It is not part of [`COLUMNS`], so that no
//! feature function can ever be handed it.

use super::column::{
    Column, amount, category, count, days, flag, hour, key, rating, score, share, target, years,
};

/// The outcome, after the key in the train file.
pub const TARGET: Column = target("TARGET");

/// The columns that both files share, in the order of the test file.
pub const COLUMNS: &[Column] = &[
    key("SK_ID_CURR"),
    category("NAME_CONTRACT_TYPE", CONTRACT),
    category("CODE_GENDER", GENDER),
    category("FLAG_OWN_CAR", YES_NO),
    category("FLAG_OWN_REALTY", YES_NO),
    count("CNT_CHILDREN"),
    amount("AMT_INCOME_TOTAL"),
    amount("AMT_CREDIT"),
    amount("AMT_ANNUITY").nullable(),
    amount("AMT_GOODS_PRICE").nullable(),
    category("NAME_TYPE_SUITE", TYPE_SUITE).nullable(),
    category("NAME_INCOME_TYPE", INCOME_TYPE),
    category("NAME_EDUCATION_TYPE", EDUCATION),
    category("NAME_FAMILY_STATUS", FAMILY_STATUS),
    category("NAME_HOUSING_TYPE", HOUSING),
    share("REGION_POPULATION_RELATIVE"),
    days("DAYS_BIRTH").range(-36_525.0, -5_000.0),
    days("DAYS_EMPLOYED").sentinel(),
    days("DAYS_REGISTRATION").float(),
    days("DAYS_ID_PUBLISH"),
    years("OWN_CAR_AGE").nullable().float(),
    flag("FLAG_MOBIL"),
    flag("FLAG_EMP_PHONE"),
    flag("FLAG_WORK_PHONE"),
    flag("FLAG_CONT_MOBILE"),
    flag("FLAG_PHONE"),
    flag("FLAG_EMAIL"),
    category("OCCUPATION_TYPE", OCCUPATION).nullable(),
    count("CNT_FAM_MEMBERS").nullable().float(),
    rating("REGION_RATING_CLIENT"),
    rating("REGION_RATING_CLIENT_W_CITY").range(-1.0, 3.0),
    category("WEEKDAY_APPR_PROCESS_START", WEEKDAY),
    hour("HOUR_APPR_PROCESS_START"),
    flag("REG_REGION_NOT_LIVE_REGION"),
    flag("REG_REGION_NOT_WORK_REGION"),
    flag("LIVE_REGION_NOT_WORK_REGION"),
    flag("REG_CITY_NOT_LIVE_CITY"),
    flag("REG_CITY_NOT_WORK_CITY"),
    flag("LIVE_CITY_NOT_WORK_CITY"),
    category("ORGANIZATION_TYPE", ORGANIZATION),
    score("EXT_SOURCE_1").nullable(),
    score("EXT_SOURCE_2").nullable(),
    score("EXT_SOURCE_3").nullable(),
    share("APARTMENTS_AVG").nullable(),
    share("BASEMENTAREA_AVG").nullable(),
    share("YEARS_BEGINEXPLUATATION_AVG").nullable(),
    share("YEARS_BUILD_AVG").nullable(),
    share("COMMONAREA_AVG").nullable(),
    share("ELEVATORS_AVG").nullable(),
    share("ENTRANCES_AVG").nullable(),
    share("FLOORSMAX_AVG").nullable(),
    share("FLOORSMIN_AVG").nullable(),
    share("LANDAREA_AVG").nullable(),
    share("LIVINGAPARTMENTS_AVG").nullable(),
    share("LIVINGAREA_AVG").nullable(),
    share("NONLIVINGAPARTMENTS_AVG").nullable(),
    share("NONLIVINGAREA_AVG").nullable(),
    share("APARTMENTS_MODE").nullable(),
    share("BASEMENTAREA_MODE").nullable(),
    share("YEARS_BEGINEXPLUATATION_MODE").nullable(),
    share("YEARS_BUILD_MODE").nullable(),
    share("COMMONAREA_MODE").nullable(),
    share("ELEVATORS_MODE").nullable(),
    share("ENTRANCES_MODE").nullable(),
    share("FLOORSMAX_MODE").nullable(),
    share("FLOORSMIN_MODE").nullable(),
    share("LANDAREA_MODE").nullable(),
    share("LIVINGAPARTMENTS_MODE").nullable(),
    share("LIVINGAREA_MODE").nullable(),
    share("NONLIVINGAPARTMENTS_MODE").nullable(),
    share("NONLIVINGAREA_MODE").nullable(),
    share("APARTMENTS_MEDI").nullable(),
    share("BASEMENTAREA_MEDI").nullable(),
    share("YEARS_BEGINEXPLUATATION_MEDI").nullable(),
    share("YEARS_BUILD_MEDI").nullable(),
    share("COMMONAREA_MEDI").nullable(),
    share("ELEVATORS_MEDI").nullable(),
    share("ENTRANCES_MEDI").nullable(),
    share("FLOORSMAX_MEDI").nullable(),
    share("FLOORSMIN_MEDI").nullable(),
    share("LANDAREA_MEDI").nullable(),
    share("LIVINGAPARTMENTS_MEDI").nullable(),
    share("LIVINGAREA_MEDI").nullable(),
    share("NONLIVINGAPARTMENTS_MEDI").nullable(),
    share("NONLIVINGAREA_MEDI").nullable(),
    category("FONDKAPREMONT_MODE", FONDKAPREMONT).nullable(),
    category("HOUSETYPE_MODE", HOUSETYPE).nullable(),
    share("TOTALAREA_MODE").nullable(),
    category("WALLSMATERIAL_MODE", WALLS).nullable(),
    category("EMERGENCYSTATE_MODE", EMERGENCY).nullable(),
    count("OBS_30_CNT_SOCIAL_CIRCLE").nullable().float(),
    count("DEF_30_CNT_SOCIAL_CIRCLE").nullable().float(),
    count("OBS_60_CNT_SOCIAL_CIRCLE").nullable().float(),
    count("DEF_60_CNT_SOCIAL_CIRCLE").nullable().float(),
    days("DAYS_LAST_PHONE_CHANGE").float().nullable(),
    flag("FLAG_DOCUMENT_2"),
    flag("FLAG_DOCUMENT_3"),
    flag("FLAG_DOCUMENT_4"),
    flag("FLAG_DOCUMENT_5"),
    flag("FLAG_DOCUMENT_6"),
    flag("FLAG_DOCUMENT_7"),
    flag("FLAG_DOCUMENT_8"),
    flag("FLAG_DOCUMENT_9"),
    flag("FLAG_DOCUMENT_10"),
    flag("FLAG_DOCUMENT_11"),
    flag("FLAG_DOCUMENT_12"),
    flag("FLAG_DOCUMENT_13"),
    flag("FLAG_DOCUMENT_14"),
    flag("FLAG_DOCUMENT_15"),
    flag("FLAG_DOCUMENT_16"),
    flag("FLAG_DOCUMENT_17"),
    flag("FLAG_DOCUMENT_18"),
    flag("FLAG_DOCUMENT_19"),
    flag("FLAG_DOCUMENT_20"),
    flag("FLAG_DOCUMENT_21"),
    count("AMT_REQ_CREDIT_BUREAU_HOUR").nullable().float(),
    count("AMT_REQ_CREDIT_BUREAU_DAY").nullable().float(),
    count("AMT_REQ_CREDIT_BUREAU_WEEK").nullable().float(),
    count("AMT_REQ_CREDIT_BUREAU_MON").nullable().float(),
    count("AMT_REQ_CREDIT_BUREAU_QRT").nullable().float(),
    count("AMT_REQ_CREDIT_BUREAU_YEAR").nullable().float(),
];

const CONTRACT: &[&str] = &["Cash loans", "Revolving loans"];

const GENDER: &[&str] = &["F", "M", "XNA"];

pub(super) const YES_NO: &[&str] = &["N", "Y"];

pub(super) const TYPE_SUITE: &[&str] = &["Children", "Family", "Group of people", "Other_A", "Other_B", "Spouse, partner", "Unaccompanied"];

const INCOME_TYPE: &[&str] = &["Businessman", "Commercial associate", "Maternity leave", "Pensioner", "State servant", "Student", "Unemployed", "Working"];

const EDUCATION: &[&str] = &["Academic degree", "Higher education", "Incomplete higher", "Lower secondary", "Secondary / secondary special"];

const FAMILY_STATUS: &[&str] = &["Civil marriage", "Married", "Separated", "Single / not married", "Unknown", "Widow"];

const HOUSING: &[&str] = &["Co-op apartment", "House / apartment", "Municipal apartment", "Office apartment", "Rented apartment", "With parents"];

const OCCUPATION: &[&str] = &["Accountants", "Cleaning staff", "Cooking staff", "Core staff", "Drivers", "HR staff", "High skill tech staff", "IT staff", "Laborers", "Low-skill Laborers", "Managers", "Medicine staff", "Private service staff", "Realty agents", "Sales staff", "Secretaries", "Security staff", "Waiters/barmen staff"];

pub(super) const WEEKDAY: &[&str] = &["FRIDAY", "MONDAY", "SATURDAY", "SUNDAY", "THURSDAY", "TUESDAY", "WEDNESDAY"];

const ORGANIZATION: &[&str] = &["Advertising", "Agriculture", "Bank", "Business Entity Type 1", "Business Entity Type 2", "Business Entity Type 3", "Cleaning", "Construction", "Culture", "Electricity", "Emergency", "Government", "Hotel", "Housing", "Industry: type 1", "Industry: type 10", "Industry: type 11", "Industry: type 12", "Industry: type 13", "Industry: type 2", "Industry: type 3", "Industry: type 4", "Industry: type 5", "Industry: type 6", "Industry: type 7", "Industry: type 8", "Industry: type 9", "Insurance", "Kindergarten", "Legal Services", "Medicine", "Military", "Mobile", "Other", "Police", "Postal", "Realtor", "Religion", "Restaurant", "School", "Security", "Security Ministries", "Self-employed", "Services", "Telecom", "Trade: type 1", "Trade: type 2", "Trade: type 3", "Trade: type 4", "Trade: type 5", "Trade: type 6", "Trade: type 7", "Transport: type 1", "Transport: type 2", "Transport: type 3", "Transport: type 4", "University", "XNA"];

const FONDKAPREMONT: &[&str] = &["not specified", "org spec account", "reg oper account", "reg oper spec account"];

const HOUSETYPE: &[&str] = &["block of flats", "specific housing", "terraced house"];

const WALLS: &[&str] = &["Block", "Mixed", "Monolithic", "Others", "Panel", "Stone, brick", "Wooden"];

const EMERGENCY: &[&str] = &["No", "Yes"];
