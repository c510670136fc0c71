//! Employers and occupations, measured on real rows (home credit facts).

/// Employers: clients per 10,000 among the working, the commercial associates and the state servants.
pub(in crate::synthetic) const ORGANIZATIONS: &[(&str, [f64; 3])] = &[
    ("Advertising", [12.2, 30.0, 13.4]),
    ("Agriculture", [115.9, 45.0, 13.4]),
    ("Bank", [73.2, 159.7, 62.6]),
    ("Business Entity Type 1", [241.6, 313.9, 62.6]),
    ("Business Entity Type 2", [486.2, 375.3, 98.4]),
    ("Business Entity Type 3", [2709.1, 3430.7, 263.9]),
    ("Cleaning", [10.4, 8.2, 8.9]),
    ("Construction", [314.2, 293.4, 31.3]),
    ("Culture", [15.9, 9.6, 40.3]),
    ("Electricity", [47.6, 31.4, 40.3]),
    ("Emergency", [14.0, 5.5, 107.3]),
    ("Government", [367.8, 214.2, 1431.1]),
    ("Hotel", [43.3, 36.8, 26.8]),
    ("Housing", [122.0, 98.3, 143.1]),
    ("Industry: type 1", [48.8, 36.8, 13.4]),
    ("Industry: type 10", [8.5, 4.1, 4.5]),
    ("Industry: type 11", [117.1, 76.4, 31.3]),
    ("Industry: type 12", [14.6, 20.5, 8.9]),
    ("Industry: type 13", [1.8, 2.7, 4.5]),
    ("Industry: type 2", [23.8, 23.2, 8.9]),
    ("Industry: type 3", [166.5, 122.8, 8.9]),
    ("Industry: type 4", [34.8, 39.6, 0.0]),
    ("Industry: type 5", [32.9, 27.3, 0.0]),
    ("Industry: type 6", [3.7, 4.1, 0.0]),
    ("Industry: type 7", [59.8, 53.2, 13.4]),
    ("Industry: type 8", [0.6, 0.0, 0.0]),
    ("Industry: type 9", [169.6, 95.5, 53.7]),
    ("Insurance", [12.8, 42.3, 13.4]),
    ("Kindergarten", [264.1, 96.9, 894.5]),
    ("Legal Services", [8.5, 19.1, 17.9]),
    ("Medicine", [377.0, 204.7, 1614.5]),
    ("Military", [59.2, 24.6, 563.5]),
    ("Mobile", [7.9, 20.5, 0.0]),
    ("Other", [625.3, 541.8, 1288.0]),
    ("Police", [40.3, 31.4, 644.0]),
    ("Postal", [70.8, 32.8, 259.4]),
    ("Realtor", [14.0, 21.8, 8.9]),
    ("Religion", [4.3, 1.4, 0.0]),
    ("Restaurant", [72.6, 81.9, 22.4]),
    ("School", [316.6, 140.6, 1279.1]),
    ("Security", [130.5, 121.5, 44.7]),
    ("Security Ministries", [44.5, 25.9, 424.9]),
    ("Self-employed", [1682.4, 1679.9, 89.4]),
    ("Services", [57.3, 80.5, 0.0]),
    ("Telecom", [20.1, 23.2, 26.8]),
    ("Trade: type 1", [13.4, 17.7, 4.5]),
    ("Trade: type 2", [53.1, 143.3, 0.0]),
    ("Trade: type 3", [120.8, 255.2, 13.4]),
    ("Trade: type 4", [0.6, 6.8, 0.0]),
    ("Trade: type 5", [2.4, 2.7, 0.0]),
    ("Trade: type 6", [22.6, 40.9, 17.9]),
    ("Trade: type 7", [317.8, 376.6, 22.4]),
    ("Transport: type 1", [5.5, 12.3, 4.5]),
    ("Transport: type 2", [84.2, 58.7, 67.1]),
    ("Transport: type 3", [42.7, 32.8, 4.5]),
    ("Transport: type 4", [234.9, 256.6, 49.2]),
    ("University", [37.8, 47.8, 134.2]),
];

/// Occupations in the order of the weights below; the last stands for an empty field.
pub(in crate::synthetic) const OCCUPATIONS: [Option<&str>; 19] = [
    Some("Accountants"),
    Some("Cleaning staff"),
    Some("Cooking staff"),
    Some("Core staff"),
    Some("Drivers"),
    Some("HR staff"),
    Some("High skill tech staff"),
    Some("IT staff"),
    Some("Laborers"),
    Some("Low-skill Laborers"),
    Some("Managers"),
    Some("Medicine staff"),
    Some("Private service staff"),
    Some("Realty agents"),
    Some("Sales staff"),
    Some("Secretaries"),
    Some("Security staff"),
    Some("Waiters/barmen staff"),
    None,
];

/// Weights of the occupations by employer, for a woman without higher education.
///
/// A log-linear fit of employer, gender and education; the last line serves every other employer.
pub(in crate::synthetic) const OCCUPATION_BY_ORGANIZATION: &[(&str, [f64; 19])] = &[
    (
        "Medicine",
        [
            15.3, 5.8, 35.2, 92.9, 4.8, 1.0, 19.1, 1.2, 45.6, 0.9, 21.1, 900.0, 4.7, 0.0, 7.7,
            21.8, 7.8, 14.7, 87.9,
        ],
    ),
    (
        "School",
        [
            10.9, 122.0, 85.1, 363.8, 5.5, 0.0, 22.0, 0.3, 58.7, 0.0, 48.1, 25.3, 1.5, 0.0, 4.8,
            8.2, 63.2, 0.0, 180.4,
        ],
    ),
    (
        "Kindergarten",
        [
            3.5, 9.6, 123.8, 536.5, 5.2, 0.0, 17.0, 0.0, 47.6, 0.0, 53.9, 71.6, 3.3, 0.0, 1.7, 3.0,
            46.5, 1.8, 75.0,
        ],
    ),
    (
        "Government",
        [
            54.8, 82.0, 22.1, 222.8, 10.9, 2.5, 48.2, 0.0, 148.4, 2.6, 67.6, 41.8, 1.4, 0.0, 41.3,
            11.5, 27.0, 4.8, 210.3,
        ],
    ),
    (
        "Military",
        [
            13.3, 23.6, 10.3, 226.7, 3.9, 5.0, 83.9, 0.8, 144.0, 0.0, 111.9, 78.6, 0.0, 0.0, 8.9,
            0.0, 13.0, 0.1, 275.8,
        ],
    ),
    (
        "Police",
        [
            22.1, 41.7, 0.1, 622.9, 4.6, 5.1, 35.3, 0.0, 25.3, 1.0, 47.3, 37.4, 0.1, 0.1, 35.9,
            0.1, 8.6, 0.1, 112.2,
        ],
    ),
    (
        "Security",
        [
            47.8, 14.9, 0.1, 37.2, 3.1, 21.4, 36.4, 0.0, 37.5, 0.0, 39.6, 0.1, 0.1, 0.1, 11.2, 0.1,
            618.2, 0.1, 132.4,
        ],
    ),
    (
        "Construction",
        [
            92.1, 49.1, 44.3, 8.8, 7.9, 1.5, 53.1, 1.0, 462.3, 4.2, 46.0, 0.0, 0.0, 3.3, 74.2, 9.2,
            15.5, 0.0, 127.2,
        ],
    ),
    (
        "Self-employed",
        [
            33.1, 5.4, 29.9, 59.6, 11.4, 0.4, 16.6, 0.2, 126.9, 4.6, 54.8, 0.4, 44.9, 8.3, 490.7,
            2.6, 3.3, 6.2, 100.7,
        ],
    ),
    (
        "Business Entity Type 3",
        [
            44.8, 45.2, 43.7, 17.4, 7.9, 3.8, 41.2, 0.4, 218.6, 3.8, 56.7, 7.2, 12.5, 4.5, 229.1,
            6.3, 11.8, 15.5, 229.5,
        ],
    ),
    (
        "Business Entity Type 2",
        [
            38.0, 57.8, 31.8, 17.7, 6.2, 2.4, 109.4, 0.7, 369.2, 4.2, 33.9, 5.4, 1.6, 1.4, 44.6,
            6.7, 11.0, 3.5, 254.4,
        ],
    ),
    (
        "Trade: type 7",
        [
            24.3, 24.7, 14.0, 84.7, 3.4, 0.9, 12.2, 0.3, 49.2, 4.2, 58.1, 0.0, 3.3, 1.5, 674.1,
            1.4, 6.9, 3.5, 33.3,
        ],
    ),
    (
        "Trade: type 3",
        [
            4.9, 7.8, 58.4, 146.1, 4.1, 0.0, 38.7, 0.0, 58.6, 1.7, 74.3, 7.5, 10.5, 0.0, 504.1,
            3.1, 6.1, 3.7, 70.5,
        ],
    ),
    (
        "Transport: type 4",
        [
            103.5, 86.9, 14.7, 17.6, 18.3, 0.0, 47.6, 0.4, 261.5, 1.6, 46.8, 27.1, 0.0, 0.0, 99.5,
            7.6, 9.7, 10.3, 246.8,
        ],
    ),
    (
        "Bank",
        [
            174.9, 26.3, 12.0, 483.6, 6.5, 0.0, 8.8, 0.0, 38.5, 0.0, 63.4, 0.1, 0.0, 0.0, 66.8,
            5.6, 6.9, 0.0, 106.5,
        ],
    ),
    (
        "Restaurant",
        [
            38.1, 79.2, 481.4, 73.0, 2.4, 0.0, 8.1, 0.0, 36.0, 1.5, 35.1, 0.0, 0.0, 0.0, 47.5, 0.0,
            0.0, 138.6, 59.0,
        ],
    ),
    (
        "Industry: type 3",
        [
            26.8, 35.8, 53.7, 7.2, 16.9, 3.8, 31.3, 0.0, 527.6, 21.5, 31.3, 3.8, 0.0, 0.0, 127.3,
            0.0, 10.2, 0.0, 102.8,
        ],
    ),
    (
        "Industry: type 9",
        [
            24.2, 63.0, 23.3, 31.2, 10.6, 2.6, 114.5, 1.1, 440.2, 1.0, 36.9, 0.0, 0.0, 0.0, 12.4,
            10.3, 22.3, 0.0, 206.2,
        ],
    ),
    (
        "Housing",
        [
            65.1, 217.7, 6.5, 19.8, 4.8, 0.0, 63.0, 0.0, 368.4, 0.0, 18.0, 0.0, 0.0, 4.9, 32.7,
            4.6, 10.2, 6.4, 177.8,
        ],
    ),
    (
        "Postal",
        [
            14.9, 19.0, 0.0, 342.4, 13.3, 0.0, 15.9, 0.0, 282.5, 0.0, 228.2, 0.0, 0.0, 0.0, 6.0,
            0.0, 10.4, 0.0, 67.2,
        ],
    ),
    (
        "Other",
        [
            36.2, 57.8, 42.0, 30.0, 6.1, 2.3, 39.5, 0.4, 156.9, 2.6, 37.9, 133.3, 12.5, 2.3, 74.8,
            12.1, 15.2, 6.1, 332.3,
        ],
    ),
    (
        "(rest)",
        [
            31.1, 32.5, 27.6, 118.6, 7.7, 1.7, 74.9, 0.7, 269.9, 2.7, 38.8, 25.2, 34.3, 14.2,
            103.3, 12.0, 10.5, 4.1, 190.3,
        ],
    ),
];

/// What the weights are multiplied by for a man.
pub(in crate::synthetic) const OCCUPATION_OF_MEN: [f64; 19] = [
    0.042, 0.115, 0.233, 0.575, 29.454, 0.114, 0.743, 3.456, 2.068, 7.775, 1.229, 0.1, 0.063,
    0.111, 0.231, 0.097, 3.263, 0.12, 0.756,
];

/// What the weights are multiplied by with higher education.
pub(in crate::synthetic) const OCCUPATION_OF_GRADUATES: [f64; 19] = [
    3.682, 0.145, 0.222, 2.478, 0.283, 4.914, 1.805, 5.409, 0.356, 0.145, 3.214, 0.388, 0.955,
    1.374, 0.734, 1.675, 0.3, 0.478, 1.123,
];
