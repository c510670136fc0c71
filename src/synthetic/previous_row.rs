//! An earlier application in, its row of `previous_application.csv` out.

use crate::tables::DAYS_SENTINEL;

use super::previous::{Application, Kind, Status};
use super::random::Stream;
use super::text::Rows;

/// Goods at the point of sale, the industry of their seller, and their product group.
const GOODS: &[((&str, &str, &str), f64)] = &[
    (("Mobile", "Connectivity", "mobile"), 15.28),
    (("Consumer Electronics", "Consumer electronics", "household"), 8.35),
    (("Computers", "Consumer electronics", "household"), 7.44),
    (("Audio/Video", "Consumer electronics", "household"), 7.10),
    (("Furniture", "Furniture", "industry"), 3.77),
    (("Construction Materials", "Construction", "industry"), 1.91),
    (("Photo / Cinema Equipment", "Consumer electronics", "household"), 1.46),
    (("Clothing and Accessories", "Clothing", "industry"), 1.27),
    (("Auto Accessories", "Auto technology", "other"), 0.56),
    (("Jewelry", "Jewelry", "industry"), 0.33),
    (("Homewares", "Industry", "industry"), 0.31),
    (("Vehicles", "Industry", "other"), 0.25),
    (("Medical Supplies", "Industry", "other"), 0.18),
    (("Office Appliances", "Consumer electronics", "household"), 0.18),
    (("Sport and Leisure", "Industry", "industry"), 0.16),
    (("Gardening", "Industry", "household"), 0.13),
    (("Other", "Industry", "other"), 0.13),
    (("Medicine", "Industry", "other"), 0.13),
    (("Education", "Industry", "other"), 0.05),
    (("Fitness", "Industry", "other"), 0.04),
    (("Direct Sales", "MLM partners", "other"), 0.04),
    (("Tourism", "Industry", "other"), 0.02),
    (("XNA", "Connectivity", "mobile"), 1.6),
];

const PURPOSES: &[(&str, f64)] = &[
    ("XNA", 90.0),
    ("Repairs", 3.33),
    ("Other", 2.69),
    ("Urgent needs", 1.12),
    ("Building a house or an annex", 0.46),
    ("Everyday expenses", 0.41),
    ("Medicine", 0.28),
    ("Journey", 0.28),
    ("Payments on other loans", 0.23),
    ("Education", 0.18),
    ("Buying a holiday home / land", 0.13),
    ("Buying a used car", 0.13),
    ("Buying a new car", 0.13),
    ("Purchase of electronic equipment", 0.13),
    ("Car repairs", 0.13),
    ("Furniture", 0.10),
    ("Buying a home", 0.05),
    ("Gasification / water supply", 0.05),
];

const HOURS: [f64; 24] = [
    0.0, 0.3, 0.9, 2.4, 5.0, 10.0, 17.0, 27.0, 45.0, 78.0, 105.0, 117.0, 112.0, 103.0, 92.0, 81.0,
    72.0, 58.0, 38.0, 22.0, 8.0, 2.5, 0.5, 0.0,
];

/// Writes the row.
pub(super) fn write(random: &mut Stream, client_id: u32, loan: &Application, rows: &mut Rows) {
    let kind = loan.kind;
    let known = !loan.is_blank;
    let (goods, industry, group) = random.choose(GOODS);
    let is_street = random.chance(match loan.yield_group {
        "high" => 0.50,
        "middle" => 0.20,
        _ => 0.18,
    });
    let is_street_card = random.chance(0.62);
    rows.key(loan.id);
    rows.key(client_id);
    rows.level(match kind {
        Kind::Consumer => "Consumer loans",
        Kind::Cash => "Cash loans",
        Kind::Card => "Revolving loans",
    });
    rows.maybe_money(known.then_some(loan.annuity));
    rows.money(if loan.is_blank { 0 } else { loan.goods });
    rows.money(if loan.is_blank && !random.chance(0.11) { 0 } else { loan.credit });
    let shows_down_payment =
        kind == Kind::Consumer || (kind == Kind::Cash && known && random.chance(0.13));
    rows.maybe_money(shows_down_payment.then_some(loan.down_payment));
    rows.maybe_money(known.then_some(loan.goods));
    rows.level(random.choose(&[
        ("FRIDAY", 15.70),
        ("TUESDAY", 15.37),
        ("SATURDAY", 14.97),
        ("WEDNESDAY", 14.92),
        ("MONDAY", 14.32),
        ("THURSDAY", 14.28),
        ("SUNDAY", 10.43),
    ]));
    rows.number(random.pick(&HOURS) as i32);
    rows.level(if random.chance(0.0047) { "N" } else { "Y" });
    rows.flag(!random.chance(0.0033));
    rows.maybe_real(shows_down_payment.then(|| {
        let whole = (loan.credit + loan.down_payment) as f64;
        1.089_090_909_090_909 * loan.down_payment as f64 / whole.max(1.0)
    }));
    let shows_rate = kind == Kind::Consumer && random.chance(0.0098);
    rows.maybe_real(shows_rate.then(|| {
        random.choose(&[
            (0.189_122, 0.4),
            (0.189_136, 0.3),
            (0.160_716, 0.1),
            (0.142_443, 0.1),
            (0.195_116, 0.1),
        ])
    }));
    rows.maybe_real(shows_rate.then(|| random.choose(&[(0.835_095, 0.6), (0.867_336, 0.4)])));
    rows.level(if kind == Kind::Cash { random.choose(PURPOSES) } else { "XAP" });
    rows.level(match loan.status {
        Status::Approved => "Approved",
        Status::Refused => "Refused",
        Status::Canceled => "Canceled",
        Status::Unused => "Unused offer",
    });
    rows.number(loan.decision);
    let is_paid_in_cash = match (kind, loan.is_blank) {
        (Kind::Consumer, _) => random.chance(0.925),
        (Kind::Cash, false) => random.chance(0.82),
        _ => false,
    };
    rows.level(if is_paid_in_cash {
        random.choose(&[
            ("Cash through the bank", 98.96),
            ("Non-cash from your account", 0.96),
            ("Cashless from the account of the employer", 0.08),
        ])
    } else {
        "XNA"
    });
    rows.level(match loan.status {
        Status::Approved | Status::Canceled => "XAP",
        Status::Unused => "CLIENT",
        Status::Refused => random.choose(&[
            ("HC", 9.75),
            ("LIMIT", 3.46),
            ("SCO", 2.11),
            ("SCOFR", 0.73),
            ("XNA", 0.33),
            ("VERIF", 0.22),
        ]),
    });
    rows.maybe_level((!random.chance(0.4844)).then(|| {
        random.choose(&[
            ("Unaccompanied", 29.75),
            ("Family", 13.39),
            ("Spouse, partner", 4.44),
            ("Children", 2.06),
            ("Other_B", 1.42),
            ("Other_A", 0.44),
            ("Group of people", 0.07),
        ])
    }));
    rows.level(if loan.is_first {
        if random.chance(0.97) { "New" } else { "Refreshed" }
    } else {
        random.choose(&[("Repeater", 88.6), ("Refreshed", 9.7), ("New", 1.5), ("XNA", 0.13)])
    });
    let is_goods = kind == Kind::Consumer;
    rows.level(if is_goods { goods } else { "XNA" });
    rows.level(match (kind, loan.is_blank) {
        (_, true) => "XNA",
        (Kind::Consumer, _) if random.chance(0.0004) => "Cars",
        (Kind::Consumer, _) => "POS",
        (Kind::Cash, _) => "Cash",
        (Kind::Card, _) => "Cards",
    });
    rows.level(match (kind, loan.is_blank) {
        (Kind::Cash, false) if is_street => "walk-in",
        (Kind::Card, false) if is_street_card && random.chance(0.30) => "walk-in",
        (Kind::Cash | Kind::Card, false) => "x-sell",
        _ => "XNA",
    });
    rows.level(channel(random, kind));
    rows.number(seller_area(random, kind));
    rows.level(match kind {
        Kind::Consumer => industry,
        Kind::Card if is_street_card => {
            random.choose(&[("Consumer electronics", 0.5), ("Connectivity", 0.4), ("XNA", 0.1)])
        }
        _ => "XNA",
    });
    rows.maybe(known.then_some(loan.n_instalments));
    rows.level(if loan.is_blank || kind == Kind::Card { "XNA" } else { loan.yield_group });
    let is_free = match loan.yield_group {
        "low_action" => true,
        "low_normal" => group == "household" && random.chance(0.45),
        _ => false,
    };
    rows.level(combination(loan, group, is_street, is_street_card, is_free));
    write_days(random, loan, rows);
    rows.end();
}

/// The five day columns and the insurance flag, filled for approved loans only.
fn write_days(random: &mut Stream, loan: &Application, rows: &mut Rows) {
    if loan.status != Status::Approved || random.chance(0.035) {
        for _ in 0..6 {
            rows.missing();
        }
        return;
    }
    let past = |day: i32| if day < 0 { day } else { DAYS_SENTINEL };
    if loan.kind == Kind::Card {
        let drawing = loan.decision + random.between(3, 160);
        let is_drawn = drawing < 0 && random.chance(0.62);
        rows.number(if is_drawn { drawing } else { DAYS_SENTINEL });
        rows.number(if is_drawn { past(drawing + 20) } else { DAYS_SENTINEL });
        rows.number(DAYS_SENTINEL);
        rows.number(DAYS_SENTINEL);
        rows.number(DAYS_SENTINEL);
        rows.number(0);
        return;
    }
    let end = past(loan.last_due());
    rows.number(DAYS_SENTINEL);
    rows.number(past(loan.first_due));
    rows.number(loan.last_due_agreed());
    rows.number(end);
    rows.number(if end == DAYS_SENTINEL { end } else { past(end + random.between(2, 10)) });
    rows.flag(random.chance(if loan.kind == Kind::Cash { 0.46 } else { 0.25 }));
}

fn channel(random: &mut Stream, kind: Kind) -> &'static str {
    random.choose(match kind {
        Kind::Consumer => &[
            ("Country-wide", 58.5),
            ("Stone", 25.0),
            ("Regional / Local", 14.0),
            ("Credit and cash offices", 2.0),
            ("Car dealer", 0.08),
            ("AP+ (Cash loan)", 0.3),
        ],
        Kind::Cash => &[
            ("Credit and cash offices", 83.0),
            ("AP+ (Cash loan)", 7.3),
            ("Contact center", 4.4),
            ("Country-wide", 3.2),
            ("Channel of corporate sales", 0.7),
            ("Stone", 1.4),
        ],
        Kind::Card => &[
            ("Credit and cash offices", 48.0),
            ("Country-wide", 34.0),
            ("Stone", 11.0),
            ("Regional / Local", 6.0),
            ("Contact center", 1.0),
        ],
    })
}

fn seller_area(random: &mut Stream, kind: Kind) -> i32 {
    if kind != Kind::Consumer && random.chance(0.88) {
        return if random.chance(0.92) { -1 } else { 0 };
    }
    if random.chance(0.0002) {
        return 4_000_000;
    }
    (4.6 + 1.6 * random.normal()).exp().clamp(0.0, 9_000.0) as i32
}

fn combination(
    loan: &Application,
    group: &str,
    is_street: bool,
    is_street_card: bool,
    is_free: bool,
) -> &'static str {
    match (loan.kind, loan.is_blank) {
        (Kind::Card, _) => {
            if is_street_card {
                "Card Street"
            } else {
                "Card X-Sell"
            }
        }
        (Kind::Cash, true) => "Cash",
        (Kind::Cash, false) => match (is_street, loan.yield_group) {
            (true, "high") => "Cash Street: high",
            (true, "middle") => "Cash Street: middle",
            (true, _) => "Cash Street: low",
            (false, "high") => "Cash X-Sell: high",
            (false, "middle") => "Cash X-Sell: middle",
            (false, _) => "Cash X-Sell: low",
        },
        (Kind::Consumer, _) => match (group, !is_free) {
            ("mobile", true) => "POS mobile with interest",
            ("mobile", false) => "POS mobile without interest",
            ("household", true) => "POS household with interest",
            ("household", false) => "POS household without interest",
            ("industry", true) => "POS industry with interest",
            ("industry", false) => "POS industry without interest",
            (_, true) => "POS other with interest",
            (_, false) => "POS others without interest",
        },
    }
}
