//! `previous_application.csv`: earlier applications with the same lender, one row per application.

use super::application::{TYPE_SUITE, WEEKDAY, YES_NO};
use super::column::{Column, amount, category, count, days, flag, hour, key, scale, share};

/// The columns, in the order of the file.
pub const COLUMNS: &[Column] = &[
    key("SK_ID_PREV"),
    key("SK_ID_CURR"),
    category("NAME_CONTRACT_TYPE", CONTRACT),
    amount("AMT_ANNUITY").nullable(),
    amount("AMT_APPLICATION"),
    amount("AMT_CREDIT").nullable(),
    amount("AMT_DOWN_PAYMENT").range(-1.0, 1e9).nullable(),
    amount("AMT_GOODS_PRICE").nullable(),
    category("WEEKDAY_APPR_PROCESS_START", WEEKDAY),
    hour("HOUR_APPR_PROCESS_START"),
    category("FLAG_LAST_APPL_PER_CONTRACT", YES_NO),
    flag("NFLAG_LAST_APPL_IN_DAY"),
    share("RATE_DOWN_PAYMENT").range(-0.1, 1.0).nullable(),
    share("RATE_INTEREST_PRIMARY").nullable(),
    share("RATE_INTEREST_PRIVILEGED").nullable(),
    category("NAME_CASH_LOAN_PURPOSE", PURPOSE),
    category("NAME_CONTRACT_STATUS", STATUS),
    days("DAYS_DECISION"),
    category("NAME_PAYMENT_TYPE", PAYMENT),
    category("CODE_REJECT_REASON", REJECT_REASON),
    category("NAME_TYPE_SUITE", TYPE_SUITE).nullable(),
    category("NAME_CLIENT_TYPE", CLIENT_TYPE),
    category("NAME_GOODS_CATEGORY", GOODS),
    category("NAME_PORTFOLIO", PORTFOLIO),
    category("NAME_PRODUCT_TYPE", PRODUCT_TYPE),
    category("CHANNEL_TYPE", CHANNEL),
    scale("SELLERPLACE_AREA"),
    category("NAME_SELLER_INDUSTRY", SELLER_INDUSTRY),
    count("CNT_PAYMENT").nullable().float(),
    category("NAME_YIELD_GROUP", YIELD_GROUP),
    category("PRODUCT_COMBINATION", COMBINATION).nullable(),
    days("DAYS_FIRST_DRAWING").range(-3_000.0, 3_700.0).sentinel().nullable().float(),
    days("DAYS_FIRST_DUE").range(-3_000.0, 3_700.0).sentinel().nullable().float(),
    days("DAYS_LAST_DUE_1ST_VERSION").range(-3_000.0, 3_700.0).sentinel().nullable().float(),
    days("DAYS_LAST_DUE").range(-3_000.0, 3_700.0).sentinel().nullable().float(),
    days("DAYS_TERMINATION").range(-3_000.0, 3_700.0).sentinel().nullable().float(),
    flag("NFLAG_INSURED_ON_APPROVAL").nullable().float(),
];

const CONTRACT: &[&str] = &["Cash loans", "Consumer loans", "Revolving loans", "XNA"];

const PURPOSE: &[&str] = &[
    "Building a house or an annex",
    "Business development",
    "Buying a garage",
    "Buying a holiday home / land",
    "Buying a home",
    "Buying a new car",
    "Buying a used car",
    "Car repairs",
    "Education",
    "Everyday expenses",
    "Furniture",
    "Gasification / water supply",
    "Hobby",
    "Journey",
    "Medicine",
    "Money for a third person",
    "Other",
    "Payments on other loans",
    "Purchase of electronic equipment",
    "Refusal to name the goal",
    "Repairs",
    "Urgent needs",
    "Wedding / gift / holiday",
    "XAP",
    "XNA",
];

const STATUS: &[&str] = &["Approved", "Canceled", "Refused", "Unused offer"];

const PAYMENT: &[&str] = &[
    "Cash through the bank",
    "Cashless from the account of the employer",
    "Non-cash from your account",
    "XNA",
];

const REJECT_REASON: &[&str] =
    &["CLIENT", "HC", "LIMIT", "SCO", "SCOFR", "SYSTEM", "VERIF", "XAP", "XNA"];

const CLIENT_TYPE: &[&str] = &["New", "Refreshed", "Repeater", "XNA"];

const GOODS: &[&str] = &[
    "Additional Service",
    "Animals",
    "Audio/Video",
    "Auto Accessories",
    "Clothing and Accessories",
    "Computers",
    "Construction Materials",
    "Consumer Electronics",
    "Direct Sales",
    "Education",
    "Fitness",
    "Furniture",
    "Gardening",
    "Homewares",
    "House Construction",
    "Insurance",
    "Jewelry",
    "Medical Supplies",
    "Medicine",
    "Mobile",
    "Office Appliances",
    "Other",
    "Photo / Cinema Equipment",
    "Sport and Leisure",
    "Tourism",
    "Vehicles",
    "Weapon",
    "XNA",
];

const PORTFOLIO: &[&str] = &["Cards", "Cars", "Cash", "POS", "XNA"];

const PRODUCT_TYPE: &[&str] = &["XNA", "walk-in", "x-sell"];

const CHANNEL: &[&str] = &[
    "AP+ (Cash loan)",
    "Car dealer",
    "Channel of corporate sales",
    "Contact center",
    "Country-wide",
    "Credit and cash offices",
    "Regional / Local",
    "Stone",
];

const SELLER_INDUSTRY: &[&str] = &[
    "Auto technology",
    "Clothing",
    "Connectivity",
    "Construction",
    "Consumer electronics",
    "Furniture",
    "Industry",
    "Jewelry",
    "MLM partners",
    "Tourism",
    "XNA",
];

const YIELD_GROUP: &[&str] = &["XNA", "high", "low_action", "low_normal", "middle"];

const COMBINATION: &[&str] = &[
    "Card Street",
    "Card X-Sell",
    "Cash",
    "Cash Street: high",
    "Cash Street: low",
    "Cash Street: middle",
    "Cash X-Sell: high",
    "Cash X-Sell: low",
    "Cash X-Sell: middle",
    "POS household with interest",
    "POS household without interest",
    "POS industry with interest",
    "POS industry without interest",
    "POS mobile with interest",
    "POS mobile without interest",
    "POS other with interest",
    "POS others without interest",
];
